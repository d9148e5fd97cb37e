//! An application that may ask for tokens: a public client (RFC 8252), so there is no secret.

use sea_orm::entity::prelude::*;

use crate::store::values::Strings;

/// A row of `clients`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "clients")]
pub struct Model {
    /// The `client_id`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub display_name: String,
    /// Loopback ones match on any port (RFC 8252 §7.3).
    pub redirect_uris: Strings,
    /// Where the sign-out page may send the browser back to.
    pub sign_out_uris: Strings,
    pub grant_types: Strings,
    pub allowed_scopes: Strings,
    /// Granted by an administrator for everybody.
    pub consented_scopes: Strings,
    pub enabled: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
