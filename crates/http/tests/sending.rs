//! What is sent, when it is sent again, and whom secrets go to.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use secrecy::SecretString;
use support::{Then, http, raw_server};
use url::Url;
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{body_string, header, header_exists, header_regex, method, path},
};
use workpass_app::ports::NetworkError;
use workpass_http::Request;

fn at(server: &MockServer) -> Url {
    Url::parse(&server.uri()).unwrap()
}

#[tokio::test]
async fn a_form_is_sent_with_its_headers() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(header("content-type", "application/x-www-form-urlencoded"))
        .and(header("accept", "application/json"))
        .and(header("authorization", "Bearer secret"))
        .and(header_regex("client-request-id", "^[0-9a-f-]{36}$"))
        .and(header_regex("user-agent", "^Workpass/"))
        .and(body_string("a=1&b=x+y%26"))
        .respond_with(ResponseTemplate::new(200).set_body_json(serde_json::json!({"ok": true})))
        .expect(1)
        .mount(&server)
        .await;
    let request =
        Request::post_form(at(&server), [("a", "1"), ("b", "x y&")]).bearer(&SecretString::from("secret"));
    let answer = http().0.send(request).await.unwrap();
    assert_eq!(answer.read_json::<serde_json::Value>().unwrap()["ok"], true);
}

#[tokio::test]
async fn a_post_without_a_body_says_its_length() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(header("content-length", "0"))
        .respond_with(ResponseTemplate::new(204))
        .mount(&server)
        .await;
    assert_eq!(
        http().0.send(Request::post(at(&server))).await.unwrap().status,
        204
    );
}

#[tokio::test]
async fn a_read_is_tried_again_when_the_service_is_busy() {
    for status in [502, 503, 504] {
        let server = MockServer::start().await;
        Mock::given(header_exists("client-request-id"))
            .respond_with(ResponseTemplate::new(status).insert_header("retry-after", "2"))
            .up_to_n_times(1)
            .mount(&server)
            .await;
        Mock::given(path("/"))
            .respond_with(ResponseTemplate::new(204))
            .mount(&server)
            .await;
        let (http, clock) = http();
        assert_eq!(http.send(Request::get(at(&server))).await.unwrap().status, 204);
        assert_eq!(
            *clock.waits.lock().unwrap(),
            [Duration::from_secs(2)],
            "Retry-After is kept"
        );
        let ids: Vec<_> = server
            .received_requests()
            .await
            .unwrap()
            .iter()
            .map(|request| request.headers["client-request-id"].clone())
            .collect();
        assert_eq!(ids.len(), 2);
        assert_eq!(ids[0], ids[1], "one request, one id");
    }
}

#[tokio::test]
async fn trying_again_ends() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(503))
        .expect(3)
        .mount(&server)
        .await;
    let (http, clock) = http();
    let answer = http.send(Request::get(at(&server))).await.unwrap();
    assert!(matches!(answer.trouble(), Some(NetworkError::Service(503))));
    assert_eq!(clock.waits.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_long_retry_after_is_the_callers_business() {
    let server = MockServer::start().await;
    let busy = ResponseTemplate::new(503).insert_header("retry-after", "120");
    Mock::given(method("GET"))
        .respond_with(busy)
        .expect(1)
        .mount(&server)
        .await;
    let answer = http().0.send(Request::get(at(&server))).await.unwrap();
    assert!(matches!(
        answer.trouble(),
        Some(NetworkError::Throttled { retry_after: Some(wait) }) if wait == Duration::from_secs(120)
    ));
}

#[tokio::test]
async fn a_write_is_never_tried_again() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(503))
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(method("DELETE"))
        .respond_with(ResponseTemplate::new(502))
        .expect(1)
        .mount(&server)
        .await;
    let (http, _) = http();
    assert_eq!(
        http.send(Request::post_form(at(&server), []))
            .await
            .unwrap()
            .status,
        503
    );
    assert_eq!(http.send(Request::delete(at(&server))).await.unwrap().status, 502);

    let closing = raw_server(Then::Close).await;
    let outcome = http.send(Request::post(closing.url)).await;
    assert!(matches!(outcome, Err(NetworkError::Offline(_))), "{outcome:?}");
    assert_eq!(closing.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_batch_that_only_reads_is_tried_again() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(503))
        .expect(3)
        .mount(&server)
        .await;
    let request = Request::post_json(at(&server), &serde_json::json!({}))
        .unwrap()
        .only_reads();
    assert_eq!(http().0.send(request).await.unwrap().status, 503);
}

#[tokio::test]
async fn nobody_there_is_offline_and_names_no_address() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let url = Url::parse(&format!("http://127.0.0.1:{port}/canary?code=canary")).unwrap();
    let (http, clock) = http();
    let error = http.send(Request::get(url)).await.unwrap_err();
    assert!(matches!(error, NetworkError::Offline(Some(_))), "{error:?}");
    assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    assert_eq!(clock.waits.lock().unwrap().len(), 2, "reads are tried again");
}

#[tokio::test]
async fn secrets_never_go_over_plain_http_to_another_computer() {
    for address in [
        "http://192.0.2.1/token",
        "http://login.example/token",
        "ftp://localhost/token",
    ] {
        let request = Request::post_form(Url::parse(address).unwrap(), [("refresh_token", "canary")]);
        let error = http().0.send(request).await.unwrap_err();
        assert!(
            matches!(error, NetworkError::NotTrusted(_)),
            "{address}: {error:?}"
        );
    }
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_not_trusted() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(own.signing_key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = rustls::ServerConnection::new(Arc::new(config.clone())).unwrap();
            let _ = rustls::StreamOwned::new(connection, stream.unwrap()).read(&mut [0; 64]);
        }
    });
    let url = Url::parse(&format!("https://127.0.0.1:{port}/")).unwrap();
    let named = Url::parse(&format!("https://localhost:{port}/")).unwrap();
    for url in [url, named] {
        let error = http().0.send(Request::get(url)).await.unwrap_err();
        assert!(matches!(error, NetworkError::NotTrusted(Some(_))), "{error:?}");
    }
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_not_trusted() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = Url::parse(&format!("https://{}/", listener.local_addr().unwrap())).unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
        }
    });
    let error = http().0.send(Request::get(url)).await.unwrap_err();
    assert!(matches!(error, NetworkError::NotTrusted(Some(_))), "{error:?}");
}
