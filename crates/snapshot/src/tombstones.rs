use std::{io, path::PathBuf};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use workpass_app::ports::{Tombstone, TombstonePort};

use crate::small::SmallFile;

const VERSION: u32 = 1;

/// Tombstones as a small JSON file, readable by its owner only; there is none while nothing was left behind.
#[derive(Clone, Debug)]
pub struct TombstoneFile(SmallFile);

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    tombstones: Vec<Tombstone>,
}

impl TombstoneFile {
    /// The file and its folder are made by the first write.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(SmallFile::new(path))
    }
}

#[async_trait]
impl TombstonePort for TombstoneFile {
    /// What is missing, damaged or of another version reads as none.
    async fn load(&self) -> Vec<Tombstone> {
        match self.0.read().await {
            Ok(file) => file.map(|file| parse(&file)).unwrap_or_default(),
            Err(error) => {
                tracing::warn!(%error, "the tombstones could not be read; ignored");
                Vec::new()
            }
        }
    }

    async fn store(&self, tombstones: Vec<Tombstone>) -> io::Result<()> {
        if tombstones.is_empty() {
            return self.0.replace(None).await;
        }
        let stored = Stored {
            version: VERSION,
            tombstones,
        };
        self.0.replace(Some(serde_json::to_vec_pretty(&stored)?)).await
    }
}

fn parse(file: &[u8]) -> Vec<Tombstone> {
    match serde_json::from_slice::<Stored>(file) {
        Ok(stored) if stored.version == VERSION => stored.tombstones,
        Ok(stored) => {
            tracing::warn!(
                version = stored.version,
                "the tombstones are of another version; ignored"
            );
            Vec::new()
        }
        Err(error) => {
            // The error's own text can quote the file: who was signed in is nobody's business.
            tracing::warn!(line = error.line(), "the tombstones are damaged; ignored");
            Vec::new()
        }
    }
}
