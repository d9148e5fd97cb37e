//! Sending.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use reqwest::{Client, ClientBuilder, header::HeaderValue, redirect::Policy};
use uuid::Uuid;
use workpass_app::ports::{Clock, NetworkError};

use crate::{
    answer::{Answer, nonsense},
    request::{Request, is_loopback, is_secure},
    retry::next_wait,
    trouble::classify,
};

/// How long one attempt may take.
#[derive(Clone, Copy, Debug)]
pub struct TimeOuts {
    /// Name look-up, TCP and TLS together.
    pub connect: Duration,
    /// From the call to the last byte of the body, so that a slow drip ends too.
    pub total: Duration,
}

impl Default for TimeOuts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            total: Duration::from_secs(30),
        }
    }
}

/// The client. Cheap to clone; connections are shared.
///
/// Certificates are checked by the operating system's trust store; proxies are the system's, except for this
/// computer itself. Redirects are not followed: no endpoint the app talks to has reason to send them.
#[derive(Clone)]
pub struct Http {
    inner: Arc<Inner>,
}

struct Inner {
    clock: Arc<dyn Clock>,
    time_outs: TimeOuts,
    // Built at first use: reading the trust store must not hold up the first paint.
    remote: OnceLock<Client>,
    loopback: OnceLock<Client>,
}

impl Http {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self::with_time_outs(clock, TimeOuts::default())
    }

    pub fn with_time_outs(clock: Arc<dyn Clock>, time_outs: TimeOuts) -> Self {
        let inner = Inner {
            clock,
            time_outs,
            remote: OnceLock::new(),
            loopback: OnceLock::new(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Sends, and sends reads again where that may help.
    ///
    /// # Errors
    /// No answer, or one that cannot be one: a redirect, larger than the request's limit, cut off. Answers with any
    /// other status are `Ok`; see [`Answer::trouble`].
    pub async fn send(&self, request: Request) -> Result<Answer, NetworkError> {
        if !is_secure(&request.url) {
            return Err(NetworkError::NotTrusted(Some("http to another computer".into())));
        }
        let client = self.client(&request)?;
        let id = Uuid::new_v4();
        let (_, jitter) = id.as_u64_pair();
        let mut attempt = 1;
        loop {
            let outcome = self.attempt(&client, &request, &id.to_string()).await;
            log(&request, attempt, id, &outcome);
            let wait = if request.retried {
                next_wait(&outcome, attempt, jitter)
            } else {
                None
            };
            let Some(wait) = wait else { return outcome };
            self.inner.clock.sleep(wait).await;
            attempt += 1;
        }
    }

    async fn attempt(&self, client: &Client, request: &Request, id: &str) -> Result<Answer, NetworkError> {
        let mut headers = request.headers.clone();
        headers.insert(
            "client-request-id",
            HeaderValue::from_str(id).expect("a UUID is made of hexadecimal digits and dashes"),
        );
        let mut builder = client
            .request(request.method.clone(), request.url.clone())
            .headers(headers);
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        let response = builder.send().await.map_err(classify)?;
        let status = response.status().as_u16();
        if (300..400).contains(&status) {
            return Err(nonsense(&format!("unexpected redirect (HTTP {status})")));
        }
        let headers = response.headers().clone();
        let body = read_body(response, request.limit).await?;
        let received_at = self.inner.clock.now();
        Ok(Answer {
            status,
            body,
            client_request_id: id.to_owned(),
            headers,
            received_at,
        })
    }

    fn client(&self, request: &Request) -> Result<Client, NetworkError> {
        let loopback = is_loopback(&request.url);
        let slot = if loopback {
            &self.inner.loopback
        } else {
            &self.inner.remote
        };
        if let Some(client) = slot.get() {
            return Ok(client.clone());
        }
        let mut builder = client_builder(self.inner.time_outs);
        if loopback {
            builder = builder.no_proxy();
        }
        let client = builder
            .build()
            .map_err(|error| NetworkError::NotTrusted(Some(Box::new(error))))?;
        Ok(slot.get_or_init(|| client).clone())
    }
}

#[expect(clippy::disallowed_methods, reason = "the home of the app's HTTP client")]
fn client_builder(time_outs: TimeOuts) -> ClientBuilder {
    // Fails when another part of the program was first, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .user_agent(format!(
            "Workpass/{} ({})",
            env!("CARGO_PKG_VERSION"),
            std::env::consts::OS
        ))
        .connect_timeout(time_outs.connect)
        .timeout(time_outs.total)
        .redirect(Policy::none())
        // One layer decides about trying again: ours.
        .retry(reqwest::retry::never())
        .referer(false)
}

/// Reads piece by piece, so that an endless answer costs `limit` bytes of memory and no more.
async fn read_body(mut response: reqwest::Response, limit: usize) -> Result<Bytes, NetworkError> {
    let too_large = || nonsense(&format!("larger than {limit} bytes"));
    if response
        .content_length()
        .is_some_and(|length| length > limit as u64)
    {
        return Err(too_large());
    }
    let mut body = BytesMut::new();
    while let Some(piece) = response.chunk().await.map_err(classify)? {
        if body.len() + piece.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&piece);
    }
    Ok(body.freeze())
}

fn log(request: &Request, attempt: u32, id: Uuid, outcome: &Result<Answer, NetworkError>) {
    let host = request.url.host_str().unwrap_or_default();
    let method = request.method.as_str();
    match outcome {
        Ok(answer) => {
            tracing::debug!(method, host, attempt, %id, status = answer.status, "answer");
        }
        Err(error) => tracing::debug!(method, host, attempt, %id, %error, "no answer"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_proxy_that_wants_a_password_is_not_trusted() {
        let proxy = wiremock::MockServer::start().await;
        wiremock::Mock::given(wiremock::matchers::any())
            .respond_with(wiremock::ResponseTemplate::new(407))
            .mount(&proxy)
            .await;
        let client = client_builder(TimeOuts::default())
            .proxy(reqwest::Proxy::https(proxy.uri()).unwrap())
            .build()
            .unwrap();
        let error = classify(client.get("https://login.example/").send().await.unwrap_err());
        assert!(matches!(error, NetworkError::NotTrusted(Some(_))), "{error:?}");
    }
}
