//! The number that a browser signs in with, and the code that was drawn for it. Every step that must happen once is one
//! conditional update.

use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

pub(super) use crate::store::entities::text_sign_in::Model;

use crate::clock::span;
use crate::pages::error::PageError;
use crate::pages::visitor::Visitor;
use crate::state::AppState;
use crate::store::entities::text_sign_in::{ActiveModel, Column, Entity};
use crate::{random, secrets};

/// How long signing in may take.
const LIFETIME: Duration = Duration::from_secs(15 * 60);
/// How long a code works.
const CODE_LIFETIME: Duration = Duration::from_secs(10 * 60);
/// Until it may be sent again.
const COOL_DOWN: Duration = Duration::from_secs(30);
/// Wrong codes of one that was sent.
const TRIES: i32 = 5;
const CODE_LENGTH: usize = 6;
const COOKIE: &str = "text";
/// What the codes are stored for.
const CODE: &str = "text sign-in code";
/// What the number is sealed for.
const NUMBER: &str = "text sign-in number";

/// What somebody wants.
pub(super) struct Wish<'a> {
    /// E.164.
    pub(super) number: &'a str,
    pub(super) number_mac: String,
    pub(super) tenant_id: Option<Uuid>,
    pub(super) keep: bool,
    pub(super) next: String,
}

/// A number as limits know it: one that is nobody's is not kept readable.
pub(super) fn number_mac(state: &AppState, number: &str) -> String {
    state.secrets.mac("text sign-in number", &[number])
}

/// Begins in this browser; one that was open ends. With it comes the code to be sent.
pub(super) async fn begin(
    state: &AppState,
    visitor: &mut Visitor,
    wish: Wish<'_>,
) -> Result<(Model, SecretString), DbErr> {
    if let Some(token) = visitor.cookie(COOKIE) {
        Entity::delete_by_id(secrets::token_hash(token))
            .exec(&state.db)
            .await?;
    }
    let now_ms = state.now_ms();
    let token = random::token();
    let id_hash = secrets::token_hash(&token);
    let code = SecretString::from(random::digits(CODE_LENGTH));
    let row = Model {
        number_sealed: state.secrets.seal(NUMBER, &id_hash, wish.number.as_bytes()),
        number_mac: wish.number_mac,
        tenant_id: wish.tenant_id,
        browser: visitor.binding(state),
        keep: wish.keep,
        next: wish.next,
        code_mac: code_mac(state, &id_hash, code.expose_secret()),
        tries_remaining: TRIES,
        sent_at: now_ms,
        created_at: now_ms,
        expires_at: now_ms + span(LIFETIME),
        id_hash,
    };
    let active: ActiveModel = row.clone().into_active_model();
    Entity::insert(active.reset_all())
        .exec_without_returning(&state.db)
        .await?;
    visitor.set_cookie(COOKIE, &token, None);
    Ok((row, code))
}

/// What is open in this browser.
pub(super) async fn find(state: &AppState, visitor: &Visitor) -> Result<Option<Model>, DbErr> {
    let Some(token) = visitor.cookie(COOKIE) else {
        return Ok(None);
    };
    Entity::find_by_id(secrets::token_hash(token))
        .filter(Column::Browser.eq(visitor.binding(state)))
        .filter(Column::ExpiresAt.gt(state.now_ms()))
        .one(&state.db)
        .await
}

/// Draws another code, with tries of its own; of two requests at once one gets it.
pub(super) async fn renew(state: &AppState, row: &Model) -> Result<Option<SecretString>, DbErr> {
    let now_ms = state.now_ms();
    let code = SecretString::from(random::digits(CODE_LENGTH));
    let mac = code_mac(state, &row.id_hash, code.expose_secret());
    let renewed = Entity::update_many()
        .col_expr(Column::CodeMac, Expr::value(mac))
        .col_expr(Column::TriesRemaining, Expr::value(TRIES))
        .col_expr(Column::SentAt, Expr::value(now_ms))
        .col_expr(Column::ExpiresAt, Expr::value(now_ms + span(LIFETIME)))
        .filter(Column::IdHash.eq(&row.id_hash))
        .filter(Column::SentAt.eq(row.sent_at))
        .exec(&state.db)
        .await?;
    Ok((renewed.rows_affected == 1).then_some(code))
}

/// Takes one try before a code is looked at. None when there is none left.
pub(super) async fn take_try(db: &DatabaseConnection, row: &Model) -> Result<Option<i32>, DbErr> {
    let taken = Entity::update_many()
        .col_expr(Column::TriesRemaining, Expr::col(Column::TriesRemaining).sub(1))
        .filter(Column::IdHash.eq(&row.id_hash))
        .filter(Column::CodeMac.eq(&row.code_mac))
        .filter(Column::TriesRemaining.gt(0))
        .exec_with_returning(db)
        .await?;
    Ok(taken.into_iter().next().map(|row| row.tries_remaining))
}

/// Ends it. Of two requests at once one is told that it did.
pub(super) async fn end(state: &AppState, visitor: &mut Visitor, row: &Model) -> Result<bool, DbErr> {
    let ended = Entity::delete_by_id(&row.id_hash).exec(&state.db).await?;
    visitor.set_cookie(COOKIE, "", Some(Duration::ZERO));
    Ok(ended.rows_affected == 1)
}

impl Model {
    /// The number, in E.164.
    pub(super) fn number(&self, state: &AppState) -> Result<String, PageError> {
        let opened = state.secrets.open(NUMBER, &self.id_hash, &self.number_sealed);
        let number = opened
            .ok()
            .and_then(|bytes| String::from_utf8(bytes.expose_secret().to_vec()).ok());
        number.ok_or(PageError::Server)
    }

    /// Whether this is the code that was drawn last.
    pub(super) fn is_code(&self, state: &AppState, typed: &SecretString) -> bool {
        let typed: String = typed
            .expose_secret()
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        let given = code_mac(state, &self.id_hash, &typed);
        secrets::same(self.code_mac.as_bytes(), given.as_bytes())
    }

    /// Whether the code no longer works.
    pub(super) fn is_over(&self, now_ms: i64) -> bool {
        now_ms - self.sent_at >= span(CODE_LIFETIME)
    }

    pub(super) fn is_cooling_down(&self, now_ms: i64) -> bool {
        self.seconds_to_wait(now_ms) > 0
    }

    /// Until it may be sent again.
    pub(super) fn seconds_to_wait(&self, now_ms: i64) -> u64 {
        let left = self.sent_at + span(COOL_DOWN) - now_ms;
        u64::try_from(left).unwrap_or(0).div_ceil(1000)
    }
}

fn code_mac(state: &AppState, id_hash: &str, code: &str) -> String {
    state.secrets.mac(CODE, &[id_hash, code])
}
