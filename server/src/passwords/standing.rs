//! Whether a person may change their password, and what is known of it.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use crate::auth::Standing;
use crate::clock::span;
use crate::store::entities::{password, tenant, user};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Why a password cannot be changed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotChangeable {
    /// It is kept in a directory of the organization's own (B-118).
    OnPremises,
    /// The organization does not let people change it.
    NotAllowed,
    /// The person signs in without one.
    NoPassword,
    /// The person is a guest: the password is the organization's they come from (B-18).
    HomeOrganization,
}

impl NotChangeable {
    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OnPremises => "onPremises",
            Self::NotAllowed => "notAllowed",
            Self::NoPassword => "noPassword",
            Self::HomeOrganization => "homeOrganization",
        }
    }

    /// The error code on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OnPremises => "passwordOnPremises",
            Self::NotAllowed => "passwordChangeNotAllowed",
            Self::NoPassword => "passwordMissing",
            Self::HomeOrganization => "passwordAtHome",
        }
    }
}

/// The password of a person, when there is one.
///
/// # Errors
/// When the database fails.
pub async fn password_of(
    db: &impl ConnectionTrait,
    user: &user::Model,
) -> Result<Option<password::Model>, DbErr> {
    password::Entity::find_by_id(user.id).one(db).await
}

/// Why it cannot be changed, when it cannot.
pub fn not_changeable(
    user: &user::Model,
    tenant: &tenant::Model,
    password: Option<&password::Model>,
) -> Option<NotChangeable> {
    if user.home_user_id.is_some() {
        Some(NotChangeable::HomeOrganization)
    } else if user.password_on_premises {
        Some(NotChangeable::OnPremises)
    } else if !tenant.settings.password_policy.change_allowed {
        Some(NotChangeable::NotAllowed)
    } else if password.is_none() {
        Some(NotChangeable::NoPassword)
    } else {
        None
    }
}

/// When the password is too old, in milliseconds since the Unix epoch; none when it never is (B-117).
pub fn expires_at(tenant: &tenant::Model, password: &password::Model) -> Option<i64> {
    let days = tenant.settings.password_policy.maximum_age_days?;
    Some(password.changed_at.saturating_add(span(DAY) * i64::from(days)))
}

/// Whether this sign-in proved so much that the current password need not be typed: the password and a second factor,
/// and not by way of a Temporary Access Pass (B-113). How old the proof may be is another matter.
pub fn proven_without_current(standing: &Standing) -> bool {
    let amr = &standing.amr;
    amr.has("pwd") && amr.has("mfa") && !amr.has("tap")
}
