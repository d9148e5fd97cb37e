//! Devices (B-141 … B-149): an installation of the app registers itself when somebody signs in with it, an
//! administrator writes others down, and a person disables what was lost. What is disabled is signed out at once and
//! does not sign in again until an administrator enables it.

mod disable;
mod installation;
pub mod recovery_keys;

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

pub use disable::{Disabled, disable, enable, remove};
pub use installation::{Installation, name};

use crate::audit::{self, Event};
use crate::store::entities::device::{ActiveModel, Column, Entity, Model};
use crate::store::entities::{grant, user};

/// Registered by its person, as a device of one's own is (Graph's `trustType`).
pub const REGISTERED: &str = "Workplace";
/// Who has more sees the last registered ones.
const MOST: u64 = 200;

/// What became of an installation that signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registered {
    As(Uuid),
    /// This person disabled it, or an administrator did.
    Disabled,
}

/// Links an installation to the person who signs in with it, or finds it. A device that is new to the account is told
/// to its person.
///
/// # Errors
/// When the database fails.
pub async fn register(
    change: &DatabaseTransaction,
    now_ms: i64,
    user: &user::Model,
    installation: &Installation,
    event: Event<'_>,
) -> Result<Registered, DbErr> {
    if let Some(known) = seen_again(change, now_ms, user, installation).await? {
        return Ok(known);
    }
    let row = Model {
        id: Uuid::new_v4(),
        tenant_id: user.tenant_id,
        user_id: user.id,
        installation_hash: Some(installation.hash.clone()),
        display_name: installation.shown_name().to_owned(),
        operating_system: installation.operating_system.clone(),
        operating_system_version: installation.operating_system_version.clone(),
        trust_type: REGISTERED.to_owned(),
        is_compliant: None,
        account_enabled: true,
        app_version: installation.app_version.clone(),
        registered_at: now_ms,
        last_sign_in_at: Some(now_ms),
        disabled_at: None,
    };
    let id = row.id;
    let name = row.display_name.clone();
    let row: ActiveModel = row.into_active_model();
    let inserted = Entity::insert(row.reset_all())
        .on_conflict(
            OnConflict::columns([Column::UserId, Column::InstallationHash])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(change)
        .await?;
    if inserted == 0 {
        // Another sign-in of the same installation was faster.
        let known = seen_again(change, now_ms, user, installation).await?;
        return known.ok_or_else(|| DbErr::RecordNotFound("the device of a sign-in".to_owned()));
    }
    let event = Event {
        kind: "device.registered",
        detail: vec![("device", id.to_string()), ("name", name)],
        ..event
    };
    audit::record(change, now_ms, event).await?;
    Ok(Registered::As(id))
}

/// Notes the sign-in. The condition keeps out a device that is disabled at the same moment.
async fn seen_again(
    change: &DatabaseTransaction,
    now_ms: i64,
    user: &user::Model,
    installation: &Installation,
) -> Result<Option<Registered>, DbErr> {
    let its = || {
        Column::UserId
            .eq(user.id)
            .and(Column::InstallationHash.eq(&installation.hash))
    };
    let noted = Entity::update_many()
        .col_expr(Column::LastSignInAt, Expr::value(now_ms))
        .col_expr(Column::DisplayName, Expr::value(installation.shown_name()))
        .col_expr(
            Column::OperatingSystem,
            Expr::value(installation.operating_system.clone()),
        )
        .col_expr(
            Column::OperatingSystemVersion,
            Expr::value(installation.operating_system_version.clone()),
        )
        .col_expr(Column::AppVersion, Expr::value(installation.app_version.clone()))
        .filter(its())
        .filter(Column::AccountEnabled.eq(true))
        .exec(change)
        .await?;
    let row = Entity::find().filter(its()).one(change).await?;
    Ok(row.map(|row| match noted.rows_affected {
        0 => Registered::Disabled,
        _ => Registered::As(row.id),
    }))
}

/// A device with when something was last done with it.
#[derive(Clone, Debug)]
pub struct Device {
    pub row: Model,
    /// Milliseconds since the Unix epoch; none when nothing was.
    pub last_activity: Option<i64>,
}

/// The devices of a person, the last used first.
///
/// # Errors
/// When the database fails.
pub async fn of_user(db: &impl ConnectionTrait, user_id: Uuid) -> Result<Vec<Device>, DbErr> {
    let rows = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .order_by_desc(Column::RegisteredAt)
        .order_by_asc(Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    let used: HashMap<Uuid, i64> = grant::Entity::find()
        .select_only()
        .column(grant::Column::DeviceId)
        .column_as(grant::Column::LastUsedAt.max(), "used")
        .filter(grant::Column::DeviceId.is_in(rows.iter().map(|row| row.id)))
        .group_by(grant::Column::DeviceId)
        .into_tuple()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let mut devices: Vec<Device> = rows
        .into_iter()
        .map(|row| Device {
            last_activity: Ord::max(row.last_sign_in_at, used.get(&row.id).copied()),
            row,
        })
        .collect();
    devices.sort_by_key(|device| std::cmp::Reverse((device.last_activity, device.row.registered_at)));
    Ok(devices)
}

/// One device of a person.
///
/// # Errors
/// When the database fails.
pub async fn one_of(db: &impl ConnectionTrait, user_id: Uuid, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(Column::UserId.eq(user_id))
        .one(db)
        .await
}

/// Writes a device down that an administrator knows of.
///
/// # Errors
/// When the database fails.
pub async fn add(change: &DatabaseTransaction, row: Model) -> Result<(), DbErr> {
    let row: ActiveModel = row.into_active_model();
    Entity::insert(row.reset_all())
        .exec_without_returning(change)
        .await?;
    Ok(())
}
