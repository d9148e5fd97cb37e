//! The e-mail method.

use secrecy::SecretString;
use workpass_domain::{code, email, method::MethodKind};

use super::{Desk, begun::Open, call::Errand, event::SessionStep};
use crate::{
    error::UiError,
    explain,
    intent::Reply,
    known::{Known, given},
    ports::{AccountData, DirectoryError, EmailChallenge, Refusal},
    present,
    view::{EmailChallengeView, StepUpFor},
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
}

fn lists_address(account: &AccountData, address: &str) -> bool {
    let methods = given(&account.methods).map(Vec::as_slice).unwrap_or_default();
    methods.iter().any(|method| {
        let value = method.value.as_deref();
        method.kind == MethodKind::Email && value.is_some_and(|value| value.eq_ignore_ascii_case(address))
    })
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
