//! Settings, connected services and the export as the contract has them.

use serde_json::{Value, json};
use workpass_app::ports::{DirectoryError, SettingsPort};
use workpass_domain::settings::SettingsChange;

use super::{Endpoint, Stand};

pub(super) fn settings() -> Value {
    json!({"displayLanguage": "nl", "displayLanguageFixed": true, "displayLanguages": ["nl", "en"],
        "preferredLanguages": ["nl-NL", "fy"], "regionalFormat": "nl-BE", "timeZone": "Asia/Kathmandu"})
}

fn service() -> Value {
    json!({"appId": "a1", "appDisplayName": "Routeplanner", "consentId": "c1", "consentedBy": "person",
        "permissions": [{"value": "User.Read", "displayName": "uw naam te lezen"}],
        "sinceDateTime": "2026-07-25T09:00:00Z", "lastUsedDateTime": null, "sessions": 0, "isCurrent": false})
}

fn export() -> Value {
    json!({"format": "workpass-export", "version": 1, "createdDateTime": "2026-11-22T09:00:00Z",
        "organization": {"id": "t", "displayName": "Noorderlicht"}, "profile": {"id": "u1"}, "settings": settings(),
        "photo": null, "methods": [], "devices": [], "rememberedBrowsers": [], "sessions": [],
        "connectedServices": [service()], "termsDecisions": [], "signIns": [], "events": [], "mails": [],
        "complete": true})
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    let of = |verb, path: &str, status, body| Endpoint {
        verb,
        path: format!("/selfservice/v1.0/me/{path}"),
        status,
        body,
    };
    let privacy = json!({"statementUrl": null, "contactEmail": null, "connectedServices": [service()]});
    vec![
        of("PATCH", "settings", 200, Some(settings())),
        of("GET", "privacy", 200, Some(privacy)),
        of("DELETE", "consents/c1", 204, None),
        of("GET", "export", 200, Some(export())),
    ]
}

pub(super) async fn call_all(stand: &Stand) -> Vec<(&'static str, Result<String, DirectoryError>)> {
    let (directory, at, token) = (&stand.directory, &stand.at, &stand.token);
    let change = SettingsChange {
        display_language: Some(None),
        preferred_languages: Some(vec!["nl-NL".into()]),
        regional_format: Some(Some("nl-BE".into())),
        time_zone: Some(Some("UTC".into())),
    };
    let changed = directory.change_settings(at, token, &change).await;
    let services = directory.read_connected_services(at, token, "nl").await;
    let withdrawn = directory.withdraw_consent(at, token, "c1").await;
    let export = directory.export_data(at, token, "nl").await;
    vec![
        ("change_settings", changed.map(|()| String::new())),
        ("read_connected_services", services.map(|all| format!("{all:?}"))),
        ("withdraw_consent", withdrawn.map(|()| String::new())),
        ("export_data", export.map(|text| format!("{} bytes", text.len()))),
    ]
}
