//! What an error object means (RFC 6749 §5.2, RFC 8628 §3.5, Entra's `error_codes`).

use serde_json::{Map, Value};
use workpass_app::{
    error::{AuthorityFault, SupportReference},
    ports::{AuthorityError, RefusedCause},
};
use workpass_http::Answer;

/// Which request was refused; the same error means different things at different steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    DeviceRequest,
    Poll,
    Redirect,
    Code,
    Refresh,
    Discovery,
}

/// What an AADSTS number means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Refused(RefusedCause),
    /// The device code is wrong, used or over.
    CodeGone,
    /// The refresh token is over or was revoked.
    GrantGone,
    /// No such organization here.
    NotFound,
}

use Meaning::{CodeGone, GrantGone, NotFound, Refused};
use RefusedCause as Cause;

/// Entra's numbers and what they mean here ("Microsoft Entra authentication and authorization error codes").
/// They only choose the explanation: Microsoft may change them.
const NUMBERS: &[(&[u32], Meaning)] = &[
    (&[70018, 70019, 90119, 90120], CodeGone),
    (
        &[50034, 51004, 50020, 90072, 16000],
        Refused(Cause::NotInThisOrganization),
    ),
    (&[500200], Refused(Cause::PersonalAccount)),
    (&[50126, 50056, 50064, 50058], Refused(Cause::InteractionRequired)),
    (&[50053], Refused(Cause::AccountLocked)),
    (&[50055, 50144], Refused(Cause::PasswordExpired)),
    (&[50057], Refused(Cause::AccountDisabled)),
    (&[50072, 50079, 53004], Refused(Cause::InteractionRequired)),
    (&[50074, 50076, 50078, 50158], Refused(Cause::InteractionRequired)),
    (
        &[50097, 50155, 53000, 53001, 50129],
        Refused(Cause::ManagedDeviceRequired),
    ),
    (&[50005], Refused(Cause::ManagedDeviceRequired)),
    (&[135011], Refused(Cause::DeviceDisabled)),
    (&[53002], Refused(Cause::Blocked)),
    (&[53003, 530032, 50131, 53011], Refused(Cause::Blocked)),
    (&[530035], Refused(Cause::Blocked)),
    (&[53010], Refused(Cause::Blocked)),
    (&[50105], Refused(Cause::ConsentRequired)),
    (&[65001, 65004], Refused(Cause::ConsentRequired)),
    (&[90094, 90095], Refused(Cause::ConsentRequired)),
    (&[650052, 650056, 650057, 65005], Refused(Cause::AppNotSetUp)),
    (&[700016, 70001, 7000112], Refused(Cause::AppNotSetUp)),
    (&[7000218, 70002, 700025], Refused(Cause::AppNotSetUp)),
    (&[50194, 9001023, 90130, 90124], Refused(Cause::AppNotSetUp)),
    (&[90002, 90038, 50059, 900382, 1000104], NotFound),
    (&[500212, 500213], Refused(Cause::Blocked)),
    (&[500021, 500022], Refused(Cause::Blocked)),
    (
        &[50173, 50132, 50133, 70000, 70008, 700082, 70043, 50089],
        GrantGone,
    ),
    (&[50196], Refused(Cause::Other)),
    (
        &[50087, 50088, 50033, 90006, 90024, 90033, 90055, 90090],
        Refused(Cause::Temporary),
    ),
];

/// An error object, read leniently: a field of the wrong type counts as absent.
#[derive(Debug, Default)]
pub(crate) struct ErrorObject {
    pub(crate) error: String,
    numbers: Vec<u32>,
    claims: Option<Box<str>>,
    trace_id: Option<String>,
    correlation_id: Option<String>,
    timestamp: Option<String>,
}

impl ErrorObject {
    pub(crate) fn from_json(object: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| object.get(name).and_then(Value::as_str);
        let listed = object.get("error_codes").and_then(Value::as_array);
        let number = |value: &Value| match value {
            Value::String(text) => text.parse().ok(),
            other => other.as_u64().and_then(|number| u32::try_from(number).ok()),
        };
        let mut numbers: Vec<u32> = listed.into_iter().flatten().filter_map(number).collect();
        if numbers.is_empty() {
            numbers.extend(number_in(text("error_description").unwrap_or_default()));
        }
        Some(Self {
            error: text("error").filter(|error| !error.is_empty())?.to_owned(),
            numbers,
            claims: text("claims").filter(|claims| !claims.is_empty()).map(Box::from),
            trace_id: text("trace_id").and_then(printable),
            correlation_id: text("correlation_id").and_then(printable),
            timestamp: text("timestamp").and_then(printable),
        })
    }

    /// From the parameters of a redirect (RFC 6749 §4.1.2.1).
    pub(crate) fn from_redirect(error: &str, description: &str) -> Self {
        let numbers = number_in(description).into_iter().collect();
        Self {
            error: error.to_owned(),
            numbers,
            ..Self::default()
        }
    }

    pub(crate) fn into_error(self, step: Step) -> AuthorityError {
        let meaning = self.numbers.iter().find_map(|&number| meaning_of(number));
        let cause = match (self.error.as_str(), meaning) {
            // More proof is asked for: a step-up, whatever the error is called.
            _ if self.claims.is_some() => Cause::InteractionRequired,
            ("invalid_grant", meaning) if step == Step::Refresh => match meaning {
                Some(Refused(cause)) if outlasts_a_refusal(cause) => cause,
                _ => return AuthorityError::GrantEnded(self.support()),
            },
            (_, Some(CodeGone)) => return AuthorityError::Expired,
            (_, Some(NotFound)) => return AuthorityError::Misconfigured(AuthorityFault::NotFound),
            (_, Some(GrantGone)) => Cause::InteractionRequired,
            (_, Some(Refused(cause))) => cause,
            ("access_denied" | "authorization_declined", None) => return AuthorityError::Declined,
            ("expired_token" | "code_expired" | "bad_verification_code", None) => {
                return AuthorityError::Expired;
            }
            ("invalid_grant", None) if step == Step::Poll => return AuthorityError::Expired,
            ("interaction_required" | "login_required" | "account_selection_required", None) => {
                Cause::InteractionRequired
            }
            ("consent_required", None) => Cause::ConsentRequired,
            (
                "invalid_client"
                | "unauthorized_client"
                | "invalid_scope"
                | "unsupported_grant_type"
                | "unsupported_response_type",
                None,
            ) => Cause::AppNotSetUp,
            ("temporarily_unavailable" | "server_error", None) => Cause::Temporary,
            _ => Cause::Other,
        };
        AuthorityError::Refused {
            cause,
            claims: self.claims.clone(),
            support: self.support(),
        }
    }

    fn support(self) -> SupportReference {
        let error = match self.numbers.first() {
            Some(number) => Some(format!("AADSTS{number}")),
            None => printable(&self.error),
        };
        SupportReference {
            error,
            trace_id: self.trace_id,
            correlation_id: self.correlation_id,
            timestamp: self.timestamp,
        }
    }
}

/// Gives a successful answer back; anything else as what it means.
pub(crate) fn accept(answer: Answer, step: Step) -> Result<Answer, AuthorityError> {
    if answer.is_success() {
        return Ok(answer);
    }
    Err(read_error(&answer)?.into_error(step))
}

/// Reads the error object of an answer that is not a success.
///
/// # Errors
/// Trouble of the service, and answers that hold no error object (an empty 400, HTML of a gateway).
pub(crate) fn read_error(answer: &Answer) -> Result<ErrorObject, AuthorityError> {
    if let Some(trouble) = answer.trouble() {
        return Err(AuthorityError::Network(trouble));
    }
    let object: Map<String, Value> = answer.read_json().map_err(AuthorityError::Network)?;
    let mut error = ErrorObject::from_json(&object)
        .ok_or_else(|| AuthorityError::InvalidAnswer(format!("HTTP {} without an error", answer.status)))?;
    error
        .correlation_id
        .get_or_insert_with(|| answer.client_request_id.clone());
    Ok(error)
}

fn meaning_of(number: u32) -> Option<Meaning> {
    NUMBERS
        .iter()
        .find(|(numbers, _)| numbers.contains(&number))
        .map(|&(_, meaning)| meaning)
}

/// Refusals of a refresh after which the same refresh token may work again: elsewhere, later, or with more proof.
fn outlasts_a_refusal(cause: RefusedCause) -> bool {
    matches!(
        cause,
        Cause::Temporary
            | Cause::InteractionRequired
            | Cause::Blocked
            | Cause::ManagedDeviceRequired
            | Cause::DeviceDisabled
    )
}

/// The number in a description such as `AADSTS53003: Access has been blocked…`.
fn number_in(description: &str) -> Option<u32> {
    let (_, rest) = description.split_once("AADSTS")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Ids and names are shown to people and copied to the helpdesk: only what can be read aloud, and not endless.
fn printable(text: &str) -> Option<String> {
    let fits = |char: &char| char.is_ascii_graphic() || *char == ' ';
    let text: String = text.chars().filter(fits).take(64).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests;
