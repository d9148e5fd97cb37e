use std::{
    collections::HashMap,
    io,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use workpass_app::ports::{
    Memo, MemoPort, Purpose, SnapshotError, SnapshotPort, Tombstone, TombstonePort, VaultError, VaultPort,
};
use workpass_domain::account::AccountKey;

pub(crate) struct FakeVault {
    entries: Arc<Mutex<HashMap<String, String>>>,
    failure: Mutex<Option<VaultError>>,
    /// Entries that fail, whatever else does not.
    damaged: Mutex<HashMap<String, VaultError>>,
    /// Every call, in order.
    pub(crate) calls: Mutex<Vec<String>>,
    /// Storing waits here while it has no permits, and goes on when nobody waits for it any more.
    pub(crate) store_gate: Arc<Semaphore>,
}

impl Default for FakeVault {
    fn default() -> Self {
        Self {
            entries: Arc::default(),
            failure: Mutex::default(),
            damaged: Mutex::default(),
            calls: Mutex::default(),
            store_gate: Arc::new(Semaphore::new(1000)),
        }
    }
}

/// Sanne's go by their purpose, anybody else's by name and purpose.
fn entry(account: &AccountKey, purpose: Purpose) -> String {
    match account {
        AccountKey::Directory { oid, .. } if oid != "sanne" => format!("{oid} {purpose:?}"),
        _ => format!("{purpose:?}"),
    }
}

impl FakeVault {
    pub(crate) fn put(&self, purpose: &str, secret: &str) {
        self.entries.lock().unwrap().insert(purpose.into(), secret.into());
    }

    pub(crate) fn get(&self, purpose: &str) -> Option<String> {
        self.entries.lock().unwrap().get(purpose).cloned()
    }

    pub(crate) fn forget(&self, purpose: &str) {
        self.entries.lock().unwrap().remove(purpose);
    }

    pub(crate) fn fail_with(&self, failure: Option<VaultError>) {
        *self.failure.lock().unwrap() = failure;
    }

    pub(crate) fn damage(&self, purpose: &str, failure: VaultError) {
        self.damaged.lock().unwrap().insert(purpose.into(), failure);
    }

    pub(crate) fn was_called(&self, call: &str) -> bool {
        self.calls
            .lock()
            .unwrap()
            .iter()
            .any(|seen| seen.starts_with(call))
    }

    fn enter(&self, call: String) -> Result<(), VaultError> {
        self.calls.lock().unwrap().push(call);
        self.failure.lock().unwrap().clone().map_or(Ok(()), Err)
    }
}

#[async_trait]
impl VaultPort for FakeVault {
    async fn load(&self, account: &AccountKey, purpose: Purpose) -> Result<Option<SecretString>, VaultError> {
        self.enter(format!("load {purpose:?}"))?;
        if let Some(failure) = self.damaged.lock().unwrap().get(&entry(account, purpose)) {
            return Err(failure.clone());
        }
        Ok(self.get(&entry(account, purpose)).map(SecretString::from))
    }

    async fn store(
        &self,
        account: &AccountKey,
        purpose: Purpose,
        secret: SecretString,
    ) -> Result<(), VaultError> {
        self.enter(format!("store {purpose:?} {}", secret.expose_secret()))?;
        let (entries, gate) = (self.entries.clone(), self.store_gate.clone());
        let entry = entry(account, purpose);
        let stored = tokio::spawn(async move {
            gate.acquire().await.unwrap().forget();
            entries
                .lock()
                .unwrap()
                .insert(entry, secret.expose_secret().to_owned());
        });
        stored.await.unwrap();
        Ok(())
    }

    async fn delete(&self, account: &AccountKey, purpose: Purpose) -> Result<(), VaultError> {
        self.enter(format!("delete {purpose:?}"))?;
        self.damaged.lock().unwrap().remove(&entry(account, purpose));
        self.entries.lock().unwrap().remove(&entry(account, purpose));
        Ok(())
    }
}

pub(crate) struct FakeSnapshot {
    files: Mutex<HashMap<AccountKey, (String, Vec<u8>)>>,
    /// Storing waits here while it has no permits.
    pub(crate) store_gate: Semaphore,
}

impl Default for FakeSnapshot {
    fn default() -> Self {
        Self {
            files: Mutex::default(),
            store_gate: Semaphore::new(1000),
        }
    }
}

impl FakeSnapshot {
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        let files = self.files.lock().unwrap();
        files.values().next().map(|(_, bytes)| bytes.clone())
    }
}

#[async_trait]
impl SnapshotPort for FakeSnapshot {
    async fn load(&self, account: &AccountKey, key: &SecretString) -> Result<Option<Vec<u8>>, SnapshotError> {
        let stored = self.files.lock().unwrap().get(account).cloned();
        Ok(stored
            .filter(|(with, _)| with == key.expose_secret())
            .map(|(_, bytes)| bytes))
    }

    async fn store(
        &self,
        account: &AccountKey,
        key: &SecretString,
        plain: Vec<u8>,
    ) -> Result<(), SnapshotError> {
        self.store_gate.acquire().await.unwrap().forget();
        let sealed = (key.expose_secret().to_owned(), plain);
        self.files.lock().unwrap().insert(account.clone(), sealed);
        Ok(())
    }

    async fn delete(&self, account: &AccountKey) -> Result<(), SnapshotError> {
        self.files.lock().unwrap().remove(account);
        Ok(())
    }
}

#[derive(Default)]
pub(crate) struct FakeMemo(Mutex<Option<Memo>>);

impl FakeMemo {
    pub(crate) fn put(&self, memo: Option<Memo>) {
        *self.0.lock().unwrap() = memo;
    }

    pub(crate) fn get(&self) -> Option<Memo> {
        self.0.lock().unwrap().clone()
    }
}

#[async_trait]
impl MemoPort for FakeMemo {
    async fn load(&self) -> Option<Memo> {
        self.get()
    }

    async fn store(&self, memo: Option<Memo>) -> io::Result<()> {
        self.put(memo);
        Ok(())
    }
}

#[derive(Default)]
pub(crate) struct FakeTombstones(Mutex<Vec<Tombstone>>);

impl FakeTombstones {
    pub(crate) fn put(&self, tombstones: Vec<Tombstone>) {
        *self.0.lock().unwrap() = tombstones;
    }

    pub(crate) fn get(&self) -> Vec<Tombstone> {
        self.0.lock().unwrap().clone()
    }
}

#[async_trait]
impl TombstonePort for FakeTombstones {
    async fn load(&self) -> Vec<Tombstone> {
        self.get()
    }

    async fn store(&self, tombstones: Vec<Tombstone>) -> io::Result<()> {
        self.put(tombstones);
        Ok(())
    }
}
