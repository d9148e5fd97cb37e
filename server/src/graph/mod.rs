//! The Microsoft Graph surface, `/v1.0`: JSON exactly as Graph's, for the calls of a signed-in employee, with the
//! same scopes and the same refusals.

mod agreements;
mod batch;
mod beta;
mod bitlocker;
mod body;
mod devices;
mod error;
mod freshness;
mod hardware_tokens;
mod methods;
mod oath;
mod odata;
mod organization;
mod own;
mod passkeys;
mod passwords;
mod phones;
mod photos;
mod preferences;
mod profile;
mod refusals;
mod request_ids;
mod scopes;
mod segment;
mod sessions;
mod surface;
mod trusted_place;
mod users;

use axum::Router;
use axum::http::{HeaderMap, Method, header};

pub(crate) use agreements::acceptance_entity;
pub(crate) use body::{JsonBody, secret};
pub use error::GraphError;
pub(crate) use freshness::Fresh;
pub(crate) use methods::{EMAIL_METHOD_ID, PASSWORD_METHOD_ID, email_entity};
pub(crate) use oath::software_oath_entity;
pub(crate) use phones::{phone_entity, sms_sign_in_state};
pub(crate) use segment::Segment;
pub(crate) use surface::{Authenticated, Call, surface};
pub(crate) use users::kept_of;

use crate::auth::ClientAddress;
use crate::profile::photo::MOST_BYTES;
use crate::state::AppState;
use own::{authenticators, passes, software_oaths};

/// Every route of the surface, with its whole path.
pub fn router(state: &AppState) -> Router<AppState> {
    // The steps of a batch go through a router that has everything but batches.
    let steps: Router = surface(state, calls()).with_state(state.clone());
    let batch = Call::post(
        "/$batch",
        &[],
        move |caller: Authenticated,
              address: ClientAddress,
              headers: HeaderMap,
              body: JsonBody<batch::Batch>| async move {
            let accept_language = headers.get(header::ACCEPT_LANGUAGE).cloned();
            batch::run(
                &steps,
                batch::Carrier {
                    caller,
                    address,
                    accept_language,
                },
                body,
            )
            .await
        },
    );
    let all = calls().into_iter().chain([batch]).collect();
    Router::new()
        .nest("/v1.0", surface(state, all))
        .nest("/beta", surface(state, beta::calls()))
}

/// The permission table as it is enforced: verb, path and the scopes of which one is enough.
pub fn permissions() -> Vec<(Method, &'static str, &'static [&'static str])> {
    calls()
        .into_iter()
        .map(|call| (call.method, call.path, call.scopes))
        .collect()
}

/// The permission table of `/beta`.
pub fn beta_permissions() -> Vec<(Method, &'static str, &'static [&'static str])> {
    beta::permissions()
}

/// Verb and path of what is refused on one's own account whatever the scope.
pub fn refused() -> Vec<(Method, &'static str)> {
    refusals::REFUSED
        .iter()
        .map(|(method, path, _)| (method.clone(), *path))
        .collect()
}

fn calls() -> Vec<Call> {
    const PASSKEYS: &str = "/me/authentication/fido2Methods";
    const PASSKEY: &str = "/me/authentication/fido2Methods/{fido2AuthenticationMethod-id}";
    let answered = [
        Call::get("/me", scopes::ME_READ, users::me),
        Call::patch("/me", scopes::ME_WRITE, profile::update),
        Call::get("/me/manager", scopes::MANAGER_READ, users::manager),
        Call::get("/me/photo", scopes::PHOTO_READ, photos::largest_about),
        Call::get("/me/photo/$value", scopes::PHOTO_READ, photos::largest),
        Call::put("/me/photo/$value", scopes::PHOTO_WRITE, profile::put_photo).taking(MOST_BYTES),
        Call::delete("/me/photo/$value", scopes::PHOTO_WRITE, profile::delete_photo),
        Call::get("/me/photos", scopes::PHOTO_READ, photos::list),
        Call::get("/me/photos/{profilePhoto-id}", scopes::PHOTO_READ, photos::about),
        Call::get(
            "/me/photos/{profilePhoto-id}/$value",
            scopes::PHOTO_READ,
            photos::value,
        ),
        Call::get("/me/authentication/methods", scopes::METHODS_READ, methods::all),
        Call::get(
            "/me/authentication/methods/{authenticationMethod-id}",
            scopes::METHODS_READ,
            methods::one,
        ),
        Call::get(
            "/me/authentication/emailMethods",
            scopes::EMAIL_READ,
            methods::emails,
        ),
        Call::get(
            "/me/authentication/emailMethods/{emailAuthenticationMethod-id}",
            scopes::EMAIL_READ,
            methods::one_email,
        ),
        Call::delete(
            "/me/authentication/emailMethods/{emailAuthenticationMethod-id}",
            scopes::EMAIL_WRITE,
            methods::delete_email,
        )
        .fresh(),
        Call::get(
            "/me/authentication/passwordMethods",
            scopes::PASSWORD_READ,
            methods::passwords,
        ),
        Call::get(
            "/me/authentication/passwordMethods/{passwordAuthenticationMethod-id}",
            scopes::PASSWORD_READ,
            methods::one_password,
        ),
        Call::get(
            "/me/authentication/phoneMethods",
            scopes::PHONE_READ,
            phones::list,
        ),
        Call::get(
            "/me/authentication/phoneMethods/{phoneAuthenticationMethod-id}",
            scopes::PHONE_READ,
            phones::one,
        ),
        Call::delete(
            "/me/authentication/phoneMethods/{phoneAuthenticationMethod-id}",
            scopes::PHONE_WRITE,
            phones::delete,
        )
        .fresh(),
        Call::post(
            "/me/authentication/phoneMethods/{phoneAuthenticationMethod-id}/enableSmsSignIn",
            scopes::PHONE_WRITE,
            phones::enable_sms_sign_in,
        )
        .fresh(),
        Call::post(
            "/me/authentication/phoneMethods/{phoneAuthenticationMethod-id}/disableSmsSignIn",
            scopes::PHONE_WRITE,
            phones::disable_sms_sign_in,
        )
        .fresh(),
        Call::get(
            "/me/authentication/softwareOathMethods",
            scopes::SOFTWARE_OATH_READ,
            software_oaths::list,
        ),
        Call::get(
            "/me/authentication/softwareOathMethods/{softwareOathAuthenticationMethod-id}",
            scopes::SOFTWARE_OATH_READ,
            software_oaths::one,
        ),
        Call::delete(
            "/me/authentication/softwareOathMethods/{softwareOathAuthenticationMethod-id}",
            scopes::SOFTWARE_OATH_WRITE,
            software_oaths::delete,
        )
        .fresh(),
        Call::get(
            "/me/authentication/microsoftAuthenticatorMethods",
            scopes::AUTHENTICATOR_READ,
            authenticators::list,
        ),
        Call::get(
            "/me/authentication/microsoftAuthenticatorMethods/{microsoftAuthenticatorAuthenticationMethod-id}",
            scopes::AUTHENTICATOR_READ,
            authenticators::one,
        ),
        Call::delete(
            "/me/authentication/microsoftAuthenticatorMethods/{microsoftAuthenticatorAuthenticationMethod-id}",
            scopes::AUTHENTICATOR_WRITE,
            authenticators::delete,
        )
        .fresh(),
        Call::get(
            "/me/authentication/temporaryAccessPassMethods",
            scopes::PASS_READ,
            passes::list,
        ),
        Call::get(
            "/me/authentication/temporaryAccessPassMethods/{temporaryAccessPassAuthenticationMethod-id}",
            scopes::PASS_READ,
            passes::one,
        ),
        Call::delete(
            "/me/authentication/temporaryAccessPassMethods/{temporaryAccessPassAuthenticationMethod-id}",
            scopes::PASS_WRITE,
            passes::delete,
        )
        .fresh(),
        Call::get(PASSKEYS, scopes::PASSKEY_READ, passkeys::list),
        Call::post(PASSKEYS, scopes::PASSKEY_WRITE, passkeys::create).fresh_as(Fresh::Passkeys),
        Call::get(
            "/me/authentication/fido2Methods/creationOptions",
            scopes::PASSKEY_OPTIONS,
            passkeys::creation_options,
        )
        .fresh_as(Fresh::Passkeys),
        Call::get(PASSKEY, scopes::PASSKEY_READ, passkeys::one),
        Call::patch(PASSKEY, scopes::PASSKEY_WRITE, passkeys::rename).fresh(),
        Call::delete(PASSKEY, scopes::PASSKEY_WRITE, passkeys::delete).fresh(),
        Call::get(
            "/me/agreementAcceptances",
            scopes::ACCEPTANCES_READ,
            agreements::list,
        ),
        Call::get(
            "/me/agreementAcceptances/{agreementAcceptance-id}",
            scopes::ACCEPTANCES_READ,
            agreements::one,
        ),
        Call::post(
            "/me/changePassword",
            scopes::PASSWORD_CHANGE,
            passwords::change,
        ),
        Call::post(
            "/me/revokeSignInSessions",
            scopes::REVOKE_SESSIONS,
            sessions::revoke,
        ),
        Call::get("/me/ownedDevices", scopes::DEVICES_OWNED, devices::list),
        Call::get("/me/registeredDevices", scopes::DEVICES_OWNED, devices::list),
        Call::get("/devices/{device-id}", scopes::DEVICE_READ, devices::one),
        Call::get(
            "/informationProtection/bitlocker/recoveryKeys",
            scopes::RECOVERY_KEYS,
            bitlocker::list,
        ),
        Call::get(
            "/informationProtection/bitlocker/recoveryKeys/{bitlockerRecoveryKey-id}",
            scopes::RECOVERY_KEYS,
            bitlocker::one,
        )
        .fresh()
        .anywhere(),
        Call::get(
            "/organization",
            scopes::ORGANIZATION_READ,
            organization::organization,
        ),
    ];
    answered.into_iter().chain(refusals::calls()).collect()
}
