//! "I lost my phone" (B-107, B-108, B-160): three answers become one ordered plan, made anew from fresh facts after each
//! step. What was done stays in it with what it did; nothing in it ever takes the last way in.

mod guess;
mod plan;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

pub use self::{
    guess::{is_on_by_guess, may_be_on_a_phone},
    plan::{Facts, Line},
};
use crate::{
    action::Unavailable,
    method::{MethodKind, SecurityMethod},
    preference::DefaultOption,
};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    Lost,
    /// Whoever has it may know more than how to sell it: the password is changed, and the helpdesk is told.
    Stolen,
}

/// With what the person confirms that it is them while the phone is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WayIn {
    AtHand,
    RecoveryCode,
    /// The helpdesk has to give a Temporary Access Pass first.
    Nothing,
}

/// The phone, where it is one of the devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostDevice {
    pub id: String,
    pub name: String,
}

/// One lost phone, from the answers until the plan is closed. Nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    #[serde(with = "time::serde::rfc3339")]
    pub begun_at: OffsetDateTime,
    pub how: How,
    pub way_in: WayIn,
    /// `None`: another phone than those listed.
    pub device: Option<LostDevice>,
    /// What was on it, as it was then.
    pub methods: Vec<SecurityMethod>,
    /// Every method there was.
    pub before: Vec<SecurityMethod>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub password_changed_at: Option<OffsetDateTime>,
    /// Nothing else could be the default before there is a replacement.
    pub default_after_replacement: bool,
    /// What was ever to do.
    pub planned: Vec<Step>,
    pub done: Vec<Done>,
    pub skipped: Vec<Step>,
}

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    EndSessions,
    /// Computers that are not asked for the second step (B-107).
    ForgetComputers,
    DisableDevice,
    ChangePassword,
    MoveDefault,
    AddReplacement,
    /// Which one of [`Case::methods`].
    RemoveMethod(usize),
    /// At the operator.
    BlockNumber,
    TellHelpdesk,
    /// Where only all sessions can be ended together; this app's own is one of them.
    SignOutEverywhere,
}

impl Step {
    /// Whether the service may ask who it is before it does it.
    fn wants_proof(self) -> bool {
        !matches!(
            self,
            Self::EndSessions | Self::BlockNumber | Self::TellHelpdesk | Self::SignOutEverywhere
        )
    }
}

/// How a step can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    InApp,
    /// On an official page; the person says when it is done.
    HandOver,
    /// With somebody else; the person says when it is done.
    ByPerson,
}

/// What comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// The helpdesk's pass: without it nobody can confirm anything.
    Pass,
    /// Without one nobody would get in any more.
    Replacement,
    /// It is the default.
    Default,
    /// The other methods of the phone.
    OtherMethods,
    /// Everything else.
    Rest,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Todo(Way),
    Waiting(Wait),
    Done(Done),
    /// The person does not want it.
    Skipped,
    Impossible(Unavailable),
}

/// A step that was done, and what it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    pub step: Step,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    pub by: By,
    pub with: Option<With>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The service confirmed it.
    App,
    /// The service says that it is so; who did it is not known.
    Seen,
    /// The person said so.
    Person,
}

/// What it was done with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum With {
    /// The replacement.
    Method(Box<SecurityMethod>),
    /// The new default.
    Default(DefaultOption),
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    pub how: How,
    pub way_in: WayIn,
    /// Id of a device; `None`: another phone.
    pub device: Option<String>,
    /// Ids and kinds of the methods on it.
    pub methods: Vec<(String, MethodKind)>,
}

impl Case {
    /// `None`: the device or a method is not there, or it is this computer.
    pub fn begin(answers: &Answers, facts: &Facts<'_>, now: OffsetDateTime) -> Option<Self> {
        let device = match &answers.device {
            None => None,
            Some(id) => {
                let listed = facts.devices?.iter().find(|device| device.id == *id)?;
                (!listed.is_current).then_some(())?;
                Some(LostDevice {
                    id: listed.id.clone(),
                    name: listed.name.clone(),
                })
            }
        };
        let before = facts.footing.methods.to_vec();
        let one = |(id, kind): &(String, MethodKind)| {
            let found = before.iter().find(|one| one.id == *id && one.kind == *kind)?;
            may_be_on_a_phone(found).then(|| found.clone())
        };
        let mut methods: Vec<SecurityMethod> = Vec::new();
        for answer in &answers.methods {
            let method = one(answer)?;
            if !methods.contains(&method) {
                methods.push(method);
            }
        }
        let mut case = Self {
            begun_at: now,
            how: answers.how,
            way_in: answers.way_in,
            device,
            methods,
            before,
            password_changed_at: facts.password_changed_at,
            default_after_replacement: false,
            planned: Vec::new(),
            done: Vec::new(),
            skipped: Vec::new(),
        };
        case.default_after_replacement = !facts.has_other_default(&case);
        case.observe(facts, now);
        Some(case)
    }

    /// Takes in what the facts of now say: a step that is fulfilled is done, whoever did it. Whether anything changed.
    pub fn observe(&mut self, facts: &Facts<'_>, now: OffsetDateTime) -> bool {
        let before = (self.planned.len(), self.done.len());
        for step in self.planned.clone() {
            if self.done_of(step).is_none()
                && let Some(with) = facts.fulfilled(self, step)
            {
                self.note(step, By::Seen, with, now);
            }
        }
        for line in facts.plan(self) {
            if !self.planned.contains(&line.step) {
                self.planned.push(line.step);
            }
        }
        before != (self.planned.len(), self.done.len())
    }

    /// What was done, once; a second word about it changes nothing but its certainty.
    pub fn note(&mut self, step: Step, by: By, with: Option<With>, now: OffsetDateTime) {
        self.skipped.retain(|skipped| *skipped != step);
        let done = Done {
            step,
            at: now,
            by,
            with,
        };
        match self.done.iter_mut().find(|known| known.step == step) {
            Some(known) if known.by == By::Person => *known = done,
            // The list was read before the answer came.
            Some(known) if by == By::App => known.by = by,
            Some(_) => {}
            None => self.done.push(done),
        }
    }

    pub fn done_of(&self, step: Step) -> Option<&Done> {
        self.done.iter().find(|done| done.step == step)
    }

    /// Which of the methods that were on the phone this is; `None`: none of them, or one that came later.
    pub(crate) fn index_of(&self, listed: &SecurityMethod) -> Option<usize> {
        self.methods.iter().position(|gone| is_same(gone, listed))
    }
}

/// Numbers and addresses always have the same ids: another value or a later day is another one. What the person named
/// stays the same under another name.
pub(crate) fn is_same(one: &SecurityMethod, listed: &SecurityMethod) -> bool {
    let later = one.created_at.zip(listed.created_at);
    let values = one.value.as_deref().zip(listed.value.as_deref());
    one.id == listed.id
        && one.kind == listed.kind
        && values.is_none_or(|(one, other)| leads_to_the_same(&listed.kind, one, other))
        && later.is_none_or(|(one, listed)| one == listed)
}

/// A number is written in more ways than one.
fn leads_to_the_same(kind: &MethodKind, one: &str, other: &str) -> bool {
    let digits = |number: &str| -> String { number.chars().filter(char::is_ascii_digit).collect() };
    match kind {
        MethodKind::Phone => digits(one) == digits(other),
        MethodKind::Email => one.eq_ignore_ascii_case(other),
        _ => true,
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
