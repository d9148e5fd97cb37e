//! The twin that forgets at the end of the run.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use secrecy::SecretString;
use workpass_app::ports::{Purpose, VaultError, VaultPort};
use workpass_domain::account::AccountKey;

/// Keeps secrets in memory only. For runs without a keychain, and for tests, which can make it fail.
#[derive(Default)]
pub struct MemoryVault {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    secrets: HashMap<(AccountKey, Purpose), SecretString>,
    failure: Option<VaultError>,
}

impl MemoryVault {
    pub fn new() -> Self {
        Self::default()
    }

    /// Every call fails so from now on; `None` mends it. What is kept stays kept.
    pub fn fail_with(&self, failure: Option<VaultError>) {
        self.lock().failure = failure;
    }

    /// How many secrets are kept.
    pub fn len(&self) -> usize {
        self.lock().secrets.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn working(&self) -> Result<MutexGuard<'_, State>, VaultError> {
        let state = self.lock();
        match &state.failure {
            Some(failure) => Err(failure.clone()),
            None => Ok(state),
        }
    }
}

#[async_trait]
impl VaultPort for MemoryVault {
    async fn load(&self, account: &AccountKey, purpose: Purpose) -> Result<Option<SecretString>, VaultError> {
        Ok(self.working()?.secrets.get(&(account.clone(), purpose)).cloned())
    }

    async fn store(
        &self,
        account: &AccountKey,
        purpose: Purpose,
        secret: SecretString,
    ) -> Result<(), VaultError> {
        self.working()?.secrets.insert((account.clone(), purpose), secret);
        Ok(())
    }

    async fn delete(&self, account: &AccountKey, purpose: Purpose) -> Result<(), VaultError> {
        self.working()?.secrets.remove(&(account.clone(), purpose));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[tokio::test]
    async fn a_failure_hides_but_keeps() {
        let vault = MemoryVault::new();
        let account = AccountKey::Subject {
            issuer: "i".into(),
            sub: "s".into(),
        };
        vault
            .store(&account, Purpose::RefreshToken, "token".into())
            .await
            .unwrap();
        vault.fail_with(Some(VaultError::Locked));
        assert_eq!(
            vault.load(&account, Purpose::RefreshToken).await.unwrap_err(),
            VaultError::Locked
        );
        assert_eq!(
            vault.delete(&account, Purpose::RefreshToken).await,
            Err(VaultError::Locked)
        );
        vault.fail_with(None);
        let kept = vault
            .load(&account, Purpose::RefreshToken)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(kept.expose_secret(), "token");
        assert!(
            vault
                .load(&account, Purpose::SnapshotKey)
                .await
                .unwrap()
                .is_none()
        );
        vault.delete(&account, Purpose::RefreshToken).await.unwrap();
        assert!(vault.is_empty());
    }
}
