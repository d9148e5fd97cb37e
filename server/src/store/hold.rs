//! Changes of one person that follow each other.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::entities::user;

/// Begins a change at a person's row: whoever comes second waits here, on every database, and reads what the first wrote.
/// A transaction that reads before it writes fails on SQLite as soon as anybody else wrote meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn hold(change: &DatabaseTransaction, user_id: Uuid) -> Result<(), DbErr> {
    user::Entity::update_many()
        .col_expr(user::Column::Id, Expr::col(user::Column::Id))
        .filter(user::Column::Id.eq(user_id))
        .exec(change)
        .await?;
    Ok(())
}
