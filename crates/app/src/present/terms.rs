//! Terms of use: the list (B-172, B-173, B-177).

use workpass_domain::{
    standing::Standing,
    terms::{Terms, TermsState, in_order},
};

use super::{possible, time};
use crate::view::{TermsItem, TermsView};

pub(crate) fn view(documents: &[Terms], standing: &Standing<'_>) -> TermsView {
    let documents: Vec<_> = in_order(documents.to_vec()).into_iter().map(item).collect();
    let pending = documents.iter().filter(|item| item.pending).count();
    TermsView {
        pending: u32::try_from(pending).unwrap_or(u32::MAX),
        documents,
        accept: possible(standing.may_accept_terms()),
    }
}

fn item(terms: Terms) -> TermsItem {
    let (pending, accepted_version, accepted_at) = match terms.state {
        TermsState::Pending => (true, None, None),
        TermsState::Accepted { version, at } => (false, Some(version), Some(time(at))),
    };
    TermsItem {
        id: terms.id,
        file_id: terms.file_id,
        display_name: terms.display_name,
        version: terms.version,
        language: terms.language,
        pending,
        must_be_opened: terms.must_be_opened,
        accepted_version,
        accepted_at,
    }
}
