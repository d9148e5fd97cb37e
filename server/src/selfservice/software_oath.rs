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
use crate::methods::sent_code;
use crate::methods::totp::{self, Confirmed};
use crate::state::AppState;

const KIND: MethodKind = MethodKind::SoftwareOath;

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
    let display_name = registration::named(asked.display_name)?;
    may::add(&state, &caller, KIND).await?;
    limit(&state, &caller, "oath_registration").await?;
    let (row, enrolment) = totp::begin(&state, &caller.user, &caller.tenant, display_name).await?;
    let mut answer = registration::started(&state, &caller, client, row).await?;
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
    let row = registration::find(&state, &caller, KIND, &id).await?;
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
    let display_name = registration::named(display_name)?;
    let row = registration::find(&state, &caller, KIND, &id).await?;
    registration::check_alive(&row, state.now_ms())?;
    // The policy may have changed since the start; a limit is told before a try is spent on it.
    may::add(&state, &caller, KIND).await?;
    // What cannot be a code costs no try.
    if sent_code::six_digits(code.expose_secret()).is_none() {
        return Err(registration::wrong_code(row.tries_remaining));
    }
    let added = event("method.added", &caller, client, KIND);
    let typed = code.expose_secret();
    match totp::confirm(&state, &caller.user, added, &row, typed, display_name).await? {
        Confirmed::Method(method) => Ok((
            StatusCode::CREATED,
            Json(software_oath_entity(&state, &caller, &method)),
        )),
        Confirmed::Wrong { tries_remaining } => Err(registration::wrong_code(tries_remaining)),
        Confirmed::TooManyTries => Err(registration::too_many_tries()),
        Confirmed::NotAddable(why) => Err(may::refusal(why)),
        Confirmed::Gone => {
            // Somebody else was faster: look again to say what became of it.
            let row = registration::find(&state, &caller, KIND, &id).await?;
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
    let row = registration::find(&state, &caller, KIND, &id).await?;
    let ended = totp::cancel(&state, &caller.user, row.id).await?;
    registration::cancelled(&state, &caller, client, &row, ended).await
}
