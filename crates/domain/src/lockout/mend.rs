//! What to add so that a lost thing locks nobody out: proposed only where it has been worked out that it helps.

use super::{Footing, Loss, Thing, things::is_on};
use crate::{
    method::{MethodKind, PhoneSlot, SecurityMethod},
    policy::{MethodPolicy, MethodRule},
};

/// What is to be mended first, and what does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice<'a> {
    pub what: Thing,
    pub gap: Gap,
    /// Each of them alone closes the gap, the best first. Empty: nothing that may be added here does.
    pub mends: Vec<&'a MethodRule>,
}

/// What is missing when the thing is gone; the worse one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    SignIn,
    Reset,
}

/// Unused codes of a new set; any number does.
const NEW_CODES: u32 = 10;

/// What people are asked to add, the best first. An alternate phone before the office's: it can be taken along (B-105).
const BEST: &[(MethodKind, Option<PhoneSlot>)] = &[
    (MethodKind::Passkey, None),
    (MethodKind::MicrosoftAuthenticator, None),
    (MethodKind::SoftwareOath, None),
    (MethodKind::RecoveryCodes, None),
    (MethodKind::Phone, Some(PhoneSlot::Mobile)),
    (MethodKind::Phone, Some(PhoneSlot::AlternateMobile)),
    (MethodKind::Phone, Some(PhoneSlot::Office)),
    (MethodKind::Phone, None),
    (MethodKind::Email, None),
    (MethodKind::SecurityQuestions, None),
];

impl Footing<'_> {
    /// The worst gap of the matrix, and which of what may be added closes it. `None`: no loss opens one that is not
    /// there without it.
    pub fn advice<'r>(&self, addable: impl Iterator<Item = &'r MethodRule>) -> Option<Advice<'r>> {
        let losses = self.losses();
        let worst = |gap: Gap| losses.iter().find(|loss| self.has(loss, gap));
        let (gap, loss) = [Gap::SignIn, Gap::Reset]
            .into_iter()
            .find_map(|gap| Some((gap, worst(gap)?)))?;
        let mut mends: Vec<_> = addable
            .filter_map(|rule| Some((self.rank(rule, loss.what, gap)?, rule)))
            .collect();
        mends.sort_by_key(|(rank, _)| *rank);
        Some(Advice {
            what: loss.what,
            gap,
            mends: mends.into_iter().map(|(_, rule)| rule).collect(),
        })
    }

    fn has(&self, loss: &Loss, gap: Gap) -> bool {
        match gap {
            Gap::SignIn => self.now().can_sign_in() && !loss.remains.can_sign_in(),
            // Who cannot reset now is told so already; that is not the loss's doing.
            Gap::Reset => self.now().can_reset() && !loss.remains.can_reset(),
        }
    }

    /// `None`: it does not close the gap, or opens one elsewhere. What closes both comes first.
    fn rank(&self, rule: &MethodRule, what: Thing, gap: Gap) -> Option<(bool, usize)> {
        let best = best_of(rule)?;
        let new = new_one(rule);
        let mut methods = self.methods.to_vec();
        methods.push(new);
        let policy = self.policy.map(|policy| self.counting(policy, &methods));
        let then = Footing {
            methods: &methods,
            policy: policy.as_ref(),
            ..*self
        };
        let safe = |footing: &Footing<'_>, thing: Thing, gap: Gap| {
            let remains = footing.after_losing(|method| !is_on(method, thing));
            match gap {
                Gap::SignIn => remains.can_sign_in(),
                Gap::Reset => remains.can_reset(),
            }
        };
        let worse = |thing: Thing| {
            [Gap::SignIn, Gap::Reset]
                .into_iter()
                .any(|gap| safe(self, thing, gap) && !safe(&then, thing, gap))
        };
        if !safe(&then, what, gap) || Thing::ALL.into_iter().any(worse) {
            return None;
        }
        let both = safe(&then, what, Gap::SignIn) && safe(&then, what, Gap::Reset);
        Some((!both, best))
    }

    /// The policy as it counts once one of `methods` was added.
    fn counting(&self, policy: &MethodPolicy, methods: &[SecurityMethod]) -> MethodPolicy {
        let all = Footing { methods, ..*self };
        let more = all
            .counted_now()
            .more(self.counted_now(), policy.reset.counted_by);
        let mut policy = policy.clone();
        policy.reset.methods_registered = policy.reset.methods_registered.saturating_add(more);
        policy
    }
}

/// Its place among what people are asked to add; `None`: they are not.
pub(crate) fn best_of(rule: &MethodRule) -> Option<usize> {
    let place = |(kind, slot): &(MethodKind, Option<PhoneSlot>)| *kind == rule.kind && *slot == rule.slot;
    BEST.iter().position(place)
}

/// One as it comes out of the wizard.
pub(crate) fn new_one(rule: &MethodRule) -> SecurityMethod {
    SecurityMethod {
        slot: rule.slot,
        uses: Some(rule.uses),
        remaining: (rule.kind == MethodKind::RecoveryCodes).then_some(NEW_CODES),
        ..SecurityMethod::new("", rule.kind.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        method::MethodUse,
        policy::{CountedBy, ResetReadiness},
        uses,
    };

    type Which<'r> = (&'r MethodKind, Option<PhoneSlot>);

    fn rule(kind: &MethodKind, slot: Option<PhoneSlot>) -> MethodRule {
        MethodRule {
            slot,
            ..crate::policy::tests::rule(kind.clone(), uses::usual(kind, slot, false))
        }
    }

    fn everything() -> Vec<MethodRule> {
        use MethodKind as K;
        [
            (K::Email, None),
            (K::SecurityQuestions, None),
            (K::Phone, Some(PhoneSlot::Office)),
            (K::Phone, Some(PhoneSlot::AlternateMobile)),
            (K::Phone, Some(PhoneSlot::Mobile)),
            (K::RecoveryCodes, None),
            (K::SoftwareOath, None),
            (K::MicrosoftAuthenticator, None),
            (K::Passkey, None),
        ]
        .map(|(kind, slot)| rule(&kind, slot))
        .to_vec()
    }

    fn policy(required: u32, registered: u32) -> MethodPolicy {
        MethodPolicy {
            required_methods: Some(0),
            reset: ResetReadiness {
                enabled: true,
                methods_required: required,
                methods_registered: registered,
                counted_by: Some(CountedBy::Kind),
            },
            ..MethodPolicy::default()
        }
    }

    fn method(kind: MethodKind) -> SecurityMethod {
        SecurityMethod::new(format!("{kind:?}"), kind)
    }

    fn advice<'r>(
        methods: &[MethodKind],
        policy: &MethodPolicy,
        rules: &'r [MethodRule],
    ) -> Option<(Thing, Gap, Vec<Which<'r>>)> {
        let methods: Vec<_> = methods.iter().cloned().map(method).collect();
        let footing = Footing {
            methods: &methods,
            policy: Some(policy),
            preferences: None,
        };
        let advice = footing.advice(rules.iter())?;
        let mends = advice.mends.iter().map(|rule| (&rule.kind, rule.slot)).collect();
        Some((advice.what, advice.gap, mends))
    }

    #[test]
    fn b105_another_phone_or_codes_on_paper_go_with_no_phone() {
        let rules = everything();
        let all_on_the_phone = [
            MethodKind::Password,
            MethodKind::Phone,
            MethodKind::MicrosoftAuthenticator,
            MethodKind::Email,
        ];
        // A passkey and an app may be on the phone as well: they would not help.
        let expected = vec![
            (&MethodKind::RecoveryCodes, None),
            (&MethodKind::Phone, Some(PhoneSlot::AlternateMobile)),
            (&MethodKind::Phone, Some(PhoneSlot::Office)),
        ];
        assert_eq!(
            advice(&all_on_the_phone, &policy(1, 3), &rules),
            Some((Thing::Phone, Gap::SignIn, expected))
        );
        assert_eq!(
            advice(&all_on_the_phone, &policy(1, 3), &rules[..2]),
            Some((Thing::Phone, Gap::SignIn, vec![])),
            "nothing that is offered helps"
        );
    }

    #[test]
    fn what_closes_both_gaps_comes_first() {
        let rules = everything();
        let has = [MethodKind::Password, MethodKind::HardwareOath];
        let (thing, gap, mends) = advice(&has, &policy(1, 1), &rules).unwrap();
        assert_eq!((thing, gap), (Thing::Token, Gap::SignIn));
        assert_eq!(mends[0], (&MethodKind::MicrosoftAuthenticator, None));
        let passkey = mends.iter().position(|(kind, _)| **kind == MethodKind::Passkey);
        let phone = (&MethodKind::Phone, Some(PhoneSlot::Mobile));
        assert!(mends.iter().position(|mend| *mend == phone) < passkey);
    }

    #[test]
    fn a_reset_that_does_not_survive_a_loss_is_mended_by_what_adds_another_kind() {
        let rules = everything();
        let has = [MethodKind::Password, MethodKind::Phone, MethodKind::RecoveryCodes];
        let mut methods: Vec<_> = has.into_iter().map(method).collect();
        methods[2].remaining = Some(9);
        let one = policy(1, 1);
        let footing = |policy| Footing {
            methods: &methods,
            policy: Some(policy),
            preferences: None,
        };
        let advice = footing(&one).advice(rules.iter()).unwrap();
        assert_eq!((advice.what, advice.gap), (Thing::Phone, Gap::Reset));
        let kinds: Vec<_> = advice.mends.iter().map(|rule| &rule.kind).collect();
        assert_eq!(
            kinds,
            [
                &MethodKind::Phone,
                &MethodKind::Email,
                &MethodKind::SecurityQuestions
            ]
        );
        let two = policy(2, 1);
        assert_eq!(
            footing(&two).advice(rules.iter()),
            None,
            "the reset lacks one as it is"
        );
        let off = MethodPolicy {
            reset: ResetReadiness::default(),
            ..policy(1, 1)
        };
        assert_eq!(footing(&off).advice(rules.iter()), None, "nobody resets here");
    }

    #[test]
    fn nothing_is_advised_that_opens_a_gap_elsewhere() {
        // With the password alone one gets in whatever is lost; a second step would be asked for from then on.
        let passkey = crate::policy::tests::rule(
            MethodKind::SecurityQuestions,
            MethodUse {
                multifactor: true,
                password_reset: true,
                sign_in: false,
            },
        );
        let methods = [
            method(MethodKind::Password),
            SecurityMethod {
                uses: Some(MethodUse {
                    password_reset: true,
                    ..MethodUse::default()
                }),
                ..method(MethodKind::HardwareOath)
            },
        ];
        let one = policy(1, 1);
        let footing = Footing {
            methods: &methods,
            policy: Some(&one),
            preferences: None,
        };
        let rules = [rule(&MethodKind::MicrosoftAuthenticator, None), passkey];
        let advice = footing.advice(rules.iter()).unwrap();
        assert_eq!((advice.what, advice.gap), (Thing::Token, Gap::Reset));
        // The app would lock out whoever loses the phone; the questions go with nothing.
        let kinds: Vec<_> = advice.mends.iter().map(|rule| &rule.kind).collect();
        assert_eq!(kinds, [&MethodKind::SecurityQuestions]);
    }
}
