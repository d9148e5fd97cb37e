//! `/me/agreementAcceptances`: what the person accepted. The documents themselves and accepting are the extension's.

use axum::Json;
use axum::extract::State;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Map, Value, json};

use super::GraphError;
use super::odata::{collection, entity};
use super::segment::Segment;
use super::surface::Authenticated;
use crate::auth::Caller;
use crate::clock::rfc3339;
use crate::state::AppState;
use crate::store::entities::{acceptance, device};

/// `GET /me/agreementAcceptances`
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Authenticated,
) -> Result<Json<Value>, GraphError> {
    let accepted = own(&caller)
        .order_by_asc(acceptance::Column::RecordedAt)
        .all(&state.db)
        .await?;
    let devices = devices_of(&state, &caller).await?;
    let items = accepted
        .iter()
        .map(|a| Value::Object(properties(&caller, a, &devices)));
    Ok(Json(collection(
        &state,
        &format!("users('{}')/agreementAcceptances", caller.user.id),
        items,
    )))
}

/// `GET /me/agreementAcceptances/{id}`
pub(super) async fn one(
    State(state): State<AppState>,
    caller: Authenticated,
    Segment(id): Segment,
) -> Result<Json<Value>, GraphError> {
    let found = match id.parse() {
        Ok(id) => {
            own(&caller)
                .filter(acceptance::Column::Id.eq::<uuid::Uuid>(id))
                .one(&state.db)
                .await?
        }
        Err(_) => None,
    };
    let found = found.ok_or_else(|| {
        GraphError::not_found(
            "ResourceNotFound",
            "The requested agreement acceptance was not found.",
        )
    })?;
    Ok(Json(acceptance_entity(&state, &caller, &found).await?))
}

/// One acceptance as Graph answers it alone; the extension answers with it as well.
pub(crate) async fn acceptance_entity(
    state: &AppState,
    caller: &Caller,
    accepted: &acceptance::Model,
) -> Result<Value, GraphError> {
    let of = format!("users('{}')/agreementAcceptances/$entity", caller.user.id);
    let devices = devices_of(state, caller).await?;
    Ok(entity(state, &of, properties(caller, accepted, &devices)))
}

async fn devices_of(state: &AppState, caller: &Caller) -> Result<Vec<device::Model>, GraphError> {
    Ok(device::Entity::find()
        .filter(device::Column::UserId.eq(caller.user.id))
        .all(&state.db)
        .await?)
}

fn own(caller: &Caller) -> sea_orm::Select<acceptance::Entity> {
    acceptance::Entity::find().filter(acceptance::Column::UserId.eq(caller.user.id))
}

fn properties(
    caller: &Caller,
    accepted: &acceptance::Model,
    devices: &[device::Model],
) -> Map<String, Value> {
    let device = devices
        .iter()
        .find(|device| device.id.to_string() == accepted.device);
    let value = json!({
        "id": accepted.id,
        "agreementId": accepted.document_id,
        "agreementFileId": accepted.file_id,
        "userId": accepted.user_id,
        "userDisplayName": caller.user.display_name,
        "userEmail": caller.user.mail,
        "userPrincipalName": caller.user.user_name,
        "recordedDateTime": rfc3339(accepted.recorded_at),
        "expirationDateTime": accepted.expires_at.map(rfc3339),
        "state": accepted.state,
        "deviceDisplayName": device.map(|device| &device.display_name),
        "deviceId": device.map(|device| device.id),
        "deviceOSType": device.and_then(|device| device.operating_system.as_ref()),
        "deviceOSVersion": device.and_then(|device| device.operating_system_version.as_ref()),
    });
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
