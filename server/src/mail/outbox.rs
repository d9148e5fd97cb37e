//! The development outbox: mails stay in the database, where `/dev/outbox` shows them.

use std::sync::Arc;

use askama::Template;
use async_trait::async_trait;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use sea_orm::{ActiveValue::Set, DatabaseConnection, EntityTrait, QueryOrder, QuerySelect};
use serde::Serialize;
use uuid::Uuid;

use super::{Mail, MailError, Mailer};
use crate::auth::ClientAddress;
use crate::clock::{Clock, rfc3339};
use crate::messages;
use crate::state::AppState;
use crate::store::entities::outbox_mail;

/// How many mails are shown.
const SHOWN: u64 = 100;

pub(super) struct Outbox {
    db: DatabaseConnection,
    clock: Arc<dyn Clock>,
}

impl Outbox {
    pub(super) fn new(db: DatabaseConnection, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock }
    }
}

#[async_trait]
impl Mailer for Outbox {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        outbox_mail::Entity::insert(outbox_mail::ActiveModel {
            id: Set(Uuid::new_v4()),
            to_address: Set(mail.to),
            subject: Set(mail.subject),
            text_body: Set(mail.text),
            html_body: Set(mail.html),
            created_at: Set(self.clock.now_ms()),
            sent_at: Set(None),
        })
        .exec_without_returning(&self.db)
        .await
        .map_err(MailError::Outbox)?;
        Ok(())
    }
}

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/dev/outbox", get(show))
        .route("/dev/outbox.css", get(style))
        .route_layer(from_fn(local_only))
}

/// The codes in the outbox are for the developer at this machine: not for the network, and not for a web site whose
/// name was pointed at this machine to read them through the developer's browser.
pub(crate) async fn local_only(ClientAddress(peer): ClientAddress, request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .or_else(|| request.uri().host());
    if peer.is_loopback() && host.is_some_and(is_local) {
        next.run(request).await
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

fn is_local(host: &str) -> bool {
    let port = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
    let name = port.map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    id: Uuid,
    to: String,
    subject: String,
    text: String,
    created_date_time: String,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Outbox</title>
<link rel="stylesheet" href="/dev/outbox.css">
</head>
<body>
<main>
<h1>Outbox</h1>
<p>What the sample organization would have sent, newest first. <a href="/dev/outbox">Load again</a></p>
{% for message in messages %}
<article>
<h2>{% if message.channel == "voice" %}Call{% else %}Text{% endif %} to {{ message.to }}</h2>
<p><time datetime="{{ message.created_date_time }}">{{ message.created_date_time }}</time></p>
<pre>{{ message.text }}</pre>
{% if message.rings %}
<form method="post" action="/dev/messages/{{ message.id }}/press"><button>Press #</button></form>
<form method="post" action="/dev/messages/{{ message.id }}/hang-up"><button>Hang up</button></form>
{% endif %}
</article>
{% endfor %}
{% for mail in mails %}
<article>
<h2>{{ mail.subject }}</h2>
<p>To {{ mail.to }}, <time datetime="{{ mail.created_date_time }}">{{ mail.created_date_time }}</time></p>
<pre>{{ mail.text }}</pre>
</article>
{% endfor %}
{% if mails.is_empty() && messages.is_empty() %}
<p>Nothing was sent yet.</p>
{% endif %}
</main>
</body>
</html>
"#
)]
struct Page {
    mails: Vec<Shown>,
    messages: Vec<messages::Shown>,
}

/// `GET /dev/outbox`: a page for browsers, JSON for everything else.
async fn show(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let rows = outbox_mail::Entity::find()
        .order_by_desc(outbox_mail::Column::CreatedAt)
        .limit(SHOWN)
        .all(&state.db)
        .await;
    let rows = match rows {
        Ok(rows) => rows,
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the outbox could not be read"
            );
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let mails: Vec<Shown> = rows
        .into_iter()
        .map(|row| Shown {
            id: row.id,
            to: row.to_address,
            subject: row.subject,
            text: row.text_body,
            created_date_time: rfc3339(row.created_at),
        })
        .collect();
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    if !accept.contains("text/html") {
        return (no_store, Json(serde_json::json!({ "value": mails }))).into_response();
    }
    let messages = match messages::shown(&state).await {
        Ok(messages) => messages,
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the outbox could not be read"
            );
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    match (Page { mails, messages }).render() {
        Ok(page) => (no_store, security_headers(), Html(page)).into_response(),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the outbox page could not be written"
            );
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn security_headers() -> [(HeaderName, &'static str); 3] {
    [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ]
}

async fn style() -> impl IntoResponse {
    const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;color:#16211f;background:#f5f7f6;margin:0}\
        main{max-width:44rem;margin:0 auto;padding:2rem 1rem}\
        article{background:#fff;border:1px solid #cfd8d5;border-radius:8px;padding:1rem 1.25rem;margin:1rem 0}\
        h2{font-size:1.125rem;margin:0}pre{white-space:pre-wrap;font-size:1rem}a{color:#0b5d5b}";
    ([(header::CONTENT_TYPE, "text/css")], STYLE)
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn only_names_of_this_machine_show_the_outbox() {
        for good in ["localhost", "localhost:8080", "127.0.0.1:1", "[::1]", "[::1]:80"] {
            assert!(is_local(good), "{good}");
        }
        for bad in [
            "",
            "evil.example",
            "localhost.evil.example",
            "evil.example:80",
            "[::1",
            "localhost:x",
        ] {
            assert!(!is_local(bad), "{bad}");
        }
    }
}
