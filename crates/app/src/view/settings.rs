//! Settings and privacy.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{AvailabilityView, LanguageChoice, Possible};

/// How dates and times are written, whatever the language of the screens is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct FormatsView {
    /// BCP 47 tag.
    pub locale: String,
    /// Name in the IANA time zone database; `None`: the computer's own.
    pub time_zone: Option<String>,
}

/// What the screen of settings shows of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SettingsView {
    /// They go with the account; otherwise they are kept on this computer.
    pub in_account: bool,
    /// Whether they can be changed here and now; handed over where the organization keeps its own.
    pub change: AvailabilityView,
    pub chosen: ChosenSettings,
    /// The organization decided the language (B-178).
    pub language_fixed: bool,
    pub privacy_notice: AvailabilityView,
    pub privacy_contact: Option<String>,
    pub connected_services: Possible,
    pub withdraw: Possible,
    pub export: Possible,
}

/// All that can be chosen; `None` is left to the computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ChosenSettings {
    pub language: LanguageChoice,
    /// BCP 47 tags, the best first.
    pub preferred_languages: Vec<String>,
    pub regional_format: Option<String>,
    pub time_zone: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ConnectedServiceView {
    pub app: String,
    /// `withdraw_consent` takes it; `None`: it cannot be withdrawn here.
    pub consent_id: Option<String>,
    pub by_organization: bool,
    pub by_person: bool,
    /// In words.
    pub permissions: Vec<String>,
    pub since: Option<String>,
    pub last_used: Option<String>,
    pub sessions: u32,
    /// This app.
    pub current: bool,
}
