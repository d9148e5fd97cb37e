//! The e-mail method and the terms.

use secrecy::SecretString;
use workpass_domain::{action::Action, code, email, method::MethodKind, terms};

use super::{Desk, begun::Open, call::Errand, event::SessionStep};
use crate::{
    error::UiError,
    explain,
    intent::Reply,
    known::{Known, given},
    ports::{AccountData, DirectoryError, EmailChallenge, Refusal},
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
        let line = self.line.clone();
        let (session, begun) = self
            .signed_in()
            .map(|signed_in| (signed_in.number, signed_in.begun.clone()))
            .unwrap_or_default();
        self.call(Errand::new(action, step_up), reply, move |services, access| {
            let (address, replaces_method) = (address.clone(), replaces_method.clone());
            let (line, begun) = (line.clone(), begun.clone());
            async move {
                let replaces = replaces_method.as_deref();
                let (at, token) = (&access.authority, &access.token);
                let call = services
                    .directory
                    .start_email_challenge(at, token, &address, replaces);
                let started = begun
                    .begin(call, |started| Open::EmailChallenge {
                        id: started.id.clone(),
                    })
                    .await?;
                let (id, address) = (started.id.clone(), started.email_address.clone());
                line.step(session, SessionStep::ChallengeSent { id, address });
                Ok(challenge_view(started))
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
        let language = self.locale();
        let (sent_to, begun) = self
            .signed_in()
            .map(|signed_in| {
                (
                    signed_in.email_challenges.get(&id).cloned(),
                    signed_in.begun.clone(),
                )
            })
            .unwrap_or_default();
        let errand = Errand::continuing().proving(StepUpFor::AddMethod);
        self.write(errand, reply, move |services, access| {
            let (id, code, language, sent_to) = (id.clone(), code.clone(), language.clone(), sent_to.clone());
            let begun = begun.clone();
            async move {
                let (at, token) = (&access.authority, &access.token);
                let directory = &services.directory;
                let answer = directory.confirm_email_challenge(at, token, &id, &code).await;
                if answer.is_ok() {
                    begun.ended(&id);
                }
                let (Err(DirectoryError::Refused(Refusal::ChallengeNotFound)), Some(address)) =
                    (&answer, sent_to)
                else {
                    return answer;
                };
                // The answer to an earlier try may have been lost on its way here: then the address is there.
                match directory.read_account(at, token, &language).await {
                    Ok(account) if lists_address(&account, &address) => Ok(()),
                    Ok(_) | Err(_) => answer,
                }
            }
        });
    }

    /// The person went back: the code that was sent stops working. Best effort, it expires by itself.
    pub(super) fn cancel_email_challenge(&mut self, id: String, reply: Reply<()>) {
        if let Some(signed_in) = self.signed_in() {
            signed_in.begun.ended(&id);
        }
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

fn lists_address(account: &AccountData, address: &str) -> bool {
    let methods = given(&account.methods).map(Vec::as_slice).unwrap_or_default();
    methods.iter().any(|method| {
        let value = method.value.as_deref();
        method.kind == MethodKind::Email && value.is_some_and(|value| value.eq_ignore_ascii_case(address))
    })
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
