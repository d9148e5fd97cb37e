//! Secrets and the last-known view on this computer.

use async_trait::async_trait;
use secrecy::SecretString;
use time::OffsetDateTime;
use workpass_domain::account::{Account, AccountKey};

/// What may be kept in the OS keychain, one entry per account and purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    RefreshToken,
    /// Key of the encrypted last-known view.
    SnapshotKey,
}

#[async_trait]
pub trait VaultPort: Send + Sync {
    /// `Ok(None)`: surely nothing there. Every error is different from that; never delete after a failed read.
    async fn load(&self, account: &AccountKey, purpose: Purpose) -> Result<Option<SecretString>, VaultError>;
    async fn store(
        &self,
        account: &AccountKey,
        purpose: Purpose,
        secret: SecretString,
    ) -> Result<(), VaultError>;
    async fn delete(&self, account: &AccountKey, purpose: Purpose) -> Result<(), VaultError>;
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// Locked, and the prompt was dismissed or nobody answered in time.
    #[error("the keychain is locked")]
    Locked,
    /// No keychain service on this computer, or it does not answer.
    #[error("there is no keychain: {0}")]
    Unavailable(String),
    #[error("the keychain denied access")]
    Denied,
    #[error("the secret is too large for the keychain")]
    TooLarge,
    #[error("more than one entry fits")]
    Ambiguous,
    /// Parts are missing or do not belong together.
    #[error("the entry is damaged")]
    Corrupt,
}

/// Bytes of the last-known view of one account; the adapter encrypts.
#[async_trait]
pub trait SnapshotPort: Send + Sync {
    /// `Ok(None)`: none, or written with another key (then it is of no use to anybody).
    async fn load(&self, account: &AccountKey, key: &SecretString) -> Result<Option<Vec<u8>>, SnapshotError>;
    async fn store(
        &self,
        account: &AccountKey,
        key: &SecretString,
        plain: Vec<u8>,
    ) -> Result<(), SnapshotError>;
    async fn delete(&self, account: &AccountKey) -> Result<(), SnapshotError>;
}

#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("the last-known view could not be read or written")]
    Io(#[source] std::io::Error),
    #[error("the key of the last-known view is not a key")]
    BadKey,
}

/// Not secret, read before the keychain answers: who was signed in last, so that the vault entry can be found.
#[async_trait]
pub trait MemoPort: Send + Sync {
    async fn load(&self) -> Option<Memo>;
    async fn store(&self, memo: Option<Memo>) -> std::io::Result<()>;
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Memo {
    pub account: Account,
    /// The issuer this account belongs to; a changed configuration must not resume into another organization.
    pub issuer: String,
    pub client_id: String,
    /// The same person in other organizations that were opened here. They go when this account goes.
    #[serde(default)]
    pub elsewhere: Vec<Elsewhere>,
    /// Which of them was shown last; `None`: this one.
    #[serde(default)]
    pub shown: Option<AccountKey>,
}

/// A session in another organization than the one the app is configured for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Elsewhere {
    pub account: Account,
    pub issuer: String,
}

/// Not secret: accounts that signed out while the keychain was closed. What it still holds of them is never used.
#[async_trait]
pub trait TombstonePort: Send + Sync {
    async fn load(&self) -> Vec<Tombstone>;
    /// Replaces them all; after `Ok` that survives a power cut.
    async fn store(&self, tombstones: Vec<Tombstone>) -> std::io::Result<()>;
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Tombstone {
    pub account: AccountKey,
    /// The configuration the session belonged to; under another one its token cannot be revoked.
    pub issuer: String,
    pub client_id: String,
    #[serde(with = "time::serde::rfc3339")]
    pub signed_out_at: OffsetDateTime,
}
