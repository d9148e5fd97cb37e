//! Following a registration that goes on elsewhere: on the phone, in the browser.

use std::{sync::Arc, time::Duration};

use time::OffsetDateTime;

use super::show;
use crate::{
    context::{Access, Context},
    controller::{
        Desk,
        event::{Line, SessionStep},
    },
    error::UiError,
    explain::{self, Trouble},
    intent::Reply,
    ports::{Registration, RegistrationKind, RegistrationState},
    tokens::Tokens,
    view::RegistrationView,
};

/// How often a running registration is looked at.
const PACE: Duration = Duration::from_secs(2);

/// A watch is answered after this long at the latest.
const LONGEST_WATCH: time::Duration = time::Duration::seconds(30);

/// What the person saw last; a watch ends when it is something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    state: RegistrationState,
    number: Option<String>,
    device_name: Option<String>,
}

impl Seen {
    pub(super) fn of(registration: &Registration) -> Self {
        Self {
            state: registration.state,
            number: registration.number.clone(),
            device_name: registration.device_name.clone(),
        }
    }
}

impl Desk {
    /// Answered when something changed, after half a minute, or when the wizard or the session is gone.
    pub(in crate::controller) fn watch_registration(&mut self, id: String, reply: Reply<RegistrationView>) {
        let (context, line) = (self.context.clone(), self.line.clone());
        let Some(signed_in) = self.signed_in() else {
            return drop(reply.send(Err(UiError::NotAvailable)));
        };
        let Some(running) = signed_in.registrations.get(&id) else {
            return drop(reply.send(Err(UiError::RegistrationNotFound)));
        };
        // Nothing happens to these without the person typing a code here.
        if running.kind == RegistrationKind::SoftwareOath {
            return drop(reply.send(Err(UiError::NotAvailable)));
        }
        let mut stop = running.stop.subscribe();
        let look = Look {
            context,
            line,
            tokens: signed_in.tokens.clone(),
            session: signed_in.number,
            kind: running.kind,
            id,
            seen: running.seen.clone(),
            expires_at: running.expires_at,
        };
        tokio::spawn(async move {
            tokio::select! {
                biased;
                stopped = stop.changed() => {
                    let error = stopped.map_or(UiError::SessionEnded, |()| UiError::RegistrationNotFound);
                    let _ = reply.send(Err(error));
                }
                seen = look.until_something_changes() => look.report(seen, reply),
            }
        });
    }

    /// The service was asked: show it, and end what has ended.
    pub(in crate::controller) fn registration_seen(
        &mut self,
        registration: &Registration,
        reply: Reply<RegistrationView>,
    ) {
        if registration.state == RegistrationState::Completed {
            return self.registered(registration.clone(), reply);
        }
        let Some(signed_in) = self.signed_in() else { return };
        let Some(running) = signed_in.registrations.get_mut(&registration.id) else {
            return drop(reply.send(Err(UiError::RegistrationNotFound)));
        };
        running.seen = Seen::of(registration);
        running.expires_at = registration.expires_at;
        let view = show(registration, running);
        if is_over(registration.state) {
            signed_in.stop_registration(&registration.id);
        }
        let _ = reply.send(view);
    }
}

fn is_over(state: RegistrationState) -> bool {
    match state {
        RegistrationState::AwaitingCode
        | RegistrationState::AwaitingCall
        | RegistrationState::AwaitingScan
        | RegistrationState::AwaitingApproval
        | RegistrationState::AwaitingBrowser => false,
        RegistrationState::Completed
        | RegistrationState::Declined
        | RegistrationState::Expired
        | RegistrationState::Failed => true,
    }
}

/// Looking at one registration again and again.
struct Look {
    context: Arc<Context>,
    line: Line,
    tokens: Tokens,
    session: u32,
    kind: RegistrationKind,
    id: String,
    seen: Seen,
    expires_at: OffsetDateTime,
}

impl Look {
    async fn until_something_changes(&self) -> Result<Registration, Trouble> {
        let until = self.context.now() + LONGEST_WATCH;
        // By this computer's clock the time is over, and by the service's not yet: no faster than anybody else.
        if self.context.now() >= self.expires_at {
            self.context.sleep(PACE).await;
        }
        loop {
            let now = self.context.now();
            let answer = self.once().await;
            let waited = now >= until || now >= self.expires_at;
            match answer {
                Ok(registration) if waited || Seen::of(&registration) != self.seen => {
                    return Ok(registration);
                }
                Ok(_) => self.context.sleep(PACE).await,
                // A gap in the network ends nothing before the time is over.
                Err(trouble) if trouble.network().is_some() && !waited => {
                    let pause = PACE.max(trouble.retry_after().unwrap_or_default());
                    if now + pause > until {
                        return Err(trouble);
                    }
                    self.context.sleep(pause).await;
                }
                Err(trouble) => return Err(trouble),
            }
        }
    }

    async fn once(&self) -> Result<Registration, Trouble> {
        let call = |access: Arc<Access>| async move {
            let (at, token) = (&access.authority, &access.token);
            let methods = &self.context.services.methods;
            methods.read_registration(at, token, self.kind, &self.id).await
        };
        let (registration, _) = self.context.authorized(&self.tokens, call).await?;
        Ok(registration)
    }

    fn report(&self, seen: Result<Registration, Trouble>, reply: Reply<RegistrationView>) {
        match seen {
            Ok(registration) => {
                self.line.step(
                    self.session,
                    SessionStep::RegistrationSeen { registration, reply },
                );
            }
            Err(trouble) => {
                let _ = reply.send(Err(explain::registration(&trouble)));
                let action = None;
                self.line
                    .step(self.session, SessionStep::CallFailed { trouble, action });
            }
        }
    }
}
