//! The number of the mobile phone as a user name (B-66).

use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, SqlErr,
    TransactionTrait,
};
use uuid::Uuid;

use super::phone::sign_in_key;
use crate::audit::{self, Event};
use crate::store::entities::security_method::{ActiveModel, Column, Entity, Model};

/// What became of a wish to sign in with a number, or not to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switched {
    Done,
    /// Somebody else of the organization signs in with it.
    NotUnique,
    /// The phone has another number since it was read, or is gone.
    Changed,
}

/// Switches signing in with the number of a phone on or off: with the number that was read, and no other.
///
/// # Errors
/// When the database fails.
pub async fn switch(
    db: &DatabaseConnection,
    now_ms: i64,
    tenant_id: Uuid,
    row: &Model,
    on: bool,
    event: Event<'_>,
) -> Result<Switched, DbErr> {
    let number = row.value.as_deref();
    let mut data = row.data.clone();
    data.phone.get_or_insert_default().sms_sign_in = on;
    let change = db.begin().await?;
    let switched = Entity::update_many()
        .set(ActiveModel {
            data: Set(data),
            // Unique over everybody: of two colleagues who want it at once, one gets it.
            lookup_key: Set(number.filter(|_| on).map(|number| sign_in_key(tenant_id, number))),
            ..Default::default()
        })
        .filter(Column::Id.eq(row.id))
        .filter(match number {
            Some(number) => Column::Value.eq(number),
            None => Column::Value.is_null(),
        })
        .exec(&change)
        .await;
    let refused = match switched {
        Ok(updated) if updated.rows_affected == 1 => None,
        Ok(_) => Some(Switched::Changed),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Some(Switched::NotUnique)
        }
        Err(error) => return Err(error),
    };
    if let Some(refused) = refused {
        change.rollback().await?;
        return Ok(refused);
    }
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(Switched::Done)
}
