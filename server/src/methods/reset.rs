//! How many methods count for resetting the password (B-39): each kind once, and only what works now. The contract says
//! so (`countedBy`), and its examples (`tests/contract/reset-counting-examples.json`) hold both sides to it.

use std::collections::BTreeSet;

use super::kind::{MethodKind, PhoneSlot};
use super::offer;
use crate::store::values::MethodRules;

/// How the contract names the way it is counted here.
pub const COUNTED_BY: &str = "kind";
/// The use of a method that lets it reset the password.
pub const PASSWORD_RESET: &str = "passwordReset";

/// How many of these methods count. `working`: what is active, has not run out and is not used up.
pub fn counted(
    rules: &MethodRules,
    is_administrator: bool,
    working: impl IntoIterator<Item = (MethodKind, Option<PhoneSlot>)>,
) -> u32 {
    let kinds: BTreeSet<_> = working
        .into_iter()
        .filter(|(kind, slot)| counts(rules, is_administrator, *kind, *slot))
        .map(|(kind, slot)| (together(kind), slot))
        .collect();
    u32::try_from(kinds.len()).unwrap_or(u32::MAX)
}

fn counts(rules: &MethodRules, is_administrator: bool, kind: MethodKind, slot: Option<PhoneSlot>) -> bool {
    // A password does not reset itself, and a pass is gone soon.
    !matches!(kind, MethodKind::Password | MethodKind::TemporaryAccessPass)
        && offer::usable_by(rules, is_administrator, kind, slot)
            .iter()
            .any(|use_| use_ == PASSWORD_RESET)
}

/// A code is a code, whether an app or a token shows it.
const fn together(kind: MethodKind) -> MethodKind {
    match kind {
        MethodKind::HardwareOath => MethodKind::SoftwareOath,
        kind => kind,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;
    use crate::store::values::MethodRule;

    const EXAMPLES: &str = include_str!("../../../tests/contract/reset-counting-examples.json");

    #[derive(Deserialize)]
    struct Examples {
        examples: Vec<Example>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Example {
        name: String,
        counted_by: String,
        methods: Vec<Method>,
        methods_registered: u32,
        after_deleting: Vec<u32>,
    }

    #[derive(Clone, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Method {
        method_type: String,
        slot: Option<String>,
        state: String,
        usable_for: Vec<String>,
        remaining: Option<u32>,
    }

    impl Method {
        fn kind(&self) -> (MethodKind, Option<PhoneSlot>) {
            let slot = self.slot.as_deref().map(|name| PhoneSlot::parse(name).unwrap());
            (MethodKind::parse(&self.method_type).unwrap(), slot)
        }

        fn is_passkey(&self) -> bool {
            self.method_type == MethodKind::Passkey.name()
        }

        fn works(&self) -> bool {
            self.state == "active" && self.remaining != Some(0)
        }
    }

    fn rules(methods: &[Method]) -> MethodRules {
        let rule = |method: &Method| {
            let (kind, slot) = method.kind();
            let name = slot.map_or_else(
                || kind.name().to_owned(),
                |slot| format!("{kind}.{}", slot.name()),
            );
            let rule = MethodRule {
                allowed: true,
                maximum: 10,
                usable_for: method.usable_for.clone(),
                ..MethodRule::default()
            };
            (name, rule)
        };
        MethodRules {
            methods: methods.iter().map(rule).collect(),
            methods_required: 2,
            ..MethodRules::default()
        }
    }

    fn count(rules: &MethodRules, methods: &[Method]) -> u32 {
        let working = methods.iter().filter(|method| method.works()).map(Method::kind);
        counted(rules, false, working)
    }

    #[test]
    fn b39_counts_as_the_examples_of_the_contract_have_it() {
        let Examples { examples } = serde_json::from_str(EXAMPLES).unwrap();
        let ours: Vec<_> = examples
            .iter()
            .filter(|example| example.counted_by == COUNTED_BY)
            // A passkey never resets here: its owner signs in with it.
            .filter(|example| !example.methods.iter().any(Method::is_passkey))
            .collect();
        assert!(ours.len() > 10, "the examples are there");
        for example in ours {
            let rules = rules(&example.methods);
            let name = &example.name;
            assert_eq!(
                count(&rules, &example.methods),
                example.methods_registered,
                "{name}"
            );
            assert_eq!(example.after_deleting.len(), example.methods.len(), "{name}");
            for (gone, expected) in example.after_deleting.iter().enumerate() {
                let mut left = example.methods.clone();
                left.remove(gone);
                assert_eq!(count(&rules, &left), *expected, "{name}: without {gone}");
            }
        }
    }

    #[test]
    fn b77_the_questions_of_somebody_who_became_an_administrator_count_no_more() {
        let questions = Method {
            method_type: "securityQuestions".to_owned(),
            slot: None,
            state: "active".to_owned(),
            usable_for: vec![PASSWORD_RESET.to_owned()],
            remaining: None,
        };
        let rules = rules(std::slice::from_ref(&questions));
        assert_eq!(counted(&rules, false, [questions.kind()]), 1);
        assert_eq!(counted(&rules, true, [questions.kind()]), 0);
    }

    proptest! {
        #[test]
        fn deleting_one_takes_off_one_at_most(chosen in proptest::collection::vec(0_usize..13, 1..12), gone in 0_usize..12) {
            let rows: Vec<_> = offer::rows().collect();
            let all = |(kind, slot): &(MethodKind, Option<PhoneSlot>)| Method {
                method_type: kind.name().to_owned(),
                slot: slot.map(|slot| slot.name().to_owned()),
                state: "active".to_owned(),
                usable_for: vec![PASSWORD_RESET.to_owned()],
                remaining: None,
            };
            let methods: Vec<Method> = chosen.iter().map(|at| all(&rows[at % rows.len()])).collect();
            let rules = rules(&methods);
            let before = count(&rules, &methods);
            let mut left = methods.clone();
            left.remove(gone % methods.len());
            let after = count(&rules, &left);
            prop_assert!(after <= before && before <= after + 1);
        }
    }
}
