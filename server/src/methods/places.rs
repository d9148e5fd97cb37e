//! Places for methods. A unique index over person and place keeps every limit, however many requests add at once on
//! however many instances.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::kind::{self, MethodKind};
use super::offer::{self, NotAddable};
use crate::authority::registered::rules_of;
use crate::store::entities::security_method::{ActiveModel, Column, Entity, Model};
use crate::store::entities::user;
use crate::store::values::MethodData;

/// A method without a place yet, active and without a name; the caller fills in what it has.
pub fn method(user_id: Uuid, kind: MethodKind, now_ms: i64) -> Model {
    Model {
        id: Uuid::new_v4(),
        user_id,
        kind: kind.name().to_owned(),
        slot: String::new(),
        slot_key: String::new(),
        lookup_key: None,
        display_name: None,
        value: None,
        secret_sealed: None,
        last_step: None,
        data: MethodData::default(),
        state: kind::state::ACTIVE.to_owned(),
        created_at: now_ms,
        last_used_at: None,
        expires_at: None,
    }
}

/// Writes a method into the first free place of its kind's group. None when all places are taken.
///
/// # Errors
/// When the database fails; a `lookup_key` that another method has is such a failure.
pub async fn take(change: &impl ConnectionTrait, method: Model) -> Result<Option<Model>, DbErr> {
    let Some(kind) = MethodKind::parse(&method.kind) else {
        return Err(DbErr::Custom(format!("no kind of method: {}", method.kind)));
    };
    let taken: Vec<String> = Entity::find()
        .select_only()
        .column(Column::SlotKey)
        .filter(Column::UserId.eq(method.user_id))
        .into_tuple()
        .all(change)
        .await?;
    for place in 1..=kind.most() {
        let slot = place.to_string();
        let slot_key = kind::slot_key(kind, &slot);
        if taken.contains(&slot_key) {
            continue;
        }
        let placed = Model {
            slot,
            slot_key,
            ..method.clone()
        };
        if put(change, placed.clone()).await? {
            return Ok(Some(placed));
        }
    }
    Ok(None)
}

/// The same, when the person may have one more by the policy of this instant: a start let it through, but that is
/// minutes ago. The caller holds the person's methods ([`super::removal::hold`]), so that two at once are counted one
/// after the other.
///
/// # Errors
/// As [`take`].
pub async fn take_allowed(
    change: &impl ConnectionTrait,
    user: &user::Model,
    method: Model,
) -> Result<Result<Model, NotAddable>, DbErr> {
    let Some(kind) = MethodKind::parse(&method.kind) else {
        return Err(DbErr::Custom(format!("no kind of method: {}", method.kind)));
    };
    let rules = rules_of(change, user).await?;
    if let Some(never) = offer::not_offered(&rules, user.is_administrator, kind, None) {
        return Ok(Err(never));
    }
    let there = Entity::find()
        .filter(Column::UserId.eq(user.id))
        .filter(Column::Kind.eq(kind.name()))
        .count(change)
        .await?;
    if there >= u64::from(offer::maximum(&rules, kind, None)) {
        return Ok(Err(NotAddable::LimitReached));
    }
    Ok(take(change, method).await?.ok_or(NotAddable::LimitReached))
}

/// Writes a method into its own place; false when that was taken. In a transaction a conflict must not become an
/// error: PostgreSQL would refuse everything after it.
async fn put(change: &impl ConnectionTrait, method: Model) -> Result<bool, DbErr> {
    let row: ActiveModel = method.into_active_model();
    let written = Entity::insert(row.reset_all())
        .on_conflict(
            OnConflict::columns([Column::UserId, Column::SlotKey])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(change)
        .await?;
    Ok(written > 0)
}
