//! What a person set for themselves. Nobody has a row who never did.

use sea_orm::entity::prelude::*;

use crate::store::values::Strings;

/// A row of `user_settings`. Instants are milliseconds since the Unix epoch. What is not set follows the computer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user_settings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// `nl` or `en`.
    #[sea_orm(column_type = "Text")]
    pub display_language: Option<String>,
    /// BCP 47 tags, the best first; none when they were never set.
    pub preferred_languages: Option<Strings>,
    /// BCP 47.
    #[sea_orm(column_type = "Text")]
    pub regional_format: Option<String>,
    /// A name of the IANA time zone database.
    #[sea_orm(column_type = "Text")]
    pub time_zone: Option<String>,
    pub changed_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
