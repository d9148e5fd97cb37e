use std::time::Duration;

use reqwest::StatusCode;
use serde_json::Value;
use workpass_server::sample;

use crate::device_flow::{endpoint, signed_in, token};
use crate::support::TestServer;

pub(crate) async fn refresh(server: &TestServer, refresh_token: &Value) -> (StatusCode, Value) {
    let client = sample::client_id().to_string();
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", client.as_str()),
        ("refresh_token", refresh_token.as_str().unwrap()),
    ];
    token(server, &form).await
}

async fn me(server: &TestServer, tokens: &Value) -> u16 {
    let request = server
        .http
        .get(server.url("/v1.0/me"))
        .bearer_auth(tokens["access_token"].as_str().unwrap());
    request.send().await.unwrap().status().as_u16()
}

fn assert_refused(answer: &(StatusCode, Value)) {
    assert_eq!(
        (answer.0.as_u16(), answer.1["error"].as_str()),
        (400, Some("invalid_grant")),
        "{}",
        answer.1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_refresh_token_is_exchanged_for_a_new_one() {
    let server = TestServer::start().await;
    let mut tokens = signed_in(&server, "sanne").await;
    for _ in 0..3 {
        server.clock.step(Duration::from_secs(3000));
        let (status, next) = refresh(&server, &tokens["refresh_token"]).await;
        assert_eq!(status, 200, "{next}");
        assert_ne!(next["refresh_token"], tokens["refresh_token"]);
        assert_eq!(me(&server, &next).await, 200);
        tokens = next;
    }
    server.clock.step(Duration::from_secs(3600));
    assert_eq!(me(&server, &tokens).await, 401, "access tokens last an hour");
    server.clock.step(Duration::from_secs(90 * 24 * 3600));
    assert_refused(&refresh(&server, &tokens["refresh_token"]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_costs_nothing_for_a_minute() {
    let server = TestServer::start().await;
    let first = signed_in(&server, "sanne").await;
    let (_, lost) = refresh(&server, &first["refresh_token"]).await;
    server.clock.step(Duration::from_secs(60));
    let (status, sibling) = refresh(&server, &first["refresh_token"]).await;
    assert_eq!(status, 200, "{sibling}");
    assert_ne!(sibling["refresh_token"], lost["refresh_token"]);
    let (status, next) = refresh(&server, &sibling["refresh_token"]).await;
    assert_eq!(status, 200, "{next}");
    assert_eq!(refresh(&server, &next["refresh_token"]).await.0, 200);
    assert_eq!(me(&server, &next).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_that_comes_back_was_stolen_and_ends_the_whole_grant() {
    let server = TestServer::start().await;
    let first = signed_in(&server, "sanne").await;
    // A thief with a copy of the token uses it within the grace, and what it gave before the owner does.
    let (_, owners) = refresh(&server, &first["refresh_token"]).await;
    let (_, thiefs) = refresh(&server, &first["refresh_token"]).await;
    let (status, thiefs) = refresh(&server, &thiefs["refresh_token"]).await;
    assert_eq!(status, 200, "{thiefs}");
    assert_refused(&refresh(&server, &owners["refresh_token"]).await);
    assert_eq!(me(&server, &thiefs).await, 401);
    assert_refused(&refresh(&server, &thiefs["refresh_token"]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_comes_back_after_the_grace_ends_the_whole_grant_at_once() {
    let server = TestServer::start().await;
    let first = signed_in(&server, "sanne").await;
    let (_, second) = refresh(&server, &first["refresh_token"]).await;
    server.clock.step(Duration::from_secs(61));
    assert_eq!(me(&server, &second).await, 200);
    assert_refused(&refresh(&server, &first["refresh_token"]).await);
    assert_refused(&refresh(&server, &second["refresh_token"]).await);
    assert_eq!(
        me(&server, &second).await,
        401,
        "its access token has stopped too"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_older_than_the_previous_one_is_theft_even_within_the_grace() {
    let server = TestServer::start().await;
    let first = signed_in(&server, "sanne").await;
    let (_, second) = refresh(&server, &first["refresh_token"]).await;
    let (_, third) = refresh(&server, &second["refresh_token"]).await;
    assert_refused(&refresh(&server, &first["refresh_token"]).await);
    assert_refused(&refresh(&server, &third["refresh_token"]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_refreshes_of_one_token_all_work_and_one_line_goes_on() {
    let server = TestServer::start().await;
    let first = signed_in(&server, "sanne").await;
    let token = &first["refresh_token"];
    let (a, b, c) = tokio::join!(
        refresh(&server, token),
        refresh(&server, token),
        refresh(&server, token)
    );
    for answer in [&a, &b, &c] {
        assert_eq!(answer.0, 200, "{}", answer.1);
    }
    assert_eq!(refresh(&server, &b.1["refresh_token"]).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn revoking_ends_the_grant_at_once_and_unknown_tokens_are_fine() {
    let server = TestServer::start().await;
    let tokens = signed_in(&server, "sanne").await;
    let client = sample::client_id().to_string();
    let revoke = async |token: &str| {
        let form = [("client_id", client.as_str()), ("token", token)];
        server
            .http
            .post(endpoint(&server, "revoke"))
            .form(&form)
            .send()
            .await
            .unwrap()
            .status()
    };
    assert_eq!(revoke("never heard of").await, 200);
    assert_eq!(me(&server, &tokens).await, 200);
    assert_eq!(revoke(tokens["refresh_token"].as_str().unwrap()).await, 200);
    assert_eq!(me(&server, &tokens).await, 401);
    assert_refused(&refresh(&server, &tokens["refresh_token"]).await);

    let other = signed_in(&server, "anna").await;
    assert_eq!(revoke(other["access_token"].as_str().unwrap()).await, 200);
    assert_refused(&refresh(&server, &other["refresh_token"]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn b168_signing_out_everywhere_stops_every_token_of_the_person_and_nobody_elses() {
    let server = TestServer::start().await;
    let (one, two) = (
        signed_in(&server, "sanne").await,
        signed_in(&server, "sanne").await,
    );
    let anna = signed_in(&server, "anna").await;
    server.clock.step(Duration::from_millis(5));
    let state = server.state();
    let (now_ms, user) = (state.now_ms(), sample::user_id("sanne"));
    workpass_server::authority::sessions::revoke_all(&state.db, now_ms, user)
        .await
        .unwrap();
    for tokens in [&one, &two] {
        assert_eq!(me(&server, tokens).await, 401);
        assert_refused(&refresh(&server, &tokens["refresh_token"]).await);
    }
    assert_eq!(me(&server, &anna).await, 200);
    // A new sign-in in the same second works.
    assert_eq!(me(&server, &signed_in(&server, "sanne").await).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_may_ask_for_less_or_for_what_is_consented_but_for_nothing_else() {
    let server = TestServer::start().await;
    let tokens = signed_in(&server, "sanne").await;
    let client = sample::client_id().to_string();
    let ask = async |token: &Value, scope: &str| {
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", client.as_str()),
            ("refresh_token", token.as_str().unwrap()),
            ("scope", scope),
        ];
        crate::device_flow::token(&server, &form).await
    };
    let (status, less) = ask(&tokens["refresh_token"], "User.Read").await;
    assert_eq!(
        (status.as_u16(), less["scope"].as_str()),
        (200, Some("User.Read"))
    );
    assert!(less["id_token"].is_null());
    let (status, more) = ask(&less["refresh_token"], "User.Read UserAuthenticationMethod.Read").await;
    assert_eq!(status, 200, "{more}");
    let (status, refused) = ask(&more["refresh_token"], "Directory.ReadWrite.All").await;
    assert_eq!(
        (status.as_u16(), refused["error"].as_str()),
        (400, Some("invalid_scope"))
    );
}
