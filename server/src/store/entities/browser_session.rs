//! A signed-in browser.

use sea_orm::entity::prelude::*;

use crate::store::values::Strings;

/// A row of `browser_sessions`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "browser_sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub id_hash: String,
    /// What the person's list of sessions calls it; it opens nothing.
    pub session_id: Option<Uuid>,
    pub user_id: Uuid,
    pub authenticated_at: i64,
    /// What was proven (RFC 8176 names, and `tap`, `rc`).
    pub amr: Strings,
    /// The last strong proof; none when there was none.
    pub verified_at: Option<i64>,
    pub last_seen_at: i64,
    pub expires_at: i64,
    #[sea_orm(column_type = "Text")]
    pub address: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub user_agent: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
