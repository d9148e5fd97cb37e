//! `/me/ownedDevices`, `/me/registeredDevices` and `/devices/{id}`: Graph's `device`, of one's own devices.

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::odata::{EntityType, Options, collection, entity, projection};
use super::{Authenticated, GraphError, Segment, scopes};
use crate::auth::Caller;
use crate::clock::rfc3339;
use crate::devices::{self, Device};
use crate::state::AppState;

const DEVICE: EntityType = EntityType {
    name: "microsoft.graph.device",
    properties: PROPERTIES,
};

/// Every property of Graph's type; those this directory does not keep are null or empty.
const PROPERTIES: &[&str] = &[
    "id",
    "deletedDateTime",
    "accountEnabled",
    "alternativeSecurityIds",
    "approximateLastSignInDateTime",
    "complianceExpirationDateTime",
    "deviceCategory",
    "deviceId",
    "deviceMetadata",
    "deviceOwnership",
    "deviceVersion",
    "displayName",
    "enrollmentProfileName",
    "enrollmentType",
    "isCompliant",
    "isManaged",
    "isManagementRestricted",
    "isRooted",
    "managementType",
    "manufacturer",
    "mdmAppId",
    "model",
    "onPremisesLastSyncDateTime",
    "onPremisesSecurityIdentifier",
    "onPremisesSyncEnabled",
    "operatingSystem",
    "operatingSystemVersion",
    "physicalIds",
    "profileType",
    "registrationDateTime",
    "systemLabels",
    "trustType",
];
const EMPTY_COLLECTIONS: &[&str] = &["alternativeSecurityIds", "physicalIds", "systemLabels"];

/// `GET /me/ownedDevices` and `GET /me/registeredDevices`: who uses a device here owns it.
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Authenticated,
    options: Options,
) -> Result<Json<Value>, GraphError> {
    let names = DEVICE.selected(&options, PROPERTIES)?;
    let is_limited = caller.require_any(scopes::DEVICE_READ).is_err();
    let devices = devices::of_user(&state.db, caller.user.id).await?;
    let items = devices.iter().map(|device| {
        let mut item = properties(device, &names, is_limited);
        item.insert("@odata.type".into(), "#microsoft.graph.device".into());
        Value::Object(item)
    });
    let of = format!("directoryObjects{}", projection(&options));
    Ok(Json(collection(&state, &of, items)))
}

/// `GET /devices/{id}`: of somebody else's nothing is said.
pub(super) async fn one(
    State(state): State<AppState>,
    caller: Authenticated,
    Segment(id): Segment,
    options: Options,
) -> Result<Json<Value>, GraphError> {
    let names = DEVICE.selected(&options, PROPERTIES)?;
    let device = of_caller(&state, &caller, &id).await?;
    let of = format!("devices{}/$entity", projection(&options));
    Ok(Json(entity(&state, &of, properties(&device, &names, false))))
}

async fn of_caller(state: &AppState, caller: &Caller, id: &str) -> Result<Device, GraphError> {
    let none = || {
        GraphError::not_found(
            "Request_ResourceNotFound",
            format!(
                "Resource '{}' does not exist or one of its queried reference-property objects are not present.",
                id.chars().take(64).collect::<String>()
            ),
        )
    };
    let id = Uuid::try_parse(id).map_err(|_| none())?;
    let devices = devices::of_user(&state.db, caller.user.id).await?;
    devices
        .into_iter()
        .find(|device| device.row.id == id)
        .ok_or_else(none)
}

/// Who may not read devices gets the id and nothing else (Graph's "limited information").
fn properties(device: &Device, names: &[&'static str], is_limited: bool) -> Map<String, Value> {
    names
        .iter()
        .map(|name| {
            let value = if is_limited && *name != "id" {
                Value::Null
            } else {
                property(device, name)
            };
            ((*name).to_owned(), value)
        })
        .filter(|(name, value)| !(value.is_null() && EMPTY_COLLECTIONS.contains(&name.as_str())))
        .collect()
}

fn property(Device { row, last_activity }: &Device, name: &str) -> Value {
    let text = |value: &Option<String>| value.as_deref().map_or(Value::Null, Value::from);
    match name {
        "id" | "deviceId" => row.id.to_string().into(),
        "accountEnabled" => row.account_enabled.into(),
        "approximateLastSignInDateTime" => last_activity.map_or(Value::Null, |at| rfc3339(at).into()),
        "displayName" => row.display_name.as_str().into(),
        "isCompliant" => row.is_compliant.map_or(Value::Null, Value::from),
        "operatingSystem" => text(&row.operating_system),
        "operatingSystemVersion" => text(&row.operating_system_version),
        "profileType" => "RegisteredDevice".into(),
        "registrationDateTime" => rfc3339(row.registered_at).into(),
        "trustType" => row.trust_type.as_str().into(),
        _ if EMPTY_COLLECTIONS.contains(&name) => json!([]),
        _ => Value::Null,
    }
}
