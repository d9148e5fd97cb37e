//! What the organization shows, where it hands over, and whom to ask; and `/me`, everything a screen needs at once.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde::Serialize;

use super::details::{self, MethodDetails, Registration, SignInPreferences};
use super::devices::{self, Devices};
use super::organizations::{self, Shown as Membership};
use super::password::{self, PasswordPolicy};
use super::policy::{self, MethodPolicy};
use super::privacy::{self, PrivacyNotice};
use super::profile::{self, ProfileRules};
use super::scopes;
use super::settings::{self, Settings};
use super::sign_ins::{self, Summary};
use super::terms::{self, TermsOfUse};
use super::{Collection, accept_language};
use crate::graph::{Authenticated, GraphError};
use crate::state::AppState;
use crate::store::entities::tenant;
use crate::store::values::HandOvers;

/// Blocks of a profile that clients know (B-04).
pub(crate) const BLOCKS: [&str; 6] = [
    "workInformation",
    "contact",
    "manager",
    "devices",
    "organizations",
    "signIns",
];
/// Kinds of organization that clients know (B-11).
const KINDS: [&str; 3] = ["university", "largeCompany", "smallCompany"];

/// `selfService.self`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Everything {
    method_policy: Option<MethodPolicy>,
    method_details: Option<MethodDetails>,
    sign_in_preferences: Option<SignInPreferences>,
    registration: Option<Registration>,
    terms_of_use: Option<Collection<TermsOfUse>>,
    password_policy: PasswordPolicy,
    sign_ins: Option<Summary>,
    devices: Option<Devices>,
    settings: Settings,
    privacy: PrivacyNotice,
    profile_rules: ProfileRules,
    organizations: Collection<Membership>,
    help_contact: HelpContact,
    organization: Organization,
}

/// `selfService.helpContact`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct HelpContact {
    display_name: String,
    email: Option<String>,
    phone: Option<String>,
    web_url: Option<String>,
    hours: Option<String>,
    organization_kind: &'static str,
}

/// `selfService.organization`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Organization {
    display_name: String,
    profile_blocks: Vec<&'static str>,
    hand_overs: HandOvers,
    account_recovery_page: Option<String>,
}

/// `GET /me`: parts the token has no scope for are null.
pub(super) async fn everything(
    State(state): State<AppState>,
    caller: Authenticated,
    headers: HeaderMap,
) -> Result<Json<Everything>, GraphError> {
    let (method_policy, parts) = match caller.require_any(scopes::METHODS_READ) {
        Ok(()) => {
            let owned = policy::holding(&state, &caller).await?;
            let parts = details::parts(&state, &caller, &owned).await?;
            (
                Some(policy::policy_of(&state, &owned, &caller).await?),
                Some(parts),
            )
        }
        Err(_) => (None, None),
    };
    let (method_details, sign_in_preferences, registration) = match parts {
        Some(parts) => (
            Some(parts.details),
            Some(parts.preferences),
            Some(parts.registration),
        ),
        None => (None, None, None),
    };
    let terms_of_use = match caller.require_any(scopes::TERMS) {
        Ok(()) => Some(terms::terms_of(&state, &caller, accept_language(&headers)).await?),
        Err(_) => None,
    };
    let sign_ins = match caller.require_any(scopes::METHODS_READ) {
        Ok(()) => Some(sign_ins::summary(&state, &caller).await?),
        Err(_) => None,
    };
    let devices = match caller.require_any(scopes::METHODS_READ) {
        Ok(()) => Some(devices::of_caller(&state, &caller).await?),
        Err(_) => None,
    };
    Ok(Json(Everything {
        method_policy,
        method_details,
        sign_in_preferences,
        registration,
        terms_of_use,
        password_policy: password::policy_of(&state, &caller).await?,
        sign_ins,
        devices,
        settings: settings::of_caller(&state, &caller).await?,
        privacy: privacy::notice_of(&caller.tenant),
        profile_rules: profile::rules_of(&caller),
        organizations: Collection {
            value: organizations::of_caller(&state, &caller).await?,
        },
        help_contact: help_contact_of(&caller.tenant),
        organization: organization_of(&caller.tenant),
    }))
}

/// `GET /helpContact`
pub(super) async fn help_contact(caller: Authenticated) -> Json<HelpContact> {
    Json(help_contact_of(&caller.tenant))
}

/// `GET /organization`
pub(super) async fn organization(caller: Authenticated) -> Json<Organization> {
    Json(organization_of(&caller.tenant))
}

pub(super) fn help_contact_of(tenant: &tenant::Model) -> HelpContact {
    let contact = tenant.settings.help_contact.clone();
    let kind = KINDS
        .into_iter()
        .find(|kind| *kind == tenant.settings.organization_kind);
    HelpContact {
        display_name: contact.display_name,
        email: contact.email,
        phone: contact.phone,
        web_url: contact.web_url,
        hours: contact.hours,
        organization_kind: kind.unwrap_or("other"),
    }
}

fn organization_of(tenant: &tenant::Model) -> Organization {
    let chosen = &tenant.settings.profile_blocks;
    Organization {
        display_name: tenant.display_name.clone(),
        profile_blocks: BLOCKS
            .into_iter()
            .filter(|block| chosen.iter().any(|c| c == block))
            .collect(),
        hand_overs: tenant.settings.hand_overs.clone(),
        account_recovery_page: tenant.settings.account_recovery_page.clone(),
    }
}
