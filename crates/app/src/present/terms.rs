//! Terms of use: the list (B-172, B-173, B-177) and the record.

use serde_json::json;
use workpass_domain::{
    standing::Standing,
    terms::{Terms, TermsDecision, TermsState, in_order},
};

use super::{possible, time};
use crate::view::{TermsDecisionView, TermsItem, TermsView};

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
    let pending = terms.state.is_open();
    let declined_at = match &terms.state {
        TermsState::Declined { at } => Some(time(*at)),
        TermsState::Pending | TermsState::Accepted { .. } => None,
    };
    let (accepted_version, accepted_at) = match (terms.state, &terms.accepted) {
        (TermsState::Accepted { version, at }, _) => (Some(version), Some(time(at))),
        (_, Some(before)) => (Some(before.version.clone()), Some(time(before.at))),
        (_, None) => (None, None),
    };
    let until = terms.accepted.and_then(|accepted| accepted.until);
    TermsItem {
        id: terms.id,
        file_id: terms.file_id,
        display_name: terms.display_name,
        version: terms.version,
        language: terms.language,
        pending,
        must_be_opened: terms.must_be_opened,
        per_device: terms.per_device,
        accepted_version,
        accepted_at,
        expires_at: until.filter(|_| !pending).map(time),
        declined_at,
        required_by: terms.required_by,
    }
}

pub(crate) fn decision(decision: &TermsDecision) -> TermsDecisionView {
    TermsDecisionView {
        display_name: decision.display_name.clone(),
        version: decision.version.clone(),
        language: decision.language.clone(),
        accepted: decision.accepted,
        at: time(decision.at),
        app: decision.app.clone(),
        computer: decision.computer.clone(),
        sha256: decision.sha256.clone(),
    }
}

/// The record as JSON, in the field names of the self-service contract.
pub(crate) fn record(decisions: &[TermsDecision]) -> String {
    let entries: Vec<_> = decisions
        .iter()
        .map(|decision| {
            json!({
                "displayName": decision.display_name,
                "version": decision.version,
                "language": decision.language,
                "state": if decision.accepted { "accepted" } else { "declined" },
                "recordedDateTime": time(decision.at),
                "expirationDateTime": decision.until.map(time),
                "documentSha256": decision.sha256,
                "appDisplayName": decision.app,
                "deviceDisplayName": decision.computer,
            })
        })
        .collect();
    let mut text = format!("{:#}", json!({ "termsDecisions": entries }));
    text.push('\n');
    text
}
