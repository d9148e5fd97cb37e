//! `/me/emailChallenges`: proving that an address is read, before it becomes a method (B-43 … B-50).

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::record::{event, seconds};
use super::{accept_language, language, may, policy, registration};
use crate::audit;
use crate::auth::{Caller, ClientAddress};
use crate::clock::rfc3339;
use crate::graph::{Authenticated, EMAIL_METHOD_ID, GraphError, JsonBody, Segment, email_entity};
use crate::mail::MailLanguage;
use crate::methods::asker::Asker;
use crate::methods::email::{self, AddressFault, EmailError};
use crate::methods::holding::Holding;
use crate::methods::kind::MethodKind;
use crate::settings::{Settings, language_of};
use crate::state::AppState;
use crate::store::entities::email_challenge;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asked {
    email_address: String,
    replaces_method_id: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Code {
    code: String,
}

/// `selfService.emailChallenge`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Challenge {
    id: Uuid,
    email_address: String,
    expires_date_time: String,
    resend_after_date_time: String,
    tries_remaining: i32,
}

impl From<email_challenge::Model> for Challenge {
    fn from(row: email_challenge::Model) -> Self {
        Self {
            id: row.id,
            email_address: row.email_address,
            expires_date_time: rfc3339(row.expires_at),
            resend_after_date_time: rfc3339(row.resend_after_at),
            tries_remaining: row.tries_remaining,
        }
    }
}

/// `POST /me/emailChallenges`
pub(super) async fn start(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    headers: HeaderMap,
    JsonBody(asked): JsonBody<Asked>,
) -> Result<(StatusCode, Json<Challenge>), GraphError> {
    let holding = policy::holding(&state, &caller).await?;
    let replaces = match asked.replaces_method_id.as_deref() {
        None => false,
        Some(EMAIL_METHOD_ID) => true,
        Some(_) => return Err(refusal(EmailError::NoMethod)),
    };
    let asker = asker(&state, &caller, client, &holding, &headers).await?;
    let row = email::ask(&state, asker, &asked.email_address, replaces).await;
    Ok((StatusCode::CREATED, Json(row.map_err(refusal)?.into())))
}

/// `POST /me/emailChallenges/{id}/resend`
pub(super) async fn resend(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    headers: HeaderMap,
    Segment(id): Segment,
) -> Result<Json<Challenge>, GraphError> {
    let row = find(&state, &caller, &id).await?;
    let holding = policy::holding(&state, &caller).await?;
    let asker = asker(&state, &caller, client, &holding, &headers).await?;
    let renewed = email::ask_again(&state, asker, &row).await.map_err(refusal)?;
    Ok(Json(renewed.into()))
}

/// `POST /me/emailChallenges/{id}/confirm`
pub(super) async fn confirm(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    headers: HeaderMap,
    Segment(id): Segment,
    JsonBody(Code { code }): JsonBody<Code>,
) -> Result<(StatusCode, Json<Value>), GraphError> {
    let row = find(&state, &caller, &id).await?;
    let holding = policy::holding(&state, &caller).await?;
    let asker = asker(&state, &caller, client, &holding, &headers).await?;
    let confirmed = email::confirm(&state, asker, &row, &code).await;
    let method = confirmed.map_err(refusal)?;
    Ok((StatusCode::CREATED, Json(email_entity(&state, &caller, &method))))
}

/// `DELETE /me/emailChallenges/{id}`
pub(super) async fn cancel(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
) -> Result<StatusCode, GraphError> {
    let row = find(&state, &caller, &id).await?;
    if !email::cancel(&state, row.id).await? {
        return Err(refusal(EmailError::Gone));
    }
    let cancelled = event("email_challenge.cancelled", &caller, client, MethodKind::Email);
    audit::record(&state.db, state.now_ms(), cancelled).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn find(state: &AppState, caller: &Caller, id: &str) -> Result<email_challenge::Model, GraphError> {
    let gone = || refusal(EmailError::Gone);
    let id = id.parse().map_err(|_| gone())?;
    email::find(state, &caller.user, id).await?.ok_or_else(gone)
}

/// The caller, as what adds methods wants them.
pub(super) async fn asker<'a>(
    state: &AppState,
    caller: &'a Caller,
    ClientAddress(address): ClientAddress,
    holding: &'a Holding,
    headers: &HeaderMap,
) -> Result<Asker<'a>, GraphError> {
    Ok(Asker {
        user: &caller.user,
        tenant: &caller.tenant,
        holding,
        app: Some(caller.client),
        address,
        language: speaks(state, caller, headers).await?,
    })
}

/// The language of a mail: the person's own, else what the app speaks, else the organization's.
async fn speaks(state: &AppState, caller: &Caller, headers: &HeaderMap) -> Result<MailLanguage, DbErr> {
    let settings = Settings::of(&state.db, &caller.user, &caller.tenant).await?;
    let mut tags: Vec<String> = settings.display_language.into_iter().collect();
    tags.extend(settings.preferred_languages);
    let wanted = language::wanted(
        None,
        accept_language(headers),
        Some(&caller.tenant.settings.default_language),
    );
    tags.extend(wanted);
    Ok(language_of(&tags))
}

pub(super) fn refusal(error: EmailError) -> GraphError {
    let refuse = |code, message: &str| GraphError::new(StatusCode::BAD_REQUEST, code, message);
    match error {
        EmailError::Address(AddressFault::Invalid) => refuse(
            "invalidEmailAddress",
            "This is not an e-mail address that can be used.",
        ),
        EmailError::Address(AddressFault::Work) => refuse(
            "workAddressNotAllowed",
            "The work or school address cannot be used.",
        ),
        EmailError::Address(AddressFault::DomainNotAllowed) => refuse(
            "domainNotAllowed",
            "The organization does not allow addresses of this domain.",
        ),
        EmailError::AlreadyRegistered => GraphError::new(
            StatusCode::CONFLICT,
            "addressAlreadyRegistered",
            "This address is registered already.",
        ),
        EmailError::NotAddable(why) => may::refusal(why),
        EmailError::NoMethod => GraphError::not_found("methodNotFound", "There is no such e-mail method."),
        EmailError::TooMany(wait) => GraphError::too_many_requests("tooManyRequests", seconds(wait)),
        EmailError::NotSent => GraphError::new(
            StatusCode::BAD_GATEWAY,
            "mailNotSent",
            "The mail could not be sent.",
        ),
        EmailError::WrongCode { tries_remaining } => registration::wrong_code(tries_remaining),
        EmailError::Expired => GraphError::new(StatusCode::GONE, "codeExpired", "The code has expired."),
        EmailError::Gone => GraphError::not_found(
            "challengeNotFound",
            "There is no such challenge, or it was used or cancelled.",
        ),
        EmailError::Database(error) => error.into(),
    }
}
