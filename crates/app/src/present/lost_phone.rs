//! "I lost my phone".

use std::collections::BTreeSet;

use workpass_domain::{
    action::Action,
    device::Device,
    loss::{
        Answers, By, Case, Facts, How, Line, State, Step, Wait, Way, WayIn, With, is_on_by_guess,
        may_be_on_a_phone,
    },
    method::{MethodKind, SecurityMethod},
    uses,
};

use super::{
    method, reason,
    security::{choice, footing},
    time,
};
use crate::{
    known::{Known, given},
    view::{
        LossDoneBy, LossHow, LossMethodView, LossPlanView, LossStepName, LossStepState, LossStepView,
        LossWaitName, LossWayIn, LossWayName, LostPhoneAnswers, LostPhoneChoice, LostPhoneView,
    },
};

/// What decides about the plan, as it is with a network; `None`: what is registered was not read.
pub(crate) fn facts<'a>(known: &'a Known, refused: &'a BTreeSet<Action>) -> Option<Facts<'a>> {
    let methods = given(&known.data.methods)?;
    Some(Facts {
        footing: footing(known, methods),
        standing: known.standing(refused, false),
        devices: given(&known.data.devices).map(|all| all.devices.as_slice()),
        remembered: given(&known.data.remembered_devices).copied(),
        password_changed_at: given(&known.data.password).and_then(|policy| policy.last_changed_at),
    })
}

/// The answers in the domain's words; `None`: a method is not there.
pub(crate) fn answers(facts: &Facts<'_>, given: LostPhoneAnswers) -> Option<Answers> {
    let listed = facts.footing.methods;
    let methods = given.methods.iter().map(|wanted| {
        let is_it = |one: &&SecurityMethod| one.id == wanted.id && method::kind(&one.kind) == wanted.kind;
        let one = listed.iter().find(is_it)?;
        Some((one.id.clone(), one.kind.clone()))
    });
    Some(Answers {
        how: match given.how {
            LossHow::Lost => How::Lost,
            LossHow::Stolen => How::Stolen,
        },
        way_in: match given.way_in {
            LossWayIn::AtHand => WayIn::AtHand,
            LossWayIn::RecoveryCode => WayIn::RecoveryCode,
            LossWayIn::Nothing => WayIn::Nothing,
        },
        device: given.phone,
        methods: methods.collect::<Option<_>>()?,
    })
}

pub(crate) fn view(known: &Known, refused: &BTreeSet<Action>) -> Option<LostPhoneView> {
    let facts = facts(known, refused)?;
    let listed = facts.footing.methods;
    let second_step = |one: &&SecurityMethod| {
        let helps_out = [MethodKind::RecoveryCodes, MethodKind::TemporaryAccessPass];
        uses::works(one) && !helps_out.contains(&one.kind) && uses::of(one, facts.footing.policy).multifactor
    };
    let codes = listed.iter().find(|one| one.kind == MethodKind::RecoveryCodes);
    Some(LostPhoneView {
        phones: phones(&facts),
        methods: listed
            .iter()
            .filter(|one| may_be_on_a_phone(one))
            .map(one)
            .collect(),
        ways_in: listed.iter().filter(second_step).map(one).collect(),
        recovery_codes: codes.and_then(|codes| codes.remaining).unwrap_or_default(),
        plan: known.lost_phone.as_ref().map(|case| plan(case, &facts)),
    })
}

fn phones(facts: &Facts<'_>) -> Vec<LostPhoneChoice> {
    let devices = facts.devices.unwrap_or_default();
    let phones: Vec<&Device> = devices.iter().filter(|device| device.may_be_a_phone()).collect();
    let suggested = |phone: Option<&Device>| {
        let others: Vec<&Device> = devices
            .iter()
            .filter(|device| phone.is_none_or(|phone| phone.id != device.id))
            .collect();
        let methods = facts.footing.methods.iter();
        methods
            .filter(|one| is_on_by_guess(one, phone, &others))
            .map(|one| one.id.clone())
            .collect()
    };
    let listed = phones.iter().map(|phone| LostPhoneChoice {
        id: Some(phone.id.clone()),
        name: Some(phone.name.clone()),
        system: phone.system.clone(),
        last_activity: phone.last_activity.map(time),
        suggested: suggested(Some(phone)),
    });
    let another = LostPhoneChoice {
        id: None,
        name: None,
        system: None,
        last_activity: None,
        suggested: suggested(None),
    };
    listed.chain([another]).collect()
}

fn one(method: &SecurityMethod) -> LossMethodView {
    LossMethodView {
        id: method.id.clone(),
        kind: method::kind(&method.kind),
        slot: method.slot.map(method::slot),
        name: method.name.clone().or_else(|| method.model.clone()),
        value: method::value(method),
    }
}

fn plan(case: &Case, facts: &Facts<'_>) -> LossPlanView {
    let lines = facts.plan(case);
    let open = |line: &Line| matches!(line.state, State::Todo(_) | State::Waiting(_));
    LossPlanView {
        how: match case.how {
            How::Lost => LossHow::Lost,
            How::Stolen => LossHow::Stolen,
        },
        way_in: match case.way_in {
            WayIn::AtHand => LossWayIn::AtHand,
            WayIn::RecoveryCode => LossWayIn::RecoveryCode,
            WayIn::Nothing => LossWayIn::Nothing,
        },
        phone: case.device.as_ref().map(|device| device.name.clone()),
        begun_at: time(case.begun_at),
        finished: !lines.iter().any(open),
        steps: lines.iter().map(|line| step(line, case, facts)).collect(),
        replacements: facts
            .replacements(case)
            .into_iter()
            .map(|rule| choice(rule, &facts.standing))
            .collect(),
    }
}

fn step(line: &Line, case: &Case, facts: &Facts<'_>) -> LossStepView {
    let with = match &line.state {
        State::Done(done) => done.with.as_ref(),
        _ => None,
    };
    let gone = match line.step {
        Step::RemoveMethod(index) => case.methods.get(index),
        _ => None,
    };
    let method = match with {
        Some(With::Method(added)) => Some(&**added),
        Some(With::Default(_)) | None => gone,
    };
    let option = match with {
        Some(With::Default(option)) => Some(*option),
        _ if line.step == Step::MoveDefault => facts.next_default(case),
        _ => None,
    };
    LossStepView {
        key: key_of(line.step),
        step: step_name(line.step),
        state: state(&line.state),
        needed: line.needed,
        method: method.map(one),
        option: option.map(|option| method::option(option, facts.footing.methods)),
    }
}

/// Names a step within its plan.
pub(crate) fn key_of(step: Step) -> String {
    match step {
        Step::EndSessions => "end_sessions".into(),
        Step::ForgetComputers => "forget_computers".into(),
        Step::DisableDevice => "disable_device".into(),
        Step::ChangePassword => "change_password".into(),
        Step::MoveDefault => "move_default".into(),
        Step::AddReplacement => "add_replacement".into(),
        Step::RemoveMethod(index) => format!("remove_method_{index}"),
        Step::BlockNumber => "block_number".into(),
        Step::TellHelpdesk => "tell_helpdesk".into(),
        Step::SignOutEverywhere => "sign_out_everywhere".into(),
    }
}

fn step_name(step: Step) -> LossStepName {
    match step {
        Step::EndSessions => LossStepName::EndSessions,
        Step::ForgetComputers => LossStepName::ForgetComputers,
        Step::DisableDevice => LossStepName::DisableDevice,
        Step::ChangePassword => LossStepName::ChangePassword,
        Step::MoveDefault => LossStepName::MoveDefault,
        Step::AddReplacement => LossStepName::AddReplacement,
        Step::RemoveMethod(_) => LossStepName::RemoveMethod,
        Step::BlockNumber => LossStepName::BlockNumber,
        Step::TellHelpdesk => LossStepName::TellHelpdesk,
        Step::SignOutEverywhere => LossStepName::SignOutEverywhere,
    }
}

fn state(state: &State) -> LossStepState {
    match state {
        State::Todo(way) => LossStepState::Todo {
            way: match way {
                Way::InApp => LossWayName::InApp,
                Way::HandOver => LossWayName::HandOver,
                Way::ByPerson => LossWayName::ByPerson,
            },
        },
        State::Waiting(wait) => LossStepState::Waiting {
            until: match wait {
                Wait::Pass => LossWaitName::Pass,
                Wait::Replacement => LossWaitName::Replacement,
                Wait::Default => LossWaitName::Default,
                Wait::OtherMethods => LossWaitName::OtherMethods,
                Wait::Rest => LossWaitName::Rest,
            },
        },
        State::Done(done) => LossStepState::Done {
            at: time(done.at),
            by: match done.by {
                By::App => LossDoneBy::App,
                By::Seen => LossDoneBy::Seen,
                By::Person => LossDoneBy::Person,
            },
        },
        State::Skipped => LossStepState::Skipped,
        State::Impossible(why) => LossStepState::Impossible { reason: reason(*why) },
    }
}
