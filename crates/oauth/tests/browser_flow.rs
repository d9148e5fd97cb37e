//! The browser flow over real sockets (RFC 8252 §7.3, RFC 7636, RFC 9207).

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, channel},
    },
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use support::{Double, computer};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::mpsc::{UnboundedSender, unbounded_channel},
    task::JoinHandle,
};
use wiremock::{
    Mock, Request, Respond, ResponseTemplate,
    matchers::{method, path},
};
use workpass_app::ports::{Authority, AuthorityError, AuthorityPort, BrowserFlow, RefusedCause, Tokens};

/// A started flow as the browser sees it.
struct Started {
    double: Arc<Double>,
    sent: HashMap<String, String>,
    port: u16,
    outcome: JoinHandle<Result<Tokens, AuthorityError>>,
}

async fn start(double: Double) -> Started {
    let authority = double.discovered().await;
    start_at(double, &authority).await
}

async fn start_at(double: Double, authority: &Authority) -> Started {
    let flow = double.port.start_browser(authority, &computer()).await.unwrap();
    started(double, flow).await
}

async fn started(double: Double, flow: Box<dyn BrowserFlow>) -> Started {
    let sent: HashMap<String, String> = flow.page().query_pairs().into_owned().collect();
    let redirect = url::Url::parse(&sent["redirect_uri"]).unwrap();
    let claims = {
        let mut claims = double.claims();
        claims["nonce"] = json!(sent["nonce"]);
        claims
    };
    double
        .answers("POST", "/token", 200, double.granted("ES256", &claims))
        .await;
    Started {
        double: Arc::new(double),
        port: redirect.port().unwrap(),
        sent,
        outcome: tokio::spawn(flow.finish()),
    }
}

impl Started {
    async fn get(&self, target: &str) -> String {
        self.ask(&format!(
            "GET {target} HTTP/1.1\r\nHost: localhost:{}\r\nAccept-Language: nl\r\n\r\n",
            self.port
        ))
        .await
    }

    async fn ask(&self, head: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    fn state(&self) -> &str {
        &self.sent["state"]
    }
}

#[tokio::test]
async fn consent_is_asked_for_only_where_a_lasting_session_takes_it() {
    let double = Double::start().await;
    let plain = double.discovered().await;
    assert_eq!(plain.graph, None);
    let started = start_at(double, &plain).await;
    assert_eq!(started.sent.get("prompt").map(String::as_str), Some("consent"));
    assert!(started.sent["scope"].contains("offline_access"));

    let double = Double::start().await;
    let mut with_graph = double.discovered().await;
    with_graph.graph = Some("https://graph.microsoft.com/v1.0".parse().unwrap());
    let started = start_at(double, &with_graph).await;
    assert_eq!(started.sent.get("prompt"), None);
}

#[tokio::test]
async fn a_redirect_is_exchanged_for_tokens() {
    let started = start(Double::start().await).await;
    assert_eq!(started.sent["response_type"], "code");
    assert_eq!(started.sent["client_id"], "app");
    assert_eq!(started.sent["code_challenge_method"], "S256");
    assert_eq!(
        started.sent["redirect_uri"],
        format!("http://localhost:{}", started.port)
    );
    let page = started
        .get(&format!("/?code=canary-code&state={}", started.state()))
        .await;
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("terug naar Workpass"),
        "{page}"
    );
    assert!(!page.contains("canary"));

    let tokens = started.outcome.await.unwrap().unwrap();
    assert_eq!(tokens.account.unwrap().display_name, "Anna de Vries");
    let form: HashMap<_, _> = started.double.last_form("/token").await.into_iter().collect();
    assert_eq!(form["grant_type"], "authorization_code");
    assert_eq!(form["code"], "canary-code");
    assert_eq!(form["redirect_uri"], started.sent["redirect_uri"]);
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
    assert_eq!(challenge, started.sent["code_challenge"]);
}

#[tokio::test]
async fn stray_requests_do_not_end_it() {
    let started = start(Double::start().await).await;
    // A browser's connection ahead of need, silent until the end.
    let _silent = TcpStream::connect(("127.0.0.1", started.port)).await.unwrap();
    assert!(started.get("/favicon.ico").await.starts_with("HTTP/1.1 404"));
    assert!(started.get("/").await.starts_with("HTTP/1.1 400"));
    assert!(
        started
            .get("/?code=evil&state=guessed")
            .await
            .starts_with("HTTP/1.1 400")
    );
    assert!(started.ask("nonsense\r\n\r\n").await.is_empty());
    let rebound = format!(
        "GET /?code=x&state={} HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        started.state()
    );
    assert!(started.ask(&rebound).await.starts_with("HTTP/1.1 400"));
    assert_eq!(started.double.count("/token").await, 0);
    started.get(&format!("/?code=c&state={}", started.state())).await;
    started.outcome.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_refusal_in_the_browser_is_told_apart() {
    let started = start(Double::start().await).await;
    let page = started
        .get(&format!("/?error=access_denied&state={}", started.state()))
        .await;
    assert!(page.contains("niet gelukt"), "{page}");
    assert!(matches!(
        started.outcome.await.unwrap(),
        Err(AuthorityError::Declined)
    ));

    let started = start(Double::start().await).await;
    let target = format!(
        "/?error=access_denied&error_description=AADSTS65004%3A+declined&state={}",
        started.state()
    );
    started.get(&target).await;
    let error = started.outcome.await.unwrap().unwrap_err();
    assert!(
        matches!(
            error,
            AuthorityError::Refused {
                cause: RefusedCause::ConsentRequired,
                ..
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_redirect_of_another_authority_is_refused() {
    let started = start(Double::start().await).await;
    let target = format!(
        "/?code=c&state={}&iss=https%3A%2F%2Fevil.example",
        started.state()
    );
    started.get(&target).await;
    assert!(matches!(
        started.outcome.await.unwrap(),
        Err(AuthorityError::InvalidAnswer(_))
    ));
    assert_eq!(
        started.double.count("/token").await,
        0,
        "the code is not given away"
    );
}

#[tokio::test]
async fn an_authority_that_names_itself_must_do_so() {
    let announced = |named: bool| async move {
        let double = Double::start().await;
        let mut document = double.document();
        document["authorization_response_iss_parameter_supported"] = json!(true);
        double
            .answers("GET", "/t/v2.0/.well-known/openid-configuration", 200, document)
            .await;
        let authority = double.port.discover().await.unwrap();
        let issuer: String = url::form_urlencoded::byte_serialize(double.issuer.as_bytes()).collect();
        let started = start_at(double, &authority).await;
        let issuer = if named {
            format!("&iss={issuer}")
        } else {
            String::new()
        };
        started
            .get(&format!("/?code=c&state={}{issuer}", started.state()))
            .await;
        started.outcome.await.unwrap()
    };
    assert!(announced(true).await.is_ok());
    assert!(matches!(
        announced(false).await,
        Err(AuthorityError::InvalidAnswer(_))
    ));
}

#[tokio::test]
async fn an_id_token_for_another_request_is_refused() {
    let double = Double::start().await;
    let mut claims = double.claims();
    for nonce in [Value::Null, json!("replayed")] {
        claims["nonce"] = nonce;
        let double = Double::start().await;
        let mut answer = double.granted("ES256", &claims);
        claims["iss"] = json!(double.issuer);
        answer["id_token"] = json!(support::sign("ES256", &claims));
        double.answers("POST", "/token", 200, answer).await;
        let started = start(double).await;
        started.get(&format!("/?code=c&state={}", started.state())).await;
        assert!(matches!(
            started.outcome.await.unwrap(),
            Err(AuthorityError::InvalidAnswer(_))
        ));
    }
}

#[tokio::test]
async fn nobody_coming_back_ends_it_after_five_minutes() {
    let started = start(Double::start().await).await;
    started.double.clock.over.notify_one();
    assert!(matches!(
        started.outcome.await.unwrap(),
        Err(AuthorityError::Expired)
    ));
}

#[tokio::test]
async fn dropping_it_stops_listening() {
    let double = Double::start().await;
    let authority = double.discovered().await;
    let flow = double.port.start_browser(&authority, &computer()).await.unwrap();
    let redirect = flow
        .page()
        .query_pairs()
        .find(|(name, _)| name == "redirect_uri")
        .unwrap()
        .1
        .into_owned();
    let port = url::Url::parse(&redirect).unwrap().port().unwrap();
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_ok());
    drop(flow);
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
}

#[tokio::test]
async fn b204_a_fresh_proof_is_asked_of_this_person_with_the_claims_of_the_challenge() {
    let double = Double::start().await;
    let authority = double.discovered().await;
    let sent = async |claims: Option<&str>, hint: Option<&str>| -> HashMap<String, String> {
        let flow = double
            .port
            .start_step_up(&authority, claims, hint, &computer())
            .await
            .unwrap();
        flow.page().query_pairs().into_owned().collect()
    };
    let asked = sent(Some(r#"{"access_token":{}}"#), Some("anna@noorderlicht.example")).await;
    assert_eq!(asked["claims"], r#"{"access_token":{}}"#);
    assert_eq!(asked["login_hint"], "anna@noorderlicht.example");
    assert_eq!(
        (asked["code_challenge_method"].as_str(), asked.get("prompt")),
        ("S256", None)
    );
    let bare = sent(None, None).await;
    assert_eq!(
        (
            bare["prompt"].as_str(),
            bare.get("claims"),
            bare.get("login_hint")
        ),
        ("login", None, None)
    );
}

#[tokio::test]
async fn b204_a_fresh_proof_ends_in_tokens_of_this_flow_only() {
    let claims = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
    let step_up = async || {
        let double = Double::start().await;
        let authority = double.discovered().await;
        let hint = Some("anna@noorderlicht.example");
        let flow = double
            .port
            .start_step_up(&authority, Some(claims), hint, &computer())
            .await;
        started(double, flow.unwrap()).await
    };
    let started = step_up().await;
    assert_eq!(started.sent["claims"], claims);
    assert_eq!(started.sent["login_hint"], "anna@noorderlicht.example");
    let refused = started.get("/?code=evil&state=guessed").await;
    assert!(refused.starts_with("HTTP/1.1 400"), "{refused}");
    assert_eq!(started.double.count("/token").await, 0);
    started
        .get(&format!("/?code=canary-code&state={}", started.state()))
        .await;
    let tokens = started.outcome.await.unwrap().unwrap();
    assert!(tokens.account.is_some() && tokens.refresh_token.is_some());
    let form: HashMap<_, _> = started.double.last_form("/token").await.into_iter().collect();
    assert_eq!(form["code"], "canary-code");
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
    assert_eq!(challenge, started.sent["code_challenge"]);

    let declined = step_up().await;
    declined
        .get(&format!("/?error=access_denied&state={}", declined.state()))
        .await;
    let outcome = declined.outcome.await.unwrap();
    assert!(matches!(outcome, Err(AuthorityError::Declined)));
}

#[tokio::test]
async fn b141_only_an_authority_that_lists_devices_is_told_which_one_this_is() {
    for lists_devices in [true, false] {
        let double = Double::start().await;
        let mut authority = double.discovered().await;
        authority.selfservice =
            lists_devices.then(|| url::Url::parse("https://x.example/selfservice/v1.0").unwrap());
        let started = start_at(double, &authority).await;
        let said = format!("/?code=c&state={}", started.state());
        started.get(&said).await;
        let double = started.double.clone();
        started.outcome.await.unwrap().unwrap();
        let form: HashMap<String, String> = double.last_form("/token").await.into_iter().collect();
        let id = computer().installation.unwrap();
        assert_eq!(form.get("device_id"), lists_devices.then_some(&id));
        for (name, value) in [("device_name", "LAPTOP-7"), ("app_version", "1.4.0")] {
            let value = value.to_owned();
            assert_eq!(form.get(name), lists_devices.then_some(&value), "{name}");
        }

        double
            .answers("POST", "/device", 400, json!({"error": "invalid_request"}))
            .await;
        if authority.device_authorization_endpoint.is_some() {
            let asked = double
                .port
                .start_device_authorization(&authority, &computer())
                .await;
            asked.unwrap_err();
            let form: HashMap<String, String> = double.last_form("/device").await.into_iter().collect();
            assert_eq!(form.get("device_id"), lists_devices.then_some(&id));
            assert_eq!(form["device_name"], "LAPTOP-7");
        }
    }
}

/// An answer that waits until it is let go, and says when it was asked for.
struct Held {
    answer: ResponseTemplate,
    asked: UnboundedSender<()>,
    go: Mutex<Receiver<()>>,
}

impl Respond for Held {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let _ = self.asked.send(());
        let _ = self.go.lock().unwrap().recv();
        self.answer.clone()
    }
}

#[tokio::test]
async fn a_grant_that_nobody_waits_for_any_more_is_revoked_at_once() {
    let double = Double::start().await;
    double.answers("POST", "/revoke", 200, json!({})).await;
    let authority = double.discovered().await;
    let flow = double
        .port
        .start_step_up(&authority, None, None, &computer())
        .await
        .unwrap();
    let sent: HashMap<String, String> = flow.page().query_pairs().into_owned().collect();
    let mut claims = double.claims();
    claims["nonce"] = json!(sent["nonce"]);
    let (asked, mut was_asked) = unbounded_channel();
    let (let_go, go) = channel();
    let held = Held {
        answer: ResponseTemplate::new(200).set_body_json(double.granted("ES256", &claims)),
        asked,
        go: Mutex::new(go),
    };
    Mock::given(method("POST"))
        .and(path("/token"))
        .respond_with(held)
        .mount(&double.server)
        .await;
    let started = Started {
        port: url::Url::parse(&sent["redirect_uri"]).unwrap().port().unwrap(),
        sent,
        outcome: tokio::spawn(flow.finish()),
        double: Arc::new(double),
    };
    let back = format!("/?code=canary-code&state={}", started.state());
    started.get(&back).await;
    was_asked.recv().await.unwrap();
    // The person closes the sheet while the authority thinks.
    started.outcome.abort();
    assert!(started.outcome.await.is_err());
    let_go.send(()).unwrap();
    while started.double.count("/revoke").await == 0 {
        tokio::task::yield_now().await;
    }
    let form: HashMap<_, _> = started.double.last_form("/revoke").await.into_iter().collect();
    assert_eq!(form["token_type_hint"], "refresh_token");
    assert!(!form["token"].is_empty());
}
