//! One device authorization (RFC 8628): the code an app shows and the decision about it.

use sea_orm::entity::prelude::*;

use crate::devices::Installation;
use crate::store::values::Strings;

/// A row of `device_authorizations`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "device_authorizations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub client_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub device_code_hash: String,
    /// HMAC of the normalised user code: short codes must not be readable from a copy of the database.
    #[sea_orm(column_type = "Text")]
    pub user_code_mac: String,
    pub scopes: Strings,
    #[sea_orm(column_type = "Text")]
    pub device_name: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub device_os: Option<String>,
    /// Where the request came from.
    #[sea_orm(column_type = "Text")]
    pub address: Option<String>,
    pub created_at: i64,
    pub expires_at: i64,
    /// Grows by five with each `slow_down`.
    pub interval_seconds: i32,
    pub last_polled_at: Option<i64>,
    /// `pending`, `approved`, `denied`, `redeemed`.
    #[sea_orm(column_type = "Text")]
    pub status: String,
    pub user_id: Option<Uuid>,
    /// When the person who decided had signed in.
    pub authenticated_at: Option<i64>,
    /// What was proven (RFC 8176 names, and `tap`, `rc`).
    pub amr: Strings,
    /// The last strong proof; none when there was none.
    pub verified_at: Option<i64>,
    pub decided_at: Option<i64>,
    /// What asks, when the app said so.
    pub installation: Option<Installation>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
