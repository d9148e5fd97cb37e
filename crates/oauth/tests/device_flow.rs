//! The device flow over the wire: what is sent, and every kind of answer (RFC 8628 §3).

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use support::{Double, NOW, computer, keys, rsa_keys, sign, sign_as};
use wiremock::ResponseTemplate;
use workpass_app::ports::{AuthorityError, AuthorityPort, NetworkError, PollAnswer, RefusedCause, Tokens};
use workpass_domain::account::AccountKey;

async fn poll(double: &Double) -> Result<PollAnswer, AuthorityError> {
    let authority = double.discovered().await;
    double
        .port
        .poll(&authority, &SecretString::from("canary-device"))
        .await
}

async fn poll_with(status: u16, body: Value) -> Result<PollAnswer, AuthorityError> {
    let double = Double::start().await;
    double.answers("POST", "/token", status, body).await;
    poll(&double).await
}

async fn granted(answer: impl Fn(&Double) -> Value) -> Result<Tokens, AuthorityError> {
    let double = Double::start().await;
    let answer = answer(&double);
    double.answers("POST", "/token", 200, answer).await;
    match poll(&double).await? {
        PollAnswer::Granted(tokens) => Ok(tokens),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_request_names_app_scopes_and_computer() {
    let double = Double::start().await;
    double.answers("POST", "/device", 200, json!({
        "device_code": "d", "user_code": "ABCD-EFGH", "verification_uri": "https://login.example/device",
        "verification_uri_complete": "https://login.example/device?c=ABCD-EFGH", "expires_in": 900, "message": "…",
    })).await;
    let mut authority = double.discovered().await;
    authority.graph = Some(url::Url::parse("http://localhost:1/v1.0").unwrap());
    let started = double
        .port
        .start_device_authorization(&authority, &computer())
        .await
        .unwrap();
    assert_eq!(started.device_code.expose_secret(), "d");
    assert_eq!(started.user_code, "ABCD-EFGH");
    assert_eq!(started.interval, Duration::from_secs(5), "absent: five seconds");
    assert_eq!(started.expires_in, Duration::from_secs(900));
    assert!(started.verification_uri_complete.is_some());
    let mut form = double.last_form("/device").await;
    form.sort();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        form,
        [
            pair("client_id", "app"),
            pair("device_name", "LAPTOP-7"),
            pair("device_os", "Debian GNU/Linux"),
            pair(
                "scope",
                "openid profile email offline_access User.Read User.Read.All User.ReadWrite UserAuthenticationMethod.Read \
             UserAuthenticationMethod.ReadWrite UserAuthMethod-Email.ReadWrite \
             User-PasswordProfile.ReadWrite.All User.RevokeSessions.All AgreementAcceptance.Read \
             Device.Read.All BitlockerKey.Read.All"
            ),
        ]
    );
}

#[tokio::test]
async fn without_a_graph_only_identity_is_asked_for() {
    let double = Double::start().await;
    double
        .answers("POST", "/device", 400, json!({"error": "invalid_request"}))
        .await;
    let authority = double.discovered().await;
    double
        .port
        .start_device_authorization(&authority, &computer())
        .await
        .unwrap_err();
    let form = double.last_form("/device").await;
    let scope = form.iter().find(|(name, _)| name == "scope").unwrap();
    assert_eq!(scope.1, "openid profile email offline_access");
}

#[tokio::test]
async fn bad_device_answers_end_in_a_clear_error() {
    let html = ResponseTemplate::new(200).set_body_raw("<html>", "text/html");
    let cut = ResponseTemplate::new(200).set_body_raw("{\"device_code\":", "application/json");
    for answer in [html, cut] {
        let double = Double::start().await;
        double.responds("POST", "/device", answer).await;
        let authority = double.discovered().await;
        let error = double
            .port
            .start_device_authorization(&authority, &computer())
            .await
            .unwrap_err();
        assert!(
            matches!(error, AuthorityError::Network(NetworkError::Nonsense(_))),
            "{error:?}"
        );
    }
    for body in [
        json!({}),
        json!([]),
        json!({"device_code": "canary-device", "user_code": 7}),
    ] {
        let double = Double::start().await;
        double.answers("POST", "/device", 200, body).await;
        let authority = double.discovered().await;
        let error = double
            .port
            .start_device_authorization(&authority, &computer())
            .await
            .unwrap_err();
        assert!(matches!(error, AuthorityError::InvalidAnswer(_)), "{error:?}");
        assert!(!format!("{error:?} {error}").contains("canary"));
    }
    let double = Double::start().await;
    let blocked = json!({"error": "unauthorized_client", "error_codes": [7000218], "correlation_id": "c"});
    double.answers("POST", "/device", 400, blocked).await;
    let authority = double.discovered().await;
    let error = double
        .port
        .start_device_authorization(&authority, &computer())
        .await
        .unwrap_err();
    let AuthorityError::Refused {
        cause: RefusedCause::AppNotSetUp,
        support,
        ..
    } = error
    else {
        panic!("{error:?}")
    };
    assert_eq!(support.error.as_deref(), Some("AADSTS7000218"));
    assert_eq!(support.correlation_id.as_deref(), Some("c"));
}

#[tokio::test]
async fn waiting_is_no_error() {
    let pending = poll_with(
        400,
        json!({"error": "authorization_pending", "error_codes": [70016]}),
    )
    .await;
    assert!(matches!(pending, Ok(PollAnswer::Pending)), "{pending:?}");
    let slow = poll_with(400, json!({"error": "slow_down"})).await;
    assert!(matches!(slow, Ok(PollAnswer::SlowDown)), "{slow:?}");
}

#[tokio::test]
async fn every_end_of_a_poll_is_told_apart() {
    let error = |error: &str| json!({"error": error});
    assert!(matches!(
        poll_with(400, error("access_denied")).await,
        Err(AuthorityError::Declined)
    ));
    assert!(matches!(
        poll_with(400, error("authorization_declined")).await,
        Err(AuthorityError::Declined)
    ));
    assert!(matches!(
        poll_with(400, error("expired_token")).await,
        Err(AuthorityError::Expired)
    ));
    assert!(matches!(
        poll_with(400, error("bad_verification_code")).await,
        Err(AuthorityError::Expired)
    ));
    let blocked = json!({"error": "invalid_grant", "error_description": "AADSTS53003: Blocked."});
    assert!(matches!(
        poll_with(400, blocked).await,
        Err(AuthorityError::Refused {
            cause: RefusedCause::Blocked,
            ..
        })
    ));
    let trouble = poll_with(503, json!({"error": "temporarily_unavailable"})).await;
    assert!(matches!(
        trouble,
        Err(AuthorityError::Network(NetworkError::Service(503)))
    ));
}

#[tokio::test]
async fn a_refusal_without_an_error_object_is_nonsense() {
    for answer in [
        ResponseTemplate::new(400),
        ResponseTemplate::new(400).set_body_raw("<html>", "text/html"),
        ResponseTemplate::new(400).set_body_raw("", "application/json"),
        ResponseTemplate::new(400).set_body_json(json!(["error"])),
    ] {
        let double = Double::start().await;
        double.responds("POST", "/token", answer).await;
        let error = poll(&double).await.unwrap_err();
        assert!(
            matches!(error, AuthorityError::Network(NetworkError::Nonsense(_))),
            "{error:?}"
        );
        assert_eq!(
            double.count("/token").await,
            1,
            "a poll is never sent again by itself"
        );
    }
    for body in [
        json!({}),
        json!({"error": 7}),
        json!({"error": ""}),
        json!({"message": "no"}),
    ] {
        let error = poll_with(400, body).await.unwrap_err();
        assert!(matches!(error, AuthorityError::InvalidAnswer(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_grant_names_the_account_whatever_signs_it() {
    for algorithm in ["RS256", "PS256", "ES256", "EdDSA"] {
        let double = Double::start().await;
        let authority = double.discovered().await;
        double.server.reset().await;
        let published = if matches!(algorithm, "RS256" | "PS256") {
            rsa_keys()
        } else {
            keys()
        };
        double.answers("GET", "/keys", 200, published).await;
        double
            .answers("POST", "/token", 200, double.granted(algorithm, &double.claims()))
            .await;
        let answer = double
            .port
            .poll(&authority, &SecretString::from("d"))
            .await
            .unwrap();
        let PollAnswer::Granted(tokens) = answer else {
            panic!("{answer:?}")
        };
        let account = tokens.account.unwrap();
        assert_eq!(account.display_name, "Anna de Vries", "{algorithm}");
        assert!(
            matches!(account.key, AccountKey::Directory { tid, oid, .. } if tid == "tenant" && oid == "object")
        );
        assert_eq!(tokens.access_token.expose_secret(), "canary-access");
        assert_eq!(tokens.refresh_token.unwrap().expose_secret(), "canary-refresh");
        assert_eq!(tokens.scopes, ["openid", "User.Read"]);
    }
}

#[tokio::test]
async fn a_lean_grant_is_enough() {
    let tokens = granted(|double| {
        json!({"access_token": "a", "token_type": "BEARER", "id_token": sign("ES256", &double.claims())})
    })
    .await
    .unwrap();
    assert!(tokens.refresh_token.is_none());
    assert_eq!(
        tokens.scopes,
        ["openid", "profile", "email", "offline_access"],
        "unsaid: the requested ones"
    );
}

#[tokio::test]
async fn a_grant_without_a_believable_id_token_is_refused() {
    let tampered = |double: &Double| {
        let token = sign("ES256", &double.claims());
        let (rest, signature) = token.rsplit_once('.').unwrap();
        let (header, _) = rest.split_once('.').unwrap();
        let other = sign("ES256", &json!({"sub": "other"}));
        let payload = other.split('.').nth(1).unwrap();
        format!("{header}.{payload}.{signature}")
    };
    let unsigned = |double: &Double| {
        let token = sign_as(&json!({"alg": "none"}), "ES256", &double.claims());
        format!("{}.", token.rsplit_once('.').unwrap().0)
    };
    // A public key taken for a shared secret, and a key of another kind.
    let confused = |double: &Double| {
        sign_as(
            &json!({"alg": "HS256", "kid": "ES256"}),
            "ES256",
            &double.claims(),
        )
    };
    let mixed = |double: &Double| {
        sign_as(
            &json!({"alg": "RS256", "kid": "ES256"}),
            "ES256",
            &double.claims(),
        )
    };
    let unknown =
        |double: &Double| sign_as(&json!({"alg": "ES256", "kid": "gone"}), "ES256", &double.claims());
    let tokens: [&dyn Fn(&Double) -> String; 5] = [&tampered, &unsigned, &confused, &mixed, &unknown];
    for token in tokens {
        let outcome = granted(|double| json!({"access_token": "a", "id_token": token(double)})).await;
        assert!(
            matches!(outcome, Err(AuthorityError::InvalidAnswer(_))),
            "{outcome:?}"
        );
    }
    for id_token in [json!(null), json!(""), json!("a.b.c"), json!("canary")] {
        let error = granted(|_| json!({"access_token": "a", "id_token": id_token}))
            .await
            .unwrap_err();
        assert!(matches!(error, AuthorityError::InvalidAnswer(_)), "{error:?}");
        assert!(!format!("{error:?}").contains("canary"));
    }
}

#[tokio::test]
async fn a_clock_off_by_a_day_is_told() {
    for (hours, minutes) in [(24, 1440), (-24, -1440)] {
        let double = Double::start().await;
        *double.clock.now.lock().unwrap() = NOW + time::Duration::hours(hours);
        double
            .answers("POST", "/token", 200, double.granted("ES256", &double.claims()))
            .await;
        let error = poll(&double).await.unwrap_err();
        assert!(
            matches!(error, AuthorityError::ClockWrong(off) if off == minutes),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn keys_are_read_ahead_and_again_when_they_were_rotated() {
    let double = Double::start().await;
    double
        .answers("POST", "/device", 400, json!({"error": "invalid_request"}))
        .await;
    let authority = double.discovered().await;
    let _ = double
        .port
        .start_device_authorization(&authority, &computer())
        .await;
    assert_eq!(double.count("/keys").await, 1, "read while the code is asked for");

    double
        .answers("POST", "/token", 200, double.granted("ES256", &double.claims()))
        .await;
    double
        .port
        .poll(&authority, &SecretString::from("d"))
        .await
        .unwrap();
    assert_eq!(double.count("/keys").await, 1, "known: not read again");

    double.server.reset().await;
    let mut rotated = keys();
    rotated["keys"][1]["kid"] = json!("new");
    double.answers("GET", "/keys", 200, rotated).await;
    let token = sign_as(&json!({"alg": "ES256", "kid": "new"}), "ES256", &double.claims());
    double
        .answers(
            "POST",
            "/token",
            200,
            json!({"access_token": "a", "id_token": token}),
        )
        .await;
    double
        .port
        .poll(&authority, &SecretString::from("d"))
        .await
        .unwrap();
    assert_eq!(double.count("/keys").await, 1, "unknown: read again");
}

#[tokio::test]
async fn keys_that_cannot_be_read_do_not_spend_the_grant_twice() {
    let double = Double::start().await;
    let authority = double.discovered().await;
    double.server.reset().await;
    double.answers("GET", "/keys", 500, json!({})).await;
    double
        .answers("POST", "/token", 200, double.granted("ES256", &double.claims()))
        .await;
    let error = double
        .port
        .poll(&authority, &SecretString::from("d"))
        .await
        .unwrap_err();
    assert!(
        matches!(error, AuthorityError::InvalidAnswer(_)),
        "polling again would be a replay: {error:?}"
    );
}

#[tokio::test]
async fn the_answer_shows_no_secret() {
    let double = Double::start().await;
    double
        .answers("POST", "/token", 200, double.granted("ES256", &double.claims()))
        .await;
    let answer = poll(&double).await.unwrap();
    assert!(!format!("{answer:?}").contains("canary"), "{answer:?}");
}
