//! Mails that tell of a change: written in the same transaction as the change, sent afterwards, by whichever instance
//! comes first. A mail server that is away for a while loses none of them and stops nothing.

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{Mail, MailError};
use crate::clock::span;
use crate::state::AppState;
use crate::store::entities::queued_mail::{ActiveModel, Column, Entity, Model};

/// How often the queue is looked at.
const PERIOD: Duration = Duration::from_secs(3);
/// How many are sent in one go.
const BATCH: u64 = 20;
/// How long to wait after the first, second, … attempt. An instance that dies while sending is covered as well.
const PAUSES: [Duration; 6] = [
    Duration::from_secs(60),
    Duration::from_secs(5 * 60),
    Duration::from_secs(15 * 60),
    Duration::from_secs(3600),
    Duration::from_secs(4 * 3600),
    Duration::from_secs(12 * 3600),
];

/// Puts a mail in the queue.
///
/// # Errors
/// When the database fails.
pub(super) async fn put(db: &impl ConnectionTrait, now_ms: i64, mail: Mail) -> Result<(), DbErr> {
    Entity::insert(ActiveModel {
        id: Set(Uuid::new_v4()),
        from_name: Set(mail.from_name),
        to_address: Set(mail.to),
        subject: Set(mail.subject),
        text_body: Set(mail.text),
        html_body: Set(mail.html),
        attempts: Set(0),
        next_try_at: Set(now_ms),
        created_at: Set(now_ms),
    })
    .exec_without_returning(db)
    .await?;
    Ok(())
}

/// Sends what is due until the task is dropped.
pub(crate) async fn run(state: AppState) {
    let mut ticks = tokio::time::interval(PERIOD);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = deliver(&state).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the mail queue could not be read"
            );
        }
    }
}

/// Sends what is due now.
///
/// # Errors
/// When the database fails. A mail that is not taken is tried again later.
pub async fn deliver(state: &AppState) -> Result<(), DbErr> {
    let due = Entity::find()
        .filter(Column::NextTryAt.lte(state.now_ms()))
        .order_by_asc(Column::CreatedAt)
        .limit(BATCH)
        .all(&state.db)
        .await?;
    for row in due {
        if take(state, &row).await? {
            send(state, row).await?;
        }
    }
    Ok(())
}

/// Whether it is this instance that sends it.
async fn take(state: &AppState, row: &Model) -> Result<bool, DbErr> {
    let at = usize::try_from(row.attempts).unwrap_or(0);
    let pause = PAUSES[Ord::min(at, PAUSES.len() - 1)];
    let taken = Entity::update_many()
        .col_expr(Column::NextTryAt, Expr::value(state.now_ms() + span(pause)))
        .col_expr(Column::Attempts, Expr::value(row.attempts + 1))
        .filter(Column::Id.eq(row.id))
        .filter(Column::NextTryAt.eq(row.next_try_at))
        .exec(&state.db)
        .await?;
    Ok(taken.rows_affected == 1)
}

async fn send(state: &AppState, row: Model) -> Result<(), DbErr> {
    let mail = Mail {
        from_name: row.from_name,
        to: row.to_address,
        subject: row.subject,
        text: row.text_body,
        html: row.html_body,
    };
    match state.mailer.send(mail).await {
        Ok(()) | Err(MailError::NotConfigured) => {}
        Err(error) => {
            let is_last = usize::try_from(row.attempts).is_ok_and(|attempts| attempts >= PAUSES.len());
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                is_last,
                "a mail was not taken"
            );
            if !is_last {
                return Ok(());
            }
        }
    }
    Entity::delete_by_id(row.id).exec(&state.db).await?;
    Ok(())
}
