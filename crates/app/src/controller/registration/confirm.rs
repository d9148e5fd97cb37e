//! The end of a registration: the code that proves it, and what became of it.

use secrecy::{ExposeSecret, SecretString};
use workpass_domain::{code, preference::DefaultOption};

use crate::{
    controller::{Desk, call::Errand, event::SessionStep, methods::checked_name, session::Session},
    error::UiError,
    explain,
    intent::Reply,
    known::given,
    ports::{DirectoryError, Refusal, Registration, RegistrationKind, RegistrationState},
    present::{
        self, method,
        registration::{Beside, method_kind},
    },
    view::{RegistrationView, StepUpFor},
};

/// What came of a code that was right.
pub(in crate::controller) struct Proven {
    pub(in crate::controller) method_id: String,
    /// The new method became the default (B-56).
    pub(in crate::controller) default_changed: Option<DefaultOption>,
}

impl Desk {
    pub(in crate::controller) fn confirm_registration(
        &mut self,
        id: String,
        typed: &SecretString,
        name: Option<String>,
        reply: Reply<RegistrationView>,
    ) {
        let Some(kind) = self.running_kind(&id) else {
            return drop(reply.send(Err(UiError::RegistrationNotFound)));
        };
        // A token that is tried may show eight digits.
        let normalise = match method_kind(kind) {
            Some(_) => code::normalise,
            None => code::normalise_token,
        };
        let checked = normalise(typed.expose_secret())
            .ok_or(UiError::CodeMalformed)
            .and_then(|code| Ok((SecretString::from(code), checked_name(name)?)));
        let (code, name) = match checked {
            Ok(checked) => checked,
            Err(error) => return drop(reply.send(Err(error))),
        };
        let of = id.clone();
        let errand = Errand::continuing().explained_by(explain::registration);
        let errand = match method_kind(kind) {
            Some(kind) => errand
                .proving(StepUpFor::AddMethod)
                .limited_to(self.limit_of(&kind, None)),
            None => errand,
        };
        self.call_then(
            errand,
            reply,
            move |services, access| {
                let (id, code, name) = (id.clone(), code.clone(), name.clone());
                async move {
                    let (at, token) = (&access.authority, &access.token);
                    let methods = &services.methods;
                    let answer = methods
                        .confirm_registration(at, token, kind, &id, &code, name.as_deref())
                        .await;
                    // The answer to an earlier try may have been lost on its way here.
                    let finished = matches!(
                        answer,
                        Ok(_) | Err(DirectoryError::Refused(Refusal::RegistrationFinished))
                    );
                    if finished && let Ok(read) = methods.read_registration(at, token, kind, &id).await {
                        return proven(read, answer);
                    }
                    answer.map(|method_id| Proven {
                        method_id,
                        default_changed: None,
                    })
                }
            },
            move |proven, reply| SessionStep::Registered {
                id: of,
                proven,
                reply,
            },
        );
    }

    /// The code was right.
    pub(in crate::controller) fn confirmed(
        &mut self,
        id: String,
        proven: Proven,
        reply: Reply<RegistrationView>,
    ) {
        let now = self.context.now();
        let running = self
            .signed_in()
            .and_then(|signed_in| signed_in.registrations.get(&id));
        let Some(running) = running else {
            // Left in the moment in which the code arrived: the method is there all the same.
            self.read_account();
            return drop(reply.send(Err(UiError::RegistrationNotFound)));
        };
        let registration = Registration {
            method_id: Some(proven.method_id),
            default_changed: proven.default_changed,
            ..Registration::new(
                id,
                running.kind,
                RegistrationState::Completed,
                running.expires_at.max(now),
            )
        };
        self.registered(registration, reply);
    }

    /// Registered: read anew, then say so.
    pub(super) fn registered(&mut self, registration: Registration, reply: Reply<RegistrationView>) {
        let Some(signed_in) = self.signed_in() else { return };
        signed_in.stop_registration(&registration.id);
        // By a trial nothing has changed.
        if registration.kind == RegistrationKind::Trial {
            return self.registration_shown(&registration, reply);
        }
        let (session, line) = (signed_in.number, self.line.clone());
        self.written(Box::new(move || {
            let step = SessionStep::RegistrationShown {
                registration: Box::new(registration),
                reply,
            };
            line.step(session, step);
        }));
    }

    /// Whether the default is another one now (B-56) is the service's word: by now the list may not have it yet.
    pub(in crate::controller) fn registration_shown(
        &self,
        registration: &Registration,
        reply: Reply<RegistrationView>,
    ) {
        let methods = match &self.session {
            Session::SignedIn(signed_in) => signed_in
                .known
                .as_ref()
                .and_then(|known| given(&known.data.methods)),
            _ => None,
        };
        let beside = Beside {
            page: None,
            default_changed: registration
                .default_changed
                .map(|option| method::option(option, methods.map_or(&[][..], |all| all))),
        };
        let view = present::registration::view(registration, &beside).ok_or(UiError::RegistrationNotFound);
        let _ = reply.send(view);
    }
}

fn proven(read: Registration, answer: Result<String, DirectoryError>) -> Result<Proven, DirectoryError> {
    match read.method_id {
        Some(method_id) if read.state == RegistrationState::Completed => Ok(Proven {
            method_id,
            default_changed: read.default_changed,
        }),
        Some(_) | None => answer.map(|method_id| Proven {
            method_id,
            default_changed: None,
        }),
    }
}
