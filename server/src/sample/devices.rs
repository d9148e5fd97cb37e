//! The devices of the sample's people. The recovery keys are made up, and public.

use anyhow::Context;
use sea_orm::DatabaseTransaction;

use super::{id, tenant_id, user_id};
use crate::devices::{self, recovery_keys};
use crate::state::AppState;
use crate::store::entities::device;

const DAY_MS: i64 = 24 * 3_600_000;

struct Sample {
    first: &'static str,
    name: &'static str,
    operating_system: &'static str,
    version: &'static str,
    trust_type: &'static str,
    is_compliant: Option<bool>,
    registered_days_ago: i64,
    used_days_ago: i64,
    disabled_days_ago: Option<i64>,
    keys: &'static [(&'static str, &'static str)],
}

const DEVICES: &[Sample] = &[
    Sample {
        first: "anna",
        name: "NL-LT-0412",
        operating_system: "Windows",
        version: "10.0.26100.7171",
        trust_type: "AzureAd",
        is_compliant: Some(true),
        registered_days_ago: 410,
        used_days_ago: 1,
        disabled_days_ago: None,
        keys: &[
            (
                "operatingSystemVolume",
                "419122-105457-603174-090068-388399-237743-512908-641520",
            ),
            (
                "fixedDataVolume",
                "078287-331650-694441-215820-456720-109241-587048-027115",
            ),
        ],
    },
    Sample {
        first: "anna",
        name: "📱 Telefoon van Anna 👩‍💻",
        operating_system: "Android",
        version: "16",
        trust_type: "Workplace",
        is_compliant: Some(false),
        registered_days_ago: 96,
        used_days_ago: 0,
        disabled_days_ago: None,
        keys: &[],
    },
    Sample {
        first: "anna",
        name: "NL-LT-0187",
        operating_system: "Windows",
        version: "10.0.19045.5737",
        trust_type: "ServerAd",
        is_compliant: None,
        registered_days_ago: 1630,
        used_days_ago: 415,
        disabled_days_ago: Some(409),
        keys: &[],
    },
    Sample {
        first: "james",
        name: "James’s MacBook Air",
        operating_system: "macOS",
        version: "26.1",
        trust_type: "Workplace",
        is_compliant: None,
        registered_days_ago: 33,
        used_days_ago: 2,
        disabled_days_ago: None,
        keys: &[],
    },
];

/// Writes them all.
pub(super) async fn write(state: &AppState, change: &DatabaseTransaction, now_ms: i64) -> anyhow::Result<()> {
    for sample in DEVICES {
        let days_ago = |days: i64| now_ms - days * DAY_MS;
        let row = device::Model {
            id: id(&format!("device {} {}", sample.first, sample.name)),
            tenant_id: tenant_id(),
            user_id: user_id(sample.first),
            installation_hash: None,
            display_name: sample.name.to_owned(),
            operating_system: Some(sample.operating_system.to_owned()),
            operating_system_version: Some(sample.version.to_owned()),
            trust_type: sample.trust_type.to_owned(),
            is_compliant: sample.is_compliant,
            account_enabled: sample.disabled_days_ago.is_none(),
            app_version: None,
            registered_at: days_ago(sample.registered_days_ago),
            last_sign_in_at: Some(days_ago(sample.used_days_ago)),
            disabled_at: sample.disabled_days_ago.map(days_ago),
        };
        let device_id = row.id;
        devices::add(change, row).await?;
        for (volume, key) in sample.keys {
            let key = recovery_keys::parse(key).context("a recovery key of the sample")?;
            let key_id = id(&format!("recovery key {} {volume}", sample.name));
            recovery_keys::add(change, &state.secrets, now_ms, key_id, device_id, volume, &key).await?;
        }
    }
    Ok(())
}
