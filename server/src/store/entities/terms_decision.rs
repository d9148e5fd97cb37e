//! What a person once decided about a document. Rows are added and never changed: they say what was agreed to, also
//! after the document is gone.

use sea_orm::entity::prelude::*;

/// A row of `terms_decisions`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "terms_decisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub document_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub display_name: String,
    #[sea_orm(column_type = "Text")]
    pub version: String,
    #[sea_orm(column_type = "Text")]
    pub language: String,
    /// `accepted` or `declined`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    pub recorded_at: i64,
    pub expires_at: Option<i64>,
    /// Of the text that was shown, in hexadecimal.
    #[sea_orm(column_type = "Text")]
    pub sha256: String,
    /// The app's name at that time.
    #[sea_orm(column_type = "Text")]
    pub app: String,
    #[sea_orm(column_type = "Text")]
    pub device_name: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub device_os: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
