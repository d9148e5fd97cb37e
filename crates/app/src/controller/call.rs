//! Calls on behalf of the person. What changes something is sent only online, and shown only after the service
//! confirmed it (B-207).

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use tokio::sync::oneshot;
use workpass_domain::action::Action;

use super::{
    Desk,
    event::{Line, SessionStep},
    session::{Session, SignedIn},
    step_up::Proof,
};
use crate::{
    context::{Access, Context, Services},
    error::UiError,
    explain::{self, Trouble},
    intent::Reply,
    ports::DirectoryError,
    tokens::Tokens,
    view::StepUpFor,
};

/// A confirmed write is answered when the fresh view is there, but not later than this.
const PATIENCE: Duration = Duration::from_secs(3);

/// A call that joined a proof for another call may need one of its own after it.
const MOST_PROOFS: usize = 2;

/// What a call is for.
pub(super) struct Errand {
    /// What is not possible any more in this run when the service forbids it.
    pub(super) action: Option<Action>,
    /// What the sheet says when the service wants a fresh proof first; `None`: it is not asked for.
    pub(super) step_up: Option<StepUpFor>,
    pub(super) explain: fn(&Trouble) -> UiError,
    /// How many of the kind there may be, as far as known.
    pub(super) limit: Option<u32>,
}

impl Errand {
    pub(super) fn new(action: Action, step_up: StepUpFor) -> Self {
        Self {
            action: Some(action),
            step_up: Some(step_up),
            explain: explain::trouble,
            limit: None,
        }
    }

    /// Goes on with what was started; a refusal says nothing about starting another one.
    pub(super) fn continuing() -> Self {
        Self {
            action: None,
            step_up: None,
            explain: explain::trouble,
            limit: None,
        }
    }

    /// The service wants no fresh proof for it.
    pub(super) fn plain(action: Action) -> Self {
        Self {
            action: Some(action),
            ..Self::continuing()
        }
    }

    /// A fresh proof may be asked of the person all the same.
    pub(super) fn proving(self, step_up: StepUpFor) -> Self {
        Self {
            step_up: Some(step_up),
            ..self
        }
    }

    pub(super) fn limited_to(self, limit: Option<u32>) -> Self {
        Self { limit, ..self }
    }

    pub(super) fn explained_by(self, explain: fn(&Trouble) -> UiError) -> Self {
        Self { explain, ..self }
    }
}

impl Desk {
    /// Signed in, and with a network to write over.
    pub(super) fn online(&self) -> Result<&SignedIn, UiError> {
        match &self.session {
            Session::SignedIn(signed_in) if signed_in.is_offline() => Err(UiError::Offline),
            Session::SignedIn(signed_in) => Ok(signed_in),
            _ => Err(UiError::NotAvailable),
        }
    }

    /// A change: confirmed by the service, then read anew, then answered.
    pub(super) fn write<T, F>(
        &mut self,
        errand: Errand,
        reply: Reply<T>,
        operation: impl Fn(Services, Arc<Access>) -> F + Send + Sync + 'static,
    ) where
        T: Send + 'static,
        F: Future<Output = Result<T, DirectoryError>> + Send,
    {
        self.call_then(errand, reply, operation, |value, reply| {
            SessionStep::Written(Box::new(move || drop(reply.send(Ok(value)))))
        });
    }

    /// A call whose answer goes back as it is.
    pub(super) fn call<T, F>(
        &mut self,
        errand: Errand,
        reply: Reply<T>,
        operation: impl Fn(Services, Arc<Access>) -> F + Send + Sync + 'static,
    ) where
        T: Send + 'static,
        F: Future<Output = Result<T, DirectoryError>> + Send,
    {
        let Some(job) = self.job(errand, &reply) else {
            return drop(reply.send(self.online().map(drop).and(Err(UiError::NotAvailable))));
        };
        tokio::spawn(async move { drop(reply.send(job.run(operation).await)) });
    }

    /// A call whose success the controller takes further.
    pub(super) fn call_then<T, R, F>(
        &mut self,
        errand: Errand,
        reply: Reply<R>,
        operation: impl Fn(Services, Arc<Access>) -> F + Send + Sync + 'static,
        next: impl FnOnce(T, Reply<R>) -> SessionStep + Send + 'static,
    ) where
        T: Send + 'static,
        R: Send + 'static,
        F: Future<Output = Result<T, DirectoryError>> + Send,
    {
        let Some(job) = self.job(errand, &reply) else {
            return drop(reply.send(self.online().map(drop).and(Err(UiError::NotAvailable))));
        };
        tokio::spawn(async move {
            let (session, line) = (job.session, job.line.clone());
            match job.run(operation).await {
                Ok(value) => line.step(session, next(value, reply)),
                Err(error) => drop(reply.send(Err(error))),
            }
        });
    }

    fn job<R>(&mut self, errand: Errand, _: &Reply<R>) -> Option<Job> {
        self.online().ok()?;
        let (context, line) = (self.context.clone(), self.line.clone());
        let signed_in = self.signed_in()?;
        if let Some(Action::AddMethod(kind)) = &errand.action {
            signed_in.expect_method(kind);
        }
        Some(Job {
            errand,
            session: signed_in.number,
            tokens: signed_in.tokens.clone(),
            context,
            line,
        })
    }

    pub(super) fn written(&mut self, answer: Box<dyn FnOnce() + Send>) {
        let (done, fresh) = oneshot::channel();
        if let Some(signed_in) = self.signed_in() {
            signed_in.listed_at = None;
        }
        self.read_then(done, true);
        let context = self.context.clone();
        tokio::spawn(async move {
            // The write is confirmed; a read that fails or takes long shows as such on its own.
            tokio::select! {
                _ = fresh => {}
                () = context.sleep(PATIENCE) => {}
            }
            answer();
        });
    }
}

fn wanted<T>(answer: &Result<T, Trouble>) -> Option<Option<String>> {
    answer.as_ref().err().and_then(Trouble::wanted_proof)
}

/// One call, away from the controller.
struct Job {
    errand: Errand,
    session: u32,
    tokens: Tokens,
    context: Arc<Context>,
    line: Line,
}

impl Job {
    /// What its failure says about the session is reported apart from the answer.
    async fn run<T, F>(
        self,
        operation: impl Fn(Services, Arc<Access>) -> F + Send + Sync,
    ) -> Result<T, UiError>
    where
        F: Future<Output = Result<T, DirectoryError>> + Send,
    {
        let services = &self.context.services;
        let used = AtomicU32::new(0);
        let call = |access: Arc<Access>| {
            used.store(access.serial, Ordering::Relaxed);
            operation(services.clone(), access)
        };
        let mut proven = false;
        let mut answer = self.context.authorized(&self.tokens, &call).await;
        let refused = matches!(
            answer,
            Err(Trouble::Directory(DirectoryError::ClaimsRequired { .. }))
        );
        if self.errand.step_up.is_some() && refused && self.has_newer(&used).await {
            // Somebody proved who they are while this call was on its way.
            answer = self.context.authorized(&self.tokens, &call).await;
        }
        for _ in 0..MOST_PROOFS {
            let (Some(claims), Some(for_what)) = (wanted(&answer), self.errand.step_up) else {
                break;
            };
            let proof = self.step_up(claims, for_what).await?;
            // The one request, once more. Asked again after the proof it wanted it is refused: never a loop.
            answer = self.context.authorized(&self.tokens, &call).await;
            proven = proof == Proof::AsWanted;
            if proven {
                break;
            }
        }
        let answer = answer.map(|(value, _)| value);
        answer.map_err(|trouble| {
            let error = match ((self.errand.explain)(&trouble), self.errand.limit) {
                (UiError::ProofWanted, _) if proven => UiError::StepUpNotEnough,
                // The service refuses without the number; the policy has it.
                (UiError::MethodLimitReached { maximum: None }, maximum) => {
                    UiError::MethodLimitReached { maximum }
                }
                (error, _) => error,
            };
            let action = self.errand.action;
            self.line
                .step(self.session, SessionStep::CallFailed { trouble, action });
            error
        })
    }

    /// Whether there is another token by now than the one that was used last.
    async fn has_newer(&self, used: &AtomicU32) -> bool {
        let now = self.tokens.access(None).await;
        now.is_ok_and(|access| access.serial != used.load(Ordering::Relaxed))
    }

    /// Waits until the person proved in the browser who they are; the tokens are others then.
    async fn step_up(&self, claims: Option<String>, for_what: StepUpFor) -> Result<Proof, UiError> {
        let (reply, proven) = oneshot::channel();
        let step = SessionStep::ProofWanted {
            claims,
            for_what,
            reply,
        };
        self.line.step(self.session, step);
        proven.await.unwrap_or(Err(UiError::SessionEnded))
    }
}
