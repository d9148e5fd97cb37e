//! `/me/methodTrials`: does what is registered work? The shape is that of a registration; nothing changes by it.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use sea_orm::EntityTrait;
use secrecy::SecretString;
use serde::Deserialize;

use super::challenges::{self, asker};
use super::record::{limit, seconds};
use super::registration::{self, MethodRegistration};
use super::{may, phones, policy};
use crate::auth::{Caller, ClientAddress};
use crate::graph::{Authenticated, EMAIL_METHOD_ID, GraphError, JsonBody, Segment};
use crate::methods::approval;
use crate::methods::holding::Holding;
use crate::methods::kind::{MethodKind, PhoneSlot};
use crate::methods::offer::NotAddable;
use crate::methods::trial::{self, By, TrialError, Tried};
use crate::state::AppState;
use crate::store::entities::client;
use crate::store::entities::method_registration::Model;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asked {
    method_id: String,
    /// One of `tryBy`; the first when absent.
    by: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Code {
    #[serde(deserialize_with = "crate::graph::secret")]
    code: SecretString,
}

/// `POST /me/methodTrials`
pub(super) async fn start(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<Asked>,
) -> Result<(StatusCode, Json<MethodRegistration>), GraphError> {
    let by = match asked.by.as_deref() {
        None => None,
        Some(name) => Some(By::parse(name).ok_or_else(|| GraphError::bad_request("There is no such way."))?),
    };
    let holding = policy::holding(&state, &caller).await?;
    let tried = tried(&holding, &asked.method_id)?;
    limit(&state, &caller, "method_trial").await?;
    let asker = asker(&state, &caller, client, &holding, &headers).await?;
    let context = context(&state, &caller, client, &headers).await?;
    let begun = trial::begin(&state, asker, tried, by, context).await;
    let begun = begun.map_err(refusal)?;
    let mut answer = told(&state, begun.row).await?;
    answer.page = begun
        .token
        .map(|token| state.config.address(&format!("/passkeys/try/{token}")));
    Ok((StatusCode::CREATED, Json(answer)))
}

/// `GET /me/methodTrials/{id}`: looks whether the call or the question was answered, too.
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    headers: HeaderMap,
    Segment(id): Segment,
) -> Result<Json<MethodRegistration>, GraphError> {
    let row = find(&state, &caller, &id).await?;
    let holding = policy::holding(&state, &caller).await?;
    let asker = asker(&state, &caller, client, &holding, &headers).await?;
    trial::settle(&state, asker, &row).await.map_err(refusal)?;
    Ok(Json(told(&state, find(&state, &caller, &id).await?).await?))
}

/// `POST /me/methodTrials/{id}/resend`
pub(super) async fn resend(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    headers: HeaderMap,
    Segment(id): Segment,
) -> Result<Json<MethodRegistration>, GraphError> {
    let row = find(&state, &caller, &id).await?;
    let holding = policy::holding(&state, &caller).await?;
    let asker = asker(&state, &caller, client, &holding, &headers).await?;
    let context = context(&state, &caller, client, &headers).await?;
    let renewed = trial::ask_again(&state, asker, &row, context).await;
    Ok(Json(told(&state, renewed.map_err(refusal)?).await?))
}

/// `POST /me/methodTrials/{id}/confirm`
pub(super) async fn confirm(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    headers: HeaderMap,
    Segment(id): Segment,
    JsonBody(Code { code }): JsonBody<Code>,
) -> Result<Json<MethodRegistration>, GraphError> {
    let row = find(&state, &caller, &id).await?;
    let holding = policy::holding(&state, &caller).await?;
    let asker = asker(&state, &caller, client, &holding, &headers).await?;
    trial::check(&state, asker, &row, &code).await.map_err(refusal)?;
    Ok(Json(told(&state, find(&state, &caller, &id).await?).await?))
}

/// `DELETE /me/methodTrials/{id}`
pub(super) async fn cancel(
    State(state): State<AppState>,
    caller: Authenticated,
    Segment(id): Segment,
) -> Result<StatusCode, GraphError> {
    let row = find(&state, &caller, &id).await?;
    if !trial::cancel(&state, &row).await? {
        return Err(registration::not_found());
    }
    Ok(StatusCode::NO_CONTENT)
}

fn tried<'h>(holding: &'h Holding, id: &str) -> Result<Tried<'h>, GraphError> {
    let no_method = || GraphError::not_found("methodNotFound", "There is no such method.");
    if id == EMAIL_METHOD_ID {
        return holding.email.as_ref().map(Tried::Email).ok_or_else(no_method);
    }
    let slot = PhoneSlot::of_id(id);
    let method = holding.methods.iter().find(|method| match slot {
        Some(slot) => method.kind == MethodKind::Phone.name() && method.slot == slot.name(),
        None => method.kind != MethodKind::Phone.name() && method.id.to_string().eq_ignore_ascii_case(id),
    });
    Tried::of(method.ok_or_else(no_method)?).ok_or_else(|| refusal(TrialError::NotPossible))
}

async fn find(state: &AppState, caller: &Caller, id: &str) -> Result<Model, GraphError> {
    let id = id.parse().map_err(|_| registration::not_found())?;
    let found = trial::find(state, &caller.user, id).await?;
    found.ok_or_else(registration::not_found)
}

/// As the extension answers it, with the number while a phone is asked for it.
async fn told(state: &AppState, row: Model) -> Result<MethodRegistration, GraphError> {
    let is_code = matches!(By::of(&row), Some(By::Code | By::Sms | By::Email));
    let tries = row.tries_remaining;
    let number = match row.data.approval {
        Some(question) if registration::is_running(&row) => approval::number_of(state, question).await?,
        _ => None,
    };
    let is_email = By::of(&row) == Some(By::Email);
    let mut answer = MethodRegistration::of(trial::answer_of(row), state.now_ms());
    answer.tries_remaining = is_code.then_some(tries);
    answer.number = number;
    if is_email && answer.method_id.is_some() {
        answer.method_id = Some(EMAIL_METHOD_ID.to_owned());
    }
    Ok(answer)
}

/// Who asks a phone, for its screen.
async fn context(
    state: &AppState,
    caller: &Caller,
    ClientAddress(address): ClientAddress,
    headers: &HeaderMap,
) -> Result<approval::Context, GraphError> {
    let app = client::Entity::find_by_id(caller.client).one(&state.db).await?;
    let agent = headers.get(header::USER_AGENT);
    Ok(approval::Context {
        app: app.map(|app| app.display_name),
        address: Some(address.to_string()),
        user_agent: agent.and_then(|agent| agent.to_str().ok()).map(str::to_owned),
    })
}

fn refusal(error: TrialError) -> GraphError {
    match error {
        TrialError::NotPossible => may::refusal(NotAddable::NotAllowedByPolicy),
        TrialError::Phone(error) => phones::refusal(error),
        TrialError::Email(error) => challenges::refusal(error),
        TrialError::TooMany(wait) => GraphError::too_many_requests("tooManyRequests", seconds(wait)),
        TrialError::WrongCode { tries_remaining } => registration::wrong_code(tries_remaining),
        TrialError::Used => GraphError::new(
            StatusCode::BAD_REQUEST,
            "codeAlreadyUsed",
            "The code was used before. Wait for the next one.",
        ),
        TrialError::Expired => registration::expired(),
        TrialError::Finished => registration::finished(),
        TrialError::NotSent => GraphError::new(
            StatusCode::BAD_GATEWAY,
            "messageNotSent",
            "The phone could not be asked.",
        ),
        TrialError::Database(error) => error.into(),
    }
}
