//! Authenticator apps with codes, hardware tokens and passes as Graph shows them. No secret is ever in there.

use serde_json::{Value, json};

use super::odata::entity;
use crate::auth::Caller;
use crate::clock::rfc3339;
use crate::methods::{kind, tap};
use crate::state::AppState;
use crate::store::entities::{security_method, user};

/// `softwareOathAuthenticationMethod`
pub(super) fn software_oath(method: &security_method::Model) -> Value {
    json!({
        "id": method.id,
        "secretKey": null,
        "createdDateTime": rfc3339(method.created_at),
    })
}

/// `hardwareOathAuthenticationMethod` (beta)
pub(super) fn hardware_oath(method: &security_method::Model, user: &user::Model) -> Value {
    let token = method.data.oath.clone().unwrap_or_default();
    let is_active = method.state == kind::state::ACTIVE;
    json!({
        "id": method.id,
        "createdDateTime": rfc3339(method.created_at),
        "lastUsedDateTime": method.last_used_at.map(rfc3339),
        "device": {
            "id": method.id,
            "displayName": method.display_name,
            "serialNumber": token.serial,
            "manufacturer": token.manufacturer,
            "model": token.model,
            "secretKey": null,
            "timeIntervalInSeconds": token.period,
            "hashFunction": "hmacsha1",
            "status": if is_active { "activated" } else { "assigned" },
            "lastUsedDateTime": method.last_used_at.map(rfc3339),
            "assignedTo": { "id": user.id, "displayName": user.display_name },
        },
    })
}

/// `temporaryAccessPassAuthenticationMethod`
pub(super) fn temporary_access_pass(method: &security_method::Model, now_ms: i64) -> Value {
    let pass = method.data.pass.clone().unwrap_or_default();
    let usability = tap::usability(method, now_ms);
    json!({
        "id": method.id,
        "createdDateTime": rfc3339(method.created_at),
        "temporaryAccessPass": null,
        "startDateTime": rfc3339(pass.starts_at),
        "lifetimeInMinutes": pass.lifetime_minutes,
        "isUsableOnce": pass.one_time,
        "isUsable": usability.is_usable(),
        "methodUsabilityReason": usability.name(),
    })
}

/// One authenticator app as Graph answers it alone; the extension answers with it as well.
pub(crate) fn software_oath_entity(
    state: &AppState,
    caller: &Caller,
    method: &security_method::Model,
) -> Value {
    let of = format!(
        "users('{}')/authentication/softwareOathMethods/$entity",
        caller.user.id
    );
    match software_oath(method) {
        Value::Object(properties) => entity(state, &of, properties),
        other => other,
    }
}
