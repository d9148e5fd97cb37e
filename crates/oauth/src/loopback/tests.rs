use proptest::prelude::*;
use secrecy::ExposeSecret;

use super::*;

const HOSTS: [&str; 2] = ["localhost:1234", "127.0.0.1:1234"];

fn ask(head: &str) -> Option<Result<Redirect, &'static str>> {
    Some(Head::parse(head)?.redirect(&HOSTS.map(str::to_owned), "s"))
}

fn get(target: &str) -> Result<Redirect, &'static str> {
    ask(&format!("GET {target} HTTP/1.1\r\nHost: localhost:1234\r\n\r\n")).unwrap()
}

#[test]
fn the_redirect_is_read() {
    let redirect = get("/?code=a%2Bb&state=s&iss=https%3A%2F%2Flogin.example&session_state=x").unwrap();
    assert_eq!(redirect.outcome.unwrap().expose_secret(), "a+b");
    assert_eq!(redirect.issuer.as_deref(), Some("https://login.example"));
    let denied = get("/?error=access_denied&state=s").unwrap();
    assert_eq!(denied.outcome.unwrap_err().error, "access_denied");
}

#[test]
fn other_requests_are_sent_away() {
    for target in [
        "/favicon.ico",
        "/?code=a&state=wrong",
        "/?code=a",
        "/?state=s",
        "/?code=&state=s",
        "/?code=a&code=b&state=s",
        "/?code=a&error=b&state=s",
        "/callback?code=a&state=s",
        "http://localhost:1234/?code=a&state=s",
    ] {
        assert!(get(target).is_err(), "{target}");
    }
    let post = ask("POST /?code=a&state=s HTTP/1.1\r\nHost: localhost:1234\r\n\r\n").unwrap();
    assert_eq!(post.unwrap_err(), "405 Method Not Allowed");
}

#[test]
fn a_request_under_another_name_is_sent_away() {
    for host in ["evil.example:1234", "localhost", "localhost:1", ""] {
        let got = ask(&format!("GET /?code=a&state=s HTTP/1.1\r\nHost: {host}\r\n\r\n")).unwrap();
        assert_eq!(got.unwrap_err(), "400 Bad Request", "{host}");
    }
    assert!(ask("GET /?code=a&state=s HTTP/1.1\r\n\r\n").unwrap().is_err());
    assert!(
        ask("GET /?code=a&state=s HTTP/1.1\r\nhOsT: 127.0.0.1:1234\r\n\r\n")
            .unwrap()
            .is_ok()
    );
}

#[test]
fn the_page_speaks_the_browsers_language() {
    for (accept, dutch) in [
        ("nl-NL,nl;q=0.9,en;q=0.8", true),
        ("en-GB,en;q=0.9,nl;q=0.8", false),
        ("de,nl;q=0.5", true),
        ("fr", false),
        ("", false),
        ("é", false),
    ] {
        let head = format!("GET / HTTP/1.1\r\nAccept-Language: {accept}\r\n\r\n");
        assert_eq!(Head::parse(&head).unwrap().wants_dutch(), dutch, "{accept}");
    }
}

#[test]
fn the_page_has_no_script_and_says_its_length() {
    for page in [Page::Done, Page::NotDone] {
        for dutch in [true, false] {
            let answer = page.answer(dutch);
            let (head, body) = answer.split_once("\r\n\r\n").unwrap();
            assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())));
            assert!(head.contains("default-src 'none'"));
            assert!(!body.contains("<script"));
            assert!(body.contains(if dutch { "lang=\"nl\"" } else { "lang=\"en\"" }));
        }
    }
}

#[tokio::test]
async fn it_listens_on_this_computer_only() {
    let loopback = Loopback::open().await.unwrap();
    assert!(loopback.v4.local_addr().unwrap().ip().is_loopback());
    if let Some(v6) = &loopback.v6 {
        assert!(v6.local_addr().unwrap().ip().is_loopback());
        assert_eq!(v6.local_addr().unwrap().port(), loopback.port);
    }
    assert_eq!(
        loopback.redirect_uri(),
        format!("http://localhost:{}", loopback.port)
    );
}

proptest! {
    #[test]
    fn no_head_panics(head in ".*", target in "[ -~]{0,80}", language in ".{0,20}") {
        let _ = ask(&head);
        let _ = ask(&format!("GET {target} HTTP/1.1\r\nHost: localhost:1234\r\n\r\n"));
        if let Some(head) = Head::parse(&format!("GET / HTTP/1.1\r\nAccept-Language: {language}\r\n\r\n")) {
            let _ = head.wants_dutch();
        }
    }
}
