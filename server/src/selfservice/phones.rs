//! `/me/phoneRegistrations`: adding and changing a phone, by text or call (B-62 … B-71).

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use super::challenges::asker;
use super::record::seconds;
use super::registration::{self, MethodRegistration};
use super::{may, policy};
use crate::auth::ClientAddress;
use crate::graph::{Authenticated, GraphError, JsonBody, Segment, phone_entity};
use crate::methods::add_phone::{self, PhoneError, Wish};
use crate::methods::kind::{MethodKind, PhoneSlot};
use crate::methods::phone::{Channel, PhoneFault};
use crate::methods::{called, name, phone_registration};
use crate::state::AppState;

const KIND: MethodKind = MethodKind::Phone;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asked {
    phone_number: String,
    slot: String,
    channel: String,
    replaces_method_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Code {
    code: String,
    display_name: Option<String>,
}

/// `POST /me/phoneRegistrations`
pub(super) async fn start(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<Asked>,
) -> Result<(StatusCode, Json<MethodRegistration>), GraphError> {
    let slot =
        PhoneSlot::parse(&asked.slot).ok_or_else(|| GraphError::bad_request("There is no such slot."))?;
    let channel =
        Channel::parse(&asked.channel).ok_or_else(|| GraphError::bad_request("There is no such channel."))?;
    let replaces = match asked.replaces_method_id.as_deref() {
        None => false,
        Some(id) if PhoneSlot::of_id(id) == Some(slot) => true,
        Some(_) => return Err(refusal(PhoneError::NoMethod)),
    };
    let wish = Wish {
        number: &asked.phone_number,
        slot,
        channel,
        replaces,
    };
    let holding = policy::holding(&state, &caller).await?;
    let asker = asker(&state, &caller, client, &holding, &headers).await?;
    let row = add_phone::ask(&state, asker, wish).await.map_err(refusal)?;
    Ok((
        StatusCode::CREATED,
        Json(MethodRegistration::of(row, state.now_ms())),
    ))
}

/// `GET /me/phoneRegistrations/{id}`: looks whether the call was answered, too.
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Authenticated,
    Segment(id): Segment,
) -> Result<Json<MethodRegistration>, GraphError> {
    let mut row = registration::find(&state, &caller, KIND, &id).await?;
    if row.expires_at > state.now_ms() && registration::is_running(&row) {
        called::settle(&state, &row).await?;
        row = registration::find(&state, &caller, KIND, &id).await?;
    }
    Ok(Json(MethodRegistration::of(row, state.now_ms())))
}

/// `POST /me/phoneRegistrations/{id}/resend`
pub(super) async fn resend(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    headers: HeaderMap,
    Segment(id): Segment,
) -> Result<Json<MethodRegistration>, GraphError> {
    let row = registration::find(&state, &caller, KIND, &id).await?;
    let holding = policy::holding(&state, &caller).await?;
    let asker = asker(&state, &caller, client, &holding, &headers).await?;
    let renewed = add_phone::ask_again(&state, asker, &row).await.map_err(refusal)?;
    Ok(Json(MethodRegistration::of(renewed, state.now_ms())))
}

/// `POST /me/phoneRegistrations/{id}/confirm`
pub(super) async fn confirm(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    headers: HeaderMap,
    Segment(id): Segment,
    JsonBody(Code { code, display_name }): JsonBody<Code>,
) -> Result<(StatusCode, Json<Value>), GraphError> {
    let row = registration::find(&state, &caller, KIND, &id).await?;
    let holding = policy::holding(&state, &caller).await?;
    let asker = asker(&state, &caller, client, &holding, &headers).await?;
    let display_name = display_name.as_deref().and_then(name::parse);
    let confirmed = add_phone::confirm(&state, asker, &row, &code, display_name).await;
    let shown = phone_entity(&state, &caller, &confirmed.map_err(refusal)?).await?;
    Ok((StatusCode::CREATED, Json(shown)))
}

/// `DELETE /me/phoneRegistrations/{id}`
pub(super) async fn cancel(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
) -> Result<StatusCode, GraphError> {
    let row = registration::find(&state, &caller, KIND, &id).await?;
    let ended = phone_registration::cancel(&state, &row).await?;
    registration::cancelled(&state, &caller, client, &row, ended).await
}

pub(super) fn refusal(error: PhoneError) -> GraphError {
    match error {
        PhoneError::Number(fault) => number(fault),
        PhoneError::AlreadyRegistered => GraphError::new(
            StatusCode::CONFLICT,
            "phoneAlreadyRegistered",
            "This number is registered already.",
        ),
        PhoneError::NotAddable(why) => may::refusal(why),
        PhoneError::NoMethod => GraphError::not_found("methodNotFound", "There is no such phone."),
        PhoneError::TooMany { channel, wait } => {
            // Limits are told as such (B-65).
            let code = match channel {
                None => "tooManyRequests",
                Some(Channel::Sms) => "textLimitReached",
                Some(Channel::Voice) => "callLimitReached",
            };
            GraphError::too_many_requests(code, seconds(wait))
        }
        PhoneError::NotSent => GraphError::new(
            StatusCode::BAD_GATEWAY,
            "messageNotSent",
            "The text could not be sent, or the call not be made.",
        ),
        PhoneError::WrongCode { tries_remaining } => registration::wrong_code(tries_remaining),
        PhoneError::Expired => registration::expired(),
        PhoneError::Finished => registration::finished(),
        PhoneError::Database(error) => error.into(),
    }
}

fn number(fault: PhoneFault) -> GraphError {
    let code = match fault {
        PhoneFault::Invalid => "invalidPhoneNumber",
        PhoneFault::Extension => "phoneExtensionNotSupported",
        PhoneFault::NotSupported => "phoneNumberNotSupported",
        PhoneFault::CountryNotAllowed => "countryNotAllowed",
        PhoneFault::ChannelNotAllowed => {
            return GraphError::new(
                StatusCode::FORBIDDEN,
                "phoneChannelNotAllowed",
                "The organization verifies this phone by the other of text and call only.",
            );
        }
    };
    GraphError::new(StatusCode::BAD_REQUEST, code, "The phone number is refused.")
}
