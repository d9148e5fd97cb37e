//! Everything the signed-in screens show, and what works.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{
    DevicesView, LostPhoneView, OrganizationsView, PasswordView, ProfileView, SecurityView, SettingsView,
    SignInsView, TermsView,
};
use crate::error::UiError;

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
    /// `None`: nothing was read yet. Whether it can be changed is [`ActionName::ChangePassword`].
    pub password: Option<PasswordView>,
    pub terms: Section<TermsView>,
    pub sign_ins: Section<SignInsView>,
    pub devices: Section<DevicesView>,
    /// `None`: what is registered was not read.
    pub lost_phone: Option<LostPhoneView>,
    /// `None`: nothing was read yet.
    pub settings: Option<SettingsView>,
    pub organizations: Section<OrganizationsView>,
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
    ChangePhoto,
    ViewSecurityInfo,
    ChangePassword,
    ReviewTerms,
    ViewSignIns,
    ViewDevices,
    DisableDevice,
    ChangeSettings,
    OpenPrivacyNotice,
    ViewOrganizations,
    LeaveOrganization,
    SignOutEverywhere,
    OpenApps,
    OpenGroups,
    OpenAccessReviews,
    /// B-87 … B-89.
    OpenAppPasswords,
    /// Where the organization has no extension.
    OpenSecurityInfo,
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
    /// Security questions (B-77).
    NotForAdministrators,
    /// Another method has to be registered first (B-80).
    OtherMethodRequired,
    /// The phone comes before the alternate phone.
    MobileRequired,
    /// The organization makes no calls.
    VoiceNotAllowed,
    /// The alternate phone has to go first.
    AlternatePhoneExists,
    /// A guest's account: its own organization decides.
    ManagedByHomeOrganization,
    /// Security info is changed only on certain networks (B-92).
    PlaceNotAllowed,
    /// B-118.
    PasswordOnPremises,
    /// B-12.
    PhotoOnPremises,
    RefusedByService,
    /// The service failed on this part only; the next read may bring it.
    ServiceTrouble,
    Offline,
}
