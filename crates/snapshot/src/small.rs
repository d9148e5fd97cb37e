use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio::{sync::Mutex, task};

use crate::atomic;

/// The most such a file may take on disk, in bytes.
const LARGEST_FILE: usize = 64 * 1024;

/// A small file that is there whole or not at all, readable by its owner only; one call at a time, in order.
#[derive(Clone, Debug)]
pub(crate) struct SmallFile {
    path: Arc<Path>,
    turn: Arc<Mutex<()>>,
}

impl SmallFile {
    /// The file and its folder are made by the first write.
    pub(crate) fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into().into(),
            turn: Arc::default(),
        }
    }

    pub(crate) async fn read(&self) -> io::Result<Option<Vec<u8>>> {
        self.run(|path| atomic::read(path, LARGEST_FILE)).await
    }

    /// `None` removes it.
    pub(crate) async fn replace(&self, contents: Option<Vec<u8>>) -> io::Result<()> {
        self.run(move |path| match contents {
            Some(contents) => atomic::replace(path, &contents),
            None => atomic::remove(path),
        })
        .await
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
