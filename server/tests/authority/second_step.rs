//! The second step of signing in, in the browser.

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use workpass_server::authority::sessions;
use workpass_server::sample;
use workpass_server::store::entities::{audit_event, browser_session, password, remembered_device};

use crate::browser::{Browser, Page};
use crate::device_flow::{start, to_question};
use crate::enrolled::{App, add_app, add_recovery_codes, issue_pass, prefer, rules};
use crate::support::{TestServer, password as password_of};

const WRONG: &str = "This code is not right";
const DAY: Duration = Duration::from_secs(24 * 3600);

async fn signed_up() -> (TestServer, App) {
    let server = TestServer::start().await;
    rules(&server, |_| {}).await;
    let app = add_app(&server, "sanne").await;
    (server, app)
}

/// Name and password.
async fn first_step(browser: &Browser<'_>, first_name: &str) -> Page {
    let page = browser.open("/signin?next=/device").await;
    browser.sign_in(&page, first_name).await
}

async fn enter(browser: &Browser<'_>, page: &Page, code: &str) -> Page {
    browser.send(page, "/signin/verify", &[("code", code)]).await
}

async fn newest_session(server: &TestServer) -> browser_session::Model {
    let newest = browser_session::Entity::find().order_by_desc(browser_session::Column::AuthenticatedAt);
    newest.one(&server.state().db).await.unwrap().unwrap()
}

async fn sessions_of(server: &TestServer) -> usize {
    let rows = browser_session::Entity::find().all(&server.state().db);
    rows.await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn b30_a_registered_method_is_asked_for_and_nothing_is_open_before() {
    let (server, app) = signed_up().await;
    let browser = Browser::new(&server);
    let page = first_step(&browser, "sanne").await;
    assert_eq!(page.path, "/signin/verify");
    assert!(
        page.says("Enter the code that your authenticator app"),
        "{}",
        page.html
    );
    assert!(page.says("sanne@noorderlicht.example"));
    assert!(page.says("No other method is registered"), "B-108");
    assert_eq!(sessions_of(&server).await, 0);
    assert!(browser.open("/").await.says("You are not signed in"));

    let page = browser.open("/signin/verify").await;
    let wrong = enter(&browser, &page, &app.wrong_code(&server)).await;
    assert!(wrong.says(WRONG), "{}", wrong.html);
    let empty = enter(&browser, &wrong, " ").await;
    assert!(empty.says("Fill in this field"));
    let done = enter(&browser, &empty, &app.code(&server)).await;
    assert_eq!(done.path, "/device");
    assert!(browser.open("/").await.says("You are signed in"));

    // B-159: what went wrong stands in the trail, apart from a wrong password.
    let trail = audit_event::Entity::find().all(&server.state().db).await.unwrap();
    let count = |kind: &str| trail.iter().filter(|event| event.kind == kind).count();
    assert_eq!(
        (count("sign_in.second_factor_failed"), count("sign_in.succeeded")),
        (1, 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_right_password_leads_to_the_second_step() {
    let (server, _) = signed_up().await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    let name = "sanne@noorderlicht.example";
    let wrong = browser
        .send(&page, "/signin", &[("user_name", name), ("password", "guess")])
        .await;
    assert!(wrong.says("The user name or the password is not right"));
    assert_eq!(browser.open("/signin/verify").await.path, "/signin");
    assert_eq!(
        first_step(&browser, "james").await.path,
        "/device",
        "nothing registered"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_works_once() {
    let (server, app) = signed_up().await;
    let code = app.code(&server);
    let (one, two) = (Browser::new(&server), Browser::new(&server));
    let first = first_step(&one, "sanne").await;
    let second = first_step(&two, "sanne").await;
    let (a, b) = tokio::join!(enter(&one, &first, &code), enter(&two, &second, &code));
    let in_ = [&a, &b].iter().filter(|page| page.path == "/device").count();
    assert_eq!(in_, 1, "{a:?} {b:?}");
    let refused = if a.path == "/device" { b } else { a };
    assert!(refused.says("used before"), "{}", refused.html);
    assert_eq!(sessions_of(&server).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_right_code_makes_one_session_however_often_it_is_sent() {
    let (server, app) = signed_up().await;
    let browser = Browser::new(&server);
    let page = first_step(&browser, "sanne").await;
    let mut form = page.hidden();
    form.insert("code".to_owned(), app.code(&server));
    let mut tries = tokio::task::JoinSet::new();
    // Fewer than the wrong codes that would end the sign-in: the same code again is a wrong one.
    for _ in 0..4 {
        let request = browser.http.post(server.url("/signin/verify")).form(&form);
        tries.spawn(async move { request.send().await.unwrap().status().as_u16() });
    }
    tries.join_all().await;
    assert_eq!(sessions_of(&server).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_codes_end_the_sign_in() {
    let (server, app) = signed_up().await;
    let browser = Browser::new(&server);
    let mut page = first_step(&browser, "sanne").await;
    let wrong = app.wrong_code(&server);
    for _ in 0..4 {
        page = enter(&browser, &page, &wrong).await;
        assert!(page.says(WRONG), "{}", page.html);
    }
    let over = enter(&browser, &page, &wrong).await;
    assert_eq!(over.path, "/signin");
    assert!(
        over.says("A wrong code was entered too often. Sign in again"),
        "{}",
        over.html
    );
    let late = enter(&browser, &page, &app.code(&server)).await;
    assert_eq!(late.path, "/signin");
    assert_eq!(sessions_of(&server).await, 0);
    let page = first_step(&browser, "sanne").await;
    assert_eq!(enter(&browser, &page, &app.code(&server)).await.path, "/device");
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_from_many_browsers_locks_the_second_step() {
    let (server, app) = signed_up().await;
    let wrong = app.wrong_code(&server);
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let browser = Browser::new(&server);
        let page = first_step(&browser, "sanne").await;
        for _ in 0..4 {
            let mut form = page.hidden();
            form.insert("code".to_owned(), wrong.clone());
            let request = browser.http.post(server.url("/signin/verify")).form(&form);
            tries.spawn(async move { request.send().await.unwrap().text().await.unwrap() });
        }
    }
    let answers = tries.join_all().await;
    let looked_at = answers.iter().filter(|html| html.contains(WRONG)).count();
    let locked = answers
        .iter()
        .filter(|html| html.contains("Try again in 1 min"))
        .count();
    assert_eq!((looked_at, locked), (10, 22));

    let browser = Browser::new(&server);
    let page = first_step(&browser, "sanne").await;
    let refused = enter(&browser, &page, &app.code(&server)).await;
    assert!(refused.says("Try again in 1 min"), "even the right code");
    server.clock.step(Duration::from_secs(61));
    assert_eq!(enter(&browser, &page, &app.code(&server)).await.path, "/device");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_step_belongs_to_the_browser_it_began_in() {
    let (server, app) = signed_up().await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    let name = [
        ("user_name", "sanne@noorderlicht.example"),
        ("password", password_of("sanne")),
    ];
    let answer = browser.send_raw(&page, "/signin", &name).await;
    let pending = answer
        .headers()
        .get_all("set-cookie")
        .iter()
        .map(|value| value.to_str().unwrap().split(';').next().unwrap().to_owned())
        .find(|cookie| cookie.starts_with("workpass_pending="))
        .unwrap();
    assert!(
        answer.headers()["set-cookie"]
            .to_str()
            .unwrap()
            .contains("HttpOnly")
    );

    // Somebody else carries the cookie away, or plants it in another browser.
    let thief = Browser::new(&server);
    let own = thief.open("/signin").await;
    let mut form = own.hidden();
    form.insert("code".to_owned(), app.code(&server));
    form.insert("way".to_owned(), "code".to_owned());
    let stolen = thief
        .http
        .get(server.url("/signin/verify"))
        .header("cookie", &pending);
    assert_eq!(stolen.send().await.unwrap().status(), 303);
    let sent = thief
        .http
        .post(server.url("/signin/verify"))
        .header("cookie", &pending);
    assert_ne!(sent.form(&form).send().await.unwrap().status(), 200);
    assert_eq!(sessions_of(&server).await, 0);

    let page = browser.open("/signin/verify").await;
    let forged = browser.http.post(server.url("/signin/verify")).form(&[
        ("code", app.code(&server)),
        ("way", "code".to_owned()),
        ("csrf", "x".to_owned()),
    ]);
    assert_eq!(forged.send().await.unwrap().status(), 403);
    server.clock.step(Duration::from_secs(15 * 60));
    let late = enter(&browser, &page, &app.code(&server)).await;
    assert!(late.says("Confirming took too long"), "{}", late.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b108_sign_in_another_way_lists_what_there_is() {
    let (server, _) = signed_up().await;
    let codes = add_recovery_codes(&server, "sanne").await;
    let browser = Browser::new(&server);
    let page = first_step(&browser, "sanne").await;
    assert!(page.says("Sign in another way") && !page.says("No other method"));
    let list = browser.open("/signin/verify/others").await;
    assert!(list.says("Code from an app or token") && list.says("Recovery code"));
    assert!(!list.says("Passkey"), "only what is registered");
    let unknown = browser
        .send(&list, "/signin/verify/way", &[("way", "passkey")])
        .await;
    assert_eq!(unknown.status, 400);
    let page = browser
        .send(&list, "/signin/verify/way", &[("way", "recovery")])
        .await;
    assert!(page.says("Enter one of your recovery codes"), "{}", page.html);
    let typed = codes[0].to_lowercase().replace('-', " ");
    assert_eq!(enter(&browser, &page, &typed).await.path, "/device");

    let browser = Browser::new(&server);
    first_step(&browser, "sanne").await;
    let list = browser.open("/signin/verify/others").await;
    let page = browser
        .send(&list, "/signin/verify/way", &[("way", "recovery")])
        .await;
    let again = enter(&browser, &page, &codes[0]).await;
    assert!(again.says(WRONG) || again.says("used before"), "{}", again.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b32_the_default_is_asked_unless_the_organization_prefers_the_strongest() {
    let (server, _) = signed_up().await;
    let pass = issue_pass(&server, "sanne", false).await;
    prefer(&server, "sanne", "oath").await;
    let browser = Browser::new(&server);
    let page = first_step(&browser, "sanne").await;
    assert!(page.says("authenticator app or hardware token"), "{}", page.html);
    rules(&server, |rules| rules.system_preferred = true).await;
    let browser = Browser::new(&server);
    let page = first_step(&browser, "sanne").await;
    assert!(page.says("Enter the Temporary Access Pass"), "{}", page.html);
    assert_eq!(enter(&browser, &page, &pass).await.path, "/device");
}

#[tokio::test(flavor = "multi_thread")]
async fn b96_a_temporary_access_pass_takes_the_place_of_the_password() {
    let server = TestServer::start().await;
    rules(&server, |_| {}).await;
    let pass = issue_pass(&server, "james", true).await;
    let name = "james@noorderlicht.example";
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    let done = browser
        .send(&page, "/signin", &[("user_name", name), ("password", &pass)])
        .await;
    assert_eq!(done.path, "/");
    let row = newest_session(&server).await;
    assert!(row.amr.has("tap") && row.amr.has("mfa") && row.verified_at.is_some());
    let other = Browser::new(&server);
    let page = other.open("/signin").await;
    let again = other
        .send(&page, "/signin", &[("user_name", name), ("password", &pass)])
        .await;
    assert!(
        again.says("The user name or the password is not right"),
        "one use: {}",
        again.html
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b24_what_a_pass_is_for_is_the_policys() {
    let server = TestServer::start().await;
    let used_for = async |use_: &str| {
        rules(&server, |rules| {
            let rule = rules.methods.get_mut("temporaryAccessPass").unwrap();
            rule.usable_for = vec![use_.to_owned()];
        })
        .await;
    };
    let pass = issue_pass(&server, "sanne", false).await;
    add_app(&server, "sanne").await;
    let instead = async || {
        let browser = Browser::new(&server);
        let page = browser.open("/signin").await;
        let name = "sanne@noorderlicht.example";
        let fields = [("user_name", name), ("password", pass.as_str())];
        browser.send(&page, "/signin", &fields).await
    };
    let list = async || {
        let browser = Browser::new(&server);
        first_step(&browser, "sanne").await;
        browser.open("/signin/verify/others").await
    };
    used_for("multifactor").await;
    let refused = instead().await;
    assert!(
        refused.says("The user name or the password is not right"),
        "{}",
        refused.html
    );
    assert!(list().await.says("Temporary Access Pass"));
    used_for("signIn").await;
    assert_eq!(instead().await.path, "/");
    assert!(!list().await.says("Temporary Access Pass"));
}

#[tokio::test(flavor = "multi_thread")]
async fn b106_a_remembered_computer_is_not_asked_until_the_time_is_over() {
    let (server, app) = signed_up().await;
    let browser = Browser::new(&server);
    let page = first_step(&browser, "sanne").await;
    assert!(
        !page.says("Don't ask again"),
        "the organization does not offer it"
    );
    rules(&server, |rules| rules.remember_devices_days = 14).await;
    let page = browser.open("/signin/verify").await;
    assert!(
        page.says("ask again for 14 days on this computer"),
        "{}",
        page.html
    );
    let fields = [("code", app.code(&server)), ("remember", "1".to_owned())];
    let fields: Vec<_> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
    assert_eq!(
        browser.send(&page, "/signin/verify", &fields).await.path,
        "/device"
    );

    server.clock.step(DAY);
    assert_eq!(first_step(&browser, "sanne").await.path, "/device");
    let row = newest_session(&server).await;
    assert_eq!(row.verified_at, None, "nothing strong was proven this time");
    let other = Browser::new(&server);
    assert_eq!(
        first_step(&other, "sanne").await.path,
        "/signin/verify",
        "another computer"
    );
    server.clock.step(13 * DAY);
    assert_eq!(
        first_step(&browser, "sanne").await.path,
        "/signin/verify",
        "time is over"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b107_remembered_computers_are_forgotten_with_everything_else() {
    let (server, app) = signed_up().await;
    rules(&server, |rules| rules.remember_devices_days = 30).await;
    let state = server.state();
    let user = sample::user_id("sanne");
    for end in ["everywhere", "password", "policy"] {
        let browser = Browser::new(&server);
        let page = first_step(&browser, "sanne").await;
        assert_eq!(page.path, "/signin/verify");
        let code = app.code(&server);
        let page = browser
            .send(&page, "/signin/verify", &[("code", &code), ("remember", "1")])
            .await;
        assert_eq!(page.path, "/device", "{end}: {}", page.html);
        assert_eq!(first_step(&browser, "sanne").await.path, "/device", "{end}");
        server.clock.step(Duration::from_secs(60));
        match end {
            "everywhere" => {
                sessions::revoke_all(&state.db, state.now_ms(), user)
                    .await
                    .unwrap();
                let left = remembered_device::Entity::find().all(&state.db).await.unwrap();
                assert!(left.is_empty());
            }
            "password" => {
                password::Entity::update_many()
                    .col_expr(password::Column::ChangedAt, Expr::value(state.now_ms()))
                    .filter(password::Column::UserId.eq(user))
                    .exec(&state.db)
                    .await
                    .unwrap();
            }
            _ => rules(&server, |rules| rules.remember_devices_days = 0).await,
        }
        server.clock.step(Duration::from_secs(60));
        assert_eq!(
            first_step(&browser, "sanne").await.path,
            "/signin/verify",
            "{end}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_from_before_is_asked_once_a_method_is_registered() {
    let server = TestServer::start().await;
    rules(&server, |_| {}).await;
    let browser = Browser::new(&server);
    assert_eq!(first_step(&browser, "sanne").await.path, "/device");
    let device = start(&server).await;
    let question = to_question(&browser, &device, "sanne").await;
    let app = add_app(&server, "sanne").await;
    // The page that is open already approves nothing, and a new one is not shown.
    let decided = browser
        .send(&question, "/device/confirm", &[("decision", "allow")])
        .await;
    assert_eq!(decided.status, 403);
    let code = device["user_code"].as_str().unwrap();
    let page = browser.open(&format!("/device/confirm?user_code={code}")).await;
    assert_eq!(page.path, "/signin/verify");
    assert!(!page.says("LAPTOP-7"), "nothing of the request shows");
    let question = enter(&browser, &page, &app.code(&server)).await;
    assert!(question.says("LAPTOP-7"), "{}", question.html);
    let done = browser
        .send(&question, "/device/confirm", &[("decision", "allow")])
        .await;
    assert!(done.says("Sign-in allowed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_step_speaks_dutch() {
    let (server, _) = signed_up().await;
    add_recovery_codes(&server, "sanne").await;
    let browser = Browser::new(&server);
    browser.open("/language?to=nl&next=/signin").await;
    let page = first_step(&browser, "sanne").await;
    assert!(page.says("Bevestig dat u het bent") && page.says("Op een andere manier aanmelden"));
    let list = browser.open("/signin/verify/others").await;
    assert!(
        list.says("Herstelcode") && list.says("Kies wat u bij de hand hebt"),
        "{}",
        list.html
    );
}
