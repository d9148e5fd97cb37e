//! The same server on a real PostgreSQL, started for the test and thrown away after it.

use std::time::Duration;

use serde_json::Value;
use workpass_server::sample;

use crate::browser::Browser;
use crate::device_flow::{poll, signed_in, start, to_question};
use crate::keys::key_ids;
use crate::refresh::refresh;
use crate::support::postgres::Postgres;
use crate::support::{TestServer, password};

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_life_of_a_sign_in_on_postgresql() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    // Two instances on one database, as in production; on a new one they start at the same moment.
    let (server, other) = tokio::join!(
        TestServer::start_with(Some(postgres.url.clone())),
        TestServer::start_with(Some(postgres.url.clone()))
    );
    let keys = key_ids(&server).await;
    assert_eq!(keys.len(), 1, "they made one key between them");
    assert_eq!(keys, key_ids(&other).await);
    let of_notifications = server.state().push.key();
    assert!(of_notifications.is_some() && of_notifications == other.state().push.key());

    // Asked of one instance, approved at the other, redeemed at the first; once, even in parallel.
    let device = start(&server).await;
    assert_eq!(poll(&server, &device).await.1["error"], "authorization_pending");
    assert_eq!(
        poll(&other, &device).await.1["error"],
        "slow_down",
        "the other instance knows of the first poll"
    );
    let browser = Browser::new(&other);
    let question = to_question(&browser, &device, "sanne").await;
    let done = browser
        .send(&question, "/device/confirm", &[("decision", "allow")])
        .await;
    assert!(done.says("Sign-in allowed"), "{}", done.html);
    let (a, b) = tokio::join!(poll(&server, &device), poll(&other, &device));
    assert_eq!(
        [&a, &b].iter().filter(|answer| answer.0 == 200).count(),
        1,
        "{a:?} {b:?}"
    );
    let tokens = if a.0 == 200 { a.1 } else { b.1 };

    let me = |server: &TestServer, tokens: &Value| {
        let request = server.http.get(server.url("/v1.0/me"));
        let request = request.bearer_auth(tokens["access_token"].as_str().unwrap());
        async { request.send().await.unwrap().status().as_u16() }
    };
    // The audience is the instance's own address; production instances share one.
    let own = if me(&server, &tokens).await == 200 {
        &server
    } else {
        &other
    };
    assert_eq!(me(own, &tokens).await, 200);

    // Rotation, grace and theft.
    let (_, second) = refresh(own, &tokens["refresh_token"]).await;
    assert_eq!(refresh(own, &tokens["refresh_token"]).await.0, 200, "grace");
    own.clock.step(Duration::from_secs(61));
    assert_eq!(refresh(own, &tokens["refresh_token"]).await.0, 400, "theft");
    assert_eq!(refresh(own, &second["refresh_token"]).await.0, 400);
    assert_eq!(me(own, &second).await, 401);

    // Lock-out, counted by both.
    for (instance, server) in [&server, &other].into_iter().enumerate() {
        let browser = Browser::new(server);
        for guess in 0..5 {
            let page = browser.open("/signin").await;
            let guess = format!("guess {instance} {guess}");
            let fields = [
                ("user_name", "anna@noorderlicht.example"),
                ("password", guess.as_str()),
            ];
            browser.send(&page, "/signin", &fields).await;
        }
    }
    let browser = Browser::new(&other);
    let page = browser.open("/signin").await;
    let locked = browser.sign_in(&page, "anna").await;
    assert!(locked.says("entered too often"), "{}", locked.html);
    assert!(!password("anna").is_empty());

    // Out everywhere.
    let tokens = signed_in(&server, "james").await;
    server.clock.step(Duration::from_millis(5));
    let state = server.state();
    let user = sample::user_id("james");
    workpass_server::authority::sessions::revoke_all(&state.db, state.now_ms(), user)
        .await
        .unwrap();
    assert_eq!(me(&server, &tokens).await, 401);

    other.running.stop().await.unwrap();
    server.running.stop().await.unwrap();
}
