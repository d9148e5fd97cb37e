//! Where phones take messages: one address per phone, told by the phone itself.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QuerySelect, SqlErr,
};
use uuid::Uuid;

use super::NotCalled;
use crate::methods::kind::{MethodKind, state as method_state};
use crate::state::AppState;
use crate::store::entities::push_subscription::{ActiveModel, Column, Entity, Model};
use crate::store::entities::security_method;

/// Why a phone's address was not written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSubscribed {
    /// Nobody is woken here.
    Off,
    NotCalled(NotCalled),
    /// The phone was deleted meanwhile.
    NoSuchMethod,
}

/// Keeps where a phone takes messages, in the place of what it told before.
///
/// # Errors
/// When the database fails.
pub async fn subscribe(
    state: &AppState,
    method_id: Uuid,
    endpoint: &str,
) -> Result<Result<(), NotSubscribed>, DbErr> {
    let Some(sender) = &state.push.0 else {
        return Ok(Err(NotSubscribed::Off));
    };
    if let Err(why) = sender.services.endpoint(endpoint) {
        return Ok(Err(NotSubscribed::NotCalled(why)));
    }
    let row = ActiveModel {
        method_id: Set(method_id),
        endpoint: Set(endpoint.to_owned()),
        created_at: Set(state.now_ms()),
    };
    let written = Entity::insert(row)
        .on_conflict(
            OnConflict::column(Column::MethodId)
                .update_columns([Column::Endpoint, Column::CreatedAt])
                .to_owned(),
        )
        .exec_without_returning(&state.db)
        .await;
    match written {
        Ok(_) => Ok(Ok(())),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::ForeignKeyConstraintViolation(_))) => {
            Ok(Err(NotSubscribed::NoSuchMethod))
        }
        Err(error) => Err(error),
    }
}

/// The phone wants to be woken no more.
///
/// # Errors
/// When the database fails.
pub async fn unsubscribe(state: &AppState, method_id: Uuid) -> Result<(), DbErr> {
    Entity::delete_by_id(method_id).exec(&state.db).await?;
    Ok(())
}

/// Where a phone takes messages.
///
/// # Errors
/// When the database fails.
pub(crate) async fn subscribed(state: &AppState, method_id: Uuid) -> Result<Option<String>, DbErr> {
    let row = Entity::find_by_id(method_id).one(&state.db).await?;
    Ok(row.map(|row| row.endpoint))
}

/// Where the phones of a person take messages. Two accounts on one phone have one address.
pub(super) async fn of(db: &DatabaseConnection, user_id: Uuid) -> Result<Vec<Model>, DbErr> {
    let phones: Vec<Uuid> = security_method::Entity::find()
        .select_only()
        .column(security_method::Column::Id)
        .filter(security_method::Column::UserId.eq(user_id))
        .filter(security_method::Column::Kind.eq(MethodKind::Authenticator.name()))
        .filter(security_method::Column::State.eq(method_state::ACTIVE))
        .into_tuple()
        .all(db)
        .await?;
    let mut rows = Entity::find()
        .filter(Column::MethodId.is_in(phones))
        .all(db)
        .await?;
    rows.sort_by(|one, other| one.endpoint.cmp(&other.endpoint));
    rows.dedup_by(|one, other| one.endpoint == other.endpoint);
    Ok(rows)
}

/// Forgets an address that is no more, for every account of that phone. An address told meanwhile stays.
pub(super) async fn forget(db: &DatabaseConnection, endpoint: &str) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::Endpoint.eq(endpoint))
        .exec(db)
        .await?;
    Ok(())
}
