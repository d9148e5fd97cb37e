//! Approvals on a phone, with a number to match.

use std::time::Duration;

use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use workpass_server::methods::approval::{self, Context, Purpose};
use workpass_server::methods::{Answer, NotSent};
use workpass_server::sample;
use workpass_server::store::entities::{audit_event, security_method, user};

use crate::browser::{Browser, Page};
use crate::enrolled::{add_recovery_codes, person, rules};
use crate::phone::{Phone, deliver};
use crate::support::TestServer;

pub(crate) const SCOPES: &[&str] = &["UserAuthMethod-MicrosoftAuthApp.ReadWrite"];
pub(crate) const REGISTRATIONS: &str = "/selfservice/v1.0/me/authenticatorRegistrations";

pub(crate) async fn call(server: &TestServer, token: &str, method: Method, path: &str) -> (u16, Value) {
    let request = server
        .http
        .request(method.clone(), server.url(path))
        .bearer_auth(token);
    let request = if method == Method::POST {
        request.json(&json!({}))
    } else {
        request
    };
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

/// A server that allows it, a token, and a registration that waits for a phone.
pub(crate) async fn started() -> (TestServer, String, Value) {
    let server = TestServer::start().await;
    rules(&server, |_| {}).await;
    let token = server.token("sanne", SCOPES).await;
    let (status, row) = call(&server, &token, Method::POST, REGISTRATIONS).await;
    assert_eq!(
        (status, row["state"].as_str()),
        (201, Some("awaitingScan")),
        "{row}"
    );
    (server, token, row)
}

pub(crate) async fn watched(server: &TestServer, token: &str, row: &Value) -> Value {
    let path = format!("{REGISTRATIONS}/{}", row["id"].as_str().unwrap());
    call(server, token, Method::GET, &path).await.1
}

/// Sets a phone up as the wizard does.
pub(crate) async fn connect<'s>(server: &'s TestServer, token: &str, row: &Value) -> Phone<'s> {
    let phone = Phone::new(server);
    assert_eq!(phone.scan(row["page"].as_str().unwrap()).await.0, 200);
    let number = watched(server, token, row).await["number"]
        .as_str()
        .unwrap()
        .to_owned();
    let outcome = phone.answer(&phone.asked().await, "approve", &number).await;
    assert_eq!(outcome["outcome"], "approved");
    phone
}

/// Name and password; the page that shows the number.
async fn first_step(browser: &Browser<'_>) -> (Page, String) {
    let page = browser.open("/signin?next=/device").await;
    let page = browser.sign_in(&page, "sanne").await;
    let number = number(&page);
    (page, number)
}

fn number(page: &Page) -> String {
    let start = page
        .html
        .find("<p class=\"code\" translate=\"no\">")
        .expect("a number")
        + 31;
    page.html[start..start + 2].to_owned()
}

/// Any number but this one.
pub(crate) fn another(number: &str) -> &'static str {
    if number == "00" { "01" } else { "00" }
}

pub(crate) async fn ask(server: &TestServer) -> Result<(uuid::Uuid, String), NotSent> {
    let user = person(server, "sanne").await;
    approval::ask(server.state(), &user, Purpose::SignIn, Context::default()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn b54_a_phone_is_connected_by_its_test_and_becomes_the_default() {
    let (server, token, row) = started().await;
    let phone = Phone::new(&server);
    let (status, news) = phone.scan(row["page"].as_str().unwrap()).await;
    assert_eq!(
        (status, news["state"].as_str(), news["account"].as_str()),
        (200, Some("testing"), Some("sanne@noorderlicht.example"))
    );
    let waiting = watched(&server, &token, &row).await;
    assert_eq!(
        (waiting["state"].as_str(), waiting["deviceName"].as_str()),
        (Some("awaitingApproval"), Some("Sanne's phone"))
    );
    let number = waiting["number"].as_str().unwrap();
    let asked = phone.asked().await;
    assert_eq!(asked["purpose"], "test");
    assert_eq!(
        asked.get("number"),
        None,
        "B-55: the phone is not told the number"
    );
    let wrong = phone.answer(&asked, "approve", another(number)).await;
    assert_eq!(
        (wrong["outcome"].as_str(), wrong["triesRemaining"].as_i64()),
        (Some("wrongNumber"), Some(2))
    );
    assert_eq!(
        phone.answer(&asked, "approve", number).await["outcome"],
        "approved"
    );
    let done = watched(&server, &token, &row).await;
    assert_eq!(
        (done["state"].as_str(), done["number"].as_str()),
        (Some("completed"), None)
    );
    assert_eq!(done["defaultChanged"], "push", "B-56");
    let trail = audit_event::Entity::find().filter(audit_event::Column::Kind.eq("method.added"));
    let trail = trail.one(&server.state().db).await.unwrap().unwrap();
    assert_eq!(trail.address.as_deref(), Some("127.0.0.1"), "where the phone is");
    let sanne = user::Entity::find_by_id(sample::user_id("sanne"))
        .one(&server.state().db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(sanne.preferred_method.as_deref(), Some("push"));
    assert_eq!(phone.send("pending", &json!({})).await.1["state"], "connected");
}

#[tokio::test(flavor = "multi_thread")]
async fn b54_refusing_the_test_or_not_answering_adds_nothing() {
    let (server, token, row) = started().await;
    let phone = Phone::new(&server);
    phone.scan(row["page"].as_str().unwrap()).await;
    let first = watched(&server, &token, &row).await;
    let resend = format!("{REGISTRATIONS}/{}/resend", row["id"].as_str().unwrap());
    assert_eq!(
        call(&server, &token, Method::POST, &resend).await.0,
        429,
        "at once is too soon"
    );
    server.clock.step(Duration::from_secs(121));
    assert_eq!(phone.asked().await, Value::Null, "nobody answered in time");
    assert_eq!(watched(&server, &token, &row).await["number"], Value::Null);
    let (status, again) = call(&server, &token, Method::POST, &resend).await;
    assert_eq!(
        (status, again["state"].as_str()),
        (200, Some("awaitingApproval")),
        "{again}"
    );
    assert!(again["number"].is_string() && first["number"].is_string());
    let asked = phone.asked().await;
    assert_eq!(phone.answer(&asked, "deny", "").await["outcome"], "denied");
    assert_eq!(watched(&server, &token, &row).await["state"], "declined");
    assert_eq!(
        phone
            .answer(&asked, "approve", again["number"].as_str().unwrap())
            .await["outcome"],
        "gone"
    );
    assert_eq!(call(&server, &token, Method::POST, &resend).await.0, 409);
    let methods = security_method::Entity::find()
        .all(&server.state().db)
        .await
        .unwrap();
    assert!(
        methods
            .iter()
            .all(|method| method.kind != "microsoftAuthenticator")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_phones_that_scan_one_code_one_is_connected() {
    let (server, token, row) = started().await;
    let page = row["page"].as_str().unwrap();
    let (one, two) = (Phone::new(&server), Phone::new(&server));
    let (first, second) = tokio::join!(one.scan(page), two.scan(page));
    let mut results =
        [first, second].map(|(status, said)| (status, said["error"].as_str().unwrap_or("").to_owned()));
    results.sort();
    assert_eq!(results, [(200, String::new()), (410, "codeOver".to_owned())]);
    let late = Phone::new(&server).scan(page).await;
    assert_eq!((late.0, late.1["error"].as_str()), (410, Some("codeOver")));
    let path = format!("{REGISTRATIONS}/{}", row["id"].as_str().unwrap());
    assert_eq!(call(&server, &token, Method::DELETE, &path).await.0, 204);
    assert_eq!(watched(&server, &token, &row).await["reason"], "cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn b55_signing_in_shows_a_number_that_the_phone_asks_for() {
    let (server, token, row) = started().await;
    let phone = connect(&server, &token, &row).await;
    let browser = Browser::new(&server);
    let (page, number) = first_step(&browser).await;
    assert!(
        page.path == "/signin/verify" && page.says("Open the authenticator on your phone"),
        "{}",
        page.html
    );
    let asked = phone.asked().await;
    assert_eq!(
        (asked["purpose"].as_str(), asked["address"].as_str()),
        (Some("signIn"), Some("127.0.0.1"))
    );
    assert_eq!(
        browser.open("/signin/verify").await.path,
        "/signin/verify",
        "not answered yet"
    );
    assert_eq!(
        phone.answer(&asked, "approve", &number).await["outcome"],
        "approved"
    );
    assert_eq!(browser.open("/signin/verify").await.path, "/device");
    assert!(browser.open("/").await.says("You are signed in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn b55_the_phone_is_told_which_app_and_browser_ask() {
    let (server, token, row) = started().await;
    let phone = connect(&server, &token, &row).await;
    let user = person(&server, "sanne").await;
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let context = Context {
        app: Some("Workpass".to_owned()),
        address: Some("192.0.2.7".to_owned()),
        user_agent: Some(firefox.to_owned()),
    };
    approval::ask(server.state(), &user, Purpose::SignIn, context)
        .await
        .unwrap();
    let asked = phone.asked().await;
    assert_eq!(
        (asked["app"].as_str(), asked["address"].as_str()),
        (Some("Workpass"), Some("192.0.2.7"))
    );
    let browser = asked["browser"].as_str().unwrap();
    assert!(
        browser.contains("Firefox") && browser.contains("Linux"),
        "as people know it: {browser}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b60_a_denial_can_be_reported() {
    let (server, token, row) = started().await;
    let phone = connect(&server, &token, &row).await;
    let browser = Browser::new(&server);
    first_step(&browser).await;
    let asked = phone.asked().await;
    assert_eq!(phone.answer(&asked, "deny", "").await["outcome"], "denied");
    assert_eq!(phone.answer(&asked, "report", "").await["outcome"], "reported");
    assert_eq!(phone.answer(&asked, "report", "").await["outcome"], "gone");
    let page = browser.open("/signin/verify").await;
    assert!(
        page.says("The request was reported as suspicious"),
        "{}",
        page.html
    );
    let trail = audit_event::Entity::find().filter(audit_event::Column::Kind.eq("approval.answered"));
    let trail = trail.all(&server.state().db).await.unwrap();
    assert!(trail.iter().any(|event| {
        event
            .detail
            .0
            .get("answer")
            .is_some_and(|answer| answer == "reported")
    }));
}

#[tokio::test(flavor = "multi_thread")]
async fn b60_what_was_reported_goes_on_in_no_other_way() {
    let (server, token, row) = started().await;
    let phone = connect(&server, &token, &row).await;
    let codes = add_recovery_codes(&server, "sanne").await;
    let browser = Browser::new(&server);
    first_step(&browser).await;
    let asked = phone.asked().await;
    assert_eq!(phone.answer(&asked, "deny", "").await["outcome"], "denied");
    // Whoever asked sees the denial first and turns to another way.
    assert!(browser.open("/signin/verify").await.says("denied on your phone"));
    let list = browser.open("/signin/verify/others").await;
    let page = browser
        .send(&list, "/signin/verify/way", &[("way", "recovery")])
        .await;
    assert!(page.says("Enter one of your recovery codes"), "{}", page.html);
    assert_eq!(phone.answer(&asked, "report", "").await["outcome"], "reported");
    for _ in 0..2 {
        let over = browser
            .send(&page, "/signin/verify", &[("code", &codes[0])])
            .await;
        assert_eq!(over.path, "/signin");
        assert!(
            over.says("The request was reported as suspicious"),
            "{}",
            over.html
        );
    }
    assert!(browser.open("/").await.says("You are not signed in"));
    let db = &server.state().db;
    let trail = audit_event::Entity::find().filter(audit_event::Column::Kind.eq("sign_in.reported"));
    let trail = trail.all(db).await.unwrap();
    assert_eq!(trail.len(), 1);
    assert_eq!(trail[0].detail.0["askedFrom"], "127.0.0.1");
    // The person themselves begins anew, here as anywhere.
    let (page, number) = first_step(&browser).await;
    assert_eq!(page.path, "/signin/verify");
    let asked = phone.asked().await;
    assert_eq!(
        phone.answer(&asked, "approve", &number).await["outcome"],
        "approved"
    );
    assert_eq!(browser.open("/signin/verify").await.path, "/device");
}

#[tokio::test(flavor = "multi_thread")]
async fn b60_a_step_up_that_is_reported_ends_the_browsers_sessions() {
    let (server, token, row) = started().await;
    let phone = connect(&server, &token, &row).await;
    let browser = Browser::new(&server);
    let (_, number) = first_step(&browser).await;
    phone.answer(&phone.asked().await, "approve", &number).await;
    assert_eq!(browser.open("/signin/verify").await.path, "/device");
    // Somebody else sits there and wants to change something.
    let page = browser.open("/signin/verify?next=/device").await;
    let page = browser
        .send(&page, "/signin/verify/way", &[("way", "approval")])
        .await;
    assert!(page.says("Open the authenticator on your phone"), "{}", page.html);
    let asked = phone.asked().await;
    assert_eq!(asked["purpose"], "stepUp");
    assert_eq!(phone.answer(&asked, "report", "").await["outcome"], "reported");
    let over = browser.open("/signin/verify").await;
    assert!(
        over.path == "/signin" && over.says("reported as suspicious"),
        "{}",
        over.html
    );
    assert!(browser.open("/").await.says("You are not signed in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_guessed_in_parallel_get_three_tries_in_all() {
    let (server, token, row) = started().await;
    let phone = connect(&server, &token, &row).await;
    let (id, number) = ask(&server).await.unwrap();
    let asked = phone.asked().await;
    let guesses: Vec<String> = (0..100)
        .map(|n| format!("{n:02}"))
        .filter(|guess| *guess != number)
        .take(8)
        .collect();
    let mut answers = Vec::new();
    for chunk in guesses.chunks(4) {
        let (a, b, c, d) = tokio::join!(
            phone.answer(&asked, "approve", &chunk[0]),
            phone.answer(&asked, "approve", &chunk[1]),
            phone.answer(&asked, "approve", &chunk[2]),
            phone.answer(&asked, "approve", &chunk[3]),
        );
        answers.extend([a, b, c, d]);
    }
    let looked_at = answers.iter().filter(|said| said["outcome"] != "gone").count();
    assert_eq!(looked_at, 3, "{answers:?}");
    assert_eq!(phone.answer(&asked, "approve", &number).await["outcome"], "gone");
    assert_eq!(approval::answer(server.state(), id).await.unwrap(), Answer::No);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_too_late_is_told_so() {
    let (server, token, row) = started().await;
    let phone = connect(&server, &token, &row).await;
    let (id, number) = ask(&server).await.unwrap();
    let asked = phone.asked().await;
    server.clock.step(Duration::from_secs(120));
    assert_eq!(
        phone.answer(&asked, "approve", &number).await["outcome"],
        "tooLate"
    );
    assert_eq!(
        approval::answer(server.state(), id).await.unwrap(),
        Answer::TooLate
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_question_takes_the_place_of_the_one_before_and_few_are_sent() {
    let (server, token, row) = started().await;
    let phone = connect(&server, &token, &row).await;
    let (first, number) = ask(&server).await.unwrap();
    let asked = phone.asked().await;
    let (second, _) = ask(&server).await.unwrap();
    assert_eq!(
        phone.answer(&asked, "approve", &number).await["outcome"],
        "tooLate"
    );
    assert_eq!(
        approval::answer(server.state(), first).await.unwrap(),
        Answer::TooLate
    );
    assert_eq!(
        approval::answer(server.state(), second).await.unwrap(),
        Answer::Waiting
    );
    let mut sent = 2;
    while ask(&server).await.is_ok() {
        sent += 1;
        assert!(sent <= 5, "nobody is worn out by questions");
    }
    assert!(matches!(ask(&server).await, Err(NotSent::LimitReached { .. })));
    server.clock.step(Duration::from_secs(601));
    assert!(ask(&server).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_the_phone_signed_counts_once_and_in_time() {
    let (server, token, row) = started().await;
    let phone = connect(&server, &token, &row).await;
    let good = phone.sign("pending", &json!({}));
    assert_eq!(deliver(&server, &good).await.0, 200);
    let replayed = deliver(&server, &good).await;
    assert_eq!(
        (replayed.0, replayed.1["error"].as_str()),
        (409, Some("replayed"))
    );

    let signed = || phone.sign("pending", &json!({}));
    let mut other_body = signed();
    other_body.body = "{ }".to_owned();
    let mut other_path = signed();
    "/approve/api/answer".clone_into(&mut other_path.path);
    let mut other_time = signed();
    other_time.headers[1].1 = (server.state().now_ms() + 1).to_string();
    let mut other_nonce = signed();
    other_nonce.headers[2].1 = "other".to_owned();
    let mut no_signature = signed();
    no_signature.headers[3].1 = "AAAA".to_owned();
    for bad in [other_body, other_path, other_time, other_nonce, no_signature] {
        let (status, said) = deliver(&server, &bad).await;
        assert_eq!(
            (status, said["error"].as_str()),
            (401, Some("signature")),
            "{}",
            bad.path
        );
    }
    let old = signed();
    server.clock.step(Duration::from_secs(121));
    let (status, said) = deliver(&server, &old).await;
    assert_eq!((status, said["error"].as_str()), (401, Some("clock")));
    assert_eq!(
        said["now"].as_i64(),
        Some(server.state().now_ms()),
        "so that the phone follows"
    );
    let stranger = Phone::new(&server).send("pending", &json!({})).await;
    assert_eq!(
        (stranger.0, stranger.1["error"].as_str()),
        (410, Some("notConnected"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b59_a_phone_that_was_deleted_is_told_so_and_decides_nothing() {
    let (server, token, row) = started().await;
    let phone = connect(&server, &token, &row).await;
    let (_, number) = ask(&server).await.unwrap();
    let asked = phone.asked().await;
    security_method::Entity::delete_many()
        .filter(security_method::Column::Kind.eq("microsoftAuthenticator"))
        .exec(&server.state().db)
        .await
        .unwrap();
    let content = json!({ "id": asked["id"], "answer": "approve", "number": number });
    let (status, said) = phone.send("answer", &content).await;
    assert_eq!((status, said["error"].as_str()), (410, Some("notConnected")));
    assert_eq!(ask(&server).await, Err(NotSent::NotPossible));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_answers_for_its_own_person_only() {
    let (server, token, row) = started().await;
    connect(&server, &token, &row).await;
    let (id, number) = ask(&server).await.unwrap();
    let token = server.token("james", SCOPES).await;
    let (_, row) = call(&server, &token, Method::POST, REGISTRATIONS).await;
    let other = connect(&server, &token, &row).await;
    assert_eq!(other.asked().await, Value::Null);
    let outcome = other.answer(&json!({ "id": id }), "approve", &number).await;
    assert_eq!(outcome["outcome"], "gone");
    assert_eq!(
        approval::answer(server.state(), id).await.unwrap(),
        Answer::Waiting
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phones_page_comes_in_both_languages_and_can_be_installed() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let answer = browser.http.get(server.url("/approve")).send().await.unwrap();
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    for part in [
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(answer.text().await.unwrap().contains("Connect this phone?"));
    browser.open("/language?to=nl&next=/approve").await;
    assert!(browser.open("/approve").await.says("Deze telefoon verbinden?"));
    for (path, kind) in [
        ("/approve/manifest.webmanifest", "application/manifest+json"),
        ("/static/approve.js", "text/javascript; charset=utf-8"),
        (
            "/static/approve-notifications.js",
            "text/javascript; charset=utf-8",
        ),
        ("/static/approve-worker.js", "text/javascript; charset=utf-8"),
        ("/static/mark-256.png", "image/png"),
        ("/static/mark-512.png", "image/png"),
    ] {
        let answer = browser.http.get(server.url(path)).send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["content-type"]),
            (200, &reqwest::header::HeaderValue::from_static(kind)),
            "{path}"
        );
    }
}
