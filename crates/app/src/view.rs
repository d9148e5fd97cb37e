//! View models: made for the screen, complete, without anything secret. Ids and times are strings on the wire.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::UiError;

/// The whole state the window shows. Events carry it whole; the UI drops what is older than what it has.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct AppView {
    /// Grows with every change within one run of the app.
    pub revision: u32,
    pub session: SessionView,
    /// Present while somebody is signed in (or their last-known view is shown).
    pub account: Option<AccountView>,
    pub preferences: Preferences,
    /// BCP 47 tag of what the screens are written in, and of the region of their dates, for example `nl-BE`.
    pub locale: String,
}

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

/// Everything the signed-in screens show.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct AccountView {
    /// When this was read from the service; older than now when offline.
    pub as_of: Option<String>,
    /// A read is under way.
    pub loading: bool,
    /// The last read failed with this; what is shown is older.
    pub trouble: Option<UiError>,
    pub person: PersonView,
    pub profile: Section<ProfileView>,
    pub security: Section<SecurityView>,
    pub terms: Section<TermsView>,
    pub help: HelpView,
    /// The *Manage account* area and the links: exactly what works now, and why the rest does not (B-08, B-13).
    pub actions: Vec<ActionView>,
}

/// A part of the account: not read yet, there, or not to be had and why.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Section<T> {
    Loading,
    Ready { value: T },
    Unavailable { reason: UnavailableReason },
}

/// The user menu: photo, name, organization (B-01).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct PersonView {
    pub display_name: String,
    pub initials: String,
    pub user_name: Option<String>,
    pub organization: Option<String>,
    /// Changes when the photo does; fetch it by `get_photo`. `None`: no photo, show initials.
    pub photo: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ProfileView {
    pub display_name: String,
    pub job_title: Option<String>,
    pub department: Option<String>,
    pub company_name: Option<String>,
    pub employee_id: Option<String>,
    pub user_name: Option<String>,
    /// All associated addresses, the primary one first, without duplicates.
    pub email_addresses: Vec<String>,
    pub phones: Vec<String>,
    pub office: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    pub guest: bool,
    pub manager: ManagerView,
    /// Blocks to show (B-04).
    pub blocks: Vec<ProfileBlockView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ManagerView {
    None,
    Known {
        display_name: String,
        job_title: Option<String>,
        mail: Option<String>,
    },
    Unavailable {
        reason: UnavailableReason,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ProfileBlockView {
    WorkInformation,
    Contact,
    Manager,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SecurityView {
    pub methods: Vec<MethodView>,
    /// What may be added, and why the rest may not (B-23, B-24, B-42).
    pub choices: Vec<MethodChoice>,
    /// `None`: the organization did not say (no self-service extension).
    pub reset: Option<ResetView>,
    /// There is a password-reset-only method but no two-step method: advise one (B-37).
    pub advise_two_step: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct MethodView {
    pub id: String,
    pub kind: MethodKindView,
    /// The directory's own type name when the app does not know the kind.
    pub type_name: Option<String>,
    pub value: Option<String>,
    pub created_at: Option<String>,
    /// `None`: the organization did not say.
    pub usage: Option<UsageView>,
    pub change: Possible,
    pub delete: Possible,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum MethodKindView {
    Password,
    Email,
    Phone,
    MicrosoftAuthenticator,
    SoftwareOath,
    HardwareOath,
    Passkey,
    WindowsHello,
    PlatformCredential,
    TemporaryAccessPass,
    External,
    QrCodePin,
    SecurityQuestions,
    Unknown,
}

/// The sentence every row and choice states (B-39).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum UsageView {
    TwoStepAndReset,
    ResetOnly,
    TwoStepOnly,
    SignIn,
    None,
}

/// Whether a control is there, disabled with a reason, or absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Possible {
    Yes,
    /// The method has no such operation at all: show nothing.
    Never,
    No {
        reason: UnavailableReason,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct MethodChoice {
    pub kind: MethodKindView,
    pub usage: Option<UsageView>,
    pub add: Possible,
    pub maximum: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ResetView {
    pub enabled: bool,
    pub methods_required: u32,
    pub methods_registered: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TermsView {
    /// Pending ones first, in the order in which they are presented (B-177).
    pub documents: Vec<TermsItem>,
    pub pending: u32,
    pub accept: Possible,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TermsItem {
    pub id: String,
    pub file_id: String,
    pub display_name: String,
    pub version: String,
    pub language: String,
    pub pending: bool,
    pub must_be_opened: bool,
    pub accepted_version: Option<String>,
    pub accepted_at: Option<String>,
}

/// A terms document as sanitised structure: never HTML (the UI renders elements, links stay text).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TermsDocumentView {
    pub id: String,
    pub file_id: String,
    pub display_name: String,
    pub version: String,
    pub language: String,
    pub blocks: Vec<TextBlock>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TextBlock {
    /// `level` 2…4; the document's own title is the page's heading.
    Heading {
        level: u32,
        spans: Vec<TextSpan>,
    },
    Paragraph {
        spans: Vec<TextSpan>,
    },
    List {
        ordered: bool,
        items: Vec<Vec<TextSpan>>,
    },
    Quote {
        spans: Vec<TextSpan>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TextSpan {
    pub text: String,
    pub strong: bool,
    pub emphasis: bool,
}

/// Whom to ask; never empty: without a contact the kind of organization decides the advice (B-11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct HelpView {
    pub display_name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub web_page: Option<String>,
    pub hours: Option<String>,
    pub advice: HelpAdvice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum HelpAdvice {
    TechnicalSupport,
    InternalHelpdesk,
    OwnerOrConsultant,
    WhoeverGaveTheAccount,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ActionView {
    pub action: ActionName,
    pub availability: AvailabilityView,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ActionName {
    ViewProfile,
    ViewSecurityInfo,
    ReviewTerms,
    SignOutEverywhere,
    OpenApps,
    OpenGroups,
    OpenAccessReviews,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AvailabilityView {
    InApp,
    /// `open_hand_over(action)` opens the page in the system browser.
    HandOver,
    Unavailable {
        reason: UnavailableReason,
    },
    /// The organization does not offer it: show nothing.
    Absent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum UnavailableReason {
    NoDirectory,
    NoSelfService,
    NotConsented,
    NotAllowedByPolicy,
    LimitReached,
    ManagedByAdministrator,
    RefusedByService,
    /// The service failed on this part only; the next read may bring it.
    ServiceTrouble,
    Offline,
}

/// The e-mail wizard, after a code was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct EmailChallengeView {
    pub id: String,
    pub email_address: String,
    pub expires_at: String,
    pub resend_after: String,
    pub tries_remaining: u32,
}

/// Preferences, kept beside the app, not in the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Preferences {
    pub language: LanguageChoice,
    pub theme: ThemeChoice,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LanguageChoice {
    #[default]
    System,
    Dutch,
    English,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ThemeChoice {
    #[default]
    System,
    Light,
    Dark,
}

/// About: versions and licences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct AboutView {
    pub version: String,
    pub web_view_version: Option<String>,
    pub system: String,
    pub authority: Option<String>,
    /// Third-party packages: name, version, licence expression.
    pub licences: Vec<LicenceView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct LicenceView {
    pub name: String,
    pub version: String,
    pub licence: String,
}
