//! Terms of use.

use serde::Serialize;
use specta::Type;

use super::Possible;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TermsView {
    /// Pending ones first, in the order in which they are presented (B-177).
    pub documents: Vec<TermsItem>,
    pub pending: u32,
    pub accept: Possible,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TermsItem {
    pub id: String,
    pub file_id: String,
    pub display_name: String,
    pub version: String,
    pub language: String,
    pub pending: bool,
    pub must_be_opened: bool,
    pub accepted_version: Option<String>,
    pub accepted_at: Option<String>,
}

/// A terms document as sanitised structure: never HTML (the UI renders elements, links stay text).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TermsDocumentView {
    pub id: String,
    pub file_id: String,
    pub display_name: String,
    pub version: String,
    pub language: String,
    pub blocks: Vec<TextBlock>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TextBlock {
    /// `level` 2…4; the document's own title is the page's heading.
    Heading {
        level: u32,
        spans: Vec<TextSpan>,
    },
    Paragraph {
        spans: Vec<TextSpan>,
    },
    List {
        ordered: bool,
        items: Vec<Vec<TextSpan>>,
    },
    Quote {
        spans: Vec<TextSpan>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TextSpan {
    pub text: String,
    pub strong: bool,
    pub emphasis: bool,
}
