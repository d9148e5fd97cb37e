//! "I lost my phone": what the three questions offer, and the plan that follows from the answers.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{DefaultOption, MethodChoice, MethodKindView, PhoneSlotView, UnavailableReason};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct LostPhoneView {
    /// Devices that may be it; another phone comes last.
    pub phones: Vec<LostPhoneChoice>,
    /// What may have been on a phone.
    pub methods: Vec<LossMethodView>,
    /// What answers a second step, on the phone or not.
    pub ways_in: Vec<LossMethodView>,
    /// Unused recovery codes.
    pub recovery_codes: u32,
    /// `None`: no phone is lost.
    pub plan: Option<LossPlanView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct LostPhoneChoice {
    /// `None`: a phone that is not in the list of devices.
    pub id: Option<String>,
    pub name: Option<String>,
    pub system: Option<String>,
    pub last_activity: Option<String>,
    /// Ids of the methods that were on it, by guess.
    pub suggested: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct LossMethodView {
    pub id: String,
    pub kind: MethodKindView,
    pub slot: Option<PhoneSlotView>,
    pub name: Option<String>,
    pub value: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct LossPlanView {
    pub how: LossHow,
    pub way_in: LossWayIn,
    /// The device's name.
    pub phone: Option<String>,
    pub begun_at: String,
    pub steps: Vec<LossStepView>,
    /// What may take the phone's place, the best first.
    pub replacements: Vec<MethodChoice>,
    /// Nothing is left to do.
    pub finished: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct LossStepView {
    /// Names the step for `take_loss_step` and `mark_loss_step`.
    pub key: String,
    pub step: LossStepName,
    pub state: LossStepState,
    /// It cannot be left out.
    pub needed: bool,
    /// What is removed, or was added.
    pub method: Option<LossMethodView>,
    /// What the default moves to, or has moved to.
    pub option: Option<DefaultOption>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LossStepName {
    EndSessions,
    ForgetComputers,
    DisableDevice,
    ChangePassword,
    MoveDefault,
    AddReplacement,
    RemoveMethod,
    BlockNumber,
    TellHelpdesk,
    SignOutEverywhere,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LossStepState {
    Todo { way: LossWayName },
    Waiting { until: LossWaitName },
    Done { at: String, by: LossDoneBy },
    Skipped,
    Impossible { reason: UnavailableReason },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LossWayName {
    InApp,
    /// On an official page; the person says when it is done.
    HandOver,
    /// With somebody else; the person says when it is done.
    ByPerson,
}

/// What comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LossWaitName {
    Pass,
    Replacement,
    Default,
    OtherMethods,
    Rest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LossDoneBy {
    /// The service confirmed it.
    App,
    /// The service says that it is so; who did it is not known.
    Seen,
    /// The person said so.
    Person,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LossHow {
    Lost,
    Stolen,
}

/// With what the person confirms that it is them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LossWayIn {
    AtHand,
    RecoveryCode,
    /// The helpdesk has to give a Temporary Access Pass first.
    Nothing,
}

/// The answers to the three questions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Type)]
pub struct LostPhoneAnswers {
    pub how: LossHow,
    /// Id of a device; `None`: another phone.
    pub phone: Option<String>,
    pub methods: Vec<LossMethodId>,
    pub way_in: LossWayIn,
}

/// An id stands for one method of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Type)]
pub struct LossMethodId {
    pub id: String,
    pub kind: MethodKindView,
}

/// What the person says of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LossMark {
    /// Done elsewhere.
    Done,
    /// Not wanted.
    Skipped,
    /// To do after all.
    Open,
}
