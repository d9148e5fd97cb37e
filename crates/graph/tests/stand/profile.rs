//! The person's own profile, as the contracts have it.

use serde_json::{Value, json};
use workpass_app::ports::{DirectoryError, ProfilePort};
use workpass_domain::profile_rules::{FieldChange, ProfileField};

use super::{Endpoint, Stand};

pub(crate) const JPEG: &[u8] = b"\xff\xd8\xff\xe0canary-photo";

pub(super) fn rules() -> Value {
    json!({"photo": {"changeable": true, "reason": null, "maximumBytes": 4_194_304, "maximumSide": 8192,
        "minimumSide": 48},
        "editableFields": ["mobilePhone", "businessPhones"],
        "managedBy": [{"displayName": "Personeelszaken", "contact": null, "fields": ["jobTitle", "givenName"]}]})
}

pub(crate) fn number(before: Option<&str>, after: Option<&str>) -> FieldChange {
    FieldChange {
        field: ProfileField::BusinessPhone,
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    }
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    let endpoint = |verb, path: &str, status, body| Endpoint {
        verb,
        path: path.to_owned(),
        status,
        body,
    };
    let now = json!({"id": "u1", "businessPhones": ["+31 50 123 45 67"]});
    vec![
        endpoint("GET", "/v1.0/me", 200, Some(now)),
        endpoint("PATCH", "/v1.0/me", 204, None),
        endpoint("PUT", "/v1.0/me/photo/$value", 200, None),
        endpoint("DELETE", "/v1.0/me/photo/$value", 204, None),
    ]
}

pub(super) async fn call_all(stand: &Stand) -> Vec<(&'static str, Result<String, DirectoryError>)> {
    let (directory, at, token) = (&stand.directory, &stand.at, &stand.token);
    let changes = [number(Some("+31 50 123 45 67"), Some("112"))];
    let shown = |outcome: Result<(), DirectoryError>| outcome.map(|()| String::new());
    vec![
        (
            "change_profile",
            shown(directory.change_profile(at, token, &changes).await),
        ),
        (
            "change_photo",
            shown(directory.change_photo(at, token, JPEG).await),
        ),
        ("remove_photo", shown(directory.remove_photo(at, token).await)),
    ]
}
