//! The parts that are small enough to be written in one go.

use axum::http::HeaderMap;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use serde_json::{Value, json};

use super::VERSION;
use crate::auth::Caller;
use crate::clock::rfc3339;
use crate::graph::{self, GraphError};
use crate::selfservice::{details, devices, policy, privacy, settings, terms};
use crate::state::AppState;
use crate::store::entities::{photo, remembered_device};

/// The document up to what comes page by page: an object that is not closed.
pub(super) async fn first(
    state: &AppState,
    caller: &Caller,
    headers: &HeaderMap,
) -> Result<String, GraphError> {
    let owned = policy::holding(state, caller).await?;
    let methods = details::parts(state, caller, &owned).await?.details;
    let parts = [
        ("format", json!("workpass-export")),
        ("version", json!(VERSION)),
        ("createdDateTime", json!(rfc3339(state.now_ms()))),
        (
            "organization",
            json!({ "id": caller.tenant.id, "displayName": caller.tenant.display_name }),
        ),
        ("profile", Value::Object(graph::kept_of(&caller.user))),
        ("settings", written(&settings::own_of(state, caller).await?)?),
        ("photo", photo(state, caller).await?),
        ("methods", value(&methods)?),
        ("devices", value(&devices::of_caller(state, caller).await?)?),
        ("rememberedBrowsers", remembered(state, caller).await?),
        (
            "connectedServices",
            written(&privacy::services(state, caller, headers).await?)?,
        ),
        ("termsDecisions", written(&terms::entries(state, caller).await?)?),
    ];
    let members: Vec<String> = parts
        .iter()
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    Ok(format!("{{{}", members.join(",\n")))
}

fn written(part: &impl Serialize) -> Result<Value, GraphError> {
    serde_json::to_value(part).map_err(|error| anyhow::Error::new(error).into())
}

/// The members of a collection.
fn value(part: &impl Serialize) -> Result<Value, GraphError> {
    Ok(written(part)?["value"].take())
}

async fn photo(state: &AppState, caller: &Caller) -> Result<Value, DbErr> {
    let largest = photo::Entity::find()
        .filter(photo::Column::UserId.eq(caller.user.id))
        .order_by_desc(photo::Column::Size)
        .one(&state.db)
        .await?;
    Ok(largest.map_or(Value::Null, |photo| {
        json!({
            "contentType": photo.content_type,
            "size": photo.size,
            "content": STANDARD.encode(photo.bytes),
        })
    }))
}

async fn remembered(state: &AppState, caller: &Caller) -> Result<Value, DbErr> {
    let rows = remembered_device::Entity::find()
        .filter(remembered_device::Column::UserId.eq(caller.user.id))
        .order_by_desc(remembered_device::Column::CreatedAt)
        .all(&state.db)
        .await?;
    let rows = rows.into_iter().map(|row| {
        json!({
            "userAgent": row.user_agent,
            "createdDateTime": rfc3339(row.created_at),
            "lastUsedDateTime": row.last_used_at.map(rfc3339),
            "expiresDateTime": rfc3339(row.expires_at),
        })
    });
    Ok(rows.collect())
}
