//! `/me/passkeyRegistrations`: the app asks, the system browser makes the passkey (B-80 … B-86).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use sea_orm::EntityTrait;
use serde::Deserialize;

use super::may;
use super::record::{event, limit};
use super::registration::{self, MethodRegistration};
use crate::audit;
use crate::auth::{Caller, ClientAddress};
use crate::authority::registered::Registered;
use crate::graph::{Authenticated, GraphError, JsonBody, Segment};
use crate::methods::kind::MethodKind;
use crate::methods::{name, passkey};
use crate::state::AppState;
use crate::store::entities::{grant, method_registration};

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
    let display_name = match asked.display_name.filter(|typed| !typed.trim().is_empty()) {
        Some(typed) => Some(name::parse(&typed).ok_or_else(name_invalid)?),
        None => None,
    };
    may_add_passkey(&state, &caller).await?;
    limit_passkeys(&state, &caller).await?;
    let begun = passkey::start(&state, &caller.user, display_name).await?;
    let started = event("registration.started", &caller, client, MethodKind::Passkey);
    audit::record(&state.db, state.now_ms(), started).await?;
    let mut answer = MethodRegistration::of(begun.row, state.now_ms());
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
    let row = find(&state, &caller, &id).await?;
    Ok(Json(MethodRegistration::of(row, state.now_ms())))
}

/// `DELETE /me/passkeyRegistrations/{id}`
pub(super) async fn cancel(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
) -> Result<StatusCode, GraphError> {
    let row = find(&state, &caller, &id).await?;
    if !passkey::cancel(&state, &row).await? {
        return Err(registration::not_found());
    }
    let cancelled = event("registration.cancelled", &caller, client, MethodKind::Passkey);
    audit::record(&state.db, state.now_ms(), cancelled).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Passes when the person may have one more passkey, and has something else as well (B-80).
///
/// # Errors
/// As [`may::add`], and `otherMethodRequired`.
pub(crate) async fn may_add_passkey(state: &AppState, caller: &Caller) -> Result<(), GraphError> {
    may::add(state, caller, MethodKind::Passkey).await?;
    let registered = Registered::of(&state.db, state.now_ms(), &caller.user).await?;
    if !passkey::needs_other_method(&registered, false) {
        return Ok(());
    }
    let grant = grant::Entity::find_by_id(caller.grant).one(&state.db).await?;
    let used_a_pass = grant.is_some_and(|grant| grant.amr.has("tap"));
    if passkey::needs_other_method(&registered, used_a_pass) {
        return Err(GraphError::new(
            StatusCode::FORBIDDEN,
            "otherMethodRequired",
            "Another method has to be registered first.",
        ));
    }
    Ok(())
}

/// Counts one ceremony of the person.
///
/// # Errors
/// `tooManyRequests`.
pub(crate) async fn limit_passkeys(state: &AppState, caller: &Caller) -> Result<(), GraphError> {
    limit(state, caller, "passkey_registration").await
}

/// Passes when the person may delete a passkey.
///
/// # Errors
/// As [`may::delete`].
pub(crate) async fn may_delete_passkey(state: &AppState, caller: &Caller) -> Result<(), GraphError> {
    may::delete(state, caller, MethodKind::Passkey).await
}

async fn find(state: &AppState, caller: &Caller, id: &str) -> Result<method_registration::Model, GraphError> {
    let id = id.parse().map_err(|_| registration::not_found())?;
    passkey::find(state, &caller.user, id)
        .await?
        .ok_or_else(registration::not_found)
}

fn name_invalid() -> GraphError {
    GraphError::new(
        StatusCode::BAD_REQUEST,
        "nameInvalid",
        "This cannot be the name of a method.",
    )
}
