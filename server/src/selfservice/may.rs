//! Whether the policy lets a person add or delete a kind of method now, as refusals of a call. The rules are
//! [`offer`]'s.

use axum::http::StatusCode;

use super::policy;
use crate::auth::Caller;
use crate::graph::GraphError;
use crate::methods::holding::Holding;
use crate::methods::kind::MethodKind;
use crate::methods::offer::{self, NotAddable};
use crate::state::AppState;

/// Passes when the kind is offered to the person, and gives what they have.
///
/// # Errors
/// [`refusal`].
pub(super) async fn use_at_all(
    state: &AppState,
    caller: &Caller,
    kind: MethodKind,
) -> Result<Holding, GraphError> {
    let holding = policy::holding(state, caller).await?;
    match holding.not_offered(kind, None) {
        None => Ok(holding),
        Some(why) => Err(refusal(why)),
    }
}

/// Passes when the person may have one more, and gives what they have.
///
/// # Errors
/// [`refusal`].
pub(crate) async fn add(state: &AppState, caller: &Caller, kind: MethodKind) -> Result<Holding, GraphError> {
    let holding = policy::holding(state, caller).await?;
    match holding.not_addable(kind, None) {
        None => Ok(holding),
        Some(why) => Err(refusal(why)),
    }
}

/// Passes when the person may delete what they have of a kind. What the organization no longer has a rule for may go.
///
/// # Errors
/// `methodNotAllowedByPolicy`.
pub(crate) async fn delete(state: &AppState, caller: &Caller, kind: MethodKind) -> Result<(), GraphError> {
    let rules = policy::rules_of(state, caller).await?;
    if offer::can_delete(&rules, kind, None) {
        Ok(())
    } else {
        Err(refusal(NotAddable::NotAllowedByPolicy))
    }
}

/// Why not, as a call answers it (B-24, B-42, B-69, B-77, B-80).
pub(super) fn refusal(why: NotAddable) -> GraphError {
    let (code, message) = match why {
        NotAddable::LimitReached => (
            "methodLimitReached",
            "There are as many methods of this kind as there can be.",
        ),
        NotAddable::MobileRequired => ("mobileRequired", "The mobile phone comes first."),
        NotAddable::OtherMethodRequired => (
            "otherMethodRequired",
            "Another method has to be registered first.",
        ),
        NotAddable::NotAllowedForAdministrators => (
            "notAllowedForAdministrators",
            "Administrators cannot use this method.",
        ),
        NotAddable::PlaceNotAllowed => (
            "registrationPlaceNotAllowed",
            "The organization lets people register their security methods from its trusted networks only.",
        ),
        NotAddable::NotAllowedByPolicy
        | NotAddable::ManagedByAdministrator
        | NotAddable::NotAvailable
        | NotAddable::VoiceNotAllowed => (
            "methodNotAllowedByPolicy",
            "The organization does not allow this method.",
        ),
    };
    GraphError::new(StatusCode::FORBIDDEN, code, message)
}

pub(super) fn limit_reached() -> GraphError {
    refusal(NotAddable::LimitReached)
}
