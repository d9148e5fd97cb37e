//! What can go wrong, as the screens get it: a tagged code with typed data, never a sentence.

use serde::Serialize;
use specta::Type;

use crate::view::{FieldFaultView, PasswordFaultView, PhotoFaultView, ProfileFieldName};

/// Every refusal the UI can show. The UI's table maps each code to text, severity and next step.
///
/// Times are RFC 3339 strings, counts are small numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum UiError {
    // reaching the organization
    /// No answer: no network, name not found, connection refused.
    Offline,
    /// The service was reached but took too long.
    TimedOut,
    /// 5xx or an answer that makes no sense (HTML instead of JSON, too large, cut off).
    ServiceTrouble {
        reference: String,
    },
    /// Too many requests; `retry_after_seconds` when the service said.
    Throttled {
        retry_after_seconds: Option<u32>,
    },
    /// A proxy asks for a password or the TLS certificate is not trusted.
    ConnectionNotTrusted {
        reference: String,
    },

    // organizations
    /// Somebody else signed in in the browser; what is shown is as before.
    SwitchOtherAccount {
        organization: String,
    },

    // signing in
    /// The configured address is not an authority, or answers for another issuer.
    AuthorityMisconfigured {
        detail: AuthorityFault,
    },
    /// The person said no in the browser.
    SignInDeclined,
    /// The code ran out before it was used.
    CodeExpired,
    /// The organization forbids this way of signing in here (Conditional Access).
    SignInBlocked {
        support: SupportReference,
    },
    /// The organization wants a managed device for this sign-in.
    ManagedDeviceRequired {
        support: SupportReference,
    },
    /// This computer was disabled for the account; only an administrator enables it (B-143, B-144).
    DeviceDisabled {
        support: SupportReference,
    },
    /// The app is not registered, or not as a public client.
    AppNotSetUp {
        support: SupportReference,
    },
    /// An administrator has to consent first.
    ConsentRequired {
        support: SupportReference,
    },
    AccountDisabled {
        support: SupportReference,
    },
    AccountLocked {
        support: SupportReference,
    },
    PasswordExpired {
        support: SupportReference,
    },
    NotInThisOrganization {
        support: SupportReference,
    },
    /// A private account (B-15).
    PersonalAccount {
        support: SupportReference,
    },
    /// Any other refusal by the authority.
    SignInFailed {
        support: SupportReference,
    },
    /// The system has no browser that could be opened.
    BrowserNotOpened,
    /// The clock of this computer is so far off that the sign-in answer is not valid.
    ClockWrong {
        off_by_minutes: i32,
    },

    // the keychain
    KeychainLocked,
    KeychainUnavailable,
    KeychainDenied,

    // e-mail method
    EmailEmpty,
    EmailInvalid,
    EmailTooLong,
    /// B-44.
    EmailIsWorkAddress,
    EmailDomainNotAllowed,
    EmailAlreadyRegistered,
    MethodNotAllowed,
    MethodLimitReached {
        /// `None`: nobody said how many there may be.
        maximum: Option<u32>,
    },
    CodeIncorrect {
        tries_remaining: Option<u32>,
    },
    /// Not six digits: nothing was sent.
    CodeMalformed,
    EmailCodeExpired,
    TooManyTries,
    MailNotSent,
    MethodNotFound,

    // any method
    /// Nothing would be left to sign in with as the organization asks; `accept_lock_out` says that this is wanted.
    LastWayIn,
    /// It is the default and others could be: choose the new default first (B-29).
    NeedsNewDefault,
    /// The service refuses to delete the default (B-29).
    DefaultMethod,
    /// Another method has to be registered first (B-80).
    OtherMethodRequired,
    /// The phone comes before the alternate phone.
    MobileRequired,
    /// The alternate phone has to go first.
    AlternatePhoneExists,
    /// B-77.
    NotForAdministrators,
    VoiceNotAllowed,
    NameInvalid,
    /// The hardware token is not assigned to this person.
    TokenNotFound,
    /// The wizard ran out of time, or was cancelled: start again.
    RegistrationNotFound,
    RegistrationExpired,
    /// It came to its end before, whichever that was.
    RegistrationFinished,
    /// Security info is changed only on certain networks (B-92).
    RegistrationPlaceNotAllowed,
    /// What the organization asks for cannot be put off any more (B-94).
    NotSkippable,
    /// The code was used before: wait for the next one.
    CodeAlreadyUsed,

    // the password
    /// The current one is wrong; that many tries are left (B-116).
    PasswordWrong {
        tries_remaining: Option<u32>,
    },
    PasswordLocked {
        retry_after_seconds: Option<u32>,
    },
    /// The new one is not taken.
    PasswordRefused {
        fault: Option<PasswordFaultView>,
    },
    /// The current one has to be typed as well.
    CurrentPasswordWanted,
    PasswordOnPremises,
    /// Another window was faster.
    PasswordChangedMeanwhile,

    // the profile
    /// `field`: where the service says which.
    ProfileFieldRefused {
        field: Option<ProfileFieldName>,
        fault: FieldFaultView,
    },
    /// Another window, or an administrator, was faster: look at what stands there now.
    ProfileChangedMeanwhile,
    /// `None`: the service does not say why.
    PhotoRefused {
        fault: Option<PhotoFaultView>,
    },

    // phone
    PhoneNumberEmpty,
    InvalidPhoneNumber,
    /// B-70.
    PhoneExtensionNotSupported,
    /// Virtual and premium numbers (B-63).
    PhoneNumberNotSupported,
    CountryNotAllowed,
    /// A text or a call, where the organization has the other only.
    PhoneChannelNotAllowed,
    PhoneAlreadyRegistered,
    /// A colleague signs in with it (B-66).
    PhoneNumberNotUnique,
    /// The message or the call could not be sent.
    MessageNotSent,
    /// B-65.
    TextLimitReached {
        retry_after_seconds: Option<u32>,
    },
    CallLimitReached {
        retry_after_seconds: Option<u32>,
    },

    // security questions
    /// `question_id` where it is known which answer is meant.
    AnswerTooShort {
        question_id: Option<String>,
        minimum: u32,
    },
    AnswerTooLong {
        question_id: Option<String>,
        maximum: u32,
    },
    /// Two answers are the same (B-75).
    AnswerRepeated {
        question_id: Option<String>,
    },
    QuestionRepeated,
    WrongNumberOfAnswers {
        required: Option<u32>,
    },
    QuestionUnknown,

    // recovery codes
    FileNotSaved,
    NotPrinted,

    // fresh verification
    /// The person closed the sheet: nothing was changed.
    StepUpCancelled,
    /// The authority refused, or nobody came back from the browser in time.
    StepUpFailed {
        support: SupportReference,
    },
    StepUpTimedOut,
    /// Somebody else proved who they are in the browser.
    StepUpOtherAccount,
    /// The service wants a newer proof of who the person is; trying again asks for it in the browser.
    ProofWanted,
    /// The service was not satisfied with the proof just given.
    StepUpNotEnough,

    // settings
    /// The service does not know this time zone.
    TimeZoneUnknown,
    /// The organization decided the language (B-178).
    DisplayLanguageFixed,
    /// A language or format that the service does not take.
    SettingRefused,

    // terms
    TermsChanged,
    TermsNotOpened,
    /// It was accepted, perhaps in another window.
    TermsAccepted,

    // any action
    /// The session ended while doing it.
    SessionEnded,
    /// The service refused: role, scope or policy.
    Forbidden,
    /// What was asked for is under way already.
    Busy,
    /// The action is not possible here; the screen knows why.
    NotAvailable,
    /// Anything else. The reference stands in the log beside the full chain of causes.
    Unexpected {
        reference: String,
    },
}

/// What is wrong with the configured authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum AuthorityFault {
    NotAnAddress,
    NotSecure,
    NotFound,
    NotAnAuthority,
    IssuerMismatch,
    NoWayToSignIn,
}

/// For the helpdesk: the ids under which the authority logged the refusal (Entra's error object). Nothing secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct SupportReference {
    /// Error numbers such as `AADSTS53003`, or the OAuth `error`.
    pub error: Option<String>,
    pub trace_id: Option<String>,
    pub correlation_id: Option<String>,
    pub timestamp: Option<String>,
}
