//! Fresh verification: the service asks for a newer proof of who the person is (B-22, B-83, B-204; DESIGN §3).
//!
//! The call that was refused waits, the person signs in again in the system browser, the tokens are swapped, and the
//! one call is repeated. Several calls that ask at once wait for one and the same proof.

use std::sync::Arc;

use time::OffsetDateTime;
use tokio::task::AbortHandle;

use super::{
    Desk,
    event::{Line, SessionStep, StepUpStep},
    open_page,
    sign_in::BROWSER_PATIENCE,
};
use crate::{
    context::Context,
    error::UiError,
    explain,
    intent::Reply,
    ports::{AuthorityError, RefusedCause, Tokens as Granted, TrustedPage},
    present::time,
    tokens::{SwapTrouble, Tokens},
    view::{StepUpFor, StepUpView},
};

/// What was proven, for a call that waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// What this call wanted.
    AsWanted,
    /// What another call wanted first; it may do for this one as well.
    ForAnother,
}

struct Waiting {
    proof: Proof,
    reply: Reply<Proof>,
}

/// A proof under way. Dropping it ends it; whoever waits hears that.
pub(super) struct StepUp {
    number: u32,
    claims: Option<String>,
    for_what: StepUpFor,
    page: Option<TrustedPage>,
    expires_at: OffsetDateTime,
    waiting: Vec<Waiting>,
    job: AbortHandle,
}

impl StepUp {
    pub(super) fn view(&self) -> StepUpView {
        StepUpView {
            for_what: self.for_what,
            opened: self.page.is_some(),
            expires_at: time(self.expires_at),
        }
    }

    fn answer(mut self, result: &Result<(), UiError>) {
        for Waiting { proof, reply } in std::mem::take(&mut self.waiting) {
            let _ = reply.send(result.clone().map(|()| proof));
        }
    }
}

/// Closes the way back from the browser: what comes later reaches nobody.
impl Drop for StepUp {
    fn drop(&mut self) {
        self.job.abort();
    }
}

impl Desk {
    pub(super) fn proof_wanted(&mut self, claims: Option<String>, for_what: StepUpFor, reply: Reply<Proof>) {
        let number = self.next_serial();
        let expires_at = self.context.now() + BROWSER_PATIENCE;
        let (context, line) = (self.context.clone(), self.line.clone());
        let Some(signed_in) = self.signed_in() else { return };
        if let Some(step_up) = &mut signed_in.step_up {
            let proof = if step_up.claims == claims {
                Proof::AsWanted
            } else {
                Proof::ForAnother
            };
            step_up.waiting.push(Waiting { proof, reply });
            return;
        }
        let proof = Proving {
            context,
            line,
            session: signed_in.number,
            number,
            tokens: signed_in.tokens.clone(),
            login_hint: signed_in.account.user_name.clone(),
            claims: claims.clone(),
        };
        signed_in.step_up = Some(StepUp {
            number,
            claims,
            for_what,
            page: None,
            expires_at,
            waiting: vec![Waiting {
                proof: Proof::AsWanted,
                reply,
            }],
            job: tokio::spawn(proof.run()).abort_handle(),
        });
    }

    pub(super) fn on_step_up(&mut self, number: u32, step: StepUpStep) {
        let Some(signed_in) = self.signed_in() else { return };
        let Some(step_up) = signed_in
            .step_up
            .as_mut()
            .filter(|step_up| step_up.number == number)
        else {
            return;
        };
        match step {
            StepUpStep::Opened(page) => step_up.page = Some(page),
            StepUpStep::Ended(result) => {
                if let Some(step_up) = signed_in.step_up.take() {
                    step_up.answer(&result);
                }
            }
        }
    }

    /// The person closed the sheet. Nothing was sent, so nothing changed.
    pub(super) fn cancel_step_up(&mut self, reply: Reply<()>) {
        let step_up = self.signed_in().and_then(|signed_in| signed_in.step_up.take());
        if let Some(step_up) = step_up {
            step_up.answer(&Err(UiError::StepUpCancelled));
        }
        let _ = reply.send(Ok(()));
    }

    /// The page was closed by mistake: the same one again.
    pub(super) fn reopen_step_up(&mut self, reply: Reply<()>) {
        let page = self
            .signed_in()
            .and_then(|signed_in| signed_in.step_up.as_ref()?.page.clone());
        self.open(page, reply);
    }
}

/// The way to the browser and back, away from the controller.
struct Proving {
    context: Arc<Context>,
    line: Line,
    session: u32,
    number: u32,
    tokens: Tokens,
    login_hint: Option<String>,
    claims: Option<String>,
}

impl Proving {
    async fn run(self) {
        let result = self.prove().await;
        self.report(StepUpStep::Ended(result));
    }

    fn report(&self, step: StepUpStep) {
        let number = self.number;
        self.line.step(self.session, SessionStep::StepUp { number, step });
    }

    async fn prove(&self) -> Result<(), UiError> {
        let patience = self.context.sleep(BROWSER_PATIENCE);
        let granted = tokio::select! {
            granted = self.ask() => granted?,
            () = patience => return Err(UiError::StepUpTimedOut),
        };
        let fresh = granted.refresh_token.clone();
        match self.tokens.swap(granted).await {
            Ok(()) => Ok(()),
            Err(SwapTrouble::OtherAccount) => Err(UiError::StepUpOtherAccount),
            Err(SwapTrouble::SessionEnded) => {
                // Signed out meanwhile: nobody may keep what nobody wants.
                if let Some(fresh) = fresh {
                    self.context.revoke(&fresh).await;
                }
                Err(UiError::SessionEnded)
            }
        }
    }

    async fn ask(&self) -> Result<Granted, UiError> {
        let context = &self.context;
        let authority = context.authority().await.map_err(|error| refused(&error))?;
        let port = &context.services.authority;
        let flow = port
            .start_step_up(
                &authority,
                self.claims.as_deref(),
                self.login_hint.as_deref(),
                &context.shell.computer(),
            )
            .await
            .map_err(|error| refused(&error))?;
        let page = TrustedPage::check(flow.page()).ok_or_else(|| {
            refused(&AuthorityError::InvalidAnswer(
                "the page for the proof is not safe to open".into(),
            ))
        })?;
        open_page(&*context.shell, &page)?;
        self.report(StepUpStep::Opened(page));
        flow.finish().await.map_err(|error| refused(&error))
    }
}

/// What the authority's refusal means here: the session itself goes on.
fn refused(error: &AuthorityError) -> UiError {
    match error {
        AuthorityError::Declined => UiError::StepUpCancelled,
        AuthorityError::Expired => UiError::StepUpTimedOut,
        AuthorityError::GrantEnded(support)
        | AuthorityError::Refused {
            cause: RefusedCause::InteractionRequired | RefusedCause::Temporary | RefusedCause::Other,
            support,
            ..
        } => UiError::StepUpFailed {
            support: support.clone(),
        },
        error => explain::authority(error),
    }
}
