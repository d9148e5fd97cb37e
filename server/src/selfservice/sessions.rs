//! `/me/sessions`: where the person is signed in, and ending it.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, TransactionTrait};
use serde::Serialize;
use uuid::Uuid;

use super::Collection;
use crate::audit::{self, Event};
use crate::auth::{Caller, ClientAddress};
use crate::authority::sessions;
use crate::clock::rfc3339;
use crate::graph::{Authenticated, GraphError, Segment};
use crate::sign_ins::Agent;
use crate::state::AppState;
use crate::store::entities::{browser_session, client, grant, sign_in};
use crate::store::values::Place;

/// Of each kind; who has more sees the last used ones, and can end all.
const MOST: u64 = 100;

/// `selfService.session`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Session {
    id: Uuid,
    kind: &'static str,
    app_display_name: Option<String>,
    device_display_name: Option<String>,
    operating_system: Option<String>,
    browser: Option<String>,
    ip_address: Option<String>,
    location: Option<Place>,
    created_date_time: String,
    last_used_date_time: String,
    is_current: bool,
}

/// `GET /me/sessions`
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Authenticated,
) -> Result<Json<Collection<Session>>, GraphError> {
    let value = all(&state, &caller).await?;
    Ok(Json(Collection { value }))
}

/// Where the person is signed in, the last used first.
async fn all(state: &AppState, caller: &Caller) -> Result<Vec<Session>, DbErr> {
    let mut found = apps(state, caller).await?;
    found.extend(browsers(state, caller).await?);
    found.sort_by(|(one, _), (other, _)| other.cmp(one));
    Ok(found.into_iter().map(|(_, session)| session).collect())
}

/// `DELETE /me/sessions/{id}`
pub(super) async fn end(
    State(state): State<AppState>,
    caller: Authenticated,
    ClientAddress(address): ClientAddress,
    Segment(id): Segment,
) -> Result<StatusCode, GraphError> {
    let none = || GraphError::not_found("sessionNotFound", "There is no such session.");
    let id = Uuid::try_parse(&id).map_err(|_| none())?;
    if id == caller.grant {
        return Err(GraphError::new(
            StatusCode::CONFLICT,
            "sessionIsCurrent",
            "This session is ended by signing out.",
        ));
    }
    let now_ms = state.now_ms();
    let ended = sessions::end_one(&state.db, now_ms, caller.user.id, id, "ended_by_user").await?;
    let kind = ended.ok_or_else(none)?;
    let event = Event {
        client_id: Some(caller.client),
        address: Some(address.to_string()),
        detail: vec![("kind", kind.to_owned())],
        ..Event::of("session.ended", &caller.user)
    };
    audit::record(&state.db, now_ms, event).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /me/sessions/endOthers`
pub(super) async fn end_others(
    State(state): State<AppState>,
    caller: Authenticated,
    ClientAddress(address): ClientAddress,
) -> Result<StatusCode, GraphError> {
    let now_ms = state.now_ms();
    let change = state.db.begin().await?;
    let ended = sessions::end_others(&change, now_ms, caller.user.id, caller.grant, "ended_by_user").await?;
    let event = Event {
        client_id: Some(caller.client),
        address: Some(address.to_string()),
        detail: vec![("count", ended.to_string())],
        ..Event::of("sessions.others_ended", &caller.user)
    };
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The apps that can still do something, each with when it was last used.
async fn apps(state: &AppState, caller: &Caller) -> Result<Vec<(i64, Session)>, DbErr> {
    let grants = usable(state, caller).await?;
    let used: Vec<i64> = grants.iter().map(|grant| grant.last_used_at).collect();
    let sessions = of_apps(state, caller, grants).await?;
    Ok(used.into_iter().zip(sessions).collect())
}

/// What was given to apps, in the order of the grants.
pub(super) async fn of_apps(
    state: &AppState,
    caller: &Caller,
    grants: Vec<grant::Model>,
) -> Result<Vec<Session>, DbErr> {
    let ids = grants.iter().map(|grant| grant.id);
    let began: HashMap<Uuid, sign_in::Model> = sign_in::Entity::find()
        .filter(sign_in::Column::GrantId.is_in(ids))
        .all(&state.db)
        .await?
        .into_iter()
        .filter_map(|row| Some((row.grant_id?, row)))
        .collect();
    let names: HashMap<Uuid, String> = client::Entity::find()
        .filter(client::Column::Id.is_in(grants.iter().map(|grant| grant.client_id)))
        .all(&state.db)
        .await?
        .into_iter()
        .map(|client| (client.id, client.display_name))
        .collect();
    let sessions = grants.into_iter().map(|grant| {
        let from = began.get(&grant.id);
        Session {
            id: grant.id,
            kind: "app",
            app_display_name: names.get(&grant.client_id).cloned(),
            device_display_name: grant.device_name,
            operating_system: grant
                .device_os
                .or_else(|| from.and_then(|row| row.operating_system.clone())),
            browser: None,
            ip_address: from.and_then(|row| row.address.clone()),
            location: from.and_then(|row| row.location.clone()),
            created_date_time: rfc3339(grant.created_at),
            last_used_date_time: rfc3339(grant.last_used_at),
            is_current: grant.id == caller.grant,
        }
    });
    Ok(sessions.collect())
}

/// What apps still have of a person, the last used first.
pub(super) async fn usable(state: &AppState, caller: &Caller) -> Result<Vec<grant::Model>, DbErr> {
    sessions::usable(&state.db, state.now_ms(), &caller.user, Some(MOST)).await
}

/// The browsers that are signed in.
async fn browsers(state: &AppState, caller: &Caller) -> Result<Vec<(i64, Session)>, DbErr> {
    let rows = sessions::open_browsers(&state.db, state.now_ms(), &caller.user, Some(MOST)).await?;
    let sessions = rows
        .into_iter()
        .filter_map(|row| Some((row.last_seen_at, of_browser(state, row)?)));
    Ok(sessions.collect())
}

/// A browser that is signed in; none when the row is of the time before browsers could be named.
pub(super) fn of_browser(state: &AppState, row: browser_session::Model) -> Option<Session> {
    let agent = Agent::of(row.user_agent.as_deref());
    Some(Session {
        id: row.session_id?,
        kind: "browser",
        app_display_name: None,
        device_display_name: None,
        operating_system: agent.operating_system.map(str::to_owned),
        browser: agent.browser.map(str::to_owned),
        location: row
            .address
            .as_deref()
            .and_then(|address| state.places.of(address)),
        ip_address: row.address,
        created_date_time: rfc3339(row.authenticated_at),
        last_used_date_time: rfc3339(row.last_seen_at),
        is_current: false,
    })
}
