//! What is done as soon as a call is answered: the phone it registers is a method at once, whether or not an app asks
//! how it stands (B-67).

use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::add_phone::{self, PhoneError};
use super::holding::Holding;
use super::kind::MethodKind;
use super::offer::NotAddable;
use super::phone_registration::{self, AWAITING_CALL, Proven};
use super::{Answer, voice};
use crate::audit::Event;
use crate::state::AppState;
use crate::store::entities::method_registration::{Column, Entity, Model};
use crate::store::entities::{pending_sign_in, user, voice_call};
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
    let holding = Holding::of(state, &user, false).await?;
    let still = add_phone::check_still(&holding, row);
    if !user.is_active() || still.is_err() {
        let reason = match still {
            Err(PhoneError::NotAddable(NotAddable::LimitReached)) => "limitReached",
            _ => "notAllowedByPolicy",
        };
        return phone_registration::fail(state, row, reason).await;
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
