//! What a guest proved with the methods they have in the organization they visit, in one browser session.

use sea_orm::entity::prelude::*;

use crate::store::values::Strings;

/// A row of `guest_proofs`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "guest_proofs")]
pub struct Model {
    /// The browser session, which is the home account's.
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: Uuid,
    /// The guest.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// What was proven (RFC 8176 names).
    pub amr: Strings,
    pub verified_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
