//! What holds for all pages: forms of elsewhere, the headers, and the browser that is remembered.

use std::time::Duration;

use reqwest::header::SET_COOKIE;
use reqwest::{RequestBuilder, Response};
use workpass_server::sample;

use crate::browser::Browser;
use crate::code_flow::{authorize, signed_in_browser};
use crate::device_flow::{poll, start, to_question};
use crate::support::{TestServer, password};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Every form that a page of this server posts to, with what would do something there.
fn forms(user_code: &str) -> [(&'static str, Vec<(&'static str, String)>); 6] {
    let text = |text: &str| text.to_owned();
    let mine = vec![
        ("user_name", text("anna@noorderlicht.example")),
        ("password", text(password("anna"))),
    ];
    [
        ("/signin", mine),
        ("/device", vec![("user_code", text(user_code))]),
        (
            "/device/confirm",
            vec![("user_code", text(user_code)), ("decision", text("allow"))],
        ),
        ("/consent", vec![("decision", text("allow"))]),
        ("/register/skip", Vec::new()),
        ("/signout", Vec::new()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn no_form_of_another_site_or_browser_does_anything_on_any_page() {
    let server = TestServer::start().await;
    let device = start(&server).await;
    let browser = Browser::new(&server);
    let question = to_question(&browser, &device, "sanne").await;
    let right = question.hidden()["csrf"].clone();
    let stolen = Browser::new(&server).open("/device").await.hidden()["csrf"].clone();
    for (path, fields) in forms(device["user_code"].as_str().unwrap()) {
        let post = |csrf: Option<&str>, sign: fn(RequestBuilder) -> RequestBuilder| {
            let mut form = fields.clone();
            form.extend(csrf.map(|csrf| ("csrf", csrf.to_owned())));
            sign(browser.http.post(server.url(path))).form(&form).send()
        };
        for csrf in [None, Some(""), Some("x"), Some(stolen.as_str())] {
            let answer = post(csrf, |request| request).await.unwrap();
            assert_eq!(answer.status(), 403, "{path} {csrf:?}");
        }
        let from_elsewhere = |request: RequestBuilder| request.header("sec-fetch-site", "cross-site");
        let answer = post(Some(&right), from_elsewhere).await.unwrap();
        assert_eq!(answer.status(), 403, "{path} from another site");
    }
    assert_eq!(poll(&server, &device).await.1["error"], "authorization_pending");
    let home = browser.open("/").await;
    assert!(
        home.says("sanne@noorderlicht.example"),
        "still signed in: {}",
        home.html
    );
    let done = browser
        .send(&question, "/device/confirm", &[("decision", "allow")])
        .await;
    assert!(done.says("Sign-in allowed"), "{}", done.html);
}

async fn assert_locked_down(what: &str, answer: Response) {
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    let policy = header("content-security-policy");
    for rule in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(rule), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{what}: {policy}");
    assert_eq!(header("cache-control"), "no-store", "{what}");
    assert_eq!(header("referrer-policy"), "no-referrer", "{what}");
    let html = answer.text().await.unwrap();
    assert!(
        !html.contains("<script") && !html.contains(" style=") && !html.contains("<style"),
        "{what}: {html}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_somebody_signed_in_forbid_scripts_frames_and_storing_too() {
    let server = TestServer::start().await;
    let browser = signed_in_browser(&server, "sanne").await;
    let device = start(&server).await;
    let confirm = format!(
        "/device/confirm?user_code={}",
        device["user_code"].as_str().unwrap()
    );
    let consent = authorize(sample::other_client_id(), &[]);
    let refused = authorize(
        sample::client_id(),
        &[("redirect_uri", Some("https://evil.example/"))],
    );
    for path in ["/", "/device", "/signout", &confirm, &consent, &refused] {
        let answer = browser.http.get(server.url(path)).send().await.unwrap();
        assert!(!answer.status().is_redirection(), "{path} is a page");
        assert_locked_down(path, answer).await;
    }
    let question = browser.open(&confirm).await;
    let deny = [("decision", "deny")];
    let refused = browser.send_raw(&question, "/device/confirm", &deny).await;
    let refused = match refused.headers().get("location") {
        Some(to) => {
            let to = server.url(to.to_str().unwrap());
            browser.http.get(to).send().await.unwrap()
        }
        None => refused,
    };
    assert_locked_down("what became of it", refused).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_is_to_be_remembered_is_for_thirty_days() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    let fields = [
        ("user_name", "sanne@noorderlicht.example"),
        ("password", password("sanne")),
        ("keep", "1"),
    ];
    let answer = browser.send_raw(&page, "/signin", &fields).await;
    let mut cookies = answer.headers().get_all(SET_COOKIE).iter();
    let session = cookies
        .find_map(|cookie| {
            cookie
                .to_str()
                .ok()
                .filter(|text| text.starts_with("workpass_session="))
        })
        .unwrap();
    assert!(session.contains("Max-Age=2592000"), "{session}");
    server.clock.step(30 * DAY - Duration::from_secs(60));
    assert!(browser.open("/").await.says("sanne@noorderlicht.example"));
    server.clock.step(Duration::from_secs(120));
    assert!(browser.open("/").await.says("You are not signed in"));
}
