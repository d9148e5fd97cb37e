//! Hardware tokens: assigned by an administrator, activated and deleted by the person.

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};
use workpass_server::methods::hardware_tokens::{AssignError, Assigned};
use workpass_server::methods::kind::{MethodKind, slot_key};
use workpass_server::methods::oath::Shape;
use workpass_server::methods::{Verdict, places, totp};
use workpass_server::store::entities::security_method;

use crate::client::Client;
use crate::desk::{SCOPES, TOKEN_SECRET, allow, app, assign, code, methods, person, recorded, wrong_code};
use crate::support::TestServer;
use crate::support::postgres::Postgres;

const TOKENS: &str = "/me/authentication/hardwareOathMethods";
const SLOW: Shape = Shape {
    period: 60,
    digits: 8,
};

/// A person's app on `/beta`, with a token assigned; the token's path.
async fn with_token<'s>(server: &'s TestServer, shape: Shape) -> (Client<'s>, String) {
    let sanne = app(server, "sanne").await.on_beta();
    let Ok(Assigned::Now(id)) = assign(server, "sanne", "SN-0001", shape).await else {
        panic!("the token is assigned");
    };
    (sanne, format!("{TOKENS}/{id}"))
}

async fn activate(sanne: &Client<'_>, token: &str, code: &str) -> crate::client::Answer {
    sanne
        .post(&format!("{token}/activate"), json!({ "verificationCode": code }))
        .await
}

/// A mobile phone that can be the default as well.
async fn with_phone(server: &TestServer, first_name: &str) {
    let user = person(server, first_name).await;
    let mut phone = places::method(user.id, MethodKind::Phone, server.state().now_ms());
    phone.slot = "mobile".to_owned();
    phone.slot_key = slot_key(MethodKind::Phone, "mobile");
    phone.value = Some("+31612345678".to_owned());
    let phone: security_method::ActiveModel = phone.into_active_model();
    security_method::Entity::insert(phone.reset_all())
        .exec_without_returning(&server.state().db)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_token_is_activated_with_the_code_it_shows() {
    let server = TestServer::start().await;
    let (sanne, token) = with_token(&server, SLOW).await;
    let listed = sanne.get(TOKENS).await.expect(200);
    let device = &listed["value"][0]["device"];
    assert_eq!(
        (&device["serialNumber"], &device["status"]),
        (&json!("SN-0001"), &json!("assigned"))
    );
    assert_eq!(device["timeIntervalInSeconds"], 60);
    assert_eq!(device["secretKey"], Value::Null);

    let user = person(&server, "sanne").await;
    let now = code(&server, TOKEN_SECRET, SLOW, 0);
    assert_eq!(now.len(), 8);
    let verdict = totp::verify(server.state(), &user, &now).await.unwrap();
    assert_eq!(verdict, Verdict::Wrong, "not before it is activated");

    let wrong = wrong_code(&server, TOKEN_SECRET, SLOW);
    assert_eq!(
        activate(&sanne, &token, &wrong).await.refusal(),
        (400, "codeIncorrect")
    );
    let body = json!({ "verificationCode": now, "displayName": "Sleutelhanger" });
    let answer = sanne.post(&format!("{token}/activate"), body).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    let shown = sanne.get(&token).await.expect(200);
    assert_eq!(shown["device"]["status"], "activated");
    assert_eq!(shown["device"]["displayName"], "Sleutelhanger");
    assert_eq!(recorded(&server, "sanne", "method.activated").await, 1);

    assert_eq!(
        activate(&sanne, &token, &now).await.refusal(),
        (404, "tokenNotFound"),
        "once"
    );
    let verdict = totp::verify(server.state(), &user, &now).await.unwrap();
    assert_eq!(verdict, Verdict::Used, "the code that activated is spent");
    server.clock.step(Duration::from_secs(60));
    let next = code(&server, TOKEN_SECRET, SLOW, 0);
    let verdict = totp::verify(server.state(), &user, &next).await.unwrap();
    assert!(matches!(verdict, Verdict::Proven(_)), "{verdict:?}");
}

#[tokio::test]
async fn a_clock_that_runs_off_is_learnt_and_followed() {
    let server = TestServer::start().await;
    let (sanne, token) = with_token(&server, Shape::APP).await;
    let user = person(&server, "sanne").await;
    // Four minutes ahead after a year in the drawer; then faster still.
    let mut ahead = 8 * 30;
    let answer = activate(&sanne, &token, &code(&server, TOKEN_SECRET, Shape::APP, ahead)).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    for _ in 0..4 {
        server.clock.step(Duration::from_secs(90));
        ahead += 30;
        let shown = code(&server, TOKEN_SECRET, Shape::APP, ahead);
        let verdict = totp::verify(server.state(), &user, &shown).await.unwrap();
        assert!(matches!(verdict, Verdict::Proven(_)), "{ahead}: {verdict:?}");
    }
    // A jump is no drift.
    let shown = code(&server, TOKEN_SECRET, Shape::APP, ahead + 4 * 30);
    let verdict = totp::verify(server.state(), &user, &shown).await.unwrap();
    assert_eq!(verdict, Verdict::Wrong);
}

#[tokio::test]
async fn guessing_the_first_code_is_limited() {
    let server = TestServer::start().await;
    let (sanne, token) = with_token(&server, Shape::APP).await;
    let wrong = wrong_code(&server, TOKEN_SECRET, Shape::APP);
    for _ in 0..10 {
        assert_eq!(
            activate(&sanne, &token, &wrong).await.refusal(),
            (400, "codeIncorrect")
        );
    }
    let right = code(&server, TOKEN_SECRET, Shape::APP, 0);
    let answer = activate(&sanne, &token, &right).await;
    assert_eq!(answer.refusal(), (429, "tooManyTries"));
    assert_eq!(answer.header("retry-after"), "900");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_first_code_is_guessed_no_more_often_on_postgresql_at_two_instances_and_counts_once() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let server = TestServer::start_with(Some(postgres.url.clone())).await;
    let other = TestServer::start_with(Some(postgres.url.clone())).await;
    let (here, token) = with_token(&server, Shape::APP).await;
    let there = app(&other, "sanne").await.on_beta();
    let wrong = wrong_code(&server, TOKEN_SECRET, Shape::APP);
    let mut refusals = Vec::new();
    for _ in 0..4 {
        let (a, b, c, d) = tokio::join!(
            activate(&here, &token, &wrong),
            activate(&there, &token, &wrong),
            activate(&here, &token, &wrong),
            activate(&there, &token, &wrong)
        );
        refusals.extend([a, b, c, d]);
    }
    let looked_at = refusals.iter().filter(|answer| answer.code() == "codeIncorrect");
    let locked = refusals.iter().filter(|answer| answer.code() == "tooManyTries");
    assert_eq!((looked_at.count(), locked.count()), (10, 6));
    let right = code(&server, TOKEN_SECRET, Shape::APP, 0);
    for client in [&here, &there] {
        let refused = activate(client, &token, &right).await;
        assert_eq!(refused.refusal(), (429, "tooManyTries"));
    }

    // The right one at both at once.
    let Ok(Assigned::Now(id)) = assign(&server, "anna", "SN-0002", Shape::APP).await else {
        panic!("the token is assigned");
    };
    let token = format!("{TOKENS}/{id}");
    let here = app(&server, "anna").await.on_beta();
    let there = app(&other, "anna").await.on_beta();
    let (a, b) = tokio::join!(activate(&here, &token, &right), activate(&there, &token, &right));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 404], "{} {}", a.body, b.body);
    server.running.stop().await.unwrap();
    other.running.stop().await.unwrap();
}

#[tokio::test]
async fn a_token_is_its_owners_alone() {
    let server = TestServer::start().await;
    let (_, token) = with_token(&server, Shape::APP).await;
    let anna = Client::graph_with(&server, server.token("anna", SCOPES).await).on_beta();
    let right = code(&server, TOKEN_SECRET, Shape::APP, 0);
    assert_eq!(
        activate(&anna, &token, &right).await.refusal(),
        (404, "tokenNotFound")
    );
    assert_eq!(anna.get(&token).await.refusal(), (404, "tokenNotFound"));
    assert_eq!(anna.delete(&token).await.refusal(), (404, "tokenNotFound"));
    assert_eq!(
        anna.get(&format!("{TOKENS}/x")).await.refusal(),
        (404, "tokenNotFound")
    );
    assert_eq!(anna.get(TOKENS).await.expect(200)["value"], json!([]));
}

#[tokio::test]
async fn a_serial_number_is_one_tokens() {
    let server = TestServer::start().await;
    app(&server, "sanne").await;
    let first = assign(&server, "sanne", "SN-1", Shape::APP).await.unwrap();
    let Assigned::Now(id) = first else {
        panic!("{first:?}")
    };
    assert_eq!(
        assign(&server, "sanne", " sn-1", Shape::APP).await.unwrap(),
        Assigned::Before(id)
    );
    let other = assign(&server, "sanne", "SN-1", SLOW).await;
    assert!(matches!(other, Err(AssignError::OtherSecret)), "{other:?}");
    let other = assign(&server, "anna", "SN-1", Shape::APP).await;
    assert!(matches!(other, Err(AssignError::OfSomebodyElse)), "{other:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_assigned_the_same_token_at_once_one_gets_it() {
    let server = TestServer::start().await;
    app(&server, "sanne").await;
    one_gets_it(&server, &server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_assigned_the_same_token_at_once_one_gets_it_on_postgresql() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let server = TestServer::start_with(Some(postgres.url.clone())).await;
    let other = TestServer::start_with(Some(postgres.url.clone())).await;
    one_gets_it(&server, &other).await;
    server.running.stop().await.unwrap();
    other.running.stop().await.unwrap();
}

async fn one_gets_it(server: &TestServer, other: &TestServer) {
    let (a, b) = tokio::join!(
        assign(server, "sanne", "SN-1", Shape::APP),
        assign(other, "anna", "SN-1", Shape::APP)
    );
    let got = [&a, &b]
        .into_iter()
        .filter(|r| matches!(r, Ok(Assigned::Now(_))))
        .count();
    assert_eq!(got, 1, "{a:?} {b:?}");
    let refused = [&a, &b]
        .into_iter()
        .filter(|r| matches!(r, Err(AssignError::OfSomebodyElse)));
    assert_eq!(refused.count(), 1, "{a:?} {b:?}");
}

#[tokio::test]
async fn b29_the_default_is_changed_before_it_is_deleted() {
    let server = TestServer::start().await;
    let (sanne, token) = with_token(&server, Shape::APP).await;
    let right = code(&server, TOKEN_SECRET, Shape::APP, 0);
    assert_eq!(activate(&sanne, &token, &right).await.status, 204);
    let user = person(&server, "sanne").await;
    assert_eq!(user.preferred_method.as_deref(), Some("oath"));

    with_phone(&server, "sanne").await;
    assert_eq!(sanne.delete(&token).await.refusal(), (400, "defaultMethod"));
    let wanted = json!({ "userPreferredMethodForSecondaryAuthentication": "sms" });
    let answer = sanne.patch("/me/authentication/signInPreferences", wanted).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    assert_eq!(sanne.delete(&token).await.status, 204);
    assert_eq!(sanne.delete(&token).await.refusal(), (404, "tokenNotFound"));
    assert_eq!(methods(&server, "sanne").await.len(), 1);
    assert_eq!(recorded(&server, "sanne", "method.deleted").await, 1);
    // A token that was given back can be handed out again.
    assert!(matches!(
        assign(&server, "anna", "SN-0001", Shape::APP).await,
        Ok(Assigned::Now(_))
    ));
}

/// Of two deletions at once the second is told that its token is the default.
async fn delete_two_at_once(server: &TestServer, other: &TestServer) {
    let here = app(server, "sanne").await.on_beta();
    let there = app(other, "sanne").await.on_beta();
    with_phone(server, "sanne").await;
    let db = &server.state().db;
    for round in 0..5 {
        let mut tokens = Vec::new();
        for n in 0..2 {
            let assigned = assign(server, "sanne", &format!("SN-{round}-{n}"), Shape::APP).await;
            let Ok(Assigned::Now(id)) = assigned else {
                panic!("{assigned:?}");
            };
            tokens.push(format!("{TOKENS}/{id}"));
        }
        security_method::Entity::update_many()
            .col_expr(security_method::Column::State, Expr::value("active"))
            .exec(db)
            .await
            .unwrap();
        let wanted = json!({ "userPreferredMethodForSecondaryAuthentication": "oath" });
        let answer = here.patch("/me/authentication/signInPreferences", wanted).await;
        assert_eq!(answer.status, 204, "{}", answer.body);
        let (a, b) = tokio::join!(here.delete(&tokens[0]), there.delete(&tokens[1]));
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 400], "round {round}: {} {}", a.body, b.body);
        let refused = if a.status == 400 { a } else { b };
        assert_eq!(refused.code(), "defaultMethod");
        security_method::Entity::delete_many()
            .filter(security_method::Column::Kind.eq("hardwareOath"))
            .exec(db)
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn b29_of_two_tokens_deleted_at_once_the_last_one_stays() {
    let server = TestServer::start().await;
    delete_two_at_once(&server, &server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn b29_of_two_tokens_deleted_at_once_on_postgresql_the_last_one_stays() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let server = TestServer::start_with(Some(postgres.url.clone())).await;
    let other = TestServer::start_with(Some(postgres.url.clone())).await;
    delete_two_at_once(&server, &other).await;
    server.running.stop().await.unwrap();
    other.running.stop().await.unwrap();
}

#[tokio::test]
async fn b29_the_only_method_may_go_and_the_default_goes_with_it() {
    let server = TestServer::start().await;
    let (sanne, token) = with_token(&server, Shape::APP).await;
    let right = code(&server, TOKEN_SECRET, Shape::APP, 0);
    assert_eq!(activate(&sanne, &token, &right).await.status, 204);
    assert_eq!(sanne.delete(&token).await.status, 204);
    assert_eq!(person(&server, "sanne").await.preferred_method, None);
}

#[tokio::test]
async fn what_the_policy_keeps_is_not_deleted() {
    let server = TestServer::start().await;
    let (sanne, token) = with_token(&server, Shape::APP).await;
    allow(&server, |rules| {
        if let Some(rule) = rules.methods.get_mut("hardwareOath") {
            rule.can_delete = false;
        }
    })
    .await;
    assert_eq!(sanne.delete(&token).await.refusal(), (403, "accessDenied"));
    assert_eq!(methods(&server, "sanne").await.len(), 1);
}
