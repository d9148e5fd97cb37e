use proptest::prelude::*;

use super::*;
use crate::{
    method::{MethodState, MethodUse, SmsSignIn},
    policy::tests::rule,
};

fn method(id: &str, kind: MethodKind) -> SecurityMethod {
    SecurityMethod::new(id, kind)
}

fn phone(id: &str, slot: PhoneSlot) -> SecurityMethod {
    SecurityMethod {
        slot: Some(slot),
        ..method(id, MethodKind::Phone)
    }
}

fn named(id: &str, kind: MethodKind, name: &str) -> SecurityMethod {
    SecurityMethod {
        name: Some(name.into()),
        ..method(id, kind)
    }
}

fn password() -> SecurityMethod {
    method("password", MethodKind::Password)
}

fn policy(required_methods: u32, reset: (u32, u32)) -> MethodPolicy {
    MethodPolicy {
        required_methods: Some(required_methods),
        reset: ResetReadiness {
            enabled: true,
            methods_required: reset.0,
            methods_registered: reset.1,
        },
        ..MethodPolicy::default()
    }
}

fn footing<'a>(methods: &'a [SecurityMethod], policy: Option<&'a MethodPolicy>) -> Footing<'a> {
    Footing {
        methods,
        policy,
        preferences: None,
    }
}

#[test]
fn deleting_one_of_two_second_steps_leaves_the_other() {
    let methods = [
        password(),
        method("app", MethodKind::SoftwareOath),
        phone("m", PhoneSlot::Mobile),
    ];
    let policy = policy(1, (1, 2));
    let effect = footing(&methods, Some(&policy)).delete("app").unwrap();
    assert_eq!(effect.remains.sign_in, [MethodKind::Password]);
    assert_eq!(effect.remains.two_step, [MethodKind::Phone]);
    assert!(!effect.last_way_in && !effect.last_second_factor && effect.remains.can_reset());
}

#[test]
fn the_last_second_step_is_the_last_way_in_where_the_organization_asks_for_one() {
    let methods = [
        password(),
        method("app", MethodKind::SoftwareOath),
        method("e", MethodKind::Email),
    ];
    for (required, last_way_in) in [(1, true), (0, false)] {
        let policy = policy(required, (1, 2));
        let effect = footing(&methods, Some(&policy)).delete("app").unwrap();
        assert_eq!(effect.last_way_in, last_way_in, "{required}");
        assert!(effect.last_second_factor && effect.remains.can_reset());
    }
    // An organization that does not say is taken to ask for what it asked for so far.
    assert!(footing(&methods, None).delete("app").unwrap().last_way_in);
    assert!(!footing(&methods, None).delete("e").unwrap().last_way_in);
    assert_eq!(footing(&methods, None).delete("app").unwrap().remains.reset, None);
    assert_eq!(footing(&methods, None).delete("nothing"), None);
}

#[test]
fn without_a_password_a_passkey_is_both_steps() {
    let methods = [
        method("k1", MethodKind::Passkey),
        method("k2", MethodKind::Passkey),
    ];
    let policy = policy(1, (1, 0));
    let footing = footing(&methods, Some(&policy));
    assert!(!footing.delete("k1").unwrap().last_way_in);
    assert!(!footing.remains(|_| false).can_sign_in);
}

#[test]
fn b29_the_default_asks_for_a_new_default_only_where_something_else_could_be() {
    let methods = [
        password(),
        phone("m", PhoneSlot::Mobile),
        method("a1", MethodKind::SoftwareOath),
        method("a2", MethodKind::HardwareOath),
        method("k", MethodKind::Passkey),
    ];
    let preferences = |current| SignInPreferences {
        current: Some(current),
        options: DefaultOption::ALL.to_vec(),
        ..SignInPreferences::default()
    };
    let delete = |id: &str, current, methods: &[SecurityMethod]| {
        let preferences = preferences(current);
        let footing = Footing {
            methods,
            policy: None,
            preferences: Some(&preferences),
        };
        let effect = footing.delete(id).unwrap();
        (effect.needs_new_default, effect.new_default)
    };
    assert_eq!(
        delete("m", DefaultOption::Sms, &methods),
        (true, Some(DefaultOption::Oath))
    );
    // A second app still gives codes: the default stays what it is.
    assert_eq!(delete("a1", DefaultOption::Oath, &methods), (false, None));
    assert_eq!(delete("a1", DefaultOption::Sms, &methods), (false, None));
    assert_eq!(delete("k", DefaultOption::Sms, &methods), (false, None), "B-31");
    let alone = [
        password(),
        phone("m", PhoneSlot::Mobile),
        method("k", MethodKind::Passkey),
    ];
    assert_eq!(delete("m", DefaultOption::Sms, &alone), (false, None));
}

#[test]
fn b29_without_preferences_the_mark_on_the_method_tells_the_default() {
    let marked = SecurityMethod {
        is_default: true,
        ..phone("m", PhoneSlot::Mobile)
    };
    let methods = [marked, method("a", MethodKind::MicrosoftAuthenticator)];
    let effect = footing(&methods, None).delete("m").unwrap();
    assert_eq!(
        (effect.needs_new_default, effect.new_default),
        (true, Some(DefaultOption::Push))
    );
    assert!(!footing(&methods, None).delete("a").unwrap().needs_new_default);
}

#[test]
fn b30_b31_only_what_is_registered_works_and_is_offered_can_be_the_default() {
    let expired = SecurityMethod {
        state: MethodState::Disabled,
        ..method("h", MethodKind::HardwareOath)
    };
    let methods = [
        phone("m", PhoneSlot::Mobile),
        phone("o", PhoneSlot::Office),
        expired,
        method("k", MethodKind::Passkey),
        method("t", MethodKind::TemporaryAccessPass),
        method("e", MethodKind::Email),
        method("q", MethodKind::SecurityQuestions),
    ];
    let all = footing(&methods, None).default_options();
    let expected = [
        DefaultOption::Sms,
        DefaultOption::VoiceMobile,
        DefaultOption::VoiceOffice,
    ];
    assert_eq!(all, expected);
    let preferences = SignInPreferences {
        options: vec![DefaultOption::VoiceMobile, DefaultOption::Push],
        ..SignInPreferences::default()
    };
    let offered = Footing {
        preferences: Some(&preferences),
        ..footing(&methods, None)
    };
    assert_eq!(offered.default_options(), [DefaultOption::VoiceMobile]);
}

#[test]
fn b68_the_alternate_phone_has_to_go_first() {
    let methods = [
        phone("m", PhoneSlot::Mobile),
        phone("a", PhoneSlot::AlternateMobile),
    ];
    let footing = footing(&methods, None);
    assert!(footing.delete("m").unwrap().alternate_first);
    assert!(!footing.delete("a").unwrap().alternate_first);
}

#[test]
fn a_reset_is_counted_as_the_organization_counts() {
    let methods = [
        password(),
        method("a1", MethodKind::SoftwareOath),
        method("a2", MethodKind::SoftwareOath),
        method("e", MethodKind::Email),
    ];
    let after = |registered, id: &str| {
        let policy = policy(0, (2, registered));
        let effect = footing(&methods, Some(&policy)).delete(id).unwrap();
        (
            effect.remains.reset.unwrap().methods_registered,
            effect.remains.can_reset(),
        )
    };
    // Each kind once: an app more or less changes nothing.
    assert_eq!(after(2, "a1"), (2, true));
    assert_eq!(after(2, "e"), (1, false));
    // Each method.
    assert_eq!(after(3, "a1"), (2, true));
    assert_eq!(after(0, "e"), (0, false));
    let off = MethodPolicy {
        reset: ResetReadiness::default(),
        ..MethodPolicy::default()
    };
    assert!(!footing(&methods, Some(&off)).remains(|_| true).can_reset());
}

/// The matrix "if I lose …": what is on what.
#[test]
fn each_method_goes_with_what_it_is_on() {
    let (phone_, computer, key) = (Thing::Phone, Thing::Computer, Thing::SecurityKey);
    let model = |model: &str| SecurityMethod {
        model: Some(model.into()),
        ..method("1", MethodKind::Passkey)
    };
    let table: Vec<(SecurityMethod, Vec<Thing>)> = vec![
        (phone("1", PhoneSlot::Mobile), vec![phone_]),
        (phone("1", PhoneSlot::AlternateMobile), vec![]),
        (phone("1", PhoneSlot::Office), vec![]),
        (method("1", MethodKind::MicrosoftAuthenticator), vec![phone_]),
        (method("1", MethodKind::SoftwareOath), vec![phone_]),
        (named("1", MethodKind::SoftwareOath, "Laptop"), vec![computer]),
        (named("1", MethodKind::SoftwareOath, "iPhone"), vec![phone_]),
        (method("1", MethodKind::WindowsHello), vec![computer]),
        (method("1", MethodKind::PlatformCredential), vec![computer]),
        (model("YubiKey 5 NFC"), vec![key]),
        (model("Windows Hello"), vec![computer]),
        (named("1", MethodKind::Passkey, "Sanne's iPhone"), vec![phone_]),
        (method("1", MethodKind::Passkey), vec![phone_, computer, key]),
        (
            named("1", MethodKind::Passkey, "laptop and phone"),
            vec![phone_, computer, key],
        ),
        (
            named("1", MethodKind::Passkey, "upcoming"),
            vec![phone_, computer, key],
        ),
        (method("1", MethodKind::HardwareOath), vec![]),
        (password(), vec![]),
        (method("1", MethodKind::Email), vec![]),
        (method("1", MethodKind::SecurityQuestions), vec![]),
        (method("1", MethodKind::RecoveryCodes), vec![]),
        (method("1", MethodKind::TemporaryAccessPass), vec![]),
    ];
    for (method, expected) in table {
        let on: Vec<Thing> = Thing::ALL
            .into_iter()
            .filter(|thing| is_on(&method, *thing))
            .collect();
        assert_eq!(
            on, expected,
            "{:?} {:?} {:?}",
            method.kind, method.name, method.model
        );
    }
}

#[test]
fn losing_the_phone_with_everything_on_it_locks_out_and_recovery_codes_save() {
    let mut methods = vec![
        password(),
        phone("m", PhoneSlot::Mobile),
        method("app", MethodKind::MicrosoftAuthenticator),
    ];
    let policy = policy(1, (1, 2));
    let lost = footing(&methods, Some(&policy)).losses();
    assert_eq!(lost.len(), 1, "there is no computer and no key to lose");
    assert_eq!(
        (lost[0].what, lost[0].affected.as_slice()),
        (Thing::Phone, &["m".to_owned(), "app".to_owned()][..])
    );
    assert!(!lost[0].remains.can_sign_in && !lost[0].remains.can_reset());
    methods.push(SecurityMethod {
        remaining: Some(4),
        ..method("codes", MethodKind::RecoveryCodes)
    });
    let saved = footing(&methods, Some(&policy)).losses();
    assert!(saved[0].remains.can_sign_in && !saved[0].remains.can_reset());
    methods.last_mut().unwrap().remaining = Some(0);
    assert!(
        !footing(&methods, Some(&policy)).losses()[0].remains.can_sign_in,
        "used up"
    );
}

fn kind() -> impl Strategy<Value = MethodKind> {
    prop_oneof![
        Just(MethodKind::Password),
        Just(MethodKind::Email),
        Just(MethodKind::Phone),
        Just(MethodKind::MicrosoftAuthenticator),
        Just(MethodKind::SoftwareOath),
        Just(MethodKind::HardwareOath),
        Just(MethodKind::Passkey),
        Just(MethodKind::WindowsHello),
        Just(MethodKind::TemporaryAccessPass),
        Just(MethodKind::SecurityQuestions),
        Just(MethodKind::RecoveryCodes),
        Just(MethodKind::Unknown("x".into())),
    ]
}

prop_compose! {
    fn any_method()(
        kind in kind(),
        slot in proptest::option::of(prop_oneof![
            Just(PhoneSlot::Mobile), Just(PhoneSlot::AlternateMobile), Just(PhoneSlot::Office)
        ]),
        state in prop_oneof![4 => Just(MethodState::Active), 1 => Just(MethodState::Expired)],
        remaining in proptest::option::of(0u32..3),
        sms in proptest::option::of(Just(SmsSignIn::Ready)),
        uses in proptest::option::of(any::<[bool; 3]>()),
        name in proptest::option::of(prop_oneof![Just("laptop"), Just("iphone"), Just("yubikey"), Just("x")]),
    ) -> SecurityMethod {
        SecurityMethod {
            slot,
            state,
            remaining,
            sms_sign_in: sms,
            uses: uses.map(|[sign_in, multifactor, password_reset]| MethodUse { sign_in, multifactor, password_reset }),
            name: name.map(str::to_owned),
            ..SecurityMethod::new("", kind)
        }
    }
}

fn any_methods() -> impl Strategy<Value = Vec<SecurityMethod>> {
    proptest::collection::vec(any_method(), 0..8).prop_map(|mut methods| {
        for (index, method) in methods.iter_mut().enumerate() {
            method.id = index.to_string();
        }
        methods
    })
}

prop_compose! {
    fn any_policy()(
        required in proptest::option::of(0u32..3), needed in 0u32..3, registered in 0u32..6, enabled: bool,
        rules in proptest::collection::vec((kind(), any::<[bool; 3]>()), 0..6),
    ) -> MethodPolicy {
        MethodPolicy {
            rules: rules
                .into_iter()
                .map(|(kind, [sign_in, multifactor, password_reset])| {
                    rule(kind, MethodUse { sign_in, multifactor, password_reset })
                })
                .collect(),
            reset: ResetReadiness { enabled, methods_required: needed, methods_registered: registered },
            required_methods: required,
            ..MethodPolicy::default()
        }
    }
}

#[test]
fn where_the_policy_does_not_say_how_many_are_asked_for_a_second_step_counts_as_asked_for() {
    let methods = [password(), method("app", MethodKind::SoftwareOath)];
    let silent = MethodPolicy {
        required_methods: None,
        ..policy(0, (0, 0))
    };
    let not_asked = policy(0, (0, 0));
    let last_way_in = |policy| footing(&methods, Some(policy)).delete("app").unwrap().last_way_in;
    assert!(last_way_in(&silent));
    assert!(!last_way_in(&not_asked));
}

proptest! {
    /// Whoever is told that they get in has something to get in with, and the second step if it is asked for.
    #[test]
    fn never_says_safe_when_nothing_remains(methods in any_methods(), policy in proptest::option::of(any_policy()), gone in any::<u8>()) {
        let footing = footing(&methods, policy.as_ref());
        let stays = |method: &SecurityMethod| gone & (1 << method.id.parse::<u8>().unwrap_or(7)) == 0;
        let remains = footing.remains(stays);
        if remains.can_sign_in {
            prop_assert!(!remains.sign_in.is_empty());
            let asked = policy.as_ref().is_some_and(|policy| policy.required_methods > Some(0));
            prop_assert!(!asked || !remains.two_step.is_empty());
        }
        if remains.can_reset() {
            prop_assert!(policy.as_ref().is_some_and(|policy| policy.reset.enabled));
        }
        let nothing = footing.remains(|_| false);
        prop_assert!(!nothing.can_sign_in && nothing.sign_in.is_empty() && nothing.two_step.is_empty());
    }

    #[test]
    fn removing_more_never_leaves_more(
        methods in any_methods(), policy in proptest::option::of(any_policy()), less in any::<u8>(), more in any::<u8>(),
    ) {
        let footing = footing(&methods, policy.as_ref());
        let without = |mask: u8| {
            footing.remains(|method| mask & (1 << method.id.parse::<u8>().unwrap_or(7)) == 0)
        };
        let (few, many) = (without(less), without(less | more));
        prop_assert!(many.sign_in.iter().all(|kind| few.sign_in.contains(kind)));
        prop_assert!(many.two_step.iter().all(|kind| few.two_step.contains(kind)));
        prop_assert!(!many.can_sign_in || few.can_sign_in);
        prop_assert!(!many.can_reset() || few.can_reset());
        let registered = |remains: &Remains| remains.reset.map(|reset| reset.methods_registered);
        prop_assert!(registered(&many) <= registered(&few));
    }

    #[test]
    fn what_deleting_says_is_what_remains(methods in any_methods(), policy in proptest::option::of(any_policy())) {
        let footing = footing(&methods, policy.as_ref());
        let before = footing.remains(|_| true);
        for method in &methods {
            let effect = footing.delete(&method.id).unwrap();
            prop_assert_eq!(effect.last_way_in, before.can_sign_in && !effect.remains.can_sign_in);
            prop_assert!(!effect.needs_new_default || effect.new_default.is_some());
            // What does not work, or serves nothing, is nobody's last way in.
            prop_assert!(!effect.last_way_in || uses::works(method));
        }
        for loss in footing.losses() {
            prop_assert!(!loss.affected.is_empty());
            prop_assert!(before.can_sign_in || !loss.remains.can_sign_in);
        }
    }
}
