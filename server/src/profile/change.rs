//! Writes what was changed, with its place in the audit trail. A mail tells of phone numbers, of nothing else.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    TransactionTrait,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::fields::{Content, Field};
use super::photo::Square;
use crate::audit::{self, Event};
use crate::store::entities::{photo, user};
use crate::store::hold::hold;

/// Puts fields in place; false when all held that already, and nothing was written.
///
/// # Errors
/// When the database fails; then nothing was changed.
pub async fn fields(
    db: &DatabaseConnection,
    now_ms: i64,
    user: &user::Model,
    wanted: &BTreeMap<&'static str, (Field, Content)>,
    event: Event<'_>,
) -> Result<bool, DbErr> {
    let new: Vec<&(Field, Content)> = wanted
        .values()
        .filter(|(field, content)| field.of(user) != *content)
        .collect();
    if new.is_empty() {
        return Ok(false);
    }
    let change = db.begin().await?;
    let mut update = user::Entity::update_many().filter(user::Column::Id.eq(user.id));
    for (field, content) in &new {
        update = update.col_expr(field.column(), content.value());
    }
    update.exec(&change).await?;
    // The names only: what stood there is the person's own.
    let names: Vec<&str> = new.iter().map(|(field, _)| field.name()).collect();
    let detail = vec![("fields", names.join(" "))];
    audit::record(&change, now_ms, Event { detail, ..event }).await?;
    change.commit().await?;
    Ok(true)
}

/// Puts a photo in the place of the one there was.
///
/// # Errors
/// When the database fails; then nothing was changed.
pub async fn photo(
    db: &DatabaseConnection,
    now_ms: i64,
    user: &user::Model,
    squares: Vec<Square>,
    event: Event<'_>,
) -> Result<(), DbErr> {
    let change = db.begin().await?;
    remove(&change, user).await?;
    for square in squares {
        let row = photo::ActiveModel {
            id: Set(Uuid::new_v4()),
            user_id: Set(user.id),
            size: Set(square.size),
            content_type: Set("image/jpeg".to_owned()),
            etag: Set(URL_SAFE_NO_PAD.encode(Sha256::digest(&square.jpeg))),
            bytes: Set(square.jpeg),
        };
        photo::Entity::insert(row).exec_without_returning(&change).await?;
    }
    audit::record(&change, now_ms, event).await?;
    change.commit().await
}

/// Takes the photo away; false when there was none.
///
/// # Errors
/// When the database fails; then nothing was changed.
pub async fn no_photo(
    db: &DatabaseConnection,
    now_ms: i64,
    user: &user::Model,
    event: Event<'_>,
) -> Result<bool, DbErr> {
    let change = db.begin().await?;
    if remove(&change, user).await? == 0 {
        change.rollback().await?;
        return Ok(false);
    }
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(true)
}

/// Photos of one person are written one after the other: whoever comes second waits at the person's row.
async fn remove(change: &DatabaseTransaction, user: &user::Model) -> Result<u64, DbErr> {
    hold(change, user.id).await?;
    let removed = photo::Entity::delete_many()
        .filter(photo::Column::UserId.eq(user.id))
        .exec(change)
        .await?;
    Ok(removed.rows_affected)
}
