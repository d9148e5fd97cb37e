//! `/me/settings`: language, regional format and time zone (B-178).

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::record;
use crate::audit::Event;
use crate::auth::{Caller, ClientAddress};
use crate::graph::{Authenticated, GraphError, JsonBody};
use crate::rate_limit::{self, Limit};
use crate::settings::{self, Change, DISPLAY_LANGUAGES, SettingsError};
use crate::state::AppState;
use crate::store::entities::tenant;

/// The screen saves every choice on its own, so more than of other changes.
const CHANGES: Limit = Limit {
    hits: 300,
    window: Duration::from_secs(3600),
};

/// `selfService.settings`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Settings {
    display_language: Option<String>,
    display_language_fixed: bool,
    display_languages: [&'static str; 2],
    preferred_languages: Vec<String>,
    regional_format: Option<String>,
    time_zone: Option<String>,
}

/// `selfService.settingsChange`. A `null` leaves it to the computer, what is not there stays.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default, deserialize_with = "said")]
    display_language: Option<Option<String>>,
    #[serde(default, deserialize_with = "said")]
    preferred_languages: Option<Vec<String>>,
    #[serde(default, deserialize_with = "said")]
    regional_format: Option<Option<String>>,
    #[serde(default, deserialize_with = "said")]
    time_zone: Option<Option<String>>,
}

/// A member that is there, whatever it is.
fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// What `GET /me` says of them.
pub(super) async fn of_caller(state: &AppState, caller: &Caller) -> Result<Settings, GraphError> {
    let settings = settings::Settings::of(&state.db, &caller.user, &caller.tenant).await?;
    Ok(shown(settings, &caller.tenant))
}

/// What an export says of them: what the person set, also where the organization decides otherwise.
pub(super) async fn own_of(state: &AppState, caller: &Caller) -> Result<Settings, GraphError> {
    let settings = settings::Settings::own(&state.db, &caller.user).await?;
    Ok(shown(settings, &caller.tenant))
}

/// `PATCH /me/settings`
pub(super) async fn change(
    State(state): State<AppState>,
    caller: Authenticated,
    ClientAddress(address): ClientAddress,
    JsonBody(asked): JsonBody<Map<String, Value>>,
) -> Result<Json<Settings>, GraphError> {
    let bucket = format!("settings_change:{}", caller.user.id);
    rate_limit::hit(&state.db, state.now_ms(), &bucket, CHANGES)
        .await?
        .map_err(|limited| {
            GraphError::too_many_requests("tooManyRequests", record::seconds(limited.retry_after))
        })?;
    // From an object only: a list would be read as members in their order.
    let asked: Asked = serde_json::from_value(Value::Object(asked))
        .map_err(|_| GraphError::bad_request("Unable to read JSON request payload."))?;
    let wanted = Change {
        display_language: asked.display_language,
        preferred_languages: asked.preferred_languages,
        regional_format: asked.regional_format,
        time_zone: asked.time_zone,
    };
    let event = Event {
        client_id: Some(caller.client),
        address: Some(address.to_string()),
        ..Event::of("settings.changed", &caller.user)
    };
    let whose = (&caller.user, &caller.tenant);
    let changed = settings::change(&state.db, state.now_ms(), whose, wanted, event).await;
    Ok(Json(shown(changed.map_err(refusal)?, &caller.tenant)))
}

fn shown(settings: settings::Settings, tenant: &tenant::Model) -> Settings {
    Settings {
        display_language: settings.display_language,
        display_language_fixed: settings::fixed(tenant).is_some(),
        display_languages: DISPLAY_LANGUAGES,
        preferred_languages: settings.preferred_languages,
        regional_format: settings.regional_format,
        time_zone: settings.time_zone,
    }
}

fn refusal(error: SettingsError) -> GraphError {
    let refuse = |code, message: &str| GraphError::new(StatusCode::BAD_REQUEST, code, message);
    match error {
        SettingsError::LanguageInvalid => refuse("languageInvalid", "This is no language tag (BCP 47)."),
        SettingsError::LanguageRepeated => refuse("languageRepeated", "A language is in the list twice."),
        SettingsError::TooManyLanguages => refuse("tooManyLanguages", "Too many languages."),
        SettingsError::NotOffered => {
            refuse("displayLanguageNotOffered", "Nothing is shown in this language.")
        }
        SettingsError::Fixed => GraphError::new(
            StatusCode::FORBIDDEN,
            "displayLanguageFixed",
            "The organization decides which language is shown.",
        ),
        SettingsError::RegionalFormatInvalid => {
            refuse("regionalFormatInvalid", "This is no regional format (BCP 47).")
        }
        SettingsError::TimeZoneUnknown => refuse(
            "timeZoneUnknown",
            "There is no such time zone in the IANA database that the service has.",
        ),
        SettingsError::Database(error) => error.into(),
    }
}
