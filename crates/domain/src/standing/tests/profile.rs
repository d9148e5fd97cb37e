use super::*;
use crate::profile_rules::{PhotoObstacle, ProfileField, ProfileRules};

fn said(availability: Option<Availability>) -> String {
    match availability {
        Some(Availability::HandOver { page }) => page.to_string(),
        Some(Availability::Unavailable { reason }) => format!("{reason:?}"),
        Some(Availability::InApp) => "in the app".into(),
        None => "absent".into(),
    }
}

#[test]
fn b12_a_photo_is_changed_where_the_organization_and_its_scope_allow_it() {
    let refused = BTreeSet::new();
    let page = url::Url::parse("https://myaccount.microsoft.com/device-list").unwrap();
    let allowed = ProfileRules::default();
    let with = |obstacle| ProfileRules {
        photo_obstacle: Some(obstacle),
        ..ProfileRules::default()
    };
    let (elsewhere, forbidden, home) = (
        with(PhotoObstacle::OnPremises),
        with(PhotoObstacle::NotAllowed),
        with(PhotoObstacle::HomeOrganization),
    );
    let (write, read) = (&["User.ReadWrite"][..], &["User.Read"][..]);
    for (scopes, rules, selfservice, devices_page, expected) in [
        (write, Some(&allowed), true, None, "in the app"),
        (
            &["ProfilePhoto.ReadWrite.All"],
            Some(&allowed),
            true,
            None,
            "in the app",
        ),
        (read, Some(&allowed), true, Some(&page), "NotConsented"),
        (write, Some(&elsewhere), true, None, "PhotoOnPremises"),
        (write, Some(&forbidden), true, None, "NotAllowedByPolicy"),
        (write, Some(&home), true, None, "ManagedByHomeOrganization"),
        (write, None, true, None, "absent"),
        (write, None, false, Some(&page), "in the app"),
        (read, None, false, Some(&page), "https://myaccount.microsoft.com/"),
        (read, None, false, None, "NotConsented"),
    ] {
        let scopes = Scopes::new(scopes.iter().map(|&scope| scope.to_owned()));
        let standing = Standing {
            profile_rules: rules,
            selfservice,
            devices_page,
            ..standing(&scopes, &refused)
        };
        assert_eq!(
            said(standing.of(&Action::ChangePhoto)),
            expected,
            "{scopes:?} {rules:?}"
        );
        let guest = Standing {
            guest: true,
            ..standing
        };
        if expected != "absent" {
            assert_eq!(said(guest.of(&Action::ChangePhoto)), "ManagedByHomeOrganization");
        }
        let offline = Standing {
            offline: true,
            ..standing
        };
        if expected == "in the app" {
            assert_eq!(said(offline.of(&Action::ChangePhoto)), "Offline");
        }
    }
}

#[test]
fn b03_fields_are_changed_only_where_the_organization_names_some() {
    let refused = BTreeSet::new();
    let some = ProfileRules {
        editable: vec![ProfileField::MobilePhone],
        ..ProfileRules::default()
    };
    let none = ProfileRules::default();
    for (scope, rules, expected) in [
        ("User.ReadWrite", Some(&some), "in the app"),
        ("User.Read", Some(&some), "NotConsented"),
        ("User.ReadWrite", Some(&none), "absent"),
        ("User.ReadWrite", None, "absent"),
    ] {
        let scopes = Scopes::new([scope.to_owned()]);
        let standing = Standing {
            profile_rules: rules,
            ..standing(&scopes, &refused)
        };
        assert_eq!(said(standing.of(&Action::ChangeProfile)), expected);
        assert_eq!(
            standing.possible(&Action::ChangeProfile).is_ok(),
            expected == "in the app"
        );
    }
}
