use std::{io, path::PathBuf};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use workpass_app::ports::{Memo, MemoPort};

use crate::small::SmallFile;

const VERSION: u32 = 1;

/// The memo as a small JSON file, readable by its owner only.
///
/// A file that is missing, damaged or of another version reads as "nobody yet": the person signs in again.
#[derive(Clone, Debug)]
pub struct MemoFile(SmallFile);

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    #[serde(flatten)]
    memo: Memo,
}

impl MemoFile {
    /// The file and its folder are made by the first write.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(SmallFile::new(path))
    }
}

#[async_trait]
impl MemoPort for MemoFile {
    async fn load(&self) -> Option<Memo> {
        match self.0.read().await {
            Ok(file) => parse(&file?),
            Err(error) => {
                tracing::warn!(%error, "the memo of the last account could not be read; ignored");
                None
            }
        }
    }

    async fn store(&self, memo: Option<Memo>) -> io::Result<()> {
        let stored = memo.map(|memo| Stored {
            version: VERSION,
            memo,
        });
        let json = stored.as_ref().map(serde_json::to_vec_pretty).transpose()?;
        self.0.replace(json).await
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
