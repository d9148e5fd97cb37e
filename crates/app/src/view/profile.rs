//! The profile page (B-01 … B-04, B-11, B-12).

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{AvailabilityView, UnavailableReason};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ProfileView {
    pub display_name: String,
    pub job_title: Option<String>,
    pub department: Option<String>,
    pub company_name: Option<String>,
    pub employee_id: Option<String>,
    pub user_name: Option<String>,
    /// All associated addresses, the primary one first, without duplicates.
    pub email_addresses: Vec<String>,
    pub phones: Vec<String>,
    pub office: Option<String>,
    /// In lines, as on an envelope, without what is in `city` and `country`.
    pub street: Option<String>,
    pub postal_code: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub country: Option<String>,
    pub guest: bool,
    pub manager: ManagerView,
    /// Blocks to show (B-04).
    pub blocks: Vec<ProfileBlockView>,
    pub photo: PhotoView,
    /// What the organization lets the person change, in the order of a form; empty: all is read-only (B-03).
    pub fields: Vec<ProfileFieldView>,
    /// Why a form cannot be sent now.
    pub edit: AvailabilityView,
    /// Who keeps what (B-11).
    pub owners: Vec<FieldOwnerView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ManagerView {
    None,
    Known {
        display_name: String,
        job_title: Option<String>,
        mail: Option<String>,
    },
    Unavailable {
        reason: UnavailableReason,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ProfileBlockView {
    WorkInformation,
    Contact,
    Manager,
    Devices,
}

/// Whether the photo can be changed, and what is taken for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
pub struct PhotoView {
    pub change: AvailabilityView,
    pub present: bool,
    pub most_bytes: u32,
    pub longest_side: u32,
    pub shortest_side: u32,
    /// Other apps may show the old one for a day (B-12).
    pub takes_a_day: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ProfileFieldView {
    pub field: ProfileFieldName,
    pub block: ProfileBlockView,
    /// Empty when nothing is filled in.
    pub value: String,
    pub longest: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ProfileFieldName {
    GivenName,
    Surname,
    MobilePhone,
    BusinessPhone,
    Office,
    Street,
    PostalCode,
    City,
    State,
    Country,
}

/// A field as it was shown and as it is to be.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Type)]
pub struct ProfileFieldChange {
    pub field: ProfileFieldName,
    pub before: String,
    pub after: String,
}

/// What is wrong with what was typed into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FieldFaultView {
    TooLong {
        maximum: u32,
    },
    NotAPhone,
    Characters,
    /// The service does not take it and does not say why.
    Refused,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PhotoFaultView {
    Type,
    TooLarge,
    TooSmall,
    Damaged,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct FieldOwnerView {
    pub display_name: String,
    pub contact: Option<String>,
    pub fields: Vec<OwnedFieldName>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum OwnedFieldName {
    Photo,
    Name,
    JobTitle,
    Department,
    Company,
    EmployeeId,
    Mail,
    UserName,
    Phones,
    Office,
    Address,
    Manager,
}
