use proptest::prelude::*;

use super::*;
use crate::method::MethodUse;

fn everything() -> Scopes {
    let names = [
        "User.Read",
        "UserAuthenticationMethod.Read",
        "UserAuthMethod-Email.ReadWrite",
        "User.RevokeSessions.All",
    ];
    Scopes::new(names.map(str::to_owned))
}

fn standing<'a>(scopes: &'a Scopes, refused: &'a BTreeSet<Action>) -> Standing<'a> {
    Standing {
        directory: true,
        selfservice: true,
        scopes,
        policy: None,
        organization: None,
        refused,
        offline: false,
    }
}

fn reason(availability: Option<&Availability>) -> Option<Unavailable> {
    match availability {
        Some(Availability::Unavailable { reason }) => Some(*reason),
        _ => None,
    }
}

fn email_method() -> SecurityMethod {
    SecurityMethod::new("1", MethodKind::Email)
}

fn email_rule(addable: Addable) -> MethodRule {
    MethodRule {
        kind: MethodKind::Email,
        addable,
        uses: MethodUse::default(),
        maximum: Some(1),
        registered: 0,
        can_change: false,
        can_delete: false,
        slot: None,
        shared: None,
    }
}

#[test]
fn b08_all_actions_work_where_everything_is_offered_and_granted() {
    let (scopes, refused) = (everything(), BTreeSet::new());
    let all = standing(&scopes, &refused);
    for action in [
        Action::ViewProfile,
        Action::ViewSecurityInfo,
        Action::ReviewTerms,
        Action::SignOutEverywhere,
    ] {
        assert_eq!(all.of(&action), Some(Availability::InApp), "{action:?}");
    }
}

#[test]
fn each_obstacle_has_its_own_reason() {
    let (scopes, refused, none) = (
        everything(),
        BTreeSet::from([Action::SignOutEverywhere]),
        BTreeSet::new(),
    );
    let bare = Scopes::default();
    let everywhere = |standing: Standing<'_>| reason(standing.of(&Action::SignOutEverywhere).as_ref());
    assert_eq!(
        everywhere(Standing {
            directory: false,
            ..standing(&scopes, &none)
        }),
        Some(Unavailable::NoDirectory)
    );
    assert_eq!(
        everywhere(standing(&bare, &none)),
        Some(Unavailable::NotConsented)
    );
    assert_eq!(
        everywhere(standing(&scopes, &refused)),
        Some(Unavailable::RefusedByService)
    );
    assert_eq!(
        everywhere(Standing {
            offline: true,
            ..standing(&scopes, &none)
        }),
        Some(Unavailable::Offline)
    );
    let no_extension = Standing {
        selfservice: false,
        ..standing(&scopes, &none)
    };
    assert_eq!(
        reason(no_extension.of(&Action::ReviewTerms).as_ref()),
        Some(Unavailable::NoSelfService)
    );
}

#[test]
fn b208_reading_goes_on_offline_and_writing_does_not() {
    let (scopes, refused) = (everything(), BTreeSet::new());
    let offline = Standing {
        offline: true,
        ..standing(&scopes, &refused)
    };
    assert_eq!(offline.of(&Action::ViewSecurityInfo), Some(Availability::InApp));
    assert_eq!(
        offline.may_delete(&email_method()),
        Some(Err(Unavailable::Offline))
    );
    assert_eq!(
        offline.may_change(&email_method()),
        Some(Err(Unavailable::Offline))
    );
    assert_eq!(
        offline.may_add(&email_rule(Addable::Yes)),
        Err(Unavailable::Offline)
    );
    assert_eq!(offline.may_accept_terms(), Err(Unavailable::Offline));
}

#[test]
fn b24_policy_and_limits_speak_before_the_network() {
    let (scopes, refused) = (everything(), BTreeSet::new());
    let offline = Standing {
        offline: true,
        ..standing(&scopes, &refused)
    };
    let forbidden = email_rule(Addable::No(NotAddable::NotAllowedByPolicy));
    assert_eq!(offline.may_add(&forbidden), Err(Unavailable::NotAllowedByPolicy));
}

#[test]
fn b26_a_row_has_only_the_links_that_apply() {
    let (scopes, refused) = (everything(), BTreeSet::new());
    let password = SecurityMethod {
        kind: MethodKind::Password,
        ..email_method()
    };
    let unknown = SecurityMethod {
        kind: MethodKind::Unknown("#x".into()),
        ..email_method()
    };
    let all = standing(&scopes, &refused);
    for other in [password, unknown] {
        assert_eq!((all.may_change(&other), all.may_delete(&other)), (None, None));
    }
    let policy = MethodPolicy {
        rules: vec![email_rule(Addable::Yes)],
        ..MethodPolicy::default()
    };
    let governed = Standing {
        policy: Some(&policy),
        ..all
    };
    assert_eq!(
        governed.may_delete(&email_method()),
        Some(Err(Unavailable::ManagedByAdministrator))
    );
}

#[test]
fn b13_a_hand_over_is_there_only_with_an_address() {
    let (scopes, refused) = (everything(), BTreeSet::new());
    let organization = Organization {
        apps_page: Some("https://apps.noorderlicht.example/".into()),
        groups_page: Some("javascript:alert(1)".into()),
        ..Organization::default()
    };
    let with = Standing {
        organization: Some(&organization),
        ..standing(&scopes, &refused)
    };
    assert!(matches!(
        with.of(&Action::OpenApps),
        Some(Availability::HandOver { .. })
    ));
    assert_eq!(with.of(&Action::OpenGroups), None);
    assert_eq!(with.of(&Action::OpenAccessReviews), None);
    assert_eq!(standing(&scopes, &refused).of(&Action::OpenApps), None);
}

proptest! {
    /// A missing button without a reason is a bug: only hand-overs may be absent.
    #[test]
    fn every_action_is_possible_or_has_a_reason(directory: bool, selfservice: bool, offline: bool, granted: bool) {
        let scopes = if granted { everything() } else { Scopes::default() };
        let refused = BTreeSet::new();
        let standing = Standing { directory, selfservice, offline, ..standing(&scopes, &refused) };
        for action in [
            Action::ViewProfile, Action::ViewSecurityInfo, Action::AddMethod(MethodKind::Email), Action::ChangeMethod(MethodKind::Phone),
            Action::DeleteMethod(MethodKind::RecoveryCodes), Action::ReviewTerms, Action::SignOutEverywhere,
        ] {
            prop_assert!(standing.of(&action).is_some());
        }
    }
}
