//! What people may change of their own profile, and who keeps the rest.

use serde::{Deserialize, Serialize};

/// Profiles as the organization has them (B-03, B-11, B-12).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ProfileRules {
    pub photo_update: PhotoUpdate,
    /// By their names in Graph, as `mobilePhone`. What is not here is read-only.
    pub editable_fields: Vec<String>,
    pub managed_by: Vec<FieldOwner>,
}

/// Where photos come from (Graph `photoUpdateSettings`: `source` and `allowedRoles`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PhotoUpdate {
    /// From the person: `source` is `cloud` or not said.
    #[default]
    Allowed,
    /// From a directory of the organization's own: `source` is `onPremises`.
    OnPremises,
    /// From an administrator: `allowedRoles` has no role of an employee.
    Nobody,
}

impl PhotoUpdate {
    /// The reason as the wire has it; none when people may.
    pub const fn reason(self) -> Option<&'static str> {
        match self {
            Self::Allowed => None,
            Self::OnPremises => Some("onPremises"),
            Self::Nobody => Some("notAllowed"),
        }
    }
}

/// Who keeps some fields, as a department or a system.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FieldOwner {
    pub display_name: String,
    /// An address or a phone number, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    pub fields: Vec<String>,
}
