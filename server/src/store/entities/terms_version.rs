//! A published version of a terms document.

use sea_orm::entity::prelude::*;

/// A row of `terms_versions`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "terms_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub document_id: Uuid,
    /// As people read it, for example `2.1`.
    #[sea_orm(column_type = "Text")]
    pub version: String,
    pub published_at: i64,
    /// One per document.
    pub is_current: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
