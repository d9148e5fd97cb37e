//! An authorization code (RFC 6749 §4.1.2) with its PKCE challenge (RFC 7636).

use sea_orm::entity::prelude::*;

use crate::store::values::Strings;

/// A row of `authorization_codes`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "authorization_codes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub code_hash: String,
    pub client_id: Uuid,
    pub user_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub redirect_uri: String,
    pub scopes: Strings,
    /// S256.
    #[sea_orm(column_type = "Text")]
    pub code_challenge: String,
    #[sea_orm(column_type = "Text")]
    pub nonce: Option<String>,
    pub authenticated_at: i64,
    /// What was proven (RFC 8176 names, and `tap`, `rc`).
    pub amr: Strings,
    /// The last strong proof; none when there was none.
    pub verified_at: Option<i64>,
    pub created_at: i64,
    pub expires_at: i64,
    pub used_at: Option<i64>,
    /// The grant it became: revoked when the code comes a second time.
    pub grant_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
