//! What people allowed an app themselves.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter,
    TransactionTrait,
};
use uuid::Uuid;

use super::device::status;
use crate::audit::{self, Event};
use crate::store::entities::consent::{ActiveModel, Column, Entity, Model};
use crate::store::entities::{authorization_code, device_authorization, grant};
use crate::store::values::Strings;

/// The scopes a person allowed an app.
///
/// # Errors
/// When the database fails.
pub async fn of(db: &impl ConnectionTrait, user_id: Uuid, client_id: Uuid) -> Result<Vec<String>, DbErr> {
    let row = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::ClientId.eq(client_id))
        .one(db)
        .await?;
    Ok(row.map(|row| row.scopes.0).unwrap_or_default())
}

/// Adds to what a person allowed an app.
///
/// # Errors
/// When the database fails.
pub async fn give(
    db: &impl ConnectionTrait,
    now_ms: i64,
    user_id: Uuid,
    client_id: Uuid,
    scopes: &[String],
) -> Result<(), DbErr> {
    let mut all = of(db, user_id, client_id).await?;
    all.extend(
        scopes
            .iter()
            .filter(|s| !all.contains(s))
            .cloned()
            .collect::<Vec<_>>(),
    );
    let row = ActiveModel {
        id: Set(Uuid::new_v4()),
        user_id: Set(user_id),
        client_id: Set(client_id),
        scopes: Set(Strings(all)),
        given_at: Set(now_ms),
    };
    Entity::insert(row)
        .on_conflict(
            OnConflict::columns([Column::UserId, Column::ClientId])
                .update_columns([Column::Scopes, Column::GivenAt])
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Everything a person allowed.
///
/// # Errors
/// When the database fails.
pub async fn all_of(db: &impl ConnectionTrait, user_id: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::UserId.eq(user_id)).all(db).await
}

/// A consent of this person.
///
/// # Errors
/// When the database fails.
pub async fn one_of(db: &impl ConnectionTrait, user_id: Uuid, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(Column::UserId.eq(user_id))
        .one(db)
        .await
}

/// Takes back what a person allowed an app (B-183): its tokens are worth nothing from now on, nor is a code that was
/// approved and not yet exchanged. False when somebody was faster.
///
/// # Errors
/// When the database fails; then nothing was changed, and nothing is told.
pub async fn withdraw(
    db: &DatabaseConnection,
    now_ms: i64,
    given: &Model,
    event: Event<'_>,
) -> Result<bool, DbErr> {
    let change = db.begin().await?;
    let gone = Entity::delete_by_id(given.id).exec(&change).await?;
    if gone.rows_affected != 1 {
        return Ok(false);
    }
    grant::Entity::update_many()
        .col_expr(grant::Column::RevokedAt, Expr::value(now_ms))
        .col_expr(grant::Column::RevokedBecause, Expr::value("consent_withdrawn"))
        .filter(grant::Column::UserId.eq(given.user_id))
        .filter(grant::Column::ClientId.eq(given.client_id))
        .filter(grant::Column::RevokedAt.is_null())
        .exec(&change)
        .await?;
    authorization_code::Entity::delete_many()
        .filter(authorization_code::Column::UserId.eq(given.user_id))
        .filter(authorization_code::Column::ClientId.eq(given.client_id))
        .filter(authorization_code::Column::UsedAt.is_null())
        .exec(&change)
        .await?;
    device_authorization::Entity::update_many()
        .col_expr(device_authorization::Column::Status, Expr::value(status::DENIED))
        .filter(device_authorization::Column::UserId.eq(given.user_id))
        .filter(device_authorization::Column::ClientId.eq(given.client_id))
        .filter(device_authorization::Column::Status.eq(status::APPROVED))
        .exec(&change)
        .await?;
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(true)
}
