//! The same surfaces on a real PostgreSQL, with two instances on one database.

use serde_json::{Value, json};

use crate::client::{Client, code_for, wrong};
use crate::support::TestServer;
use crate::support::postgres::Postgres;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn both_surfaces_work_on_postgresql_with_two_instances() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let server = TestServer::start_with(Some(postgres.url.clone())).await;
    let other = TestServer::start_with(Some(postgres.url.clone())).await;
    let graph = Client::graph(&server, "sanne").await;
    let sanne = graph.on_self_service();
    let elsewhere = Client::self_service(&other, "sanne").await;

    let answers = graph
        .batch(&[
            ("GET", "/me"),
            ("GET", "/me/manager"),
            ("GET", "/me/photos/48x48/$value"),
            ("GET", "/organization"),
            ("GET", "/me/authentication/methods"),
            ("GET", "/me/agreementAcceptances"),
        ])
        .await;
    assert!(
        answers.iter().all(|answer| answer["status"] == 200),
        "{answers:?}"
    );
    assert_eq!(sanne.get("/me").await.status, 200);

    // Started at one instance, tried and confirmed at both at once: one method.
    let asked = json!({"emailAddress": "s@postbus.example"});
    let challenge = sanne.post("/me/emailChallenges", asked).await.expect(201);
    let confirm = format!(
        "/me/emailChallenges/{}/confirm",
        challenge["id"].as_str().unwrap()
    );
    let code = code_for(&other, "s@postbus.example").await;
    let tried = elsewhere.post(&confirm, json!({"code": wrong(&code)})).await;
    assert_eq!(tried.body["error"]["innerError"]["triesRemaining"], 4);
    let body = json!({ "code": code });
    let (a, b) = tokio::join!(sanne.post(&confirm, body.clone()), elsewhere.post(&confirm, body));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 404]);

    // Changed at the other instance.
    let policy = elsewhere.get("/me/methodPolicy").await.expect(200);
    let rows = policy["value"].as_array().unwrap();
    let email = rows.iter().find(|row| row["methodType"] == "email").unwrap();
    assert_eq!(email["reason"], "limitReached");
    let replaces = "3ddfcfc8-9383-446f-83cc-3ab9be4be18f";
    let asked = json!({"emailAddress": "t@postbus.example", "replacesMethodId": replaces});
    let change = elsewhere.post("/me/emailChallenges", asked).await.expect(201);
    let confirm = format!("/me/emailChallenges/{}/confirm", change["id"].as_str().unwrap());
    let code = code_for(&server, "t@postbus.example").await;
    let method = sanne.post(&confirm, json!({"code": code})).await.expect(201);
    assert_eq!(method["emailAddress"], "t@postbus.example");

    // Accepted at both at once: one acceptance.
    let terms: Value = sanne.get("/me/termsOfUse").await.expect(200)["value"][0].clone();
    let document = format!("/me/termsOfUse/{}", terms["id"].as_str().unwrap());
    sanne.get(&format!("{document}/document")).await.expect(200);
    let path = format!("{document}/acceptances");
    let body = json!({"fileId": terms["fileId"]});
    let (a, b) = tokio::join!(sanne.post(&path, body.clone()), elsewhere.post(&path, body));
    assert_eq!(a.expect(201)["id"], b.expect(201)["id"]);

    assert_eq!(
        graph
            .delete(&format!("/me/authentication/emailMethods/{replaces}"))
            .await
            .status,
        204
    );
    server.running.stop().await.unwrap();
    other.running.stop().await.unwrap();
}
