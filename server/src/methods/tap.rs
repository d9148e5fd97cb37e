//! Temporary Access Pass: a password for a short time that an administrator issues, so that somebody who has nothing
//! else can sign in and register methods (B-36, B-96). One at a time; shown once.

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, DbErr, EntityTrait, QueryFilter, TransactionTrait,
};
use secrecy::SecretString;

use super::kind::MethodKind;
use super::{Verdict, places, preferences, slow_hash};
use crate::clock::span;
use crate::state::AppState;
use crate::store::entities::{security_method, user};
use crate::store::values::{MethodData, PassData};
use crate::{audit, random};

/// 10 minutes to 30 days (B-96).
pub const LIFETIME_MINUTES: std::ops::RangeInclusive<u32> = 10..=30 * 24 * 60;
pub const DEFAULT_LIFETIME_MINUTES: u32 = 60;
/// In characters (B-96).
pub const LENGTH: std::ops::RangeInclusive<u32> = 8..=48;
pub const DEFAULT_LENGTH: u32 = 12;
/// How long after signing in with a pass methods may be registered without another proof (B-96).
pub const REGISTRATION_MINUTES: u32 = 10;
/// No characters that look alike.
const ALPHABET: &[u8] = b"23456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz";
/// What is longer is no pass.
const MOST_BYTES: usize = 200;

/// What a pass is to be like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    pub lifetime_minutes: u32,
    pub length: u32,
    pub one_time: bool,
    /// Milliseconds since the Unix epoch; none for now.
    pub starts_at: Option<i64>,
    /// Whether a pass that could still be used is replaced.
    pub replace: bool,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            lifetime_minutes: DEFAULT_LIFETIME_MINUTES,
            length: DEFAULT_LENGTH,
            one_time: false,
            starts_at: None,
            replace: false,
        }
    }
}

/// Why no pass was issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    #[error("a pass lasts {} minutes to 30 days", LIFETIME_MINUTES.start())]
    Lifetime,
    #[error("a pass has {} to {} characters", LENGTH.start(), LENGTH.end())]
    Length,
    #[error("there is a pass that can still be used")]
    AlreadyThere,
    #[error("hashing the pass")]
    Hash(#[source] anyhow::Error),
    #[error("the database failed")]
    Store(#[from] DbErr),
}

/// A pass that was issued. The pass itself is nowhere else.
#[derive(Debug)]
pub struct Issued {
    pub pass: SecretString,
    pub method: security_method::Model,
}

/// Why a pass can or cannot be used now, as Graph's `methodUsabilityReason` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usability {
    EnabledByPolicy,
    NotYetValid,
    Expired,
    OneTimeUsed,
}

impl Usability {
    /// Whether the pass can be used.
    pub const fn is_usable(self) -> bool {
        matches!(self, Self::EnabledByPolicy)
    }

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EnabledByPolicy => "EnabledByPolicy",
            Self::NotYetValid => "NotYetValid",
            Self::Expired => "Expired",
            Self::OneTimeUsed => "OneTimeUsed",
        }
    }
}

/// Whether a pass can be used at this instant.
pub fn usability(method: &security_method::Model, now_ms: i64) -> Usability {
    let pass = method.data.pass.clone().unwrap_or_default();
    if method.expires_at.is_none_or(|ends| ends <= now_ms) {
        Usability::Expired
    } else if pass.one_time && method.last_used_at.is_some() {
        Usability::OneTimeUsed
    } else if pass.starts_at > now_ms {
        Usability::NotYetValid
    } else {
        Usability::EnabledByPolicy
    }
}

/// For how many minutes a proof counts as fresh, given the policy and what was proven: who came in by a pass registers
/// methods within ten minutes (B-96).
pub fn fresh_minutes<S: AsRef<str>>(policy: u32, amr: &[S]) -> u32 {
    if amr.iter().any(|proof| proof.as_ref() == "tap") {
        policy.min(REGISTRATION_MINUTES)
    } else {
        policy
    }
}

/// Issues a pass for a person. What can no longer be used gives way to it.
///
/// # Errors
/// [`IssueError`].
pub async fn issue(
    db: &DatabaseConnection,
    now_ms: i64,
    user: &user::Model,
    wish: Wish,
    event: audit::Event<'_>,
) -> Result<Issued, IssueError> {
    if !LIFETIME_MINUTES.contains(&wish.lifetime_minutes) {
        return Err(IssueError::Lifetime);
    }
    if !LENGTH.contains(&wish.length) {
        return Err(IssueError::Length);
    }
    let pass: SecretString = random::text(ALPHABET, wish.length as usize).into();
    let hash = slow_hash::hash_all(vec![pass.clone()])
        .await
        .map_err(IssueError::Hash)?
        .pop()
        .unwrap_or_default();
    let starts_at = wish.starts_at.unwrap_or(now_ms);
    let lasts = span(Duration::from_secs(60 * u64::from(wish.lifetime_minutes)));
    let mut method = places::method(user.id, MethodKind::TemporaryAccessPass, now_ms);
    method.expires_at = Some(starts_at + lasts);
    method.data = MethodData {
        pass: Some(PassData {
            hash,
            lifetime_minutes: wish.lifetime_minutes,
            one_time: wish.one_time,
            starts_at,
        }),
        ..MethodData::default()
    };

    let change = db.begin().await?;
    let mut in_the_way = security_method::Entity::delete_many().filter(of(user));
    if !wish.replace {
        in_the_way = in_the_way.filter(security_method::Column::ExpiresAt.lte(now_ms));
    }
    in_the_way.exec(&change).await?;
    if !wish.replace {
        let left = security_method::Entity::find()
            .filter(of(user))
            .one(&change)
            .await?;
        if let Some(used) = left.filter(|left| usability(left, now_ms) == Usability::OneTimeUsed) {
            security_method::Entity::delete_by_id(used.id)
                .exec(&change)
                .await?;
        }
    }
    let Some(method) = places::take(&change, method).await? else {
        change.rollback().await?;
        return Err(IssueError::AlreadyThere);
    };
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(Issued { pass, method })
}

/// Takes a person's pass away; false when there is none.
///
/// # Errors
/// When the database fails.
pub async fn revoke(
    db: &DatabaseConnection,
    now_ms: i64,
    user: &user::Model,
    event: audit::Event<'_>,
) -> Result<bool, DbErr> {
    let change = db.begin().await?;
    let revoked = security_method::Entity::delete_many()
        .filter(of(user))
        .exec(&change)
        .await?;
    if revoked.rows_affected == 0 {
        change.rollback().await?;
        return Ok(false);
    }
    preferences::after_change(&change, now_ms, user, preferences::Change::Other).await?;
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(true)
}

/// Whether this is the person's pass, and it can be used now. One that is good for one time is spent: of two requests
/// at once one is right.
///
/// # Errors
/// When the database fails.
pub async fn verify(state: &AppState, user: &user::Model, typed: &str) -> Result<Verdict, DbErr> {
    let typed = typed.trim();
    let method = security_method::Entity::find()
        .filter(of(user))
        .one(&state.db)
        .await?;
    let hash = method.as_ref().and_then(|method| method.data.pass.as_ref());
    let is_it = is_hashed(typed, hash.map(|pass| pass.hash.clone())).await?;
    let Some(method) = method.filter(|_| is_it) else {
        return Ok(Verdict::Wrong);
    };
    let now_ms = state.now_ms();
    match usability(&method, now_ms) {
        Usability::EnabledByPolicy => {}
        Usability::OneTimeUsed => return Ok(Verdict::Used),
        Usability::Expired | Usability::NotYetValid => return Ok(Verdict::Expired),
    }
    let mut spent = security_method::Entity::update_many()
        .col_expr(security_method::Column::LastUsedAt, Expr::value(now_ms))
        .filter(security_method::Column::Id.eq(method.id));
    if method.data.pass.as_ref().is_some_and(|pass| pass.one_time) {
        spent = spent.filter(security_method::Column::LastUsedAt.is_null());
    }
    let spent = spent.exec(&state.db).await?;
    Ok(if spent.rows_affected == 1 {
        Verdict::Proven(method.id)
    } else {
        Verdict::Used
    })
}

/// Takes as long as [`verify`]: how long a sign-in takes tells nobody who has a pass, or whether there is such a person.
///
/// # Errors
/// When the work was cut short.
pub async fn verify_nobodys(typed: &str) -> Result<(), DbErr> {
    is_hashed(typed.trim(), None).await.map(|_| ())
}

async fn is_hashed(typed: &str, hash: Option<String>) -> Result<bool, DbErr> {
    if !(1..=MOST_BYTES).contains(&typed.len()) {
        return Ok(false);
    }
    slow_hash::matches(typed.into(), hash)
        .await
        .map_err(|error| DbErr::Custom(format!("checking a pass: {error:#}")))
}

fn of(user: &user::Model) -> Condition {
    Condition::all()
        .add(security_method::Column::UserId.eq(user.id))
        .add(security_method::Column::Kind.eq(MethodKind::TemporaryAccessPass.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_338_000_000;

    fn pass(one_time: bool, starts_in: i64, minutes: i64, is_used: bool) -> security_method::Model {
        let mut method = places::method(uuid::Uuid::nil(), MethodKind::TemporaryAccessPass, NOW);
        method.expires_at = Some(NOW + starts_in + minutes * 60_000);
        method.last_used_at = is_used.then_some(NOW - 1);
        method.data.pass = Some(PassData {
            one_time,
            starts_at: NOW + starts_in,
            ..PassData::default()
        });
        method
    }

    #[test]
    fn b36_says_why_a_pass_cannot_be_used() {
        for (method, why) in [
            (pass(false, 0, 60, false), "EnabledByPolicy"),
            (pass(false, 0, 60, true), "EnabledByPolicy"),
            (pass(true, 0, 60, false), "EnabledByPolicy"),
            (pass(true, 0, 60, true), "OneTimeUsed"),
            (pass(false, 1, 60, false), "NotYetValid"),
            (pass(false, -3_600_000, 60, false), "Expired"),
        ] {
            let found = usability(&method, NOW);
            assert_eq!(found.name(), why);
            assert_eq!(found.is_usable(), why == "EnabledByPolicy");
        }
    }

    #[test]
    fn b96_after_a_pass_methods_are_registered_within_ten_minutes() {
        assert_eq!(fresh_minutes(60, &["tap", "mfa"]), 10);
        assert_eq!(fresh_minutes(5, &["tap"]), 5);
        assert_eq!(fresh_minutes(60, &["pwd", "otp", "mfa"]), 60);
    }
}
