//! What people allowed an app themselves.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::store::entities::consent::{ActiveModel, Column, Entity};
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
