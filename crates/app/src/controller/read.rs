//! Reading the account: the last-known view first, then the fresh one; again when the network is back.

use std::{sync::Arc, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use tokio::sync::oneshot;

use super::{
    Desk,
    event::{Event, SessionStep},
    loss::observe,
    session::{Doing, Reading, Session},
};
use crate::{
    context::Context,
    error::UiError,
    explain::{self, Trouble},
    intent::Reply,
    known::{Known, Offers, given, is_incomplete, is_judgeable},
    ports::{NetworkError, Part, TrustedPage},
    present::account::action,
    tokens::Tokens,
    view::{ActionName, SignedOutWhy, StepUpFor},
};

/// First wait before a read is tried again while offline; doubles up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);

/// What is shown counts as fresh for this long when the person comes back to the window.
const FRESH: time::Duration = time::Duration::seconds(60);

impl Desk {
    /// Starts a read, or sees to it that another one follows the one under way.
    pub(super) fn read_account(&mut self) {
        let (context, line, language) = (self.context.clone(), self.line.clone(), self.locale());
        let Some(signed_in) = self.signed_in() else { return };
        if let Some(reading) = &mut signed_in.reading {
            reading.again = true;
            return;
        }
        signed_in.reading = Some(Reading::default());
        let (session, tokens) = (signed_in.number, signed_in.tokens.clone());
        line.clone().spawn(async move {
            let result = read(&context, &tokens, &language).await.map(Box::new);
            Event::Session {
                session,
                step: SessionStep::Read(result),
            }
        });
    }

    /// Starts a read whose end is answered. `waits_for_newer`: a read under way is too old to count.
    pub(super) fn read_then(&mut self, reply: Reply<()>, waits_for_newer: bool) {
        let under_way = self
            .signed_in()
            .is_some_and(|signed_in| signed_in.reading.is_some());
        if !under_way || waits_for_newer {
            self.read_account();
        }
        let reading = self.signed_in().and_then(|signed_in| signed_in.reading.as_mut());
        match reading {
            Some(reading) if under_way && waits_for_newer => reading.waiting_again.push(reply),
            Some(reading) => reading.waiting.push(reply),
            None => drop(reply.send(Err(UiError::NotAvailable))),
        }
    }

    pub(super) fn refresh_account(&mut self, reply: Reply<()>) {
        self.read_then(reply, false);
        if let Some(reading) = self.signed_in().and_then(|signed_in| signed_in.reading.as_mut()) {
            reading.asked = true;
        }
    }

    pub(super) fn window_focused(&mut self) {
        let now = self.context.now();
        match &self.session {
            Session::SignedIn(signed_in) => {
                let age = signed_in.known.as_ref().map(|known| now - known.as_of);
                if signed_in.reading.is_none()
                    && (signed_in.is_offline() || age.is_none_or(|age| age > FRESH))
                {
                    self.read_account();
                }
            }
            Session::SignedOut(_) => self.discover(),
            _ => {}
        }
    }

    pub(super) fn on_session_step(&mut self, session: u32, step: SessionStep) {
        let is_current = self
            .signed_in()
            .is_some_and(|signed_in| signed_in.number == session);
        if !is_current {
            // Signed out meanwhile, or put aside.
            self.on_parked_step(session, step);
            return;
        }
        match step {
            SessionStep::Read(Ok(known)) => self.account_read(*known),
            SessionStep::Read(Err(trouble)) => self.account_not_read(&trouble),
            SessionStep::RetryDue { timer } => {
                if self
                    .signed_in()
                    .is_some_and(|s| s.retry.timer == timer && s.is_offline() && s.reading.is_none())
                {
                    self.read_account();
                }
            }
            SessionStep::KeptChanged(kept) => {
                if let Some(signed_in) = self.signed_in() {
                    signed_in.kept = kept;
                }
            }
            SessionStep::Written(answer) => self.written(answer),
            SessionStep::SettingsChanged { language, reply } => self.settings_changed(language, reply),
            SessionStep::Exported { text, reply } => self.exported(text, reply),
            SessionStep::MethodDeleted { id, deleted, reply } => self.method_deleted(&id, deleted, reply),
            SessionStep::ReadBefore(go_on) => go_on(Some(self)),
            SessionStep::CallFailed { trouble, action } => self.call_failed(&trouble, action),
            SessionStep::TermsOpened { id, file_id } => self.terms_opened(id, file_id),
            SessionStep::ChallengeSent { id, address } => {
                if let Some(signed_in) = self.signed_in() {
                    signed_in.email_challenges.insert(id, address);
                }
            }
            SessionStep::RevokedEverywhere(reply) => {
                self.end_session(SignedOutWhy::Everywhere, None, Some(reply));
            }
            SessionStep::DisabledHere(reply) => {
                self.end_session(SignedOutWhy::DeviceDisabled, None, Some(reply));
            }
            SessionStep::LeftOrganization(reply) => self.left(reply),
            SessionStep::Switch { number, issuer, step } => self.on_switch(number, &issuer, step),
            SessionStep::RegistrationStarted { registration, reply } => {
                self.registration_started(&registration, reply);
            }
            SessionStep::RegistrationSeen { registration, reply } => {
                self.registration_seen(&registration, reply);
            }
            SessionStep::Registered { id, proven, reply } => self.confirmed(id, proven, reply),
            SessionStep::RegistrationShown { registration, reply } => {
                self.registration_shown(&registration, reply);
            }
            SessionStep::ProofWanted {
                claims,
                for_what,
                reply,
            } => self.proof_wanted(claims, for_what, reply),
            SessionStep::LossTaken(taken) => self.loss_taken(taken),
            SessionStep::ReadAfterProof { proof, waiting } => self.read_after_proof(proof, waiting),
            SessionStep::StepUp { number, step } => self.on_step_up(number, step),
        }
    }

    fn account_read(&mut self, mut known: Known) {
        let now = self.context.now();
        let Some(signed_in) = self.signed_in() else { return };
        let incomplete = is_incomplete(&known.data);
        if let Part::Given(methods) = &mut known.data.methods {
            signed_in.without_what_is_gone(methods);
        }
        let is_newest = signed_in.reading.as_ref().is_none_or(|reading| !reading.again);
        let judgeable = is_judgeable(&known.data);
        if is_newest && judgeable {
            signed_in.listed_at = Some(now);
        }
        let asked_in = self.locale();
        let Some(signed_in) = self.signed_in() else { return };
        let is_first = signed_in.known.is_none();
        let mut known = known.over(signed_in.known.as_ref());
        if judgeable {
            // Half an answer says nothing of what was done.
            observe(&mut known, &signed_in.refused, now);
        }
        signed_in.proven = true;
        signed_in.offline_since = None;
        signed_in.retry.failures = 0;
        signed_in.trouble = incomplete.then(|| {
            let error = NetworkError::Nonsense("a part of the account was not answered".into());
            explain::network(&error)
        });
        signed_in.known = Some(known);
        let result = signed_in.trouble.clone().map_or(Ok(()), Err);
        self.keep_known(|| {});
        if is_first && !self.context.is_home() {
            self.remember_shown();
        }
        // The account says another language than was asked in: terms come in that one.
        if self.locale() != asked_in
            && let Some(reading) = self.signed_in().and_then(|signed_in| signed_in.reading.as_mut())
        {
            reading.again = true;
        }
        self.reading_done(&result);
    }

    fn account_not_read(&mut self, trouble: &Trouble) {
        if trouble.is_session_end() {
            self.session_ended();
            return;
        }
        if let Some(claims) = trouble.wanted_proof()
            && self.prove_before_reading(claims)
        {
            return;
        }
        let now = self.context.now();
        let error = explain::trouble(trouble);
        let Some(signed_in) = self.signed_in() else { return };
        signed_in.trouble = Some(error.clone());
        // Whatever class of network trouble: what is shown is the last-known view, and the network is tried again.
        if trouble.is_out_of_reach() {
            signed_in.offline_since.get_or_insert(now);
            self.retry_later();
        }
        self.reading_done(&Err(error));
    }

    /// The service shows nothing without a fresh proof. Nobody's browser opens by itself: only who asked is asked.
    fn prove_before_reading(&mut self, claims: Option<String>) -> bool {
        let line = self.line.clone();
        let Some(signed_in) = self.signed_in() else {
            return false;
        };
        let session = signed_in.number;
        let Some(reading) = signed_in.reading.take_if(|reading| reading.asked) else {
            return false;
        };
        let (reply, proven) = oneshot::channel();
        self.proof_wanted(claims, StepUpFor::ViewAccount, reply);
        tokio::spawn(async move {
            let waiting = reading.waiting.into_iter().chain(reading.waiting_again).collect();
            let proof = proven.await.unwrap_or(Err(UiError::SessionEnded)).map(drop);
            line.step(session, SessionStep::ReadAfterProof { proof, waiting });
        });
        true
    }

    fn read_after_proof(&mut self, proof: Result<(), UiError>, waiting: Vec<Reply<()>>) {
        if let Err(error) = proof {
            for reply in waiting {
                let _ = reply.send(Err(error.clone()));
            }
            return;
        }
        for reply in waiting {
            self.read_then(reply, false);
        }
    }

    fn reading_done(&mut self, result: &Result<(), UiError>) {
        let Some(signed_in) = self.signed_in() else { return };
        let Some(reading) = signed_in.reading.take() else {
            return;
        };
        for reply in reading.waiting {
            let _ = reply.send(result.clone());
        }
        if reading.again {
            self.read_account();
            if let Some(next) = self.signed_in().and_then(|signed_in| signed_in.reading.as_mut()) {
                next.waiting = reading.waiting_again;
            }
        }
    }

    fn retry_later(&mut self) {
        let (context, line) = (self.context.clone(), self.line.clone());
        let Some(signed_in) = self.signed_in() else { return };
        signed_in.retry.timer += 1;
        let timer = signed_in.retry.timer;
        let wait = (FIRST_WAIT * (1 << signed_in.retry.failures.min(6))).min(LONGEST_WAIT);
        signed_in.retry.failures += 1;
        let session = signed_in.number;
        line.spawn(async move {
            context.sleep(wait).await;
            Event::Session {
                session,
                step: SessionStep::RetryDue { timer },
            }
        });
    }

    /// A call other than the read failed: what does that say about the session?
    fn call_failed(&mut self, trouble: &Trouble, action: Option<workpass_domain::action::Action>) {
        if trouble.is_session_end() {
            self.session_ended();
            return;
        }
        let now = self.context.now();
        let Some(signed_in) = self.signed_in() else { return };
        signed_in
            .refused
            .extend(action.and_then(|action| explain::remembered_refusal(trouble, action)));
        if trouble.is_offline() && signed_in.offline_since.is_none() {
            signed_in.offline_since = Some(now);
            self.retry_later();
        } else if trouble.tells_of_a_change() {
            self.read_account();
        }
    }

    fn session_ended(&mut self) {
        self.end_session(SignedOutWhy::SessionEnded, None, None);
    }

    /// To the sign-in screen, while what was kept of the session is removed from this computer.
    pub(super) fn end_session(
        &mut self,
        why: SignedOutWhy,
        error: Option<UiError>,
        reply: Option<Reply<()>>,
    ) {
        // What ended is one of several organizations: the person is back where they were.
        let is_elsewhere = matches!(self.session, Session::SignedIn(_)) && !self.context.is_home();
        if is_elsewhere && matches!(why, SignedOutWhy::SessionEnded | SignedOutWhy::DeviceDisabled) {
            return self.ended_elsewhere(reply);
        }
        let Session::SignedIn(signed_in) = std::mem::replace(&mut self.session, Session::Starting) else {
            return;
        };
        let mut ended = *signed_in;
        // Whoever waits for a proof hears it now, and the way back from the browser is closed.
        ended.step_up = None;
        let reading = ended.reading.take().unwrap_or_default();
        for waiting in reading.waiting.into_iter().chain(reading.waiting_again) {
            let _ = waiting.send(Err(UiError::SessionEnded));
        }
        let context = self.context.clone();
        self.change_context(self.home.clone());
        self.show_sign_in(why, error, Doing::Clearing { then: None });
        self.clear_sessions(context, ended, reply);
    }

    pub(super) fn get_photo(&mut self, reply: Reply<Option<String>>) {
        let known = match &self.session {
            Session::SignedIn(signed_in) => signed_in.known.as_ref(),
            _ => None,
        };
        let photo = known.and_then(|known| given(&known.data.photo)?.as_ref());
        let url = photo.map(|photo| {
            format!(
                "data:{};base64,{}",
                photo.media_type,
                BASE64_STANDARD.encode(&photo.bytes)
            )
        });
        let _ = reply.send(Ok(url));
    }

    pub(super) fn hand_over_page(&self, name: ActionName) -> Option<TrustedPage> {
        use workpass_domain::action::Availability;
        let Session::SignedIn(signed_in) = &self.session else {
            return None;
        };
        let standing = signed_in
            .known
            .as_ref()?
            .standing(&signed_in.refused, signed_in.is_offline());
        match standing.of(&action(name)) {
            Some(Availability::HandOver { page }) => TrustedPage::check(&page),
            Some(Availability::InApp | Availability::Unavailable { .. }) | None => None,
        }
    }
}

async fn read(context: &Arc<Context>, tokens: &Tokens, language: &str) -> Result<Known, Trouble> {
    let call = |access: Arc<crate::context::Access>| async move {
        context
            .services
            .directory
            .read_account(&access.authority, &access.token, language)
            .await
    };
    let (data, access) = context.authorized(tokens, call).await?;
    Ok(Known {
        data,
        as_of: context.now(),
        scopes: access.scopes.clone(),
        offers: Offers::from(access.authority.as_ref()),
        lost_phone: None,
    })
}
