//! Preferences and About.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Preferences, kept beside the app, not in the account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Preferences {
    pub language: LanguageChoice,
    pub theme: ThemeChoice,
    /// BCP 47 tag, where the account keeps none; `None`: the region of the computer.
    pub regional_format: Option<String>,
    /// IANA name, where the account keeps none; `None`: the computer's own.
    pub time_zone: Option<String>,
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
