//! The keys all instances share: short codes are stored as an HMAC under them, what must be read again (the secret of
//! an authenticator app) is sealed, tokens are stored as a plain SHA-256 (they have 256 bits of their own).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, DatabaseConnection, DbErr, EntityTrait};
use secrecy::SecretSlice;
use secrecy::zeroize::Zeroize;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::random;
use crate::store::entities::server_secret;

const MAC_KEY: &str = "mac";
const SEAL_KEY: &str = "seal";
/// First byte of what is sealed: AES-256-GCM, the nonce in front, the tag behind.
const SEALED_V1: u8 = 1;

/// The keys for codes and for what is sealed, shared by all instances on one database.
#[derive(Clone)]
pub struct ServerSecrets {
    key: hmac::Key,
    seal: LessSafeKey,
    /// Of this process alone, and never written down.
    passing: hmac::Key,
}

/// What was sealed cannot be opened: it was changed, moved, or sealed under another key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a sealed secret cannot be opened")]
pub struct Unsealable;

impl std::fmt::Debug for ServerSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServerSecrets(..)")
    }
}

impl ServerSecrets {
    /// Reads the keys, making them first on a new database. Two instances that start at once end with the same keys.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn load(db: &DatabaseConnection, now_ms: i64) -> Result<Self, DbErr> {
        let mac = shared(db, MAC_KEY, random::bytes::<32>().to_vec(), now_ms).await?;
        let seal = shared(db, SEAL_KEY, random::bytes::<32>().to_vec(), now_ms).await?;
        let seal = UnboundKey::new(&AES_256_GCM, &seal)
            .map_err(|_| DbErr::Custom("the sealing key has the wrong length".to_owned()))?;
        Ok(Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &mac),
            seal: LessSafeKey::new(seal),
            passing: hmac::Key::new(hmac::HMAC_SHA256, &random::bytes::<32>()),
        })
    }

    /// Encrypts a secret that must be read again. It opens for the same `purpose` and `id` only: a row's secret is of
    /// no use in another row.
    pub fn seal(&self, purpose: &str, id: &str, secret: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = random::bytes();
        let mut text = secret.to_vec();
        let tag = self
            .seal
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(bound_to(purpose, id)),
                &mut text,
            )
            .expect("a secret is far shorter than AES-GCM's limit");
        let mut sealed = vec![SEALED_V1];
        sealed.extend_from_slice(&nonce);
        sealed.append(&mut text);
        sealed.extend_from_slice(tag.as_ref());
        sealed
    }

    /// Decrypts what [`Self::seal`] made.
    ///
    /// # Errors
    /// When it was made for something else or changed since.
    pub fn open(&self, purpose: &str, id: &str, sealed: &[u8]) -> Result<SecretSlice<u8>, Unsealable> {
        let (version, rest) = sealed.split_first().ok_or(Unsealable)?;
        if *version != SEALED_V1 {
            return Err(Unsealable);
        }
        let (nonce, text) = rest.split_first_chunk::<NONCE_LEN>().ok_or(Unsealable)?;
        let mut text = text.to_vec();
        let opened = self
            .seal
            .open_in_place(
                Nonce::assume_unique_for_key(*nonce),
                Aad::from(bound_to(purpose, id)),
                &mut text,
            )
            .map(|secret| SecretSlice::from(secret.to_vec()))
            .map_err(|_| Unsealable);
        text.zeroize();
        opened
    }

    /// A code for `parts`, base64url. `purpose` keeps codes of different uses apart.
    pub fn mac(&self, purpose: &str, parts: &[&str]) -> String {
        code(&self.key, purpose, parts)
    }

    /// The same under a key that only this process has and that goes with it: for what people type and nobody should be
    /// able to try out on a stolen database.
    pub fn passing_mac(&self, purpose: &str, parts: &[&str]) -> String {
        code(&self.passing, purpose, parts)
    }

    /// Whether `mac` is the code for `parts`, compared in constant time.
    pub fn verify(&self, purpose: &str, parts: &[&str], mac: &str) -> bool {
        same(self.mac(purpose, parts).as_bytes(), mac.as_bytes())
    }
}

fn code(key: &hmac::Key, purpose: &str, parts: &[&str]) -> String {
    let mut context = hmac::Context::with_key(key);
    for part in std::iter::once(&purpose).chain(parts) {
        // The length in front makes ("ab", "c") and ("a", "bc") differ.
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part.as_bytes());
    }
    URL_SAFE_NO_PAD.encode(context.sign())
}

/// The value all instances share under `name`: `fresh`, unless one was written down before.
///
/// # Errors
/// When the database fails.
pub(crate) async fn shared(
    db: &DatabaseConnection,
    name: &str,
    fresh: Vec<u8>,
    now_ms: i64,
) -> Result<Vec<u8>, DbErr> {
    let fresh = server_secret::ActiveModel {
        name: Set(name.to_owned()),
        value: Set(fresh),
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
    let row = server_secret::Entity::find_by_id(name)
        .one(db)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound(format!("the server's own key {name}")))?;
    Ok(row.value)
}

/// What a sealed secret is bound to. The length in front makes ("ab", "c") and ("a", "bc") differ.
fn bound_to(purpose: &str, id: &str) -> Vec<u8> {
    let mut bound = (purpose.len() as u64).to_be_bytes().to_vec();
    bound.extend_from_slice(purpose.as_bytes());
    bound.extend_from_slice(id.as_bytes());
    bound
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

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn secrets(key: u8) -> ServerSecrets {
        ServerSecrets {
            key: hmac::Key::new(hmac::HMAC_SHA256, &[key; 32]),
            seal: LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[key; 32]).unwrap()),
            passing: hmac::Key::new(hmac::HMAC_SHA256, &[3; 32]),
        }
    }

    #[test]
    fn a_sealed_secret_opens_for_its_own_row_only() {
        let ours = secrets(1);
        let sealed = ours.seal("totp", "row", b"JBSWY3DPEHPK3PXP");
        let opened = ours.open("totp", "row", &sealed).unwrap();
        assert_eq!(opened.expose_secret(), b"JBSWY3DPEHPK3PXP");
        assert!(!sealed.windows(8).any(|part| part == b"JBSWY3DP"));
        for (by, purpose, id) in [
            (1, "totp", "other"),
            (1, "other", "row"),
            (1, "totpr", "ow"),
            (2, "totp", "row"),
        ] {
            assert!(secrets(by).open(purpose, id, &sealed).is_err());
        }
    }

    #[test]
    fn what_was_changed_or_cut_off_does_not_open() {
        let ours = secrets(1);
        let sealed = ours.seal("totp", "row", b"secret");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(ours.open("totp", "row", &changed).is_err(), "byte {at}");
            assert!(ours.open("totp", "row", &sealed[..at]).is_err(), "length {at}");
        }
    }

    #[test]
    fn the_same_secret_is_never_sealed_to_the_same_bytes() {
        let ours = secrets(1);
        assert_ne!(
            ours.seal("totp", "row", b"secret"),
            ours.seal("totp", "row", b"secret")
        );
    }
}
