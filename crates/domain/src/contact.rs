//! Whom to ask.

use serde::{Deserialize, Serialize};

/// The organization's help contact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpContact {
    pub display_name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub web_url: Option<String>,
    pub hours: Option<String>,
    pub organization_kind: OrganizationKind,
}

/// Decides whom to suggest when the organization named no contact (B-11).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganizationKind {
    University,
    LargeCompany,
    SmallCompany,
    #[default]
    Other,
}
