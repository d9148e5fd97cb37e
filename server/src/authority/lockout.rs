//! Slows down guessing of passwords: ten failures lock a name for a minute, the next lock lasts longer (B-116). Names
//! nobody has are locked alike, so the answer does not tell who works here. What was wrong a moment ago is no further
//! try: a program that keeps an old password locks nobody out.

use std::time::Duration;

use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter,
};

use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use crate::clock::span;
use crate::secrets::ServerSecrets;
use crate::store::entities::sign_in_lock::{ActiveModel, Column, Entity, Model};
use crate::store::values::Strings;

/// Failures until a lock.
const TRIES: i32 = 10;
/// How many wrong passwords are remembered, as Entra does.
const REMEMBERED_WRONG: usize = 3;
/// How long the first, second, … lock in a row lasts.
const LOCKS: [Duration; 5] = [
    Duration::from_secs(60),
    Duration::from_secs(5 * 60),
    Duration::from_secs(15 * 60),
    Duration::from_secs(60 * 60),
    Duration::from_secs(4 * 60 * 60),
];

/// A user name as the lock knows it.
pub(crate) fn key(secrets: &ServerSecrets, user_name: &str) -> String {
    secrets.mac("sign-in lock", &[&user_name.trim().to_lowercase()])
}

/// The lock that wrong second factors of a person share, wherever they come from.
pub(crate) fn of_second_factor(secrets: &ServerSecrets, user_id: Uuid) -> String {
    secrets.mac("second factor lock", &[&user_id.to_string()])
}

/// Takes one try before the password is looked at, so that no number of parallel requests gets more than there are.
/// The last one locks the name for whoever comes next. `Ok` has how many are left after it, `Err` how long the name is
/// still locked.
pub(crate) async fn take_try(
    db: &DatabaseConnection,
    now_ms: i64,
    key: &str,
) -> Result<Result<i32, Duration>, DbErr> {
    let first = ActiveModel {
        name_mac: Set(key.to_owned()),
        failed_tries: Set(1),
        locks: Set(0),
        // Over at once: it says when the last try was, so that housekeeping forgets names after a quiet day.
        locked_until: Set(Some(now_ms)),
        recent_wrong: Set(Strings::default()),
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
    if let Some(left) = still_locked(&row, now_ms) {
        return Ok(Err(left));
    }
    if row.failed_tries < TRIES {
        return Ok(Ok(TRIES - row.failed_tries));
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
        Ok(0)
    } else {
        Err(lock)
    })
}

/// A try at a password.
pub(crate) struct PasswordTry {
    key: String,
    wrong_mac: String,
    /// How many are left after this one.
    pub(crate) left: i32,
    is_repeated: bool,
}

impl PasswordTry {
    /// Takes one, as [`take_try`] does. None is taken for what was wrong a moment ago: it teaches a guesser nothing.
    pub(crate) async fn take(
        db: &DatabaseConnection,
        secrets: &ServerSecrets,
        now_ms: i64,
        key: &str,
        given: &SecretString,
    ) -> Result<Result<Self, Duration>, DbErr> {
        let wrong_mac = secrets.passing_mac("wrong password", &[key, given.expose_secret()]);
        let row = Entity::find_by_id(key).one(db).await?;
        let repeated = row.filter(|row| row.recent_wrong.has(&wrong_mac));
        let left = match &repeated {
            Some(row) => still_locked(row, now_ms).map_or(Ok(TRIES - row.failed_tries), Err),
            None => take_try(db, now_ms, key).await?,
        };
        Ok(left.map(|left| Self {
            key: key.to_owned(),
            wrong_mac,
            left,
            is_repeated: repeated.is_some(),
        }))
    }

    /// The password was wrong.
    pub(crate) async fn was_wrong(&self, db: &DatabaseConnection) -> Result<(), DbErr> {
        if self.is_repeated {
            return Ok(());
        }
        let Some(row) = Entity::find_by_id(&self.key).one(db).await? else {
            return Ok(());
        };
        let mut recent = row.recent_wrong;
        recent.0.push(self.wrong_mac.clone());
        let over = recent.0.len().saturating_sub(REMEMBERED_WRONG);
        recent.0.drain(..over);
        Entity::update_many()
            .col_expr(Column::RecentWrong, Expr::value(recent))
            .filter(Column::NameMac.eq(&self.key))
            .exec(db)
            .await?;
        Ok(())
    }
}

fn still_locked(row: &Model, now_ms: i64) -> Option<Duration> {
    let left = row.locked_until.map_or(0, |until| until - now_ms);
    u64::try_from(left)
        .ok()
        .filter(|left| *left > 0)
        .map(Duration::from_millis)
}

/// Forgets failures after a success.
pub(crate) async fn succeeded(db: &impl ConnectionTrait, key: &str) -> Result<(), DbErr> {
    Entity::delete_by_id(key).exec(db).await?;
    Ok(())
}

/// Gives one try back, after which so many were `left`: what was typed was right, and says nothing of those before. The
/// last one takes its lock with it.
pub(crate) async fn give_back(
    db: &DatabaseConnection,
    now_ms: i64,
    key: &str,
    left: i32,
) -> Result<(), DbErr> {
    if left == 0 {
        Entity::update_many()
            .col_expr(Column::FailedTries, Expr::value(TRIES - 1))
            .col_expr(Column::LockedUntil, Expr::value(now_ms))
            .col_expr(Column::Locks, Expr::col(Column::Locks).sub(1))
            .filter(Column::NameMac.eq(key))
            .filter(Column::FailedTries.eq(0))
            .filter(Column::LockedUntil.gt(now_ms))
            .filter(Column::Locks.gt(0))
            .exec(db)
            .await?;
        return Ok(());
    }
    Entity::update_many()
        .col_expr(Column::FailedTries, Expr::col(Column::FailedTries).sub(1))
        .filter(Column::NameMac.eq(key))
        .filter(Column::FailedTries.gt(0))
        .exec(db)
        .await?;
    Ok(())
}
