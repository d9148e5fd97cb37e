//! View models: made for the screen, complete, without anything secret. Ids and times are strings on the wire.

mod account;
mod devices;
mod lost_phone;
mod organizations;
mod password;
mod preferences;
mod profile;
mod registration;
mod security;
mod session;
mod settings;
mod sign_ins;
mod terms;

use serde::Serialize;
use specta::Type;

pub use self::{
    account::{
        AccountView, ActionName, ActionView, AvailabilityView, HelpAdvice, HelpView, PersonView, Possible,
        Section, UnavailableReason,
    },
    devices::{DeviceView, DevicesView, JoinName, RecoveryKeyIdView, RecoveryKeyView, VolumeName},
    lost_phone::{
        LossDoneBy, LossHow, LossMark, LossMethodId, LossMethodView, LossPlanView, LossStepName,
        LossStepState, LossStepView, LossWaitName, LossWayIn, LossWayName, LostPhoneAnswers, LostPhoneChoice,
        LostPhoneView,
    },
    organizations::{
        LeaveName, OrganizationView, OrganizationsView, RoleName, SessionNotice, SwitchName, SwitchingView,
    },
    password::{
        PasswordCheckView, PasswordFaultView, PasswordRuleView, PasswordView, ResetObstacleView,
        ResetPlanView, ResetWayView, StrengthView,
    },
    preferences::{AboutView, LanguageChoice, LicenceView, Preferences, ThemeChoice},
    profile::{
        FieldFaultView, FieldOwnerView, ManagerView, OwnedFieldName, PhotoFaultView, PhotoView,
        ProfileBlockView, ProfileFieldChange, ProfileFieldName, ProfileFieldView, ProfileView,
    },
    registration::{
        ChannelName, CountryView, EmailChallengeView, PhoneCheckView, PhoneKindView, RecoveryCodesView,
        RegistrationFailureView, RegistrationKindView, RegistrationStage, RegistrationView, SavedFileView,
        SecurityAnswer, SecurityQuestionView, SecurityQuestionsView,
    },
    security::{
        AdviceView, DefaultMethodView, DefaultOption, DefaultOptionName, DeleteEffect, LossKind, LossView,
        MendView, MethodChoice, MethodKindView, MethodStateView, MethodView, OverriddenView, PhoneSlotView,
        QuestionsRuleView, ResetView, SecurityView, SharedMaximumView, SmsSignInStateView, SmsSignInView,
        TrialWayName, UsageView,
    },
    session::{
        AwaitingUser, Doors, Kept, NotKept, Qr, Reach, SessionView, Setting, SignedOutWhy, StepUpFor,
        StepUpView,
    },
    settings::{ChosenSettings, ConnectedServiceView, FormatsView, SettingsView},
    sign_ins::{
        OpenSessionView, RemedyName, SecondStepName, SignInFilter, SignInOutcome, SignInPageView, SignInRisk,
        SignInView, SignInsView, WhereaboutsView,
    },
    terms::{
        TermsChange, TermsChangeKind, TermsChangesView, TermsDecisionView, TermsDocumentView, TermsItem,
        TermsView, TextBlock, TextSpan,
    },
};

/// The whole state the window shows. Events carry it whole; the UI drops what is older than what it has.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct AppView {
    /// Grows with every change within one run of the app.
    pub revision: u32,
    pub session: SessionView,
    /// Present while somebody is signed in (or their last-known view is shown).
    pub account: Option<AccountView>,
    pub preferences: Preferences,
    /// BCP 47 tag of what the screens are written in, with a region, for example `nl-BE`.
    pub locale: String,
    /// How dates and times are written.
    pub formats: FormatsView,
}
