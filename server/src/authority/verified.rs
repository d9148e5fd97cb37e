//! Remembers access tokens whose signature was checked, so that each costs one RSA operation and not one per call.
//! Only the signature is remembered: expiry, the grant and the account are judged on each call.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::claims::AccessClaims;

/// Beyond this the memory starts anew; each entry is well under a kilobyte.
const CAPACITY: usize = 10_000;

/// Access tokens whose signature was checked, by the SHA-256 of the whole token.
#[derive(Default)]
pub struct VerifiedTokens(Mutex<HashMap<[u8; 32], Arc<AccessClaims>>>);

impl VerifiedTokens {
    /// The claims of a token that was checked before.
    pub fn get(&self, token: &str) -> Option<Arc<AccessClaims>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&digest(token))
            .cloned()
    }

    /// Remembers a token that was checked.
    pub fn keep(&self, token: &str, claims: AccessClaims) -> Arc<AccessClaims> {
        let claims = Arc::new(claims);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= CAPACITY {
            known.clear();
        }
        known.insert(digest(token), Arc::clone(&claims));
        claims
    }
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
