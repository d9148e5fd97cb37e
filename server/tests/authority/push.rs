//! Notifications that wake a phone: Web Push without content.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use workpass_server::methods::NotSent;
use workpass_server::secrets::token_hash;
use workpass_server::store::entities::{push_subscription, security_method, server_secret};

use crate::approvals::{REGISTRATIONS, SCOPES, ask, call, connect, started};
use crate::phone::Phone;
use crate::push_service::PushService;
use crate::support::{START_MS, TestServer};

async fn subscribe(phone: &Phone<'_>, endpoint: &str) -> (u16, Value) {
    phone
        .send("notifications", &json!({ "endpoint": endpoint }))
        .await
}

/// The hash of the address that the server has of this phone.
async fn at(phone: &Phone<'_>) -> Value {
    phone.send("pending", &json!({})).await.1["notifications"]["at"].clone()
}

async fn until_forgotten(phone: &Phone<'_>) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !at(phone).await.is_null() {
        assert!(Instant::now() < deadline, "the address was not forgotten");
        tokio::task::yield_now().await;
    }
}

fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn b52_a_sign_in_that_waits_wakes_the_phone_and_says_nothing_else() {
    let mut service = PushService::open(&[]).await;
    let (server, token, row) = started().await;
    let phone = connect(&server, &token, &row).await;
    let offered = phone.send("pending", &json!({})).await.1["notifications"].clone();
    assert!(offered["at"].is_null(), "{offered}");
    let endpoint = service.endpoint("sanne");
    let (status, said) = subscribe(&phone, &endpoint).await;
    assert_eq!(
        (status, said["notifications"]["at"].as_str()),
        (200, Some(token_hash(&endpoint).as_str())),
        "{said}"
    );

    ask(&server).await.unwrap();
    let came = service.next().await;
    assert_eq!((came.path.as_str(), came.body.len()), ("/send/sanne", 0));
    assert_eq!(
        (came.header("ttl"), came.header("urgency"), came.header("topic")),
        ("120", "high", "workpass-approval")
    );
    let (token, key) = came.vapid();
    assert_eq!(Some(key), offered["key"].as_str(), "the key the browser was told");
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let point = URL_SAFE_NO_PAD.decode(key).unwrap();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
        .verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap())
        .unwrap();
    let claims = claims(token);
    assert_eq!(claims["aud"], service.origin.as_str());
    let now = START_MS / 1000;
    let expires = claims["exp"].as_i64().unwrap();
    assert!(now < expires && expires <= now + 24 * 3600, "{claims}");
}

#[tokio::test(flavor = "multi_thread")]
async fn b52_somebody_elses_library_finds_the_signature_right() {
    let interop = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/interop");
    if !interop.join("node_modules/jose").exists() {
        println!("skipped: tests/interop has no packages (npm ci)");
        return;
    }
    let mut service = PushService::open(&[]).await;
    let (server, token, row) = started().await;
    let phone = connect(&server, &token, &row).await;
    subscribe(&phone, &service.endpoint("sanne")).await;
    ask(&server).await.unwrap();
    let came = service.next().await;
    let verify = |audience: &str| {
        let output = Command::new("node")
            .current_dir(&interop)
            .args(["verify-vapid.mjs", came.header("authorization"), audience])
            .arg((START_MS / 1000).to_string())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        serde_json::from_str::<Value>(&said)
            .unwrap_or_else(|_| panic!("{said}{}", String::from_utf8_lossy(&output.stderr)))
    };
    let right = verify(&service.origin);
    assert_eq!(
        (&right["header"]["alg"], &right["header"]["typ"]),
        (&json!("ES256"), &json!("JWT")),
        "{right}"
    );
    let wrong = verify("https://push.example");
    assert_eq!(wrong["error"], "ERR_JWT_CLAIM_VALIDATION_FAILED", "{wrong}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_service_that_does_not_answer_holds_nobody_up() {
    let mut service = PushService::open(&[]).await;
    let (server, token, row) = started().await;
    let phone = connect(&server, &token, &row).await;
    subscribe(&phone, &service.endpoint("sanne")).await;
    service.hold();
    let (_, number) = ask(&server).await.unwrap();
    service.next().await;
    let asked = phone.asked().await;
    let outcome = phone.answer(&asked, "approve", &number).await;
    assert_eq!(
        outcome["outcome"], "approved",
        "while the message is still on its way"
    );
    service.release();
    // Nor does one that is not there at all.
    subscribe(&phone, "http://127.0.0.1:9/nobody").await;
    ask(&server).await.unwrap();
    assert!(phone.asked().await.is_object());
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_are_no_push_service_are_refused() {
    let (server, token, row) = started().await;
    let phone = connect(&server, &token, &row).await;
    for bad in [
        "https://intranet.example/x",
        "https://10.0.0.1/x",
        "https://169.254.169.254/latest/meta-data",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:444/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://fcm.googleapis.com.evil.example/x",
        "file:///etc/passwd",
        "",
    ] {
        let (status, said) = subscribe(&phone, bad).await;
        assert_eq!(
            (status, said["error"].as_str()),
            (400, Some("pushServiceNotAllowed")),
            "{bad}"
        );
    }
    assert!(at(&phone).await.is_null());
    let (status, said) = subscribe(&phone, "https://fcm.googleapis.com/fcm/send/x").await;
    assert_eq!(status, 200, "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_service_that_stumbles_is_tried_again() {
    let answers = [StatusCode::SERVICE_UNAVAILABLE, StatusCode::TOO_MANY_REQUESTS];
    let mut service = PushService::open(&answers).await;
    let (server, token, row) = started().await;
    let phone = connect(&server, &token, &row).await;
    subscribe(&phone, &service.endpoint("sanne")).await;
    ask(&server).await.unwrap();
    for _ in 0..3 {
        service.next().await;
    }
    assert!(!at(&phone).await.is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_that_is_gone_is_forgotten() {
    for gone in [StatusCode::GONE, StatusCode::NOT_FOUND] {
        let mut service = PushService::open(&[gone]).await;
        let (server, token, row) = started().await;
        let phone = connect(&server, &token, &row).await;
        subscribe(&phone, &service.endpoint("old")).await;
        ask(&server).await.unwrap();
        service.next().await;
        until_forgotten(&phone).await;
        subscribe(&phone, &service.endpoint("new")).await;
        ask(&server).await.unwrap();
        assert_eq!(service.next().await.path, "/send/new");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_phone_told_meanwhile_is_not_forgotten_with_the_old_address() {
    let mut service = PushService::open(&[StatusCode::GONE]).await;
    let (server, token, row) = started().await;
    let phone = connect(&server, &token, &row).await;
    subscribe(&phone, &service.endpoint("old")).await;
    service.hold();
    ask(&server).await.unwrap();
    service.next().await;
    let new = service.endpoint("new");
    subscribe(&phone, &new).await;
    service.release();
    // The next message goes out after the old one was settled, or beside it; either way to the new address.
    ask(&server).await.unwrap();
    assert_eq!(service.next().await.path, "/send/new");
    assert_eq!(at(&phone).await, token_hash(&new));
    let rows = push_subscription::Entity::find()
        .all(&server.state().db)
        .await
        .unwrap();
    assert_eq!(rows.len(), 1, "one address per phone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_turned_notifications_off_is_left_alone_and_others_are_not() {
    let mut service = PushService::open(&[]).await;
    let (server, token, row) = started().await;
    let quiet = connect(&server, &token, &row).await;
    let (_, row) = call(&server, &token, Method::POST, REGISTRATIONS).await;
    let loud = connect(&server, &token, &row).await;
    subscribe(&quiet, &service.endpoint("quiet")).await;
    subscribe(&loud, &service.endpoint("loud")).await;
    let (status, said) = quiet.send("notifications", &json!({ "endpoint": null })).await;
    assert_eq!((status, &said["notifications"]["at"]), (200, &Value::Null));
    ask(&server).await.unwrap();
    assert_eq!(service.next().await.path, "/send/loud");
    // Two accounts of one person on one phone have one address, and one message is enough.
    subscribe(&quiet, &service.endpoint("loud")).await;
    ask(&server).await.unwrap();
    service.next().await;
    ask(&server).await.unwrap();
    service.next().await;
    assert!(service.there().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_connected_phone_says_where_it_is_woken_and_it_goes_with_the_phone() {
    let service = PushService::open(&[]).await;
    let (server, token, row) = started().await;
    let endpoint = service.endpoint("sanne");
    let stranger = Phone::new(&server);
    assert_eq!(subscribe(&stranger, &endpoint).await.0, 410);
    stranger.scan(row["page"].as_str().unwrap()).await;
    assert_eq!(
        subscribe(&stranger, &endpoint).await.0,
        410,
        "its test is not passed"
    );
    let (_, row) = call(&server, &token, Method::POST, REGISTRATIONS).await;
    let phone = connect(&server, &token, &row).await;
    assert_eq!(subscribe(&phone, &endpoint).await.0, 200);
    security_method::Entity::delete_many()
        .exec(&server.state().db)
        .await
        .unwrap();
    let left = push_subscription::Entity::find()
        .all(&server.state().db)
        .await
        .unwrap();
    assert!(left.is_empty());
    assert_eq!(subscribe(&phone, &endpoint).await.0, 410);
    assert_eq!(ask(&server).await, Err(NotSent::NotPossible));
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_that_start_at_once_share_one_key_which_is_sealed() {
    let data = tempfile::tempdir().unwrap();
    let database = format!(
        "sqlite://{}?mode=rwc",
        data.path().join("shared.sqlite").display()
    );
    let (one, two) = tokio::join!(
        TestServer::start_with(Some(database.clone())),
        TestServer::start_with(Some(database.clone()))
    );
    let key = one.state().push.key().unwrap().to_owned();
    assert_eq!(two.state().push.key(), Some(key.as_str()));
    let kept = server_secret::Entity::find_by_id("vapid")
        .one(&one.state().db)
        .await
        .unwrap()
        .unwrap();
    let point = URL_SAFE_NO_PAD.decode(&key).unwrap();
    assert!(
        !kept.value.windows(16).any(|part| part == &point[1..17]),
        "the document with both halves is sealed"
    );
    // And a phone that was connected at one is woken by the other.
    let mut service = PushService::open(&[]).await;
    crate::enrolled::rules(&one, |_| {}).await;
    let token = one.token("sanne", SCOPES).await;
    let (_, row) = call(&one, &token, Method::POST, REGISTRATIONS).await;
    let phone = connect(&one, &token, &row).await;
    subscribe(&phone, &service.endpoint("sanne")).await;
    ask(&two).await.unwrap();
    assert_eq!(service.next().await.vapid().1, key);
}
