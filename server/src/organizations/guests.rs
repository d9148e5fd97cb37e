//! Inviting people of another organization, and bringing back who left. Only an administrator's command calls these.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, TransactionTrait,
};
use uuid::Uuid;

use super::GUEST;
use crate::audit::{self, Event};
use crate::authority::sessions;
use crate::store::entities::{tenant, user};
use crate::store::values::Strings;

/// What became of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invited {
    Now,
    /// They had left, and are back as they were.
    Back,
    /// They were there already; nothing was changed.
    Before,
}

/// The guest that a person is or was in an organization.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: &impl ConnectionTrait,
    home_user_id: Uuid,
    tenant_id: Uuid,
) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find()
        .filter(user::Column::HomeUserId.eq(home_user_id))
        .filter(user::Column::TenantId.eq(tenant_id))
        .one(db)
        .await
}

/// Everybody who is or was a guest in an organization, by name: also who has no home on this server.
///
/// # Errors
/// When the database fails.
pub async fn all(db: &impl ConnectionTrait, tenant_id: Uuid) -> Result<Vec<user::Model>, DbErr> {
    user::Entity::find()
        .filter(user::Column::UserType.eq(GUEST))
        .filter(user::Column::TenantId.eq(tenant_id))
        .order_by_asc(user::Column::DisplayName)
        .order_by_asc(user::Column::Id)
        .all(db)
        .await
}

/// A new guest: what an organization knows of somebody whom another one looks after.
pub fn guest(id: Uuid, home: &user::Model, tenant: &tenant::Model, now_ms: i64) -> user::Model {
    let domain = tenant.verified_domains.0.first().cloned().unwrap_or_default();
    user::Model {
        id,
        user_name: format!("{}#ext#@{domain}", home.user_name.replace('@', "_")),
        display_name: home.display_name.clone(),
        given_name: home.given_name.clone(),
        surname: home.surname.clone(),
        company_name: home.company_name.clone(),
        mail: home.mail.clone(),
        other_mails: Strings::of(home.mail.clone()),
        proxy_addresses: Strings::of(home.mail.as_ref().map(|mail| format!("SMTP:{mail}"))),
        preferred_language: home.preferred_language.clone(),
        user_type: GUEST.to_owned(),
        home_user_id: Some(home.id),
        ..user::Model::nobody(tenant.id, now_ms)
    }
}

/// Writes a guest down.
///
/// # Errors
/// When the database fails.
pub async fn add(db: &impl ConnectionTrait, row: user::Model) -> Result<(), DbErr> {
    user::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Makes a person a guest; who had left comes back. `event` makes the entry of the trail for the guest.
///
/// # Errors
/// When the database fails; then nothing was changed.
pub async fn invite<'e>(
    db: &DatabaseConnection,
    now_ms: i64,
    home: &user::Model,
    tenant: &tenant::Model,
    event: impl Fn(&'e str, &user::Model) -> Event<'e>,
) -> Result<(Invited, user::Model), DbErr> {
    if let Some(known) = find(db, home.id, tenant.id).await? {
        let back = restore(db, now_ms, &known, event("guest.restored", &known)).await?;
        return Ok((if back { Invited::Back } else { Invited::Before }, known));
    }
    let row = guest(Uuid::new_v4(), home, tenant, now_ms);
    let change = db.begin().await?;
    add(&change, row.clone()).await?;
    audit::record(&change, now_ms, event("guest.invited", &row)).await?;
    change.commit().await?;
    Ok((Invited::Now, row))
}

/// Brings back who left or was removed, with all that was theirs (B-156). False when they were there.
///
/// # Errors
/// When the database fails; then nothing was changed.
pub async fn restore(
    db: &DatabaseConnection,
    now_ms: i64,
    guest: &user::Model,
    event: Event<'_>,
) -> Result<bool, DbErr> {
    let change = db.begin().await?;
    let back = user::Entity::update_many()
        .col_expr(user::Column::DeletedAt, Expr::value(None::<i64>))
        .col_expr(user::Column::DeletedReason, Expr::value(None::<String>))
        .filter(user::Column::Id.eq(guest.id))
        .filter(user::Column::DeletedAt.is_not_null())
        .exec(&change)
        .await?;
    if back.rows_affected == 0 {
        change.rollback().await?;
        return Ok(false);
    }
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(true)
}

/// Turns a guest's account off or on; off, what they are signed in to ends now. False when it was so before.
///
/// # Errors
/// When the database fails; then nothing was changed.
pub async fn enable(
    db: &DatabaseConnection,
    now_ms: i64,
    guest: &user::Model,
    enabled: bool,
    event: Event<'_>,
) -> Result<bool, DbErr> {
    let change = db.begin().await?;
    let changed = user::Entity::update_many()
        .col_expr(user::Column::AccountEnabled, Expr::value(enabled))
        .filter(user::Column::Id.eq(guest.id))
        .filter(user::Column::AccountEnabled.eq(!enabled))
        .exec(&change)
        .await?;
    if changed.rows_affected == 0 {
        change.rollback().await?;
        return Ok(false);
    }
    if !enabled {
        sessions::end_codes(&change, guest.id).await?;
        sessions::end_all(&change, now_ms, guest.id, "account_disabled").await?;
    }
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(true)
}
