//! What jobs report back to the controller.

use std::sync::Arc;

use secrecy::SecretString;
use time::OffsetDateTime;
use tokio::sync::mpsc;
use url::Url;
use workpass_domain::{account::Account, action::Action};

use crate::{
    error::UiError,
    explain::Trouble,
    intent::Reply,
    known::Known,
    ports::{Authority, AuthorityError, Memo, Tokens as Granted, VaultError},
    view::{Kept, SignedOutWhy},
};

pub(super) enum Event {
    Discovered(Result<Arc<Authority>, AuthorityError>),
    Resume(Resume),
    Attempt {
        attempt: u32,
        step: AttemptStep,
    },
    Completed {
        attempt: u32,
        result: Result<Completed, AuthorityError>,
    },
    /// Whatever was kept of the last session is gone from this computer, but for what a closed keychain still holds.
    Cleared {
        left_behind: bool,
    },
    /// Whether the keychain still holds something of a session that is over.
    LeftBehind(bool),
    Session {
        session: u32,
        step: SessionStep,
    },
}

/// How the search for a session to go on with ended.
pub(super) enum Resume {
    /// Somebody was signed in; the keychain is being asked.
    Found(Memo),
    Nothing {
        why: SignedOutWhy,
        error: Option<UiError>,
    },
    VaultClosed {
        memo: Memo,
        error: VaultError,
    },
    Ready(Box<Ready>),
}

pub(super) struct Ready {
    pub(super) memo: Memo,
    pub(super) refresh_token: SecretString,
    pub(super) snapshot_key: Option<SecretString>,
    pub(super) last_known: Option<Known>,
}

pub(super) enum AttemptStep {
    CodeReady {
        user_code: String,
        page: Url,
        page_with_code: Option<Url>,
        expires_at: OffsetDateTime,
    },
    Reach {
        offline: bool,
    },
    BrowserOpened {
        expires_at: OffsetDateTime,
    },
    Granted(Granted),
    Failed(AttemptFault),
}

pub(super) enum AttemptFault {
    Authority(AuthorityError),
    BrowserNotOpened,
}

/// Tokens that were stored, or the reason why they live for this run only.
pub(super) struct Completed {
    pub(super) account: Account,
    pub(super) granted: Granted,
    pub(super) kept: Kept,
    pub(super) snapshot_key: Option<SecretString>,
}

pub(super) enum SessionStep {
    KeptChanged(Kept),
    Read(Result<Box<Known>, Trouble>),
    /// The back-off is over; `timer` tells the current one from those before it.
    RetryDue {
        timer: u32,
    },
    /// A write was confirmed: read anew, then answer.
    Written(Box<dyn FnOnce() + Send>),
    /// A call failed in a way that says something about the session as a whole.
    CallFailed {
        trouble: Trouble,
        action: Option<Action>,
    },
    /// The text of a terms document was read to the person.
    TermsOpened {
        id: String,
        file_id: String,
    },
    RevokedEverywhere(Reply<()>),
}

/// Where jobs report to.
#[derive(Clone)]
pub(super) struct Line(mpsc::UnboundedSender<Event>);

impl Line {
    pub(super) fn new(events: mpsc::UnboundedSender<Event>) -> Self {
        Self(events)
    }

    /// A controller that has gone needs no reports.
    pub(super) fn send(&self, event: Event) {
        let _ = self.0.send(event);
    }

    pub(super) fn step(&self, session: u32, step: SessionStep) {
        self.send(Event::Session { session, step });
    }

    /// Runs a job whose end is its report.
    pub(super) fn spawn(
        &self,
        job: impl Future<Output = Event> + Send + 'static,
    ) -> tokio::task::AbortHandle {
        let line = self.clone();
        tokio::spawn(async move { line.send(job.await) }).abort_handle()
    }
}
