//! From an answer that is none to what the app decides on. Graph's error shape ("Microsoft Graph error responses and
//! resource types") serves both surfaces.

use serde_json::Value;
use workpass_app::ports::{DirectoryError, NetworkError, Refusal};
use workpass_http::Answer;

use crate::{challenge, wire::Fields};

/// Which surface answered: only the extension's codes are refusals of its contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Surface {
    Graph,
    SelfService,
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
        Surface::SelfService => error.refusal(),
        Surface::Graph => None,
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

    fn refusal(&self) -> Option<Refusal> {
        let levels = self.levels.iter().rev();
        levels
            .filter_map(|level| level.text("code"))
            .find_map(|code| refusal(&code, self.tries_remaining()))
    }

    fn tries_remaining(&self) -> Option<u32> {
        self.levels.iter().find_map(|level| level.count("triesRemaining"))
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
        "methodLimitReached" => Refusal::MethodLimitReached,
        "addressAlreadyRegistered" => Refusal::AddressAlreadyRegistered,
        "codeIncorrect" => Refusal::CodeIncorrect { tries_remaining },
        "codeExpired" => Refusal::CodeExpired,
        "tooManyTries" => Refusal::TooManyTries,
        "challengeNotFound" => Refusal::ChallengeNotFound,
        "mailNotSent" => Refusal::MailNotSent,
        "termsChanged" => Refusal::TermsChanged,
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
            GraphError::read(&body).refusal(),
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
            let _ = (error.refusal(), error.request_id());
        }
    }
}
