//! The devices of a person (B-141 … B-149), and disabling one.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use std::collections::HashMap;
use uuid::Uuid;

use crate::audit::Event;
use crate::auth::{Caller, ClientAddress};
use crate::clock::rfc3339;
use crate::devices::{self, Device, recovery_keys};
use crate::graph::{Authenticated, GraphError, Segment};
use crate::state::AppState;

/// `selfService.devices`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Devices {
    value: Vec<Shown>,
    shows_recovery_keys: bool,
}

/// `selfService.device`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    id: Uuid,
    display_name: String,
    operating_system: Option<String>,
    operating_system_version: Option<String>,
    trust_type: String,
    is_compliant: Option<bool>,
    account_enabled: bool,
    app_version: Option<String>,
    registered_date_time: String,
    last_activity_date_time: Option<String>,
    disabled_date_time: Option<String>,
    is_current: bool,
    recovery_keys: usize,
}

/// What `GET /me` says of them.
pub(super) async fn of_caller(state: &AppState, caller: &Caller) -> Result<Devices, GraphError> {
    let devices = devices::of_user(&state.db, caller.user.id).await?;
    let mut keys: HashMap<Uuid, usize> = HashMap::new();
    for key in recovery_keys::of_user(&state.db, caller.user.id, None).await? {
        *keys.entry(key.device_id).or_default() += 1;
    }
    let shown = |Device { row, last_activity }: Device| Shown {
        is_current: caller.device_id == Some(row.id),
        recovery_keys: keys.get(&row.id).copied().unwrap_or(0),
        id: row.id,
        display_name: row.display_name,
        operating_system: row.operating_system,
        operating_system_version: row.operating_system_version,
        trust_type: row.trust_type,
        is_compliant: row.is_compliant,
        account_enabled: row.account_enabled,
        app_version: row.app_version,
        registered_date_time: rfc3339(row.registered_at),
        last_activity_date_time: last_activity.map(rfc3339),
        disabled_date_time: row.disabled_at.map(rfc3339),
    };
    Ok(Devices {
        value: devices.into_iter().map(shown).collect(),
        shows_recovery_keys: !caller.tenant.settings.restrict_recovery_keys,
    })
}

/// `POST /me/devices/{id}/disable`
pub(super) async fn disable(
    State(state): State<AppState>,
    caller: Authenticated,
    ClientAddress(address): ClientAddress,
    Segment(id): Segment,
) -> Result<StatusCode, GraphError> {
    let none = || GraphError::not_found("deviceNotFound", "There is no such device.");
    let id = Uuid::try_parse(&id).map_err(|_| none())?;
    let device = devices::one_of(&state.db, caller.user.id, id).await?;
    let device = device.ok_or_else(none)?;
    let event = Event {
        client_id: Some(caller.client),
        address: Some(address.to_string()),
        ..Event::of("device.disabled", &caller.user)
    };
    devices::disable(&state.db, state.now_ms(), &device, event).await?;
    Ok(StatusCode::NO_CONTENT)
}
