//! The phone with the authenticator page, played over HTTP: a key of its own, and signed requests.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use crate::support::TestServer;

pub(crate) struct Phone<'s> {
    server: &'s TestServer,
    key: EcdsaKeyPair,
    nonces: AtomicU64,
}

/// A request as it goes over the wire.
#[derive(Clone)]
pub(crate) struct Signed {
    pub(crate) path: String,
    pub(crate) body: String,
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl<'s> Phone<'s> {
    pub(crate) fn new(server: &'s TestServer) -> Self {
        let rng = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &rng).unwrap();
        Self {
            server,
            key: EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &rng).unwrap(),
            nonces: AtomicU64::new(0),
        }
    }

    pub(crate) fn jwk(&self) -> Value {
        let (x, y) = self.key.public_key().as_ref()[1..].split_at(32);
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({ "kty": "EC", "crv": "P-256", "x": text(x), "y": text(y) })
    }

    pub(crate) fn sign(&self, call: &str, content: &Value) -> Signed {
        let jwk = self.jwk();
        let (x, y) = (jwk["x"].as_str().unwrap(), jwk["y"].as_str().unwrap());
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let hash = |text: &str| URL_SAFE_NO_PAD.encode(digest(&SHA256, text.as_bytes()));
        let (path, body) = (format!("/approve/api/{call}"), content.to_string());
        let time = self.server.state().now_ms().to_string();
        let nonce = self.nonces.fetch_add(1, Ordering::SeqCst).to_string();
        let text = format!("POST\n{path}\n{time}\n{nonce}\n{}", hash(&body));
        let signature = self.key.sign(&SystemRandom::new(), text.as_bytes()).unwrap();
        let headers = vec![
            ("x-workpass-key", hash(&canonical)),
            ("x-workpass-time", time),
            ("x-workpass-nonce", nonce),
            ("x-workpass-signature", URL_SAFE_NO_PAD.encode(signature.as_ref())),
        ];
        Signed { path, body, headers }
    }

    pub(crate) async fn send(&self, call: &str, content: &Value) -> (u16, Value) {
        deliver(self.server, &self.sign(call, content)).await
    }

    /// Scans the QR code of a registration.
    pub(crate) async fn scan(&self, page: &str) -> (u16, Value) {
        let token = page
            .split_once("/approve#e=")
            .expect("the address of the phone's page")
            .1;
        let content = json!({ "token": token, "key": self.jwk(), "device": "Sanne's phone" });
        self.send("enrol", &content).await
    }

    /// What is asked now.
    pub(crate) async fn asked(&self) -> Value {
        let (status, news) = self.send("pending", &json!({})).await;
        assert_eq!(status, 200, "{news}");
        news["asked"].clone()
    }

    /// Answers what is asked; the outcome.
    pub(crate) async fn answer(&self, asked: &Value, answer: &str, number: &str) -> Value {
        let content = json!({ "id": asked["id"], "answer": answer, "number": number });
        self.send("answer", &content).await.1
    }
}

/// Sends a request as it is.
pub(crate) async fn deliver(server: &TestServer, signed: &Signed) -> (u16, Value) {
    let mut request = server
        .http
        .post(server.url(&signed.path))
        .body(signed.body.clone());
    for (name, value) in &signed.headers {
        request = request.header(*name, value);
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}
