//! Failed sign-ins of a user name, whether or not somebody has that name: the answer must not tell.

use sea_orm::entity::prelude::*;

use crate::store::values::Strings;

/// A row of `sign_in_locks`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_locks")]
pub struct Model {
    /// HMAC of the user name.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub name_mac: String,
    /// Since the last success or lock.
    pub failed_tries: i32,
    /// How many times in a row it was locked: each lock lasts longer.
    pub locks: i32,
    pub locked_until: Option<i64>,
    /// HMACs of the last wrong passwords, under a key that no database has: the same one again is no further try (B-116).
    pub recent_wrong: Strings,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
