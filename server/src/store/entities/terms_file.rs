//! The text of one version in one language (Graph `agreementFileLocalization`).

use sea_orm::entity::prelude::*;

/// A row of `terms_files`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "terms_files")]
pub struct Model {
    /// The `fileId` that is accepted.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version_id: Uuid,
    /// BCP 47 primary tag: `nl`, `en`.
    #[sea_orm(column_type = "Text")]
    pub language: String,
    /// The language for people whose own is not there.
    pub is_default: bool,
    #[sea_orm(column_type = "Text")]
    pub display_name: String,
    /// Markdown.
    #[sea_orm(column_type = "Text")]
    pub content: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
