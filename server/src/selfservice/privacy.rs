//! `/me/privacy`: the organization's notice, and the apps that use the account (B-179, B-183); taking a consent back.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use serde::Serialize;
use uuid::Uuid;

use super::{accept_language, language, sessions};
use crate::audit::Event;
use crate::auth::{Caller, ClientAddress};
use crate::authority::consents;
use crate::clock::rfc3339;
use crate::graph::{Authenticated, GraphError, Segment};
use crate::pages;
use crate::state::AppState;
use crate::store::entities::{client, consent, grant, service_principal, tenant};

/// `selfService.privacyNotice`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PrivacyNotice {
    statement_url: Option<String>,
    contact_email: Option<String>,
}

/// `selfService.privacy`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Privacy {
    #[serde(flatten)]
    notice: PrivacyNotice,
    connected_services: Vec<ConnectedService>,
}

/// `selfService.connectedService`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConnectedService {
    app_id: Uuid,
    app_display_name: String,
    consent_id: Option<Uuid>,
    consented_by: &'static str,
    permissions: Vec<Permission>,
    since_date_time: String,
    last_used_date_time: Option<String>,
    sessions: usize,
    is_current: bool,
}

/// `selfService.permission`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Permission {
    value: String,
    display_name: String,
}

/// What `GET /me` says of it.
pub(super) fn notice_of(tenant: &tenant::Model) -> PrivacyNotice {
    PrivacyNotice {
        statement_url: tenant.settings.privacy_statement.clone(),
        contact_email: tenant.settings.privacy_contact.clone(),
    }
}

/// `GET /me/privacy`
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Authenticated,
    headers: HeaderMap,
) -> Result<Json<Privacy>, GraphError> {
    Ok(Json(Privacy {
        notice: notice_of(&caller.tenant),
        connected_services: services(&state, &caller, &headers).await?,
    }))
}

/// `DELETE /me/consents/{id}`
pub(super) async fn withdraw(
    State(state): State<AppState>,
    caller: Authenticated,
    ClientAddress(address): ClientAddress,
    Segment(id): Segment,
) -> Result<StatusCode, GraphError> {
    let none = || GraphError::not_found("consentNotFound", "There is no such consent.");
    let id = Uuid::try_parse(&id).map_err(|_| none())?;
    let given = consents::one_of(&state.db, caller.user.id, id).await?;
    let given = given.ok_or_else(none)?;
    if given.client_id == caller.client {
        return Err(GraphError::new(
            StatusCode::CONFLICT,
            "consentIsCurrent",
            "The app that asks is ended by signing out.",
        ));
    }
    let event = Event {
        client_id: Some(given.client_id),
        address: Some(address.to_string()),
        ..Event::of("consent.withdrawn", &caller.user)
    };
    if !consents::withdraw(&state.db, state.now_ms(), &given, event).await? {
        return Err(none());
    }
    Ok(StatusCode::NO_CONTENT)
}

/// What is known of an app that uses the account.
#[derive(Default)]
struct Used {
    consent: Option<consent::Model>,
    scopes: Vec<String>,
    first: Option<i64>,
    last: Option<i64>,
    sessions: usize,
}

/// The apps that were allowed something and still may, the last used first.
pub(super) async fn services(
    state: &AppState,
    caller: &Caller,
    headers: &HeaderMap,
) -> Result<Vec<ConnectedService>, DbErr> {
    let mut used = used(state, caller).await?;
    let mut clients = client::Entity::find()
        .filter(client::Column::Id.is_in(used.keys().copied()))
        .all(&state.db)
        .await?;
    // Another organization's app has the consent that was given here.
    let here = service_principal::Entity::find()
        .filter(service_principal::Column::TenantId.eq(caller.tenant.id))
        .all(&state.db)
        .await?;
    for app in clients.iter_mut().filter(|app| app.tenant_id != caller.tenant.id) {
        let given = here.iter().find(|used| used.client_id == app.id);
        app.consented_scopes = given
            .map(|used| used.consented_scopes.clone())
            .unwrap_or_default();
    }
    let wanted = language::wanted(
        None,
        accept_language(headers),
        caller.user.preferred_language.as_deref(),
    );
    let language = language::choose(&wanted, &["nl", "en"]).unwrap_or("en");
    let mut services: Vec<(Option<i64>, ConnectedService)> = clients
        .into_iter()
        .filter_map(|app| {
            let used = used.remove(&app.id)?;
            Some((used.last, service(app, used, caller, language)))
        })
        .collect();
    services.sort_by(|(one, a), (other, b)| {
        other
            .cmp(one)
            .then_with(|| a.app_display_name.cmp(&b.app_display_name))
    });
    Ok(services.into_iter().map(|(_, service)| service).collect())
}

async fn used(state: &AppState, caller: &Caller) -> Result<HashMap<Uuid, Used>, DbErr> {
    let mut used: HashMap<Uuid, Used> = HashMap::new();
    for row in consents::all_of(&state.db, caller.user.id).await? {
        let of = used.entry(row.client_id).or_default();
        of.scopes.extend(row.scopes.0.iter().cloned());
        of.consent = Some(row);
    }
    for grant in sessions::usable(state, caller).await? {
        let of = used.entry(grant.client_id).or_default();
        of.sessions += 1;
        of.scopes.extend(grant.scopes.0);
    }
    // Also what is over by now says when an app was first and last used.
    let remembered = grant::Entity::find()
        .filter(grant::Column::UserId.eq(caller.user.id))
        .all(&state.db)
        .await?;
    for grant in remembered {
        if let Some(of) = used.get_mut(&grant.client_id) {
            of.first = Some(of.first.map_or(grant.created_at, |at| at.min(grant.created_at)));
            of.last = of.last.max(Some(grant.last_used_at));
        }
    }
    Ok(used)
}

fn service(app: client::Model, used: Used, caller: &Caller, language: &str) -> ConnectedService {
    let is_current = app.id == caller.client;
    let by_organization = used.scopes.iter().any(|scope| app.consented_scopes.has(scope));
    let consented_by = match (&used.consent, by_organization) {
        (Some(_), true) => "both",
        (Some(_), false) => "person",
        (None, _) => "organization",
    };
    let mut permissions: Vec<Permission> = Vec::new();
    for scope in used.scopes {
        // What concerns the token only has no words, and two scopes may have the same.
        let Some(words) = pages::scope_in_words(language, &scope) else {
            continue;
        };
        if !permissions
            .iter()
            .any(|permission| permission.display_name == words)
        {
            permissions.push(Permission {
                display_name: words.to_owned(),
                value: scope,
            });
        }
    }
    let since = used.consent.as_ref().map(|row| row.given_at).or(used.first);
    ConnectedService {
        app_id: app.id,
        app_display_name: app.display_name,
        consent_id: used.consent.filter(|_| !is_current).map(|row| row.id),
        consented_by,
        permissions,
        since_date_time: rfc3339(since.unwrap_or_default()),
        last_used_date_time: used.last.map(rfc3339),
        sessions: used.sessions,
        is_current,
    }
}
