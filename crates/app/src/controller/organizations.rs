//! Switching between organizations, and leaving one (B-16 … B-18, B-150 … B-156; ADR 10).
//!
//! Every organization has tokens, a keychain entry and a last-known view of its own. What is shown stays until the other
//! one is there: whatever ends a switch half-way, nothing is lost by it. Who is not shown is parked, and goes on at once.

mod going;

use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

use secrecy::SecretString;
use time::OffsetDateTime;
use tokio::task::AbortHandle;
use workpass_domain::{
    account::{Account, AccountKey},
    action::Action,
    organization::{Leaving, Membership, Switching as MaySwitch},
};

use self::going::Going;
use super::{
    Desk,
    call::Errand,
    event::{Event, Ready, SessionStep},
    session::{Session, SignedIn},
    sign_in::BROWSER_PATIENCE,
};
use crate::{
    context::Context,
    error::UiError,
    intent::{OrganizationsIntent, Reply},
    known::given,
    left_behind, memberships,
    ports::{Memo, Tokens as Granted, TrustedPage},
    present::time,
    tokens::Start,
    view::{Kept, SessionNotice, SignedOutWhy, StepUpFor, SwitchingView},
};

/// Another organization on its way. Dropping it ends it; what is shown stays.
pub(super) struct Switch {
    number: u32,
    issuer: String,
    name: String,
    page: Option<TrustedPage>,
    expires_at: OffsetDateTime,
    reply: Option<Reply<()>>,
    job: AbortHandle,
}

impl Switch {
    pub(super) fn view(&self) -> SwitchingView {
        SwitchingView {
            organization: self.name.clone(),
            opened: self.page.is_some(),
            expires_at: time(self.expires_at),
        }
    }

    fn answer(mut self, result: Result<(), UiError>) {
        if let Some(reply) = self.reply.take() {
            let _ = reply.send(result);
        }
    }
}

impl Drop for Switch {
    fn drop(&mut self) {
        self.job.abort();
        if let Some(reply) = self.reply.take() {
            let _ = reply.send(Err(UiError::StepUpCancelled));
        }
    }
}

/// What is known of a person's organizations, whichever is shown. Gone with the sign-in.
#[derive(Default)]
pub(super) struct Belonging {
    /// The account in the organization that the app is configured for: the others hang on it. It may be a guest's.
    main: Option<AccountKey>,
    /// Where the keychain has a session, by tenant.
    kept: BTreeSet<String>,
    /// As one of them listed them last.
    listed: Vec<Membership>,
    /// What home says once it is there.
    pub(super) notice: Option<SessionNotice>,
}

impl Belonging {
    /// Somebody signed in.
    pub(super) fn of(main: &AccountKey, kept: Kept) -> Self {
        let mut belonging = Self {
            main: Some(main.clone()),
            ..Self::default()
        };
        belonging.keeps(main, kept);
        belonging
    }

    /// Somebody was signed in when this program ran last.
    pub(super) fn know(&mut self, memo: &Memo) {
        let others = memo.elsewhere.iter().map(|other| &other.account.key);
        self.kept = others.chain([&memo.account.key]).filter_map(tenant).collect();
        self.main = Some(memo.account.key.clone());
    }

    fn keeps(&mut self, account: &AccountKey, kept: Kept) {
        if kept == Kept::Kept {
            self.kept.extend(tenant(account));
        }
    }

    fn forget(&mut self, account: &AccountKey) {
        if let Some(tenant) = tenant(account) {
            self.kept.remove(&tenant);
            self.listed.retain(|one| one.id != tenant);
        }
    }
}

/// A session that is not shown.
pub(super) struct Parked {
    pub(super) context: Arc<Context>,
    pub(super) signed_in: Box<SignedIn>,
}

/// How a switch goes.
pub(super) enum SwitchStep {
    Opened(TrustedPage),
    /// The keychain had a session.
    Kept(Box<Ready>),
    /// The person signed in.
    Arrived(Box<Arrived>),
    Failed(UiError),
}

pub(super) struct Arrived {
    context: Arc<Context>,
    account: Account,
    granted: Granted,
    kept: Kept,
    snapshot_key: Option<SecretString>,
}

impl SwitchStep {
    /// Nobody wants it any more: nobody may keep it.
    pub(super) fn give_up(self) {
        let Self::Arrived(arrived) = self else { return };
        let Arrived {
            context,
            account,
            granted,
            kept,
            ..
        } = *arrived;
        if kept == Kept::Kept && context.is_home() {
            // What the others hang on is kept, and is found by its own memo.
            return;
        }
        tokio::spawn(async move {
            let token = match kept {
                Kept::Kept => left_behind::remove_elsewhere(&context, &account.key).await.token,
                Kept::ThisRunOnly { .. } => None,
            };
            left_behind::revoke_in_background(&context, granted.refresh_token.into_iter().chain(token));
        });
    }
}

impl Desk {
    pub(super) fn on_organizations_intent(&mut self, intent: OrganizationsIntent) {
        match intent {
            OrganizationsIntent::Switch { id, reply } => self.switch(&id, reply),
            OrganizationsIntent::CancelSwitch { reply } => {
                if let Some(signed_in) = self.signed_in() {
                    signed_in.switch = None;
                }
                let _ = reply.send(Ok(()));
            }
            OrganizationsIntent::ReopenSwitch { reply } => {
                let page = self
                    .signed_in()
                    .and_then(|signed_in| signed_in.switch.as_ref()?.page.clone());
                self.open(page, reply);
            }
            OrganizationsIntent::Leave { reply } => self.leave(reply),
            OrganizationsIntent::DismissNotice { reply } => {
                if let Some(signed_in) = self.signed_in() {
                    signed_in.notice = None;
                }
                let _ = reply.send(Ok(()));
            }
        }
    }

    /// All of them: as the one that is shown lists them, else as one before it did. Who cannot read where they are has to
    /// find the way back.
    pub(super) fn organizations(&self) -> Option<Cow<'_, [Membership]>> {
        let Session::SignedIn(signed_in) = &self.session else {
            return None;
        };
        let known = signed_in.known.as_ref();
        if let Some(all) = known.and_then(|known| given(&known.data.organizations)) {
            return Some(Cow::Borrowed(all));
        }
        let mut listed = self.belonging.listed.clone();
        for one in &mut listed {
            one.is_current = is_of(&signed_in.account, &one.id);
        }
        (!listed.is_empty()).then_some(Cow::Owned(listed))
    }

    /// Those that open without a sign-in, by tenant: also without a network.
    pub(super) fn opened(&self) -> BTreeSet<String> {
        let parked = self.parked.iter();
        let parked = parked.filter_map(|one| tenant(&one.signed_in.account.key));
        parked.chain(self.belonging.kept.iter().cloned()).collect()
    }

    fn membership(&self, is_it: impl Fn(&Membership) -> bool) -> Option<Membership> {
        self.organizations()?.iter().find(|one| is_it(one)).cloned()
    }

    fn remember_list(&mut self) {
        let Session::SignedIn(signed_in) = &self.session else {
            return;
        };
        let known = signed_in.known.as_ref();
        if let Some(all) = known.and_then(|known| given(&known.data.organizations)) {
            self.belonging.listed.clone_from(all);
        }
    }

    fn switch(&mut self, id: &str, reply: Reply<()>) {
        let found = self.membership(|one| one.id == id);
        let Some(found) = found.filter(|one| one.switching() == MaySwitch::Possible) else {
            return drop(reply.send(Err(UiError::NotAvailable)));
        };
        if let Some(at) = self
            .parked
            .iter()
            .position(|one| is_of(&one.signed_in.account, id))
        {
            let parked = self.parked.remove(at);
            self.show_parked(parked);
            let _ = reply.send(Ok(()));
            return self.read_account();
        }
        // The app may be configured for one where the person is a guest.
        let is_main = self.belonging.main.as_ref().and_then(tenant).as_deref() == Some(id);
        let context = if is_main {
            Some(self.home.clone())
        } else {
            self.home.beside(&found.issuer)
        };
        // Its tokens would come from a place that the configured one does not vouch for.
        let Some(context) = context else {
            return drop(reply.send(Err(UiError::NotAvailable)));
        };
        let number = self.next_serial();
        let (line, expires_at) = (self.line.clone(), context.now() + BROWSER_PATIENCE);
        let Some(signed_in) = self.signed_in() else {
            return drop(reply.send(Err(UiError::NotAvailable)));
        };
        if signed_in.switch.is_some() {
            return drop(reply.send(Err(UiError::Busy)));
        }
        let issuer = context.address.clone();
        let going = Going {
            context,
            line,
            session: signed_in.number,
            number,
            from: signed_in.tokens.clone(),
            keeps: signed_in.kept == Kept::Kept,
            user_name: signed_in.account.user_name.clone(),
            tenant: found.id,
            name: found.name.clone(),
        };
        signed_in.switch = Some(Switch {
            number,
            issuer,
            name: found.name,
            page: None,
            expires_at,
            reply: Some(reply),
            job: tokio::spawn(going.run()).abort_handle(),
        });
    }

    pub(super) fn on_switch(&mut self, number: u32, issuer: &str, step: SwitchStep) {
        let Some(signed_in) = self.signed_in() else {
            return step.give_up();
        };
        let is_there = matches!(step, SwitchStep::Kept(_) | SwitchStep::Arrived(_));
        // What an earlier try to the same organization brought is as good.
        let is_wanted =
            |switch: &&mut Switch| switch.number == number || (is_there && switch.issuer == issuer);
        let Some(switch) = signed_in.switch.as_mut().filter(is_wanted) else {
            // Cancelled when it was there already.
            return self.switched_too_late(issuer, step);
        };
        if let SwitchStep::Opened(page) = step {
            switch.page = Some(page);
            return;
        }
        let Some(switch) = signed_in.switch.take() else {
            return;
        };
        match step {
            SwitchStep::Opened(_) => {}
            SwitchStep::Failed(error) => switch.answer(Err(error)),
            SwitchStep::Kept(ready) => {
                let Ready {
                    memo,
                    refresh_token,
                    snapshot_key,
                    last_known,
                } = *ready;
                let start = Start {
                    account: memo.account.key.clone(),
                    refresh_token: Some(refresh_token),
                    granted: None,
                    keep: true,
                };
                self.park();
                self.use_context(issuer);
                self.enter(memo.account, start, Kept::Kept, snapshot_key);
                if let Some(signed_in) = self.signed_in() {
                    signed_in.known = last_known;
                }
                self.arrived(switch);
            }
            SwitchStep::Arrived(arrived) => {
                let Arrived {
                    account,
                    granted,
                    kept,
                    snapshot_key,
                    ..
                } = *arrived;
                let start = Start {
                    account: account.key.clone(),
                    refresh_token: granted.refresh_token.clone(),
                    granted: Some(granted),
                    keep: kept == Kept::Kept,
                };
                self.park();
                self.use_context(issuer);
                self.enter(account, start, kept, snapshot_key);
                if let Some(signed_in) = self.signed_in() {
                    signed_in.proven = true;
                }
                self.arrived(switch);
            }
        }
    }

    fn arrived(&mut self, switch: Switch) {
        if let Some(signed_in) = self.signed_in() {
            let (account, kept) = (signed_in.account.key.clone(), signed_in.kept);
            let is_readable = signed_in.known.is_some();
            self.belonging.keeps(&account, kept);
            if is_readable || self.context.is_home() {
                self.remember_shown();
            }
        }
        switch.answer(Ok(()));
        self.read_account();
    }

    /// The next start opens the one that is shown now. Not before it could be read: then it opens the one before.
    pub(super) fn remember_shown(&mut self) {
        let context = self.context.clone();
        if let Some(account) = self.signed_in().map(|signed_in| signed_in.account.key.clone()) {
            tokio::spawn(async move { memberships::show(&context, &account).await });
        }
    }

    /// Puts the session that is shown aside. Whoever waits for something of it hears that it does not come.
    fn park(&mut self) {
        self.remember_list();
        let Session::SignedIn(mut signed_in) = std::mem::replace(&mut self.session, Session::Starting) else {
            return;
        };
        signed_in.rest();
        self.parked.push(Parked {
            context: self.context.clone(),
            signed_in,
        });
    }

    fn show_parked(&mut self, parked: Parked) {
        self.park();
        self.change_context(parked.context);
        self.session = Session::SignedIn(parked.signed_in);
        self.remember_shown();
    }

    /// The organization of an issuer: home, or one that was opened before.
    pub(super) fn use_context(&mut self, issuer: &str) {
        let context = self.home.beside(issuer).unwrap_or_else(|| self.home.clone());
        self.change_context(context);
    }

    pub(super) fn change_context(&mut self, context: Arc<Context>) {
        if !Arc::ptr_eq(&self.context, &context) {
            self.context = context;
            self.authority = None;
            self.discover();
        }
    }

    /// A step of a session that is not shown.
    pub(super) fn on_parked_step(&mut self, session: u32, step: SessionStep) {
        let parked = self.parked.iter_mut().find(|one| one.signed_in.number == session);
        match (parked, step) {
            (Some(parked), SessionStep::KeptChanged(kept)) => parked.signed_in.kept = kept,
            (_, SessionStep::Switch { issuer, step, .. }) => self.switched_too_late(&issuer, step),
            (_, step) => step.too_late(),
        }
    }

    /// Nobody waits for what a switch brought. Where another try was as quick, it is what that one goes on with.
    fn switched_too_late(&self, issuer: &str, step: SwitchStep) {
        let is_shown = matches!(self.session, Session::SignedIn(_)) && self.context.address == issuer;
        if !is_shown && !self.parked.iter().any(|one| one.context.address == issuer) {
            step.give_up();
        }
    }

    fn leave(&mut self, reply: Reply<()>) {
        if let Err(error) = self.may(&Action::LeaveOrganization) {
            return drop(reply.send(Err(error)));
        }
        let here = self.membership(|one| one.is_current);
        let may = here.as_ref().map(Membership::leaving);
        if may != Some(Leaving::Now) {
            return drop(reply.send(Err(UiError::NotAvailable)));
        }
        let errand = Errand::new(Action::LeaveOrganization, StepUpFor::LeaveOrganization);
        self.call_then(
            errand,
            reply,
            |services, access| async move {
                let (at, token) = (&access.authority, &access.token);
                services.organizations.leave_organization(at, token).await
            },
            |(), reply| SessionStep::LeftOrganization(reply),
        );
    }

    /// B-154: gone here and there; what is shown is home.
    pub(super) fn left(&mut self, reply: Reply<()>) {
        if self.context.is_home() {
            // The app is configured for it, and the others hang on it: nothing remains that could be shown.
            return self.end_session(SignedOutWhy::LeftOrganization, None, Some(reply));
        }
        let organization = self.shown_name();
        self.go_home(SessionNotice::Left { organization }, Some(reply));
    }

    /// The session of an organization where the person is a guest ended: they are back home, where nothing ended.
    pub(super) fn ended_elsewhere(&mut self, reply: Option<Reply<()>>) {
        let organization = self.shown_name();
        self.go_home(SessionNotice::Ended { organization }, reply);
    }

    fn shown_name(&self) -> String {
        let here = self.membership(|one| one.is_current);
        here.map(|one| one.name).unwrap_or_default()
    }

    fn go_home(&mut self, notice: SessionNotice, reply: Option<Reply<()>>) {
        self.remember_list();
        let Session::SignedIn(mut ended) = std::mem::replace(&mut self.session, Session::Starting) else {
            return;
        };
        ended.rest();
        self.belonging.forget(&ended.account.key);
        let (context, home, line) = (self.context.clone(), self.home.clone(), self.line.clone());
        self.change_context(home.clone());
        let parked_home = self.parked.iter().position(|one| one.context.is_home());
        let is_parked = parked_home.is_some();
        match parked_home {
            Some(at) => {
                let parked = self.parked.remove(at);
                self.session = Session::SignedIn(parked.signed_in);
                if let Some(signed_in) = self.signed_in() {
                    signed_in.notice = Some(notice);
                }
                self.read_account();
            }
            None => self.belonging.notice = Some(notice),
        }
        tokio::spawn(async move {
            ended.tokens.stop_storing().await;
            let removed = left_behind::remove_elsewhere(&context, &ended.account.key).await;
            line.send(if is_parked {
                Event::LeftBehind(removed.left_behind)
            } else {
                Event::GoHome
            });
            if let Some(reply) = reply {
                let _ = reply.send(Ok(()));
            }
            ended.begun.give_up(&context, &ended.tokens).await;
            let of_session = ended.tokens.surrender().await;
            left_behind::revoke_in_background(&context, of_session.into_iter().chain(removed.token));
        });
    }
}

impl SignedIn {
    /// Nothing goes on in it: proofs, wizards, reads and a switch on its way end.
    pub(super) fn rest(&mut self) {
        self.step_up = None;
        self.switch = None;
        self.notice = None;
        self.loss_under_way.clear();
        self.stop_registrations();
        let reading = self.reading.take().unwrap_or_default();
        for waiting in reading.waiting.into_iter().chain(reading.waiting_again) {
            let _ = waiting.send(Err(UiError::NotAvailable));
        }
    }
}

pub(super) fn is_of(account: &Account, tenant: &str) -> bool {
    matches!(&account.key, AccountKey::Directory { tid, .. } if tid == tenant)
}

fn tenant(account: &AccountKey) -> Option<String> {
    match account {
        AccountKey::Directory { tid, .. } => Some(tid.clone()),
        AccountKey::Subject { .. } => None,
    }
}
