//! Opening, accepting and declining a document.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    TransactionTrait, TryInsertResult,
};
use uuid::Uuid;

use super::standing::{ACCEPTED, DECLINED, Schedule, stands};
use super::{ledger, per_device};
use crate::audit;
use crate::store::entities::{acceptance, terms_document, terms_file, terms_opening, terms_version, user};

/// What a person decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    Accept,
    Decline,
}

/// The text that was decided about.
pub(crate) struct Place<'a> {
    pub(crate) document: &'a terms_document::Model,
    pub(crate) version: &'a terms_version::Model,
    pub(crate) file: &'a terms_file::Model,
    /// By which app, from which grant and address.
    pub(crate) client_id: Uuid,
    /// The device of the grant, as far as it is known.
    pub(crate) device_id: Option<Uuid>,
    pub(crate) grant_id: Uuid,
    pub(crate) address: String,
}

/// Why a decision is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// B-175
    #[error("the document has to be opened first")]
    NotOpened,
    /// B-176
    #[error("what was accepted stays accepted")]
    Accepted,
    #[error(transparent)]
    Store(#[from] DbErr),
}

/// Remembers that the person had this version before them.
pub(crate) async fn open(
    db: &DatabaseConnection,
    now_ms: i64,
    user_id: Uuid,
    version_id: Uuid,
) -> Result<(), DbErr> {
    if was_opened(db, user_id, version_id).await? {
        return Ok(());
    }
    let row = terms_opening::ActiveModel {
        user_id: Set(user_id),
        version_id: Set(version_id),
        opened_at: Set(now_ms),
    };
    let once = OnConflict::columns([terms_opening::Column::UserId, terms_opening::Column::VersionId])
        .do_nothing()
        .to_owned();
    terms_opening::Entity::insert(row)
        .on_conflict(once)
        .try_insert()
        .exec_without_returning(db)
        .await?;
    Ok(())
}

async fn was_opened(db: &DatabaseConnection, user_id: Uuid, version_id: Uuid) -> Result<bool, DbErr> {
    let opening = terms_opening::Entity::find_by_id((user_id, version_id))
        .one(db)
        .await?;
    Ok(opening.is_some())
}

/// Writes a decision down. The same decision about the same version again gives the first one.
///
/// # Errors
/// [`Refusal`]; then nothing was written.
pub(crate) async fn decide(
    db: &DatabaseConnection,
    now_ms: i64,
    user: &user::Model,
    place: &Place<'_>,
    decision: Decision,
) -> Result<acceptance::Model, Refusal> {
    let must_be_opened = decision == Decision::Accept && place.document.must_be_opened;
    if must_be_opened && !was_opened(db, user.id, place.version.id).await? {
        return Err(Refusal::NotOpened);
    }
    let (state, event) = match decision {
        Decision::Accept => (ACCEPTED, "terms.accepted"),
        Decision::Decline => (DECLINED, "terms.declined"),
    };
    let expires_at = match decision {
        Decision::Accept => Schedule::of(place.document).end(now_ms),
        Decision::Decline => None,
    };
    let new = acceptance::Model {
        id: Uuid::new_v4(),
        user_id: user.id,
        document_id: place.document.id,
        version_id: place.version.id,
        file_id: place.file.id,
        state: state.to_owned(),
        recorded_at: now_ms,
        expires_at,
        device: per_device::place(place.document, user, place.device_id),
    };
    let change = db.begin().await?;
    let is_new = add(&change, &new).await? || renew(&change, &new).await?;
    let now = acceptance::Entity::find()
        .filter(acceptance::Column::UserId.eq(user.id))
        .filter(acceptance::Column::VersionId.eq(place.version.id))
        .filter(acceptance::Column::Device.eq(new.device.as_str()))
        .one(&change)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("the acceptance just written".to_owned()))?;
    if decision == Decision::Decline && stands(&now, now_ms) {
        change.rollback().await?;
        return Err(Refusal::Accepted);
    }
    if is_new {
        ledger::write(&change, user, place, &now).await?;
        let event = audit::Event {
            client_id: Some(place.client_id),
            address: Some(place.address.clone()),
            detail: vec![
                ("document", place.document.id.to_string()),
                ("version", place.version.version.clone()),
                ("language", place.file.language.clone()),
            ],
            ..audit::Event::of(event, user)
        };
        audit::record(&change, now_ms, event).await?;
    }
    change.commit().await?;
    Ok(now)
}

/// The first decision about this version. False when there is one.
async fn add(change: &DatabaseTransaction, new: &acceptance::Model) -> Result<bool, DbErr> {
    let key = [
        acceptance::Column::UserId,
        acceptance::Column::VersionId,
        acceptance::Column::Device,
    ];
    let once = OnConflict::columns(key).do_nothing().to_owned();
    let inserted = acceptance::Entity::insert(acceptance::ActiveModel::from(new.clone()))
        .on_conflict(once)
        .try_insert()
        .exec_without_returning(change)
        .await?;
    // What was there already is told as no row, not as a conflict.
    Ok(matches!(inserted, TryInsertResult::Inserted(rows) if rows > 0))
}

/// Another decision in the place of one that may be changed: a "no", or a "yes" that has run out.
async fn renew(change: &DatabaseTransaction, new: &acceptance::Model) -> Result<bool, DbErr> {
    let over = acceptance::Column::State
        .eq(ACCEPTED)
        .and(acceptance::Column::ExpiresAt.lte(new.recorded_at));
    let may_change = if new.state == ACCEPTED {
        over.or(acceptance::Column::State.eq(DECLINED))
    } else {
        over
    };
    let renewed = acceptance::Entity::update_many()
        .col_expr(acceptance::Column::State, Expr::value(new.state.as_str()))
        .col_expr(acceptance::Column::FileId, Expr::value(new.file_id))
        .col_expr(acceptance::Column::RecordedAt, Expr::value(new.recorded_at))
        .col_expr(acceptance::Column::ExpiresAt, Expr::value(new.expires_at))
        .filter(acceptance::Column::UserId.eq(new.user_id))
        .filter(acceptance::Column::VersionId.eq(new.version_id))
        .filter(acceptance::Column::Device.eq(new.device.as_str()))
        .filter(may_change)
        .exec(change)
        .await?;
    Ok(renewed.rows_affected > 0)
}
