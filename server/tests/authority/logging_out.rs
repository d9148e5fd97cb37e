//! Signing out because an app asks (OpenID Connect RP-Initiated Logout 1.0).

use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, PaginatorTrait};
use url::form_urlencoded;
use uuid::Uuid;
use workpass_server::sample;
use workpass_server::store::entities::{browser_session, client};
use workpass_server::store::values::Strings;

use crate::browser::{Browser, Page};
use crate::code_flow::{answer, authorize, exchange};
use crate::support::TestServer;

const BACK: &str = "https://app.example/signed-out?from=workpass";

/// The app registered an https address to come back to.
async fn registered() -> TestServer {
    let server = TestServer::start().await;
    register(&server, sample::client_id(), &[BACK, "http://localhost"]).await;
    server
}

async fn register(server: &TestServer, id: Uuid, addresses: &[&str]) {
    let db = &server.state().db;
    let row = client::Entity::find_by_id(id).one(db).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    row.sign_out_uris = Set(Strings::of(addresses.iter().copied()));
    row.update(db).await.unwrap();
}

fn logout(fields: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    format!("/{}/oauth2/v2.0/logout?{query}", sample::tenant_id())
}

async fn signed_in(server: &TestServer) -> Browser<'_> {
    let browser = Browser::new(server);
    let page = browser.open("/signin").await;
    assert_eq!(browser.sign_in(&page, "sanne").await.path, "/");
    browser
}

async fn sessions(server: &TestServer) -> u64 {
    browser_session::Entity::find()
        .count(&server.state().db)
        .await
        .unwrap()
}

/// The person says yes.
async fn agree(browser: &Browser<'_>, page: &Page) -> String {
    let done = browser.send(page, "/signout", &[]).await;
    if done.says("You are signed out") {
        return String::new();
    }
    done.path
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_gets_the_browser_back_at_its_https_address_with_its_state() {
    let server = registered().await;
    let app = sample::client_id().to_string();
    let there = format!("{BACK}&state=st%26te+1");
    for by in [None, Some(("client_id", app.as_str()))] {
        let browser = signed_in(&server).await;
        let mut fields = vec![("post_logout_redirect_uri", BACK), ("state", "st&te 1")];
        fields.extend(by);
        let page = browser.open(&logout(&fields)).await;
        assert!(page.says("sanne@noorderlicht.example"), "{}", page.html);
        assert_eq!(sessions(&server).await, 1, "the person is asked first");
        assert_eq!(agree(&browser, &page).await, there);
        assert_eq!(sessions(&server).await, 0);
        // Who is not signed in goes back at once.
        assert_eq!(browser.open(&logout(&fields)).await.path, there);
    }
    // The form may lead there, and nowhere else.
    let browser = signed_in(&server).await;
    let asked = browser
        .http
        .get(server.url(&logout(&[("post_logout_redirect_uri", BACK)])));
    let asked = asked.send().await.unwrap();
    let policy = asked.headers()["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("form-action 'self' https://app.example;"),
        "{policy}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_says_which_app_asks() {
    let server = registered().await;
    let browser = Browser::new(&server);
    let page = browser.open(&authorize(sample::client_id(), &[])).await;
    let page = browser.sign_in(&page, "sanne").await;
    let code = answer(&page)["code"].clone();
    let (_, tokens) = exchange(&server, sample::client_id(), &code, &[]).await;
    let hint = tokens["id_token"].as_str().unwrap();
    // Long after it expired, too.
    server.clock.step(std::time::Duration::from_secs(2 * 3600));
    let (own, other) = (sample::client_id().to_string(), Uuid::new_v4().to_string());
    let cases: [(&[(&str, &str)], bool); 5] = [
        (&[("id_token_hint", hint)], true),
        (&[("id_token_hint", hint), ("client_id", &own)], true),
        (&[("id_token_hint", hint), ("client_id", &other)], false),
        (&[("id_token_hint", "e30.e30.e30"), ("client_id", &own)], false),
        (&[("client_id", "no-id")], false),
    ];
    for (fields, is_sent_back) in cases {
        let browser = signed_in(&server).await;
        let mut all = vec![("post_logout_redirect_uri", BACK), ("state", "s")];
        all.extend_from_slice(fields);
        let page = browser.open(&logout(&all)).await;
        let there = if is_sent_back {
            format!("{BACK}&state=s")
        } else {
            String::new()
        };
        assert_eq!(agree(&browser, &page).await, there, "{fields:?}");
    }
    // An access token is none.
    let access = tokens["access_token"].as_str().unwrap();
    let browser = signed_in(&server).await;
    let page = browser
        .open(&logout(&[
            ("post_logout_redirect_uri", BACK),
            ("id_token_hint", access),
        ]))
        .await;
    assert_eq!(agree(&browser, &page).await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_sent_to_an_address_that_no_app_registered() {
    let server = registered().await;
    for address in [
        "https://evil.example/",
        "https://app.example/signed-out",
        "https://app.example/signed-out?from=workpass&x=1",
        "https://app.example/signed-out?from=workpass#x",
        "https://app.example:8443/signed-out?from=workpass",
        "http://app.example/signed-out?from=workpass",
        "https://app.example@evil.example/signed-out?from=workpass",
        "https://app.example\\@evil.example/",
        "javascript:alert(1)",
        "",
    ] {
        let browser = signed_in(&server).await;
        let fields = [("post_logout_redirect_uri", address), ("state", "s")];
        let page = browser.open(&logout(&fields)).await;
        assert!(page.says("sanne@noorderlicht.example"), "{address}");
        assert_eq!(agree(&browser, &page).await, "", "{address}");
        assert_eq!(browser.open(&logout(&fields)).await.status, 200, "{address}");
    }
    // What the person's browser changes in the form is judged again.
    let browser = signed_in(&server).await;
    let page = browser.open(&logout(&[("post_logout_redirect_uri", BACK)])).await;
    let done = browser
        .send(&page, "/signout", &[("back", "https://evil.example/")])
        .await;
    assert!(done.says("You are signed out"), "{}", done.html);
    // An app that was turned off is no app, and another organization's is none here.
    let browser = signed_in(&server).await;
    let elsewhere = format!(
        "/{}/oauth2/v2.0/logout?post_logout_redirect_uri=x",
        Uuid::new_v4()
    );
    assert_eq!(browser.open(&elsewhere).await.status, 400);
    register(&server, sample::client_id(), &[]).await;
    let page = browser.open(&logout(&[("post_logout_redirect_uri", BACK)])).await;
    assert_eq!(agree(&browser, &page).await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_may_post_what_it_asks() {
    let server = registered().await;
    let browser = signed_in(&server).await;
    let path = format!("/{}/oauth2/v2.0/logout", sample::tenant_id());
    let posted = browser
        .http
        .post(server.url(&path))
        .header("sec-fetch-site", "cross-site")
        .form(&[("post_logout_redirect_uri", BACK), ("state", "s")]);
    let posted = posted.send().await.unwrap();
    assert_eq!(posted.status(), 303);
    assert_eq!(
        sessions(&server).await,
        1,
        "a form of a stranger signs nobody out"
    );
    let page = browser.follow(posted).await;
    assert!(page.says("sanne@noorderlicht.example"), "{}", page.html);
    assert_eq!(agree(&browser, &page).await, format!("{BACK}&state=s"));
}
