//! Changing the password: what is known before, and what the checklist says while typing. No password is ever in here.

use serde::Serialize;
use specta::Type;

/// What is known of the password and its rules. Whether it can be changed is an action of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct PasswordView {
    pub last_changed_at: Option<String>,
    pub expires_at: Option<String>,
    pub minimum_length: u32,
    pub maximum_length: u32,
    /// Of lower case, upper case, digits and symbols.
    pub required_classes: Option<u32>,
    /// How many earlier passwords cannot come back, the current one among them.
    pub history: u32,
    /// `false`: this sign-in proved so much that the current one is not asked (B-113).
    pub current_required: bool,
    /// `false`: this app has to sign in again as well (B-111).
    pub keeps_session: bool,
    /// There is a page for who forgot it (B-112).
    pub reset_page: bool,
    /// How a reset would go; `None`: the organization did not say.
    pub reset: Option<ResetPlanView>,
}

/// How a reset would go, and what is still missing for it (B-121, B-125, B-140).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ResetPlanView {
    pub methods_required: u32,
    pub methods_registered: u32,
    /// What would be asked, in the order in which it is listed there.
    pub ways: Vec<ResetWayView>,
    /// `None`: they can.
    pub obstacle: Option<ResetObstacleView>,
    /// Two always, and no questions (B-138).
    pub for_administrator: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ResetWayView {
    Approval,
    Code,
    Text,
    CallMobile,
    CallAlternateMobile,
    CallOffice,
    Email,
    SecurityQuestions,
    RecoveryCode,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ResetObstacleView {
    NotEnabled,
    NotRegistered,
    OnPremises,
    Other,
}

/// What a new password does not satisfy; as a line of the checklist, what it has to satisfy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PasswordFaultView {
    TooShort,
    TooLong,
    Invisible,
    NotAscii,
    TooFewClasses,
    ContainsName,
    /// Which word it was is told to nobody (B-115).
    Guessable,
    Reused,
}

/// What can be said of a new password before it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct PasswordCheckView {
    pub rules: Vec<PasswordRuleView>,
    /// `None`: nothing was typed.
    pub strength: Option<StrengthView>,
    /// Nothing speaks against sending it.
    pub acceptable: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
pub struct PasswordRuleView {
    pub rule: PasswordFaultView,
    /// `None`: nothing was typed, or only the organization knows.
    pub met: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum StrengthView {
    VeryWeak,
    Weak,
    Fair,
    Good,
    Strong,
}
