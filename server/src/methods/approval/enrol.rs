//! Setting a phone up: the QR code, the phone's key, the test (B-53 … B-56).

use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, TransactionTrait,
};
use uuid::Uuid;

use super::signed::{self, PublicKey};
use super::{Context, PENDING, Purpose, Refused, Signature, put, question};
use crate::audit;
use crate::clock::span;
use crate::methods::kind::MethodKind;
use crate::methods::offer::NotAddable;
use crate::methods::{name, places, preferences};
use crate::state::AppState;
use crate::store::entities::method_registration::{ActiveModel, Column, Entity, Model};
use crate::store::entities::{approval, security_method, user};
use crate::store::values::{AuthenticatorData, MethodData, RegistrationData};
use crate::{random, secrets};

/// How long setting up may take.
const LIFETIME: Duration = Duration::from_secs(10 * 60);
/// Until the test may be sent again.
const COOL_DOWN: Duration = Duration::from_secs(15);

pub(super) const SCAN: &str = "awaitingScan";
pub(super) const APPROVAL: &str = "awaitingApproval";
pub(super) const COMPLETED: &str = "completed";
pub(super) const DECLINED: &str = "declined";
pub(super) const FAILED: &str = "failed";

/// A registration with the token of its QR code, which is nowhere else.
pub struct Begun {
    pub row: Model,
    pub token: String,
}

/// Why a phone was not connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotEnrolled {
    /// Another phone was faster, or the code is over.
    Over,
    Refused(Refused),
}

/// Starts to set up a phone. An attempt that was open ends.
///
/// # Errors
/// When the database fails.
pub async fn start(
    state: &AppState,
    user: &user::Model,
    display_name: Option<String>,
) -> Result<Begun, DbErr> {
    let now_ms = state.now_ms();
    let token = random::token();
    let row = Model {
        id: Uuid::new_v4(),
        user_id: user.id,
        kind: MethodKind::Authenticator.name().to_owned(),
        slot: String::new(),
        display_name,
        value: None,
        channel: None,
        replaces_id: None,
        code_mac: None,
        secret_sealed: None,
        token_hash: Some(secrets::token_hash(&token)),
        data: RegistrationData::default(),
        state: SCAN.to_owned(),
        reason: None,
        tries_remaining: 0,
        sent_count: 0,
        created_at: now_ms,
        expires_at: now_ms + span(LIFETIME),
        resend_after_at: None,
        finished_at: None,
        method_id: None,
    };
    let change = state.db.begin().await?;
    Entity::update_many()
        .set(over(FAILED, Some("superseded"), now_ms))
        .filter(of(user))
        .filter(Column::State.is_in([SCAN, APPROVAL]))
        .exec(&change)
        .await?;
    super::end_tests(&change, user.id).await?;
    Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&change)
        .await?;
    change.commit().await?;
    Ok(Begun { row, token })
}

/// A registration of this person, running or over.
///
/// # Errors
/// When the database fails.
pub async fn find(state: &AppState, user: &user::Model, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(of(user)).one(&state.db).await
}

/// The app gives it up (B-71); false when none runs.
///
/// # Errors
/// When the database fails.
pub async fn cancel(state: &AppState, row: &Model) -> Result<bool, DbErr> {
    let now_ms = state.now_ms();
    let change = state.db.begin().await?;
    let cancelled = Entity::update_many()
        .set(over(FAILED, Some("cancelled"), now_ms))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.is_in([SCAN, APPROVAL]))
        .filter(Column::ExpiresAt.gt(now_ms))
        .exec(&change)
        .await?;
    super::end_tests(&change, row.user_id).await?;
    change.commit().await?;
    Ok(cancelled.rows_affected == 1)
}

/// The number of the test that waits for its answer.
///
/// # Errors
/// When the database fails.
pub async fn number(state: &AppState, row: &Model) -> Result<Option<String>, DbErr> {
    let asked = approval::Entity::find()
        .filter(approval::Column::RegistrationId.eq(row.id))
        .filter(approval::Column::State.eq(PENDING))
        .filter(approval::Column::ExpiresAt.gt(state.now_ms()))
        .order_by_desc(approval::Column::CreatedAt)
        .one(&state.db)
        .await?;
    Ok(asked.filter(|_| row.state == APPROVAL).map(|asked| asked.number))
}

/// Sends the test again, with a new number; the time to wait when it is too soon. Only the row's state is looked at.
///
/// # Errors
/// When the database fails.
pub async fn resend(state: &AppState, row: &Model) -> Result<Result<Model, Duration>, DbErr> {
    let now_ms = state.now_ms();
    if let Some(until) = row.resend_after_at.filter(|at| *at > now_ms) {
        return Ok(Err(Duration::from_millis(
            u64::try_from(until - now_ms).unwrap_or(0),
        )));
    }
    let change = state.db.begin().await?;
    let claimed = Entity::update_many()
        .col_expr(Column::ResendAfterAt, Expr::value(now_ms + span(COOL_DOWN)))
        .col_expr(Column::SentCount, Expr::col(Column::SentCount).add(1))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(APPROVAL))
        .filter(Column::ResendAfterAt.lte(now_ms))
        .exec(&change)
        .await?;
    if claimed.rows_affected == 0 {
        change.rollback().await?;
        return Ok(Err(COOL_DOWN));
    }
    test(&change, row, now_ms).await?;
    change.commit().await?;
    let sent = Model {
        resend_after_at: Some(now_ms + span(COOL_DOWN)),
        sent_count: row.sent_count + 1,
        ..row.clone()
    };
    Ok(Ok(sent))
}

/// A phone scanned the code: it brings its key, and a name for itself. The code is spent; the test goes out.
///
/// # Errors
/// When the database fails.
pub async fn enrol(
    state: &AppState,
    path: &str,
    body: &[u8],
    (token, key, device): (&str, &PublicKey, &str),
    signature: Signature<'_>,
) -> Result<Result<Model, NotEnrolled>, DbErr> {
    // That it has the key it shows is looked at before the code is spent.
    if let Err(refused) = signed::check(state, path, body, key, signature).await? {
        return Ok(Err(NotEnrolled::Refused(refused)));
    }
    let now_ms = state.now_ms();
    let device = name::parse(&device.chars().take(60).collect::<String>());
    let phone = AuthenticatorData {
        public_key: serde_json::to_string(key).unwrap_or_default(),
        device_tag: device.unwrap_or_else(|| "Authenticator".to_owned()),
        app_version: Some(env!("CARGO_PKG_VERSION").to_owned()),
    };
    let change = state.db.begin().await?;
    if !free_key(&change, key, now_ms).await? {
        change.rollback().await?;
        return Ok(Err(NotEnrolled::Over));
    }
    let enrolled = ActiveModel {
        state: Set(APPROVAL.to_owned()),
        token_hash: Set(Some(signed::lookup_key(&key.thumbprint()))),
        data: Set(RegistrationData {
            authenticator: Some(phone),
            ..RegistrationData::default()
        }),
        resend_after_at: Set(Some(now_ms + span(COOL_DOWN))),
        sent_count: Set(1),
        ..Default::default()
    };
    let rows = Entity::update_many()
        .set(enrolled)
        .filter(Column::TokenHash.eq(secrets::token_hash(token)))
        .filter(Column::Kind.eq(MethodKind::Authenticator.name()))
        .filter(Column::State.eq(SCAN))
        .filter(Column::ExpiresAt.gt(now_ms))
        .exec_with_returning(&change)
        .await?;
    let Some(row) = rows.into_iter().next() else {
        change.rollback().await?;
        return Ok(Err(NotEnrolled::Over));
    };
    test(&change, &row, now_ms).await?;
    change.commit().await?;
    Ok(Ok(row))
}

/// Makes a key of earlier attempts usable again; false while it belongs to a method or to an attempt that runs.
async fn free_key(change: &impl ConnectionTrait, key: &PublicKey, now_ms: i64) -> Result<bool, DbErr> {
    let lookup = signed::lookup_key(&key.thumbprint());
    Entity::update_many()
        .col_expr(Column::TokenHash, Expr::value(Option::<String>::None))
        .filter(Column::TokenHash.eq(&lookup))
        .filter(
            Condition::any()
                .add(Column::State.ne(APPROVAL))
                .add(Column::ExpiresAt.lte(now_ms)),
        )
        .exec(change)
        .await?;
    let running = Entity::find()
        .filter(Column::TokenHash.eq(&lookup))
        .one(change)
        .await?;
    let method = security_method::Entity::find()
        .filter(security_method::Column::LookupKey.eq(&lookup))
        .one(change)
        .await?;
    Ok(running.is_none() && method.is_none())
}

async fn test(change: &impl ConnectionTrait, row: &Model, now_ms: i64) -> Result<(), DbErr> {
    let test = approval::Model {
        registration_id: Some(row.id),
        ..question(row.user_id, Purpose::Test, Context::default(), now_ms)
    };
    put(change, &test).await
}

/// What became of a phone whose test was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Completed {
    Added,
    /// Every place for such a method is taken, or the policy changed since the start; the registration says so.
    Refused,
    /// The registration was given up, is too old, or its person was signed out or turned off meanwhile. Whatever the
    /// caller wrote before has to be rolled back.
    Over,
}

/// The test was passed: the phone becomes a method. The registration is claimed before anything else is written, so
/// that one that is over adds nothing (B-71). The caller holds the person's methods.
pub(super) async fn complete(
    change: &impl ConnectionTrait,
    now_ms: i64,
    user: &user::Model,
    row: &Model,
    address: &str,
) -> Result<Completed, DbErr> {
    if !user.is_active() || row.created_at < user.sign_in_valid_from {
        return Ok(Completed::Over);
    }
    let phone = row.data.authenticator.clone().unwrap_or_default();
    let key: Option<PublicKey> = serde_json::from_str(&phone.public_key).ok();
    let Some(key) = key else {
        return Ok(Completed::Over);
    };
    let claimed = Entity::update_many()
        .set(over(COMPLETED, None, now_ms))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(APPROVAL))
        .filter(Column::ExpiresAt.gt(now_ms))
        .exec(change)
        .await?;
    if claimed.rows_affected == 0 {
        return Ok(Completed::Over);
    }
    let method = security_method::Model {
        lookup_key: Some(signed::lookup_key(&key.thumbprint())),
        display_name: row.display_name.clone(),
        value: Some(phone.device_tag.clone()),
        data: MethodData {
            authenticator: Some(phone),
            ..MethodData::default()
        },
        last_used_at: Some(now_ms),
        ..places::method(user.id, MethodKind::Authenticator, now_ms)
    };
    let method = match places::take_allowed(change, user, method).await? {
        Ok(method) => method,
        Err(why) => {
            let reason = match why {
                NotAddable::LimitReached => "limitReached",
                _ => "notAllowedByPolicy",
            };
            set(change, row, over(FAILED, Some(reason), now_ms)).await?;
            return Ok(Completed::Refused);
        }
    };
    let default =
        preferences::after_change(change, now_ms, user, preferences::Change::AuthenticatorAdded).await?;
    let told = ActiveModel {
        method_id: Set(Some(method.id)),
        data: Set(RegistrationData {
            default_changed: default.map(|default| default.name().to_owned()),
            ..row.data.clone()
        }),
        ..Default::default()
    };
    set(change, row, told).await?;
    let event = audit::Event {
        address: Some(address.to_owned()),
        detail: vec![("method", MethodKind::Authenticator.name().to_owned())],
        ..audit::Event::of("method.added", user)
    };
    audit::record(change, now_ms, event).await?;
    Ok(Completed::Added)
}

async fn set(change: &impl ConnectionTrait, row: &Model, to: ActiveModel) -> Result<(), DbErr> {
    Entity::update_many()
        .set(to)
        .filter(Column::Id.eq(row.id))
        .exec(change)
        .await?;
    Ok(())
}

/// A registration whose test was not passed.
pub(super) async fn end(
    change: &impl ConnectionTrait,
    row: &Model,
    as_: &str,
    reason: Option<&str>,
    now_ms: i64,
) -> Result<(), DbErr> {
    Entity::update_many()
        .set(over(as_, reason, now_ms))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(APPROVAL))
        .exec(change)
        .await?;
    Ok(())
}

fn over(state: &str, reason: Option<&str>, now_ms: i64) -> ActiveModel {
    ActiveModel {
        state: Set(state.to_owned()),
        reason: Set(reason.map(str::to_owned)),
        finished_at: Set(Some(now_ms)),
        ..Default::default()
    }
}

fn of(user: &user::Model) -> Condition {
    Condition::all()
        .add(Column::UserId.eq(user.id))
        .add(Column::Kind.eq(MethodKind::Authenticator.name()))
}
