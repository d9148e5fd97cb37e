//! The requests of a phone: each is signed by the key it enrolled with (ECDSA on P-256 with SHA-256), over what it asks
//! and when. The key never leaves the phone's browser.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::clock::span;
use crate::methods::kind::{MethodKind, state as method_state};
use crate::rate_limit::{self, Limit};
use crate::state::AppState;
use crate::store::entities::{method_registration, security_method};

/// How far a phone's clock may be off: it is told ours, and follows.
const LEEWAY: Duration = Duration::from_secs(2 * 60);
/// A nonce works once for as long as its time would be accepted.
const ONCE: Limit = Limit {
    hits: 1,
    window: Duration::from_secs(5 * 60),
};
const LONGEST_NONCE: usize = 64;

/// The public half of a phone's key (RFC 7517, RFC 7518 §6.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    kty: String,
    crv: String,
    x: String,
    y: String,
}

impl PublicKey {
    /// The point, uncompressed (SEC 1 §2.3.3); none when it is no key on P-256. Whether it lies on the curve is looked
    /// at when a signature is.
    fn point(&self) -> Option<Vec<u8>> {
        if self.kty != "EC" || self.crv != "P-256" {
            return None;
        }
        let coordinate = |text: &str| {
            URL_SAFE_NO_PAD
                .decode(text)
                .ok()
                .filter(|bytes| bytes.len() == 32)
        };
        Some([vec![4], coordinate(&self.x)?, coordinate(&self.y)?].concat())
    }

    /// RFC 7638.
    pub(super) fn thumbprint(&self) -> String {
        let Self { x, y, .. } = self;
        let text = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        URL_SAFE_NO_PAD.encode(Sha256::digest(text))
    }
}

/// What a phone signed a request with, as its headers have it.
#[derive(Clone, Copy, Debug)]
pub struct Signature<'r> {
    /// Milliseconds since the Unix epoch.
    pub time: &'r str,
    pub nonce: &'r str,
    pub signature: &'r str,
}

/// A phone that proved its key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "it lives as long as one request")]
pub enum Phone {
    Method(security_method::Model),
    /// Its test is still to be passed.
    Registering(method_registration::Model),
}

impl Phone {
    /// Whose it is.
    pub fn user_id(&self) -> uuid::Uuid {
        match self {
            Self::Method(method) => method.user_id,
            Self::Registering(row) => row.user_id,
        }
    }
}

/// Why a request is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The phone's clock is off; ours is this, in milliseconds since the Unix epoch.
    Clock(i64),
    Signature,
    /// The same request came before.
    Replayed,
    /// The phone is nobody's method, or no longer (B-59).
    NotConnected,
}

/// Whose phone sent a request.
///
/// # Errors
/// When the database fails.
pub async fn authenticate(
    state: &AppState,
    path: &str,
    body: &[u8],
    thumbprint: &str,
    signature: Signature<'_>,
) -> Result<Result<Phone, Refused>, DbErr> {
    let Some((phone, key)) = find(state, thumbprint).await? else {
        return Ok(Err(Refused::NotConnected));
    };
    Ok(check(state, path, body, &key, signature).await?.map(|()| phone))
}

/// Checks a request against a key.
pub(super) async fn check(
    state: &AppState,
    path: &str,
    body: &[u8],
    key: &PublicKey,
    Signature {
        time,
        nonce,
        signature,
    }: Signature<'_>,
) -> Result<Result<(), Refused>, DbErr> {
    let now_ms = state.now_ms();
    let signed_at = time.parse::<i64>().unwrap_or(0);
    let body_hash = URL_SAFE_NO_PAD.encode(Sha256::digest(body));
    let text = format!("POST\n{path}\n{time}\n{nonce}\n{body_hash}");
    let is_right = key
        .point()
        .zip(URL_SAFE_NO_PAD.decode(signature).ok())
        .is_some_and(|(point, signature)| {
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                .verify(text.as_bytes(), &signature)
                .is_ok()
        });
    if !is_right || nonce.len() > LONGEST_NONCE {
        return Ok(Err(Refused::Signature));
    }
    if (now_ms - signed_at).abs() > span(LEEWAY) {
        return Ok(Err(Refused::Clock(now_ms)));
    }
    let bucket = format!("phone:{}:{nonce}", key.thumbprint());
    let first = rate_limit::hit(&state.bookkeeping, now_ms, &bucket, ONCE).await?;
    Ok(first.map_err(|_| Refused::Replayed))
}

/// What a phone's key is found by, of all methods there are.
pub(super) fn lookup_key(thumbprint: &str) -> String {
    format!("key:{thumbprint}")
}

async fn find(state: &AppState, thumbprint: &str) -> Result<Option<(Phone, PublicKey)>, DbErr> {
    let method = security_method::Entity::find()
        .filter(security_method::Column::LookupKey.eq(lookup_key(thumbprint)))
        .filter(security_method::Column::State.eq(method_state::ACTIVE))
        .one(&state.db)
        .await?;
    let (phone, data) = if let Some(method) = method {
        let data = method.data.authenticator.clone();
        (Phone::Method(method), data)
    } else {
        let row = method_registration::Entity::find()
            .filter(method_registration::Column::TokenHash.eq(lookup_key(thumbprint)))
            .filter(method_registration::Column::Kind.eq(MethodKind::Authenticator.name()))
            .filter(method_registration::Column::State.ne(super::enrol::COMPLETED))
            .filter(method_registration::Column::ExpiresAt.gt(state.now_ms()))
            .one(&state.db)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let data = row.data.authenticator.clone();
        (Phone::Registering(row), data)
    };
    let key = data.and_then(|data| serde_json::from_str(&data.public_key).ok());
    Ok(key.map(|key| (phone, key)))
}
