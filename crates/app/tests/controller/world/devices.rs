use async_trait::async_trait;
use secrecy::SecretString;
use time::macros::datetime;
use workpass_app::ports::{Authority, DevicesPort, DirectoryError, Part};
use workpass_domain::device::{Device, Devices, Join, RecoveryKeyId, Volume};

use super::FakeDirectory;

type Answer<T> = Result<T, DirectoryError>;

fn device(id: &str, name: &str) -> Device {
    Device {
        id: id.into(),
        name: name.into(),
        system: Some("Debian GNU/Linux 12".into()),
        join: Some(Join::Registered),
        is_compliant: None,
        is_enabled: true,
        registered_at: Some(datetime!(2026-11-22 08:00 UTC)),
        last_activity: Some(datetime!(2026-11-22 08:00 UTC)),
        disabled_at: None,
        is_current: false,
        recovery_keys: Some(0),
    }
}

/// One of each sort.
pub(super) fn all() -> Devices {
    let here = Device {
        is_current: true,
        recovery_keys: Some(1),
        ..device("here", "LAPTOP-7")
    };
    let phone = Device {
        is_compliant: Some(false),
        ..device("phone", "📱 Telefoon")
    };
    let old = Device {
        is_enabled: false,
        disabled_at: Some(datetime!(2025-11-22 08:00 UTC)),
        ..device("old", "Oude laptop")
    };
    Devices::in_order(vec![old, phone, here], true)
}

#[async_trait]
impl DevicesPort for FakeDirectory {
    async fn disable_device(&self, _: &Authority, _: &SecretString, id: &str) -> Answer<()> {
        self.enter(format!("disable {id}"))?;
        if let Part::Given(all) = &mut self.data().devices {
            for device in all.devices.iter_mut().filter(|device| device.id == id) {
                device.is_enabled = false;
            }
        }
        Ok(())
    }

    async fn read_recovery_keys(
        &self,
        _: &Authority,
        _: &SecretString,
        device_id: &str,
    ) -> Answer<Vec<RecoveryKeyId>> {
        self.enter(format!("keys of {device_id}"))?;
        Ok(vec![RecoveryKeyId {
            id: "k1".into(),
            volume: Some(Volume::System),
            kept_at: None,
        }])
    }

    async fn read_recovery_key(&self, _: &Authority, _: &SecretString, id: &str) -> Answer<SecretString> {
        self.enter(format!("key {id}"))?;
        Ok("000011-000022-110000-720885-000000-654324-000121-001331".into())
    }
}
