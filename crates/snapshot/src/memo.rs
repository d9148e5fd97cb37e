use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use tokio::{sync::Mutex, task};
use workpass_app::ports::{Memo, MemoPort};

use crate::atomic;

/// The most a memo may take on disk, in bytes.
const LARGEST_FILE: usize = 64 * 1024;
const VERSION: u32 = 1;

/// The memo as a small JSON file, readable by its owner only.
///
/// A file that is missing, damaged or of another version reads as "nobody yet": the person signs in again.
#[derive(Clone, Debug)]
pub struct MemoFile {
    path: Arc<Path>,
    turn: Arc<Mutex<()>>,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    #[serde(flatten)]
    memo: Memo,
}

impl MemoFile {
    /// The file and its folder are made by the first write.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into().into(),
            turn: Arc::default(),
        }
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        let path = Arc::clone(&self.path);
        let done = task::spawn_blocking(move || {
            let _turn = turn;
            work(&path)
        });
        done.await.unwrap_or_else(|e| Err(io::Error::other(e)))
    }
}

#[async_trait]
impl MemoPort for MemoFile {
    async fn load(&self) -> Option<Memo> {
        match self.run(|path| atomic::read(path, LARGEST_FILE)).await {
            Ok(file) => parse(&file?),
            Err(error) => {
                tracing::warn!(%error, "the memo of the last account could not be read; ignored");
                None
            }
        }
    }

    async fn store(&self, memo: Option<Memo>) -> io::Result<()> {
        let Some(memo) = memo else {
            return self.run(atomic::remove).await;
        };
        let stored = Stored {
            version: VERSION,
            memo,
        };
        let json = serde_json::to_vec_pretty(&stored)?;
        self.run(move |path| atomic::replace(path, &json)).await
    }
}

fn parse(file: &[u8]) -> Option<Memo> {
    match serde_json::from_slice::<Stored>(file) {
        Ok(stored) if stored.version == VERSION => Some(stored.memo),
        Ok(stored) => {
            tracing::warn!(
                version = stored.version,
                "the memo is of another version; ignored"
            );
            None
        }
        Err(error) => {
            // The error's own text can quote the file: who was signed in is nobody's business.
            tracing::warn!(line = error.line(), "the memo is damaged; ignored");
            None
        }
    }
}
