//! A computer or phone that is linked to somebody's account.

use sea_orm::entity::prelude::*;

/// A row of `devices`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "devices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: Uuid,
    /// Whose it is.
    pub user_id: Uuid,
    /// Of the id that an installation of the app made for itself; none when an administrator wrote the device down.
    #[sea_orm(column_type = "Text")]
    pub installation_hash: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub display_name: String,
    #[sea_orm(column_type = "Text")]
    pub operating_system: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub operating_system_version: Option<String>,
    /// `Workplace`, `AzureAd` or `ServerAd`, as Graph has it.
    #[sea_orm(column_type = "Text")]
    pub trust_type: String,
    /// What device management says; none when it says nothing.
    pub is_compliant: Option<bool>,
    pub account_enabled: bool,
    #[sea_orm(column_type = "Text")]
    pub app_version: Option<String>,
    pub registered_at: i64,
    pub last_sign_in_at: Option<i64>,
    pub disabled_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
