//! Texts and calls over a gateway: signed requests to an address of the organization's choice.
//!
//! A request is `POST` with JSON; `Workpass-Timestamp` (Unix seconds) and `Workpass-Signature` (`v1=` and the hex
//! HMAC-SHA256 of `message.timestamp.body` under the shared secret) say that it is ours. `id` is the same when one is
//! tried again. The gateway tells what became of a call at the `callback` address, with the same headers; its signature
//! is of `answer.id.timestamp.body`, with the `id` of the call: it is good for that call, and for nothing that we sent.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use async_trait::async_trait;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use ring::hmac;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use super::{Message, MessageError, Messenger};
use crate::clock::Clock;
use crate::graph::Segment;
use crate::methods::called;
use crate::methods::phone::Channel;
use crate::outbound;
use crate::state::AppState;

const TIMESTAMP: &str = "workpass-timestamp";
const SIGNATURE: &str = "workpass-signature";
/// How far the clocks of two machines may be apart.
const SKEW_SECONDS: i64 = 5 * 60;
/// One attempt. All of them stay under the server's limit for a request, so that the person is told why.
const ATTEMPT: Duration = Duration::from_secs(5);
/// Waits before the attempts after the first.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_millis(600)];
/// A shorter secret can be guessed from one request.
const SHORTEST_SECRET: usize = 16;

/// Where texts and calls are handed over.
#[derive(Clone, Debug)]
pub struct Gateway {
    pub url: String,
    pub secret: SecretString,
}

pub(super) struct Webhook {
    client: reqwest::Client,
    url: Url,
    key: hmac::Key,
    public_url: String,
    clock: Arc<dyn Clock>,
}

#[derive(Serialize)]
struct Body<'a> {
    id: Uuid,
    channel: &'static str,
    to: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    extension: Option<&'a str>,
    text: &'a str,
    language: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback: Option<String>,
}

/// What a gateway tells of a call.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum CallState {
    /// `#` was pressed.
    Confirmed,
    /// Another key, or hung up.
    Refused,
    /// Nobody answered.
    Failed,
}

#[derive(Deserialize)]
struct Told {
    state: CallState,
}

impl Webhook {
    /// Checks the address: codes do not go unencrypted over a network.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub(super) fn new(gateway: &Gateway, public_url: &str, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let url = Url::parse(&gateway.url).context("--messages-webhook is not a URL")?;
        let is_local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if url.scheme() != "https" && !(url.scheme() == "http" && is_local) {
            bail!("--messages-webhook must be https, or http on this machine: the texts hold codes");
        }
        let secret = gateway.secret.expose_secret().trim();
        if secret.len() < SHORTEST_SECRET {
            bail!("the secret of --messages-webhook must have at least {SHORTEST_SECRET} characters");
        }
        let client = outbound::client(ATTEMPT)
            .build()
            .context("setting up the HTTP client")?;
        Ok(Self {
            client,
            url,
            key: hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()),
            public_url: public_url.to_owned(),
            clock,
        })
    }

    async fn attempt(&self, body: &str) -> Result<(), MessageError> {
        let timestamp = (self.clock.now_ms() / 1000).to_string();
        let answer = self
            .client
            .post(self.url.clone())
            .header("content-type", "application/json")
            .header(TIMESTAMP, &timestamp)
            .header(SIGNATURE, sign(&self.key, "message", &timestamp, body.as_bytes()))
            .body(body.to_owned())
            .send()
            .await
            .map_err(|error| MessageError::Unreachable(error.without_url()))?;
        if answer.status().is_success() {
            Ok(())
        } else {
            Err(MessageError::Refused(answer.status().as_u16()))
        }
    }
}

#[async_trait]
impl Messenger for Webhook {
    async fn send(&self, message: Message) -> Result<(), MessageError> {
        let body = serde_json::to_string(&Body {
            id: message.id,
            channel: message.channel.name(),
            to: &message.to,
            extension: message.extension.as_deref(),
            text: message.text.expose_secret(),
            language: message.language,
            callback: (message.channel == Channel::Voice)
                .then(|| format!("{}/messages/calls/{}", self.public_url, message.id)),
        })
        .expect("texts and ids can be written as JSON");
        let mut tried = self.attempt(&body).await;
        for pause in PAUSES {
            // What was refused stays refused; what broke is tried again.
            let is_passing = match &tried {
                Err(MessageError::Refused(status)) => *status >= 500 || *status == 429,
                Err(_) => true,
                Ok(()) => false,
            };
            if !is_passing {
                break;
            }
            tokio::time::sleep(pause).await;
            tried = self.attempt(&body).await;
        }
        tried
    }
}

/// `POST /messages/calls/{id}`
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/messages/calls/{id}", post(told))
}

async fn told(
    State(state): State<AppState>,
    Segment(id): Segment,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let Some(gateway) = &state.config.messages else {
        return StatusCode::NOT_FOUND;
    };
    let secret = gateway.secret.expose_secret().trim();
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let Ok(id) = id.parse::<Uuid>() else {
        return StatusCode::UNAUTHORIZED;
    };
    if !is_signed(&key, id, &headers, &body, state.now_ms() / 1000) {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(told) = serde_json::from_slice::<Told>(&body) else {
        return StatusCode::BAD_REQUEST;
    };
    match called::answered(&state, id, matches!(told.state, CallState::Confirmed)).await {
        Ok(true) => StatusCode::NO_CONTENT,
        Ok(false) => StatusCode::NOT_FOUND,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the database failed");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

/// Signs for one direction and purpose: what is signed in one is worth nothing in another.
fn sign(key: &hmac::Key, what: &str, timestamp: &str, body: &[u8]) -> String {
    let mut context = hmac::Context::with_key(key);
    for part in [what, ".", timestamp, "."] {
        context.update(part.as_bytes());
    }
    context.update(body);
    let mut signature = "v1=".to_owned();
    for byte in context.sign().as_ref() {
        signature.push_str(&format!("{byte:02x}"));
    }
    signature
}

/// Whether the gateway says this of this call, now.
fn is_signed(key: &hmac::Key, call: Uuid, headers: &HeaderMap, body: &[u8], now: i64) -> bool {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(timestamp), Some(signature)) = (header(TIMESTAMP), header(SIGNATURE)) else {
        return false;
    };
    let is_recent = timestamp
        .parse::<i64>()
        .is_ok_and(|at| now.abs_diff(at) <= SKEW_SECONDS.unsigned_abs());
    let expected = sign(key, &format!("answer.{call}"), timestamp, body);
    is_recent && crate::secrets::same(expected.as_bytes(), signature.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b67_only_what_is_signed_recently_under_the_secret_for_this_call_counts() {
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"a secret of the gateway");
        let other = hmac::Key::new(hmac::HMAC_SHA256, b"a secret of a stranger");
        let call = Uuid::new_v4();
        let signed = |key: &hmac::Key, what: &str, at: &str, body: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(TIMESTAMP, at.parse().unwrap());
            headers.insert(SIGNATURE, sign(key, what, at, body).parse().unwrap());
            headers
        };
        let body = br#"{"state":"confirmed"}"#;
        let what = format!("answer.{call}");
        let good = signed(&key, &what, "1000", body);
        assert!(is_signed(&key, call, &good, body, 1000));
        assert!(is_signed(&key, call, &good, body, 1300));
        assert!(!is_signed(&key, call, &good, body, 1301), "old");
        let changed = br#"{"state":"refused"}"#;
        assert!(!is_signed(&key, call, &good, changed, 1000), "changed");
        let stranger = signed(&other, &what, "1000", body);
        assert!(!is_signed(&key, call, &stranger, body, 1000));
        assert!(
            !is_signed(&key, Uuid::new_v4(), &good, body, 1000),
            "another call"
        );
        let ours = signed(&key, "message", "1000", body);
        assert!(!is_signed(&key, call, &ours, body, 1000), "what we sent");
        assert!(!is_signed(&key, call, &HeaderMap::new(), body, 1000));
    }
}
