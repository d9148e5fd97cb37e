//! Security info: the list, what may be added, the default, and what remains if something goes.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{ChannelName, Possible};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SecurityView {
    pub methods: Vec<MethodView>,
    /// What may be added, and why the rest may not (B-23, B-24, B-42).
    pub choices: Vec<MethodChoice>,
    /// `None`: the organization did not say (no self-service extension).
    pub reset: Option<ResetView>,
    /// There is a password-reset-only method but no two-step method: advise one (B-37).
    pub advise_two_step: bool,
    /// `None`: the organization did not say.
    pub default_method: Option<DefaultMethodView>,
    /// What goes with a lost phone, computer or security key; only what there is to lose.
    pub losses: Vec<LossView>,
    /// The most urgent first.
    pub advice: Vec<AdviceView>,
    /// What to add so that a loss locks nobody out; `None`: every loss is provided for.
    pub mend: Option<MendView>,
    /// Browsers that are not asked for the second step (B-106, B-107).
    pub remembered_devices: Option<u32>,
    pub forget_devices: Possible,
    /// Saying that everything still holds (B-93), and putting off what is recommended (B-94).
    pub confirm: Possible,
    pub questions: Option<QuestionsRuleView>,
    /// ISO 3166 codes of the countries whose numbers may be registered; `None`: all.
    pub countries: Option<Vec<String>>,
    /// ISO 3166 code of the organization's own country, where most of its people's numbers are from.
    pub home_country: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct MethodView {
    pub id: String,
    pub kind: MethodKindView,
    /// The directory's own type name when the app does not know the kind.
    pub type_name: Option<String>,
    pub value: Option<String>,
    /// Given by the person; the value is what the directory knows it by.
    pub name: Option<String>,
    /// Make of a passkey or token.
    pub model: Option<String>,
    pub slot: Option<PhoneSlotView>,
    pub created_at: Option<String>,
    pub last_used_at: Option<String>,
    pub expires_at: Option<String>,
    pub state: MethodStateView,
    pub is_default: bool,
    /// `None`: the organization did not say.
    pub usage: Option<UsageView>,
    pub change: Possible,
    /// New recovery codes in place of the old ones.
    pub renew: Possible,
    pub delete: Possible,
    pub rename: Possible,
    /// A hardware token that waits for its first code.
    pub activate: Possible,
    /// Seeing whether it works, by one of `try_by`.
    pub trial: Possible,
    /// The usual way first.
    pub try_by: Vec<TrialWayName>,
    pub sms_sign_in: Option<SmsSignInView>,
    /// Unused recovery codes.
    pub remaining: Option<u32>,
    /// What deleting it means; shown before it is done.
    pub effect: DeleteEffect,
}

/// How a method is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TrialWayName {
    /// The code that an app or token shows.
    Code,
    Sms,
    Voice,
    Email,
    Approval,
    Browser,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum MethodKindView {
    Password,
    Email,
    Phone,
    MicrosoftAuthenticator,
    SoftwareOath,
    HardwareOath,
    Passkey,
    WindowsHello,
    PlatformCredential,
    TemporaryAccessPass,
    External,
    QrCodePin,
    SecurityQuestions,
    RecoveryCodes,
    AppPassword,
    Unknown,
}

/// The sentence every row and choice states (B-39).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum UsageView {
    TwoStepAndReset,
    ResetOnly,
    TwoStepOnly,
    /// Signs in by itself, without the password.
    SignInAndTwoStep,
    SignIn,
    None,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct MethodChoice {
    pub kind: MethodKindView,
    pub usage: Option<UsageView>,
    pub add: Possible,
    pub maximum: Option<u32>,
    /// Of a phone: each number is a choice of its own.
    pub slot: Option<PhoneSlotView>,
    /// Five authenticator apps and hardware tokens together (B-58).
    pub shared_maximum: Option<SharedMaximumView>,
    /// Of a phone: how a number is verified, when it is added or changed.
    pub channels: Vec<ChannelName>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ResetView {
    pub enabled: bool,
    pub methods_required: u32,
    pub methods_registered: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PhoneSlotView {
    Mobile,
    AlternateMobile,
    Office,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum MethodStateView {
    Active,
    /// A hardware token that was assigned and waits for its first code.
    NotActivated,
    Expired,
    Disabled,
}

/// Signing in with the number in place of the user name (B-66).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SmsSignInView {
    pub state: SmsSignInStateView,
    pub switch: Possible,
    /// Nothing else signs the person in: switching it off and changing the number want `accept_lock_out`.
    pub last_way_in: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SmsSignInStateView {
    On,
    Off,
    NotAllowed,
    /// A colleague signs in with the same number.
    NumberNotUnique,
    NotSupported,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SharedMaximumView {
    pub maximum: u32,
    pub registered: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
pub struct QuestionsRuleView {
    pub required: u32,
    pub minimum_length: u32,
    pub maximum_length: u32,
}

/// What remains after a method is deleted. Computed from what the organization said; never promises what it did not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DeleteEffect {
    /// `false`: by what the organization says the person could not sign in even now; what remains is not known.
    pub known: bool,
    /// What still starts a sign-in: the password and what takes its place.
    pub sign_in_left: Vec<MethodKindView>,
    /// What still answers the second step.
    pub two_step_left: Vec<MethodKindView>,
    /// How far the person is registered for reset afterwards; `None`: the organization did not say.
    pub reset: Option<ResetView>,
    pub reset_possible_after: bool,
    /// Nothing would be left to sign in with as the organization asks: `delete_method` wants `accept_lock_out`.
    pub last_way_in: bool,
    /// The next sign-in asks to register another method first.
    pub registers_next: bool,
    /// A Temporary Access Pass still helps, but only until then.
    pub pass_until: Option<String>,
    /// The second step would be gone, although a password alone still signs in.
    pub last_second_factor: bool,
    /// It is the default and others could be: choose the new default first (B-29).
    pub needs_new_default: bool,
    /// What would be proposed as the new default.
    pub new_default: Option<DefaultOption>,
    /// The alternate phone has to go first.
    pub alternate_first: bool,
}

/// The default sign-in method (B-29 … B-32).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DefaultMethodView {
    pub current: Option<DefaultOption>,
    pub options: Vec<DefaultOption>,
    /// The organization always asks for the strongest registered method, whatever the default (B-32).
    pub overridden: Option<OverriddenView>,
    /// `Never`: there is nothing else to choose.
    pub change: Possible,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
pub struct OverriddenView {
    /// Which one is asked for now, as far as known.
    pub by: Option<MethodKindView>,
}

/// One entry of the list of defaults: *Phone - text (number)*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DefaultOption {
    pub option: DefaultOptionName,
    /// The number, for text and calls.
    pub value: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DefaultOptionName {
    Push,
    Oath,
    Sms,
    VoiceMobile,
    VoiceAlternateMobile,
    VoiceOffice,
}

/// "If I lose my …": what goes with it and what remains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct LossView {
    pub what: LossKind,
    /// Ids of the methods that go with it.
    pub affected: Vec<String>,
    pub sign_in_left: Vec<MethodKindView>,
    pub two_step_left: Vec<MethodKindView>,
    pub reset_possible: bool,
    /// Nothing would be left to sign in with as the organization asks.
    pub locked_out: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LossKind {
    Phone,
    Computer,
    SecurityKey,
    HardwareToken,
    /// With a QR code on it.
    Badge,
    /// The paper with recovery codes.
    RecoveryCodes,
}

/// The worst gap of the matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct MendView {
    pub what: LossKind,
    /// `false`: the person could still sign in, but not reset the password.
    pub locks_out: bool,
    /// Each of them alone closes the gap, the best first; empty: nothing that may be added here does.
    pub choices: Vec<MethodChoice>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AdviceView {
    /// The organization asks for more methods (B-90).
    RegistrationRequired {
        sign_in: u32,
        password_reset: u32,
    },
    /// B-36.
    OnlyTemporaryAccessPass {
        expires_at: Option<String>,
        /// There is a password as well, which leads on after the pass has expired.
        has_password: bool,
    },
    /// Text messages and calls are ending (B-97).
    OnlyTextAndVoice,
    /// Reset works, but nothing answers a second step (B-37).
    AddTwoStep,
    /// The organization would like a stronger method; `skips`: how often *Skip for now* still works (B-94).
    RegistrationRecommended {
        skips: Option<u32>,
        skippable: bool,
    },
    /// Do the details still hold? (B-93)
    ReconfirmDue {
        last_confirmed_at: Option<String>,
    },
    RecoveryCodesFew {
        remaining: u32,
    },
    NoRecoveryCodes,
}
