//! What may be added and why not, whom to ask, what the organization shows.

use serde_json::{Value, json};

use crate::client::Client;
use crate::support::TestServer;

async fn email_rule(server: &TestServer, first_name: &str) -> Value {
    let policy = Client::self_service(server, first_name)
        .await
        .get("/me/methodPolicy")
        .await
        .expect(200);
    let rules = policy["value"].as_array().unwrap().clone();
    rules
        .into_iter()
        .find(|rule| rule["methodType"] == "email")
        .expect("e-mail always has a row")
}

#[tokio::test]
async fn b24_whoever_may_not_add_an_address_learns_why() {
    let server = TestServer::start().await;
    for (first_name, addable, reason, registered) in [
        ("sanne", true, Value::Null, 0),
        ("anna", false, json!("limitReached"), 1),
        ("daan", false, json!("notAllowedByPolicy"), 0),
        ("noor", false, json!("managedByAdministrator"), 1),
    ] {
        let rule = email_rule(&server, first_name).await;
        assert_eq!(rule["addable"], addable, "{first_name}");
        assert_eq!(rule["reason"], reason, "{first_name}");
        assert_eq!(rule["registered"], registered, "{first_name}");
        assert_eq!(rule["maximum"], 1, "{first_name}");
        assert_eq!(rule["usableFor"], json!(["passwordReset"]), "{first_name} (B-37)");
    }
    assert_eq!(email_rule(&server, "anna").await["canChange"], true);
    assert_eq!(email_rule(&server, "noor").await["canDelete"], false);
}

#[tokio::test]
async fn b39_the_password_reset_counts_what_is_registered() {
    let server = TestServer::start().await;
    let anna = Client::self_service(&server, "anna").await;
    let policy = anna.get("/me/methodPolicy").await.expect(200);
    assert_eq!(
        policy["passwordReset"],
        json!({"enabled": true, "methodsRequired": 2, "methodsRegistered": 1, "countedBy": "kind",
            "ways": ["email"], "obstacle": "notRegistered", "forAdministrator": false})
    );
    let forbidden = policy["forbiddenEmailDomains"].as_array().unwrap();
    assert!(
        forbidden.contains(&json!("noorderlicht.example")),
        "{forbidden:?}"
    );
    assert!(forbidden.contains(&json!("wegwerpmail.example")), "{forbidden:?}");
}

#[tokio::test]
async fn b121_b134_b136_b138_it_says_how_a_reset_would_go_and_what_stands_in_the_way() {
    let server = TestServer::start().await;
    let reset = async |first_name: &str| {
        let policy = Client::self_service(&server, first_name).await;
        policy.get("/me/methodPolicy").await.expect(200)["passwordReset"].clone()
    };
    let ready = reset("ruben").await;
    assert_eq!(
        (&ready["obstacle"], &ready["forAdministrator"]),
        (&json!(null), &json!(false))
    );
    let ways = ready["ways"].as_array().unwrap();
    assert!(
        ways.contains(&json!("code")) && ways.contains(&json!("email")),
        "{ways:?}"
    );
    let administrator = reset("pieter").await;
    assert_eq!(
        (
            &administrator["forAdministrator"],
            &administrator["methodsRequired"]
        ),
        (&json!(true), &json!(2))
    );
    let kept_elsewhere = reset("wietske").await;
    assert_eq!(
        (&kept_elsewhere["obstacle"], &kept_elsewhere["ways"]),
        (&json!("onPremises"), &json!([]))
    );
}

#[tokio::test]
async fn everything_in_one_answer_is_the_sum_of_its_parts() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let all = sanne.get("/me").await.expect(200);
    for (part, path) in [
        ("methodPolicy", "/me/methodPolicy"),
        ("termsOfUse", "/me/termsOfUse"),
        ("helpContact", "/helpContact"),
        ("organization", "/organization"),
    ] {
        assert_eq!(all[part], sanne.get(path).await.expect(200), "{part}");
    }
}

#[tokio::test]
async fn b04_b11_b13_the_organization_says_whom_to_ask_and_where_it_hands_over() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let contact = sanne.get("/helpContact").await.expect(200);
    assert_eq!(contact["displayName"], "Servicedesk ICT");
    assert_eq!(contact["organizationKind"], "largeCompany");
    let organization = sanne.get("/organization").await.expect(200);
    assert_eq!(
        organization["profileBlocks"],
        json!(["workInformation", "contact", "manager", "devices"])
    );
    let hand_overs = organization["handOvers"].as_object().unwrap();
    assert!(hand_overs.contains_key("apps"));
    assert!(
        !hand_overs.contains_key("accessReviews"),
        "absent when the organization has none"
    );
}

#[tokio::test]
async fn the_contract_is_served_to_everybody() {
    let server = TestServer::start().await;
    for path in ["/openapi.json", "/selfservice/v1.0/openapi.json"] {
        let answer = server.http.get(server.url(path)).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let document: Value = answer.json().await.unwrap();
        assert_eq!(&document, workpass_contract::Contract::self_service().document());
    }
}
