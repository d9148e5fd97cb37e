//! The wizards. What is secret here is in the one answer only: never in [`super::AppView`], never in `Debug`.

use std::fmt;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{DefaultOption, Qr};

/// The e-mail wizard, after a code was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct EmailChallengeView {
    pub id: String,
    pub email_address: String,
    pub expires_at: String,
    pub resend_after: String,
    pub tries_remaining: u32,
}

/// A running attempt to add a method, or to try one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct RegistrationView {
    pub id: String,
    pub kind: RegistrationKindView,
    pub stage: RegistrationStage,
    pub expires_at: String,
    pub tries_remaining: Option<u32>,
    /// When `resend_registration` works again.
    pub resend_after: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationKindView {
    Phone,
    AuthenticatorCode,
    Authenticator,
    Passkey,
    /// A method that is there is tried.
    Trial,
}

/// What the wizard shows now.
#[derive(Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RegistrationStage {
    /// A code was sent; `confirm_registration` takes it.
    Code {
        /// `None`: the app or token that is tried shows it.
        sent_to: Option<String>,
        channel: Option<ChannelName>,
    },
    /// A call comes; press #. `watch_registration` says when that happened.
    Call {
        number: String,
    },
    /// The secret of an authenticator app, and the code it then shows. In the answer to the start only.
    ScanSecret {
        /// `None`: too long for a QR code.
        qr: Option<Qr>,
        secret_key: String,
        issuer: String,
        account_name: String,
        /// All of it as one address (`otpauth:`), to be copied and never shown.
        uri: String,
    },
    /// A page for the phone that becomes the authenticator.
    ScanPage {
        qr: Option<Qr>,
        page: String,
    },
    /// A test notification: the phone asks for this number.
    Approve {
        number: String,
        device_name: Option<String>,
    },
    /// Goes on in the system browser: `open_registration_page`.
    Browser,
    Completed {
        method_id: Option<String>,
        /// The new method became the default (B-56).
        default_changed: Option<DefaultOption>,
    },
    /// The person said no on the phone.
    Declined,
    Expired,
    Failed {
        reason: RegistrationFailureView,
    },
}

/// The name of the stage only: what it shows may be a secret.
impl fmt::Debug for RegistrationStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Code { .. } => "Code",
            Self::Call { .. } => "Call",
            Self::ScanSecret { .. } => "ScanSecret",
            Self::ScanPage { .. } => "ScanPage",
            Self::Approve { .. } => "Approve",
            Self::Browser => "Browser",
            Self::Completed { .. } => "Completed",
            Self::Declined => "Declined",
            Self::Expired => "Expired",
            Self::Failed { .. } => "Failed",
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ChannelName {
    /// A text message, by whatever service (B-64).
    Sms,
    Voice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationFailureView {
    /// The organization allows certain makes of passkeys only (B-85).
    MakeNotAllowed,
    AlreadyRegistered,
    /// Somebody else was signed in in the browser.
    OtherPerson,
    /// Nobody picked up, or pressed something else.
    NoAnswer,
    TooManyTries,
    LimitReached,
    NotAllowedByPolicy,
    /// It was said on the phone that it was somebody else (B-60).
    Reported,
    /// Another wizard for the same took its place.
    Superseded,
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SecurityQuestionsView {
    /// So many have to be answered (B-72).
    pub required: u32,
    pub questions: Vec<SecurityQuestionView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SecurityQuestionView {
    pub id: String,
    pub text: String,
    /// Written by the organization, in its own language (B-73).
    pub custom: bool,
}

/// One answer on its way in. Not `Debug`: answers are never shown again (B-76).
#[derive(Deserialize, Type)]
pub struct SecurityAnswer {
    pub question_id: String,
    pub answer: String,
}

/// Shown once, in this answer.
#[derive(Clone, PartialEq, Eq, Serialize, Type)]
pub struct RecoveryCodesView {
    pub codes: Vec<String>,
    pub created_at: String,
}

impl fmt::Debug for RecoveryCodesView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecoveryCodesView({} codes)", self.codes.len())
    }
}

/// Where a file was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SavedFileView {
    pub path: String,
}

/// A number as typed, checked (B-63, B-70).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct PhoneCheckView {
    /// What is sent: `+31612345678`.
    pub e164: String,
    pub national: String,
    pub international: String,
    /// ISO 3166 code, as far as the number says.
    pub country: Option<String>,
    pub kind: PhoneKindView,
    /// An extension was typed and left out (B-70).
    pub extension_removed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PhoneKindView {
    Mobile,
    FixedLine,
    /// The country's numbers do not tell.
    Either,
    Other,
}

/// A country and what its numbers start with; the UI has the names (`Intl.DisplayNames`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct CountryView {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    pub calling_code: u32,
}
