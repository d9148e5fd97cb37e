//! A text or call that, in development, would have been made.

use sea_orm::entity::prelude::*;

/// A row of `outbox_messages`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox_messages")]
pub struct Model {
    /// Of a call: its id in `voice_calls`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `sms` or `voice`.
    #[sea_orm(column_type = "Text")]
    pub channel: String,
    /// E.164.
    #[sea_orm(column_type = "Text")]
    pub to_number: String,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub created_at: i64,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Leaves out what must not reach a log.
        f.debug_struct("OutboxMessage")
            .field("id", &self.id)
            .field("channel", &self.channel)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
