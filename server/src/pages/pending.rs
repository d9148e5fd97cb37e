//! Sign-ins that are not finished: the first factor was right, the second is asked. A row is tied to the browser by a
//! token of its own and by the browser's, and is worth nothing without both.

use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
};
use uuid::Uuid;

use super::visitor::Visitor;
use crate::authority::second_factor::{Proven, Way};
use crate::clock::span;
use crate::state::AppState;
use crate::store::entities::pending_sign_in::{ActiveModel, Column, Entity, Model, REPORTED};
use crate::store::entities::user;
use crate::store::values::{PendingState, Strings};
use crate::{random, secrets};

/// How long the second step may take.
const LIFETIME: Duration = Duration::from_secs(15 * 60);
/// Wrong codes of one sign-in, or of one code that was sent.
const TRIES: i32 = 5;
/// Until something may be sent again.
pub(super) const COOL_DOWN: Duration = Duration::from_secs(30);
/// How long a code that was sent works.
const CODE_LIFETIME: Duration = Duration::from_secs(10 * 60);
const COOKIE: &str = "pending";
/// What a step-up is noted as.
const STEP_UP: &str = "stepUp";

/// What is known when the second step begins.
pub(super) struct Beginning {
    pub(super) user_id: Uuid,
    pub(super) proven: Proven,
    pub(super) keep: bool,
    /// A path of this server.
    pub(super) next: String,
    /// The person is signed in already and proves it once more.
    pub(super) is_step_up: bool,
}

/// What was sent, or asked on another device.
#[derive(Default)]
pub(super) struct Sent {
    pub(super) code_mac: Option<String>,
    pub(super) asked: Option<Uuid>,
    /// The number to match.
    pub(super) number: Option<String>,
}

/// Begins a second step in this browser; one that was open ends.
pub(super) async fn begin(
    state: &AppState,
    visitor: &mut Visitor,
    beginning: Beginning,
) -> Result<Model, DbErr> {
    if let Some(token) = visitor.cookie(COOKIE) {
        Entity::delete_by_id(secrets::token_hash(token))
            .exec(&state.db)
            .await?;
    }
    let now_ms = state.now_ms();
    let token = random::token();
    let row = Model {
        id_hash: secrets::token_hash(&token),
        user_id: beginning.user_id,
        browser: visitor.binding(state),
        keep: beginning.keep,
        next: Some(beginning.next),
        amr: Strings(beginning.proven.references()),
        method_id: None,
        channel: None,
        code_mac: None,
        asked_id: None,
        tries_remaining: TRIES,
        sent_count: 0,
        resend_after_at: None,
        state: PendingState {
            step_up: beginning.is_step_up.then(|| STEP_UP.to_owned()),
            ..PendingState::default()
        },
        created_at: now_ms,
        expires_at: now_ms + span(LIFETIME),
    };
    insert(&state.db, row.clone()).await?;
    visitor.set_cookie(COOKIE, &token, None);
    Ok(row)
}

/// The open second step of this browser, and whose it is.
pub(super) async fn find(state: &AppState, visitor: &Visitor) -> Result<Option<(Model, user::Model)>, DbErr> {
    let Some(token) = visitor.cookie(COOKIE) else {
        return Ok(None);
    };
    let row = Entity::find_by_id(secrets::token_hash(token))
        .filter(Column::Browser.eq(visitor.binding(state)))
        .filter(Column::ExpiresAt.gt(state.now_ms()))
        .one(&state.db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let user = user::Entity::find_by_id(row.user_id).one(&state.db).await?;
    let user = user.filter(|user| user.is_active() && user.sign_in_valid_from <= row.created_at);
    Ok(user.map(|user| (row, user)))
}

/// Whether the person reported it from their phone.
pub(super) fn is_reported(row: &Model) -> bool {
    row.tries_remaining == REPORTED
}

/// Whether it is a step-up of somebody who is signed in.
pub(super) fn is_step_up(row: &Model) -> bool {
    row.state.step_up.is_some()
}

/// Takes one try before a code is looked at, so that no number of parallel requests gets more than there are. None
/// when there is none left.
pub(super) async fn take_try(db: &DatabaseConnection, row: &Model) -> Result<Option<i32>, DbErr> {
    let taken = Entity::update_many()
        .col_expr(Column::TriesRemaining, Expr::col(Column::TriesRemaining).sub(1))
        .filter(Column::IdHash.eq(&row.id_hash))
        .filter(Column::TriesRemaining.gt(0))
        .exec_with_returning(db)
        .await?;
    Ok(taken.into_iter().next().map(|row| row.tries_remaining))
}

/// Chooses a way that needs nothing sent. What was sent before works no longer; its tries stay counted.
pub(super) async fn choose(db: &DatabaseConnection, row: &Model, way: Way) -> Result<(), DbErr> {
    let active = ActiveModel {
        method_id: sea_orm::ActiveValue::Set(Some(way.as_str().to_owned())),
        code_mac: sea_orm::ActiveValue::Set(None),
        asked_id: sea_orm::ActiveValue::Set(None),
        state: sea_orm::ActiveValue::Set(PendingState {
            answered_at: None,
            ..row.state.clone()
        }),
        ..Default::default()
    };
    update(db, row, active).await
}

/// Reserves the right to send for a way; of two requests at once one gets it. `Err` has the time to wait before the same
/// is sent again. Another way may be chosen at any time: its own limits hold.
pub(super) async fn claim_sending(
    db: &DatabaseConnection,
    now_ms: i64,
    row: &Model,
    way: Way,
) -> Result<Result<(), Duration>, DbErr> {
    let wait = |until: i64| Duration::from_millis(u64::try_from(until - now_ms).unwrap_or(0));
    let is_same = row.method_id.as_deref() == Some(way.as_str());
    if let Some(until) = row.resend_after_at.filter(|at| is_same && *at > now_ms) {
        return Ok(Err(wait(until)));
    }
    let was = match row.resend_after_at {
        Some(at) => Column::ResendAfterAt.eq(at),
        None => Column::ResendAfterAt.is_null(),
    };
    let claimed = Entity::update_many()
        .col_expr(Column::ResendAfterAt, Expr::value(now_ms + span(COOL_DOWN)))
        .filter(Column::IdHash.eq(&row.id_hash))
        .filter(was)
        .exec(db)
        .await?;
    Ok(if claimed.rows_affected == 1 {
        Ok(())
    } else {
        Err(COOL_DOWN)
    })
}

/// Notes what was sent: a new code has tries of its own.
pub(super) async fn note_sent(
    db: &DatabaseConnection,
    now_ms: i64,
    row: &Model,
    way: Way,
    sent: Sent,
    remember: bool,
) -> Result<(), DbErr> {
    use sea_orm::ActiveValue::Set;
    let active = ActiveModel {
        method_id: Set(Some(way.as_str().to_owned())),
        code_mac: Set(sent.code_mac),
        asked_id: Set(sent.asked),
        tries_remaining: Set(TRIES),
        sent_count: Set(row.sent_count + 1),
        state: Set(PendingState {
            number: sent.number,
            sent_at: Some(now_ms),
            answered_at: None,
            remember,
            ..row.state.clone()
        }),
        ..Default::default()
    };
    update(db, row, active).await
}

/// Whether the code that was sent last no longer works.
pub(super) fn code_is_over(row: &Model, now_ms: i64) -> bool {
    let sent_at = row.state.sent_at.unwrap_or(row.created_at);
    now_ms - sent_at >= span(CODE_LIFETIME)
}

/// What a code is stored as.
pub(super) fn code_mac(state: &AppState, row: &Model, code: &str) -> String {
    state.secrets.mac("sign-in code", &[&row.id_hash, code])
}

/// Ends it. Of two requests at once one is told that it did; none when it was reported.
pub(super) async fn end(state: &AppState, visitor: &mut Visitor, row: &Model) -> Result<bool, DbErr> {
    let ended = Entity::delete_by_id(&row.id_hash)
        .filter(Column::TriesRemaining.ne(REPORTED))
        .exec(&state.db)
        .await?;
    visitor.set_cookie(COOKIE, "", Some(Duration::ZERO));
    Ok(ended.rows_affected == 1)
}

async fn insert(db: &DatabaseConnection, row: Model) -> Result<(), DbErr> {
    let active: ActiveModel = row.into_active_model();
    Entity::insert(active.reset_all())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

async fn update(db: &DatabaseConnection, row: &Model, changes: ActiveModel) -> Result<(), DbErr> {
    Entity::update_many()
        .set(changes)
        .filter(Column::IdHash.eq(&row.id_hash))
        .filter(Column::TriesRemaining.ne(REPORTED))
        .exec(db)
        .await?;
    Ok(())
}
