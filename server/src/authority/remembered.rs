//! Computers on which the second factor is not asked again for a while (B-106, B-107). What a browser keeps is a
//! random token; it is worth nothing beyond the password of the same person.

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter,
};
use uuid::Uuid;

use crate::clock::span;
use crate::store::entities::remembered_device::{ActiveModel, Column, Entity};
use crate::store::entities::{password, user};
use crate::{random, secrets};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// The span a policy gives, none when it offers it to nobody.
pub fn lifetime(days: u32) -> Option<Duration> {
    (days > 0).then(|| DAY * days.min(365))
}

/// Remembers a computer and gives the token for its browser.
///
/// # Errors
/// When the database fails.
pub async fn remember(
    db: &impl ConnectionTrait,
    now_ms: i64,
    user_id: Uuid,
    lifetime: Duration,
    user_agent: Option<String>,
) -> Result<String, DbErr> {
    let token = random::token();
    Entity::insert(ActiveModel {
        id_hash: Set(secrets::token_hash(&token)),
        user_id: Set(user_id),
        user_agent: Set(user_agent),
        created_at: Set(now_ms),
        expires_at: Set(now_ms + span(lifetime)),
        last_used_at: Set(None),
    })
    .exec_without_returning(db)
    .await?;
    Ok(token)
}

/// Whether the browser with this token is one that the person chose not to be asked on. A policy that has become
/// shorter counts for those who chose before, and a changed password or a sign-out everywhere ends it.
///
/// # Errors
/// When the database fails.
pub async fn is_remembered(
    db: &DatabaseConnection,
    now_ms: i64,
    user: &user::Model,
    days: u32,
    token: &str,
) -> Result<bool, DbErr> {
    let Some(lifetime) = lifetime(days) else {
        return Ok(false);
    };
    let row = Entity::find_by_id(secrets::token_hash(token))
        .filter(Column::UserId.eq(user.id))
        .filter(Column::ExpiresAt.gt(now_ms))
        .filter(Column::CreatedAt.gt(now_ms - span(lifetime)))
        .filter(Column::CreatedAt.gte(user.sign_in_valid_from))
        .one(db)
        .await?;
    let Some(row) = row else { return Ok(false) };
    let password = password::Entity::find_by_id(user.id).one(db).await?;
    Ok(password.is_none_or(|password| password.changed_at <= row.created_at))
}

/// Notes that somebody signed in on it.
///
/// # Errors
/// When the database fails.
pub async fn note_use(db: &DatabaseConnection, now_ms: i64, token: &str) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::LastUsedAt, Expr::value(now_ms))
        .filter(Column::IdHash.eq(secrets::token_hash(token)))
        .exec(db)
        .await?;
    Ok(())
}

/// Forgets every computer of a person (B-107), and says how many there were.
///
/// # Errors
/// When the database fails.
pub async fn forget_all(db: &impl ConnectionTrait, user_id: Uuid) -> Result<u64, DbErr> {
    let forgotten = Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .exec(db)
        .await?;
    Ok(forgotten.rows_affected)
}
