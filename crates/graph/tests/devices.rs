//! Devices and recovery keys, over the wire.

mod stand;

use secrecy::ExposeSecret;
use serde_json::json;
use stand::{BATCH, Stand, batch_answer, endpoints, graph_error, item};
use wiremock::ResponseTemplate;
use workpass_app::ports::{DevicesPort, Part};
use workpass_domain::device::{Join, Volume};

const KEYS: &str = "/v1.0/informationProtection/bitlocker/recoveryKeys";

#[tokio::test]
async fn b141_devices_come_with_the_account() {
    let stand = Stand::well().await;
    let Part::Given(all) = stand.read().await.unwrap().devices else {
        panic!("not there");
    };
    assert!(all.shows_recovery_keys);
    let device = &all.devices[0];
    assert_eq!(device.system.as_deref(), Some("Windows 11"));
    assert_eq!(device.join, Some(Join::Joined));
    assert!(device.is_current);
    let sent = stand.server.received_requests().await.unwrap();
    let batch = sent.iter().find(|request| request.url.path() == BATCH).unwrap();
    assert!(
        !String::from_utf8_lossy(&batch.body).contains("ownedDevices"),
        "said by the extension"
    );
}

async fn owned(devices: serde_json::Value) -> Part<workpass_domain::device::Devices> {
    let mut stand = Stand::new().await;
    stand.at.selfservice = None;
    let mut answer = batch_answer();
    let responses = answer["responses"].as_array_mut().expect("a batch has responses");
    responses.push(item("devices", 200, &devices));
    stand.answer_batch(&answer).await;
    stand.read().await.expect("the account is read").devices
}

#[tokio::test]
async fn b141_without_the_extension_the_directory_is_asked() {
    let full = json!({"value": [{"@odata.type": "#microsoft.graph.device", "id": "d1", "displayName": "NL-LT-0412",
        "operatingSystem": "MacMDM", "operatingSystemVersion": "26.1", "trustType": "Workplace", "accountEnabled": false,
        "isCompliant": null, "approximateLastSignInDateTime": "2026-11-20T09:00:00Z"}]});
    let Part::Given(all) = owned(full).await else {
        panic!("not there");
    };
    let device = &all.devices[0];
    assert_eq!(device.system.as_deref(), Some("macOS 26.1"));
    assert!(!device.is_enabled && !device.is_current && device.recovery_keys.is_none());
    assert!(device.last_activity.is_some());
    let limited =
        json!({"value": [{"@odata.type": "#microsoft.graph.device", "id": "d1", "displayName": null}]});
    assert!(
        matches!(owned(limited).await, Part::Refused),
        "ids alone are no list"
    );
}

#[tokio::test]
async fn b146_the_keys_of_one_device_are_asked_for_and_the_key_by_its_name_alone() {
    let stand = Stand::new().await;
    for endpoint in endpoints().into_iter().filter(|one| one.path.starts_with(KEYS)) {
        let body = endpoint.body.unwrap();
        stand.answer(endpoint.verb, &endpoint.path, 200, &body).await;
    }
    let (directory, at, token) = (&stand.directory, &stand.at, &stand.token);
    let keys = directory.read_recovery_keys(at, token, "d'1").await.unwrap();
    assert_eq!(keys[0].volume, Some(Volume::System));
    let key = directory.read_recovery_key(at, token, &keys[0].id).await.unwrap();
    assert_eq!(key.expose_secret(), stand::devices::KEY);
    assert!(!format!("{key:?}").contains("canary"));
    let sent = stand.server.received_requests().await.unwrap();
    let query = |at: usize| sent[at].url.query_pairs().next().unwrap().1.into_owned();
    assert_eq!(
        (query(0).as_str(), query(1).as_str()),
        ("deviceId eq 'd''1'", "key")
    );
}

#[tokio::test]
async fn b143_a_device_that_is_gone_counts_as_disabled() {
    let stand = Stand::new().await;
    let gone = ResponseTemplate::new(404).set_body_json(graph_error("deviceNotFound"));
    stand
        .answer_with("POST", "/selfservice/v1.0/me/devices/d1/disable", gone)
        .await;
    stand
        .directory
        .disable_device(&stand.at, &stand.token, "d1")
        .await
        .unwrap();
}
