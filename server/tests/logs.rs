//! What the log says, read at its most talkative.

#![allow(clippy::unwrap_used, reason = "what cannot be unwrapped fails the test")]

#[path = "support/mod.rs"]
mod support;

use std::io;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use support::TestServer;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Log {
    type Writer = Log;

    fn make_writer(&'w self) -> Log {
        self.clone()
    }
}

#[tokio::test]
async fn no_code_token_or_address_reaches_the_log_even_when_everything_is_traced() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let server = TestServer::start().await;
    let token = server.app_token("sanne").await;
    let send = async |path: &str, body: Value| {
        let request = server.http.post(server.url(path)).bearer_auth(&token).json(&body);
        request.send().await.unwrap().json::<Value>().await.unwrap()
    };
    let base = "/selfservice/v1.0/me/emailChallenges";
    let challenge = send(base, json!({"emailAddress": "canary.address@postbus.example"})).await;
    let mails: Value = server
        .http
        .get(server.url("/dev/outbox"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let text = mails["value"][0]["text"].as_str().unwrap();
    let code = text
        .lines()
        .map(str::trim)
        .find(|l| l.len() == 6 && l.bytes().all(|b| b.is_ascii_digit()))
        .unwrap();
    let confirm = format!("{base}/{}/confirm", challenge["id"].as_str().unwrap());
    send(&confirm, json!({"code": "canary-wrong-code"})).await;
    send(&confirm, json!({"code": "000000"})).await;
    send(&confirm, json!({"code": code})).await;
    send(base, json!({"emailAddress": "canary\r\nBcc: x@evil.example"})).await;
    let me = server
        .http
        .get(server.url("/v1.0/me?$select=canary"))
        .bearer_auth(&token)
        .send()
        .await
        .unwrap();
    assert_eq!(me.status(), 400);

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.len() > 1000, "the log was read: {log}");
    // Lines of other crates (the test's own HTTP client) are the test's, not the server's.
    let ours: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("workpass_server"))
        .collect();
    for secret in [code, token.as_str(), token.rsplit('.').next().unwrap(), "canary"] {
        let leak = ours.iter().find(|line| line.contains(secret));
        assert_eq!(leak, None, "{secret} is in the log");
    }
}
