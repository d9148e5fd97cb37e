//! `POST /{tenant}/oauth2/v2.0/devicecode`: the device authorization request (RFC 8628 §3.1).

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use serde::Serialize;
use uuid::Uuid;

use super::directory::Realm;
use super::error::OAuthError;
use super::form::Form;
use super::scopes;
use super::token::DEVICE_CODE;
use super::user_code::UserCode;
use crate::auth::ClientAddress;
use crate::clock::span;
use crate::devices::{Installation, name};
use crate::rate_limit::{self, Limit};
use crate::state::AppState;
use crate::store::entities::device_authorization;
use crate::store::gather::Gather;
use crate::store::values::Strings;
use crate::{random, secrets};

/// How long a code can be used.
const LIFETIME: Duration = Duration::from_secs(15 * 60);
/// How long a client waits between two polls, in seconds.
const INTERVAL: i32 = 5;
/// New codes for one address.
const LIMIT: Limit = Limit {
    hits: 120,
    window: Duration::from_secs(10 * 60),
};

/// What the decision about a device authorization is.
pub mod status {
    pub const PENDING: &str = "pending";
    pub const APPROVED: &str = "approved";
    pub const DENIED: &str = "denied";
    pub const REDEEMED: &str = "redeemed";
}

/// The answer of RFC 8628 §3.2, with Entra's ready-made sentence.
#[derive(Serialize)]
pub(super) struct DeviceAuthorization {
    device_code: String,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: String,
    expires_in: u64,
    interval: i32,
    message: String,
}

pub(super) async fn authorize(
    State(state): State<AppState>,
    Path(tenant): Path<String>,
    ClientAddress(address): ClientAddress,
    form: Form,
) -> Result<Json<DeviceAuthorization>, OAuthError> {
    let (tenant, client) = Realm::find(&state, &tenant)
        .await?
        .client(&state, form.require("client_id")?)
        .await?;
    if !client.grant_types.has(DEVICE_CODE) {
        return Err(OAuthError::new(
            "unauthorized_client",
            7_000_218,
            "The application may not use the device authorization grant.",
        ));
    }
    let scopes = scopes::requested(&state.config, &client, form.require("scope")?)?;
    let now_ms = state.now_ms();
    rate_limit::hit(&state.db, now_ms, &format!("devicecode {address}"), LIMIT)
        .await?
        .map_err(|limited| OAuthError::throttled(limited.retry_after))?;

    let device_code = random::token();
    let user_code = UserCode::new();
    device_authorization::Entity::insert(device_authorization::ActiveModel {
        id: Set(Uuid::new_v4()),
        tenant_id: Set(tenant.id),
        client_id: Set(client.id),
        device_code_hash: Set(secrets::token_hash(&device_code)),
        user_code_mac: Set(user_code.mac(&state.secrets)),
        scopes: Set(Strings(scopes)),
        device_name: Set(form.get("device_name").and_then(name)),
        device_os: Set(form.get("device_os").and_then(name)),
        address: Set(Some(address.to_string())),
        created_at: Set(now_ms),
        expires_at: Set(now_ms + span(LIFETIME)),
        interval_seconds: Set(INTERVAL),
        last_polled_at: Set(None),
        status: Set(status::PENDING.to_owned()),
        user_id: Set(None),
        authenticated_at: Set(None),
        amr: Set(Strings::default()),
        verified_at: Set(None),
        decided_at: Set(None),
        installation: Set(Installation::read(&form)),
    })
    .exec_without_returning(&state.db)
    .await?;

    let verification_uri = state.config.address("/device");
    let shown = user_code.shown();
    Ok(Json(DeviceAuthorization {
        message: format!(
            "To sign in, use a web browser to open the page {verification_uri} and enter the code {shown} to \
             authenticate."
        ),
        verification_uri_complete: format!("{verification_uri}?user_code={shown}"),
        device_code,
        user_code: shown,
        verification_uri,
        expires_in: LIFETIME.as_secs(),
        interval: INTERVAL,
    }))
}

/// Device authorizations by the hash of their device code.
pub(crate) fn by_code(db: DatabaseConnection) -> Gather<String, device_authorization::Model> {
    Gather::new(move |hashes| {
        let db = db.clone();
        async move {
            let rows = device_authorization::Entity::find()
                .filter(device_authorization::Column::DeviceCodeHash.is_in(hashes))
                .all(&db)
                .await?;
            Ok(rows
                .into_iter()
                .map(|row| (row.device_code_hash.clone(), row))
                .collect())
        }
    })
}
