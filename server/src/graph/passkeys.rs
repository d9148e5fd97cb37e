//! `/me/authentication/fido2Methods`: passkeys and security keys. Graph lets a person make one: the options first,
//! then what the key made of them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, TransactionTrait};
use serde::Deserialize;
use serde_json::{Value, json};

use super::GraphError;
use super::body::JsonBody;
use super::odata::{collection, context, entity};
use super::segment::Segment;
use super::surface::Authenticated;
use crate::audit;
use crate::auth::{Caller, ClientAddress};
use crate::clock::rfc3339;
use crate::methods::kind::MethodKind;
use crate::methods::passkey::{self, NotAdded};
use crate::methods::{name, preferences};
use crate::selfservice;
use crate::state::AppState;
use crate::store::entities::security_method;

/// A name comes with every new passkey in Graph; without one this is it.
const UNNAMED: &str = "Passkey";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Made {
    display_name: Option<String>,
    public_key_credential: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Renamed {
    display_name: String,
}

/// `fido2AuthenticationMethod`
pub(super) fn fido2(method: &security_method::Model) -> Value {
    let passkey = method.data.passkey.clone().unwrap_or_default();
    json!({
        "id": method.id,
        "displayName": method.display_name.as_deref().unwrap_or(UNNAMED),
        "createdDateTime": rfc3339(method.created_at),
        "aaGuid": passkey.aaguid,
        "model": passkey.model,
        "attestationCertificates": [],
        "attestationLevel": passkey.attestation_level,
        "passkeyType": passkey.passkey_type,
    })
}

/// `GET /me/authentication/fido2Methods`
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Authenticated,
) -> Result<Json<Value>, GraphError> {
    let of = format!("users('{}')/authentication/fido2Methods", caller.user.id);
    let methods = of_person(&state, &caller).await?;
    Ok(Json(collection(&state, &of, methods.iter().map(fido2))))
}

/// `GET /me/authentication/fido2Methods/{id}`
pub(super) async fn one(
    State(state): State<AppState>,
    caller: Authenticated,
    Segment(id): Segment,
) -> Result<Json<Value>, GraphError> {
    let method = find(&state, &caller, &id).await?;
    Ok(Json(alone(&state, &caller, &method)))
}

/// `GET /me/authentication/fido2Methods/creationOptions`
pub(super) async fn creation_options(
    State(state): State<AppState>,
    caller: Authenticated,
) -> Result<Json<Value>, GraphError> {
    selfservice::may_add(&state, &caller, MethodKind::Passkey).await?;
    selfservice::limit_passkeys(&state, &caller).await?;
    let options = passkey::creation_options(&state, &caller.user).await?;
    let (mut options, expires_at) = options.ok_or_else(GraphError::internal)?;
    // Graph has no word for "preferred" here.
    if let Some(selection) = options["authenticatorSelection"].as_object_mut() {
        selection.remove("residentKey");
    }
    Ok(Json(json!({
        "@odata.context": context(&state, "microsoft.graph.webauthnCredentialCreationOptions"),
        "challengeTimeoutDateTime": rfc3339(expires_at),
        "publicKey": options,
    })))
}

/// `POST /me/authentication/fido2Methods`
pub(super) async fn create(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    JsonBody(made): JsonBody<Made>,
) -> Result<(StatusCode, Json<Value>), GraphError> {
    let display_name = match made.display_name {
        Some(typed) => Some(name::parse(&typed).ok_or_else(|| bad("The display name is not valid."))?),
        None => None,
    };
    if !made.public_key_credential.is_object() || !made.public_key_credential["response"].is_object() {
        return Err(bad("The public key credential is not valid."));
    }
    selfservice::may_add(&state, &caller, MethodKind::Passkey).await?;
    let event = selfservice::event("method.added", &caller, client, MethodKind::Passkey);
    let added = passkey::open_for_graph(
        &state,
        &caller.user,
        made.public_key_credential,
        display_name,
        event,
    )
    .await?;
    match added {
        Ok(method) => Ok((StatusCode::CREATED, Json(alone(&state, &caller, &method)))),
        Err(not_added) => Err(refusal(not_added)),
    }
}

/// `PATCH /me/authentication/fido2Methods/{id}` (B-86)
pub(super) async fn rename(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
    JsonBody(renamed): JsonBody<Renamed>,
) -> Result<StatusCode, GraphError> {
    let name = name::parse(&renamed.display_name).ok_or_else(|| bad("The display name is not valid."))?;
    let method = find(&state, &caller, &id).await?;
    security_method::Entity::update_many()
        .col_expr(
            security_method::Column::DisplayName,
            sea_orm::sea_query::Expr::value(name),
        )
        .filter(security_method::Column::Id.eq(method.id))
        .exec(&state.db)
        .await?;
    let event = selfservice::event("method.renamed", &caller, client, MethodKind::Passkey);
    audit::record(&state.db, state.now_ms(), event).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /me/authentication/fido2Methods/{id}` (B-82): only from the account; the key keeps what it has.
pub(super) async fn delete(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
) -> Result<StatusCode, GraphError> {
    let method = find(&state, &caller, &id).await?;
    selfservice::may_delete(&state, &caller, MethodKind::Passkey).await?;
    let now_ms = state.now_ms();
    let change = state.db.begin().await?;
    let deleted = security_method::Entity::delete_by_id(method.id)
        .exec(&change)
        .await?;
    if deleted.rows_affected == 0 {
        change.rollback().await?;
        return Err(no_method());
    }
    preferences::after_change(&change, now_ms, &caller.user, preferences::Change::Other).await?;
    let event = selfservice::event("method.deleted", &caller, client, MethodKind::Passkey);
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn alone(state: &AppState, caller: &Caller, method: &security_method::Model) -> Value {
    let of = format!("users('{}')/authentication/fido2Methods/$entity", caller.user.id);
    match fido2(method) {
        Value::Object(properties) => entity(state, &of, properties),
        other => other,
    }
}

async fn of_person(state: &AppState, caller: &Caller) -> Result<Vec<security_method::Model>, GraphError> {
    Ok(security_method::Entity::find()
        .filter(security_method::Column::UserId.eq(caller.user.id))
        .filter(security_method::Column::Kind.eq(MethodKind::Passkey.name()))
        .order_by_asc(security_method::Column::CreatedAt)
        .order_by_asc(security_method::Column::Id)
        .all(&state.db)
        .await?)
}

async fn find(state: &AppState, caller: &Caller, id: &str) -> Result<security_method::Model, GraphError> {
    let methods = of_person(state, caller).await?;
    let is_it = |method: &security_method::Model| method.id.to_string().eq_ignore_ascii_case(id);
    methods.into_iter().find(is_it).ok_or_else(no_method)
}

fn refusal(not_added: NotAdded) -> GraphError {
    let forbidden = |code, message: &str| GraphError::new(StatusCode::FORBIDDEN, code, message);
    match not_added {
        NotAdded::Refused => bad("The attestation could not be verified."),
        NotAdded::Gone => bad("The challenge is not known, was used, or has expired."),
        NotAdded::AlreadyRegistered => bad("The credential is registered already."),
        NotAdded::MakeNotAllowed => forbidden("makeNotAllowed", "The organization does not allow this make."),
        NotAdded::LimitReached => forbidden(
            "methodLimitReached",
            "There are as many methods of this kind as there can be.",
        ),
        NotAdded::NotAllowedByPolicy => forbidden(
            "methodNotAllowedByPolicy",
            "The organization does not allow this method.",
        ),
    }
}

fn bad(message: &str) -> GraphError {
    GraphError::bad_request(message)
}

fn no_method() -> GraphError {
    GraphError::not_found(
        "ResourceNotFound",
        "The requested authentication method was not found.",
    )
}
