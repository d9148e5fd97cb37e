//! `/me/emailChallenges`: proving that an address is read, before it becomes a method (B-43 … B-50).

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::address::{EmailAddress, is_work_address, work_domains};
use super::policy;
use super::verification::{self, Confirmed};
use super::{accept_language, language, limits};
use crate::auth::{Caller, ClientAddress};
use crate::clock::rfc3339;
use crate::graph::{Authenticated, EMAIL_METHOD_ID, GraphError, JsonBody, Segment, email_entity};
use crate::mail::{MailLanguage, verification_code};
use crate::methods::offer::NotAddable;
use crate::state::AppState;
use crate::store::entities::{email_challenge, email_method};
use crate::store::values::MethodRules;

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
    let rules = policy::rules_of(&state, &caller).await?;
    let registered = verification::method_of(&state, &caller).await?;
    check_policy(&rules, registered.as_ref(), asked.replaces_method_id.as_deref())?;
    let address = check_address(&caller, &rules, &asked.email_address)?;
    let replaces = match &registered {
        Some(method) if method.address_key == address.key() => return Err(already_registered()),
        Some(_) if asked.replaces_method_id.is_none() => return Err(limit_reached()),
        Some(method) => Some(method.id),
        None => None,
    };
    limits::count(&state, &caller, client, &address.key()).await?;

    let (row, code) = verification::open(&state, &caller, &address, replaces).await?;
    let mail = verification_code(
        &caller.tenant.display_name,
        &address.smtp(),
        &code,
        speaks(&caller, &headers),
    );
    if let Err(error) = state.mailer.send(mail).await {
        verification::forget(&state, row.id).await?;
        return Err(mail_not_sent(&error));
    }
    verification::supersede_others(&state, &caller, row.id).await?;
    record(&state, &caller, client, "email_challenge.started").await?;
    Ok((StatusCode::CREATED, Json(row.into())))
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
    check_alive(&row, state.now_ms())?;
    if let Err(seconds) = verification::claim_resend(&state, &row).await? {
        return Err(GraphError::too_many_requests("tooManyRequests", seconds));
    }
    limits::count(&state, &caller, client, &row.address_key).await?;

    let code = verification::new_code();
    let address = EmailAddress::parse(&row.email_address).ok_or_else(no_challenge)?;
    let mail = verification_code(
        &caller.tenant.display_name,
        &address.smtp(),
        &code,
        speaks(&caller, &headers),
    );
    // Sent first: when the mail server fails, the code that was mailed before still works.
    state
        .mailer
        .send(mail)
        .await
        .map_err(|error| mail_not_sent(&error))?;
    let renewed = verification::renew(&state, &row, &code)
        .await?
        .ok_or_else(no_challenge)?;
    record(&state, &caller, client, "email_challenge.resent").await?;
    Ok(Json(renewed.into()))
}

/// `POST /me/emailChallenges/{id}/confirm`
pub(super) async fn confirm(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
    JsonBody(Code { code }): JsonBody<Code>,
) -> Result<(StatusCode, Json<Value>), GraphError> {
    let row = find(&state, &caller, &id).await?;
    check_alive(&row, state.now_ms())?;
    // What cannot be a code costs no try.
    let Some(code) = verification::six_digits(&code) else {
        return Err(wrong_code(row.tries_remaining));
    };
    let Some(tried) = verification::take_try(&state, &row).await? else {
        // Somebody else was faster: look again to say what became of it.
        let row = find(&state, &caller, &id).await?;
        check_alive(&row, state.now_ms())?;
        return Err(no_challenge());
    };
    if !verification::is_code(&state, &tried, &code) {
        record(&state, &caller, client, "email_challenge.wrong_code").await?;
        return Err(if tried.tries_remaining > 0 {
            wrong_code(tried.tries_remaining)
        } else {
            too_many_tries()
        });
    }
    // The policy may have changed since the code was sent.
    let rules = policy::rules_of(&state, &caller).await?;
    policy_refusal(&rules, 0)?;
    if tried.replaces_method_id.is_some() {
        may_change(&rules)?;
    }
    match verification::complete(&state, &caller, client, &tried).await? {
        Confirmed::Method(method) => Ok((StatusCode::CREATED, Json(email_entity(&state, &caller, &method)))),
        Confirmed::UsedUp => Err(no_challenge()),
        Confirmed::LimitReached => Err(limit_reached()),
        Confirmed::MethodGone => Err(no_method()),
    }
}

/// `DELETE /me/emailChallenges/{id}`
pub(super) async fn cancel(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    Segment(id): Segment,
) -> Result<StatusCode, GraphError> {
    let row = find(&state, &caller, &id).await?;
    if !verification::cancel(&state, row.id).await? {
        return Err(no_challenge());
    }
    record(&state, &caller, client, "email_challenge.cancelled").await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether this person may have such a method at all.
fn check_policy(
    rules: &MethodRules,
    registered: Option<&email_method::Model>,
    replaces: Option<&str>,
) -> Result<(), GraphError> {
    // How many there are is judged with the address: an address that is there already is told apart.
    policy_refusal(rules, 0)?;
    let Some(id) = replaces else { return Ok(()) };
    if id != EMAIL_METHOD_ID || registered.is_none() {
        return Err(no_method());
    }
    may_change(rules)
}

fn policy_refusal(rules: &MethodRules, registered: u32) -> Result<(), GraphError> {
    match policy::email_not_addable(rules, registered) {
        None => Ok(()),
        Some(NotAddable::LimitReached) => Err(limit_reached()),
        Some(_) => Err(not_allowed()),
    }
}

fn may_change(rules: &MethodRules) -> Result<(), GraphError> {
    if rules.methods.get("email").is_some_and(|rule| rule.can_change) {
        Ok(())
    } else {
        Err(not_allowed())
    }
}

fn check_address(caller: &Caller, rules: &MethodRules, typed: &str) -> Result<EmailAddress, GraphError> {
    let refuse = |code, message: &str| GraphError::new(StatusCode::BAD_REQUEST, code, message);
    let address = EmailAddress::parse(typed).ok_or_else(|| {
        refuse(
            "invalidEmailAddress",
            "This is not an e-mail address that can be used.",
        )
    })?;
    if is_work_address(&address, &caller.user) || address.is_in_any(&work_domains(&caller.tenant)) {
        return Err(refuse(
            "workAddressNotAllowed",
            "The work or school address cannot be used.",
        ));
    }
    if address.is_in_any(&rules.forbidden_email_domains) {
        return Err(refuse(
            "domainNotAllowed",
            "The organization does not allow addresses of this domain.",
        ));
    }
    Ok(address)
}

async fn find(state: &AppState, caller: &Caller, id: &str) -> Result<email_challenge::Model, GraphError> {
    let id = id.parse().map_err(|_| no_challenge())?;
    verification::find(state, caller, id)
        .await?
        .ok_or_else(no_challenge)
}

fn check_alive(row: &email_challenge::Model, now_ms: i64) -> Result<(), GraphError> {
    if row.tries_remaining <= 0 {
        return Err(too_many_tries());
    }
    if row.expires_at <= now_ms {
        return Err(GraphError::new(
            StatusCode::GONE,
            "codeExpired",
            "The code has expired.",
        ));
    }
    Ok(())
}

/// The language of a mail: the person's own, else what the app speaks, else the organization's.
pub(super) fn speaks(caller: &Caller, headers: &HeaderMap) -> MailLanguage {
    let own = caller.user.preferred_language.as_deref();
    let wanted = language::wanted(
        own,
        accept_language(headers),
        Some(&caller.tenant.settings.default_language),
    );
    match language::choose(&wanted, &["nl", "en"]) {
        Some("nl") => MailLanguage::Dutch,
        _ => MailLanguage::English,
    }
}

async fn record(
    state: &AppState,
    caller: &Caller,
    ClientAddress(address): ClientAddress,
    kind: &'static str,
) -> Result<(), GraphError> {
    let event = crate::audit::Event {
        client_id: Some(caller.client),
        address: Some(address.to_string()),
        ..crate::audit::Event::of(kind, &caller.user)
    };
    Ok(crate::audit::record(&state.db, state.now_ms(), event).await?)
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

fn too_many_tries() -> GraphError {
    GraphError::new(
        StatusCode::FORBIDDEN,
        "tooManyTries",
        "Too many wrong codes. Ask for a new one.",
    )
}

fn no_challenge() -> GraphError {
    GraphError::not_found(
        "challengeNotFound",
        "There is no such challenge, or it was used or cancelled.",
    )
}

fn no_method() -> GraphError {
    GraphError::not_found("methodNotFound", "There is no such e-mail method.")
}

fn not_allowed() -> GraphError {
    GraphError::new(
        StatusCode::FORBIDDEN,
        "methodNotAllowedByPolicy",
        "The organization does not allow this method.",
    )
}

fn limit_reached() -> GraphError {
    GraphError::new(
        StatusCode::FORBIDDEN,
        "methodLimitReached",
        "There is an e-mail method already.",
    )
}

fn already_registered() -> GraphError {
    GraphError::new(
        StatusCode::CONFLICT,
        "addressAlreadyRegistered",
        "This address is registered already.",
    )
}

fn mail_not_sent(error: &crate::mail::MailError) -> GraphError {
    tracing::error!(
        error = error as &dyn std::error::Error,
        "a verification mail could not be sent"
    );
    GraphError::new(
        StatusCode::BAD_GATEWAY,
        "mailNotSent",
        "The mail could not be sent.",
    )
}
