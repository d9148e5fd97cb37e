//! `/me/securityQuestions` (B-72 … B-79).

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::record::event;
use super::{accept_language, language, may};
use crate::auth::{Caller, ClientAddress};
use crate::clock::rfc3339;
use crate::graph::{Authenticated, GraphError, JsonBody};
use crate::mail::MailLanguage;
use crate::methods::kind::MethodKind;
use crate::methods::questions::{self, Given, Refused};
use crate::state::AppState;

/// `selfService.securityQuestions`
#[derive(Serialize)]
pub(super) struct SecurityQuestions {
    required: u32,
    questions: Vec<SecurityQuestion>,
}

/// `selfService.securityQuestion`
#[derive(Serialize)]
struct SecurityQuestion {
    id: String,
    text: String,
    custom: bool,
}

/// `selfService.securityAnswers`
#[derive(Deserialize)]
pub(super) struct SecurityAnswers {
    answers: Vec<SecurityAnswer>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SecurityAnswer {
    question_id: String,
    #[serde(deserialize_with = "crate::graph::secret")]
    answer: SecretString,
}

/// `GET /me/securityQuestions`
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Authenticated,
    headers: HeaderMap,
) -> Result<Json<SecurityQuestions>, GraphError> {
    let rules = may::use_at_all(&state, &caller, MethodKind::SecurityQuestions)
        .await?
        .rules
        .questions;
    let offered = questions::offered(&rules, reads(&caller, &headers));
    Ok(Json(SecurityQuestions {
        required: questions::required(&rules),
        questions: offered
            .into_iter()
            .map(|question| SecurityQuestion {
                id: question.id,
                text: question.text,
                custom: question.custom,
            })
            .collect(),
    }))
}

/// `POST /me/securityQuestions`
pub(super) async fn answer(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    JsonBody(SecurityAnswers { answers }): JsonBody<SecurityAnswers>,
) -> Result<(StatusCode, Json<Value>), GraphError> {
    let holding = may::add(&state, &caller, MethodKind::SecurityQuestions).await?;
    let given: Vec<Given> = answers
        .into_iter()
        .map(|given| Given {
            question_id: given.question_id,
            answer: given.answer,
        })
        .collect();
    let answers = questions::check(&holding.rules.questions, &given).map_err(refusal)?;
    let added = event("method.added", &caller, client, MethodKind::SecurityQuestions);
    if !questions::keep(&state, &caller.user, &given, answers, added).await? {
        return Err(may::limit_reached());
    }
    let created = json!({ "id": "securityQuestions", "createdDateTime": rfc3339(state.now_ms()) });
    Ok((StatusCode::CREATED, Json(created)))
}

/// `DELETE /me/securityQuestions`
pub(super) async fn delete(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
) -> Result<StatusCode, GraphError> {
    may::delete(&state, &caller, MethodKind::SecurityQuestions).await?;
    let deleted = event("method.deleted", &caller, client, MethodKind::SecurityQuestions);
    if !questions::delete(&state.db, state.now_ms(), &caller.user, deleted).await? {
        return Err(GraphError::not_found(
            "methodNotFound",
            "There are no security questions.",
        ));
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The language of the questions: what the app speaks, else the person's own, else the organization's.
fn reads(caller: &Caller, headers: &HeaderMap) -> MailLanguage {
    let mut wanted = language::wanted(
        None,
        accept_language(headers),
        caller.user.preferred_language.as_deref(),
    );
    wanted.push(caller.tenant.settings.default_language.clone());
    match language::choose(&wanted, &["nl", "en"]) {
        Some("nl") => MailLanguage::Dutch,
        _ => MailLanguage::English,
    }
}

fn refusal(refused: Refused) -> GraphError {
    let (code, message) = match refused {
        Refused::WrongNumber => (
            "wrongNumberOfAnswers",
            "Answer as many questions as are required.",
        ),
        Refused::UnknownQuestion => ("questionUnknown", "There is no such question."),
        Refused::RepeatedQuestion => ("questionRepeated", "Choose each question once."),
        Refused::TooShort => ("answerTooShort", "An answer is too short."),
        Refused::TooLong => ("answerTooLong", "An answer is too long."),
        Refused::RepeatedAnswer => ("answerRepeated", "Give each answer once."),
    };
    GraphError::new(StatusCode::BAD_REQUEST, code, message)
}
