//! `/me/authenticatorRegistrations`: setting up a phone for approvals with number matching (B-51 … B-56).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

use super::may;
use super::record::{limit, seconds};
use super::registration::{self, MethodRegistration};
use crate::auth::ClientAddress;
use crate::graph::{Authenticated, GraphError, JsonBody, Segment};
use crate::methods::approval;
use crate::methods::kind::MethodKind;
use crate::state::AppState;
use crate::store::entities::method_registration::Model;

const KIND: MethodKind = MethodKind::Authenticator;

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
    let display_name = registration::named(asked.display_name)?;
    may::add(&state, &caller, KIND).await?;
    limit(&state, &caller, "authenticator_registration").await?;
    let begun = approval::start(&state, &caller.user, display_name).await?;
    let mut answer = registration::started(&state, &caller, client, begun.row).await?;
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
    let row = registration::find(&state, &caller, KIND, &id).await?;
    Ok(Json(told(&state, row).await?))
}

/// `POST /me/authenticatorRegistrations/{id}/resend`
pub(super) async fn resend(
    State(state): State<AppState>,
    caller: Authenticated,
    Segment(id): Segment,
) -> Result<Json<MethodRegistration>, GraphError> {
    let row = registration::find(&state, &caller, KIND, &id).await?;
    if row.state != "awaitingApproval" {
        return Err(registration::finished());
    }
    if row.expires_at <= state.now_ms() {
        return Err(registration::expired());
    }
    limit(&state, &caller, "authenticator_test").await?;
    let sent = approval::resend(&state, &row)
        .await?
        .map_err(|wait| GraphError::too_many_requests("tooManyRequests", seconds(wait)))?;
    Ok(Json(told(&state, sent).await?))
}

/// `DELETE /me/authenticatorRegistrations/{id}`
pub(super) async fn cancel(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
) -> Result<StatusCode, GraphError> {
    let row = registration::find(&state, &caller, KIND, &id).await?;
    let ended = approval::cancel(&state, &row).await?;
    registration::cancelled(&state, &caller, client, &row, ended).await
}

/// With the number to type, while one is waited for.
async fn told(state: &AppState, row: Model) -> Result<MethodRegistration, GraphError> {
    let number = approval::number(state, &row).await?;
    let mut answer = MethodRegistration::of(row, state.now_ms());
    answer.number = number;
    Ok(answer)
}
