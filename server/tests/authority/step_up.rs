//! Proving once more who one is, because a change asks for it (B-22, B-91, B-204).

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::StatusCode;
use serde_json::{Value, json};
use workpass_server::sample;

use crate::browser::{Browser, Page};
use crate::code_flow::{answer, authorize, exchange};
use crate::device_flow::{poll, start, to_question, token};
use crate::enrolled::{App, add_app, add_recovery_codes, rules};
use crate::support::{TestServer, password};

const MINUTE: Duration = Duration::from_secs(60);

fn name(first_name: &str) -> String {
    format!("{first_name}@noorderlicht.example")
}

/// What an app opens in the browser.
fn request(change: &[(&str, Option<&str>)]) -> String {
    let mut all = vec![("scope", Some("openid offline_access .default"))];
    all.extend_from_slice(change);
    authorize(sample::client_id(), &all)
}

async fn tokens(server: &TestServer, page: &Page) -> Value {
    let (status, tokens) = exchange(server, sample::client_id(), &answer(page)["code"], &[]).await;
    assert_eq!(status, 200, "{tokens}");
    tokens
}

fn claims(token: &Value) -> Value {
    let payload = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// Name, password, and a code when there is an app.
async fn sign_in(browser: &Browser<'_>, page: &Page, first_name: &str, app: Option<&App>) -> Page {
    let page = browser.sign_in(page, first_name).await;
    match app {
        Some(app) => enter(browser, &page, app).await,
        None => page,
    }
}

async fn enter(browser: &Browser<'_>, page: &Page, app: &App) -> Page {
    assert_eq!(page.path, "/signin/verify", "{}", page.html);
    let code = app.code(browser.server);
    browser.send(page, "/signin/verify", &[("code", &code)]).await
}

/// A call that changes how somebody signs in: the claims it wants, when it refuses.
async fn change(server: &TestServer, tokens: &Value) -> Result<(), String> {
    let call = server
        .http
        .post(server.url("/selfservice/v1.0/me/emailChallenges"));
    let call = call.bearer_auth(tokens["access_token"].as_str().unwrap());
    let answer = call
        .json(&json!({"emailAddress": "somebody@postbus.example"}))
        .send()
        .await
        .unwrap();
    if answer.status() == 201 {
        return Ok(());
    }
    assert_eq!(answer.status(), 401);
    let challenge = answer.headers()["www-authenticate"].to_str().unwrap();
    assert!(challenge.contains("error=\"insufficient_claims\""), "{challenge}");
    let claims = challenge
        .split("claims=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    Err(String::from_utf8(STANDARD.decode(claims).unwrap()).unwrap())
}

async fn refresh(server: &TestServer, tokens: &Value, claims: &str) -> (StatusCode, Value) {
    let client = sample::client_id().to_string();
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", client.as_str()),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
        ("claims", claims),
    ];
    token(server, &form).await
}

#[tokio::test(flavor = "multi_thread")]
async fn b22_a_change_after_ten_minutes_asks_the_second_factor_once_and_then_works() {
    let server = TestServer::start().await;
    rules(&server, |_| {}).await;
    let app = add_app(&server, "sanne").await;
    let browser = Browser::new(&server);
    let page = browser.open(&request(&[])).await;
    let first = tokens(&server, &sign_in(&browser, &page, "sanne", Some(&app)).await).await;
    let access = claims(&first["access_token"]);
    assert_eq!(access["amr"], json!(["mfa", "otp", "pwd"]));
    assert_eq!(access["acrs"], json!(["c1"]));
    assert_eq!(claims(&first["id_token"])["amr"], access["amr"]);
    assert_eq!(change(&server, &first).await, Ok(()));

    server.clock.step(11 * MINUTE);
    let wanted = change(&server, &first).await.unwrap_err();
    let again = request(&[("claims", Some(&wanted)), ("login_hint", Some(&name("sanne")))]);
    let page = browser.open(&again).await;
    assert!(page.says("confirm once more who you are"), "{}", page.html);
    assert!(!page.says("name=\"password\""), "the second factor only");
    let second = tokens(&server, &enter(&browser, &page, &app).await).await;
    let renewed = claims(&second["access_token"]);
    assert_eq!(
        renewed["auth_time"].as_i64().unwrap(),
        server.state().now_ms() / 1000
    );
    assert_ne!(renewed["wpg"], access["wpg"], "a grant of its own");
    assert_eq!(change(&server, &second).await, Ok(()));

    // Asked once: for as long as the policy says nobody is asked again, whatever app.
    server.clock.step(9 * MINUTE);
    let wanted = change(&server, &first).await.unwrap_err();
    let again = request(&[("claims", Some(&wanted)), ("login_hint", Some(&name("sanne")))]);
    let third = tokens(&server, &browser.open(&again).await).await;
    assert_eq!(change(&server, &third).await, Ok(()));
    server.clock.step(2 * MINUTE);
    let wanted = change(&server, &third).await.unwrap_err();
    let again = request(&[("claims", Some(&wanted))]);
    assert_eq!(browser.open(&again).await.path, "/signin/verify");
}

#[tokio::test(flavor = "multi_thread")]
async fn people_without_a_second_factor_are_asked_their_password() {
    let server = TestServer::start().await;
    rules(&server, |_| {}).await;
    let browser = Browser::new(&server);
    let page = browser.open(&request(&[])).await;
    let first = tokens(&server, &sign_in(&browser, &page, "james", None).await).await;
    assert!(claims(&first["access_token"])["acrs"].is_null());
    assert_eq!(change(&server, &first).await, Ok(()));
    server.clock.step(11 * MINUTE);
    let wanted = change(&server, &first).await.unwrap_err();
    let again = request(&[("claims", Some(&wanted)), ("login_hint", Some(&name("james")))]);
    let page = browser.open(&again).await;
    assert_eq!(page.path, "/signin");
    assert!(page.says("value=\"james@noorderlicht.example\""));
    let second = tokens(&server, &browser.sign_in(&page, "james").await).await;
    assert_eq!(change(&server, &second).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_account_than_the_one_asked_for_is_told_apart() {
    let server = TestServer::start().await;
    rules(&server, |_| {}).await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    assert_eq!(browser.sign_in(&page, "anna").await.path, "/");
    let wanted = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
    let asked = request(&[("claims", Some(wanted)), ("login_hint", Some(&name("james")))]);
    let page = browser.open(&asked).await;
    assert!(page.says("The app asks for another account"), "{}", page.html);
    assert!(page.says("signed in as anna@noorderlicht.example"));
    assert!(
        page.says("error=access_denied"),
        "the app is told when the person does not want it"
    );
    let switch = page.html.split("href=\"/signin?").nth(1).unwrap();
    let switch = switch
        .split('"')
        .next()
        .unwrap()
        .replace("&#38;", "&")
        .replace("&amp;", "&");
    let page = browser.open(&format!("/signin?{switch}")).await;
    assert!(page.says("value=\"james@noorderlicht.example\""));
    let tokens = tokens(&server, &browser.sign_in(&page, "james").await).await;
    assert_eq!(
        claims(&tokens["access_token"])["oid"],
        sample::user_id("james").to_string()
    );
    // Without a demand the hint is no more than a hint.
    let plain = request(&[("login_hint", Some(&name("anna")))]);
    assert!(answer(&browser.open(&plain).await).contains_key("code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_that_make_no_sense_go_back_to_the_app() {
    let server = TestServer::start().await;
    rules(&server, |_| {}).await;
    add_app(&server, "sanne").await;
    let browser = Browser::new(&server);
    for (claims, error) in [
        ("{", "invalid_request"),
        (
            r#"{"access_token":{"acrs":{"essential":true,"value":"c9"}}}"#,
            "unmet_authentication_requirements",
        ),
        (
            r#"{"access_token":{"auth_time":{"essential":true,"value":"99999999999"}}}"#,
            "invalid_request",
        ),
    ] {
        let page = browser.open(&request(&[("claims", Some(claims))])).await;
        assert_eq!(answer(&page)["error"], error, "{claims}");
    }
    let wanted = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
    let silent = request(&[("claims", Some(wanted)), ("prompt", Some("none"))]);
    assert_eq!(answer(&browser.open(&silent).await)["error"], "login_required");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remembered_computer_is_asked_when_a_change_needs_it() {
    let server = TestServer::start().await;
    rules(&server, |rules| rules.remember_devices_days = 30).await;
    let app = add_app(&server, "sanne").await;
    add_recovery_codes(&server, "sanne").await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    let page = browser.sign_in(&page, "sanne").await;
    let code = app.code(&server);
    browser
        .send(&page, "/signin/verify", &[("code", &code), ("remember", "1")])
        .await;
    server.clock.step(MINUTE);
    let page = browser.open(&request(&[("prompt", Some("login"))])).await;
    assert_eq!(page.path, "/signin", "prompt=login asks the password again");
    let first = tokens(&server, &browser.sign_in(&page, "sanne").await).await;
    assert_eq!(claims(&first["access_token"])["amr"], json!(["pwd"]));
    let wanted = change(&server, &first).await.unwrap_err();
    let silent = request(&[("claims", Some(&wanted)), ("prompt", Some("none"))]);
    assert_eq!(
        answer(&browser.open(&silent).await)["error"],
        "interaction_required"
    );
    let page = browser.open(&request(&[("claims", Some(&wanted))])).await;
    assert!(
        !page.says("Don't ask again"),
        "a proof that is asked for is not skipped later"
    );
    assert!(page.says("Sign in another way"));
    let second = tokens(&server, &enter(&browser, &page, &app).await).await;
    assert_eq!(change(&server, &second).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_with_claims_gives_tokens_only_for_a_proof_that_is_fresh() {
    let server = TestServer::start().await;
    rules(&server, |_| {}).await;
    let app = add_app(&server, "sanne").await;
    let browser = Browser::new(&server);
    let page = browser.open(&request(&[])).await;
    let first = tokens(&server, &sign_in(&browser, &page, "sanne", Some(&app)).await).await;
    server.clock.step(11 * MINUTE);
    let wanted = change(&server, &first).await.unwrap_err();
    let (status, refused) = refresh(&server, &first, &wanted).await;
    assert_eq!(status, 400);
    assert_eq!(refused["error"], "interaction_required");
    assert_eq!(refused["suberror"], "basic_action");
    assert_eq!(refused["error_codes"], json!([50078]));
    assert_eq!(refused["claims"], wanted.as_str());
    let (status, unreadable) = refresh(&server, &first, "{").await;
    assert_eq!(
        (status.as_u16(), unreadable["error"].as_str()),
        (400, Some("invalid_request"))
    );
    // The refusals spent nothing.
    let (status, _) = refresh(
        &server,
        &first,
        r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#,
    )
    .await;
    assert_eq!(status, 200);

    let page = browser.open(&request(&[("claims", Some(&wanted))])).await;
    let second = tokens(&server, &enter(&browser, &page, &app).await).await;
    let (status, third) = refresh(&server, &second, &wanted).await;
    assert_eq!(status, 200, "{third}");
    assert_eq!(change(&server, &third).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_proven_goes_with_a_code_of_another_screen_too() {
    let server = TestServer::start().await;
    rules(&server, |_| {}).await;
    let app = add_app(&server, "sanne").await;
    let device = start(&server).await;
    let browser = Browser::new(&server);
    let page = to_question(&browser, &device, "sanne").await;
    assert!(!page.says("LAPTOP-7"));
    let question = enter(&browser, &page, &app).await;
    assert!(question.says("LAPTOP-7"), "{}", question.html);
    browser
        .send(&question, "/device/confirm", &[("decision", "allow")])
        .await;
    let (status, tokens) = poll(&server, &device).await;
    assert_eq!(status, 200);
    assert_eq!(
        claims(&tokens["access_token"])["amr"],
        json!(["mfa", "otp", "pwd"])
    );
    assert!(!password("sanne").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_is_a_new_one_after_it_was_verified_again() {
    let server = TestServer::start().await;
    rules(&server, |_| {}).await;
    let app = add_app(&server, "sanne").await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    let keep = browser
        .send(
            &page,
            "/signin",
            &[
                ("user_name", &name("sanne")),
                ("password", password("sanne")),
                ("keep", "1"),
            ],
        )
        .await;
    assert_eq!(enter(&browser, &keep, &app).await.path, "/");
    server.clock.step(11 * MINUTE);
    let wanted =
        json!({"access_token": {"auth_time": {"essential": true, "value": server.state().now_ms() / 1000}}});
    let page = browser
        .open(&request(&[("claims", Some(&wanted.to_string()))]))
        .await;
    let code = app.code(&server);
    let answer = browser
        .send_raw(&page, "/signin/verify", &[("code", &code)])
        .await;
    let session = answer
        .headers()
        .get_all("set-cookie")
        .iter()
        .map(|value| value.to_str().unwrap())
        .find(|cookie| cookie.starts_with("workpass_session="))
        .unwrap();
    // Kept for what is left of thirty days.
    assert!(session.contains("Max-Age=2591340"), "{session}");
    assert!(browser.open("/").await.says("You are signed in"));
}
