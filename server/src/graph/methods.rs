//! `/me/authentication/…`: which methods there are. Adding and changing is the extension's; Graph refuses it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, TransactionTrait};
use serde_json::{Map, Value, json};

use super::GraphError;
use super::odata::{collection, entity};
use super::segment::Segment;
use super::surface::Authenticated;
use super::{oath, own, passkeys, phones};
use crate::auth::{Caller, ClientAddress};
use crate::clock::rfc3339;
use crate::methods::kind::MethodKind;
use crate::state::AppState;
use crate::store::entities::{email_method, password, security_method};
use crate::{audit, selfservice};

/// Graph gives every e-mail method this id: there is one per person.
pub(crate) const EMAIL_METHOD_ID: &str = "3ddfcfc8-9383-446f-83cc-3ab9be4be18f";
/// And every password method this one.
pub(crate) const PASSWORD_METHOD_ID: &str = "28c10230-6103-485e-b985-444c60001490";

const EMAIL_TYPE: &str = "#microsoft.graph.emailAuthenticationMethod";
const PASSWORD_TYPE: &str = "#microsoft.graph.passwordAuthenticationMethod";

type Show = fn(&security_method::Model, i64) -> Value;

/// The other kinds this version of Graph lists. Hardware tokens are in `/beta` only.
const OTHERS: [(MethodKind, &str, Show); 4] = [
    (
        MethodKind::Authenticator,
        "#microsoft.graph.microsoftAuthenticatorAuthenticationMethod",
        |row, _| own::authenticator(row),
    ),
    (
        MethodKind::SoftwareOath,
        "#microsoft.graph.softwareOathAuthenticationMethod",
        |row, _| oath::software_oath(row),
    ),
    (
        MethodKind::Passkey,
        "#microsoft.graph.fido2AuthenticationMethod",
        |row, _| passkeys::fido2(row),
    ),
    (
        MethodKind::TemporaryAccessPass,
        "#microsoft.graph.temporaryAccessPassAuthenticationMethod",
        oath::temporary_access_pass,
    ),
];

/// `GET /me/authentication/methods`
pub(super) async fn all(
    State(state): State<AppState>,
    caller: Authenticated,
) -> Result<Json<Value>, GraphError> {
    let of = format!("users('{}')/authentication/methods", caller.user.id);
    Ok(Json(collection(&state, &of, typed(&state, &caller).await?)))
}

/// `GET /me/authentication/methods/{id}`
pub(super) async fn one(
    State(state): State<AppState>,
    caller: Authenticated,
    Segment(id): Segment,
) -> Result<Json<Value>, GraphError> {
    let methods = typed(&state, &caller).await?;
    let found = methods.into_iter().find(|m| is(m, &id)).ok_or_else(no_method)?;
    let of = format!("users('{}')/authentication/methods/$entity", caller.user.id);
    Ok(Json(entity(&state, &of, object(found))))
}

/// `GET /me/authentication/emailMethods`
pub(super) async fn emails(
    State(state): State<AppState>,
    caller: Authenticated,
) -> Result<Json<Value>, GraphError> {
    let found = email_of(&state, &caller).await?;
    let of = format!("users('{}')/authentication/emailMethods", caller.user.id);
    Ok(Json(collection(&state, &of, found.iter().map(email))))
}

/// `GET /me/authentication/emailMethods/{id}`
pub(super) async fn one_email(
    State(state): State<AppState>,
    caller: Authenticated,
    Segment(id): Segment,
) -> Result<Json<Value>, GraphError> {
    let found = email_of(&state, &caller)
        .await?
        .filter(|_| id == EMAIL_METHOD_ID)
        .ok_or_else(no_method)?;
    Ok(Json(email_entity(&state, &caller, &found)))
}

/// `DELETE /me/authentication/emailMethods/{id}`
pub(super) async fn delete_email(
    State(state): State<AppState>,
    caller: Authenticated,
    ClientAddress(address): ClientAddress,
    Segment(id): Segment,
) -> Result<StatusCode, GraphError> {
    if id != EMAIL_METHOD_ID {
        return Err(no_method());
    }
    if !selfservice::may_delete_email(&state, &caller).await? {
        return Err(GraphError::refused());
    }
    let before = email_method::Entity::find()
        .filter(email_method::Column::UserId.eq(caller.user.id))
        .one(&state.db)
        .await?
        .ok_or_else(no_method)?;
    let change = state.db.begin().await?;
    let deleted = email_method::Entity::delete_many()
        .filter(email_method::Column::Id.eq(before.id))
        .exec(&change)
        .await?;
    if deleted.rows_affected == 0 {
        change.rollback().await?;
        return Err(no_method());
    }
    let event = audit::Event {
        client_id: Some(caller.client),
        address: Some(address.to_string()),
        detail: vec![("method", "email".to_owned())],
        was_reached_at: Some(before.email_address),
        ..audit::Event::of("method.deleted", &caller.user)
    };
    audit::record(&change, state.now_ms(), event).await?;
    change.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /me/authentication/passwordMethods`
pub(super) async fn passwords(
    State(state): State<AppState>,
    caller: Authenticated,
) -> Result<Json<Value>, GraphError> {
    let found = password_of(&state, &caller).await?;
    let of = format!("users('{}')/authentication/passwordMethods", caller.user.id);
    Ok(Json(collection(&state, &of, found.iter().map(password_method))))
}

/// `GET /me/authentication/passwordMethods/{id}`
pub(super) async fn one_password(
    State(state): State<AppState>,
    caller: Authenticated,
    Segment(id): Segment,
) -> Result<Json<Value>, GraphError> {
    let found = password_of(&state, &caller)
        .await?
        .filter(|_| id == PASSWORD_METHOD_ID);
    let found = found.ok_or_else(no_method)?;
    let of = format!(
        "users('{}')/authentication/passwordMethods/$entity",
        caller.user.id
    );
    Ok(Json(entity(&state, &of, object(password_method(&found)))))
}

/// One e-mail method as Graph answers it alone; the extension answers with it as well.
pub(crate) fn email_entity(state: &AppState, caller: &Caller, method: &email_method::Model) -> Value {
    let of = format!("users('{}')/authentication/emailMethods/$entity", caller.user.id);
    entity(state, &of, object(email(method)))
}

/// The methods of a person, each with its type.
async fn typed(state: &AppState, caller: &Caller) -> Result<Vec<Value>, GraphError> {
    let with_type = |mut method: Value, kind: &str| {
        method["@odata.type"] = kind.into();
        method
    };
    let mut methods = Vec::new();
    if let Some(found) = password_of(state, caller).await? {
        methods.push(with_type(password_method(&found), PASSWORD_TYPE));
    }
    if let Some(found) = email_of(state, caller).await? {
        methods.push(with_type(email(&found), EMAIL_TYPE));
    }
    for phone in phones::phones(state, caller).await? {
        methods.push(with_type(phone, "#microsoft.graph.phoneAuthenticationMethod"));
    }
    for (kind, of_type, show) in OTHERS {
        for row in own::of_kind(state, caller, kind).await? {
            methods.push(with_type(show(&row, state.now_ms()), of_type));
        }
    }
    Ok(methods)
}

fn email(method: &email_method::Model) -> Value {
    json!({
        "id": EMAIL_METHOD_ID,
        "emailAddress": method.email_address,
        "createdDateTime": rfc3339(method.created_at),
    })
}

fn password_method(changed_at: &i64) -> Value {
    // Graph never returns the password, but names the property.
    json!({ "id": PASSWORD_METHOD_ID, "password": null, "createdDateTime": rfc3339(*changed_at) })
}

async fn email_of(state: &AppState, caller: &Caller) -> Result<Option<email_method::Model>, GraphError> {
    let own = email_method::Column::UserId.eq(caller.user.id);
    Ok(email_method::Entity::find().filter(own).one(&state.db).await?)
}

/// When the password was last set; the hash stays in the database.
async fn password_of(state: &AppState, caller: &Caller) -> Result<Option<i64>, GraphError> {
    use sea_orm::QuerySelect;
    let changed = password::Entity::find_by_id(caller.user.id)
        .select_only()
        .column(password::Column::ChangedAt)
        .into_tuple::<i64>()
        .one(&state.db)
        .await?;
    Ok(changed)
}

fn is(method: &Value, id: &str) -> bool {
    method["id"] == id
}

fn no_method() -> GraphError {
    GraphError::not_found(
        "ResourceNotFound",
        "The requested authentication method was not found.",
    )
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
