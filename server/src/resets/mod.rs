//! Getting back in without the password (B-121 … B-140): by what somebody is verified, who can reset and why not, and
//! the end of it. The pages ask; nothing here tells anybody whether a name exists.
//!
//! - [`means`]: by what a person is verified, and what a policy allows
//! - [`standing`]: whether a person can reset, and by what
//! - [`finish`]: the new password, or the lock that is taken away

pub mod finish;
pub mod means;
pub mod standing;

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use self::means::Means;
use crate::state::AppState;
use crate::store::entities::{method_policy, tenant};
use crate::store::values::MethodRules;

/// Where the pages are.
pub const PATH: &str = "/reset";

/// What an organization has for who cannot sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// The pages of this server.
    Own,
    /// A page of its own.
    Elsewhere(String),
    /// Nothing (B-126): there is only the helpdesk.
    Off,
}

impl Offer {
    /// What an organization has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(db: &impl ConnectionTrait, tenant: &tenant::Model) -> Result<Self, DbErr> {
        if let Some(page) = &tenant.settings.password_reset_page {
            return Ok(Self::Elsewhere(page.clone()));
        }
        let policies = enabled_policies(db, tenant).await?;
        Ok(if policies.is_empty() { Self::Off } else { Self::Own })
    }

    /// The absolute address of the page, for apps.
    pub fn address(&self, state: &AppState) -> Option<String> {
        match self {
            Self::Own => Some(state.config.address(PATH)),
            Self::Elsewhere(page) => Some(page.clone()),
            Self::Off => None,
        }
    }
}

/// What everybody of an organization is asked who has proven nothing yet: the same whoever it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neutral {
    /// All that any policy of the organization allows.
    pub means: Vec<Means>,
    /// How many verifications most people need.
    pub required: u32,
    /// The rules whose questions are shown to who has none.
    pub rules: MethodRules,
}

impl Neutral {
    /// What an organization asks.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(db: &impl ConnectionTrait, tenant: &tenant::Model) -> Result<Self, DbErr> {
        let policies = enabled_policies(db, tenant).await?;
        let required = policies
            .iter()
            .map(|policy| means::required(&policy.rules, false));
        let required = required.max().unwrap_or(1);
        let allowed = policies
            .iter()
            .flat_map(|policy| means::allowed(&policy.rules, false))
            .collect::<BTreeSet<_>>();
        let with_questions = policies
            .iter()
            .find(|policy| means::allowed(&policy.rules, false).contains(&Means::Questions));
        let first = with_questions.or(policies.first());
        Ok(Self {
            means: allowed.into_iter().collect(),
            required,
            rules: first.map(|policy| policy.rules.clone()).unwrap_or_default(),
        })
    }
}

/// The organization of a name, by its domain; the first one when it is nobody's.
///
/// # Errors
/// When the database fails.
pub async fn organization_of(
    db: &impl ConnectionTrait,
    user_name: &str,
) -> Result<Option<tenant::Model>, DbErr> {
    // An installation has a handful of organizations at most.
    let tenants = tenant::Entity::find()
        .order_by_asc(tenant::Column::CreatedAt)
        .order_by_asc(tenant::Column::Id)
        .all(db)
        .await?;
    let domain = user_name.trim().rsplit('@').next().unwrap_or_default();
    let domain = domain.to_lowercase();
    let of_domain = tenants
        .iter()
        .position(|tenant| tenant.verified_domains.has(&domain));
    Ok(tenants.into_iter().nth(of_domain.unwrap_or(0)))
}

/// The default policy first: what most people are asked comes from it.
async fn enabled_policies(
    db: &impl ConnectionTrait,
    tenant: &tenant::Model,
) -> Result<Vec<method_policy::Model>, DbErr> {
    let policies = method_policy::Entity::find()
        .filter(method_policy::Column::TenantId.eq(tenant.id))
        .order_by_desc(method_policy::Column::IsDefault)
        .order_by_asc(method_policy::Column::Id)
        .all(db)
        .await?;
    Ok(policies
        .into_iter()
        .filter(|policy| policy.rules.password_reset_enabled)
        .collect())
}
