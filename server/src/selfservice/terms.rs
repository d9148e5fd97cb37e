//! Terms of use: the documents a person has to accept, their text, and accepting (B-172 … B-177).

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, TryInsertResult};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{Collection, accept_language, language};
use crate::audit;
use crate::auth::{Caller, ClientAddress};
use crate::clock::rfc3339;
use crate::graph::{Authenticated, GraphError, JsonBody, Segment, acceptance_entity};
use crate::state::AppState;
use crate::store::entities::{acceptance, terms_document, terms_exemption, terms_file, terms_version};

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
    accepted_version: Option<String>,
    accepted_date_time: Option<String>,
    order: i32,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
enum AcceptanceState {
    Pending,
    Accepted,
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
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Acceptance {
    file_id: String,
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
    let documents = documents_of(state, caller).await?;
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
    let accepted = acceptance::Entity::find()
        .filter(acceptance::Column::UserId.eq(caller.user.id))
        .filter(acceptance::Column::State.eq("accepted"))
        .order_by_desc(acceptance::Column::RecordedAt)
        .all(&state.db)
        .await?;

    let now_ms = state.now_ms();
    let value = documents.iter().filter_map(|document| {
        let version = versions
            .iter()
            .find(|v| v.document_id == document.id && v.is_current)?;
        let files: Vec<&terms_file::Model> = files.iter().filter(|f| f.version_id == version.id).collect();
        let shown = choose(&wanted, &files)?;
        let latest = accepted.iter().find(|a| a.document_id == document.id);
        let is_accepted = accepted
            .iter()
            .any(|a| a.version_id == version.id && stands(a, now_ms));
        let accepted_version = latest.and_then(|a| versions.iter().find(|v| v.id == a.version_id));
        Some(TermsOfUse {
            id: document.id,
            display_name: shown.display_name.clone(),
            file_id: shown.id,
            version: version.version.clone(),
            language: shown.language.clone(),
            available_languages: files.iter().map(|file| file.language.clone()).collect(),
            state: if is_accepted {
                AcceptanceState::Accepted
            } else {
                AcceptanceState::Pending
            },
            is_viewing_before_acceptance_required: document.must_be_opened,
            accepted_version: accepted_version.map(|version| version.version.clone()),
            accepted_date_time: latest.map(|a| rfc3339(a.recorded_at)),
            order: document.sort_order,
        })
    });
    Ok(Collection {
        value: value.collect(),
    })
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
    let (document, version) = current_version(&state, &caller, &id).await?;
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
    ClientAddress(address): ClientAddress,
    Segment(id): Segment,
    JsonBody(asked): JsonBody<Acceptance>,
) -> Result<(StatusCode, Json<Value>), GraphError> {
    let (document, version) = current_version(&state, &caller, &id).await?;
    let file = match asked.file_id.parse::<Uuid>() {
        Ok(file_id) => terms_file::Entity::find_by_id(file_id).one(&state.db).await?,
        Err(_) => None,
    };
    let file = file.filter(|file| file.version_id == version.id).ok_or_else(|| {
        GraphError::new(
            StatusCode::CONFLICT,
            "termsChanged",
            "This is not the current version. Read the current one first.",
        )
    })?;

    let now_ms = state.now_ms();
    let row = acceptance::ActiveModel {
        id: Set(Uuid::new_v4()),
        user_id: Set(caller.user.id),
        document_id: Set(document.id),
        version_id: Set(version.id),
        file_id: Set(file.id),
        state: Set("accepted".to_owned()),
        recorded_at: Set(now_ms),
        expires_at: Set(None),
    };
    let once = OnConflict::columns([acceptance::Column::UserId, acceptance::Column::VersionId])
        .do_nothing()
        .to_owned();
    let inserted = acceptance::Entity::insert(row)
        .on_conflict(once)
        .try_insert()
        .exec_without_returning(&state.db)
        .await?;
    let is_new = match inserted {
        TryInsertResult::Inserted(_) => true,
        TryInsertResult::Empty | TryInsertResult::Conflicted => {
            renew(&state, &caller, version.id, file.id, now_ms).await?
        }
    };
    let accepted = acceptance::Entity::find()
        .filter(acceptance::Column::UserId.eq(caller.user.id))
        .filter(acceptance::Column::VersionId.eq(version.id))
        .one(&state.db)
        .await?
        .ok_or_else(GraphError::internal)?;
    if is_new {
        let event = audit::Event {
            client_id: Some(caller.client),
            address: Some(address.to_string()),
            detail: vec![
                ("document", document.id.to_string()),
                ("version", version.version),
                ("language", file.language),
            ],
            ..audit::Event::of("terms.accepted", &caller.user)
        };
        audit::record(&state.db, now_ms, event).await?;
    }
    Ok((
        StatusCode::CREATED,
        Json(acceptance_entity(&state, &caller, &accepted)),
    ))
}

/// Accepts again what was declined or has expired. False when the acceptance still stands.
async fn renew(
    state: &AppState,
    caller: &Caller,
    version_id: Uuid,
    file_id: Uuid,
    now_ms: i64,
) -> Result<bool, GraphError> {
    let over = acceptance::Column::State
        .ne("accepted")
        .or(acceptance::Column::ExpiresAt.lte(now_ms));
    let renewed = acceptance::Entity::update_many()
        .col_expr(acceptance::Column::State, Expr::value("accepted"))
        .col_expr(acceptance::Column::FileId, Expr::value(file_id))
        .col_expr(acceptance::Column::RecordedAt, Expr::value(now_ms))
        .col_expr(acceptance::Column::ExpiresAt, Expr::value(None::<i64>))
        .filter(acceptance::Column::UserId.eq(caller.user.id))
        .filter(acceptance::Column::VersionId.eq(version_id))
        .filter(over)
        .exec(&state.db)
        .await?;
    Ok(renewed.rows_affected > 0)
}

fn stands(acceptance: &acceptance::Model, now_ms: i64) -> bool {
    acceptance.expires_at.is_none_or(|end| end > now_ms)
}

/// The documents that concern a person.
async fn documents_of(state: &AppState, caller: &Caller) -> Result<Vec<terms_document::Model>, GraphError> {
    let audience = if caller.user.user_type == "Guest" {
        "guests"
    } else {
        "members"
    };
    let exempt = terms_exemption::Entity::find()
        .filter(terms_exemption::Column::UserId.eq(caller.user.id))
        .all(&state.db)
        .await?;
    let exempt = exempt.into_iter().map(|exemption| exemption.document_id);
    Ok(terms_document::Entity::find()
        .filter(terms_document::Column::TenantId.eq(caller.tenant.id))
        .filter(terms_document::Column::Enabled.eq(true))
        .filter(terms_document::Column::Audience.is_in(["everyone", audience]))
        .filter(terms_document::Column::Id.is_not_in(exempt))
        .order_by_asc(terms_document::Column::SortOrder)
        .order_by_asc(terms_document::Column::Id)
        .all(&state.db)
        .await?)
}

/// A document of this person with its current version.
async fn current_version(
    state: &AppState,
    caller: &Caller,
    id: &str,
) -> Result<(terms_document::Model, terms_version::Model), GraphError> {
    let id: Uuid = id.parse().map_err(|_| no_terms())?;
    let documents = documents_of(state, caller).await?;
    let document = documents
        .into_iter()
        .find(|document| document.id == id)
        .ok_or_else(no_terms)?;
    let version = terms_version::Entity::find()
        .filter(terms_version::Column::DocumentId.eq(id))
        .filter(terms_version::Column::IsCurrent.eq(true))
        .one(&state.db)
        .await?
        .ok_or_else(no_terms)?;
    Ok((document, version))
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
