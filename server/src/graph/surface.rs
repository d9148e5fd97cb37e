//! How both surfaces are put together: every call is declared with the scopes that allow it, and there is no other
//! way to add one.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Request, State};
use axum::handler::Handler;
use axum::http::{Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use tower_http::catch_panic::CatchPanicLayer;

use super::freshness::{self, Fresh};
use super::{GraphError, body, request_ids, trusted_place};
use crate::auth::Caller;
use crate::state::AppState;

/// The largest body a call takes that says nothing else. A batch of twenty stays far under it.
pub(crate) const MAX_BODY_BYTES: u64 = 1024 * 1024;

/// One call: a verb on a path, the scopes of which the token must carry one, and what answers it.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) scopes: &'static [&'static str],
    /// Set for what changes how a person signs in.
    pub(crate) fresh: Option<Fresh>,
    /// Set for what registers or changes a method: it may be bound to a place.
    placed: bool,
    /// The largest body it takes, in bytes, where that is not [`MAX_BODY_BYTES`].
    most_bytes: Option<usize>,
    handler: MethodRouter<AppState>,
}

impl Call {
    /// Declares a call.
    pub(crate) fn new<H, T>(
        method: Method,
        path: &'static str,
        scopes: &'static [&'static str],
        handler: H,
    ) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(method.clone()).expect("only registered verbs are declared");
        Self {
            method,
            path,
            scopes,
            fresh: None,
            placed: false,
            most_bytes: None,
            handler: on(filter, handler),
        }
    }

    /// Demands a recent strong proof on top of the scope (B-22).
    pub(crate) fn fresh(self) -> Self {
        self.fresh_as(Fresh::Methods)
    }

    /// Demands a recent strong proof as something special has it.
    pub(crate) fn fresh_as(mut self, fresh: Fresh) -> Self {
        self.fresh = Some(fresh);
        self.placed()
    }

    /// Demands a trusted place, where the organization has such (B-92): for what registers or changes a method.
    pub(crate) fn placed(mut self) -> Self {
        self.placed = true;
        self
    }

    /// Takes that back, for what only makes an account safer.
    pub(crate) fn anywhere(mut self) -> Self {
        self.placed = false;
        self
    }

    /// Takes a larger body than others.
    pub(crate) fn taking(mut self, most_bytes: usize) -> Self {
        self.most_bytes = Some(most_bytes);
        self
    }

    /// The handler behind what it demands: the scope first, so that nobody signs in again for a call they may not make.
    fn guarded(self, state: &AppState) -> MethodRouter<AppState> {
        let scopes = self.scopes;
        let most_bytes = self.most_bytes.map_or(MAX_BODY_BYTES, |most| most as u64);
        let permit = from_fn(move |request: Request, next: Next| permit(scopes, most_bytes, request, next));
        let handler = match self.fresh {
            Some(fresh) => self.handler.route_layer(from_fn_with_state(
                state.clone(),
                move |state: State<AppState>, caller: Authenticated, request: Request, next: Next| {
                    freshness::demand(fresh, state, caller, request, next)
                },
            )),
            None => self.handler,
        };
        // The place before the proof, for the same reason.
        let handler = if self.placed {
            handler.route_layer(from_fn_with_state(state.clone(), trusted_place::demand))
        } else {
            handler
        };
        let handler = match self.most_bytes {
            Some(most) => handler.route_layer(DefaultBodyLimit::max(most)),
            None => handler,
        };
        handler.route_layer(permit)
    }

    pub(crate) fn get<H, T>(path: &'static str, scopes: &'static [&'static str], handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        Self::new(Method::GET, path, scopes, handler)
    }

    pub(crate) fn post<H, T>(path: &'static str, scopes: &'static [&'static str], handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        Self::new(Method::POST, path, scopes, handler)
    }

    pub(crate) fn patch<H, T>(path: &'static str, scopes: &'static [&'static str], handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        Self::new(Method::PATCH, path, scopes, handler)
    }

    pub(crate) fn put<H, T>(path: &'static str, scopes: &'static [&'static str], handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        Self::new(Method::PUT, path, scopes, handler)
    }

    pub(crate) fn delete<H, T>(path: &'static str, scopes: &'static [&'static str], handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        Self::new(Method::DELETE, path, scopes, handler)
    }
}

/// All calls of a surface, behind authentication. Paths nobody declared answer 404, verbs 405, both in Graph's
/// shape and only to who has a token.
pub(crate) fn surface(state: &AppState, calls: Vec<Call>) -> Router<AppState> {
    let largest = calls.iter().filter_map(|call| call.most_bytes).max();
    let most_bytes = largest.map_or(MAX_BODY_BYTES, |most| MAX_BODY_BYTES.max(most as u64));
    let router = calls.into_iter().fold(Router::new(), |router, call| {
        let path = call.path;
        router.route(path, call.guarded(state))
    });
    router
        .fallback(unknown_path)
        .method_not_allowed_fallback(unknown_method)
        .layer(from_fn_with_state((state.clone(), most_bytes), authenticate))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(in_time))
        .layer(from_fn_with_state(state.clone(), request_ids::identify))
}

/// How long a call may take. Under the server's own limit, so that the answer still has Graph's shape.
const TIMEOUT: Duration = Duration::from_secs(25);

async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => GraphError {
            retry_after: Some(10),
            ..GraphError::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "ServiceUnavailable",
                "The service is busy. Try again later.",
            )
        }
        .into_response(),
    }
}

#[allow(clippy::needless_pass_by_value, reason = "the layer hands the panic over")]
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(panic = text.unwrap_or("of an unknown kind"), "a handler panicked");
    GraphError::internal().into_response()
}

/// Finds out who calls. The parts of a batch bring the caller of the batch along.
async fn authenticate(
    State((state, most_bytes)): State<(AppState, u64)>,
    request: Request,
    next: Next,
) -> Response {
    // Nobody has to be known for a body that no call takes.
    if content_length(&request).is_some_and(|length| length > most_bytes) {
        return body::too_large().into_response();
    }
    if request.extensions().get::<Authenticated>().is_some() {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    match Caller::from_request_parts(&mut parts, &state).await {
        Ok(caller) => {
            parts
                .extensions
                .insert(Authenticated(std::sync::Arc::new(caller)));
            next.run(Request::from_parts(parts, body)).await
        }
        Err(error) => error.into_response(),
    }
}

async fn permit(scopes: &'static [&'static str], most_bytes: u64, request: Request, next: Next) -> Response {
    if content_length(&request).is_some_and(|length| length > most_bytes) {
        return body::too_large().into_response();
    }
    let caller = request.extensions().get::<Authenticated>();
    // An empty list is a call that every token may make (`$batch`, whose parts are judged one by one).
    let permitted = caller
        .ok_or_else(GraphError::denied)
        .and_then(|Authenticated(caller)| {
            if scopes.is_empty() {
                Ok(())
            } else {
                caller.require_any(scopes)
            }
        });
    match permitted {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

/// The caller, once found out.
#[derive(Clone)]
pub(crate) struct Authenticated(pub(crate) std::sync::Arc<Caller>);

impl<S: Send + Sync> FromRequestParts<S> for Authenticated {
    type Rejection = GraphError;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &S) -> Result<Self, GraphError> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(GraphError::denied)
    }
}

impl std::ops::Deref for Authenticated {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

/// Graph names the last segment of a path it does not know.
async fn unknown_path(uri: Uri) -> GraphError {
    let segment = uri.path().rsplit('/').find(|s| !s.is_empty()).unwrap_or_default();
    let segment: String = segment.chars().take(64).collect();
    GraphError::not_found(
        "ResourceNotFound",
        format!("Resource not found for the segment '{segment}'."),
    )
}

async fn unknown_method() -> GraphError {
    GraphError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "MethodNotAllowed",
        "The request method is not allowed on this resource.",
    )
}

fn content_length(request: &Request) -> Option<u64> {
    request
        .headers()
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_call_that_hangs_is_answered_in_graphs_shape() {
        let hangs = Router::new()
            .fallback(std::future::pending::<()>)
            .layer(from_fn(in_time));
        let answer = tower::ServiceExt::oneshot(hangs, Request::new(Body::empty()))
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.headers()[header::RETRY_AFTER], "10");
        let body = to_bytes(answer.into_body(), 10_000).await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["error"]["code"], "ServiceUnavailable");
    }

    #[tokio::test]
    async fn a_panic_is_an_internal_error_that_says_nothing() {
        async fn panics() {
            panic!("the secret is 42");
        }
        let router = Router::new()
            .fallback(panics)
            .layer(CatchPanicLayer::custom(panicked));
        let answer = tower::ServiceExt::oneshot(router, Request::new(Body::empty()))
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = to_bytes(answer.into_body(), 10_000).await.unwrap();
        assert!(!String::from_utf8_lossy(&body).contains("42"));
    }
}
