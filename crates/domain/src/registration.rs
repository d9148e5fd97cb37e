//! How far the employee is with registering what the organization asks for (B-90 … B-97).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationStatus {
    pub state: RegistrationNeed,
    /// Methods still to be registered.
    pub missing_sign_in: u32,
    pub missing_password_reset: u32,
    pub skippable: bool,
    /// How often *Skip for now* still works; `None`: without end (B-94).
    pub skips_remaining: Option<u32>,
    /// When the details are to be confirmed again (B-93).
    #[serde(with = "time::serde::rfc3339::option")]
    pub reconfirm_due_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub last_confirmed_at: Option<OffsetDateTime>,
    /// Nothing but text messages and calls (B-97).
    pub only_text_and_voice: bool,
    /// Nothing but a Temporary Access Pass (B-36).
    pub only_temporary_access_pass: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationNeed {
    #[default]
    Complete,
    Required,
    Recommended,
    Reconfirm,
}
