//! A person accepted a version of a document (Graph `agreementAcceptance`).

use sea_orm::entity::prelude::*;

/// A row of `acceptances`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "acceptances")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub document_id: Uuid,
    pub version_id: Uuid,
    /// The text in the language that was shown.
    pub file_id: Uuid,
    /// `accepted` or `declined`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    pub recorded_at: i64,
    pub expires_at: Option<i64>,
    /// The id of the device that it is for; empty where one decision is for all, or the device is unknown.
    #[sea_orm(column_type = "Text")]
    pub device: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
