//! The few calls Graph has under `/beta` only: hardware tokens and the default sign-in method.

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::surface::Call;
use super::{hardware_tokens, preferences, scopes};
use crate::state::AppState;

/// Every call of `/beta`.
pub(super) fn calls() -> Vec<Call> {
    const TOKENS: &str = "/me/authentication/hardwareOathMethods";
    const TOKEN: &str = "/me/authentication/hardwareOathMethods/{hardwareOathAuthenticationMethod-id}";
    const ACTIVATE: &str =
        "/me/authentication/hardwareOathMethods/{hardwareOathAuthenticationMethod-id}/activate";
    const MINE: &str = "/me/authentication/signInPreferences";
    const BY_NAME: &str = "/users/{user-id}/authentication/signInPreferences";
    vec![
        Call::get(TOKENS, scopes::HARDWARE_READ, hardware_tokens::list),
        Call::get(TOKEN, scopes::HARDWARE_READ, hardware_tokens::one),
        Call::delete(TOKEN, scopes::HARDWARE_WRITE, hardware_tokens::delete).fresh(),
        Call::post(ACTIVATE, scopes::HARDWARE_WRITE, hardware_tokens::activate).fresh(),
        Call::get(MINE, scopes::METHODS_READ, preferences::mine),
        Call::patch(MINE, scopes::METHODS_WRITE, preferences::change_mine).fresh(),
        Call::get(BY_NAME, scopes::METHODS_READ, preferences::of_user),
        Call::patch(BY_NAME, scopes::METHODS_WRITE, preferences::change_of_user).fresh(),
    ]
}

/// The permission table of `/beta` as it is enforced.
pub(super) fn permissions() -> Vec<(Method, &'static str, &'static [&'static str])> {
    calls()
        .into_iter()
        .map(|call| (call.method, call.path, call.scopes))
        .collect()
}

/// A single entity with its context.
pub(super) fn entity(state: &AppState, of: &str, value: Value) -> Value {
    let mut properties = match value {
        Value::Object(properties) => properties,
        _ => Map::new(),
    };
    properties.insert("@odata.context".into(), context(state, of).into());
    Value::Object(properties)
}

/// A whole collection with its context.
pub(super) fn collection(state: &AppState, of: &str, items: impl IntoIterator<Item = Value>) -> Value {
    json!({ "@odata.context": context(state, of), "value": Vec::from_iter(items) })
}

fn context(state: &AppState, of: &str) -> String {
    state.config.address(&format!("/beta/$metadata#{of}"))
}
