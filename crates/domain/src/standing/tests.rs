use proptest::prelude::*;

use super::*;
use crate::method::MethodUse;

mod devices;
mod password;
mod profile;

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
        guest: false,
        security_info_page: None,
        password_obstacle: None,
        password_page: None,
        devices_page: None,
        profile_rules: None,
        has_app_passwords: false,
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
        channels: None,
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
fn b168_a_guest_signs_out_everywhere_at_home_and_nothing_else_is_taken_from_them() {
    let (scopes, refused) = (everything(), BTreeSet::new());
    let guest = Standing {
        guest: true,
        ..standing(&scopes, &refused)
    };
    assert_eq!(
        reason(guest.of(&Action::SignOutEverywhere).as_ref()),
        Some(Unavailable::ManagedByHomeOrganization)
    );
    for action in [Action::ViewProfile, Action::ViewSecurityInfo, Action::ReviewTerms] {
        assert_eq!(guest.of(&action), Some(Availability::InApp), "{action:?}");
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

fn kinds() -> Vec<MethodKind> {
    vec![
        MethodKind::Password,
        MethodKind::Email,
        MethodKind::Phone,
        MethodKind::MicrosoftAuthenticator,
        MethodKind::SoftwareOath,
        MethodKind::HardwareOath,
        MethodKind::Passkey,
        MethodKind::WindowsHello,
        MethodKind::PlatformCredential,
        MethodKind::TemporaryAccessPass,
        MethodKind::External,
        MethodKind::QrCodePin,
        MethodKind::SecurityQuestions,
        MethodKind::RecoveryCodes,
        MethodKind::AppPassword,
        MethodKind::Unknown("x".into()),
    ]
}

fn of_kind(kind: &MethodKind) -> SecurityMethod {
    SecurityMethod::new("1", kind.clone())
}

fn all_methods() -> Scopes {
    Scopes::new(["UserAuthenticationMethod.ReadWrite".to_owned()])
}

#[test]
fn b41_without_the_extension_only_what_graph_offers_employees_is_left() {
    let (scopes, refused) = (all_methods(), BTreeSet::new());
    let bare = Standing {
        selfservice: false,
        ..standing(&scopes, &refused)
    };
    let missing = Some(Err(Unavailable::NoSelfService));
    for kind in kinds() {
        let (method, row) = (of_kind(&kind), Operations::of(&kind));
        if row.add == Add::Person {
            assert_eq!(
                bare.may_add_unruled(&kind),
                Err(Unavailable::NoSelfService),
                "{kind:?}"
            );
        }
        assert_eq!(
            bare.may_change(&method),
            row.change.then_some(Err(Unavailable::NoSelfService)),
            "{kind:?}"
        );
        let deleted = row.delete.map(|surface| match surface {
            Surface::Directory => Ok(()),
            Surface::SelfService => Err(Unavailable::NoSelfService),
        });
        assert_eq!(bare.may_delete(&method), deleted, "{kind:?}");
        let renamed = match kind {
            MethodKind::Passkey => Some(Ok(())),
            _ => missing.filter(|_| row.rename),
        };
        assert_eq!(bare.may_rename(&method), renamed, "{kind:?}");
    }
}

#[test]
fn b41_with_everything_each_kind_has_exactly_its_operations() {
    let (scopes, refused) = (all_methods(), BTreeSet::new());
    let all = standing(&scopes, &refused);
    for kind in kinds() {
        let (method, row) = (of_kind(&kind), Operations::of(&kind));
        let added = match row.add {
            Add::Person => Ok(()),
            Add::Administrator => Err(Unavailable::ManagedByAdministrator),
            Add::Elsewhere => Err(Unavailable::NoSelfService),
        };
        assert_eq!(all.may_add_unruled(&kind), added, "{kind:?}");
        assert_eq!(all.may_change(&method), row.change.then_some(Ok(())), "{kind:?}");
        assert_eq!(all.may_delete(&method), row.delete.map(|_| Ok(())), "{kind:?}");
        assert_eq!(all.may_rename(&method), row.rename.then_some(Ok(())), "{kind:?}");
    }
}

#[test]
fn b205_what_was_granted_for_one_kind_is_not_granted_for_another() {
    let refused = BTreeSet::new();
    for (scope, granted) in [
        ("Phone", MethodKind::Phone),
        ("Email", MethodKind::Email),
        ("MicrosoftAuthApp", MethodKind::MicrosoftAuthenticator),
        ("SoftwareOATH", MethodKind::SoftwareOath),
        ("HardwareOATH", MethodKind::HardwareOath),
        ("Passkey", MethodKind::Passkey),
        ("WindowsHello", MethodKind::WindowsHello),
        ("PlatformCred", MethodKind::PlatformCredential),
        ("TAP", MethodKind::TemporaryAccessPass),
    ] {
        let scopes = Scopes::new([format!("UserAuthMethod-{scope}.ReadWrite")]);
        let one = standing(&scopes, &refused);
        for kind in kinds() {
            let deleted = Operations::of(&kind).delete.map(|_| {
                if kind == granted {
                    Ok(())
                } else {
                    Err(Unavailable::NotConsented)
                }
            });
            assert_eq!(one.may_delete(&of_kind(&kind)), deleted, "{scope} {kind:?}");
        }
        assert_eq!(one.may_set_default(), Err(Unavailable::NotConsented));
    }
}

#[test]
fn b24_b205_every_reason_of_the_organization_is_told() {
    let (scopes, refused) = (all_methods(), BTreeSet::new());
    let all = standing(&scopes, &refused);
    for (reason, told) in [
        (NotAddable::NotAllowedByPolicy, Unavailable::NotAllowedByPolicy),
        (NotAddable::LimitReached, Unavailable::LimitReached),
        (
            NotAddable::ManagedByAdministrator,
            Unavailable::ManagedByAdministrator,
        ),
        (
            NotAddable::NotAllowedForAdministrators,
            Unavailable::NotForAdministrators,
        ),
        (NotAddable::OtherMethodRequired, Unavailable::OtherMethodRequired),
        (NotAddable::MobileRequired, Unavailable::MobileRequired),
        (NotAddable::VoiceNotAllowed, Unavailable::VoiceNotAllowed),
        (NotAddable::NotAvailable, Unavailable::NoSelfService),
    ] {
        assert_eq!(
            all.may_add(&email_rule(Addable::No(reason))),
            Err(told),
            "{reason:?}"
        );
    }
    let codes = MethodRule {
        kind: MethodKind::RecoveryCodes,
        ..email_rule(Addable::No(NotAddable::LimitReached))
    };
    assert_eq!(
        all.may_add(&codes),
        Ok(()),
        "new codes take the place of the old ones"
    );
}

#[test]
fn b26_what_is_said_of_one_method_counts_before_what_is_said_of_its_kind() {
    let (scopes, refused) = (all_methods(), BTreeSet::new());
    let policy = MethodPolicy {
        rules: vec![email_rule(Addable::Yes)],
        ..MethodPolicy::default()
    };
    let governed = Standing {
        policy: Some(&policy),
        ..standing(&scopes, &refused)
    };
    let managed = Some(Err(Unavailable::ManagedByAdministrator));
    let mut method = email_method();
    assert_eq!(
        (governed.may_delete(&method), governed.may_change(&method)),
        (managed, managed)
    );
    method.can_delete = Some(true);
    method.can_change = Some(true);
    assert_eq!(
        (governed.may_delete(&method), governed.may_change(&method)),
        (Some(Ok(())), Some(Ok(())))
    );
    let key = SecurityMethod {
        can_rename: Some(false),
        can_delete: Some(false),
        ..of_kind(&MethodKind::Passkey)
    };
    assert_eq!(
        (governed.may_delete(&key), governed.may_rename(&key)),
        (managed, managed)
    );
}

#[test]
fn b66_sms_sign_in_has_a_switch_on_the_mobile_number_only() {
    let (scopes, refused) = (all_methods(), BTreeSet::new());
    let allowing = MethodPolicy {
        sms_sign_in_allowed: Some(true),
        ..MethodPolicy::default()
    };
    let forbidding = MethodPolicy {
        sms_sign_in_allowed: Some(false),
        ..MethodPolicy::default()
    };
    // An older service does not say: then the state of the number decides, and the service.
    let silent = MethodPolicy::default();
    let none = None;
    let phone = |slot, state| SecurityMethod {
        slot,
        sms_sign_in: state,
        ..of_kind(&MethodKind::Phone)
    };
    let forbidden = Some(Err(Unavailable::NotAllowedByPolicy));
    let mobile = Some(PhoneSlot::Mobile);
    for (policy, slot, state, expected) in [
        (Some(&allowing), mobile, Some(SmsSignIn::NotEnabled), Some(Ok(()))),
        (none, mobile, Some(SmsSignIn::NotConfigured), Some(Ok(()))),
        (Some(&silent), mobile, Some(SmsSignIn::NotEnabled), Some(Ok(()))),
        (
            Some(&allowing),
            mobile,
            Some(SmsSignIn::PhoneNumberNotUnique),
            Some(Ok(())),
        ),
        (Some(&forbidding), mobile, Some(SmsSignIn::NotEnabled), forbidden),
        (Some(&forbidding), mobile, Some(SmsSignIn::Ready), Some(Ok(()))),
        (
            Some(&allowing),
            mobile,
            Some(SmsSignIn::NotAllowedByPolicy),
            forbidden,
        ),
        (Some(&allowing), mobile, Some(SmsSignIn::NotSupported), None),
        (Some(&allowing), mobile, None, None),
        (
            Some(&allowing),
            Some(PhoneSlot::Office),
            Some(SmsSignIn::NotEnabled),
            None,
        ),
        (
            Some(&allowing),
            Some(PhoneSlot::AlternateMobile),
            Some(SmsSignIn::Ready),
            None,
        ),
    ] {
        let standing = Standing {
            policy,
            ..standing(&scopes, &refused)
        };
        assert_eq!(
            standing.may_switch_sms_sign_in(&phone(slot, state)),
            expected,
            "{slot:?} {state:?}"
        );
    }
}

#[test]
fn b58_only_a_token_that_waits_for_its_first_code_is_activated() {
    let (scopes, refused) = (all_methods(), BTreeSet::new());
    let all = standing(&scopes, &refused);
    let token = |state| SecurityMethod {
        state,
        ..of_kind(&MethodKind::HardwareOath)
    };
    assert_eq!(all.may_activate(&token(MethodState::NotActivated)), Some(Ok(())));
    assert_eq!(all.may_activate(&token(MethodState::Active)), None);
    let app = SecurityMethod {
        state: MethodState::NotActivated,
        ..of_kind(&MethodKind::SoftwareOath)
    };
    assert_eq!(all.may_activate(&app), None);
}

#[test]
fn b87_app_passwords_are_handed_over_where_a_page_is_named() {
    let (scopes, refused) = (all_methods(), BTreeSet::new());
    let official = url::Url::parse("https://mysignins.microsoft.com/security-info").unwrap();
    let named = Organization {
        app_passwords_page: Some("https://wachtwoorden.noorderlicht.example/apps".into()),
        ..Organization::default()
    };
    let policy = |addable| MethodPolicy {
        rules: vec![MethodRule {
            kind: MethodKind::AppPassword,
            ..email_rule(addable)
        }],
        ..MethodPolicy::default()
    };
    let (elsewhere, forbidden) = (
        policy(Addable::No(NotAddable::NotAvailable)),
        policy(Addable::No(NotAddable::NotAllowedByPolicy)),
    );
    let of = |organization, security_info_page, policy, has_app_passwords| {
        let standing = Standing {
            organization,
            security_info_page,
            policy,
            has_app_passwords,
            ..standing(&scopes, &refused)
        };
        match standing.of(&Action::OpenAppPasswords) {
            Some(Availability::HandOver { page }) => page.to_string(),
            Some(Availability::Unavailable { reason }) => format!("{reason:?}"),
            Some(Availability::InApp) => "in the app".into(),
            None => "absent".into(),
        }
    };
    let own = "https://wachtwoorden.noorderlicht.example/apps";
    for (organization, page, policy, has, expected) in [
        (None, None, None, false, "absent"),
        (Some(&named), None, None, false, own),
        (Some(&named), Some(&official), None, false, own),
        (None, Some(&official), None, false, official.as_str()),
        (None, None, Some(&elsewhere), false, "NoSelfService"),
        (None, None, None, true, "NoSelfService"),
        (Some(&named), None, Some(&forbidden), false, "NotAllowedByPolicy"),
        // Whoever has one from before can delete it.
        (Some(&named), None, Some(&forbidden), true, own),
    ] {
        assert_eq!(of(organization, page, policy, has), expected);
    }
}

#[test]
fn b92_a_place_where_nothing_may_be_changed_is_its_own_reason() {
    let (scopes, refused) = (all_methods(), BTreeSet::new());
    let here = standing(&scopes, &refused);
    let rule = email_rule(Addable::No(NotAddable::PlaceNotAllowed));
    assert_eq!(here.may_add(&rule), Err(Unavailable::PlaceNotAllowed));
}

#[test]
fn recovery_codes_are_renewed_where_they_may_be_made_and_nothing_else_is() {
    let (scopes, refused) = (all_methods(), BTreeSet::new());
    let codes = |addable| MethodPolicy {
        rules: vec![MethodRule {
            kind: MethodKind::RecoveryCodes,
            ..email_rule(addable)
        }],
        ..MethodPolicy::default()
    };
    let renew = |policy: Option<&MethodPolicy>, kind: &MethodKind| {
        let standing = Standing {
            policy,
            ..standing(&scopes, &refused)
        };
        standing.may_renew(&of_kind(kind))
    };
    let kind = MethodKind::RecoveryCodes;
    let full = codes(Addable::No(NotAddable::LimitReached));
    assert_eq!(
        renew(Some(&full), &kind),
        Some(Ok(())),
        "new ones take the place of the old"
    );
    let forbidden = codes(Addable::No(NotAddable::NotAllowedByPolicy));
    assert_eq!(
        renew(Some(&forbidden), &kind),
        Some(Err(Unavailable::NotAllowedByPolicy))
    );
    assert_eq!(renew(None, &kind), Some(Ok(())));
    for kind in kinds().iter().filter(|kind| **kind != MethodKind::RecoveryCodes) {
        assert_eq!(renew(Some(&full), kind), None, "{kind:?}");
    }
}
