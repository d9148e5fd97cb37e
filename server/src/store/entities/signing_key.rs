//! A key that signs tokens; several overlap while they rotate.

use sea_orm::entity::prelude::*;

/// A row of `signing_keys`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_keys")]
pub struct Model {
    /// The `kid`.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub id: String,
    /// RSA private key, PKCS #1 DER.
    pub private_der: Vec<u8>,
    /// base64url, as in the key set.
    #[sea_orm(column_type = "Text")]
    pub modulus: String,
    #[sea_orm(column_type = "Text")]
    pub exponent: String,
    pub created_at: i64,
    /// Published before it signs, so that caches know it.
    pub signs_from: i64,
    pub signs_until: i64,
    pub published_until: i64,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Leaves out what must not reach a log.
        f.debug_struct("SigningKey")
            .field("id", &self.id)
            .field("created_at", &self.created_at)
            .field("signs_from", &self.signs_from)
            .field("signs_until", &self.signs_until)
            .field("published_until", &self.published_until)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
