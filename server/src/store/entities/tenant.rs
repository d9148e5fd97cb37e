//! An organization: the tenant of every token and the answer to Graph's `/organization`.

use sea_orm::entity::prelude::*;

use crate::store::values::{Strings, TenantSettings};

/// A row of `tenants`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "tenants")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub display_name: String,
    /// Lower-case host names; the first is the default one.
    pub verified_domains: Strings,
    /// What an administrator decided that is not a table of its own.
    pub settings: TenantSettings,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
