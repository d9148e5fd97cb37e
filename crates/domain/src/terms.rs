//! Terms of use (B-172 … B-177).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// One document and where the employee stands with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub id: String,
    pub display_name: String,
    /// The version to be read now (Graph: `agreementFile` id).
    pub file_id: String,
    pub version: String,
    pub language: String,
    pub state: TermsState,
    /// Must be opened and read to the end before Accept works (B-175).
    pub must_be_opened: bool,
    pub order: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum TermsState {
    Pending,
    Accepted {
        version: String,
        #[serde(with = "time::serde::rfc3339")]
        at: OffsetDateTime,
    },
}

/// The text of one version in one language, Markdown (CommonMark).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsText {
    pub id: String,
    pub file_id: String,
    pub version: String,
    pub language: String,
    pub display_name: String,
    pub markdown: String,
}
