//! Sends what it takes to verify somebody. What is asked is drawn and noted first, the same for every name; whether
//! anything goes out turns out in the background, and nobody waits for it.

use std::time::Duration;

use uuid::Uuid;

use super::limits;
use super::row::{self, Asked};
use super::scene::Scene;
use crate::auth::ClientAddress;
use crate::mail::{self, MailLanguage, MailedFor};
use crate::methods::approval::{self, Context};
use crate::methods::email::address::EmailAddress;
use crate::methods::kind::PhoneSlot;
use crate::methods::{phone, sent_code, sms, voice};
use crate::pages::error::PageError;
use crate::pages::texts::Lang;
use crate::pages::visitor::Visitor;
use crate::random;
use crate::resets::means::Means;
use crate::state::AppState;
use crate::store::entities::{email_method, security_method, user};

/// The longest number or address that is looked at, in bytes.
const LONGEST: usize = 1024;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// Whoever it belongs to has it; so it is said.
    Perhaps,
    /// Sent a moment ago: the page says when it can be sent again.
    Again,
    NoNumber,
    NoAddress,
    Limited(Duration),
}

/// Asks for means that send something, or ask on a phone.
pub(super) async fn send(
    state: &AppState,
    visitor: &Visitor,
    client: ClientAddress,
    scene: &Scene,
    means: Means,
    typed: &str,
) -> Result<Sent, PageError> {
    let is_same = scene.row.means() == Some(means);
    if is_same && scene.row.seconds_to_wait(state.now_ms()) > 0 {
        return Ok(Sent::Again);
    }
    let target = match read_target(scene, means, typed) {
        Ok(target) => target,
        Err(why) => return Ok(why),
    };
    let counted = match &target {
        Some(target) => limits::send(state, client, &scene.row.name_mac, target).await?,
        None => limits::ask(state, client, &scene.row.name_mac).await?,
    };
    if let Err(wait) = counted {
        return Ok(Sent::Limited(wait));
    }
    let has_code = matches!(means, Means::Text | Means::Email);
    let asked = Asked {
        means,
        target,
        code: has_code.then(sent_code::draw),
        asked_id: (!has_code).then(Uuid::new_v4),
        number: (means == Means::Approval).then(|| random::digits(2)),
    };
    // Of two requests at once one sends.
    if row::note_asked(state, &scene.row, &asked).await? {
        hand_over(state, visitor, client, scene, asked);
    }
    Ok(Sent::Perhaps)
}

/// The number or address that was typed, as it is compared (B-129).
fn read_target(scene: &Scene, means: Means, typed: &str) -> Result<Option<String>, Sent> {
    let typed = Some(typed)
        .filter(|typed| typed.len() <= LONGEST)
        .unwrap_or_default();
    if means.phone().is_some() {
        let country = scene.tenant.settings.country_letter_code.as_deref();
        return phone::read(typed, country).map(Some).ok_or(Sent::NoNumber);
    }
    if means == Means::Email {
        let address = EmailAddress::parse(typed).ok_or(Sent::NoAddress)?;
        return Ok(Some(address.key()));
    }
    Ok(None)
}

/// The person's phone of this place, when this is its number.
pub(super) fn phone_of<'s>(
    scene: &'s Scene,
    slot: PhoneSlot,
    number: &str,
) -> Option<&'s security_method::Model> {
    let phone = scene.standing.holding.phone(slot);
    phone.filter(|phone| phone.value.as_deref() == Some(number))
}

/// The person's address, when it is this one.
pub(super) fn email_of<'s>(scene: &'s Scene, key: &str) -> Option<&'s email_method::Model> {
    let email = scene.standing.holding.email.as_ref();
    email.filter(|email| email.address_key == key)
}

/// What goes out.
enum Parcel {
    Text(security_method::Model, secrecy::SecretString),
    Call(security_method::Model, Uuid),
    Mail(email_method::Model, secrecy::SecretString),
    Question((Uuid, String), Context),
}

fn hand_over(state: &AppState, visitor: &Visitor, client: ClientAddress, scene: &Scene, asked: Asked) {
    let target = asked.target.unwrap_or_default();
    let parcel = match (asked.means, asked.code, asked.asked_id) {
        (Means::Text, Some(code), _) => {
            phone_of(scene, PhoneSlot::Mobile, &target).map(|phone| Parcel::Text(phone.clone(), code))
        }
        (Means::Email, Some(code), _) => {
            email_of(scene, &target).map(|email| Parcel::Mail(email.clone(), code))
        }
        (Means::Approval, _, Some(id)) => {
            let context = Context {
                app: None,
                address: Some(client.0.to_string()),
                user_agent: visitor.user_agent(),
            };
            asked.number.map(|number| Parcel::Question((id, number), context))
        }
        (means, _, Some(id)) => {
            let phone = means.phone().and_then(|slot| phone_of(scene, slot, &target));
            phone.map(|phone| Parcel::Call(phone.clone(), id))
        }
        _ => None,
    };
    let parcel = parcel.filter(|_| scene.verifies(asked.means));
    let language = match visitor.lang {
        Lang::Nl => MailLanguage::Dutch,
        Lang::En => MailLanguage::English,
    };
    let (sending, user) = (state.clone(), scene.standing.user.clone());
    let organization = scene.tenant.display_name.clone();
    state.background.run(async move {
        let Some(parcel) = parcel else { return };
        deliver(&sending, &user, &organization, language, parcel).await;
    });
}

async fn deliver(
    state: &AppState,
    user: &user::Model,
    organization: &str,
    language: MailLanguage,
    parcel: Parcel,
) {
    let sent = match parcel {
        Parcel::Text(phone, code) => {
            let sent = sms::send_to_user_name(state, user, &phone, language, &code).await;
            sent.is_ok()
        }
        Parcel::Call(phone, id) => {
            let called = voice::call_for_reset(state, user, &phone, language, id).await;
            called.is_ok()
        }
        Parcel::Mail(email, code) => {
            let Some(to) = EmailAddress::parse(&email.email_address) else {
                return;
            };
            let mail = mail::verification_code(organization, &to.smtp(), &code, (language, MailedFor::Reset));
            let sent = mail::Sent::of(user.id, &mail);
            match state.mailer.send(mail).await {
                Ok(()) => {
                    // The code is on its way: that this could not be written down is no reason to send no other.
                    if let Err(error) = sent.note(&state.db, state.now_ms()).await {
                        tracing::error!(error = &error as &dyn std::error::Error, "the database failed");
                    }
                    true
                }
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "a mail with a code could not be sent"
                    );
                    return;
                }
            }
        }
        Parcel::Question(question, context) => {
            match approval::ask_for_reset(state, user, question, context).await {
                Ok(asked) => asked,
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "the database failed");
                    return;
                }
            }
        }
    };
    if !sent {
        tracing::warn!(user = %user.id, "what verifies who cannot sign in was not sent");
    }
}
