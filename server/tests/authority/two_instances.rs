//! The second step of a sign-in, and a sign-in with a number, at two instances of one PostgreSQL: begun at one, verified
//! at the other.

use std::time::Duration;

use sea_orm::{EntityTrait, PaginatorTrait};
use workpass_server::sample;
use workpass_server::store::entities::browser_session;

use crate::browser::{Browser, Page};
use crate::enrolled::{add_app, add_phone, add_recovery_codes, last_message, rules};
use crate::support::TestServer;
use crate::support::postgres::Postgres;
use crate::text_sign_in;

const NUMBER: &str = "+31650001234";
const WRONG: &str = "This code is not right";

/// Two instances, as in production.
async fn two(postgres: &Postgres) -> (TestServer, TestServer) {
    let start = || TestServer::start_with(Some(postgres.url.clone()));
    tokio::join!(start(), start())
}

/// The same browser, whose requests go to another instance: cookies know no ports.
fn at<'a>(server: &'a TestServer, browser: &Browser<'_>) -> Browser<'a> {
    Browser {
        server,
        http: browser.http.clone(),
    }
}

async fn first_step(browser: &Browser<'_>) -> Page {
    let page = browser.open("/signin?next=/device").await;
    browser.sign_in(&page, "sanne").await
}

async fn enter(browser: &Browser<'_>, page: &Page, code: &str) -> Page {
    browser.send(page, "/signin/verify", &[("code", code)]).await
}

async fn sessions(server: &TestServer) -> u64 {
    let all = browser_session::Entity::find().count(&server.state().db);
    all.await.unwrap()
}

fn step(servers: [&TestServer; 2], by: Duration) {
    for server in servers {
        server.clock.step(by);
    }
}

async fn sent_code(server: &TestServer) -> String {
    let text = last_message(server).await.text;
    let digits = text
        .split(|c: char| !c.is_ascii_digit())
        .find(|part| part.len() == 6);
    digits.unwrap_or_else(|| panic!("no code in {text}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn b108_the_second_step_begins_at_one_instance_and_ends_at_the_other() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let (one, other) = two(&postgres).await;
    rules(&one, |_| {}).await;
    let app = add_app(&one, "sanne").await;
    add_phone(&one, "sanne", NUMBER).await;
    let codes = add_recovery_codes(&one, "sanne").await;

    // A code of an app; replayed at the instance that did not see it.
    let code = app.code(&one);
    let browser = Browser::new(&one);
    let page = first_step(&browser).await;
    assert_eq!(page.path, "/signin/verify");
    let list = browser.open("/signin/verify/others").await;
    let page = browser
        .send(&list, "/signin/verify/way", &[("way", "code")])
        .await;
    assert_eq!(enter(&at(&other, &browser), &page, &code).await.path, "/device");
    assert!(at(&one, &browser).open("/").await.says("You are signed in"));
    let replay = Browser::new(&one);
    first_step(&replay).await;
    let list = replay.open("/signin/verify/others").await;
    let page = replay.send(&list, "/signin/verify/way", &[("way", "code")]).await;
    let refused = enter(&replay, &page, &code).await;
    assert!(refused.says("used before"), "{}", refused.html);

    // A text, a call and a recovery code.
    let browser = Browser::new(&one);
    first_step(&browser).await;
    let list = at(&other, &browser).open("/signin/verify/others").await;
    let page = at(&other, &browser)
        .send(&list, "/signin/verify/way", &[("way", "text")])
        .await;
    assert!(page.says("We sent a message"), "{}", page.html);
    let code = sent_code(&one).await;
    assert_eq!(enter(&browser, &page, &code).await.path, "/device");
    let again = enter(&at(&other, &browser), &page, &code).await;
    assert_ne!(again.path, "/device", "it is spent");

    step([&one, &other], Duration::from_secs(31));
    let browser = Browser::new(&one);
    first_step(&browser).await;
    let list = browser.open("/signin/verify/others").await;
    let page = browser
        .send(&list, "/signin/verify/way", &[("way", "call")])
        .await;
    assert!(page.says("We are calling"), "{}", page.html);
    let call = last_message(&one).await.id;
    let press = other.http.post(other.url(&format!("/dev/messages/{call}/press")));
    assert_eq!(press.send().await.unwrap().status(), 303);
    assert_eq!(at(&other, &browser).open("/signin/verify").await.path, "/device");

    for (server, is_right) in [(&other, true), (&one, false)] {
        let browser = Browser::new(&one);
        first_step(&browser).await;
        let list = browser.open("/signin/verify/others").await;
        let page = browser
            .send(&list, "/signin/verify/way", &[("way", "recovery")])
            .await;
        let ended = enter(&at(server, &browser), &page, &codes[0]).await;
        assert_eq!(ended.path == "/device", is_right, "{}", ended.html);
    }
    other.running.stop().await.unwrap();
    one.running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn b65_tries_are_counted_over_both_instances_however_many_come_at_once() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let (one, other) = two(&postgres).await;
    rules(&one, |_| {}).await;
    let app = add_app(&one, "sanne").await;
    let wrong = app.wrong_code(&one);

    // One sign-in: five tries, wherever they come in.
    let browser = Browser::new(&one);
    let page = first_step(&browser).await;
    let mut form = page.hidden();
    form.insert("code".to_owned(), wrong.clone());
    let mut tries = tokio::task::JoinSet::new();
    for n in 0..16 {
        let server = if n % 2 == 0 { &one } else { &other };
        let request = browser.http.post(server.url("/signin/verify")).form(&form);
        tries.spawn(async move { request.send().await.unwrap().text().await.unwrap() });
    }
    let answers = tries.join_all().await;
    let looked_at = answers.iter().filter(|html| html.contains(WRONG)).count();
    assert!(looked_at <= 4, "the fifth ends it: {looked_at}");
    let late = enter(&browser, &page, &app.code(&one)).await;
    assert_eq!(late.path, "/signin", "{}", late.html);
    assert_eq!(sessions(&one).await, 0);

    // Many sign-ins: ten tries of the person, at both together.
    step([&one, &other], Duration::from_secs(24 * 3600));
    let mut tries = tokio::task::JoinSet::new();
    for n in 0..8 {
        let (begins, ends) = if n % 2 == 0 {
            (&one, &other)
        } else {
            (&other, &one)
        };
        let browser = Browser::new(begins);
        let page = first_step(&browser).await;
        let mut form = page.hidden();
        form.insert("code".to_owned(), app.wrong_code(&one));
        for _ in 0..4 {
            let request = browser.http.post(ends.url("/signin/verify")).form(&form);
            tries.spawn(async move { request.send().await.unwrap().text().await.unwrap() });
        }
    }
    let answers = tries.join_all().await;
    let looked_at = answers.iter().filter(|html| html.contains(WRONG)).count();
    assert!(looked_at <= 10, "{looked_at} of {}", answers.len());
    let locked = Browser::new(&one);
    let page = first_step(&locked).await;
    for server in [&one, &other] {
        let refused = enter(&at(server, &locked), &page, &app.code(&one)).await;
        assert!(
            refused.says("entered too often. Try again in"),
            "{}",
            refused.html
        );
    }
    assert_eq!(sessions(&one).await, 0);

    // One right code at both at once makes one session.
    step([&one, &other], Duration::from_secs(24 * 3600));
    let browser = Browser::new(&one);
    let page = first_step(&browser).await;
    let mut form = page.hidden();
    form.insert("code".to_owned(), app.code(&one));
    let mut tries = tokio::task::JoinSet::new();
    for server in [&one, &other, &one, &other] {
        let request = browser.http.post(server.url("/signin/verify")).form(&form);
        tries.spawn(async move { request.send().await.unwrap().status().as_u16() });
    }
    tries.join_all().await;
    assert_eq!(sessions(&one).await, 1);
    other.running.stop().await.unwrap();
    one.running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn b66_the_code_of_a_text_is_guessed_no_more_often_at_two_instances_and_signs_in_once() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let (one, other) = two(&postgres).await;
    rules(&one, |rules| rules.phone.sms_sign_in = true).await;
    add_phone(&one, "sanne", NUMBER).await;
    text_sign_in::switch(&one, "sanne", sample::tenant_id(), true).await;

    // Who guesses knows no password: the number has ten tries, wherever its codes were asked for and come in.
    let mut tries = tokio::task::JoinSet::new();
    let mut last = None;
    for n in 0..4 {
        let (begins, ends) = if n % 2 == 0 {
            (&one, &other)
        } else {
            (&other, &one)
        };
        let browser = Browser::new(begins);
        let page = text_sign_in::begin(&browser, NUMBER).await;
        assert_eq!(page.path, "/signin/text", "{}", page.html);
        let right = sent_code(&one).await;
        for n in 1..=5 {
            let mut form = page.hidden();
            let guess = (right.parse::<u32>().unwrap() + n) % 1_000_000;
            form.insert("code".to_owned(), format!("{guess:06}"));
            let server = if n % 2 == 0 { begins } else { ends };
            let request = browser.http.post(server.url("/signin/text")).form(&form);
            tries.spawn(async move { request.send().await.unwrap().text().await.unwrap() });
        }
        last = Some((browser, page, right));
    }
    let answers = tries.join_all().await;
    let locked = answers.iter().filter(|html| html.contains("Try again in"));
    let looked_at = answers.len() - locked.count();
    assert!(looked_at <= 10, "{looked_at} of {}", answers.len());
    let (browser, page, right) = last.unwrap();
    for server in [&one, &other] {
        let fields = [("code", right.as_str())];
        let refused = at(server, &browser).send(&page, "/signin/text", &fields).await;
        assert!(
            refused.says("Try again in"),
            "even the right one: {}",
            refused.html
        );
    }
    assert_eq!(sessions(&one).await, 0);

    // One right code at both at once makes one session.
    step([&one, &other], Duration::from_secs(24 * 3600));
    let browser = Browser::new(&one);
    let page = text_sign_in::begin(&browser, NUMBER).await;
    let mut form = page.hidden();
    form.insert("code".to_owned(), sent_code(&one).await);
    let mut tries = tokio::task::JoinSet::new();
    for server in [&other, &one, &other, &one] {
        let request = browser.http.post(server.url("/signin/text")).form(&form);
        tries.spawn(async move { request.send().await.unwrap().status().as_u16() });
    }
    tries.join_all().await;
    assert_eq!(sessions(&one).await, 1);
    other.running.stop().await.unwrap();
    one.running.stop().await.unwrap();
}
