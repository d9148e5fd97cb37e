use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn nist() -> PasswordPolicy {
    PasswordPolicy {
        required_classes: None,
        unicode_allowed: true,
        ..PasswordPolicy::default()
    }
}

fn met(
    typed: &str,
    current: Option<&str>,
    policy: &PasswordPolicy,
    fault: PasswordFault,
) -> Option<Option<bool>> {
    let current = current.map(SecretString::from);
    let judgement = judge(&typed.into(), current.as_ref(), policy, &[]);
    let check = judgement.checks.into_iter().find(|check| check.fault == fault);
    check.map(|check| check.met)
}

/// The examples that the organization server is tested with as well.
fn examples() -> Value {
    serde_json::from_str(include_str!("../../../../tests/contract/password-examples.json")).unwrap()
}

fn code(fault: PasswordFault) -> &'static str {
    match fault {
        PasswordFault::TooShort => "passwordTooShort",
        PasswordFault::TooLong => "passwordTooLong",
        PasswordFault::Invisible => "passwordInvisible",
        PasswordFault::NotAscii => "passwordNotAscii",
        PasswordFault::TooFewClasses => "passwordTooFewClasses",
        PasswordFault::ContainsName => "passwordContainsName",
        PasswordFault::Guessable => "passwordBanned",
        PasswordFault::Reused => "passwordReused",
    }
}

#[test]
fn b114_b115_the_examples_are_judged_as_the_service_judges_them() {
    for example in examples()["judged"].as_array().unwrap() {
        let rules = &example["rules"];
        let mut policy = if rules["profile"] == "entra" {
            PasswordPolicy::default()
        } else {
            nist()
        };
        if let Some(minimum) = rules["minimumLength"].as_u64() {
            policy.minimum_length = u32::try_from(minimum).unwrap();
        }
        let names = example["names"].as_array().unwrap().iter();
        let names: Vec<String> = names
            .flat_map(|name| parts_of_name(name.as_str().unwrap()))
            .collect();
        let typed = SecretString::from(example["password"].as_str().unwrap());
        let judgement = judge(&typed, None, &policy, &names);
        let unmet: Vec<&str> = judgement
            .checks
            .iter()
            .filter(|check| check.met == Some(false))
            .map(|check| code(check.fault))
            .collect();
        let expected: Vec<&str> = example["unmet"]
            .as_array()
            .unwrap()
            .iter()
            .map(|code| code.as_str().unwrap())
            .collect();
        assert_eq!(unmet, expected, "{example}");
        assert_eq!(judgement.is_acceptable(), expected.is_empty(), "{example}");
    }
}

#[test]
fn b114_the_examples_are_prepared_as_the_service_prepares_them() {
    for example in examples()["prepared"].as_array().unwrap() {
        let form = prepared(&example[0].as_str().unwrap().into()).unwrap();
        assert_eq!(form.expose_secret(), example[1].as_str().unwrap(), "{example}");
    }
}

#[test]
fn b114_before_anything_is_typed_the_rules_are_shown_and_none_is_failed() {
    for policy in [nist(), PasswordPolicy::default()] {
        let judgement = judge(&"".into(), None, &policy, &["Sanne".into()]);
        assert!(judgement.checks.iter().all(|check| check.met.is_none()));
        assert!(judgement.checks.len() >= 4, "{judgement:?}");
        assert_eq!(judgement.strength, None);
        assert!(!judgement.is_acceptable());
    }
    let shown = |policy: &PasswordPolicy| judge(&"".into(), None, policy, &[]).checks.len();
    assert_eq!(shown(&PasswordPolicy::default()), shown(&nist()) + 2);
}

#[test]
fn b114_the_current_password_is_told_before_it_is_sent_and_earlier_ones_cannot_be() {
    let reused = |typed, current| met(typed, current, &nist(), PasswordFault::Reused);
    assert_eq!(
        reused("Kanoën bij Echten", Some("Kanoe\u{308}n bij Echten")),
        Some(Some(false))
    );
    assert_eq!(reused("Kanoën bij Echten", Some("iets anders")), Some(None));
    assert_eq!(reused("Kanoën bij Echten", None), Some(None));
}

#[test]
fn what_is_far_too_long_is_told_and_not_looked_at() {
    let huge = "x".repeat(10 * 1024 * 1024);
    assert_eq!(
        met(&huge, None, &nist(), PasswordFault::TooLong),
        Some(Some(false))
    );
    assert_eq!(met("kort", None, &nist(), PasswordFault::TooLong), None);
}

#[test]
fn a_judgement_repeats_nothing_that_was_typed() {
    let judgement = judge(
        &"canary van wilgenhout".into(),
        Some(&"canary".into()),
        &nist(),
        &[],
    );
    assert!(!format!("{judgement:?}").contains("canary"));
}

#[test]
fn the_estimate_knows_the_persons_names() {
    let known = ["wietsketerpstra".to_owned()];
    let strength = |names: &[String]| judge(&"wietsketerpstra".into(), None, &nist(), names).strength;
    assert!(strength(&known) < strength(&[]));
}

proptest! {
    // Each is judged for milliseconds.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn nothing_anybody_types_breaks_it(typed in "\\PC{0,80}", current in "\\PC{0,20}", name in "\\PC{0,20}") {
        let names = parts_of_name(&name);
        for policy in [nist(), PasswordPolicy::default()] {
            let judgement = judge(&typed.clone().into(), Some(&current.clone().into()), &policy, &names);
            prop_assert_eq!(judgement.strength.is_some(), !typed.is_empty());
        }
    }

    #[test]
    fn what_suits_entra_suits_nist(typed in "[ -~]{0,40}") {
        let judged = |policy| judge(&typed.clone().into(), None, &policy, &[]).is_acceptable();
        prop_assert!(!judged(PasswordPolicy::default()) || judged(nist()));
    }
}
