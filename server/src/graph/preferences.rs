//! `/beta/…/authentication/signInPreferences`: the default sign-in method (B-30). Graph documents it by user id only;
//! `/me` is the same.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::beta::entity;
use super::{Authenticated, GraphError, JsonBody, Segment};
use crate::audit;
use crate::auth::{Caller, ClientAddress};
use crate::methods::preferences::{self, DefaultOption};
use crate::state::AppState;

const PREFERRED: &str = "userPreferredMethodForSecondaryAuthentication";
const IS_SYSTEM_PREFERRED: &str = "isSystemPreferredAuthenticationMethodEnabled";

/// `GET /me/authentication/signInPreferences`
pub(super) async fn mine(
    State(state): State<AppState>,
    caller: Authenticated,
) -> Result<Json<Value>, GraphError> {
    show(&state, &caller).await
}

/// `GET /users/{id}/authentication/signInPreferences`
pub(super) async fn of_user(
    State(state): State<AppState>,
    caller: Authenticated,
    Segment(user): Segment,
) -> Result<Json<Value>, GraphError> {
    check_self(&caller, &user)?;
    show(&state, &caller).await
}

/// `PATCH /me/authentication/signInPreferences`
pub(super) async fn change_mine(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    JsonBody(wanted): JsonBody<Map<String, Value>>,
) -> Result<StatusCode, GraphError> {
    change(&state, &caller, client, wanted).await
}

/// `PATCH /users/{id}/authentication/signInPreferences`
pub(super) async fn change_of_user(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(user): Segment,
    JsonBody(wanted): JsonBody<Map<String, Value>>,
) -> Result<StatusCode, GraphError> {
    check_self(&caller, &user)?;
    change(&state, &caller, client, wanted).await
}

async fn show(state: &AppState, caller: &Caller) -> Result<Json<Value>, GraphError> {
    let preferences = preferences::read(&state.db, state.now_ms(), &caller.user).await?;
    let of = format!("users('{}')/authentication/signInPreferences", caller.user.id);
    let shown = json!({
        PREFERRED: preferences.current.map(DefaultOption::name),
        IS_SYSTEM_PREFERRED: preferences.is_system_preferred,
    });
    Ok(Json(entity(state, &of, shown)))
}

/// Takes the one property that is a person's to choose. What the organization decides may be repeated, not changed.
async fn change(
    state: &AppState,
    caller: &Caller,
    ClientAddress(address): ClientAddress,
    wanted: Map<String, Value>,
) -> Result<StatusCode, GraphError> {
    let now_ms = state.now_ms();
    let mut option = None;
    for (name, value) in wanted {
        match name.as_str() {
            PREFERRED => option = Some(read(&value)?),
            IS_SYSTEM_PREFERRED => {
                let now = preferences::read(&state.db, now_ms, &caller.user).await?;
                if value != now.is_system_preferred {
                    return Err(GraphError::refused());
                }
            }
            // Annotations are the sender's own business.
            _ if name.starts_with('@') => {}
            _ => return Err(GraphError::bad_request("A property is read-only or not known.")),
        }
    }
    let Some(option) = option else {
        return Err(GraphError::bad_request("There is nothing to change."));
    };
    if !preferences::choose(&state.db, now_ms, &caller.user, option).await? {
        return Err(GraphError::bad_request(
            "The method is not registered, or it cannot be the default.",
        ));
    }
    let event = audit::Event {
        client_id: Some(caller.client),
        address: Some(address.to_string()),
        detail: vec![("default", option.map_or("none", DefaultOption::name).to_owned())],
        ..audit::Event::of("default_method.changed", &caller.user)
    };
    audit::record(&state.db, now_ms, event).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// None leaves the choice to the server.
fn read(value: &Value) -> Result<Option<DefaultOption>, GraphError> {
    match value {
        Value::Null => Ok(None),
        Value::String(name) => DefaultOption::of_name(name)
            .map(Some)
            .ok_or_else(|| GraphError::bad_request("There is no such method for secondary authentication.")),
        _ => Err(GraphError::bad_request("Unable to read JSON request payload.")),
    }
}

/// An employee sees and changes their own preferences only. The answer does not tell whether anybody has that name.
fn check_self(caller: &Caller, user: &str) -> Result<(), GraphError> {
    let is_own_id = user.parse() == Ok(caller.user.id);
    if is_own_id || user.eq_ignore_ascii_case(&caller.user.user_name) {
        Ok(())
    } else {
        Err(GraphError::refused())
    }
}
