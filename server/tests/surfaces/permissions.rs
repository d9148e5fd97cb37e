//! Scopes: what each call needs is Graph's table, and it is enforced for every call.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::json;
use workpass_contract::Contract;

use crate::client::Client;
use crate::support::TestServer;

type Row = (Method, &'static str, &'static [&'static str]);

fn assert_same_table(enforced: &[Row], contract: &Contract) -> usize {
    let table = contract.permissions();
    let mut compared = 0;
    for (method, path, scopes) in enforced {
        let Some(row) = table
            .iter()
            .find(|row| row.method == method.as_str() && row.path == *path)
        else {
            continue;
        };
        let wanted: BTreeSet<&str> = row.least.iter().chain(&row.higher).map(String::as_str).collect();
        let found: BTreeSet<&str> = scopes.iter().copied().collect();
        assert_eq!(found, wanted, "{method} {path}");
        compared += 1;
    }
    compared
}

#[test]
fn the_enforced_table_is_graphs() {
    let enforced = workpass_server::graph::permissions();
    // Calls without a row in the table: PATCH /me, one acceptance, resources of administrators by id.
    assert!(assert_same_table(&enforced, Contract::graph_v1()) >= enforced.len() - 5);
    assert!(
        enforced.iter().all(|(_, _, scopes)| !scopes.is_empty()),
        "no call is open to every token"
    );
}

#[test]
fn the_enforced_table_of_beta_is_graphs() {
    let enforced = workpass_server::graph::beta_permissions();
    // `signInPreferences` has no row in the table.
    assert!(assert_same_table(&enforced, Contract::graph_beta()) >= enforced.len() - 4);
    assert!(enforced.iter().all(|(_, _, scopes)| !scopes.is_empty()));
}

#[test]
fn the_enforced_table_is_the_one_of_the_self_service_contract() {
    let enforced = workpass_server::selfservice::permissions();
    assert_eq!(
        assert_same_table(&enforced, Contract::self_service()),
        enforced.len()
    );
    let missing: Vec<String> = Contract::self_service()
        .permissions()
        .iter()
        .filter(|row| {
            !enforced
                .iter()
                .any(|(method, path, _)| method.as_str() == row.method && *path == row.path)
        })
        .map(|row| format!("{} {}", row.method, row.path))
        .collect();
    assert!(
        missing.is_empty(),
        "calls of the contract that are not there: {missing:?}"
    );
}

#[test]
fn b22_what_needs_a_fresh_verification_is_what_the_contract_says() {
    let table = Contract::self_service();
    let said: BTreeSet<String> = table.document()["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            let fresh = item
                .as_object()
                .unwrap()
                .iter()
                .filter(|(_, o)| o["x-fresh-verification"] == true);
            fresh.map(move |(verb, _)| format!("{} {path}", verb.to_uppercase()))
        })
        .collect();
    let enforced: BTreeSet<String> = workpass_server::selfservice::fresh()
        .iter()
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    assert_eq!(enforced, said);
}

#[tokio::test]
async fn every_call_is_refused_without_its_scope_and_without_a_token() {
    let server = TestServer::start().await;
    let surfaces = [
        (
            workpass_server::graph::permissions(),
            Client::graph_with(&server, server.token("anna", &["openid"]).await),
            Client::graph_with(&server, "not-a-token".to_owned()),
        ),
        (
            workpass_server::selfservice::permissions(),
            Client::self_service_with(&server, server.token("anna", &["openid"]).await),
            Client::self_service_with(&server, "not-a-token".to_owned()),
        ),
    ];
    for (calls, scopeless, stranger) in surfaces {
        for (method, path, _) in calls {
            let path = path.replace(['{', '}'], "");
            let body = (method != Method::GET && method != Method::DELETE).then(|| json!({}));
            let answer = scopeless.call(method.clone(), &path, body.clone(), &[]).await;
            assert_eq!(
                answer.refusal(),
                (403, "Authorization_RequestDenied"),
                "{method} {path}"
            );
            let answer = stranger.call(method.clone(), &path, body, &[]).await;
            assert_eq!(
                answer.refusal(),
                (401, "InvalidAuthenticationToken"),
                "{method} {path}"
            );
            assert!(
                answer.header("www-authenticate").starts_with("Bearer "),
                "{method} {path}"
            );
        }
    }
}

#[tokio::test]
async fn any_scope_of_the_table_suffices() {
    let server = TestServer::start().await;
    for (method, path, scopes) in workpass_server::graph::permissions() {
        if method != Method::GET
            || path.contains('{')
            || workpass_server::graph::refused().contains(&(method, path))
        {
            continue;
        }
        for scope in scopes {
            let client = Client::graph_with(&server, server.token("anna", &[scope]).await);
            let answer = client.get(path).await;
            // What a policy decides as well is let through as far as the policy.
            if path.ends_with("/creationOptions") {
                assert_ne!(
                    answer.code(),
                    "Authorization_RequestDenied",
                    "{path} with {scope}"
                );
            } else {
                assert_eq!(answer.status, 200, "{path} with {scope}");
            }
        }
    }
}

#[tokio::test]
async fn parts_of_self_without_a_scope_are_null() {
    let server = TestServer::start().await;
    let token = server
        .token("sanne", &["User.Read", "AgreementAcceptance.Read"])
        .await;
    let all = Client::self_service_with(&server, token)
        .get("/me")
        .await
        .expect(200);
    assert!(all["methodPolicy"].is_null());
    assert_eq!(all["termsOfUse"]["value"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn unknown_paths_and_verbs_tell_strangers_nothing() {
    let server = TestServer::start().await;
    let stranger = Client::graph_with(&server, "x".to_owned());
    let anna = Client::graph(&server, "anna").await;
    for path in ["/me/salary", "/users", "/me/"] {
        assert_eq!(stranger.get(path).await.status, 401, "{path}");
        assert_eq!(
            anna.get(path).await.refusal(),
            (404, "ResourceNotFound"),
            "{path}"
        );
    }
    let answer = anna.call(Method::PUT, "/organization", None, &[]).await;
    assert_eq!(answer.refusal(), (405, "MethodNotAllowed"));
    assert!(answer.header("allow").contains("GET"));
    assert_eq!(
        stranger
            .call(Method::PUT, "/organization", None, &[])
            .await
            .status,
        401
    );
}
