//! Devices linked to the account (B-05, B-141 … B-149), and the recovery keys of their disks.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// What the service says of all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Devices {
    pub devices: Vec<Device>,
    /// The organization lets people read the recovery keys of their own devices (B-147).
    pub shows_recovery_keys: bool,
}

/// A computer or phone linked to the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    pub id: String,
    pub name: String,
    /// [`system_words`].
    pub system: Option<String>,
    pub join: Option<Join>,
    /// `None`: nobody checks, or nobody said.
    pub is_compliant: Option<bool>,
    /// Not disabled (B-143).
    pub is_enabled: bool,
    #[serde(with = "time::serde::rfc3339::option")]
    pub registered_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub last_activity: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub disabled_at: Option<OffsetDateTime>,
    /// The one this app runs on (B-145).
    pub is_current: bool,
    /// `None`: only asking for them tells.
    pub recovery_keys: Option<u32>,
}

/// How a device belongs to the organization; others are not named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Join {
    /// The person's own, registered with the organization (Graph: `Workplace`).
    Registered,
    /// The organization's own (`AzureAd`).
    Joined,
    /// The organization's own, in its domain as well (`ServerAd`).
    Hybrid,
}

/// A recovery key without the key itself: the id is compared with what the locked screen shows (B-146).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryKeyId {
    pub id: String,
    pub volume: Option<Volume>,
    pub kept_at: Option<OffsetDateTime>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Volume {
    System,
    Data,
    Removable,
}

impl Devices {
    /// The current one first, then the last used; what is disabled comes last.
    pub fn in_order(mut devices: Vec<Device>, shows_recovery_keys: bool) -> Self {
        devices.sort_by_key(|device| {
            let last = device.last_activity.max(device.registered_at);
            (!device.is_enabled, !device.is_current, std::cmp::Reverse(last))
        });
        Self {
            devices,
            shows_recovery_keys,
        }
    }
}

/// The operating system in the words of its users: Graph has build numbers and names of management software.
pub fn system_words(system: Option<&str>, version: Option<&str>) -> Option<String> {
    /// The first build of Windows 11, whose version still begins with 10.
    const WINDOWS_11: u32 = 22_000;
    let known = |text: &str| {
        let text = text.trim();
        (!text.is_empty() && !text.eq_ignore_ascii_case("unknown")).then(|| text.to_owned())
    };
    let version = version.and_then(known);
    let name = match system.and_then(known)?.to_ascii_lowercase().as_str() {
        "windows" => {
            let mut parts = version.iter().flat_map(|version| version.split('.'));
            let (major, build) = (parts.next(), parts.nth(1));
            let build: Option<u32> = build.and_then(|build| build.parse().ok());
            return Some(match (major, build) {
                (Some("10"), Some(build)) if build >= WINDOWS_11 => "Windows 11".to_owned(),
                (Some("10"), _) => "Windows 10".to_owned(),
                _ => joined("Windows", version),
            });
        }
        "macmdm" | "macos" => "macOS".to_owned(),
        "iphone" | "ios" => "iOS".to_owned(),
        "ipad" | "ipados" => "iPadOS".to_owned(),
        "androidforwork" | "androidenterprise" | "android" => "Android".to_owned(),
        _ => system.and_then(known)?,
    };
    Some(joined(&name, version))
}

fn joined(name: &str, version: Option<String>) -> String {
    match version {
        Some(version) => format!("{name} {version}"),
        None => name.to_owned(),
    }
}

/// The groups of a recovery key as it is written down: eight of six digits (B-146). A key of another make stays whole.
pub fn key_groups(key: &SecretString) -> Vec<String> {
    let digits: String = key
        .expose_secret()
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    if digits.len() != 48 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return vec![key.expose_secret().trim().to_owned()];
    }
    (0..8).map(|at| digits[at * 6..(at + 1) * 6].to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::*;

    fn device(id: &str, is_enabled: bool, is_current: bool, day: u8) -> Device {
        Device {
            id: id.to_owned(),
            name: id.to_owned(),
            system: None,
            join: None,
            is_compliant: None,
            is_enabled,
            registered_at: None,
            last_activity: datetime!(2026-11-01 09:00 UTC).replace_day(day).ok(),
            disabled_at: None,
            is_current,
            recovery_keys: None,
        }
    }

    #[test]
    fn b145_this_computer_comes_first_and_what_is_disabled_last() {
        let ordered = Devices::in_order(
            vec![
                device("disabled", false, false, 20),
                device("older", true, false, 2),
                device("newer", true, false, 3),
                device("here", true, true, 1),
            ],
            true,
        );
        let ids: Vec<_> = ordered.devices.iter().map(|device| device.id.as_str()).collect();
        assert_eq!(ids, ["here", "newer", "older", "disabled"]);
    }

    #[test]
    fn b141_a_system_is_named_as_its_users_name_it() {
        for (system, version, words) in [
            (Some("Windows"), Some("10.0.26100.7171"), Some("Windows 11")),
            (Some("Windows"), Some("10.0.19045.1"), Some("Windows 10")),
            (Some("Windows"), Some("6.1"), Some("Windows 6.1")),
            (Some("Windows"), None, Some("Windows")),
            (Some("MacMDM"), Some("26.1"), Some("macOS 26.1")),
            (Some("AndroidForWork"), Some("16"), Some("Android 16")),
            (Some("IPhone"), Some("Unknown"), Some("iOS")),
            (
                Some("Debian GNU/Linux 12 (bookworm)"),
                None,
                Some("Debian GNU/Linux 12 (bookworm)"),
            ),
            (Some(" "), Some("1"), None),
            (None, Some("1"), None),
        ] {
            assert_eq!(
                system_words(system, version).as_deref(),
                words,
                "{system:?} {version:?}"
            );
        }
    }

    #[test]
    fn b146_a_key_is_grouped_by_six() {
        let key = "000011-000022-110000-720885-000000-654324-000121-001331";
        let groups: Vec<&str> = key.split('-').collect();
        assert_eq!(key_groups(&key.into()), groups);
        assert_eq!(key_groups(&key.replace('-', "").into()), groups);
        assert_eq!(
            key_groups(&" ABCD-EFGH ".into()),
            ["ABCD-EFGH"],
            "FileVault writes letters"
        );
    }

    proptest! {
        #[test]
        fn nothing_is_lost_of_a_key(key in ".{0,80}") {
            let groups = key_groups(&key.as_str().into());
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>();
            prop_assert_eq!(bare(&groups.concat()), bare(&key));
        }

        #[test]
        fn no_version_panics(system in ".{0,20}", version in ".{0,20}") {
            let _ = system_words(Some(&system), Some(&version));
            let _ = system_words(Some("Windows"), Some(&version));
        }
    }
}
