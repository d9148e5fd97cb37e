//! `/me/authenticatorRegistrations`: setting up a phone for approvals with number matching (B-51 … B-56).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

use super::may;
use super::record::{event, limit};
use super::registration::{self, MethodRegistration};
use crate::audit;
use crate::auth::{Caller, ClientAddress};
use crate::graph::{Authenticated, GraphError, JsonBody, Segment};
use crate::methods::kind::MethodKind;
use crate::methods::{approval, name};
use crate::state::AppState;
use crate::store::entities::method_registration::Model;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asked {
    #[serde(default)]
    display_name: Option<String>,
}

/// `POST /me/authenticatorRegistrations`
pub(super) async fn start(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    JsonBody(asked): JsonBody<Asked>,
) -> Result<(StatusCode, Json<MethodRegistration>), GraphError> {
    let display_name = match asked.display_name.filter(|typed| !typed.trim().is_empty()) {
        Some(typed) => Some(name::parse(&typed).ok_or_else(|| {
            GraphError::new(
                StatusCode::BAD_REQUEST,
                "nameInvalid",
                "This cannot be the name of a method.",
            )
        })?),
        None => None,
    };
    may::add(&state, &caller, MethodKind::Authenticator).await?;
    limit(&state, &caller, "authenticator_registration").await?;
    let begun = approval::start(&state, &caller.user, display_name).await?;
    let started = event("registration.started", &caller, client, MethodKind::Authenticator);
    audit::record(&state.db, state.now_ms(), started).await?;
    let mut answer = MethodRegistration::of(begun.row, state.now_ms());
    // In the fragment, which no server gets to see.
    answer.page = Some(state.config.address(&format!("/approve#e={}", begun.token)));
    Ok((StatusCode::CREATED, Json(answer)))
}

/// `GET /me/authenticatorRegistrations/{id}`
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Authenticated,
    Segment(id): Segment,
) -> Result<Json<MethodRegistration>, GraphError> {
    let row = find(&state, &caller, &id).await?;
    Ok(Json(told(&state, row).await?))
}

/// `POST /me/authenticatorRegistrations/{id}/resend`
pub(super) async fn resend(
    State(state): State<AppState>,
    caller: Authenticated,
    Segment(id): Segment,
) -> Result<Json<MethodRegistration>, GraphError> {
    let row = find(&state, &caller, &id).await?;
    if row.state != "awaitingApproval" {
        return Err(registration::finished());
    }
    if row.expires_at <= state.now_ms() {
        return Err(registration::expired());
    }
    limit(&state, &caller, "authenticator_test").await?;
    let sent = approval::resend(&state, &row).await?.map_err(|wait| {
        let seconds = u64::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u64::MAX);
        GraphError::too_many_requests("tooManyRequests", seconds)
    })?;
    Ok(Json(told(&state, sent).await?))
}

/// `DELETE /me/authenticatorRegistrations/{id}`
pub(super) async fn cancel(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
) -> Result<StatusCode, GraphError> {
    let row = find(&state, &caller, &id).await?;
    if !approval::cancel(&state, &row).await? {
        return Err(registration::not_found());
    }
    let cancelled = event(
        "registration.cancelled",
        &caller,
        client,
        MethodKind::Authenticator,
    );
    audit::record(&state.db, state.now_ms(), cancelled).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// With the number to type, while one is waited for.
async fn told(state: &AppState, row: Model) -> Result<MethodRegistration, GraphError> {
    let number = approval::number(state, &row).await?;
    let mut answer = MethodRegistration::of(row, state.now_ms());
    answer.number = number;
    Ok(answer)
}

async fn find(state: &AppState, caller: &Caller, id: &str) -> Result<Model, GraphError> {
    let id = id.parse().map_err(|_| registration::not_found())?;
    approval::find(state, &caller.user, id)
        .await?
        .ok_or_else(registration::not_found)
}
