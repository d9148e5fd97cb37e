//! The error object of the authority's endpoints: RFC 6749 §5.2 with the members Entra adds.

use std::time::Duration;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use time::macros::format_description;
use uuid::Uuid;

use crate::state::AppState;

/// A refusal of the authority. `number` is the AADSTS number clients use to choose an explanation.
#[derive(Clone, Debug)]
pub struct OAuthError {
    pub status: StatusCode,
    pub error: &'static str,
    pub number: u32,
    pub description: String,
    /// Seconds, for a 429.
    pub retry_after: Option<u64>,
    /// What the person has to prove before it works: the claims to authorize with.
    pub claims: Option<String>,
}

impl OAuthError {
    /// A refusal with status 400.
    pub fn new(error: &'static str, number: u32, description: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error,
            number,
            description: description.into(),
            retry_after: None,
            claims: None,
        }
    }

    /// Something is wrong with the request itself.
    pub fn invalid_request(number: u32, description: impl Into<String>) -> Self {
        Self::new("invalid_request", number, description)
    }

    /// The code or token does not work (any more).
    pub fn invalid_grant(number: u32, description: impl Into<String>) -> Self {
        Self::new("invalid_grant", number, description)
    }

    /// The app may not do this.
    pub fn invalid_client(number: u32, description: impl Into<String>) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            ..Self::new("invalid_client", number, description)
        }
    }

    /// Too many requests from one place.
    pub fn throttled(retry_after: Duration) -> Self {
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            retry_after: Some(retry_after.as_secs().max(1)),
            ..Self::new(
                "temporarily_unavailable",
                90055,
                "Too many requests. Try again later.",
            )
        }
    }

    /// The body did not come in time.
    pub fn too_slow() -> Self {
        Self {
            status: StatusCode::REQUEST_TIMEOUT,
            ..Self::invalid_request(90015, "The request body was sent too slowly.")
        }
    }

    /// The server takes too long.
    pub fn busy() -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            retry_after: Some(10),
            ..Self::new(
                "temporarily_unavailable",
                90033,
                "The service is busy. Try again later.",
            )
        }
    }

    /// The server failed; the log has the rest.
    pub fn server_error() -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            ..Self::new(
                "server_error",
                90033,
                "A transient error has occurred. Try again.",
            )
        }
    }
}

impl From<sea_orm::DbErr> for OAuthError {
    fn from(error: sea_orm::DbErr) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the database failed");
        Self::server_error()
    }
}

impl From<super::keys::KeyError> for OAuthError {
    fn from(error: super::keys::KeyError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "signing failed");
        Self::server_error()
    }
}

impl IntoResponse for OAuthError {
    /// Only marks the answer: [`render`] writes the body, because it needs the time and the request's id.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// How long a request may take. Under the server's own limit, so that the answer still has OAuth's shape.
const TIMEOUT: Duration = Duration::from_secs(25);

/// Ends requests that take too long.
pub async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => OAuthError::busy().into_response(),
    }
}

/// Writes the bodies of refusals and forbids storing any answer (RFC 6749 §5.1).
pub async fn render(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let asked = request
        .headers()
        .get("client-request-id")
        .and_then(|v| v.to_str().ok());
    let correlation_id = asked
        .and_then(|id| Uuid::try_parse(id).ok())
        .unwrap_or_else(Uuid::new_v4);
    let mut response = next.run(request).await;
    if let Some(error) = response.extensions_mut().remove::<OAuthError>() {
        response = body(&state, &error, correlation_id);
    } else if response.status().is_client_error() {
        response = unreadable(&state, &response, correlation_id);
    }
    let headers = response.headers_mut();
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if let Ok(id) = HeaderValue::from_str(&correlation_id.to_string()) {
        headers.insert("client-request-id", id);
    }
    response
}

/// A path, query or verb that no handler got to see.
fn unreadable(state: &AppState, response: &Response, correlation_id: Uuid) -> Response {
    let error = OAuthError {
        status: response.status(),
        ..OAuthError::invalid_request(900_144, "The request is malformed or its method is not allowed.")
    };
    let mut answer = body(state, &error, correlation_id);
    if let Some(allow) = response.headers().get(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, allow.clone());
    }
    answer
}

fn body(state: &AppState, error: &OAuthError, correlation_id: Uuid) -> Response {
    let trace_id = Uuid::new_v4();
    let timestamp = state
        .clock
        .now()
        .format(format_description!(
            "[year]-[month]-[day] [hour]:[minute]:[second]Z"
        ))
        .expect("a UTC instant has all the parts");
    tracing::info!(%trace_id, %correlation_id, error = error.error, number = error.number, "refused");
    let mut body = json!({
        "error": error.error,
        "error_description": format!(
            "AADSTS{}: {} Trace ID: {trace_id} Correlation ID: {correlation_id} Timestamp: {timestamp}",
            error.number, error.description
        ),
        "error_codes": [error.number],
        "timestamp": timestamp,
        "trace_id": trace_id,
        "correlation_id": correlation_id,
    });
    if let Some(claims) = &error.claims {
        body["suberror"] = json!("basic_action");
        body["claims"] = json!(claims);
    }
    let mut response = (error.status, Json(body)).into_response();
    if let Some(seconds) = error.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_request_that_hangs_is_refused_in_the_shape_of_the_authority() {
        let hangs = Router::new()
            .fallback(std::future::pending::<()>)
            .layer(from_fn(in_time));
        let answer = tower::ServiceExt::oneshot(hangs, Request::new(Body::empty()))
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        let error = answer.extensions().get::<OAuthError>().unwrap();
        assert_eq!(
            (error.error, error.retry_after),
            ("temporarily_unavailable", Some(10))
        );
    }
}
