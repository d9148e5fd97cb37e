//! A reset that is open in a browser. Every step that must happen once is one conditional update.

use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseConnection, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

pub(super) use crate::store::entities::password_reset::Model;

use crate::clock::span;
use crate::pages::error::PageError;
use crate::pages::visitor::Visitor;
use crate::resets::means::Means;
use crate::state::AppState;
use crate::store::entities::password_reset::{ActiveModel, Column, Entity};
use crate::{random, secrets};

/// How long a reset may take.
const LIFETIME: Duration = Duration::from_secs(20 * 60);
/// How long a code works, and an answer on a phone after it was asked.
const CODE_LIFETIME: Duration = Duration::from_secs(10 * 60);
/// Until something may be sent again.
const COOL_DOWN: Duration = Duration::from_secs(30);
/// Wrong answers of a reset, or of a code that was sent.
const TRIES: i32 = 5;
const COOKIE: &str = "reset";
/// What the codes are stored for.
const CODE: &str = "password reset code";
/// What the name is sealed for, and what the number or address.
const NAME: &str = "password reset name";
const TARGET: &str = "password reset target";

/// What somebody wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Reset,
    Unlock,
}

impl Purpose {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Unlock => "unlock",
        }
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
        [Self::Reset, Self::Unlock]
            .into_iter()
            .find(|purpose| purpose.as_str() == name)
    }
}

/// Who wants it.
pub(super) struct Wish<'a> {
    pub(super) user_name: &'a str,
    pub(super) name_mac: String,
    pub(super) tenant_id: Uuid,
    /// None when the name is nobody's, or of somebody who cannot.
    pub(super) user_id: Option<Uuid>,
    pub(super) purpose: Purpose,
}

/// What is asked.
pub(super) struct Asked {
    pub(super) means: Means,
    /// The number or address that was typed.
    pub(super) target: Option<String>,
    pub(super) code: Option<SecretString>,
    pub(super) asked_id: Option<Uuid>,
    pub(super) number: Option<String>,
}

/// A name as limits and locks know it: one that is nobody's is not kept readable.
pub(super) fn name_mac(state: &AppState, user_name: &str) -> String {
    state
        .secrets
        .mac("password reset name", &[&user_name.trim().to_lowercase()])
}

/// Begins in this browser; one that was open ends.
pub(super) async fn begin(state: &AppState, visitor: &mut Visitor, wish: Wish<'_>) -> Result<(), DbErr> {
    if let Some(token) = visitor.cookie(COOKIE) {
        Entity::delete_by_id(secrets::token_hash(token))
            .exec(&state.db)
            .await?;
    }
    let now_ms = state.now_ms();
    let token = random::token();
    let id_hash = secrets::token_hash(&token);
    let row = Model {
        browser: visitor.binding(state),
        tenant_id: wish.tenant_id,
        user_id: wish.user_id,
        user_name_sealed: state.secrets.seal(NAME, &id_hash, wish.user_name.as_bytes()),
        name_mac: wish.name_mac,
        purpose: wish.purpose.as_str().to_owned(),
        proven: String::new(),
        means: None,
        target_sealed: None,
        code_mac: None,
        asked_id: None,
        number: None,
        tries_remaining: TRIES,
        sent_at: None,
        created_at: now_ms,
        expires_at: now_ms + span(LIFETIME),
        id_hash,
    };
    let active: ActiveModel = row.into_active_model();
    Entity::insert(active.reset_all())
        .exec_without_returning(&state.db)
        .await?;
    visitor.set_cookie(COOKIE, &token, None);
    Ok(())
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

/// Chooses by what the person is verified, or none to choose again. What was sent before works no longer; its tries
/// stay counted.
pub(super) async fn choose(db: &DatabaseConnection, row: &Model, means: Option<Means>) -> Result<(), DbErr> {
    Entity::update_many()
        .set(nothing_asked(means))
        .filter(Column::IdHash.eq(&row.id_hash))
        .exec(db)
        .await?;
    Ok(())
}

fn nothing_asked(means: Option<Means>) -> ActiveModel {
    use sea_orm::ActiveValue::Set;
    ActiveModel {
        means: Set(means.map(|means| means.as_str().to_owned())),
        target_sealed: Set(None),
        code_mac: Set(None),
        asked_id: Set(None),
        number: Set(None),
        sent_at: Set(None),
        ..Default::default()
    }
}

/// Notes what is asked now; a code that is sent has tries of its own. Of two requests at once one is told to send.
pub(super) async fn note_asked(state: &AppState, row: &Model, asked: &Asked) -> Result<bool, DbErr> {
    use sea_orm::ActiveValue::Set;
    let seal = |target: &String| state.secrets.seal(TARGET, &row.id_hash, target.as_bytes());
    let mac = |code: &SecretString| code_mac(state, &row.id_hash, code.expose_secret());
    let changes = ActiveModel {
        target_sealed: Set(asked.target.as_ref().map(seal)),
        code_mac: Set(asked.code.as_ref().map(mac)),
        asked_id: Set(asked.asked_id),
        number: Set(asked.number.clone()),
        tries_remaining: Set(TRIES),
        sent_at: Set(Some(state.now_ms())),
        ..nothing_asked(Some(asked.means))
    };
    let was = match row.sent_at {
        Some(at) => Column::SentAt.eq(at),
        None => Column::SentAt.is_null(),
    };
    let noted = Entity::update_many()
        .set(changes)
        .filter(Column::IdHash.eq(&row.id_hash))
        .filter(was)
        .filter(Column::Proven.eq(&row.proven))
        .exec(&state.db)
        .await?;
    Ok(noted.rows_affected == 1)
}

/// Takes one try before an answer is looked at, so that no number of parallel requests gets more than there are. None
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

/// Notes that the person was verified by these means. Of two requests with the same right answer one goes on.
pub(super) async fn advance(db: &DatabaseConnection, row: &Model, means: Means) -> Result<bool, DbErr> {
    use sea_orm::ActiveValue::Set;
    let mut names: Vec<&str> = row.proven.split(',').filter(|name| !name.is_empty()).collect();
    names.push(means.as_str());
    let changes = ActiveModel {
        proven: Set(names.join(",")),
        tries_remaining: Set(TRIES),
        ..nothing_asked(None)
    };
    let asked = match &row.code_mac {
        Some(mac) => Column::CodeMac.eq(mac),
        None => Column::CodeMac.is_null(),
    };
    let advanced = Entity::update_many()
        .set(changes)
        .filter(
            Condition::all()
                .add(Column::IdHash.eq(&row.id_hash))
                .add(Column::UserId.is_not_null())
                .add(Column::Proven.eq(&row.proven))
                .add(asked),
        )
        .exec(db)
        .await?;
    Ok(advanced.rows_affected == 1)
}

/// Ends it.
pub(super) async fn end(state: &AppState, visitor: &mut Visitor, row: &Model) -> Result<(), DbErr> {
    Entity::delete_by_id(&row.id_hash).exec(&state.db).await?;
    forget(visitor);
    Ok(())
}

/// The browser forgets it.
pub(super) fn forget(visitor: &mut Visitor) {
    visitor.set_cookie(COOKIE, "", Some(Duration::ZERO));
}

impl Model {
    /// The name that was typed.
    pub(super) fn user_name(&self, state: &AppState) -> Result<String, PageError> {
        open(state, NAME, &self.id_hash, &self.user_name_sealed).ok_or(PageError::Server)
    }

    /// The number or address that was typed.
    pub(super) fn target(&self, state: &AppState) -> Option<String> {
        open(state, TARGET, &self.id_hash, self.target_sealed.as_deref()?)
    }

    pub(super) fn purpose(&self) -> Purpose {
        Purpose::parse(&self.purpose).unwrap_or(Purpose::Reset)
    }

    /// What is asked now.
    pub(super) fn means(&self) -> Option<Means> {
        self.means.as_deref().and_then(Means::parse)
    }

    /// By what the person was verified.
    pub(super) fn proven(&self) -> Vec<Means> {
        self.proven.split(',').filter_map(Means::parse).collect()
    }

    /// Whether this is the code that was drawn last, and still works.
    pub(super) fn is_code(&self, state: &AppState, typed: &SecretString) -> bool {
        let typed: String = typed
            .expose_secret()
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        let given = code_mac(state, &self.id_hash, &typed);
        let is_same = self
            .code_mac
            .as_ref()
            .is_some_and(|mac| secrets::same(mac.as_bytes(), given.as_bytes()));
        is_same && self.is_recent(state.now_ms())
    }

    /// Whether what was asked can still be answered.
    pub(super) fn is_recent(&self, now_ms: i64) -> bool {
        self.sent_at.is_some_and(|at| now_ms - at < span(CODE_LIFETIME))
    }

    /// Until it may be sent again.
    pub(super) fn seconds_to_wait(&self, now_ms: i64) -> u64 {
        let left = self.sent_at.map_or(0, |at| at + span(COOL_DOWN) - now_ms);
        u64::try_from(left).unwrap_or(0).div_ceil(1000)
    }
}

fn open(state: &AppState, purpose: &str, id_hash: &str, sealed: &[u8]) -> Option<String> {
    let opened = state.secrets.open(purpose, id_hash, sealed).ok()?;
    String::from_utf8(opened.expose_secret().to_vec()).ok()
}

fn code_mac(state: &AppState, id_hash: &str, code: &str) -> String {
    state.secrets.mac(CODE, &[id_hash, code])
}
