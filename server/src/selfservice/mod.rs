//! The self-service extension, `/selfservice/v1.0`: what Graph has no call for or refuses an employee. Its contract,
//! `tests/contract/selfservice.openapi.json`, is served beside it.

mod authenticators;
mod challenges;
mod details;
mod devices;
mod export;
mod language;
mod manage;
mod may;
mod organization;
mod organizations;
mod passkeys;
mod password;
mod phones;
mod policy;
mod privacy;
mod profile;
mod questions;
mod record;
mod recovery_codes;
mod registration;
mod scopes;
mod sessions;
mod settings;
mod sign_ins;
mod software_oath;
mod terms;
mod trials;

use axum::Router;
use axum::http::{HeaderMap, Method, header};
use axum::response::IntoResponse;
use axum::routing::get;
use serde::Serialize;

pub(crate) use may::{add as may_add, delete as may_delete};
pub(crate) use organization::BLOCKS;
pub(crate) use passkeys::limit_passkeys;
pub(crate) use password::change as change_password;
pub(crate) use policy::{may_delete_email, rules_of};
pub(crate) use record::{event, limit};

use crate::graph::{Call, Fresh, surface};
use crate::state::AppState;

const CONTRACT: &str = include_str!("../../../tests/contract/selfservice.openapi.json");

/// Every route of the surface, with its whole path.
pub fn router(state: &AppState) -> Router<AppState> {
    Router::new()
        .route("/openapi.json", get(contract))
        .route("/selfservice/v1.0/openapi.json", get(contract))
        .nest("/selfservice/v1.0", surface(state, calls()))
}

/// Verb and path of what needs a fresh verification.
pub fn fresh() -> Vec<(Method, &'static str)> {
    calls()
        .into_iter()
        .filter(|call| call.fresh.is_some())
        .map(|call| (call.method, call.path))
        .collect()
}

/// The permission table as it is enforced: verb, path and the scopes of which one is enough.
pub fn permissions() -> Vec<(Method, &'static str, &'static [&'static str])> {
    calls()
        .into_iter()
        .map(|call| (call.method, call.path, call.scopes))
        .collect()
}

fn calls() -> Vec<Call> {
    vec![
        Call::get("/me", scopes::USER_READ, organization::everything),
        Call::get("/me/methodPolicy", scopes::METHODS_READ, policy::show),
        Call::get("/me/methodDetails", scopes::METHODS_READ, details::show),
        Call::patch("/me/methods/{method-id}", scopes::METHODS_WRITE, manage::rename).fresh(),
        Call::delete(
            "/me/rememberedDevices",
            scopes::METHODS_WRITE,
            manage::forget_devices,
        )
        .fresh()
        .anywhere(),
        Call::post("/me/registration/confirm", scopes::METHODS_WRITE, manage::confirm),
        Call::post("/me/registration/snooze", scopes::METHODS_WRITE, manage::snooze),
        Call::post("/me/emailChallenges", scopes::EMAIL_WRITE, challenges::start).fresh(),
        Call::delete(
            "/me/emailChallenges/{emailChallenge-id}",
            scopes::EMAIL_WRITE,
            challenges::cancel,
        ),
        Call::post(
            "/me/emailChallenges/{emailChallenge-id}/resend",
            scopes::EMAIL_WRITE,
            challenges::resend,
        ),
        Call::post(
            "/me/emailChallenges/{emailChallenge-id}/confirm",
            scopes::EMAIL_WRITE,
            challenges::confirm,
        )
        .placed(),
        Call::post("/me/phoneRegistrations", scopes::PHONE_WRITE, phones::start).fresh(),
        Call::get(
            "/me/phoneRegistrations/{phoneRegistration-id}",
            scopes::PHONE_WRITE,
            phones::show,
        ),
        Call::delete(
            "/me/phoneRegistrations/{phoneRegistration-id}",
            scopes::PHONE_WRITE,
            phones::cancel,
        ),
        Call::post(
            "/me/phoneRegistrations/{phoneRegistration-id}/resend",
            scopes::PHONE_WRITE,
            phones::resend,
        ),
        Call::post(
            "/me/phoneRegistrations/{phoneRegistration-id}/confirm",
            scopes::PHONE_WRITE,
            phones::confirm,
        )
        .placed(),
        Call::post(
            "/me/softwareOathRegistrations",
            scopes::SOFTWARE_OATH_WRITE,
            software_oath::start,
        )
        .fresh(),
        Call::get(
            "/me/softwareOathRegistrations/{softwareOathRegistration-id}",
            scopes::SOFTWARE_OATH_WRITE,
            software_oath::show,
        ),
        Call::delete(
            "/me/softwareOathRegistrations/{softwareOathRegistration-id}",
            scopes::SOFTWARE_OATH_WRITE,
            software_oath::cancel,
        ),
        Call::post(
            "/me/softwareOathRegistrations/{softwareOathRegistration-id}/confirm",
            scopes::SOFTWARE_OATH_WRITE,
            software_oath::confirm,
        )
        .placed(),
        Call::post(
            "/me/authenticatorRegistrations",
            scopes::AUTHENTICATOR_WRITE,
            authenticators::start,
        )
        .fresh(),
        Call::get(
            "/me/authenticatorRegistrations/{authenticatorRegistration-id}",
            scopes::AUTHENTICATOR_WRITE,
            authenticators::show,
        ),
        Call::delete(
            "/me/authenticatorRegistrations/{authenticatorRegistration-id}",
            scopes::AUTHENTICATOR_WRITE,
            authenticators::cancel,
        ),
        Call::post(
            "/me/authenticatorRegistrations/{authenticatorRegistration-id}/resend",
            scopes::AUTHENTICATOR_WRITE,
            authenticators::resend,
        ),
        Call::post("/me/passkeyRegistrations", scopes::PASSKEY_WRITE, passkeys::start)
            .fresh_as(Fresh::Passkeys),
        Call::get(
            "/me/passkeyRegistrations/{passkeyRegistration-id}",
            scopes::PASSKEY_WRITE,
            passkeys::show,
        ),
        Call::delete(
            "/me/passkeyRegistrations/{passkeyRegistration-id}",
            scopes::PASSKEY_WRITE,
            passkeys::cancel,
        ),
        Call::post("/me/methodTrials", scopes::METHODS_WRITE, trials::start),
        Call::get(
            "/me/methodTrials/{methodTrial-id}",
            scopes::METHODS_WRITE,
            trials::show,
        ),
        Call::delete(
            "/me/methodTrials/{methodTrial-id}",
            scopes::METHODS_WRITE,
            trials::cancel,
        ),
        Call::post(
            "/me/methodTrials/{methodTrial-id}/resend",
            scopes::METHODS_WRITE,
            trials::resend,
        ),
        Call::post(
            "/me/methodTrials/{methodTrial-id}/confirm",
            scopes::METHODS_WRITE,
            trials::confirm,
        ),
        Call::get("/me/securityQuestions", scopes::METHODS_READ, questions::list),
        Call::post("/me/securityQuestions", scopes::METHODS_WRITE, questions::answer).fresh(),
        Call::delete("/me/securityQuestions", scopes::METHODS_WRITE, questions::delete).fresh(),
        Call::post("/me/recoveryCodes", scopes::METHODS_WRITE, recovery_codes::create).fresh(),
        Call::delete("/me/recoveryCodes", scopes::METHODS_WRITE, recovery_codes::delete).fresh(),
        Call::post("/me/password", scopes::PASSWORD_CHANGE, password::replace)
            .fresh()
            .anywhere(),
        Call::get("/me/termsOfUse", scopes::TERMS, terms::list),
        Call::get(
            "/me/termsOfUse/{termsOfUse-id}/document",
            scopes::TERMS,
            terms::document,
        ),
        Call::post(
            "/me/termsOfUse/{termsOfUse-id}/acceptances",
            scopes::TERMS,
            terms::accept,
        ),
        Call::get("/me/signIns", scopes::METHODS_READ, sign_ins::list),
        Call::post(
            "/me/signIns/{signIn-id}/confirmSafe",
            scopes::METHODS_WRITE,
            sign_ins::confirm_safe,
        ),
        Call::post(
            "/me/signIns/{signIn-id}/confirmCompromised",
            scopes::METHODS_WRITE,
            sign_ins::confirm_compromised,
        ),
        Call::get("/me/sessions", scopes::METHODS_READ, sessions::list),
        Call::post(
            "/me/sessions/endOthers",
            scopes::REVOKE_SESSIONS,
            sessions::end_others,
        ),
        Call::delete(
            "/me/sessions/{session-id}",
            scopes::REVOKE_SESSIONS,
            sessions::end,
        ),
        Call::post(
            "/me/termsOfUse/{termsOfUse-id}/declines",
            scopes::TERMS,
            terms::decline,
        ),
        Call::get("/me/termsOfUse/decisions", scopes::TERMS, terms::decisions),
        Call::post(
            "/me/devices/{device-id}/disable",
            scopes::REVOKE_SESSIONS,
            devices::disable,
        )
        .fresh()
        .anywhere(),
        Call::patch("/me/settings", scopes::SETTINGS_WRITE, settings::change),
        Call::get("/me/privacy", scopes::METHODS_READ, privacy::show),
        Call::delete(
            "/me/consents/{consent-id}",
            scopes::REVOKE_SESSIONS,
            privacy::withdraw,
        ),
        Call::get("/me/export", scopes::METHODS_READ, export::everything)
            .fresh()
            .anywhere(),
        Call::post(
            "/me/organizations/leave",
            scopes::REVOKE_SESSIONS,
            organizations::leave,
        )
        .fresh()
        .anywhere(),
        Call::get("/helpContact", scopes::USER_READ, organization::help_contact),
        Call::get("/organization", scopes::USER_READ, organization::organization),
    ]
}

async fn contract() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], CONTRACT)
}

/// A whole collection; all of them fit one page.
#[derive(Serialize)]
struct Collection<T> {
    value: Vec<T>,
}

fn accept_language(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()
}
