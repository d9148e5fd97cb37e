//! Whether a person can reset the password, and why not (B-121, B-134 … B-136).

use sea_orm::DbErr;
use uuid::Uuid;

use super::means::{self, Means};
use crate::methods::holding::Holding;
use crate::passwords::standing::password_of;
use crate::state::AppState;
use crate::store::entities::{password, user};
use crate::store::values::MethodRules;

/// Why a person cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The account is turned off.
    Disabled,
    /// Not switched on, or there is no password (B-134).
    NotEnabled,
    /// Too little is registered that policy allows (B-135).
    NotRegistered,
    /// It is kept in the organization's own directory (B-136).
    OnPremises,
}

impl Refused {
    pub const ALL: [Self; 4] = [
        Self::Disabled,
        Self::NotEnabled,
        Self::NotRegistered,
        Self::OnPremises,
    ];

    /// Why a person with these rules, who can be verified by these means, cannot; none when they can.
    pub fn of(user: &user::Model, rules: &MethodRules, has_password: bool, held: &[Means]) -> Option<Self> {
        if !user.is_active() {
            Some(Self::Disabled)
        } else if user.password_on_premises {
            Some(Self::OnPremises)
        } else if !rules.password_reset_enabled || !has_password {
            Some(Self::NotEnabled)
        } else if means::kinds(held) < means::required(rules, user.is_administrator) {
            Some(Self::NotRegistered)
        } else {
            None
        }
    }

    /// The name in the audit trail and in the contract.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::NotEnabled => "notEnabled",
            Self::NotRegistered => "notRegistered",
            Self::OnPremises => "onPremises",
        }
    }

    /// Reads [`Self::name`].
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|refused| refused.name() == name)
    }
}

/// A person, or nobody, as a reset sees them.
pub struct Standing {
    pub user: user::Model,
    pub holding: Holding,
    pub password: Option<password::Model>,
    /// What the person can be verified by.
    pub held: Vec<Means>,
    pub required: u32,
}

impl Standing {
    /// Reads what a person has. Of [`nobody`] as much is read, and nothing found.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(state: &AppState, user: user::Model) -> Result<Self, DbErr> {
        let holding = Holding::of(state, &user, false).await?;
        let password = password_of(&state.db, &user).await?;
        let held = means::held(&holding.rules, user.is_administrator, holding.working());
        Ok(Self {
            required: means::required(&holding.rules, user.is_administrator),
            user,
            holding,
            password,
            held,
        })
    }

    /// Why the person cannot; none when they can.
    pub fn refused(&self) -> Option<Refused> {
        self.refused_after(&[])
    }

    /// The same for who was verified by `proven` already: that counts though it is used up, as a last recovery code is.
    pub fn refused_after(&self, proven: &[Means]) -> Option<Refused> {
        let used_up = proven.iter().filter(|means| !self.held.contains(means));
        let held: Vec<Means> = self.held.iter().chain(used_up).copied().collect();
        Refused::of(&self.user, &self.holding.rules, self.password.is_some(), &held)
    }
}

/// Whom a name belongs to that is nobody's: everything that is asked of a person can be asked, and is answered with no.
pub fn nobody(tenant_id: Uuid) -> user::Model {
    user::Model {
        id: Uuid::nil(),
        user_type: String::new(),
        account_enabled: false,
        ..user::Model::nobody(tenant_id, 0)
    }
}
