//! Approvals: a question to a person's phone, answered with the number that the screen shows (B-54 … B-60).
//!
//! The phone is a page of this server with a key of its own ([`signed`]); [`enrol`] makes it one of the person's
//! methods, [`reply`] takes its answers. Here is the side that asks.

mod enrol;
mod reply;
mod signed;

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, TransactionTrait,
};
use uuid::Uuid;

pub use enrol::{Begun, NotEnrolled, cancel, enrol, find, number, resend, start};
pub use reply::{Outcome, Reply, is_expired, pending, reply};
pub use signed::{Phone, PublicKey, Refused, Signature, authenticate};

use super::kind::{MethodKind, state as method_state};
use super::{Answer, NotSent};
use crate::clock::span;
use crate::random;
use crate::rate_limit::{self, Limit};
use crate::state::AppState;
use crate::store::entities::approval::{ActiveModel, Column, Entity, Model};
use crate::store::entities::{security_method, user};

/// How long a question waits for its answer.
pub(crate) const LIFETIME: Duration = Duration::from_secs(2 * 60);
/// Questions to one person, wherever they come from: whoever knows a password cannot wear its owner out.
const LIMIT: Limit = Limit {
    hits: 5,
    window: Duration::from_secs(10 * 60),
};
/// The longest text of a stranger's that is kept.
const LONGEST: usize = 200;

const PENDING: &str = "pending";
const APPROVED: &str = "approved";
const DENIED: &str = "denied";
const REPORTED: &str = "reported";
const EXPIRED: &str = "expired";

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Whether a phone that was just set up works (B-54).
    Test,
    SignIn,
    StepUp,
    /// Whether a phone that is registered still works; it proves nothing.
    Trial,
    /// Somebody who cannot sign in wants a new password.
    PasswordReset,
}

impl Purpose {
    /// The name in the database and for the phone.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::SignIn => "signIn",
            Self::StepUp => "stepUp",
            Self::Trial => "trial",
            Self::PasswordReset => "passwordReset",
        }
    }
}

/// Who asks, from where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    pub app: Option<String>,
    pub address: Option<String>,
    pub user_agent: Option<String>,
}

/// Asks all phones of a person; the text is the number to match (B-55). An earlier question for the same is over.
///
/// # Errors
/// [`NotSent`]: the limit is reached, there is no phone, or the database failed, which is logged.
pub async fn ask(
    state: &AppState,
    user: &user::Model,
    purpose: Purpose,
    context: Context,
) -> Result<(Uuid, String), NotSent> {
    let phone = security_method::Entity::find()
        .filter(security_method::Column::UserId.eq(user.id))
        .filter(security_method::Column::Kind.eq(MethodKind::Authenticator.name()))
        .filter(security_method::Column::State.eq(method_state::ACTIVE))
        .one(&state.db)
        .await
        .map_err(failed)?;
    if phone.is_none() {
        return Err(NotSent::NotPossible);
    }
    put_to(state, question(user.id, purpose, context, state.now_ms())).await
}

/// Asks one phone whether it works, within the same limits.
///
/// # Errors
/// As [`ask`].
pub async fn ask_for_trial(
    state: &AppState,
    phone: &security_method::Model,
    context: Context,
) -> Result<(Uuid, String), NotSent> {
    let question = Model {
        method_id: Some(phone.id),
        ..question(phone.user_id, Purpose::Trial, context, state.now_ms())
    };
    put_to(state, question).await
}

/// Puts a question to the phones it is for.
async fn put_to(state: &AppState, question: Model) -> Result<(Uuid, String), NotSent> {
    let now_ms = state.now_ms();
    rate_limit::hit(
        &state.db,
        now_ms,
        &format!("approval:{}", question.user_id),
        LIMIT,
    )
    .await
    .map_err(failed)?
    .map_err(|limited| NotSent::LimitReached {
        retry_after: limited.retry_after,
    })?;
    let change = state.db.begin().await.map_err(failed)?;
    put(&change, &question).await.map_err(failed)?;
    change.commit().await.map_err(failed)?;
    state.push.wake(state, &question);
    Ok((question.id, question.number))
}

#[allow(clippy::needless_pass_by_value, reason = "it is handed to `map_err`")]
fn failed(error: DbErr) -> NotSent {
    tracing::error!(error = &error as &dyn std::error::Error, "the database failed");
    NotSent::Failed
}

/// Takes a question back that nobody answered.
///
/// # Errors
/// When the database fails.
pub async fn withdraw(db: &impl ConnectionTrait, id: Uuid) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(EXPIRED))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(PENDING))
        .exec(db)
        .await?;
    Ok(())
}

/// The number to match of a question that waits.
///
/// # Errors
/// When the database fails.
pub async fn number_of(state: &AppState, id: Uuid) -> Result<Option<String>, DbErr> {
    let row = Entity::find_by_id(id)
        .filter(Column::State.eq(PENDING))
        .filter(Column::ExpiresAt.gt(state.now_ms()))
        .one(&state.db)
        .await?;
    Ok(row.map(|row| row.number))
}

/// Asks all phones of a person whose name somebody typed who has proven nothing: that is anybody, and takes nothing from
/// what a sign-in may ask. The page shows the number at once, so it comes from the caller, who counts. False when there is
/// no phone.
///
/// # Errors
/// When the database fails.
pub async fn ask_for_reset(
    state: &AppState,
    user: &user::Model,
    (id, number): (Uuid, String),
    context: Context,
) -> Result<bool, DbErr> {
    let phone = security_method::Entity::find()
        .filter(security_method::Column::UserId.eq(user.id))
        .filter(security_method::Column::Kind.eq(MethodKind::Authenticator.name()))
        .filter(security_method::Column::State.eq(method_state::ACTIVE))
        .one(&state.db)
        .await?;
    if phone.is_none() {
        return Ok(false);
    }
    let question = Model {
        id,
        number,
        ..question(user.id, Purpose::PasswordReset, context, state.now_ms())
    };
    let change = state.db.begin().await?;
    put(&change, &question).await?;
    change.commit().await?;
    state.push.wake(state, &question);
    Ok(true)
}

/// What became of a question.
///
/// # Errors
/// When the database fails.
pub async fn answer(state: &AppState, id: Uuid) -> Result<Answer, DbErr> {
    let row = Entity::find_by_id(id).one(&state.db).await?;
    Ok(match row {
        Some(row) => match row.state.as_str() {
            APPROVED => Answer::Yes,
            DENIED => Answer::No,
            REPORTED => Answer::Reported,
            PENDING if row.expires_at > state.now_ms() => Answer::Waiting,
            _ => Answer::TooLate,
        },
        None => Answer::TooLate,
    })
}

/// Ends the tests of a person's new phone that wait: the registration they belong to is over.
async fn end_tests(db: &impl ConnectionTrait, user_id: Uuid) -> Result<(), DbErr> {
    expire(db, user_id, Some(Purpose::Test)).await
}

/// Ends everything that waits for an answer of this person's phones, whoever asked.
///
/// # Errors
/// When the database fails.
pub async fn end_all(db: &impl ConnectionTrait, user_id: Uuid) -> Result<(), DbErr> {
    expire(db, user_id, None).await
}

async fn expire(db: &impl ConnectionTrait, user_id: Uuid, only: Option<Purpose>) -> Result<(), DbErr> {
    let mut waiting = Condition::all()
        .add(Column::UserId.eq(user_id))
        .add(Column::State.eq(PENDING));
    if let Some(purpose) = only {
        waiting = waiting.add(Column::Purpose.eq(purpose.name()));
    }
    Entity::update_many()
        .col_expr(Column::State, Expr::value(EXPIRED))
        .filter(waiting)
        .exec(db)
        .await?;
    Ok(())
}

/// A question nobody was asked yet.
fn question(user_id: Uuid, purpose: Purpose, context: Context, now_ms: i64) -> Model {
    let short = |text: Option<String>| text.map(|text| text.chars().take(LONGEST).collect());
    Model {
        id: Uuid::new_v4(),
        user_id,
        method_id: None,
        registration_id: None,
        purpose: purpose.name().to_owned(),
        number: random::digits(2),
        state: PENDING.to_owned(),
        app: short(context.app),
        address: context.address,
        user_agent: short(context.user_agent),
        created_at: now_ms,
        expires_at: now_ms + span(LIFETIME),
        answered_at: None,
        wrong_tries: 0,
    }
}

/// Writes a question down; the one before it, for the same person and purpose, is over.
async fn put(change: &impl ConnectionTrait, question: &Model) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(EXPIRED))
        .filter(Column::UserId.eq(question.user_id))
        .filter(Column::Purpose.eq(&question.purpose))
        .filter(Column::State.eq(PENDING))
        .exec(change)
        .await?;
    let row: ActiveModel = question.clone().into_active_model();
    Entity::insert(row.reset_all())
        .exec_without_returning(change)
        .await?;
    Ok(())
}
