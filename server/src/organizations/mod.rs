//! The organizations a person belongs to (B-150 … B-156): the one at home that owns the account, and those where it is a
//! guest. A guest is an account of its own there, which the account at home signs in for.
//!
//! - [`leave`]: leaving, and being removed; [`guests`]: being invited, and coming back
//! - [`apps`]: the apps of others that an organization uses

pub mod apps;
pub mod guests;
pub mod leave;

use std::collections::HashMap;
use std::time::Duration;

use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::clock::span;
use crate::store::entities::{browser_session, guest_proof, tenant, user};

/// For how long an administrator can bring somebody back (B-156).
pub const RESTORABLE: Duration = Duration::from_secs(30 * 24 * 3600);
/// Graph's `userType` of guests.
pub const GUEST: &str = "Guest";

/// An organization, and a person's account in it.
#[derive(Clone, Debug)]
pub struct Membership {
    pub tenant: tenant::Model,
    pub user: user::Model,
}

/// Why somebody cannot leave an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotLeave {
    /// It owns the account (B-150).
    HomeOrganization,
    /// It does not let guests leave by themselves (B-155).
    NotAllowed,
    /// The account there is turned off: nobody can sign in to leave (B-155).
    AccountDisabled,
}

impl CannotLeave {
    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HomeOrganization => "homeOrganization",
            Self::NotAllowed => "notAllowed",
            Self::AccountDisabled => "accountDisabled",
        }
    }
}

impl Membership {
    /// Whether this organization owns the account.
    pub fn is_home(&self) -> bool {
        self.user.user_type != GUEST
    }

    /// Why the person cannot leave it, when they cannot.
    pub fn cannot_leave(&self) -> Option<CannotLeave> {
        if self.is_home() {
            Some(CannotLeave::HomeOrganization)
        } else if !self.user.account_enabled {
            Some(CannotLeave::AccountDisabled)
        } else if self.tenant.settings.keep_guests {
            Some(CannotLeave::NotAllowed)
        } else {
            None
        }
    }
}

/// Every organization of a person: home first, the others by name.
///
/// # Errors
/// When the database fails.
pub async fn of_person(db: &impl ConnectionTrait, user: &user::Model) -> Result<Vec<Membership>, DbErr> {
    let root = user.signs_in_as();
    let rows = user::Entity::find()
        .filter(
            Condition::any()
                .add(user::Column::Id.eq(root))
                .add(user::Column::HomeUserId.eq(root)),
        )
        .filter(user::Column::DeletedAt.is_null())
        .all(db)
        .await?;
    let mut tenants: HashMap<Uuid, tenant::Model> = tenant::Entity::find()
        .filter(tenant::Column::Id.is_in(rows.iter().map(|row| row.tenant_id)))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let mut all: Vec<Membership> = rows
        .into_iter()
        .filter_map(|user| {
            let tenant = tenants.remove(&user.tenant_id)?;
            Some(Membership { tenant, user })
        })
        .collect();
    all.sort_by_key(|one| (one.user.id != root, one.tenant.display_name.to_lowercase()));
    Ok(all)
}

/// Removes for good who left or was removed long enough ago, with all that was theirs there; and what guests proved in
/// browser sessions that are over.
///
/// # Errors
/// When the database fails.
pub async fn purge(db: &DatabaseConnection, now_ms: i64) -> Result<(), DbErr> {
    user::Entity::delete_many()
        .filter(user::Column::DeletedAt.lte(now_ms - span(RESTORABLE)))
        .exec(db)
        .await?;
    let open = Query::select()
        .column(browser_session::Column::SessionId)
        .from(browser_session::Entity)
        .and_where(browser_session::Column::SessionId.is_not_null())
        .to_owned();
    guest_proof::Entity::delete_many()
        .filter(guest_proof::Column::SessionId.not_in_subquery(open))
        .exec(db)
        .await?;
    Ok(())
}
