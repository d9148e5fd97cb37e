//! Codes by text message (B-62 … B-65).

use std::time::Duration;

use secrecy::SecretString;
use uuid::Uuid;

use super::NotSent;
use super::kind::{MethodKind, PhoneSlot, state as states};
use super::phone::Channel;
use crate::authority::registered;
use crate::mail::MailLanguage;
use crate::messages::{self, Message};
use crate::rate_limit::{self, Limit};
use crate::state::AppState;
use crate::store::entities::{security_method, tenant, user};
use sea_orm::EntityTrait;

const HOUR: Duration = Duration::from_secs(3600);
/// Texts, and calls, to one account, from wherever they are asked for.
const PER_ACCOUNT: Limit = Limit {
    hits: 10,
    window: HOUR,
};
/// To the number of a person's own method.
const PER_OWN_NUMBER: Limit = Limit {
    hits: 6,
    window: HOUR,
};
/// To a number that somebody says is theirs, for whatever account: a phone is not flooded. These are counted apart, so
/// that nobody's typing keeps the number's owner from signing in.
const PER_TYPED_NUMBER: Limit = Limit {
    hits: 8,
    window: HOUR,
};
/// Of these for one account.
const PER_TYPED_NUMBER_AND_ACCOUNT: Limit = Limit {
    hits: 4,
    window: HOUR,
};

/// Whose a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// It was proven to be the person's.
    Own,
    /// It is to become theirs.
    Typed,
    /// Somebody typed it, or the name of its owner, who has proven nothing yet. The limits of that are the page's, which
    /// counts before it knows whose it is.
    UserName,
}

/// Sends a code to a person's mobile phone.
///
/// # Errors
/// [`NotSent`]; what failed is logged.
pub async fn send(
    state: &AppState,
    user: &user::Model,
    method: &security_method::Model,
    language: MailLanguage,
    code: &SecretString,
) -> Result<(), NotSent> {
    send_to_method(state, user, (method, Whose::Own), language, code).await
}

/// Sends a code to the mobile phone whose number somebody typed as a user name. That is anybody: it takes nothing from
/// what the owner may ask for. The caller counts.
///
/// # Errors
/// [`NotSent`]; what failed is logged.
pub async fn send_to_user_name(
    state: &AppState,
    user: &user::Model,
    method: &security_method::Model,
    language: MailLanguage,
    code: &SecretString,
) -> Result<(), NotSent> {
    send_to_method(state, user, (method, Whose::UserName), language, code).await
}

async fn send_to_method(
    state: &AppState,
    user: &user::Model,
    (method, whose): (&security_method::Model, Whose),
    language: MailLanguage,
    code: &SecretString,
) -> Result<(), NotSent> {
    let number = number_of(user, method).ok_or(NotSent::NotPossible)?;
    let rules = registered::rules_of(&state.db, user).await.map_err(failed)?;
    if !rules.phone.sms || method.slot != PhoneSlot::Mobile.name() {
        return Err(NotSent::NotPossible);
    }
    hand_over_code(state, user, (number, whose), language, code).await
}

/// Sends a code to a number that is to become a person's.
///
/// # Errors
/// [`NotSent`]; what failed is logged.
pub async fn send_to(
    state: &AppState,
    user: &user::Model,
    number: &str,
    language: MailLanguage,
    code: &SecretString,
) -> Result<(), NotSent> {
    hand_over_code(state, user, (number, Whose::Typed), language, code).await
}

async fn hand_over_code(
    state: &AppState,
    user: &user::Model,
    (number, whose): (&str, Whose),
    language: MailLanguage,
    code: &SecretString,
) -> Result<(), NotSent> {
    count(state, user, number, whose, Channel::Sms).await?;
    let organization = organization(state, user).await?;
    hand_over(
        state,
        Message {
            id: Uuid::new_v4(),
            channel: Channel::Sms,
            to: number.to_owned(),
            extension: None,
            text: messages::code_text(&organization, code, language),
            language: tag(language),
        },
    )
    .await
}

/// The number of an active phone of this person.
pub(super) fn number_of<'m>(user: &user::Model, method: &'m security_method::Model) -> Option<&'m str> {
    let is_phone = method.kind == MethodKind::Phone.name()
        && method.user_id == user.id
        && method.state == states::ACTIVE;
    method.value.as_deref().filter(|_| is_phone)
}

/// Counts one text or call. The limits hold over all instances.
pub(super) async fn count(
    state: &AppState,
    user: &user::Model,
    number: &str,
    whose: Whose,
    channel: Channel,
) -> Result<(), NotSent> {
    let channel = channel.name();
    // Numbers people only typed are not kept readable.
    let target = state.secrets.mac("rate_limit.number", &[number]);
    let buckets = match whose {
        Whose::Own => vec![(format!("{channel}:number:{target}"), PER_OWN_NUMBER)],
        Whose::UserName => return Ok(()),
        Whose::Typed => vec![
            (
                format!("{channel}:typed:{target}:{}", user.id),
                PER_TYPED_NUMBER_AND_ACCOUNT,
            ),
            (format!("{channel}:typed:{target}"), PER_TYPED_NUMBER),
        ],
    };
    let account = (format!("{channel}:account:{}", user.id), PER_ACCOUNT);
    for (bucket, limit) in std::iter::once(account).chain(buckets) {
        rate_limit::hit(&state.db, state.now_ms(), &bucket, limit)
            .await
            .map_err(failed)?
            .map_err(|limited| NotSent::LimitReached {
                retry_after: limited.retry_after,
            })?;
    }
    Ok(())
}

pub(super) async fn organization(state: &AppState, user: &user::Model) -> Result<String, NotSent> {
    let tenant = tenant::Entity::find_by_id(user.tenant_id)
        .one(&state.db)
        .await
        .map_err(failed)?;
    tenant.map(|tenant| tenant.display_name).ok_or(NotSent::Failed)
}

pub(super) async fn hand_over(state: &AppState, message: Message) -> Result<(), NotSent> {
    state.messenger.send(message).await.map_err(|error| {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "a text or call could not be handed over"
        );
        NotSent::Failed
    })
}

#[allow(clippy::needless_pass_by_value, reason = "it is handed to `map_err`")]
pub(super) fn failed(error: sea_orm::DbErr) -> NotSent {
    tracing::error!(error = &error as &dyn std::error::Error, "the database failed");
    NotSent::Failed
}

pub(super) const fn tag(language: MailLanguage) -> &'static str {
    match language {
        MailLanguage::Dutch => "nl",
        MailLanguage::English => "en",
    }
}
