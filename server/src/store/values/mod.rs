//! Typed values kept in JSON columns. Unknown fields are ignored and missing ones have a default, so that an older
//! and a newer instance can share a database.

mod method;
mod password;
mod profile;
mod rules;

use std::collections::BTreeMap;

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

pub use method::{
    AuthenticatorData, MethodData, OathData, PassData, PasskeyData, PendingState, PhoneData, RegistrationData,
};
pub use password::{PasswordProfile, PasswordRules};
pub use profile::{FieldOwner, PhotoUpdate, ProfileRules};
pub use rules::{
    CampaignRules, CustomQuestion, FreshMinutes, MethodRule, MethodRules, PasskeyRules, PhoneRules,
    QuestionRules, RegistrationRules, RequireSecondFactor,
};

/// A list of texts in one column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Strings(pub Vec<String>);

impl Strings {
    /// A list of the given texts.
    pub fn of<S: Into<String>>(texts: impl IntoIterator<Item = S>) -> Self {
        Self(texts.into_iter().map(Into::into).collect())
    }

    /// Whether the list has exactly this text.
    pub fn has(&self, text: &str) -> bool {
        self.0.iter().any(|t| t == text)
    }
}

/// What an administrator decided for a whole organization.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(default, rename_all = "camelCase")]
pub struct TenantSettings {
    pub help_contact: HelpContact,
    /// `university`, `largeCompany`, `smallCompany` or `other` (B-11).
    pub organization_kind: String,
    /// Which blocks a profile shows (B-04): `workInformation`, `contact`, `manager`, …
    pub profile_blocks: Vec<String>,
    pub profile: ProfileRules,
    pub hand_overs: HandOvers,
    pub password_policy: PasswordRules,
    /// Absolute address of the password reset page; none when the organization offers none.
    pub password_reset_page: Option<String>,
    /// Https address of the service that gives people their account back who lost every method (B-98).
    pub account_recovery_page: Option<String>,
    /// Whether addresses in the organization's own domains are refused as a reset address (B-44).
    pub refuse_work_domains: bool,
    /// BCP 47 tag for people without a preferred language.
    pub default_language: String,
    /// The language everybody is shown, of [`crate::settings::DISPLAY_LANGUAGES`]; none lets people choose (B-178).
    pub display_language: Option<String>,
    /// Name in the IANA time zone database, for mails to people who set none.
    pub time_zone: Option<String>,
    /// Https address of the privacy notice (Graph `privacyProfile`).
    pub privacy_statement: Option<String>,
    /// Whom to ask about privacy.
    pub privacy_contact: Option<String>,
    /// Whether people may not read the recovery keys of their own devices (B-147).
    pub restrict_recovery_keys: bool,
    /// Whether guests cannot leave by themselves (B-155; Graph's `allowExternalIdentitiesToLeave` the other way round).
    pub keep_guests: bool,
    /// Whether a second factor that a guest proved at home counts here. If not, guests have methods of their own here
    /// (B-20).
    pub trust_home_second_factor: bool,
    pub city: Option<String>,
    pub country_letter_code: Option<String>,
    pub postal_code: Option<String>,
    pub street: Option<String>,
    pub business_phones: Vec<String>,
    pub technical_notification_mails: Vec<String>,
}

/// Whom to ask for help.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct HelpContact {
    pub display_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub web_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
}

/// Pages of other systems the app may hand over to (B-13).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct HandOvers {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub apps: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_reviews: Option<String>,
    /// Where app passwords are made and deleted (B-87 … B-89).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_passwords: Option<String>,
}

/// What an audit row tells beside its columns. Never a code, token or password.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct AuditDetail(pub BTreeMap<String, String>);

/// Where an address is, as far as the operator's database knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(default, rename_all = "camelCase")]
pub struct Place {
    pub city: Option<String>,
    pub state: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country_or_region: Option<String>,
}
