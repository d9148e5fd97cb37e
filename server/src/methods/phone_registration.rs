//! Proving that a phone is at hand, before it becomes a method or takes another's place (B-62, B-67, B-71). Every step
//! that must happen once is one conditional update.

use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, TransactionTrait, UpdateMany,
};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::kind::{MethodKind, PhoneSlot, slot_key};
use super::phone::Channel;
use super::preferences::{self, Change, DefaultOption};
use super::{Answer, NotSent, places, registration_ends, removal, sent_code, sms, voice};
use crate::audit::{self, Event};
use crate::clock::span;
use crate::mail::MailLanguage;
use crate::state::AppState;
use crate::store::entities::method_registration::{ActiveModel, Column, Entity, Model};
use crate::store::entities::{security_method, user};
use crate::store::values::{MethodData, PhoneData, RegistrationData};

/// What the codes are stored for.
const PURPOSE: &str = "phone registration";

const AWAITING_CODE: &str = "awaitingCode";
pub(super) const AWAITING_CALL: &str = "awaitingCall";

/// What a person asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// E.164.
    pub number: &'a str,
    pub slot: PhoneSlot,
    pub channel: Channel,
    pub replaces: Option<Uuid>,
}

/// What became of a proof.
#[derive(Debug)]
pub enum Proven {
    Method(Box<security_method::Model>),
    /// It was used or ended meanwhile.
    Gone,
    LimitReached,
    MobileRequired,
    /// The phone that was to be replaced is gone.
    MethodGone,
}

/// Sends the first code or makes the first call. An unfinished attempt for the same slot is over only then.
///
/// # Errors
/// [`NotSent`]; no registration exists then.
pub async fn begin(
    state: &AppState,
    user: &user::Model,
    wish: Wish<'_>,
    language: MailLanguage,
) -> Result<Model, NotSent> {
    let now_ms = state.now_ms();
    let id = Uuid::new_v4();
    let sent = send(state, user, id, wish.number, wish.channel, language).await?;
    let row = Model {
        id,
        user_id: user.id,
        kind: MethodKind::Phone.name().to_owned(),
        slot: wish.slot.name().to_owned(),
        display_name: None,
        value: Some(wish.number.to_owned()),
        channel: Some(wish.channel.name().to_owned()),
        replaces_id: wish.replaces,
        code_mac: sent.code_mac,
        secret_sealed: None,
        token_hash: None,
        data: RegistrationData {
            call: sent.call,
            ..RegistrationData::default()
        },
        state: awaiting(wish.channel).to_owned(),
        reason: None,
        tries_remaining: sent_code::TRIES,
        sent_count: 1,
        created_at: now_ms,
        expires_at: now_ms + span(sent_code::LIFETIME),
        resend_after_at: Some(now_ms + span(sent_code::COOL_DOWN)),
        finished_at: None,
        method_id: None,
    };
    keep(state, &row).await.map_err(sms::failed)?;
    Ok(row)
}

async fn keep(state: &AppState, row: &Model) -> Result<(), DbErr> {
    let change = state.db.begin().await?;
    ended("failed", Some("superseded"), state.now_ms())
        .filter(Column::UserId.eq(row.user_id))
        .filter(Column::Kind.eq(MethodKind::Phone.name()))
        .filter(Column::Slot.eq(row.slot.as_str()))
        .exec(&change)
        .await?;
    let active: ActiveModel = row.clone().into_active_model();
    Entity::insert(active.reset_all())
        .exec_without_returning(&change)
        .await?;
    change.commit().await
}

/// A phone registration of this person, running or over.
///
/// # Errors
/// When the database fails.
pub async fn find(state: &AppState, user: &user::Model, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(Column::UserId.eq(user.id))
        .filter(Column::Kind.eq(MethodKind::Phone.name()))
        .one(&state.db)
        .await
}

/// Reserves the right to send again, or gives the time to wait. Of two requests at once one gets it.
///
/// # Errors
/// When the database fails.
pub async fn claim_resend(state: &AppState, row: &Model) -> Result<Option<Duration>, DbErr> {
    let now_ms = state.now_ms();
    let until = row.resend_after_at.unwrap_or(now_ms);
    if let Some(wait) = sent_code::pause(until, now_ms) {
        return Ok(Some(wait));
    }
    let claimed = Entity::update_many()
        .col_expr(
            Column::ResendAfterAt,
            Expr::value(Some(now_ms + span(sent_code::COOL_DOWN))),
        )
        .filter(Column::Id.eq(row.id))
        .filter(Column::ResendAfterAt.eq(until))
        .exec(&state.db)
        .await?;
    Ok((claimed.rows_affected != 1).then_some(sent_code::COOL_DOWN))
}

/// Sends another code or calls again; what was sent before works until this one is out.
///
/// # Errors
/// [`NotSent`].
pub async fn resend(
    state: &AppState,
    user: &user::Model,
    row: &Model,
    language: MailLanguage,
) -> Result<Option<Model>, NotSent> {
    let channel = channel_of(row);
    let number = row.value.as_deref().ok_or(NotSent::NotPossible)?;
    let sent = send(state, user, row.id, number, channel, language).await?;
    let renewed = Entity::update_many()
        .col_expr(Column::CodeMac, Expr::value(sent.code_mac))
        .set(ActiveModel {
            data: Set(RegistrationData {
                call: sent.call,
                ..row.data.clone()
            }),
            tries_remaining: Set(sent_code::TRIES),
            ..Default::default()
        })
        .col_expr(Column::SentCount, Expr::col(Column::SentCount).add(1))
        .col_expr(
            Column::ExpiresAt,
            Expr::value(registration_ends(
                row.created_at,
                state.now_ms(),
                sent_code::LIFETIME,
            )),
        )
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(awaiting(channel)))
        .exec_with_returning(&state.db)
        .await
        .map_err(sms::failed)?;
    Ok(renewed.into_iter().next())
}

/// Takes one try before a code is looked at, so that no number of parallel requests gets more than there are.
///
/// # Errors
/// When the database fails.
pub async fn take_try(state: &AppState, row: &Model) -> Result<Option<Model>, DbErr> {
    let taken = Entity::update_many()
        .col_expr(Column::TriesRemaining, Expr::col(Column::TriesRemaining).sub(1))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(AWAITING_CODE))
        .filter(Column::TriesRemaining.gt(0))
        .filter(Column::ExpiresAt.gt(state.now_ms()))
        .exec_with_returning(&state.db)
        .await?;
    Ok(taken.into_iter().next())
}

/// Whether this is the code that was sent last.
pub fn is_code(state: &AppState, row: &Model, code: &SecretString) -> bool {
    let parts = [&row.id.to_string(), code.expose_secret()];
    row.code_mac
        .as_deref()
        .is_some_and(|mac| state.secrets.verify(PURPOSE, &parts, mac))
}

/// Ends one whose tries are used up.
///
/// # Errors
/// When the database fails.
pub async fn fail(state: &AppState, row: &Model, reason: &str) -> Result<(), DbErr> {
    ended("failed", Some(reason), state.now_ms())
        .filter(Column::Id.eq(row.id))
        .exec(&state.db)
        .await?;
    Ok(())
}

/// What became of the call of a registration that waits for one.
///
/// # Errors
/// When the database fails.
pub async fn call_answer(state: &AppState, row: &Model) -> Result<Answer, DbErr> {
    match row.data.call {
        Some(call) if row.state == AWAITING_CALL => voice::answer(state, call).await,
        _ => Ok(Answer::Waiting),
    }
}

/// The person refused the call, or nobody answered it.
///
/// # Errors
/// When the database fails.
pub async fn decline(state: &AppState, row: &Model, answer: Answer) -> Result<(), DbErr> {
    let (told, reason) = match answer {
        Answer::TooLate => ("failed", Some("noAnswer")),
        _ => ("declined", None),
    };
    ended(told, reason, state.now_ms())
        .filter(Column::Id.eq(row.id))
        .exec(&state.db)
        .await?;
    Ok(())
}

/// Ends a running registration; false when there is none (B-71).
///
/// # Errors
/// When the database fails.
pub async fn cancel(state: &AppState, row: &Model) -> Result<bool, DbErr> {
    let now_ms = state.now_ms();
    let cancelled = ended("failed", Some("cancelled"), now_ms)
        .filter(Column::Id.eq(row.id))
        .filter(Column::ExpiresAt.gt(now_ms))
        .exec(&state.db)
        .await?;
    Ok(cancelled.rows_affected == 1)
}

/// The phone is proven: from here on it is a method. All of it happens, or nothing.
///
/// # Errors
/// When the database fails.
pub async fn complete(
    state: &AppState,
    user: &user::Model,
    row: &Model,
    display_name: Option<String>,
    event: Event<'_>,
) -> Result<Proven, DbErr> {
    let now_ms = state.now_ms();
    let change = state.db.begin().await?;
    // The phone that this one depends on stays until this is decided.
    removal::hold(&change, user.id).await?;
    let finished = Entity::update_many()
        .col_expr(Column::State, Expr::value("completed"))
        .col_expr(Column::FinishedAt, Expr::value(Some(now_ms)))
        .col_expr(Column::CodeMac, Expr::value(Option::<String>::None))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(row.state.as_str()))
        .filter(Column::ExpiresAt.gt(now_ms))
        .exec(&change)
        .await?;
    if finished.rows_affected == 0 {
        change.rollback().await?;
        return Ok(Proven::Gone);
    }
    let written = match row.replaces_id {
        Some(replaced) => replace(&change, now_ms, row, replaced, display_name).await?,
        None => add(&change, now_ms, row, display_name).await?,
    };
    let method = match written {
        Ok(method) => method,
        Err(not_written) => {
            change.rollback().await?;
            return Ok(not_written);
        }
    };
    let new_default = preferences::after_change(&change, now_ms, user, Change::Other).await?;
    Entity::update_many()
        .set(ActiveModel {
            method_id: Set(Some(method.id)),
            data: Set(RegistrationData {
                default_changed: new_default.map(|option: DefaultOption| option.name().to_owned()),
                ..row.data.clone()
            }),
            ..Default::default()
        })
        .filter(Column::Id.eq(row.id))
        .exec(&change)
        .await?;
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(Proven::Method(Box::new(method)))
}

async fn add(
    change: &DatabaseTransaction,
    now_ms: i64,
    row: &Model,
    display_name: Option<String>,
) -> Result<Result<security_method::Model, Proven>, DbErr> {
    if row.slot == PhoneSlot::AlternateMobile.name() {
        let mobile = security_method::Entity::find()
            .filter(security_method::Column::UserId.eq(row.user_id))
            .filter(
                security_method::Column::SlotKey.eq(slot_key(MethodKind::Phone, PhoneSlot::Mobile.name())),
            )
            .one(change)
            .await?;
        if mobile.is_none() {
            return Ok(Err(Proven::MobileRequired));
        }
    }
    let method = security_method::Model {
        slot: row.slot.clone(),
        slot_key: slot_key(MethodKind::Phone, &row.slot),
        display_name: display_name.or_else(|| row.display_name.clone()),
        value: row.value.clone(),
        data: data_of(row),
        ..places::method(row.user_id, MethodKind::Phone, now_ms)
    };
    let active: security_method::ActiveModel = method.clone().into_active_model();
    let written = security_method::Entity::insert(active.reset_all())
        .on_conflict(
            OnConflict::columns([security_method::Column::UserId, security_method::Column::SlotKey])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(change)
        .await?;
    Ok(if written == 0 {
        Err(Proven::LimitReached)
    } else {
        Ok(method)
    })
}

/// A new number starts anew: as a user name too (B-66).
async fn replace(
    change: &DatabaseTransaction,
    now_ms: i64,
    row: &Model,
    replaced: Uuid,
    display_name: Option<String>,
) -> Result<Result<security_method::Model, Proven>, DbErr> {
    let mut active = security_method::ActiveModel {
        value: Set(row.value.clone()),
        lookup_key: Set(None),
        data: Set(data_of(row)),
        created_at: Set(now_ms),
        last_used_at: Set(None),
        ..Default::default()
    };
    if let Some(name) = display_name {
        active.display_name = Set(Some(name));
    }
    let written = security_method::Entity::update_many()
        .set(active)
        .filter(security_method::Column::Id.eq(replaced))
        .filter(security_method::Column::UserId.eq(row.user_id))
        .exec_with_returning(change)
        .await?;
    Ok(written.into_iter().next().ok_or(Proven::MethodGone))
}

fn data_of(row: &Model) -> MethodData {
    MethodData {
        phone: Some(PhoneData {
            channel: row.channel.clone().unwrap_or_default(),
            ..PhoneData::default()
        }),
        ..MethodData::default()
    }
}

#[derive(Default)]
struct Sent {
    code_mac: Option<String>,
    call: Option<Uuid>,
}

async fn send(
    state: &AppState,
    user: &user::Model,
    id: Uuid,
    number: &str,
    channel: Channel,
    language: MailLanguage,
) -> Result<Sent, NotSent> {
    Ok(match channel {
        Channel::Sms => {
            let code = sent_code::draw();
            sms::send_to(state, user, number, language, &code).await?;
            let parts = [&id.to_string(), code.expose_secret()];
            Sent {
                code_mac: Some(state.secrets.mac(PURPOSE, &parts)),
                ..Sent::default()
            }
        }
        Channel::Voice => Sent {
            call: Some(voice::call_number(state, user, number, language).await?),
            ..Sent::default()
        },
    })
}

/// What ends running registrations.
fn ended(told: &str, reason: Option<&str>, now_ms: i64) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(told))
        .col_expr(Column::Reason, Expr::value(reason.map(str::to_owned)))
        .col_expr(Column::FinishedAt, Expr::value(Some(now_ms)))
        .col_expr(Column::CodeMac, Expr::value(Option::<String>::None))
        .filter(Column::State.is_in([AWAITING_CODE, AWAITING_CALL]))
}

fn channel_of(row: &Model) -> Channel {
    row.channel
        .as_deref()
        .and_then(Channel::parse)
        .unwrap_or(Channel::Sms)
}

const fn awaiting(channel: Channel) -> &'static str {
    match channel {
        Channel::Sms => AWAITING_CODE,
        Channel::Voice => AWAITING_CALL,
    }
}
