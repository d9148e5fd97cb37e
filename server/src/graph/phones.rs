//! `/me/authentication/phoneMethods`: phones by their fixed ids, and the number as a user name (B-66). Adding and
//! changing is the extension's; Graph refuses it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Map, Value, json};

use super::odata::{collection, entity};
use super::own::{no_method, of_kind, remove};
use super::{Authenticated, GraphError, Segment};
use crate::auth::{Caller, ClientAddress};
use crate::clock::rfc3339;
use crate::methods::kind::{MethodKind, PhoneSlot, state as states};
use crate::methods::user_number::{self, Switched};
use crate::selfservice::{event, rules_of};
use crate::state::AppState;
use crate::store::entities::security_method::{Column, Entity, Model};
use crate::store::entities::user;
use crate::store::values::MethodRules;

/// `GET /me/authentication/phoneMethods`
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Authenticated,
) -> Result<Json<Value>, GraphError> {
    let of = format!("users('{}')/authentication/phoneMethods", caller.user.id);
    Ok(Json(collection(&state, &of, phones(&state, &caller).await?)))
}

/// `GET /me/authentication/phoneMethods/{id}`
pub(super) async fn one(
    State(state): State<AppState>,
    caller: Authenticated,
    Segment(id): Segment,
) -> Result<Json<Value>, GraphError> {
    let row = find(&state, &caller, &id).await?;
    Ok(Json(phone_entity(&state, &caller, &row).await?))
}

/// `DELETE /me/authentication/phoneMethods/{id}`
pub(super) async fn delete(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
) -> Result<StatusCode, GraphError> {
    let row = find(&state, &caller, &id).await?;
    remove(&state, &caller, client, MethodKind::Phone, row.id).await
}

/// `POST /me/authentication/phoneMethods/{id}/enableSmsSignIn`
pub(super) async fn enable_sms_sign_in(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
) -> Result<StatusCode, GraphError> {
    let row = find(&state, &caller, &id).await?;
    let rules = rules_of(&state, &caller).await?;
    match sms_sign_in_state(&state, &caller, &rules, &row).await? {
        "ready" => return Ok(StatusCode::NO_CONTENT),
        "notEnabled" => {}
        "phoneNumberNotUnique" => return Err(not_unique()),
        "notAllowedByPolicy" => {
            return Err(GraphError::new(
                StatusCode::FORBIDDEN,
                "notAllowedByPolicy",
                "The organization does not allow signing in by text message.",
            ));
        }
        _ => return Err(GraphError::bad_request("This phone cannot be used to sign in.")),
    }
    switch(&state, &caller, client, &row, true).await
}

/// `POST /me/authentication/phoneMethods/{id}/disableSmsSignIn`
pub(super) async fn disable_sms_sign_in(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
) -> Result<StatusCode, GraphError> {
    let row = find(&state, &caller, &id).await?;
    switch(&state, &caller, client, &row, false).await
}

async fn switch(
    state: &AppState,
    caller: &Caller,
    client: ClientAddress,
    row: &Model,
    on: bool,
) -> Result<StatusCode, GraphError> {
    let kind = if on {
        "sms_sign_in.enabled"
    } else {
        "sms_sign_in.disabled"
    };
    let event = event(kind, caller, client, MethodKind::Phone);
    match user_number::switch(&state.db, state.now_ms(), caller.tenant.id, row, on, event).await? {
        Switched::Done => Ok(StatusCode::NO_CONTENT),
        Switched::NotUnique => Err(not_unique()),
        Switched::Changed => Err(no_method()),
    }
}

/// Graph's `smsSignInState` of a phone.
pub(crate) async fn sms_sign_in_state(
    state: &AppState,
    caller: &Caller,
    rules: &MethodRules,
    row: &Model,
) -> Result<&'static str, GraphError> {
    if row.slot != PhoneSlot::Mobile.name() {
        return Ok("notSupported");
    }
    if !(rules.phone.sms && rules.phone.sms_sign_in) {
        return Ok("notAllowedByPolicy");
    }
    if row.data.phone.as_ref().is_some_and(|phone| phone.sms_sign_in) {
        return Ok("ready");
    }
    let Some(number) = &row.value else {
        return Ok("notConfigured");
    };
    if row.state != states::ACTIVE {
        return Ok("notConfigured");
    }
    let colleagues = Query::select()
        .column(user::Column::Id)
        .from(user::Entity)
        .and_where(user::Column::TenantId.eq(caller.tenant.id))
        .to_owned();
    let others = Entity::find()
        .filter(Column::Kind.eq(MethodKind::Phone.name()))
        .filter(Column::Value.eq(number.as_str()))
        .filter(Column::UserId.ne(caller.user.id))
        .filter(Column::UserId.in_subquery(colleagues))
        .count(&state.db)
        .await?;
    Ok(if others > 0 {
        "phoneNumberNotUnique"
    } else {
        "notEnabled"
    })
}

/// The phones as Graph lists them.
pub(super) async fn phones(state: &AppState, caller: &Caller) -> Result<Vec<Value>, GraphError> {
    let rules = rules_of(state, caller).await?;
    let mut shown = Vec::new();
    for row in of_kind(state, caller, MethodKind::Phone).await? {
        shown.push(phone(&row, sms_sign_in_state(state, caller, &rules, &row).await?));
    }
    Ok(shown)
}

/// One phone as Graph answers it alone; the extension answers with it as well.
pub(crate) async fn phone_entity(
    state: &AppState,
    caller: &Caller,
    row: &Model,
) -> Result<Value, GraphError> {
    let rules = rules_of(state, caller).await?;
    let sms = sms_sign_in_state(state, caller, &rules, row).await?;
    let of = format!("users('{}')/authentication/phoneMethods/$entity", caller.user.id);
    let properties = match phone(row, sms) {
        Value::Object(properties) => properties,
        _ => Map::new(),
    };
    Ok(entity(state, &of, properties))
}

fn phone(row: &Model, sms_sign_in_state: &str) -> Value {
    let number = row.value.clone().unwrap_or_default();
    let extension = row.data.phone.as_ref().and_then(|phone| phone.extension.clone());
    json!({
        "id": PhoneSlot::parse(&row.slot).map(PhoneSlot::id),
        "phoneNumber": crate::methods::phone::as_graph(&number, extension.as_deref()),
        "phoneType": row.slot,
        "smsSignInState": sms_sign_in_state,
        "createdDateTime": rfc3339(row.created_at),
    })
}

async fn find(state: &AppState, caller: &Caller, id: &str) -> Result<Model, GraphError> {
    let slot = PhoneSlot::of_id(id).ok_or_else(no_method)?;
    let rows = of_kind(state, caller, MethodKind::Phone).await?;
    let is_it = |row: &Model| row.slot == slot.name();
    rows.into_iter().find(is_it).ok_or_else(no_method)
}

fn not_unique() -> GraphError {
    GraphError::new(
        StatusCode::BAD_REQUEST,
        "phoneNumberNotUnique",
        "The phone number is used by somebody else of the organization.",
    )
}
