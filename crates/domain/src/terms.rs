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
    /// Every device is asked; the state is that of this one (B-175).
    #[serde(default)]
    pub per_device: bool,
    pub order: u32,
    /// The newest acceptance, of this version or an older one.
    #[serde(default)]
    pub accepted: Option<TermsAccepted>,
    /// The names of the apps that are blocked when it is declined (B-176).
    #[serde(default)]
    pub required_by: Vec<String>,
}

/// What was accepted, when, and until when it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsAccepted {
    pub version: String,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// From then on it is asked again, though it did not change (B-175).
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub until: Option<OffsetDateTime>,
}

/// One entry of what a person decided, ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermsDecision {
    pub display_name: String,
    pub version: String,
    pub language: String,
    pub accepted: bool,
    pub at: OffsetDateTime,
    pub until: Option<OffsetDateTime>,
    /// SHA-256 of the text, in hexadecimal.
    pub sha256: String,
    pub app: String,
    pub computer: Option<String>,
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
    /// It can still be accepted (B-176).
    Declined {
        #[serde(with = "time::serde::rfc3339")]
        at: OffsetDateTime,
    },
}

impl TermsState {
    /// Whether an answer is still wanted.
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::Accepted { .. })
    }
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

/// Those nobody answered first, then declined ones, each group in the organization's order (B-177): they are presented
/// one at a time.
pub fn in_order(mut documents: Vec<Terms>) -> Vec<Terms> {
    documents.sort_by(|a, b| {
        let rank = |state: &TermsState| match state {
            TermsState::Pending => 0,
            TermsState::Declined { .. } => 1,
            TermsState::Accepted { .. } => 2,
        };
        let key = |terms: &Terms| (rank(&terms.state), terms.order);
        key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
    });
    documents
}

/// Why Accept is refused before anything is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AcceptFault {
    #[error("there is no such document")]
    Unknown,
    #[error("a newer version has to be read first")]
    Changed,
    #[error("the document has to be opened first")]
    NotOpened,
    #[error("what was accepted stays accepted")]
    Accepted,
}

/// Whether the version with `file_id` may be accepted now (B-172, B-175). Accepting twice is not a fault.
pub fn may_accept(documents: &[Terms], id: &str, file_id: &str, opened: bool) -> Result<(), AcceptFault> {
    let terms = documents
        .iter()
        .find(|terms| terms.id == id)
        .ok_or(AcceptFault::Unknown)?;
    if terms.file_id != file_id {
        return Err(AcceptFault::Changed);
    }
    if terms.must_be_opened && !opened {
        return Err(AcceptFault::NotOpened);
    }
    Ok(())
}

/// Whether it may be declined now: only what nobody accepted (B-176). Declining twice is not a fault.
///
/// # Errors
/// [`AcceptFault`]
pub fn may_decline(documents: &[Terms], id: &str, file_id: &str) -> Result<(), AcceptFault> {
    may_accept(documents, id, file_id, true)?;
    let accepted = documents
        .iter()
        .any(|terms| terms.id == id && !terms.state.is_open());
    if accepted {
        return Err(AcceptFault::Accepted);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn terms(id: &str, order: u32, pending: bool) -> Terms {
        let accepted = TermsState::Accepted {
            version: "1".into(),
            at: datetime!(2026-01-02 03:04 UTC),
        };
        Terms {
            id: id.into(),
            display_name: id.into(),
            file_id: format!("{id}-2"),
            version: "2".into(),
            language: "nl".into(),
            state: if pending { TermsState::Pending } else { accepted },
            must_be_opened: id == "strict",
            per_device: false,
            order,
            accepted: None,
            required_by: Vec::new(),
        }
    }

    #[test]
    fn b177_pending_ones_come_first_in_the_order_of_the_organization() {
        let sorted = in_order(vec![
            terms("c", 3, true),
            terms("a", 0, false),
            terms("b", 1, true),
            terms("d", 1, false),
        ]);
        let ids: Vec<_> = sorted.iter().map(|t| t.id.as_str()).collect();
        assert_eq!(ids, ["b", "c", "a", "d"]);
    }

    #[test]
    fn b176_only_what_was_not_accepted_can_be_declined() {
        let mut documents = [
            terms("open", 0, true),
            terms("done", 1, false),
            terms("no", 2, true),
        ];
        documents[2].state = TermsState::Declined {
            at: datetime!(2026-01-02 03:04 UTC),
        };
        assert_eq!(may_decline(&documents, "open", "open-2"), Ok(()));
        assert_eq!(may_decline(&documents, "no", "no-2"), Ok(()));
        assert_eq!(
            may_decline(&documents, "done", "done-2"),
            Err(AcceptFault::Accepted)
        );
        assert_eq!(
            may_decline(&documents, "open", "open-1"),
            Err(AcceptFault::Changed)
        );
        assert_eq!(may_accept(&documents, "no", "no-2", true), Ok(()), "later");
    }

    #[test]
    fn b176_declined_ones_come_after_those_nobody_answered() {
        let mut declined = terms("a", 0, true);
        declined.state = TermsState::Declined {
            at: datetime!(2026-01-02 03:04 UTC),
        };
        let sorted = in_order(vec![declined, terms("b", 1, true), terms("c", 2, false)]);
        let ids: Vec<_> = sorted.iter().map(|t| t.id.as_str()).collect();
        assert_eq!(ids, ["b", "a", "c"]);
    }

    #[test]
    fn b175_must_be_opened_before_accept_works() {
        let documents = [terms("strict", 0, true), terms("plain", 1, true)];
        assert_eq!(
            may_accept(&documents, "strict", "strict-2", false),
            Err(AcceptFault::NotOpened)
        );
        assert_eq!(may_accept(&documents, "strict", "strict-2", true), Ok(()));
        assert_eq!(may_accept(&documents, "plain", "plain-2", false), Ok(()));
    }

    #[test]
    fn b175_a_new_version_has_to_be_read_first() {
        let documents = [terms("plain", 0, true)];
        assert_eq!(
            may_accept(&documents, "plain", "plain-1", true),
            Err(AcceptFault::Changed)
        );
        assert_eq!(
            may_accept(&documents, "gone", "gone-1", true),
            Err(AcceptFault::Unknown)
        );
    }
}
