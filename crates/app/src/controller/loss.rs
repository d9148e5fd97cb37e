//! "I lost my phone" (B-107, B-108, B-160): the plan's steps are the use cases that there are anyway; here it is seen to
//! that they come in order, and kept what was done, so that the plan survives the app.

use std::collections::BTreeSet;

use time::OffsetDateTime;
use tokio::sync::oneshot;
use workpass_domain::{
    action::Action,
    loss::{By, Case, Line, State, Step, Wait, Way, With},
};

use super::{
    Desk,
    deletion::Deletion,
    event::SessionStep,
    session::{Session, SignedIn},
};
use crate::{
    error::UiError,
    explain,
    intent::{LostPhoneIntent, Reply, SignInsIntent},
    known::Known,
    ports::MailDraft,
    present::{
        self,
        lost_phone::{answers, facts, key_of},
        method,
    },
    view::{LossMark, LostPhoneAnswers},
};

/// How a step ended.
pub(super) struct Taken {
    step: Step,
    with: Option<With>,
    result: Result<(), UiError>,
    reply: Reply<()>,
}

impl Taken {
    pub(super) fn too_late(self) {
        let _ = self.reply.send(self.result);
    }
}

/// What a fresh read says of the plan.
pub(super) fn observe(known: &mut Known, refused: &BTreeSet<Action>, now: OffsetDateTime) {
    let Some(mut case) = known.lost_phone.take() else {
        return;
    };
    if let Some(facts) = facts(known, refused) {
        case.observe(&facts, now);
    }
    known.lost_phone = Some(case);
}

impl Desk {
    /// What the screen asks for.
    pub(super) fn on_lost_phone_intent(&mut self, intent: LostPhoneIntent) {
        match intent {
            LostPhoneIntent::Begin { answers, reply } => self.begin_loss_plan(answers, reply),
            LostPhoneIntent::Take { key, reply } => {
                // What may go is judged by what the service says now.
                self.on_current_list(reply, move |desk, reply| desk.take_loss_step(&key, reply));
            }
            LostPhoneIntent::Mark { key, mark, reply } => self.mark_loss_step(&key, mark, reply),
            LostPhoneIntent::WriteToHelpdesk { subject, body, reply } => {
                self.write_to_helpdesk(&subject, &body, reply);
            }
            LostPhoneIntent::End { reply } => {
                if let Some(known) = self.signed_in().and_then(|signed_in| signed_in.known.as_mut()) {
                    known.lost_phone = None;
                }
                self.keep_plan(reply);
            }
        }
    }

    fn begin_loss_plan(&mut self, given: LostPhoneAnswers, reply: Reply<()>) {
        let now = self.context.now();
        let Some(signed_in) = self.signed_in() else {
            return drop(reply.send(Err(UiError::NotAvailable)));
        };
        let refused = &signed_in.refused;
        let Some(known) = signed_in.known.as_mut() else {
            return drop(reply.send(Err(UiError::NotAvailable)));
        };
        // Two clicks, or two windows: what was done of the open one is not lost.
        if known.lost_phone.is_none() {
            let case = facts(known, refused).and_then(|facts| {
                let answers = answers(&facts, given)?;
                Case::begin(&answers, &facts, now)
            });
            if case.is_none() {
                // The list the questions were asked from is old.
                return drop(reply.send(Err(UiError::MethodNotFound)));
            }
            known.lost_phone = case;
        }
        self.keep_plan(reply);
    }

    /// Judged anew, sent once.
    fn take_loss_step(&mut self, key: &str, reply: Reply<()>) {
        let found = self.online().and_then(|signed_in| {
            let line = line_of(signed_in, key)?;
            match line.state {
                State::Done(_) => return Ok(None),
                State::Todo(Way::InApp) => {}
                State::Waiting(Wait::Replacement) => return Err(UiError::LastWayIn),
                State::Waiting(Wait::Default) => return Err(UiError::NeedsNewDefault),
                State::Impossible(why) => {
                    return Err(explain::unavailable(present::reason(why), None));
                }
                State::Waiting(_) | State::Skipped | State::Todo(_) => return Err(UiError::NotAvailable),
            }
            if signed_in.loss_under_way.contains(&line.step) {
                return Err(UiError::Busy);
            }
            Ok(Some(line.step))
        });
        match found {
            Ok(Some(step)) => self.do_loss_step(step, reply),
            // Somebody else was quicker.
            Ok(None) => drop(reply.send(Ok(()))),
            Err(error) => drop(reply.send(Err(error))),
        }
    }

    fn do_loss_step(&mut self, step: Step, reply: Reply<()>) {
        let Some((case, next_default)) = self.signed_in().and_then(|signed_in| {
            let known = signed_in.known.as_ref()?;
            let case = known.lost_phone.as_ref()?;
            let next = facts(known, &signed_in.refused)?.next_default(case);
            Some((case.clone(), next))
        }) else {
            return drop(reply.send(Err(UiError::NotAvailable)));
        };
        let (done, answer) = oneshot::channel();
        let mut with = None;
        match step {
            Step::EndSessions => self.on_sign_ins_intent(SignInsIntent::EndOtherSessions { reply: done }),
            Step::ForgetComputers => self.forget_remembered_devices(done),
            Step::DisableDevice => {
                let Some(device) = case.device else { return };
                self.disable_device(device.id, done);
            }
            Step::MoveDefault => {
                let Some(option) = next_default else { return };
                with = Some(With::Default(option));
                self.set_default_method(method::option_name(option), done);
            }
            Step::RemoveMethod(index) => {
                let Some(gone) = case.methods.get(index) else {
                    return;
                };
                let deletion = Deletion {
                    id: gone.id.clone(),
                    kind: method::kind(&gone.kind),
                    accept_lock_out: false,
                };
                self.delete_method(deletion, done);
            }
            // This app's own session ends with it, and so does the plan.
            Step::SignOutEverywhere => return self.sign_out_everywhere(reply),
            // These have screens of their own; the next read says that they are done.
            Step::ChangePassword | Step::AddReplacement | Step::BlockNumber | Step::TellHelpdesk => {
                return drop(reply.send(Err(UiError::NotAvailable)));
            }
        }
        let line = self.line.clone();
        let Some(signed_in) = self.signed_in() else {
            return drop(reply.send(Err(UiError::SessionEnded)));
        };
        signed_in.loss_under_way.push(step);
        let session = signed_in.number;
        tokio::spawn(async move {
            let result = answer.await.unwrap_or(Err(UiError::SessionEnded));
            let taken = Taken {
                step,
                with,
                result,
                reply,
            };
            line.step(session, SessionStep::LossTaken(taken));
        });
    }

    pub(super) fn loss_taken(&mut self, taken: Taken) {
        let now = self.context.now();
        let Some(signed_in) = self.signed_in() else {
            return taken.too_late();
        };
        signed_in.loss_under_way.retain(|step| *step != taken.step);
        let Some(known) = signed_in.known.as_mut() else {
            return taken.too_late();
        };
        let Some(case) = known.lost_phone.as_mut() else {
            // The plan was closed meanwhile; what was done is done.
            return taken.too_late();
        };
        if taken.result.is_ok() {
            case.note(taken.step, By::App, taken.with, now);
        } else if case.done_of(taken.step).is_none() {
            return taken.too_late();
        }
        observe(known, &signed_in.refused, now);
        self.keep_plan(taken.reply);
    }

    /// What only the person can know: that something was done elsewhere, or is not wanted. Works without a network.
    fn mark_loss_step(&mut self, key: &str, mark: LossMark, reply: Reply<()>) {
        let now = self.context.now();
        let found = match &self.session {
            Session::SignedIn(signed_in) => line_of(signed_in, key),
            _ => Err(UiError::NotAvailable),
        };
        let line = match found {
            Ok(line) => line,
            Err(error) => return drop(reply.send(Err(error))),
        };
        let Some(signed_in) = self.signed_in() else { return };
        let Some(known) = signed_in.known.as_mut() else {
            return;
        };
        let Some(case) = known.lost_phone.as_mut() else {
            return;
        };
        let allowed = match (&line.state, mark) {
            (State::Todo(Way::HandOver | Way::ByPerson), LossMark::Done) => {
                case.note(line.step, By::Person, None, now);
                true
            }
            (State::Todo(_) | State::Waiting(_) | State::Impossible(_), LossMark::Skipped)
                if !line.needed =>
            {
                case.skipped.push(line.step);
                true
            }
            (State::Skipped, LossMark::Open) => {
                case.skipped.retain(|step| *step != line.step);
                true
            }
            (State::Done(done), LossMark::Open) if done.by == By::Person => {
                case.done.retain(|done| done.step != line.step);
                true
            }
            // Said twice.
            (State::Done(_), LossMark::Done) | (State::Skipped, LossMark::Skipped) => true,
            _ => false,
        };
        if !allowed {
            return drop(reply.send(Err(UiError::NotAvailable)));
        }
        observe(known, &signed_in.refused, now);
        self.keep_plan(reply);
    }

    /// To the contact that the organization named, never to anybody else.
    fn write_to_helpdesk(&self, subject: &str, body: &str, reply: Reply<()>) {
        let contact = self.help_contact().and_then(|contact| contact.email.as_deref());
        let draft = contact.and_then(|to| MailDraft::new(to, subject, body));
        let opened = match draft {
            Some(draft) => self.context.shell.write_mail(&draft).map_err(|error| {
                tracing::warn!(%error, "no mail program opened");
                UiError::BrowserNotOpened
            }),
            None => Err(UiError::NotAvailable),
        };
        let _ = reply.send(opened);
    }

    /// Answers once it survives the app.
    fn keep_plan(&mut self, reply: Reply<()>) {
        self.keep_known(move || drop(reply.send(Ok(()))));
    }
}

fn line_of(signed_in: &SignedIn, key: &str) -> Result<Line, UiError> {
    let known = signed_in.known.as_ref().ok_or(UiError::NotAvailable)?;
    let case = known.lost_phone.as_ref().ok_or(UiError::NotAvailable)?;
    let facts = facts(known, &signed_in.refused).ok_or(UiError::NotAvailable)?;
    let mut plan = facts.plan(case).into_iter();
    plan.find(|line| key_of(line.step) == key)
        .ok_or(UiError::NotAvailable)
}
