//! Organizations.

use serde::Serialize;
use specta::Type;

use super::HelpView;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct OrganizationsView {
    /// Home first, the others by name (B-150).
    pub organizations: Vec<OrganizationView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct OrganizationView {
    pub id: String,
    pub name: String,
    pub domain: String,
    pub role: Option<RoleName>,
    /// It owns the account. None does where this account is a guest's and home is elsewhere (B-152).
    pub home: bool,
    pub invited: bool,
    pub last_sign_in: Option<String>,
    pub switch: SwitchName,
    /// Its session is there: it opens at once, also without a network.
    pub without_sign_in: bool,
    pub leave: LeaveName,
    /// Whom to write to there (B-155).
    pub contact: HelpView,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RoleName {
    Member,
    Guest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SwitchName {
    /// It is the one that is shown.
    Here,
    Possible,
    AccountDisabled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LeaveName {
    Now,
    /// B-153.
    SignInFirst,
    Home,
    NotAllowed,
    AccountDisabled,
    /// The service said no and not why.
    Refused,
}

/// Another organization is being opened; what is shown stays until it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SwitchingView {
    /// Its name.
    pub organization: String,
    /// The sign-in page is open in the browser.
    pub opened: bool,
    pub expires_at: String,
}

/// What happened to an organization that is not shown any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SessionNotice {
    /// B-154, B-156.
    Left { organization: String },
    /// The account there was removed or turned off, or the session ended.
    Ended { organization: String },
}
