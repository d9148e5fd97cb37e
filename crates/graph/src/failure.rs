//! From an answer that is none to what the app decides on. Graph's error shape ("Microsoft Graph error responses and
//! resource types") serves both surfaces.

use std::time::Duration;

use serde_json::Value;
use workpass_app::ports::{DirectoryError, NetworkError, PhotoFault, Refusal};
use workpass_domain::{password::PasswordFault, profile_rules::ProfileField, settings::SettingFault};
use workpass_http::Answer;

use crate::{
    challenge,
    wire::{Fields, profile::property},
};

/// Which surface answered: only the extension's codes are refusals of its contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Surface {
    Graph,
    SelfService,
    /// Changing the password, on either: the codes are the same.
    Password,
    /// Graph, for the fields of a profile.
    Profile,
    /// Graph, for its photo.
    Photo,
}

/// Errors nest; nobody nests them deeper than this.
const DEEPEST: usize = 8;

/// Codes that decide something here or say something to a helpdesk; of several in one error the deepest of these
/// counts.
const KNOWN: &[&str] = &[
    "AccessDenied",
    "Authorization_RequestDenied",
    "BadRequest",
    "ErrorItemNotFound",
    "ImageNotFound",
    "InternalServerError",
    "InvalidAuthenticationToken",
    "MethodNotAllowed",
    "RequestEntityTooLarge",
    "Request_BadRequest",
    "Request_ResourceNotFound",
    "Request_UnsupportedQuery",
    "ResourceNotFound",
    "ServiceUnavailable",
    "UnsupportedMediaType",
    "accessDenied",
    "invalidRequest",
    "itemNotFound",
    "methodNotFound",
    "notAllowed",
    "resourceNotFound",
    "termsNotFound",
    "tooManyRequests",
    "unauthenticated",
];

/// What an answer with a status of 400 or more means.
pub(crate) fn read(surface: Surface, answer: &Answer) -> DirectoryError {
    let body = answer.read_json::<Value>().unwrap_or_default();
    let error = GraphError::read(&body);
    let refusal = match surface {
        Surface::SelfService => error.refusal(answer.retry_after()),
        Surface::Graph => error.graph_refusal(),
        Surface::Profile => error.profile_refusal(answer.status),
        Surface::Photo => error.photo_refusal(answer.status),
        Surface::Password => error.password_refusal(answer.status, answer.retry_after()),
    };
    if let Some(refusal) = refusal {
        return DirectoryError::Refused(refusal);
    }
    if let Some(trouble) = answer.trouble() {
        return DirectoryError::Network(trouble);
    }
    if matches!(answer.status, 401 | 403)
        && let Some(claims) = challenge::insufficient_claims(answer.headers("www-authenticate"))
    {
        return DirectoryError::ClaimsRequired { claims };
    }
    let code = error.code();
    match answer.status {
        401 => DirectoryError::Unauthorized,
        403 => DirectoryError::Forbidden { code },
        404 => DirectoryError::NotFound,
        400.. => DirectoryError::Unexpected {
            status: answer.status,
            code,
            request_id: answer
                .header("request-id")
                .map(str::to_owned)
                .or_else(|| error.request_id()),
        },
        status => unexpected_success(status),
    }
}

/// A 2xx this call does not have: not the service that was asked, then (a captive portal, a proxy).
pub(crate) fn unexpected_success(status: u16) -> DirectoryError {
    DirectoryError::Network(NetworkError::Nonsense(format!(
        "HTTP {status} does not belong here"
    )))
}

/// `{"error": {"code", "message", "innerError": {"code", "request-id", …}}}`; `innererror` and nesting are seen too.
pub(crate) struct GraphError<'a> {
    /// Outermost first.
    levels: Vec<Fields<'a>>,
}

impl<'a> GraphError<'a> {
    pub(crate) fn read(body: &'a Value) -> Self {
        let mut levels = Vec::new();
        let mut next = Fields::of(body).and_then(|body| body.object("error"));
        while let (Some(level), true) = (next, levels.len() < DEEPEST) {
            next = level.object("innerError").or_else(|| level.object("innererror"));
            levels.push(level);
        }
        Self { levels }
    }

    /// The deepest known code, else the outermost; empty when there is none. Cut to what a code can be: the service
    /// may send anything.
    pub(crate) fn code(&self) -> String {
        let codes: Vec<String> = self
            .levels
            .iter()
            .filter_map(|level| level.text("code"))
            .collect();
        let known = codes.iter().rfind(|code| KNOWN.contains(&code.as_str()));
        let Some(code) = known.or(codes.first()) else {
            return String::new();
        };
        code.chars().filter(char::is_ascii_graphic).take(64).collect()
    }

    fn refusal(&self, retry_after: Option<Duration>) -> Option<Refusal> {
        let tries_remaining = self.tries_remaining();
        self.codes().find_map(|code| {
            refusal(&code, tries_remaining)
                .or_else(|| phone_refusal(&code, retry_after))
                .or_else(|| answer_refusal(&code))
                .or_else(|| settings_refusal(&code))
                .or_else(|| password_refusal(&code, tries_remaining, retry_after))
        })
    }

    /// Graph's own words for what stands in the way of a change to a method. It has no code for the default method,
    /// only this message ("Delete softwareOathAuthenticationMethod").
    fn graph_refusal(&self) -> Option<Refusal> {
        let tries_remaining = self.tries_remaining();
        let by_code = self.codes().find_map(|code| {
            Some(match code.as_str() {
                "alternatePhoneExists" => Refusal::AlternatePhoneExists,
                "codeIncorrect" => Refusal::CodeIncorrect { tries_remaining },
                "defaultMethod" => Refusal::DefaultMethod,
                "nameInvalid" => Refusal::NameInvalid,
                "notAllowedByPolicy" => Refusal::MethodNotAllowedByPolicy,
                "phoneNumberNotUnique" => Refusal::PhoneNumberNotUnique,
                "registrationPlaceNotAllowed" => Refusal::RegistrationPlaceNotAllowed,
                "tokenNotFound" => Refusal::TokenNotFound,
                _ => return None,
            })
        });
        let says_default = |level: &Fields<'_>| {
            let message = level.text("message").unwrap_or_default();
            message.contains("Cannot delete default method")
        };
        by_code.or_else(|| {
            self.levels
                .iter()
                .any(says_default)
                .then_some(Refusal::DefaultMethod)
        })
    }

    /// Our service has a code for each reason. Entra documents none: a 400 of its own is about one of the passwords, and
    /// its words for the current one are told apart from all others.
    fn password_refusal(&self, status: u16, retry_after: Option<Duration>) -> Option<Refusal> {
        let tries_remaining = self.tries_remaining();
        let by_code = self
            .codes()
            .find_map(|code| password_refusal(&code, tries_remaining, retry_after));
        let is_request = || {
            let codes = ["Request_BadRequest", "Authorization_RequestDenied"];
            status == 400 && self.codes().any(|code| codes.contains(&code.as_str()))
        };
        // Nothing but the password makes such a request too large.
        let by_status = || (status == 413).then_some(Refusal::PasswordRefused(Some(PasswordFault::TooLong)));
        by_code.or_else(by_status).or_else(|| {
            is_request().then(|| {
                let says = |words: &str| {
                    let mut messages = self.levels.iter().filter_map(|level| level.text("message"));
                    messages.any(|message| message.to_ascii_lowercase().contains(words))
                };
                if says("currentpassword") || says("current password") || says("old password") {
                    Refusal::PasswordWrong { tries_remaining }
                } else {
                    Refusal::PasswordRefused(None)
                }
            })
        })
    }

    /// Graph names the property in `details`, if at all.
    fn profile_refusal(&self, status: u16) -> Option<Refusal> {
        (status == 400).then(|| {
            let details = self.levels.iter().flat_map(|level| level.list("details"));
            let mut targets = details.filter_map(|detail| Fields::of(detail)?.text("target"));
            let field = targets.find_map(|target| {
                ProfileField::ALL
                    .into_iter()
                    .find(|field| property(*field) == target)
            });
            Refusal::ProfileFieldRefused(field)
        })
    }

    /// Our service has a code for each reason; of another one it is known only that it did not take the file.
    fn photo_refusal(&self, status: u16) -> Option<Refusal> {
        let by_code = self.codes().find_map(|code| {
            Some(match code.as_str() {
                "ImageTypeNotSupported" => PhotoFault::Type,
                "ImageTooLarge" | "RequestEntityTooLarge" => PhotoFault::TooLarge,
                "ImageTooSmall" => PhotoFault::TooSmall,
                "ImageNotReadable" => PhotoFault::Damaged,
                _ => return None,
            })
        });
        let by_status = || match status {
            413 => Some(Some(PhotoFault::TooLarge)),
            415 => Some(Some(PhotoFault::Type)),
            // Whoever has a code is the directory.
            400 if self.codes().next().is_some() => Some(None),
            _ => None,
        };
        by_code.map(Some).or_else(by_status).map(Refusal::PhotoRefused)
    }

    /// Deepest first.
    fn codes(&self) -> impl Iterator<Item = String> {
        self.levels.iter().rev().filter_map(|level| level.text("code"))
    }

    fn tries_remaining(&self) -> Option<u32> {
        let told = self.levels.iter().find_map(|level| level.count("triesRemaining"));
        told.or_else(|| {
            // Graph's own errors have room for more in `details` only.
            let details = self.levels.iter().flat_map(|level| level.list("details"));
            let mut details = details.filter_map(Fields::of);
            let tries = details.find(|detail| detail.text("code").as_deref() == Some("triesRemaining"))?;
            tries.text("message")?.parse().ok()
        })
    }

    fn request_id(&self) -> Option<String> {
        self.levels.iter().find_map(|level| level.text("request-id"))
    }
}

/// The codes of `selfservice.openapi.json` that the app tells apart. `tooManyRequests`, `methodNotFound` and
/// `termsNotFound` are told by their status.
fn refusal(code: &str, tries_remaining: Option<u32>) -> Option<Refusal> {
    Some(match code {
        "invalidEmailAddress" => Refusal::InvalidEmailAddress,
        "workAddressNotAllowed" => Refusal::WorkAddressNotAllowed,
        "domainNotAllowed" => Refusal::DomainNotAllowed,
        "methodNotAllowedByPolicy" => Refusal::MethodNotAllowedByPolicy,
        "notAllowedForAdministrators" => Refusal::NotAllowedForAdministrators,
        "methodLimitReached" => Refusal::MethodLimitReached,
        "addressAlreadyRegistered" => Refusal::AddressAlreadyRegistered,
        "codeIncorrect" => Refusal::CodeIncorrect { tries_remaining },
        "codeExpired" => Refusal::CodeExpired,
        "tooManyTries" => Refusal::TooManyTries,
        "challengeNotFound" => Refusal::ChallengeNotFound,
        "mailNotSent" => Refusal::MailNotSent,
        "termsChanged" => Refusal::TermsChanged,
        "termsNotOpened" => Refusal::TermsNotOpened,
        "termsAccepted" => Refusal::TermsAccepted,
        "registrationNotFound" => Refusal::RegistrationNotFound,
        "registrationFinished" => Refusal::RegistrationFinished,
        "registrationPlaceNotAllowed" => Refusal::RegistrationPlaceNotAllowed,
        "notSkippable" => Refusal::NotSkippable,
        "registrationExpired" => Refusal::RegistrationExpired,
        "codeAlreadyUsed" => Refusal::CodeAlreadyUsed,
        "nameInvalid" => Refusal::NameInvalid,
        "defaultMethod" => Refusal::DefaultMethod,
        "otherMethodRequired" => Refusal::OtherMethodRequired,
        "tokenNotFound" => Refusal::TokenNotFound,
        _ => return None,
    })
}

fn phone_refusal(code: &str, retry_after: Option<Duration>) -> Option<Refusal> {
    Some(match code {
        "invalidPhoneNumber" => Refusal::InvalidPhoneNumber,
        "phoneExtensionNotSupported" => Refusal::PhoneExtensionNotSupported,
        "phoneNumberNotSupported" => Refusal::PhoneNumberNotSupported,
        "countryNotAllowed" => Refusal::CountryNotAllowed,
        "phoneChannelNotAllowed" => Refusal::PhoneChannelNotAllowed,
        "phoneAlreadyRegistered" => Refusal::PhoneAlreadyRegistered,
        "phoneNumberNotUnique" => Refusal::PhoneNumberNotUnique,
        "messageNotSent" => Refusal::MessageNotSent,
        "textLimitReached" => Refusal::TextLimitReached { retry_after },
        "callLimitReached" => Refusal::CallLimitReached { retry_after },
        "mobileRequired" => Refusal::MobileRequired,
        "alternatePhoneExists" => Refusal::AlternatePhoneExists,
        _ => return None,
    })
}

fn answer_refusal(code: &str) -> Option<Refusal> {
    Some(match code {
        "answerTooShort" => Refusal::AnswerTooShort,
        "answerTooLong" => Refusal::AnswerTooLong,
        "answerRepeated" => Refusal::AnswerRepeated,
        "questionRepeated" => Refusal::QuestionRepeated,
        "wrongNumberOfAnswers" => Refusal::WrongNumberOfAnswers,
        "questionUnknown" => Refusal::QuestionUnknown,
        _ => return None,
    })
}

fn settings_refusal(code: &str) -> Option<Refusal> {
    Some(match code {
        "timeZoneUnknown" => Refusal::TimeZoneUnknown,
        "displayLanguageFixed" => Refusal::DisplayLanguageFixed,
        "displayLanguageNotOffered" => Refusal::SettingRefused(SettingFault::DisplayLanguageNotOffered),
        "languageInvalid" => Refusal::SettingRefused(SettingFault::LanguageInvalid),
        "languageRepeated" => Refusal::SettingRefused(SettingFault::LanguageRepeated),
        "tooManyLanguages" => Refusal::SettingRefused(SettingFault::TooManyLanguages),
        "regionalFormatInvalid" => Refusal::SettingRefused(SettingFault::RegionalFormatInvalid),
        _ => return None,
    })
}

/// The codes of `changePassword` and of the extension's twin.
fn password_refusal(
    code: &str,
    tries_remaining: Option<u32>,
    retry_after: Option<Duration>,
) -> Option<Refusal> {
    let refused = |fault| Refusal::PasswordRefused(Some(fault));
    Some(match code {
        "passwordWrong" => Refusal::PasswordWrong { tries_remaining },
        "currentPasswordRequired" => Refusal::CurrentPasswordRequired,
        "passwordLocked" => Refusal::PasswordLocked { retry_after },
        "passwordTooShort" => refused(PasswordFault::TooShort),
        "passwordTooLong" => refused(PasswordFault::TooLong),
        "passwordInvisible" => refused(PasswordFault::Invisible),
        "passwordNotAscii" => refused(PasswordFault::NotAscii),
        "passwordTooFewClasses" => refused(PasswordFault::TooFewClasses),
        "passwordContainsName" => refused(PasswordFault::ContainsName),
        "passwordBanned" => refused(PasswordFault::Guessable),
        "passwordReused" => refused(PasswordFault::Reused),
        "passwordOnPremises" => Refusal::PasswordOnPremises,
        "passwordChangedMeanwhile" => Refusal::PasswordChangedMeanwhile,
        "registrationPlaceNotAllowed" => Refusal::RegistrationPlaceNotAllowed,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn the_deepest_known_code_counts_and_strangers_do_not() {
        let body = json!({"error": {"code": "Request_BadRequest", "innerError":
            {"code": "ResourceNotFound", "innererror": {"code": "SomethingNew"}}}});
        assert_eq!(GraphError::read(&body).code(), "ResourceNotFound");
        let strange = json!({"error": {"code": "SomethingNew", "innerError": {"code": "Newer"}}});
        assert_eq!(GraphError::read(&strange).code(), "SomethingNew");
        let empty = json!({"error": {"code": "", "message": ""}});
        assert_eq!(GraphError::read(&empty).code(), "");
    }

    #[test]
    fn a_refusal_is_found_at_any_depth() {
        let body = json!({"error": {"code": "BadRequest", "innerError":
            {"code": "codeIncorrect", "triesRemaining": 2}}});
        let tries_remaining = Some(2);
        assert_eq!(
            GraphError::read(&body).refusal(None),
            Some(Refusal::CodeIncorrect { tries_remaining })
        );
    }

    #[test]
    fn a_code_cannot_carry_a_text() {
        let body = json!({"error": {"code": format!("a\nb\u{202e}{}", "x".repeat(500))}});
        let code = GraphError::read(&body).code();
        assert!(code.starts_with("abx") && code.len() == 64, "{code}");
    }

    fn json_values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "codeIncorrect|BadRequest|\\PC{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(12, 64, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map(
                    "error|innerError|innererror|code|triesRemaining|x",
                    inner,
                    0..4
                )
                .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_body_makes_it_panic(body in json_values()) {
            let error = GraphError::read(&body);
            prop_assert!(error.code().len() <= 64);
            let _ = (error.refusal(None), error.graph_refusal(), error.request_id());
        }
    }
}
