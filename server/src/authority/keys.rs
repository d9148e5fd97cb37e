//! The keys that sign tokens. They live in the database, so that every instance signs and verifies alike, and overlap
//! while they rotate: a key is published before it signs and stays published until its last token has expired.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::traits::PublicKeyParts;
use rsa::{RsaPrivateKey, rand_core::OsRng};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::Mutex;

use crate::clock::span;
use crate::secrets::token_hash;
use crate::store::entities::signing_key::{ActiveModel, Column, Entity, Model};

/// How long a key signs.
const SIGNS_FOR: Duration = Duration::from_secs(30 * 24 * 3600);
/// How long before it signs, and after it last signed, a key is published. Longer than any token and any cache.
const OVERLAP: Duration = Duration::from_secs(2 * 24 * 3600);
/// How old the keys in memory may become before they are read again.
const FRESH_FOR: Duration = Duration::from_secs(60);

/// Signing or verifying was not possible.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the keys could not be read or written")]
    Store(#[from] DbErr),
    #[error("a key could not be made")]
    Generate(#[source] rsa::Error),
    #[error("a key could not be encoded")]
    Encode(#[source] rsa::pkcs1::Error),
    #[error("the token could not be signed")]
    Sign(#[source] jsonwebtoken::errors::Error),
    #[error("the token is not one of ours")]
    Refused,
}

/// The keys of this authority.
pub struct SigningKeys {
    db: DatabaseConnection,
    loaded: RwLock<Arc<Loaded>>,
    /// One reader or maker at a time.
    turn: Mutex<()>,
}

struct Loaded {
    at_ms: i64,
    keys: Vec<Key>,
}

struct Key {
    row: Model,
    encoding: EncodingKey,
    decoding: DecodingKey,
}

/// A public key as the key set has it (RFC 7517).
#[derive(Clone, Debug, Serialize)]
pub struct PublicKey {
    pub kty: &'static str,
    #[serde(rename = "use")]
    pub usage: &'static str,
    pub alg: &'static str,
    pub kid: String,
    pub n: String,
    pub e: String,
}

impl SigningKeys {
    /// Reads the keys, making the first one on a new database.
    ///
    /// # Errors
    /// When the database fails or no key can be made.
    pub async fn load(db: DatabaseConnection, now_ms: i64) -> Result<Self, KeyError> {
        let loaded = RwLock::new(Arc::new(read(&db, now_ms).await?));
        let keys = Self {
            db,
            loaded,
            turn: Mutex::new(()),
        };
        keys.rotate(now_ms).await?;
        Ok(keys)
    }

    /// Makes the keys that are due: one that signs now, and its successor when its time is nearly over.
    ///
    /// # Errors
    /// When the database fails or no key can be made.
    pub async fn rotate(&self, now_ms: i64) -> Result<(), KeyError> {
        let _turn = self.turn.lock().await;
        self.rotate_in_turn(now_ms).await
    }

    async fn rotate_in_turn(&self, now_ms: i64) -> Result<(), KeyError> {
        let last = last_to_sign(&self.db).await?;
        if last - span(OVERLAP) <= now_ms {
            let row = tokio::task::spawn_blocking(move || generate(now_ms, last))
                .await
                .expect("making a key does not panic")?;
            // Another instance may have made the same successor, or the same first key: its id says what it follows.
            Entity::insert(row)
                .on_conflict(OnConflict::column(Column::Id).do_nothing().to_owned())
                .exec_without_returning(&self.db)
                .await?;
        }
        self.keep(read(&self.db, now_ms).await?);
        Ok(())
    }

    /// The keys to publish.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn published(&self, now_ms: i64) -> Result<Vec<PublicKey>, KeyError> {
        let loaded = self.fresh(now_ms).await?;
        let keys = loaded.keys.iter().map(|key| PublicKey {
            kty: "RSA",
            usage: "sig",
            alg: "RS256",
            kid: key.row.id.clone(),
            n: key.row.modulus.clone(),
            e: key.row.exponent.clone(),
        });
        Ok(keys.collect())
    }

    /// Signs `claims` as a JWT. `kind` is the header's `typ`: `JWT`, or `at+jwt` (RFC 9068 §2.1).
    ///
    /// # Errors
    /// When the database fails or no key signs now.
    pub async fn sign(&self, now_ms: i64, kind: &str, claims: &impl Serialize) -> Result<String, KeyError> {
        let loaded = self.fresh(now_ms).await?;
        let key = loaded
            .keys
            .iter()
            .filter(|k| k.row.signs_from <= now_ms && now_ms < k.row.signs_until)
            .max_by_key(|k| k.row.signs_from)
            // A clock that was set back is no reason to stop: every published key is known to clients.
            .or_else(|| loaded.keys.first())
            .ok_or(KeyError::Refused)?;
        let mut header = Header::new(Algorithm::RS256);
        header.typ = Some(kind.to_owned());
        header.kid = Some(key.row.id.clone());
        jsonwebtoken::encode(&header, claims, &key.encoding).map_err(KeyError::Sign)
    }

    /// Checks the signature and the header's `typ`, and gives the claims. Times and audience are the caller's to judge.
    ///
    /// # Errors
    /// [`KeyError::Refused`] when the token is not one of ours, or when the database fails.
    pub async fn verify<C: DeserializeOwned + Clone>(
        &self,
        now_ms: i64,
        kind: &str,
        token: &str,
    ) -> Result<C, KeyError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| KeyError::Refused)?;
        if header.alg != Algorithm::RS256 || header.typ.as_deref() != Some(kind) {
            return Err(KeyError::Refused);
        }
        let kid = header.kid.ok_or(KeyError::Refused)?;
        let loaded = self.fresh(now_ms).await?;
        let key = loaded
            .keys
            .iter()
            .find(|k| k.row.id == kid)
            .ok_or(KeyError::Refused)?;
        let mut validation = jsonwebtoken::Validation::new(Algorithm::RS256);
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        jsonwebtoken::decode::<C>(token, &key.decoding, &validation)
            .map(|data| data.claims)
            .map_err(|_| KeyError::Refused)
    }

    async fn fresh(&self, now_ms: i64) -> Result<Arc<Loaded>, KeyError> {
        if let Some(loaded) = self.current(now_ms) {
            return Ok(loaded);
        }
        let _turn = self.turn.lock().await;
        if let Some(loaded) = self.current(now_ms) {
            return Ok(loaded);
        }
        self.rotate_in_turn(now_ms).await?;
        Ok(self.loaded.read().unwrap_or_else(PoisonError::into_inner).clone())
    }

    /// What is in memory, while it is fresh.
    fn current(&self, now_ms: i64) -> Option<Arc<Loaded>> {
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner).clone();
        (0..span(FRESH_FOR))
            .contains(&(now_ms - loaded.at_ms))
            .then_some(loaded)
    }

    fn keep(&self, loaded: Loaded) {
        *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(loaded);
    }
}

async fn read(db: &DatabaseConnection, now_ms: i64) -> Result<Loaded, DbErr> {
    let rows = Entity::find()
        .filter(Column::PublishedUntil.gt(now_ms))
        .order_by_asc(Column::SignsFrom)
        .all(db)
        .await?;
    let keys = rows.into_iter().filter_map(|row| {
        let decoding = DecodingKey::from_rsa_components(&row.modulus, &row.exponent).ok()?;
        Some(Key {
            encoding: EncodingKey::from_rsa_der(&row.private_der),
            decoding,
            row,
        })
    });
    Ok(Loaded {
        at_ms: now_ms,
        keys: keys.collect(),
    })
}

/// Until when there are keys that sign, counting those of long ago; 0 on a new database.
async fn last_to_sign(db: &DatabaseConnection) -> Result<i64, DbErr> {
    let last = Entity::find()
        .order_by_desc(Column::SignsUntil)
        .select_only()
        .column(Column::SignsUntil)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(last.unwrap_or(0))
}

/// A key that signs once the last one, which signs until `last`, does no more.
fn generate(now_ms: i64, last: i64) -> Result<ActiveModel, KeyError> {
    let key = RsaPrivateKey::new(&mut OsRng, 2048).map_err(KeyError::Generate)?;
    let der = key.to_pkcs1_der().map_err(KeyError::Encode)?;
    let signs_from = last.max(now_ms);
    let signs_until = signs_from + span(SIGNS_FOR);
    Ok(ActiveModel {
        id: Set(token_hash(&format!("follows {last}"))),
        private_der: Set(der.as_bytes().to_vec()),
        modulus: Set(URL_SAFE_NO_PAD.encode(key.n().to_bytes_be())),
        exponent: Set(URL_SAFE_NO_PAD.encode(key.e().to_bytes_be())),
        created_at: Set(now_ms),
        signs_from: Set(signs_from),
        signs_until: Set(signs_until),
        published_until: Set(signs_until + span(OVERLAP)),
    })
}
