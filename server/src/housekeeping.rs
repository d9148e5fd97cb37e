//! Removes what is over: codes, sessions, tokens and counters. Nothing depends on it having run; every reader looks at
//! the times itself. Any number of instances may do it at once.

use std::time::Duration;

use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, DbErr, EntityTrait, QueryFilter};

use crate::clock::span;
use crate::mail;
use crate::methods::email;
use crate::organizations;
use crate::rate_limit;
use crate::sign_ins;
use crate::state::AppState;
use crate::store::entities::{
    approval, audit_event, authorization_code, browser_session, device_authorization, grant,
    method_registration, outbox_message, password_reset, pending_sign_in, refresh_token, remembered_device,
    sign_in_lock, text_sign_in, voice_call,
};

/// How often it runs.
const PERIOD: Duration = Duration::from_secs(10 * 60);
/// What is over is kept a little longer: a late or repeated request gets the right explanation.
const LINGER: Duration = Duration::from_secs(24 * 3600);
/// Ended grants and the audit trail are kept for ninety days, as the privacy statement says.
const HISTORY: Duration = Duration::from_secs(90 * 24 * 3600);

/// Runs until the task is dropped.
pub(crate) async fn run(state: AppState) {
    let mut ticks = tokio::time::interval(PERIOD);
    loop {
        ticks.tick().await;
        if let Err(error) = tidy(&state.db, state.now_ms()).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "tidying up failed");
        }
        if let Err(error) = state.keys.rotate(state.now_ms()).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "rotating the signing keys failed"
            );
        }
    }
}

/// Removes what is over.
///
/// # Errors
/// When the database fails.
pub async fn tidy(db: &DatabaseConnection, now_ms: i64) -> Result<(), DbErr> {
    let over = now_ms - span(LINGER);
    device_authorization::Entity::delete_many()
        .filter(device_authorization::Column::ExpiresAt.lt(over))
        .exec(db)
        .await?;
    authorization_code::Entity::delete_many()
        .filter(authorization_code::Column::ExpiresAt.lt(over))
        .exec(db)
        .await?;
    browser_session::Entity::delete_many()
        .filter(browser_session::Column::ExpiresAt.lt(over))
        .exec(db)
        .await?;
    sign_in_lock::Entity::delete_many()
        .filter(sign_in_lock::Column::LockedUntil.lt(over))
        .exec(db)
        .await?;
    // A spent token is kept while its grant lives: coming back with it is how theft shows.
    let ended = Query::select()
        .column(grant::Column::Id)
        .from(grant::Entity)
        .cond_where(grant::Column::RevokedAt.lt(over))
        .to_owned();
    refresh_token::Entity::delete_many()
        .filter(
            Condition::any()
                .add(refresh_token::Column::ExpiresAt.lt(over))
                .add(refresh_token::Column::GrantId.in_subquery(ended)),
        )
        .exec(db)
        .await?;
    grant::Entity::delete_many()
        .filter(grant::Column::RevokedAt.lt(now_ms - span(HISTORY)))
        .exec(db)
        .await?;
    voice_call::Entity::delete_many()
        .filter(voice_call::Column::ExpiresAt.lt(over))
        .exec(db)
        .await?;
    outbox_message::Entity::delete_many()
        .filter(outbox_message::Column::CreatedAt.lt(over))
        .exec(db)
        .await?;
    email::tidy(db, over).await?;
    pending_sign_in::Entity::delete_many()
        .filter(pending_sign_in::Column::ExpiresAt.lt(over))
        .exec(db)
        .await?;
    text_sign_in::Entity::delete_many()
        .filter(text_sign_in::Column::ExpiresAt.lt(over))
        .exec(db)
        .await?;
    password_reset::Entity::delete_many()
        .filter(password_reset::Column::ExpiresAt.lt(now_ms))
        .exec(db)
        .await?;
    // What is over is told for a day.
    method_registration::Entity::delete_many()
        .filter(method_registration::Column::ExpiresAt.lt(over))
        .exec(db)
        .await?;
    approval::Entity::delete_many()
        .filter(approval::Column::ExpiresAt.lt(over))
        .exec(db)
        .await?;
    remembered_device::Entity::delete_many()
        .filter(remembered_device::Column::ExpiresAt.lt(over))
        .exec(db)
        .await?;
    organizations::purge(db, now_ms).await?;
    sign_ins::tidy(db, now_ms - span(sign_ins::HISTORY)).await?;
    mail::tidy(db, now_ms - span(HISTORY)).await?;
    audit_event::Entity::delete_many()
        .filter(audit_event::Column::OccurredAt.lt(now_ms - span(HISTORY)))
        .exec(db)
        .await?;
    rate_limit::sweep(db, now_ms).await
}
