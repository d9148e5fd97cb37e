//! The owner of the access and the refresh token. One refresh at a time; nobody else sees the refresh token.

use std::{sync::Arc, time::Duration};

use secrecy::SecretString;
use time::OffsetDateTime;
use tokio::sync::{Mutex, mpsc, oneshot};
use workpass_domain::{account::AccountKey, scope::Scopes};

use crate::{
    context::{Access, Context},
    explain,
    ports::{AuthorityError, Purpose, Tokens as Granted},
    view::Kept,
};

/// A token is renewed this long before it runs out, so that it does not run out on its way.
const MARGIN: Duration = Duration::from_secs(60);

/// What an authority says beyond this is not believed.
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// Why there is no access token.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum TokenTrouble {
    /// `invalid_grant`, or no refresh token to go on with.
    #[error("the session has ended")]
    SessionEnded,
    #[error("the authority gave no new access token")]
    Authority(#[source] Arc<AuthorityError>),
}

/// Why the tokens of a fresh proof did not take the place of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SwapTrouble {
    /// Somebody else proved who they are; their tokens are revoked.
    OtherAccount,
    SessionEnded,
}

/// A cheap, cloneable end of the owner's channel.
#[derive(Clone)]
pub(crate) struct Tokens {
    asks: mpsc::UnboundedSender<Ask>,
    /// Whether rotated tokens and the last-known view may still be stored; held while storing, so that sign-out never loses the race.
    may_store: Arc<Mutex<bool>>,
}

enum Ask {
    Access {
        refused: Option<u32>,
        reply: oneshot::Sender<Result<Arc<Access>, TokenTrouble>>,
    },
    Swap {
        granted: Box<Granted>,
        reply: oneshot::Sender<Result<(), SwapTrouble>>,
    },
    Surrender {
        reply: oneshot::Sender<Option<SecretString>>,
    },
}

/// Tokens of a fresh proof, and who waits for them to be taken.
type Swap = (Box<Granted>, oneshot::Sender<Result<(), SwapTrouble>>);

/// What the owner starts with.
pub(crate) struct Start {
    pub(crate) account: AccountKey,
    pub(crate) refresh_token: Option<SecretString>,
    /// The answer of the sign-in that just happened; `None` when resuming.
    pub(crate) granted: Option<Granted>,
    /// Rotated tokens go to the vault. Not when the first one could not be stored: the person was told so once.
    pub(crate) keep: bool,
}

impl Tokens {
    /// Starts the owner. `kept_changed` hears when a rotated token could not be stored, and when one could again.
    pub(crate) fn spawn(
        context: Arc<Context>,
        start: Start,
        kept_changed: impl Fn(Kept) + Send + Sync + 'static,
    ) -> Self {
        let (asks, inbox) = mpsc::unbounded_channel();
        let may_store = Arc::new(Mutex::new(start.keep));
        let mut owner = Owner {
            context,
            account: start.account,
            refresh_token: start.refresh_token,
            access: None,
            serial: 0,
            kept: Kept::Kept,
            may_store: may_store.clone(),
            kept_changed: Box::new(kept_changed),
        };
        tokio::spawn(async move {
            if let Some(granted) = start.granted {
                owner.hold(granted);
            }
            owner.serve(inbox).await;
        });
        Self { asks, may_store }
    }

    /// A valid access token. `refused` names the one a service just refused: then a newer one is fetched.
    pub(crate) async fn access(&self, refused: Option<u32>) -> Result<Arc<Access>, TokenTrouble> {
        let (reply, answer) = oneshot::channel();
        // The owner outlives its channel only after sign-out.
        self.asks
            .send(Ask::Access { refused, reply })
            .map_err(|_| TokenTrouble::SessionEnded)?;
        answer.await.unwrap_or(Err(TokenTrouble::SessionEnded))
    }

    /// Stores something of this session, unless what is kept of it is being removed already.
    pub(crate) async fn unless_stopped<T>(&self, store: impl Future<Output = T>) -> Option<T> {
        let may_store = self.may_store.lock().await;
        if *may_store { Some(store.await) } else { None }
    }

    /// Goes on with the tokens of a fresh proof: durable first, then used; then the old grant is ended, best effort.
    pub(crate) async fn swap(&self, granted: Granted) -> Result<(), SwapTrouble> {
        let (reply, answer) = oneshot::channel();
        self.asks
            .send(Ask::Swap {
                granted: Box::new(granted),
                reply,
            })
            .map_err(|_| SwapTrouble::SessionEnded)?;
        answer.await.unwrap_or(Err(SwapTrouble::SessionEnded))
    }

    /// From now on nothing is stored any more; returns once a store under way has ended.
    pub(crate) async fn stop_storing(&self) {
        *self.may_store.lock().await = false;
    }

    /// Gives up the refresh token for revocation; every later call hears that the session has ended.
    pub(crate) async fn surrender(&self) -> Option<SecretString> {
        let (reply, answer) = oneshot::channel();
        self.asks.send(Ask::Surrender { reply }).ok()?;
        answer.await.ok().flatten()
    }
}

struct Owner {
    context: Arc<Context>,
    account: AccountKey,
    refresh_token: Option<SecretString>,
    access: Option<Held>,
    serial: u32,
    kept: Kept,
    may_store: Arc<Mutex<bool>>,
    kept_changed: Box<dyn Fn(Kept) + Send + Sync>,
}

/// The current access token, before it is known which authority document goes with it.
struct Held {
    token: SecretString,
    scopes: Scopes,
    valid_until: OffsetDateTime,
    serial: u32,
    /// Handed out once, then shared.
    shared: Option<Arc<Access>>,
}

impl Owner {
    async fn serve(mut self, mut asks: mpsc::UnboundedReceiver<Ask>) {
        while let Some(ask) = asks.recv().await {
            match ask {
                Ask::Access { refused, reply } => {
                    let answer = self.access(refused).await;
                    if let Err(trouble) = &answer {
                        for (granted, reply) in fail_waiting(&mut asks, trouble, &mut self.refresh_token) {
                            let _ = reply.send(self.swap(*granted).await);
                        }
                    }
                    let _ = reply.send(answer);
                }
                Ask::Swap { granted, reply } => drop(reply.send(self.swap(*granted).await)),
                Ask::Surrender { reply } => {
                    let _ = reply.send(self.refresh_token.take());
                    return;
                }
            }
        }
    }

    async fn swap(&mut self, granted: Granted) -> Result<(), SwapTrouble> {
        let is_same = granted
            .account
            .as_ref()
            .is_some_and(|account| account.key == self.account);
        if !is_same {
            self.revoke_later(granted.refresh_token);
            return Err(SwapTrouble::OtherAccount);
        }
        // Without a new refresh token the old one goes on: the grant is the session's, the proof lasts for this token.
        if let Some(fresh) = &granted.refresh_token {
            self.store(fresh.clone()).await;
            let old = self.refresh_token.replace(fresh.clone());
            self.revoke_later(old);
        }
        self.hold(granted);
        Ok(())
    }

    fn revoke_later(&self, refresh_token: Option<SecretString>) {
        let context = self.context.clone();
        if let Some(token) = refresh_token {
            tokio::spawn(async move { context.revoke(&token).await });
        }
    }

    async fn access(&mut self, refused: Option<u32>) -> Result<Arc<Access>, TokenTrouble> {
        let now = self.context.now();
        let usable = |held: &Held| held.valid_until > now && refused != Some(held.serial);
        if !self.access.as_ref().is_some_and(usable) {
            self.refresh().await?;
        }
        let authority = self
            .context
            .authority()
            .await
            .map_err(|error| TokenTrouble::Authority(Arc::new(error)))?;
        let held = self.access.as_mut().ok_or(TokenTrouble::SessionEnded)?;
        let share = || {
            Arc::new(Access {
                authority,
                token: held.token.clone(),
                scopes: held.scopes.clone(),
                serial: held.serial,
            })
        };
        Ok(held.shared.get_or_insert_with(share).clone())
    }

    /// RFC 6749 §6. A rotated refresh token is durable before the new access token is used.
    async fn refresh(&mut self) -> Result<(), TokenTrouble> {
        let refresh_token = self.refresh_token.clone().ok_or(TokenTrouble::SessionEnded)?;
        let answer = match self.context.authority().await {
            Ok(authority) => {
                self.context
                    .services
                    .authority
                    .refresh(&authority, &refresh_token)
                    .await
            }
            Err(error) => Err(error),
        };
        let granted = match answer {
            Ok(granted) => granted,
            Err(AuthorityError::GrantEnded(support)) => {
                tracing::info!(?support, "the authority ended the session");
                self.refresh_token = None;
                return Err(TokenTrouble::SessionEnded);
            }
            Err(error) => return Err(TokenTrouble::Authority(Arc::new(error))),
        };
        if granted
            .account
            .as_ref()
            .is_some_and(|account| account.key != self.account)
        {
            let error = AuthorityError::InvalidAnswer("a refresh answered for somebody else".into());
            return Err(TokenTrouble::Authority(Arc::new(error)));
        }
        if let Some(rotated) = &granted.refresh_token {
            self.store(rotated.clone()).await;
            self.refresh_token = Some(rotated.clone());
        }
        self.hold(granted);
        Ok(())
    }

    async fn store(&mut self, rotated: SecretString) {
        let may_store = self.may_store.lock().await;
        if !*may_store {
            return;
        }
        let stored = self
            .context
            .services
            .vault
            .store(&self.account, Purpose::RefreshToken, rotated)
            .await;
        let kept = match stored {
            Ok(()) => Kept::Kept,
            Err(error) => Kept::ThisRunOnly {
                why: explain::not_kept(&error),
            },
        };
        if kept != self.kept {
            self.kept = kept;
            (self.kept_changed)(kept);
        }
    }

    fn hold(&mut self, granted: Granted) {
        self.serial += 1;
        let life = granted.expires_in.min(LONGEST_LIFE);
        // A very short life is used up to nine tenths.
        let margin = MARGIN.min(life / 10);
        self.access = Some(Held {
            token: granted.access_token,
            scopes: Scopes::new(granted.scopes),
            valid_until: self.context.now() + (life - margin),
            serial: self.serial,
            shared: None,
        });
    }
}

/// Those who asked while a refresh failed hear of the same failure; they do not cause another one each.
fn fail_waiting(
    asks: &mut mpsc::UnboundedReceiver<Ask>,
    trouble: &TokenTrouble,
    refresh_token: &mut Option<SecretString>,
) -> Vec<Swap> {
    let mut swaps = Vec::new();
    while let Ok(ask) = asks.try_recv() {
        match ask {
            Ask::Access { reply, .. } => drop(reply.send(Err(trouble.clone()))),
            // A proof under way is worth more than the refresh that failed.
            Ask::Swap { granted, reply } => swaps.push((granted, reply)),
            Ask::Surrender { reply } => drop(reply.send(refresh_token.take())),
        }
    }
    swaps
}
