//! What is done as soon as a call is answered: the phone it registers is a method at once, whether or not an app asks
//! how it stands (B-67).

use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::kind::{MethodKind, PhoneSlot};
use super::offer::{self, Possession};
use super::phone_registration::{self, AWAITING_CALL, Proven};
use super::{Answer, voice};
use crate::audit::Event;
use crate::authority::registered;
use crate::state::AppState;
use crate::store::entities::method_registration::{Column, Entity, Model};
use crate::store::entities::{pending_sign_in, security_method, user, voice_call};
use crate::store::values::PendingState;

/// Notes what the person did with a call, once, and completes what waited for it; false when the call is over.
///
/// # Errors
/// When the database fails.
pub(crate) async fn answered(state: &AppState, call: Uuid, confirmed: bool) -> Result<bool, DbErr> {
    if !voice::answered(state, call, confirmed).await? {
        return Ok(false);
    }
    let Some(call) = voice_call::Entity::find_by_id(call).one(&state.db).await? else {
        return Ok(true);
    };
    if confirmed {
        note_for_sign_in(state, &call).await?;
    }
    // A person has a handful of running registrations at most.
    let running = Entity::find()
        .filter(Column::UserId.eq(call.user_id))
        .filter(Column::Kind.eq(MethodKind::Phone.name()))
        .filter(Column::State.eq(AWAITING_CALL))
        .filter(Column::ExpiresAt.gt(state.now_ms()))
        .all(&state.db)
        .await?;
    if let Some(row) = running.into_iter().find(|row| row.data.call == Some(call.id)) {
        settle(state, &row).await?;
    }
    Ok(true)
}

/// A sign-in or step-up that waits for the call is proven from here on; the browser only has to come and go on.
async fn note_for_sign_in(state: &AppState, call: &voice_call::Model) -> Result<(), DbErr> {
    let waiting = pending_sign_in::Entity::find()
        .filter(pending_sign_in::Column::AskedId.eq(call.id))
        .filter(pending_sign_in::Column::ExpiresAt.gt(state.now_ms()))
        .one(&state.db)
        .await?;
    let Some(waiting) = waiting else { return Ok(()) };
    let noted = pending_sign_in::ActiveModel {
        state: Set(PendingState {
            answered_at: Some(state.now_ms()),
            ..waiting.state
        }),
        ..Default::default()
    };
    pending_sign_in::Entity::update_many()
        .set(noted)
        .filter(pending_sign_in::Column::IdHash.eq(&waiting.id_hash))
        .filter(pending_sign_in::Column::AskedId.eq(call.id))
        .exec(&state.db)
        .await?;
    Ok(())
}

/// Brings a registration that waits for a call to where its call is.
///
/// # Errors
/// When the database fails.
pub async fn settle(state: &AppState, row: &Model) -> Result<(), DbErr> {
    match phone_registration::call_answer(state, row).await? {
        Answer::Waiting => Ok(()),
        Answer::Yes => complete(state, row).await,
        no => phone_registration::decline(state, row, no).await,
    }
}

/// The key was pressed; what the policy or another request changed meanwhile ends it.
async fn complete(state: &AppState, row: &Model) -> Result<(), DbErr> {
    let Some(user) = user::Entity::find_by_id(row.user_id).one(&state.db).await? else {
        return Ok(());
    };
    if !user.account_enabled || !is_still_allowed(state, &user, row).await? {
        return phone_registration::fail(state, row, "notAllowedByPolicy").await;
    }
    let kind = if row.replaces_id.is_some() {
        "method.changed"
    } else {
        "method.added"
    };
    let event = Event {
        detail: vec![("method", MethodKind::Phone.name().to_owned())],
        ..Event::of(kind, &user)
    };
    match phone_registration::complete(state, &user, row, None, event).await? {
        Proven::Method(_) | Proven::Gone => Ok(()),
        Proven::LimitReached | Proven::MobileRequired | Proven::MethodGone => {
            phone_registration::fail(state, row, "limitReached").await
        }
    }
}

/// Whether what was allowed at the start still is.
async fn is_still_allowed(state: &AppState, user: &user::Model, row: &Model) -> Result<bool, DbErr> {
    let Some(slot) = PhoneSlot::parse(&row.slot) else {
        return Ok(false);
    };
    let rules = registered::rules_of(&state.db, user).await?;
    let phones = security_method::Entity::find()
        .filter(security_method::Column::UserId.eq(user.id))
        .filter(security_method::Column::Kind.eq(MethodKind::Phone.name()))
        .all(&state.db)
        .await?;
    if phones.iter().any(|phone| phone.value == row.value) {
        return Ok(false);
    }
    let Some(replaced) = row.replaces_id else {
        let has = Possession {
            phones: phones
                .iter()
                .filter_map(|row| PhoneSlot::parse(&row.slot))
                .collect(),
            is_administrator: user.is_administrator,
            ..Possession::default()
        };
        return Ok(offer::not_addable(&rules, &has, MethodKind::Phone, Some(slot)).is_none());
    };
    let may_change = offer::can_change(&rules, user.is_administrator, MethodKind::Phone, Some(slot));
    Ok(may_change && phones.iter().any(|phone| phone.id == replaced))
}
