//! What is masked, and what must stay readable.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD},
};
use proptest::prelude::*;
use workpass_diagnostics::redact;

#[track_caller]
fn masks(secret: &str, text: &str) {
    assert!(text.contains(secret), "the test is wrong");
    let masked = redact(text);
    assert!(!masked.contains(secret), "{masked}");
    assert!(
        masked.contains("[redacted]") || masked.contains("***"),
        "{masked}"
    );
}

#[track_caller]
fn keeps(text: &str) {
    assert_eq!(redact(text), text);
}

#[test]
fn values_with_a_telling_name_are_masked_however_they_are_written() {
    let forms: &[&str] = &[
        "post refresh_token=hunter2x&grant_type=refresh_token",
        "refresh_token=hunter2x",
        "refresh_token = hunter2x more",
        r#"{"refresh_token":"hunter2x","expires_in":3600}"#,
        r#"{"refresh_token" : "hunter2x"}"#,
        r#"body="{\"refresh_token\":\"hunter2x\",\"x\":1}""#,
        r#"nested={\\\"refresh_token\\\":\\\"hunter2x\\\"}"#,
        r#"Tokens { refresh_token: Some("hunter2x"), expires_in: 3600s }"#,
        r#"Tokens { refresh_token: "hunter2x" }"#,
        "refreshToken: hunter2x",
        "Refresh-Token: hunter2x",
        "map={\"refresh_token\"=>\"hunter2x\"}",
        "redirect=https%3A%2F%2Fa.example%3Frefresh_token%3Dhunter2x%26x%3D1",
    ];
    for form in forms {
        masks("hunter2x", form);
    }
    for name in [
        "access_token",
        "id_token",
        "device_code",
        "user_code",
        "code_verifier",
        "client_secret",
        "currentPassword",
        "newPassword",
        "client_assertion",
        "nonce",
        "login_hint",
        "snapshot_key",
        "csrf_token",
    ] {
        masks("hunter2x", &format!("{name}=hunter2x"));
        masks("hunter2x", &format!("{{\"{name}\":\"hunter2x\"}}"));
    }
    for form in [
        r#"Session { token: Token("hunter2x"), id: 1 }"#,
        r#"Session { token: Token { inner: "hunter2x" }, id: 1 }"#,
        r#"Session { token: Some(Token("hunter2x")), id: 1 }"#,
        r#"Session { token: Token("(", "hunter2x"), id: 1 }"#,
        r#"{"token":{"kind":"a","value":"hunter2x"},"id":1}"#,
        "token:\thunter2x",
        "token=abc(def)hunter2x",
        "token=abc%2Fhunter2x",
        "a=https%3A%2F%2Fa.example%3Fb%3Dhttps%253A%252F%252Fb.example%253Ftoken%253Dhunter2x",
    ] {
        masks("hunter2x", form);
    }
    masks("104, 117", "refresh_token: [104, 117, 110, 116]");
    masks("hunter 2x", r#"password="hunter 2x with spaces""#);
    masks(r#"hun\"ter"#, r#"password="hun\"ter" next=1"#);
}

#[test]
fn headers_are_masked_to_their_end() {
    masks("hunter2x", "Authorization: Bearer hunter2x");
    masks("hunter2x", "authorization: Basic hunter2x==\nhost: a.example");
    masks("hunter2x", "Cookie: a=1; session=hunter2x; b=2");
    masks("hunter2x", "Set-Cookie: session=hunter2x; HttpOnly");
    masks("hunter2x", "\"authorization\": \"Bearer hunter2x\"");
    masks("hunter2x.y", "sent Bearer hunter2x.y to the directory");
    masks("hunter2x", "Cookie: \"a=1\"; session=hunter2x");
    masks("hunter2x", "Cookie: a=\"1\"; session=hunter2x");
    masks("anna", "Authorization: Digest realm=\"a\", username=\"anna\"");
    masks("hunter2xyz==", "sent Bearer hunter2xyz== to the directory");
    masks("hunter2xyz", "{\"header\":\"Bearer hunter2xyz=\"}");
    masks("hunter2xyz", "header=Bearer%20hunter2xyz");
}

#[test]
fn authorization_codes_and_one_time_codes_are_masked_and_error_codes_are_not() {
    masks("123456", "code=123456");
    masks("123456", r#"{"code":"123456"}"#);
    masks("123 456", "code=123 456");
    masks("12 34 56", r#"code="12 34 56""#);
    masks("abcdef", "GET /?code=abcdef&state=xyzzy HTTP/1.1");
    masks("xyzzy", "GET /?code=abcdef&state=xyzzy HTTP/1.1");
    masks("M.C507_BL2.2.U.x", "code=M.C507_BL2.2.U.x");
    masks("abcdef", "https://a.example/back#code=abcdef");
    masks("abcdef", "body code=abcdef&state=xyzzy");
    masks("xyzzy", "body state=xyzzy&code=abcdef");
    keeps("refused code=Authorization_RequestDenied status=403");
    keeps(r#"{"error":{"code":"codeIncorrect"}}"#);
    keeps("error code: invalid_grant, error_codes: [50173]");
    keeps("exit code=101 status_code=404");
    keeps("state=SignedIn session state: Resuming");
}

#[test]
fn user_codes_are_masked() {
    masks("BCDF-GHJK", "the code BCDF-GHJK is shown");
    masks("BCDFGHJK", "the code BCDFGHJK is shown");
    masks("GQ2LCBKDX", "to sign in, enter GQ2LCBKDX");
    masks("WDJB-MJHT", "https://login.example/device?user_code=WDJB-MJHT");
    masks("WDJB-MJHT", "qr=https://login.example/device/WDJB-MJHT");
    masks("WDJB-MJHT", "enter+WDJB-MJHT+there");
    masks("WDJB-MJHT", "the code is _WDJB-MJHT_");
    keeps("AADSTS53003 AADSTS900 LAPTOP-7 ECONNRESET TIMED-OUT");
}

#[test]
fn tokens_are_masked_wherever_they_stand() {
    let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm5hIn0.c2lnbmF0dXJl";
    for text in [
        format!("got {jwt}"),
        format!("got \"{jwt}\","),
        format!("https://a.example/x#{jwt}"),
        format!("x={jwt}"),
        format!("[{jwt}]"),
    ] {
        masks("eyJ", &text);
        masks("c2lnbmF0dXJl", &text);
    }
    masks(
        "0.AXEAbcdefGHIJKLmnop1234",
        "0.AXEAbcdefGHIJKLmnop1234qrstuvWXYZ.AQABAAEAAAD",
    );
    masks(
        "d131dd02c5e6eec4d131dd02c5e6eec4",
        "d131dd02c5e6eec4d131dd02c5e6eec4",
    );
}

#[test]
fn what_looks_like_the_beginning_of_a_token_does_not_spare_what_stands_before_it() {
    let secret = [&[0; 30][..], &[123, 34, 64], &[0; 6]].concat();
    let encoded = URL_SAFE_NO_PAD.encode(secret);
    assert!(encoded.contains("AAAAeyJA"), "the test is wrong");
    assert_eq!(redact(&encoded), "[redacted]");
    assert_eq!(redact(&format!("path/{encoded}.log")), "path/[redacted]");
}

#[test]
fn base64_with_slashes_is_masked_and_a_path_around_it_is_not() {
    let secret = "q7Xk2/Zr0aVbN/8sQeLwYt+1/HcPm3uJd/GfTn5iKx4B";
    for (text, masked) in [
        (secret.to_owned(), "[redacted]"),
        (format!("{secret}="), "[redacted]"),
        (
            format!("/home/anna/{secret}/cache"),
            "/home/anna/[redacted]/cache",
        ),
        (format!("nl.workpass/{secret}"), "nl.workpass/[redacted]"),
        (
            format!("a={}", secret.replace('/', "%2F").replace('+', "%2B")),
            "a=[redacted]",
        ),
    ] {
        assert_eq!(redact(&text), masked, "{text}");
    }
    let commit = "59807616e1fa2540724bfbac14d7976d7e4a3860";
    assert_eq!(
        redact(&format!("at /rustc/{commit}/library/std/src/panicking.rs:697:5")),
        "at /rustc/[redacted]/library/std/src/panicking.rs:697:5"
    );
}

#[test]
fn a_token_with_dots_is_masked_with_its_short_parts() {
    let token = "v4.AQABAAEAAAD.q7Xk2Zr0aVbN8sQeLwYt1HcPm3u.Zx81";
    assert_eq!(redact(token), "[redacted]");
    assert_eq!(
        redact("app.q7Xk2Zr0aVbN8sQeLwYt1HcPm3u.log"),
        "app.[redacted].log"
    );
}

#[test]
fn who_somebody_is_stays_out_of_the_log() {
    masks("anna.bakker", "user anna.bakker@noorderlicht.example signed in");
    masks("anna", "login anna%40noorderlicht.example");
    masks("zoë", "mailto:zoë@noorderlicht.example");
    masks("user:pass", "proxy http://user:pass@proxy.example:8080");
    masks("hunter;2", "proxy http://user:hunter;2(x=y@proxy.example:8080");
    assert_eq!(redact("to <a+b@c.example>"), "to <***@c.example>");
    keeps("@azure/msal-node and @ alone");
}

#[test]
fn what_helps_to_find_a_fault_stays_readable() {
    keeps("2026-11-22T00:10:00.123456Z  WARN workpass_graph::batch: part failed part=\"manager\" status=503");
    keeps("request-id=3ddfcfc8-9383-446f-83cc-3ab9be4be18f");
    keeps("GET /v1.0/me/authentication/emailMethods/3ddfcfc8-9383-446f-83cc-3ab9be4be18f");
    keeps("path=/home/user/.local/share/nl.workpass.desktop/logs/workpass.log");
    keeps("C:\\Users\\someone\\AppData\\Local\\nl.workpass.desktop");
    keeps("scopes UserAuthMethod-Email.ReadWrite User.RevokeSessions.All AgreementAcceptance.Read");
    keeps("https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration");
    keeps("panic at crates/app/src/controller/session.rs:120:9: isViewingBeforeAcceptanceRequired");
    keeps(
        "Network(Offline(Some(hyper_util::client::legacy::Error(Connect, ConnectError(\"tcp connect error\")))))",
    );
    keeps(
        "#microsoft.graph.microsoftAuthenticatorAuthenticationMethod"
            .split_at(17)
            .0,
    );
    keeps("refresh_token: None, access_token=null");
    keeps("WWW-Authenticate: Bearer realm=\"\", error=\"insufficient_claims\"");
    keeps("Linux 6.1.0-18-amd64");
    keeps("/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/WebKitNetworkProcess");
    keeps("/v1.0/me/authentication/emailMethods/3d4f5f6f-9383-446f-83cc-3ab9be4be18f/x");
    keeps("/org/freedesktop/secrets/collection/login1/Session2/NetworkManager/Settings");
    keeps("100% of 5%3 and 50%25");
}

#[test]
fn masking_twice_changes_nothing() {
    let text = "refresh_token=hunter2x user anna@a.example Bearer abcdefghijk code BCDF-GHJK";
    let once = redact(text);
    assert_eq!(redact(&once), once);
}

/// So many characters of a secret would still be worth something: 72 bits of base64.
const TRACE: usize = 12;
const NEAR_THE_RULES: &str = concat!(
    r#"((code|token|cookie|state|Bearer|Cookie: |Digest |password|secret|[%=:"'\\\[\](){}<>~+., /?&#;_-]|Some\(|Token \{ |@"#,
    r#"|//|%40|%3D|%2|%25|%20|%26|é|eyJ|[A-Z]{4}-|AADSTS|[a-z]{1,8}/|/home/anna/|redacted|\n|[A-Za-z0-9]{1,12}"#,
    r#"|3ddfcfc8-9383-446f-83cc-3ab9be4be18f)){0,12}"#
);

/// 32 bytes and more in an encoding in which secrets travel.
fn secret() -> impl Strategy<Value = String> {
    let bytes = || proptest::collection::vec(any::<u8>(), 32..96);
    let hex = |bytes: Vec<u8>| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    prop_oneof![
        bytes().prop_map(|b| STANDARD.encode(b)),
        bytes().prop_map(|b| STANDARD_NO_PAD.encode(b)),
        bytes().prop_map(|b| escape(&STANDARD.encode(b))),
        bytes().prop_map(|b| escape(&escape(&STANDARD.encode(b)))),
        bytes().prop_map(|b| URL_SAFE_NO_PAD.encode(b)),
        bytes().prop_map(|b| URL_SAFE.encode(b)),
        bytes().prop_map(hex),
        bytes().prop_map(move |b| hex(b).to_uppercase()),
    ]
    .prop_filter("its first or last words could be a path", |secret| {
        !ends_as_a_path(secret.chars()) && !ends_as_a_path(secret.chars().rev())
    })
}

fn escape(base64: &str) -> String {
    base64
        .replace('%', "%25")
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D")
}

/// Words of small letters between slashes stay readable around a secret; one random secret in a million begins or
/// ends with twelve characters of that kind.
fn ends_as_a_path(from_the_end: impl Iterator<Item = char>) -> bool {
    from_the_end
        .take_while(|c| c.is_ascii_lowercase() || *c == '/')
        .count()
        >= TRACE
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _ = redact(&text);
    }

    #[test]
    fn no_text_near_the_rules_makes_it_panic(text in r#"((code|token|cookie|bearer|[%=:"'\\\[\]( ]|Some\(|@|%40|%3D|é|eyJ|[A-Z]{4}-)){0,30}"#) {
        let _ = redact(&text);
    }

    #[test]
    fn a_secret_of_32_bytes_leaves_no_trace_wherever_it_stands(
        secret in secret(),
        before in NEAR_THE_RULES,
        after in NEAR_THE_RULES,
    ) {
        let masked = redact(&format!("{before}{secret}{after}"));
        for trace in secret.as_bytes().windows(TRACE) {
            let trace = std::str::from_utf8(trace).unwrap();
            prop_assert!(!masked.contains(trace), "{masked}");
        }
    }

    #[test]
    fn base64url_of_32_bytes_and_more_leaves_no_trace(secret in proptest::collection::vec(any::<u8>(), 32..96)) {
        prop_assert_eq!(redact(&URL_SAFE_NO_PAD.encode(secret)), "[redacted]");
    }
}
