//! Devices.

use secrecy::SecretString;
use workpass_domain::{
    action::{Action, Unavailable},
    device::{Device, Devices, Join, RecoveryKeyId, Volume, key_groups},
    standing::Standing,
};

use super::{account::availability, possible, time};
use crate::view::{DeviceView, DevicesView, JoinName, RecoveryKeyIdView, RecoveryKeyView, VolumeName};

pub(crate) fn view(all: &Devices, standing: &Standing<'_>) -> DevicesView {
    let keys = if all.shows_recovery_keys {
        standing.possible(&Action::ViewRecoveryKeys)
    } else {
        Err(Unavailable::NotAllowedByPolicy)
    };
    DevicesView {
        devices: all.devices.iter().map(device).collect(),
        disable: availability(standing.of(&Action::DisableDevice).as_ref()),
        recovery_keys: possible(keys),
    }
}

fn device(device: &Device) -> DeviceView {
    DeviceView {
        id: device.id.clone(),
        name: device.name.clone(),
        system: device.system.clone(),
        join: device.join.map(|join| match join {
            Join::Registered => JoinName::Registered,
            Join::Joined => JoinName::Joined,
            Join::Hybrid => JoinName::Hybrid,
        }),
        compliant: device.is_compliant,
        enabled: device.is_enabled,
        registered_at: device.registered_at.map(time),
        last_activity: device.last_activity.map(time),
        disabled_at: device.disabled_at.map(time),
        current: device.is_current,
        has_recovery_keys: device.recovery_keys != Some(0),
    }
}

pub(crate) fn key_id(key: RecoveryKeyId) -> RecoveryKeyIdView {
    RecoveryKeyIdView {
        id: key.id,
        volume: key.volume.map(|volume| match volume {
            Volume::System => VolumeName::System,
            Volume::Data => VolumeName::Data,
            Volume::Removable => VolumeName::Removable,
        }),
        kept_at: key.kept_at.map(time),
    }
}

pub(crate) fn key(key: &SecretString) -> RecoveryKeyView {
    RecoveryKeyView {
        groups: key_groups(key),
    }
}
