//! `/me/passkeyRegistrations`: the app asks, the system browser makes the passkey (B-80 … B-86).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

use super::may;
use super::record::limit;
use super::registration::{self, MethodRegistration};
use crate::auth::{Caller, ClientAddress};
use crate::graph::{Authenticated, GraphError, JsonBody, Segment};
use crate::methods::kind::MethodKind;
use crate::methods::passkey;
use crate::state::AppState;

const KIND: MethodKind = MethodKind::Passkey;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asked {
    display_name: Option<String>,
}

/// `POST /me/passkeyRegistrations`
pub(super) async fn start(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    JsonBody(asked): JsonBody<Asked>,
) -> Result<(StatusCode, Json<MethodRegistration>), GraphError> {
    let display_name = registration::named(asked.display_name)?;
    may::add(&state, &caller, KIND).await?;
    limit_passkeys(&state, &caller).await?;
    let begun = passkey::start(&state, &caller.user, display_name).await?;
    let mut answer = registration::started(&state, &caller, client, begun.row).await?;
    answer.page = Some(
        state
            .config
            .address(&format!("/passkeys/register/{}", begun.token)),
    );
    Ok((StatusCode::CREATED, Json(answer)))
}

/// `GET /me/passkeyRegistrations/{id}`
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Authenticated,
    Segment(id): Segment,
) -> Result<Json<MethodRegistration>, GraphError> {
    let row = registration::find(&state, &caller, KIND, &id).await?;
    Ok(Json(MethodRegistration::of(row, state.now_ms())))
}

/// `DELETE /me/passkeyRegistrations/{id}`
pub(super) async fn cancel(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
) -> Result<StatusCode, GraphError> {
    let row = registration::find(&state, &caller, KIND, &id).await?;
    let ended = passkey::cancel(&state, &row).await?;
    registration::cancelled(&state, &caller, client, &row, ended).await
}

/// Counts one ceremony of the person.
///
/// # Errors
/// `tooManyRequests`.
pub(crate) async fn limit_passkeys(state: &AppState, caller: &Caller) -> Result<(), GraphError> {
    limit(state, caller, "passkey_registration").await
}
