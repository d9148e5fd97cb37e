//! `/me/export`: everything that is kept about a person, as one JSON document that is sent while it is read. Nothing in
//! it proves who somebody is: what a part shows is chosen member by member, and hashes, keys, codes and tokens have none.

mod pages;
mod parts;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use self::pages::Pages;
use super::record::limit;
use crate::audit::{self, Event};
use crate::auth::ClientAddress;
use crate::graph::{Authenticated, GraphError};
use crate::state::AppState;

/// Grows when a part changes its meaning; parts that are added do not count.
const VERSION: u32 = 1;

/// `GET /me/export`
pub(super) async fn everything(
    State(state): State<AppState>,
    caller: Authenticated,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
) -> Result<Response, GraphError> {
    limit(&state, &caller, "export").await?;
    // What can fail as a whole comes before the answer begins.
    let first = parts::first(&state, &caller, &headers).await?;
    let event = Event {
        client_id: Some(caller.client),
        address: Some(address.to_string()),
        ..Event::of("data.exported", &caller.user)
    };
    audit::record(&state.db, state.now_ms(), event).await?;
    let pages = Pages::new(state, caller, first);
    // An error ends the answer half way: `complete` is missing then.
    let body = stream::try_unfold(pages, |mut pages| async move {
        let next = pages.next().await.inspect_err(|error| {
            tracing::error!(error = error as &dyn std::error::Error, "an export was cut off");
        })?;
        Ok::<_, sea_orm::DbErr>(next.map(|bytes: Bytes| (bytes, pages)))
    });
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}
