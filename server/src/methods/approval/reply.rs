//! What a phone is asked, and what it answers (B-55, B-60).

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    TransactionTrait,
};
use uuid::Uuid;

use super::enrol::{self, Completed};
use super::{APPROVED, DENIED, PENDING, Phone, Purpose, REPORTED};
use crate::audit;
use crate::authority::second_factor::Way;
use crate::authority::sessions;
use crate::methods::removal;
use crate::places::Places;
use crate::secrets;
use crate::sign_ins;
use crate::state::AppState;
use crate::store::entities::approval::{Column, Entity, Model};
use crate::store::entities::{browser_session, password_reset, pending_sign_in, security_method, user};

/// Wrong numbers until a question counts as denied.
const TRIES: i32 = 3;

/// What a phone answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// With the number that was typed.
    Approve(String),
    Deny,
    /// It was somebody else who asked (B-60). May follow a denial.
    Report,
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Approved,
    Denied,
    Reported,
    /// So many tries are left.
    WrongNumber(i32),
    /// That was the last try: it counts as denied.
    TooManyNumbers,
    TooLate,
    /// Nothing of that id is asked of this phone, or it was answered.
    Gone,
    /// Approved, and there was no place left for the phone, or the organization no longer allows one.
    NotAdded,
}

/// What is asked of a phone now.
///
/// # Errors
/// When the database fails.
pub async fn pending(state: &AppState, phone: &Phone) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(asked_of(phone))
        .filter(Column::State.eq(PENDING))
        .filter(Column::ExpiresAt.gt(state.now_ms()))
        .order_by_desc(Column::CreatedAt)
        .one(&state.db)
        .await
}

/// Whether a question is over by time.
pub fn is_expired(row: &Model, now_ms: i64) -> bool {
    row.expires_at <= now_ms
}

/// Takes an answer.
///
/// # Errors
/// When the database fails.
pub async fn reply(
    state: &AppState,
    phone: &Phone,
    id: Uuid,
    reply: Reply,
    address: &str,
) -> Result<Outcome, DbErr> {
    let row = Entity::find_by_id(id)
        .filter(asked_of(phone))
        .one(&state.db)
        .await?;
    let Some(row) = row else { return Ok(Outcome::Gone) };
    let now_ms = state.now_ms();
    let may_report = reply == Reply::Report && row.state == DENIED;
    if row.state != PENDING && !may_report {
        return Ok(if row.state == super::EXPIRED {
            Outcome::TooLate
        } else {
            Outcome::Gone
        });
    }
    if is_expired(&row, now_ms) && !may_report {
        return Ok(Outcome::TooLate);
    }
    match reply {
        Reply::Approve(typed) => approve(state, phone, &row, &typed, address).await,
        Reply::Deny => settle(state, phone, &row, DENIED, address).await,
        Reply::Report => settle(state, phone, &row, REPORTED, address).await,
    }
}

async fn approve(
    state: &AppState,
    phone: &Phone,
    row: &Model,
    typed: &str,
    address: &str,
) -> Result<Outcome, DbErr> {
    // A try is taken before the number is looked at: no number of parallel requests gets more of them.
    let taken = Entity::update_many()
        .col_expr(Column::WrongTries, Expr::col(Column::WrongTries).add(1))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(PENDING))
        .filter(Column::WrongTries.lt(TRIES))
        .exec_with_returning(&state.db)
        .await?;
    let Some(taken) = taken.into_iter().next() else {
        return Ok(Outcome::Gone);
    };
    if secrets::same(typed.trim().as_bytes(), row.number.as_bytes()) {
        return settle(state, phone, row, APPROVED, address).await;
    }
    if taken.wrong_tries < TRIES {
        return Ok(Outcome::WrongNumber(TRIES - taken.wrong_tries));
    }
    Ok(match settle(state, phone, row, DENIED, address).await? {
        Outcome::Denied => Outcome::TooManyNumbers,
        other => other,
    })
}

/// Writes the answer down, and what follows from it. Of two answers at once one counts.
async fn settle(
    state: &AppState,
    phone: &Phone,
    row: &Model,
    as_: &str,
    address: &str,
) -> Result<Outcome, DbErr> {
    let now_ms = state.now_ms();
    let from = if as_ == REPORTED {
        vec![PENDING, DENIED]
    } else {
        vec![PENDING]
    };
    let change = state.db.begin().await?;
    if matches!(phone, Phone::Registering(_)) {
        // A phone may become a method: one change of them at a time.
        removal::hold(&change, row.user_id).await?;
    }
    let settled = Entity::update_many()
        .col_expr(Column::State, Expr::value(as_))
        .col_expr(Column::AnsweredAt, Expr::value(now_ms))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.is_in(from))
        .exec(&change)
        .await?;
    let user = user::Entity::find_by_id(row.user_id).one(&change).await?;
    let user = user.filter(|user| user.is_active());
    let (Some(user), 1) = (user, settled.rows_affected) else {
        change.rollback().await?;
        return Ok(Outcome::Gone);
    };
    let mut outcome = match as_ {
        APPROVED => Outcome::Approved,
        REPORTED => Outcome::Reported,
        _ => Outcome::Denied,
    };
    match phone {
        Phone::Registering(registration) => match outcome {
            Outcome::Approved => {
                match enrol::complete(&change, now_ms, &user, registration, address).await? {
                    Completed::Added => {}
                    Completed::Refused => outcome = Outcome::NotAdded,
                    Completed::Over => {
                        change.rollback().await?;
                        super::end_tests(&state.db, user.id).await?;
                        return Ok(Outcome::TooLate);
                    }
                }
            }
            Outcome::Reported => {
                enrol::end(
                    &change,
                    registration,
                    enrol::FAILED,
                    Some("numberReported"),
                    now_ms,
                )
                .await?;
            }
            _ => enrol::end(&change, registration, enrol::DECLINED, None, now_ms).await?,
        },
        Phone::Method(method) => {
            let is_trial = row.purpose == Purpose::Trial.name();
            if outcome == Outcome::Reported && is_trial {
                // Who asked is signed in already, in an app: nothing stays that was there before.
                sessions::end_all(&change, now_ms, user.id, "reported").await?;
            } else if outcome == Outcome::Reported {
                end_reported(&change, &state.places, row, &user, address, now_ms).await?;
            }
            // A trial is no use of it.
            if !is_trial {
                security_method::Entity::update_many()
                    .col_expr(security_method::Column::LastUsedAt, Expr::value(now_ms))
                    .filter(security_method::Column::Id.eq(method.id))
                    .exec(&change)
                    .await?;
            }
        }
    }
    let event = audit::Event {
        address: Some(address.to_owned()),
        detail: vec![("answer", as_.to_owned()), ("purpose", row.purpose.clone())],
        ..audit::Event::of("approval.answered", &user)
    };
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(outcome)
}

/// Somebody else asked, and has the person's password at least (B-60): no sign-in of theirs that is under way goes on,
/// whichever way it takes. Whoever asked for a step-up sits in a browser that is signed in as the person: those end.
async fn end_reported(
    change: &DatabaseTransaction,
    places: &Places,
    row: &Model,
    user: &user::Model,
    address: &str,
    now_ms: i64,
) -> Result<(), DbErr> {
    pending_sign_in::Entity::update_many()
        .col_expr(
            pending_sign_in::Column::TriesRemaining,
            Expr::value(pending_sign_in::REPORTED),
        )
        .filter(pending_sign_in::Column::UserId.eq(user.id))
        .exec(change)
        .await?;
    // Nor does a reset: it is nobody's from here on.
    password_reset::Entity::update_many()
        .col_expr(password_reset::Column::UserId, Expr::value(None::<Uuid>))
        .filter(password_reset::Column::UserId.eq(user.id))
        .exec(change)
        .await?;
    if row.purpose == Purpose::StepUp.name() {
        browser_session::Entity::delete_many()
            .filter(browser_session::Column::UserId.eq(user.id))
            .exec(change)
            .await?;
    }
    let mut detail = vec![("purpose", row.purpose.clone())];
    detail.extend(row.address.clone().map(|asked_from| ("askedFrom", asked_from)));
    let attempt = sign_ins::Attempt {
        at: now_ms,
        app: row.app.clone().map(|name| sign_ins::App { id: None, name }),
        place: row.address.as_deref().and_then(|address| places.of(address)),
        address: row.address.clone().unwrap_or_default(),
        user_agent: row.user_agent.clone(),
        outcome: sign_ins::Outcome::Reported {
            way: Way::Approval.reference().to_owned(),
        },
    };
    sign_ins::write(change, user, attempt).await?;
    let event = audit::Event {
        address: Some(address.to_owned()),
        detail,
        ..audit::Event::of("sign_in.reported", user)
    };
    audit::record(change, now_ms, event).await
}

/// The questions a phone may answer.
fn asked_of(phone: &Phone) -> Condition {
    match phone {
        Phone::Method(method) => Condition::all()
            .add(Column::UserId.eq(method.user_id))
            .add(Column::RegistrationId.is_null())
            .add(
                Condition::any()
                    .add(Column::MethodId.is_null())
                    .add(Column::MethodId.eq(method.id)),
            ),
        Phone::Registering(row) => Condition::all().add(Column::RegistrationId.eq(row.id)),
    }
}
