//! Every action is one of three things, and the app always knows which and why.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::method::MethodKind;

/// What an employee may want to do.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    ViewProfile,
    /// The fields the organization lets people change (B-03).
    ChangeProfile,
    /// B-12.
    ChangePhoto,
    ViewSecurityInfo,
    AddMethod(MethodKind),
    ChangeMethod(MethodKind),
    RenameMethod(MethodKind),
    DeleteMethod(MethodKind),
    ActivateToken,
    /// Whether a registered method works.
    TryMethod(MethodKind),
    SetDefaultMethod,
    SwitchSmsSignIn,
    ForgetRememberedDevices,
    ConfirmSecurityInfo,
    ChangePassword,
    ReviewTerms,
    ViewSignIns,
    /// "This was me", or that it was not (B-164).
    AnswerSignIn,
    EndSession,
    ViewDevices,
    /// Only an administrator undoes it (B-144).
    DisableDevice,
    ViewRecoveryKeys,
    /// Language, regional format and time zone of the account (B-178).
    ChangeSettings,
    /// On a page of the organization (B-179).
    OpenPrivacyNotice,
    ViewConnectedServices,
    WithdrawConsent,
    ExportData,
    ViewOrganizations,
    /// The one that is shown (B-153).
    LeaveOrganization,
    SignOutEverywhere,
    OpenApps,
    OpenGroups,
    OpenAccessReviews,
    /// Made and deleted on a page of the organization only (B-87 … B-89).
    OpenAppPasswords,
    /// Where a known cloud lets people manage what no API does.
    OpenSecurityInfo,
}

/// How an action can be done here and now. A missing button without a reason is a bug.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    InApp,
    /// Opened in the system browser, never in the app's web view.
    HandOver {
        page: Url,
    },
    Unavailable {
        reason: Unavailable,
    },
}

/// Why an action cannot be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unavailable {
    /// The authority offers no directory (Microsoft Graph).
    NoDirectory,
    /// The organization has no self-service extension, and the directory has no such call for employees.
    NoSelfService,
    /// The scope was not granted: an administrator has to consent.
    NotConsented,
    /// The organization's method policy forbids it.
    NotAllowedByPolicy,
    /// As many as the organization allows are registered.
    LimitReached,
    /// Only an administrator can do it.
    ManagedByAdministrator,
    /// Security questions are not for administrators (B-77).
    NotForAdministrators,
    /// Another method has to be registered first (B-80).
    OtherMethodRequired,
    /// The phone comes before the alternate phone.
    MobileRequired,
    /// The organization makes no calls, and the alternate phone is for calls only (B-69).
    VoiceNotAllowed,
    /// The alternate phone has to go first.
    AlternatePhoneExists,
    /// The account is a guest's: what its own organization decides cannot be done from here.
    ManagedByHomeOrganization,
    /// Security info is changed only on certain networks (B-92).
    PlaceNotAllowed,
    /// The password is kept in a directory of the organization's own (B-118).
    PasswordOnPremises,
    /// Photos come from a directory of the organization's own (B-12).
    PhotoOnPremises,
    /// The service refused it in this run.
    RefusedByService,
    /// The network is gone; changes wait until it is back.
    Offline,
}
