//! Hardware tokens: assigned by an administrator, activated by the person with a code, used like an authenticator app.

use std::time::Duration;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait,
    QueryFilter, SqlErr, TransactionTrait,
};
use secrecy::{ExposeSecret, SecretSlice};
use uuid::Uuid;

use super::kind::{self, MethodKind};
use super::oath::{Checked, Shape, Window};
use super::totp::Token;
use super::{places, preferences, totp};
use crate::audit;
use crate::rate_limit::{self, Limit, Limited};
use crate::secrets::{self, ServerSecrets};
use crate::state::AppState;
use crate::store::entities::{security_method, user};
use crate::store::values::{MethodData, OathData};

/// How often activating one token may be tried with a wrong code.
const TRIES: Limit = Limit {
    hits: 10,
    window: Duration::from_secs(15 * 60),
};

/// A token as its maker delivers it.
#[derive(Debug)]
pub struct Delivered {
    pub serial: String,
    pub secret: SecretSlice<u8>,
    pub shape: Shape,
    pub manufacturer: Option<String>,
    pub model: Option<String>,
}

/// Why a token was not assigned.
#[derive(Debug, thiserror::Error)]
pub enum AssignError {
    #[error("the token is assigned to somebody else")]
    OfSomebodyElse,
    #[error("the token is assigned already, with another secret")]
    OtherSecret,
    #[error("the person has five authenticator apps and hardware tokens already")]
    LimitReached,
    #[error("the database failed")]
    Store(#[from] DbErr),
}

/// What became of assigning a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assigned {
    Now(Uuid),
    /// It was this person's already.
    Before(Uuid),
}

/// What became of activating a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activated {
    Done,
    /// No token of this person, or it was activated before.
    NoSuchToken,
    WrongCode,
    TooManyTries(Limited),
}

/// Assigns a token to a person, not yet activated.
///
/// # Errors
/// [`AssignError`].
pub async fn assign(
    db: &DatabaseConnection,
    server: &ServerSecrets,
    now_ms: i64,
    user: &user::Model,
    token: &Delivered,
    event: audit::Event<'_>,
) -> Result<Assigned, AssignError> {
    let key = lookup_key(user.tenant_id, &token.serial);
    let mut method = places::method(user.id, MethodKind::HardwareOath, now_ms);
    method.lookup_key = Some(key.clone());
    method.value = Some(token.serial.clone());
    method.secret_sealed = Some(totp::seal_for_method(server, method.id, &token.secret));
    method.state = kind::state::NOT_ACTIVATED.to_owned();
    method.data = MethodData {
        oath: Some(OathData {
            serial: Some(token.serial.clone()),
            manufacturer: token.manufacturer.clone(),
            model: token.model.clone(),
            period: token.shape.period,
            digits: token.shape.digits.into(),
            ..OathData::default()
        }),
        ..MethodData::default()
    };
    if let Some(before) = by_key(db, &key).await? {
        return assigned_before(server, user, token, &before);
    }
    let change = db.begin().await?;
    let recorded = audit::record(&change, now_ms, event).await;
    let placed = match recorded {
        Ok(()) => places::take(&change, method).await,
        Err(error) => Err(error),
    };
    match placed {
        Ok(Some(method)) => {
            change.commit().await?;
            Ok(Assigned::Now(method.id))
        }
        Ok(None) => {
            change.rollback().await?;
            Err(AssignError::LimitReached)
        }
        Err(error) => {
            change.rollback().await?;
            // Assigned at the same moment.
            let taken = matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)));
            match by_key(db, &key).await? {
                Some(before) if taken => assigned_before(server, user, token, &before),
                _ => Err(error.into()),
            }
        }
    }
}

fn assigned_before(
    server: &ServerSecrets,
    user: &user::Model,
    token: &Delivered,
    before: &security_method::Model,
) -> Result<Assigned, AssignError> {
    if before.user_id != user.id {
        return Err(AssignError::OfSomebodyElse);
    }
    let is_same = Token::of(server, before).is_some_and(|known| {
        known.shape == token.shape
            && secrets::same(known.secret.expose_secret(), token.secret.expose_secret())
    });
    if is_same {
        Ok(Assigned::Before(before.id))
    } else {
        Err(AssignError::OtherSecret)
    }
}

/// Takes a token away from whoever has it; whose it was, or none.
///
/// # Errors
/// When the database fails.
pub async fn unassign(
    db: &DatabaseConnection,
    now_ms: i64,
    tenant_id: Uuid,
    serial: &str,
    event: audit::Event<'_>,
) -> Result<Option<Uuid>, DbErr> {
    let key = lookup_key(tenant_id, serial);
    let Some(method) = by_key(db, &key).await? else {
        return Ok(None);
    };
    let change = db.begin().await?;
    let deleted = security_method::Entity::delete_by_id(method.id)
        .exec(&change)
        .await?;
    if deleted.rows_affected == 0 {
        change.rollback().await?;
        return Ok(None);
    }
    if let Some(user) = user::Entity::find_by_id(method.user_id).one(&change).await? {
        preferences::after_change(&change, now_ms, &user, preferences::Change::Other).await?;
    }
    let event = audit::Event {
        user_id: Some(method.user_id),
        ..event
    };
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(Some(method.user_id))
}

/// Activates a token with the code it shows now. A clock that ran off is learnt (RFC 6238 §6).
///
/// # Errors
/// When the database fails.
pub async fn activate(
    state: &AppState,
    user: &user::Model,
    id: Uuid,
    typed: &str,
    display_name: Option<String>,
    event: audit::Event<'_>,
) -> Result<Activated, DbErr> {
    let waiting = Condition::all()
        .add(security_method::Column::Id.eq(id))
        .add(security_method::Column::UserId.eq(user.id))
        .add(security_method::Column::Kind.eq(MethodKind::HardwareOath.name()))
        .add(security_method::Column::State.eq(kind::state::NOT_ACTIVATED));
    let method = security_method::Entity::find()
        .filter(waiting.clone())
        .one(&state.db)
        .await?;
    let Some((method, token)) = method.and_then(|method| {
        let token = Token::of(&state.secrets, &method)?;
        Some((method, token))
    }) else {
        return Ok(Activated::NoSuchToken);
    };
    let now_ms = state.now_ms();
    let bucket = format!("token_activation:{id}");
    if let Err(limited) = rate_limit::hit(&state.db, now_ms, &bucket, TRIES).await? {
        return Ok(Activated::TooManyTries(limited));
    }
    let Checked::Right { step } = token.check(Window::FIRST, method.last_step, now_ms, typed) else {
        return Ok(Activated::WrongCode);
    };
    let mut active = security_method::ActiveModel {
        state: Set(kind::state::ACTIVE.to_owned()),
        last_step: Set(Some(step)),
        data: Set(token.with_drift(step, now_ms)),
        ..Default::default()
    };
    if display_name.is_some() {
        active.display_name = Set(display_name);
    }
    let change = state.db.begin().await?;
    let activated = security_method::Entity::update_many()
        .set(active)
        .filter(waiting)
        .exec(&change)
        .await?;
    if activated.rows_affected == 0 {
        change.rollback().await?;
        return Ok(Activated::NoSuchToken);
    }
    preferences::after_change(&change, now_ms, user, preferences::Change::Other).await?;
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    rate_limit::give_back(&state.db, &bucket).await?;
    Ok(Activated::Done)
}

/// A serial number is one token's in an organization, however it is written.
pub(crate) fn lookup_key(tenant_id: Uuid, serial: &str) -> String {
    format!("token:{tenant_id}:{}", serial.trim().to_lowercase())
}

async fn by_key(db: &impl ConnectionTrait, key: &str) -> Result<Option<security_method::Model>, DbErr> {
    security_method::Entity::find()
        .filter(security_method::Column::LookupKey.eq(key))
        .one(db)
        .await
}
