//! What the organization says of the employee (B-02).

use serde::{Deserialize, Serialize};

/// Graph `user`, the properties the app shows. All optional but the id: organizations fill in what they like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub id: String,
    pub display_name: Option<String>,
    pub given_name: Option<String>,
    pub surname: Option<String>,
    pub job_title: Option<String>,
    pub department: Option<String>,
    pub company_name: Option<String>,
    pub employee_id: Option<String>,
    pub user_principal_name: Option<String>,
    pub mail: Option<String>,
    pub other_mails: Vec<String>,
    /// `smtp:`/`SMTP:` addresses as Graph gives them.
    pub proxy_addresses: Vec<String>,
    pub business_phones: Vec<String>,
    pub mobile_phone: Option<String>,
    pub office_location: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    pub preferred_language: Option<String>,
    /// `Member` or `Guest`.
    pub user_type: Option<String>,
}

/// The employee's manager (Graph `GET /me/manager`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: String,
    pub display_name: Option<String>,
    pub job_title: Option<String>,
    pub mail: Option<String>,
}

/// The organization that owns the account, as this employee may see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    pub id: Option<String>,
    pub display_name: String,
    pub verified_domains: Vec<String>,
    /// Which blocks the profile shows (B-04); `None`: the organization did not say, so all that have content.
    pub profile_blocks: Option<Vec<ProfileBlock>>,
    pub apps_page: Option<String>,
    pub groups_page: Option<String>,
    pub access_reviews_page: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileBlock {
    WorkInformation,
    Contact,
    Manager,
}
