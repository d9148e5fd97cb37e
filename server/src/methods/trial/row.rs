//! The life of a trial in the database: a row beside the registrations, of a kind of its own. What must happen once is
//! one conditional update.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    TransactionTrait, UpdateMany,
};
use uuid::Uuid;

use super::{By, Tried};
use crate::audit;
use crate::clock::span;
use crate::methods::kind::{MethodKind, PhoneSlot};
use crate::methods::{approval, registration_ends, sent_code};
use crate::state::AppState;
use crate::store::entities::method_registration::{ActiveModel, Column, Entity, Model};
use crate::store::entities::user;
use crate::store::values::RegistrationData;
use crate::{random, secrets};

/// In front of the kind of method that is tried: no registration of that kind is meant.
const TRIAL: &str = "trial.";

/// A trial with the token of its page, which is nowhere else.
pub struct Begun {
    pub row: Model,
    pub token: Option<String>,
}

/// What was sent, or is asked elsewhere.
#[derive(Default)]
pub(super) struct Asked {
    code_mac: Option<String>,
    data: RegistrationData,
}

impl Asked {
    pub(super) fn code(mac: String) -> Self {
        Self {
            code_mac: Some(mac),
            ..Self::default()
        }
    }

    pub(super) fn call(id: Uuid) -> Self {
        let mut asked = Self::default();
        asked.data.call = Some(id);
        asked
    }

    pub(super) fn approval(id: Uuid) -> Self {
        let mut asked = Self::default();
        asked.data.approval = Some(id);
        asked
    }
}

/// What became of sending it again.
#[allow(clippy::large_enum_variant, reason = "it is looked at once")]
pub(super) enum Renewed {
    Yes(Model),
    /// It ended meanwhile.
    TooLate,
}

/// A trial that nobody knows of yet.
pub(super) fn begun(
    state: &AppState,
    user: &user::Model,
    tried: Tried<'_>,
    by: By,
    (id, asked): (Uuid, Asked),
) -> Begun {
    let now_ms = state.now_ms();
    let token = (by == By::Browser).then(random::token);
    let is_sent = !matches!(by, By::Code | By::Browser);
    let row = Model {
        id,
        user_id: user.id,
        kind: format!("{TRIAL}{}", tried.kind()),
        slot: tried
            .slot()
            .map_or_else(String::new, |slot| slot.name().to_owned()),
        display_name: None,
        value: tried.reached_at(),
        channel: Some(by.name().to_owned()),
        replaces_id: Some(tried.id()),
        code_mac: asked.code_mac,
        secret_sealed: None,
        token_hash: token.as_deref().map(secrets::token_hash),
        data: asked.data,
        state: by.awaiting().to_owned(),
        reason: None,
        tries_remaining: sent_code::TRIES,
        sent_count: 1,
        created_at: now_ms,
        expires_at: now_ms + span(sent_code::LIFETIME),
        resend_after_at: is_sent.then(|| now_ms + span(sent_code::COOL_DOWN)),
        finished_at: None,
        method_id: None,
    };
    Begun { row, token }
}

/// Writes it down. A person has one open trial: the newest.
pub(super) async fn put(state: &AppState, row: &Model, event: audit::Event<'_>) -> Result<(), DbErr> {
    let change = state.db.begin().await?;
    ended("failed", Some("superseded"), state.now_ms())
        .filter(Column::UserId.eq(row.user_id))
        .exec(&change)
        .await?;
    let active: ActiveModel = row.clone().into_active_model();
    Entity::insert(active.reset_all())
        .exec_without_returning(&change)
        .await?;
    audit::record(&change, state.now_ms(), event).await?;
    change.commit().await
}

/// A trial of this person, running or over.
///
/// # Errors
/// When the database fails.
pub async fn find(state: &AppState, user: &user::Model, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(Column::UserId.eq(user.id))
        .filter(Column::Kind.starts_with(TRIAL))
        .one(&state.db)
        .await
}

/// The running trial behind the token of a page.
///
/// # Errors
/// When the database fails.
pub async fn open(state: &AppState, token: &str) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::TokenHash.eq(secrets::token_hash(token)))
        .filter(Column::Kind.eq(format!("{TRIAL}{}", MethodKind::Passkey)))
        .filter(Column::State.eq(By::Browser.awaiting()))
        .filter(Column::ExpiresAt.gt(state.now_ms()))
        .one(&state.db)
        .await
}

/// What a trial looks like outside: of the kind of its method, a channel where one is meant, and the method once it
/// worked.
pub fn answer_of(row: Model) -> Model {
    let by = By::of(&row);
    Model {
        kind: row.kind.strip_prefix(TRIAL).unwrap_or(&row.kind).to_owned(),
        channel: row.channel.filter(|_| matches!(by, Some(By::Sms | By::Voice))),
        slot: PhoneSlot::parse(&row.slot).map_or_else(String::new, |slot| slot.name().to_owned()),
        ..row
    }
}

/// Puts what was sent now in the place of what was sent before.
pub(super) async fn renew(state: &AppState, row: &Model, by: By, asked: Asked) -> Result<Renewed, DbErr> {
    let ends = registration_ends(row.created_at, state.now_ms(), sent_code::LIFETIME);
    let renewed = Entity::update_many()
        .set(ActiveModel {
            code_mac: Set(asked.code_mac),
            data: Set(asked.data),
            tries_remaining: Set(sent_code::TRIES),
            expires_at: Set(ends),
            ..Default::default()
        })
        .col_expr(Column::SentCount, Expr::col(Column::SentCount).add(1))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(by.awaiting()))
        .exec_with_returning(&state.db)
        .await?;
    Ok(renewed.into_iter().next().map_or(Renewed::TooLate, Renewed::Yes))
}

/// It worked: of two requests at once one says so.
pub(super) async fn complete(state: &AppState, row: &Model, event: audit::Event<'_>) -> Result<bool, DbErr> {
    let now_ms = state.now_ms();
    let change = state.db.begin().await?;
    let completed = ended("completed", None, now_ms)
        .col_expr(Column::MethodId, Expr::value(row.replaces_id))
        .filter(Column::Id.eq(row.id))
        .filter(Column::ExpiresAt.gt(now_ms))
        .exec(&change)
        .await?;
    if completed.rows_affected == 0 {
        change.rollback().await?;
        return Ok(false);
    }
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(true)
}

/// Ends a running trial; false when there is none.
pub(super) async fn end(
    state: &AppState,
    row: &Model,
    told: &str,
    reason: Option<&str>,
) -> Result<bool, DbErr> {
    let done = ended(told, reason, state.now_ms())
        .filter(Column::Id.eq(row.id))
        .exec(&state.db)
        .await?;
    if let Some(question) = row.data.approval {
        approval::withdraw(&state.db, question).await?;
    }
    Ok(done.rows_affected == 1)
}

/// The person gives it up; false when it was over.
///
/// # Errors
/// When the database fails.
pub async fn cancel(state: &AppState, row: &Model) -> Result<bool, DbErr> {
    Ok(end(state, row, "failed", Some("cancelled")).await? && row.expires_at > state.now_ms())
}

/// What ends running trials.
fn ended(told: &str, reason: Option<&str>, now_ms: i64) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(told))
        .col_expr(Column::Reason, Expr::value(reason.map(str::to_owned)))
        .col_expr(Column::FinishedAt, Expr::value(Some(now_ms)))
        .col_expr(Column::CodeMac, Expr::value(Option::<String>::None))
        .col_expr(Column::TokenHash, Expr::value(Option::<String>::None))
        .filter(Column::Kind.starts_with(TRIAL))
        .filter(Column::State.starts_with("awaiting"))
}
