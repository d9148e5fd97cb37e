//! Whether the policy lets a person add or delete a kind of method now, as refusals of a call.

use axum::http::StatusCode;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::policy::rules_of;
use crate::auth::Caller;
use crate::graph::GraphError;
use crate::methods::kind::MethodKind;
use crate::state::AppState;
use crate::store::entities::security_method;
use crate::store::values::MethodRules;

/// Passes when the kind is offered to the person, and gives the rules.
///
/// # Errors
/// `methodNotAllowedByPolicy`, `notAllowedForAdministrators` (B-77).
pub(super) async fn use_at_all(
    state: &AppState,
    caller: &Caller,
    kind: MethodKind,
) -> Result<MethodRules, GraphError> {
    let rules = rules_of(state, caller).await?;
    let is_offered = rules
        .methods
        .get(kind.name())
        .is_some_and(|rule| rule.allowed && !rule.managed_by_administrator);
    if !is_offered {
        return Err(not_allowed());
    }
    if kind == MethodKind::SecurityQuestions && caller.user.is_administrator {
        return Err(GraphError::new(
            StatusCode::FORBIDDEN,
            "notAllowedForAdministrators",
            "Administrators cannot use this method.",
        ));
    }
    Ok(rules)
}

/// Passes when the person may have one more, and gives the rules.
///
/// # Errors
/// As [`use_at_all`], and `methodLimitReached` (B-42).
pub(super) async fn add(
    state: &AppState,
    caller: &Caller,
    kind: MethodKind,
) -> Result<MethodRules, GraphError> {
    let rules = use_at_all(state, caller, kind).await?;
    let registered = security_method::Entity::find()
        .filter(security_method::Column::UserId.eq(caller.user.id))
        .filter(security_method::Column::SlotKey.starts_with(format!("{}:", kind.group())))
        .count(&state.db)
        .await?;
    let maximum = rules.methods.get(kind.name()).map_or(0, |rule| rule.maximum);
    if registered >= u64::from(Ord::min(maximum, kind.most())) {
        return Err(limit_reached());
    }
    Ok(rules)
}

/// Passes when the person may delete what they have of a kind. What the organization no longer has a rule for may go.
///
/// # Errors
/// `methodNotAllowedByPolicy`.
pub(super) async fn delete(state: &AppState, caller: &Caller, kind: MethodKind) -> Result<(), GraphError> {
    let rules = rules_of(state, caller).await?;
    if rules.methods.get(kind.name()).is_none_or(|rule| rule.can_delete) {
        Ok(())
    } else {
        Err(not_allowed())
    }
}

pub(super) fn limit_reached() -> GraphError {
    GraphError::new(
        StatusCode::FORBIDDEN,
        "methodLimitReached",
        "There are as many methods of this kind as there can be.",
    )
}

fn not_allowed() -> GraphError {
    GraphError::new(
        StatusCode::FORBIDDEN,
        "methodNotAllowedByPolicy",
        "The organization does not allow this method.",
    )
}
