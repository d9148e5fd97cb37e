//! A running attempt to add a method, as the extension answers it. The four collections have one shape.

use axum::http::StatusCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Serialize;
use uuid::Uuid;

use super::record::event;
use crate::audit;
use crate::auth::{Caller, ClientAddress};
use crate::clock::rfc3339;
use crate::graph::GraphError;
use crate::methods::kind::{MethodKind, PhoneSlot};
use crate::methods::name;
use crate::state::AppState;
use crate::store::entities::method_registration::{Column, Entity, Model};

/// `selfService.methodRegistration`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MethodRegistration {
    id: Uuid,
    method_type: String,
    slot: Option<String>,
    state: String,
    expires_date_time: String,
    resend_after_date_time: Option<String>,
    pub(super) tries_remaining: Option<i32>,
    sent_to: Option<String>,
    channel: Option<String>,
    pub(super) secret_key: Option<String>,
    pub(super) otpauth_uri: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) account_name: Option<String>,
    pub(super) page: Option<String>,
    pub(super) number: Option<String>,
    device_name: Option<String>,
    reason: Option<String>,
    pub(super) method_id: Option<String>,
    default_changed: Option<String>,
}

impl MethodRegistration {
    /// A registration as it is at this instant. What is told only once is empty.
    pub(super) fn of(row: Model, now_ms: i64) -> Self {
        let is_running = is_running(&row);
        let state = if is_running && row.expires_at <= now_ms {
            "expired".to_owned()
        } else {
            row.state
        };
        let has_code = row.kind == MethodKind::SoftwareOath.name() || row.code_mac.is_some();
        // Phones are known by their place.
        let method_id = row.method_id.map(|id| {
            PhoneSlot::parse(&row.slot).map_or_else(|| id.to_string(), |slot| slot.id().to_owned())
        });
        Self {
            id: row.id,
            slot: Some(row.slot).filter(|slot| !slot.is_empty()),
            method_type: row.kind,
            state,
            expires_date_time: rfc3339(row.expires_at),
            resend_after_date_time: row.resend_after_at.filter(|_| is_running).map(rfc3339),
            tries_remaining: has_code.then_some(row.tries_remaining),
            sent_to: row.value,
            channel: row.channel,
            secret_key: None,
            otpauth_uri: None,
            issuer: None,
            account_name: None,
            page: None,
            number: None,
            device_name: row.data.authenticator.map(|phone| phone.device_tag),
            reason: row.reason,
            method_id,
            default_changed: row.data.default_changed,
        }
    }
}

/// Whether a registration can still become a method, its time aside.
pub(super) fn is_running(row: &Model) -> bool {
    row.state.starts_with("awaiting")
}

/// Passes for a registration that can be confirmed now.
///
/// # Errors
/// What became of it instead.
pub(super) fn check_alive(row: &Model, now_ms: i64) -> Result<(), GraphError> {
    if !is_running(row) {
        return Err(if row.reason.as_deref() == Some("tooManyTries") {
            too_many_tries()
        } else {
            finished()
        });
    }
    if row.expires_at <= now_ms {
        return Err(expired());
    }
    if row.tries_remaining <= 0 {
        return Err(too_many_tries());
    }
    Ok(())
}

pub(super) fn not_found() -> GraphError {
    GraphError::not_found(
        "registrationNotFound",
        "There is no such registration, or it was cancelled.",
    )
}

pub(super) fn expired() -> GraphError {
    GraphError::new(
        StatusCode::GONE,
        "registrationExpired",
        "The registration is over. Start a new one.",
    )
}

pub(super) fn finished() -> GraphError {
    GraphError::new(
        StatusCode::CONFLICT,
        "registrationFinished",
        "The registration is finished already.",
    )
}

/// The code was not it; with no tries left it is over.
pub(super) fn wrong_code(tries_remaining: i32) -> GraphError {
    if tries_remaining <= 0 {
        return too_many_tries();
    }
    GraphError {
        tries_remaining: Some(tries_remaining),
        ..GraphError::new(
            StatusCode::BAD_REQUEST,
            "codeIncorrect",
            "The code is not correct.",
        )
    }
}

pub(super) fn name_invalid() -> GraphError {
    GraphError::new(
        StatusCode::BAD_REQUEST,
        "nameInvalid",
        "This cannot be the name of a method.",
    )
}

/// A name that was given has to be one; an empty field is none.
pub(super) fn named(typed: Option<String>) -> Result<Option<String>, GraphError> {
    match typed.filter(|typed| !typed.trim().is_empty()) {
        Some(typed) => name::parse(&typed).map(Some).ok_or_else(name_invalid),
        None => Ok(None),
    }
}

/// A registration of the caller's, of one kind, running or over. Passkeys made through Graph have no collection.
pub(super) async fn find(
    state: &AppState,
    caller: &Caller,
    kind: MethodKind,
    id: &str,
) -> Result<Model, GraphError> {
    let id: Uuid = id.parse().map_err(|_| not_found())?;
    let found = Entity::find_by_id(id)
        .filter(Column::UserId.eq(caller.user.id))
        .filter(Column::Kind.eq(kind.name()));
    let found = if kind == MethodKind::Passkey {
        found.filter(Column::Channel.is_null())
    } else {
        found
    };
    found.one(&state.db).await?.ok_or_else(not_found)
}

/// What every start answers.
pub(super) async fn started(
    state: &AppState,
    caller: &Caller,
    client: ClientAddress,
    row: Model,
) -> Result<MethodRegistration, GraphError> {
    note(state, caller, client, &row, "registration.started").await?;
    Ok(MethodRegistration::of(row, state.now_ms()))
}

/// What every cancelling answers (B-71): `ended` tells whether there was something to cancel.
pub(super) async fn cancelled(
    state: &AppState,
    caller: &Caller,
    client: ClientAddress,
    row: &Model,
    ended: bool,
) -> Result<StatusCode, GraphError> {
    if !ended {
        return Err(not_found());
    }
    note(state, caller, client, row, "registration.cancelled").await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn note(
    state: &AppState,
    caller: &Caller,
    client: ClientAddress,
    row: &Model,
    what: &str,
) -> Result<(), GraphError> {
    let kind = MethodKind::parse(&row.kind).ok_or_else(not_found)?;
    let event = event(what, caller, client, kind);
    Ok(audit::record(&state.db, state.now_ms(), event).await?)
}

pub(super) fn too_many_tries() -> GraphError {
    GraphError::new(
        StatusCode::FORBIDDEN,
        "tooManyTries",
        "Too many wrong codes. Start again.",
    )
}
