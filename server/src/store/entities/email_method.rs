//! A verified e-mail address for password reset (Graph `emailAuthenticationMethod`).

use sea_orm::entity::prelude::*;

/// A row of `email_methods`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "email_methods")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Graph allows one per person.
    pub user_id: Uuid,
    /// As the person wrote it.
    #[sea_orm(column_type = "Text")]
    pub email_address: String,
    /// Folded for comparison: lower case, ASCII domain.
    #[sea_orm(column_type = "Text")]
    pub address_key: String,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
