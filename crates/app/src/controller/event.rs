//! What jobs report back to the controller.

use std::sync::Arc;

use secrecy::SecretString;
use time::OffsetDateTime;
use tokio::sync::mpsc;
use url::Url;
use workpass_domain::{account::Account, action::Action};

use super::{
    Desk, deletion::Deleted, loss::Taken, organizations::SwitchStep, registration::Proven, step_up::Proof,
};
use crate::{
    error::UiError,
    explain::Trouble,
    intent::Reply,
    known::Known,
    ports::{Authority, AuthorityError, Memo, Registration, Tokens as Granted, TrustedPage, VaultError},
    view::{Kept, LanguageChoice, RegistrationView, SavedFileView, SignedOutWhy, StepUpFor},
};

pub(super) enum Event {
    Discovered {
        /// Whose it is; another one may be shown by now.
        issuer: String,
        result: Result<Arc<Authority>, AuthorityError>,
    },
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
    /// What was kept of another organization is gone: home is looked for.
    GoHome,
    /// Whether the keychain still holds something of a session that is over.
    LeftBehind(bool),
    Session {
        session: u32,
        step: SessionStep,
    },
}

/// How the search for a session to go on with ended.
pub(super) enum Resume {
    /// Somebody was signed in, here and elsewhere; the keychain is being asked.
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
    /// Of another organization; what is kept at home is looked for.
    Lost,
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
    /// The account keeps what was chosen; with the language, when that was another.
    SettingsChanged {
        language: Option<LanguageChoice>,
        reply: Reply<()>,
    },
    /// Everything about the person, whole.
    Exported {
        text: String,
        reply: Reply<SavedFileView>,
    },
    /// A method was deleted, or was not there.
    MethodDeleted {
        id: String,
        deleted: Deleted,
        reply: Reply<()>,
    },
    /// The account was read before something is decided; with nobody when the session is gone.
    ReadBefore(GoOn),
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
    /// The person left the organization that is shown.
    LeftOrganization(Reply<()>),
    Switch {
        number: u32,
        issuer: String,
        step: SwitchStep,
    },
    /// The device this app runs on was disabled.
    DisabledHere(Reply<()>),
    /// A code is on its way to the address.
    ChallengeSent {
        id: String,
        address: String,
    },
    RegistrationStarted {
        registration: Registration,
        reply: Reply<RegistrationView>,
    },
    /// A running one was looked at.
    RegistrationSeen {
        registration: Registration,
        reply: Reply<RegistrationView>,
    },
    /// The code was right: read anew, then answer.
    Registered {
        id: String,
        proven: Proven,
        reply: Reply<RegistrationView>,
    },
    /// The list has the new method.
    RegistrationShown {
        registration: Box<Registration>,
        reply: Reply<RegistrationView>,
    },
    /// A call waits for a fresh proof of who the person is.
    ProofWanted {
        claims: Option<String>,
        for_what: StepUpFor,
        reply: Reply<Proof>,
    },
    /// A step of the plan for a lost phone came to its end.
    LossTaken(Taken),
    /// A read waited for that proof.
    ReadAfterProof {
        proof: Result<(), UiError>,
        waiting: Vec<Reply<()>>,
    },
    StepUp {
        number: u32,
        step: StepUpStep,
    },
}

/// What goes on with the controller, or without it once the session is gone.
pub(super) type GoOn = Box<dyn FnOnce(Option<&mut Desk>) + Send>;

/// How the proof in the browser goes.
pub(super) enum StepUpStep {
    /// `page` is open in the browser.
    Opened(TrustedPage),
    Ended(Result<(), UiError>),
}

impl SessionStep {
    /// The session it speaks of is gone: whoever waits hears so.
    pub(super) fn too_late(self) {
        match self {
            // The write itself was confirmed, so its caller hears that.
            Self::Written(answer) => answer(),
            Self::SettingsChanged { reply, .. } => drop(reply.send(Ok(()))),
            Self::Exported { reply, .. } => drop(reply.send(Err(UiError::SessionEnded))),
            Self::MethodDeleted { deleted, reply, .. } => drop(reply.send(match deleted {
                Deleted::Confirmed => Ok(()),
                Deleted::NotFound => Err(UiError::SessionEnded),
            })),
            Self::ReadBefore(go_on) => go_on(None),
            Self::RegistrationStarted { reply, .. }
            | Self::RegistrationSeen { reply, .. }
            | Self::Registered { reply, .. }
            | Self::RegistrationShown { reply, .. } => drop(reply.send(Err(UiError::SessionEnded))),
            Self::ProofWanted { reply, .. } => drop(reply.send(Err(UiError::SessionEnded))),
            Self::LossTaken(taken) => taken.too_late(),
            Self::Switch { step, .. } => step.give_up(),
            Self::ReadAfterProof { waiting, .. } => {
                for reply in waiting {
                    let _ = reply.send(Err(UiError::SessionEnded));
                }
            }
            Self::KeptChanged(_)
            | Self::Read(_)
            | Self::RetryDue { .. }
            | Self::CallFailed { .. }
            | Self::TermsOpened { .. }
            | Self::ChallengeSent { .. }
            | Self::RevokedEverywhere(_)
            | Self::DisabledHere(_)
            | Self::LeftOrganization(_)
            | Self::StepUp { .. } => {}
        }
    }
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
