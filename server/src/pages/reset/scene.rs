//! An open reset with all that is known about it.

use sea_orm::EntityTrait;
use uuid::Uuid;

use super::row::{self, Model};
use crate::pages::error::PageError;
use crate::pages::visitor::Visitor;
use crate::resets::Neutral;
use crate::resets::means::{self, Means};
use crate::resets::standing::{Refused, Standing, nobody};
use crate::state::AppState;
use crate::store::entities::{tenant, user};

/// An open reset.
pub(super) struct Scene {
    pub(super) row: Model,
    /// What was typed.
    pub(super) user_name: String,
    /// The organization of the name; of a person who is known, their own.
    pub(super) tenant: tenant::Model,
    /// Whose it is, or nobody's.
    pub(super) standing: Standing,
    pub(super) neutral: Neutral,
    /// Something was proven: from here on the page speaks to this person.
    pub(super) is_known: bool,
    /// What may be asked now.
    pub(super) offered: Vec<Means>,
}

/// Where somebody comes who opens the page.
pub(super) enum Arrival {
    Scene(Box<Scene>),
    /// The person is known, and cannot go on.
    Refused(Box<Scene>, Refused),
    Elsewhere(&'static str),
}

impl Scene {
    /// How many verifications there are.
    pub(super) fn required(&self) -> u32 {
        if self.is_known {
            self.standing.required
        } else {
            self.neutral.required
        }
    }

    /// How many were right.
    pub(super) fn done(&self) -> u32 {
        u32::try_from(self.row.proven().len()).unwrap_or(u32::MAX)
    }

    /// Whether all that is required was proven.
    pub(super) fn is_verified(&self) -> bool {
        self.is_known && self.done() >= self.standing.required
    }

    /// What is asked now, when it may be asked.
    pub(super) fn means(&self) -> Option<Means> {
        self.row.means().filter(|means| self.offered.contains(means))
    }

    /// Whether these means verify the person behind it, and not only others of the organization.
    pub(super) fn verifies(&self, means: Means) -> bool {
        self.offered.contains(&means) && self.standing.held.contains(&means)
    }
}

/// The reset that is open in this browser. As much is read for a name that is nobody's.
pub(super) async fn arrive(state: &AppState, visitor: &Visitor) -> Result<Arrival, PageError> {
    let Some(row) = row::find(state, visitor).await? else {
        return Ok(Arrival::Elsewhere("/reset?because=late"));
    };
    let is_known = !row.proven.is_empty();
    let found = user::Entity::find_by_id(row.user_id.unwrap_or(Uuid::nil()))
        .one(&state.db)
        .await?;
    let found = found.filter(|user| user.sign_in_valid_from <= row.created_at);
    if is_known && found.is_none() {
        return Ok(Arrival::Elsewhere("/reset?because=late"));
    }
    let tenant_id = match &found {
        Some(user) if is_known => user.tenant_id,
        _ => row.tenant_id,
    };
    let tenant = tenant::Entity::find_by_id(tenant_id)
        .one(&state.db)
        .await?
        .ok_or(PageError::Server)?;
    let neutral = Neutral::of(&state.db, &tenant).await?;
    let person = found.unwrap_or_else(|| nobody(row.tenant_id));
    let mut standing = Standing::of(state, person).await?;
    let proven = row.proven();
    let is_gone = |means: &Means| *means != Means::RecoveryCode && !standing.held.contains(means);
    if proven.iter().any(is_gone) {
        // The owner removed it meanwhile: what was proven by it is worth nothing.
        return Ok(Arrival::Elsewhere("/reset?because=late"));
    }
    let refused = standing.refused_after(&proven);
    if !is_known && refused.is_some() {
        // What changed since it began is not told to who has proven nothing.
        standing.user = nobody(row.tenant_id);
        standing.held.clear();
    }
    let offered = if is_known {
        means::left(&standing.held, &proven)
    } else {
        neutral.means.clone()
    };
    let scene = Box::new(Scene {
        user_name: row.user_name(state)?,
        row,
        tenant,
        standing,
        neutral,
        is_known,
        offered,
    });
    Ok(match refused {
        Some(refused) if is_known => Arrival::Refused(scene, refused),
        _ => Arrival::Scene(scene),
    })
}
