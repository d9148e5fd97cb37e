//! What the phone's page sends: each request signed by the phone's key. No cookie counts here.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sea_orm::EntityTrait;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::auth::ClientAddress;
use crate::clock::rfc3339;
use crate::methods::approval::{self, NotEnrolled, Outcome, Phone, PublicKey, Refused, Reply, Signature};
use crate::push::{self, NotSubscribed};
use crate::rate_limit::{self, Limit};
use crate::secrets::token_hash;
use crate::state::AppState;
use crate::store::entities::{tenant, user};

const ENROL: &str = "/approve/api/enrol";
const PENDING: &str = "/approve/api/pending";
const ANSWER: &str = "/approve/api/answer";
const NOTIFICATIONS: &str = "/approve/api/notifications";
/// The largest request of a phone, in bytes.
const LARGEST: usize = 8 * 1024;
/// Phones connected from one address.
const ENROLMENTS: Limit = Limit {
    hits: 60,
    window: std::time::Duration::from_secs(10 * 60),
};

/// Why a phone gets no answer. `clock` carries our time.
pub(in crate::pages) struct Failed(StatusCode, &'static str, Option<i64>);

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let Self(status, code, now) = self;
        answered(status, &json!({ "error": code, "now": now }))
    }
}

impl From<sea_orm::DbErr> for Failed {
    fn from(error: sea_orm::DbErr) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the database failed");
        Self(StatusCode::INTERNAL_SERVER_ERROR, "server", None)
    }
}

impl From<Refused> for Failed {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Clock(now_ms) => Self(StatusCode::UNAUTHORIZED, "clock", Some(now_ms)),
            Refused::Signature => Self(StatusCode::UNAUTHORIZED, "signature", None),
            Refused::Replayed => Self(StatusCode::CONFLICT, "replayed", None),
            Refused::NotConnected => Self(StatusCode::GONE, "notConnected", None),
        }
    }
}

#[derive(Deserialize)]
struct Enrolment {
    token: String,
    key: PublicKey,
    device: String,
}

#[derive(Deserialize)]
struct Answer {
    id: Uuid,
    answer: String,
    #[serde(default)]
    number: String,
}

#[derive(Deserialize)]
struct Notifications {
    /// Where the phone's browser takes messages; none when it is to be left alone.
    endpoint: Option<String>,
}

/// `POST /approve/api/enrol`
pub(in crate::pages) async fn enrol(
    State(state): State<AppState>,
    client: ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failed> {
    let bucket = format!("phones from {}", client.0);
    rate_limit::hit(&state.db, state.now_ms(), &bucket, ENROLMENTS)
        .await?
        .map_err(|_| Failed(StatusCode::TOO_MANY_REQUESTS, "tooMany", None))?;
    let asked: Enrolment = read(&body)?;
    let signature = signature(&headers)?;
    let parts = (asked.token.as_str(), &asked.key, asked.device.as_str());
    match approval::enrol(&state, ENROL, &body, parts, signature).await? {
        Ok(row) => told(&state, &Phone::Registering(row)).await,
        Err(NotEnrolled::Over) => Err(Failed(StatusCode::GONE, "codeOver", None)),
        Err(NotEnrolled::Refused(refused)) => Err(refused.into()),
    }
}

/// `POST /approve/api/pending`: what is asked of this phone now.
pub(in crate::pages) async fn pending(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failed> {
    let phone = phone(&state, PENDING, &headers, &body).await?;
    told(&state, &phone).await
}

/// `POST /approve/api/answer`
pub(in crate::pages) async fn answer(
    State(state): State<AppState>,
    client: ClientAddress,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failed> {
    let phone = phone(&state, ANSWER, &headers, &body).await?;
    let asked: Answer = read(&body)?;
    let reply = match asked.answer.as_str() {
        "approve" => Reply::Approve(asked.number),
        "deny" => Reply::Deny,
        "report" => Reply::Report,
        _ => return Err(malformed()),
    };
    let outcome = approval::reply(&state, &phone, asked.id, reply, &client.0.to_string()).await?;
    let (outcome, tries) = match outcome {
        Outcome::Approved => ("approved", None),
        Outcome::Denied => ("denied", None),
        Outcome::Reported => ("reported", None),
        Outcome::WrongNumber(tries) => ("wrongNumber", Some(tries)),
        Outcome::TooManyNumbers => ("tooManyNumbers", None),
        Outcome::TooLate => ("tooLate", None),
        Outcome::Gone => ("gone", None),
        Outcome::NotAdded => ("notAdded", None),
    };
    Ok(answered(
        StatusCode::OK,
        &json!({ "outcome": outcome, "triesRemaining": tries }),
    ))
}

/// `POST /approve/api/notifications`: where this phone takes messages, from now on.
pub(in crate::pages) async fn notifications(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failed> {
    let phone = phone(&state, NOTIFICATIONS, &headers, &body).await?;
    // While it is set up its page is open.
    let Phone::Method(method) = &phone else {
        return Err(Refused::NotConnected.into());
    };
    let asked: Notifications = read(&body)?;
    match asked.endpoint {
        None => push::unsubscribe(&state, method.id).await?,
        Some(endpoint) => push::subscribe(&state, method.id, &endpoint)
            .await?
            .map_err(|refused| match refused {
                NotSubscribed::Off => Failed(StatusCode::CONFLICT, "notificationsOff", None),
                NotSubscribed::NotCalled(_) => Failed(StatusCode::BAD_REQUEST, "pushServiceNotAllowed", None),
                NotSubscribed::NoSuchMethod => Refused::NotConnected.into(),
            })?,
    }
    told(&state, &phone).await
}

async fn phone(state: &AppState, path: &str, headers: &HeaderMap, body: &[u8]) -> Result<Phone, Failed> {
    if body.len() > LARGEST {
        return Err(malformed());
    }
    let thumbprint = text(headers, "x-workpass-key")?;
    let phone = approval::authenticate(state, path, body, thumbprint, signature(headers)?).await?;
    Ok(phone?)
}

/// Whose phone it is and what is asked of it.
async fn told(state: &AppState, phone: &Phone) -> Result<Response, Failed> {
    let gone = || Failed::from(Refused::NotConnected);
    let user = user::Entity::find_by_id(phone.user_id()).one(&state.db).await?;
    let user = user.filter(|user| user.is_active()).ok_or_else(gone)?;
    let tenant = tenant::Entity::find_by_id(user.tenant_id).one(&state.db).await?;
    let asked = approval::pending(state, phone).await?;
    let asked = asked.map(|asked| {
        json!({
            "id": asked.id,
            "purpose": asked.purpose,
            "app": asked.app,
            "address": asked.address,
            "browser": asked.user_agent.as_deref().map(browser),
            "at": rfc3339(asked.created_at),
            "until": rfc3339(asked.expires_at),
        })
    });
    let (stands, device, notifications) = match phone {
        Phone::Method(method) => ("connected", method.value.clone(), woken(state, method.id).await?),
        Phone::Registering(row) if row.state == "awaitingApproval" => ("testing", None, None),
        Phone::Registering(_) => return Err(gone()),
    };
    Ok(answered(
        StatusCode::OK,
        &json!({
            "state": stands,
            "account": user.user_name,
            "organization": tenant.map(|tenant| tenant.display_name),
            "device": device,
            "asked": asked,
            "notifications": notifications,
        }),
    ))
}

/// What the phone needs to be woken: our key, and the hash of the address that we have; none when nobody is woken.
async fn woken(state: &AppState, method_id: Uuid) -> Result<Option<Value>, Failed> {
    let Some(key) = state.push.key() else {
        return Ok(None);
    };
    let endpoint = push::subscribed(state, method_id).await?;
    Ok(Some(
        json!({ "key": key, "at": endpoint.as_deref().map(token_hash) }),
    ))
}

/// A browser by its name and system, as people know them; else what it calls itself.
fn browser(user_agent: &str) -> String {
    let first = |names: &[(&str, &'static str)]| {
        let named = names.iter().find(|(part, _)| user_agent.contains(part));
        named.map(|(_, name)| *name)
    };
    let name = first(&[
        ("Edg/", "Microsoft Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (name, system) {
        (Some(name), Some(system)) => format!("{name}, {system}"),
        _ => user_agent.chars().take(80).collect(),
    }
}

fn signature(headers: &HeaderMap) -> Result<Signature<'_>, Failed> {
    Ok(Signature {
        time: text(headers, "x-workpass-time")?,
        nonce: text(headers, "x-workpass-nonce")?,
        signature: text(headers, "x-workpass-signature")?,
    })
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Result<&'h str, Failed> {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.filter(|value| value.len() <= 256).ok_or_else(malformed)
}

fn read<'b, T: Deserialize<'b>>(body: &'b [u8]) -> Result<T, Failed> {
    if body.len() > LARGEST {
        return Err(malformed());
    }
    serde_json::from_slice(body).map_err(|_| malformed())
}

fn malformed() -> Failed {
    Failed(StatusCode::BAD_REQUEST, "malformed", None)
}

fn answered(status: StatusCode, body: &Value) -> Response {
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, Json(body)).into_response()
}
