//! Adding, changing and removing security methods: Graph where it has a call for employees, else the extension.

use async_trait::async_trait;
use secrecy::SecretString;
use time::OffsetDateTime;
pub use workpass_domain::phone::Channel;
use workpass_domain::{
    method::{MethodKind, PhoneSlot, TrialWay},
    preference::DefaultOption,
};

use super::{Authority, DirectoryError};

/// What has a registration of its own: collections of the extension, one shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RegistrationKind {
    Phone,
    SoftwareOath,
    Authenticator,
    Passkey,
    /// Nothing is added: a registered method is tried, whatever its kind.
    Trial,
}

/// What to register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewMethod {
    Phone {
        /// E.164.
        number: String,
        slot: PhoneSlot,
        channel: Channel,
        /// The old one stays until the new one is verified (B-71).
        replaces_method: Option<String>,
    },
    SoftwareOath {
        name: Option<String>,
    },
    Authenticator,
    Passkey {
        name: Option<String>,
    },
}

/// A running attempt to add a method (`selfService.methodRegistration`).
#[derive(Clone, Debug)]
pub struct Registration {
    pub id: String,
    pub kind: RegistrationKind,
    pub state: RegistrationState,
    pub expires_at: OffsetDateTime,
    pub resend_after: Option<OffsetDateTime>,
    pub tries_remaining: Option<u32>,
    /// A number in E.164, or an address.
    pub sent_to: Option<String>,
    pub channel: Option<Channel>,
    /// In the answer to the start of [`RegistrationKind::SoftwareOath`] only.
    pub secret: Option<OathSecret>,
    /// Passkey: to open in the system browser. Authenticator: what the QR code holds. Has a single-use token in it.
    pub page: Option<SecretString>,
    /// Two digits to type on the phone.
    pub number: Option<String>,
    pub device_name: Option<String>,
    /// Why it failed.
    pub reason: Option<RegistrationFailure>,
    /// Once completed.
    pub method_id: Option<String>,
    /// Once completed, when the new method became the default (B-56).
    pub default_changed: Option<DefaultOption>,
}

impl Registration {
    /// One of which no more is known than that it is there.
    pub fn new(
        id: String,
        kind: RegistrationKind,
        state: RegistrationState,
        expires_at: OffsetDateTime,
    ) -> Self {
        Self {
            id,
            kind,
            state,
            expires_at,
            resend_after: None,
            tries_remaining: None,
            sent_to: None,
            channel: None,
            secret: None,
            page: None,
            number: None,
            device_name: None,
            reason: None,
            method_id: None,
            default_changed: None,
        }
    }
}

#[derive(Clone, Debug)]
pub struct OathSecret {
    /// Base32 (RFC 4648 §6).
    pub secret_key: SecretString,
    /// `otpauth://totp/…`
    pub uri: SecretString,
    pub issuer: String,
    pub account_name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RegistrationState {
    AwaitingCode,
    AwaitingCall,
    AwaitingScan,
    AwaitingApproval,
    AwaitingBrowser,
    Completed,
    Declined,
    Expired,
    Failed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RegistrationFailure {
    MakeNotAllowed,
    AlreadyRegistered,
    OtherPerson,
    NoAnswer,
    TooManyTries,
    LimitReached,
    NotAllowedByPolicy,
    /// The person said on the phone that it was not them (B-60).
    Reported,
    /// Another registration took its place.
    Superseded,
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityQuestions {
    pub required: u32,
    pub questions: Vec<SecurityQuestion>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityQuestion {
    pub id: String,
    pub text: String,
    pub custom: bool,
}

#[derive(Clone, Debug)]
pub struct QuestionAnswer {
    pub question_id: String,
    pub answer: SecretString,
}

#[derive(Clone, Debug)]
pub struct RecoveryCodes {
    pub codes: Vec<SecretString>,
    pub created_at: OffsetDateTime,
}

#[async_trait]
pub trait MethodsPort: Send + Sync {
    async fn start_registration(
        &self,
        at: &Authority,
        token: &SecretString,
        new: &NewMethod,
    ) -> Result<Registration, DirectoryError>;
    /// Tries a registered method; nothing changes by it.
    async fn start_trial(
        &self,
        at: &Authority,
        token: &SecretString,
        method_id: &str,
        by: TrialWay,
    ) -> Result<Registration, DirectoryError>;
    async fn read_registration(
        &self,
        at: &Authority,
        token: &SecretString,
        kind: RegistrationKind,
        id: &str,
    ) -> Result<Registration, DirectoryError>;
    /// Phone: another code or call. Authenticator: the test notification again.
    async fn resend_registration(
        &self,
        at: &Authority,
        token: &SecretString,
        kind: RegistrationKind,
        id: &str,
    ) -> Result<Registration, DirectoryError>;
    /// Returns the id of the new method; of a trial, its own.
    async fn confirm_registration(
        &self,
        at: &Authority,
        token: &SecretString,
        kind: RegistrationKind,
        id: &str,
        code: &SecretString,
        name: Option<&str>,
    ) -> Result<String, DirectoryError>;
    /// One that is gone already counts as cancelled.
    async fn cancel_registration(
        &self,
        at: &Authority,
        token: &SecretString,
        kind: RegistrationKind,
        id: &str,
    ) -> Result<(), DirectoryError>;
    /// Whatever the kind: Graph's collection for it, or the extension (questions, recovery codes).
    async fn delete_method(
        &self,
        at: &Authority,
        token: &SecretString,
        kind: &MethodKind,
        id: &str,
    ) -> Result<(), DirectoryError>;
    async fn rename_method(
        &self,
        at: &Authority,
        token: &SecretString,
        kind: &MethodKind,
        id: &str,
        name: &str,
    ) -> Result<(), DirectoryError>;
    async fn read_security_questions(
        &self,
        at: &Authority,
        token: &SecretString,
        language: &str,
    ) -> Result<SecurityQuestions, DirectoryError>;
    async fn save_security_questions(
        &self,
        at: &Authority,
        token: &SecretString,
        answers: &[QuestionAnswer],
    ) -> Result<(), DirectoryError>;
    async fn create_recovery_codes(
        &self,
        at: &Authority,
        token: &SecretString,
    ) -> Result<RecoveryCodes, DirectoryError>;
    /// Graph `/beta` `hardwareOathMethods/{id}/activate`.
    async fn activate_hardware_token(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
        code: &SecretString,
        name: Option<&str>,
    ) -> Result<(), DirectoryError>;
    /// Graph `/beta` `signInPreferences`.
    async fn set_default_method(
        &self,
        at: &Authority,
        token: &SecretString,
        option: DefaultOption,
    ) -> Result<(), DirectoryError>;
    /// Graph `phoneMethods/{id}/enableSmsSignIn` and `disableSmsSignIn`.
    async fn set_sms_sign_in(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
        on: bool,
    ) -> Result<(), DirectoryError>;
    async fn forget_remembered_devices(
        &self,
        at: &Authority,
        token: &SecretString,
    ) -> Result<(), DirectoryError>;
    /// "Looks good" (B-93).
    async fn confirm_security_info(&self, at: &Authority, token: &SecretString)
    -> Result<(), DirectoryError>;
    /// "Skip for now" (B-94).
    async fn snooze_registration(&self, at: &Authority, token: &SecretString) -> Result<(), DirectoryError>;
}
