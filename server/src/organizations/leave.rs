//! Leaving an organization, and being removed from it: the account there goes, and can be brought back for thirty days.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, TransactionTrait};

use crate::audit::{self, Event};
use crate::authority::sessions;
use crate::store::entities::user;

/// Who wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The person.
    Left,
    /// An administrator.
    Removed,
}

impl Why {
    const fn name(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Removed => "removed",
        }
    }
}

/// Takes a guest out of an organization: what they are signed in to there ends now, tokens and codes included, and the
/// account is kept for [`super::RESTORABLE`]. False when it was gone before; then nothing was changed.
///
/// # Errors
/// When the database fails; then nothing was changed.
pub async fn leave(
    db: &DatabaseConnection,
    now_ms: i64,
    guest: &user::Model,
    why: Why,
    event: Event<'_>,
) -> Result<bool, DbErr> {
    let change = db.begin().await?;
    let gone = user::Entity::update_many()
        .col_expr(user::Column::DeletedAt, Expr::value(now_ms))
        .col_expr(user::Column::DeletedReason, Expr::value(why.name()))
        .col_expr(user::Column::SignInValidFrom, Expr::value(now_ms))
        .filter(user::Column::Id.eq(guest.id))
        .filter(user::Column::DeletedAt.is_null())
        .exec(&change)
        .await?;
    if gone.rows_affected == 0 {
        change.rollback().await?;
        return Ok(false);
    }
    sessions::end_codes(&change, guest.id).await?;
    sessions::end_all(&change, now_ms, guest.id, "left_organization").await?;
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(true)
}
