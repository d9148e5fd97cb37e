//! Somebody who cannot sign in and proves who they are. The row is the same whether the name is anybody's or not.

use sea_orm::entity::prelude::*;

/// A row of `password_resets`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "password_resets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub id_hash: String,
    /// What binds it to the browser it began in.
    #[sea_orm(column_type = "Text")]
    pub browser: String,
    /// The organization of the name, by its domain.
    pub tenant_id: Uuid,
    /// Whose it is; none when the name is nobody's, or of somebody who cannot reset.
    pub user_id: Option<Uuid>,
    /// What was typed, sealed: it may be nobody's of ours.
    pub user_name_sealed: Vec<u8>,
    /// The name as limits know it.
    #[sea_orm(column_type = "Text")]
    pub name_mac: String,
    /// `reset` or `unlock`.
    #[sea_orm(column_type = "Text")]
    pub purpose: String,
    /// By what the person was verified already: names, with commas between.
    #[sea_orm(column_type = "Text")]
    pub proven: String,
    /// What is asked now.
    #[sea_orm(column_type = "Text")]
    pub means: Option<String>,
    /// The number or address that was typed, sealed.
    pub target_sealed: Option<Vec<u8>>,
    /// HMAC of the last code under the server's key. There is one for every target, sent or not.
    #[sea_orm(column_type = "Text")]
    pub code_mac: Option<String>,
    /// The call or question on a phone that is waited for; there is none behind it when it is nobody's.
    pub asked_id: Option<Uuid>,
    /// The number to match.
    #[sea_orm(column_type = "Text")]
    pub number: Option<String>,
    pub tries_remaining: i32,
    pub sent_at: Option<i64>,
    pub created_at: i64,
    pub expires_at: i64,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Leaves out what must not reach a log.
        f.debug_struct("PasswordReset")
            .field("tenant_id", &self.tenant_id)
            .field("purpose", &self.purpose)
            .field("tries_remaining", &self.tries_remaining)
            .field("created_at", &self.created_at)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
