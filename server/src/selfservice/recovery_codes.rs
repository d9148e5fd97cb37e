//! `/me/recoveryCodes`: ten codes for the day everything else is lost.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use secrecy::ExposeSecret;
use serde::Serialize;

use super::may;
use super::record::{event, limit};
use crate::auth::ClientAddress;
use crate::clock::rfc3339;
use crate::graph::{Authenticated, GraphError};
use crate::methods::kind::MethodKind;
use crate::methods::recovery_codes;
use crate::state::AppState;

/// `selfService.recoveryCodes`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RecoveryCodes {
    codes: Vec<String>,
    created_date_time: String,
}

/// `POST /me/recoveryCodes`
pub(super) async fn create(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
) -> Result<(StatusCode, Json<RecoveryCodes>), GraphError> {
    may::use_at_all(&state, &caller, MethodKind::RecoveryCodes).await?;
    limit(&state, &caller, "recovery_codes").await?;
    let added = event("method.added", &caller, client, MethodKind::RecoveryCodes);
    let codes = recovery_codes::replace(&state, &caller.user, added).await?;
    let answer = RecoveryCodes {
        codes: codes.iter().map(|code| code.expose_secret().to_owned()).collect(),
        created_date_time: rfc3339(state.now_ms()),
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// `DELETE /me/recoveryCodes`
pub(super) async fn delete(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
) -> Result<StatusCode, GraphError> {
    may::delete(&state, &caller, MethodKind::RecoveryCodes).await?;
    let deleted = event("method.deleted", &caller, client, MethodKind::RecoveryCodes);
    if !recovery_codes::delete(&state.db, state.now_ms(), &caller.user, deleted).await? {
        return Err(GraphError::not_found(
            "methodNotFound",
            "There are no recovery codes.",
        ));
    }
    Ok(StatusCode::NO_CONTENT)
}
