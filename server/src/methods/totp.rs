//! Codes of authenticator apps and hardware tokens: setting an app up, and proving a person with a code.
//!
//! Each time step counts once: the last one used stands in the row, and moving it on is one conditional update, so that
//! of two requests with the same code, on whatever instances, one is right.

use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, TransactionTrait, UpdateMany,
};
use secrecy::{SecretSlice, SecretString};
use uuid::Uuid;

use super::Verdict;
use super::kind::{self, MethodKind};
use super::oath::{self, Checked, Shape, Window};
use super::offer::NotAddable;
use super::{places, preferences, removal};
use crate::audit;
use crate::clock::span;
use crate::secrets::ServerSecrets;
use crate::state::AppState;
use crate::store::entities::{method_registration, security_method, tenant, user};
use crate::store::values::{MethodData, OathData, RegistrationData};

/// How long a registration stays open (B-91).
const LIFE_TIME: Duration = Duration::from_secs(15 * 60);
/// How many wrong codes end it.
const TRIES: i32 = 5;
/// What secrets of running registrations are sealed for.
const REGISTRATION: &str = "oath registration";
/// And those of methods.
const METHOD: &str = "oath method";

/// The state of a registration that waits for the first code.
pub const AWAITING: &str = "awaitingCode";
/// The state of one that became a method.
pub const COMPLETED: &str = "completed";
/// The state of one that ended without, and why.
const FAILED: &str = "failed";
const SUPERSEDED: &str = "superseded";
const CANCELLED: &str = "cancelled";
const TOO_MANY_TRIES: &str = "tooManyTries";

/// What the authenticator app is given, once.
#[derive(Debug)]
pub struct Enrolment {
    pub secret_key: SecretString,
    pub uri: SecretString,
    pub issuer: String,
    pub account_name: String,
}

/// What became of the first code.
#[derive(Debug)]
pub enum Confirmed {
    Method(Box<security_method::Model>),
    Wrong {
        tries_remaining: i32,
    },
    /// This was the last try.
    TooManyTries,
    /// There is no such registration any more.
    Gone,
    /// All places are taken (B-58), or the policy changed since the start.
    NotAddable(NotAddable),
}

/// Starts to set up an authenticator app. An attempt that was open ends.
///
/// # Errors
/// When the database fails.
pub async fn begin(
    state: &AppState,
    user: &user::Model,
    tenant: &tenant::Model,
    display_name: Option<String>,
) -> Result<(method_registration::Model, Enrolment), DbErr> {
    let now_ms = state.now_ms();
    let id = Uuid::new_v4();
    let secret = oath::new_secret();
    let row = method_registration::Model {
        id,
        user_id: user.id,
        kind: MethodKind::SoftwareOath.name().to_owned(),
        slot: String::new(),
        display_name,
        value: None,
        channel: None,
        replaces_id: None,
        code_mac: None,
        secret_sealed: Some(seal(&state.secrets, REGISTRATION, id, &secret)),
        token_hash: None,
        data: RegistrationData::default(),
        state: AWAITING.to_owned(),
        reason: None,
        tries_remaining: TRIES,
        sent_count: 0,
        created_at: now_ms,
        expires_at: now_ms + span(LIFE_TIME),
        resend_after_at: None,
        finished_at: None,
        method_id: None,
    };
    let change = state.db.begin().await?;
    ended(SUPERSEDED, now_ms).filter(of(user)).exec(&change).await?;
    let active: method_registration::ActiveModel = row.clone().into_active_model();
    method_registration::Entity::insert(active.reset_all())
        .exec_without_returning(&change)
        .await?;
    change.commit().await?;
    let enrolment = Enrolment {
        secret_key: oath::to_base32(&secret),
        uri: oath::key_uri(&tenant.display_name, &user.user_name, &secret),
        issuer: tenant.display_name.clone(),
        account_name: user.user_name.clone(),
    };
    Ok((row, enrolment))
}

/// A registration of this person, running or over.
///
/// # Errors
/// When the database fails.
pub async fn find(
    state: &AppState,
    user: &user::Model,
    id: Uuid,
) -> Result<Option<method_registration::Model>, DbErr> {
    method_registration::Entity::find_by_id(id)
        .filter(of(user))
        .one(&state.db)
        .await
}

/// Ends a running registration and forgets its secret; false when there is none (B-71).
///
/// # Errors
/// When the database fails.
pub async fn cancel(state: &AppState, user: &user::Model, id: Uuid) -> Result<bool, DbErr> {
    let now_ms = state.now_ms();
    let cancelled = ended(CANCELLED, now_ms)
        .filter(method_registration::Column::Id.eq(id))
        .filter(method_registration::Column::ExpiresAt.gt(now_ms))
        .filter(of(user))
        .exec(&state.db)
        .await?;
    Ok(cancelled.rows_affected == 1)
}

/// Looks at the first code of the app and, when it is right, makes the method.
///
/// # Errors
/// When the database fails.
pub async fn confirm(
    state: &AppState,
    user: &user::Model,
    event: audit::Event<'_>,
    row: &method_registration::Model,
    typed: &str,
    display_name: Option<String>,
) -> Result<Confirmed, DbErr> {
    // A try is taken before the code is looked at: no number of parallel requests gets more of them.
    let Some(row) = take_try(state, row).await? else {
        return Ok(Confirmed::Gone);
    };
    let Some(secret) = open(&state.secrets, REGISTRATION, row.id, row.secret_sealed.as_deref()) else {
        return Ok(Confirmed::Gone);
    };
    let now_ms = state.now_ms();
    let Checked::Right { step } = oath::check(&secret, Shape::APP, Window::USUAL, None, now_ms, typed) else {
        if row.tries_remaining > 0 {
            return Ok(Confirmed::Wrong {
                tries_remaining: row.tries_remaining,
            });
        }
        ended(TOO_MANY_TRIES, now_ms)
            .filter(method_registration::Column::Id.eq(row.id))
            .exec(&state.db)
            .await?;
        return Ok(Confirmed::TooManyTries);
    };
    let mut method = places::method(user.id, MethodKind::SoftwareOath, now_ms);
    method.display_name = display_name.or_else(|| row.display_name.clone());
    method.secret_sealed = Some(seal(&state.secrets, METHOD, method.id, &secret));
    // The code that confirmed is used up.
    method.last_step = Some(step);
    method.data = MethodData {
        oath: Some(OathData::default()),
        ..MethodData::default()
    };

    let change = state.db.begin().await?;
    removal::hold(&change, user.id).await?;
    let finished = method_registration::ActiveModel {
        state: Set(COMPLETED.to_owned()),
        secret_sealed: Set(None),
        finished_at: Set(Some(now_ms)),
        method_id: Set(Some(method.id)),
        ..Default::default()
    };
    let finished = method_registration::Entity::update_many()
        .set(finished)
        .filter(method_registration::Column::Id.eq(row.id))
        .filter(method_registration::Column::State.eq(AWAITING))
        .exec(&change)
        .await?;
    if finished.rows_affected == 0 {
        change.rollback().await?;
        return Ok(Confirmed::Gone);
    }
    let method = match places::take_allowed(&change, user, method).await? {
        Ok(method) => method,
        Err(why) => {
            change.rollback().await?;
            return Ok(Confirmed::NotAddable(why));
        }
    };
    let default = preferences::after_change(&change, now_ms, user, preferences::Change::Other).await?;
    if let Some(default) = default {
        let told = RegistrationData {
            default_changed: Some(default.name().to_owned()),
            ..row.data
        };
        method_registration::Entity::update_many()
            .col_expr(method_registration::Column::Data, Expr::value(told))
            .filter(method_registration::Column::Id.eq(row.id))
            .exec(&change)
            .await?;
    }
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(Confirmed::Method(Box::new(method)))
}

/// Whether this is a code of one of the person's apps or tokens. A right one is spent.
///
/// # Errors
/// When the database fails.
pub async fn verify(state: &AppState, user: &user::Model, typed: &str) -> Result<Verdict, DbErr> {
    let now_ms = state.now_ms();
    let methods = security_method::Entity::find()
        .filter(security_method::Column::UserId.eq(user.id))
        .filter(
            security_method::Column::Kind
                .is_in([MethodKind::SoftwareOath.name(), MethodKind::HardwareOath.name()]),
        )
        .filter(security_method::Column::State.eq(kind::state::ACTIVE))
        .order_by_asc(security_method::Column::SlotKey)
        .all(&state.db)
        .await?;
    let mut right = Vec::new();
    let mut is_used = false;
    for method in methods {
        let Some(token) = Token::of(&state.secrets, &method) else {
            continue;
        };
        match token.check(Window::around(token.data.drift), method.last_step, now_ms, typed) {
            Checked::Right { step } => right.push((method.id, token, step)),
            Checked::Used => is_used = true,
            Checked::Wrong => {}
        }
    }
    for (id, token, step) in right {
        if token.spend(state, id, step, now_ms, Some(now_ms)).await? {
            return Ok(Verdict::Proven(id));
        }
        is_used = true;
    }
    Ok(if is_used { Verdict::Used } else { Verdict::Wrong })
}

/// Whether this is a code of one app or token, tried by its owner. A right one is spent like any other, so that nobody
/// learns here what would still work at a sign-in; but it was not used.
///
/// # Errors
/// When the database fails.
pub async fn try_one(
    state: &AppState,
    method: &security_method::Model,
    typed: &str,
) -> Result<Verdict, DbErr> {
    let now_ms = state.now_ms();
    let Some(token) = Token::of(&state.secrets, method) else {
        return Ok(Verdict::Wrong);
    };
    Ok(
        match token.check(Window::around(token.data.drift), method.last_step, now_ms, typed) {
            Checked::Right { step } if token.spend(state, method.id, step, now_ms, None).await? => {
                Verdict::Proven(method.id)
            }
            Checked::Right { .. } | Checked::Used => Verdict::Used,
            Checked::Wrong => Verdict::Wrong,
        },
    )
}

/// An app or token with its secret opened.
pub(super) struct Token {
    pub(super) secret: SecretSlice<u8>,
    pub(super) shape: Shape,
    pub(super) data: OathData,
}

impl Token {
    /// None when the row is of another kind or its secret cannot be opened, which is logged.
    pub(super) fn of(secrets: &ServerSecrets, method: &security_method::Model) -> Option<Self> {
        let data = method.data.oath.clone().unwrap_or_default();
        let shape = Shape {
            period: Ord::max(data.period, 1),
            digits: u8::try_from(data.digits).ok()?,
        };
        let secret = open(secrets, METHOD, method.id, method.secret_sealed.as_deref())?;
        Some(Self { secret, shape, data })
    }

    pub(super) fn check(&self, window: Window, last: Option<i64>, now_ms: i64, typed: &str) -> Checked {
        oath::check(&self.secret, self.shape, window, last, now_ms, typed)
    }

    /// How far the token's clock is ahead when its code of `step` was typed now.
    pub(super) fn with_drift(&self, step: i64, now_ms: i64) -> MethodData {
        MethodData {
            oath: Some(OathData {
                drift: step - self.shape.step(now_ms),
                ..self.data.clone()
            }),
            ..MethodData::default()
        }
    }

    /// Moves the last step on; false when another request was there first.
    async fn spend(
        &self,
        state: &AppState,
        id: Uuid,
        step: i64,
        now_ms: i64,
        used_at: Option<i64>,
    ) -> Result<bool, DbErr> {
        let mut spent = security_method::ActiveModel {
            last_step: Set(Some(step)),
            ..Default::default()
        };
        if used_at.is_some() {
            spent.last_used_at = Set(used_at);
        }
        // Hardware clocks run off slowly and are followed; those of phones are right.
        if self.data.serial.is_some() {
            spent.data = Set(self.with_drift(step, now_ms));
        }
        let spent = security_method::Entity::update_many()
            .set(spent)
            .filter(security_method::Column::Id.eq(id))
            .filter(security_method::Column::State.eq(kind::state::ACTIVE))
            .filter(is_before(step))
            .exec(&state.db)
            .await?;
        Ok(spent.rows_affected == 1)
    }
}

/// The last step used is none or earlier than this one.
pub(super) fn is_before(step: i64) -> Condition {
    Condition::any()
        .add(security_method::Column::LastStep.is_null())
        .add(security_method::Column::LastStep.lt(step))
}

/// Seals the secret of a method.
pub(crate) fn seal_for_method(secrets: &ServerSecrets, id: Uuid, secret: &SecretSlice<u8>) -> Vec<u8> {
    seal(secrets, METHOD, id, secret)
}

fn seal(secrets: &ServerSecrets, purpose: &str, id: Uuid, secret: &SecretSlice<u8>) -> Vec<u8> {
    use secrecy::ExposeSecret;
    secrets.seal(purpose, &id.to_string(), secret.expose_secret())
}

fn open(secrets: &ServerSecrets, purpose: &str, id: Uuid, sealed: Option<&[u8]>) -> Option<SecretSlice<u8>> {
    match secrets.open(purpose, &id.to_string(), sealed?) {
        Ok(secret) => Some(secret),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, %id, "the secret of a method is lost");
            None
        }
    }
}

async fn take_try(
    state: &AppState,
    row: &method_registration::Model,
) -> Result<Option<method_registration::Model>, DbErr> {
    use method_registration::{Column, Entity};
    let taken = Entity::update_many()
        .col_expr(Column::TriesRemaining, Expr::col(Column::TriesRemaining).sub(1))
        .filter(Column::Id.eq(row.id))
        .filter(Column::TriesRemaining.gt(0))
        .filter(Column::State.eq(AWAITING))
        .filter(Column::ExpiresAt.gt(state.now_ms()))
        .exec(&state.db)
        .await?;
    if taken.rows_affected == 0 {
        return Ok(None);
    }
    Entity::find_by_id(row.id).one(&state.db).await
}

/// The update that ends running registrations without a method; the caller says which.
fn ended(reason: &str, now_ms: i64) -> UpdateMany<method_registration::Entity> {
    method_registration::Entity::update_many()
        .set(method_registration::ActiveModel {
            state: Set(FAILED.to_owned()),
            reason: Set(Some(reason.to_owned())),
            secret_sealed: Set(None),
            finished_at: Set(Some(now_ms)),
            ..Default::default()
        })
        .filter(method_registration::Column::State.eq(AWAITING))
}

fn of(user: &user::Model) -> Condition {
    Condition::all()
        .add(method_registration::Column::UserId.eq(user.id))
        .add(method_registration::Column::Kind.eq(MethodKind::SoftwareOath.name()))
}
