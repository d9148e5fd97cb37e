//! `request-id` and `client-request-id`, by which a helpdesk finds one call in the log.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use uuid::Uuid;

use super::GraphError;
use crate::clock::rfc3339;
use crate::state::AppState;

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("client-request-id");
/// A longer id of a client is not repeated in answers and logs.
const MAX_CLIENT_ID: usize = 128;

/// The ids of one request.
#[derive(Clone, Debug)]
pub(super) struct RequestIds {
    pub(super) request: String,
    pub(super) client: String,
}

/// Gives every request its ids and writes them into the answer: as headers, and into the error when it is one.
pub(super) async fn identify(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let id = Uuid::new_v4().to_string();
    let client = request
        .headers()
        .get(CLIENT_REQUEST_ID)
        .and_then(|value| value.to_str().ok())
        .filter(|value| !value.is_empty() && value.len() <= MAX_CLIENT_ID)
        .map_or_else(|| id.clone(), str::to_owned);
    let ids = RequestIds { request: id, client };

    let span = tracing::info_span!("request", id = ids.request, client_id = ids.client);
    let mut response = next.run(request).instrument(span).await;

    if let Some(error) = response.extensions_mut().remove::<GraphError>() {
        let date = rfc3339(state.now_ms());
        let mut complete = error.answer(error.body(Some((&ids, &date))));
        // What a layer added to the answer (`Allow` of a 405) stays.
        for (name, value) in response.headers() {
            if !complete.headers().contains_key(name) {
                complete.headers_mut().insert(name, value.clone());
            }
        }
        response = complete;
    }
    let headers = response.headers_mut();
    for (name, value) in [(REQUEST_ID, &ids.request), (CLIENT_REQUEST_ID, &ids.client)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    response
}
