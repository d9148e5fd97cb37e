use axum::body::{Body, Bytes};
use axum::http::Request;
use reqwest::StatusCode;
use serde_json::Value;
use workpass_server::sample;

use crate::browser::Browser;
use crate::device_flow::{endpoint, poll, start, to_question};
use crate::support::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn a_huge_body_is_refused_and_the_server_goes_on() {
    let server = TestServer::start().await;
    let form = "application/x-www-form-urlencoded";
    for (path, status) in [("devicecode", 413), ("token", 413)] {
        let body = vec![b'a'; 100 * 1024 * 1024];
        let request = server
            .http
            .post(endpoint(&server, path))
            .header("content-type", form)
            .body(body);
        // Refusing early may close the connection while the body is still being sent.
        if let Ok(answer) = request.send().await {
            assert_eq!(answer.status(), status, "{path}");
        }
    }
    let page = server
        .http
        .post(server.url("/signin"))
        .header("content-type", form)
        .body(vec![b'a'; 2 * 1024 * 1024]);
    if let Ok(answer) = page.send().await {
        assert!(answer.status().is_client_error(), "{}", answer.status());
    }
    // On a connection of its own: the others may be closing.
    let ready = server.browser().get(server.url("/readyz")).send().await.unwrap();
    assert_eq!(ready.status(), 200);
}

#[tokio::test]
async fn a_body_that_does_not_come_is_refused_in_the_shape_of_the_authority() {
    let server = TestServer::start().await;
    let routes = workpass_server::serve::routes(server.state());
    let (_unsent, body) = http_body_util::channel::Channel::<Bytes>::new(1);
    let request = Request::post(format!("/{}/oauth2/v2.0/token", sample::tenant_id()))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::new(body))
        .unwrap();
    // From here on time passes as fast as nobody does anything.
    tokio::time::pause();
    let answer = tower::ServiceExt::oneshot(routes, request).await.unwrap();
    assert_eq!(answer.status(), 408);
    let body = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["error"], "invalid_request");
    assert!(body["error_description"].as_str().unwrap().contains("too slowly"));
}

#[tokio::test(flavor = "multi_thread")]
async fn paths_lead_nowhere_they_should_not() {
    let server = TestServer::start().await;
    for path in [
        "/static/../Cargo.toml",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2fetc%2fpasswd",
        "/%2e%2e/workpass.sqlite",
        "/workpass.sqlite",
        "/%00",
        "/device/%ff",
        "/signin/",
    ] {
        let answer = server
            .http
            .get(format!("{}{path}", server.base))
            .send()
            .await
            .unwrap();
        let status = answer.status();
        let body = answer.text().await.unwrap();
        assert!(status.is_client_error(), "{path}: {status}");
        assert!(!body.contains("root:") && !body.contains("[package]"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_handler_gets_to_see_is_refused_in_the_shape_of_its_surface() {
    let server = TestServer::start().await;
    for (path, status) in [
        ("/device?user_code=a&user_code=b", 400),
        ("/signin?next=/&next=/", 400),
        ("/%ff/oauth2/v2.0/authorize?x=y", 400),
        ("/consent", 405),
    ] {
        let answer = server.http.get(server.url(path)).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
        let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
        let html = answer.text().await.unwrap();
        assert!(
            kind.starts_with("text/html") && html.contains("This request is not right"),
            "{path}: {html}"
        );
    }
    for (path, status) in [
        ("/%ff/v2.0/.well-known/openid-configuration", 400),
        (
            "/common/discovery/instance?authorization_endpoint=a&authorization_endpoint=b",
            400,
        ),
        ("/common/oauth2/v2.0/token", 405),
    ] {
        let answer = server.http.get(server.url(path)).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
        assert_eq!(
            answer.json::<Value>().await.unwrap()["error"],
            "invalid_request",
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nul_is_refused_wherever_it_stands() {
    let server = TestServer::start().await;
    let form = [("grant_type", "refresh_token\0"), ("client_id", "x")];
    let answer = server
        .http
        .post(endpoint(&server, "token"))
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 400);
    assert_eq!(answer.json::<Value>().await.unwrap()["error"], "invalid_request");
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    let page = browser
        .send(&page, "/signin", &[("user_name", "sanne\0"), ("password", "x")])
        .await;
    assert_eq!(page.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn tenants_and_codes_are_data_not_sql() {
    let server = TestServer::start().await;
    let evil = "x' OR '1'='1";
    let name: String = url::form_urlencoded::byte_serialize(evil.as_bytes()).collect();
    let answer = server
        .http
        .get(server.url(&format!("/{name}/v2.0/.well-known/openid-configuration")));
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert_eq!(answer.json::<Value>().await.unwrap()["error"], "invalid_tenant");
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    let page = browser
        .send(&page, "/signin", &[("user_name", evil), ("password", evil)])
        .await;
    assert!(page.says("is not right"), "{}", page.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_a_device_gives_are_shown_as_text_only() {
    let server = TestServer::start().await;
    let client = sample::client_id().to_string();
    let form = [
        ("client_id", client.as_str()),
        ("scope", "openid User.Read"),
        ("device_name", "<img src=x onerror=alert(1)>\r\nX: y"),
        ("device_os", "\u{202e}\"><script>alert(1)</script>"),
    ];
    let device: Value = server
        .http
        .post(endpoint(&server, "devicecode"))
        .form(&form)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let browser = Browser::new(&server);
    let question = to_question(&browser, &device, "sanne").await;
    assert!(
        question.says("Did you ask for this sign-in yourself?"),
        "{}",
        question.html
    );
    for raw in ["<img src=x", "<script", "\u{202e}"] {
        assert!(!question.says(raw), "{raw}");
    }
    assert!(
        question.says("&#60;img src=x") || question.says("&lt;img src=x"),
        "{}",
        question.html
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_click_twice_decides_once() {
    let server = TestServer::start().await;
    let device = start(&server).await;
    let browser = Browser::new(&server);
    let question = to_question(&browser, &device, "sanne").await;
    let click = || browser.send(&question, "/device/confirm", &[("decision", "allow")]);
    let (a, b) = tokio::join!(click(), click());
    let allowed = [&a, &b]
        .iter()
        .filter(|page| page.says("Sign-in allowed"))
        .count();
    assert_eq!(allowed, 1);
    assert_eq!(poll(&server, &device).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_secret_is_readable_in_the_database() {
    let server = TestServer::start().await;
    let device = start(&server).await;
    let browser = Browser::new(&server);
    let question = to_question(&browser, &device, "sanne").await;
    browser
        .send(&question, "/device/confirm", &[("decision", "allow")])
        .await;
    let (_, tokens) = poll(&server, &device).await;
    let code = device["user_code"].as_str().unwrap();
    let secrets = [
        device["device_code"].as_str().unwrap().to_owned(),
        code.to_owned(),
        code.replace('-', ""),
        tokens["refresh_token"].as_str().unwrap().to_owned(),
        tokens["access_token"].as_str().unwrap().to_owned(),
        crate::support::password("sanne").to_owned(),
    ];
    let dir = server.state().config.data_dir.clone();
    server.running.stop().await.unwrap();
    let file = std::fs::read(dir.join("workpass.sqlite")).unwrap();
    for secret in secrets {
        let found = file
            .windows(secret.len())
            .any(|window| window == secret.as_bytes());
        assert!(
            !found,
            "a secret of {} characters stands in the file",
            secret.len()
        );
    }
}
