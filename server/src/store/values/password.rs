//! What an organization demands of passwords.

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

/// The password rules of an organization (B-114 … B-117).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(default, rename_all = "camelCase")]
pub struct PasswordRules {
    pub profile: PasswordProfile,
    /// The least number of characters, 8 to 64.
    pub minimum_length: u32,
    /// The most characters, 64 to 256.
    pub maximum_length: u32,
    /// How many earlier passwords cannot come back, the current one among them: 1 to 24.
    pub history: u32,
    /// The organization's own words that make a password easy to guess, at least three characters each.
    pub banned_words: Vec<String>,
    /// After how many days people are told to change it; none for never (B-117).
    pub maximum_age_days: Option<u32>,
    /// Whether people may change it themselves.
    pub change_allowed: bool,
}

impl Default for PasswordRules {
    fn default() -> Self {
        Self {
            profile: PasswordProfile::Nist,
            minimum_length: 8,
            maximum_length: 256,
            history: 1,
            banned_words: Vec::new(),
            maximum_age_days: None,
            change_allowed: true,
        }
    }
}

/// Whose rules they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PasswordProfile {
    /// NIST SP 800-63B: length and guessability, any character that can be seen.
    #[default]
    Nist,
    /// Microsoft Entra ID: ASCII, three of four classes of characters (B-114).
    Entra,
}

impl PasswordProfile {
    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nist => "nist",
            Self::Entra => "entra",
        }
    }
}
