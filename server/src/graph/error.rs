//! Graph's error object, shared with the self-service extension.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::request_ids::RequestIds;

/// An error as Graph answers it: `{"error": {"code", "message", "innerError"}}`.
///
/// The handler does not know the ids of the request; [`super::request_ids::identify`] adds `innerError` on the way
/// out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GraphError {
    pub status: StatusCode,
    pub code: &'static str,
    pub message: String,
    /// For a 401: the `WWW-Authenticate` header.
    pub challenge: Option<String>,
    /// For a 429: the `Retry-After` header, in seconds.
    pub retry_after: Option<u64>,
    /// How often a code may still be tried.
    pub tries_remaining: Option<i32>,
    /// Says the tries in `details`, where Graph's own errors have room for them.
    pub tries_in_details: bool,
    /// The property that is wrong, for `details`.
    pub target: Option<&'static str>,
}

impl GraphError {
    /// An error with a status, a code and a message.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            status,
            code,
            message,
            challenge: None,
            retry_after: None,
            tries_remaining: None,
            tries_in_details: false,
            target: None,
        }
    }

    /// The request makes no sense.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    /// The token is missing, wrong, expired or revoked.
    pub fn invalid_token(message: impl Into<String>, challenge: String) -> Self {
        Self {
            challenge: Some(challenge),
            ..Self::new(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message)
        }
    }

    /// The token lacks a scope.
    pub fn denied() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "Authorization_RequestDenied",
            "Insufficient privileges to complete the operation.",
        )
    }

    /// Graph refuses this call on one's own account, whatever the scope.
    pub fn refused() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "accessDenied",
            "Request Authorization failed",
        )
    }

    /// Nothing of that id, or of that kind, belongs to the caller.
    pub fn not_found(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, message)
    }

    /// Something failed that is not the caller's fault; the caller of this logs it.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalServerError",
            "An unexpected error occurred. Try again later.",
        )
    }

    /// Too often; may be tried again after so many seconds.
    pub fn too_many_requests(code: &'static str, retry_after: u64) -> Self {
        Self {
            retry_after: Some(retry_after.max(1)),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                code,
                "Too many requests. Try again later.",
            )
        }
    }

    /// The whole error object.
    pub(super) fn body(&self, ids: Option<(&RequestIds, &str)>) -> Value {
        let mut error = json!({ "code": self.code, "message": self.message });
        if let Some((ids, date)) = ids {
            error["innerError"] = json!({
                "date": date,
                "request-id": ids.request,
                "client-request-id": ids.client,
            });
        }
        if let Some(tries) = self.tries_remaining.filter(|_| self.tries_in_details) {
            error["details"] = json!([{ "code": "triesRemaining", "message": tries.to_string() }]);
        } else if let Some(tries) = self.tries_remaining {
            error["innerError"]["triesRemaining"] = tries.into();
        }
        if let Some(target) = self.target {
            error["details"] = json!([{ "code": self.code, "message": self.message, "target": target }]);
        }
        json!({ "error": error })
    }

    /// The answer with a body made for it.
    pub(super) fn answer(&self, body: Value) -> Response {
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        if let Some(value) = self
            .challenge
            .as_deref()
            .and_then(|c| HeaderValue::from_str(c).ok())
        {
            headers.insert(header::WWW_AUTHENTICATE, value);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<sea_orm::DbErr> for GraphError {
    fn from(error: sea_orm::DbErr) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the database failed");
        Self::internal()
    }
}

impl From<anyhow::Error> for GraphError {
    fn from(error: anyhow::Error) -> Self {
        let error: &(dyn std::error::Error + Send + Sync) = error.as_ref();
        tracing::error!(error = error as &dyn std::error::Error, "a call failed");
        Self::internal()
    }
}

impl IntoResponse for GraphError {
    fn into_response(self) -> Response {
        let mut response = self.answer(self.body(None));
        response.extensions_mut().insert(self);
        response
    }
}
