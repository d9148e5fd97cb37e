//! What must hold whatever is registered and whatever the organization asks for. Who gets in is told here a second time,
//! by trying out every set of proofs as an authority would.

use proptest::prelude::*;

use super::*;
use crate::{
    method::{MethodState, MethodUse},
    policy::{CountedBy, MethodRule, tests::rule},
};

fn kind() -> impl Strategy<Value = MethodKind> {
    prop_oneof![
        4 => Just(MethodKind::Password),
        1 => Just(MethodKind::Email),
        4 => Just(MethodKind::Phone),
        2 => Just(MethodKind::MicrosoftAuthenticator),
        2 => Just(MethodKind::SoftwareOath),
        2 => Just(MethodKind::HardwareOath),
        2 => Just(MethodKind::Passkey),
        1 => Just(MethodKind::WindowsHello),
        2 => Just(MethodKind::TemporaryAccessPass),
        1 => Just(MethodKind::QrCodePin),
        1 => Just(MethodKind::SecurityQuestions),
        2 => Just(MethodKind::RecoveryCodes),
        1 => Just(MethodKind::Unknown("x".into())),
    ]
}

prop_compose! {
    fn any_method()(
        kind in kind(),
        slot in proptest::option::of(prop_oneof![
            Just(PhoneSlot::Mobile), Just(PhoneSlot::AlternateMobile), Just(PhoneSlot::Office)
        ]),
        state in prop_oneof![6 => Just(MethodState::Active), 1 => Just(MethodState::Expired)],
        remaining in proptest::option::of(0u32..3),
        sms in proptest::option::of(prop_oneof![Just(SmsSignIn::Ready), Just(SmsSignIn::NotEnabled)]),
        uses in prop_oneof![3 => Just(None), 1 => any::<[bool; 3]>().prop_map(Some)],
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

pub(crate) fn any_methods() -> impl Strategy<Value = Vec<SecurityMethod>> {
    proptest::collection::vec(any_method(), 0..7).prop_map(|mut methods| {
        for (index, method) in methods.iter_mut().enumerate() {
            method.id = index.to_string();
        }
        methods
    })
}

prop_compose! {
    pub(crate) fn any_policy()(
        counted_by in proptest::option::of(prop_oneof![Just(CountedBy::Kind), Just(CountedBy::Method)]),
        required in proptest::option::of(0u32..3), needed in 0u32..3, registered in 0u32..6, enabled: bool, registers: bool,
        rules in proptest::collection::vec((kind(), any::<[bool; 3]>()), 0..3),
    ) -> MethodPolicy {
        MethodPolicy {
            rules: rules
                .into_iter()
                .map(|(kind, [sign_in, multifactor, password_reset])| {
                    rule(kind, MethodUse { sign_in, multifactor, password_reset })
                })
                .collect(),
            reset: ResetReadiness { enabled, methods_required: needed, methods_registered: registered, counted_by },
            required_methods: required,
            registers_at_sign_in: registers,
            ..MethodPolicy::default()
        }
    }
}

/// Somebody at the sign-in page of an organization that asks whoever has a second factor registered for one.
pub(crate) struct Authority<'a> {
    policy: Option<&'a MethodPolicy>,
    /// What they can still show.
    has: Vec<&'a SecurityMethod>,
    registered: Vec<&'a SecurityMethod>,
}

impl<'a> Authority<'a> {
    pub(crate) fn of(
        methods: &'a [SecurityMethod],
        policy: Option<&'a MethodPolicy>,
        passes: bool,
        lost: u8,
    ) -> Self {
        let works = |method: &&SecurityMethod| uses::works(method);
        let lasts = |method: &&SecurityMethod| passes || method.kind != MethodKind::TemporaryAccessPass;
        Self {
            policy,
            has: methods
                .iter()
                .filter(works)
                .filter(lasts)
                .filter(|method| !in_mask(lost, method))
                .collect(),
            registered: methods.iter().filter(works).collect(),
        }
    }

    pub(crate) fn lets_in(&self) -> bool {
        (1u32..1 << self.has.len()).any(|proven| {
            let proven: Vec<&SecurityMethod> = (0..self.has.len())
                .filter(|bit| proven & (1 << bit) != 0)
                .map(|bit| self.has[bit])
                .collect();
            self.accepts(&proven)
        })
    }

    fn accepts(&self, proven: &[&SecurityMethod]) -> bool {
        let uses = |method: &SecurityMethod| uses::of(method, self.policy);
        let starts = proven.iter().any(|method| uses(method).sign_in);
        let whole = |method: &&&SecurityMethod| {
            use MethodKind as K;
            let kinds = [
                K::Passkey,
                K::WindowsHello,
                K::TemporaryAccessPass,
                K::MicrosoftAuthenticator,
            ];
            uses(method).sign_in && uses(method).multifactor && kinds.contains(&method.kind)
        };
        let known = |method: &&&SecurityMethod| method.kind != MethodKind::Phone && uses(method).sign_in;
        let two = proven.iter().filter(known).any(|first| {
            let second = |other: &&SecurityMethod| other.id != first.id && uses(other).multifactor;
            proven.iter().any(second)
        });
        if !starts {
            return false;
        }
        if proven.iter().any(|method| whole(&method)) || two {
            return true;
        }
        let demands = |method: &SecurityMethod| {
            let helps_out = [
                MethodKind::Password,
                MethodKind::TemporaryAccessPass,
                MethodKind::RecoveryCodes,
            ];
            uses(method).multifactor && !helps_out.contains(&method.kind)
        };
        let alone = |first: &SecurityMethod| {
            let mut others = self.registered.iter().filter(|method| method.id != first.id);
            !others.any(|method| demands(method))
        };
        let first = |first: &&&SecurityMethod| uses(first).sign_in && alone(first);
        let required = self
            .policy
            .is_some_and(|policy| policy.required_methods > Some(0));
        let registers = self.policy.is_some_and(|policy| policy.registers_at_sign_in);
        let mut firsts = proven.iter().filter(first);
        if required {
            registers && firsts.any(|first| first.kind == MethodKind::Password)
        } else {
            firsts.next().is_some()
        }
    }
}

fn in_mask(mask: u8, method: &SecurityMethod) -> bool {
    mask & (1 << method.id.parse::<u8>().unwrap_or(7)) != 0
}

#[derive(Clone, Copy, Debug)]
enum Change {
    Delete(usize),
    SmsOff(usize),
    /// Another number: SMS sign-in is off then.
    Number(usize),
    SmsOn(usize),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (0usize..7).prop_map(Change::Delete),
        2 => (0usize..7).prop_map(Change::SmsOff),
        1 => (0usize..7).prop_map(Change::Number),
        1 => (0usize..7).prop_map(Change::SmsOn),
    ]
}

/// What the app does with the wish of a person who never ticks the box; `None`: it asks for that first, or for
/// something else.
fn unwarned(
    methods: &[SecurityMethod],
    policy: Option<&MethodPolicy>,
    change: Change,
) -> Option<Vec<SecurityMethod>> {
    let footing = Footing {
        methods,
        policy,
        preferences: None,
    };
    let with = |index: usize, state| {
        let mut methods = methods.to_vec();
        let method = methods.get_mut(index)?;
        let is_phone = method.kind == MethodKind::Phone && method.sms_sign_in.is_some();
        method.sms_sign_in = Some(state);
        is_phone.then_some(methods)
    };
    match change {
        Change::Delete(index) => {
            let effect = footing.delete(&methods.get(index)?.id)?;
            let refused = effect.last_way_in || effect.alternate_first || effect.needs_new_default;
            let mut methods = methods.to_vec();
            methods.remove(index);
            (!refused).then_some(methods)
        }
        Change::SmsOff(index) | Change::Number(index) => {
            let closes = footing.without_sms_sign_in_closes(&methods.get(index)?.id);
            with(index, SmsSignIn::NotEnabled).filter(|_| !closes)
        }
        Change::SmsOn(index) => with(index, SmsSignIn::Ready),
    }
}

proptest! {
    /// Whoever is told that they get in gets in, if what they lost stays registered, and also if it is deleted.
    #[test]
    fn never_says_safe_when_the_authority_would_not_let_in(
        methods in any_methods(), policy in proptest::option::of(any_policy()), gone: u8,
    ) {
        let footing = Footing { methods: &methods, policy: policy.as_ref(), preferences: None };
        let lost = footing.after_losing(|method| !in_mask(gone, method));
        if lost.can_sign_in() {
            prop_assert!(Authority::of(&methods, policy.as_ref(), false, gone).lets_in());
        }
        let rest: Vec<_> = methods.iter().filter(|method| !in_mask(gone, method)).cloned().collect();
        let deleted = footing.after_deleting(|method| !in_mask(gone, method));
        if deleted.can_sign_in() {
            prop_assert!(Authority::of(&rest, policy.as_ref(), false, 0).lets_in());
        }
        if deleted.can_reset() {
            prop_assert!(policy.as_ref().is_some_and(|policy| policy.reset.enabled));
        }
        let nothing = footing.after_deleting(|_| false);
        prop_assert!(!nothing.can_sign_in() && nothing.sign_in.is_empty() && nothing.two_step.is_empty());
    }

    #[test]
    fn losing_never_says_better_than_deleting(
        methods in any_methods(), policy in proptest::option::of(any_policy()), gone: u8,
    ) {
        let footing = Footing { methods: &methods, policy: policy.as_ref(), preferences: None };
        let lost = footing.after_losing(|method| !in_mask(gone, method));
        let deleted = footing.after_deleting(|method| !in_mask(gone, method));
        prop_assert!(lost.entry <= deleted.entry);
        prop_assert_eq!((lost.sign_in, lost.two_step, lost.reset), (deleted.sign_in, deleted.two_step, deleted.reset));
    }

    #[test]
    fn no_sequence_of_changes_without_a_confirmed_warning_leaves_nobody_able_to_sign_in(
        methods in any_methods(), policy in proptest::option::of(any_policy()),
        changes in proptest::collection::vec(change(), 1..12),
    ) {
        let policy = policy.as_ref();
        let lets_in = |methods: &[SecurityMethod], passes| Authority::of(methods, policy, passes, 0).lets_in();
        let now = |methods: &[SecurityMethod]| Footing { methods, policy, preferences: None }.now();
        let mut methods = methods;
        for change in changes {
            let Some(after) = unwarned(&methods, policy, change) else { continue };
            // What the app takes for a way in stays one; turning SMS sign-in on can only ask for more elsewhere.
            if now(&methods).can_sign_in() {
                prop_assert!(lets_in(&after, false), "{change:?} {methods:?}");
                prop_assert!(now(&after).can_sign_in(), "{change:?} {methods:?}");
            }
            methods = after;
        }
    }

    #[test]
    fn losing_more_never_leaves_more(
        methods in any_methods(), policy in proptest::option::of(any_policy()), less: u8, more: u8,
    ) {
        let footing = Footing { methods: &methods, policy: policy.as_ref(), preferences: None };
        let without = |mask: u8| footing.after_losing(|method| !in_mask(mask, method));
        let (few, many) = (without(less), without(less | more));
        prop_assert!(many.sign_in.iter().all(|kind| few.sign_in.contains(kind)));
        prop_assert!(many.two_step.iter().all(|kind| few.two_step.contains(kind)));
        prop_assert!(many.entry <= few.entry);
        prop_assert!(!many.can_reset() || few.can_reset());
        let registered = |remains: &Remains| remains.reset.map(|reset| reset.methods_registered);
        prop_assert!(registered(&many) <= registered(&few));
    }

    #[test]
    fn what_deleting_says_is_what_remains(methods in any_methods(), policy in proptest::option::of(any_policy())) {
        let footing = Footing { methods: &methods, policy: policy.as_ref(), preferences: None };
        let before = footing.now();
        for method in &methods {
            let effect = footing.delete(&method.id).unwrap();
            prop_assert!(!before.can_sign_in() || effect.remains.can_sign_in() || effect.last_way_in);
            prop_assert!(!effect.needs_new_default || effect.new_default.is_some());
            prop_assert!(!(effect.registers_next && effect.last_way_in));
            // What does not work, or serves nothing, is nobody's last way in.
            prop_assert!(!effect.last_way_in || uses::works(method));
            prop_assert!(!effect.last_way_in || effect.known);
        }
        for loss in footing.losses() {
            prop_assert!(!loss.affected.is_empty());
            prop_assert!(before.can_sign_in() || !loss.remains.can_sign_in());
        }
    }

    /// Whoever does what the matrix advises is in after the loss it was advised for, or can reset, and no other loss
    /// became worse. Judged by the authority of these tests, not by the rules that made the advice.
    #[test]
    fn following_the_advice_closes_the_gap(
        methods in any_methods(), policy in proptest::option::of(any_policy()),
        offered in proptest::collection::vec((kind(), any::<[bool; 3]>(), proptest::option::of(0u8..3)), 0..8),
    ) {
        let offered: Vec<_> = offered.into_iter().map(|(kind, [sign_in, multifactor, password_reset], slot)| MethodRule {
            slot: slot.filter(|_| kind == MethodKind::Phone).map(|slot| {
                [PhoneSlot::Mobile, PhoneSlot::AlternateMobile, PhoneSlot::Office][usize::from(slot)]
            }),
            ..rule(kind, MethodUse { sign_in, multifactor, password_reset })
        }).collect();
        let footing = Footing { methods: &methods, policy: policy.as_ref(), preferences: None };
        let Some(advice) = footing.advice(offered.iter()) else { return Ok(()) };
        for mend in advice.mends {
            let mut after = methods.clone();
            after.push(SecurityMethod {
                slot: mend.slot,
                uses: Some(mend.uses),
                remaining: (mend.kind == MethodKind::RecoveryCodes).then_some(10),
                ..SecurityMethod::new(methods.len().to_string(), mend.kind.clone())
            });
            let lets_in = |methods: &[SecurityMethod], thing: Thing| {
                let lost = methods.iter().filter(|method| is_on(method, thing));
                let mask = lost.fold(0, |mask, method| mask | 1 << method.id.parse::<u8>().unwrap_or(7));
                Authority::of(methods, policy.as_ref(), false, mask).lets_in()
            };
            if advice.gap == Gap::SignIn {
                prop_assert!(lets_in(&after, advice.what), "{mend:?}");
            } else {
                // The organization counts one more at least, and not what went with the thing.
                let mut counts = policy.clone().unwrap_or_default();
                counts.reset.methods_registered += 1;
                let then = Footing { methods: &after, policy: Some(&counts), preferences: None };
                prop_assert!(then.after_losing(|method| !is_on(method, advice.what)).can_reset(), "{mend:?}");
            }
            for loss in footing.losses().iter().filter(|loss| loss.remains.can_sign_in()) {
                prop_assert!(lets_in(&after, loss.what), "{mend:?} {:?}", loss.what);
            }
        }
    }
}
