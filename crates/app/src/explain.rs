//! From the causes adapters report to what a screen says: the one place where errors become [`UiError`]s.

use std::error::Error;

use time::Duration;
use uuid::Uuid;
use workpass_domain::{
    action::Action,
    answers::{self, AnswerFault},
    email::EmailFault,
    phone::PhoneFault,
    terms::AcceptFault,
};

use crate::{
    error::{SupportReference, UiError},
    ports::{AuthorityError, DirectoryError, NetworkError, Refusal, RefusedCause, ShellError, VaultError},
    present::{password, profile},
    tokens::TokenTrouble,
    view::{FieldFaultView, NotKept, UnavailableReason},
};

/// Why a call on behalf of the signed-in person failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    #[error("there is no access token")]
    Token(#[from] TokenTrouble),
    #[error("the directory gave no answer that leads on")]
    Directory(#[from] DirectoryError),
}

impl Trouble {
    /// No network at all: the session is offline until a read succeeds.
    pub(crate) fn is_offline(&self) -> bool {
        self.network()
            .is_some_and(|error| matches!(error, NetworkError::Offline(_) | NetworkError::TimedOut))
    }

    pub(crate) fn network(&self) -> Option<&NetworkError> {
        match self {
            Self::Directory(DirectoryError::Network(error)) => Some(error),
            Self::Token(TokenTrouble::Authority(cause)) => match cause.as_ref() {
                AuthorityError::Network(error) => Some(error),
                _ => None,
            },
            Self::Directory(_) | Self::Token(TokenTrouble::SessionEnded) => None,
        }
    }

    /// How long the service wants to be left alone.
    pub(crate) fn retry_after(&self) -> Option<std::time::Duration> {
        match self.network() {
            Some(NetworkError::Throttled { retry_after }) => *retry_after,
            _ => None,
        }
    }

    /// Nobody could be asked who would know: only the last-known view is left for now. What answers at the authority's
    /// address without being one is a captive portal or a server under repair more often than a wrong setting: the
    /// session came from there.
    pub(crate) fn is_out_of_reach(&self) -> bool {
        let misplaced = match self {
            Self::Token(TokenTrouble::Authority(cause)) => {
                matches!(**cause, AuthorityError::Misconfigured(_))
            }
            Self::Token(TokenTrouble::SessionEnded) | Self::Directory(_) => false,
        };
        misplaced || self.network().is_some()
    }

    /// A newer proof of who the person is would help: the claims it has to have, as far as they were said.
    pub(crate) fn wanted_proof(&self) -> Option<Option<String>> {
        match self {
            Self::Directory(DirectoryError::ClaimsRequired { claims }) => Some(Some(claims.clone())),
            Self::Token(TokenTrouble::Authority(cause)) => match cause.as_ref() {
                AuthorityError::Refused {
                    cause: RefusedCause::InteractionRequired,
                    claims,
                    ..
                } => Some(claims.as_deref().map(str::to_owned)),
                _ => None,
            },
            Self::Directory(_) | Self::Token(TokenTrouble::SessionEnded) => None,
        }
    }

    pub(crate) fn is_session_end(&self) -> bool {
        matches!(self, Self::Token(TokenTrouble::SessionEnded))
    }

    /// The service knows of something that the view does not: what is shown was changed somewhere else.
    pub(crate) fn tells_of_a_change(&self) -> bool {
        let Self::Directory(error) = self else {
            return false;
        };
        matches!(
            error,
            DirectoryError::NotFound
                | DirectoryError::NotOffered
                | DirectoryError::Refused(
                    Refusal::ChallengeNotFound
                        | Refusal::MethodLimitReached
                        | Refusal::MethodNotAllowedByPolicy
                        | Refusal::AddressAlreadyRegistered
                        | Refusal::PhoneAlreadyRegistered
                        | Refusal::AlternatePhoneExists
                        | Refusal::DefaultMethod
                        | Refusal::MobileRequired
                        | Refusal::OtherMethodRequired
                        | Refusal::TokenNotFound
                        | Refusal::NotAllowedForAdministrators
                        | Refusal::RegistrationFinished
                        | Refusal::NotSkippable
                        | Refusal::RegistrationPlaceNotAllowed
                        | Refusal::CurrentPasswordRequired
                        | Refusal::PasswordOnPremises
                        | Refusal::PasswordChangedMeanwhile
                        | Refusal::TermsChanged
                        | Refusal::TermsAccepted
                )
        )
    }

    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self, Self::Directory(DirectoryError::Forbidden { .. }))
    }
}

pub(crate) fn trouble(error: &Trouble) -> UiError {
    match error {
        error if error.wanted_proof().is_some() => UiError::ProofWanted,
        Trouble::Token(TokenTrouble::SessionEnded) => UiError::SessionEnded,
        Trouble::Token(TokenTrouble::Authority(cause)) => authority(cause),
        Trouble::Directory(cause) => directory(cause),
    }
}

/// The same for a wizard: a code or a registration that ran out asks to start again.
pub(crate) fn registration(error: &Trouble) -> UiError {
    match error {
        Trouble::Directory(DirectoryError::NotFound) => UiError::RegistrationNotFound,
        Trouble::Directory(DirectoryError::Refused(Refusal::CodeExpired)) => UiError::RegistrationExpired,
        error => trouble(error),
    }
}

pub(crate) fn network(error: &NetworkError) -> UiError {
    match error {
        NetworkError::Offline(_) => UiError::Offline,
        NetworkError::TimedOut => UiError::TimedOut,
        NetworkError::NotTrusted(_) => UiError::ConnectionNotTrusted {
            reference: log(error),
        },
        NetworkError::Throttled { retry_after } => UiError::Throttled {
            retry_after_seconds: retry_after.map(whole_seconds),
        },
        NetworkError::Service(_) | NetworkError::Nonsense(_) => UiError::ServiceTrouble {
            reference: log(error),
        },
    }
}

pub(crate) fn authority(error: &AuthorityError) -> UiError {
    match error {
        AuthorityError::Network(cause) => network(cause),
        AuthorityError::Misconfigured(detail) => UiError::AuthorityMisconfigured { detail: *detail },
        AuthorityError::Declined => UiError::SignInDeclined,
        AuthorityError::Expired => UiError::CodeExpired,
        AuthorityError::GrantEnded(support) => UiError::SignInFailed {
            support: support.clone(),
        },
        AuthorityError::Refused { cause, support, .. } => refused_sign_in(*cause, support.clone()),
        AuthorityError::ClockWrong(minutes) => UiError::ClockWrong {
            off_by_minutes: i32::try_from(*minutes).unwrap_or(if *minutes < 0 { i32::MIN } else { i32::MAX }),
        },
        AuthorityError::InvalidAnswer(_) => UiError::ServiceTrouble {
            reference: log(error),
        },
    }
}

fn refused_sign_in(cause: RefusedCause, support: SupportReference) -> UiError {
    match cause {
        RefusedCause::Blocked => UiError::SignInBlocked { support },
        RefusedCause::ManagedDeviceRequired => UiError::ManagedDeviceRequired { support },
        RefusedCause::DeviceDisabled => UiError::DeviceDisabled { support },
        RefusedCause::AppNotSetUp => UiError::AppNotSetUp { support },
        RefusedCause::ConsentRequired => UiError::ConsentRequired { support },
        RefusedCause::AccountDisabled => UiError::AccountDisabled { support },
        RefusedCause::AccountLocked => UiError::AccountLocked { support },
        RefusedCause::PasswordExpired => UiError::PasswordExpired { support },
        RefusedCause::NotInThisOrganization => UiError::NotInThisOrganization { support },
        RefusedCause::PersonalAccount => UiError::PersonalAccount { support },
        RefusedCause::InteractionRequired | RefusedCause::Temporary | RefusedCause::Other => {
            UiError::SignInFailed { support }
        }
    }
}

pub(crate) fn directory(error: &DirectoryError) -> UiError {
    match error {
        DirectoryError::Network(cause) => network(cause),
        // Refused again right after a refresh: not a matter of the session.
        DirectoryError::Unauthorized => UiError::ServiceTrouble {
            reference: log(error),
        },
        DirectoryError::ClaimsRequired { .. } => UiError::ProofWanted,
        DirectoryError::Forbidden { .. } => UiError::Forbidden,
        DirectoryError::Refused(refusal) => refused(*refusal),
        DirectoryError::NotFound => UiError::MethodNotFound,
        DirectoryError::NotOffered => UiError::NotAvailable,
        DirectoryError::Unexpected { .. } => UiError::Unexpected {
            reference: log(error),
        },
    }
}

fn refused(refusal: Refusal) -> UiError {
    match refusal {
        Refusal::InvalidEmailAddress => UiError::EmailInvalid,
        Refusal::WorkAddressNotAllowed => UiError::EmailIsWorkAddress,
        Refusal::DomainNotAllowed => UiError::EmailDomainNotAllowed,
        Refusal::MethodNotAllowedByPolicy => UiError::MethodNotAllowed,
        Refusal::MethodLimitReached => UiError::MethodLimitReached { maximum: None },
        Refusal::AddressAlreadyRegistered => UiError::EmailAlreadyRegistered,
        Refusal::CodeIncorrect { tries_remaining } => UiError::CodeIncorrect { tries_remaining },
        // A challenge that is gone asks the same of the person as one that expired: start again.
        Refusal::CodeExpired | Refusal::ChallengeNotFound => UiError::EmailCodeExpired,
        Refusal::TooManyTries => UiError::TooManyTries,
        Refusal::MailNotSent => UiError::MailNotSent,
        Refusal::TermsChanged => UiError::TermsChanged,
        Refusal::TermsNotOpened => UiError::TermsNotOpened,
        Refusal::TermsAccepted => UiError::TermsAccepted,
        Refusal::InvalidPhoneNumber => UiError::InvalidPhoneNumber,
        Refusal::PhoneExtensionNotSupported => UiError::PhoneExtensionNotSupported,
        Refusal::PhoneNumberNotSupported => UiError::PhoneNumberNotSupported,
        Refusal::CountryNotAllowed => UiError::CountryNotAllowed,
        Refusal::PhoneChannelNotAllowed => UiError::PhoneChannelNotAllowed,
        Refusal::PhoneAlreadyRegistered => UiError::PhoneAlreadyRegistered,
        Refusal::PhoneNumberNotUnique => UiError::PhoneNumberNotUnique,
        Refusal::MessageNotSent => UiError::MessageNotSent,
        Refusal::TextLimitReached { retry_after } => UiError::TextLimitReached {
            retry_after_seconds: retry_after.map(whole_seconds),
        },
        Refusal::CallLimitReached { retry_after } => UiError::CallLimitReached {
            retry_after_seconds: retry_after.map(whole_seconds),
        },
        Refusal::RegistrationNotFound => UiError::RegistrationNotFound,
        Refusal::RegistrationExpired => UiError::RegistrationExpired,
        Refusal::CodeAlreadyUsed => UiError::CodeAlreadyUsed,
        Refusal::AnswerTooShort => UiError::AnswerTooShort {
            question_id: None,
            minimum: answers::SHORTEST,
        },
        Refusal::AnswerTooLong => UiError::AnswerTooLong {
            question_id: None,
            maximum: answers::LONGEST,
        },
        Refusal::AnswerRepeated => UiError::AnswerRepeated { question_id: None },
        Refusal::QuestionRepeated => UiError::QuestionRepeated,
        Refusal::WrongNumberOfAnswers => UiError::WrongNumberOfAnswers { required: None },
        Refusal::QuestionUnknown => UiError::QuestionUnknown,
        Refusal::NameInvalid => UiError::NameInvalid,
        Refusal::MobileRequired => UiError::MobileRequired,
        Refusal::AlternatePhoneExists => UiError::AlternatePhoneExists,
        Refusal::DefaultMethod => UiError::DefaultMethod,
        Refusal::OtherMethodRequired => UiError::OtherMethodRequired,
        Refusal::TokenNotFound => UiError::TokenNotFound,
        Refusal::NotAllowedForAdministrators => UiError::NotForAdministrators,
        Refusal::RegistrationFinished => UiError::RegistrationFinished,
        Refusal::NotSkippable => UiError::NotSkippable,
        Refusal::RegistrationPlaceNotAllowed => UiError::RegistrationPlaceNotAllowed,
        Refusal::PasswordWrong { tries_remaining } => UiError::PasswordWrong { tries_remaining },
        Refusal::PasswordLocked { retry_after } => UiError::PasswordLocked {
            retry_after_seconds: retry_after.map(whole_seconds),
        },
        Refusal::PasswordRefused(fault) => UiError::PasswordRefused {
            fault: fault.map(password::fault),
        },
        Refusal::CurrentPasswordRequired => UiError::CurrentPasswordWanted,
        Refusal::PasswordOnPremises => UiError::PasswordOnPremises,
        Refusal::PasswordChangedMeanwhile => UiError::PasswordChangedMeanwhile,
        Refusal::TimeZoneUnknown => UiError::TimeZoneUnknown,
        Refusal::DisplayLanguageFixed => UiError::DisplayLanguageFixed,
        Refusal::SettingRefused(_) => UiError::SettingRefused,
        Refusal::ProfileChangedMeanwhile => UiError::ProfileChangedMeanwhile,
        Refusal::ProfileFieldRefused(field) => UiError::ProfileFieldRefused {
            field: field.map(profile::field_name),
            fault: FieldFaultView::Refused,
        },
        Refusal::PhotoRefused(fault) => UiError::PhotoRefused {
            fault: fault.map(profile::photo_fault),
        },
    }
}

fn whole_seconds(wait: std::time::Duration) -> u32 {
    u32::try_from(wait.as_secs()).unwrap_or(u32::MAX)
}

pub(crate) fn phone(fault: PhoneFault) -> UiError {
    match fault {
        PhoneFault::Empty => UiError::PhoneNumberEmpty,
        PhoneFault::Invalid => UiError::InvalidPhoneNumber,
        PhoneFault::NotSupported => UiError::PhoneNumberNotSupported,
        PhoneFault::CountryNotAllowed => UiError::CountryNotAllowed,
    }
}

pub(crate) fn answer(fault: AnswerFault) -> UiError {
    match fault {
        AnswerFault::WrongNumber { required } => UiError::WrongNumberOfAnswers {
            required: Some(required),
        },
        AnswerFault::QuestionRepeated => UiError::QuestionRepeated,
        AnswerFault::TooShort { question_id, minimum } => UiError::AnswerTooShort {
            question_id: Some(question_id),
            minimum,
        },
        AnswerFault::TooLong { question_id, maximum } => UiError::AnswerTooLong {
            question_id: Some(question_id),
            maximum,
        },
        AnswerFault::Repeated { question_id } => UiError::AnswerRepeated {
            question_id: Some(question_id),
        },
    }
}

pub(crate) fn email(fault: EmailFault) -> UiError {
    match fault {
        EmailFault::Empty => UiError::EmailEmpty,
        EmailFault::Invalid => UiError::EmailInvalid,
        EmailFault::TooLong => UiError::EmailTooLong,
        EmailFault::WorkAddress => UiError::EmailIsWorkAddress,
    }
}

pub(crate) fn accept(fault: AcceptFault) -> UiError {
    match fault {
        AcceptFault::Unknown => UiError::NotAvailable,
        AcceptFault::Changed => UiError::TermsChanged,
        AcceptFault::NotOpened => UiError::TermsNotOpened,
        AcceptFault::Accepted => UiError::TermsAccepted,
    }
}

/// Why nothing was sent although the screen asked for it.
pub(crate) fn unavailable(reason: UnavailableReason, maximum: Option<u32>) -> UiError {
    match reason {
        UnavailableReason::Offline => UiError::Offline,
        UnavailableReason::NotAllowedByPolicy => UiError::MethodNotAllowed,
        UnavailableReason::LimitReached => UiError::MethodLimitReached { maximum },
        UnavailableReason::RefusedByService => UiError::Forbidden,
        UnavailableReason::NotForAdministrators => UiError::NotForAdministrators,
        UnavailableReason::OtherMethodRequired => UiError::OtherMethodRequired,
        UnavailableReason::MobileRequired => UiError::MobileRequired,
        UnavailableReason::VoiceNotAllowed => UiError::VoiceNotAllowed,
        UnavailableReason::AlternatePhoneExists => UiError::AlternatePhoneExists,
        UnavailableReason::PlaceNotAllowed => UiError::RegistrationPlaceNotAllowed,
        UnavailableReason::PasswordOnPremises => UiError::PasswordOnPremises,
        UnavailableReason::NoDirectory
        | UnavailableReason::NoSelfService
        | UnavailableReason::NotConsented
        | UnavailableReason::ManagedByAdministrator
        | UnavailableReason::ManagedByHomeOrganization
        | UnavailableReason::PhotoOnPremises
        | UnavailableReason::ServiceTrouble => UiError::NotAvailable,
    }
}

/// What the desktop could not do. The causes may name folders of the person: only their kind is logged.
pub(crate) fn shell(error: &ShellError) -> UiError {
    tracing::warn!(%error, "the desktop did not do it");
    match error {
        ShellError::NotOpened(_) => UiError::BrowserNotOpened,
        ShellError::NotSaved(_) => UiError::FileNotSaved,
        ShellError::NotPrinted(_) => UiError::NotPrinted,
        ShellError::NotKept(_) => UiError::Unexpected {
            reference: log(error),
        },
    }
}

/// A keychain that could not be read while resuming.
pub(crate) fn vault(error: &VaultError) -> UiError {
    match error {
        VaultError::Locked => UiError::KeychainLocked,
        VaultError::Unavailable(_) => {
            tracing::warn!(%error, "the keychain did not answer");
            UiError::KeychainUnavailable
        }
        VaultError::Denied => UiError::KeychainDenied,
        VaultError::TooLarge | VaultError::Ambiguous | VaultError::Corrupt => UiError::Unexpected {
            reference: log(error),
        },
    }
}

/// Why the session is not kept beyond this run.
pub(crate) fn not_kept(error: &VaultError) -> NotKept {
    tracing::warn!(%error, "the session lasts for this run only");
    match error {
        VaultError::Locked => NotKept::KeychainLocked,
        VaultError::Unavailable(_) => NotKept::KeychainUnavailable,
        VaultError::Denied => NotKept::KeychainDenied,
        VaultError::TooLarge | VaultError::Ambiguous | VaultError::Corrupt => NotKept::KeychainBroken,
    }
}

/// What the service refused for good in this run: the screen then shows the action as not possible.
pub(crate) fn remembered_refusal(error: &Trouble, action: Action) -> Option<Action> {
    error.is_refusal().then_some(action)
}

/// How long a person should wait for a revocation or an answer that is only best effort.
pub(crate) const BEST_EFFORT: Duration = Duration::seconds(10);

/// Writes the whole chain of causes to the log and returns the reference under which it stands there.
pub(crate) fn log(error: &(dyn Error + 'static)) -> String {
    let reference = Uuid::new_v4().simple().to_string()[..8].to_uppercase();
    let mut chain = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        chain.push_str(": ");
        chain.push_str(&error.to_string());
        cause = error.source();
    }
    tracing::error!(%reference, "{chain}");
    reference
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_of_a_refused_sign_in_has_its_own_message() {
        let causes = [
            RefusedCause::Blocked,
            RefusedCause::ManagedDeviceRequired,
            RefusedCause::DeviceDisabled,
            RefusedCause::AppNotSetUp,
            RefusedCause::ConsentRequired,
            RefusedCause::AccountDisabled,
            RefusedCause::AccountLocked,
            RefusedCause::PasswordExpired,
            RefusedCause::NotInThisOrganization,
            RefusedCause::PersonalAccount,
            RefusedCause::Other,
        ];
        let support = SupportReference {
            trace_id: Some("t".into()),
            ..SupportReference::default()
        };
        let codes: Vec<_> = causes
            .map(|cause| {
                let error = authority(&AuthorityError::Refused {
                    cause,
                    claims: None,
                    support: support.clone(),
                });
                let json = serde_json::to_value(&error).unwrap();
                assert_eq!(json["support"]["trace_id"], "t", "the helpdesk needs the ids");
                json["code"].as_str().unwrap().to_owned()
            })
            .to_vec();
        for (index, code) in codes.iter().enumerate() {
            assert!(!codes[..index].contains(code), "{code} twice");
        }
    }

    #[test]
    fn a_clock_far_off_fits_the_screen() {
        assert_eq!(
            authority(&AuthorityError::ClockWrong(1440)),
            UiError::ClockWrong { off_by_minutes: 1440 }
        );
        assert_eq!(
            authority(&AuthorityError::ClockWrong(i64::MIN)),
            UiError::ClockWrong {
                off_by_minutes: i32::MIN
            }
        );
    }

    #[test]
    fn locked_missing_and_denied_keychains_are_told_apart() {
        assert_eq!(vault(&VaultError::Locked), UiError::KeychainLocked);
        assert_eq!(
            vault(&VaultError::Unavailable("no bus".into())),
            UiError::KeychainUnavailable
        );
        assert_eq!(vault(&VaultError::Denied), UiError::KeychainDenied);
        assert!(matches!(vault(&VaultError::Corrupt), UiError::Unexpected { .. }));
    }

    #[test]
    fn references_are_short_and_differ() {
        let (one, other) = (log(&NetworkError::TimedOut), log(&NetworkError::TimedOut));
        assert_eq!(one.len(), 8);
        assert_ne!(one, other);
    }
}
