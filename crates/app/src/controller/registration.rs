//! The wizards: start, send again, cancel; [`watch`] and [`confirm`] are beside it. A registration that is left leaves everything as it was.

use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;
use tokio::sync::watch as channel;
use url::Url;
use workpass_domain::{action::Action, method::MethodKind, phone};

use self::watch::Seen;
use super::{
    Desk,
    begun::{self, Open},
    call::Errand,
    event::SessionStep,
    methods::{keeps_a_way_in, may},
    open_page,
};
use crate::{
    error::UiError,
    explain,
    intent::Reply,
    ports::{DirectoryError, NewMethod, Refusal, Registration, RegistrationKind, TrustedPage},
    present::{self, method, registration::Beside},
    view::{ChannelName, PhoneSlotView, RegistrationView, StepUpFor, TrialWayName},
};

mod confirm;
mod watch;

pub(super) use confirm::Proven;

/// A registration under way. Dropping it stops who watches it.
pub(super) struct Running {
    kind: RegistrationKind,
    page: Option<SecretString>,
    expires_at: OffsetDateTime,
    seen: Seen,
    stop: channel::Sender<()>,
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
        let slot = method::slot_from(wish.slot);
        let channel = present::registration::channel_from(wish.channel);
        let checked = self.online().and_then(|signed_in| {
            let policy = signed_in.known.as_ref().and_then(|known| known.policy());
            let countries = policy.and_then(|policy| policy.allowed_countries.as_deref());
            let number = phone::check(&wish.phone_number, None, countries).map_err(explain::phone)?;
            let rule = policy.and_then(|policy| policy.rule_for(&MethodKind::Phone, Some(slot)));
            let verified_by = rule.map_or(&[][..], |rule| rule.verified_by(slot));
            // Where there is no way at all, the rule has a reason of its own.
            if verified_by.is_empty() || verified_by.contains(&channel) {
                Ok(number)
            } else {
                Err(UiError::PhoneChannelNotAllowed)
            }
        });
        match checked {
            Ok(number) => self.start_registration(
                NewMethod::Phone {
                    number: number.e164,
                    slot,
                    channel,
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
            } => (MethodKind::Phone, Some(*slot), replaces_method.as_deref()),
            NewMethod::SoftwareOath { .. } => (MethodKind::SoftwareOath, None, None),
            NewMethod::Authenticator => (MethodKind::MicrosoftAuthenticator, None, None),
            NewMethod::Passkey { .. } => (MethodKind::Passkey, None, None),
        };
        let (allowed, step_up) = match replaces {
            Some(id) => (self.may_change(id), StepUpFor::ChangeMethod),
            None => (self.may_add(&kind, slot), StepUpFor::AddMethod),
        };
        let errand = match allowed {
            Ok(action) => Errand::new(action, step_up).limited_to(self.limit_of(&kind, slot)),
            Err(error) => return drop(reply.send(Err(error))),
        };
        let begun = self
            .signed_in()
            .map(|signed_in| signed_in.begun.clone())
            .unwrap_or_default();
        self.call_then(
            errand,
            reply,
            move |services, access| {
                let (new, begun) = (new.clone(), begun.clone());
                async move {
                    let (at, token) = (&access.authority, &access.token);
                    let call = services.methods.start_registration(at, token, &new);
                    begun.begin(call, open).await
                }
            },
            |registration, reply| SessionStep::RegistrationStarted { registration, reply },
        );
    }

    /// Whether a registered method works, by one of the ways the service named. Nothing changes by it, so that no fresh
    /// proof is asked.
    pub(super) fn start_trial(&mut self, id: String, by: TrialWayName, reply: Reply<RegistrationView>) {
        let allowed = self.online().and_then(|signed_in| {
            let mut way = None;
            let kind = may(signed_in, &id, |standing, one| {
                way = one
                    .try_by
                    .iter()
                    .copied()
                    .find(|way| method::trial_way(*way) == by);
                standing.may_try(one)
            })?;
            Ok((kind, way.ok_or(UiError::NotAvailable)?, signed_in.begun.clone()))
        });
        let (kind, by, begun) = match allowed {
            Ok(allowed) => allowed,
            Err(error) => return drop(reply.send(Err(error))),
        };
        self.call_then(
            Errand::plain(Action::TryMethod(kind)),
            reply,
            move |services, access| {
                let (id, begun) = (id.clone(), begun.clone());
                async move {
                    let (at, token) = (&access.authority, &access.token);
                    let call = services.methods.start_trial(at, token, &id, by);
                    begun.begin(call, open).await
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
        let running = Running {
            kind: registration.kind,
            page: registration.page.clone(),
            expires_at: registration.expires_at,
            seen: Seen::of(registration),
            stop: channel::channel(()).0,
        };
        let view = show(registration, &running);
        let context = self.context.clone();
        if let Some(signed_in) = self.signed_in() {
            if view.is_ok() {
                signed_in.registrations.insert(registration.id.clone(), running);
            } else {
                // Nobody can go on with it: it does not stay open at the service.
                signed_in.begun.ended(&registration.id);
                let (tokens, open) = (signed_in.tokens.clone(), open(registration));
                tokio::spawn(async move { begun::tell(&context, &tokens, &open).await });
            }
        }
        let _ = reply.send(view);
    }

    /// The wizard asks for it once it knows that its person is still there; and again when the page was closed.
    pub(super) fn open_registration_page(&mut self, id: &str, reply: Reply<()>) {
        let running = self
            .signed_in()
            .and_then(|signed_in| signed_in.registrations.get(id));
        let result = match running.map(|running| running.page.clone()) {
            Some(page) => self.open_registration(page.as_ref()),
            None => Err(UiError::RegistrationNotFound),
        };
        let _ = reply.send(result);
    }

    fn open_registration(&self, page: Option<&SecretString>) -> Result<(), UiError> {
        let page = page.and_then(|page| TrustedPage::check(&Url::parse(page.expose_secret()).ok()?));
        open_page(&*self.context.shell, &page.ok_or(UiError::NotAvailable)?)
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

    /// The person left the wizard: whoever watches stops, and the service is told. It expires by itself otherwise.
    pub(super) fn cancel_registration(&mut self, id: String, reply: Reply<()>) {
        let stopped = self
            .signed_in()
            .and_then(|signed_in| signed_in.stop_registration(&id));
        let Some(kind) = stopped else {
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

impl super::session::SignedIn {
    /// Ends every watch.
    pub(super) fn stop_registrations(&mut self) {
        self.registrations.clear();
    }

    fn stop_registration(&mut self, id: &str) -> Option<RegistrationKind> {
        let running = self.registrations.remove(id)?;
        self.begun.ended(id);
        let _ = running.stop.send(());
        Some(running.kind)
    }
}

/// What the service has open with it.
fn open(registration: &Registration) -> Open {
    Open::Registration {
        kind: registration.kind,
        id: registration.id.clone(),
    }
}

fn show(registration: &Registration, running: &Running) -> Result<RegistrationView, UiError> {
    let beside = Beside {
        page: running.page.as_ref(),
        default_changed: None,
    };
    present::registration::view(registration, &beside).ok_or_else(|| {
        let error = crate::ports::NetworkError::Nonsense("a registration lacks what its state needs".into());
        explain::network(&error)
    })
}

fn is_gone(error: &DirectoryError) -> bool {
    matches!(
        error,
        DirectoryError::NotFound
            | DirectoryError::Refused(Refusal::RegistrationNotFound | Refusal::RegistrationExpired)
    )
}
