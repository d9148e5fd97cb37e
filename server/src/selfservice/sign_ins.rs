//! `/me/signIns`: what happened with the account (B-157 … B-165), in Graph's `signIn` type.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use serde::Serialize;
use url::form_urlencoded;
use uuid::Uuid;

use crate::audit::{self, Event};
use crate::auth::{Caller, ClientAddress};
use crate::clock::rfc3339;
use crate::graph::{Authenticated, GraphError, Segment};
use crate::sign_ins::{self, After, Answer, Condition, Wanted, looked_for, risk};
use crate::state::AppState;
use crate::store::entities::sign_in::Model;
use crate::store::values::Place;

const PATH: &str = "/selfservice/v1.0/me/signIns";
/// Rows of a page, when not asked for otherwise, and at most.
const USUAL: u64 = 25;
const MOST: u64 = 100;

/// `selfService.signInSummary`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Summary {
    unusual: u64,
    shows_places: bool,
}

/// `selfService.signInCollection`
#[derive(Serialize)]
pub(super) struct Page {
    #[serde(rename = "@odata.nextLink", skip_serializing_if = "Option::is_none")]
    next_link: Option<String>,
    value: Vec<SignIn>,
}

/// `selfService.signIn`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SignIn {
    id: Uuid,
    created_date_time: String,
    app_display_name: Option<String>,
    app_id: Option<Uuid>,
    client_app_used: String,
    conditional_access_status: &'static str,
    is_interactive: bool,
    ip_address: Option<String>,
    location: Option<Place>,
    device_detail: DeviceDetail,
    status: Status,
    mfa_detail: Option<MfaDetail>,
    session_activity: bool,
    risk_state: String,
    risk_level_during_sign_in: &'static str,
    risk_level_aggregated: &'static str,
    risk_detail: &'static str,
    #[serde(rename = "riskEventTypes_v2")]
    risk_event_types: Vec<&'static str>,
    user_id: Uuid,
    user_display_name: String,
    user_principal_name: String,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct DeviceDetail {
    device_id: Option<String>,
    display_name: Option<String>,
    operating_system: Option<String>,
    browser: Option<String>,
    is_compliant: Option<bool>,
    is_managed: Option<bool>,
    trust_type: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    error_code: i32,
    failure_reason: Option<String>,
    additional_details: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MfaDetail {
    auth_method: String,
    auth_detail: Option<String>,
}

/// What `GET /me` says of them.
pub(super) async fn summary(state: &AppState, caller: &Caller) -> Result<Summary, GraphError> {
    Ok(Summary {
        unusual: sign_ins::unusual(&state.db, caller.user.id).await?,
        shows_places: state.places.is_there(),
    })
}

/// `GET /me/signIns`
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Authenticated,
    RawQuery(query): RawQuery,
) -> Result<Json<Page>, GraphError> {
    let asked = Asked::read(&query.unwrap_or_default())?;
    let (rows, next) = sign_ins::page(&state.db, caller.user.id, &asked.wanted).await?;
    Ok(Json(Page {
        next_link: next.map(|after| asked.next_link(&state, after)),
        value: rows.into_iter().map(|row| of(row, &caller)).collect(),
    }))
}

/// `POST /me/signIns/{id}/confirmSafe`
pub(super) async fn confirm_safe(
    state: State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    id: Segment,
) -> Result<StatusCode, GraphError> {
    answer(state, caller, client, id, Answer::Mine).await
}

/// `POST /me/signIns/{id}/confirmCompromised`
pub(super) async fn confirm_compromised(
    state: State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    id: Segment,
) -> Result<StatusCode, GraphError> {
    answer(state, caller, client, id, Answer::NotMine).await
}

async fn answer(
    State(state): State<AppState>,
    caller: Authenticated,
    ClientAddress(address): ClientAddress,
    Segment(id): Segment,
    answer: Answer,
) -> Result<StatusCode, GraphError> {
    let none = || GraphError::not_found("signInNotFound", "There is no such sign-in.");
    let id = Uuid::try_parse(&id).map_err(|_| none())?;
    let changed = sign_ins::answer(&state.db, caller.user.id, id, answer).await?;
    if changed.ok_or_else(none)? {
        let kind = match answer {
            Answer::Mine => "sign_in.confirmed_safe",
            Answer::NotMine => "sign_in.confirmed_compromised",
        };
        let event = Event {
            client_id: Some(caller.client),
            address: Some(address.to_string()),
            detail: vec![("signIn", id.to_string())],
            ..Event::of(kind, &caller.user)
        };
        audit::record(&state.db, state.now_ms(), event).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// What the query string asks for. What would change the answer and is not offered is refused, so that nobody takes a
/// list for another one.
#[derive(Debug, Default)]
struct Asked {
    wanted: Wanted,
    /// The options as they came, without the place to go on from.
    kept: Vec<(String, String)>,
}

impl Asked {
    fn read(query: &str) -> Result<Self, GraphError> {
        let refused = |name: &str| {
            GraphError::bad_request(format!(
                "The query specified in the URI is not valid. Query option '{}' is not allowed or has no valid value.",
                name.chars().take(32).collect::<String>()
            ))
        };
        let mut asked = Self::default();
        asked.wanted.top = USUAL;
        let mut seen = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()).into_owned() {
            if !name.starts_with('$') {
                continue;
            }
            if seen.contains(&name) {
                return Err(refused(&name));
            }
            let wanted = &mut asked.wanted;
            match name.as_str() {
                "$top" => {
                    let top = value.parse().ok().filter(|top| (1..=MOST).contains(top));
                    wanted.top = top.ok_or_else(|| refused(&name))?;
                }
                "$skiptoken" => {
                    wanted.after = Some(After::parse(&value).ok_or_else(|| refused(&name))?);
                }
                "$search" => wanted.search = looked_for(&value),
                "$filter" => {
                    wanted.filter = Condition::parse_all(&value).ok_or_else(|| refused(&name))?;
                }
                _ => return Err(refused(&name)),
            }
            seen.push(name.clone());
            if name != "$skiptoken" {
                asked.kept.push((name, value));
            }
        }
        Ok(asked)
    }

    fn next_link(&self, state: &AppState, after: After) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.kept)
            .append_pair("$skiptoken", &after.token())
            .finish();
        state.config.address(&format!("{PATH}?{query}"))
    }
}

pub(super) fn of(row: Model, caller: &Caller) -> SignIn {
    let level = match (row.is_unfamiliar, row.risk_state.as_str()) {
        (_, risk::COMPROMISED) => "high",
        (true, _) => "medium",
        (false, _) => "none",
    };
    SignIn {
        id: row.id,
        created_date_time: rfc3339(row.created_at),
        app_display_name: row.app_display_name,
        app_id: row.client_id,
        client_app_used: row.client_app_used,
        conditional_access_status: "notApplied",
        is_interactive: true,
        ip_address: row.address,
        location: row.location,
        device_detail: DeviceDetail {
            display_name: row.device_name,
            operating_system: row.operating_system,
            browser: row.browser,
            ..DeviceDetail::default()
        },
        status: Status {
            error_code: row.error_code,
            failure_reason: row.failure_reason,
            additional_details: row.additional_details,
        },
        mfa_detail: row.second_way.map(|auth_method| MfaDetail {
            auth_method,
            auth_detail: None,
        }),
        session_activity: row.session_activity,
        risk_level_during_sign_in: if row.is_unfamiliar { "medium" } else { "none" },
        risk_level_aggregated: if row.risk_state == risk::SAFE {
            "none"
        } else {
            level
        },
        risk_state: row.risk_state,
        risk_detail: "none",
        risk_event_types: row
            .is_unfamiliar
            .then_some("unfamiliarFeatures")
            .into_iter()
            .collect(),
        user_id: caller.user.id,
        user_display_name: caller.user.display_name.clone(),
        user_principal_name: caller.user.user_name.clone(),
    }
}
