//! Trying a method that is registered: whether it would work, asked where it does not matter yet.
//!
//! A trial asks as a sign-in does, by the same engines and within the same limits: what is sent counts for the number,
//! the address and the account, a typed code takes a try of the lock that the second step has, and a right one of an app
//! is spent. So it tells nobody more than a sign-in would. It proves nothing either: no session, no fresh verification
//! and no date of use comes of it, but a line in the audit trail.

mod row;

use std::time::Duration;

use sea_orm::DbErr;
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use uuid::Uuid;

pub use row::{Begun, answer_of, cancel, find, open};

use self::row::{Asked, Renewed};
use super::add_phone::{self, PhoneError};
use super::asker::Asker;
use super::email::{self, EmailError};
use super::holding::Holding;
use super::kind::{MethodKind, PhoneSlot, state as states};
use super::phone::Channel;
use super::{Answer, Verdict, approval, offer, passkey, phone_registration, sent_code, sms, totp, voice};
use crate::audit;
use crate::authority::lockout;
use crate::secrets::ServerSecrets;
use crate::state::AppState;
use crate::store::entities::method_registration::Model;
use crate::store::entities::{email_method, security_method, user};

/// What the codes are stored for.
const PURPOSE: &str = "method trial";

/// How a method is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The code that an app or token shows.
    Code,
    Sms,
    Voice,
    Email,
    /// A notification with number matching.
    Approval,
    /// On a page of ours in the system browser.
    Browser,
}

impl By {
    const ALL: [Self; 6] = [
        Self::Code,
        Self::Sms,
        Self::Voice,
        Self::Email,
        Self::Approval,
        Self::Browser,
    ];

    /// The name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Sms => "sms",
            Self::Voice => "voice",
            Self::Email => "email",
            Self::Approval => "approval",
            Self::Browser => "browser",
        }
    }

    /// Reads [`Self::name`].
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.name() == name)
    }

    /// How a trial goes.
    pub fn of(row: &Model) -> Option<Self> {
        Self::parse(row.channel.as_deref()?)
    }

    const fn awaiting(self) -> &'static str {
        match self {
            Self::Code | Self::Sms | Self::Email => "awaitingCode",
            Self::Voice => "awaitingCall",
            Self::Approval => "awaitingApproval",
            Self::Browser => "awaitingBrowser",
        }
    }
}

/// How a person can try what they have of a kind, the usual way first; nothing for what a trial would use up, and for
/// what the organization no longer takes.
pub fn ways(holding: &Holding, kind: MethodKind, slot: Option<PhoneSlot>) -> Vec<By> {
    if offer::usable_by(&holding.rules, holding.has.is_administrator, kind, slot).is_empty() {
        return Vec::new();
    }
    let phone = &holding.rules.phone;
    match (kind, slot) {
        (MethodKind::SoftwareOath | MethodKind::HardwareOath, _) => vec![By::Code],
        (MethodKind::Authenticator, _) => vec![By::Approval],
        (MethodKind::Passkey, _) => vec![By::Browser],
        (MethodKind::Email, _) => vec![By::Email],
        (MethodKind::Phone, Some(slot)) => {
            let text = phone.sms && slot == PhoneSlot::Mobile;
            let ways = [(text, By::Sms), (phone.voice, By::Voice)];
            ways.into_iter().filter_map(|(on, by)| on.then_some(by)).collect()
        }
        // Answers are for resetting the password only, and are not asked anywhere else.
        (MethodKind::SecurityQuestions, _) => Vec::new(),
        (
            MethodKind::Password
            | MethodKind::Phone
            | MethodKind::TemporaryAccessPass
            | MethodKind::RecoveryCodes,
            _,
        ) => Vec::new(),
    }
}

/// What is tried.
#[derive(Clone, Copy)]
pub enum Tried<'a> {
    Method(&'a security_method::Model, MethodKind, Option<PhoneSlot>),
    Email(&'a email_method::Model),
}

impl<'a> Tried<'a> {
    /// A method of a person that works.
    pub fn of(method: &'a security_method::Model) -> Option<Self> {
        let kind = MethodKind::parse(&method.kind)?;
        let slot = (kind == MethodKind::Phone)
            .then(|| PhoneSlot::parse(&method.slot))
            .flatten();
        (method.state == states::ACTIVE).then_some(Self::Method(method, kind, slot))
    }

    /// What a trial tries, as long as it is there.
    fn in_trial(holding: &'a Holding, row: &Model) -> Option<Self> {
        let email = holding
            .email
            .as_ref()
            .filter(|email| row.replaces_id == Some(email.id));
        let method = holding
            .methods
            .iter()
            .find(|method| row.replaces_id == Some(method.id));
        email.map(Self::Email).or_else(|| method.and_then(Self::of))
    }

    const fn kind(self) -> MethodKind {
        match self {
            Self::Method(_, kind, _) => kind,
            Self::Email(_) => MethodKind::Email,
        }
    }

    const fn slot(self) -> Option<PhoneSlot> {
        match self {
            Self::Method(_, _, slot) => slot,
            Self::Email(_) => None,
        }
    }

    const fn id(self) -> Uuid {
        match self {
            Self::Method(method, ..) => method.id,
            Self::Email(email) => email.id,
        }
    }

    /// Where a code or call goes, or what the phone is called.
    fn reached_at(self) -> Option<String> {
        match self {
            Self::Method(method, MethodKind::Phone, _) => method.value.clone(),
            Self::Method(..) => None,
            Self::Email(email) => Some(email.email_address.clone()),
        }
    }
}

/// Why a step is not taken.
#[derive(Debug, Error)]
pub enum TrialError {
    #[error("methods of this kind, or in this state, cannot be tried this way")]
    NotPossible,
    #[error(transparent)]
    Phone(#[from] PhoneError),
    #[error(transparent)]
    Email(#[from] EmailError),
    #[error("too many tries, or too many questions to the phone")]
    TooMany(Duration),
    /// None left: it is over.
    #[error("the code is not right")]
    WrongCode { tries_remaining: i32 },
    #[error("the code was used before")]
    Used,
    #[error("the trial has expired")]
    Expired,
    #[error("the trial is finished")]
    Finished,
    #[error("something could not be sent")]
    NotSent,
    #[error("the database failed")]
    Database(#[from] DbErr),
}

/// Begins a trial: sends what it takes. One that was open ends. `by`: the usual way when none.
///
/// # Errors
/// [`TrialError`]; no trial exists then.
pub async fn begin(
    state: &AppState,
    asker: Asker<'_>,
    tried: Tried<'_>,
    by: Option<By>,
    context: approval::Context,
) -> Result<Begun, TrialError> {
    let possible = ways(asker.holding, tried.kind(), tried.slot());
    let by = match by {
        None => possible.first().copied(),
        by => by.filter(|by| possible.contains(by)),
    };
    let by = by.ok_or(TrialError::NotPossible)?;
    let id = Uuid::new_v4();
    let asked = ask(state, asker, tried, by, id, context).await?;
    let begun = row::begun(state, asker.user, tried, by, (id, asked));
    let event = event(asker, "method.trial_started", tried.kind(), by);
    row::put(state, &begun.row, event).await?;
    Ok(begun)
}

/// Sends it again: another code, another call, another question to the phone.
///
/// # Errors
/// [`TrialError`].
pub async fn ask_again(
    state: &AppState,
    asker: Asker<'_>,
    row: &Model,
    context: approval::Context,
) -> Result<Model, TrialError> {
    check_running(row, state.now_ms())?;
    let by = By::of(row).filter(|by| !matches!(by, By::Code | By::Browser));
    let by = by.ok_or(TrialError::Finished)?;
    let tried = still(state, asker, row).await?;
    if let Some(wait) = phone_registration::claim_resend(state, row).await? {
        return Err(TrialError::TooMany(wait));
    }
    let asked = ask(state, asker, tried, by, row.id, context).await?;
    match row::renew(state, row, by, asked).await? {
        Renewed::Yes(row) => Ok(row),
        Renewed::TooLate => Err(TrialError::Finished),
    }
}

/// Looks at a code that was typed.
///
/// # Errors
/// [`TrialError`].
pub async fn check(
    state: &AppState,
    asker: Asker<'_>,
    row: &Model,
    typed: &SecretString,
) -> Result<(), TrialError> {
    check_running(row, state.now_ms())?;
    let tried = still(state, asker, row).await?;
    let by = By::of(row).ok_or(TrialError::Finished)?;
    let verdict = match (by, tried) {
        (By::Code, Tried::Method(method, ..)) => code_shown(state, asker.user, row, method, typed).await?,
        (By::Sms | By::Email, _) => code_sent(state, row, typed).await?,
        _ => return Err(TrialError::Finished),
    };
    match verdict {
        (Verdict::Proven(_), _) => {
            let worked = event(asker, "method.tried", tried.kind(), by);
            if row::complete(state, row, worked).await? {
                Ok(())
            } else {
                Err(TrialError::Finished)
            }
        }
        (Verdict::Used, 1..) => Err(TrialError::Used),
        (_, left) => {
            if left <= 0 {
                row::end(state, row, "failed", Some("tooManyTries")).await?;
            }
            Err(TrialError::WrongCode {
                tries_remaining: left,
            })
        }
    }
}

/// Brings a trial that is answered elsewhere to where its call or question is.
///
/// # Errors
/// [`TrialError`].
pub async fn settle(state: &AppState, asker: Asker<'_>, row: &Model) -> Result<(), TrialError> {
    if check_running(row, state.now_ms()).is_err() {
        return Ok(());
    }
    let answer = match (By::of(row), row.data.call, row.data.approval) {
        (Some(By::Voice), Some(call), _) => voice::answer(state, call).await?,
        (Some(By::Approval), _, Some(question)) => approval::answer(state, question).await?,
        _ => return Ok(()),
    };
    let (told, reason) = match answer {
        Answer::Waiting => return Ok(()),
        Answer::Yes => {
            if let (Ok(tried), Some(by)) = (still(state, asker, row).await, By::of(row)) {
                row::complete(state, row, event(asker, "method.tried", tried.kind(), by)).await?;
            }
            return Ok(());
        }
        Answer::No => ("declined", None),
        Answer::Reported => ("failed", Some("numberReported")),
        Answer::TooLate => ("failed", Some("noAnswer")),
    };
    Ok(row::end(state, row, told, reason).await.map(|_| ())?)
}

/// Looks at what a browser answered on the page of a trial: true when it was this passkey.
///
/// # Errors
/// When the database fails.
pub async fn finish_in_browser(
    state: &AppState,
    user: &user::Model,
    row: &Model,
    passkey: &security_method::Model,
    bound_to: &str,
    (ceremony, answer): (&str, &str),
    mut event: audit::Event<'_>,
) -> Result<bool, DbErr> {
    let finished = passkey::finish_trial(state, passkey, bound_to, ceremony, answer).await?;
    if !matches!(finished, passkey::Finished::Proven(_)) || passkey.user_id != user.id {
        return Ok(false);
    }
    event.detail = detail(MethodKind::Passkey, By::Browser);
    row::complete(state, row, event).await
}

async fn ask(
    state: &AppState,
    asker: Asker<'_>,
    tried: Tried<'_>,
    by: By,
    id: Uuid,
    context: approval::Context,
) -> Result<Asked, TrialError> {
    let user = asker.user;
    let channel = match by {
        By::Sms => Some(Channel::Sms),
        By::Voice => Some(Channel::Voice),
        _ => None,
    };
    if let Some(channel) = channel {
        add_phone::count_client(state, asker, channel).await?;
    }
    let failed = |not_sent| match channel {
        Some(channel) => TrialError::Phone(add_phone::why(not_sent, channel)),
        None => of_approval(not_sent),
    };
    Ok(match (by, tried) {
        (By::Sms, Tried::Method(method, ..)) => {
            let code = sent_code::draw();
            let sent = sms::send(state, user, method, asker.language, &code).await;
            sent.map_err(failed)?;
            Asked::code(mac(&state.secrets, id, &code))
        }
        (By::Email, Tried::Email(method)) => {
            let code = sent_code::draw();
            email::send_for_trial(state, asker, method, &code).await?;
            Asked::code(mac(&state.secrets, id, &code))
        }
        (By::Voice, Tried::Method(method, ..)) => {
            let call = voice::call(state, user, method, asker.language).await;
            Asked::call(call.map_err(failed)?)
        }
        (By::Approval, Tried::Method(method, ..)) => {
            let (question, _) = approval::ask_for_trial(state, method, context)
                .await
                .map_err(failed)?;
            Asked::approval(question)
        }
        (By::Code | By::Browser, Tried::Method(..)) => Asked::default(),
        _ => return Err(TrialError::NotPossible),
    })
}

/// The code of an app or token; with it, how many tries are left.
async fn code_shown(
    state: &AppState,
    user: &user::Model,
    row: &Model,
    method: &security_method::Model,
    typed: &SecretString,
) -> Result<(Verdict, i32), TrialError> {
    if !(6..=16).contains(&typed.expose_secret().trim().len()) {
        // What cannot be a code costs no try.
        return Ok((Verdict::Wrong, row.tries_remaining));
    }
    let lock = lockout::of_second_factor(&state.secrets, user.id);
    let left = match lockout::take_try(&state.db, state.now_ms(), &lock).await? {
        Ok(left) => left,
        Err(wait) => return Err(TrialError::TooMany(wait)),
    };
    let taken = phone_registration::take_try(state, row).await?;
    let of_trial = taken.ok_or(TrialError::Finished)?.tries_remaining;
    let verdict = totp::try_one(state, method, typed.expose_secret()).await?;
    if matches!(verdict, Verdict::Proven(_)) {
        lockout::give_back(&state.db, state.now_ms(), &lock, left).await?;
    }
    Ok((verdict, of_trial))
}

/// The code that was sent last for this trial.
async fn code_sent(
    state: &AppState,
    row: &Model,
    typed: &SecretString,
) -> Result<(Verdict, i32), TrialError> {
    let Some(code) = sent_code::six_digits(typed.expose_secret()) else {
        return Ok((Verdict::Wrong, row.tries_remaining));
    };
    let taken = phone_registration::take_try(state, row).await?;
    let row = taken.ok_or(TrialError::Finished)?;
    let parts = [&row.id.to_string(), code.expose_secret()];
    let sent = row.code_mac.as_deref();
    let verdict = match sent.is_some_and(|mac| state.secrets.verify(PURPOSE, &parts, mac)) {
        true => Verdict::Proven(row.id),
        false => Verdict::Wrong,
    };
    Ok((verdict, row.tries_remaining))
}

fn mac(secrets: &ServerSecrets, id: Uuid, code: &SecretString) -> String {
    secrets.mac(PURPOSE, &[&id.to_string(), code.expose_secret()])
}

/// What is tried; a trial of something that is gone, or no longer taken, is over.
async fn still<'a>(state: &AppState, asker: Asker<'a>, row: &Model) -> Result<Tried<'a>, TrialError> {
    let tried = Tried::in_trial(asker.holding, row).filter(|tried| {
        // Another number or address in its place was not tried.
        row.value == tried.reached_at()
            && By::of(row).is_some_and(|by| ways(asker.holding, tried.kind(), tried.slot()).contains(&by))
    });
    if tried.is_none() {
        row::end(state, row, "failed", Some("notAllowedByPolicy")).await?;
    }
    tried.ok_or(TrialError::Finished)
}

fn check_running(row: &Model, now_ms: i64) -> Result<(), TrialError> {
    if !row.state.starts_with("awaiting") {
        return Err(match row.reason.as_deref() {
            Some("tooManyTries") => TrialError::WrongCode { tries_remaining: 0 },
            _ => TrialError::Finished,
        });
    }
    if row.expires_at <= now_ms {
        return Err(TrialError::Expired);
    }
    Ok(())
}

fn of_approval(not_sent: super::NotSent) -> TrialError {
    match not_sent {
        super::NotSent::LimitReached { retry_after } => TrialError::TooMany(retry_after),
        super::NotSent::NotPossible => TrialError::NotPossible,
        super::NotSent::Failed => TrialError::NotSent,
    }
}

fn event<'e>(asker: Asker<'_>, what: &'e str, kind: MethodKind, by: By) -> audit::Event<'e> {
    audit::Event {
        detail: detail(kind, by),
        ..asker.event(what, kind)
    }
}

fn detail(kind: MethodKind, by: By) -> Vec<(&'static str, String)> {
    vec![("method", kind.name().to_owned()), ("by", by.name().to_owned())]
}
