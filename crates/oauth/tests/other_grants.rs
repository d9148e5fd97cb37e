//! Discovery, refresh and revocation over the wire.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod support;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use support::{Double, sign};
use wiremock::{MockServer, ResponseTemplate};
use workpass_app::{
    error::AuthorityFault,
    ports::{AuthorityError, AuthorityPort, NetworkError, RefusedCause, Tokens},
};

const DOCUMENT: &str = "/t/v2.0/.well-known/openid-configuration";

async fn discover_with(answer: ResponseTemplate) -> AuthorityError {
    let double = Double::start().await;
    double.responds("GET", DOCUMENT, answer).await;
    double.port.discover().await.unwrap_err()
}

fn fault(error: &AuthorityError) -> Option<AuthorityFault> {
    match error {
        AuthorityError::Misconfigured(fault) => Some(*fault),
        _ => None,
    }
}

#[tokio::test]
async fn a_discovered_authority_has_its_doors() {
    let double = Double::start().await;
    let authority = double.discovered().await;
    assert_eq!(authority.issuer, double.issuer);
    assert!(authority.device_authorization_endpoint.is_some());
    assert!(authority.authorization_endpoint.is_some());
    assert_eq!(authority.graph, None);
}

#[tokio::test]
async fn what_is_no_authority_is_told_apart() {
    let html = ResponseTemplate::new(200).set_body_raw("<html>", "text/html");
    assert_eq!(
        fault(&discover_with(html).await),
        Some(AuthorityFault::NotAnAuthority)
    );
    let list = ResponseTemplate::new(200).set_body_json(json!([1]));
    assert_eq!(
        fault(&discover_with(list).await),
        Some(AuthorityFault::NotAnAuthority)
    );
    let missing = ResponseTemplate::new(404);
    assert_eq!(
        fault(&discover_with(missing).await),
        Some(AuthorityFault::NotFound)
    );
    let forbidden = ResponseTemplate::new(403);
    assert_eq!(
        fault(&discover_with(forbidden).await),
        Some(AuthorityFault::NotAnAuthority)
    );
    let unknown = json!({"error": "invalid_tenant", "error_codes": [90002]});
    let unknown = ResponseTemplate::new(400).set_body_json(unknown);
    assert_eq!(
        fault(&discover_with(unknown).await),
        Some(AuthorityFault::NotFound)
    );
    let other = json!({"issuer": "https://evil.example", "token_endpoint": "https://evil.example/token"});
    let other = ResponseTemplate::new(200).set_body_json(other);
    assert_eq!(
        fault(&discover_with(other).await),
        Some(AuthorityFault::IssuerMismatch)
    );
}

#[tokio::test]
async fn trouble_is_not_a_misconfiguration() {
    let redirect = ResponseTemplate::new(302).insert_header("location", "https://portal.example/");
    let error = discover_with(redirect).await;
    assert!(
        matches!(error, AuthorityError::Network(NetworkError::Nonsense(_))),
        "{error:?}"
    );
    let error = discover_with(ResponseTemplate::new(500)).await;
    assert!(
        matches!(error, AuthorityError::Network(NetworkError::Service(500))),
        "{error:?}"
    );
    let huge = ResponseTemplate::new(200).set_body_raw(vec![b' '; 2 * 1024 * 1024], "application/json");
    let error = discover_with(huge).await;
    assert!(
        matches!(error, AuthorityError::Network(NetworkError::Nonsense(_))),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_document_without_a_device_endpoint_leaves_the_browser() {
    let double = Double::start().await;
    let mut document = double.document();
    document["device_authorization_endpoint"] = Value::Null;
    double.answers("GET", DOCUMENT, 200, document).await;
    let authority = double.port.discover().await.unwrap();
    assert_eq!(authority.device_authorization_endpoint, None);
    let error = double
        .port
        .start_device_authorization(&authority, &support::computer())
        .await
        .unwrap_err();
    assert_eq!(fault(&error), Some(AuthorityFault::NoWayToSignIn));
}

#[tokio::test]
async fn a_bad_address_is_told_at_discovery() {
    for (address, expected) in [
        ("login.example", AuthorityFault::NotAnAddress),
        ("", AuthorityFault::NotAnAddress),
        ("http://login.example/t", AuthorityFault::NotSecure),
    ] {
        let double = Double::at(MockServer::start().await, address);
        assert_eq!(
            fault(&double.port.discover().await.unwrap_err()),
            Some(expected),
            "{address}"
        );
    }
}

async fn refresh_with(status: u16, answer: impl Fn(&Double) -> Value) -> Result<Tokens, AuthorityError> {
    let double = Double::start().await;
    let answer = answer(&double);
    double.answers("POST", "/token", status, answer).await;
    let authority = double.discovered().await;
    double
        .port
        .refresh(&authority, &SecretString::from("canary-old"))
        .await
}

#[tokio::test]
async fn a_refresh_gives_the_rotated_token() {
    let double = Double::start().await;
    double
        .answers("POST", "/token", 200, double.granted("ES256", &double.claims()))
        .await;
    let mut authority = double.discovered().await;
    let tokens = double
        .port
        .refresh(&authority, &SecretString::from("old"))
        .await
        .unwrap();
    assert_eq!(tokens.refresh_token.unwrap().expose_secret(), "canary-refresh");
    assert_eq!(tokens.account.unwrap().display_name, "Anna de Vries");
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut form = double.last_form("/token").await;
    form.sort();
    assert_eq!(
        form,
        [
            pair("client_id", "app"),
            pair("grant_type", "refresh_token"),
            pair("refresh_token", "old")
        ],
        "a foreign authority is not asked for more than it granted"
    );
    authority.graph = Some(url::Url::parse("http://localhost:1/v1.0").unwrap());
    double
        .port
        .refresh(&authority, &SecretString::from("old"))
        .await
        .unwrap();
    let form = double.last_form("/token").await;
    assert!(
        form.iter()
            .any(|(name, value)| name == "scope" && value.contains("User.Read"))
    );
}

#[tokio::test]
async fn nothing_about_the_id_token_loses_a_rotated_refresh_token() {
    for id_token in ["", "nonsense", "a.b.c"] {
        let answer = json!({"access_token": "a", "refresh_token": "new", "id_token": id_token});
        let tokens = refresh_with(200, |_| answer.clone()).await.unwrap();
        assert_eq!(tokens.refresh_token.unwrap().expose_secret(), "new");
        assert_eq!(tokens.account, None);
    }
    let foreign = |_: &Double| {
        let claims = json!({"iss": "https://evil.example", "sub": "s", "aud": "app", "exp": 1});
        json!({"access_token": "a", "refresh_token": "new", "id_token": sign("ES256", &claims)})
    };
    assert_eq!(refresh_with(200, foreign).await.unwrap().account, None);
    let lean = refresh_with(200, |_| json!({"access_token": "a"})).await.unwrap();
    assert!(lean.refresh_token.is_none() && lean.account.is_none());
}

#[tokio::test]
async fn only_invalid_grant_ends_the_session() {
    let refused = |body: Value| async move { refresh_with(400, |_| body.clone()).await.unwrap_err() };
    let ended = refused(json!({"error": "invalid_grant", "error_codes": [700082], "trace_id": "t"})).await;
    let AuthorityError::GrantEnded(support) = ended else {
        panic!("{ended:?}")
    };
    assert_eq!(support.error.as_deref(), Some("AADSTS700082"));
    assert_eq!(support.trace_id.as_deref(), Some("t"));
    assert!(
        support.correlation_id.is_some(),
        "our own request id when the authority gave none"
    );
    let step_up = refused(json!({"error": "invalid_grant", "claims": "{\"access_token\":{}}"})).await;
    assert!(matches!(
        step_up,
        AuthorityError::Refused {
            cause: RefusedCause::InteractionRequired,
            ..
        }
    ));
    let step_up = refused(json!({"error": "interaction_required"})).await;
    assert!(matches!(
        step_up,
        AuthorityError::Refused {
            cause: RefusedCause::InteractionRequired,
            ..
        }
    ));
    let trouble = refresh_with(500, |_| json!({"error": "invalid_grant"}))
        .await
        .unwrap_err();
    assert!(matches!(
        trouble,
        AuthorityError::Network(NetworkError::Service(500))
    ));
}

#[tokio::test]
async fn a_refresh_is_sent_once() {
    let double = Double::start().await;
    double
        .responds("POST", "/token", ResponseTemplate::new(503))
        .await;
    let authority = double.discovered().await;
    let error = double
        .port
        .refresh(&authority, &SecretString::from("canary-old"))
        .await
        .unwrap_err();
    assert!(!format!("{error:?}").contains("canary"));
    assert_eq!(double.count("/token").await, 1);
}

#[tokio::test]
async fn revocation_is_asked_for_and_a_gone_token_is_fine() {
    for status in [200, 400] {
        let double = Double::start().await;
        double
            .responds("POST", "/revoke", ResponseTemplate::new(status))
            .await;
        let authority = double.discovered().await;
        double
            .port
            .revoke(&authority, &SecretString::from("old"))
            .await
            .unwrap();
        let form = double.last_form("/revoke").await;
        assert!(form.contains(&("token".into(), "old".into())));
        assert!(form.contains(&("token_type_hint".into(), "refresh_token".into())));
    }
    let double = Double::start().await;
    double
        .responds("POST", "/revoke", ResponseTemplate::new(503))
        .await;
    let mut authority = double.discovered().await;
    assert!(
        double
            .port
            .revoke(&authority, &SecretString::from("old"))
            .await
            .is_err()
    );
    authority.revocation_endpoint = None;
    double
        .port
        .revoke(&authority, &SecretString::from("old"))
        .await
        .unwrap();
}
