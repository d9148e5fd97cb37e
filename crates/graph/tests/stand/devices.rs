//! Devices and recovery keys as the contracts have them.

use serde_json::{Value, json};
use workpass_app::ports::{DevicesPort, DirectoryError};

use super::{Endpoint, Stand};

pub(crate) const KEY: &str = "canary-00001-000022-110000-720885-000000-654324";

pub(super) fn devices() -> Value {
    json!({"value": [{"id": "d1", "displayName": "NL-LT-0412", "operatingSystem": "Windows",
        "operatingSystemVersion": "10.0.26100.7171", "trustType": "AzureAd", "isCompliant": true, "accountEnabled": true,
        "appVersion": null, "registeredDateTime": "2026-11-22T09:00:00Z", "lastActivityDateTime": null,
        "disabledDateTime": null, "isCurrent": true, "recoveryKeys": 1}], "showsRecoveryKeys": true})
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    let keys = "/v1.0/informationProtection/bitlocker/recoveryKeys";
    let about = json!({"id": "k1", "createdDateTime": "2026-11-22T09:00:00Z", "deviceId": "d1",
        "volumeType": "operatingSystemVolume"});
    vec![
        Endpoint {
            verb: "POST",
            path: "/selfservice/v1.0/me/devices/d1/disable".to_owned(),
            status: 204,
            body: None,
        },
        Endpoint {
            verb: "GET",
            path: keys.to_owned(),
            status: 200,
            body: Some(json!({"value": [about]})),
        },
        Endpoint {
            verb: "GET",
            path: format!("{keys}/k1"),
            status: 200,
            body: Some(json!({"id": "k1", "key": KEY})),
        },
    ]
}

pub(super) async fn call_all(stand: &Stand) -> Vec<(&'static str, Result<String, DirectoryError>)> {
    let (directory, at, token) = (&stand.directory, &stand.at, &stand.token);
    let disabled = directory.disable_device(at, token, "d1").await;
    let keys = directory.read_recovery_keys(at, token, "d1").await;
    let key = directory.read_recovery_key(at, token, "k1").await;
    vec![
        ("disable_device", disabled.map(|()| String::new())),
        ("read_recovery_keys", keys.map(|all| format!("{all:?}"))),
        ("read_recovery_key", key.map(|key| format!("{key:?}"))),
    ]
}
