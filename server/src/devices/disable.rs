//! Disabling a device, and enabling it again.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, TransactionTrait,
};

use crate::audit::{self, Event};
use crate::authority::{device, remembered};
use crate::store::entities::device::{Column, Entity, Model};
use crate::store::entities::{browser_session, device_authorization, grant};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disabled {
    Done,
    /// It was before; nothing was changed.
    Before,
}

/// Disables a device: what it is signed in to ends now, tokens included, and it does not sign in again. `event` is
/// written down with the device.
///
/// # Errors
/// When the database fails; then nothing was changed.
pub async fn disable(
    db: &DatabaseConnection,
    now_ms: i64,
    device: &Model,
    event: Event<'_>,
) -> Result<Disabled, DbErr> {
    let change = db.begin().await?;
    let disabled = Entity::update_many()
        .col_expr(Column::AccountEnabled, Expr::value(false))
        .col_expr(Column::DisabledAt, Expr::value(now_ms))
        .filter(Column::Id.eq(device.id))
        .filter(Column::AccountEnabled.eq(true))
        .exec(&change)
        .await?;
    if disabled.rows_affected == 0 {
        change.rollback().await?;
        return Ok(Disabled::Before);
    }
    end(&change, now_ms, device).await?;
    record(&change, now_ms, device, event).await?;
    change.commit().await?;
    Ok(Disabled::Done)
}

/// Lets a device sign in again; whether it was disabled. Only an administrator's command calls this (B-144).
///
/// # Errors
/// When the database fails.
pub async fn enable(
    db: &DatabaseConnection,
    now_ms: i64,
    device: &Model,
    event: Event<'_>,
) -> Result<bool, DbErr> {
    let change = db.begin().await?;
    let enabled = Entity::update_many()
        .col_expr(Column::AccountEnabled, Expr::value(true))
        .col_expr(Column::DisabledAt, Expr::value(None::<i64>))
        .filter(Column::Id.eq(device.id))
        .filter(Column::AccountEnabled.eq(false))
        .exec(&change)
        .await?;
    if enabled.rows_affected == 0 {
        change.rollback().await?;
        return Ok(false);
    }
    record(&change, now_ms, device, event).await?;
    change.commit().await?;
    Ok(true)
}

/// Takes a device and its recovery keys off the account; what it is signed in to ends. Whether it was there.
///
/// # Errors
/// When the database fails.
pub async fn remove(
    db: &DatabaseConnection,
    now_ms: i64,
    device: &Model,
    event: Event<'_>,
) -> Result<bool, DbErr> {
    let change = db.begin().await?;
    let removed = Entity::delete_by_id(device.id).exec(&change).await?;
    if removed.rows_affected == 0 {
        change.rollback().await?;
        return Ok(false);
    }
    end(&change, now_ms, device).await?;
    record(&change, now_ms, device, event).await?;
    change.commit().await?;
    Ok(true)
}

async fn record(
    change: &DatabaseTransaction,
    now_ms: i64,
    device: &Model,
    mut event: Event<'_>,
) -> Result<(), DbErr> {
    event.detail.push(("device", device.id.to_string()));
    event.detail.push(("name", device.display_name.clone()));
    audit::record(change, now_ms, event).await
}

/// Ends what a device is signed in to: the sessions of the app, the browser on it that the app was signed in with, and
/// codes that were approved for it. Which of the remembered browsers are on it nobody knows: all are forgotten.
async fn end(change: &DatabaseTransaction, now_ms: i64, device: &Model) -> Result<(), DbErr> {
    let its = || {
        grant::Column::DeviceId
            .eq(device.id)
            .and(grant::Column::UserId.eq(device.user_id))
    };
    // The browser of a device code may be any; that of a code in the address is on the same computer (RFC 8252).
    let signed_in: Vec<i64> = grant::Entity::find()
        .filter(its())
        .filter(grant::Column::Origin.eq("authorization_code"))
        .all(change)
        .await?
        .into_iter()
        .map(|grant| grant.authenticated_at)
        .collect();
    browser_session::Entity::delete_many()
        .filter(browser_session::Column::UserId.eq(device.user_id))
        .filter(browser_session::Column::AuthenticatedAt.is_in(signed_in))
        .exec(change)
        .await?;
    grant::Entity::update_many()
        .col_expr(grant::Column::RevokedAt, Expr::value(now_ms))
        .col_expr(grant::Column::RevokedBecause, Expr::value("device_disabled"))
        .filter(its())
        .filter(grant::Column::RevokedAt.is_null())
        .exec(change)
        .await?;
    let waiting = device_authorization::Entity::find()
        .filter(device_authorization::Column::UserId.eq(device.user_id))
        .filter(device_authorization::Column::Status.eq(device::status::APPROVED))
        .all(change)
        .await?
        .into_iter()
        .filter(|row| {
            let asked = row.installation.as_ref().map(|it| &it.hash);
            asked.is_some() && asked == device.installation_hash.as_ref()
        })
        .map(|row| row.id);
    device_authorization::Entity::update_many()
        .col_expr(
            device_authorization::Column::Status,
            Expr::value(device::status::DENIED),
        )
        .filter(device_authorization::Column::Id.is_in(waiting))
        .exec(change)
        .await?;
    remembered::forget_all(change, device.user_id).await?;
    Ok(())
}
