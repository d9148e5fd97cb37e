//! Where a person is signed in: a list without secrets, and ending what is in it.

use std::time::Duration;

use reqwest::Method;
use sea_orm::EntityTrait;
use serde_json::Value;
use workpass_server::sample;
use workpass_server::store::entities::{browser_session, device_authorization, grant, refresh_token};

use crate::browser::Browser;
use crate::client::Client;
use crate::support::TestServer;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Asks for a code as the app does, from this address when one is given.
pub(crate) async fn start_device(server: &TestServer, from: Option<&str>) -> Value {
    let form = [
        ("client_id", sample::client_id().to_string()),
        ("scope", "openid profile offline_access User.Read".to_owned()),
        ("device_name", "LAPTOP-7".to_owned()),
        ("device_os", "Debian GNU/Linux".to_owned()),
    ];
    let url = server.url(&format!("/{}/oauth2/v2.0/devicecode", sample::tenant_id()));
    let answer = server.http.post(url).form(&form).send().await.unwrap();
    let device: Value = answer.json().await.unwrap();
    if let Some(from) = from {
        use sea_orm::sea_query::Expr;
        use sea_orm::{ColumnTrait, QueryFilter};
        device_authorization::Entity::update_many()
            .col_expr(device_authorization::Column::Address, Expr::value(from))
            .filter(device_authorization::Column::Status.eq("pending"))
            .exec(&server.state().db)
            .await
            .unwrap();
    }
    device
}

/// Asks for a code as an installation that says what it is.
pub(crate) async fn start(server: &TestServer, said: &[(&'static str, String)]) -> Value {
    let asked = [
        ("client_id", sample::client_id().to_string()),
        ("scope", sample::APP_SCOPES.join(" ")),
    ];
    let form: Vec<_> = asked.iter().chain(said).collect();
    let url = server.url(&format!("/{}/oauth2/v2.0/devicecode", sample::tenant_id()));
    let answer = server.http.post(url).form(&form).send().await.unwrap();
    answer.json().await.unwrap()
}

/// Signs in by a code in the address (RFC 8252), as an installation that says what it is; the answer of the exchange.
pub(crate) async fn by_browser(
    browser: &Browser<'_>,
    first_name: &str,
    said: &[(&'static str, String)],
) -> Value {
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    const REDIRECT: &str = "http://localhost:49152/callback";
    let server = browser.server;
    let (tenant, client) = (sample::tenant_id(), sample::client_id().to_string());
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("client_id", client.as_str()),
            ("response_type", "code"),
            ("redirect_uri", REDIRECT),
            ("scope", "openid profile offline_access User.Read"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ])
        .finish();
    let page = browser
        .open(&format!("/{tenant}/oauth2/v2.0/authorize?{query}"))
        .await;
    let page = browser.sign_in(&page, first_name).await;
    let arrived = url::Url::parse(&page.path).unwrap();
    let code = arrived.query_pairs().find(|(name, _)| name == "code").unwrap().1;
    let asked = [
        ("grant_type", "authorization_code".to_owned()),
        ("client_id", client.clone()),
        ("code", code.into_owned()),
        ("redirect_uri", REDIRECT.to_owned()),
        ("code_verifier", VERIFIER.to_owned()),
    ];
    let form: Vec<_> = asked.iter().chain(said).collect();
    let url = server.url(&format!("/{tenant}/oauth2/v2.0/token"));
    let answer = server.http.post(url).form(&form).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

/// Exchanges the refresh token of an answer.
pub(crate) async fn refresh(server: &TestServer, tokens: &Value) -> (u16, Value) {
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", &sample::client_id().to_string()),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
    ];
    let url = server.url(&format!("/{}/oauth2/v2.0/token", sample::tenant_id()));
    let answer = server.http.post(url).form(&form).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// Exchanges an approved code.
pub(crate) async fn redeem(server: &TestServer, device: &Value) -> Value {
    let (status, tokens) = poll(server, device).await;
    assert_eq!(status, 200, "{tokens}");
    tokens
}

pub(crate) async fn poll(server: &TestServer, device: &Value) -> (u16, Value) {
    let form = [
        ("grant_type", GRANT),
        ("client_id", &sample::client_id().to_string()),
        ("device_code", device["device_code"].as_str().unwrap()),
    ];
    let url = server.url(&format!("/{}/oauth2/v2.0/token", sample::tenant_id()));
    let answer = server.http.post(url).form(&form).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

pub(crate) async fn allow(browser: &Browser<'_>, device: &Value, first_name: &str) {
    let page = browser.open("/device").await;
    let code = device["user_code"].as_str().unwrap();
    let mut page = browser.send(&page, "/device", &[("user_code", code)]).await;
    if page.path == "/signin" {
        page = browser.sign_in(&page, first_name).await;
    }
    let page = browser
        .send(&page, "/device/confirm", &[("decision", "allow")])
        .await;
    assert!(page.says("Sign-in allowed"), "{}", page.html);
}

pub(crate) async fn sessions(client: &Client<'_>) -> Vec<Value> {
    let all = client.get("/me/sessions").await.expect(200);
    all["value"].as_array().unwrap().clone()
}

fn kinds(sessions: &[Value]) -> Vec<(&str, bool)> {
    let mut kinds: Vec<_> = sessions
        .iter()
        .map(|s| (s["kind"].as_str().unwrap(), s["isCurrent"].as_bool().unwrap()))
        .collect();
    kinds.sort_unstable();
    kinds
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_with_where_they_began_and_no_secret() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let device = start_device(&server, None).await;
    allow(&browser, &device, "james").await;
    let tokens = redeem(&server, &device).await;
    server.clock.step(Duration::from_secs(60));
    let james = Client::self_service(&server, "james").await;
    let answer = james.get("/me/sessions").await;
    let text = String::from_utf8(answer.bytes.clone()).unwrap();
    let found = sessions(&james).await;
    assert_eq!(kinds(&found), [("app", false), ("app", true), ("browser", false)]);
    let app = found
        .iter()
        .find(|s| s["deviceDisplayName"] == "LAPTOP-7")
        .unwrap();
    assert_eq!(app["appDisplayName"], "Workpass");
    assert_eq!(app["operatingSystem"], "Debian GNU/Linux");
    assert_eq!(app["ipAddress"], "127.0.0.1");
    assert_eq!(app["location"], Value::Null);

    let db = &server.state().db;
    for token in ["access_token", "refresh_token"] {
        assert!(!text.contains(tokens[token].as_str().unwrap_or("no such token")));
    }
    for row in refresh_token::Entity::find().all(db).await.unwrap() {
        assert!(!text.contains(&row.token_hash));
    }
    for row in browser_session::Entity::find().all(db).await.unwrap() {
        assert!(!text.contains(&row.id_hash));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_session_ends_alone_and_at_once() {
    let server = TestServer::start().await;
    let james = Client::self_service(&server, "james").await;
    let other = Client::self_service(&server, "james").await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    browser.sign_in(&page, "james").await;
    let anna = Client::self_service(&server, "anna").await;
    let found = sessions(&james).await;
    assert_eq!(found.len(), 3);
    for session in &found {
        let path = format!("/me/sessions/{}", session["id"].as_str().unwrap());
        assert_eq!(anna.delete(&path).await.refusal(), (404, "sessionNotFound"));
        if session["isCurrent"] == true {
            assert_eq!(james.delete(&path).await.refusal(), (409, "sessionIsCurrent"));
        } else {
            assert_eq!(james.delete(&path).await.status, 204);
            assert_eq!(
                james.delete(&path).await.refusal(),
                (404, "sessionNotFound"),
                "once"
            );
        }
    }
    assert_eq!(
        james.delete("/me/sessions/x").await.refusal(),
        (404, "sessionNotFound")
    );
    assert_eq!(kinds(&sessions(&james).await), [("app", true)]);
    assert_eq!(other.get("/me").await.status, 401);
    assert!(browser.open("/").await.says("You are not signed in"));
    assert_eq!(anna.get("/me").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_other_sessions_end_and_what_was_approved_before_is_worth_nothing() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let device = start_device(&server, None).await;
    allow(&browser, &device, "james").await;
    let james = Client::self_service(&server, "james").await;
    let other = Client::self_service(&server, "james").await;
    for _ in 0..2 {
        let ended = james
            .call(Method::POST, "/me/sessions/endOthers", None, &[])
            .await;
        assert_eq!(ended.status, 204);
    }
    assert_eq!(kinds(&sessions(&james).await), [("app", true)]);
    assert_eq!(other.get("/me").await.status, 401);
    assert!(browser.open("/").await.says("You are not signed in"));
    let (status, refused) = poll(&server, &device).await;
    assert_eq!((status, refused["error"].as_str()), (400, Some("access_denied")));
    let alive = grant::Entity::find().all(&server.state().db).await.unwrap();
    assert_eq!(alive.iter().filter(|grant| grant.revoked_at.is_none()).count(), 1);
}
