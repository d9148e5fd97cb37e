//! The directory (Microsoft Graph) and the self-service extension: the account, e-mail, terms, sessions.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use secrecy::SecretString;
use time::OffsetDateTime;
use workpass_domain::{
    contact::HelpContact,
    device::Devices,
    method::SecurityMethod,
    organization::Membership,
    password::{PasswordFault, PasswordPolicy},
    policy::MethodPolicy,
    preference::SignInPreferences,
    profile::{Organization, Person, Profile},
    profile_rules::{ProfileField, ProfileRules},
    registration::RegistrationStatus,
    settings::{AccountSettings, SettingFault},
    sign_in::SignInSummary,
    terms::{Terms, TermsDecision, TermsText},
};

use super::{Authority, NetworkError, PhotoFault};

/// What one signed-in screen needs: at most one Graph `$batch` and one self-service call, sent together.
#[derive(Clone, Debug)]
pub struct AccountData {
    pub profile: Part<Profile>,
    pub manager: Part<Option<Person>>,
    pub organization: Part<Organization>,
    /// The directory's list with the details of the extension (`workpass_domain::method::with_details`).
    pub methods: Part<Vec<SecurityMethod>>,
    pub photo: Part<Option<Photo>>,
    pub policy: Part<MethodPolicy>,
    pub terms: Part<Vec<Terms>>,
    pub help: Part<HelpContact>,
    pub preferences: Part<SignInPreferences>,
    pub registration: Part<RegistrationStatus>,
    /// Browsers that are not asked for the second step (B-106).
    pub remembered_devices: Part<u32>,
    pub password: Part<PasswordPolicy>,
    pub sign_ins: Part<SignInSummary>,
    pub devices: Part<Devices>,
    pub settings: Part<AccountSettings>,
    pub profile_rules: Part<ProfileRules>,
    pub organizations: Part<Vec<Membership>>,
}

/// A part that the service gave, or why not. A refusal of one part must not hide the others.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "part", content = "value", rename_all = "snake_case")]
pub enum Part<T> {
    Given(T),
    /// The authority offers no such surface.
    NotOffered,
    /// 403: scope, role or policy.
    Refused,
    /// Asked for, but the service failed on this part only.
    Failed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    /// `image/jpeg` or `image/png`, checked by content.
    pub media_type: &'static str,
    pub bytes: Arc<[u8]>,
}

/// A running e-mail challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailChallenge {
    pub id: String,
    pub email_address: String,
    pub expires_at: OffsetDateTime,
    pub resend_after: OffsetDateTime,
    pub tries_remaining: u32,
}

#[async_trait]
pub trait DirectoryPort: Send + Sync {
    async fn read_account(
        &self,
        at: &Authority,
        token: &SecretString,
        language: &str,
    ) -> Result<AccountData, DirectoryError>;
    async fn start_email_challenge(
        &self,
        at: &Authority,
        token: &SecretString,
        email_address: &str,
        replaces_method: Option<&str>,
    ) -> Result<EmailChallenge, DirectoryError>;
    async fn resend_email_challenge(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
    ) -> Result<EmailChallenge, DirectoryError>;
    async fn confirm_email_challenge(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
        code: &SecretString,
    ) -> Result<(), DirectoryError>;
    async fn cancel_email_challenge(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
    ) -> Result<(), DirectoryError>;
    /// The current version, or an older one that the person accepted.
    async fn read_terms(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
        language: &str,
        version: Option<&str>,
    ) -> Result<TermsText, DirectoryError>;
    async fn accept_terms(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
        file_id: &str,
    ) -> Result<(), DirectoryError>;
    async fn decline_terms(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
        file_id: &str,
    ) -> Result<(), DirectoryError>;
    /// Everything the person ever decided about terms, the newest first.
    async fn read_terms_decisions(
        &self,
        at: &Authority,
        token: &SecretString,
    ) -> Result<Vec<TermsDecision>, DirectoryError>;
    /// Graph `POST /me/changePassword`; without `current` the extension's twin, after a strong proof (B-113).
    async fn change_password(
        &self,
        at: &Authority,
        token: &SecretString,
        current: Option<&SecretString>,
        new: &SecretString,
    ) -> Result<(), DirectoryError>;
    /// Graph `POST /me/revokeSignInSessions`.
    async fn revoke_sign_in_sessions(
        &self,
        at: &Authority,
        token: &SecretString,
    ) -> Result<(), DirectoryError>;
}

#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    #[error("the directory could not be reached")]
    Network(#[source] NetworkError),
    /// 401: the access token is not accepted (any more).
    #[error("the access token is not accepted")]
    Unauthorized,
    /// 401 `insufficient_claims`; `claims` is the decoded JSON.
    #[error("more proof is asked for")]
    ClaimsRequired { claims: String },
    /// 403.
    #[error("refused: {code}")]
    Forbidden { code: String },
    /// A refusal with a code of the self-service contract.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    #[error("there is no such thing")]
    NotFound,
    #[error("the authority offers no such surface")]
    NotOffered,
    /// Another 4xx; `code` is Graph's deepest known code.
    #[error("unexpected answer {status} {code}")]
    Unexpected {
        status: u16,
        code: String,
        request_id: Option<String>,
    },
}

/// The refusals of the self-service contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    InvalidEmailAddress,
    WorkAddressNotAllowed,
    DomainNotAllowed,
    MethodNotAllowedByPolicy,
    MethodLimitReached,
    AddressAlreadyRegistered,
    CodeIncorrect {
        tries_remaining: Option<u32>,
    },
    CodeExpired,
    TooManyTries,
    ChallengeNotFound,
    MailNotSent,
    TermsChanged,
    TermsNotOpened,
    /// What was accepted cannot be declined (B-176).
    TermsAccepted,
    InvalidPhoneNumber,
    PhoneExtensionNotSupported,
    /// Virtual and premium numbers (B-63).
    PhoneNumberNotSupported,
    CountryNotAllowed,
    /// A text or a call, where the organization has the other only.
    PhoneChannelNotAllowed,
    PhoneAlreadyRegistered,
    /// A colleague signs in with it (B-66).
    PhoneNumberNotUnique,
    MessageNotSent,
    TextLimitReached {
        retry_after: Option<Duration>,
    },
    CallLimitReached {
        retry_after: Option<Duration>,
    },
    RegistrationNotFound,
    RegistrationExpired,
    CodeAlreadyUsed,
    AnswerTooShort,
    AnswerTooLong,
    AnswerRepeated,
    QuestionRepeated,
    WrongNumberOfAnswers,
    QuestionUnknown,
    NameInvalid,
    /// The phone comes before the alternate phone.
    MobileRequired,
    /// The alternate phone has to go first.
    AlternatePhoneExists,
    /// "Cannot delete default method with other methods configured" (B-29).
    DefaultMethod,
    /// Another method has to be registered first (B-80).
    OtherMethodRequired,
    TokenNotFound,
    /// B-77.
    NotAllowedForAdministrators,
    /// It came to its end before, whichever that was.
    RegistrationFinished,
    /// What is asked for cannot be put off any more (B-94).
    NotSkippable,
    /// Security info is changed only on certain networks (B-92).
    RegistrationPlaceNotAllowed,
    /// The current password is wrong (B-116).
    PasswordWrong {
        tries_remaining: Option<u32>,
    },
    PasswordLocked {
        retry_after: Option<Duration>,
    },
    /// The new password is not taken; `None`: the service did not say why.
    PasswordRefused(Option<PasswordFault>),
    /// B-118.
    /// The session proves less than was thought (B-113).
    CurrentPasswordRequired,
    PasswordOnPremises,
    /// Another window, or an administrator, was faster.
    PasswordChangedMeanwhile,
    /// The service does not know this time zone: its data are older than this computer's, or newer.
    TimeZoneUnknown,
    /// B-178.
    DisplayLanguageFixed,
    /// A language or format that the service does not take.
    SettingRefused(SettingFault),
    /// The same of a field of the profile.
    ProfileChangedMeanwhile,
    /// It cannot stand in this field; `None`: the service did not say in which.
    ProfileFieldRefused(Option<ProfileField>),
    /// The picture is not taken; `None`: the service did not say why.
    PhotoRefused(Option<PhotoFault>),
}
