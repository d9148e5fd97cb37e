//! What a person does to what they have: names, remembered computers, and the answer to what the organization asks.

use axum::extract::State;
use axum::http::StatusCode;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;

use super::registration;
use crate::audit;
use crate::auth::ClientAddress;
use crate::authority::registered::Registered;
use crate::authority::remembered;
use crate::graph::{Authenticated, GraphError, JsonBody, Segment};
use crate::methods::kind::{MethodKind, PhoneSlot};
use crate::methods::required::{self, Asked, Requirement};
use crate::methods::{name, offer};
use crate::state::AppState;
use crate::store::entities::security_method::{Column, Entity};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Renaming {
    display_name: String,
}

/// `PATCH /me/methods/{id}`
pub(super) async fn rename(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
    JsonBody(Renaming { display_name }): JsonBody<Renaming>,
) -> Result<StatusCode, GraphError> {
    let name = name::parse(&display_name).ok_or_else(registration::name_invalid)?;
    let it = match PhoneSlot::of_id(&id) {
        Some(slot) => Column::Kind
            .eq(MethodKind::Phone.name())
            .and(Column::Slot.eq(slot.name())),
        None => Column::Id.eq(id.parse::<uuid::Uuid>().map_err(|_| no_method())?),
    };
    let row = Entity::find()
        .filter(Column::UserId.eq(caller.user.id))
        .filter(it)
        .one(&state.db)
        .await?
        .ok_or_else(no_method)?;
    let kind = MethodKind::parse(&row.kind).ok_or_else(no_method)?;
    if !offer::can_rename(kind) {
        return Err(GraphError::new(
            StatusCode::FORBIDDEN,
            "methodNotAllowedByPolicy",
            "Methods of this kind have no name.",
        ));
    }
    let renamed = Entity::update_many()
        .col_expr(Column::DisplayName, Expr::value(name))
        .filter(Column::Id.eq(row.id))
        .exec(&state.db)
        .await?;
    if renamed.rows_affected == 0 {
        return Err(no_method());
    }
    let event = super::event("method.renamed", &caller, client, kind);
    audit::record(&state.db, state.now_ms(), event).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /me/rememberedDevices` (B-107)
pub(super) async fn forget_devices(
    State(state): State<AppState>,
    caller: Authenticated,
    ClientAddress(address): ClientAddress,
) -> Result<StatusCode, GraphError> {
    let forgotten = remembered::forget_all(&state.db, caller.user.id).await?;
    let event = audit::Event {
        client_id: Some(caller.client),
        address: Some(address.to_string()),
        detail: vec![("count", forgotten.to_string())],
        ..audit::Event::of("remembered_devices.forgotten", &caller.user)
    };
    audit::record(&state.db, state.now_ms(), event).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /me/registration/confirm` (B-93)
pub(super) async fn confirm(
    State(state): State<AppState>,
    caller: Authenticated,
) -> Result<StatusCode, GraphError> {
    required::confirm(&state.db, state.now_ms(), caller.user.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /me/registration/snooze` (B-94, B-95)
pub(super) async fn snooze(
    State(state): State<AppState>,
    caller: Authenticated,
) -> Result<StatusCode, GraphError> {
    let now_ms = state.now_ms();
    let registered = Registered::of(&state.db, now_ms, &caller.user).await?;
    let requirement = Requirement::of(&state.db, now_ms, &caller.user, &registered).await?;
    match requirement.asked {
        Asked::Recommended => {
            let rules = &registered.rules;
            required::snooze(&state.db, now_ms, caller.user.id, rules, &requirement).await?;
            Ok(StatusCode::NO_CONTENT)
        }
        Asked::Nothing => Ok(StatusCode::NO_CONTENT),
        Asked::Required | Asked::Reconfirm => Err(GraphError::new(
            StatusCode::FORBIDDEN,
            "notSkippable",
            "What the organization asks for cannot be skipped.",
        )),
    }
}

fn no_method() -> GraphError {
    GraphError::not_found("methodNotFound", "There is no such method.")
}
