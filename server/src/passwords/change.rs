//! Changing a password (B-109 … B-118).

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, TransactionTrait,
};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::rules::{self, Hints, Unmet};
use super::standing::{self, NotChangeable};
use super::typed::prepared;
use crate::audit::{self, Event};
use crate::authority::lockout::{self, PasswordTry};
use crate::authority::sessions;
use crate::methods::slow_hash;
use crate::state::AppState;
use crate::store::entities::former_password::{self, Column as Former};
use crate::store::entities::{password, tenant, user};
use crate::store::values::PasswordRules;

/// A wish to change a password.
pub struct Wish<'a> {
    pub user: &'a user::Model,
    pub tenant: &'a tenant::Model,
    /// As it was typed; none when the person proved so much that it is not asked.
    pub current: Option<SecretString>,
    pub new: SecretString,
    /// The sign-in that goes on; every other one ends.
    pub grant: Uuid,
    /// What is written down when it is done.
    pub done: Event<'a>,
    /// What is written down when the current one was wrong.
    pub failed: Event<'a>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    NotChangeable(NotChangeable),
    /// The current one is wrong; so many tries are left.
    Wrong(i32),
    /// Too many wrong ones.
    Locked(Duration),
    Unfit(Unmet),
    /// Somebody else, or another window, was faster.
    Overtaken,
}

/// Changes a password. Every other app and browser has to sign in again.
///
/// # Errors
/// When the database or the operating system fails; then nothing was changed.
pub async fn change(state: &AppState, wish: Wish<'_>) -> anyhow::Result<Outcome> {
    let before = standing::password_of(&state.db, wish.user).await?;
    if let Some(why) = standing::not_changeable(wish.user, wish.tenant, before.as_ref()) {
        return Ok(Outcome::NotChangeable(why));
    }
    let Some(before) = before else {
        return Ok(Outcome::NotChangeable(NotChangeable::NoPassword));
    };
    if let Some(current) = &wish.current {
        // Judged first: nobody learns what is allowed who does not know the current one.
        match check(state, wish.user, &before, current).await? {
            Ok(()) => {}
            Err(refused) => {
                if matches!(refused, Outcome::Wrong(_)) {
                    audit::record(&state.db, state.now_ms(), wish.failed).await?;
                }
                return Ok(refused);
            }
        }
    }
    let rules = &wish.tenant.settings.password_policy;
    let hash = match hash_if_fit(state, wish.user, wish.tenant, &before, &wish.new).await? {
        Ok(hash) => hash,
        Err(unmet) => return Ok(Outcome::Unfit(unmet)),
    };
    let now_ms = state.now_ms();
    let change = state.db.begin().await?;
    if !replace(&change, now_ms, rules, before, hash).await? {
        change.rollback().await?;
        return Ok(Outcome::Overtaken);
    }
    sessions::end_others(&change, now_ms, wish.user.id, wish.grant, "password_changed").await?;
    audit::record(&change, now_ms, wish.done).await?;
    change.commit().await?;
    Ok(Outcome::Done)
}

/// The hash of a new password, or the first rule it does not meet.
///
/// # Errors
/// When the database or the operating system fails.
pub(crate) async fn hash_if_fit(
    state: &AppState,
    user: &user::Model,
    tenant: &tenant::Model,
    before: &password::Model,
    new: &SecretString,
) -> anyhow::Result<Result<String, Unmet>> {
    let rules = &tenant.settings.password_policy;
    let Some(new) = prepared(new) else {
        return Ok(Err(Unmet::TooLong));
    };
    if let Some(unmet) = judge(new.clone(), rules.clone(), Hints::of(user, tenant)).await? {
        return Ok(Err(unmet));
    }
    if is_reused(state, rules, before, &new).await? {
        return Ok(Err(Unmet::Reused));
    }
    Ok(Ok(slow_hash::hash_all(vec![new]).await?.remove(0)))
}

async fn check(
    state: &AppState,
    user: &user::Model,
    before: &password::Model,
    current: &SecretString,
) -> anyhow::Result<Result<(), Outcome>> {
    let key = lockout::key(&state.secrets, &user.user_name);
    let taken = PasswordTry::take(&state.db, &state.secrets, state.now_ms(), &key, current).await?;
    let taken = match taken {
        Ok(taken) => taken,
        Err(wait) => return Ok(Err(Outcome::Locked(wait))),
    };
    let is_right = match prepared(current) {
        Some(current) => slow_hash::matches(current, Some(before.hash.clone())).await?,
        None => false,
    };
    if is_right {
        lockout::succeeded(&state.db, &key).await?;
        return Ok(Ok(()));
    }
    taken.was_wrong(&state.db).await?;
    Ok(Err(Outcome::Wrong(taken.left)))
}

/// The first rule that is not met, off the async threads.
async fn judge(new: SecretString, rules: PasswordRules, hints: Hints) -> anyhow::Result<Option<Unmet>> {
    let unmet = tokio::task::spawn_blocking(move || {
        let unmet = rules::unmet(new.expose_secret(), &rules, &hints);
        unmet.into_iter().next()
    });
    Ok(unmet.await?)
}

/// Whether the person has it, or had it not so long ago.
async fn is_reused(
    state: &AppState,
    rules: &PasswordRules,
    before: &password::Model,
    new: &SecretString,
) -> anyhow::Result<bool> {
    let former = former_password::Entity::find()
        .filter(Former::UserId.eq(before.user_id))
        .order_by_desc(Former::ReplacedAt)
        .limit(u64::from(rules::history(rules) - 1))
        .all(&state.db)
        .await?;
    let hashes = std::iter::once(before.hash.clone()).chain(former.into_iter().map(|row| row.hash));
    let pairs = hashes.map(|hash| (new.clone(), hash)).collect();
    Ok(slow_hash::match_all(pairs).await?.contains(&true))
}

/// Writes a new one. False when it is no longer the one that was looked at.
///
/// # Errors
/// When the database fails.
pub(crate) async fn replace(
    change: &DatabaseTransaction,
    now_ms: i64,
    rules: &PasswordRules,
    before: password::Model,
    hash: String,
) -> Result<bool, DbErr> {
    let written = password::Entity::update_many()
        .col_expr(password::Column::Hash, Expr::value(hash))
        .col_expr(password::Column::ChangedAt, Expr::value(now_ms))
        .filter(password::Column::UserId.eq(before.user_id))
        .filter(password::Column::Hash.eq(&before.hash))
        .exec(change)
        .await?;
    if written.rows_affected == 0 {
        return Ok(false);
    }
    let kept = u64::from(rules::history(rules) - 1);
    if kept > 0 {
        former_password::Entity::insert(former_password::ActiveModel {
            id: Set(Uuid::new_v4()),
            user_id: Set(before.user_id),
            hash: Set(before.hash),
            replaced_at: Set(now_ms),
        })
        .exec_without_returning(change)
        .await?;
    }
    // Hashes nobody compares with any more are not kept.
    let over: Vec<Uuid> = former_password::Entity::find()
        .select_only()
        .column(Former::Id)
        .filter(Former::UserId.eq(before.user_id))
        .order_by_desc(Former::ReplacedAt)
        .offset(kept)
        .limit(u64::from(*rules::HISTORY.end()) + 1)
        .into_tuple()
        .all(change)
        .await?;
    if !over.is_empty() {
        former_password::Entity::delete_many()
            .filter(Former::Id.is_in(over))
            .exec(change)
            .await?;
    }
    Ok(true)
}
