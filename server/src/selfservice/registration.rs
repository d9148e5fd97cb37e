//! A running attempt to add a method, as the extension answers it. The four collections have one shape.

use axum::http::StatusCode;
use serde::Serialize;
use uuid::Uuid;

use crate::clock::rfc3339;
use crate::graph::GraphError;
use crate::methods::kind::{MethodKind, PhoneSlot};
use crate::store::entities::method_registration::Model;

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
    tries_remaining: Option<i32>,
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
    method_id: Option<String>,
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

pub(super) fn too_many_tries() -> GraphError {
    GraphError::new(
        StatusCode::FORBIDDEN,
        "tooManyTries",
        "Too many wrong codes. Start again.",
    )
}
