//! The self-service extension (`tests/contract/selfservice.openapi.json`).

use serde_json::Value;
use workpass_app::ports::EmailChallenge;
use workpass_domain::{
    contact::{HelpContact, OrganizationKind},
    profile::{Organization, ProfileBlock},
    terms::{Terms, TermsState, TermsText},
};

use super::Fields;

/// `selfService.termsOfUseCollection`, in the order to present. `None` when a single one cannot be read: a document
/// that waits for an answer must not be left out in silence.
pub(crate) fn terms(body: &Value) -> Option<Vec<Terms>> {
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
    let state = match terms.text("state")?.as_str() {
        "pending" => TermsState::Pending,
        "accepted" => TermsState::Accepted {
            version: terms.text("acceptedVersion").unwrap_or_else(|| version.clone()),
            at: terms.time("acceptedDateTime")?,
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
        order: terms.count("order").unwrap_or(u32::MAX),
    })
}

/// `selfService.termsDocument`; other types than Markdown are not read.
pub(crate) fn terms_text(body: &Value) -> Option<TermsText> {
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

/// `selfService.helpContact`.
pub(crate) fn help_contact(body: &Value) -> Option<HelpContact> {
    let contact = Fields::of(body)?;
    Some(HelpContact {
        display_name: contact.text("displayName")?,
        email: contact.text("email"),
        phone: contact.text("phone"),
        web_url: contact.text("webUrl"),
        hours: contact.text("hours"),
        organization_kind: match contact.text("organizationKind").as_deref() {
            Some("university") => OrganizationKind::University,
            Some("largeCompany") => OrganizationKind::LargeCompany,
            Some("smallCompany") => OrganizationKind::SmallCompany,
            _ => OrganizationKind::Other,
        },
    })
}

/// `selfService.organization`; blocks this version does not know are left out.
pub(crate) fn organization(body: &Value) -> Option<Organization> {
    let organization = Fields::of(body)?;
    let blocks = organization.texts("profileBlocks").into_iter();
    let blocks = blocks.filter_map(|block| match block.as_str() {
        "workInformation" => Some(ProfileBlock::WorkInformation),
        "contact" => Some(ProfileBlock::Contact),
        "manager" => Some(ProfileBlock::Manager),
        _ => None,
    });
    let hand_over = |name: &str| organization.object("handOvers")?.text(name);
    Some(Organization {
        display_name: organization.text("displayName")?,
        profile_blocks: organization.has_list("profileBlocks").then(|| blocks.collect()),
        apps_page: hand_over("apps"),
        groups_page: hand_over("groups"),
        access_reviews_page: hand_over("accessReviews"),
        app_passwords_page: hand_over("appPasswords"),
        ..Organization::default()
    })
}

/// `selfService.emailChallenge`.
pub(crate) fn email_challenge(body: &Value) -> Option<EmailChallenge> {
    let challenge = Fields::of(body)?;
    Some(EmailChallenge {
        id: challenge.text("id")?,
        email_address: challenge.text("emailAddress")?,
        expires_at: challenge.time("expiresDateTime")?,
        resend_after: challenge.time("resendAfterDateTime")?,
        tries_remaining: challenge.count("triesRemaining")?,
    })
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
        let ids: Vec<String> = terms(&body).unwrap().into_iter().map(|t| t.id).collect();
        assert_eq!(ids, ["first", "second"]);
        let mut odd = terms_of("odd", 3);
        odd["state"] = json!("perhaps");
        assert_eq!(terms(&json!({"value": [terms_of("first", 1), odd]})), None);
    }

    #[test]
    fn a_document_that_is_not_markdown_is_not_read() {
        let mut body = json!({"id": "1", "fileId": "f", "version": "1", "language": "nl", "displayName": "d",
            "contentType": "text/markdown", "content": "# x"});
        assert!(terms_text(&body).is_some());
        body["contentType"] = json!("text/html");
        assert_eq!(terms_text(&body), None);
    }
}
