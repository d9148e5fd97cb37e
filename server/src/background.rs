//! Work that no answer waits for: what is done must not show in how long an answer takes.

use std::sync::{Mutex, PoisonError};

use tokio::task::{JoinError, JoinSet};

/// What was begun and may not be finished yet. The server finishes it before it stops.
#[derive(Default)]
pub struct Background(Mutex<JoinSet<()>>);

impl Background {
    /// Begins a piece of work.
    pub fn run(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(ended) = begun.try_join_next() {
            report(ended);
        }
        begun.spawn(work);
    }

    /// Waits for all that was begun until now.
    pub async fn settle(&self) {
        let mut begun = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        while let Some(ended) = begun.join_next().await {
            report(ended);
        }
    }
}

fn report(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "work in the background failed"
        );
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::Background;

    #[tokio::test]
    async fn what_was_begun_is_finished_when_it_settles() {
        let (background, done) = (Background::default(), Arc::new(AtomicU32::new(0)));
        for _ in 0..5 {
            let done = Arc::clone(&done);
            background.run(async move {
                tokio::task::yield_now().await;
                done.fetch_add(1, Ordering::SeqCst);
            });
        }
        background.settle().await;
        assert_eq!(done.load(Ordering::SeqCst), 5);
    }
}
