//! Organizations as the contract has them.

use serde_json::{Value, json};
use workpass_app::ports::{DirectoryError, OrganizationsPort};

use super::{Endpoint, Stand};

pub(super) fn organizations() -> Value {
    let one = |id: &str, name: &str, is_home: bool, reason: Value| {
        json!({"tenantId": id, "displayName": name, "defaultDomain": "noorderlicht.example",
            "issuer": format!("https://login.example/{id}/v2.0"), "role": if is_home { "Member" } else { "Guest" },
            "isHome": is_home, "isCurrent": is_home, "state": "active", "canLeave": reason.is_null(), "reason": reason,
            "contact": {"displayName": format!("Helpdesk {name}"), "email": null, "phone": null, "webUrl": null,
                "hours": null, "organizationKind": "other"},
            "lastSignInDateTime": "2026-11-22T09:00:00Z"})
    };
    json!({"value": [one("h", "Noorderlicht", true, json!("homeOrganization")), one("z", "Zuiderzee", false, Value::Null)]})
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint {
        verb: "POST",
        path: "/selfservice/v1.0/me/organizations/leave".to_owned(),
        status: 204,
        body: None,
    }]
}

pub(super) async fn call_all(stand: &Stand) -> Vec<(&'static str, Result<String, DirectoryError>)> {
    let left = stand.directory.leave_organization(&stand.at, &stand.token).await;
    vec![("leave_organization", left.map(|()| String::new()))]
}
