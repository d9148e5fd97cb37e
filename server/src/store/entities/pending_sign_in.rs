//! A sign-in that is not finished: the first factor was right, the second is asked.

use sea_orm::entity::prelude::*;

use crate::store::values::{PendingState, Strings};

/// What the tries are of one that the person reported (B-60): it never goes on. None of an open one is below zero.
pub const REPORTED: i32 = -1;

/// A row of `pending_sign_ins`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pending_sign_ins")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub id_hash: String,
    pub user_id: Uuid,
    /// What binds it to the browser it began in.
    #[sea_orm(column_type = "Text")]
    pub browser: String,
    /// Whether the person wants to stay signed in.
    pub keep: bool,
    /// Where to go afterwards: a path of this server.
    #[sea_orm(column_type = "Text")]
    pub next: Option<String>,
    /// What was proven so far (RFC 8176).
    pub amr: Strings,
    /// The chosen method, as self-service names it.
    #[sea_orm(column_type = "Text")]
    pub method_id: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub channel: Option<String>,
    /// HMAC of the code that was sent, under the server's key.
    #[sea_orm(column_type = "Text")]
    pub code_mac: Option<String>,
    /// The approval or call that is waited for.
    pub asked_id: Option<Uuid>,
    pub tries_remaining: i32,
    pub sent_count: i32,
    pub resend_after_at: Option<i64>,
    pub state: PendingState,
    pub created_at: i64,
    pub expires_at: i64,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Leaves out what must not reach a log.
        f.debug_struct("PendingSignIn")
            .field("user_id", &self.user_id)
            .field("amr", &self.amr)
            .field("channel", &self.channel)
            .field("tries_remaining", &self.tries_remaining)
            .field("sent_count", &self.sent_count)
            .field("created_at", &self.created_at)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
