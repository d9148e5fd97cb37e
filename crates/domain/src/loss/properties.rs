//! What must hold whatever is registered, lost, left out, and in whatever order the steps are done. Who gets in is told by
//! the authority of the tests of lock-outs, not by the rules that made the plan.

use std::collections::BTreeSet;

use proptest::prelude::*;
use time::macros::datetime;

use super::*;
use crate::{
    action::Action,
    lockout::{
        Footing, new_one,
        properties::{Authority, any_methods, any_policy},
    },
    policy::{Addable, MethodPolicy, tests::rule},
    preference::SignInPreferences,
    scope::Scopes,
    standing::Standing,
    uses,
};

const NOW: OffsetDateTime = datetime!(2026-11-22 20:00 UTC);

/// A person, and the service that does what it is told.
#[derive(Debug)]
struct Stand {
    methods: Vec<SecurityMethod>,
    policy: Option<MethodPolicy>,
    preferences: Option<SignInPreferences>,
    scopes: Scopes,
    refused: BTreeSet<Action>,
    selfservice: bool,
    added: usize,
}

impl Stand {
    fn facts(&self) -> Facts<'_> {
        Facts {
            footing: Footing {
                methods: &self.methods,
                policy: self.policy.as_ref(),
                preferences: self.preferences.as_ref(),
            },
            standing: Standing {
                directory: true,
                selfservice: self.selfservice,
                scopes: &self.scopes,
                policy: self.policy.as_ref(),
                organization: None,
                guest: false,
                security_info_page: None,
                password_obstacle: None,
                password_page: None,
                devices_page: None,
                profile_rules: None,
                has_app_passwords: false,
                refused: &self.refused,
                offline: false,
            },
            devices: None,
            remembered: None,
            password_changed_at: None,
        }
    }

    /// Does a step as the service would.
    fn perform(&mut self, case: &Case, step: Step) {
        match step {
            Step::RemoveMethod(index) => {
                let gone = &case.methods[index];
                self.methods.retain(|one| !is_same(gone, one));
            }
            Step::MoveDefault => {
                let option = self.facts().next_default(case);
                if let Some(preferences) = &mut self.preferences {
                    preferences.current = option;
                }
                for method in &mut self.methods {
                    method.is_default = false;
                }
            }
            Step::AddReplacement => {
                let new = self.facts().replacements(case).first().map(|rule| new_one(rule));
                if let Some(mut new) = new {
                    self.added += 1;
                    new.id = format!("new {}", self.added);
                    self.methods.push(new);
                }
            }
            _ => {}
        }
    }
}

impl Stand {
    /// A step is done and looked at. The app knows of no replacement by itself: it is there when the list shows enough.
    fn take(&mut self, case: &mut Case, step: Step) {
        self.perform(case, step);
        if step != Step::AddReplacement {
            case.note(step, By::App, None, NOW);
        }
        case.observe(&self.facts(), NOW);
    }
}

prop_compose! {
    fn any_stand()(
        methods in any_methods(),
        policy in proptest::option::of(any_policy()),
        current in proptest::option::of(proptest::sample::select(DefaultOption::ALL.to_vec())),
        says_preferences: bool,
        selfservice in prop_oneof![4 => Just(true), 1 => Just(false)],
        addable in proptest::collection::vec(
            proptest::sample::select(vec![
                MethodKind::Passkey, MethodKind::MicrosoftAuthenticator, MethodKind::SoftwareOath, MethodKind::RecoveryCodes,
            ]), 0..3),
        forbidden in proptest::option::of(proptest::sample::select(vec![
            Action::SetDefaultMethod,
            Action::DeleteMethod(MethodKind::Phone),
            Action::AddMethod(MethodKind::Passkey),
        ])),
    ) -> Stand {
        let policy = policy.map(|mut policy| {
            for rule in &mut policy.rules {
                rule.addable = Addable::No(crate::policy::NotAddable::NotAllowedByPolicy);
            }
            policy.rules.extend(addable.iter().map(|kind| rule(kind.clone(), uses::usual(kind, None, false))));
            policy
        });
        Stand {
            methods,
            policy,
            preferences: says_preferences.then(|| SignInPreferences {
                current,
                options: DefaultOption::ALL.to_vec(),
                ..SignInPreferences::default()
            }),
            scopes: Scopes::new(["UserAuthenticationMethod.ReadWrite".to_owned(), "User.RevokeSessions.All".to_owned()]),
            refused: forbidden.into_iter().collect(),
            selfservice,
            added: 0,
        }
    }
}

fn any_answers(stand: &Stand, on_it: u8, stolen: bool, way_in: u8) -> Answers {
    let methods = stand.methods.iter().enumerate().filter(|(index, one)| {
        let said = on_it & (1 << index) != 0;
        said && may_be_on_a_phone(one)
    });
    Answers {
        how: if stolen { How::Stolen } else { How::Lost },
        way_in: [WayIn::AtHand, WayIn::RecoveryCode, WayIn::Nothing][usize::from(way_in % 3)],
        device: None,
        methods: methods
            .map(|(_, one)| (one.id.clone(), one.kind.clone()))
            .collect(),
    }
}

/// What is left when everything of the phone that is not kept has gone.
fn kept(stand: &Stand, case: &Case) -> Vec<SecurityMethod> {
    let goes = |one: &&SecurityMethod| {
        let index = case.index_of(one);
        index.is_none_or(|index| case.skipped.contains(&Step::RemoveMethod(index)))
    };
    stand.methods.iter().filter(goes).cloned().collect()
}

fn can_be_done(line: &Line) -> bool {
    matches!(line.state, State::Todo(_))
}

proptest! {
    /// Whatever is done of the plan, in whatever order, whatever is left out: who got in before gets in afterwards, and
    /// with what is not on the phone.
    #[test]
    fn b108_no_order_of_steps_takes_the_last_way_in(
        mut stand in any_stand(), on_it: u8, stolen: bool, way_in: u8,
        picks in proptest::collection::vec((any::<prop::sample::Index>(), 0u8..5), 1..16),
    ) {
        let answers = any_answers(&stand, on_it, stolen, way_in);
        let mut case = Case::begin(&answers, &stand.facts(), NOW).unwrap();
        let mut had_second_step = false;
        for (pick, what) in picks {
            let plan = stand.facts().plan(&case);
            let open: Vec<_> = plan.iter().filter(|line| can_be_done(line)).collect();
            if open.is_empty() { break }
            let step = open[pick.index(open.len())].step;
            if what == 0 {
                case.skipped.push(step);
                continue;
            }
            let could = stand.facts().footing.now().can_sign_in();
            if let Step::RemoveMethod(index) = step {
                let effect = stand.facts().footing.delete(&case.methods[index].id).unwrap();
                prop_assert!(!effect.last_way_in && !effect.needs_new_default && !effect.alternate_first);
                let left = kept(&stand, &case);
                let answers = |all: &[SecurityMethod]| all.iter().any(|one| {
                    uses::works(one)
                        && !matches!(one.kind, MethodKind::RecoveryCodes | MethodKind::TemporaryAccessPass)
                        && uses::of(one, stand.policy.as_ref()).multifactor
                });
                had_second_step |= answers(&stand.methods);
                prop_assert!(!had_second_step || answers(&left), "{step:?} before its replacement: {case:?}");
                if could {
                    let authority = Authority::of(&left, stand.policy.as_ref(), false, 0);
                    prop_assert!(authority.lets_in(), "{step:?} {left:?}");
                }
            }
            stand.take(&mut case, step);
            prop_assert!(!could || stand.facts().footing.now().can_sign_in());
        }
    }

    /// The default never goes before it has moved, where it can move.
    #[test]
    fn b29_the_default_moves_before_its_method_goes(mut stand in any_stand(), on_it: u8) {
        let answers = any_answers(&stand, on_it, false, 0);
        let mut case = Case::begin(&answers, &stand.facts(), NOW).unwrap();
        for _ in 0..12 {
            let plan = stand.facts().plan(&case);
            let position = |wanted: Step| plan.iter().position(|line| line.step == wanted);
            let Some(line) = plan.iter().find(|line| can_be_done(line)) else { break };
            if let Step::RemoveMethod(index) = line.step
                && let Some(current) = stand.preferences.as_ref().and_then(|preferences| preferences.current)
                && current.is_served_by(&case.methods[index].kind, case.methods[index].slot)
            {
                let moves = position(Step::MoveDefault);
                prop_assert!(moves < position(line.step));
                let others = stand.methods.iter().filter(|one| one.id != case.methods[index].id);
                let options = [current];
                let still = others.into_iter().any(|one| options[0].is_served_by(&one.kind, one.slot));
                prop_assert!(still || stand.facts().footing.delete(&case.methods[index].id).unwrap().new_default.is_none());
            }
            let step = line.step;
            stand.take(&mut case, step);
        }
    }

    /// Made anew from the same facts it is the same plan; what was done stays in it.
    #[test]
    fn the_plan_can_be_made_anew_at_any_time(mut stand in any_stand(), on_it: u8, stolen: bool, way_in: u8, steps in 0usize..10) {
        let answers = any_answers(&stand, on_it, stolen, way_in);
        let mut case = Case::begin(&answers, &stand.facts(), NOW).unwrap();
        let mut done = Vec::new();
        for _ in 0..steps {
            let plan = stand.facts().plan(&case);
            let Some(step) = plan.iter().find(|line| can_be_done(line)).map(|line| line.step) else { break };
            stand.take(&mut case, step);
            prop_assert!(!case.observe(&stand.facts(), NOW), "a second look changes nothing");
            if case.done_of(step).is_none() { continue }
            done.push(step);
            let again = case.clone();
            case.note(step, By::Seen, None, NOW + time::Duration::HOUR);
            prop_assert_eq!(&case, &again, "a step is done once");
            let plan = stand.facts().plan(&case);
            prop_assert_eq!(&plan, &stand.facts().plan(&case));
            for step in &done {
                prop_assert!(plan.iter().any(|line| line.step == *step && matches!(line.state, State::Done(_))));
            }
            let mut steps: Vec<_> = plan.iter().map(|line| line.step).collect();
            steps.sort_by_key(|step| format!("{step:?}"));
            steps.dedup();
            prop_assert_eq!(steps.len(), plan.len(), "each step once");
        }
        let written = serde_json::to_string(&case).unwrap();
        prop_assert_eq!(serde_json::from_str::<Case>(&written).unwrap(), case);
    }

    /// Whoever does everything that can be done has nothing left that waits for something that will not come.
    #[test]
    fn the_plan_comes_to_an_end(mut stand in any_stand(), on_it: u8, stolen: bool, way_in: u8) {
        stand.refused.clear();
        let answers = any_answers(&stand, on_it, stolen, way_in);
        let mut case = Case::begin(&answers, &stand.facts(), NOW).unwrap();
        for _ in 0..40 {
            let plan = stand.facts().plan(&case);
            let Some(step) = plan.iter().find(|line| can_be_done(line)).map(|line| line.step) else { break };
            stand.take(&mut case, step);
        }
        for line in stand.facts().plan(&case) {
            prop_assert!(!matches!(line.state, State::Todo(_) | State::Waiting(Wait::Pass | Wait::Rest | Wait::Default | Wait::OtherMethods)), "{line:?}");
            let waits = matches!(line.state, State::Waiting(Wait::Replacement));
            prop_assert!(!waits || line.step == Step::SignOutEverywhere, "{line:?}");
        }
    }
}
