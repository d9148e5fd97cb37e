//! `POST /me/changePassword` (Graph page `user-changepassword`).

use axum::extract::State;
use axum::http::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{Authenticated, GraphError, JsonBody, secret};
use crate::auth::ClientAddress;
use crate::selfservice;
use crate::state::AppState;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Body {
    #[serde(deserialize_with = "secret")]
    current_password: SecretString,
    #[serde(deserialize_with = "secret")]
    new_password: SecretString,
}

/// Changes the caller's password, who knows the current one. The app's own sign-in goes on, every other one ends.
pub(super) async fn change(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    JsonBody(body): JsonBody<Body>,
) -> Result<StatusCode, GraphError> {
    // An empty field is a mistake of the app, and no try.
    if body.current_password.expose_secret().is_empty() || body.new_password.expose_secret().is_empty() {
        return Err(GraphError::bad_request(
            "currentPassword and newPassword must not be empty.",
        ));
    }
    let (current, new) = (Some(body.current_password), body.new_password);
    let changed = selfservice::change_password(&state, &caller, client, current, new).await;
    changed.map_err(|refused| GraphError {
        tries_in_details: true,
        ..refused
    })
}
