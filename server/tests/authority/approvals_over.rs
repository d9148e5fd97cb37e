//! A phone that answers after what it answers to is over: nothing is added.

use reqwest::Method;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use workpass_server::store::entities::approval;

use crate::approvals::{REGISTRATIONS, call, started, watched};
use crate::enrolled::{methods, person};
use crate::phone::Phone;
use crate::support::TestServer;

/// A phone that was asked its test, the question, and the number that is right.
async fn asked<'s>(server: &'s TestServer, token: &str, row: &Value) -> (Phone<'s>, Value, String) {
    let phone = Phone::new(server);
    assert_eq!(phone.scan(row["page"].as_str().unwrap()).await.0, 200);
    let number = watched(server, token, row).await["number"]
        .as_str()
        .unwrap()
        .to_owned();
    let asked = phone.asked().await;
    (phone, asked, number)
}

async fn nothing_was_added(server: &TestServer, phone: &Phone<'_>) {
    assert!(
        methods(server, "sanne")
            .await
            .iter()
            .all(|method| method.kind != "microsoftAuthenticator"),
        "no method"
    );
    assert_eq!(
        person(server, "sanne").await.preferred_method,
        None,
        "no new default"
    );
    let (status, said) = phone.send("pending", &json!({})).await;
    assert_ne!(status, 200, "the phone is nobody's: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn b71_the_right_number_after_cancelling_adds_nothing() {
    let (server, token, row) = started().await;
    let (phone, asked, number) = asked(&server, &token, &row).await;
    let path = format!("{REGISTRATIONS}/{}", row["id"].as_str().unwrap());
    assert_eq!(call(&server, &token, Method::DELETE, &path).await.0, 204);
    let outcome = phone.answer(&asked, "approve", &number).await;
    assert_eq!(outcome["outcome"], "tooLate", "{outcome}");
    assert_eq!(watched(&server, &token, &row).await["reason"], "cancelled");
    nothing_was_added(&server, &phone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn b71_the_right_number_after_a_newer_attempt_adds_nothing() {
    let (server, token, row) = started().await;
    let (phone, asked, number) = asked(&server, &token, &row).await;
    let (status, newer) = call(&server, &token, Method::POST, REGISTRATIONS).await;
    assert_eq!(status, 201, "{newer}");
    let outcome = phone.answer(&asked, "approve", &number).await;
    assert_eq!(outcome["outcome"], "tooLate", "{outcome}");
    assert_eq!(watched(&server, &token, &row).await["reason"], "superseded");
    nothing_was_added(&server, &phone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn b168_signing_out_everywhere_ends_a_phone_that_is_half_connected() {
    let (server, token, row) = started().await;
    let (phone, asked, number) = asked(&server, &token, &row).await;
    let out = server.token("sanne", &["User.RevokeSessions.All"]).await;
    let (status, _) = call(&server, &out, Method::POST, "/v1.0/me/revokeSignInSessions").await;
    assert_eq!(status, 200);
    let outcome = phone.answer(&asked, "approve", &number).await;
    assert_eq!(outcome["outcome"], "tooLate", "{outcome}");
    nothing_was_added(&server, &phone).await;
    let waiting = approval::Entity::find().all(&server.state().db).await.unwrap();
    assert!(waiting.iter().all(|question| question.state != "pending"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_of_an_account_that_was_turned_off_is_not_connected() {
    let (server, token, row) = started().await;
    let (phone, asked, number) = asked(&server, &token, &row).await;
    let mut off = person(&server, "sanne").await.into_active_model();
    off.account_enabled = Set(false);
    off.update(&server.state().db).await.unwrap();
    let outcome = phone.answer(&asked, "approve", &number).await;
    assert_eq!(outcome["outcome"], "gone", "{outcome}");
    nothing_was_added(&server, &phone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_failed_once_can_be_tried_again_and_one_that_runs_cannot_be_taken_twice() {
    let (server, token, row) = started().await;
    let (phone, asked, _) = asked(&server, &token, &row).await;
    assert_eq!(phone.answer(&asked, "deny", "").await["outcome"], "denied");
    let (_, again) = call(&server, &token, Method::POST, REGISTRATIONS).await;
    assert_eq!(phone.scan(again["page"].as_str().unwrap()).await.0, 200);
    let other = server
        .token("mila", &["UserAuthMethod-MicrosoftAuthApp.ReadWrite"])
        .await;
    let (_, theirs) = call(&server, &other, Method::POST, REGISTRATIONS).await;
    let (status, said) = phone.scan(theirs["page"].as_str().unwrap()).await;
    assert_eq!(
        (status, said["error"].as_str()),
        (410, Some("codeOver")),
        "{said}"
    );
}
