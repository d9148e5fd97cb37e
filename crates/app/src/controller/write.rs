//! The e-mail method and the terms.

use secrecy::SecretString;
use workpass_domain::{action::Action, code, email, method::MethodKind, terms};

use super::{Desk, call::Errand, event::SessionStep};
use crate::{
    error::UiError,
    explain,
    intent::Reply,
    known::{Known, given},
    ports::{DirectoryError, EmailChallenge},
    present::{self, terms_text},
    view::{EmailChallengeView, StepUpFor, TermsDocumentView},
};

impl Desk {
    pub(super) fn start_email_challenge(
        &mut self,
        typed: &str,
        replaces_method: Option<String>,
        reply: Reply<EmailChallengeView>,
    ) {
        let (allowed, step_up) = match &replaces_method {
            Some(id) => (self.may_change(id), StepUpFor::ChangeMethod),
            None => (self.may_add(&MethodKind::Email, None), StepUpFor::AddMethod),
        };
        let checked = allowed.and_then(|action| {
            let known = self.online()?.known.as_ref();
            let work = known.map(Known::work_addresses).unwrap_or_default();
            let address = email::check(typed, &work).map_err(explain::email)?;
            Ok((action, address.to_string()))
        });
        let (action, address) = match checked {
            Ok(checked) => checked,
            Err(error) => return drop(reply.send(Err(error))),
        };
        self.call(Errand::new(action, step_up), reply, move |services, access| {
            let (address, replaces_method) = (address.clone(), replaces_method.clone());
            async move {
                let replaces = replaces_method.as_deref();
                let started = services
                    .directory
                    .start_email_challenge(&access.authority, &access.token, &address, replaces)
                    .await;
                started.map(challenge_view)
            }
        });
    }

    pub(super) fn resend_email_challenge(&mut self, id: String, reply: Reply<EmailChallengeView>) {
        self.call(Errand::continuing(), reply, move |services, access| {
            let id = id.clone();
            async move {
                services
                    .directory
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
        self.write(Errand::continuing(), reply, move |services, access| {
            let (id, code) = (id.clone(), code.clone());
            async move {
                services
                    .directory
                    .confirm_email_challenge(&access.authority, &access.token, &id, &code)
                    .await
            }
        });
    }

    /// The person went back: the code that was sent stops working. Best effort, it expires by itself.
    pub(super) fn cancel_email_challenge(&mut self, id: String, reply: Reply<()>) {
        self.call(Errand::continuing(), reply, move |services, access| {
            let id = id.clone();
            async move {
                match services
                    .directory
                    .cancel_email_challenge(&access.authority, &access.token, &id)
                    .await
                {
                    Err(DirectoryError::NotFound) => Ok(()),
                    answer => answer,
                }
            }
        });
    }

    pub(super) fn get_terms_document(&mut self, id: String, reply: Reply<TermsDocumentView>) {
        let language = self.locale();
        let line = self.line.clone();
        let session = self
            .signed_in()
            .map(|signed_in| signed_in.number)
            .unwrap_or_default();
        self.call(Errand::continuing(), reply, move |services, access| {
            let (id, language, line) = (id.clone(), language.clone(), line.clone());
            async move {
                let text = services
                    .directory
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
        let errand = Errand::new(Action::ReviewTerms, StepUpFor::AcceptTerms);
        self.write(errand, reply, move |services, access| {
            let (id, file_id) = (id.clone(), file_id.clone());
            async move {
                services
                    .directory
                    .accept_terms(&access.authority, &access.token, &id, &file_id)
                    .await
                    .map_err(withdrawn)
            }
        });
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
