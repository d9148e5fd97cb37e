//! `POST /me/revokeSignInSessions`: signing out everywhere.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::GraphError;
use super::odata::context;
use super::surface::Authenticated;
use crate::audit;
use crate::auth::ClientAddress;
use crate::authority::sessions::revoke_all_and_tell;
use crate::state::AppState;

/// Ends every session of the caller, this one included. For a guest nothing happens: the home organization decides
/// (Graph page `user-revokesigninsessions`).
pub(super) async fn revoke(
    State(state): State<AppState>,
    caller: Authenticated,
    ClientAddress(address): ClientAddress,
) -> Result<Json<Value>, GraphError> {
    let now_ms = state.now_ms();
    if caller.user.user_type != "Guest" {
        let event = audit::Event {
            client_id: Some(caller.client),
            address: Some(address.to_string()),
            ..audit::Event::of("sessions.revoked", &caller.user)
        };
        revoke_all_and_tell(&state.db, now_ms, caller.user.id, Some(event)).await?;
    }
    Ok(Json(
        json!({ "@odata.context": context(&state, "Edm.Boolean"), "value": true }),
    ))
}
