//! Bad input: each kind ends in its own class of trouble; nothing hangs, nothing fills the memory.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::sync::atomic::Ordering;

use serde_json::Value;
use support::{Then, hasty_http, http, raw_server};
use workpass_app::ports::NetworkError;
use workpass_http::{BATCH_LIMIT, DEFAULT_LIMIT, Request};

async fn get(then: Then) -> Result<workpass_http::Answer, NetworkError> {
    let server = raw_server(then).await;
    http().0.send(Request::get(server.url)).await
}

fn said(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes(), body].concat()
}

fn is_nonsense<T>(outcome: &Result<T, NetworkError>, about: &str) -> bool {
    matches!(outcome, Err(NetworkError::Nonsense(text)) if text.contains(about))
}

#[tokio::test]
async fn a_truncated_body_is_nonsense() {
    let by_length = get(Then::Say(said("content-length: 100", b"{\"a\":"))).await;
    assert!(is_nonsense(&by_length, "cut off"), "{by_length:?}");
    let by_chunk = get(Then::Say(said("transfer-encoding: chunked", b"5\r\n{\"a\":\r\n"))).await;
    assert!(is_nonsense(&by_chunk, "cut off"), "{by_chunk:?}");
}

#[tokio::test]
async fn a_hundred_megabytes_never_land_in_memory() {
    const HUNDRED: usize = 100 * 1024 * 1024;
    let announced = get(Then::SayAndFlood(
        said(&format!("content-length: {HUNDRED}"), b""),
        HUNDRED,
    ))
    .await;
    assert!(is_nonsense(&announced, "larger"), "{announced:?}");

    let server = raw_server(Then::SayAndFlood(said("connection: close", b""), HUNDRED)).await;
    let flooded = http().0.send(Request::get(server.url)).await;
    assert!(is_nonsense(&flooded, "larger"), "{flooded:?}");
    let written = server.flooded.load(Ordering::SeqCst);
    assert!(written < HUNDRED / 2, "the server could write {written} bytes");
}

#[tokio::test]
async fn the_limit_is_the_requests() {
    let body = vec![b'0'; DEFAULT_LIMIT + 1];
    let head = format!("content-length: {}", body.len());
    let server = raw_server(Then::Say(said(&head, &body))).await;
    let small = http().0.send(Request::get(server.url.clone())).await;
    assert!(is_nonsense(&small, "larger"));
    let large = http()
        .0
        .send(Request::get(server.url).limit(BATCH_LIMIT))
        .await
        .unwrap();
    assert_eq!(large.body.len(), DEFAULT_LIMIT + 1);
}

#[tokio::test]
async fn a_silent_server_ends_in_a_time_out() {
    for then in [
        Then::SayAndHang(Vec::new()),
        Then::SayAndHang(said("content-length: 10", b"1")),
        Then::SayAndDrip(said("content-length: 1000000", b"")),
        Then::SayAndDrip(b"HTTP/1.1 200 OK\r\nx-slow:".to_vec()),
    ] {
        let server = raw_server(then).await;
        let outcome = hasty_http().send(Request::get(server.url)).await;
        assert!(matches!(outcome, Err(NetworkError::TimedOut)), "{outcome:?}");
        assert_eq!(
            server.connections.load(Ordering::SeqCst),
            1,
            "a time-out is not tried again"
        );
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    for status in [301, 302, 303, 307, 308, 304] {
        let target = raw_server(Then::Say(said("content-length: 0", b""))).await;
        let answer = format!(
            "HTTP/1.1 {status} X\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n",
            target.url
        );
        let outcome = get(Then::Say(answer.into_bytes())).await;
        assert!(is_nonsense(&outcome, "redirect"), "{outcome:?}");
        assert_eq!(target.connections.load(Ordering::SeqCst), 0);
    }
}

#[tokio::test]
async fn what_is_not_http_is_nonsense() {
    let bad_headers = vec![
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n".to_vec(),
        b"HTTP/1.1 nine OK\r\n\r\n".to_vec(),
        b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n".to_vec(),
        b"HTTP/1.1 200 OK\r\nbad\x00name: 1\r\n\r\n".to_vec(),
        said("content-length: 1\r\ncontent-length: 2", b"1"),
        said("content-length: -1", b"1"),
        [
            b"HTTP/1.1 200 OK\r\nx: ".as_slice(),
            &vec![b'x'; 2 * 1024 * 1024],
            b"\r\n\r\n",
        ]
        .concat(),
    ];
    for bytes in bad_headers {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        let outcome = get(Then::Say(bytes)).await;
        assert!(
            is_nonsense(&outcome, "not an HTTP answer"),
            "{shown}: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn html_and_other_types_are_nonsense_as_json() {
    let html = get(Then::Say(said(
        "content-type: text/html\r\ncontent-length: 6",
        b"<html>",
    )))
    .await
    .unwrap();
    assert!(is_nonsense(&html.read_json::<Value>(), "HTML"));
    let plain = get(Then::Say(said(
        "content-type: text/plain\r\ncontent-length: 2",
        b"{}",
    )))
    .await
    .unwrap();
    assert!(is_nonsense(&plain.read_json::<Value>(), "content type"));
    let none = get(Then::Say(said("content-length: 2", b"{}"))).await.unwrap();
    assert!(is_nonsense(&none.read_json::<Value>(), "content type"));
    let json = "content-type: application/json\r\ncontent-length:";
    let malformed = get(Then::Say(said(&format!("{json} 5"), b"{\"a\":")))
        .await
        .unwrap();
    assert!(is_nonsense(&malformed.read_json::<Value>(), "error in JSON"));
    let not_utf8 = get(Then::Say(said(&format!("{json} 4"), b"\"\xff\xfe\"")))
        .await
        .unwrap();
    assert!(is_nonsense(&not_utf8.read_json::<Value>(), "error in JSON"));
    let deep = "[".repeat(100_000);
    let head = format!("{json} {}", deep.len());
    let deep = get(Then::Say(said(&head, deep.as_bytes()))).await.unwrap();
    assert!(is_nonsense(&deep.read_json::<Value>(), "error in JSON"));
}

#[tokio::test]
async fn an_empty_400_is_an_answer_for_the_caller() {
    let answer = get(Then::Say(
        b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n".to_vec(),
    ))
    .await
    .unwrap();
    assert_eq!(answer.status, 400);
    assert!(answer.body.is_empty() && answer.trouble().is_none());
    assert!(answer.read_json::<Value>().is_err());
}

#[tokio::test]
async fn a_server_that_goes_away_is_offline() {
    let outcome = get(Then::Close).await;
    assert!(matches!(outcome, Err(NetworkError::Offline(_))), "{outcome:?}");
}
