//! The end of a reset: the new password, or the lock that is taken away (B-127, B-132). The reset ends in the same
//! transaction: of two windows one gets through, and what was cut off half-way is as if it had not begun.

use sea_orm::{DatabaseTransaction, DbErr, EntityTrait, TransactionTrait};
use secrecy::SecretString;

use super::standing::Standing;
use crate::audit::{self, Event};
use crate::authority::{lockout, sessions};
use crate::passwords::change;
use crate::passwords::rules::Unmet;
use crate::state::AppState;
use crate::store::entities::{password_reset, tenant};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Unfit(Unmet),
    /// Another window was faster, or somebody changed the password meanwhile.
    Overtaken,
}

/// Sets a new password. Every app and browser of the person has to sign in again, and no lock remains.
///
/// # Errors
/// When the database or the operating system fails; then nothing was changed.
pub async fn set_password(
    state: &AppState,
    reset: &password_reset::Model,
    standing: &Standing,
    tenant: &tenant::Model,
    new: &SecretString,
    done: Event<'_>,
) -> anyhow::Result<Outcome> {
    let user = &standing.user;
    let Some(before) = standing.password.clone() else {
        return Ok(Outcome::Overtaken);
    };
    let hash = match change::hash_if_fit(state, user, tenant, &before, new).await? {
        Ok(hash) => hash,
        Err(unmet) => return Ok(Outcome::Unfit(unmet)),
    };
    let now_ms = state.now_ms();
    let rules = &tenant.settings.password_policy;
    let change = state.db.begin().await?;
    let is_ours = end(&change, reset).await? && change::replace(&change, now_ms, rules, before, hash).await?;
    if !is_ours {
        change.rollback().await?;
        return Ok(Outcome::Overtaken);
    }
    sessions::end_all(&change, now_ms, user.id, "password_reset").await?;
    forget_locks(state, &change, standing).await?;
    audit::record(&change, now_ms, done).await?;
    change.commit().await?;
    Ok(Outcome::Done)
}

/// Takes the locks of wrong tries away; the password stays as it is.
///
/// # Errors
/// When the database fails; then nothing was changed.
pub async fn unlock(
    state: &AppState,
    reset: &password_reset::Model,
    standing: &Standing,
    done: Event<'_>,
) -> Result<Outcome, DbErr> {
    let change = state.db.begin().await?;
    if !end(&change, reset).await? {
        change.rollback().await?;
        return Ok(Outcome::Overtaken);
    }
    forget_locks(state, &change, standing).await?;
    audit::record(&change, state.now_ms(), done).await?;
    change.commit().await?;
    Ok(Outcome::Done)
}

async fn end(change: &DatabaseTransaction, reset: &password_reset::Model) -> Result<bool, DbErr> {
    let ended = password_reset::Entity::delete_by_id(&reset.id_hash)
        .exec(change)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// The lock of wrong passwords alone: what verifies here need not be a second factor, so guesses at one stay counted.
async fn forget_locks(
    state: &AppState,
    change: &DatabaseTransaction,
    standing: &Standing,
) -> Result<(), DbErr> {
    let user = &standing.user;
    lockout::succeeded(change, &lockout::key(&state.secrets, &user.user_name)).await
}
