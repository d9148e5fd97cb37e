use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::client::Client;
use crate::support::TestServer;

fn get(id: &str, url: &str) -> Value {
    json!({"id": id, "method": "GET", "url": url})
}

#[tokio::test]
async fn one_batch_answers_what_a_screen_asks() {
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    let answers = anna
        .batch(&[
            ("GET", "/me?$select=id,displayName,jobTitle"),
            ("GET", "/me/photos/120x120/$value"),
            ("GET", "me/manager?$select=id,displayName"),
            ("GET", "/organization?$select=id,displayName"),
            ("GET", "/me/authentication/methods"),
            ("GET", "/me/agreementAcceptances"),
        ])
        .await;
    assert_eq!(answers[0]["body"]["displayName"], "Anna de Vries");
    assert_eq!(answers[0]["headers"]["Content-Type"], "application/json");
    let photo = STANDARD.decode(answers[1]["body"].as_str().unwrap()).unwrap();
    assert_eq!(&photo[..3], b"\xff\xd8\xff");
    let direct = anna.get("/me/photos/120x120/$value").await;
    assert_eq!(photo, direct.bytes);
    assert_eq!(answers[4]["body"]["value"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn each_item_has_its_own_status_and_scope() {
    let server = TestServer::start().await;
    let token = server.token("mila", &["User.Read"]).await;
    let mila = Client::graph_with(&server, token);
    let answers = mila
        .batch(&[
            ("GET", "/me"),
            ("GET", "/me/manager"),
            ("GET", "/me/photo/$value"),
            ("GET", "/organization"),
        ])
        .await;
    let statuses: Vec<u64> = answers.iter().map(|a| a["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [200, 403, 404, 200]);
    assert_eq!(answers[1]["body"]["error"]["code"], "Authorization_RequestDenied");
    assert!(answers[1]["body"]["error"]["innerError"]["request-id"].is_string());
}

#[tokio::test]
async fn writes_happen_in_order_and_a_failed_dependency_stops_what_depends_on_it() {
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    let email = "/me/authentication/emailMethods/3ddfcfc8-9383-446f-83cc-3ab9be4be18f";
    let request = json!({"requests": [
        {"id": "a", "method": "DELETE", "url": email},
        {"id": "b", "method": "DELETE", "url": email, "dependsOn": ["a"]},
        {"id": "c", "method": "GET", "url": "/me", "dependsOn": ["b"]},
        {"id": "d", "method": "GET", "url": "/me/authentication/emailMethods", "dependsOn": ["a"]},
    ]});
    let answer = anna.post("/$batch", request).await.expect(200);
    let responses = answer["responses"].as_array().unwrap();
    let statuses: Vec<(&str, u64)> = responses
        .iter()
        .map(|r| (r["id"].as_str().unwrap(), r["status"].as_u64().unwrap()))
        .collect();
    assert_eq!(statuses, [("a", 204), ("b", 404), ("c", 424), ("d", 200)]);
    assert!(responses[0].get("body").is_none());
    assert_eq!(responses[3]["body"]["value"], json!([]));
}

#[tokio::test]
async fn a_malformed_batch_runs_nothing() {
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    let delete = json!({"id": "0", "method": "DELETE",
        "url": "/me/authentication/emailMethods/3ddfcfc8-9383-446f-83cc-3ab9be4be18f"});
    let many: Vec<Value> = (0..21).map(|id| get(&id.to_string(), "/me")).collect();
    for requests in [
        json!([]),
        json!(many),
        json!([delete, get("1", "/me"), get("1", "/me")]),
        json!([delete, {"id": "1", "method": "GET", "url": "/me", "dependsOn": ["9"]}]),
        json!([delete, {"id": "1", "method": "GET", "url": "/me", "dependsOn": ["1"]}]),
        json!([delete, get("", "/me")]),
        json!([delete, {"id": "1", "method": "GET"}]),
        json!("x"),
    ] {
        let answer = anna.post("/$batch", json!({"requests": requests})).await;
        assert_eq!(answer.refusal(), (400, "BadRequest"), "{requests}");
    }
    assert_eq!(
        anna.post("/$batch", json!([])).await.refusal(),
        (400, "BadRequest")
    );
    let left = anna.get("/me/authentication/emailMethods").await.expect(200);
    assert_eq!(left["value"].as_array().unwrap().len(), 1, "nothing ran");
}

#[tokio::test]
async fn a_step_cannot_leave_the_version_or_bring_another_token() {
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    let lotte = server.app_token("lotte").await;
    let bearer = format!("Bearer {lotte}");
    let request = json!({"requests": [
        get("1", "https://evil.example/me"), get("2", "//evil.example/me"), get("3", "/../selfservice/v1.0/me"),
        {"id": "4", "method": "POST", "url": "/$batch", "headers": {"Content-Type": "application/json"}, "body": {}},
        {"id": "5", "method": "TRACE", "url": "/me"},
        {"id": "6", "method": "POST", "url": "/me/revokeSignInSessions", "body": {}},
        {"id": "7", "method": "GET", "url": "/me", "headers": {"Authorization": bearer}},
        {"id": "8", "method": "GET", "url": "/me", "headers": {"x\r\ny": "z"}},
        get("9", "/me/%2e%2e/organization"),
    ]});
    let answer = anna.post("/$batch", request).await.expect(200);
    let by_id = |id: &str| {
        answer["responses"]
            .as_array()
            .unwrap()
            .iter()
            .find(|r| r["id"] == id)
            .unwrap()
    };
    for id in ["1", "2", "3", "4", "5", "6", "8"] {
        assert_eq!(by_id(id)["status"], 400, "{}", by_id(id));
        assert_eq!(by_id(id)["body"]["error"]["code"], "BadRequest");
    }
    assert_eq!(by_id("7")["body"]["displayName"], "Anna de Vries");
    assert_eq!(by_id("9")["status"], 404);
    assert_eq!(anna.get("/me").await.status, 200, "no session was revoked");
}
