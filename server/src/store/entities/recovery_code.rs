//! A recovery code. The row of kind `recoveryCodes` in `security_methods` says since when there are codes.

use sea_orm::entity::prelude::*;

/// A row of `recovery_codes`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_codes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    /// HMAC of the code under the server's key.
    #[sea_orm(column_type = "Text")]
    pub code_mac: String,
    pub used_at: Option<i64>,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Leaves out what must not reach a log.
        f.debug_struct("RecoveryCode")
            .field("id", &self.id)
            .field("user_id", &self.user_id)
            .field("used_at", &self.used_at)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
