//! The methods Graph lists and lets a person delete, and nothing else: codes of authenticator apps, the authenticator
//! app with notifications, Temporary Access Passes. Reading and deleting is the same for each.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::oath::{software_oath, temporary_access_pass};
use super::odata::{collection, entity};
use super::{Authenticated, GraphError, Segment};
use crate::auth::{Caller, ClientAddress};
use crate::clock::rfc3339;
use crate::methods::kind::MethodKind;
use crate::methods::offer;
use crate::methods::removal::{self, Removed};
use crate::selfservice::{event, rules_of};
use crate::state::AppState;
use crate::store::entities::security_method::{Column, Entity, Model};

/// The handlers of one kind.
macro_rules! kind {
    ($name:ident, $kind:expr) => {
        pub(super) mod $name {
            use super::*;

            pub(in crate::graph) async fn list(
                State(state): State<AppState>,
                caller: Authenticated,
            ) -> Result<Json<Value>, GraphError> {
                super::list(&state, &caller, $kind).await
            }

            pub(in crate::graph) async fn one(
                State(state): State<AppState>,
                caller: Authenticated,
                Segment(id): Segment,
            ) -> Result<Json<Value>, GraphError> {
                super::one(&state, &caller, $kind, &id).await
            }

            pub(in crate::graph) async fn delete(
                State(state): State<AppState>,
                caller: Authenticated,
                client: ClientAddress,
                Segment(id): Segment,
            ) -> Result<StatusCode, GraphError> {
                let id = id.parse().map_err(|_| super::no_method())?;
                super::remove(&state, &caller, client, $kind, id).await
            }
        }
    };
}

kind!(software_oaths, MethodKind::SoftwareOath);
kind!(authenticators, MethodKind::Authenticator);
kind!(passes, MethodKind::TemporaryAccessPass);

async fn list(state: &AppState, caller: &Caller, kind: MethodKind) -> Result<Json<Value>, GraphError> {
    let of = format!("users('{}')/authentication/{}", caller.user.id, segment(kind));
    let found = of_kind(state, caller, kind).await?;
    let items = found.iter().map(|row| shown(state, row, kind));
    Ok(Json(collection(state, &of, items)))
}

async fn one(
    state: &AppState,
    caller: &Caller,
    kind: MethodKind,
    id: &str,
) -> Result<Json<Value>, GraphError> {
    let id: Uuid = id.parse().map_err(|_| no_method())?;
    let found = of_kind(state, caller, kind).await?;
    let row = found.iter().find(|row| row.id == id).ok_or_else(no_method)?;
    let of = format!(
        "users('{}')/authentication/{}/$entity",
        caller.user.id,
        segment(kind)
    );
    Ok(Json(entity(state, &of, object(shown(state, row, kind)))))
}

/// Deletes a method of the caller's, as far as the policy lets them.
///
/// # Errors
/// Graph's refusals: 403 by policy, 404, and 400 for the default method.
pub(super) async fn remove(
    state: &AppState,
    caller: &Caller,
    client: ClientAddress,
    kind: MethodKind,
    id: Uuid,
) -> Result<StatusCode, GraphError> {
    let rules = rules_of(state, caller).await?;
    let slot = if kind == MethodKind::Phone {
        let row = Entity::find_by_id(id).one(&state.db).await?;
        row.and_then(|row| crate::methods::kind::PhoneSlot::parse(&row.slot))
    } else {
        None
    };
    if !offer::can_delete(&rules, kind, slot) {
        return Err(GraphError::refused());
    }
    let deleted = event("method.deleted", caller, client, kind);
    let refuse = |code, message: &str| Err(GraphError::new(StatusCode::BAD_REQUEST, code, message));
    match removal::remove(state, &caller.user, kind, id, deleted).await? {
        Removed::Done => Ok(StatusCode::NO_CONTENT),
        Removed::NoSuchMethod => Err(no_method()),
        Removed::IsDefault => refuse(
            "defaultMethod",
            "Cannot delete default method with other methods configured",
        ),
        Removed::AlternateExists => refuse(
            "alternatePhoneExists",
            "The mobile phone cannot be deleted while there is an alternate mobile phone.",
        ),
    }
}

/// The methods of a kind, the oldest first.
pub(super) async fn of_kind(
    state: &AppState,
    caller: &Caller,
    kind: MethodKind,
) -> Result<Vec<Model>, GraphError> {
    Ok(Entity::find()
        .filter(Column::UserId.eq(caller.user.id))
        .filter(Column::Kind.eq(kind.name()))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(&state.db)
        .await?)
}

fn shown(state: &AppState, row: &Model, kind: MethodKind) -> Value {
    match kind {
        MethodKind::TemporaryAccessPass => temporary_access_pass(row, state.now_ms()),
        MethodKind::Authenticator => authenticator(row),
        _ => software_oath(row),
    }
}

/// `microsoftAuthenticatorAuthenticationMethod`
pub(super) fn authenticator(row: &Model) -> Value {
    let phone = row.data.authenticator.clone().unwrap_or_default();
    json!({
        "id": row.id,
        "displayName": row.display_name.clone().unwrap_or_else(|| phone.device_tag.clone()),
        "deviceTag": phone.device_tag,
        "phoneAppVersion": phone.app_version,
        "createdDateTime": rfc3339(row.created_at),
    })
}

const fn segment(kind: MethodKind) -> &'static str {
    match kind {
        MethodKind::TemporaryAccessPass => "temporaryAccessPassMethods",
        MethodKind::Authenticator => "microsoftAuthenticatorMethods",
        _ => "softwareOathMethods",
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

pub(super) fn no_method() -> GraphError {
    GraphError::not_found(
        "ResourceNotFound",
        "The requested authentication method was not found.",
    )
}
