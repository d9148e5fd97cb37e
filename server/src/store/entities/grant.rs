//! What a person gave an app by one sign-in: the family of all its refresh and access tokens.

use sea_orm::entity::prelude::*;

use crate::store::values::Strings;

/// A row of `grants`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "grants")]
pub struct Model {
    /// The `sid`-like claim `wpg` of access tokens.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub user_id: Uuid,
    pub client_id: Uuid,
    pub scopes: Strings,
    /// `device_code` or `authorization_code`.
    #[sea_orm(column_type = "Text")]
    pub origin: String,
    #[sea_orm(column_type = "Text")]
    pub device_name: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub device_os: Option<String>,
    /// The device it was given on, when the app said which.
    pub device_id: Option<Uuid>,
    pub authenticated_at: i64,
    /// What was proven (RFC 8176 names, and `tap`, `rc`).
    pub amr: Strings,
    /// The last strong proof; none when there was none.
    pub verified_at: Option<i64>,
    pub created_at: i64,
    pub last_used_at: i64,
    pub revoked_at: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub revoked_because: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
