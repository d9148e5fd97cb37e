//! Terms of use: the documents a person has to accept, their text, accepting and declining (B-172 … B-177).

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{Collection, accept_language, language};
use crate::auth::{Caller, ClientAddress};
use crate::clock::rfc3339;
use crate::graph::{Authenticated, GraphError, JsonBody, Segment, acceptance_entity};
use crate::state::AppState;
use crate::store::entities::{acceptance, client, terms_decision, terms_document, terms_file, terms_version};
use crate::terms::{self, Decision, Place, Refusal, documents_of, stands};

/// `selfService.termsOfUse`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TermsOfUse {
    id: Uuid,
    display_name: String,
    file_id: Uuid,
    version: String,
    language: String,
    available_languages: Vec<String>,
    state: AcceptanceState,
    is_viewing_before_acceptance_required: bool,
    is_per_device_acceptance_required: bool,
    accepted_version: Option<String>,
    accepted_date_time: Option<String>,
    expiration_date_time: Option<String>,
    declined_date_time: Option<String>,
    required_by: Vec<String>,
    order: i32,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
enum AcceptanceState {
    Pending,
    Accepted,
    Declined,
}

/// `selfService.termsDocument`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TermsText {
    id: Uuid,
    file_id: Uuid,
    version: String,
    language: String,
    display_name: String,
    content_type: &'static str,
    content: String,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    language: Option<String>,
    version: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Decided {
    file_id: String,
}

/// `selfService.termsDecision`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    id: Uuid,
    terms_of_use_id: Uuid,
    display_name: String,
    version: String,
    language: String,
    state: String,
    recorded_date_time: String,
    expiration_date_time: Option<String>,
    document_sha256: String,
    app_display_name: String,
    device_display_name: Option<String>,
    device_operating_system: Option<String>,
}

/// `GET /me/termsOfUse`
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Authenticated,
    headers: HeaderMap,
) -> Result<Json<Collection<TermsOfUse>>, GraphError> {
    Ok(Json(terms_of(&state, &caller, accept_language(&headers)).await?))
}

/// The terms of a person, in the order to present them.
pub(super) async fn terms_of(
    state: &AppState,
    caller: &Caller,
    accept_language: Option<&str>,
) -> Result<Collection<TermsOfUse>, GraphError> {
    let wanted = language::wanted(None, accept_language, caller.user.preferred_language.as_deref());
    let documents = documents_of(&state.db, &caller.user).await?;
    let apps = apps_of(state, &documents).await?;
    let ids = documents.iter().map(|document| document.id);
    let versions = terms_version::Entity::find()
        .filter(terms_version::Column::DocumentId.is_in(ids))
        .all(&state.db)
        .await?;
    let current = versions
        .iter()
        .filter(|version| version.is_current)
        .map(|version| version.id);
    let files = terms_file::Entity::find()
        .filter(terms_file::Column::VersionId.is_in(current))
        .order_by_asc(terms_file::Column::Language)
        .all(&state.db)
        .await?;
    let decided = acceptance::Entity::find()
        .filter(acceptance::Column::UserId.eq(caller.user.id))
        .order_by_desc(acceptance::Column::RecordedAt)
        .all(&state.db)
        .await?;
    let record = terms::ledger(&state.db, caller.user.id).await?;

    let now_ms = state.now_ms();
    let value = documents.iter().filter_map(|document| {
        let version = versions
            .iter()
            .find(|v| v.document_id == document.id && v.is_current)?;
        let files: Vec<&terms_file::Model> = files.iter().filter(|f| f.version_id == version.id).collect();
        let shown = choose(&wanted, &files)?;
        let here = terms::place(document, &caller.user, caller.device_id);
        let said = decided
            .iter()
            .find(|a| a.version_id == version.id && terms::counts(document, &caller.user, &here, a));
        let declined = said.filter(|a| a.state == "declined");
        let accepted = match said {
            Some(said) if stands(said, now_ms) => Some(Accepted::now(version, said)),
            _ => Accepted::before(document, &versions, &decided, &record),
        };
        Some(TermsOfUse {
            id: document.id,
            display_name: shown.display_name.clone(),
            file_id: shown.id,
            version: version.version.clone(),
            language: shown.language.clone(),
            available_languages: files.iter().map(|file| file.language.clone()).collect(),
            state: match said {
                Some(said) if stands(said, now_ms) => AcceptanceState::Accepted,
                Some(_) if declined.is_some() => AcceptanceState::Declined,
                _ => AcceptanceState::Pending,
            },
            is_viewing_before_acceptance_required: document.must_be_opened,
            is_per_device_acceptance_required: document.per_device,
            accepted_date_time: accepted.as_ref().map(|a| rfc3339(a.at)),
            expiration_date_time: accepted.as_ref().and_then(|a| a.until).map(rfc3339),
            accepted_version: accepted.map(|a| a.version),
            declined_date_time: declined.map(|a| rfc3339(a.recorded_at)),
            required_by: apps
                .iter()
                .filter(|app| document.required_by.has(&app.id.to_string()))
                .map(|app| app.display_name.clone())
                .collect(),
            order: document.sort_order,
        })
    });
    Ok(Collection {
        value: value.collect(),
    })
}

/// What a person said "yes" to last.
struct Accepted {
    version: String,
    at: i64,
    until: Option<i64>,
}

impl Accepted {
    fn now(version: &terms_version::Model, said: &acceptance::Model) -> Self {
        Self {
            version: version.version.clone(),
            at: said.recorded_at,
            until: said.expires_at,
        }
    }

    /// In another version, on another device, or what ran out; on record also when it was declined after that.
    fn before(
        document: &terms_document::Model,
        versions: &[terms_version::Model],
        decided: &[acceptance::Model],
        record: &[terms_decision::Model],
    ) -> Option<Self> {
        let yes = decided
            .iter()
            .filter(|a| a.document_id == document.id && a.state == "accepted")
            .filter_map(|a| Some(Self::now(versions.iter().find(|v| v.id == a.version_id)?, a)));
        let on_record = terms::accepted_before(record, document.id).map(|entry| Self {
            version: entry.version.clone(),
            at: entry.recorded_at,
            until: entry.expires_at,
        });
        // Of the same one the row says better until when.
        on_record.into_iter().chain(yes).max_by_key(|a| a.at)
    }
}

/// The apps that need one of the documents.
async fn apps_of(
    state: &AppState,
    documents: &[terms_document::Model],
) -> Result<Vec<client::Model>, GraphError> {
    let ids: Vec<Uuid> = documents
        .iter()
        .flat_map(|document| &document.required_by.0)
        .filter_map(|id| id.parse().ok())
        .collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(client::Entity::find()
        .filter(client::Column::Id.is_in(ids))
        .order_by_asc(client::Column::DisplayName)
        .all(&state.db)
        .await?)
}

/// `GET /me/termsOfUse/{id}/document`
pub(super) async fn document(
    State(state): State<AppState>,
    caller: Authenticated,
    Segment(id): Segment,
    query: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Json<TermsText>, GraphError> {
    let Query(asked) = query.map_err(|_| GraphError::bad_request("The query of the URI is not valid."))?;
    let (document, version) = match asked.version.as_deref() {
        None => current_version(&state, &caller, &id).await?,
        Some(number) => accepted_version(&state, &caller, &id, number).await?,
    };
    let files = terms_file::Entity::find()
        .filter(terms_file::Column::VersionId.eq(version.id))
        .order_by_asc(terms_file::Column::Language)
        .all(&state.db)
        .await?;
    let preferred = caller.user.preferred_language.as_deref();
    let wanted = language::wanted(asked.language.as_deref(), accept_language(&headers), preferred);
    let file = choose(&wanted, &files.iter().collect::<Vec<_>>())
        .ok_or_else(no_terms)?
        .clone();
    if document.must_be_opened && version.is_current {
        terms::open(&state.db, state.now_ms(), caller.user.id, version.id).await?;
    }
    Ok(Json(TermsText {
        id: document.id,
        file_id: file.id,
        version: version.version,
        language: file.language,
        display_name: file.display_name,
        content_type: "text/markdown",
        content: file.content,
    }))
}

/// `POST /me/termsOfUse/{id}/acceptances`: accepting the same version again answers the first acceptance.
pub(super) async fn accept(
    State(state): State<AppState>,
    caller: Authenticated,
    address: ClientAddress,
    Segment(id): Segment,
    JsonBody(asked): JsonBody<Decided>,
) -> Result<(StatusCode, Json<Value>), GraphError> {
    decide(&state, &caller, address, &id, &asked, Decision::Accept).await
}

/// `POST /me/termsOfUse/{id}/declines`: it can be accepted later; what was accepted cannot be declined (B-176).
pub(super) async fn decline(
    State(state): State<AppState>,
    caller: Authenticated,
    address: ClientAddress,
    Segment(id): Segment,
    JsonBody(asked): JsonBody<Decided>,
) -> Result<(StatusCode, Json<Value>), GraphError> {
    decide(&state, &caller, address, &id, &asked, Decision::Decline).await
}

async fn decide(
    state: &AppState,
    caller: &Caller,
    ClientAddress(address): ClientAddress,
    id: &str,
    asked: &Decided,
    decision: Decision,
) -> Result<(StatusCode, Json<Value>), GraphError> {
    let (document, version) = current_version(state, caller, id).await?;
    let file = match asked.file_id.parse::<Uuid>() {
        Ok(file_id) => terms_file::Entity::find_by_id(file_id).one(&state.db).await?,
        Err(_) => None,
    };
    let conflict = |code, message: &str| GraphError::new(StatusCode::CONFLICT, code, message);
    let file = file.filter(|file| file.version_id == version.id).ok_or_else(|| {
        conflict(
            "termsChanged",
            "This is not the current version. Read the current one first.",
        )
    })?;
    let place = Place {
        document: &document,
        version: &version,
        file: &file,
        client_id: caller.client,
        grant_id: caller.grant,
        device_id: caller.device_id,
        address: address.to_string(),
    };
    let decided = terms::decide(&state.db, state.now_ms(), &caller.user, &place, decision).await;
    let decided = decided.map_err(|refusal| match refusal {
        Refusal::NotOpened => conflict(
            "termsNotOpened",
            "The document has to be opened before it is accepted.",
        ),
        Refusal::Accepted => conflict("termsAccepted", "What was accepted cannot be declined."),
        Refusal::Store(error) => error.into(),
    })?;
    Ok((
        StatusCode::CREATED,
        Json(acceptance_entity(state, caller, &decided).await?),
    ))
}

/// `GET /me/termsOfUse/decisions`: everything the person ever decided, the newest first.
pub(super) async fn decisions(
    State(state): State<AppState>,
    caller: Authenticated,
) -> Result<Json<Collection<Entry>>, GraphError> {
    let value = entries(&state, &caller).await?;
    Ok(Json(Collection { value }))
}

/// The same, as a list.
pub(super) async fn entries(state: &AppState, caller: &Caller) -> Result<Vec<Entry>, GraphError> {
    let entries = terms::ledger(&state.db, caller.user.id).await?;
    let entries = entries.into_iter().map(|entry| Entry {
        id: entry.id,
        terms_of_use_id: entry.document_id,
        display_name: entry.display_name,
        version: entry.version,
        language: entry.language,
        state: entry.state,
        recorded_date_time: rfc3339(entry.recorded_at),
        expiration_date_time: entry.expires_at.map(rfc3339),
        document_sha256: entry.sha256,
        app_display_name: entry.app,
        device_display_name: entry.device_name,
        device_operating_system: entry.device_os,
    });
    Ok(entries.collect())
}

/// A document of this person with the version that is wanted of it.
async fn version_of(
    state: &AppState,
    caller: &Caller,
    id: &str,
    wanted: sea_orm::sea_query::Expr,
) -> Result<(terms_document::Model, terms_version::Model), GraphError> {
    let document = document_of(state, caller, id).await?;
    let version = terms_version::Entity::find()
        .filter(terms_version::Column::DocumentId.eq(document.id))
        .filter(wanted)
        .one(&state.db)
        .await?
        .ok_or_else(no_terms)?;
    Ok((document, version))
}

/// A document of this person with its current version.
async fn current_version(
    state: &AppState,
    caller: &Caller,
    id: &str,
) -> Result<(terms_document::Model, terms_version::Model), GraphError> {
    version_of(state, caller, id, terms_version::Column::IsCurrent.eq(true)).await
}

/// A document of this person in a version that they accepted once, or the current one.
async fn accepted_version(
    state: &AppState,
    caller: &Caller,
    id: &str,
    number: &str,
) -> Result<(terms_document::Model, terms_version::Model), GraphError> {
    let wanted = terms_version::Column::Version.eq(number);
    let (document, version) = version_of(state, caller, id, wanted).await?;
    let accepted = acceptance::Entity::find()
        .filter(acceptance::Column::UserId.eq(caller.user.id))
        .filter(acceptance::Column::VersionId.eq(version.id))
        .filter(acceptance::Column::State.eq("accepted"))
        .one(&state.db)
        .await?;
    if !version.is_current && accepted.is_none() {
        // It may have been declined since it ran out.
        let record = terms::ledger(&state.db, caller.user.id).await?;
        let is_on_record = |entry: &terms_decision::Model| {
            entry.document_id == document.id && entry.version == version.version && entry.state == "accepted"
        };
        if !record.iter().any(is_on_record) {
            return Err(no_terms());
        }
    }
    Ok((document, version))
}

async fn document_of(
    state: &AppState,
    caller: &Caller,
    id: &str,
) -> Result<terms_document::Model, GraphError> {
    let id: Uuid = id.parse().map_err(|_| no_terms())?;
    let documents = documents_of(&state.db, &caller.user).await?;
    documents
        .into_iter()
        .find(|document| document.id == id)
        .ok_or_else(no_terms)
}

/// The text in the best language; else the default one.
fn choose<'a>(wanted: &[String], files: &[&'a terms_file::Model]) -> Option<&'a terms_file::Model> {
    let languages: Vec<&str> = files.iter().map(|file| file.language.as_str()).collect();
    let best = language::choose(wanted, &languages);
    let suits = files.iter().find(|file| Some(file.language.as_str()) == best);
    suits
        .or_else(|| files.iter().find(|file| file.is_default))
        .or_else(|| files.first())
        .copied()
}

fn no_terms() -> GraphError {
    GraphError::not_found("termsNotFound", "There is no such terms document.")
}
