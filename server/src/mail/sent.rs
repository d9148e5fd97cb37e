//! Which mails told a person of something: to whom and with which subject, so that an export can say it.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter,
};
use uuid::Uuid;

use super::Mail;
use crate::store::entities::sent_mail::{ActiveModel, Column, Entity};

/// A mail to a person, without what it says.
pub(crate) struct Sent {
    user_id: Uuid,
    to: String,
    subject: String,
}

impl Sent {
    pub(crate) fn of(user_id: Uuid, mail: &Mail) -> Self {
        Self {
            user_id,
            to: mail.to.clone(),
            subject: mail.subject.clone(),
        }
    }

    /// Writes it down.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn note(self, db: &impl ConnectionTrait, now_ms: i64) -> Result<(), DbErr> {
        Entity::insert(ActiveModel {
            id: Set(Uuid::new_v4()),
            user_id: Set(self.user_id),
            to_address: Set(self.to),
            subject: Set(self.subject),
            queued_at: Set(now_ms),
        })
        .exec_without_returning(db)
        .await?;
        Ok(())
    }
}

/// Forgets what is older.
pub(crate) async fn tidy(db: &DatabaseConnection, before_ms: i64) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::QueuedAt.lt(before_ms))
        .exec(db)
        .await?;
    Ok(())
}
