//! Whom to ask (B-11).

use workpass_domain::contact::{HelpContact, OrganizationKind};

use crate::{
    ports::TrustedPage,
    view::{HelpAdvice, HelpView},
};

pub(crate) fn view(contact: Option<&HelpContact>) -> HelpView {
    let filled = |text: Option<&String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    let page = contact.and_then(page);
    HelpView {
        display_name: filled(contact.map(|contact| &contact.display_name)),
        email: filled(contact.and_then(|contact| contact.email.as_ref())),
        phone: filled(contact.and_then(|contact| contact.phone.as_ref())),
        web_page: page.map(|page| page.as_url().to_string()),
        hours: filled(contact.and_then(|contact| contact.hours.as_ref())),
        advice: advice(
            contact
                .map(|contact| contact.organization_kind)
                .unwrap_or_default(),
        ),
    }
}

/// The contact's page, when it is safe to open.
pub(crate) fn page(contact: &HelpContact) -> Option<TrustedPage> {
    TrustedPage::check(&contact.web_url.as_ref()?.parse().ok()?)
}

fn advice(kind: OrganizationKind) -> HelpAdvice {
    match kind {
        OrganizationKind::University => HelpAdvice::TechnicalSupport,
        OrganizationKind::LargeCompany => HelpAdvice::InternalHelpdesk,
        OrganizationKind::SmallCompany => HelpAdvice::OwnerOrConsultant,
        OrganizationKind::Other => HelpAdvice::WhoeverGaveTheAccount,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b11_without_a_contact_the_kind_of_organization_decides() {
        assert_eq!(view(None).advice, HelpAdvice::WhoeverGaveTheAccount);
        for (kind, expected) in [
            (OrganizationKind::University, HelpAdvice::TechnicalSupport),
            (OrganizationKind::LargeCompany, HelpAdvice::InternalHelpdesk),
            (OrganizationKind::SmallCompany, HelpAdvice::OwnerOrConsultant),
        ] {
            let contact = HelpContact {
                organization_kind: kind,
                ..HelpContact::default()
            };
            assert_eq!(view(Some(&contact)).advice, expected);
            assert_eq!(view(Some(&contact)).display_name, None);
        }
    }

    #[test]
    fn a_page_that_is_not_safe_to_open_is_not_shown() {
        for unsafe_page in [
            "javascript:alert(1)",
            "http://help.example/",
            "file:///etc/passwd",
            "https://u:p@x.example/",
        ] {
            let contact = HelpContact {
                web_url: Some(unsafe_page.into()),
                ..HelpContact::default()
            };
            assert_eq!(view(Some(&contact)).web_page, None, "{unsafe_page}");
        }
    }
}
