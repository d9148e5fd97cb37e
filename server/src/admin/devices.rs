//! The devices of a person.

use anyhow::{Context, bail};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, TransactionTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use super::args::UserArgs;
use super::desk::{self, Desk};
use super::device_args::{AddDeviceArgs, AddKeyArgs, Compliance, ComplianceArgs, DeviceArgs};
use super::said::{Said, table};
use crate::audit::{self, Event};
use crate::clock::rfc3339;
use crate::devices::{self, Device, Disabled, recovery_keys};
use crate::store::entities::device::{Column, Entity, Model};
use crate::store::entities::user;

pub(super) async fn list(desk: &Desk, args: &UserArgs) -> anyhow::Result<Said> {
    let user = desk.user(&args.user).await?;
    let found = devices::of_user(&desk.db, user.id).await?;
    let json = found.iter().map(|Device { row, last_activity }| {
        json!({
            "id": row.id,
            "displayName": row.display_name,
            "operatingSystem": row.operating_system,
            "operatingSystemVersion": row.operating_system_version,
            "trustType": row.trust_type,
            "isCompliant": row.is_compliant,
            "accountEnabled": row.account_enabled,
            "registeredDateTime": rfc3339(row.registered_at),
            "lastActivityDateTime": last_activity.map(rfc3339),
            "disabledDateTime": row.disabled_at.map(rfc3339),
        })
    });
    let json = Value::Array(json.collect());
    let cells: Vec<Vec<String>> = found.into_iter().map(cells).collect();
    Ok(Said::new(
        table(
            &[
                "id",
                "name",
                "system",
                "join",
                "compliant",
                "state",
                "last activity",
            ],
            &cells,
            "There are no devices.",
        ),
        json,
    ))
}

fn cells(Device { row, last_activity }: Device) -> Vec<String> {
    let system = [row.operating_system, row.operating_system_version];
    let system: Vec<String> = system.into_iter().flatten().collect();
    let compliant = match row.is_compliant {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    };
    let state = if row.account_enabled {
        "enabled"
    } else {
        "disabled"
    };
    vec![
        row.id.to_string(),
        row.display_name,
        system.join(" "),
        row.trust_type,
        compliant.to_owned(),
        state.to_owned(),
        last_activity.map(rfc3339).unwrap_or_default(),
    ]
}

pub(super) async fn add(desk: &Desk, args: &AddDeviceArgs) -> anyhow::Result<Said> {
    let user = desk.user(&args.user).await?;
    let named = |what: &str, given: &str| {
        devices::name(given).with_context(|| format!("{what} has no character that can be shown"))
    };
    let optional = |what, given: &Option<String>| given.as_deref().map(|text| named(what, text)).transpose();
    let name = named("--name", &args.name)?;
    let change = desk.db.begin().await?;
    let before = Entity::find()
        .filter(Column::UserId.eq(user.id))
        .filter(Column::InstallationHash.is_null())
        .filter(Column::DisplayName.eq(&name))
        .one(&change)
        .await?;
    if let Some(before) = before {
        return Ok(Said::new(
            "The device was there already.",
            json!({ "id": before.id, "added": false }),
        ));
    }
    let row = Model {
        id: Uuid::new_v4(),
        tenant_id: user.tenant_id,
        user_id: user.id,
        installation_hash: None,
        display_name: name,
        operating_system: optional("--os", &args.os)?,
        operating_system_version: optional("--os-version", &args.os_version)?,
        trust_type: args.join.trust_type().to_owned(),
        is_compliant: None,
        account_enabled: true,
        app_version: None,
        registered_at: desk.now_ms,
        last_sign_in_at: None,
        disabled_at: None,
    };
    devices::add(&change, row.clone()).await?;
    audit::record(&change, desk.now_ms, event(desk, "device.added", &user, &row)).await?;
    change.commit().await?;
    Ok(Said::new(
        format!("The device is added: {}", row.id),
        json!({ "id": row.id, "added": true }),
    ))
}

pub(super) async fn enable(desk: &Desk, args: &DeviceArgs) -> anyhow::Result<Said> {
    let (user, device) = wanted(desk, args).await?;
    let event = desk.event_of("device.enabled", &user, &[]);
    let enabled = devices::enable(&desk.db, desk.now_ms, &device, event).await?;
    let text = if enabled {
        "The device is enabled: it can sign in again."
    } else {
        "The device was not disabled."
    };
    Ok(Said::new(text, json!({ "enabled": enabled })))
}

pub(super) async fn disable(desk: &Desk, args: &DeviceArgs) -> anyhow::Result<Said> {
    let (user, device) = wanted(desk, args).await?;
    let event = desk.event_of("device.disabled", &user, &[]);
    let done = devices::disable(&desk.db, desk.now_ms, &device, event).await? == Disabled::Done;
    let text = if done {
        "The device is disabled and signed out."
    } else {
        "The device was disabled already."
    };
    Ok(Said::new(text, json!({ "disabled": done })))
}

pub(super) async fn set_compliance(desk: &Desk, args: &ComplianceArgs) -> anyhow::Result<Said> {
    let (user, device) = wanted(desk, &args.device).await?;
    let is_compliant = match args.compliant {
        Compliance::Yes => Some(true),
        Compliance::No => Some(false),
        Compliance::Unknown => None,
    };
    let is_new = device.is_compliant != is_compliant;
    if is_new {
        let change = desk.db.begin().await?;
        Entity::update_many()
            .col_expr(Column::IsCompliant, Expr::value(is_compliant))
            .filter(Column::Id.eq(device.id))
            .exec(&change)
            .await?;
        let event = event(desk, "device.compliance_set", &user, &device);
        audit::record(&change, desk.now_ms, event).await?;
        change.commit().await?;
    }
    let outcome = if is_new { "changed" } else { "unchanged" };
    Ok(Said::new(
        format!("What is said of the device is {outcome}."),
        json!({ "isCompliant": is_compliant, "outcome": outcome }),
    ))
}

pub(super) async fn remove(desk: &Desk, args: &DeviceArgs) -> anyhow::Result<Said> {
    let user = desk.user(&args.user).await?;
    let device = match Uuid::try_parse(&args.id) {
        Ok(id) => devices::one_of(&desk.db, user.id, id).await?,
        Err(_) => None,
    };
    let removed = match device {
        Some(device) => {
            let event = desk.event_of("device.removed", &user, &[]);
            devices::remove(&desk.db, desk.now_ms, &device, event).await?
        }
        None => false,
    };
    let text = if removed {
        "The device is removed."
    } else {
        "There is no such device."
    };
    Ok(Said::new(text, json!({ "removed": removed })))
}

pub(super) async fn list_keys(desk: &Desk, args: &DeviceArgs) -> anyhow::Result<Said> {
    let (user, device) = wanted(desk, args).await?;
    let keys = recovery_keys::of_user(&desk.db, user.id, Some(device.id)).await?;
    let json = keys.iter().map(|key| {
        json!({
            "id": key.id,
            "volumeType": key.volume_type,
            "createdDateTime": rfc3339(key.created_at),
        })
    });
    let json = Value::Array(json.collect());
    let cells: Vec<Vec<String>> = keys
        .iter()
        .map(|key| {
            vec![
                key.id.to_string(),
                key.volume_type.clone(),
                rfc3339(key.created_at),
            ]
        })
        .collect();
    Ok(Said::new(
        table(
            &["key id", "volume", "added"],
            &cells,
            "There are no recovery keys.",
        ),
        json,
    ))
}

pub(super) async fn add_key(desk: &Desk, args: &AddKeyArgs) -> anyhow::Result<Said> {
    let (user, device) = wanted(desk, &args.device).await?;
    let id = Uuid::try_parse(&args.key_id).context("--key-id is no id as the locked screen shows it")?;
    let typed = desk::read(&args.key_file)?;
    let key = recovery_keys::parse(secrecy::ExposeSecret::expose_secret(&typed))
        .context("that is no recovery key: eight groups of six digits, each divisible by eleven")?;
    let change = desk.db.begin().await?;
    let added = recovery_keys::add(
        &change,
        &desk.secrets,
        desk.now_ms,
        id,
        device.id,
        &args.volume,
        &key,
    )
    .await?;
    if added {
        let mut event = event(desk, "recovery_key.added", &user, &device);
        event.detail.push(("recoveryKey", id.to_string()));
        audit::record(&change, desk.now_ms, event).await?;
    }
    change.commit().await?;
    let text = if added {
        "The recovery key is kept."
    } else {
        "There is a recovery key of this id already."
    };
    Ok(Said::new(text, json!({ "id": id, "added": added })))
}

async fn wanted(desk: &Desk, args: &DeviceArgs) -> anyhow::Result<(user::Model, Model)> {
    let user = desk.user(&args.user).await?;
    let id = Uuid::try_parse(&args.id).context("--id is no id as `device list` shows it")?;
    match devices::one_of(&desk.db, user.id, id).await? {
        Some(device) => Ok((user, device)),
        None => bail!("{} has no device of this id", user.user_name),
    }
}

fn event<'a>(desk: &Desk, kind: &'a str, user: &user::Model, device: &Model) -> Event<'a> {
    let id = device.id.to_string();
    desk.event_of(kind, user, &[("device", &id), ("name", &device.display_name)])
}
