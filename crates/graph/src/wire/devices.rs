//! `selfService.devices`, Graph's `device` and `bitlockerRecoveryKey`.

use secrecy::SecretString;
use serde_json::Value;
use workpass_domain::device::{Device, Devices, Join, RecoveryKeyId, Volume, system_words};

use super::Fields;

/// `selfService.devices`. `None` when a single one cannot be read: what is missing here would look unlinked.
pub(crate) fn devices(body: &Value) -> Option<Devices> {
    let all = Fields::of(body)?;
    all.has_list("value").then_some(())?;
    let devices = all.list("value").iter().map(own).collect::<Option<Vec<_>>>()?;
    Some(Devices::in_order(devices, all.flag("showsRecoveryKeys")))
}

fn own(value: &Value) -> Option<Device> {
    let row = Fields::of(value)?;
    Some(Device {
        last_activity: row.time("lastActivityDateTime"),
        registered_at: row.time("registeredDateTime"),
        disabled_at: row.time("disabledDateTime"),
        is_current: row.flag("isCurrent"),
        recovery_keys: row.count("recoveryKeys"),
        ..device(row)?
    })
}

/// Graph's `/me/ownedDevices`. Whether it said more than ids: who may not read devices gets no more.
pub(crate) fn owned(body: &Value) -> Option<(Devices, bool)> {
    let all = Fields::of(body)?;
    all.has_list("value").then_some(())?;
    let rows = all.list("value");
    let devices: Vec<Device> = rows
        .iter()
        .filter_map(|row| {
            let row = Fields::of(row)?;
            Some(Device {
                last_activity: row.time("approximateLastSignInDateTime"),
                registered_at: row.time("registrationDateTime"),
                ..device(row)?
            })
        })
        .collect();
    let is_limited = devices.is_empty() && !rows.is_empty();
    // Whether people may read recovery keys is not told before they try.
    Some((Devices::in_order(devices, true), is_limited))
}

fn device(row: Fields<'_>) -> Option<Device> {
    Some(Device {
        id: row.text("id")?,
        name: row.text("displayName")?,
        system: system_words(
            row.text("operatingSystem").as_deref(),
            row.text("operatingSystemVersion").as_deref(),
        ),
        join: match row.text("trustType").as_deref() {
            Some("Workplace") => Some(Join::Registered),
            Some("AzureAd") => Some(Join::Joined),
            Some("ServerAd") => Some(Join::Hybrid),
            _ => None,
        },
        is_compliant: row.value("isCompliant").and_then(Value::as_bool),
        is_enabled: row.value("accountEnabled") != Some(&Value::Bool(false)),
        registered_at: None,
        last_activity: None,
        disabled_at: None,
        is_current: false,
        recovery_keys: None,
    })
}

/// `bitlockerRecoveryKeyCollectionResponse`; what cannot be asked for is left out.
pub(crate) fn key_ids(body: &Value) -> Option<Vec<RecoveryKeyId>> {
    let all = Fields::of(body)?;
    all.has_list("value").then_some(())?;
    let rows = all.list("value").iter().filter_map(|row| {
        let row = Fields::of(row)?;
        Some(RecoveryKeyId {
            id: row.text("id")?,
            volume: match row.text("volumeType").as_deref() {
                Some("operatingSystemVolume" | "1") => Some(Volume::System),
                Some("fixedDataVolume" | "2") => Some(Volume::Data),
                Some("removableDataVolume" | "3") => Some(Volume::Removable),
                _ => None,
            },
            kept_at: row.time("createdDateTime"),
        })
    });
    Some(rows.collect())
}

/// The key of a `bitlockerRecoveryKey`.
pub(crate) fn key(body: &Value) -> Option<SecretString> {
    Fields::of(body)?.text("key").map(SecretString::from)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn b141_limited_information_is_told_from_no_devices() {
        let limited =
            json!({"value": [{"@odata.type": "#microsoft.graph.device", "id": "1", "displayName": null}]});
        let (devices, is_limited) = owned(&limited).unwrap();
        assert!(devices.devices.is_empty() && is_limited);
        let (_, is_limited) = owned(&json!({"value": []})).unwrap();
        assert!(!is_limited);
        assert!(owned(&json!({"value": 1})).is_none());
    }

    #[test]
    fn b141_a_list_of_devices_is_whole_or_none() {
        let good = json!({"id": "1", "displayName": "👩‍💻", "accountEnabled": false, "trustType": "new",
            "isCompliant": null, "isCurrent": true, "recoveryKeys": 2});
        let whole = devices(&json!({"value": [good.clone()], "showsRecoveryKeys": false})).unwrap();
        let device = &whole.devices[0];
        assert!(device.is_current && !device.is_enabled && device.join.is_none());
        assert_eq!((device.is_compliant, device.recovery_keys), (None, Some(2)));
        assert_eq!(devices(&json!({"value": [good, {"id": "2"}]})), None);
    }
}
