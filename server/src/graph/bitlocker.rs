//! `/informationProtection/bitlocker/recoveryKeys`: the recovery keys of one's own devices (B-146, B-147).

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};
use url::form_urlencoded;
use uuid::Uuid;

use super::odata::{EntityType, Options, collection, entity, projection};
use super::{Authenticated, GraphError, Segment};
use crate::audit::{self, Event};
use crate::auth::{Caller, ClientAddress};
use crate::clock::rfc3339;
use crate::devices::{self, recovery_keys};
use crate::state::AppState;
use crate::store::entities::recovery_key::Model;

const KEY: EntityType = EntityType {
    name: "microsoft.graph.bitlockerRecoveryKey",
    properties: &["id", "createdDateTime", "deviceId", "key", "volumeType"],
};
/// Without `$select` the key itself is left out (Graph page `bitlockerrecoverykey-get`).
const USUAL: &[&str] = &["id", "createdDateTime", "deviceId", "volumeType"];
/// What the key itself asks for; its name and date have a smaller scope.
const WHOLE: &str = "BitlockerKey.Read.All";

/// `GET /informationProtection/bitlocker/recoveryKeys`, all of them or `$filter=deviceId eq '…'`.
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Authenticated,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, GraphError> {
    permitted(&caller)?;
    let keys = match of_device(&query.unwrap_or_default())? {
        Wanted::All => recovery_keys::of_user(&state.db, caller.user.id, None).await?,
        Wanted::Of(device) => recovery_keys::of_user(&state.db, caller.user.id, Some(device)).await?,
        Wanted::Nothing => Vec::new(),
    };
    let items = keys.iter().map(|key| {
        let about = USUAL.iter().map(|name| ((*name).to_owned(), about(key, name)));
        Value::Object(about.collect())
    });
    Ok(Json(collection(
        &state,
        "informationProtection/bitlocker/recoveryKeys",
        items,
    )))
}

/// `GET /informationProtection/bitlocker/recoveryKeys/{id}`; with `$select=key` the key itself, which is written down.
pub(super) async fn one(
    State(state): State<AppState>,
    caller: Authenticated,
    ClientAddress(address): ClientAddress,
    Segment(id): Segment,
    options: Options,
) -> Result<Json<Value>, GraphError> {
    permitted(&caller)?;
    let names = KEY.selected(&options, USUAL)?;
    let none = || GraphError::not_found("ResourceNotFound", "There is no such recovery key.");
    let id = Uuid::try_parse(&id).map_err(|_| none())?;
    let keys = recovery_keys::of_user(&state.db, caller.user.id, None).await?;
    let key = keys.iter().find(|key| key.id == id).ok_or_else(none)?;
    let mut answer: Map<String, Value> = names
        .iter()
        .map(|name| ((*name).to_owned(), about(key, name)))
        .collect();
    if names.contains(&"key") {
        caller.require_any(&[WHOLE])?;
        let opened = recovery_keys::open(&state.secrets, key).ok_or_else(|| {
            tracing::error!(key = %key.id, "a recovery key cannot be opened");
            GraphError::internal()
        })?;
        // Before the answer: what was not written down is not shown.
        viewed(&state, &caller, address.to_string(), key).await?;
        answer.insert("key".into(), opened.expose_secret().into());
    }
    let of = format!(
        "informationProtection/bitlocker/recoveryKeys{}/$entity",
        projection(&options)
    );
    Ok(Json(entity(&state, &of, answer)))
}

async fn viewed(state: &AppState, caller: &Caller, address: String, key: &Model) -> Result<(), GraphError> {
    let device = devices::one_of(&state.db, caller.user.id, key.device_id).await?;
    let name = device.map(|device| device.display_name).unwrap_or_default();
    let event = Event {
        client_id: Some(caller.client),
        address: Some(address),
        detail: vec![
            ("recoveryKey", key.id.to_string()),
            ("device", key.device_id.to_string()),
            ("name", name),
        ],
        ..Event::of("recovery_key.viewed", &caller.user)
    };
    audit::record(&state.db, state.now_ms(), event).await?;
    Ok(())
}

/// "Restrict users from recovering the BitLocker key(s) for their owned devices" (B-147).
fn permitted(caller: &Caller) -> Result<(), GraphError> {
    if caller.tenant.settings.restrict_recovery_keys {
        return Err(GraphError::new(
            StatusCode::FORBIDDEN,
            "accessDenied",
            "The organization does not let people read the recovery keys of their devices.",
        ));
    }
    Ok(())
}

fn about(key: &Model, name: &str) -> Value {
    match name {
        "id" => json!(key.id),
        "createdDateTime" => rfc3339(key.created_at).into(),
        "deviceId" => json!(key.device_id),
        "volumeType" => key.volume_type.as_str().into(),
        _ => Value::Null,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    All,
    Of(Uuid),
    /// A device id that is none.
    Nothing,
}

/// The one filter Graph has for keys; another one is refused, so that nobody takes a list for another one.
fn of_device(query: &str) -> Result<Wanted, GraphError> {
    let mut wanted = Wanted::All;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "$filter" => {
                let mut words = value.split_whitespace();
                let id = match (words.next(), words.next(), words.next(), words.next()) {
                    (Some("deviceId"), Some("eq"), Some(id), None) => id,
                    _ => return Err(refused("$filter")),
                };
                let id = id.strip_prefix('\'').and_then(|id| id.strip_suffix('\''));
                let id = id.ok_or_else(|| refused("$filter"))?;
                wanted = Uuid::try_parse(id).map_or(Wanted::Nothing, Wanted::Of);
            }
            "$top" | "$count" => {}
            other if other.starts_with('$') => return Err(refused(other)),
            _ => {}
        }
    }
    Ok(wanted)
}

fn refused(option: &str) -> GraphError {
    GraphError::bad_request(format!(
        "The query specified in the URI is not valid. Query option '{}' is not allowed or has no valid value.",
        option.chars().take(32).collect::<String>()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b146_keys_are_filtered_by_device_and_by_nothing_else() {
        let id = Uuid::from_u128(7);
        assert_eq!(of_device(""), Ok(Wanted::All));
        let filter = format!("$filter=deviceId%20eq%20'{id}'");
        assert_eq!(of_device(&filter), Ok(Wanted::Of(id)));
        assert_eq!(of_device("$filter=deviceId+eq+'x'"), Ok(Wanted::Nothing));
        for bad in [
            "$filter=",
            "$filter=deviceId eq 7",
            "$filter=key eq '1'",
            "$search=a",
        ] {
            assert_eq!(of_device(bad).unwrap_err().code, "BadRequest", "{bad}");
        }
    }
}
