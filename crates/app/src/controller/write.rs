//! Changes to the account. Sent only online; shown only after the service confirmed them (B-207).

use std::{future::Future, sync::Arc, time::Duration};

use secrecy::SecretString;
use tokio::sync::oneshot;
use workpass_domain::{
    action::{Action, Availability, Unavailable},
    code, email,
    method::MethodKind,
    policy::{Addable, NotAddable},
    terms,
};

use super::{
    Desk,
    event::SessionStep,
    session::{Session, SignedIn},
};
use crate::{
    context::Access,
    error::UiError,
    explain,
    intent::Reply,
    known::{Known, given},
    ports::{DirectoryError, DirectoryPort, EmailChallenge},
    present::{self, terms_text},
    view::{EmailChallengeView, TermsDocumentView, UnavailableReason},
};

/// A confirmed write is answered when the fresh view is there, but not later than this.
const PATIENCE: Duration = Duration::from_secs(3);

type Directory = Arc<dyn DirectoryPort>;

impl Desk {
    pub(super) fn start_email_challenge(
        &mut self,
        typed: &str,
        replaces_method: Option<String>,
        reply: Reply<EmailChallengeView>,
    ) {
        let action = if replaces_method.is_some() {
            Action::ChangeEmailMethod
        } else {
            Action::AddEmailMethod
        };
        let address = self.online().and_then(|signed_in| {
            may(signed_in, action)?;
            let work = signed_in
                .known
                .as_ref()
                .map(Known::work_addresses)
                .unwrap_or_default();
            email::check(typed, &work).map_err(explain::email)
        });
        let address = match address {
            Ok(address) => address.to_string(),
            Err(error) => return drop(reply.send(Err(error))),
        };
        self.call(Some(action), reply, move |directory, access| {
            let (address, replaces_method) = (address.clone(), replaces_method.clone());
            async move {
                let replaces = replaces_method.as_deref();
                let started = directory
                    .start_email_challenge(&access.authority, &access.token, &address, replaces)
                    .await;
                started.map(challenge_view)
            }
        });
    }

    pub(super) fn resend_email_challenge(&mut self, id: String, reply: Reply<EmailChallengeView>) {
        self.call(None, reply, move |directory, access| {
            let id = id.clone();
            async move {
                directory
                    .resend_email_challenge(&access.authority, &access.token, &id)
                    .await
                    .map(challenge_view)
            }
        });
    }

    pub(super) fn confirm_email_challenge(&mut self, id: String, typed: &str, reply: Reply<()>) {
        let Some(code) = code::normalise(typed) else {
            return drop(reply.send(Err(UiError::CodeMalformed)));
        };
        let code = SecretString::from(code);
        self.write(None, reply, move |directory, access| {
            let (id, code) = (id.clone(), code.clone());
            async move {
                directory
                    .confirm_email_challenge(&access.authority, &access.token, &id, &code)
                    .await
            }
        });
    }

    /// The person went back: the code that was sent stops working. Best effort, it expires by itself.
    pub(super) fn cancel_email_challenge(&mut self, id: String, reply: Reply<()>) {
        self.call(None, reply, move |directory, access| {
            let id = id.clone();
            async move {
                match directory
                    .cancel_email_challenge(&access.authority, &access.token, &id)
                    .await
                {
                    Err(DirectoryError::NotFound) => Ok(()),
                    answer => answer,
                }
            }
        });
    }

    pub(super) fn delete_email_method(&mut self, id: String, reply: Reply<()>) {
        if let Err(error) = self
            .online()
            .and_then(|signed_in| may(signed_in, Action::DeleteEmailMethod))
        {
            return drop(reply.send(Err(error)));
        }
        self.write(
            Some(Action::DeleteEmailMethod),
            reply,
            move |directory, access| {
                let id = id.clone();
                async move {
                    directory
                        .delete_email_method(&access.authority, &access.token, &id)
                        .await
                }
            },
        );
    }

    pub(super) fn get_terms_document(&mut self, id: String, reply: Reply<TermsDocumentView>) {
        let language = self.locale();
        let line = self.line.clone();
        let session = self
            .signed_in()
            .map(|signed_in| signed_in.number)
            .unwrap_or_default();
        self.call(None, reply, move |directory, access| {
            let (id, language, line) = (id.clone(), language.clone(), line.clone());
            async move {
                let text = directory
                    .read_terms(&access.authority, &access.token, &id, &language)
                    .await
                    .map_err(withdrawn)?;
                let (id, file_id) = (text.id.clone(), text.file_id.clone());
                line.step(session, SessionStep::TermsOpened { id, file_id });
                Ok(terms_text::view(text))
            }
        });
    }

    /// B-175. A text that is newer than the list means that the list is old.
    pub(super) fn terms_opened(&mut self, id: String, file_id: String) {
        let Some(signed_in) = self.signed_in() else { return };
        let listed = signed_in
            .known
            .as_ref()
            .and_then(|known| given(&known.data.terms));
        let is_listed = listed.is_some_and(|terms| {
            terms
                .iter()
                .any(|terms| terms.id == id && terms.file_id == file_id)
        });
        signed_in.opened_terms.insert((id, file_id));
        if !is_listed {
            self.read_account();
        }
    }

    pub(super) fn accept_terms(&mut self, id: String, file_id: String, reply: Reply<()>) {
        let allowed = self.online().and_then(|signed_in| {
            let listed = signed_in
                .known
                .as_ref()
                .and_then(|known| given(&known.data.terms));
            let opened = signed_in.opened_terms.contains(&(id.clone(), file_id.clone()));
            let listed = listed.map(Vec::as_slice).unwrap_or_default();
            terms::may_accept(listed, &id, &file_id, opened).map_err(explain::accept)
        });
        if let Err(error) = allowed {
            return drop(reply.send(Err(error)));
        }
        self.write(Some(Action::ReviewTerms), reply, move |directory, access| {
            let (id, file_id) = (id.clone(), file_id.clone());
            async move {
                directory
                    .accept_terms(&access.authority, &access.token, &id, &file_id)
                    .await
                    .map_err(withdrawn)
            }
        });
    }

    /// Signed in, and with a network to write over.
    pub(super) fn online(&self) -> Result<&SignedIn, UiError> {
        match &self.session {
            Session::SignedIn(signed_in) if signed_in.is_offline() => Err(UiError::Offline),
            Session::SignedIn(signed_in) => Ok(signed_in),
            _ => Err(UiError::NotAvailable),
        }
    }

    /// A change: confirmed by the service, then read anew, then answered.
    fn write<F>(
        &mut self,
        action: Option<Action>,
        reply: Reply<()>,
        operation: impl Fn(Directory, Arc<Access>) -> F + Send + Sync + 'static,
    ) where
        F: Future<Output = Result<(), DirectoryError>> + Send,
    {
        let line = self.line.clone();
        let Ok(session) = self.online().map(|signed_in| signed_in.number) else {
            return drop(reply.send(self.online().map(drop)));
        };
        let (done, outcome) = oneshot::channel();
        self.call(action, done, operation);
        tokio::spawn(async move {
            match outcome.await {
                Ok(Ok(())) => {
                    let answer = Box::new(move || drop(reply.send(Ok(()))));
                    line.step(session, SessionStep::Written(answer));
                }
                Ok(Err(error)) => drop(reply.send(Err(error))),
                Err(_) => drop(reply.send(Err(UiError::SessionEnded))),
            }
        });
    }

    pub(super) fn written(&mut self, answer: Box<dyn FnOnce() + Send>) {
        let (done, fresh) = oneshot::channel();
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

    /// A call on behalf of the person. What its failure says about the session is reported apart from the answer.
    pub(super) fn call<T, F>(
        &mut self,
        action: Option<Action>,
        reply: Reply<T>,
        operation: impl Fn(Directory, Arc<Access>) -> F + Send + Sync + 'static,
    ) where
        T: Send + 'static,
        F: Future<Output = Result<T, DirectoryError>> + Send,
    {
        let (session, tokens) = match self.online() {
            Ok(signed_in) => (signed_in.number, signed_in.tokens.clone()),
            Err(error) => return drop(reply.send(Err(error))),
        };
        let (context, line) = (self.context.clone(), self.line.clone());
        tokio::spawn(async move {
            let directory = context.services.directory.clone();
            let call = |access| operation(directory.clone(), access);
            let answer = context.authorized(&tokens, call).await.map(|(value, _)| value);
            let answer = answer.map_err(|trouble| {
                let error = explain::trouble(&trouble);
                line.step(session, SessionStep::CallFailed { trouble, action });
                error
            });
            let _ = reply.send(answer);
        });
    }
}

/// Whether the action is possible by all that is known; the service has the last word.
fn may(signed_in: &SignedIn, action: Action) -> Result<(), UiError> {
    let Some(known) = &signed_in.known else {
        return Ok(());
    };
    let rule = known.policy().and_then(|policy| policy.rule(&MethodKind::Email));
    let maximum = rule.and_then(|rule| rule.maximum);
    if let (Action::AddEmailMethod, Some(rule)) = (action, rule)
        && let Addable::No(reason) = rule.addable_now()
    {
        // Only what the policy and the limit say counts here; the rest is an obstacle of the session.
        let reason = match reason {
            NotAddable::NotAllowedByPolicy => UnavailableReason::NotAllowedByPolicy,
            NotAddable::LimitReached => UnavailableReason::LimitReached,
            NotAddable::ManagedByAdministrator | NotAddable::NotAvailable => {
                UnavailableReason::ManagedByAdministrator
            }
        };
        return Err(explain::unavailable(reason, maximum));
    }
    match known
        .standing(&signed_in.refused, signed_in.is_offline())
        .of(action)
    {
        Some(Availability::Unavailable { reason }) => {
            let reason: Unavailable = reason;
            Err(explain::unavailable(present::reason(reason), maximum))
        }
        Some(Availability::InApp | Availability::HandOver { .. }) | None => Ok(()),
    }
}

/// Terms that are not there any more are not asked for any more.
fn withdrawn(error: DirectoryError) -> DirectoryError {
    match error {
        DirectoryError::NotFound => DirectoryError::NotOffered,
        error => error,
    }
}

fn challenge_view(challenge: EmailChallenge) -> EmailChallengeView {
    EmailChallengeView {
        id: challenge.id,
        email_address: challenge.email_address,
        expires_at: present::time(challenge.expires_at),
        resend_after: present::time(challenge.resend_after),
        tries_remaining: challenge.tries_remaining,
    }
}
