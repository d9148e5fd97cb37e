//! Ending what a person signed in to.

use std::time::Duration;

use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, TransactionTrait,
};
use uuid::Uuid;

use super::device::status;
use super::remembered;
use crate::audit::{self, Event};
use crate::clock::span;
use crate::methods::approval;
use crate::store::entities::{
    authorization_code, browser_session, device_authorization, grant, guest_proof, method_registration,
    password_reset, pending_sign_in, refresh_token, user,
};

/// How long an app that may not refresh goes on with what it has.
const ACCESS: Duration = Duration::from_secs(3600);

/// Signs a person out everywhere (Graph `revokeSignInSessions`): no token or browser session from before now works
/// any more, and no code approved before now can still be exchanged.
///
/// # Errors
/// When the database fails; then nothing was changed.
pub async fn revoke_all(db: &DatabaseConnection, now_ms: i64, user_id: Uuid) -> Result<(), DbErr> {
    revoke_all_and_tell(db, now_ms, user_id, None).await
}

/// The same, with the event that tells of it.
///
/// # Errors
/// When the database fails; then nothing was changed, and nothing is told.
pub async fn revoke_all_and_tell(
    db: &DatabaseConnection,
    now_ms: i64,
    user_id: Uuid,
    event: Option<Event<'_>>,
) -> Result<(), DbErr> {
    let change = db.begin().await?;
    end_all(&change, now_ms, user_id, "signed_out_everywhere").await?;
    if let Some(event) = event {
        audit::record(&change, now_ms, event).await?;
    }
    change.commit().await
}

/// The same as a part of another change, which says why.
///
/// # Errors
/// When the database fails.
pub async fn end_all(
    change: &DatabaseTransaction,
    now_ms: i64,
    user_id: Uuid,
    because: &str,
) -> Result<(), DbErr> {
    user::Entity::update_many()
        .col_expr(user::Column::SignInValidFrom, Expr::value(now_ms))
        .filter(
            Condition::any()
                .add(user::Column::Id.eq(user_id))
                .add(user::Column::HomeUserId.eq(user_id)),
        )
        .exec(change)
        .await?;
    end(change, now_ms, user_id, None, because).await?;
    Ok(())
}

/// Ends everything a person signed in to but one grant, and says how many sessions that were. A code that was approved
/// before and not yet exchanged is worth nothing any more.
///
/// # Errors
/// When the database fails.
pub async fn end_others(
    change: &DatabaseTransaction,
    now_ms: i64,
    user_id: Uuid,
    kept: Uuid,
    because: &str,
) -> Result<u64, DbErr> {
    end_codes(change, user_id).await?;
    end(change, now_ms, user_id, Some(kept), because).await
}

/// Makes codes worthless that were approved and not yet exchanged.
///
/// # Errors
/// When the database fails.
pub async fn end_codes(change: &DatabaseTransaction, user_id: Uuid) -> Result<(), DbErr> {
    let whose = everywhere(user_id);
    authorization_code::Entity::delete_many()
        .filter(authorization_code::Column::UserId.in_subquery(whose.clone()))
        .filter(authorization_code::Column::UsedAt.is_null())
        .exec(change)
        .await?;
    device_authorization::Entity::update_many()
        .col_expr(device_authorization::Column::Status, Expr::value(status::DENIED))
        .filter(device_authorization::Column::UserId.in_subquery(whose))
        .filter(device_authorization::Column::Status.eq(status::APPROVED))
        .exec(change)
        .await?;
    Ok(())
}

/// A person, and the guests that this account signs in for: what ends at home ends there too. Looked up by the change itself,
/// so that every transaction writes first.
fn everywhere(user_id: Uuid) -> SelectStatement {
    Query::select()
        .column(user::Column::Id)
        .from(user::Entity)
        .cond_where(at_home_or_as_guest(user_id))
        .to_owned()
}

fn at_home_or_as_guest(user_id: Uuid) -> Condition {
    Condition::any()
        .add(user::Column::Id.eq(user_id))
        .add(user::Column::HomeUserId.eq(user_id))
}

/// What both ends have in common.
async fn end(
    change: &DatabaseTransaction,
    now_ms: i64,
    user_id: Uuid,
    kept: Option<Uuid>,
    because: &str,
) -> Result<u64, DbErr> {
    let whose = everywhere(user_id);
    let browsers = browser_session::Entity::delete_many()
        .filter(browser_session::Column::UserId.eq(user_id))
        .exec(change)
        .await?;
    let mut grants = grant::Entity::update_many()
        .col_expr(grant::Column::RevokedAt, Expr::value(now_ms))
        .col_expr(grant::Column::RevokedBecause, Expr::value(because))
        .filter(grant::Column::UserId.in_subquery(whose.clone()))
        .filter(grant::Column::RevokedAt.is_null());
    if let Some(kept) = kept {
        grants = grants.filter(grant::Column::Id.ne(kept));
    }
    let grants = grants.exec(change).await?;
    // Nor does anything go on that was begun before: a method half registered, a sign-in half way, a question to a phone.
    method_registration::Entity::update_many()
        .col_expr(method_registration::Column::State, Expr::value("failed"))
        .col_expr(method_registration::Column::Reason, Expr::value("signedOut"))
        .col_expr(method_registration::Column::FinishedAt, Expr::value(now_ms))
        .filter(method_registration::Column::UserId.in_subquery(whose.clone()))
        .filter(method_registration::Column::State.starts_with("awaiting"))
        .exec(change)
        .await?;
    pending_sign_in::Entity::delete_many()
        .filter(pending_sign_in::Column::UserId.in_subquery(whose.clone()))
        .exec(change)
        .await?;
    password_reset::Entity::delete_many()
        .filter(password_reset::Column::UserId.in_subquery(whose.clone()))
        .exec(change)
        .await?;
    guest_proof::Entity::delete_many()
        .filter(guest_proof::Column::UserId.in_subquery(whose))
        .exec(change)
        .await?;
    let people = user::Entity::find().filter(at_home_or_as_guest(user_id));
    for person in people.all(change).await? {
        let one = person.id;
        approval::end_all(change, one).await?;
        // The computers that were not asked for a second factor are asked again (B-107).
        remembered::forget_all(change, one).await?;
    }
    Ok(browsers.rows_affected + grants.rows_affected)
}

/// What apps can still do something with, the last used first; at most so many.
///
/// # Errors
/// When the database fails.
pub async fn usable(
    db: &DatabaseConnection,
    now_ms: i64,
    user: &user::Model,
    most: Option<u64>,
) -> Result<Vec<grant::Model>, DbErr> {
    let refreshable = Query::select()
        .column(refresh_token::Column::GrantId)
        .from(refresh_token::Entity)
        .cond_where(
            Condition::all()
                .add(refresh_token::Column::ExpiresAt.gt(now_ms))
                .add(refresh_token::Column::ReplacedAt.is_null()),
        )
        .to_owned();
    grant::Entity::find()
        .filter(grant::Column::UserId.eq(user.id))
        .filter(grant::Column::RevokedAt.is_null())
        .filter(grant::Column::AuthenticatedAt.gte(user.sign_in_valid_from))
        .filter(
            Condition::any()
                .add(grant::Column::LastUsedAt.gt(now_ms - span(ACCESS)))
                .add(grant::Column::Id.in_subquery(refreshable)),
        )
        .order_by_desc(grant::Column::LastUsedAt)
        .limit(most)
        .all(db)
        .await
}

/// The browsers that are signed in and can be named, the last seen first; at most so many.
///
/// # Errors
/// When the database fails.
pub async fn open_browsers(
    db: &DatabaseConnection,
    now_ms: i64,
    user: &user::Model,
    most: Option<u64>,
) -> Result<Vec<browser_session::Model>, DbErr> {
    browser_session::Entity::find()
        .filter(browser_session::Column::UserId.eq(user.id))
        .filter(browser_session::Column::ExpiresAt.gt(now_ms))
        .filter(browser_session::Column::AuthenticatedAt.gte(user.sign_in_valid_from))
        .filter(browser_session::Column::SessionId.is_not_null())
        .order_by_desc(browser_session::Column::LastSeenAt)
        .limit(most)
        .all(db)
        .await
}

/// Ends one session of a person, of an app or a browser. The kind of what ended; none when there is no such session.
///
/// # Errors
/// When the database fails.
pub async fn end_one(
    db: &DatabaseConnection,
    now_ms: i64,
    user_id: Uuid,
    id: Uuid,
    because: &str,
) -> Result<Option<&'static str>, DbErr> {
    let app = grant::Entity::find_by_id(id)
        .filter(grant::Column::UserId.eq(user_id))
        .filter(grant::Column::RevokedAt.is_null())
        .one(db)
        .await?;
    if app.is_some() {
        revoke_grant(db, now_ms, id, because).await?;
        return Ok(Some("app"));
    }
    let ended = browser_session::Entity::delete_many()
        .filter(browser_session::Column::UserId.eq(user_id))
        .filter(browser_session::Column::SessionId.eq(id))
        .exec(db)
        .await?;
    Ok((ended.rows_affected > 0).then_some("browser"))
}

/// Ends one grant: its refresh tokens and its access tokens. Does nothing when it ended already.
///
/// # Errors
/// When the database fails.
pub async fn revoke_grant(
    db: &DatabaseConnection,
    now_ms: i64,
    grant_id: Uuid,
    because: &str,
) -> Result<(), DbErr> {
    grant::Entity::update_many()
        .col_expr(grant::Column::RevokedAt, Expr::value(now_ms))
        .col_expr(grant::Column::RevokedBecause, Expr::value(because))
        .filter(grant::Column::Id.eq(grant_id))
        .filter(grant::Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}
