//! `PATCH /me`, `PUT` and `DELETE /me/photo/$value`: what people change of themselves, where the organization lets them.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::freshness::{self, Fresh};
use super::surface::Authenticated;
use super::users::is_property;
use super::{GraphError, JsonBody, body};
use crate::audit::Event;
use crate::auth::{Caller, ClientAddress};
use crate::profile::fields::{Content, Field};
use crate::profile::photo::{self, NoPhoto};
use crate::profile::{self, change};
use crate::selfservice;
use crate::state::AppState;

/// `PATCH /me`
///
/// # Errors
/// 403 for everything but what the organization lets people change, 400 for what cannot stand there, 401 with claims when
/// a phone number changes and the proof is old: the helpdesk calls people on these numbers.
pub(super) async fn update(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    JsonBody(written): JsonBody<Map<String, Value>>,
) -> Result<StatusCode, GraphError> {
    let editable = profile::editable(&caller.user, &caller.tenant);
    let mut wanted: BTreeMap<&'static str, (Field, Content)> = BTreeMap::new();
    for (name, value) in written.iter().filter(|(name, _)| !name.starts_with("@odata.")) {
        if !is_property(name) {
            return Err(bad(format!(
                "Property '{}' does not exist on type 'microsoft.graph.user'.",
                shown(name)
            )));
        }
        let field = Field::parse(name).filter(|field| editable.contains(field));
        let field = field.ok_or_else(GraphError::denied)?;
        let content = field.read(value).ok_or_else(|| GraphError {
            target: Some(field.name()),
            ..bad(format!(
                "Invalid value specified for property '{}' of resource 'User'.",
                field.name()
            ))
        })?;
        wanted.insert(field.name(), (field, content));
    }
    if wanted.is_empty() {
        return Err(bad("No property was specified."));
    }
    let changes_a_phone = wanted
        .values()
        .any(|(field, content)| field.is_phone() && field.of(&caller.user) != *content);
    if changes_a_phone {
        freshness::check(Fresh::Methods, &state, &caller).await?;
    }
    selfservice::limit(&state, &caller, "profile").await?;
    let event = event("profile.changed", &caller, client);
    change::fields(&state.db, state.now_ms(), &caller.user, &wanted, event).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `PUT /me/photo/$value`: whatever its header says, the file is judged by what is in it.
pub(super) async fn put_photo(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    file: Result<Bytes, BytesRejection>,
) -> Result<Response, GraphError> {
    may_change_photo(&caller)?;
    let file = file.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => body::too_large(),
        _ => GraphError::bad_request("Unable to read the request body."),
    })?;
    selfservice::limit(&state, &caller, "photo").await?;
    let squares = photo::squares(file).await?.map_err(refusal)?;
    let largest = squares
        .last()
        .map(|square| square.jpeg.clone())
        .unwrap_or_default();
    let event = event("photo.changed", &caller, client);
    change::photo(&state.db, state.now_ms(), &caller.user, squares, event).await?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], largest).into_response())
}

/// `DELETE /me/photo/$value`
pub(super) async fn delete_photo(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
) -> Result<StatusCode, GraphError> {
    may_change_photo(&caller)?;
    let event = event("photo.removed", &caller, client);
    let was_there = change::no_photo(&state.db, state.now_ms(), &caller.user, event).await?;
    if was_there {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(GraphError::not_found("ImageNotFound", "The photo wasn't found."))
    }
}

/// B-12.
fn may_change_photo(caller: &Caller) -> Result<(), GraphError> {
    match profile::photo_obstacle(&caller.user, &caller.tenant) {
        None => Ok(()),
        Some(_) => Err(GraphError::new(
            StatusCode::FORBIDDEN,
            "accessDenied",
            "The organization does not let people change their photo.",
        )),
    }
}

fn refusal(no_photo: NoPhoto) -> GraphError {
    let (status, code) = match no_photo {
        NoPhoto::Type => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "ImageTypeNotSupported"),
        NoPhoto::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge"),
        NoPhoto::TooManyPixels => (StatusCode::BAD_REQUEST, "ImageTooLarge"),
        NoPhoto::TooSmall => (StatusCode::BAD_REQUEST, "ImageTooSmall"),
        NoPhoto::Damaged => (StatusCode::BAD_REQUEST, "ImageNotReadable"),
    };
    GraphError::new(status, code, format!("The photo cannot be used: {no_photo}."))
}

fn event<'a>(kind: &'a str, caller: &Caller, ClientAddress(address): ClientAddress) -> Event<'a> {
    Event {
        client_id: Some(caller.client),
        address: Some(address.to_string()),
        ..Event::of(kind, &caller.user)
    }
}

fn bad(message: impl Into<String>) -> GraphError {
    GraphError::new(StatusCode::BAD_REQUEST, "Request_BadRequest", message)
}

/// The beginning of a name that somebody else chose.
fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(64).collect()
}
