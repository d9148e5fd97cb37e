//! The wizards: start, watch, send again, confirm, cancel. A registration that is left leaves everything as it was.

use std::{sync::Arc, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;
use tokio::sync::watch;
use url::Url;
use workpass_domain::{code, phone, preference::DefaultOption};

use super::{
    Desk,
    call::Errand,
    event::{Line, SessionStep},
    methods::keeps_a_way_in,
    open_page,
};
use crate::{
    context::{Access, Context},
    error::UiError,
    explain::{self, Trouble},
    intent::Reply,
    known::given,
    ports::{
        DirectoryError, NewMethod, Refusal, Registration, RegistrationKind, RegistrationState, TrustedPage,
    },
    present::{
        self, method,
        registration::{Beside, method_kind},
    },
    tokens::Tokens,
    view::{ChannelName, PhoneSlotView, RegistrationView, StepUpFor},
};

/// How often a running registration is looked at.
const PACE: Duration = Duration::from_secs(2);

/// How long signing out waits for the service to hear of what was under way.
const GIVING_UP: Duration = Duration::from_secs(3);

/// A watch is answered after this long at the latest.
const LONGEST_WATCH: time::Duration = time::Duration::seconds(30);

/// A registration under way. Dropping it stops who watches it.
pub(super) struct Running {
    kind: RegistrationKind,
    page: Option<SecretString>,
    opened: bool,
    expires_at: OffsetDateTime,
    seen: Seen,
    stop: watch::Sender<()>,
}

/// A number that somebody wants to register.
pub(super) struct PhoneWish {
    pub(super) phone_number: String,
    pub(super) slot: PhoneSlotView,
    pub(super) channel: ChannelName,
    pub(super) replaces_method: Option<String>,
    /// Another number ends SMS sign-in with the old one, which may be the last way in.
    pub(super) accept_lock_out: bool,
}

/// What the person saw last; a watch ends when it is something else.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    state: RegistrationState,
    number: Option<String>,
    device_name: Option<String>,
}

impl Seen {
    fn of(registration: &Registration) -> Self {
        Self {
            state: registration.state,
            number: registration.number.clone(),
            device_name: registration.device_name.clone(),
        }
    }
}

impl Desk {
    pub(super) fn start_phone_registration(&mut self, wish: PhoneWish, reply: Reply<RegistrationView>) {
        // Only what changes a number can take something away.
        if wish.replaces_method.is_none() || wish.accept_lock_out {
            return self.start_phone(wish, reply);
        }
        self.on_current_list(reply, move |desk, reply| {
            let replaced = wish.replaces_method.as_deref().unwrap_or_default();
            let kept = desk
                .online()
                .and_then(|signed_in| keeps_a_way_in(signed_in, replaced));
            match kept {
                Ok(()) => desk.start_phone(wish, reply),
                Err(error) => drop(reply.send(Err(error))),
            }
        });
    }

    fn start_phone(&mut self, wish: PhoneWish, reply: Reply<RegistrationView>) {
        let checked = self.online().and_then(|signed_in| {
            let policy = signed_in.known.as_ref().and_then(|known| known.policy());
            let countries = policy.and_then(|policy| policy.allowed_countries.as_deref());
            phone::check(&wish.phone_number, None, countries).map_err(explain::phone)
        });
        match checked {
            Ok(number) => self.start_registration(
                NewMethod::Phone {
                    number: number.e164,
                    slot: method::slot_from(wish.slot),
                    channel: present::registration::channel_from(wish.channel),
                    replaces_method: wish.replaces_method,
                },
                reply,
            ),
            Err(error) => drop(reply.send(Err(error))),
        }
    }

    pub(super) fn start_registration(&mut self, new: NewMethod, reply: Reply<RegistrationView>) {
        let (kind, slot, replaces) = match &new {
            NewMethod::Phone {
                slot,
                replaces_method,
                ..
            } => (RegistrationKind::Phone, Some(*slot), replaces_method.as_deref()),
            NewMethod::SoftwareOath { .. } => (RegistrationKind::SoftwareOath, None, None),
            NewMethod::Authenticator => (RegistrationKind::Authenticator, None, None),
            NewMethod::Passkey { .. } => (RegistrationKind::Passkey, None, None),
        };
        let kind = method_kind(kind);
        let (allowed, step_up) = match replaces {
            Some(id) => (self.may_change(id), StepUpFor::ChangeMethod),
            None => (self.may_add(&kind, slot), StepUpFor::AddMethod),
        };
        let errand = match allowed {
            Ok(action) => Errand::new(action, step_up).limited_to(self.limit_of(&kind, slot)),
            Err(error) => return drop(reply.send(Err(error))),
        };
        self.call_then(
            errand,
            reply,
            move |services, access| {
                let new = new.clone();
                async move {
                    services
                        .methods
                        .start_registration(&access.authority, &access.token, &new)
                        .await
                }
            },
            |registration, reply| SessionStep::RegistrationStarted { registration, reply },
        );
    }

    pub(super) fn registration_started(
        &mut self,
        registration: &Registration,
        reply: Reply<RegistrationView>,
    ) {
        let mut running = Running {
            kind: registration.kind,
            page: registration.page.clone(),
            opened: false,
            expires_at: registration.expires_at,
            seen: Seen::of(registration),
            stop: watch::channel(()).0,
        };
        if registration.state == RegistrationState::AwaitingBrowser && show(registration, &running).is_ok() {
            // When no browser opens, the wizard offers to try again.
            running.opened = self.open_registration(running.page.as_ref()).is_ok();
        }
        let view = show(registration, &running);
        let context = self.context.clone();
        if let Some(signed_in) = self.signed_in() {
            if view.is_ok() {
                signed_in.registrations.insert(registration.id.clone(), running);
            } else {
                // Nobody can go on with it: it does not stay open at the service.
                let (tokens, gone) = (
                    signed_in.tokens.clone(),
                    vec![(registration.id.clone(), running.kind)],
                );
                tokio::spawn(async move { give_up(&context, &tokens, gone).await });
            }
        }
        let _ = reply.send(view);
    }

    pub(super) fn open_registration_page(&mut self, id: &str, reply: Reply<()>) {
        let running = self
            .signed_in()
            .and_then(|signed_in| signed_in.registrations.get(id));
        let Some(page) = running.map(|running| running.page.clone()) else {
            return drop(reply.send(Err(UiError::RegistrationNotFound)));
        };
        let result = self.open_registration(page.as_ref());
        if let Some(running) = self
            .signed_in()
            .and_then(|signed_in| signed_in.registrations.get_mut(id))
        {
            running.opened |= result.is_ok();
        }
        let _ = reply.send(result);
    }

    fn open_registration(&self, page: Option<&SecretString>) -> Result<(), UiError> {
        let page = page.and_then(|page| TrustedPage::check(&Url::parse(page.expose_secret()).ok()?));
        open_page(&*self.context.shell, &page.ok_or(UiError::NotAvailable)?)
    }

    /// Answered when something changed, after half a minute, or when the wizard or the session is gone.
    pub(super) fn watch_registration(&mut self, id: String, reply: Reply<RegistrationView>) {
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

    pub(super) fn resend_registration(&mut self, id: String, reply: Reply<RegistrationView>) {
        let Some(kind) = self.running_kind(&id) else {
            return drop(reply.send(Err(UiError::RegistrationNotFound)));
        };
        self.call_then(
            Errand::continuing().explained_by(explain::registration),
            reply,
            move |services, access| {
                let id = id.clone();
                async move {
                    services
                        .methods
                        .resend_registration(&access.authority, &access.token, kind, &id)
                        .await
                }
            },
            |registration, reply| SessionStep::RegistrationSeen { registration, reply },
        );
    }

    /// The service was asked: show it, and end what has ended.
    pub(super) fn registration_seen(&mut self, registration: &Registration, reply: Reply<RegistrationView>) {
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

    pub(super) fn confirm_registration(
        &mut self,
        id: String,
        typed: &SecretString,
        name: Option<String>,
        reply: Reply<RegistrationView>,
    ) {
        let Some(kind) = self.running_kind(&id) else {
            return drop(reply.send(Err(UiError::RegistrationNotFound)));
        };
        let checked = code::normalise(typed.expose_secret())
            .ok_or(UiError::CodeMalformed)
            .and_then(|code| Ok((SecretString::from(code), super::methods::checked_name(name)?)));
        let (code, name) = match checked {
            Ok(checked) => checked,
            Err(error) => return drop(reply.send(Err(error))),
        };
        let of = id.clone();
        let limit = self.limit_of(&method_kind(kind), None);
        self.call_then(
            Errand::continuing()
                .proving(StepUpFor::AddMethod)
                .explained_by(explain::registration)
                .limited_to(limit),
            reply,
            move |services, access| {
                let (id, code, name) = (id.clone(), code.clone(), name.clone());
                async move {
                    let (at, token) = (&access.authority, &access.token);
                    let methods = &services.methods;
                    let answer = methods
                        .confirm_registration(at, token, kind, &id, &code, name.as_deref())
                        .await;
                    if !matches!(
                        answer,
                        Err(DirectoryError::Refused(Refusal::RegistrationFinished))
                    ) {
                        return answer;
                    }
                    // The answer to an earlier try may have been lost on its way here.
                    match methods.read_registration(at, token, kind, &id).await {
                        Ok(Registration {
                            state: RegistrationState::Completed,
                            method_id: Some(method_id),
                            ..
                        }) => Ok(method_id),
                        Ok(_) | Err(_) => answer,
                    }
                }
            },
            move |method_id, reply| SessionStep::Registered {
                id: of,
                method_id,
                reply,
            },
        );
    }

    /// The code was right.
    pub(super) fn confirmed(&mut self, id: String, method_id: String, reply: Reply<RegistrationView>) {
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
            id,
            kind: running.kind,
            state: RegistrationState::Completed,
            expires_at: running.expires_at.max(now),
            resend_after: None,
            tries_remaining: None,
            sent_to: None,
            channel: None,
            secret: None,
            page: None,
            number: None,
            device_name: None,
            reason: None,
            method_id: Some(method_id),
            default_changed: None,
        };
        self.registered(registration, reply);
    }

    /// Registered: read anew, then say so, and whether the default is another one now (B-56).
    fn registered(&mut self, registration: Registration, reply: Reply<RegistrationView>) {
        let before = self.current_default();
        let Some(signed_in) = self.signed_in() else { return };
        signed_in.stop_registration(&registration.id);
        let (session, line) = (signed_in.number, self.line.clone());
        self.written(Box::new(move || {
            let step = SessionStep::RegistrationShown {
                registration: Box::new(registration),
                before,
                reply,
            };
            line.step(session, step);
        }));
    }

    pub(super) fn registration_shown(
        &self,
        registration: &Registration,
        before: Option<DefaultOption>,
        reply: Reply<RegistrationView>,
    ) {
        let changed = registration
            .default_changed
            .or_else(|| self.current_default().filter(|now| Some(*now) != before));
        let methods = match &self.session {
            super::session::Session::SignedIn(signed_in) => signed_in
                .known
                .as_ref()
                .and_then(|known| given(&known.data.methods)),
            _ => None,
        };
        let beside = Beside {
            page: None,
            opened: false,
            default_changed: changed.map(|option| method::option(option, methods.map_or(&[][..], |all| all))),
        };
        let view = present::registration::view(registration, &beside).ok_or(UiError::RegistrationNotFound);
        let _ = reply.send(view);
    }

    fn current_default(&self) -> Option<DefaultOption> {
        let super::session::Session::SignedIn(signed_in) = &self.session else {
            return None;
        };
        given(&signed_in.known.as_ref()?.data.preferences)?.current
    }

    /// The person left the wizard: whoever watches stops, and the service is told. It expires by itself otherwise.
    pub(super) fn cancel_registration(&mut self, id: String, reply: Reply<()>) {
        let stopped = self
            .signed_in()
            .and_then(|signed_in| signed_in.stop_registration(&id));
        let Some((kind, _)) = stopped else {
            return drop(reply.send(Ok(())));
        };
        self.call(
            Errand::continuing().explained_by(explain::registration),
            reply,
            move |services, access| {
                let id = id.clone();
                async move {
                    let (at, token) = (&access.authority, &access.token);
                    match services.methods.cancel_registration(at, token, kind, &id).await {
                        Err(error) if is_gone(&error) => Ok(()),
                        answer => answer,
                    }
                }
            },
        );
    }

    fn running_kind(&mut self, id: &str) -> Option<RegistrationKind> {
        let signed_in = self.signed_in()?;
        Some(signed_in.registrations.get(id)?.kind)
    }
}

/// Tells the service of registrations that nobody goes on with; best effort, they expire by themselves.
pub(super) async fn give_up(
    context: &Arc<Context>,
    tokens: &Tokens,
    registrations: Vec<(String, RegistrationKind)>,
) {
    let attempt = async {
        for (id, kind) in registrations {
            let call = |access: Arc<Access>| {
                let id = id.clone();
                async move {
                    let (at, token) = (&access.authority, &access.token);
                    let methods = &context.services.methods;
                    methods.cancel_registration(at, token, kind, &id).await
                }
            };
            if let Err(error) = context.authorized(tokens, call).await {
                tracing::info!(%error, "a registration stays open until it expires");
            }
        }
    };
    tokio::select! {
        () = attempt => {}
        () = context.sleep(GIVING_UP) => {}
    }
}

impl super::session::SignedIn {
    /// Ends every watch; what is left to tell the service.
    pub(super) fn stop_registrations(&mut self) -> Vec<(String, RegistrationKind)> {
        let running = std::mem::take(&mut self.registrations).into_iter();
        running.map(|(id, running)| (id, running.kind)).collect()
    }

    fn stop_registration(&mut self, id: &str) -> Option<(RegistrationKind, OffsetDateTime)> {
        let running = self.registrations.remove(id)?;
        let _ = running.stop.send(());
        Some((running.kind, running.expires_at))
    }
}

fn show(registration: &Registration, running: &Running) -> Result<RegistrationView, UiError> {
    let beside = Beside {
        page: running.page.as_ref(),
        opened: running.opened,
        default_changed: None,
    };
    present::registration::view(registration, &beside).ok_or_else(|| {
        let error = crate::ports::NetworkError::Nonsense("a registration lacks what its state needs".into());
        explain::network(&error)
    })
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

fn is_gone(error: &DirectoryError) -> bool {
    matches!(
        error,
        DirectoryError::NotFound
            | DirectoryError::Refused(Refusal::RegistrationNotFound | Refusal::RegistrationExpired)
    )
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
