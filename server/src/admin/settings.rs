//! What an organization decides about languages, time and privacy.

use anyhow::{Context, bail};
use serde_json::json;

use super::desk::Desk;
use super::organizations::{https, keep};
use super::said::Said;
use super::settings_args::{DisplayLanguageArgs, Language, PrivacyArgs, TimeZoneArgs};
use crate::methods::email::address::EmailAddress;
use crate::settings;
use crate::store::values::TenantSettings;

/// Says in which language everything is shown to everybody (B-178).
pub(super) async fn display_language(desk: &Desk, args: &DisplayLanguageArgs) -> anyhow::Result<Said> {
    let language = args.fix.map(|language| Language::tag(language).to_owned());
    let tenant = desk.tenant().await?;
    let is_new = tenant.settings.display_language != language;
    if is_new {
        let settings = TenantSettings {
            display_language: language.clone(),
            ..tenant.settings.clone()
        };
        let shown = language.as_deref().unwrap_or("none");
        keep(desk, &tenant, settings, &[("displayLanguage", shown)]).await?;
    }
    let outcome = outcome(is_new);
    Ok(Said::new(
        match &language {
            Some(language) => format!("Everybody is shown {language}: {outcome}."),
            None => format!("People choose the language: {outcome}."),
        },
        json!({ "displayLanguage": language, "outcome": outcome }),
    ))
}

/// Says in which time zone mails tell the time to people who set none.
pub(super) async fn time_zone(desk: &Desk, args: &TimeZoneArgs) -> anyhow::Result<Said> {
    let known =
        |name: &str| settings::canonical_zone(name).with_context(|| format!("there is no time zone {name}"));
    let zone = args.zone.as_deref().map(known).transpose()?;
    let tenant = desk.tenant().await?;
    let is_new = tenant.settings.time_zone != zone;
    let shown = zone.as_deref().unwrap_or("UTC");
    if is_new {
        let settings = TenantSettings {
            time_zone: zone.clone(),
            ..tenant.settings.clone()
        };
        keep(desk, &tenant, settings, &[("timeZone", shown)]).await?;
    }
    let outcome = outcome(is_new);
    Ok(Said::new(
        format!("Mails tell the time in {shown}: {outcome}."),
        json!({ "timeZone": zone, "outcome": outcome }),
    ))
}

/// Names the privacy notice, and whom to ask about it (B-179). What is not said stays.
pub(super) async fn privacy(desk: &Desk, args: &PrivacyArgs) -> anyhow::Result<Said> {
    let tenant = desk.tenant().await?;
    let notice = match &args.notice {
        Some(typed) => Some(https(typed)?),
        None => tenant
            .settings
            .privacy_statement
            .clone()
            .filter(|_| !args.no_notice),
    };
    let contact = match &args.contact {
        Some(typed) => Some(mailbox(typed)?),
        None => tenant
            .settings
            .privacy_contact
            .clone()
            .filter(|_| !args.no_contact),
    };
    let settings = TenantSettings {
        privacy_statement: notice.clone(),
        privacy_contact: contact.clone(),
        ..tenant.settings.clone()
    };
    let is_new = settings != tenant.settings;
    let (shown, asked) = (
        notice.as_deref().unwrap_or("none"),
        contact.as_deref().unwrap_or("none"),
    );
    if is_new {
        let changed = [("privacyStatement", shown), ("privacyContact", asked)];
        keep(desk, &tenant, settings, &changed).await?;
    }
    let outcome = outcome(is_new);
    Ok(Said::new(
        format!("Privacy notice: {shown}; contact: {asked}; {outcome}."),
        json!({ "statementUrl": notice, "contactEmail": contact, "outcome": outcome }),
    ))
}

fn outcome(is_new: bool) -> &'static str {
    if is_new { "changed" } else { "unchanged" }
}

fn mailbox(typed: &str) -> anyhow::Result<String> {
    match EmailAddress::parse(typed) {
        Some(_) => Ok(typed.trim().to_owned()),
        None => bail!("{typed} is no e-mail address"),
    }
}
