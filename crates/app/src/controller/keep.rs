//! Keeping what is known on this computer, the newest last.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::Desk;
use crate::last_known;

/// Which of several writes on their way is the newest; an older one that comes late is left out.
#[derive(Clone, Default)]
pub(super) struct Keeping {
    asked: u64,
    kept: Arc<Mutex<u64>>,
}

impl Desk {
    /// Goes on with `then` when it is kept, or cannot be: without a keychain nothing is written to disk.
    pub(super) fn keep_known(&mut self, then: impl FnOnce() + Send + 'static) {
        let context = self.context.clone();
        let Some(signed_in) = self.signed_in() else {
            return then();
        };
        let bytes = signed_in.known.as_ref().and_then(last_known::write);
        let Some((key, bytes)) = signed_in.snapshot_key.clone().zip(bytes) else {
            return then();
        };
        signed_in.keeping.asked += 1;
        let Keeping { asked, kept } = signed_in.keeping.clone();
        let (account, tokens) = (signed_in.account.key.clone(), signed_in.tokens.clone());
        tokio::spawn(async move {
            let mut kept = kept.lock().await;
            if *kept < asked {
                let store = context.services.snapshot.store(&account, &key, bytes);
                if let Some(Err(error)) = tokens.unless_stopped(store).await {
                    tracing::warn!(%error, "the last-known view was not kept");
                }
                *kept = asked;
            }
            drop(kept);
            then();
        });
    }
}
