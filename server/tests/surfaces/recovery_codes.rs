//! Recovery codes.

use std::collections::HashSet;

use sea_orm::EntityTrait;
use serde_json::json;
use workpass_server::methods::{Verdict, recovery_codes};
use workpass_server::store::entities::recovery_code;

use crate::client::Client;
use crate::desk::{allow, app, methods, person, recorded};
use crate::support::TestServer;
use crate::support::postgres::Postgres;

const CODES: &str = "/me/recoveryCodes";

async fn created(app: &Client<'_>) -> Vec<String> {
    let answer = app.post_empty(CODES).await.expect(201);
    let codes = answer["codes"].as_array().unwrap();
    codes
        .iter()
        .map(|code| code.as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn ten_codes_are_shown_once_and_each_is_good_for_one_time() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let codes = created(&sanne).await;
    assert_eq!(codes.iter().collect::<HashSet<_>>().len(), 10);
    let user = person(&server, "sanne").await;
    let state = server.state();
    let id = methods(&server, "sanne").await[0].id;
    for (used, code) in codes.iter().enumerate() {
        let left = recovery_codes::remaining(&state.db, user.id).await.unwrap();
        assert_eq!(left as usize, 10 - used);
        let typed = code.to_lowercase().replace('-', " ");
        let verify = || recovery_codes::verify(state, &user, &typed);
        assert_eq!(verify().await.unwrap(), Verdict::Proven(id));
        assert_eq!(verify().await.unwrap(), Verdict::Used);
    }
    assert_eq!(recovery_codes::remaining(&state.db, user.id).await.unwrap(), 0);
    assert_eq!(
        methods(&server, "sanne").await[0].last_used_at,
        Some(state.now_ms())
    );
    let rows = recovery_code::Entity::find().all(&state.db).await.unwrap();
    for code in codes {
        let bare = code.replace('-', "");
        assert!(
            rows.iter()
                .all(|row| !row.code_mac.contains(&bare) && !row.code_mac.contains(&code))
        );
    }
}

#[tokio::test]
async fn codes_are_one_persons_and_replaced_as_a_whole() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let older = created(&sanne).await;
    let newer = created(&sanne).await;
    let (user, anna) = (person(&server, "sanne").await, person(&server, "anna").await);
    let state = server.state();
    let verify = async |user, code: &str| recovery_codes::verify(state, user, code).await.unwrap();
    assert_eq!(verify(&user, &older[0]).await, Verdict::Wrong);
    assert_eq!(verify(&anna, &newer[0]).await, Verdict::Wrong);
    assert!(matches!(verify(&user, &newer[0]).await, Verdict::Proven(_)));
    assert_eq!(verify(&user, "").await, Verdict::Wrong);
    assert_eq!(methods(&server, "sanne").await.len(), 1);
    assert_eq!(recorded(&server, "sanne", "method.added").await, 2);

    assert_eq!(sanne.delete(CODES).await.status, 204);
    assert_eq!(sanne.delete(CODES).await.refusal(), (404, "methodNotFound"));
    assert_eq!(verify(&user, &newer[1]).await, Verdict::Wrong);
    assert!(methods(&server, "sanne").await.is_empty());
}

#[tokio::test]
async fn the_policy_decides_whether_there_are_codes() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    created(&sanne).await;
    allow(&server, |rules| {
        rules.methods.get_mut("recoveryCodes").unwrap().can_delete = false;
    })
    .await;
    assert_eq!(
        sanne.delete(CODES).await.refusal(),
        (403, "methodNotAllowedByPolicy")
    );
    allow(&server, |rules| {
        rules.methods.remove("recoveryCodes");
    })
    .await;
    assert_eq!(
        sanne.post_empty(CODES).await.refusal(),
        (403, "methodNotAllowedByPolicy")
    );
    // What there is no rule for any more may go.
    assert_eq!(sanne.delete(CODES).await.status, 204);
}

#[tokio::test]
async fn a_program_gone_wrong_is_slowed_down() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    for _ in 0..30 {
        created(&sanne).await;
    }
    let answer = sanne.post(CODES, json!({})).await;
    assert_eq!(answer.refusal(), (429, "tooManyRequests"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn at_once_a_code_counts_once_and_two_sets_do_not_mix() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    races(&server, &server, &sanne, &sanne).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn at_once_a_code_counts_once_and_two_sets_do_not_mix_on_postgresql() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let server = TestServer::start_with(Some(postgres.url.clone())).await;
    let other = TestServer::start_with(Some(postgres.url.clone())).await;
    let sanne = app(&server, "sanne").await;
    let elsewhere = app(&other, "sanne").await;
    races(&server, &other, &sanne, &elsewhere).await;
    server.running.stop().await.unwrap();
    other.running.stop().await.unwrap();
}

async fn races(server: &TestServer, other: &TestServer, sanne: &Client<'_>, elsewhere: &Client<'_>) {
    for _ in 0..3 {
        let (a, b) = tokio::join!(created(sanne), created(elsewhere));
        let user = person(server, "sanne").await;
        let state = server.state();
        assert_eq!(recovery_codes::remaining(&state.db, user.id).await.unwrap(), 10);
        assert_eq!(methods(server, "sanne").await.len(), 1);
        // One of the two sets is the one that is left, whole.
        let mut proven = 0;
        for code in a.iter().chain(&b).step_by(2) {
            let one = |server| recovery_codes::verify(TestServer::state(server), &user, code);
            let (x, y) = tokio::join!(one(server), one(other));
            let verdicts = [x.unwrap(), y.unwrap()];
            let count = verdicts
                .iter()
                .filter(|v| matches!(v, Verdict::Proven(_)))
                .count();
            assert!(count <= 1, "{verdicts:?}");
            proven += count;
        }
        assert_eq!(proven, 5);
    }
}
