//! Calls that ask for `#` to be pressed (B-67).

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::phone::Channel;
use super::sms::{Whose, count, failed, hand_over, number_of, organization, tag};
use super::{Answer, NotSent};
use crate::authority::registered;
use crate::clock::span;
use crate::mail::MailLanguage;
use crate::messages::{self, Message};
use crate::state::AppState;
use crate::store::entities::voice_call::{ActiveModel, Column, Entity, Model};
use crate::store::entities::{security_method, user};

/// How long a call may ring and be listened to.
pub(crate) const LIFETIME: Duration = Duration::from_secs(2 * 60);

const CALLING: &str = "calling";
const CONFIRMED: &str = "confirmed";
const REFUSED: &str = "refused";

/// Calls a person's phone. The call is watched with [`answer`].
///
/// # Errors
/// [`NotSent`]; what failed is logged.
pub async fn call(
    state: &AppState,
    user: &user::Model,
    method: &security_method::Model,
    language: MailLanguage,
) -> Result<Uuid, NotSent> {
    let number = number_of(user, method).ok_or(NotSent::NotPossible)?;
    let rules = registered::rules_of(&state.db, user).await.map_err(failed)?;
    if !rules.phone.voice {
        return Err(NotSent::NotPossible);
    }
    let own = (number, extension(method), Whose::Own);
    make(state, user, own, language, Uuid::new_v4()).await
}

/// Calls the phone of a person whose name somebody typed who has proven nothing: that is anybody, and takes nothing from
/// what a sign-in may ask. The call has the id that is waited for already; the caller counts.
///
/// # Errors
/// [`NotSent`]; what failed is logged.
pub async fn call_for_reset(
    state: &AppState,
    user: &user::Model,
    method: &security_method::Model,
    language: MailLanguage,
    id: Uuid,
) -> Result<(), NotSent> {
    let number = number_of(user, method).ok_or(NotSent::NotPossible)?;
    let rules = registered::rules_of(&state.db, user).await.map_err(failed)?;
    if !rules.phone.voice {
        return Err(NotSent::NotPossible);
    }
    let named = (number, extension(method), Whose::UserName);
    make(state, user, named, language, id).await.map(|_| ())
}

/// Calls a number that is to become a person's.
///
/// # Errors
/// [`NotSent`]; what failed is logged.
pub async fn call_number(
    state: &AppState,
    user: &user::Model,
    number: &str,
    language: MailLanguage,
) -> Result<Uuid, NotSent> {
    make(
        state,
        user,
        (number, None, Whose::Typed),
        language,
        Uuid::new_v4(),
    )
    .await
}

/// What is dialled behind an office's number.
fn extension(method: &security_method::Model) -> Option<&str> {
    method.data.phone.as_ref()?.extension.as_deref()
}

async fn make(
    state: &AppState,
    user: &user::Model,
    (number, extension, whose): (&str, Option<&str>, Whose),
    language: MailLanguage,
    id: Uuid,
) -> Result<Uuid, NotSent> {
    // Behind one number of an office are the phones of many.
    let phone = extension.map_or(number.to_owned(), |extension| format!("{number}x{extension}"));
    count(state, user, &phone, whose, Channel::Voice).await?;
    let organization = organization(state, user).await?;
    let now_ms = state.now_ms();
    // First the row: the phone may be answered before the gateway is.
    Entity::insert(ActiveModel {
        id: Set(id),
        user_id: Set(user.id),
        to_number: Set(number.to_owned()),
        state: Set(CALLING.to_owned()),
        created_at: Set(now_ms),
        expires_at: Set(now_ms + span(LIFETIME)),
        answered_at: Set(None),
    })
    .exec_without_returning(&state.db)
    .await
    .map_err(failed)?;
    let message = Message {
        id,
        channel: Channel::Voice,
        to: number.to_owned(),
        extension: extension.map(str::to_owned),
        text: messages::call_text(&organization, language),
        language: tag(language),
    };
    let handed_over = hand_over(state, message).await;
    if handed_over.is_err() {
        Entity::delete_by_id(id).exec(&state.db).await.map_err(failed)?;
    }
    handed_over.map(|()| id)
}

/// What became of a call.
///
/// # Errors
/// When the database fails.
pub async fn answer(state: &AppState, id: Uuid) -> Result<Answer, DbErr> {
    let call = Entity::find_by_id(id).one(&state.db).await?;
    Ok(match call {
        Some(call) if call.state == CONFIRMED => Answer::Yes,
        Some(call) if call.state == REFUSED => Answer::No,
        Some(call) if call.expires_at > state.now_ms() => Answer::Waiting,
        _ => Answer::TooLate,
    })
}

/// Whether it can still be answered.
pub(crate) fn rings(call: &Model, now_ms: i64) -> bool {
    call.state == CALLING && call.expires_at > now_ms
}

/// Notes what the person did, once; false when the call is over.
///
/// # Errors
/// When the database fails.
pub(crate) async fn answered(state: &AppState, id: Uuid, confirmed: bool) -> Result<bool, DbErr> {
    let now_ms = state.now_ms();
    let told = if confirmed { CONFIRMED } else { REFUSED };
    let answered = Entity::update_many()
        .col_expr(Column::State, Expr::value(told))
        .col_expr(Column::AnsweredAt, Expr::value(Some(now_ms)))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(CALLING))
        .filter(Column::ExpiresAt.gt(now_ms))
        .exec(&state.db)
        .await?;
    Ok(answered.rows_affected == 1)
}
