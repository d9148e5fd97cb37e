//! Deleting a method of one's own: what must be in its place first, and what follows.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect, TransactionTrait,
};
use uuid::Uuid;

use super::kind::{MethodKind, PhoneSlot};
use super::preferences::{self, Change, Preferences};
use crate::audit::{self, Event};
use crate::authority::registered::Registered;
use crate::state::AppState;
use crate::store::entities::security_method::{Column, Entity};
use crate::store::entities::user;

/// What became of a wish to delete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    Done,
    NoSuchMethod,
    /// It is the default, and others could be: the person chooses another one first (B-29).
    IsDefault,
    /// The mobile phone stays while there is an alternate one.
    AlternateExists,
}

/// Deletes a method of a person with what hangs on it. It cannot be undone (B-28).
///
/// # Errors
/// When the database fails.
pub async fn remove(
    state: &AppState,
    user: &user::Model,
    kind: MethodKind,
    id: Uuid,
    event: Event<'_>,
) -> Result<Removed, DbErr> {
    let now_ms = state.now_ms();
    let change = state.db.begin().await?;
    // Two deletions at once must not both see the other's method.
    hold(&change, user.id).await?;
    let row = Entity::find_by_id(id)
        .filter(Column::UserId.eq(user.id))
        .filter(Column::Kind.eq(kind.name()))
        .one(&change)
        .await?;
    let Some(row) = row else {
        change.rollback().await?;
        return Ok(Removed::NoSuchMethod);
    };
    if row.slot == PhoneSlot::Mobile.name() && has_alternate(&change, user.id).await? {
        change.rollback().await?;
        return Ok(Removed::AlternateExists);
    }
    // What the server knows now, not what the request came with.
    let Some(user) = user::Entity::find_by_id(user.id).one(&change).await? else {
        change.rollback().await?;
        return Ok(Removed::NoSuchMethod);
    };
    let before = Preferences::of(&Registered::of(&change, now_ms, &user).await?).current;
    Entity::delete_by_id(row.id).exec(&change).await?;
    let left = Preferences::of(&Registered::of(&change, now_ms, &user).await?).options;
    if before.is_some_and(|default| !left.contains(&default)) && !left.is_empty() {
        change.rollback().await?;
        return Ok(Removed::IsDefault);
    }
    preferences::after_change(&change, now_ms, &user, Change::Other).await?;
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(Removed::Done)
}

/// Holds a person's methods until the transaction ends: one change of them at a time, on every instance.
pub(super) async fn hold(change: &DatabaseTransaction, user_id: Uuid) -> Result<(), DbErr> {
    user::Entity::update_many()
        .col_expr(
            user::Column::RegistrationSkips,
            Expr::col(user::Column::RegistrationSkips),
        )
        .filter(user::Column::Id.eq(user_id))
        .exec(change)
        .await
        .map(|_| ())
}

async fn has_alternate(change: &DatabaseTransaction, user_id: Uuid) -> Result<bool, DbErr> {
    let found: Option<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Slot.eq(PhoneSlot::AlternateMobile.name()))
        .into_tuple()
        .one(change)
        .await?;
    Ok(found.is_some())
}
