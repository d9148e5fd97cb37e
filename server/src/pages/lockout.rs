//! Slows down guessing of passwords: ten failures lock a name for a minute, the next lock lasts longer. Names nobody
//! has are locked alike, so the answer does not tell who works here.

use std::time::Duration;

use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};

use crate::clock::span;
use crate::secrets::ServerSecrets;
use crate::store::entities::sign_in_lock::{ActiveModel, Column, Entity};

/// Failures until a lock.
const TRIES: i32 = 10;
/// How long the first, second, … lock in a row lasts.
const LOCKS: [Duration; 5] = [
    Duration::from_secs(60),
    Duration::from_secs(5 * 60),
    Duration::from_secs(15 * 60),
    Duration::from_secs(60 * 60),
    Duration::from_secs(4 * 60 * 60),
];

/// A user name as the lock knows it.
pub(super) fn key(secrets: &ServerSecrets, user_name: &str) -> String {
    secrets.mac("sign-in lock", &[&user_name.trim().to_lowercase()])
}

/// Takes one try before the password is looked at, so that no number of parallel requests gets more than there are.
/// The last one locks the name for whoever comes next. `Err` has how long the name is still locked.
pub(super) async fn take_try(
    db: &DatabaseConnection,
    now_ms: i64,
    key: &str,
) -> Result<Result<(), Duration>, DbErr> {
    let first = ActiveModel {
        name_mac: Set(key.to_owned()),
        failed_tries: Set(1),
        locks: Set(0),
        // Over at once: it says when the last try was, so that housekeeping forgets names after a quiet day.
        locked_until: Set(Some(now_ms)),
    };
    let locked = Expr::col((Entity, Column::LockedUntil)).gt(now_ms);
    let tries = Expr::col((Entity, Column::FailedTries));
    let row = Entity::insert(first)
        .on_conflict(
            OnConflict::column(Column::NameMac)
                .value(
                    Column::FailedTries,
                    CaseStatement::new()
                        .case(locked.clone(), tries.clone())
                        .finally(tries.add(1)),
                )
                .value(
                    Column::LockedUntil,
                    CaseStatement::new()
                        .case(locked, Expr::col((Entity, Column::LockedUntil)))
                        .finally(now_ms),
                )
                .to_owned(),
        )
        .exec_with_returning(db)
        .await?;
    let left = row.locked_until.map_or(0, |until| until - now_ms);
    if let Some(left) = u64::try_from(left).ok().filter(|left| *left > 0) {
        return Ok(Err(Duration::from_millis(left)));
    }
    if row.failed_tries < TRIES {
        return Ok(Ok(()));
    }
    let step = usize::try_from(row.locks).unwrap_or(0);
    let lock = LOCKS[Ord::min(step, LOCKS.len() - 1)];
    Entity::update_many()
        .col_expr(Column::FailedTries, Expr::value(0))
        .col_expr(Column::LockedUntil, Expr::value(now_ms + span(lock)))
        .col_expr(
            Column::Locks,
            CaseStatement::new()
                .case(
                    Expr::col(Column::Locks).lt(LOCKS.len() as i32),
                    Expr::col(Column::Locks).add(1),
                )
                .finally(Expr::col(Column::Locks))
                .into(),
        )
        .filter(Column::NameMac.eq(key))
        .filter(Column::FailedTries.gte(TRIES))
        .exec(db)
        .await?;
    Ok(if row.failed_tries == TRIES {
        Ok(())
    } else {
        Err(lock)
    })
}

/// Forgets failures after a success.
pub(super) async fn succeeded(db: &DatabaseConnection, key: &str) -> Result<(), DbErr> {
    Entity::delete_by_id(key).exec(db).await?;
    Ok(())
}
