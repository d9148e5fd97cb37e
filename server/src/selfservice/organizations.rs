//! The organizations of a person (B-150 … B-156), and leaving the one the token is for.

use axum::extract::State;
use axum::http::StatusCode;
use sea_orm::DbErr;
use serde::Serialize;
use uuid::Uuid;

use super::organization::{HelpContact, help_contact_of};
use crate::audit::Event;
use crate::auth::{Caller, ClientAddress};
use crate::authority::discovery;
use crate::clock::rfc3339;
use crate::graph::{Authenticated, GraphError};
use crate::organizations::leave::{self, Why};
use crate::organizations::{self, CannotLeave, Membership};
use crate::state::AppState;

/// `selfService.membership`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shown {
    tenant_id: Uuid,
    display_name: String,
    default_domain: String,
    issuer: String,
    role: String,
    is_home: bool,
    is_current: bool,
    state: &'static str,
    can_leave: bool,
    reason: Option<&'static str>,
    contact: HelpContact,
    last_sign_in_date_time: Option<String>,
}

/// What `GET /me` says of them.
pub(super) async fn of_caller(state: &AppState, caller: &Caller) -> Result<Vec<Shown>, DbErr> {
    let all = organizations::of_person(&state.db, &caller.user).await?;
    let shown = |one: Membership| {
        let reason = one.cannot_leave();
        Shown {
            tenant_id: one.tenant.id,
            display_name: one.tenant.display_name.clone(),
            default_domain: one.tenant.verified_domains.0.first().cloned().unwrap_or_default(),
            issuer: discovery::issuer(state, &one.tenant),
            is_home: one.is_home(),
            is_current: one.user.id == caller.user.id,
            state: match one.user.account_enabled {
                false => "disabled",
                true if one.user.home_user_id.is_some() && one.user.accepted_at.is_none() => "invited",
                true => "active",
            },
            can_leave: reason.is_none(),
            reason: reason.map(CannotLeave::name),
            contact: help_contact_of(&one.tenant),
            last_sign_in_date_time: one.user.last_sign_in_at.map(rfc3339),
            role: one.user.user_type,
        }
    };
    Ok(all.into_iter().map(shown).collect())
}

/// `POST /me/organizations/leave`: the organization of the token (B-153).
pub(super) async fn leave(
    State(state): State<AppState>,
    caller: Authenticated,
    ClientAddress(address): ClientAddress,
) -> Result<StatusCode, GraphError> {
    let here = Membership {
        tenant: caller.tenant.clone(),
        user: caller.user.clone(),
    };
    if let Some(why) = here.cannot_leave() {
        return Err(refusal(why));
    }
    let event = Event {
        client_id: Some(caller.client),
        address: Some(address.to_string()),
        ..Event::of("guest.left", &caller.user)
    };
    if leave::leave(&state.db, state.now_ms(), &caller.user, Why::Left, event).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(GraphError::new(
            StatusCode::CONFLICT,
            "organizationLeftBefore",
            "The person left this organization already.",
        ))
    }
}

fn refusal(why: CannotLeave) -> GraphError {
    let (code, message) = match why {
        CannotLeave::HomeOrganization => (
            "homeOrganization",
            "The home organization owns the account: it cannot be left.",
        ),
        CannotLeave::NotAllowed => (
            "leavingNotAllowed",
            "The organization does not let guests leave by themselves.",
        ),
        CannotLeave::AccountDisabled => ("accountDisabled", "The account in this organization is disabled."),
    };
    GraphError::new(StatusCode::FORBIDDEN, code, message)
}
