//! Passkeys through Graph, and what is registered in a browser or on a phone, in the shape of their contracts.

use std::time::Duration;

use serde_json::{Value, json};
use workpass_server::audit::Event;
use workpass_server::methods::tap;

use crate::client::Client;
use crate::desk::{allow, person};
use crate::support::TestServer;
use crate::support::authenticator::Authenticator;

const SCOPES: &[&str] = &[
    "UserAuthMethod-Passkey.ReadWrite",
    "UserAuthenticationMethod.ReadWrite",
];
const METHODS: &str = "/me/authentication/fido2Methods";
const OPTIONS: &str = "/me/authentication/fido2Methods/creationOptions";

/// Sanne's app on Graph, and her security key. She has a pass, so that she may register one (B-80).
async fn ready(server: &TestServer) -> (Client<'_>, Authenticator) {
    allow(server, |_| {}).await;
    let state = server.state();
    let sanne = person(server, "sanne").await;
    let event = Event::of("test", &sanne);
    tap::issue(&state.db, state.now_ms(), &sanne, tap::Wish::default(), event)
        .await
        .unwrap();
    let graph = Client::graph_with(server, server.token("sanne", SCOPES).await);
    (graph, Authenticator::new(&state.config.public_url))
}

async fn make(graph: &Client<'_>, key: &mut Authenticator) -> Value {
    let options = graph.get(OPTIONS).await.expect(200);
    let mut made = key.create_at_any_rate(&options["publicKey"]);
    // As Graph has it.
    for name in ["rawId", "type"] {
        made.as_object_mut().unwrap().remove(name);
    }
    made["response"].as_object_mut().unwrap().remove("transports");
    json!({ "displayName": "Blue key", "publicKeyCredential": made })
}

#[tokio::test]
async fn b81_graph_makes_lists_renames_and_deletes_a_passkey() {
    let server = TestServer::start().await;
    let (graph, mut key) = ready(&server).await;
    let made = make(&graph, &mut key).await;
    let passkey = graph.post(METHODS, made.clone()).await.expect(201);
    assert_eq!(passkey["displayName"], "Blue key");
    assert_eq!(passkey["aaGuid"], uuid::Uuid::from_bytes(key.aaguid).to_string());
    assert_eq!(
        (&passkey["passkeyType"], &passkey["attestationLevel"]),
        (&json!("deviceBound"), &json!("notAttested"))
    );
    assert_eq!(
        graph.post(METHODS, made).await.refusal(),
        (400, "BadRequest"),
        "a challenge counts once"
    );

    let one = format!("{METHODS}/{}", passkey["id"].as_str().unwrap());
    assert_eq!(graph.get(&one).await.expect(200)["id"], passkey["id"]);
    assert_eq!(
        graph.get(METHODS).await.expect(200)["value"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    // Graph's permission table has this call, its metadata has not: so it is not in the contract.
    let token = server.token("sanne", SCOPES).await;
    for (name, status) in [("  Sleutelbos 🔑 ", 204), ("a\nb", 400)] {
        let renamed = server
            .http
            .patch(server.url(&format!("/v1.0{one}")))
            .bearer_auth(&token);
        let renamed = renamed
            .json(&json!({ "displayName": name }))
            .send()
            .await
            .unwrap();
        assert_eq!(renamed.status().as_u16(), status, "{name}");
    }
    assert_eq!(graph.get(&one).await.expect(200)["displayName"], "Sleutelbos 🔑");
    let james = Client::graph_with(&server, server.token("james", SCOPES).await);
    assert_eq!(james.delete(&one).await.status, 404);
    graph.delete(&one).await.expect(204);
    assert_eq!(graph.get(&one).await.status, 404);
}

#[tokio::test]
async fn a_challenge_of_graphs_is_spent_by_a_wrong_answer_too() {
    let server = TestServer::start().await;
    let (graph, mut key) = ready(&server).await;
    let made = make(&graph, &mut key).await;
    let mut wrong = made.clone();
    let attestation = &mut wrong["publicKeyCredential"]["response"]["attestationObject"];
    *attestation = json!("oA");
    assert_eq!(graph.post(METHODS, wrong).await.refusal(), (400, "BadRequest"));
    assert_eq!(graph.post(METHODS, made).await.refusal(), (400, "BadRequest"));
    let made = make(&graph, &mut key).await;
    graph.post(METHODS, made).await.expect(201);
}

#[tokio::test]
async fn a_challenge_of_graphs_is_its_own_persons_and_lives_five_minutes() {
    let server = TestServer::start().await;
    let (graph, mut key) = ready(&server).await;
    let made = make(&graph, &mut key).await;
    let james = Client::graph_with(&server, server.token("james", SCOPES).await);
    assert_eq!(
        james.post(METHODS, made.clone()).await.status,
        403,
        "James has nothing else yet (B-80)"
    );
    server.clock.step(Duration::from_secs(299));
    graph.post(METHODS, made).await.expect(201);
    let graph = Client::graph_with(&server, server.token("sanne", SCOPES).await);
    let made = make(&graph, &mut Authenticator::new(&key.origin)).await;
    server.clock.step(Duration::from_secs(300));
    let graph = Client::graph_with(&server, server.token("sanne", SCOPES).await);
    assert_eq!(graph.post(METHODS, made).await.refusal(), (400, "BadRequest"));
    for nonsense in [
        json!({}),
        json!({ "publicKeyCredential": 1 }),
        json!({ "publicKeyCredential": { "response": {} } }),
    ] {
        assert_eq!(graph.post(METHODS, nonsense).await.status, 400);
    }
}

#[tokio::test]
async fn b71_registrations_in_a_browser_and_on_a_phone_follow_their_contract() {
    let server = TestServer::start().await;
    let (_, _) = ready(&server).await;
    for (path, state, page) in [
        (
            "/me/passkeyRegistrations",
            "awaitingBrowser",
            "/passkeys/register/",
        ),
        ("/me/authenticatorRegistrations", "awaitingScan", "/approve#e="),
    ] {
        let sanne = Client::self_service_with(&server, server.token("sanne", SCOPES).await);
        let first = sanne.post(path, json!({})).await.expect(201);
        assert_eq!(first["state"], state);
        assert!(first["page"].as_str().unwrap().contains(page), "{first}");
        let second = sanne.post(path, json!({})).await.expect(201);
        let of = |row: &Value| format!("{path}/{}", row["id"].as_str().unwrap());
        let superseded = sanne.get(&of(&first)).await.expect(200);
        assert_eq!(
            (&superseded["state"], &superseded["reason"]),
            (&json!("failed"), &json!("superseded"))
        );
        assert_eq!(
            sanne.get(&of(&second)).await.expect(200)["page"],
            Value::Null,
            "told once"
        );
        let james = Client::self_service_with(&server, server.token("james", SCOPES).await);
        assert_eq!(
            james.get(&of(&second)).await.refusal(),
            (404, "registrationNotFound")
        );
        sanne.delete(&of(&second)).await.expect(204);
        assert_eq!(
            sanne.delete(&of(&second)).await.refusal(),
            (404, "registrationNotFound")
        );
        let third = sanne.post(path, json!({})).await.expect(201);
        server.clock.step(Duration::from_secs(601));
        let late = Client::self_service_with(&server, server.token("sanne", SCOPES).await);
        assert_eq!(late.get(&of(&third)).await.expect(200)["state"], "expired");
        let strict = late.post(path, json!({ "displayName": "a\nb" })).await;
        assert_eq!(strict.refusal(), (400, "nameInvalid"));
    }
}
