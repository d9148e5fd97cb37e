//! Whether the session of a browser is as good as what it wants to do: complete by today's rules, and as fresh as an
//! app asks.

use super::error::PageError;
use super::next::Next;
use super::register;
use super::visitor::Visitor;
use crate::authority::freshness::Freshness;
use crate::authority::registered::Registered;
use crate::authority::remembered;
use crate::authority::second_factor::Step;
use crate::methods::required::Requirement;
use crate::state::AppState;
use crate::store::entities::user;

/// What a browser has to do first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// Nothing: it may go on.
    Open,
    SignIn,
    /// Prove a second factor.
    Verify,
    /// Register one (B-90).
    Register,
}

impl Gate {
    /// Where it has to go, to come to `next` in the end.
    pub(super) fn leads_to(self, next: &str) -> Option<String> {
        let page = match self {
            Self::Open => return None,
            Self::SignIn => "/signin",
            Self::Verify => "/signin/verify",
            Self::Register => "/register",
        };
        Some(format!("{page}?next={}", Next::encode(next)))
    }
}

/// Judges the session of a browser.
pub(super) async fn judge(
    state: &AppState,
    visitor: &Visitor,
    freshness: Freshness,
) -> Result<Gate, PageError> {
    let Some(session) = &visitor.session else {
        return Ok(Gate::SignIn);
    };
    let registered = registered(state, visitor, &session.user).await?;
    let proven = session.proof.proven();
    let step = registered.situation.next(&proven);
    if matches!(step, Step::Ask { .. }) {
        return Ok(Gate::Verify);
    }
    if !freshness.is_met_by(&session.proof) {
        return Ok(match registered.situation.again(&proven) {
            Step::Ask { .. } => Gate::Verify,
            _ => Gate::SignIn,
        });
    }
    let requirement = Requirement::of(&state.db, state.now_ms(), &session.user, &registered).await?;
    Ok(
        if step == Step::Register
            || register::stops(state, visitor, &session.user, &registered, &requirement).await?
        {
            Gate::Register
        } else {
            Gate::Open
        },
    )
}

/// What a person has registered, in this browser.
pub(super) async fn registered(
    state: &AppState,
    visitor: &Visitor,
    user: &user::Model,
) -> Result<Registered, PageError> {
    let now_ms = state.now_ms();
    let mut registered = Registered::of(&state.db, now_ms, user).await?;
    if let Some(token) = visitor.cookie(&remembered_cookie(state, user)) {
        let days = registered.rules.remember_devices_days;
        registered.situation.remembered =
            remembered::is_remembered(&state.db, now_ms, user, days, token).await?;
    }
    Ok(registered)
}

/// One cookie per person: on a computer that several share, each is remembered apart.
pub(super) fn remembered_cookie(state: &AppState, user: &user::Model) -> String {
    let mac = state.secrets.mac("remembered computer", &[&user.id.to_string()]);
    format!("remembered_{}", &mac[..16])
}
