use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;
use uuid::Uuid;
use workpass_server::sample;

use crate::browser::{Browser, Page};
use crate::device_flow::token;
use crate::support::TestServer;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const REDIRECT: &str = "http://localhost:49152/callback";

pub(crate) fn authorize(client: Uuid, change: &[(&str, Option<&str>)]) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let client = client.to_string();
    let mut query = vec![
        ("client_id", client.as_str()),
        ("response_type", "code"),
        ("redirect_uri", REDIRECT),
        ("scope", "openid profile offline_access User.Read"),
        ("state", "st&te"),
        ("nonce", "n-0S6"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in change {
        query.retain(|(n, _)| n != name);
        query.extend(value.map(|value| (*name, value)));
    }
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(query)
        .finish();
    format!("/{}/oauth2/v2.0/authorize?{query}", sample::tenant_id())
}

pub(crate) fn answer(page: &Page) -> std::collections::HashMap<String, String> {
    let url = Url::parse(&page.path).unwrap_or_else(|_| panic!("not at the app: {page:?}"));
    assert!(page.path.starts_with(REDIRECT), "{}", page.path);
    url.query_pairs().into_owned().collect()
}

pub(crate) async fn exchange(
    server: &TestServer,
    client: Uuid,
    code: &str,
    change: &[(&str, &str)],
) -> (reqwest::StatusCode, Value) {
    let client = client.to_string();
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("client_id", client.as_str()),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ];
    for (name, value) in change {
        form.retain(|(n, _)| n != name);
        form.push((name, value));
    }
    token(server, &form).await
}

pub(crate) async fn signed_in_browser<'a>(server: &'a TestServer, first_name: &str) -> Browser<'a> {
    let browser = Browser::new(server);
    let page = browser.open("/signin").await;
    assert_eq!(browser.sign_in(&page, first_name).await.path, "/");
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn signs_in_by_authorization_code_with_pkce() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let signin = browser
        .open(&authorize(
            sample::client_id(),
            &[("login_hint", Some("sanne@noorderlicht.example"))],
        ))
        .await;
    assert_eq!(signin.path, "/signin");
    assert!(signin.says("value=\"sanne@noorderlicht.example\""));
    let back = answer(&browser.sign_in(&signin, "sanne").await);
    assert_eq!(back["state"], "st&te");
    assert_eq!(
        back["iss"],
        format!(
            "{}/{}/v2.0",
            server.state().config.public_url,
            sample::tenant_id()
        )
    );

    let (status, tokens) = exchange(&server, sample::client_id(), &back["code"], &[]).await;
    assert_eq!(status, 200, "{tokens}");
    let claims = tokens["id_token"].as_str().unwrap().split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    assert_eq!(claims["nonce"], "n-0S6");
    assert_eq!(claims["aud"], sample::client_id().to_string());
    assert_eq!(claims["oid"], sample::user_id("sanne").to_string());
    assert_eq!(claims["preferred_username"], "sanne@noorderlicht.example");
    assert!(claims["email"].is_null(), "the scope was not asked");
}

/// OpenID Connect Core §3.1.2.1: an authorization server takes both verbs. The form comes from the app's own site.
#[tokio::test(flavor = "multi_thread")]
async fn the_request_may_come_in_a_form_from_another_site() {
    let server = TestServer::start().await;
    let browser = signed_in_browser(&server, "sanne").await;
    let request = authorize(sample::client_id(), &[]);
    let (path, query) = request.split_once('?').unwrap();
    let form = "application/x-www-form-urlencoded";
    let post = |path: &str, kind: &str, body: &str| {
        let request = browser.http.post(server.url(path)).header("content-type", kind);
        request
            .header("origin", "https://app.example")
            .header("sec-fetch-site", "cross-site")
            .body(body.to_owned())
            .send()
    };
    let posted = post(path, form, query).await.unwrap();
    assert_eq!(posted.status(), 303);
    let back = answer(&browser.follow(posted).await);
    assert_eq!(back["state"], "st&te");
    let (status, _) = exchange(&server, sample::client_id(), &back["code"], &[]).await;
    assert_eq!(status, 200);

    let twice = post(&request, form, query).await.unwrap();
    assert_eq!(
        browser.follow(twice).await.status,
        400,
        "every parameter is there twice"
    );
    for (path, kind) in [(path, "application/json"), ("/%2F/oauth2/v2.0/authorize", form)] {
        let refused = post(path, kind, query).await.unwrap();
        assert_eq!(refused.status(), 400, "{path} {kind}");
    }
    let elsewhere = post("/consent", form, query).await.unwrap();
    assert_eq!(
        elsewhere.status(),
        403,
        "no other form is taken from another site"
    );
}

/// Microsoft's own library for desktop apps asks for the answer in a form (OAuth 2.0 Form Post Response Mode).
#[tokio::test(flavor = "multi_thread")]
async fn the_answer_comes_in_a_form_when_the_app_asks_for_that() {
    let server = TestServer::start().await;
    let browser = signed_in_browser(&server, "sanne").await;
    let asked = authorize(sample::client_id(), &[("response_mode", Some("form_post"))]);
    let page = browser.http.get(server.url(&asked)).send().await.unwrap();
    assert_eq!(page.status(), 200);
    let policy = page.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(policy.contains("script-src 'self'"), "{policy}");
    assert!(
        policy.contains("form-action 'self' http://localhost:49152"),
        "{policy}"
    );
    let html = page.text().await.unwrap();
    assert!(html.contains(&format!("action=\"{REDIRECT}")), "{html}");
    for field in [
        "name=\"code\"",
        "name=\"iss\"",
        "name=\"state\" value=\"st&#38;te\"",
    ] {
        assert!(html.contains(field), "{field}: {html}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_works_once_and_a_second_use_ends_what_it_became() {
    let server = TestServer::start().await;
    let browser = signed_in_browser(&server, "sanne").await;
    let back = answer(&browser.open(&authorize(sample::client_id(), &[])).await);
    let (_, tokens) = exchange(&server, sample::client_id(), &back["code"], &[]).await;
    let (status, again) = exchange(&server, sample::client_id(), &back["code"], &[]).await;
    assert_eq!(
        (status.as_u16(), again["error"].as_str()),
        (400, Some("invalid_grant"))
    );
    let refused = crate::refresh::refresh(&server, &tokens["refresh_token"]).await;
    assert_eq!(refused.0, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_needs_its_verifier_its_address_its_app_and_its_time() {
    let server = TestServer::start().await;
    let browser = signed_in_browser(&server, "sanne").await;
    let app = sample::client_id();
    let code = answer(&browser.open(&authorize(app, &[])).await)["code"].clone();
    for change in [
        ("code_verifier", "A".repeat(43)),
        ("redirect_uri", "http://localhost:49152/".to_owned()),
    ] {
        let (status, refused) = exchange(&server, app, &code, &[(change.0, &change.1)]).await;
        assert_eq!(
            (status.as_u16(), refused["error"].as_str()),
            (400, Some("invalid_grant")),
            "{change:?}"
        );
    }
    let (status, _) = exchange(&server, sample::other_client_id(), &code, &[]).await;
    assert_eq!(status, 400);
    server.clock.step(Duration::from_secs(301));
    let (status, late) = exchange(&server, app, &code, &[]).await;
    assert_eq!(
        (status.as_u16(), late["error_codes"][0].as_i64()),
        (400, Some(70008))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unregistered_address_or_app_never_gets_the_browser() {
    let server = TestServer::start().await;
    let browser = signed_in_browser(&server, "sanne").await;
    let app = sample::client_id();
    for change in [
        ("redirect_uri", Some("https://evil.example/")),
        ("redirect_uri", Some("http://localhost@evil.example/")),
        ("redirect_uri", Some("javascript:alert(1)")),
        ("redirect_uri", None),
        ("client_id", Some("00000000-0000-0000-0000-000000000000")),
    ] {
        let page = browser.open(&authorize(app, &[change])).await;
        assert_eq!(page.status, 400, "{change:?} {page:?}");
        assert!(page.says("The app cannot sign you in"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_refusals_go_to_the_app_with_its_state() {
    let server = TestServer::start().await;
    let browser = signed_in_browser(&server, "sanne").await;
    for (change, error) in [
        (("code_challenge", None), "invalid_request"),
        (("code_challenge_method", Some("plain")), "invalid_request"),
        (("response_type", Some("token")), "unsupported_response_type"),
        (("scope", Some("Everything.All")), "invalid_scope"),
        (("request", Some("x.y.z")), "request_not_supported"),
        (("max_age", Some("soon")), "invalid_request"),
    ] {
        let back = answer(&browser.open(&authorize(sample::client_id(), &[change])).await);
        assert_eq!(
            (back["error"].as_str(), back["state"].as_str()),
            (error, "st&te"),
            "{change:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn prompt_none_asks_nothing_and_prompt_login_asks_again() {
    let server = TestServer::start().await;
    let stranger = Browser::new(&server);
    let none = authorize(sample::client_id(), &[("prompt", Some("none"))]);
    assert_eq!(answer(&stranger.open(&none).await)["error"], "login_required");
    let browser = signed_in_browser(&server, "sanne").await;
    assert!(answer(&browser.open(&none).await).contains_key("code"));
    let other = authorize(sample::other_client_id(), &[("prompt", Some("none"))]);
    assert_eq!(answer(&browser.open(&other).await)["error"], "consent_required");

    let page = browser
        .open(&authorize(sample::client_id(), &[("prompt", Some("login"))]))
        .await;
    assert_eq!(page.path, "/signin");
    assert!(answer(&browser.sign_in(&page, "anna").await).contains_key("code"));
    server.clock.step(Duration::from_secs(11));
    assert_eq!(
        browser
            .open(&authorize(sample::client_id(), &[("max_age", Some("10"))]))
            .await
            .path,
        "/signin"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_without_admin_consent_asks_the_person_once() {
    let server = TestServer::start().await;
    let browser = signed_in_browser(&server, "sanne").await;
    let request = authorize(sample::other_client_id(), &[]);
    let consent = browser.open(&request).await;
    assert!(
        consent.says("read your name, photo and work details"),
        "{}",
        consent.html
    );
    let declined = answer(&browser.send(&consent, "/consent", &[("decision", "deny")]).await);
    assert_eq!(declined["error"], "access_denied");

    let consent = browser.open(&request).await;
    let back = answer(&browser.send(&consent, "/consent", &[("decision", "allow")]).await);
    assert_eq!(
        exchange(&server, sample::other_client_id(), &back["code"], &[])
            .await
            .0,
        200
    );
    assert!(
        answer(&browser.open(&request).await).contains_key("code"),
        "asked once only"
    );
}
