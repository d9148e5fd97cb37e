use super::*;
use crate::store::values::PhoneRules;

fn open_rule(kind: MethodKind) -> MethodRule {
    MethodRule {
        allowed: true,
        maximum: 100,
        usable_for: ["passwordReset", "multifactor", "signIn"]
            .map(str::to_owned)
            .to_vec(),
        can_change: true,
        can_delete: true,
        managed_by_administrator: kind == MethodKind::TemporaryAccessPass,
    }
}

/// Everything is allowed.
fn open() -> MethodRules {
    MethodRules {
        methods: MethodKind::ALL
            .into_iter()
            .map(|kind| (kind.name().to_owned(), open_rule(kind)))
            .collect(),
        phone: PhoneRules {
            office_allowed: true,
            ..PhoneRules::default()
        },
        ..MethodRules::default()
    }
}

fn verified() -> Possession {
    Possession {
        can_verify: true,
        ..Possession::default()
    }
}

const NONE: Option<PhoneSlot> = None;
const MOBILE: Option<PhoneSlot> = Some(PhoneSlot::Mobile);
const ALTERNATE: Option<PhoneSlot> = Some(PhoneSlot::AlternateMobile);
const OFFICE: Option<PhoneSlot> = Some(PhoneSlot::Office);

#[test]
fn b41_what_may_be_done_per_method_is_the_table() {
    use MethodKind as K;
    use NotAddable as N;
    // Kind, slot, why not addable, change, delete, rename, limit.
    let table = [
        (K::Authenticator, NONE, None, false, true, true, 5),
        (K::SoftwareOath, NONE, None, false, true, true, 5),
        (
            K::HardwareOath,
            NONE,
            Some(N::ManagedByAdministrator),
            false,
            true,
            true,
            5,
        ),
        (K::Phone, MOBILE, None, true, true, true, 1),
        (K::Phone, ALTERNATE, Some(N::MobileRequired), true, true, true, 1),
        (K::Phone, OFFICE, None, true, true, true, 1),
        (K::Email, NONE, None, true, true, false, 1),
        (K::SecurityQuestions, NONE, None, false, true, false, 1),
        (
            K::Password,
            NONE,
            Some(N::ManagedByAdministrator),
            true,
            false,
            false,
            1,
        ),
        (K::Passkey, NONE, None, false, true, true, 10),
        (
            K::TemporaryAccessPass,
            NONE,
            Some(N::ManagedByAdministrator),
            false,
            true,
            false,
            1,
        ),
        (K::RecoveryCodes, NONE, None, true, true, false, 1),
    ];
    assert_eq!(table.len(), rows().count());
    for (kind, slot, why, change, delete, rename, limit) in table {
        let rules = open();
        assert_eq!(
            not_addable(&rules, &verified(), kind, slot),
            why,
            "{kind} {slot:?}"
        );
        assert_eq!(can_change(&rules, false, kind, slot), change, "{kind} {slot:?}");
        assert_eq!(can_delete(&rules, kind, slot), delete, "{kind} {slot:?}");
        assert_eq!(can_rename(kind), rename, "{kind} {slot:?}");
        assert_eq!(maximum(&rules, kind, slot), limit, "{kind} {slot:?}");
    }
}

#[test]
fn b24_every_kind_without_a_rule_or_forbidden_by_it_is_not_offered() {
    for (kind, slot) in rows() {
        let none = MethodRules::default();
        assert_eq!(
            not_addable(&none, &verified(), kind, slot),
            Some(NotAddable::NotAllowedByPolicy)
        );
        assert!(!can_change(&none, false, kind, slot));
        assert_eq!(can_delete(&none, kind, slot), kind != MethodKind::Password);
        let mut forbidden = open();
        for rule in forbidden.methods.values_mut() {
            rule.allowed = false;
            rule.can_delete = false;
        }
        assert!(not_addable(&forbidden, &verified(), kind, slot).is_some());
        assert!(!can_delete(&forbidden, kind, slot));
    }
}

#[test]
fn b58_apps_and_tokens_are_five_together() {
    use MethodKind::{Authenticator, HardwareOath, Passkey, SoftwareOath};
    let mut has = verified();
    has.counts = [(Authenticator, 2), (SoftwareOath, 2)].into();
    assert_eq!(not_addable(&open(), &has, SoftwareOath, NONE), None);
    has.counts.insert(HardwareOath, 1);
    for kind in [Authenticator, SoftwareOath] {
        assert_eq!(
            not_addable(&open(), &has, kind, NONE),
            Some(NotAddable::LimitReached)
        );
    }
    assert_eq!(not_addable(&open(), &has, Passkey, NONE), None);
}

#[test]
fn b42_b86_at_the_limit_there_is_no_adding() {
    for kind in [
        MethodKind::Passkey,
        MethodKind::Email,
        MethodKind::SecurityQuestions,
    ] {
        let mut has = verified();
        has.counts.insert(kind, kind.most() - 1);
        assert_eq!(not_addable(&open(), &has, kind, NONE), None, "{kind}");
        has.counts.insert(kind, kind.most());
        assert_eq!(
            not_addable(&open(), &has, kind, NONE),
            Some(NotAddable::LimitReached)
        );
    }
    let mut few = open();
    few.methods.get_mut("fido2").unwrap().maximum = 2;
    let mut has = verified();
    has.counts.insert(MethodKind::Passkey, 2);
    assert_eq!(
        not_addable(&few, &has, MethodKind::Passkey, NONE),
        Some(NotAddable::LimitReached)
    );
}

#[test]
fn b68_b69_phones_come_mobile_first_and_the_others_by_call_only() {
    let mut has = verified();
    has.phones.insert(PhoneSlot::Mobile);
    let add = |rules: &MethodRules, has: &Possession, slot| not_addable(rules, has, MethodKind::Phone, slot);
    assert_eq!(add(&open(), &has, MOBILE), Some(NotAddable::LimitReached));
    assert_eq!(add(&open(), &has, ALTERNATE), None);
    let mut silent = open();
    silent.phone.voice = false;
    assert_eq!(add(&silent, &verified(), MOBILE), None);
    for slot in [ALTERNATE, OFFICE] {
        assert_eq!(add(&silent, &has, slot), Some(NotAddable::VoiceNotAllowed));
    }
    let mut closed = open();
    closed.phone.office_allowed = false;
    assert_eq!(add(&closed, &has, OFFICE), Some(NotAddable::NotAllowedByPolicy));
    silent.phone.sms = false;
    assert_eq!(
        add(&silent, &verified(), MOBILE),
        Some(NotAddable::NotAllowedByPolicy)
    );
}

#[test]
fn b69_an_alternate_phone_is_for_the_second_factor_only_unless_policy_says_otherwise() {
    let uses = |rules: &MethodRules, slot| rule(rules, MethodKind::Phone, slot).unwrap().usable_for.clone();
    let mut rules = open();
    assert_eq!(uses(&rules, MOBILE).len(), 3);
    assert_eq!(uses(&rules, ALTERNATE), ["multifactor"]);
    assert_eq!(uses(&rules, OFFICE), ["passwordReset", "multifactor"]);
    let own = open_rule(MethodKind::Phone);
    rules.methods.insert("phone.alternateMobile".to_owned(), own);
    assert_eq!(uses(&rules, ALTERNATE).len(), 3);
}

#[test]
fn b77_administrators_are_not_offered_questions() {
    let admin = Possession {
        is_administrator: true,
        ..verified()
    };
    for (kind, slot) in rows() {
        let why = not_addable(&open(), &admin, kind, slot);
        let is_told = why == Some(NotAddable::NotAllowedForAdministrators);
        assert_eq!(is_told, kind == MethodKind::SecurityQuestions);
    }
}

#[test]
fn b80_a_passkey_comes_after_something_else_that_can_verify() {
    let nothing = Possession::default();
    for (kind, slot) in rows() {
        let why = not_addable(&open(), &nothing, kind, slot);
        let is_told = why == Some(NotAddable::OtherMethodRequired);
        assert_eq!(is_told, kind == MethodKind::Passkey);
    }
}

#[test]
fn b40_whether_a_security_key_resets_a_password_is_the_policys() {
    for uses in [vec!["multifactor"], vec!["multifactor", "passwordReset"]] {
        let mut rules = open();
        let rule_of_key = rules.methods.get_mut("fido2").unwrap();
        rule_of_key.usable_for = uses.iter().map(|use_| (*use_).to_owned()).collect();
        assert_eq!(rule(&rules, MethodKind::Passkey, NONE).unwrap().usable_for, uses);
    }
}

#[test]
fn b90_who_has_no_second_step_left_can_set_one_up_only_where_the_policy_has_one_for_that() {
    let nothing = Possession::default();
    assert!(registers_at_sign_in(&open(), &nothing));
    let away = Possession {
        is_elsewhere: true,
        ..Possession::default()
    };
    assert!(!registers_at_sign_in(&open(), &away), "B-92");
    let only = |kinds: &[MethodKind]| {
        let mut rules = open();
        rules
            .methods
            .retain(|name, _| kinds.iter().any(|kind| kind.name() == name));
        registers_at_sign_in(&rules, &nothing)
    };
    assert!(only(&[MethodKind::Password, MethodKind::SoftwareOath]));
    for kind in [
        MethodKind::Passkey,
        MethodKind::Email,
        MethodKind::SecurityQuestions,
        MethodKind::HardwareOath,
    ] {
        assert!(!only(&[MethodKind::Password, kind]), "{kind}");
    }
    let mut for_reset = open();
    for rule in for_reset.methods.values_mut() {
        rule.usable_for = vec!["passwordReset".to_owned()];
    }
    assert!(!registers_at_sign_in(&for_reset, &nothing));
}

#[test]
fn b24_b69_a_phone_is_verified_by_what_is_on_and_texts_go_to_the_mobile_one_only() {
    use Channel::{Sms, Voice};
    for (sms, voice, mobile, others) in [
        (true, true, &[Sms, Voice][..], &[Voice][..]),
        (false, true, &[Voice], &[Voice]),
        (true, false, &[Sms], &[]),
        (false, false, &[], &[]),
    ] {
        let mut rules = open();
        (rules.phone.sms, rules.phone.voice) = (sms, voice);
        assert_eq!(channels(&rules, PhoneSlot::Mobile), mobile, "{sms} {voice}");
        assert_eq!(
            channels(&rules, PhoneSlot::AlternateMobile),
            others,
            "{sms} {voice}"
        );
        assert_eq!(channels(&rules, PhoneSlot::Office), others, "{sms} {voice}");
        // A slot that nothing reaches is not offered.
        let offered = not_offered(&rules, false, MethodKind::Phone, MOBILE).is_none();
        assert_eq!(offered, !mobile.is_empty());
    }
}
