//! Where the browser of a phone takes the messages that wake it. It goes with the method.

use sea_orm::entity::prelude::*;

/// A row of `push_subscriptions`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "push_subscriptions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub method_id: Uuid,
    /// Whoever has the address and our key can send there.
    #[sea_orm(column_type = "Text")]
    pub endpoint: String,
    pub created_at: i64,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Leaves out what must not reach a log.
        f.debug_struct("PushSubscription")
            .field("method_id", &self.method_id)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
