//! What the shell may ask of the controller. Every intent but [`Intent::WindowFocused`] is answered.

use secrecy::SecretString;
use serde::Deserialize;
use specta::Type;
use tokio::sync::oneshot;
use workpass_domain::{answers::Answer, password::PasswordPolicy};

use crate::{
    error::UiError,
    view::{
        ActionName, ChannelName, ChosenSettings, ConnectedServiceView, DefaultOptionName, EmailChallengeView,
        LossMark, LostPhoneAnswers, MethodKindView, OpenSessionView, PhoneSlotView, Preferences,
        ProfileFieldChange, RecoveryCodesView, RecoveryKeyIdView, RecoveryKeyView, RegistrationView,
        SavedFileView, SecurityQuestionsView, SignInFilter, SignInPageView, TermsDecisionView,
        TermsDocumentView, TrialWayName,
    },
};

/// Where the answer to one intent goes. A dropped receiver is fine: the window may have gone.
pub type Reply<T> = oneshot::Sender<Result<T, UiError>>;

/// The two ways in: RFC 8628, and RFC 8252.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    DeviceCode,
    Browser,
}

/// One wish of the person at the screen.
#[derive(Debug)]
pub enum Intent {
    /// Answered when the code is on the screen or the browser is open, or when that failed. Asking twice joins.
    StartSignIn {
        door: Door,
        reply: Reply<()>,
    },
    CancelSignIn {
        reply: Reply<()>,
    },
    OpenVerificationPage {
        reply: Reply<()>,
    },
    OpenPasswordReset {
        reply: Reply<()>,
    },
    OpenHelpPage {
        reply: Reply<()>,
    },
    OpenHandOver {
        action: ActionName,
        reply: Reply<()>,
    },
    /// The keychain was locked, or the network was gone: try again.
    RetryResume {
        reply: Reply<()>,
    },
    RefreshAccount {
        reply: Reply<()>,
    },
    SignOut {
        reply: Reply<()>,
    },
    SignOutEverywhere {
        reply: Reply<()>,
    },
    /// The photo as a `data:` URL; `None` when there is none.
    GetPhoto {
        reply: Reply<Option<String>>,
    },
    StartEmailChallenge {
        email_address: String,
        replaces_method: Option<String>,
        reply: Reply<EmailChallengeView>,
    },
    ResendEmailChallenge {
        id: String,
        reply: Reply<EmailChallengeView>,
    },
    ConfirmEmailChallenge {
        id: String,
        code: String,
        reply: Reply<()>,
    },
    CancelEmailChallenge {
        id: String,
        reply: Reply<()>,
    },
    /// Security methods: adding, changing, removing.
    Methods(MethodsIntent),
    /// Without `current` where the sign-in proved so much that it is not asked (B-113).
    ChangePassword {
        current: Option<SecretString>,
        new: SecretString,
        reply: Reply<()>,
    },
    /// What a new password is judged by, with the person's names.
    GetPasswordRules {
        reply: Reply<(PasswordPolicy, Vec<String>)>,
    },
    GetTermsDocument {
        id: String,
        reply: Reply<TermsDocumentView>,
    },
    AcceptTerms {
        id: String,
        file_id: String,
        reply: Reply<()>,
    },
    DeclineTerms {
        id: String,
        file_id: String,
        reply: Reply<()>,
    },
    GetTermsDecisions {
        reply: Reply<Vec<TermsDecisionView>>,
    },
    SaveTermsDecisions {
        reply: Reply<SavedFileView>,
    },
    SetPreferences {
        preferences: Preferences,
        reply: Reply<()>,
    },
    /// My sign-ins and sessions.
    SignIns(SignInsIntent),
    Devices(DevicesIntent),
    LostPhone(LostPhoneIntent),
    Settings(SettingsIntent),
    Profile(ProfileIntent),
    Organizations(OrganizationsIntent),
    /// The person came back to the window: what is shown may be old.
    WindowFocused,
}

/// What the security info screens ask for.
#[derive(Debug)]
pub enum MethodsIntent {
    /// A checked number comes as E.164.
    StartPhoneRegistration {
        phone_number: String,
        slot: PhoneSlotView,
        channel: ChannelName,
        replaces_method: Option<String>,
        accept_lock_out: bool,
        reply: Reply<RegistrationView>,
    },
    StartAuthenticatorCodeRegistration {
        name: Option<String>,
        reply: Reply<RegistrationView>,
    },
    StartAuthenticatorRegistration {
        reply: Reply<RegistrationView>,
    },
    /// Opens the page in the system browser as well.
    StartPasskeyRegistration {
        name: Option<String>,
        reply: Reply<RegistrationView>,
    },
    /// By one of the ways the method names.
    StartTrial {
        id: String,
        by: TrialWayName,
        reply: Reply<RegistrationView>,
    },
    /// Answered when the stage changed, or after half a minute.
    WatchRegistration {
        id: String,
        reply: Reply<RegistrationView>,
    },
    ResendRegistration {
        id: String,
        reply: Reply<RegistrationView>,
    },
    ConfirmRegistration {
        id: String,
        code: SecretString,
        name: Option<String>,
        reply: Reply<RegistrationView>,
    },
    CancelRegistration {
        id: String,
        reply: Reply<()>,
    },
    OpenRegistrationPage {
        id: String,
        reply: Reply<()>,
    },
    GetSecurityQuestions {
        reply: Reply<SecurityQuestionsView>,
    },
    SaveSecurityQuestions {
        answers: Vec<Answer>,
        reply: Reply<()>,
    },
    CreateRecoveryCodes {
        reply: Reply<RecoveryCodesView>,
    },
    SaveRecoveryCodes {
        codes: Vec<SecretString>,
        reply: Reply<SavedFileView>,
    },
    PrintRecoveryCodes {
        reply: Reply<()>,
    },
    ActivateHardwareToken {
        id: String,
        code: SecretString,
        name: Option<String>,
        reply: Reply<()>,
    },
    DeleteMethod {
        id: String,
        kind: MethodKindView,
        accept_lock_out: bool,
        reply: Reply<()>,
    },
    RenameMethod {
        id: String,
        name: String,
        reply: Reply<()>,
    },
    SetDefaultMethod {
        option: DefaultOptionName,
        reply: Reply<()>,
    },
    SetSmsSignIn {
        id: String,
        on: bool,
        accept_lock_out: bool,
        reply: Reply<()>,
    },
    ForgetRememberedDevices {
        reply: Reply<()>,
    },
    ConfirmSecurityInfo {
        reply: Reply<()>,
    },
    SnoozeRegistration {
        reply: Reply<()>,
    },
    CancelStepUp {
        reply: Reply<()>,
    },
    ReopenStepUp {
        reply: Reply<()>,
    },
}

/// What the screen of devices asks for.
#[derive(Debug)]
pub enum DevicesIntent {
    Disable {
        id: String,
        reply: Reply<()>,
    },
    ListRecoveryKeys {
        device_id: String,
        reply: Reply<Vec<RecoveryKeyIdView>>,
    },
    ShowRecoveryKey {
        id: String,
        reply: Reply<RecoveryKeyView>,
    },
}

/// What the profile page asks for.
#[derive(Debug)]
pub enum ProfileIntent {
    ChangeFields {
        changes: Vec<ProfileFieldChange>,
        reply: Reply<()>,
    },
    /// A JPEG in base64, cropped by the person.
    ChangePhoto {
        jpeg: String,
        reply: Reply<()>,
    },
    RemovePhoto {
        reply: Reply<()>,
    },
}

/// What the screen of organizations asks for, and the picker.
#[derive(Debug)]
pub enum OrganizationsIntent {
    Switch { id: String, reply: Reply<()> },
    CancelSwitch { reply: Reply<()> },
    ReopenSwitch { reply: Reply<()> },
    Leave { reply: Reply<()> },
    DismissNotice { reply: Reply<()> },
}

/// What the screen of sign-ins and sessions asks for.
#[derive(Debug)]
pub enum SignInsIntent {
    List {
        search: String,
        filter: SignInFilter,
        /// What the page before ended with.
        after: Option<String>,
        reply: Reply<SignInPageView>,
    },
    Answer {
        id: String,
        mine: bool,
        reply: Reply<()>,
    },
    ListSessions {
        reply: Reply<Vec<OpenSessionView>>,
    },
    EndSession {
        id: String,
        reply: Reply<()>,
    },
    EndOtherSessions {
        reply: Reply<()>,
    },
}

/// What the screen for a lost phone asks for.
#[derive(Debug)]
pub enum LostPhoneIntent {
    /// A plan that is open stays.
    Begin {
        answers: LostPhoneAnswers,
        reply: Reply<()>,
    },
    /// Does a step, by its key.
    Take { key: String, reply: Reply<()> },
    Mark {
        key: String,
        mark: LossMark,
        reply: Reply<()>,
    },
    /// Opens the person's mail program with a message to the organization's contact.
    WriteToHelpdesk {
        subject: String,
        body: String,
        reply: Reply<()>,
    },
    /// Closes the plan, finished or not.
    End { reply: Reply<()> },
}

/// What the screen of settings asks for.
#[derive(Debug)]
pub enum SettingsIntent {
    Change {
        chosen: ChosenSettings,
        reply: Reply<()>,
    },
    ListConnectedServices {
        reply: Reply<Vec<ConnectedServiceView>>,
    },
    WithdrawConsent {
        id: String,
        reply: Reply<()>,
    },
    ExportData {
        reply: Reply<SavedFileView>,
    },
}
