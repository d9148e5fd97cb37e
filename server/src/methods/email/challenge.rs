//! The life of an e-mail challenge in the database. Every step that must happen once is one conditional update.

use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseConnection, DatabaseTransaction, DbErr,
    EntityTrait, IntoActiveModel, QueryFilter, SqlErr, TransactionTrait, UpdateMany,
};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::address::EmailAddress;
use crate::audit;
use crate::clock::span;
use crate::methods::{registration_ends, sent_code};
use crate::state::AppState;
use crate::store::entities::email_challenge::{ActiveModel, Column, Entity, Model};
use crate::store::entities::{email_method, user};

/// The purpose that keeps these codes apart from others under the same key.
const PURPOSE: &str = "email_challenge";

/// What became of a challenge whose code was right.
pub(super) enum Confirmed {
    /// The method exists.
    Method(email_method::Model),
    /// Another request used the code or the challenge was cancelled.
    UsedUp,
    /// Another method came in the meantime.
    LimitReached,
    /// The method to be replaced was deleted in the meantime.
    MethodGone,
}

/// Writes a new challenge and gives its code, which is nowhere else.
pub(super) async fn open(
    state: &AppState,
    user_id: Uuid,
    address: &EmailAddress,
    replaces: Option<Uuid>,
) -> Result<(Model, SecretString), DbErr> {
    let now_ms = state.now_ms();
    let id = Uuid::new_v4();
    let code = sent_code::draw();
    let row = Model {
        id,
        user_id,
        email_address: address.display(),
        address_key: address.key(),
        replaces_method_id: replaces,
        code_mac: mac(state, id, &code),
        tries_remaining: sent_code::TRIES,
        sent_count: 1,
        created_at: now_ms,
        expires_at: now_ms + span(sent_code::LIFETIME),
        resend_after_at: now_ms + span(sent_code::COOL_DOWN),
        confirmed_at: None,
        cancelled_at: None,
    };
    let active: ActiveModel = row.clone().into_active_model();
    Entity::insert(active.reset_all())
        .exec_without_returning(&state.db)
        .await?;
    Ok((row, code))
}

/// Removes a challenge whose mail never left.
pub(super) async fn forget(state: &AppState, id: Uuid) -> Result<(), DbErr> {
    Entity::delete_by_id(id).exec(&state.db).await.map(|_| ())
}

/// One person has one open challenge: the newest.
pub(super) async fn supersede_others(state: &AppState, user_id: Uuid, id: Uuid) -> Result<(), DbErr> {
    open_ones(state.now_ms())
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Id.ne(id))
        .exec(&state.db)
        .await
        .map(|_| ())
}

/// A challenge of this person that was neither used nor cancelled.
///
/// # Errors
/// When the database fails.
pub async fn find(state: &AppState, user: &user::Model, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(Column::UserId.eq(user.id))
        .filter(Column::ConfirmedAt.is_null())
        .filter(Column::CancelledAt.is_null())
        .one(&state.db)
        .await
}

/// Reserves the right to send once more, or gives the time to wait. Of two requests at once one gets it.
pub(super) async fn claim_resend(state: &AppState, row: &Model) -> Result<Option<Duration>, DbErr> {
    let now_ms = state.now_ms();
    if let Some(wait) = sent_code::pause(row.resend_after_at, now_ms) {
        return Ok(Some(wait));
    }
    let claimed = Entity::update_many()
        .col_expr(
            Column::ResendAfterAt,
            Expr::value(now_ms + span(sent_code::COOL_DOWN)),
        )
        .filter(Column::Id.eq(row.id))
        .filter(Column::ResendAfterAt.eq(row.resend_after_at))
        .exec(&state.db)
        .await?;
    Ok((claimed.rows_affected != 1).then_some(sent_code::COOL_DOWN))
}

/// Puts a new code in the place of the old one. None when the challenge ended in the meantime.
pub(super) async fn renew(
    state: &AppState,
    row: &Model,
    code: &SecretString,
) -> Result<Option<Model>, DbErr> {
    let now_ms = state.now_ms();
    let renewed = Entity::update_many()
        .col_expr(Column::CodeMac, Expr::value(mac(state, row.id, code)))
        .col_expr(Column::TriesRemaining, Expr::value(sent_code::TRIES))
        .col_expr(Column::SentCount, Expr::col(Column::SentCount).add(1))
        .col_expr(
            Column::ExpiresAt,
            Expr::value(registration_ends(row.created_at, now_ms, sent_code::LIFETIME)),
        )
        .filter(Column::Id.eq(row.id))
        .filter(Column::ConfirmedAt.is_null())
        .filter(Column::CancelledAt.is_null())
        .exec(&state.db)
        .await?;
    if renewed.rows_affected == 0 {
        return Ok(None);
    }
    Entity::find_by_id(row.id).one(&state.db).await
}

/// Takes one try before the code is looked at, so that no number of parallel requests gets more than there are.
/// None when there is none left, or the challenge ended.
pub(super) async fn take_try(state: &AppState, row: &Model) -> Result<Option<Model>, DbErr> {
    let taken = Entity::update_many()
        .col_expr(Column::TriesRemaining, Expr::col(Column::TriesRemaining).sub(1))
        .filter(Column::Id.eq(row.id))
        .filter(Column::TriesRemaining.gt(0))
        .filter(Column::ExpiresAt.gt(state.now_ms()))
        .filter(Column::ConfirmedAt.is_null())
        .filter(Column::CancelledAt.is_null())
        .exec(&state.db)
        .await?;
    if taken.rows_affected == 0 {
        return Ok(None);
    }
    Entity::find_by_id(row.id).one(&state.db).await
}

/// Whether this is the code of the challenge, compared in constant time.
pub(super) fn is_code(state: &AppState, row: &Model, code: &SecretString) -> bool {
    state.secrets.verify(
        PURPOSE,
        &[&row.id.to_string(), code.expose_secret()],
        &row.code_mac,
    )
}

/// Ends an open challenge; false when it had ended.
///
/// # Errors
/// When the database fails.
pub async fn cancel(state: &AppState, id: Uuid) -> Result<bool, DbErr> {
    let cancelled = open_ones(state.now_ms())
        .filter(Column::Id.eq(id))
        .exec(&state.db)
        .await?;
    Ok(cancelled.rows_affected == 1)
}

/// Removes challenges that ended before this instant: the addresses in them are of no use any more.
///
/// # Errors
/// When the database fails.
pub async fn tidy(db: &DatabaseConnection, before_ms: i64) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::ExpiresAt.lt(before_ms))
        .exec(db)
        .await
        .map(|_| ())
}

/// Uses the challenge up and makes the method, or swaps the address of the replaced one: all or nothing.
pub(super) async fn complete(
    state: &AppState,
    row: &Model,
    mut event: audit::Event<'_>,
) -> Result<Confirmed, DbErr> {
    if let Some(id) = row.replaces_method_id {
        let before = email_method::Entity::find_by_id(id).one(&state.db).await?;
        event.was_reached_at = before.map(|method| method.email_address);
    }
    let change = state.db.begin().await?;
    let used = Entity::update_many()
        .col_expr(Column::ConfirmedAt, Expr::value(state.now_ms()))
        .filter(Column::Id.eq(row.id))
        .filter(Column::ConfirmedAt.is_null())
        .filter(Column::CancelledAt.is_null())
        .exec(&change)
        .await?;
    if used.rows_affected == 0 {
        change.rollback().await?;
        return Ok(Confirmed::UsedUp);
    }
    let outcome = match row.replaces_method_id {
        Some(id) => swap(&change, state.now_ms(), row, id).await,
        None => add(&change, state.now_ms(), row).await,
    };
    let method = match outcome {
        Ok(Ok(method)) => method,
        Ok(Err(refused)) => {
            change.rollback().await?;
            return Ok(refused);
        }
        Err(error) => {
            change.rollback().await?;
            return Err(error);
        }
    };
    audit::record(&change, state.now_ms(), event).await?;
    change.commit().await?;
    Ok(Confirmed::Method(method))
}

async fn add(
    change: &DatabaseTransaction,
    now_ms: i64,
    row: &Model,
) -> Result<Result<email_method::Model, Confirmed>, DbErr> {
    let method = email_method::ActiveModel {
        id: Set(Uuid::new_v4()),
        user_id: Set(row.user_id),
        email_address: Set(row.email_address.clone()),
        address_key: Set(row.address_key.clone()),
        created_at: Set(now_ms),
        last_used_at: Set(None),
    };
    match email_method::Entity::insert(method)
        .exec_with_returning(change)
        .await
    {
        Ok(method) => Ok(Ok(method)),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Ok(Err(Confirmed::LimitReached))
        }
        Err(error) => Err(error),
    }
}

async fn swap(
    change: &DatabaseTransaction,
    now_ms: i64,
    row: &Model,
    method_id: Uuid,
) -> Result<Result<email_method::Model, Confirmed>, DbErr> {
    let swapped = email_method::Entity::update_many()
        .col_expr(
            email_method::Column::EmailAddress,
            Expr::value(row.email_address.as_str()),
        )
        .col_expr(
            email_method::Column::AddressKey,
            Expr::value(row.address_key.as_str()),
        )
        .col_expr(email_method::Column::CreatedAt, Expr::value(now_ms))
        .col_expr(email_method::Column::LastUsedAt, Expr::value(None::<i64>))
        .filter(email_method::Column::Id.eq(method_id))
        .filter(email_method::Column::UserId.eq(row.user_id))
        .exec(change)
        .await?;
    if swapped.rows_affected == 0 {
        return Ok(Err(Confirmed::MethodGone));
    }
    let method = email_method::Entity::find_by_id(method_id).one(change).await?;
    Ok(method.ok_or(Confirmed::MethodGone))
}

/// The update that cancels open challenges; the caller says which.
fn open_ones(now_ms: i64) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::CancelledAt, Expr::value(now_ms))
        .filter(Column::ConfirmedAt.is_null())
        .filter(Column::CancelledAt.is_null())
}

fn mac(state: &AppState, id: Uuid, code: &SecretString) -> String {
    state
        .secrets
        .mac(PURPOSE, &[&id.to_string(), code.expose_secret()])
}
