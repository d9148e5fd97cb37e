//! `/reset`: getting back in (B-121 … B-140). Who somebody is, verification one or two times by means of different
//! kinds, a new password or an unlocked account. Until the first verification is right the pages are the same for every
//! name, in text, status and work; what a person has, and why they cannot, is told to who proved something, or by mail.

mod ask;
mod check;
mod contact;
mod limits;
mod page;
mod password;
mod row;
mod scene;
mod texts;
mod verify;

use std::time::Duration;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use sea_orm::DbErr;
use serde::Deserialize;

use self::row::Purpose;
use self::texts::ResetTexts;
use super::checked_form::CheckedForm;
use super::error::{PageError, minutes};
use super::next::Next;
use super::render;
use super::visitor::Visitor;
use crate::audit::{self, Event};
use crate::auth::ClientAddress;
use crate::authority::authorize::AuthorizationRequest;
use crate::authority::directory;
use crate::rate_limit::{self, Limit};
use crate::resets::standing::{Standing, nobody};
use crate::resets::{self, Offer};
use crate::state::AppState;
use crate::store::entities::user;

/// Where verifying is.
const VERIFY: &str = "/reset/verify";
const PASSWORD: &str = "/reset/password";
const CONTACT: &str = "/reset/contact";
/// The longest name that is looked at, in characters.
const LONGEST_NAME: usize = 254;
/// How often a person is told by mail why they cannot.
const TOLD: Limit = Limit {
    hits: 1,
    window: Duration::from_secs(24 * 3600),
};

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(resets::PATH, get(show).post(begin))
        .route(VERIFY, get(verify::show).post(verify::submit))
        .route("/reset/verify/way", post(verify::choose))
        .route("/reset/verify/send", post(verify::send))
        .route("/reset/verify/state", get(verify::watch))
        .route(PASSWORD, get(password::show).post(password::submit))
        .route("/reset/done", get(password::done))
        .route(CONTACT, get(contact::show).post(contact::submit))
}

#[derive(Deserialize)]
struct Start {
    username: Option<String>,
    because: Option<String>,
}

/// What stands in the form.
#[derive(Default)]
struct Typed {
    user_name: String,
    purpose: Option<Purpose>,
}

/// `GET /reset`
async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(start): Query<Start>,
) -> Result<Response, PageError> {
    let w = ResetTexts::of(visitor.lang);
    let problem = match start.because.as_deref() {
        Some("late") => Some(w.late.to_owned()),
        Some("tries") => Some(w.tries.to_owned()),
        _ => None,
    };
    let typed = Typed {
        user_name: read_name(start.username.as_deref()),
        purpose: None,
    };
    let tenant = resets::organization_of(&state.db, &typed.user_name).await?;
    let tenant = tenant.ok_or(PageError::NotFound)?;
    match Offer::of(&state.db, &tenant).await? {
        Offer::Own => page::start(&state, visitor, &tenant, typed, problem),
        offer => Ok(page::off(visitor, &tenant, offer)),
    }
}

/// `POST /reset`: goes on for every name (B-127).
async fn begin(
    State(state): State<AppState>,
    client: ClientAddress,
    CheckedForm { mut visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let typed = Typed {
        user_name: read_name(form.get("user_name")),
        purpose: form.get("purpose").and_then(Purpose::parse),
    };
    let tenant = resets::organization_of(&state.db, &typed.user_name).await?;
    let tenant = tenant.ok_or(PageError::NotFound)?;
    match Offer::of(&state.db, &tenant).await? {
        Offer::Own => {}
        offer => return Ok(page::off(visitor, &tenant, offer)),
    }
    let w = ResetTexts::of(visitor.lang);
    let purpose = match typed.purpose {
        Some(purpose) if !typed.user_name.is_empty() => purpose,
        None if !typed.user_name.is_empty() => {
            return page::start(&state, visitor, &tenant, typed, Some(w.no_purpose.to_owned()));
        }
        _ => return page::start(&state, visitor, &tenant, typed, Some(w.no_name.to_owned())),
    };
    let name_mac = row::name_mac(&state, &typed.user_name);
    if let Err(wait) = limits::begin(&state, client, &name_mac).await? {
        let problem = w.limited.replace("{minutes}", &minutes(wait));
        return page::start(&state, visitor, &tenant, typed, Some(problem));
    }
    let person = directory::user_by_name(&state.db, &typed.user_name).await?;
    let standing = Standing::of(&state, person.clone().unwrap_or_else(|| nobody(tenant.id))).await?;
    let refused = standing.refused();
    let user_id = person.as_ref().map(|user| user.id);
    let wish = row::Wish {
        user_name: &typed.user_name,
        name_mac,
        tenant_id: tenant.id,
        user_id: user_id.filter(|_| refused.is_none()),
        purpose,
    };
    row::begin(&state, &mut visitor, wish).await?;
    let noting = state.clone();
    state.background.run(async move {
        let Some(user) = person else { return };
        let mut event = Event {
            address: Some(client.0.to_string()),
            detail: vec![("purpose", purpose.as_str().to_owned())],
            ..Event::of("password.reset_begun", &user)
        };
        if let Some(refused) = refused {
            event.kind = "password.reset_refused";
            event.detail.push(("reason", refused.name().to_owned()));
        }
        if let Err(error) = note(&noting, &user, refused.is_some(), event).await {
            tracing::error!(error = &error as &dyn std::error::Error, "the database failed");
        }
    });
    Ok(render::redirect(visitor, VERIFY))
}

/// Writes down that somebody began; who cannot is told by mail why, once a day (B-134 … B-136).
async fn note(state: &AppState, user: &user::Model, is_refused: bool, event: Event<'_>) -> Result<(), DbErr> {
    let now_ms = state.now_ms();
    if is_refused {
        let bucket = format!("reset:told:{}", user.id);
        if rate_limit::hit(&state.db, now_ms, &bucket, TOLD).await?.is_err() {
            return Ok(());
        }
    }
    audit::record(&state.db, now_ms, event).await
}

/// The name as it is looked for.
fn read_name(typed: Option<&str>) -> String {
    let typed = typed.unwrap_or_default().trim();
    let plain = typed.chars().filter(|c| !c.is_control());
    plain.take(LONGEST_NAME).collect()
}

/// Where somebody goes who cannot sign in, from the sign-in page: in the organization whose app asks, or in the first.
pub(super) async fn link(
    state: &AppState,
    next: Option<&Next>,
    user_name: &str,
) -> Result<Option<String>, PageError> {
    let asked = match next.and_then(Next::authorization_request) {
        Some((tenant, query)) => AuthorizationRequest::read(state, tenant, query).await.ok(),
        None => None,
    };
    let offer = match asked {
        Some(request) => Offer::of(&state.db, &request.tenant).await?,
        None => match resets::organization_of(&state.db, user_name).await? {
            Some(tenant) => Offer::of(&state.db, &tenant).await?,
            None => Offer::Off,
        },
    };
    Ok(match offer {
        Offer::Own if user_name.is_empty() => Some(resets::PATH.to_owned()),
        Offer::Own => Some(format!("{}?username={}", resets::PATH, Next::encode(user_name))),
        Offer::Elsewhere(page) => Some(page),
        Offer::Off => None,
    })
}
