//! The steps of adding and changing a phone by text or call (B-62 … B-71), with every rule, for apps and pages alike.
//! What the database keeps of it is [`phone_registration`]'s.

use std::time::Duration;

use sea_orm::DbErr;
use thiserror::Error;
use uuid::Uuid;

use super::asker::Asker;
use super::holding::Holding;
use super::kind::{MethodKind, PhoneSlot};
use super::offer::{self, NotAddable};
use super::phone::{self, Channel, PhoneFault};
use super::phone_registration::{self, Proven};
use super::{NotSent, sent_code};
use crate::audit;
use crate::rate_limit::{self, Limit};
use crate::state::AppState;
use crate::store::entities::method_registration::Model;
use crate::store::entities::security_method;

/// Texts and calls one computer may ask for, for whatever accounts.
const PER_CLIENT: Limit = Limit {
    hits: 60,
    window: Duration::from_secs(3600),
};

/// What a person asks for.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// As it was typed.
    pub number: &'a str,
    pub slot: PhoneSlot,
    pub channel: Channel,
    /// In the place of the phone that is in the slot.
    pub replaces: bool,
}

/// Why a step is not taken.
#[derive(Debug, Error)]
pub enum PhoneError {
    #[error(transparent)]
    Number(#[from] PhoneFault),
    #[error("the number is registered already")]
    AlreadyRegistered,
    #[error("the organization does not let the person have it")]
    NotAddable(NotAddable),
    #[error("there is no phone to change")]
    NoMethod,
    /// Without a channel it is only too soon after the one before.
    #[error("too many texts or calls were asked for")]
    TooMany {
        channel: Option<Channel>,
        wait: Duration,
    },
    #[error("the text could not be sent, or the call not be made")]
    NotSent,
    /// None left: it is over.
    #[error("the code is not right")]
    WrongCode { tries_remaining: i32 },
    #[error("the registration has expired")]
    Expired,
    #[error("the registration is finished")]
    Finished,
    #[error("the database failed")]
    Database(#[from] DbErr),
}

/// Sends the first code or makes the first call.
///
/// # Errors
/// [`PhoneError`]; no registration exists then.
pub async fn ask(state: &AppState, asker: Asker<'_>, wish: Wish<'_>) -> Result<Model, PhoneError> {
    let replaces = check_policy(asker.holding, wish.slot, wish.replaces)?;
    check_channel(asker.holding, wish.slot, wish.channel)?;
    let countries = &asker.holding.rules.phone.allowed_countries;
    let number = phone::check(wish.number, wish.slot, wish.channel, countries)?;
    if asker.holding.has_number(&number) {
        return Err(PhoneError::AlreadyRegistered);
    }
    count_client(state, asker, wish.channel).await?;
    let wish = phone_registration::Wish {
        number: &number,
        slot: wish.slot,
        channel: wish.channel,
        replaces,
    };
    let row = phone_registration::begin(state, asker.user, wish, asker.language)
        .await
        .map_err(|not_sent| why(not_sent, wish.channel))?;
    record(state, asker, "registration.started").await?;
    Ok(row)
}

/// Sends another code or calls again.
///
/// # Errors
/// [`PhoneError`].
pub async fn ask_again(state: &AppState, asker: Asker<'_>, row: &Model) -> Result<Model, PhoneError> {
    check_running(row, state.now_ms())?;
    check_still(asker.holding, row)?;
    let channel = channel_of(row);
    if let Some(wait) = phone_registration::claim_resend(state, row).await? {
        return Err(PhoneError::TooMany { channel: None, wait });
    }
    count_client(state, asker, channel).await?;
    let renewed = phone_registration::resend(state, asker.user, row, asker.language)
        .await
        .map_err(|not_sent| why(not_sent, channel))?
        .ok_or(PhoneError::Finished)?;
    record(state, asker, "registration.resent").await?;
    Ok(renewed)
}

/// Looks at the code of a text and, when it is right, makes or changes the method.
///
/// # Errors
/// [`PhoneError`].
pub async fn confirm(
    state: &AppState,
    asker: Asker<'_>,
    row: &Model,
    typed: &str,
    display_name: Option<String>,
) -> Result<security_method::Model, PhoneError> {
    check_running(row, state.now_ms())?;
    if channel_of(row) != Channel::Sms {
        return Err(PhoneError::Finished);
    }
    let Some(code) = sent_code::six_digits(typed) else {
        // What cannot be a code costs no try.
        return Err(PhoneError::WrongCode {
            tries_remaining: row.tries_remaining,
        });
    };
    let Some(tried) = phone_registration::take_try(state, row).await? else {
        // Somebody else was faster: look again to say what became of it.
        let row = phone_registration::find(state, asker.user, row.id).await?;
        check_running(&row.ok_or(PhoneError::Finished)?, state.now_ms())?;
        return Err(PhoneError::Finished);
    };
    if !phone_registration::is_code(state, &tried, &code) {
        record(state, asker, "registration.wrong_code").await?;
        if tried.tries_remaining <= 0 {
            phone_registration::fail(state, &tried, "tooManyTries").await?;
        }
        return Err(PhoneError::WrongCode {
            tries_remaining: tried.tries_remaining,
        });
    }
    if let Err(refusal) = check_still(asker.holding, &tried) {
        // What stands in the way may be what another request with the same code made of it.
        let now = phone_registration::find(state, asker.user, tried.id).await?;
        return Err(match now {
            Some(now) if now.state.starts_with("awaiting") => refusal,
            _ => PhoneError::Finished,
        });
    }
    let kind = if tried.replaces_id.is_some() {
        "method.changed"
    } else {
        "method.added"
    };
    let event = asker.event(kind, MethodKind::Phone);
    match phone_registration::complete(state, asker.user, &tried, display_name, event).await? {
        Proven::Method(method) => Ok(*method),
        Proven::Gone => Err(PhoneError::Finished),
        Proven::LimitReached => Err(PhoneError::NotAddable(NotAddable::LimitReached)),
        Proven::MobileRequired => Err(PhoneError::NotAddable(NotAddable::MobileRequired)),
        Proven::MethodGone => Err(PhoneError::NoMethod),
    }
}

/// Passes for a registration that can be confirmed, or sent again.
fn check_running(row: &Model, now_ms: i64) -> Result<(), PhoneError> {
    if !row.state.starts_with("awaiting") {
        return Err(if row.reason.as_deref() == Some("tooManyTries") {
            PhoneError::WrongCode { tries_remaining: 0 }
        } else {
            PhoneError::Finished
        });
    }
    if row.expires_at <= now_ms {
        return Err(PhoneError::Expired);
    }
    Ok(())
}

/// Whether this person may have such a phone; the row it takes the place of, when it takes one's.
fn check_policy(holding: &Holding, slot: PhoneSlot, replaces: bool) -> Result<Option<Uuid>, PhoneError> {
    if !replaces {
        return match holding.not_addable(MethodKind::Phone, Some(slot)) {
            None => Ok(None),
            Some(why) => Err(PhoneError::NotAddable(why)),
        };
    }
    if !holding.can_change(MethodKind::Phone, Some(slot)) {
        return Err(PhoneError::NotAddable(NotAddable::NotAllowedByPolicy));
    }
    holding
        .phone(slot)
        .map(|row| Some(row.id))
        .ok_or(PhoneError::NoMethod)
}

/// The other way may be open: that is no reason to say that there is none.
fn check_channel(holding: &Holding, slot: PhoneSlot, channel: Channel) -> Result<(), PhoneFault> {
    if offer::channels(&holding.rules, slot).contains(&channel) {
        Ok(())
    } else {
        Err(PhoneFault::ChannelNotAllowed)
    }
}

/// What was allowed at the start may not be any more; and the number may be here by another registration.
pub(super) fn check_still(holding: &Holding, row: &Model) -> Result<(), PhoneError> {
    let slot = PhoneSlot::parse(&row.slot).ok_or(PhoneError::Finished)?;
    let there = check_policy(holding, slot, row.replaces_id.is_some())?;
    if there != row.replaces_id {
        return Err(PhoneError::NoMethod);
    }
    check_channel(holding, slot, channel_of(row))?;
    match &row.value {
        Some(number) if holding.has_number(number) => Err(PhoneError::AlreadyRegistered),
        _ => Ok(()),
    }
}

pub(super) async fn count_client(
    state: &AppState,
    asker: Asker<'_>,
    channel: Channel,
) -> Result<(), PhoneError> {
    let bucket = format!("{}:client:{}", channel.name(), asker.address);
    rate_limit::hit(&state.db, state.now_ms(), &bucket, PER_CLIENT)
        .await?
        .map_err(|limited| PhoneError::TooMany {
            channel: Some(channel),
            wait: limited.retry_after,
        })
}

async fn record(state: &AppState, asker: Asker<'_>, kind: &str) -> Result<(), DbErr> {
    audit::record(&state.db, state.now_ms(), asker.event(kind, MethodKind::Phone)).await
}

pub(super) fn why(not_sent: NotSent, channel: Channel) -> PhoneError {
    match not_sent {
        NotSent::LimitReached { retry_after } => PhoneError::TooMany {
            channel: Some(channel),
            wait: retry_after,
        },
        NotSent::NotPossible => PhoneError::NotAddable(NotAddable::NotAllowedByPolicy),
        NotSent::Failed => PhoneError::NotSent,
    }
}

fn channel_of(row: &Model) -> Channel {
    let channel = row.channel.as_deref().and_then(Channel::parse);
    channel.unwrap_or(Channel::Sms)
}
