//! My sign-ins: what happened with the account, and where it is signed in.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::Possible;

/// What a tile says before the list is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SignInsView {
    /// Flagged by the service, and nobody has answered for them (B-164).
    pub unusual: u32,
    /// Places come from the address when the operator has a database for it; else none is shown.
    pub shows_places: bool,
    pub answer: Possible,
    pub end_sessions: Possible,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SignInPageView {
    pub sign_ins: Vec<SignInView>,
    /// Give it back to read on.
    pub next: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SignInView {
    pub id: String,
    pub at: String,
    /// `None`: the account pages in the browser.
    pub app: Option<String>,
    pub from: WhereaboutsView,
    pub outcome: SignInOutcome,
    pub second_step: Option<SecondStepName>,
    pub risk: SignInRisk,
    /// What to do, in this order, when it was somebody else (B-160, B-161).
    pub remedies: Vec<RemedyName>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct WhereaboutsView {
    pub device: Option<String>,
    pub operating_system: Option<String>,
    pub browser: Option<String>,
    pub address: Option<String>,
    pub place: Option<String>,
}

/// B-159.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SignInOutcome {
    Succeeded,
    Failed,
    Locked,
    SecondStepFailed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SecondStepName {
    Pass,
    Passkey,
    Approval,
    Code,
    Text,
    Call,
    RecoveryCode,
    Password,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SignInRisk {
    None,
    Unusual,
    Mine,
    NotMine,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RemedyName {
    ChangePassword,
    CheckMethods,
    SignOutEverywhere,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SignInFilter {
    All,
    Succeeded,
    Failed,
    Unusual,
}

/// A place where the person is signed in; nothing in it opens anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct OpenSessionView {
    pub id: String,
    /// `None`: a browser.
    pub app: Option<String>,
    pub from: WhereaboutsView,
    pub began_at: String,
    pub last_used_at: String,
    pub is_current: bool,
}
