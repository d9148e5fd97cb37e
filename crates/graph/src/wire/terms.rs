//! Terms of use in the self-service extension's JSON.

use serde_json::Value;
use workpass_domain::terms::{Terms, TermsAccepted, TermsDecision, TermsState, TermsText};

use super::Fields;

/// `selfService.termsOfUseCollection`, in the order to present. `None` when a single one cannot be read: a document
/// that waits for an answer must not be left out in silence.
pub(crate) fn list(body: &Value) -> Option<Vec<Terms>> {
    let body = Fields::of(body)?;
    if !body.has_list("value") {
        return None;
    }
    let mut all = body
        .list("value")
        .iter()
        .map(one_of_terms)
        .collect::<Option<Vec<Terms>>>()?;
    all.sort_by_key(|terms| terms.order);
    Some(all)
}

fn one_of_terms(value: &Value) -> Option<Terms> {
    let terms = Fields::of(value)?;
    let version = terms.text("version")?;
    let accepted = terms.time("acceptedDateTime").map(|at| TermsAccepted {
        version: terms.text("acceptedVersion").unwrap_or_else(|| version.clone()),
        at,
        until: terms.time("expirationDateTime"),
    });
    let state = match terms.text("state")?.as_str() {
        "pending" => TermsState::Pending,
        "accepted" => {
            let TermsAccepted { version, at, .. } = accepted.clone()?;
            TermsState::Accepted { version, at }
        }
        "declined" => TermsState::Declined {
            at: terms.time("declinedDateTime")?,
        },
        _ => return None,
    };
    Some(Terms {
        id: terms.text("id")?,
        display_name: terms.text("displayName").unwrap_or_default(),
        file_id: terms.text("fileId")?,
        version,
        language: terms.text("language").unwrap_or_default(),
        state,
        must_be_opened: terms.flag("isViewingBeforeAcceptanceRequired"),
        per_device: terms.flag("isPerDeviceAcceptanceRequired"),
        order: terms.count("order").unwrap_or(u32::MAX),
        accepted,
        required_by: terms.texts("requiredBy"),
    })
}

/// `selfService.termsDocument`; other types than Markdown are not read.
pub(crate) fn text(body: &Value) -> Option<TermsText> {
    let text = Fields::of(body)?;
    (text.text("contentType").as_deref() == Some("text/markdown")).then_some(())?;
    Some(TermsText {
        id: text.text("id")?,
        file_id: text.text("fileId")?,
        version: text.text("version").unwrap_or_default(),
        language: text.text("language").unwrap_or_default(),
        display_name: text.text("displayName").unwrap_or_default(),
        markdown: text.text("content")?,
    })
}

/// `selfService.termsDecisionCollection`, the newest first. `None` when a single one cannot be read: a record with holes
/// is none.
pub(crate) fn decisions(body: &Value) -> Option<Vec<TermsDecision>> {
    let body = Fields::of(body)?;
    if !body.has_list("value") {
        return None;
    }
    let one = |value: &Value| {
        let decision = Fields::of(value)?;
        Some(TermsDecision {
            display_name: decision.text("displayName")?,
            version: decision.text("version")?,
            language: decision.text("language").unwrap_or_default(),
            accepted: match decision.text("state")?.as_str() {
                "accepted" => true,
                "declined" => false,
                _ => return None,
            },
            at: decision.time("recordedDateTime")?,
            until: decision.time("expirationDateTime"),
            sha256: decision.text("documentSha256").unwrap_or_default(),
            app: decision.text("appDisplayName").unwrap_or_default(),
            computer: decision.text("deviceDisplayName"),
        })
    };
    body.list("value").iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn b177_terms_come_in_order_and_none_is_left_out_in_silence() {
        let terms_of = |id: &str, order: i32| {
            json!({"id": id, "displayName": id, "fileId": "f", "version": "1", "language": "nl",
            "availableLanguages": ["nl"], "state": "pending", "isViewingBeforeAcceptanceRequired": true,
            "acceptedVersion": null, "acceptedDateTime": null, "order": order})
        };
        let body = json!({"value": [terms_of("second", 2), terms_of("first", 1)]});
        let ids: Vec<String> = list(&body).unwrap().into_iter().map(|t| t.id).collect();
        assert_eq!(ids, ["first", "second"]);
        let mut odd = terms_of("odd", 3);
        odd["state"] = json!("perhaps");
        assert_eq!(list(&json!({"value": [terms_of("first", 1), odd]})), None);
    }

    #[test]
    fn a_document_that_is_not_markdown_is_not_read() {
        let mut body = json!({"id": "1", "fileId": "f", "version": "1", "language": "nl", "displayName": "d",
            "contentType": "text/markdown", "content": "# x"});
        assert!(text(&body).is_some());
        body["contentType"] = json!("text/html");
        assert_eq!(text(&body), None);
    }

    #[test]
    fn b176_what_was_declined_is_told_with_when_and_what_it_blocks() {
        let mut one = json!({"id": "1", "displayName": "d", "fileId": "f", "version": "2", "language": "nl",
            "state": "declined", "isViewingBeforeAcceptanceRequired": false, "acceptedVersion": "1",
            "acceptedDateTime": "2025-01-02T03:04:05Z", "expirationDateTime": null,
            "declinedDateTime": "2026-01-02T03:04:05Z", "requiredBy": ["Planner"], "order": 0});
        let read = list(&json!({"value": [one.clone()]})).unwrap().remove(0);
        assert!(matches!(read.state, TermsState::Declined { .. }));
        assert_eq!(read.accepted.unwrap().version, "1");
        assert_eq!(read.required_by, ["Planner"]);
        one["declinedDateTime"] = Value::Null;
        assert_eq!(list(&json!({"value": [one]})), None);
    }

    #[test]
    fn b176_a_record_of_decisions_is_whole_or_not_there() {
        let entry = json!({"id": "1", "displayName": "d", "version": "2", "language": "nl", "state": "declined",
            "recordedDateTime": "2026-01-02T03:04:05Z"});
        let read = decisions(&json!({"value": [entry.clone()]})).unwrap();
        assert!(!read[0].accepted && read[0].computer.is_none());
        let mut odd = entry.clone();
        odd["state"] = json!("perhaps");
        assert_eq!(decisions(&json!({"value": [entry, odd]})), None);
        assert_eq!(decisions(&json!({})), None);
    }
}
