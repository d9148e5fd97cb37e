//! What a person set for the account (B-178), and the apps that use it (B-179, B-183).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Settings that go with the account to every computer. What is `None` is left to the computer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSettings {
    /// Primary tag of a language that there are screens in.
    pub display_language: Option<String>,
    /// The organization decided the display language.
    pub is_language_fixed: bool,
    /// BCP 47 tags, the best first.
    pub preferred_languages: Vec<String>,
    /// A BCP 47 tag.
    pub regional_format: Option<String>,
    /// A name of the IANA time zone database.
    pub time_zone: Option<String>,
}

/// What is to be another; the outer `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingsChange {
    pub display_language: Option<Option<String>>,
    pub preferred_languages: Option<Vec<String>>,
    pub regional_format: Option<Option<String>>,
    pub time_zone: Option<Option<String>>,
}

/// Why the service does not take a language or a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SettingFault {
    DisplayLanguageNotOffered,
    LanguageInvalid,
    LanguageRepeated,
    TooManyLanguages,
    RegionalFormatInvalid,
}

/// An app that was allowed to use something of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectedService {
    pub app: String,
    /// What the person can withdraw; `None`: the organization allowed it, or it is this app.
    pub consent_id: Option<String>,
    /// The organization allowed all of it, or some.
    pub by_organization: bool,
    /// The person allowed all of it, or some.
    pub by_person: bool,
    /// What it may do, in words.
    pub permissions: Vec<String>,
    pub since: Option<OffsetDateTime>,
    pub last_used: Option<OffsetDateTime>,
    pub sessions: u32,
    /// This app.
    pub is_current: bool,
}

impl AccountSettings {
    /// What of `wanted` is different; a language that the organization fixed is not asked to be another.
    pub fn change_to(&self, wanted: &Self) -> SettingsChange {
        SettingsChange {
            display_language: (!self.is_language_fixed && self.display_language != wanted.display_language)
                .then(|| wanted.display_language.clone()),
            preferred_languages: (self.preferred_languages != wanted.preferred_languages)
                .then(|| wanted.preferred_languages.clone()),
            regional_format: (self.regional_format != wanted.regional_format)
                .then(|| wanted.regional_format.clone()),
            time_zone: (self.time_zone != wanted.time_zone).then(|| wanted.time_zone.clone()),
        }
    }
}

impl SettingsChange {
    /// Nothing is to be another.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b178_only_what_differs_is_asked_and_a_fixed_language_never() {
        let known = AccountSettings {
            display_language: Some("nl".into()),
            time_zone: Some("Europe/Amsterdam".into()),
            ..AccountSettings::default()
        };
        assert!(known.change_to(&known).is_empty());
        let wanted = AccountSettings {
            display_language: None,
            time_zone: None,
            preferred_languages: vec!["fy".into()],
            ..known.clone()
        };
        assert_eq!(
            known.change_to(&wanted),
            SettingsChange {
                display_language: Some(None),
                preferred_languages: Some(vec!["fy".into()]),
                time_zone: Some(None),
                ..SettingsChange::default()
            }
        );
        let fixed = AccountSettings {
            is_language_fixed: true,
            ..known
        };
        assert_eq!(fixed.change_to(&wanted).display_language, None);
    }
}
