//! The session as an enum (DESIGN §3), and its view.

use std::collections::{BTreeMap, BTreeSet};

use secrecy::SecretString;
use time::OffsetDateTime;
use tokio::task::AbortHandle;
use url::Url;
use workpass_domain::{
    account::Account, action::Action, contact::HelpContact, loss::Step, method::SecurityMethod,
};

use super::{begun::Begun, keep::Keeping, organizations::Switch, registration::Running, step_up::StepUp};
use crate::{
    error::UiError,
    intent::{Door, Reply},
    known::{Known, given},
    ports::{Authority, Memo, TrustedPage},
    present::{help, time},
    tokens::Tokens,
    view::{AwaitingUser, Doors, Kept, Qr, Reach, SessionNotice, SessionView, SignedOutWhy},
};

pub(super) enum Session {
    Starting,
    /// The keychain is being asked.
    Resuming(Memo),
    VaultLocked(Box<LockedVault>),
    SignedOut(SignedOut),
    AwaitingUser(AwaitingDevice),
    AwaitingBrowser {
        attempt: Attempt,
        expires_at: OffsetDateTime,
    },
    Completing {
        attempt: Attempt,
        cancelled: bool,
    },
    SignedIn(Box<SignedIn>),
}

pub(super) struct SignedOut {
    pub(super) why: SignedOutWhy,
    pub(super) error: Option<UiError>,
    /// The error says that the authority could not be reached or understood; it goes once it can.
    pub(super) error_is_about_reach: bool,
    pub(super) doing: Doing,
}

impl SignedOut {
    pub(super) fn clear_error(&mut self) {
        self.error = None;
        self.error_is_about_reach = false;
    }
}

/// What goes on behind the sign-in screen.
pub(super) enum Doing {
    Nothing,
    /// A code or a browser page is being asked for; everybody who clicked waits for the same one.
    Asking {
        attempt: Attempt,
        waiting: Vec<Reply<()>>,
    },
    /// The traces of the last session are being removed; a click waits until that is done.
    Clearing {
        then: Option<(Door, Vec<Reply<()>>)>,
    },
}

/// One try to sign in.
pub(super) struct Attempt {
    pub(super) number: u32,
    pub(super) door: Door,
    pub(super) back_to: BackTo,
    pub(super) job: AbortHandle,
}

/// The keychain holds a session, and does not open.
#[derive(Clone)]
pub(super) struct LockedVault {
    pub(super) memo: Memo,
    pub(super) error: UiError,
}

/// Where a cancelled try leads back to.
#[derive(Clone)]
pub(super) enum BackTo {
    SignIn(SignedOutWhy),
    /// Signing in for this run only was an aside: what the keychain holds still waits for it to open.
    VaultLocked(Box<LockedVault>),
}

impl BackTo {
    /// What the sign-in screen says led there.
    pub(super) fn why(&self) -> SignedOutWhy {
        match self {
            Self::SignIn(why) => *why,
            Self::VaultLocked(_) => SignedOutWhy::Fresh,
        }
    }
}

pub(super) struct AwaitingDevice {
    pub(super) attempt: Attempt,
    pub(super) user_code: String,
    pub(super) page: TrustedPage,
    /// The page with the code filled in, where the authority gave one (RFC 8628 §3.3.1).
    pub(super) page_with_code: Option<TrustedPage>,
    pub(super) qr: Qr,
    pub(super) expires_at: OffsetDateTime,
    pub(super) computer: String,
    pub(super) offline: bool,
    pub(super) opened: bool,
}

pub(super) struct SignedIn {
    pub(super) number: u32,
    pub(super) account: Account,
    pub(super) kept: Kept,
    pub(super) offline_since: Option<OffsetDateTime>,
    /// The authority confirmed the session in this run; until then a resumed one is only a hope.
    pub(super) proven: bool,
    pub(super) tokens: Tokens,
    /// `None`: there is no vault, so nothing is written to disk.
    pub(super) snapshot_key: Option<SecretString>,
    pub(super) known: Option<Known>,
    /// When the list of methods and what decides about them were read; `None`: something was changed since.
    pub(super) listed_at: Option<OffsetDateTime>,
    /// What was deleted in this run.
    pub(super) gone: Vec<SecurityMethod>,
    /// Steps of the plan for a lost phone that are being done.
    pub(super) loss_under_way: Vec<Step>,
    pub(super) keeping: Keeping,
    pub(super) trouble: Option<UiError>,
    pub(super) reading: Option<Reading>,
    pub(super) refused: BTreeSet<Action>,
    /// Terms texts that were read to the person in this run, as (id, file id) (B-175).
    pub(super) opened_terms: BTreeSet<(String, String)>,
    pub(super) retry: Retry,
    /// Wizards under way, by the registration's id.
    pub(super) registrations: BTreeMap<String, Running>,
    /// The same and e-mail challenges, as the service has them open.
    pub(super) begun: Begun,
    /// Addresses that codes were sent to in this run, by the challenge's id.
    pub(super) email_challenges: BTreeMap<String, String>,
    /// The proof that calls wait for.
    pub(super) step_up: Option<StepUp>,
    /// Another organization on its way.
    pub(super) switch: Option<Switch>,
    pub(super) notice: Option<SessionNotice>,
}

/// A read under way.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) waiting: Vec<Reply<()>>,
    /// Asked for again meanwhile: what comes in may be older than the last write.
    pub(super) again: bool,
    /// The person asked for it: then a fresh proof may be asked of them (B-22).
    pub(super) asked: bool,
    /// Waits for the read after this one.
    pub(super) waiting_again: Vec<Reply<()>>,
}

/// Back-off while offline.
#[derive(Clone, Copy, Default)]
pub(super) struct Retry {
    pub(super) timer: u32,
    pub(super) failures: u32,
}

impl SignedIn {
    pub(super) fn is_offline(&self) -> bool {
        self.offline_since.is_some()
    }

    /// Nothing to show yet, and nobody confirmed that there will be.
    pub(super) fn is_resuming(&self) -> bool {
        !self.proven && self.known.is_none() && self.reading.is_some()
    }

    pub(super) fn help_contact(&self) -> Option<&HelpContact> {
        given(&self.known.as_ref()?.data.help)
    }
}

pub(super) fn view(
    session: &Session,
    authority: Option<&Authority>,
    address: &str,
    left_behind: bool,
) -> SessionView {
    match session {
        Session::Starting => SessionView::Starting,
        Session::Resuming(memo) => SessionView::Resuming {
            user_name: memo.account.user_name.clone(),
        },
        Session::VaultLocked(locked) => SessionView::VaultLocked {
            error: locked.error.clone(),
        },
        Session::SignedOut(signed_out) => SessionView::SignedOut {
            why: signed_out.why,
            error: signed_out.error.clone(),
            doors: doors(authority, address),
            left_behind,
        },
        Session::AwaitingUser(awaiting) => SessionView::AwaitingUser(AwaitingUser {
            user_code: awaiting.user_code.clone(),
            page: for_reading_aloud(awaiting.page.as_url()),
            qr: awaiting.qr.clone(),
            expires_at: time(awaiting.expires_at),
            computer: awaiting.computer.clone(),
            offline: awaiting.offline,
            opened: awaiting.opened,
        }),
        Session::AwaitingBrowser { expires_at, .. } => SessionView::AwaitingBrowser {
            expires_at: time(*expires_at),
        },
        Session::Completing { .. } => SessionView::Completing,
        Session::SignedIn(signed_in) if signed_in.is_resuming() => SessionView::Resuming {
            user_name: signed_in.account.user_name.clone(),
        },
        Session::SignedIn(signed_in) => SessionView::SignedIn {
            kept: signed_in.kept,
            reach: match signed_in.offline_since {
                None => Reach::Online,
                Some(since) => Reach::Offline { since: time(since) },
            },
            step_up: signed_in.step_up.as_ref().map(StepUp::view),
            switching: signed_in.switch.as_ref().map(Switch::view),
            notice: signed_in.notice.clone(),
        },
    }
}

/// Where whoever forgot the password gets another one.
pub(super) fn reset_page(authority: Option<&Authority>) -> Option<TrustedPage> {
    let page = authority?.password_reset_page.as_ref()?;
    TrustedPage::check(page)
}

/// The same with the name of the account filled in (B-140): the browser does the rest.
pub(super) fn reset_page_for(page: &TrustedPage, user_name: Option<&str>) -> Option<TrustedPage> {
    let mut url = page.as_url().clone();
    if let Some(name) = user_name {
        url.query_pairs_mut().append_pair("username", name);
    }
    TrustedPage::check(&url)
}

/// Both doors stay open until the authority said which it has.
fn doors(authority: Option<&Authority>, address: &str) -> Doors {
    let helpdesk = authority.and_then(|authority| authority.helpdesk.as_ref());
    Doors {
        device_code: authority.is_none_or(|authority| authority.device_authorization_endpoint.is_some()),
        browser: authority.is_none_or(|authority| authority.authorization_endpoint.is_some()),
        organization: host(address),
        password_reset: reset_page(authority).is_some(),
        help: helpdesk.map(|contact| help::view(Some(contact))),
    }
}

/// The authority's host; a loopback one says nothing to anybody.
fn host(address: &str) -> Option<String> {
    match Url::parse(address).ok()?.host()? {
        url::Host::Domain("localhost") => None,
        url::Host::Domain(name) => Some(name.to_owned()),
        url::Host::Ipv4(ip) if ip.is_loopback() => None,
        url::Host::Ipv6(ip) if ip.is_loopback() => None,
        address => Some(address.to_string()),
    }
}

/// Without scheme and trailing slash.
fn for_reading_aloud(page: &Url) -> String {
    let text = page.as_str();
    let bare = text.split_once("://").map_or(text, |(_, rest)| rest);
    bare.trim_end_matches('/').to_owned()
}
