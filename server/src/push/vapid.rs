//! Who we are to push services (RFC 8292): one key on P-256 that all instances share. It is sealed in the database, and
//! made once however many instances start.

use std::time::Duration;

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use sea_orm::DatabaseConnection;
use secrecy::ExposeSecret;
use serde_json::json;

use crate::secrets::{self, ServerSecrets};

const NAME: &str = "vapid";
/// How long one proof holds. Not more than a day (RFC 8292 §2).
const LIFETIME: Duration = Duration::from_secs(3600);

/// The key.
pub(super) struct Vapid {
    pair: EcdsaKeyPair,
    /// The public half, uncompressed, base64url: what a browser wants as `applicationServerKey`.
    public: String,
}

impl Vapid {
    /// Reads the key, making it on a new database.
    ///
    /// # Errors
    /// When the database fails, or the key was sealed under another one than ours.
    pub(super) async fn load(
        db: &DatabaseConnection,
        secrets: &ServerSecrets,
        now_ms: i64,
    ) -> anyhow::Result<Self> {
        let rng = SystemRandom::new();
        let fresh = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &rng)
            .ok()
            .context("a key could not be made")?;
        let fresh = secrets.seal(NAME, NAME, fresh.as_ref());
        let sealed = secrets::shared(db, NAME, fresh, now_ms)
            .await
            .context("reading the key")?;
        let key = secrets.open(NAME, NAME, &sealed)?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.expose_secret(), &rng)
            .ok()
            .context("the key is none")?;
        Ok(Self {
            public: URL_SAFE_NO_PAD.encode(pair.public_key()),
            pair,
        })
    }

    /// The public half, for browsers.
    pub(super) fn public(&self) -> &str {
        &self.public
    }

    /// The `Authorization` header for a push service (RFC 8292 §3): who we are, to this origin, for an hour.
    pub(super) fn authorization(&self, audience: &str, contact: Option<&str>, now_ms: i64) -> String {
        let expires = now_ms / 1000 + i64::try_from(LIFETIME.as_secs()).unwrap_or(0);
        let mut claims = json!({ "aud": audience, "exp": expires });
        if let Some(contact) = contact {
            claims["sub"] = contact.into();
        }
        let head = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"ES256"}"#);
        let signed = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let signature = self
            .pair
            .sign(&SystemRandom::new(), signed.as_bytes())
            .expect("the operating system gives randomness");
        let signature = URL_SAFE_NO_PAD.encode(signature.as_ref());
        format!("vapid t={signed}.{signature}, k={}", self.public)
    }
}
