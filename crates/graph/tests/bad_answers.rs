//! Answers no service should give, from every endpoint: each ends in an error that fits, none panics, hangs or counts
//! as done.

mod stand;

use std::{net::SocketAddr, time::Duration};

use serde_json::json;
use stand::{Stand, call_all, endpoints};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use wiremock::ResponseTemplate;
use workpass_app::ports::{DirectoryError, NetworkError};

/// Every endpoint gives this answer; the outcome of every call.
async fn all_answer(answer: ResponseTemplate) -> Vec<(&'static str, Result<String, DirectoryError>)> {
    let stand = Stand::with_time_out(Duration::from_secs(5)).await;
    for endpoint in endpoints() {
        stand
            .answer_with(endpoint.verb, &endpoint.path, answer.clone())
            .await;
    }
    call_all(&stand).await
}

async fn assert_nonsense(what: &str, answer: ResponseTemplate) {
    for (name, outcome) in all_answer(answer).await {
        assert!(
            matches!(outcome, Err(DirectoryError::Network(NetworkError::Nonsense(_)))),
            "{what}, {name}: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_success_that_is_not_the_thing_is_nonsense() {
    let raw = |body: &str, content_type: &str| {
        ResponseTemplate::new(200).set_body_raw(body.to_owned(), content_type)
    };
    assert_nonsense("HTML", raw("<!doctype html><title>Log in</title>", "text/html")).await;
    assert_nonsense("HTML as JSON", raw("<!doctype html>", "application/json")).await;
    assert_nonsense("JSON as text", raw("{}", "text/plain")).await;
    assert_nonsense("cut off JSON", raw(r#"{"id": "c1", "emai"#, "application/json")).await;
    assert_nonsense("an endless nest", raw(&"[".repeat(200_000), "application/json")).await;
    assert_nonsense("an array", raw("[]", "application/json")).await;
    assert_nonsense("null", raw("null", "application/json")).await;
    assert_nonsense(
        "bytes",
        ResponseTemplate::new(200).set_body_raw(vec![0xff; 64], "application/json"),
    )
    .await;
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    for status in [301, 302, 307, 308] {
        let answer = ResponseTemplate::new(status).append_header("location", "https://elsewhere.example/");
        assert_nonsense("a redirect", answer).await;
    }
}

#[tokio::test]
async fn a_huge_answer_is_refused() {
    let body = format!(r#"{{"x": "{}"}}"#, "x".repeat(9 << 20));
    let answer = ResponseTemplate::new(200).set_body_raw(body, "application/json");
    assert_nonsense("9 MiB", answer).await;
}

#[tokio::test]
async fn a_400_says_400_whatever_its_body() {
    for answer in [
        ResponseTemplate::new(400),
        ResponseTemplate::new(400).set_body_raw("<html>", "text/html"),
        ResponseTemplate::new(400).set_body_raw("{", "application/json"),
        ResponseTemplate::new(400).set_body_json(json!({"error": "invalid_request"})),
        ResponseTemplate::new(400).set_body_json(json!({"error": {"code": 7, "innerError": []}})),
        ResponseTemplate::new(400).set_body_json(json!([])),
    ] {
        for (name, outcome) in all_answer(answer).await {
            assert!(
                matches!(&outcome, Err(DirectoryError::Unexpected { status: 400, code, .. }) if code.is_empty()),
                "{name}: {outcome:?}"
            );
        }
    }
}

#[tokio::test]
async fn trouble_of_the_service_is_told_from_a_refusal_without_a_readable_body() {
    for status in [500, 502, 503, 504] {
        let answer = ResponseTemplate::new(status).set_body_raw("<h1>Bad Gateway</h1>", "text/html");
        for (name, outcome) in all_answer(answer).await {
            assert!(
                matches!(outcome, Err(DirectoryError::Network(NetworkError::Service(s))) if s == status),
                "{name}: {outcome:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_slow_answer_ends_in_a_time_out() {
    let stand = Stand::with_time_out(Duration::from_millis(200)).await;
    for endpoint in endpoints() {
        let answer = ResponseTemplate::new(endpoint.status).set_delay(Duration::from_secs(60));
        stand.answer_with(endpoint.verb, &endpoint.path, answer).await;
    }
    for (name, outcome) in call_all(&stand).await {
        assert!(
            matches!(outcome, Err(DirectoryError::Network(NetworkError::TimedOut))),
            "{name}: {outcome:?}"
        );
    }
}

/// A server that answers every connection with these bytes and hangs up.
async fn raw_server(answer: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback is there");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = [0; 4096];
                let _ = connection.read(&mut request).await;
                let _ = connection.write_all(answer).await;
                let _ = connection.shutdown().await;
                // Read what else was sent, or closing would reset the connection under the answer.
                while matches!(connection.read(&mut request).await, Ok(n) if n > 0) {}
            });
        }
    });
    address
}

#[tokio::test]
async fn an_answer_cut_off_in_its_middle_is_no_answer() {
    let answers: [&[u8]; 3] = [
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{\"id\": \"c1\"",
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n7\r\n{\"id\": ",
        b"HTTP/1.1 200 OK\r\ncontent-ty",
    ];
    for answer in answers {
        let mut stand = Stand::with_time_out(Duration::from_secs(5)).await;
        stand.at = stand::authority(&format!("http://{}", raw_server(answer).await));
        for (name, outcome) in call_all(&stand).await {
            assert!(
                matches!(
                    outcome,
                    Err(DirectoryError::Network(
                        NetworkError::Nonsense(_) | NetworkError::Offline(_)
                    ))
                ),
                "{name}: {outcome:?}"
            );
        }
    }
}

#[tokio::test]
async fn nobody_there_is_offline() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback is there");
    let address = listener.local_addr().expect("it is bound");
    drop(listener);
    let mut stand = Stand::new().await;
    stand.at = stand::authority(&format!("http://{address}"));
    for (name, outcome) in call_all(&stand).await {
        assert!(
            matches!(outcome, Err(DirectoryError::Network(NetworkError::Offline(_)))),
            "{name}: {outcome:?}"
        );
    }
}
