//! `/me/softwareOathRegistrations`: setting up the codes of an authenticator app (B-53, B-57, B-58).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use super::may;
use super::record::{event, limit};
use super::registration::{self, MethodRegistration};
use crate::auth::ClientAddress;
use crate::graph::{Authenticated, GraphError, JsonBody, Segment, software_oath_entity};
use crate::methods::kind::MethodKind;
use crate::methods::name;
use crate::methods::totp::{self, Confirmed};
use crate::state::AppState;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asked {
    display_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FirstCode {
    #[serde(deserialize_with = "crate::graph::secret")]
    code: SecretString,
    display_name: Option<String>,
}

/// `POST /me/softwareOathRegistrations`
pub(super) async fn start(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    JsonBody(asked): JsonBody<Asked>,
) -> Result<(StatusCode, Json<MethodRegistration>), GraphError> {
    let display_name = named(asked.display_name)?;
    may::add(&state, &caller, MethodKind::SoftwareOath).await?;
    limit(&state, &caller, "oath_registration").await?;
    let (row, enrolment) = totp::begin(&state, &caller.user, &caller.tenant, display_name).await?;
    let started = event("registration.started", &caller, client, MethodKind::SoftwareOath);
    crate::audit::record(&state.db, state.now_ms(), started).await?;
    let mut answer = MethodRegistration::of(row, state.now_ms());
    answer.secret_key = Some(enrolment.secret_key.expose_secret().to_owned());
    answer.otpauth_uri = Some(enrolment.uri.expose_secret().to_owned());
    answer.issuer = Some(enrolment.issuer);
    answer.account_name = Some(enrolment.account_name);
    Ok((StatusCode::CREATED, Json(answer)))
}

/// `GET /me/softwareOathRegistrations/{id}`
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Authenticated,
    Segment(id): Segment,
) -> Result<Json<MethodRegistration>, GraphError> {
    let row = find(&state, &caller, &id).await?;
    Ok(Json(MethodRegistration::of(row, state.now_ms())))
}

/// `POST /me/softwareOathRegistrations/{id}/confirm`
pub(super) async fn confirm(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
    JsonBody(FirstCode { code, display_name }): JsonBody<FirstCode>,
) -> Result<(StatusCode, Json<Value>), GraphError> {
    let display_name = named(display_name)?;
    let row = find(&state, &caller, &id).await?;
    registration::check_alive(&row, state.now_ms())?;
    // The policy may have changed since the start; a limit is told before a try is spent on it.
    may::add(&state, &caller, MethodKind::SoftwareOath).await?;
    // What cannot be a code costs no try.
    if !could_be_code(&code) {
        return Err(wrong_code(row.tries_remaining));
    }
    let added = event("method.added", &caller, client, MethodKind::SoftwareOath);
    let typed = code.expose_secret();
    match totp::confirm(&state, &caller.user, added, &row, typed, display_name).await? {
        Confirmed::Method(method) => Ok((
            StatusCode::CREATED,
            Json(software_oath_entity(&state, &caller, &method)),
        )),
        Confirmed::Wrong { tries_remaining } => Err(wrong_code(tries_remaining)),
        Confirmed::TooManyTries => Err(registration::too_many_tries()),
        Confirmed::LimitReached => Err(may::limit_reached()),
        Confirmed::Gone => {
            // Somebody else was faster: look again to say what became of it.
            let row = find(&state, &caller, &id).await?;
            registration::check_alive(&row, state.now_ms())?;
            Err(registration::finished())
        }
    }
}

/// `DELETE /me/softwareOathRegistrations/{id}`
pub(super) async fn cancel(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
) -> Result<StatusCode, GraphError> {
    let row = find(&state, &caller, &id).await?;
    if !totp::cancel(&state, &caller.user, row.id).await? {
        return Err(registration::not_found());
    }
    let cancelled = event(
        "registration.cancelled",
        &caller,
        client,
        MethodKind::SoftwareOath,
    );
    crate::audit::record(&state.db, state.now_ms(), cancelled).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn find(
    state: &AppState,
    caller: &Authenticated,
    id: &str,
) -> Result<crate::store::entities::method_registration::Model, GraphError> {
    let id = id.parse().map_err(|_| registration::not_found())?;
    totp::find(state, &caller.user, id)
        .await?
        .ok_or_else(registration::not_found)
}

/// A name that was given has to be one; an empty field is none.
fn named(typed: Option<String>) -> Result<Option<String>, GraphError> {
    let Some(typed) = typed.filter(|typed| !typed.trim().is_empty()) else {
        return Ok(None);
    };
    name::parse(&typed).map(Some).ok_or_else(|| {
        GraphError::new(
            StatusCode::BAD_REQUEST,
            "nameInvalid",
            "This cannot be the name of a method.",
        )
    })
}

fn could_be_code(typed: &SecretString) -> bool {
    let mut digits = 0;
    for c in typed.expose_secret().chars() {
        match c {
            '0'..='9' => digits += 1,
            '-' => {}
            c if c.is_whitespace() => {}
            _ => return false,
        }
    }
    digits == 6
}

fn wrong_code(tries_remaining: i32) -> GraphError {
    GraphError {
        tries_remaining: Some(tries_remaining),
        ..GraphError::new(
            StatusCode::BAD_REQUEST,
            "codeIncorrect",
            "The code is not correct.",
        )
    }
}
