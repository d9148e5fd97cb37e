//! How both surfaces are put together: every call is declared with the scopes that allow it, and there is no other
//! way to add one.

use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::handler::Handler;
use axum::http::{Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};

use super::{GraphError, body, request_ids};
use crate::auth::Caller;
use crate::state::AppState;

/// The largest body either surface takes. A batch of twenty stays far under it.
pub(crate) const MAX_BODY_BYTES: u64 = 1024 * 1024;

/// One call: a verb on a path, the scopes of which the token must carry one, and what answers it.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) scopes: &'static [&'static str],
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
        let permit = from_fn(move |request: Request, next: Next| permit(scopes, request, next));
        Self {
            method,
            path,
            scopes,
            handler: on(filter, handler).route_layer(permit),
        }
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
    let router = calls.into_iter().fold(Router::new(), |router, call| {
        router.route(call.path, call.handler)
    });
    router
        .fallback(unknown_path)
        .method_not_allowed_fallback(unknown_method)
        .layer(from_fn_with_state(state.clone(), authenticate))
        .layer(from_fn_with_state(state.clone(), request_ids::identify))
}

/// Finds out who calls. The parts of a batch bring the caller of the batch along.
async fn authenticate(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if content_length(&request).is_some_and(|length| length > MAX_BODY_BYTES) {
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

async fn permit(scopes: &'static [&'static str], request: Request, next: Next) -> Response {
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
