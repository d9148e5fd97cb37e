//! Going on with the session of the last run: memo, keychain, last-known view; then the network.

use std::sync::Arc;

use super::{
    Desk,
    event::{Event, Line, Ready, Resume},
    session::{Doing, LockedVault, Session},
    sign_in::snapshot_key,
    sign_out::settle,
};
use crate::{
    context::Context,
    error::UiError,
    explain,
    intent::Reply,
    last_known, left_behind, memberships,
    ports::{Memo, Purpose, VaultError},
    tokens::Start,
    view::{Kept, SignedOutWhy},
};

impl Desk {
    pub(super) fn start(&mut self) {
        let (context, line) = (self.home.clone(), self.line.clone());
        tokio::spawn(async move {
            let left_behind = left_behind::look(&context).await;
            line.send(Event::LeftBehind(left_behind));
            let memo = context
                .services
                .memo
                .load()
                .await
                .filter(|memo| context.accepts(memo));
            let Some(memo) = memo else {
                line.send(Event::Resume(Resume::Nothing {
                    why: SignedOutWhy::Fresh,
                    error: None,
                }));
                if left_behind {
                    let _ = settle(&context, &line).await;
                }
                return;
            };
            line.send(Event::Resume(Resume::Found(memo.clone())));
            open_vault(context, line, memberships::shown(memo)).await;
        });
    }

    pub(super) fn retry_resume(&mut self, reply: Reply<()>) {
        match &self.session {
            Session::VaultLocked(locked) => {
                let memo = locked.memo.clone();
                tokio::spawn(open_vault(self.home.clone(), self.line.clone(), memo.clone()));
                self.session = Session::Resuming(memo);
            }
            Session::SignedIn(_) => self.read_account(),
            Session::SignedOut(_) if self.left_behind => {
                self.discover();
                return self.settle(reply);
            }
            _ => self.discover(),
        }
        let _ = reply.send(Ok(()));
    }

    pub(super) fn on_resume(&mut self, outcome: Resume) {
        // The person may have signed in or out while the keychain thought about it.
        if !matches!(self.session, Session::Starting | Session::Resuming(_)) {
            return;
        }
        match outcome {
            Resume::Lost => {
                self.change_context(self.home.clone());
                self.session = Session::Starting;
                self.start();
            }
            Resume::Found(memo) => {
                self.belonging.know(&memo);
                let memo = memberships::shown(memo);
                self.use_context(&memo.issuer);
                self.session = Session::Resuming(memo);
            }
            Resume::Nothing { why, error } => {
                self.parked.clear();
                self.show_sign_in(why, error, Doing::Nothing);
            }
            Resume::VaultClosed { memo, error } => {
                self.use_context(&memo.issuer);
                self.vault_closed(memo, &error);
            }
            Resume::Ready(ready) => {
                let Ready {
                    memo,
                    refresh_token,
                    snapshot_key,
                    last_known,
                } = *ready;
                self.use_context(&memo.issuer);
                let start = Start {
                    account: memo.account.key.clone(),
                    refresh_token: Some(refresh_token),
                    granted: None,
                    keep: true,
                };
                self.enter(memo.account, start, Kept::Kept, snapshot_key);
                let notice = self.belonging.notice.take();
                if let Some(signed_in) = self.signed_in() {
                    signed_in.known = last_known;
                    signed_in.notice = notice;
                }
                self.read_account();
            }
        }
    }

    /// Nothing is deleted after a failed read: what cannot be read now may be readable later.
    fn vault_closed(&mut self, memo: Memo, error: &VaultError) {
        let error_view = explain::vault(error);
        match error {
            VaultError::Locked | VaultError::Unavailable(_) | VaultError::Denied => {
                self.session = Session::VaultLocked(Box::new(LockedVault {
                    memo,
                    error: error_view,
                }));
            }
            VaultError::TooLarge | VaultError::Ambiguous | VaultError::Corrupt => {
                self.show_sign_in(SignedOutWhy::SessionEnded, Some(error_view), Doing::Nothing);
            }
        }
    }
}

async fn open_vault(home: Arc<Context>, line: Line, memo: Memo) {
    let Some(context) = home.beside(&memo.issuer) else {
        return home_instead(&home, line, &memo).await;
    };
    let account = memo.account.key.clone();
    let outcome = match context.services.vault.load(&account, Purpose::RefreshToken).await {
        Ok(Some(refresh_token)) => {
            let snapshot_key = snapshot_key(&context, &account).await;
            let last_known = match &snapshot_key {
                Some(key) => load_last_known(&context, &memo, key).await,
                None => None,
            };
            Resume::Ready(Box::new(Ready {
                memo,
                refresh_token,
                snapshot_key,
                last_known,
            }))
        }
        Ok(None) | Err(VaultError::TooLarge | VaultError::Ambiguous | VaultError::Corrupt)
            if !context.is_home() =>
        {
            return home_instead(&home, line, &memo).await;
        }
        Ok(None) => {
            forget(&context, &memo).await;
            Resume::Nothing {
                why: SignedOutWhy::Fresh,
                error: None::<UiError>,
            }
        }
        Err(error) => Resume::VaultClosed { memo, error },
    };
    let is_open = !matches!(outcome, Resume::VaultClosed { .. });
    line.send(Event::Resume(outcome));
    // A closed keychain is not asked a second time.
    if is_open {
        let _ = settle(&context, &line).await;
    }
}

/// The organization that was shown last has no session here any more: the one at home is opened.
async fn home_instead(home: &Arc<Context>, line: Line, memo: &Memo) {
    let removed = left_behind::remove_elsewhere(home, &memo.account.key).await;
    let token = removed.token.map(|token| (memo.issuer.clone(), token));
    left_behind::revoke_everywhere(home, token);
    line.send(Event::Resume(Resume::Lost));
}

pub(super) async fn load_last_known(
    context: &Context,
    memo: &Memo,
    key: &secrecy::SecretString,
) -> Option<crate::known::Known> {
    let loaded = context.services.snapshot.load(&memo.account.key, key).await;
    let bytes = loaded
        .inspect_err(|error| tracing::warn!(%error, "no last-known view"))
        .ok()??;
    last_known::read(&bytes)
}

/// The keychain surely holds nothing: the memo and the last-known view lead nowhere, and nothing hangs on them any more.
async fn forget(home: &Arc<Context>, memo: &Memo) {
    let removed = left_behind::remove(home, &memo.account.key, false).await;
    left_behind::revoke_everywhere(home, removed.elsewhere);
}
