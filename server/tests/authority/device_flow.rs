use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use workpass_server::sample;

use crate::browser::{Browser, Page};
use crate::support::TestServer;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
const SCOPE: &str = "openid profile email offline_access User.Read";

pub(crate) async fn start(server: &TestServer) -> Value {
    let form = [
        ("client_id", sample::client_id().to_string()),
        ("scope", SCOPE.to_owned()),
        ("device_name", "LAPTOP-7".to_owned()),
        ("device_os", "Debian GNU/Linux".to_owned()),
    ];
    let answer = server
        .http
        .post(endpoint(server, "devicecode"))
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

pub(crate) fn endpoint(server: &TestServer, name: &str) -> String {
    server.url(&format!("/{}/oauth2/v2.0/{name}", sample::tenant_id()))
}

pub(crate) async fn poll(server: &TestServer, device: &Value) -> (StatusCode, Value) {
    let form = [
        ("grant_type", GRANT),
        ("client_id", &sample::client_id().to_string()),
        ("device_code", device["device_code"].as_str().unwrap()),
        ("client_info", "1"),
    ];
    token(server, &form).await
}

pub(crate) async fn token(server: &TestServer, form: &[(&str, &str)]) -> (StatusCode, Value) {
    let answer = server
        .http
        .post(endpoint(server, "token"))
        .form(form)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.headers()["cache-control"], "no-store");
    (answer.status(), answer.json().await.unwrap())
}

/// Enters the code, signs in, and stops at the question.
pub(crate) async fn to_question(browser: &Browser<'_>, device: &Value, first_name: &str) -> Page {
    let page = browser.open("/device").await;
    let code = device["user_code"].as_str().unwrap();
    let page = browser.send(&page, "/device", &[("user_code", code)]).await;
    if page.path == "/device/confirm" {
        return page;
    }
    assert_eq!(page.path, "/signin");
    browser.sign_in(&page, first_name).await
}

/// The whole way to tokens.
pub(crate) async fn signed_in(server: &TestServer, first_name: &str) -> Value {
    let device = start(server).await;
    let browser = Browser::new(server);
    let question = to_question(&browser, &device, first_name).await;
    let page = browser
        .send(&question, "/device/confirm", &[("decision", "allow")])
        .await;
    assert!(page.says("Sign-in allowed"), "{}", page.html);
    let (status, tokens) = poll(server, &device).await;
    assert_eq!(status, 200, "{tokens}");
    tokens
}

fn refusal(answer: &(StatusCode, Value)) -> &str {
    assert_eq!(answer.0, 400, "{}", answer.1);
    for member in ["error_description", "timestamp", "trace_id", "correlation_id"] {
        assert!(answer.1[member].is_string(), "{member} in {}", answer.1);
    }
    let number = answer.1["error_codes"][0].as_i64().unwrap();
    assert!(
        answer.1["error_description"]
            .as_str()
            .unwrap()
            .starts_with(&format!("AADSTS{number}: "))
    );
    answer.1["error"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn signs_in_by_device_code() {
    let server = TestServer::start().await;
    let device = start(&server).await;
    assert_eq!(device["interval"], 5);
    assert_eq!(device["expires_in"], 900);
    let code = device["user_code"].as_str().unwrap();
    assert_eq!(code.len(), 9);
    let page = device["verification_uri"].as_str().unwrap();
    assert_eq!(
        device["verification_uri_complete"],
        format!("{page}?user_code={code}")
    );
    assert_eq!(refusal(&poll(&server, &device).await), "authorization_pending");

    let browser = Browser::new(&server);
    let question = to_question(&browser, &device, "sanne").await;
    for fact in [
        "LAPTOP-7",
        "Debian GNU/Linux",
        "Workpass",
        "127.0.0.1",
        code,
        "sanne@noorderlicht.example",
    ] {
        assert!(question.says(fact), "{fact} in {}", question.html);
    }
    let done = browser
        .send(&question, "/device/confirm", &[("decision", "allow")])
        .await;
    assert!(done.says("You can close this page"), "{}", done.html);

    let (status, tokens) = poll(&server, &device).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["scope"], SCOPE);
    for token in ["access_token", "refresh_token", "id_token", "client_info"] {
        assert!(tokens[token].is_string(), "{token}");
    }
    let me = server
        .http
        .get(server.url("/v1.0/me"))
        .bearer_auth(tokens["access_token"].as_str().unwrap());
    let me = me.send().await.unwrap();
    assert_eq!(me.status(), 200);
    assert_eq!(
        me.json::<Value>().await.unwrap()["userPrincipalName"],
        "sanne@noorderlicht.example"
    );

    // Single use.
    assert_eq!(refusal(&poll(&server, &device).await), "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_prefilled_address_leads_to_the_same_question() {
    let server = TestServer::start().await;
    let device = start(&server).await;
    let complete = device["verification_uri_complete"].as_str().unwrap();
    let path = complete.strip_prefix(&server.state().config.public_url).unwrap();
    let browser = Browser::new(&server);
    let page = browser.open(path).await;
    assert!(page.says(&format!("value=\"{}\"", device["user_code"].as_str().unwrap())));
    let code = device["user_code"].as_str().unwrap();
    let signin = browser.send(&page, "/device", &[("user_code", code)]).await;
    let question = browser.sign_in(&signin, "anna").await;
    assert!(
        question.says("Did you ask for this sign-in yourself?"),
        "{}",
        question.html
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_when_the_code_was_asked_for() {
    let server = TestServer::start().await;
    server.clock.step(Duration::from_secs(34 * 60));
    let device = start(&server).await;
    let browser = Browser::new(&server);
    let at_once = to_question(&browser, &device, "sanne").await;
    assert!(at_once.says("just now (09:34 UTC)"), "{}", at_once.html);
    assert!(
        at_once.says("<time datetime=\"2026-11-22T09:34:00Z\">"),
        "{}",
        at_once.html
    );
    server.clock.step(Duration::from_secs(7 * 60));
    let later = to_question(&browser, &device, "sanne").await;
    assert!(later.says("7 min ago (09:34 UTC)"), "{}", later.html);
    browser.open("/language?to=nl&next=/device").await;
    let dutch = to_question(&browser, &device, "sanne").await;
    assert!(dutch.says("7 min. geleden (09:34 UTC)"), "{}", dutch.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn polling_too_fast_slows_down_by_five_seconds_each_time_and_is_remembered() {
    let server = TestServer::start().await;
    let device = start(&server).await;
    let step = |seconds| server.clock.step(Duration::from_secs(seconds));
    assert_eq!(refusal(&poll(&server, &device).await), "authorization_pending");
    step(5);
    assert_eq!(refusal(&poll(&server, &device).await), "authorization_pending");
    step(4);
    assert_eq!(refusal(&poll(&server, &device).await), "slow_down");
    // The interval is ten seconds now.
    step(9);
    assert_eq!(refusal(&poll(&server, &device).await), "slow_down");
    step(15);
    assert_eq!(refusal(&poll(&server, &device).await), "authorization_pending");
    step(14);
    assert_eq!(refusal(&poll(&server, &device).await), "slow_down");
    step(20);
    assert_eq!(refusal(&poll(&server, &device).await), "authorization_pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_expires_after_fifteen_minutes_even_when_it_was_approved() {
    let server = TestServer::start().await;
    let (left, approved) = (start(&server).await, start(&server).await);
    let browser = Browser::new(&server);
    let question = to_question(&browser, &approved, "sanne").await;
    browser
        .send(&question, "/device/confirm", &[("decision", "allow")])
        .await;
    server.clock.step(Duration::from_secs(900));
    assert_eq!(refusal(&poll(&server, &left).await), "expired_token");
    assert_eq!(refusal(&poll(&server, &approved).await), "expired_token");
    let page = browser.open("/device").await;
    let late = browser
        .send(
            &page,
            "/device",
            &[("user_code", left["user_code"].as_str().unwrap())],
        )
        .await;
    assert!(late.says("unknown, already used or expired"), "{}", late.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_code_is_access_denied_and_cannot_be_approved_later() {
    let server = TestServer::start().await;
    let device = start(&server).await;
    let browser = Browser::new(&server);
    let question = to_question(&browser, &device, "sanne").await;
    let page = browser
        .send(&question, "/device/confirm", &[("decision", "deny")])
        .await;
    assert!(page.says("Sign-in refused"), "{}", page.html);
    assert_eq!(refusal(&poll(&server, &device).await), "access_denied");
    let again = browser
        .send(&question, "/device/confirm", &[("decision", "allow")])
        .await;
    assert!(again.says("unknown, already used or expired"), "{}", again.html);
    assert_eq!(refusal(&poll(&server, &device).await), "access_denied");
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_polls_redeem_an_approved_code_once() {
    let server = TestServer::start().await;
    let device = start(&server).await;
    let browser = Browser::new(&server);
    let question = to_question(&browser, &device, "sanne").await;
    browser
        .send(&question, "/device/confirm", &[("decision", "allow")])
        .await;
    let polls = (
        poll(&server, &device),
        poll(&server, &device),
        poll(&server, &device),
        poll(&server, &device),
    );
    let (a, b, c, d) = tokio::join!(polls.0, polls.1, polls.2, polls.3);
    let given = [&a, &b, &c, &d].iter().filter(|answer| answer.0 == 200).count();
    assert_eq!(given, 1, "{:?}", [a, b, c, d]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_read_in_any_case_with_or_without_dashes_and_spaces() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let signin = browser.open("/signin").await;
    browser.sign_in(&signin, "sanne").await;
    let device = start(&server).await;
    let code = device["user_code"].as_str().unwrap();
    let page = browser.open("/device").await;
    for typed in [
        code.to_lowercase(),
        code.replace('-', ""),
        code.replace('-', " "),
        format!("  {code}  "),
    ] {
        let next = browser.send(&page, "/device", &[("user_code", &typed)]).await;
        assert_eq!(next.path, "/device/confirm", "{typed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_codes_are_limited_and_right_ones_are_refused_too_until_the_window_is_over() {
    let server = TestServer::start().await;
    let device = start(&server).await;
    let browser = Browser::new(&server);
    let page = browser.open("/device").await;
    for _ in 0..20 {
        let wrong = browser
            .send(&page, "/device", &[("user_code", "BBBB-BBBB")])
            .await;
        assert_eq!(wrong.status, 200);
    }
    let code = device["user_code"].as_str().unwrap();
    let refused = browser.send(&page, "/device", &[("user_code", code)]).await;
    assert_eq!(refused.status, 429);
    server.clock.step(Duration::from_secs(601));
    let page = browser.open("/device").await;
    let taken = browser.send(&page, "/device", &[("user_code", code)]).await;
    assert_eq!(taken.path, "/signin");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_codes_sent_at_once_are_limited_as_well() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let page = browser.open("/device").await;
    let mut guesses = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let mut form = page.hidden();
        form.insert("user_code".to_owned(), "BBBB-BBBB".to_owned());
        let request = browser.http.post(server.url("/device")).form(&form);
        guesses.spawn(async move { request.send().await.unwrap().status().as_u16() });
    }
    let answers = guesses.join_all().await;
    let looked_up = answers.iter().filter(|status| **status == 200).count();
    let refused = answers.iter().filter(|status| **status == 429).count();
    assert_eq!((looked_up, refused), (20, 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_app_cannot_redeem_the_code() {
    let server = TestServer::start().await;
    let device = start(&server).await;
    let form = [
        ("grant_type", GRANT),
        ("client_id", &sample::other_client_id().to_string()),
        ("device_code", device["device_code"].as_str().unwrap()),
    ];
    assert_eq!(refusal(&token(&server, &form).await), "invalid_grant");
    assert_eq!(refusal(&poll(&server, &device).await), "authorization_pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_everywhere_ends_a_code_that_was_approved_before() {
    let server = TestServer::start().await;
    let device = start(&server).await;
    let browser = Browser::new(&server);
    let question = to_question(&browser, &device, "sanne").await;
    browser
        .send(&question, "/device/confirm", &[("decision", "allow")])
        .await;
    server.clock.step(Duration::from_secs(1));
    let state = server.state();
    let now_ms = state.now_ms();
    let user = sample::user_id("sanne");
    workpass_server::authority::sessions::revoke_all(&state.db, now_ms, user)
        .await
        .unwrap();
    assert_eq!(refusal(&poll(&server, &device).await), "invalid_grant");
    assert_eq!(
        browser.open("/device/confirm?user_code=BCDF-GHJK").await.path,
        "/signin"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_make_no_sense_are_answered_with_the_error_object() {
    let server = TestServer::start().await;
    let client = sample::client_id().to_string();
    for (form, error) in [
        (vec![], "invalid_request"),
        (
            vec![("grant_type", "password"), ("client_id", &client)],
            "unsupported_grant_type",
        ),
        (
            vec![("grant_type", GRANT), ("client_id", "nobody")],
            "unauthorized_client",
        ),
        (
            vec![("grant_type", GRANT), ("client_id", &client)],
            "invalid_request",
        ),
        (
            vec![
                ("grant_type", GRANT),
                ("client_id", &client),
                ("device_code", "x' OR 1=1 --"),
            ],
            "invalid_grant",
        ),
        (
            vec![
                ("grant_type", GRANT),
                ("grant_type", GRANT),
                ("client_id", &client),
            ],
            "invalid_request",
        ),
    ] {
        let form: Vec<(&str, &str)> = form;
        assert_eq!(refusal(&token(&server, &form).await), error, "{form:?}");
    }
    let json = server
        .http
        .post(endpoint(&server, "token"))
        .json(&json!({"grant_type": GRANT}));
    let json = json.send().await.unwrap();
    assert_eq!(
        (
            json.status(),
            json.json::<Value>().await.unwrap()["error"].clone()
        ),
        (StatusCode::BAD_REQUEST, json!("invalid_request"))
    );
    let secret = [
        ("grant_type", GRANT),
        ("client_id", client.as_str()),
        ("client_secret", "x"),
        ("device_code", "x"),
    ];
    let secret = token(&server, &secret).await;
    assert_eq!(
        (secret.0, &secret.1["error"]),
        (StatusCode::UNAUTHORIZED, &json!("invalid_client"))
    );
    let unknown = server
        .http
        .post(server.url("/nowhere.example/oauth2/v2.0/token"))
        .form(&[("grant_type", GRANT)]);
    assert_eq!(
        unknown.send().await.unwrap().json::<Value>().await.unwrap()["error_codes"],
        json!([90002])
    );
}
