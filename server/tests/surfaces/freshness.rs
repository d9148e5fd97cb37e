//! Changing methods takes a recent strong proof; without one there is a claims challenge.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::support::{START_MS, TestServer};

const EMAIL: &str = "/me/authentication/emailMethods/3ddfcfc8-9383-446f-83cc-3ab9be4be18f";

fn claims(answer: &Answer) -> Value {
    let challenge = answer.header("www-authenticate");
    assert!(
        challenge.starts_with("Bearer ") && challenge.contains("error=\"insufficient_claims\""),
        "{challenge}"
    );
    let claims = challenge
        .split_once("claims=\"")
        .and_then(|(_, rest)| rest.split_once('"'));
    serde_json::from_slice(&STANDARD.decode(claims.unwrap().0).unwrap()).unwrap()
}

#[tokio::test]
async fn b22_after_ten_minutes_a_method_is_not_changed_without_a_new_proof() {
    let server = TestServer::start().await;
    let graph = Client::graph(&server, "anna").await;
    let anna = graph.on_self_service();
    server.clock.step(Duration::from_secs(10 * 60 + 1));
    let asked = json!({"emailAddress": "a@postbus.example", "replacesMethodId": EMAIL.rsplit('/').next()});
    for answer in [
        graph.delete(EMAIL).await,
        anna.post("/me/emailChallenges", asked.clone()).await,
    ] {
        assert_eq!(answer.refusal(), (401, "InvalidAuthenticationToken"));
        let claims = claims(&answer);
        assert_eq!(claims["access_token"]["acrs"]["value"], "c1");
        assert_eq!(
            claims["access_token"]["auth_time"],
            json!({"essential": true, "value": (START_MS / 1000 + 1).to_string()})
        );
    }
    // Reading takes no proof, and a new one lets the same request through.
    assert_eq!(graph.get(EMAIL).await.status, 200);
    let again = Client::graph(&server, "anna").await;
    assert_eq!(
        again
            .on_self_service()
            .post("/me/emailChallenges", asked)
            .await
            .status,
        201
    );
    assert_eq!(again.delete(EMAIL).await.status, 204);
}

#[tokio::test]
async fn who_lacks_the_scope_is_not_sent_to_sign_in_again() {
    let server = TestServer::start().await;
    let graph = Client::graph_with(&server, server.token("anna", &["User.Read"]).await);
    server.clock.step(Duration::from_secs(30 * 60));
    assert_eq!(
        graph.delete(EMAIL).await.refusal(),
        (403, "Authorization_RequestDenied")
    );
}

#[tokio::test]
async fn b22_the_challenge_comes_through_a_batch() {
    let server = TestServer::start().await;
    let graph = Client::graph(&server, "anna").await;
    server.clock.step(Duration::from_secs(11 * 60));
    let answers = graph.batch(&[("DELETE", EMAIL), ("GET", "/me")]).await;
    let refused = answers.iter().find(|answer| answer["status"] == 401).unwrap();
    let headers = refused["headers"].as_object().unwrap();
    assert!(
        headers
            .iter()
            .any(|(name, value)| name.eq_ignore_ascii_case("www-authenticate")
                && value.as_str().unwrap().contains("insufficient_claims")),
        "{headers:?}"
    );
    assert!(answers.iter().any(|answer| answer["status"] == 200));
}
