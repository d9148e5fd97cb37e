//! The order of the steps, and what each waits for.

use time::OffsetDateTime;

use super::{Case, How, State, Step, Wait, Way, WayIn, With, is_same};
use crate::{
    action::{Action, Availability, Unavailable},
    device::Device,
    lockout::{Entry, Footing, Remains, best_of, new_one},
    method::{MethodKind, PhoneSlot, SecurityMethod},
    policy::MethodRule,
    preference::DefaultOption,
    standing::Standing,
    uses,
};

/// What is known now.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    pub footing: Footing<'a>,
    /// As it is with a network: without one nothing is impossible, it waits.
    pub standing: Standing<'a>,
    /// `None`: nobody said.
    pub devices: Option<&'a [Device]>,
    /// Computers that are not asked for the second step.
    pub remembered: Option<u32>,
    pub password_changed_at: Option<OffsetDateTime>,
}

/// One line of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub step: Step,
    pub state: State,
    /// Without it the person would not get in any more: it is not to be left out.
    pub needed: bool,
}

/// What only helps out, or was never a second step, replaces nothing.
fn lasts(kind: &MethodKind) -> bool {
    !matches!(kind, MethodKind::RecoveryCodes | MethodKind::TemporaryAccessPass)
}

impl<'a> Facts<'a> {
    /// Every step that concerns this case, in order.
    pub fn plan(&self, case: &Case) -> Vec<Line> {
        let steps = self.order(case);
        let mut lines: Vec<Line> = steps
            .into_iter()
            .filter_map(|step| {
                Some(Line {
                    step,
                    state: self.state(case, step)?,
                    needed: step == Step::AddReplacement && self.needs_replacement(case),
                })
            })
            .collect();
        let open = |line: &Line| matches!(line.state, State::Todo(_) | State::Waiting(_));
        let rest = lines
            .iter()
            .any(|line| line.step != Step::SignOutEverywhere && open(line));
        if rest
            && let Some(last) = lines.last_mut()
            && last.step == Step::SignOutEverywhere
            && open(last)
        {
            last.state = State::Waiting(Wait::Rest);
        } else if let Some(last) = lines.last_mut()
            && last.step == Step::SignOutEverywhere
            && open(last)
            && self.would_shut_out(case)
        {
            last.state = State::Waiting(Wait::Replacement);
        }
        lines
    }

    /// Whether this app's own session is all that is left: nothing came in place of the phone, nor a pass.
    fn would_shut_out(&self, case: &Case) -> bool {
        let is_pass = |one: &SecurityMethod| one.kind == MethodKind::TemporaryAccessPass && uses::works(one);
        case.way_in == WayIn::Nothing
            && case.done_of(Step::AddReplacement).is_none()
            && self.needs_replacement(case)
            && !self.footing.methods.iter().any(is_pass)
    }

    /// The best of what may be added in place of what is gone. Each of them alone answers the second step; where policy
    /// wants more than one method, another follows.
    pub fn replacements(&self, case: &Case) -> Vec<&'a MethodRule> {
        let rules = self.standing.policy.map_or(&[][..], |policy| &policy.rules);
        let kept: Vec<SecurityMethod> = self.kept(case).cloned().collect();
        let mut best: Vec<(usize, &MethodRule)> = rules
            .iter()
            .filter(|rule| rule.uses.multifactor && lasts(&rule.kind))
            .filter(|rule| self.standing.may_add(rule).is_ok())
            .filter_map(|rule| {
                let mut methods = kept.clone();
                methods.push(new_one(rule));
                let footing = Footing {
                    methods: &methods,
                    ..self.footing
                };
                let with_it = footing.now();
                let helps = with_it.entry != Entry::Closed && with_it.two_step.iter().any(lasts);
                (self.is_sound(&with_it) || helps).then_some(())?;
                Some((best_of(rule)?, rule))
            })
            .collect();
        best.sort_by_key(|(rank, _)| *rank);
        best.into_iter().map(|(_, rule)| rule).collect()
    }

    /// What the default moves to.
    pub fn next_default(&self, case: &Case) -> Option<DefaultOption> {
        self.options_without(case).first().copied()
    }

    pub(super) fn has_other_default(&self, case: &Case) -> bool {
        self.next_default(case).is_some()
    }

    /// What it was fulfilled with, if it is; of some steps nobody can tell.
    pub(super) fn fulfilled(&self, case: &Case, step: Step) -> Option<Option<With>> {
        let so = |is_so: bool| is_so.then_some(None);
        match step {
            Step::EndSessions | Step::BlockNumber | Step::SignOutEverywhere => None,
            Step::ForgetComputers => so(self.remembered == Some(0)),
            Step::DisableDevice => {
                let devices = self.devices?;
                let id = &case.device.as_ref()?.id;
                so(!devices.iter().any(|device| device.id == *id && device.is_enabled))
            }
            Step::ChangePassword => {
                let now = self.password_changed_at?;
                // When it was changed before may not have been known at the beginning.
                so(match case.password_changed_at {
                    Some(before) => before != now,
                    None => now > case.begun_at,
                })
            }
            Step::MoveDefault => {
                let current = self
                    .footing
                    .preferences
                    .and_then(|preferences| preferences.current);
                let was_on_it = self.default_is_of(|one| case.index_of(one).is_some());
                (!was_on_it).then(|| current.map(With::Default))
            }
            Step::AddReplacement => {
                let method = self.replacement(case)?;
                (!self.needs_replacement(case)).then_some(())?;
                Some(Some(With::Method(Box::new(method.clone()))))
            }
            Step::RemoveMethod(index) => {
                let gone = case.methods.get(index)?;
                so(!self.footing.methods.iter().any(|one| is_same(gone, one)))
            }
            // A pass is what it was told for.
            Step::TellHelpdesk => {
                let is_pass =
                    |one: &&SecurityMethod| one.kind == MethodKind::TemporaryAccessPass && uses::works(one);
                let pass = self.footing.methods.iter().find(is_pass)?;
                let is_new = !case.before.iter().any(|known| is_same(known, pass));
                so(case.way_in == WayIn::Nothing && is_new)
            }
        }
    }

    fn order(&self, case: &Case) -> Vec<Step> {
        let helpdesk_first = case.way_in == WayIn::Nothing;
        let mut steps = vec![Step::EndSessions];
        if helpdesk_first {
            steps.push(Step::TellHelpdesk);
        }
        steps.extend([Step::ForgetComputers, Step::DisableDevice]);
        // Without the extension this app's own session ends with the old password, and the plan with it.
        let password_last = !self.standing.selfservice;
        if !password_last {
            steps.push(Step::ChangePassword);
        }
        if case.default_after_replacement {
            steps.extend([Step::AddReplacement, Step::MoveDefault]);
        } else {
            steps.extend([Step::MoveDefault, Step::AddReplacement]);
        }
        // The alternate phone cannot stay without the phone, and the default goes when nothing else of it is left.
        let first = |index: &usize| {
            let method = &case.methods[*index];
            (method.slot != Some(PhoneSlot::AlternateMobile), method.is_default)
        };
        let mut removals: Vec<usize> = (0..case.methods.len()).collect();
        removals.sort_by_key(first);
        steps.extend(removals.into_iter().map(Step::RemoveMethod));
        steps.push(Step::BlockNumber);
        if !helpdesk_first {
            steps.push(Step::TellHelpdesk);
        }
        if password_last {
            steps.push(Step::ChangePassword);
        }
        steps.push(Step::SignOutEverywhere);
        steps
    }

    /// `None`: it does not concern this case.
    fn state(&self, case: &Case, step: Step) -> Option<State> {
        if let Some(done) = case.done_of(step) {
            return Some(State::Done(done.clone()));
        }
        if self.fulfilled(case, step).is_some() {
            return None;
        }
        let state = self.open_state(case, step)?;
        if case.skipped.contains(&step) {
            return Some(State::Skipped);
        }
        let helped = case.done_of(Step::TellHelpdesk).is_some();
        Some(match state {
            State::Todo(_) | State::Waiting(_)
                if case.way_in == WayIn::Nothing && !helped && step.wants_proof() =>
            {
                State::Waiting(Wait::Pass)
            }
            state => state,
        })
    }

    fn open_state(&self, case: &Case, step: Step) -> Option<State> {
        match step {
            Step::EndSessions => match self.standing.possible(&Action::EndSession) {
                Ok(()) => Some(State::Todo(Way::InApp)),
                Err(_) if self.ends_all_sessions() => None,
                Err(why) => Some(State::Impossible(why)),
            },
            Step::SignOutEverywhere => {
                let others = self.standing.possible(&Action::EndSession).is_ok();
                (!others && self.ends_all_sessions()).then_some(State::Todo(Way::InApp))
            }
            Step::ForgetComputers => {
                self.remembered?;
                Some(in_app(self.standing.possible(&Action::ForgetRememberedDevices)))
            }
            Step::DisableDevice => {
                case.device.as_ref()?;
                Some(by(&self.standing.of(&Action::DisableDevice)?))
            }
            Step::ChangePassword => {
                (case.how == How::Stolen).then_some(())?;
                Some(by(&self.standing.of(&Action::ChangePassword)?))
            }
            Step::MoveDefault => self.default_state(case),
            Step::AddReplacement => self.replacement_state(case),
            Step::RemoveMethod(index) => self.removal_state(case, index),
            Step::BlockNumber => {
                let number = |one: &SecurityMethod| one.kind == MethodKind::Phone;
                case.methods
                    .iter()
                    .any(number)
                    .then_some(State::Todo(Way::ByPerson))
            }
            Step::TellHelpdesk => (case.how == How::Stolen || case.way_in == WayIn::Nothing)
                .then_some(State::Todo(Way::ByPerson)),
        }
    }

    fn ends_all_sessions(&self) -> bool {
        self.standing.of(&Action::SignOutEverywhere) == Some(Availability::InApp)
    }

    fn default_state(&self, case: &Case) -> Option<State> {
        self.default_is_gone(case).then_some(())?;
        if self.has_other_default(case) {
            return Some(in_app(self.standing.may_set_default()));
        }
        // What replaces the phone may be nothing that can be the default; then it goes with its method.
        let may_come = matches!(self.replacement_state(case), Some(State::Todo(_)));
        let is_coming =
            may_come && self.replacement(case).is_none() && !case.skipped.contains(&Step::AddReplacement);
        is_coming.then_some(State::Waiting(Wait::Replacement))
    }

    fn replacement_state(&self, case: &Case) -> Option<State> {
        let second_step = |one: &SecurityMethod| uses::of(one, self.footing.policy).multifactor;
        case.methods.iter().any(second_step).then_some(())?;
        if !self.replacements(case).is_empty() {
            return Some(State::Todo(Way::InApp));
        }
        if self.has_page() {
            return Some(State::Todo(Way::HandOver));
        }
        self.needs_replacement(case)
            .then_some(State::Impossible(self.why_no_replacement()))
    }

    fn why_no_replacement(&self) -> Unavailable {
        if self.standing.selfservice {
            Unavailable::ManagedByAdministrator
        } else {
            Unavailable::NoSelfService
        }
    }

    fn removal_state(&self, case: &Case, index: usize) -> Option<State> {
        let gone = case.methods.get(index)?;
        let method = self.footing.methods.iter().find(|one| is_same(gone, one))?;
        let way = match self.standing.may_delete(method) {
            Some(Ok(())) => Way::InApp,
            _ if self.has_page() => Way::HandOver,
            answer => {
                let why = answer.and_then(Result::err);
                return Some(State::Impossible(
                    why.unwrap_or(Unavailable::ManagedByAdministrator),
                ));
            }
        };
        let effect = self.footing.delete(&method.id)?;
        let replaced = self.replacement(case).is_some();
        if self.needs_replacement(case) || effect.last_way_in || (!effect.known && !replaced) {
            return Some(self.after(case, Step::AddReplacement, Wait::Replacement));
        }
        if effect.alternate_first {
            let alternate = |one: &&SecurityMethod| one.slot == Some(PhoneSlot::AlternateMobile);
            let goes = self.going(case).any(|one| alternate(&one));
            return Some(if goes {
                State::Waiting(Wait::OtherMethods)
            } else {
                State::Impossible(Unavailable::AlternatePhoneExists)
            });
        }
        if effect.needs_new_default {
            return Some(if self.has_other_default(case) {
                self.after(case, Step::MoveDefault, Wait::Default)
            } else {
                State::Waiting(Wait::OtherMethods)
            });
        }
        Some(State::Todo(way))
    }

    /// What waits for something that cannot be done cannot be done either.
    fn after(&self, case: &Case, step: Step, wait: Wait) -> State {
        match self.open_state(case, step) {
            Some(State::Impossible(why)) => State::Impossible(why),
            Some(_) => State::Waiting(wait),
            None => State::Impossible(self.why_no_replacement()),
        }
    }

    /// Whether what stays would not let the person in, or not with a second step, as it does now.
    fn needs_replacement(&self, case: &Case) -> bool {
        let kept = self.footing.after_deleting(|one| !self.goes(case, one));
        !self.is_sound(&kept)
    }

    /// As good as what there is now. Whoever would have to register at the next sign-in can do so here as well.
    fn is_sound(&self, kept: &Remains) -> bool {
        let now = self.footing.now();
        let seconds = |remains: &Remains| remains.two_step.iter().any(lasts);
        let entry = if now.entry == Entry::Open {
            kept.entry == Entry::Open
        } else {
            kept.entry >= now.entry
        };
        entry && (seconds(kept) || !seconds(&now))
    }

    /// What came since and answers a second step.
    fn replacement(&self, case: &Case) -> Option<&'a SecurityMethod> {
        let is_new = |one: &&SecurityMethod| !case.before.iter().any(|known| is_same(known, one));
        let answers = |one: &&SecurityMethod| {
            uses::works(one) && lasts(&one.kind) && uses::of(one, self.footing.policy).multifactor
        };
        self.footing
            .methods
            .iter()
            .filter(is_new)
            .find(|one| answers(one))
    }

    fn default_is_gone(&self, case: &Case) -> bool {
        self.default_is_of(|one| self.goes(case, one))
    }

    /// Whether the default rests on such methods alone.
    fn default_is_of(&self, such: impl Fn(&SecurityMethod) -> bool) -> bool {
        let (such, others): (Vec<_>, Vec<_>) = self.footing.methods.iter().partition(|one| such(one));
        let serves = |option: DefaultOption, one: &SecurityMethod| option.is_served_by(&one.kind, one.slot);
        match self
            .footing
            .preferences
            .and_then(|preferences| preferences.current)
        {
            Some(current) => {
                such.iter().any(|one| serves(current, one))
                    && !others.iter().any(|one| uses::works(one) && serves(current, one))
            }
            None => such.iter().any(|one| one.is_default),
        }
    }

    fn options_without(&self, case: &Case) -> Vec<DefaultOption> {
        let kept: Vec<SecurityMethod> = self.kept(case).cloned().collect();
        let footing = Footing {
            methods: &kept,
            ..self.footing
        };
        footing.default_options()
    }

    /// Whether it is to be removed: it was on the phone, and the person does not keep it.
    fn goes(&self, case: &Case, listed: &SecurityMethod) -> bool {
        case.index_of(listed)
            .is_some_and(|index| !case.skipped.contains(&Step::RemoveMethod(index)))
    }

    fn going<'s>(&'s self, case: &'s Case) -> impl Iterator<Item = &'a SecurityMethod> + 's {
        self.footing.methods.iter().filter(|one| self.goes(case, one))
    }

    fn kept<'s>(&'s self, case: &'s Case) -> impl Iterator<Item = &'a SecurityMethod> + 's {
        self.footing.methods.iter().filter(|one| !self.goes(case, one))
    }

    fn has_page(&self) -> bool {
        let way = self.standing.of(&Action::OpenSecurityInfo);
        matches!(way, Some(Availability::HandOver { .. }))
    }
}

fn in_app(answer: Result<(), Unavailable>) -> State {
    match answer {
        Ok(()) => State::Todo(Way::InApp),
        Err(why) => State::Impossible(why),
    }
}

fn by(availability: &Availability) -> State {
    match availability {
        Availability::InApp => State::Todo(Way::InApp),
        Availability::HandOver { .. } => State::Todo(Way::HandOver),
        Availability::Unavailable { reason } => State::Impossible(*reason),
    }
}
