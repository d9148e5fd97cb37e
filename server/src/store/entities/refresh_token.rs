//! One refresh token of a grant, by its hash.

use sea_orm::entity::prelude::*;

/// A row of `refresh_tokens`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_tokens")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub token_hash: String,
    pub grant_id: Uuid,
    pub issued_at: i64,
    pub expires_at: i64,
    /// The hash of the token it was issued for.
    #[sea_orm(column_type = "Text")]
    pub replaces: Option<String>,
    /// When it was first exchanged; it is honoured for a short grace after that, later use is theft.
    pub replaced_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
