//! Signing in: by device code (RFC 8628) or in the browser (RFC 8252).

use std::{sync::Arc, time::Duration};

use secrecy::SecretString;
use workpass_domain::account::{Account, AccountKey};

use super::{
    Desk,
    event::{AttemptFault, AttemptStep, Completed, Event, Line},
    keep::Keeping,
    nothing_refused, open_page,
    organizations::Belonging,
    session::{Attempt, AwaitingDevice, BackTo, Doing, Reading, Retry, Session, SignedIn, SignedOut},
};
use crate::{
    context::Context,
    error::{AuthorityFault, UiError},
    explain,
    intent::{Door, Reply},
    left_behind,
    polling::{Pace, Poll, next_poll},
    ports::{AuthorityError, Memo, Purpose, Tokens as Granted, TrustedPage, VaultError},
    present::qr,
    tokens::{Start, Tokens},
    view::{Kept, NotKept},
};

/// How long the person may take in the browser.
pub(super) const BROWSER_PATIENCE: Duration = Duration::from_secs(5 * 60);

impl Desk {
    pub(super) fn start_sign_in(&mut self, door: Door, reply: Reply<()>) {
        match &mut self.session {
            Session::SignedOut(SignedOut {
                doing: Doing::Asking { waiting, .. },
                ..
            }) => waiting.push(reply),
            Session::SignedOut(SignedOut {
                doing: Doing::Clearing { then },
                ..
            }) => {
                then.get_or_insert((door, Vec::new())).1.push(reply);
            }
            Session::SignedOut(SignedOut {
                doing: Doing::Nothing,
                why,
                ..
            }) => {
                let back_to = BackTo::SignIn(*why);
                self.ask(door, back_to, vec![reply]);
            }
            // "For this run only": what the locked keychain holds stays there.
            Session::VaultLocked(locked) => {
                let back_to = BackTo::VaultLocked(locked.clone());
                self.ask(door, back_to, vec![reply]);
            }
            Session::AwaitingUser(AwaitingDevice { attempt, .. })
            | Session::AwaitingBrowser { attempt, .. } => {
                if attempt.door == door {
                    let _ = reply.send(Ok(()));
                    return;
                }
                attempt.job.abort();
                let back_to = attempt.back_to.clone();
                self.ask(door, back_to, vec![reply]);
            }
            Session::Starting | Session::Resuming(_) | Session::Completing { .. } | Session::SignedIn(_) => {
                let _ = reply.send(Err(UiError::Busy));
            }
        }
    }

    pub(super) fn ask(&mut self, door: Door, back_to: BackTo, waiting: Vec<Reply<()>>) {
        // Everything begins at home.
        self.change_context(self.home.clone());
        let number = self.next_serial();
        let job = tokio::spawn(attempt(self.context.clone(), self.line.clone(), number, door)).abort_handle();
        let why = back_to.why();
        let attempt = Attempt {
            number,
            door,
            back_to,
            job,
        };
        self.session = Session::SignedOut(SignedOut {
            why,
            error: None,
            error_is_about_reach: false,
            doing: Doing::Asking { attempt, waiting },
        });
    }

    pub(super) fn cancel_sign_in(&mut self, reply: Reply<()>) {
        let back_to = match &mut self.session {
            Session::SignedOut(SignedOut {
                doing: Doing::Asking { attempt, .. },
                ..
            })
            | Session::AwaitingUser(AwaitingDevice { attempt, .. })
            | Session::AwaitingBrowser { attempt, .. } => {
                attempt.job.abort();
                Some(attempt.back_to.clone())
            }
            // Tokens are being stored; what was stored is removed again when that is done.
            Session::Completing { cancelled, .. } => {
                *cancelled = true;
                None
            }
            _ => None,
        };
        match back_to {
            Some(BackTo::SignIn(why)) => self.show_sign_in(why, None, Doing::Nothing),
            Some(BackTo::VaultLocked(locked)) => self.session = Session::VaultLocked(locked),
            None => {}
        }
        let _ = reply.send(Ok(()));
    }

    pub(super) fn open_verification_page(&mut self, reply: Reply<()>) {
        let Session::AwaitingUser(awaiting) = &mut self.session else {
            let _ = reply.send(Err(UiError::NotAvailable));
            return;
        };
        let page = awaiting.page_with_code.as_ref().unwrap_or(&awaiting.page);
        let result = open_page(&*self.context.shell, page);
        awaiting.opened |= result.is_ok();
        let _ = reply.send(result);
    }

    /// The attempt under way, if it is this one.
    fn current(&mut self, number: u32) -> Option<&mut Attempt> {
        let attempt = match &mut self.session {
            Session::SignedOut(SignedOut {
                doing: Doing::Asking { attempt, .. },
                ..
            })
            | Session::AwaitingUser(AwaitingDevice { attempt, .. })
            | Session::AwaitingBrowser { attempt, .. }
            | Session::Completing { attempt, .. } => attempt,
            _ => return None,
        };
        (attempt.number == number).then_some(attempt)
    }

    pub(super) fn on_attempt(&mut self, number: u32, step: AttemptStep) {
        if self.current(number).is_none() {
            // Cancelled, but the answer was on its way: nobody may keep what nobody wants.
            if let AttemptStep::Granted(granted) = step {
                left_behind::revoke_in_background(&self.context, granted.refresh_token);
            }
            return;
        }
        match step {
            AttemptStep::CodeReady {
                user_code,
                page,
                page_with_code,
                expires_at,
            } => {
                let trusted = TrustedPage::check(&page);
                let address = page_with_code.as_ref().unwrap_or(&page);
                let (Some(page), Some(qr)) = (trusted, qr::of(address.as_str())) else {
                    let error =
                        AuthorityError::InvalidAnswer("the verification address is not safe to open".into());
                    self.attempt_failed(AttemptFault::Authority(error));
                    return;
                };
                let page_with_code = page_with_code.as_ref().and_then(TrustedPage::check);
                let computer = self.context.shell.computer().name;
                self.proceed(|attempt| {
                    Session::AwaitingUser(AwaitingDevice {
                        attempt,
                        user_code,
                        page,
                        page_with_code,
                        qr,
                        expires_at,
                        computer,
                        offline: false,
                        opened: false,
                    })
                });
            }
            AttemptStep::BrowserOpened { expires_at } => {
                self.proceed(|attempt| Session::AwaitingBrowser { attempt, expires_at });
            }
            AttemptStep::Reach { offline } => {
                if let Session::AwaitingUser(awaiting) = &mut self.session {
                    awaiting.offline = offline;
                }
            }
            AttemptStep::Granted(granted) => {
                self.proceed(|attempt| Session::Completing {
                    attempt,
                    cancelled: false,
                });
                let context = self.context.clone();
                self.line.spawn(async move {
                    Event::Completed {
                        attempt: number,
                        result: complete(&context, granted).await,
                    }
                });
            }
            AttemptStep::Failed(fault) => self.attempt_failed(fault),
        }
    }

    /// Takes the attempt on to the next state and answers those who waited for it.
    fn proceed(&mut self, next: impl FnOnce(Attempt) -> Session) {
        let (attempt, waiting) = match std::mem::replace(&mut self.session, Session::Starting) {
            Session::SignedOut(SignedOut {
                doing: Doing::Asking { attempt, waiting },
                ..
            }) => (attempt, waiting),
            Session::AwaitingUser(AwaitingDevice { attempt, .. })
            | Session::AwaitingBrowser { attempt, .. }
            | Session::Completing { attempt, .. } => (attempt, Vec::new()),
            other => {
                self.session = other;
                return;
            }
        };
        self.session = next(attempt);
        for reply in waiting {
            let _ = reply.send(Ok(()));
        }
        if self.authority.is_none() {
            self.discover();
        }
    }

    fn attempt_failed(&mut self, fault: AttemptFault) {
        let error = match fault {
            AttemptFault::Authority(error) => explain::authority(&error),
            AttemptFault::BrowserNotOpened => UiError::BrowserNotOpened,
        };
        let (why, waiting) = match std::mem::replace(&mut self.session, Session::Starting) {
            Session::SignedOut(SignedOut {
                doing: Doing::Asking { attempt, waiting },
                ..
            }) => (attempt.back_to.why(), waiting),
            Session::AwaitingUser(AwaitingDevice { attempt, .. })
            | Session::AwaitingBrowser { attempt, .. }
            | Session::Completing { attempt, .. } => {
                attempt.job.abort();
                (attempt.back_to.why(), Vec::new())
            }
            other => {
                self.session = other;
                return;
            }
        };
        for reply in waiting {
            let _ = reply.send(Err(error.clone()));
        }
        self.show_sign_in(why, Some(error), Doing::Nothing);
    }

    pub(super) fn on_completed(&mut self, number: u32, result: Result<Completed, AuthorityError>) {
        let Session::Completing { attempt, cancelled } = &self.session else {
            return;
        };
        if attempt.number != number {
            return;
        }
        let (cancelled, why) = (*cancelled, attempt.back_to.why());
        match result {
            Ok(completed) if cancelled => {
                self.show_sign_in(why, None, Doing::Clearing { then: None });
                self.clear(completed.account.key.clone(), Some(completed));
            }
            Err(_) if cancelled => self.show_sign_in(why, None, Doing::Nothing),
            Ok(completed) => self.signed_in_with(completed),
            Err(error) => self.attempt_failed(AttemptFault::Authority(error)),
        }
    }

    fn signed_in_with(&mut self, completed: Completed) {
        let Completed {
            account,
            granted,
            kept,
            snapshot_key,
        } = completed;
        let start = Start {
            account: account.key.clone(),
            refresh_token: granted.refresh_token.clone(),
            granted: Some(granted),
            keep: kept == Kept::Kept,
        };
        self.belonging = Belonging::of(&account.key, kept);
        self.enter(account, start, kept, snapshot_key);
        if let Some(signed_in) = self.signed_in() {
            signed_in.proven = true;
        }
        self.read_account();
    }

    /// Signed in, from a sign-in or from the vault.
    pub(super) fn enter(
        &mut self,
        account: Account,
        start: Start,
        kept: Kept,
        snapshot_key: Option<SecretString>,
    ) {
        let number = self.next_serial();
        let line = self.line.clone();
        let tokens = Tokens::spawn(self.context.clone(), start, move |kept| {
            line.step(number, super::event::SessionStep::KeptChanged(kept));
        });
        self.session = Session::SignedIn(Box::new(SignedIn {
            number,
            account,
            kept,
            offline_since: None,
            proven: false,
            tokens,
            snapshot_key,
            known: None,
            listed_at: None,
            gone: Vec::new(),
            loss_under_way: Vec::new(),
            keeping: Keeping::default(),
            trouble: None,
            reading: None::<Reading>,
            refused: nothing_refused(),
            opened_terms: std::collections::BTreeSet::new(),
            retry: Retry::default(),
            registrations: std::collections::BTreeMap::new(),
            begun: super::begun::Begun::default(),
            email_challenges: std::collections::BTreeMap::new(),
            step_up: None,
            switch: None,
            notice: None,
        }));
    }
}

/// One try, from the click to the tokens. Aborted on cancel.
async fn attempt(context: Arc<Context>, line: Line, number: u32, door: Door) {
    let report = |step| {
        line.send(Event::Attempt {
            attempt: number,
            step,
        });
    };
    let result = match door {
        Door::DeviceCode => by_device_code(&context, report)
            .await
            .map_err(AttemptFault::Authority),
        Door::Browser => in_browser(&context, report).await,
    };
    report(match result {
        Ok(granted) => AttemptStep::Granted(granted),
        Err(fault) => AttemptStep::Failed(fault),
    });
}

async fn by_device_code(context: &Context, report: impl Fn(AttemptStep)) -> Result<Granted, AuthorityError> {
    let authority = context.authority().await?;
    if authority.device_authorization_endpoint.is_none() {
        return Err(AuthorityError::Misconfigured(AuthorityFault::NoWayToSignIn));
    }
    let port = &context.services.authority;
    let started = port
        .start_device_authorization(&authority, &context.shell.computer())
        .await?;
    let expires_at = context.now() + started.expires_in.min(Duration::from_secs(24 * 60 * 60));
    report(AttemptStep::CodeReady {
        user_code: started.user_code,
        page: started.verification_uri,
        page_with_code: started.verification_uri_complete,
        expires_at,
    });
    let mut pace = Pace::new(started.interval);
    let mut wait = pace.wait();
    loop {
        let left = Duration::try_from(expires_at - context.now()).unwrap_or_default();
        context.sleep(wait.min(left)).await;
        if context.now() >= expires_at {
            return Err(AuthorityError::Expired);
        }
        let was_offline = pace.is_offline();
        match next_poll(port.poll(&authority, &started.device_code).await, pace) {
            Poll::Again {
                pace: next,
                wait: next_wait,
            } => (pace, wait) = (next, next_wait),
            Poll::Granted(tokens) => return Ok(tokens),
            Poll::Stop(error) => return Err(error),
        }
        if was_offline != pace.is_offline() {
            report(AttemptStep::Reach {
                offline: pace.is_offline(),
            });
        }
    }
}

async fn in_browser(context: &Context, report: impl Fn(AttemptStep)) -> Result<Granted, AttemptFault> {
    let authority = context.authority().await.map_err(AttemptFault::Authority)?;
    let flow = context
        .services
        .authority
        .start_browser(&authority, &context.shell.computer())
        .await
        .map_err(AttemptFault::Authority)?;
    let Some(page) = TrustedPage::check(flow.page()) else {
        let error = AuthorityError::InvalidAnswer("the sign-in address is not safe to open".into());
        return Err(AttemptFault::Authority(error));
    };
    open_page(&*context.shell, &page).map_err(|_| AttemptFault::BrowserNotOpened)?;
    report(AttemptStep::BrowserOpened {
        expires_at: context.now() + BROWSER_PATIENCE,
    });
    tokio::select! {
        result = flow.finish() => result.map_err(AttemptFault::Authority),
        () = context.sleep(BROWSER_PATIENCE) => Err(AttemptFault::Authority(AuthorityError::Expired)),
    }
}

/// Stores what has to outlive this run. Without a vault the sign-in works all the same, for this run only.
async fn complete(context: &Arc<Context>, granted: Granted) -> Result<Completed, AuthorityError> {
    let Some(account) = granted.account.clone() else {
        return Err(AuthorityError::InvalidAnswer(
            "no id token came with the sign-in".into(),
        ));
    };
    let kept = match &granted.refresh_token {
        None => Kept::ThisRunOnly {
            why: NotKept::NoRefreshToken,
        },
        Some(token) => match left_behind::store_over(context, &account.key, token.clone()).await {
            Ok(older) => {
                left_behind::revoke_in_background(context, older);
                Kept::Kept
            }
            Err(error) => Kept::ThisRunOnly {
                why: explain::not_kept(&error),
            },
        },
    };
    if kept != Kept::Kept {
        return Ok(Completed {
            account,
            granted,
            kept,
            snapshot_key: None,
        });
    }
    let memo = &context.services.memo;
    let before = memo.load().await;
    let same = before.as_ref().filter(|before| before.account.key == account.key);
    let noted = Memo {
        elsewhere: same.map(|before| before.elsewhere.clone()).unwrap_or_default(),
        ..context.memo_of(account.clone())
    };
    if let Err(error) = memo.store(Some(noted)).await {
        tracing::warn!(%error, "this account will not be found at the next start");
    } else if let Some(replaced) = before.filter(|before| before.account.key != account.key) {
        let tokens = left_behind::remove_replaced(context, replaced, &account.key).await;
        left_behind::revoke_everywhere(context, tokens);
    }
    let snapshot_key = snapshot_key(context, &account.key).await;
    Ok(Completed {
        account,
        granted,
        kept,
        snapshot_key,
    })
}

/// The key of the last-known view, made when there is none yet; `None`: no last-known view is kept.
pub(super) async fn snapshot_key(context: &Context, account: &AccountKey) -> Option<SecretString> {
    let vault = &context.services.vault;
    let key_or_new = async {
        if let Some(key) = vault.load(account, Purpose::SnapshotKey).await? {
            return Ok(Some(key));
        }
        let Some(key) = (context.services.new_snapshot_key)() else {
            return Ok(None);
        };
        vault.store(account, Purpose::SnapshotKey, key.clone()).await?;
        Ok(Some(key))
    };
    key_or_new
        .await
        .inspect_err(|error: &VaultError| tracing::warn!(%error, "no last-known view will be kept"))
        .ok()
        .flatten()
}
