//! `/me/phoneRegistrations`: adding and changing a phone, by text or call (B-62 … B-71).

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use super::challenges::speaks;
use super::policy::Owned;
use super::record::event;
use super::registration::{self, MethodRegistration};
use super::verification::six_digits;
use crate::audit;
use crate::auth::{Caller, ClientAddress};
use crate::graph::{Authenticated, GraphError, JsonBody, Segment, phone_entity};
use crate::methods::kind::{MethodKind, PhoneSlot};
use crate::methods::offer::{self, NotAddable};
use crate::methods::phone::{self, Channel, PhoneFault};
use crate::methods::phone_registration::{self, Proven, Wish};
use crate::methods::{NotSent, called, name};
use crate::rate_limit::{self, Limit};
use crate::state::AppState;
use crate::store::entities::method_registration::Model;
use crate::store::entities::security_method;

/// Texts and calls one computer may ask for, for whatever accounts.
const PER_CLIENT: Limit = Limit {
    hits: 60,
    window: Duration::from_secs(3600),
};

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
    let owned = Owned::of(&state, &caller).await?;
    let replaces = check_policy(&owned, &caller, slot, asked.replaces_method_id.as_deref())?;
    check_channel(&owned, slot, channel)?;
    let countries = &owned.rules.phone.allowed_countries;
    let number = phone::check(&asked.phone_number, slot, channel, countries).map_err(fault)?;
    if is_own(&owned, &number) {
        return Err(already_registered());
    }
    count_client(&state, client, channel).await?;
    let wish = Wish {
        number: &number,
        slot,
        channel,
        replaces,
    };
    let language = speaks(&caller, &headers);
    let row = phone_registration::begin(&state, &caller.user, wish, language)
        .await
        .map_err(|not_sent| refusal(not_sent, channel))?;
    record(&state, &caller, client, "registration.started").await?;
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
    let mut row = find(&state, &caller, &id).await?;
    if row.expires_at > state.now_ms() && registration::is_running(&row) {
        called::settle(&state, &row).await?;
        row = find(&state, &caller, &id).await?;
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
    let row = find(&state, &caller, &id).await?;
    if !registration::is_running(&row) {
        return Err(registration::finished());
    }
    if row.expires_at <= state.now_ms() {
        return Err(registration::expired());
    }
    let channel = row.channel.as_deref().and_then(Channel::parse);
    let channel = channel.unwrap_or(Channel::Sms);
    if let Err(wait) = phone_registration::claim_resend(&state, &row).await? {
        return Err(GraphError::too_many_requests("tooManyRequests", seconds(wait)));
    }
    count_client(&state, client, channel).await?;
    let language = speaks(&caller, &headers);
    let renewed = phone_registration::resend(&state, &caller.user, &row, language)
        .await
        .map_err(|not_sent| refusal(not_sent, channel))?
        .ok_or_else(registration::finished)?;
    record(&state, &caller, client, "registration.resent").await?;
    Ok(Json(MethodRegistration::of(renewed, state.now_ms())))
}

/// `POST /me/phoneRegistrations/{id}/confirm`
pub(super) async fn confirm(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
    JsonBody(Code { code, display_name }): JsonBody<Code>,
) -> Result<(StatusCode, Json<Value>), GraphError> {
    let row = find(&state, &caller, &id).await?;
    registration::check_alive(&row, state.now_ms())?;
    if row.channel.as_deref() != Some(Channel::Sms.name()) {
        return Err(registration::finished());
    }
    // What cannot be a code costs no try.
    let Some(code) = six_digits(&code) else {
        return Err(wrong_code(row.tries_remaining));
    };
    let Some(tried) = phone_registration::take_try(&state, &row).await? else {
        let row = find(&state, &caller, &id).await?;
        registration::check_alive(&row, state.now_ms())?;
        return Err(registration::finished());
    };
    if !phone_registration::is_code(&state, &tried, &code) {
        record(&state, &caller, client, "registration.wrong_code").await?;
        if tried.tries_remaining > 0 {
            return Err(wrong_code(tried.tries_remaining));
        }
        phone_registration::fail(&state, &tried, "tooManyTries").await?;
        return Err(registration::too_many_tries());
    }
    if let Err(refusal) = check_still(&state, &caller, &tried).await {
        // What stands in the way may be what another request with the same code made of it.
        let now = find(&state, &caller, &id).await?;
        return Err(if registration::is_running(&now) {
            refusal
        } else {
            registration::finished()
        });
    }
    let display_name = display_name.as_deref().and_then(name::parse);
    let added = event(kind_of_event(&tried), &caller, client, MethodKind::Phone);
    match phone_registration::complete(&state, &caller.user, &tried, display_name, added).await? {
        Proven::Method(method) => {
            let shown = phone_entity(&state, &caller, &method).await?;
            Ok((StatusCode::CREATED, Json(shown)))
        }
        Proven::Gone => Err(registration::finished()),
        Proven::LimitReached => Err(refused(NotAddable::LimitReached)),
        Proven::MobileRequired => Err(refused(NotAddable::MobileRequired)),
        Proven::MethodGone => Err(no_method()),
    }
}

/// `DELETE /me/phoneRegistrations/{id}`
pub(super) async fn cancel(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
) -> Result<StatusCode, GraphError> {
    let row = find(&state, &caller, &id).await?;
    if !phone_registration::cancel(&state, &row).await? {
        return Err(registration::not_found());
    }
    record(&state, &caller, client, "registration.cancelled").await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether this person may have such a phone; the row it takes the place of, when it takes one's.
fn check_policy(
    owned: &Owned,
    caller: &Caller,
    slot: PhoneSlot,
    replaces: Option<&str>,
) -> Result<Option<uuid::Uuid>, GraphError> {
    let Some(id) = replaces else {
        return match offer::not_addable(&owned.rules, &owned.has, MethodKind::Phone, Some(slot)) {
            None => Ok(None),
            Some(why) => Err(refused(why)),
        };
    };
    let is_admin = caller.user.is_administrator;
    if !offer::can_change(&owned.rules, is_admin, MethodKind::Phone, Some(slot)) {
        return Err(refused(NotAddable::NotAllowedByPolicy));
    }
    let is_it =
        |row: &&security_method::Model| row.kind == MethodKind::Phone.name() && row.slot == slot.name();
    let row = owned.methods.iter().find(is_it);
    row.filter(|_| PhoneSlot::of_id(id) == Some(slot))
        .map(|row| Some(row.id))
        .ok_or_else(no_method)
}

/// Texts go to the mobile phone only, and only by what is on.
fn check_channel(owned: &Owned, slot: PhoneSlot, channel: Channel) -> Result<(), GraphError> {
    let phone = &owned.rules.phone;
    let is_on = match channel {
        Channel::Sms => phone.sms && slot == PhoneSlot::Mobile,
        Channel::Voice => phone.voice,
    };
    if is_on {
        Ok(())
    } else {
        Err(refused(NotAddable::NotAllowedByPolicy))
    }
}

/// What was allowed at the start may not be any more; and the number may be here by another registration.
async fn check_still(state: &AppState, caller: &Caller, row: &Model) -> Result<(), GraphError> {
    let slot = PhoneSlot::parse(&row.slot).ok_or_else(registration::not_found)?;
    let owned = Owned::of(state, caller).await?;
    if let Some(replaced) = row.replaces_id {
        let is_admin = caller.user.is_administrator;
        if !offer::can_change(&owned.rules, is_admin, MethodKind::Phone, Some(slot)) {
            return Err(refused(NotAddable::NotAllowedByPolicy));
        }
        if !owned.methods.iter().any(|method| method.id == replaced) {
            return Err(no_method());
        }
    } else if let Some(why) = offer::not_addable(&owned.rules, &owned.has, MethodKind::Phone, Some(slot)) {
        return Err(refused(why));
    }
    match &row.value {
        Some(number) if is_own(&owned, number) => Err(already_registered()),
        _ => Ok(()),
    }
}

fn is_own(owned: &Owned, number: &str) -> bool {
    owned
        .methods
        .iter()
        .any(|method| method.kind == MethodKind::Phone.name() && method.value.as_deref() == Some(number))
}

async fn count_client(
    state: &AppState,
    ClientAddress(address): ClientAddress,
    channel: Channel,
) -> Result<(), GraphError> {
    let bucket = format!("{}:client:{address}", channel.name());
    rate_limit::hit(&state.db, state.now_ms(), &bucket, PER_CLIENT)
        .await?
        .map_err(|limited| limit(channel, limited.retry_after))
}

async fn find(state: &AppState, caller: &Caller, id: &str) -> Result<Model, GraphError> {
    let id = id.parse().map_err(|_| registration::not_found())?;
    phone_registration::find(state, &caller.user, id)
        .await?
        .ok_or_else(registration::not_found)
}

async fn record(
    state: &AppState,
    caller: &Caller,
    client: ClientAddress,
    kind: &'static str,
) -> Result<(), GraphError> {
    let event = event(kind, caller, client, MethodKind::Phone);
    Ok(audit::record(&state.db, state.now_ms(), event).await?)
}

fn kind_of_event(row: &Model) -> &'static str {
    if row.replaces_id.is_some() {
        "method.changed"
    } else {
        "method.added"
    }
}

/// Limits are told as such (B-65).
fn limit(channel: Channel, wait: Duration) -> GraphError {
    let code = match channel {
        Channel::Sms => "textLimitReached",
        Channel::Voice => "callLimitReached",
    };
    GraphError::too_many_requests(code, seconds(wait))
}

fn refusal(not_sent: NotSent, channel: Channel) -> GraphError {
    match not_sent {
        NotSent::LimitReached { retry_after } => limit(channel, retry_after),
        NotSent::NotPossible => refused(NotAddable::NotAllowedByPolicy),
        NotSent::Failed => GraphError::new(
            StatusCode::BAD_GATEWAY,
            "messageNotSent",
            "The text could not be sent, or the call not be made.",
        ),
    }
}

fn fault(fault: PhoneFault) -> GraphError {
    let code = match fault {
        PhoneFault::Invalid => "invalidPhoneNumber",
        PhoneFault::Extension => "phoneExtensionNotSupported",
        PhoneFault::NotSupported => "phoneNumberNotSupported",
        PhoneFault::CountryNotAllowed => "countryNotAllowed",
    };
    GraphError::new(StatusCode::BAD_REQUEST, code, "The phone number is refused.")
}

fn refused(why: NotAddable) -> GraphError {
    let (code, message) = match why {
        NotAddable::LimitReached => ("methodLimitReached", "There is such a phone already."),
        NotAddable::MobileRequired => ("mobileRequired", "The mobile phone comes first."),
        _ => (
            "methodNotAllowedByPolicy",
            "The organization does not allow this phone.",
        ),
    };
    GraphError::new(StatusCode::FORBIDDEN, code, message)
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

fn already_registered() -> GraphError {
    GraphError::new(
        StatusCode::CONFLICT,
        "phoneAlreadyRegistered",
        "This number is registered already.",
    )
}

fn no_method() -> GraphError {
    GraphError::not_found("methodNotFound", "There is no such phone.")
}

fn seconds(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u64::MAX)
}
