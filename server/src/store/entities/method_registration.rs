//! A running attempt to add a method. It touches no method before it is confirmed.

use sea_orm::entity::prelude::*;

use crate::store::values::RegistrationData;

/// A row of `method_registrations`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "method_registrations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    /// A [`MethodKind`](crate::methods::kind::MethodKind) by its wire name; with `trial.` in front it tries one that is
    /// registered.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// Phones: the slot that was asked for. Others: empty; a place is taken at the end.
    #[sea_orm(column_type = "Text")]
    pub slot: String,
    #[sea_orm(column_type = "Text")]
    pub display_name: Option<String>,
    /// A number in E.164.
    #[sea_orm(column_type = "Text")]
    pub value: Option<String>,
    /// `sms` or `voice`; of a trial, how it is tried.
    #[sea_orm(column_type = "Text")]
    pub channel: Option<String>,
    /// The method whose place it takes, or that is tried.
    pub replaces_id: Option<Uuid>,
    /// HMAC of the code under the server's key; the code itself is nowhere.
    #[sea_orm(column_type = "Text")]
    pub code_mac: Option<String>,
    pub secret_sealed: Option<Vec<u8>>,
    /// Hash of the single-use token in the page's address or the QR code.
    #[sea_orm(column_type = "Text")]
    pub token_hash: Option<String>,
    pub data: RegistrationData,
    /// The wire's state; what is over by time is still what it was: look at `expires_at`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    #[sea_orm(column_type = "Text")]
    pub reason: Option<String>,
    pub tries_remaining: i32,
    pub sent_count: i32,
    pub created_at: i64,
    pub expires_at: i64,
    pub resend_after_at: Option<i64>,
    pub finished_at: Option<i64>,
    pub method_id: Option<Uuid>,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Leaves out what must not reach a log.
        f.debug_struct("MethodRegistration")
            .field("id", &self.id)
            .field("user_id", &self.user_id)
            .field("kind", &self.kind)
            .field("slot", &self.slot)
            .field("channel", &self.channel)
            .field("state", &self.state)
            .field("reason", &self.reason)
            .field("tries_remaining", &self.tries_remaining)
            .field("sent_count", &self.sent_count)
            .field("created_at", &self.created_at)
            .field("expires_at", &self.expires_at)
            .field("finished_at", &self.finished_at)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
