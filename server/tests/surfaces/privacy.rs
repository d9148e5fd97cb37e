//! The privacy notice, and the apps that use the account (B-179, B-183).

use reqwest::Method;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use workpass_server::sample;
use workpass_server::store::entities::{consent, grant};
use workpass_server::store::values::Strings;

use crate::admin::{admin, refusal};
use crate::browser::Browser;
use crate::client::Client;
use crate::desk::recorded;
use crate::signed_in::{by_browser, start_device};
use crate::support::TestServer;

async fn services(client: &Client<'_>, language: &str) -> Vec<Value> {
    let all = client.get_in("/me/privacy", language).await.expect(200);
    all["connectedServices"].as_array().unwrap().clone()
}

fn planner(services: &[Value]) -> Option<&Value> {
    let id = sample::other_client_id().to_string();
    services.iter().find(|service| service["appId"] == id.as_str())
}

/// The other app got what it may use by now.
async fn used(server: &TestServer, first_name: &str) -> uuid::Uuid {
    let id = uuid::Uuid::new_v4();
    let now_ms = server.state().now_ms();
    grant::Entity::insert(grant::ActiveModel {
        id: Set(id),
        tenant_id: Set(sample::tenant_id()),
        user_id: Set(sample::user_id(first_name)),
        client_id: Set(sample::other_client_id()),
        scopes: Set(Strings::of(["openid", "User.Read"])),
        origin: Set("authorization_code".to_owned()),
        device_name: Set(None),
        device_os: Set(None),
        device_id: Set(None),
        authenticated_at: Set(now_ms),
        amr: Set(Strings::of(["pwd"])),
        verified_at: Set(None),
        created_at: Set(now_ms),
        last_used_at: Set(now_ms),
        revoked_at: Set(None),
        revoked_because: Set(None),
    })
    .exec_without_returning(&server.state().db)
    .await
    .unwrap();
    id
}

#[tokio::test]
async fn b179_the_notice_and_its_contact_are_the_organizations() {
    let server = TestServer::start().await;
    let graph = Client::graph(&server, "sanne").await;
    let own = graph.on_self_service();
    let notice = json!({
        "statementUrl": "https://www.noorderlicht.example/privacy",
        "contactEmail": "privacy@noorderlicht.example",
    });
    assert_eq!(own.get("/me").await.expect(200)["privacy"], notice);
    let shown = graph.get("/organization").await.expect(200);
    assert_eq!(shown["value"][0]["privacyProfile"], notice);

    let set = [
        "organization",
        "privacy",
        "--notice",
        "https://n.example/p",
        "--no-contact",
    ];
    assert_eq!(admin(&server, &set).await.unwrap()["outcome"], "changed");
    assert_eq!(admin(&server, &set).await.unwrap()["outcome"], "unchanged");
    assert_eq!(
        own.get("/me").await.expect(200)["privacy"],
        json!({"statementUrl": "https://n.example/p", "contactEmail": null})
    );
    for wrong in [
        ["organization", "privacy", "--notice", "http://n.example"],
        ["organization", "privacy", "--notice", "javascript:alert(1)"],
        ["organization", "privacy", "--contact", "nobody"],
    ] {
        assert!(refusal(&server, &wrong).await.contains(" is no "), "{wrong:?}");
    }
    let none = ["organization", "privacy", "--no-notice"];
    assert_eq!(admin(&server, &none).await.unwrap()["outcome"], "changed");
    let shown = graph.get("/organization").await.expect(200);
    assert_eq!(shown["value"][0]["privacyProfile"], Value::Null);
}

#[tokio::test]
async fn b179_b183_apps_are_listed_with_what_they_may_do_and_who_allowed_it() {
    let server = TestServer::start().await;
    let anna = Client::self_service(&server, "anna").await;
    let dutch = services(&anna, "nl").await;
    assert_eq!(dutch.len(), 2);
    // The app that asks: allowed by an administrator, and ended by signing out.
    assert_eq!(
        (
            &dutch[0]["isCurrent"],
            &dutch[0]["consentedBy"],
            &dutch[0]["consentId"]
        ),
        (&json!(true), &json!("organization"), &Value::Null)
    );
    let own = planner(&dutch).unwrap();
    assert_eq!(own["appDisplayName"], "Noorderlicht Routeplanner");
    assert_eq!(
        (&own["consentedBy"], &own["sessions"], &own["lastUsedDateTime"]),
        (&json!("person"), &json!(0), &Value::Null)
    );
    assert_eq!(own["sinceDateTime"], "2026-07-25T09:00:00Z");
    let words = |services: &[Value]| -> Vec<String> {
        let permissions = planner(services).unwrap()["permissions"]
            .as_array()
            .unwrap()
            .clone();
        permissions
            .iter()
            .map(|p| p["displayName"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        words(&dutch),
        [
            "uw naam, foto en werkgegevens te lezen",
            "uw e-mailadres te lezen",
            "u aangemeld te houden"
        ]
    );
    assert_eq!(words(&services(&anna, "en").await)[2], "keep you signed in");
    used(&server, "anna").await;
    let after = services(&anna, "en").await;
    assert_eq!(planner(&after).unwrap()["sessions"], 1);
    assert_eq!(
        planner(&after).unwrap()["lastUsedDateTime"],
        "2026-11-22T09:00:00Z"
    );
    let sanne = Client::self_service(&server, "sanne").await;
    assert!(
        planner(&services(&sanne, "nl").await).is_none(),
        "of oneself only"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b183_what_was_allowed_is_taken_back_and_the_app_is_out_at_once() {
    let server = TestServer::start().await;
    let anna = Client::self_service(&server, "anna").await;
    let james = Client::self_service(&server, "james").await;
    let grant_id = used(&server, "anna").await;
    let kept = used(&server, "james").await;
    let id = planner(&services(&anna, "en").await).unwrap()["consentId"].clone();
    let path = format!("/me/consents/{}", id.as_str().unwrap());
    assert_eq!(james.delete(&path).await.refusal(), (404, "consentNotFound"));
    for wrong in [
        "/me/consents/x",
        "/me/consents/00000000-0000-0000-0000-000000000000",
    ] {
        assert_eq!(anna.delete(wrong).await.refusal(), (404, "consentNotFound"));
    }
    assert_eq!(anna.delete(&path).await.status, 204);
    assert_eq!(anna.delete(&path).await.refusal(), (404, "consentNotFound"));
    assert!(planner(&services(&anna, "en").await).is_none());
    assert_eq!(anna.get("/me").await.status, 200, "other apps go on");
    let db = &server.state().db;
    let row = async |id| grant::Entity::find_by_id(id).one(db).await.unwrap().unwrap();
    assert_eq!(
        row(grant_id).await.revoked_because.as_deref(),
        Some("consent_withdrawn")
    );
    assert_eq!(row(kept).await.revoked_at, None);
    assert_eq!(recorded(&server, "anna", "consent.withdrawn").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn b183_the_app_that_asks_is_not_taken_its_own_consent() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let tokens = by_browser(&browser, "james", &[]).await;
    start_device(&server, None).await;
    let token = tokens["access_token"].as_str().unwrap().to_owned();
    let own = consent::ActiveModel {
        id: Set(uuid::Uuid::from_u128(7)),
        user_id: Set(sample::user_id("james")),
        client_id: Set(sample::client_id()),
        scopes: Set(Strings::of(["User.Read"])),
        given_at: Set(server.state().now_ms()),
    };
    consent::Entity::insert(own)
        .exec_without_returning(&server.state().db)
        .await
        .unwrap();
    let james = Client::self_service(&server, "james").await;
    let listed = services(&james, "en").await;
    assert!(listed[0]["isCurrent"] == true && listed[0]["consentId"].is_null());
    assert_eq!(listed[0]["consentedBy"], "both");
    let path = format!("/me/consents/{}", uuid::Uuid::from_u128(7));
    assert_eq!(james.delete(&path).await.refusal(), (409, "consentIsCurrent"));
    // An app without the scope for it cannot do it for anybody.
    let reader = Client::self_service_with(&server, token);
    let refused = reader.call(Method::DELETE, &path, None, &[]).await;
    assert_eq!(refused.refusal(), (403, "Authorization_RequestDenied"));
}

#[tokio::test]
async fn b179_an_app_that_may_read_the_profile_does_not_learn_of_the_others() {
    let server = TestServer::start().await;
    let scopes = ["openid", "User.Read", "User.ReadWrite"];
    let planner = Client::self_service_with(&server, server.token("anna", &scopes).await);
    assert_eq!(planner.get("/me/privacy").await.status, 403);
    let scopes = ["UserAuthenticationMethod.Read"];
    let other = Client::self_service_with(&server, server.token("anna", &scopes).await);
    other.get("/me/privacy").await.expect(200);
}
