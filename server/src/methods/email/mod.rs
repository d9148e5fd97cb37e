//! The e-mail address a person resets the password with (B-43 … B-50): every step of adding and changing it, for apps
//! and pages alike.

pub mod address;
mod challenge;
mod limits;

use std::time::Duration;

use sea_orm::DbErr;
use secrecy::SecretString;
use thiserror::Error;

pub use challenge::{cancel, find, tidy};

use self::address::{EmailAddress, is_work_address, work_domains};
use self::challenge::Confirmed;
use super::asker::Asker;
use super::kind::MethodKind;
use super::offer::NotAddable;
use super::sent_code;
use crate::audit;
use crate::mail::{MailError, MailedFor, Sent, verification_code};
use crate::state::AppState;
use crate::store::entities::{email_challenge, email_method};

/// Why an address is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AddressFault {
    #[error("this is no address that can be used")]
    Invalid,
    /// B-44.
    #[error("the work or school address cannot be used")]
    Work,
    #[error("the organization does not allow addresses of this domain")]
    DomainNotAllowed,
}

/// Why a step is not taken.
#[derive(Debug, Error)]
pub enum EmailError {
    #[error(transparent)]
    Address(#[from] AddressFault),
    #[error("the address is registered already")]
    AlreadyRegistered,
    #[error("the organization does not let the person have one")]
    NotAddable(NotAddable),
    #[error("there is no method to change")]
    NoMethod,
    #[error("too many mails were asked for")]
    TooMany(Duration),
    #[error("the mail could not be sent")]
    NotSent,
    /// None left: it is over.
    #[error("the code is not right")]
    WrongCode { tries_remaining: i32 },
    #[error("the code has expired")]
    Expired,
    #[error("the challenge was used or cancelled")]
    Gone,
    #[error("the database failed")]
    Database(#[from] DbErr),
}

/// Mails the first code. `replaces`: in the place of the address there is. An open challenge is over only then.
///
/// # Errors
/// [`EmailError`]; nothing was changed then.
pub async fn ask(
    state: &AppState,
    asker: Asker<'_>,
    typed: &str,
    replaces: bool,
) -> Result<email_challenge::Model, EmailError> {
    let holding = asker.holding;
    if let Some(never) = holding.not_offered(MethodKind::Email, None) {
        return Err(EmailError::NotAddable(never));
    }
    let registered = holding.email.as_ref();
    if replaces && registered.is_none() {
        return Err(EmailError::NoMethod);
    }
    if replaces {
        may_change(asker)?;
    }
    let address = check_address(asker, typed)?;
    match registered {
        Some(method) if method.address_key == address.key() => return Err(EmailError::AlreadyRegistered),
        _ if !replaces => may_add(asker)?,
        _ => {}
    }
    limits::count(state, asker, &address.key()).await?;
    let replaced = registered.map(|method| method.id);
    let (row, code) = challenge::open(state, asker.user.id, &address, replaced).await?;
    if let Err(error) = send(state, asker, &address, &code, MailedFor::NewAddress).await {
        challenge::forget(state, row.id).await?;
        return Err(not_sent(&error));
    }
    challenge::supersede_others(state, asker.user.id, row.id).await?;
    record(state, asker, "email_challenge.started").await?;
    Ok(row)
}

/// Mails another code.
///
/// # Errors
/// [`EmailError`].
pub async fn ask_again(
    state: &AppState,
    asker: Asker<'_>,
    row: &email_challenge::Model,
) -> Result<email_challenge::Model, EmailError> {
    check_alive(row, state.now_ms())?;
    if let Some(wait) = challenge::claim_resend(state, row).await? {
        return Err(EmailError::TooMany(wait));
    }
    limits::count(state, asker, &row.address_key).await?;
    let code = sent_code::draw();
    let address = EmailAddress::parse(&row.email_address).ok_or(EmailError::Gone)?;
    // Sent first: when the mail server fails, the code that was mailed before still works.
    let sent = send(state, asker, &address, &code, MailedFor::NewAddress).await;
    sent.map_err(|error| not_sent(&error))?;
    let renewed = challenge::renew(state, row, &code)
        .await?
        .ok_or(EmailError::Gone)?;
    record(state, asker, "email_challenge.resent").await?;
    Ok(renewed)
}

/// Looks at a code and, when it is right, makes or changes the method.
///
/// # Errors
/// [`EmailError`].
pub async fn confirm(
    state: &AppState,
    asker: Asker<'_>,
    row: &email_challenge::Model,
    typed: &str,
) -> Result<email_method::Model, EmailError> {
    check_alive(row, state.now_ms())?;
    let Some(code) = sent_code::six_digits(typed) else {
        // What cannot be a code costs no try.
        return Err(EmailError::WrongCode {
            tries_remaining: row.tries_remaining,
        });
    };
    let Some(tried) = challenge::take_try(state, row).await? else {
        // Somebody else was faster: look again to say what became of it.
        let row = find(state, asker.user, row.id).await?;
        check_alive(&row.ok_or(EmailError::Gone)?, state.now_ms())?;
        return Err(EmailError::Gone);
    };
    if !challenge::is_code(state, &tried, &code) {
        record(state, asker, "email_challenge.wrong_code").await?;
        return Err(EmailError::WrongCode {
            tries_remaining: tried.tries_remaining,
        });
    }
    // The policy may have changed since the code was sent.
    if let Some(never) = asker.holding.not_offered(MethodKind::Email, None) {
        return Err(EmailError::NotAddable(never));
    }
    let kind = if tried.replaces_method_id.is_some() {
        may_change(asker)?;
        "method.changed"
    } else {
        may_add(asker)?;
        "method.added"
    };
    let event = asker.event(kind, MethodKind::Email);
    match challenge::complete(state, &tried, event).await? {
        Confirmed::Method(method) => Ok(method),
        Confirmed::UsedUp => Err(EmailError::Gone),
        Confirmed::LimitReached => Err(EmailError::NotAddable(NotAddable::LimitReached)),
        Confirmed::MethodGone => Err(EmailError::NoMethod),
    }
}

/// Mails a code to the address there is, to try whether it arrives; within the same limits.
///
/// # Errors
/// [`EmailError`]; nothing was sent then.
pub async fn send_for_trial(
    state: &AppState,
    asker: Asker<'_>,
    method: &email_method::Model,
    code: &SecretString,
) -> Result<(), EmailError> {
    limits::count(state, asker, &method.address_key).await?;
    let address = EmailAddress::parse(&method.email_address).ok_or(EmailError::NotSent)?;
    let sent = send(state, asker, &address, code, MailedFor::Trial).await;
    sent.map_err(|error| not_sent(&error))
}

/// Mails a code, and notes that a mail went out.
async fn send(
    state: &AppState,
    asker: Asker<'_>,
    address: &EmailAddress,
    code: &SecretString,
    why: MailedFor,
) -> Result<(), MailError> {
    let words = (asker.language, why);
    let mail = verification_code(&asker.tenant.display_name, &address.smtp(), code, words);
    let sent = Sent::of(asker.user.id, &mail);
    state.mailer.send(mail).await?;
    // The mail is out: that it could not be noted stops nothing.
    if let Err(error) = sent.note(&state.db, state.now_ms()).await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "a mail could not be noted"
        );
    }
    Ok(())
}

fn may_add(asker: Asker<'_>) -> Result<(), EmailError> {
    match asker.holding.not_addable(MethodKind::Email, None) {
        None => Ok(()),
        Some(why) => Err(EmailError::NotAddable(why)),
    }
}

fn may_change(asker: Asker<'_>) -> Result<(), EmailError> {
    if asker.holding.can_change(MethodKind::Email, None) {
        Ok(())
    } else {
        Err(EmailError::NotAddable(NotAddable::NotAllowedByPolicy))
    }
}

fn check_address(asker: Asker<'_>, typed: &str) -> Result<EmailAddress, AddressFault> {
    let address = EmailAddress::parse(typed).ok_or(AddressFault::Invalid)?;
    if is_work_address(&address, asker.user) || address.is_in_any(&work_domains(asker.tenant)) {
        return Err(AddressFault::Work);
    }
    if address.is_in_any(&asker.holding.rules.forbidden_email_domains) {
        return Err(AddressFault::DomainNotAllowed);
    }
    Ok(address)
}

fn check_alive(row: &email_challenge::Model, now_ms: i64) -> Result<(), EmailError> {
    if row.tries_remaining <= 0 {
        return Err(EmailError::WrongCode { tries_remaining: 0 });
    }
    if row.expires_at <= now_ms {
        return Err(EmailError::Expired);
    }
    Ok(())
}

async fn record(state: &AppState, asker: Asker<'_>, kind: &str) -> Result<(), DbErr> {
    audit::record(&state.db, state.now_ms(), asker.event(kind, MethodKind::Email)).await
}

fn not_sent(error: &MailError) -> EmailError {
    tracing::error!(
        error = error as &dyn std::error::Error,
        "a verification mail could not be sent"
    );
    EmailError::NotSent
}
