//! The self-service extension (`tests/contract/selfservice.openapi.json`).

use serde_json::Value;
use workpass_app::ports::EmailChallenge;
use workpass_domain::{
    contact::{HelpContact, OrganizationKind},
    profile::{Organization, ProfileBlock},
};

use super::Fields;

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
        "devices" => Some(ProfileBlock::Devices),
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
