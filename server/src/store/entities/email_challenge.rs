//! A code sent to an address that is not a method yet.

use sea_orm::entity::prelude::*;

/// A row of `email_challenges`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "email_challenges")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub email_address: String,
    #[sea_orm(column_type = "Text")]
    pub address_key: String,
    pub replaces_method_id: Option<Uuid>,
    /// HMAC of the code under the server's key; the code itself is nowhere.
    #[sea_orm(column_type = "Text")]
    pub code_mac: String,
    pub tries_remaining: i32,
    pub sent_count: i32,
    pub created_at: i64,
    pub expires_at: i64,
    pub resend_after_at: i64,
    pub confirmed_at: Option<i64>,
    pub cancelled_at: Option<i64>,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Leaves out what must not reach a log.
        f.debug_struct("EmailChallenge")
            .field("id", &self.id)
            .field("user_id", &self.user_id)
            .field("replaces_method_id", &self.replaces_method_id)
            .field("tries_remaining", &self.tries_remaining)
            .field("sent_count", &self.sent_count)
            .field("created_at", &self.created_at)
            .field("expires_at", &self.expires_at)
            .field("resend_after_at", &self.resend_after_at)
            .field("confirmed_at", &self.confirmed_at)
            .field("cancelled_at", &self.cancelled_at)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
