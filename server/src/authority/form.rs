//! The form bodies of the authority's endpoints.

use std::collections::HashMap;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use secrecy::SecretString;
use url::form_urlencoded;

use super::error::OAuthError;

/// How long a client may take to send a form. Under the limit of the whole request.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);

/// The parameters of a request. Codes and tokens are among them, so it cannot be printed.
pub struct Form(HashMap<String, String>);

impl Form {
    /// A parameter; one without a value counts as left out (RFC 6749 §3.1).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// A parameter that has to be there.
    ///
    /// # Errors
    /// `invalid_request`, naming the parameter.
    pub fn require(&self, name: &str) -> Result<&str, OAuthError> {
        self.get(name).ok_or_else(|| missing(name))
    }

    /// A secret that has to be there.
    ///
    /// # Errors
    /// `invalid_request`, naming the parameter.
    pub fn require_secret(&self, name: &str) -> Result<SecretString, OAuthError> {
        self.require(name).map(SecretString::from)
    }

    /// Reads an encoded form.
    ///
    /// # Errors
    /// `invalid_request` when a parameter comes twice (RFC 6749 §3.1) or has a NUL.
    pub fn parse(encoded: &[u8]) -> Result<Self, OAuthError> {
        let mut parameters = HashMap::new();
        for (name, value) in form_urlencoded::parse(encoded) {
            // No parameter of ours has one (RFC 6749 Appendix A), and PostgreSQL keeps none.
            if name.contains('\0') || value.contains('\0') {
                return Err(OAuthError::invalid_request(
                    9_002_313,
                    "Invalid request. A parameter has a character that is not allowed.",
                ));
            }
            if parameters.insert(name.to_string(), value.into_owned()).is_some() {
                return Err(OAuthError::invalid_request(
                    9_002_313,
                    "Invalid request. A parameter is included more than once.",
                ));
            }
        }
        Ok(Self(parameters))
    }
}

fn missing(name: &str) -> OAuthError {
    OAuthError::invalid_request(
        900_144,
        format!("The request body must contain the following parameter: '{name}'."),
    )
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = OAuthError;

    async fn from_request(request: Request, state: &S) -> Result<Self, OAuthError> {
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok());
        let essence = kind.and_then(|k| k.split(';').next()).map(str::trim);
        if !essence.is_some_and(|e| e.eq_ignore_ascii_case("application/x-www-form-urlencoded")) {
            return Err(OAuthError::invalid_request(
                900_561,
                "The endpoint only accepts POST requests of type 'application/x-www-form-urlencoded'.",
            ));
        }
        let body = tokio::time::timeout(BODY_TIMEOUT, Bytes::from_request(request, state)).await;
        let body = body.map_err(|_| OAuthError::too_slow())?.map_err(|rejection| {
            let too_large = rejection.status() == StatusCode::PAYLOAD_TOO_LARGE;
            OAuthError {
                status: if too_large {
                    StatusCode::PAYLOAD_TOO_LARGE
                } else {
                    StatusCode::BAD_REQUEST
                },
                ..OAuthError::invalid_request(90015, "Requested query string is too long.")
            }
        })?;
        Self::parse(&body)
    }
}
