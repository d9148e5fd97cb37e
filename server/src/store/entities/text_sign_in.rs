//! Somebody who typed a phone number to sign in with. The row is the same whether the number is anybody's or not.

use sea_orm::entity::prelude::*;

/// A row of `text_sign_ins`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "text_sign_ins")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub id_hash: String,
    /// The number in E.164, sealed: it may be nobody's of ours.
    pub number_sealed: Vec<u8>,
    /// The number as limits know it.
    #[sea_orm(column_type = "Text")]
    pub number_mac: String,
    /// The organization that the app asks for; any when none is named.
    pub tenant_id: Option<Uuid>,
    /// What binds it to the browser it began in.
    #[sea_orm(column_type = "Text")]
    pub browser: String,
    /// Whether the person wants to stay signed in.
    pub keep: bool,
    /// Where to go afterwards: a path of this server.
    #[sea_orm(column_type = "Text")]
    pub next: String,
    /// HMAC of the last code under the server's key. There is one for every number, sent or not.
    #[sea_orm(column_type = "Text")]
    pub code_mac: String,
    pub tries_remaining: i32,
    pub sent_at: i64,
    pub created_at: i64,
    pub expires_at: i64,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Leaves out what must not reach a log.
        f.debug_struct("TextSignIn")
            .field("tenant_id", &self.tenant_id)
            .field("tries_remaining", &self.tries_remaining)
            .field("sent_at", &self.sent_at)
            .field("created_at", &self.created_at)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
