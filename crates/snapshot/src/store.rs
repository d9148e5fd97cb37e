use std::{
    fmt::Write,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use tokio::{sync::Mutex, task};
use workpass_app::ports::{SnapshotError, SnapshotPort};
use workpass_domain::account::AccountKey;

use crate::{atomic, key, sealed};

/// The most a view may take on disk, in bytes: a photo of 2 MiB as base64 and plenty of text.
const LARGEST_FILE: usize = 8 * 1024 * 1024;

/// Encrypted files in one folder, one per account; their names are hashes and tell nothing of the account.
///
/// Calls are carried out one at a time and in order; a call that is dropped while it runs is still finished.
#[derive(Clone, Debug)]
pub struct SealedFiles {
    directory: Arc<Path>,
    turn: Arc<Mutex<()>>,
}

impl SealedFiles {
    /// The folder is made by the first write.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into().into(),
            turn: Arc::default(),
        }
    }

    fn path(&self, account: &AccountKey) -> PathBuf {
        let mut name = String::new();
        for byte in Sha256::digest(sealed::account_bytes(account)) {
            write!(name, "{byte:02x}").expect("a String takes everything");
        }
        self.directory.join(name).with_extension("sealed")
    }

    /// Runs file work off the async threads, one at a time.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, SnapshotError> + Send + 'static,
    ) -> Result<T, SnapshotError> {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        let done = task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        done.await
            .unwrap_or_else(|e| Err(SnapshotError::Io(io::Error::other(e))))
    }
}

#[async_trait]
impl SnapshotPort for SealedFiles {
    async fn load(&self, account: &AccountKey, key: &SecretString) -> Result<Option<Vec<u8>>, SnapshotError> {
        let key = key::decode(key)?;
        let (path, account) = (self.path(account), account.clone());
        self.run(move || {
            let file = match atomic::read(&path, LARGEST_FILE) {
                Ok(Some(file)) => file,
                Ok(None) => return Ok(None),
                Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                    tracing::warn!("the last-known view is larger than any this program writes; ignored");
                    return Ok(None);
                }
                Err(error) => return Err(SnapshotError::Io(error)),
            };
            match sealed::open(&account, &key, &file) {
                Ok(plain) => Ok(Some(plain)),
                Err(why) => {
                    tracing::warn!(?why, "the last-known view does not open; ignored");
                    Ok(None)
                }
            }
        })
        .await
    }

    async fn store(
        &self,
        account: &AccountKey,
        key: &SecretString,
        plain: Vec<u8>,
    ) -> Result<(), SnapshotError> {
        if plain.len() > LARGEST_FILE - sealed::OVERHEAD {
            return Err(SnapshotError::Io(io::ErrorKind::FileTooLarge.into()));
        }
        let key = key::decode(key)?;
        let (path, account) = (self.path(account), account.clone());
        self.run(move || {
            let file = sealed::seal(&account, &key, &plain)?;
            atomic::replace(&path, &file).map_err(SnapshotError::Io)
        })
        .await
    }

    async fn delete(&self, account: &AccountKey) -> Result<(), SnapshotError> {
        let path = self.path(account);
        self.run(move || atomic::remove(&path).map_err(SnapshotError::Io))
            .await
    }
}
