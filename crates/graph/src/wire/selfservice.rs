//! The self-service extension (`tests/contract/selfservice.openapi.json`).

use serde_json::Value;
use workpass_app::ports::EmailChallenge;
use workpass_domain::{
    contact::{HelpContact, OrganizationKind},
    method::{MethodKind, MethodUse},
    policy::{Addable, MethodPolicy, MethodRule, NotAddable, ResetReadiness},
    profile::{Organization, ProfileBlock},
    terms::{Terms, TermsState, TermsText},
};

use super::Fields;

/// `selfService.methodPolicy`.
pub(crate) fn policy(body: &Value) -> Option<MethodPolicy> {
    let policy = Fields::of(body)?;
    let reset = policy.object("passwordReset")?;
    policy.has_list("value").then(|| MethodPolicy {
        rules: policy.list("value").iter().filter_map(rule).collect(),
        reset: ResetReadiness {
            enabled: reset.flag("enabled"),
            methods_required: reset.count("methodsRequired").unwrap_or_default(),
            methods_registered: reset.count("methodsRegistered").unwrap_or_default(),
        },
        forbidden_email_domains: policy.texts("forbiddenEmailDomains"),
        ..MethodPolicy::default()
    })
}

/// `None` for a kind this version does not know: it could neither explain nor add it.
fn rule(value: &Value) -> Option<MethodRule> {
    let rule = Fields::of(value)?;
    let kind = match rule.text("methodType")?.as_str() {
        "email" => MethodKind::Email,
        "phone" => MethodKind::Phone,
        "microsoftAuthenticator" => MethodKind::MicrosoftAuthenticator,
        "softwareOath" => MethodKind::SoftwareOath,
        "fido2" => MethodKind::Passkey,
        "securityQuestions" => MethodKind::SecurityQuestions,
        "password" => MethodKind::Password,
        _ => return None,
    };
    let uses = rule.texts("usableFor");
    let usable_for = |what: &str| uses.iter().any(|known| known == what);
    let addable = if rule.flag("addable") {
        Addable::Yes
    } else {
        Addable::No(match rule.text("reason").as_deref() {
            Some("notAllowedByPolicy") => NotAddable::NotAllowedByPolicy,
            Some("limitReached") => NotAddable::LimitReached,
            Some("managedByAdministrator") => NotAddable::ManagedByAdministrator,
            _ => NotAddable::NotAvailable,
        })
    };
    Some(MethodRule {
        kind,
        addable,
        uses: MethodUse {
            sign_in: usable_for("signIn"),
            multifactor: usable_for("multifactor"),
            password_reset: usable_for("passwordReset"),
        },
        maximum: rule.count("maximum"),
        registered: rule.count("registered").unwrap_or_default(),
        can_change: rule.flag("canChange"),
        can_delete: rule.flag("canDelete"),
        slot: None,
        shared: None,
    })
}

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
    fn b23_a_rule_of_an_unknown_kind_is_left_out_and_an_unknown_reason_still_forbids() {
        let body = json!({"value": [
            {"methodType": "telepathy", "addable": true},
            {"methodType": "email", "addable": false, "reason": "moonPhase", "usableFor": ["passwordReset", "tea"]},
            {"methodType": "phone", "addable": "true"},
        ], "passwordReset": {}, "forbiddenEmailDomains": ["noorderlicht.example"]});
        let policy = policy(&body).unwrap();
        assert_eq!(policy.rules.len(), 2);
        assert_eq!(policy.rules[0].addable, Addable::No(NotAddable::NotAvailable));
        assert!(policy.rules[0].uses.password_reset && !policy.rules[0].uses.multifactor);
        assert_eq!(policy.rules[1].addable, Addable::No(NotAddable::NotAvailable));
        assert_eq!(policy.reset, ResetReadiness::default());
    }

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
