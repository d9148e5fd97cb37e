//! The apps of others that an organization uses. Only an administrator's command calls these.

use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, TransactionTrait,
};
use uuid::Uuid;

use crate::audit::{self, Event};
use crate::store::entities::{client, grant, service_principal, user};
use crate::store::values::Strings;

/// What became of the wish to use an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    Now,
    /// With other consents than before, or again after it was stopped.
    Otherwise,
    /// It was used just so; nothing was changed.
    Before,
}

/// Every app that people can sign in to an organization with, by name: its own, and those of others with how it has
/// them.
///
/// # Errors
/// When the database fails.
pub async fn all(
    db: &impl ConnectionTrait,
    tenant_id: Uuid,
) -> Result<Vec<(client::Model, Option<service_principal::Model>)>, DbErr> {
    let used = service_principal::Entity::find()
        .filter(service_principal::Column::TenantId.eq(tenant_id))
        .all(db)
        .await?;
    let clients = client::Entity::find()
        .filter(
            Condition::any()
                .add(client::Column::TenantId.eq(tenant_id))
                .add(client::Column::Id.is_in(used.iter().map(|used| used.client_id))),
        )
        .order_by_asc(client::Column::DisplayName)
        .order_by_asc(client::Column::Id)
        .all(db)
        .await?;
    Ok(clients
        .into_iter()
        .map(|client| {
            let how = used.iter().find(|used| used.client_id == client.id).cloned();
            (client, how)
        })
        .collect())
}

/// Lets an organization use an app, with what its administrator consents to for everybody there: just this, whatever it
/// was before.
///
/// # Errors
/// When the database fails; then nothing was changed.
pub async fn take(
    db: &DatabaseConnection,
    now_ms: i64,
    (client_id, tenant_id): (Uuid, Uuid),
    consented: Strings,
    event: Event<'_>,
) -> Result<Used, DbErr> {
    let before = service_principal::Entity::find_by_id((client_id, tenant_id))
        .one(db)
        .await?;
    let wanted = service_principal::Model {
        client_id,
        tenant_id,
        consented_scopes: consented,
        enabled: true,
    };
    if before.as_ref() == Some(&wanted) {
        return Ok(Used::Before);
    }
    let change = db.begin().await?;
    service_principal::Entity::insert(wanted.into_active_model().reset_all())
        .on_conflict(
            OnConflict::columns([
                service_principal::Column::ClientId,
                service_principal::Column::TenantId,
            ])
            .update_columns([
                service_principal::Column::ConsentedScopes,
                service_principal::Column::Enabled,
            ])
            .to_owned(),
        )
        .exec_without_returning(&change)
        .await?;
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(if before.is_some() {
        Used::Otherwise
    } else {
        Used::Now
    })
}

/// Turns an app off in an organization: nobody there signs in to it any more, and what it has of them ends now. False
/// when it was off before.
///
/// # Errors
/// When the database fails; then nothing was changed.
pub async fn stop(
    db: &DatabaseConnection,
    now_ms: i64,
    (client_id, tenant_id): (Uuid, Uuid),
    event: Event<'_>,
) -> Result<bool, DbErr> {
    let change = db.begin().await?;
    let stopped = service_principal::Entity::update_many()
        .col_expr(service_principal::Column::Enabled, Expr::value(false))
        .filter(service_principal::Column::ClientId.eq(client_id))
        .filter(service_principal::Column::TenantId.eq(tenant_id))
        .filter(service_principal::Column::Enabled.eq(true))
        .exec(&change)
        .await?;
    if stopped.rows_affected == 0 {
        change.rollback().await?;
        return Ok(false);
    }
    let people = Query::select()
        .column(user::Column::Id)
        .from(user::Entity)
        .and_where(user::Column::TenantId.eq(tenant_id))
        .to_owned();
    grant::Entity::update_many()
        .col_expr(grant::Column::RevokedAt, Expr::value(now_ms))
        .col_expr(grant::Column::RevokedBecause, Expr::value("app_stopped"))
        .filter(grant::Column::ClientId.eq(client_id))
        .filter(grant::Column::UserId.in_subquery(people))
        .filter(grant::Column::RevokedAt.is_null())
        .exec(&change)
        .await?;
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(true)
}
