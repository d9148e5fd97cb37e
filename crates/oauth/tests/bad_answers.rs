//! Answers no authority should give, from every endpoint: each ends in an error that fits, none ends a session, hangs
//! or fills the memory.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use secrecy::SecretString;
use serde_json::json;
use support::{Double, computer};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use url::Url;
use workpass_app::ports::{Authority, AuthorityError, AuthorityPort, NetworkError};

/// A request of the authority's, each with an endpoint of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    DeviceCode,
    Poll,
    Code,
    Refresh,
    Keys,
    Revoke,
}

const CALLS: [Call; 6] = [
    Call::DeviceCode,
    Call::Poll,
    Call::Code,
    Call::Refresh,
    Call::Keys,
    Call::Revoke,
];

impl Call {
    /// Makes the request at `bad`; the rest of the authority is as it should be.
    async fn make(self, bad: &Url, total: Duration) -> Result<String, AuthorityError> {
        let double = Double::with_time_out(total).await;
        let mut authority = double.discovered().await;
        let token = SecretString::from("canary-old");
        let port = &double.port;
        match self {
            Self::DeviceCode => {
                authority.device_authorization_endpoint = Some(bad.clone());
                let answer = port.start_device_authorization(&authority, &computer()).await;
                answer.map(|answer| format!("{answer:?}"))
            }
            Self::Poll => {
                authority.token_endpoint = bad.clone();
                port.poll(&authority, &token)
                    .await
                    .map(|answer| format!("{answer:?}"))
            }
            Self::Code => {
                authority.token_endpoint = bad.clone();
                exchange(&double, &authority).await
            }
            Self::Refresh => {
                authority.token_endpoint = bad.clone();
                port.refresh(&authority, &token)
                    .await
                    .map(|answer| format!("{answer:?}"))
            }
            Self::Keys => {
                authority.jwks_uri = Some(bad.clone());
                let granted = double.granted("ES256", &double.claims());
                double.answers("POST", "/token", 200, granted).await;
                port.poll(&authority, &token)
                    .await
                    .map(|answer| format!("{answer:?}"))
            }
            Self::Revoke => {
                authority.revocation_endpoint = Some(bad.clone());
                port.revoke(&authority, &token).await.map(|()| "revoked".into())
            }
        }
    }
}

/// A sign-in in the browser up to the code, which the app then exchanges.
async fn exchange(double: &Double, authority: &Authority) -> Result<String, AuthorityError> {
    let flow = double.port.start_browser(authority, &computer()).await?;
    let sent: HashMap<String, String> = flow.page().query_pairs().into_owned().collect();
    let back = Url::parse(&sent["redirect_uri"]).unwrap().port().unwrap();
    let outcome = tokio::spawn(flow.finish());
    let mut browser = TcpStream::connect(("127.0.0.1", back)).await.unwrap();
    let head = format!(
        "GET /?code=canary-code&state={} HTTP/1.1\r\nHost: localhost:{back}\r\n\r\n",
        sent["state"]
    );
    browser.write_all(head.as_bytes()).await.unwrap();
    browser.read_to_end(&mut Vec::new()).await.unwrap();
    outcome.await.unwrap().map(|tokens| format!("{tokens:?}"))
}

/// What the bad endpoint does with every request.
#[derive(Clone)]
enum Then {
    Say(Vec<u8>),
    SayAndHang(Vec<u8>),
    SayAndFlood(Vec<u8>),
}

struct BadServer {
    url: Url,
    flooded: Arc<AtomicUsize>,
}

const HUNDRED_MEGABYTES: usize = 100 << 20;

async fn bad_server(then: Then) -> BadServer {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://127.0.0.1:{}/x", listener.local_addr().unwrap().port());
    let flooded = Arc::new(AtomicUsize::new(0));
    let count = flooded.clone();
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(misbehave(connection, then.clone(), count.clone()));
        }
    });
    BadServer {
        url: Url::parse(&url).unwrap(),
        flooded,
    }
}

async fn misbehave(mut connection: TcpStream, then: Then, flooded: Arc<AtomicUsize>) {
    let mut request = [0; 8192];
    let _ = connection.read(&mut request).await;
    match then {
        Then::Say(answer) => {
            let _ = connection.write_all(&answer).await;
            let _ = connection.shutdown().await;
        }
        Then::SayAndHang(answer) => {
            let _ = connection.write_all(&answer).await;
        }
        Then::SayAndFlood(answer) => {
            let _ = connection.write_all(&answer).await;
            let piece = [b' '; 1 << 16];
            while flooded.load(Ordering::SeqCst) < HUNDRED_MEGABYTES {
                if connection.write_all(&piece).await.is_err() {
                    return;
                }
                flooded.fetch_add(piece.len(), Ordering::SeqCst);
            }
            let _ = connection.shutdown().await;
        }
    }
    // Read what else was sent, or closing would reset the connection under the answer.
    while matches!(connection.read(&mut request).await, Ok(n) if n > 0) {}
}

fn answer(status: &str, headers: &str, body: &str) -> Then {
    let length = body.len();
    let text = format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\n\r\n{body}");
    Then::Say(text.into_bytes())
}

/// What a call may end in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Not an answer of an authority: the network in between, or nothing that can be read.
    Nonsense,
    /// An answer, but not what the standard says.
    Invalid,
    /// Either: which of the two depends on where in the answer it is noticed.
    Unreadable,
    TimedOut,
    Service,
    /// Cut off so early that it may as well be the network.
    CutOff,
    /// A revocation is never worth an error to anybody (RFC 7009 §2.2).
    Done,
}

impl End {
    fn fits(self, outcome: &Result<String, AuthorityError>) -> bool {
        use AuthorityError::{InvalidAnswer, Network};
        match self {
            Self::Nonsense => matches!(outcome, Err(Network(NetworkError::Nonsense(_)))),
            Self::Invalid => matches!(outcome, Err(InvalidAnswer(_))),
            Self::Unreadable => matches!(
                outcome,
                Err(Network(NetworkError::Nonsense(_)) | InvalidAnswer(_))
            ),
            Self::TimedOut => matches!(outcome, Err(Network(NetworkError::TimedOut))),
            Self::Service => matches!(outcome, Err(Network(NetworkError::Service(502)))),
            Self::CutOff => matches!(
                outcome,
                Err(Network(NetworkError::Nonsense(_) | NetworkError::Offline(_)))
            ),
            Self::Done => outcome.is_ok(),
        }
    }
}

/// Every call against one bad answer. The grant of a sign-in is spent when its keys cannot be read, so that any trouble
/// with them is the answer's; polling again would not mend it.
async fn all_end(what: &str, then: Then, end: End, of_revocation: End) {
    let total = match end {
        End::TimedOut => Duration::from_secs(2),
        _ => Duration::from_secs(30),
    };
    let server = bad_server(then).await;
    let outcomes = CALLS.map(|call| {
        let url = server.url.clone();
        (call, tokio::spawn(async move { call.make(&url, total).await }))
    });
    for (call, outcome) in outcomes {
        let outcome = outcome.await.unwrap();
        let end = match call {
            Call::Keys => End::Invalid,
            Call::Revoke => of_revocation,
            _ => end,
        };
        assert!(end.fits(&outcome), "{what}, {call:?}: {end:?}, not {outcome:?}");
        assert!(!format!("{outcome:?}").contains("canary"), "{what}, {call:?}");
    }
    let flooded = server.flooded.load(Ordering::SeqCst);
    assert!(
        flooded < CALLS.len() * HUNDRED_MEGABYTES / 4,
        "{what}: {flooded} bytes were read"
    );
}

const JSON: &str = "content-type: application/json\r\n";
const HTML: &str = "content-type: text/html\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_success_that_is_not_the_thing_is_none() {
    let page = "<!doctype html><title>Log in</title>";
    for (what, headers, body, end) in [
        ("HTML", HTML, page, End::Nonsense),
        ("HTML as JSON", JSON, page, End::Nonsense),
        (
            "JSON as text",
            "content-type: text/plain\r\n",
            "{}",
            End::Nonsense,
        ),
        ("no content type", "", "{}", End::Nonsense),
        ("nothing", JSON, "", End::Nonsense),
        (
            "JSON that ends in its middle",
            JSON,
            r#"{"access_token": "canary"#,
            End::Nonsense,
        ),
        ("an endless nest", JSON, &"[".repeat(200_000), End::Nonsense),
        ("a list", JSON, "[]", End::Unreadable),
        ("null", JSON, "null", End::Unreadable),
        ("an empty object", JSON, "{}", End::Unreadable),
    ] {
        all_end(what, answer("200 OK", headers, body), end, End::Done).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_not_followed() {
    for status in [
        "301 Moved",
        "302 Found",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let then = answer(status, "location: https://elsewhere.example/\r\n", "");
        all_end("a redirect", then, End::Nonsense, End::Nonsense).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_megabytes_never_land_in_memory() {
    let announced = format!("HTTP/1.1 200 OK\r\n{JSON}content-length: {HUNDRED_MEGABYTES}\r\n\r\n");
    let unannounced = format!("HTTP/1.1 200 OK\r\n{JSON}connection: close\r\n\r\n");
    for head in [announced, unannounced] {
        let then = Then::SayAndFlood(head.into_bytes());
        all_end("100 MB", then, End::Nonsense, End::Nonsense).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_answer_ends_in_a_time_out() {
    for head in [
        String::new(),
        format!("HTTP/1.1 200 OK\r\n{JSON}content-length: 10\r\n\r\n{{"),
    ] {
        let then = Then::SayAndHang(head.into_bytes());
        all_end("slow", then, End::TimedOut, End::TimedOut).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_cut_off_in_its_middle_is_no_answer() {
    for cut in [
        format!("HTTP/1.1 200 OK\r\n{JSON}content-length: 5000\r\n\r\n{{\"access_token\": \"canary\""),
        format!("HTTP/1.1 200 OK\r\n{JSON}transfer-encoding: chunked\r\n\r\n7\r\n{{\"acces"),
        "HTTP/1.1 200 OK\r\ncontent-ty".into(),
    ] {
        let then = Then::Say(cut.into_bytes());
        all_end("cut off", then, End::CutOff, End::CutOff).await;
    }
}

/// Above all: none of these ends the session that a refresh is for.
#[tokio::test(flavor = "multi_thread")]
async fn a_400_without_an_error_object_refuses_nothing() {
    let bad = "400 Bad Request";
    for (what, headers, body, end) in [
        ("an empty 400", "", "", End::Nonsense),
        ("an empty 400 of JSON", JSON, "", End::Nonsense),
        ("a 400 of HTML", HTML, "<html>", End::Nonsense),
        ("a 400 that ends in its middle", JSON, "{", End::Nonsense),
        ("a list", JSON, "[]", End::Nonsense),
        ("an empty object", JSON, "{}", End::Invalid),
        (
            "an error that is a number",
            JSON,
            r#"{"error": 7, "x": "canary"}"#,
            End::Invalid,
        ),
        ("an error without a name", JSON, r#"{"error": ""}"#, End::Invalid),
    ] {
        all_end(what, answer(bad, headers, body), end, End::Done).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_of_a_gateway_is_told_from_a_refusal() {
    let gone = json!({"error": "invalid_grant"}).to_string();
    for (headers, body) in [(HTML, "<h1>Bad Gateway</h1>"), (JSON, gone.as_str())] {
        let then = answer("502 Bad Gateway", headers, body);
        all_end("a gateway", then, End::Service, End::Service).await;
    }
}
