//! Devices.

use std::fmt;

use serde::Serialize;
use specta::Type;

use super::{AvailabilityView, Possible};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DevicesView {
    /// This computer first, what is disabled last.
    pub devices: Vec<DeviceView>,
    /// Handed over to the official page where the organization has no such call for employees.
    pub disable: AvailabilityView,
    pub recovery_keys: Possible,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DeviceView {
    pub id: String,
    pub name: String,
    /// Operating system and version, in words.
    pub system: Option<String>,
    pub join: Option<JoinName>,
    /// `None`: nobody checks.
    pub compliant: Option<bool>,
    pub enabled: bool,
    pub registered_at: Option<String>,
    pub last_activity: Option<String>,
    pub disabled_at: Option<String>,
    /// B-145.
    pub current: bool,
    /// There are recovery keys to ask for, or only asking tells.
    pub has_recovery_keys: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum JoinName {
    Registered,
    Joined,
    Hybrid,
}

/// Compared with what the locked screen shows (B-146).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct RecoveryKeyIdView {
    pub id: String,
    pub volume: Option<VolumeName>,
    pub kept_at: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum VolumeName {
    System,
    Data,
    Removable,
}

/// Shown because somebody asked for it, in this answer alone.
#[derive(Clone, PartialEq, Eq, Serialize, Type)]
pub struct RecoveryKeyView {
    /// Eight groups of six digits; a key of another make is one group.
    pub groups: Vec<String>,
}

impl fmt::Debug for RecoveryKeyView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecoveryKeyView({} groups)", self.groups.len())
    }
}
