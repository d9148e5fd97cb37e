//! `/beta/me/authentication/hardwareOathMethods`: tokens an administrator assigned; the person activates them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::beta::{collection, entity};
use super::oath::hardware_oath;
use super::{Authenticated, GraphError, JsonBody, Segment};
use crate::auth::{Caller, ClientAddress};
use crate::methods::hardware_tokens::{self, Activated};
use crate::methods::kind::MethodKind;
use crate::methods::name;
use crate::methods::removal::{self, Removed};
use crate::selfservice::{event, rules_of};
use crate::state::AppState;
use crate::store::entities::security_method::{Column, Entity, Model};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Activation {
    #[serde(deserialize_with = "super::body::secret")]
    verification_code: SecretString,
    display_name: Option<String>,
}

/// `GET /me/authentication/hardwareOathMethods`
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Authenticated,
) -> Result<Json<Value>, GraphError> {
    let of = format!("users('{}')/authentication/hardwareOathMethods", caller.user.id);
    let tokens = tokens_of(&state, &caller).await?;
    let tokens = tokens.iter().map(|token| hardware_oath(token, &caller.user));
    Ok(Json(collection(&state, &of, tokens)))
}

/// `GET /me/authentication/hardwareOathMethods/{id}`
pub(super) async fn one(
    State(state): State<AppState>,
    caller: Authenticated,
    Segment(id): Segment,
) -> Result<Json<Value>, GraphError> {
    let id = read(&id)?;
    let tokens = tokens_of(&state, &caller).await?;
    let token = tokens.iter().find(|token| token.id == id).ok_or_else(no_token)?;
    let of = format!(
        "users('{}')/authentication/hardwareOathMethods/$entity",
        caller.user.id
    );
    Ok(Json(entity(&state, &of, hardware_oath(token, &caller.user))))
}

/// `POST /me/authentication/hardwareOathMethods/{id}/activate`
pub(super) async fn activate(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
    JsonBody(activation): JsonBody<Activation>,
) -> Result<StatusCode, GraphError> {
    let id = read(&id)?;
    let refuse = |code, message| GraphError::new(StatusCode::BAD_REQUEST, code, message);
    let display_name = match activation.display_name.filter(|typed| !typed.trim().is_empty()) {
        Some(typed) => {
            let named = name::parse(&typed);
            Some(named.ok_or_else(|| refuse("nameInvalid", "This cannot be the name of a method."))?)
        }
        None => None,
    };
    let activated = event("method.activated", &caller, client, MethodKind::HardwareOath);
    let typed = activation.verification_code.expose_secret();
    match hardware_tokens::activate(&state, &caller.user, id, typed, display_name, activated).await? {
        Activated::Done => Ok(StatusCode::NO_CONTENT),
        Activated::NoSuchToken => Err(no_token()),
        Activated::WrongCode => Err(refuse("codeIncorrect", "The code is not correct.")),
        Activated::TooManyTries(limited) => {
            let seconds = limited.retry_after.as_millis().div_ceil(1000);
            let seconds = u64::try_from(seconds).unwrap_or(u64::MAX);
            Err(GraphError::too_many_requests("tooManyTries", seconds))
        }
    }
}

/// `DELETE /me/authentication/hardwareOathMethods/{id}`
pub(super) async fn delete(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
) -> Result<StatusCode, GraphError> {
    let id = read(&id)?;
    let rules = rules_of(&state, &caller).await?;
    let kind = MethodKind::HardwareOath;
    if !rules.methods.get(kind.name()).is_none_or(|rule| rule.can_delete) {
        return Err(GraphError::refused());
    }
    let deleted = event("method.deleted", &caller, client, kind);
    match removal::remove(&state, &caller.user, kind, id, deleted).await? {
        Removed::Done => Ok(StatusCode::NO_CONTENT),
        // Nothing but a phone waits for another one to go.
        Removed::NoSuchMethod | Removed::AlternateExists => Err(no_token()),
        Removed::IsDefault => Err(GraphError::new(
            StatusCode::BAD_REQUEST,
            "defaultMethod",
            "Cannot delete default method with other methods configured",
        )),
    }
}

async fn tokens_of(state: &AppState, caller: &Caller) -> Result<Vec<Model>, GraphError> {
    Ok(Entity::find()
        .filter(Column::UserId.eq(caller.user.id))
        .filter(Column::Kind.eq(MethodKind::HardwareOath.name()))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(&state.db)
        .await?)
}

fn read(id: &str) -> Result<Uuid, GraphError> {
    id.parse().map_err(|_| no_token())
}

fn no_token() -> GraphError {
    GraphError::not_found(
        "tokenNotFound",
        "The requested token was not found, or it is active already.",
    )
}
