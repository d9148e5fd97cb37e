//! Resets that are replayed, cut off half-way, done twice, or attacked.

use std::time::Duration;

use reqwest::Method;
use sea_orm::EntityTrait;
use workpass_server::authority::sessions;
use workpass_server::sample;
use workpass_server::store::entities::password_reset;

use crate::approvals::{REGISTRATIONS, SCOPES, another, call, connect};
use crate::browser::{Browser, Page};
use crate::enrolled::add_app;
use crate::phone::Phone;
use crate::reset::{
    ANNA, ANNAS_MAIL, LATE, NEW, WRONG, begin, by_mail, choose, enter, mailed_code, messages, policies,
    send_to, ways,
};
use crate::support::TestServer;

async fn one_is_enough() -> TestServer {
    let server = TestServer::start().await;
    policies(&server, |rules| rules.methods_required = 1).await;
    server
}

fn number(page: &Page) -> String {
    let start = page.html.find("translate=\"no\">").expect("a number") + 15;
    page.html[start..start + 2].to_owned()
}

/// Anna has a phone that approves.
async fn with_phone(server: &TestServer) -> Phone<'_> {
    let token = server.token("anna", SCOPES).await;
    let (status, row) = call(server, &token, Method::POST, REGISTRATIONS).await;
    assert_eq!(status, 201, "{row}");
    connect(server, &token, &row).await
}

async fn asked(browser: &Browser<'_>, page: &Page) -> Page {
    let page = choose(browser, page, "approval").await;
    let page = browser.send(&page, "/reset/verify/send", &[]).await;
    browser.server.state().background.settle().await;
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn b128_a_notification_with_the_number_verifies() {
    let server = TestServer::start().await;
    let phone = with_phone(&server).await;
    let browser = Browser::new(&server);
    let page = begin(&browser, ANNA, "reset").await;
    let page = asked(&browser, &page).await;
    assert!(page.says("enter this number there"), "{}", page.html);
    let question = phone.asked().await;
    assert_eq!(question["purpose"], "passwordReset");
    let shown = number(&page);
    let wrong = phone.answer(&question, "approve", another(&shown)).await;
    assert_eq!(wrong["outcome"], "wrongNumber");
    assert_eq!(
        phone.answer(&question, "approve", &shown).await["outcome"],
        "approved"
    );
    let page = browser.open("/reset/verify").await;
    assert_eq!(ways(&page), ["email"], "{}", page.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b60_b128_a_no_on_the_phone_does_not_show_and_a_report_ends_it() {
    let server = TestServer::start().await;
    let phone = with_phone(&server).await;
    let browser = Browser::new(&server);
    let page = begin(&browser, ANNA, "reset").await;
    let first = asked(&browser, &page).await;
    assert!(first.says("Waiting for your answer"));
    let question = phone.asked().await;
    assert_eq!(phone.answer(&question, "deny", "").await["outcome"], "denied");
    assert_eq!(
        browser.open("/reset/verify/state").await.html,
        r#"{"waiting":true}"#
    );
    assert!(
        browser
            .open("/reset/verify")
            .await
            .says("Waiting for your answer")
    );
    assert_eq!(phone.answer(&question, "report", "").await["outcome"], "reported");
    server.clock.step(Duration::from_secs(121));
    assert!(
        browser
            .open("/reset/verify")
            .await
            .says("It was not confirmed in time")
    );
    // It is nobody's from here on, and looks as before.
    let row = &password_reset::Entity::find()
        .all(&server.state().db)
        .await
        .unwrap()[0];
    assert!(row.user_id.is_none());
    let page = choose(&browser, &page, "email").await;
    let page = send_to(&browser, &page, ANNAS_MAIL).await;
    assert!(
        page.says("belongs to this account, we sent a code"),
        "{}",
        page.html
    );
    assert!(enter(&browser, &page, "000000").await.says(WRONG));
}

#[tokio::test(flavor = "multi_thread")]
async fn b132_a_code_counts_once_and_two_windows_set_one_password() {
    let server = one_is_enough().await;
    let browser = Browser::new(&server);
    let page = begin(&browser, ANNA, "reset").await;
    let page = choose(&browser, &page, "email").await;
    let page = send_to(&browser, &page, ANNAS_MAIL).await;
    let mut form = page.hidden();
    form.insert("code".to_owned(), mailed_code(&server, ANNAS_MAIL).await);
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let request = browser.http.post(server.url("/reset/verify")).form(&form);
        tries.spawn(async move { request.send().await.unwrap().status().as_u16() });
    }
    let answers = tries.join_all().await;
    assert_eq!(
        answers.iter().filter(|status| **status == 303).count(),
        1,
        "{answers:?}"
    );
    let row = &password_reset::Entity::find()
        .all(&server.state().db)
        .await
        .unwrap()[0];
    assert_eq!(row.proven, "email");

    let page = browser.open("/reset/password").await;
    let mut form = page.hidden();
    let mut tries = tokio::task::JoinSet::new();
    for new in [NEW, "zeilen over het wad morgen", "vier boeien en een baken"] {
        form.insert("new".to_owned(), new.to_owned());
        form.insert("confirm".to_owned(), new.to_owned());
        let request = browser.http.post(server.url("/reset/password")).form(&form);
        tries.spawn(async move {
            let answer = request.send().await.unwrap();
            let to = answer
                .headers()
                .get("location")
                .map(|to| to.to_str().unwrap().to_owned());
            to.unwrap_or_default()
        });
    }
    let answers = tries.join_all().await;
    let done = answers.iter().filter(|to| to.starts_with("/reset/done")).count();
    assert_eq!(done, 1, "{answers:?}");
    let again = browser.http.post(server.url("/reset/password")).form(&form);
    let again = browser.follow(again.send().await.unwrap()).await;
    assert!(again.path == "/reset" && again.says(LATE), "{}", again.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b132_what_is_cut_off_half_way_is_as_if_it_had_not_begun() {
    let server = one_is_enough().await;
    for cut in ["time", "everywhere", "browser", "again", "disabled"] {
        let browser = Browser::new(&server);
        let page = begin(&browser, ANNA, "reset").await;
        let page = by_mail(&browser, &page, ANNAS_MAIL).await;
        assert_eq!(page.path, "/reset/password", "{cut}: {}", page.html);
        let mut fields = page.hidden();
        let new = [
            ("new".to_owned(), NEW.to_owned()),
            ("confirm".to_owned(), NEW.to_owned()),
        ];
        fields.extend(new);
        let (mut by, mut status) = (&browser, 303);
        let other = Browser::new(&server);
        match cut {
            "time" => server.clock.step(Duration::from_secs(20 * 60)),
            "everywhere" => {
                server.clock.step(Duration::from_millis(5));
                let state = server.state();
                let anna = sample::user_id("anna");
                sessions::revoke_all(&state.db, state.now_ms(), anna)
                    .await
                    .unwrap();
            }
            "browser" => {
                other.open("/reset").await;
                (by, status) = (&other, 403);
            }
            "again" => {
                begin(&browser, "nobody@noorderlicht.example", "reset").await;
            }
            _ => {
                policies(&server, |rules| rules.password_reset_enabled = false).await;
                status = 200;
            }
        }
        let answer = by.http.post(server.url("/reset/password")).form(&fields);
        let answer = answer.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{cut}");
        let signing_in = Browser::new(&server);
        let page = signing_in.open("/signin").await;
        let page = signing_in.sign_in(&page, "anna").await;
        assert_ne!(page.path, "/signin", "{cut}: the old password still works");
        server.clock.step(Duration::from_secs(3601));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b129_codes_run_out_take_five_tries_and_never_fit_another_reset() {
    let server = TestServer::start().await;
    add_app(&server, "anna").await;
    let browser = Browser::new(&server);
    let page = begin(&browser, ANNA, "reset").await;
    let page = choose(&browser, &page, "email").await;
    let page = send_to(&browser, &page, ANNAS_MAIL).await;
    let code = mailed_code(&server, ANNAS_MAIL).await;
    let other = Browser::new(&server);
    let theirs = begin(&other, ANNA, "reset").await;
    let theirs = choose(&other, &theirs, "email").await;
    let theirs = send_to(&other, &theirs, ANNAS_MAIL).await;
    assert!(
        enter(&other, &theirs, &code).await.says(WRONG),
        "of another reset"
    );
    server.clock.step(Duration::from_secs(10 * 60));
    let late = enter(&browser, &page, &code).await;
    assert!(late.says(WRONG), "{}", late.html);
    for _ in 0..3 {
        assert!(enter(&browser, &page, "00").await.says(WRONG));
    }
    let over = enter(&browser, &page, "00").await;
    assert!(
        over.path == "/reset" && over.says("entered too often. Begin again"),
        "{}",
        over.html
    );
    assert_eq!(browser.open("/reset/verify").await.path, "/reset");
}

#[tokio::test(flavor = "multi_thread")]
async fn b126_hostile_names_and_answers_are_only_wrong() {
    let server = TestServer::start().await;
    let long = "x".repeat(5000);
    for name in [
        long.as_str(),
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "anna@noorderlicht.example\u{200b}",
        "\u{202e}elpmaxe",
        "@",
        "😀@😀",
        "%00",
    ] {
        let browser = Browser::new(&server);
        let page = begin(&browser, name, "reset").await;
        assert!(
            page.status == 200 && page.path == "/reset/verify",
            "{name:.40}: {}",
            page.path
        );
        assert!(!page.says("<script>alert"), "{name:.40}");
    }
    let browser = Browser::new(&server);
    let page = begin(&browser, ANNA, "reset").await;
    for (way, typed) in [
        ("text", "+31650001234;ext=1"),
        ("email", "a@b\r\nBcc: c@d"),
        ("email", "no address"),
    ] {
        let asked = choose(&browser, &page, way).await;
        let refused = send_to(&browser, &asked, typed).await;
        assert!(refused.says("This is no"), "{typed}: {}", refused.html);
    }
    let asked = choose(&browser, &page, "code").await;
    for typed in ["٠٠٠٠٠٠", "<b>", "-"] {
        assert!(enter(&browser, &asked, typed).await.says(WRONG), "{typed}");
    }
    assert!(
        enter(&browser, &asked, &"0".repeat(5000))
            .await
            .says("Fill everything in")
    );
    let forged = browser
        .http
        .post(server.url("/reset"))
        .form(&[("user_name", ANNA), ("csrf", "x")]);
    assert_eq!(forged.send().await.unwrap().status(), 403);
    let sent = browser
        .send(&asked, "/reset/verify/send", &[("way", "code")])
        .await;
    assert_eq!(sent.status, 400, "nothing is sent for it");
    let no_reset = Browser::new(&server);
    for path in ["/reset/verify", "/reset/password"] {
        let page = no_reset.open(path).await;
        assert!(page.path == "/reset" && page.says(LATE), "{path}");
    }
    assert_eq!(messages(&server).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn b126_ten_megabytes_are_refused_on_every_page_and_the_reset_goes_on() {
    let server = one_is_enough().await;
    let browser = Browser::new(&server);
    let page = begin(&browser, ANNA, "reset").await;
    for path in [
        "/reset",
        "/reset/verify",
        "/reset/verify/way",
        "/reset/verify/send",
        "/reset/password",
        "/reset/contact",
    ] {
        let request = server
            .browser()
            .post(server.url(path))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(vec![b'a'; 10 * 1024 * 1024]);
        // Refusing early may close the connection while the body is still being sent.
        if let Ok(answer) = request.send().await {
            assert!(answer.status().is_client_error(), "{path}: {}", answer.status());
        }
    }
    let page = by_mail(&browser, &page, ANNAS_MAIL).await;
    assert_eq!(page.path, "/reset/password", "{}", page.html);
}

/// Whoever has one of two cannot guess the other without end: a right answer half-way forgives no wrong ones.
#[tokio::test(flavor = "multi_thread")]
async fn b130_what_is_half_proven_takes_no_lock_away() {
    let server = TestServer::start().await;
    policies(&server, |rules| rules.methods_required = 2).await;
    add_app(&server, "anna").await;
    let mut locked = false;
    for _ in 0..3 {
        let browser = Browser::new(&server);
        let page = begin(&browser, ANNA, "reset").await;
        let page = by_mail(&browser, &page, ANNAS_MAIL).await;
        let page = choose(&browser, &page, "code").await;
        for _ in 0..4 {
            locked |= enter(&browser, &page, "000000").await.says("Try again in");
        }
        server.clock.step(Duration::from_secs(61));
    }
    assert!(locked, "twelve wrong ones in three minutes");
}
