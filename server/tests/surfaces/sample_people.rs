//! People of the sample who are there for journeys that begin with something an administrator gave out.

use serde_json::{Value, json};
use workpass_server::methods::oath::Shape;
use workpass_server::methods::{Verdict, tap};
use workpass_server::sample::Overview;

use crate::client::Client;
use crate::desk::{app, code, person};
use crate::support::TestServer;

/// What `workpass-server sample --json` says of somebody's second factor.
fn factor(first_name: &str, kind: &str) -> Value {
    let overview = serde_json::to_value(Overview::new()).unwrap();
    let accounts = overview["accounts"].as_array().unwrap();
    let account = accounts
        .iter()
        .find(|account| account["user_name"].as_str().unwrap().starts_with(first_name))
        .unwrap();
    let factors = account["second_factors"].as_array().unwrap();
    factors
        .iter()
        .find(|factor| factor["kind"] == kind)
        .unwrap()
        .clone()
}

#[tokio::test]
async fn b36_somebody_has_nothing_but_a_pass() {
    let server = TestServer::start().await;
    let joris = Client::self_service(&server, "joris").await;
    let everything = joris.get("/me").await.expect(200);
    assert_eq!(everything["registration"]["onlyTemporaryAccessPass"], true);
    let methods = everything["methodDetails"]["value"].as_array().unwrap();
    let kinds: Vec<&Value> = methods.iter().map(|method| &method["methodType"]).collect();
    assert_eq!(kinds, [&json!("password"), &json!("temporaryAccessPass")]);
    let pass = factor("joris", "temporaryAccessPass");
    let user = person(&server, "joris").await;
    let verdict = tap::verify(server.state(), &user, pass["pass"].as_str().unwrap()).await;
    assert!(matches!(verdict.unwrap(), Verdict::Proven(_)));
}

#[tokio::test]
async fn somebody_has_a_token_to_activate_with_a_code_that_can_be_computed() {
    let server = TestServer::start().await;
    let marit = app(&server, "marit").await.on_beta();
    let tokens = "/me/authentication/hardwareOathMethods";
    let listed = marit.get(tokens).await.expect(200);
    let given = factor("marit", "hardwareOath");
    assert_eq!(listed["value"][0]["device"]["serialNumber"], given["serial"]);
    assert_eq!(listed["value"][0]["device"]["status"], "assigned");
    let shown = code(&server, given["secret"].as_str().unwrap(), Shape::APP, 0);
    let id = listed["value"][0]["id"].as_str().unwrap();
    let body = json!({ "verificationCode": shown, "displayName": "Sleutelhanger" });
    let answer = marit.post(&format!("{tokens}/{id}/activate"), body).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
}
