//! What is known of the caller's password and its rules, and changing it without typing the current one.

use axum::extract::State;
use axum::http::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::record::{limit, seconds};
use crate::audit::Event;
use crate::auth::{Caller, ClientAddress};
use crate::clock::rfc3339;
use crate::graph::{Authenticated, GraphError, JsonBody, secret};
use crate::passwords::change::{self, Outcome, Wish};
use crate::passwords::rules::{self, CLASSES, Unmet};
use crate::passwords::standing::{self, NotChangeable};
use crate::state::AppState;
use crate::store::values::PasswordProfile;

/// `selfService.passwordPolicy`. Which words are banned is told to nobody (B-115).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PasswordPolicy {
    profile: &'static str,
    minimum_length: u32,
    maximum_length: u32,
    required_classes: Option<u32>,
    unicode_allowed: bool,
    history: u32,
    last_changed_date_time: Option<String>,
    expires_date_time: Option<String>,
    changeable: bool,
    reason: Option<&'static str>,
    current_password_required: bool,
}

/// The rules as they apply to the caller now.
pub(super) async fn policy_of(state: &AppState, caller: &Caller) -> Result<PasswordPolicy, GraphError> {
    let rules = &caller.tenant.settings.password_policy;
    let password = standing::password_of(&state.db, &caller.user).await?;
    let not_changeable = standing::not_changeable(&caller.user, &caller.tenant, password.as_ref());
    // Where it is kept elsewhere, nothing is known of its age here.
    let known = password.filter(|_| not_changeable != Some(NotChangeable::OnPremises));
    let expires_at = known
        .as_ref()
        .and_then(|password| standing::expires_at(&caller.tenant, password));
    let is_entra = rules.profile == PasswordProfile::Entra;
    Ok(PasswordPolicy {
        profile: rules.profile.name(),
        minimum_length: rules::minimum(rules),
        maximum_length: rules::maximum(rules),
        required_classes: is_entra.then_some(CLASSES),
        unicode_allowed: !is_entra,
        history: rules::history(rules),
        last_changed_date_time: known.map(|password| rfc3339(password.changed_at)),
        expires_date_time: expires_at.map(rfc3339),
        changeable: not_changeable.is_none(),
        reason: not_changeable.map(NotChangeable::name),
        current_password_required: !standing::proven_without_current(&caller.standing),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Body {
    #[serde(deserialize_with = "secret")]
    new_password: SecretString,
}

/// `POST /me/password`: for who proved the password and a second factor a moment ago (B-113).
pub(super) async fn replace(
    State(state): State<AppState>,
    caller: Authenticated,
    client: ClientAddress,
    JsonBody(body): JsonBody<Body>,
) -> Result<StatusCode, GraphError> {
    if body.new_password.expose_secret().is_empty() {
        return Err(GraphError::bad_request("newPassword must not be empty."));
    }
    if !standing::proven_without_current(&caller.standing) {
        return Err(GraphError::new(
            StatusCode::FORBIDDEN,
            "currentPasswordRequired",
            "The current password is needed: this sign-in did not prove the password and a second factor.",
        ));
    }
    change(&state, &caller, client, None, body.new_password).await
}

/// Changes the caller's password and answers as both surfaces do.
///
/// # Errors
/// Graph's error object with one of the codes of the contract.
pub(crate) async fn change(
    state: &AppState,
    caller: &Caller,
    client: ClientAddress,
    current: Option<SecretString>,
    new: SecretString,
) -> Result<StatusCode, GraphError> {
    limit(state, caller, "password_change").await?;
    let event = |kind| Event {
        client_id: Some(caller.client),
        address: Some(client.0.to_string()),
        ..Event::of(kind, &caller.user)
    };
    let wish = Wish {
        user: &caller.user,
        tenant: &caller.tenant,
        current,
        new,
        grant: caller.grant,
        done: event("password.changed"),
        failed: event("password.change_failed"),
    };
    match change::change(state, wish).await? {
        Outcome::Done => Ok(StatusCode::NO_CONTENT),
        Outcome::NotChangeable(why) => Err(not_changeable(why)),
        Outcome::Wrong(left) => Err(GraphError {
            tries_remaining: Some(left),
            ..GraphError::new(
                StatusCode::BAD_REQUEST,
                "passwordWrong",
                "The current password is not correct.",
            )
        }),
        Outcome::Locked(wait) => Err(GraphError::too_many_requests("passwordLocked", seconds(wait))),
        Outcome::Unfit(unmet) => Err(unfit(unmet)),
        Outcome::Overtaken => Err(GraphError::new(
            StatusCode::CONFLICT,
            "passwordChangedMeanwhile",
            "The password was changed from somewhere else in the meantime.",
        )),
    }
}

fn not_changeable(why: NotChangeable) -> GraphError {
    let message = match why {
        NotChangeable::OnPremises => {
            "The password is kept in the organization's own directory and cannot be changed here."
        }
        NotChangeable::NotAllowed => "The organization does not let people change their password here.",
        NotChangeable::NoPassword => "There is no password to change.",
        NotChangeable::HomeOrganization => "The password is the home organization's: it is changed there.",
    };
    GraphError::new(StatusCode::FORBIDDEN, why.code(), message)
}

fn unfit(unmet: Unmet) -> GraphError {
    let message = match unmet {
        Unmet::TooShort => "The new password is too short.",
        Unmet::TooLong => "The new password is too long.",
        Unmet::Invisible => "The new password has characters that cannot be seen.",
        Unmet::NotAscii => "The new password has characters that are not allowed.",
        Unmet::TooFewClasses => "The new password needs more kinds of characters.",
        Unmet::ContainsName => "The new password contains the person's name.",
        Unmet::Guessable => "The new password is too easy to guess. Try a stronger one.",
        Unmet::Reused => "The new password was used before.",
    };
    GraphError::new(StatusCode::BAD_REQUEST, unmet.code(), message)
}
