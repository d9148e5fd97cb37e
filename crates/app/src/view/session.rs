//! The session: from the first start to signed in, and the proof asked for in between.

use serde::Serialize;
use specta::Type;

use super::{HelpView, SessionNotice, SwitchingView};
use crate::error::UiError;

#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SessionView {
    Starting,
    /// Configuration is missing: what, and nothing to click but help.
    NotConfigured {
        missing: Vec<Setting>,
    },
    /// "Signing in…" from the keychain.
    Resuming {
        user_name: Option<String>,
    },
    SignedOut {
        why: SignedOutWhy,
        /// What went wrong with the last try, if anything.
        error: Option<UiError>,
        doors: Doors,
        /// The keychain did not open at a sign-out: it still holds that session, which is never used again.
        left_behind: bool,
    },
    /// The keychain is locked (or asked and was refused): unlock and try again, or sign in for this run only.
    VaultLocked {
        error: UiError,
    },
    AwaitingUser(AwaitingUser),
    /// The system browser is open; the answer comes to a loopback address.
    AwaitingBrowser {
        expires_at: String,
    },
    Completing,
    SignedIn {
        kept: Kept,
        reach: Reach,
        /// A change waits until the person confirmed in the browser that it is them (B-22, B-204).
        step_up: Option<StepUpView>,
        /// Another organization is on its way.
        switching: Option<SwitchingView>,
        /// Until it is dismissed.
        notice: Option<SessionNotice>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    Authority,
    ClientId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SignedOutWhy {
    /// Nobody has signed in yet.
    Fresh,
    /// The authority ended the session (`invalid_grant`).
    SessionEnded,
    ByUser,
    Everywhere,
    /// The person disabled the device this app runs on (B-145).
    DeviceDisabled,
    /// The person left the organization that the app is configured for, where they were a guest.
    LeftOrganization,
}

/// Which ways of signing in the screen offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Doors {
    pub device_code: bool,
    pub browser: bool,
    /// The organization's name or host, as far as known: "Sign in to …".
    pub organization: Option<String>,
    /// "Can't sign in?" can open the authority's reset page.
    pub password_reset: bool,
    pub help: Option<HelpView>,
}

/// The sign-in code screen (RFC 8628 §3.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct AwaitingUser {
    /// As the authority wrote it, for example `BCDF-GHJK`.
    pub user_code: String,
    /// The address to type, without scheme, for reading aloud.
    pub page: String,
    /// QR code of the address.
    pub qr: Qr,
    pub expires_at: String,
    /// As the page will show this computer.
    pub computer: String,
    /// The network is gone: still trying until expiry.
    pub offline: bool,
    /// The address was opened in the browser at least once.
    pub opened: bool,
}

/// A QR code as one SVG path: `size` modules square, quiet zone not included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Qr {
    pub size: u32,
    pub path: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kept {
    Kept,
    /// The session lasts for this run only; said once.
    ThisRunOnly {
        why: NotKept,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum NotKept {
    KeychainLocked,
    KeychainUnavailable,
    KeychainDenied,
    KeychainBroken,
    /// The authority gave no refresh token.
    NoRefreshToken,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reach {
    Online,
    Offline { since: String },
}

/// "Confirm that it is you in the browser": the account stays in view meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct StepUpView {
    pub for_what: StepUpFor,
    /// The browser was opened; `reopen_step_up` opens the page again.
    pub opened: bool,
    pub expires_at: String,
}

/// What waits for the fresh proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum StepUpFor {
    ViewAccount,
    AddMethod,
    ChangeMethod,
    DeleteMethod,
    RenameMethod,
    SetDefaultMethod,
    SaveSecurityQuestions,
    CreateRecoveryCodes,
    ChangePassword,
    ForgetRememberedDevices,
    ConfirmSecurityInfo,
    AcceptTerms,
    SignOutEverywhere,
    DisableDevice,
    ViewRecoveryKey,
    ExportData,
    LeaveOrganization,
    ChangeProfile,
}
