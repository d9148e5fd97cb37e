//! Until the keychain adapter is wired: a computer without a keychain, so that sessions last for one run.

use async_trait::async_trait;
use secrecy::SecretString;
use workpass_app::ports::{Purpose, VaultError, VaultPort};
use workpass_domain::account::AccountKey;

pub(crate) struct OsVault;

impl OsVault {
    pub(crate) fn new() -> Self {
        Self
    }
}

#[async_trait]
impl VaultPort for OsVault {
    async fn load(&self, _: &AccountKey, _: Purpose) -> Result<Option<SecretString>, VaultError> {
        Err(VaultError::Unavailable("not wired".into()))
    }

    async fn store(&self, _: &AccountKey, _: Purpose, _: SecretString) -> Result<(), VaultError> {
        Err(VaultError::Unavailable("not wired".into()))
    }

    async fn delete(&self, _: &AccountKey, _: Purpose) -> Result<(), VaultError> {
        Err(VaultError::Unavailable("not wired".into()))
    }
}
