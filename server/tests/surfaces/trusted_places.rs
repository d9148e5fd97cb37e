//! Where people may register from: trusted networks, seen through trusted proxies.

use reqwest::Method;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use workpass_server::sample;
use workpass_server::selfservice;
use workpass_server::store::entities::{audit_event, method_policy};

use crate::client::Client;
use crate::support::{Setup, TestServer};

const OFFICE: &str = "192.0.2.7";
const HOME: &str = "203.0.113.9";
const REFUSAL: (u16, &str) = (403, "registrationPlaceNotAllowed");

/// A server behind a proxy on this machine, whose organization trusts its office.
async fn behind_proxy(networks: &[&str]) -> TestServer {
    let server = TestServer::start_as(Setup {
        trusted_proxies: vec!["127.0.0.1/32".parse().unwrap()],
        ..Setup::default()
    })
    .await;
    trust(&server, networks).await;
    server
}

async fn trust(server: &TestServer, networks: &[&str]) {
    let db = &server.state().db;
    for policy in method_policy::Entity::find().all(db).await.unwrap() {
        let mut rules = policy.rules.clone();
        rules.registration.trusted_networks = networks.iter().map(|n| n.parse().unwrap()).collect();
        let mut policy = policy.into_active_model();
        policy.rules = Set(rules);
        policy.update(db).await.unwrap();
    }
}

fn phone() -> Value {
    json!({"phoneNumber": "+31611111111", "slot": "mobile", "channel": "sms"})
}

#[tokio::test]
async fn b92_a_registration_begins_and_ends_in_a_trusted_network_only() {
    let server = behind_proxy(&["192.0.2.0/24", "2001:db8::/32"]).await;
    let sanne = Client::self_service(&server, "sanne").await;
    let start = async |address: &str| sanne.post_from("/me/phoneRegistrations", phone(), address).await;
    for elsewhere in [
        HOME,
        "192.0.3.1",
        "2001:db9::1",
        "unknown",
        "192.0.2.7, 203.0.113.9",
    ] {
        let refused = start(elsewhere).await;
        assert_eq!(refused.refusal(), REFUSAL, "{elsewhere}");
        assert!(
            refused.body["error"]["message"]
                .as_str()
                .unwrap()
                .contains("trusted networks")
        );
    }
    // Without a word of the proxy it is the proxy itself that asks.
    let refused = sanne.post("/me/phoneRegistrations", phone()).await;
    assert_eq!(refused.refusal(), REFUSAL);
    let events = audit_event::Entity::find().all(&server.state().db).await.unwrap();
    assert!(events.iter().all(|event| event.kind != "registration.started"));

    // The client's own words stand in front of the proxy's.
    let started = start("203.0.113.9, 192.0.2.7").await.expect(201);
    start("2001:db8::17").await.expect(201);
    let events = audit_event::Entity::find().all(&server.state().db).await.unwrap();
    let seen: Vec<_> = events
        .iter()
        .filter_map(|event| event.address.as_deref())
        .collect();
    assert!(
        seen.contains(&OFFICE) && seen.contains(&"2001:db8::17"),
        "{seen:?}"
    );
    let confirm = format!(
        "/me/phoneRegistrations/{}/confirm",
        started["id"].as_str().unwrap()
    );
    let carried_away = sanne.post_from(&confirm, json!({"code": "000000"}), HOME).await;
    assert_eq!(carried_away.refusal(), REFUSAL);
    // Looking and letting go is possible from everywhere.
    let at = format!("/me/phoneRegistrations/{}", started["id"].as_str().unwrap());
    assert_eq!(sanne.get_from(&at, HOME).await.status, 200);

    trust(&server, &[]).await;
    start(HOME).await.expect(201);
}

#[tokio::test]
async fn b92_every_write_of_a_method_is_refused_elsewhere_before_it_asks_for_a_proof() {
    let server = behind_proxy(&["192.0.2.0/24"]).await;
    server.clock.step(std::time::Duration::from_secs(1));
    let scopes = [sample::APP_SCOPES, &["UserAuthMethod-Passkey.ReadWrite"]].concat();
    let token = server.token("sanne", &scopes).await;
    let writes = selfservice::fresh()
        .into_iter()
        // What makes an account safer, and what is no method, is done anywhere.
        .filter(|(_, path)| {
            let others = [
                "/me/rememberedDevices",
                "/me/password",
                "/me/devices/{device-id}/disable",
                "/me/export",
                "/me/organizations/leave",
            ];
            !others.contains(path)
        })
        .map(|(method, path)| (method, format!("/selfservice/v1.0{path}")))
        .chain([
            (
                Method::DELETE,
                "/v1.0/me/authentication/phoneMethods/{id}".to_owned(),
            ),
            (
                Method::DELETE,
                "/v1.0/me/authentication/emailMethods/{id}".to_owned(),
            ),
            (Method::POST, "/v1.0/me/authentication/fido2Methods".to_owned()),
            (
                Method::GET,
                "/v1.0/me/authentication/fido2Methods/creationOptions".to_owned(),
            ),
            (
                Method::POST,
                "/beta/me/authentication/hardwareOathMethods/{id}/activate".to_owned(),
            ),
            (
                Method::PATCH,
                "/beta/me/authentication/signInPreferences".to_owned(),
            ),
        ]);
    let mut count = 0;
    for (method, path) in writes {
        for (address, is_refused) in [(HOME, true), (OFFICE, false)] {
            let request = server
                .http
                .request(method.clone(), server.url(&path.replace(['{', '}'], "")))
                .bearer_auth(&token)
                .header("x-forwarded-for", address)
                .json(&json!({}));
            let answer = request.send().await.unwrap();
            let status = answer.status().as_u16();
            let body: Value = answer.json().await.unwrap_or_default();
            let code = body["error"]["code"].as_str().unwrap_or_default();
            assert_eq!(
                (status, code) == REFUSAL,
                is_refused,
                "{method} {path} from {address}: {status} {body}"
            );
        }
        count += 1;
    }
    assert!(count > 10, "{count}");

    // Of somebody whose proof is old, too: nobody signs in again for what cannot be done.
    server.clock.step(std::time::Duration::from_secs(3000));
    let sanne = Client::self_service_with(&server, token);
    let refused = sanne.post_from("/me/phoneRegistrations", phone(), HOME).await;
    assert_eq!(refused.refusal(), REFUSAL);
    assert_eq!(
        sanne
            .post_from("/me/phoneRegistrations", phone(), OFFICE)
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn b92_a_batch_comes_from_where_its_carrier_does() {
    let server = behind_proxy(&["192.0.2.0/24"]).await;
    let token = server.app_token("sanne").await;
    let path = "/me/authentication/phoneMethods/3179e48a-750b-4051-897c-87b9720928f7";
    for (address, status) in [(HOME, 403), (OFFICE, 404)] {
        let spoofed = json!({ "X-Forwarded-For": OFFICE });
        let step = json!({ "id": "1", "method": "DELETE", "url": path, "headers": spoofed });
        let answer = server
            .http
            .post(server.url("/v1.0/$batch"))
            .bearer_auth(&token)
            .header("x-forwarded-for", address)
            .json(&json!({ "requests": [step] }))
            .send()
            .await
            .unwrap();
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["responses"][0]["status"], status, "{body}");
    }
}

#[tokio::test]
async fn b92_the_policy_says_that_it_is_the_place() {
    let server = behind_proxy(&["192.0.2.0/24"]).await;
    let sanne = Client::self_service(&server, "sanne").await;
    let reasons = async |address: &str| {
        let policy = sanne.get_from("/me/methodPolicy", address).await.expect(200);
        let rows = policy["value"].as_array().unwrap().clone();
        rows.into_iter()
            .map(|row| row["reason"].clone())
            .collect::<Vec<_>>()
    };
    let (here, there) = (reasons(OFFICE).await, reasons(HOME).await);
    assert_eq!(here.len(), there.len());
    let placed = |reasons: &[Value]| {
        reasons
            .iter()
            .filter(|reason| **reason == "placeNotAllowed")
            .count()
    };
    assert_eq!(placed(&here), 0);
    assert!(placed(&there) > 0);
    for (here, there) in here.iter().zip(&there) {
        // What is never offered keeps its reason; all else is a matter of the place.
        let is_never = *here == "managedByAdministrator" || *here == "notAllowedByPolicy";
        assert_eq!(*there == "placeNotAllowed", !is_never, "{here} {there}");
    }
}

#[tokio::test]
async fn b92_without_a_trusted_proxy_nobodys_word_counts() {
    let server = TestServer::start().await;
    trust(&server, &["192.0.2.0/24"]).await;
    let sanne = Client::self_service(&server, "sanne").await;
    let refused = sanne.post_from("/me/phoneRegistrations", phone(), OFFICE).await;
    assert_eq!(refused.refusal(), REFUSAL);
    trust(&server, &["127.0.0.0/8"]).await;
    sanne
        .post_from("/me/phoneRegistrations", phone(), HOME)
        .await
        .expect(201);
}
