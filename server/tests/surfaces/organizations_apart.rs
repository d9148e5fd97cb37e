//! What is kept of one person in two organizations never meets.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};
use workpass_server::{graph, sample, selfservice};

use crate::browser::Browser;
use crate::client::Client;
use crate::organizations::{LEAVE, ZUIDERZEE, claims, exchange, refreshed, tokens, visit};
use crate::support::TestServer;

/// Something of somebody's for each parameter of a path, so that a call that took it would answer.
async fn things(server: &TestServer, first_name: &str) -> BTreeMap<&'static str, String> {
    let client = Client::self_service(server, first_name).await;
    let me = client.get("/me").await.expect(200);
    let device = me["devices"]["value"][0]["id"].as_str().unwrap().to_owned();
    let keys = Client::graph_with(server, server.app_token(first_name).await);
    let keys = keys
        .get("/informationProtection/bitlocker/recoveryKeys")
        .await
        .expect(200);
    let session = client.get("/me/sessions").await.expect(200);
    let sign_ins = client.get("/me/signIns").await.expect(200);
    let id = |value: &Value| value["value"][0]["id"].as_str().unwrap_or("none").to_owned();
    BTreeMap::from([
        ("device-id", device),
        ("bitlockerRecoveryKey-id", id(&keys)),
        ("session-id", id(&session)),
        ("signIn-id", id(&sign_ins)),
        (
            "emailAuthenticationMethod-id",
            "3ddfcfc8-9383-446f-83cc-3ab9be4be18f".to_owned(),
        ),
        (
            "termsOfUse-id",
            me["termsOfUse"]["value"][0]["id"]
                .as_str()
                .unwrap_or("none")
                .to_owned(),
        ),
        ("user-id", sample::user_id(first_name).to_string()),
    ])
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_of_one_organization_never_reach_what_is_kept_in_another() {
    let server = TestServer::start().await;
    // Somebody of the home organization has a session and a sign-in to name.
    tokens(&server, "anna", sample::DOMAIN).await;
    let there = tokens(&server, "anna", ZUIDERZEE).await;
    let things = things(&server, "anna").await;
    let access = there["access_token"].as_str().unwrap().to_owned();
    let home = Client::self_service(&server, "anna").await;
    let before = home.get("/me").await.expect(200);
    let secrets = [
        sample::user_id("anna").to_string(),
        "NL-LT-0412".to_owned(),
        "postbus.example".to_owned(),
        "Hendrik".to_owned(),
        "Voorwaarden".to_owned(),
    ];
    let surfaces = [
        (Client::graph_with(&server, access.clone()), graph::permissions()),
        (
            Client::graph_with(&server, access.clone()).on_beta(),
            graph::beta_permissions(),
        ),
        (
            Client::self_service_with(&server, access),
            selfservice::permissions(),
        ),
    ];
    let mut asked = 0;
    for (client, table) in surfaces {
        for (method, path, _) in table {
            if path == LEAVE || path == "/me/revokeSignInSessions" || path == "/me/sessions/endOthers" {
                continue;
            }
            let mut filled = path.to_owned();
            let mut names_something = false;
            while let Some((before, rest)) = filled.clone().split_once('{') {
                let (name, after) = rest.split_once('}').unwrap();
                let thing = things
                    .get(name)
                    .cloned()
                    .unwrap_or_else(|| sample::user_id("anna").to_string());
                filled = format!("{before}{thing}{after}");
                names_something = true;
            }
            let body = (method != Method::GET).then(|| json!({}));
            let answer = client.call(method.clone(), &filled, body, &[]).await;
            asked += 1;
            if names_something {
                assert!(
                    answer.status >= 400,
                    "{method} {filled} answers {}: {}",
                    answer.status,
                    answer.body
                );
            }
            let text = String::from_utf8_lossy(&answer.bytes).into_owned();
            for secret in &secrets {
                assert!(
                    !text.contains(secret.as_str()),
                    "{method} {filled} tells {secret}: {text}"
                );
            }
        }
    }
    assert!(asked > 90, "{asked} calls");
    let after = home.get("/me").await.expect(200);
    for part in ["devices", "methodDetails", "termsOfUse"] {
        let count = |of: &Value| of[part]["value"].as_array().unwrap().len();
        assert_eq!(count(&after), count(&before), "{part} at home");
    }
    // Nor the other way round: a token of home is none at the other authority's address.
    let at_home = tokens(&server, "anna", sample::DOMAIN).await;
    let (status, refused) = refreshed(&server, ZUIDERZEE, &at_home).await;
    assert_eq!((status, &refused["error"]), (400, &json!("invalid_grant")));
    assert_eq!(
        refreshed(&server, sample::DOMAIN, &at_home).await.0,
        200,
        "and it is not spent by that"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_of_one_organization_is_worth_nothing_at_another() {
    let server = TestServer::start().await;
    let (home, there) = (sample::DOMAIN, ZUIDERZEE);
    for (given, elsewhere) in [(home, there), (there, home)] {
        let page = visit(&Browser::new(&server), "anna", given).await;
        let (status, refused) = exchange(&server, elsewhere, &page).await;
        assert_eq!(
            (status, &refused["error"]),
            (400, &json!("invalid_grant")),
            "given by {given}: {refused}"
        );
        let (status, tokens) = exchange(&server, given, &page).await;
        assert_eq!(status, 200, "it is not spent by that: {tokens}");
        for which in ["access_token", "id_token"] {
            let said = claims(&tokens, which);
            let tid = said["tid"].as_str().unwrap().to_owned();
            assert!(said["iss"].as_str().unwrap().contains(&tid), "{said}");
        }
    }
}
