use super::*;
use crate::{method::MethodState, policy::CountedBy};

fn method(id: &str, kind: MethodKind) -> SecurityMethod {
    SecurityMethod::new(id, kind)
}

fn phone(id: &str, slot: PhoneSlot) -> SecurityMethod {
    SecurityMethod {
        slot: Some(slot),
        ..method(id, MethodKind::Phone)
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
            counted_by: None,
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
    assert!(!footing.after_deleting(|_| false).can_sign_in());
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
    let after = |registered, counted_by, id: &str| {
        let mut policy = policy(0, (2, registered));
        policy.reset.counted_by = counted_by;
        let effect = footing(&methods, Some(&policy)).delete(id).unwrap();
        (
            effect.remains.reset.unwrap().methods_registered,
            effect.remains.can_reset(),
        )
    };
    // Each kind once: an app more or less changes nothing, whatever the number looks like.
    let by_kind = Some(CountedBy::Kind);
    assert_eq!(after(2, by_kind, "a1"), (2, true));
    assert_eq!(after(3, by_kind, "a1"), (3, true));
    assert_eq!(after(2, by_kind, "e"), (1, false));
    let by_method = Some(CountedBy::Method);
    assert_eq!(after(3, by_method, "a1"), (2, true));
    assert_eq!(after(2, by_method, "a1"), (1, false));
    assert_eq!(after(0, by_method, "e"), (0, false));
    // Where nobody says how it is counted, it may be one less.
    assert_eq!(after(2, None, "a1"), (1, false));
    let off = MethodPolicy {
        reset: ResetReadiness::default(),
        ..MethodPolicy::default()
    };
    assert!(!footing(&methods, Some(&off)).now().can_reset());
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
    assert!(!lost[0].remains.can_sign_in() && !lost[0].remains.can_reset());
    methods.push(SecurityMethod {
        remaining: Some(4),
        ..method("codes", MethodKind::RecoveryCodes)
    });
    let saved = footing(&methods, Some(&policy)).losses();
    assert!(saved[0].remains.can_sign_in() && !saved[0].remains.can_reset());
    methods.last_mut().unwrap().remaining = Some(0);
    assert!(
        !footing(&methods, Some(&policy)).losses()[0].remains.can_sign_in(),
        "used up"
    );
}

#[test]
fn what_is_lost_is_still_asked_for_and_what_is_deleted_is_not() {
    let methods = [password(), method("app", MethodKind::MicrosoftAuthenticator)];
    // Nobody requires a second step; who has one registered is asked for it all the same.
    let relaxed = policy(0, (1, 1));
    let footing = footing(&methods, Some(&relaxed));
    assert_eq!(footing.delete("app").unwrap().remains.entry, Entry::Open);
    assert!(!footing.delete("app").unwrap().last_way_in);
    let lost = footing.losses();
    assert_eq!(
        (lost[0].what, lost[0].remains.entry),
        (Thing::Phone, Entry::Closed)
    );
    assert_eq!(lost[0].remains.sign_in, [MethodKind::Password]);
}

#[test]
fn a_lost_token_badge_or_paper_stands_in_the_matrix() {
    for (kind, thing) in [
        (MethodKind::HardwareOath, Thing::Token),
        (MethodKind::RecoveryCodes, Thing::Paper),
    ] {
        let only = SecurityMethod {
            remaining: Some(9),
            ..method("x", kind)
        };
        let methods = [password(), only];
        let policy = policy(1, (0, 0));
        let lost = footing(&methods, Some(&policy)).losses();
        assert_eq!(
            (lost.len(), lost[0].what, lost[0].remains.can_sign_in()),
            (1, thing, false)
        );
    }
    let badge = [method("b", MethodKind::QrCodePin)];
    let lost = footing(&badge, None).losses();
    assert_eq!(
        (lost[0].what, lost[0].remains.can_sign_in()),
        (Thing::Badge, false)
    );
}

#[test]
fn what_runs_out_by_itself_does_not_remain() {
    let until = time::macros::datetime!(2026-11-22 09:19 UTC);
    let pass = SecurityMethod {
        expires_at: Some(until),
        ..method("pass", MethodKind::TemporaryAccessPass)
    };
    let methods = [password(), method("app", MethodKind::SoftwareOath), pass.clone()];
    let policy = policy(1, (0, 0));
    let effect = footing(&methods, Some(&policy)).delete("app").unwrap();
    assert!(effect.last_way_in && effect.last_second_factor && effect.known);
    assert_eq!(
        (effect.remains.two_step.as_slice(), effect.pass_until),
        (&[][..], Some(until))
    );
    // The pass itself is one, too: without it there is no way in even now.
    let alone = [pass, method("e", MethodKind::Email)];
    let footing = footing(&alone, Some(&policy));
    assert!(footing.delete("pass").unwrap().last_way_in);
    assert_eq!(footing.delete("pass").unwrap().pass_until, None);
    assert!(!footing.delete("e").unwrap().last_way_in);
    assert!(footing.losses().is_empty());
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

#[test]
fn codes_of_which_nobody_says_how_many_are_left_do_not_remain() {
    let methods = [
        password(),
        method("app", MethodKind::SoftwareOath),
        method("codes", MethodKind::RecoveryCodes),
    ];
    let policy = policy(1, (0, 0));
    assert!(
        footing(&methods, Some(&policy))
            .delete("app")
            .unwrap()
            .last_way_in
    );
}

#[test]
fn who_may_register_at_sign_in_is_not_locked_out_by_deleting_but_is_by_losing() {
    let methods = [password(), method("app", MethodKind::MicrosoftAuthenticator)];
    let policy = MethodPolicy {
        registers_at_sign_in: true,
        ..policy(1, (0, 0))
    };
    let footing = footing(&methods, Some(&policy));
    let effect = footing.delete("app").unwrap();
    assert!(effect.registers_next && !effect.last_way_in && effect.last_second_factor);
    assert_eq!(effect.remains.entry, Entry::AfterRegistering);
    assert!(!footing.losses()[0].remains.can_sign_in());
    // Nothing leads to registering without a password.
    let passwordless = [method("key", MethodKind::Passkey)];
    let footing = Footing {
        methods: &passwordless,
        ..footing
    };
    assert!(footing.delete("key").unwrap().last_way_in);
    // One of two that are required is too few, though it still answers.
    let two = MethodPolicy {
        required_methods: Some(2),
        ..policy.clone()
    };
    let both = [
        password(),
        method("app", MethodKind::SoftwareOath),
        phone("m", PhoneSlot::Mobile),
    ];
    let effect = Footing {
        methods: &both,
        policy: Some(&two),
        preferences: None,
    }
    .delete("m")
    .unwrap();
    assert!(effect.registers_next && !effect.last_second_factor);
}

#[test]
fn b66_switching_sms_sign_in_off_can_be_the_last_way_in() {
    let number = SecurityMethod {
        sms_sign_in: Some(SmsSignIn::Ready),
        ..phone("m", PhoneSlot::Mobile)
    };
    let policy = policy(0, (0, 0));
    let frontline = [number.clone()];
    assert!(footing(&frontline, Some(&policy)).without_sms_sign_in_closes("m"));
    let with_password = [password(), number.clone()];
    assert!(!footing(&with_password, Some(&policy)).without_sms_sign_in_closes("m"));
    let off = [phone("m", PhoneSlot::Mobile)];
    assert!(
        !footing(&off, Some(&policy)).without_sms_sign_in_closes("m"),
        "it is off"
    );
    assert!(!footing(&frontline, Some(&policy)).without_sms_sign_in_closes("x"));
}

#[test]
fn one_and_the_same_thing_is_not_both_steps() {
    let number = SecurityMethod {
        sms_sign_in: Some(SmsSignIn::Ready),
        ..phone("m", PhoneSlot::Mobile)
    };
    let (strict, relaxed) = (policy(1, (0, 0)), policy(0, (0, 0)));
    let entry = |methods: &[SecurityMethod], policy| footing(methods, Some(policy)).now().entry;
    let phone_only = [number.clone()];
    assert_eq!(entry(&phone_only, &strict), Entry::Closed);
    assert_eq!(entry(&phone_only, &relaxed), Entry::Open, "a text alone");
    // A text and a code of an app are both something one has.
    let app_too = [number.clone(), method("app", MethodKind::SoftwareOath)];
    assert_eq!(entry(&app_too, &relaxed), Entry::Closed);
    assert_eq!(entry(&[password(), number], &strict), Entry::Open);
}

#[test]
fn a_state_that_cannot_be_is_not_known() {
    let methods = [method("app", MethodKind::SoftwareOath)];
    let effect = footing(&methods, None).delete("app").unwrap();
    assert!(!effect.known && !effect.last_way_in);
}
