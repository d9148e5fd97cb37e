use std::time::Duration;

use reqwest::header::{HeaderMap, SET_COOKIE};
use sea_orm::EntityTrait;
use workpass_server::store::entities::browser_session;

use crate::browser::{Browser, Page};
use crate::device_flow::{start, to_question};
use crate::support::{TestServer, password};

const WRONG: &str = "The user name or the password is not right";
const LOCKED: &str = "A wrong password was entered too often";

async fn attempt(browser: &Browser<'_>, name: &str, password: &str) -> Page {
    let page = browser.open("/signin").await;
    browser
        .send(&page, "/signin", &[("user_name", name), ("password", password)])
        .await
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(SET_COOKIE)
        .iter()
        .map(|v| v.to_str().unwrap())
        .find(|v| v.starts_with(&format!("{name}=")))
}

#[tokio::test(flavor = "multi_thread")]
async fn b116_ten_wrong_passwords_lock_for_a_minute_and_then_longer() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let name = "sanne@noorderlicht.example";
    for minutes in [1, 5] {
        for guess in 0..10 {
            let guess = format!("guess {minutes} {guess}");
            assert!(attempt(&browser, name, &guess).await.says(WRONG));
        }
        let locked = attempt(&browser, "SANNE@noorderlicht.example ", password("sanne")).await;
        assert!(locked.says(LOCKED), "{}", locked.html);
        server.clock.step(Duration::from_secs(minutes * 60 - 1));
        assert!(attempt(&browser, name, password("sanne")).await.says(LOCKED));
        server.clock.step(Duration::from_secs(2));
    }
    assert_eq!(attempt(&browser, name, password("sanne")).await.path, "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_in_parallel_gives_no_more_than_ten_tries() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    let mut tries = tokio::task::JoinSet::new();
    for guess in 0..30 {
        let mut form = page.hidden();
        form.insert("user_name".to_owned(), "sanne@noorderlicht.example".to_owned());
        form.insert("password".to_owned(), format!("guess {guess}"));
        let request = browser.http.post(server.url("/signin")).form(&form);
        tries.spawn(async move { request.send().await.unwrap().text().await.unwrap() });
    }
    let answers = tries.join_all().await;
    let looked_at = answers.iter().filter(|html| html.contains(WRONG)).count();
    let locked = answers.iter().filter(|html| html.contains(LOCKED)).count();
    assert_eq!((looked_at, locked), (10, 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_does_not_tell_whether_somebody_has_a_name() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let known = attempt(&browser, "anna@noorderlicht.example", "guess").await;
    let disabled = attempt(&browser, "tim@noorderlicht.example", password("tim")).await;
    for (name, page) in [("anna", &known), ("tim", &disabled)] {
        assert!(page.says(WRONG), "{name}");
    }
    let unknown = "nobody@noorderlicht.example";
    for guess in 0..10 {
        let guess = format!("guess {guess}");
        assert!(attempt(&browser, unknown, &guess).await.says(WRONG));
    }
    assert!(attempt(&browser, unknown, "guess").await.says(LOCKED));
}

#[tokio::test(flavor = "multi_thread")]
async fn b116_the_same_wrong_password_again_is_no_further_try() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    for name in ["sanne@noorderlicht.example", "nobody@noorderlicht.example"] {
        // A program that keeps an old password, and a second one that keeps another.
        for _ in 0..8 {
            for old in ["an old password", "an older one", "the one before"] {
                assert!(attempt(&browser, name, old).await.says(WRONG), "{name}");
            }
        }
        // Three tries went: seven are left.
        for guess in 0..7 {
            assert!(
                attempt(&browser, name, &format!("guess {guess}"))
                    .await
                    .says(WRONG)
            );
        }
        assert!(attempt(&browser, name, "one more").await.says(LOCKED), "{name}");
        assert!(attempt(&browser, name, "guess 6").await.says(LOCKED), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_cookie_is_new_at_sign_in_and_only_for_this_server() {
    let server = TestServer::start().await;
    let http = &server.http;
    let signin = http
        .get(server.url("/signin"))
        .header("cookie", "workpass_session=planted")
        .send()
        .await
        .unwrap();
    let browser_cookie = cookie(signin.headers(), "workpass_browser")
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let page = Page {
        status: signin.status(),
        path: String::new(),
        html: signin.text().await.unwrap(),
    };
    let mut form = page.hidden();
    form.insert("user_name".to_owned(), "sanne@noorderlicht.example".to_owned());
    form.insert("password".to_owned(), password("sanne").to_owned());
    let request = http
        .post(server.url("/signin"))
        .header("cookie", format!("{browser_cookie}; workpass_session=planted"));
    let answer = request.form(&form).send().await.unwrap();
    assert_eq!(answer.status(), 303);
    let session = cookie(answer.headers(), "workpass_session").unwrap();
    assert!(!session.contains("planted"));
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(session.contains(attribute), "{session}");
    }
    assert!(!session.contains("Max-Age"), "not kept unless asked");
    assert_ne!(
        cookie(answer.headers(), "workpass_browser")
            .unwrap()
            .split(';')
            .next()
            .unwrap(),
        browser_cookie
    );
    let value = session.split(['=', ';']).nth(1).unwrap();
    let rows = browser_session::Entity::find()
        .all(&server.state().db)
        .await
        .unwrap();
    assert!(
        rows.iter().all(|row| !row.id_hash.contains(value)),
        "only hashes are kept"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_elsewhere_changes_nothing() {
    let server = TestServer::start().await;
    let device = start(&server).await;
    let browser = Browser::new(&server);
    let question = to_question(&browser, &device, "sanne").await;
    let code = device["user_code"].as_str().unwrap();
    let fields = |csrf: &str| {
        [
            ("csrf", csrf.to_owned()),
            ("user_code", code.to_owned()),
            ("decision", "allow".to_owned()),
        ]
    };
    let other = Browser::new(&server);
    let stolen = other.open("/device").await.hidden()["csrf"].clone();
    for csrf in ["", "x", &stolen] {
        let answer = browser
            .http
            .post(server.url("/device/confirm"))
            .form(&fields(csrf))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 403, "{csrf}");
    }
    let right = question.hidden()["csrf"].clone();
    let cross = browser
        .http
        .post(server.url("/device/confirm"))
        .header("sec-fetch-site", "cross-site");
    assert_eq!(cross.form(&fields(&right)).send().await.unwrap().status(), 403);
    let plain = browser
        .http
        .post(server.url("/device/confirm"))
        .header("content-type", "text/plain")
        .body("decision=allow");
    assert_eq!(plain.send().await.unwrap().status(), 400);
    let own = browser
        .http
        .post(server.url("/device/confirm"))
        .form(&fields(&right))
        .send()
        .await
        .unwrap();
    assert!(own.text().await.unwrap().contains("Sign-in allowed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_leads_to_pages_of_this_server_only() {
    let server = TestServer::start().await;
    for next in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/v1.0/me",
        "javascript:alert(1)",
    ] {
        let browser = Browser::new(&server);
        let encoded: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let page = browser.open(&format!("/signin?next={encoded}")).await;
        let form = [
            ("user_name", "sanne@noorderlicht.example"),
            ("password", password("sanne")),
            ("next", next),
        ];
        let answer = browser.send_raw(&page, "/signin", &form).await;
        assert_eq!(answer.headers()["location"], "/", "{next}");
        let switch = browser
            .http
            .get(server.url(&format!("/language?to=nl&next={encoded}")))
            .send()
            .await
            .unwrap();
        assert_eq!(switch.headers()["location"], "/", "{next}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_in_this_browser() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    assert_eq!(
        attempt(&browser, "sanne@noorderlicht.example", password("sanne"))
            .await
            .path,
        "/"
    );
    let back = "http://localhost:3000/";
    let page = browser
        .open(&format!(
            "/common/oauth2/v2.0/logout?post_logout_redirect_uri={back}"
        ))
        .await;
    assert!(page.says("sanne@noorderlicht.example"));
    assert!(page.hidden()["back"] == back);
    let forged = browser
        .send(&page, "/signout", &[("back", "https://evil.example/")])
        .await;
    assert!(forged.says("You are signed out"), "{}", forged.html);
    assert!(browser.open("/").await.says("You are not signed in"));
    assert_eq!(
        browser_session::Entity::find()
            .all(&server.state().db)
            .await
            .unwrap()
            .len(),
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_speak_the_language_of_the_browser_until_another_is_chosen() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let dutch = browser
        .http
        .get(server.url("/device"))
        .header("accept-language", "nl-NL,nl;q=0.9,en;q=0.8");
    let dutch = dutch.send().await.unwrap().text().await.unwrap();
    assert!(
        dutch.contains("<html lang=\"nl\">") && dutch.contains("Code invoeren"),
        "{dutch}"
    );
    let page = browser.open("/language?to=nl&next=/device").await;
    assert_eq!(page.path, "/device");
    assert!(page.says("Code invoeren"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_forbids_scripts_in_it_frames_and_storing() {
    let server = TestServer::start().await;
    for path in [
        "/",
        "/device",
        "/signin",
        "/signout",
        "/common/oauth2/v2.0/authorize",
        "/no/such/page",
    ] {
        let answer = server.http.get(server.url(path)).send().await.unwrap();
        let policy = answer.headers()["content-security-policy"].to_str().unwrap();
        for rule in [
            "default-src 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(answer.headers()["cache-control"], "no-store", "{path}");
        assert_eq!(answer.headers()["referrer-policy"], "no-referrer", "{path}");
        let html = answer.text().await.unwrap();
        // A passkey takes a script: a file of this server's, never one in the page, and on this page alone.
        let html = match path {
            "/signin" => html.replace("<script src=\"/static/passkeys.js\" defer></script>", ""),
            _ => html,
        };
        assert!(
            !html.contains("<script") && !html.contains(" style=") && !html.contains("<style"),
            "{path}"
        );
    }
}
