//! The keys all instances share: short codes are stored as an HMAC under them, tokens as a plain SHA-256 (they have
//! 256 bits of their own).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, DatabaseConnection, DbErr, EntityTrait};
use sha2::{Digest, Sha256};

use crate::random;
use crate::store::entities::server_secret;

const MAC_KEY: &str = "mac";

/// The key for message authentication codes, shared by all instances on one database.
#[derive(Clone)]
pub struct ServerSecrets {
    key: hmac::Key,
}

impl std::fmt::Debug for ServerSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServerSecrets(..)")
    }
}

impl ServerSecrets {
    /// Reads the key, making it first on a new database. Two instances that start at once end with the same key.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn load(db: &DatabaseConnection, now_ms: i64) -> Result<Self, DbErr> {
        let fresh = server_secret::ActiveModel {
            name: Set(MAC_KEY.to_owned()),
            value: Set(random::bytes::<32>().to_vec()),
            created_at: Set(now_ms),
        };
        server_secret::Entity::insert(fresh)
            .on_conflict(
                OnConflict::column(server_secret::Column::Name)
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(db)
            .await?;
        let row = server_secret::Entity::find_by_id(MAC_KEY)
            .one(db)
            .await?
            .ok_or_else(|| DbErr::RecordNotFound("the server's own key".to_owned()))?;
        Ok(Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &row.value),
        })
    }

    /// A code for `parts`, base64url. `purpose` keeps codes of different uses apart.
    pub fn mac(&self, purpose: &str, parts: &[&str]) -> String {
        let mut context = hmac::Context::with_key(&self.key);
        for part in std::iter::once(&purpose).chain(parts) {
            // The length in front makes ("ab", "c") and ("a", "bc") differ.
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part.as_bytes());
        }
        URL_SAFE_NO_PAD.encode(context.sign())
    }

    /// Whether `mac` is the code for `parts`, compared in constant time.
    pub fn verify(&self, purpose: &str, parts: &[&str], mac: &str) -> bool {
        same(self.mac(purpose, parts).as_bytes(), mac.as_bytes())
    }
}

/// SHA-256 of a high-entropy token, base64url: what the database holds instead of the token.
pub fn token_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}

/// Constant-time comparison.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len()
        && a.iter()
            .zip(b)
            .fold(0u8, |difference, (a, b)| difference | (a ^ b))
            == 0
}
