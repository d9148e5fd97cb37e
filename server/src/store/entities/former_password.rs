//! Passwords a person had, so that they do not come back.

use sea_orm::entity::prelude::*;

/// A row of `former_passwords`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "former_passwords")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    /// argon2id in PHC string form.
    #[sea_orm(column_type = "Text")]
    pub hash: String,
    /// When another one took its place.
    pub replaced_at: i64,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Leaves out what must not reach a log.
        f.debug_struct("FormerPassword")
            .field("user_id", &self.user_id)
            .field("replaced_at", &self.replaced_at)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
