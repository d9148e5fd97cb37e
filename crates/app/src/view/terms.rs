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
    /// An answer is wanted: nobody gave one, or it was declined.
    pub pending: bool,
    pub must_be_opened: bool,
    /// Every device is asked; this is about the one that the app runs on.
    pub per_device: bool,
    /// The newest version that was accepted; of a pending document an older one, or one that is asked again.
    pub accepted_version: Option<String>,
    pub accepted_at: Option<String>,
    /// When it will be asked again though it did not change.
    pub expires_at: Option<String>,
    pub declined_at: Option<String>,
    /// The apps that are blocked when it is declined (B-176).
    pub required_by: Vec<String>,
}

/// One entry of the record of what was accepted and declined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TermsDecisionView {
    pub display_name: String,
    pub version: String,
    pub language: String,
    pub accepted: bool,
    pub at: String,
    pub app: String,
    pub computer: Option<String>,
    /// SHA-256 of the text, in hexadecimal.
    pub sha256: String,
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
    pub changes: Option<TermsChangesView>,
}

/// What is not as it was in the version that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TermsChangesView {
    pub since_version: String,
    /// In the order of the text.
    pub changes: Vec<TermsChange>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct TermsChange {
    pub kind: TermsChangeKind,
    /// The block it is about; a removed one stood before it, or at the end.
    pub at: u32,
    /// What stood there; nothing for what was added.
    pub was: Option<TextBlock>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TermsChangeKind {
    Added,
    Removed,
    Changed,
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
        /// The number of the first item.
        start: u32,
        /// Each with its paragraphs, and the lists in it.
        items: Vec<Vec<TextBlock>>,
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
    /// Struck through: it is there to show that it holds no more.
    pub deleted: bool,
}
