//! Devices: they register themselves, are listed, and what is disabled is signed out and stays out.

use std::time::Duration;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use workpass_server::sample;
use workpass_server::store::entities::{audit_event, browser_session, device, grant, recovery_key};

use crate::browser::Browser;
use crate::client::Client;
use crate::notices::await_sent;
use crate::signed_in;
use crate::support::TestServer;
use crate::support::postgres::Postgres;

/// What the app says of itself, with an id of its own for each installation.
pub(crate) fn installation(id: &str, name: &str) -> Vec<(&'static str, String)> {
    vec![
        ("device_id", format!("{id:0>32}")),
        ("device_name", name.to_owned()),
        ("device_os", "Windows".to_owned()),
        ("device_os_version", "10.0.26100".to_owned()),
        ("app_version", "1.4.0".to_owned()),
    ]
}

/// Signs in by a device code on an installation, in a browser that is signed in or asks; the answer of the exchange.
async fn sign_in(browser: &Browser<'_>, first_name: &str, said: &[(&'static str, String)]) -> (u16, Value) {
    let server = browser.server;
    let device = signed_in::start(server, said).await;
    signed_in::allow(browser, &device, first_name).await;
    signed_in::poll(server, &device).await
}

pub(crate) async fn signed_in_app<'s>(
    browser: &Browser<'s>,
    first_name: &str,
    said: &[(&'static str, String)],
) -> Client<'s> {
    let (status, tokens) = sign_in(browser, first_name, said).await;
    assert_eq!(status, 200, "{tokens}");
    let token = tokens["access_token"].as_str().unwrap().to_owned();
    Client::self_service_with(browser.server, token)
}

async fn devices(client: &Client<'_>) -> Vec<Value> {
    let me = client.get("/me").await.expect(200);
    me["devices"]["value"].as_array().unwrap().clone()
}

fn named<'a>(devices: &'a [Value], name: &str) -> &'a Value {
    let found = devices.iter().find(|device| device["displayName"] == name);
    found.unwrap_or_else(|| panic!("{name} is in {devices:?}"))
}

fn path(device: &Value) -> String {
    format!("/me/devices/{}/disable", device["id"].as_str().unwrap())
}

async fn audited(server: &TestServer, kind: &str) -> Vec<audit_event::Model> {
    audit_event::Entity::find()
        .filter(audit_event::Column::Kind.eq(kind))
        .all(&server.state().db)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn b141_b145_an_installation_registers_itself_once_and_is_marked_as_current() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let said = installation("1", "👩‍💻 Laptop");
    let james = signed_in_app(&browser, "james", &said).await;
    let found = devices(&james).await;
    let here = named(&found, "👩‍💻 Laptop");
    assert_eq!(here["isCurrent"], true);
    assert_eq!(here["operatingSystem"], "Windows");
    assert_eq!(here["operatingSystemVersion"], "10.0.26100");
    assert_eq!(here["trustType"], "Workplace");
    assert_eq!(here["appVersion"], "1.4.0");
    assert_eq!(here["isCompliant"], Value::Null);
    assert_eq!(here["lastActivityDateTime"], "2026-11-22T09:00:00Z");

    server.clock.step(Duration::from_secs(3600));
    let renamed = [&said[..1], &installation("1", "LAPTOP-8")[1..]].concat();
    let again = signed_in_app(&browser, "james", &renamed).await;
    let later = devices(&again).await;
    assert_eq!(later.len(), found.len(), "the same device: {later:?}");
    assert_eq!(named(&later, "LAPTOP-8")["id"], here["id"]);
    assert_eq!(
        later[0]["lastActivityDateTime"], "2026-11-22T10:00:00Z",
        "the last used first"
    );

    let other = signed_in_app(&browser, "james", &installation("2", "LAPTOP-8")).await;
    assert_eq!(
        devices(&other).await.len(),
        found.len() + 1,
        "another installation"
    );
    assert_eq!(audited(&server, "device.registered").await.len(), 2);
    let rows = device::Entity::find().all(&server.state().db).await.unwrap();
    assert!(
        !format!("{rows:?}").contains(&said[0].1),
        "the id itself is not kept"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b143_b144_a_disabled_device_is_signed_out_at_once_and_does_not_sign_in_again() {
    let server = TestServer::start().await;
    disabled_for_good(&server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn b143_on_postgresql_as_well() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let server = TestServer::start_with(Some(postgres.url.clone())).await;
    disabled_for_good(&server).await;
    server.running.stop().await.unwrap();
}

async fn disabled_for_good(server: &TestServer) {
    let browser = Browser::new(server);
    let lost = installation("1", "LOST");
    let (status, tokens) = sign_in(&browser, "james", &lost).await;
    assert_eq!(status, 200, "{tokens}");
    let on_lost = Client::self_service_with(server, tokens["access_token"].as_str().unwrap().to_owned());
    let here = Client::self_service(server, "james").await;
    let waiting = signed_in::start(server, &lost).await;
    signed_in::allow(&browser, &waiting, "james").await;

    let found = devices(&here).await;
    let device = named(&found, "LOST");
    assert_eq!(device["isCurrent"], false);
    let anna = Client::self_service(server, "anna").await;
    for nobodys in [path(device), "/me/devices/x/disable".to_owned()] {
        assert_eq!(anna.post_empty(&nobodys).await.refusal(), (404, "deviceNotFound"));
    }
    for _ in 0..2 {
        assert_eq!(here.post_empty(&path(device)).await.status, 204);
    }
    assert_eq!(on_lost.get("/me").await.status, 401, "the access token");
    let (status, refused) = signed_in::refresh(server, &tokens).await;
    assert_eq!((status, &refused["error"]), (400, &json!("invalid_grant")));
    let (status, refused) = signed_in::poll(server, &waiting).await;
    assert_eq!(
        (status, &refused["error"]),
        (400, &json!("access_denied")),
        "{refused}"
    );
    let (status, refused) = sign_in(&browser, "james", &lost).await;
    assert_eq!(
        (status, &refused["error_codes"]),
        (400, &json!([135_011])),
        "{refused}"
    );
    assert_eq!(here.get("/me").await.status, 200, "the others go on");

    let found = devices(&here).await;
    let device = named(&found, "LOST");
    assert_eq!(device["accountEnabled"], false);
    assert_eq!(device["disabledDateTime"], "2026-11-22T09:00:00Z");
    let trail = audited(server, "device.disabled").await;
    assert_eq!(trail.len(), 1, "once");
    assert_eq!(trail[0].detail.0["name"], "LOST");

    // Another person's work account on the same installation is another matter.
    let colleague = Browser::new(server);
    signed_in_app(&colleague, "mila", &lost).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn b143_the_browser_on_the_disabled_computer_is_signed_out_and_no_other() {
    let server = TestServer::start().await;
    let (there, elsewhere) = (Browser::new(&server), Browser::new(&server));
    let said = installation("1", "LOST");
    let tokens = signed_in::by_browser(&there, "james", &said).await;
    server.clock.step(Duration::from_secs(5));
    let page = elsewhere.open("/signin").await;
    elsewhere.sign_in(&page, "james").await;
    let here = Client::self_service(&server, "james").await;
    let found = devices(&here).await;
    assert_eq!(here.post_empty(&path(named(&found, "LOST"))).await.status, 204);
    let on_lost = Client::self_service_with(&server, tokens["access_token"].as_str().unwrap().to_owned());
    assert_eq!(on_lost.get("/me").await.status, 401);
    let left = browser_session::Entity::find()
        .filter(browser_session::Column::UserId.eq(sample::user_id("james")))
        .all(&server.state().db)
        .await
        .unwrap();
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(left[0].authenticated_at, server.state().now_ms());
}

#[tokio::test(flavor = "multi_thread")]
async fn b145_this_device_can_be_disabled_too_and_ends_its_own_session() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let said = installation("1", "HERE");
    let (_, tokens) = sign_in(&browser, "james", &said).await;
    let here = server.token("james", sample::APP_SCOPES).await;
    let found = devices(&Client::self_service_with(&server, here.clone())).await;
    let id: uuid::Uuid = named(&found, "HERE")["id"].as_str().unwrap().parse().unwrap();
    // The grant of the token is made one of this device's.
    let granted = grant::Entity::find().all(&server.state().db).await.unwrap();
    let newest = granted.iter().find(|grant| grant.device_id.is_none()).unwrap();
    grant::Entity::update_many()
        .col_expr(grant::Column::DeviceId, sea_orm::sea_query::Expr::value(id))
        .filter(grant::Column::Id.eq(newest.id))
        .exec(&server.state().db)
        .await
        .unwrap();
    let here = Client::self_service_with(&server, here);
    let found = devices(&here).await;
    let current = named(&found, "HERE");
    assert_eq!(current["isCurrent"], true);
    assert_eq!(here.post_empty(&path(current)).await.status, 204);
    assert_eq!(here.get("/me").await.status, 401);
    assert_eq!(signed_in::refresh(&server, &tokens).await.0, 400);
}

#[tokio::test]
async fn b143_disabling_asks_for_a_fresh_proof() {
    let server = TestServer::start().await;
    let anna = Client::self_service(&server, "anna").await;
    let found = devices(&anna).await;
    server.clock.step(Duration::from_secs(11 * 60));
    let answer = anna.post_empty(&path(&found[0])).await;
    assert_eq!(answer.status, 401);
    assert!(answer.header("www-authenticate").contains("insufficient_claims"));
    let key = "/informationProtection/bitlocker/recoveryKeys";
    let graph = Client::graph_with(&server, server.app_token("anna").await);
    let keys = graph.get(key).await.expect(200);
    server.clock.step(Duration::from_secs(11 * 60));
    let one = format!("{key}/{}?$select=key", keys["value"][0]["id"].as_str().unwrap());
    assert_eq!(graph.get(&one).await.status, 401);
    assert!(audited(&server, "recovery_key.viewed").await.is_empty());
}

#[tokio::test]
async fn b141_graph_says_no_more_than_ids_to_who_may_not_read_devices() {
    let server = TestServer::start().await;
    let full = Client::graph(&server, "anna").await;
    let limited = Client::graph_with(&server, server.token("anna", &["User.Read"]).await);
    for collection in ["/me/ownedDevices", "/me/registeredDevices"] {
        let all = full.get(collection).await.expect(200);
        assert_eq!(all["value"].as_array().unwrap().len(), 3);
        let laptop = named(all["value"].as_array().unwrap(), "NL-LT-0412");
        assert_eq!(laptop["@odata.type"], "#microsoft.graph.device");
        assert_eq!(laptop["isCompliant"], true);
        assert_eq!(laptop["trustType"], "AzureAd");
        let ids = limited.get(collection).await.expect(200);
        for device in ids["value"].as_array().unwrap() {
            let told: Vec<_> = device
                .as_object()
                .unwrap()
                .iter()
                .filter(|(_, v)| !v.is_null())
                .collect();
            assert_eq!(told.len(), 2, "{device}");
        }
        let one = format!(
            "/devices/{}?$select=id,displayName",
            laptop["id"].as_str().unwrap()
        );
        assert_eq!(full.get(&one).await.expect(200)["displayName"], "NL-LT-0412");
        assert_eq!(limited.get(&one).await.status, 403);
        let james = Client::graph(&server, "james").await;
        assert_eq!(james.get(&one).await.refusal(), (404, "Request_ResourceNotFound"));
    }
}

#[tokio::test]
async fn b146_b147_a_recovery_key_is_the_owners_alone_and_every_look_is_written_down() {
    const KEYS: &str = "/informationProtection/bitlocker/recoveryKeys";
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    let me = anna.on_self_service().get("/me").await.expect(200);
    assert_eq!(me["devices"]["showsRecoveryKeys"], true);
    let laptop = named(me["devices"]["value"].as_array().unwrap(), "NL-LT-0412").clone();
    assert_eq!(laptop["recoveryKeys"], 2);
    let id = laptop["id"].as_str().unwrap();
    let of_laptop = anna
        .get(&format!("{KEYS}?$filter=deviceId%20eq%20'{id}'"))
        .await
        .expect(200);
    let keys = of_laptop["value"].as_array().unwrap();
    assert_eq!(keys.len(), 2);
    assert!(keys.iter().all(|key| key.get("key").is_none()), "{keys:?}");
    let none = anna
        .get(&format!(
            "{KEYS}?$filter=deviceId%20eq%20'{}'",
            sample::user_id("anna")
        ))
        .await;
    assert_eq!(none.expect(200)["value"], json!([]));

    let one = format!("{KEYS}/{}", keys[0]["id"].as_str().unwrap());
    anna.get(&one).await.expect(200);
    assert!(
        audited(&server, "recovery_key.viewed").await.is_empty(),
        "about it, not the key"
    );
    for seen in 1..=2 {
        let key = anna.get(&format!("{one}?$select=key")).await.expect(200);
        let key = key["key"].as_str().unwrap();
        assert_eq!(key.split('-').count(), 8, "eight groups");
        assert!(key.split('-').all(|group| group.len() == 6));
        let trail = audited(&server, "recovery_key.viewed").await;
        assert_eq!(trail.len(), seen);
        assert_eq!(trail[0].detail.0["name"], "NL-LT-0412");
        assert!(!format!("{trail:?}").contains(key));
        let rows = recovery_key::Entity::find()
            .all(&server.state().db)
            .await
            .unwrap();
        let kept: Vec<u8> = rows.into_iter().flat_map(|row| row.key_sealed).collect();
        assert!(
            !kept.windows(6).any(|part| part == &key.as_bytes()[..6]),
            "sealed"
        );
    }
    let basic = Client::graph_with(
        &server,
        server.token("anna", &["BitlockerKey.ReadBasic.All"]).await,
    );
    assert_eq!(basic.get(&one).await.status, 200);
    assert_eq!(basic.get(&format!("{one}?$select=key")).await.status, 403);
    let james = Client::graph(&server, "james").await;
    assert_eq!(
        james.get(&format!("{one}?$select=key")).await.refusal(),
        (404, "ResourceNotFound")
    );
    assert_eq!(james.get(KEYS).await.expect(200)["value"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn b143_a_new_device_and_a_disabled_one_are_told_by_mail_with_their_name() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let (work, said) = ("james@noorderlicht.example", installation("1", "LOST 🧳"));
    signed_in_app(&browser, "james", &said).await;
    let mails = await_sent(&server, work, 1).await;
    assert!(mails[0].0.starts_with("New device"), "{mails:?}");
    for part in ["LOST 🧳", "Workpass", "127.0.0.1", "Servicedesk ICT"] {
        assert!(mails[0].1.contains(part), "{part}: {}", mails[0].1);
    }
    signed_in_app(&browser, "james", &said).await;
    let here = Client::self_service(&server, "james").await;
    let found = devices(&here).await;
    assert_eq!(here.post_empty(&path(named(&found, "LOST 🧳"))).await.status, 204);
    let mails = await_sent(&server, work, 2).await;
    assert_eq!(mails.len(), 2, "the second sign-in was nothing new: {mails:?}");
    let disabled = mails
        .iter()
        .find(|(subject, _)| subject.starts_with("Device disabled"));
    let (_, text) = disabled.unwrap();
    assert!(
        text.contains("LOST 🧳") && text.contains("Only an administrator"),
        "{text}"
    );
    assert!(!text.contains("http"));
}
