//! Mails that tell a person what happened to their account: to their work address and their verified one, without any
//! link. They follow from the audit trail, so that no way of changing something can forget them.

use std::collections::BTreeSet;

use askama::Template;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use time::OffsetDateTime;

use super::{Mail, MailLanguage, Sent, queue};
use crate::audit::Event;
use crate::clock::instant;
use crate::methods::email::address::EmailAddress;
use crate::methods::kind::MethodKind;
use crate::profile::fields::Field;
use crate::resets::standing::Refused;
use crate::settings::{self, Settings, language_of, languages};
use crate::store::entities::{client, email_method, tenant, user};

mod words;

use words::Words;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    MethodAdded(MethodKind),
    MethodChanged(MethodKind),
    MethodRemoved(MethodKind),
    PasswordChanged,
    PasswordReset,
    Unlocked,
    /// Somebody asked for a new password, and cannot have one (B-134 … B-136).
    CannotReset(Refused),
    /// Another administrator did (B-139).
    AdministratorReset,
    /// Somebody asked the administrators for help in this person's name (B-139).
    HelpAsked,
    /// The same, as the administrators hear it: whether the person could reset the password, and why not.
    HelpWanted(Option<Refused>),
    SignedOutEverywhere,
    NewDevice,
    DeviceDisabled,
    /// A number of the directory, on which the helpdesk calls the person.
    ProfilePhoneChanged,
    /// Of a guest: now one of the organization's.
    GuestInvited,
    /// No longer (B-156).
    GuestLeft,
}

impl Notice {
    /// What an event of the audit trail means to the person, when it means something.
    pub fn of(event: &Event<'_>) -> Option<Self> {
        let method = || {
            let named = event.detail.iter().find(|(name, _)| *name == "method");
            named.and_then(|(_, kind)| MethodKind::parse(kind))
        };
        match event.kind {
            "method.added" => method().map(Self::MethodAdded),
            "method.changed" => method().map(Self::MethodChanged),
            "method.deleted" => method().map(Self::MethodRemoved),
            "password.changed" => Some(Self::PasswordChanged),
            "password.reset" => Some(Self::PasswordReset),
            "account.unlocked" => Some(Self::Unlocked),
            "password.reset_refused" => refused(event).map(Self::CannotReset),
            "password.help_asked" => Some(Self::HelpAsked),
            "sessions.revoked" => Some(Self::SignedOutEverywhere),
            "device.registered" => Some(Self::NewDevice),
            "device.disabled" => Some(Self::DeviceDisabled),
            "profile.changed" => changed_a_phone(event).then_some(Self::ProfilePhoneChanged),
            "guest.invited" | "guest.restored" => Some(Self::GuestInvited),
            "guest.left" | "guest.removed" => Some(Self::GuestLeft),
            _ => None,
        }
    }
}

fn changed_a_phone(event: &Event<'_>) -> bool {
    let fields = event.detail.iter().find(|(name, _)| *name == "fields");
    fields.is_some_and(|(_, names)| {
        let mut named = names.split(' ').filter_map(Field::parse);
        named.any(Field::is_phone)
    })
}

/// Why the person of an event cannot reset the password, when that is known.
fn refused(event: &Event<'_>) -> Option<Refused> {
    let named = event.detail.iter().find(|(name, _)| *name == "reason");
    named.and_then(|(_, reason)| Refused::parse(reason))
}

/// What is said around it.
#[derive(Clone, Debug)]
struct Circumstances {
    person: String,
    organization: String,
    at: When,
    /// The app; a browser when none.
    app: Option<String>,
    address: Option<String>,
    by_administrator: bool,
    /// The name of the device it is about.
    device: Option<String>,
    /// Whom it happened to, where it is told to somebody else.
    about: Option<String>,
    /// Whom to ask, as plain text.
    helpdesk: String,
}

/// When, as the clocks of a time zone show it.
#[derive(Clone, Debug)]
struct When {
    at: OffsetDateTime,
    /// Its name; UTC when nobody said where the person is.
    zone: String,
}

impl When {
    /// In UTC when there is no zone, or one that this machine does not know (any more).
    fn of(millis: i64, zone: Option<String>) -> Self {
        let local = zone.and_then(|zone| Some((settings::local(millis, &zone)?, zone)));
        let (at, zone) = local.unwrap_or_else(|| (instant(millis), "UTC".to_owned()));
        Self { at, zone }
    }
}

/// Puts the mails of an event in the queue, in the transaction of what they tell of.
///
/// # Errors
/// When the database fails.
pub(crate) async fn queue(db: &impl ConnectionTrait, now_ms: i64, event: &Event<'_>) -> Result<(), DbErr> {
    let (Some(notice), Some(user_id)) = (Notice::of(event), event.user_id) else {
        return Ok(());
    };
    let Some(user) = user::Entity::find_by_id(user_id).one(db).await? else {
        return Ok(());
    };
    let Some(tenant) = tenant::Entity::find_by_id(user.tenant_id).one(db).await? else {
        return Ok(());
    };
    let app = match event.client_id {
        Some(id) => client::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let (spoken, zone) = speech(db, &user, &tenant).await?;
    let around = Circumstances {
        person: user.display_name.clone(),
        organization: tenant.display_name.clone(),
        at: When::of(now_ms, zone),
        app: app.map(|app| app.display_name),
        address: event.address.clone(),
        by_administrator: event
            .detail
            .iter()
            .any(|(name, by)| *name == "by" && by == "administrator"),
        device: matches!(notice, Notice::NewDevice | Notice::DeviceDisabled)
            .then(|| event.detail.iter().find(|(name, _)| *name == "name"))
            .flatten()
            .map(|(_, name)| name.clone()),
        about: None,
        helpdesk: helpdesk(&tenant),
    };
    for to in addresses(db, &user, event.was_reached_at.as_deref()).await? {
        let mail = compose(notice, &around, spoken, to);
        Sent::of(user.id, &mail).note(db, now_ms).await?;
        queue::put(db, now_ms, mail).await?;
    }
    if notice == Notice::PasswordReset && user.is_administrator {
        tell_administrators(db, now_ms, (&user, &tenant), Notice::AdministratorReset, &around).await?;
    }
    if notice == Notice::HelpAsked {
        let wanted = Notice::HelpWanted(refused(event));
        tell_administrators(db, now_ms, (&user, &tenant), wanted, &around).await?;
    }
    Ok(())
}

/// The other administrators hear of it: one of them got a new password without the old one, or somebody asked for help
/// (B-139). Where nobody can be asked, the organization's technical contacts are.
async fn tell_administrators(
    db: &impl ConnectionTrait,
    now_ms: i64,
    (user, tenant): (&user::Model, &tenant::Model),
    notice: Notice,
    around: &Circumstances,
) -> Result<(), DbErr> {
    let administrators = user::Entity::find()
        .filter(user::Column::TenantId.eq(tenant.id))
        .filter(user::Column::IsAdministrator.eq(true))
        .filter(user::Column::AccountEnabled.eq(true))
        .filter(user::Column::Id.ne(user.id))
        .all(db)
        .await?;
    let mut told = Vec::new();
    for other in administrators {
        let Some(to) = other.mail.as_deref().and_then(EmailAddress::parse) else {
            continue;
        };
        let (spoken, zone) = speech(db, &other, tenant).await?;
        told.push((other.display_name, spoken, zone, to));
    }
    if told.is_empty() && matches!(notice, Notice::HelpWanted(_)) {
        let technical = &tenant.settings.technical_notification_mails;
        let spoken = language_of(std::slice::from_ref(&tenant.settings.default_language));
        for to in technical.iter().filter_map(|to| EmailAddress::parse(to)) {
            let zone = tenant.settings.time_zone.clone();
            told.push((tenant.display_name.clone(), spoken, zone, to));
        }
    }
    for (person, spoken, zone, to) in told {
        let around = Circumstances {
            person,
            at: When::of(now_ms, zone),
            about: Some(format!("{} ({})", user.display_name, user.user_name)),
            ..around.clone()
        };
        queue::put(db, now_ms, compose(notice, &around, spoken, to.smtp())).await?;
    }
    Ok(())
}

/// The work address, the verified one and the one it was until now, each once.
async fn addresses(
    db: &impl ConnectionTrait,
    user: &user::Model,
    until_now: Option<&str>,
) -> Result<BTreeSet<String>, DbErr> {
    let verified = email_method::Entity::find()
        .filter(email_method::Column::UserId.eq(user.id))
        .all(db)
        .await?;
    let written = verified
        .into_iter()
        .map(|row| row.email_address)
        .chain(user.mail.clone())
        .chain(until_now.map(str::to_owned));
    Ok(written
        .filter_map(|address| EmailAddress::parse(&address))
        .map(|address| address.smtp())
        .collect())
}

/// What a person is written to in, and the time zone they are told the time in.
async fn speech(
    db: &impl ConnectionTrait,
    user: &user::Model,
    tenant: &tenant::Model,
) -> Result<(MailLanguage, Option<String>), DbErr> {
    let settings = Settings::of(db, user, tenant).await?;
    let spoken = language_of(&languages(&settings, tenant));
    let zone = settings.time_zone.or_else(|| tenant.settings.time_zone.clone());
    Ok((spoken, zone))
}

/// Whom to ask in an organization, as plain text.
pub(crate) fn helpdesk(tenant: &tenant::Model) -> String {
    let contact = &tenant.settings.help_contact;
    let parts = [
        Some(contact.display_name.as_str()),
        contact.phone.as_deref(),
        contact.email.as_deref(),
        contact.hours.as_deref(),
    ];
    let parts: Vec<&str> = parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(", ")
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html>
<html lang="{{ tag }}">
<head><meta charset="utf-8"><title>{{ subject }}</title></head>
<body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; color: #1b1b1b">
<p>{{ greeting }}</p>
<p style="font-size: 18px; font-weight: bold">{{ what }}</p>
<table style="border-spacing: 0">
{% for (name, value) in facts %}<tr><th style="text-align: left; padding-right: 16px">{{ name }}</th><td>{{ value }}</td></tr>
{% endfor %}</table>
{% for line in advice %}<p>{{ line }}</p>
{% endfor %}<p>{{ organization }}</p>
</body>
</html>
"#
)]
struct Page<'a> {
    tag: &'a str,
    subject: &'a str,
    greeting: &'a str,
    what: &'a str,
    facts: &'a [(&'static str, String)],
    advice: &'a [String],
    organization: &'a str,
}

fn compose(notice: Notice, around: &Circumstances, language: MailLanguage, to: String) -> Mail {
    let words = Words::of(language);
    let (subject, what) = words.what(notice);
    let mut facts = vec![(words.when, words.date(&around.at))];
    facts.extend(around.device.clone().map(|name| (words.device, name)));
    facts.extend(around.about.clone().map(|about| (words.account, about)));
    if around.by_administrator {
        facts.push((words.who, words.administrator.to_owned()));
    } else {
        let app = around.app.clone().unwrap_or_else(|| words.browser.to_owned());
        facts.push((words.with, app));
        facts.extend(around.address.clone().map(|address| (words.address, address)));
    }
    let mut advice = vec![words.consequence(notice)];
    advice.extend(words.what_to_do(notice).into_iter().map(Some));
    let mut advice: Vec<String> = advice.into_iter().flatten().map(str::to_owned).collect();
    if !around.helpdesk.is_empty() {
        advice.push(format!("{} {}", words.helpdesk, around.helpdesk));
    }
    advice.push(words.no_links.to_owned());
    let subject = format!("{subject} ({})", around.organization);
    let html = Page {
        tag: words.tag,
        subject: &subject,
        greeting: &around.person,
        what: &what,
        facts: &facts,
        advice: &advice,
        organization: &around.organization,
    }
    .render()
    .ok();
    let facts: String = facts
        .iter()
        .map(|(name, value)| format!("    {name}: {value}\n"))
        .collect();
    let text = format!(
        "{}\n\n{what}\n\n{facts}\n{}\n\n{}\n",
        around.person,
        advice.join("\n\n"),
        around.organization
    );
    Mail {
        from_name: around.organization.clone(),
        to,
        subject,
        text,
        html,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Notice; 19] = [
        Notice::MethodAdded(MethodKind::Passkey),
        Notice::MethodChanged(MethodKind::Phone),
        Notice::MethodRemoved(MethodKind::RecoveryCodes),
        Notice::PasswordChanged,
        Notice::SignedOutEverywhere,
        Notice::NewDevice,
        Notice::DeviceDisabled,
        Notice::PasswordReset,
        Notice::Unlocked,
        Notice::CannotReset(Refused::Disabled),
        Notice::CannotReset(Refused::NotEnabled),
        Notice::CannotReset(Refused::NotRegistered),
        Notice::CannotReset(Refused::OnPremises),
        Notice::HelpAsked,
        Notice::HelpWanted(None),
        Notice::HelpWanted(Some(Refused::NotRegistered)),
        Notice::GuestInvited,
        Notice::GuestLeft,
        Notice::ProfilePhoneChanged,
    ];

    fn around() -> Circumstances {
        Circumstances {
            person: "Sanne <b> Visser".to_owned(),
            organization: "A & B".to_owned(),
            at: When::of(1_795_338_000_000, Some("Europe/Amsterdam".to_owned())),
            app: Some("Workpass".to_owned()),
            address: Some("192.0.2.7".to_owned()),
            by_administrator: false,
            device: None,
            about: None,
            helpdesk: "Servicedesk, +31 50 555 01 00".to_owned(),
        }
    }

    #[test]
    fn every_notice_says_what_when_and_from_where_and_links_nowhere() {
        for (language, when) in [
            (MailLanguage::Dutch, "22 november 2026, 10:00 (Europe/Amsterdam)"),
            (
                MailLanguage::English,
                "22 November 2026, 10:00 (Europe/Amsterdam)",
            ),
        ] {
            let mut said = BTreeSet::new();
            for notice in ALL {
                let mail = compose(notice, &around(), language, "a@example.org".to_owned());
                let html = mail.html.clone().unwrap();
                for body in [&mail.text, &html] {
                    for part in [when, "Workpass", "192.0.2.7", "Servicedesk, +31 50 555 01 00"] {
                        assert!(body.contains(part), "{part}: {body}");
                    }
                    assert!(!body.contains("http") && !body.contains("href"), "{body}");
                }
                assert!(mail.subject.ends_with("(A & B)"));
                assert!(html.contains("Sanne &#60;b&#62; Visser"), "{html}");
                said.insert(mail.text);
            }
            assert_eq!(said.len(), ALL.len());
        }
    }

    #[test]
    fn b139_the_other_administrators_are_told_whose_password_it_was() {
        let around = Circumstances {
            about: Some("Pieter Bakker (pieter@a.example)".to_owned()),
            ..around()
        };
        for language in [MailLanguage::Dutch, MailLanguage::English] {
            let mail = compose(
                Notice::AdministratorReset,
                &around,
                language,
                "b@example.org".to_owned(),
            );
            assert!(
                mail.text.contains("Pieter Bakker (pieter@a.example)"),
                "{}",
                mail.text
            );
            assert!(!mail.text.contains("http"));
        }
    }

    #[test]
    fn b178_the_time_is_the_one_on_the_persons_clock_or_utc() {
        let words = Words::of(MailLanguage::English);
        let said = |millis, zone: Option<&str>| words.date(&When::of(millis, zone.map(str::to_owned)));
        let at = 1_795_338_000_000;
        assert_eq!(
            said(at, Some("Asia/Kathmandu")),
            "22 November 2026, 14:45 (Asia/Kathmandu)"
        );
        assert_eq!(
            said(at - 36_000_000, Some("America/Los_Angeles")),
            "21 November 2026, 15:00 (America/Los_Angeles)"
        );
        for unknown in [None, Some("Europe/Atlantis")] {
            assert_eq!(said(at, unknown), "22 November 2026, 09:00 (UTC)");
        }
    }

    #[test]
    fn what_an_administrator_did_is_said_to_be_theirs() {
        let around = Circumstances {
            by_administrator: true,
            app: None,
            ..around()
        };
        let mail = compose(ALL[2], &around, MailLanguage::English, "a@example.org".to_owned());
        assert!(mail.text.contains("an administrator"), "{}", mail.text);
        assert!(!mail.text.contains("192.0.2.7"));
    }

    #[test]
    fn only_what_concerns_the_person_is_told() {
        let event = |kind| Event {
            kind,
            detail: vec![("method", "fido2".to_owned())],
            ..Event::default()
        };
        assert_eq!(
            Notice::of(&event("method.deleted")),
            Some(Notice::MethodRemoved(MethodKind::Passkey))
        );
        assert_eq!(
            Notice::of(&event("password.changed")),
            Some(Notice::PasswordChanged)
        );
        assert_eq!(Notice::of(&event("password.change_failed")), None);
        assert_eq!(Notice::of(&event("sign_in.succeeded")), None);
        let profile = |fields: &str| Event {
            kind: "profile.changed",
            detail: vec![("fields", fields.to_owned())],
            ..Event::default()
        };
        assert_eq!(
            Notice::of(&profile("businessPhones city")),
            Some(Notice::ProfilePhoneChanged)
        );
        assert_eq!(Notice::of(&profile("city officeLocation")), None);
    }
}
