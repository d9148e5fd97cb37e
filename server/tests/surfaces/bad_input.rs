//! Malformed, huge and hostile requests: each ends in a 4xx of Graph's shape, and nothing is changed.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::support::TestServer;

const CHALLENGES: &str = "/me/emailChallenges";

async fn raw(
    server: &TestServer,
    client: &Client<'_>,
    path: &str,
    content_type: Option<&str>,
    body: Vec<u8>,
) -> Answer {
    let token = server.app_token("sanne").await;
    let url = server.url(&format!("/selfservice/v1.0{path}"));
    let mut request = server.http.post(url).bearer_auth(token).body(body);
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    client.check("POST", path, request.send().await.unwrap()).await
}

#[tokio::test]
async fn addresses_that_are_none_are_refused_with_their_own_code() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let long = format!("{}@postbus.example", "a".repeat(300));
    for address in [
        "",
        " ",
        "a",
        "a@",
        "@b.example",
        "a@b",
        long.as_str(),
        "a@postbus.example\r\nBcc: x@evil.example",
        "a@postbus.example\n",
        "\na@postbus.example",
        "a\0@postbus.example",
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        "Sanne <a@postbus.example>",
        "a@postbus.example, b@postbus.example",
        "'; DROP TABLE users;--@b.example",
        "a@xn--a.example",
        "\u{202e}a@postbus.example",
        "a@post\u{ad}bus..example",
    ] {
        let answer = sanne.post(CHALLENGES, json!({"emailAddress": address})).await;
        assert_eq!(answer.refusal(), (400, "invalidEmailAddress"), "{address:?}");
        assert!(
            !answer.body["error"]["message"].as_str().unwrap().contains("evil"),
            "nothing is echoed"
        );
    }
}

#[tokio::test]
async fn internationalised_domains_work_both_ways_and_are_one_address() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    for typed in ["s@bücher.example", "s@BÜCHER.example", "s@xn--bcher-kva.example"] {
        let challenge = sanne
            .post(CHALLENGES, json!({"emailAddress": typed}))
            .await
            .expect(201);
        assert_eq!(challenge["emailAddress"], "s@bücher.example");
    }
}

#[tokio::test]
async fn bodies_of_the_wrong_kind_are_refused() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    for body in [
        json!(null),
        json!([]),
        json!("x"),
        json!({}),
        json!({"emailAddress": 7}),
        json!({"emailAddress": null}),
    ] {
        let answer = sanne.post(CHALLENGES, body.clone()).await;
        assert_eq!(answer.refusal(), (400, "BadRequest"), "{body}");
    }
    let good = json!({"emailAddress": "s@postbus.example"})
        .to_string()
        .into_bytes();
    for content_type in [
        None,
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("application/xml"),
    ] {
        let answer = raw(&server, &sanne, CHALLENGES, content_type, good.clone()).await;
        assert_eq!(
            answer.refusal(),
            (415, "UnsupportedMediaType"),
            "{content_type:?}"
        );
    }
    for body in [
        &b""[..],
        b"{",
        b"{\"emailAddress\": \"s@postbus.example\"",
        b"\xff\xfe",
        b"<html>",
    ] {
        let answer = raw(
            &server,
            &sanne,
            CHALLENGES,
            Some("application/json"),
            body.to_vec(),
        )
        .await;
        assert_eq!(answer.refusal(), (400, "BadRequest"), "{body:?}");
    }
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000)).into_bytes();
    let answer = raw(&server, &sanne, CHALLENGES, Some("application/json"), deep).await;
    assert_eq!(answer.refusal(), (400, "BadRequest"));
    assert_eq!(
        raw(
            &server,
            &sanne,
            CHALLENGES,
            Some("application/json; charset=utf-8"),
            good
        )
        .await
        .status,
        201
    );
}

#[tokio::test]
async fn a_body_of_ten_megabytes_is_refused_on_every_surface_with_or_without_its_length() {
    let server = TestServer::start().await;
    let token = server.app_token("sanne").await;
    let big = format!("{{\"emailAddress\": \"{}\"}}", "a".repeat(10 * 1024 * 1024));
    for (client, base, path) in [
        (Client::graph(&server, "sanne").await, "/v1.0", "/$batch"),
        (
            Client::graph(&server, "sanne").await,
            "/v1.0",
            "/me/revokeSignInSessions",
        ),
        (
            Client::self_service(&server, "sanne").await,
            "/selfservice/v1.0",
            CHALLENGES,
        ),
    ] {
        let request = server
            .http
            .post(server.url(&format!("{base}{path}")))
            .bearer_auth(&token)
            .header("content-type", "application/json")
            .body(big.clone());
        // A server that has answered may close before all is sent; then the client sees no answer.
        if let Ok(response) = request.send().await {
            let answer = client.check("POST", path, response).await;
            assert_eq!(answer.refusal(), (413, "RequestEntityTooLarge"), "{path}");
        }
    }
    assert_eq!(
        Client::graph(&server, "sanne").await.get("/me").await.status,
        200,
        "no session was revoked"
    );
}

#[tokio::test]
async fn paths_that_try_to_leave_their_place_find_nothing() {
    let server = TestServer::start().await;
    let graph = Client::graph(&server, "sanne").await;
    for path in [
        "/me/photos/..%2f..%2fetc%2fpasswd/$value",
        "/me/photos/%00/$value",
        "/me/photos/%ff%fe/$value",
        "/me/authentication/methods/'%20OR%201=1--",
        "/me/authentication/emailMethods/%2e%2e",
        "/me/agreementAcceptances/../../x",
        "/me%2fphoto",
        "/ME",
        "/me/photos/48x48%0d%0aX-Evil:1/$value",
    ] {
        let answer = graph.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.headers.get("x-evil").is_none());
    }
    let selfservice = graph.on_self_service();
    for id in ["...", "%2e%2e%2fx", "1", "%ff", "' OR 1=1--"] {
        let path = format!("/me/emailChallenges/{id}/resend");
        assert_eq!(selfservice.post_empty(&path).await.status, 404, "{id}");
    }
}

#[tokio::test]
async fn every_method_on_every_path_answers_in_graphs_shape() {
    let server = TestServer::start().await;
    let graph = Client::graph(&server, "yusuf").await;
    let selfservice = graph.on_self_service();
    let paths = |calls: Vec<(Method, &'static str, &'static [&'static str])>| {
        calls
            .into_iter()
            .map(|(_, path, _)| path.replace(['{', '}'], ""))
            .collect::<Vec<_>>()
    };
    let all = [
        (&graph, paths(workpass_server::graph::permissions())),
        (&selfservice, paths(workpass_server::selfservice::permissions())),
    ];
    for (client, paths) in all {
        for path in paths.iter().filter(|path| !path.contains("revoke")) {
            for method in [
                Method::GET,
                Method::POST,
                Method::PUT,
                Method::PATCH,
                Method::DELETE,
                Method::OPTIONS,
            ] {
                // The client checks shape and ids of every answer.
                let answer = client
                    .call(method.clone(), path, Some(json!({"x": "y"})), &[])
                    .await;
                assert!(answer.status < 500, "{method} {path}: {}", answer.body);
            }
        }
    }
}

#[tokio::test]
async fn odd_authorization_headers_are_no_token() {
    let server = TestServer::start().await;
    let client = Client::graph_with(&server, String::new());
    let good = server.app_token("sanne").await;
    for value in [
        "",
        "Bearer",
        "Bearer ",
        "Basic eDp5",
        "Bearer a b",
        &format!("Token {good}"),
        good.as_str(),
    ] {
        let request = server
            .http
            .get(server.url("/v1.0/me"))
            .header("authorization", value);
        let answer = client.check("GET", "/me", request.send().await.unwrap()).await;
        assert_eq!(answer.refusal(), (401, "InvalidAuthenticationToken"), "{value}");
    }
    let mut parts: Vec<&str> = good.split('.').collect();
    parts[2] = "AAAA";
    let forged = Client::graph_with(&server, parts.join("."));
    assert_eq!(forged.get("/me").await.status, 401);
    let query = server
        .http
        .get(server.url(&format!("/v1.0/me?access_token={good}")))
        .send()
        .await
        .unwrap();
    assert_eq!(
        client.check("GET", "/me", query).await.status,
        401,
        "a token in the address is none"
    );
    let later: Value = {
        server.clock.step(std::time::Duration::from_secs(3601));
        Client::graph_with(&server, good).get("/me").await.expect(401)
    };
    assert_eq!(later["error"]["code"], "InvalidAuthenticationToken");
}
