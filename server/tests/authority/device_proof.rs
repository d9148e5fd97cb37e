//! What a proof in the browser is worth to the screen whose code it confirmed (RFC 8628 §5.4).

use reqwest::Method;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use workpass_server::sample;
use workpass_server::store::entities::grant;

use crate::browser::Browser;
use crate::device_flow::{endpoint, poll, to_question};
use crate::enrolled::{add_app, rules};
use crate::support::{Setup, TestServer};

const SCOPE: &str = "openid offline_access UserAuthenticationMethod.ReadWrite";
const STRANGER: &str = "203.0.113.9";

/// A server behind a proxy on this computer that says where requests come from.
async fn server() -> TestServer {
    let server = TestServer::start_as(Setup {
        trusted_proxies: vec!["127.0.0.1/32".parse().unwrap()],
        ..Setup::default()
    })
    .await;
    rules(&server, |_| {}).await;
    server
}

/// A screen asks for a code, from this address.
async fn code_from(server: &TestServer, address: Option<&str>) -> Value {
    let form = [
        ("client_id", sample::client_id().to_string()),
        ("scope", SCOPE.to_owned()),
    ];
    let mut request = server.http.post(endpoint(server, "devicecode")).form(&form);
    if let Some(address) = address {
        request = request.header("x-forwarded-for", address);
    }
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

/// The person allows it; whether its token may change methods without another proof.
async fn may_change(server: &TestServer, browser: &Browser<'_>, device: &Value) -> bool {
    let question = to_question(browser, device, "sanne").await;
    allowed(server, browser, device, &question).await
}

async fn allowed(
    server: &TestServer,
    browser: &Browser<'_>,
    device: &Value,
    question: &crate::browser::Page,
) -> bool {
    assert_eq!(question.path, "/device/confirm", "{}", question.html);
    let page = browser
        .send(question, "/device/confirm", &[("decision", "allow")])
        .await;
    assert!(page.says("Sign-in allowed"), "{}", page.html);
    let (status, tokens) = poll(server, device).await;
    assert_eq!(status, 200, "{tokens}");
    let token = tokens["access_token"].as_str().unwrap();
    let path = server.url("/selfservice/v1.0/me/recoveryCodes");
    let request = server.http.request(Method::POST, path).bearer_auth(token);
    let answer = request.json(&json!({})).send().await.unwrap();
    if answer.status() == 401 {
        let challenge = answer.headers()["www-authenticate"].to_str().unwrap();
        assert!(challenge.contains("insufficient_claims"), "{challenge}");
        return false;
    }
    assert_eq!(answer.status(), 201);
    true
}

#[tokio::test(flavor = "multi_thread")]
async fn b22_signing_in_for_a_code_of_the_same_computer_is_a_fresh_proof_for_it() {
    let server = server().await;
    let browser = Browser::new(&server);
    let device = code_from(&server, None).await;
    assert!(may_change(&server, &browser, &device).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn b22_a_code_from_elsewhere_gets_no_fresh_proof_however_fresh_it_is() {
    let server = server().await;
    let device = code_from(&server, Some(STRANGER)).await;
    // Who is deceived signs in for this very code.
    assert!(!may_change(&server, &Browser::new(&server), &device).await);
    let grants = grant::Entity::find().all(&server.state().db).await.unwrap();
    assert!(!grants.is_empty() && grants.iter().all(|grant| grant.verified_at.is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn b22_a_proof_from_before_the_code_is_none_for_it() {
    let server = server().await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin?next=/device").await;
    assert_eq!(browser.sign_in(&page, "sanne").await.path, "/device");
    server.clock.step(std::time::Duration::from_secs(1));
    let device = code_from(&server, None).await;
    assert!(!may_change(&server, &browser, &device).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn b22_a_second_step_on_the_way_is_a_fresh_proof() {
    let server = server().await;
    let browser = Browser::new(&server);
    let app = add_app(&server, "sanne").await;
    let device = code_from(&server, None).await;
    let asked = to_question(&browser, &device, "sanne").await;
    assert_eq!(asked.path, "/signin/verify");
    let code = app.code(&server);
    let question = browser.send(&asked, "/signin/verify", &[("code", &code)]).await;
    assert!(allowed(&server, &browser, &device, &question).await);
}
