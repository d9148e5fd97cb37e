//! `selfService.settings`, `selfService.privacy` and `selfService.export`.

use serde::Deserialize;
use serde_json::Value;
use workpass_domain::settings::{AccountSettings, ConnectedService};

use super::Fields;

/// `selfService.settings`.
pub(crate) fn account_settings(body: &Value) -> Option<AccountSettings> {
    let settings = Fields::of(body)?;
    settings.has_list("preferredLanguages").then(|| AccountSettings {
        display_language: settings.text("displayLanguage"),
        is_language_fixed: settings.flag("displayLanguageFixed"),
        preferred_languages: settings.texts("preferredLanguages"),
        regional_format: settings.text("regionalFormat"),
        time_zone: settings.text("timeZone"),
    })
}

/// The address of the notice and whom to ask: `selfService.privacyNotice`, and Graph's `privacyProfile`.
pub(crate) fn privacy_notice(body: &Value) -> (Option<String>, Option<String>) {
    let notice = Fields::of(body);
    let text = |name| notice.and_then(|notice| notice.text(name));
    (text("statementUrl"), text("contactEmail"))
}

/// `selfService.privacy`. `None` when a single app cannot be read: what is missing here would look as if it had nothing.
pub(crate) fn services(body: &Value) -> Option<Vec<ConnectedService>> {
    let all = Fields::of(body)?;
    all.has_list("connectedServices").then_some(())?;
    all.list("connectedServices").iter().map(service).collect()
}

fn service(value: &Value) -> Option<ConnectedService> {
    let service = Fields::of(value)?;
    let by = service.text("consentedBy").unwrap_or_default();
    let permissions = service.list("permissions").iter();
    Some(ConnectedService {
        app: service.text("appDisplayName")?,
        consent_id: service.text("consentId"),
        by_organization: by != "person",
        by_person: by != "organization",
        permissions: permissions
            .filter_map(|permission| {
                let permission = Fields::of(permission)?;
                permission
                    .text("displayName")
                    .or_else(|| permission.text("value"))
            })
            .collect(),
        since: service.time("sinceDateTime"),
        last_used: service.time("lastUsedDateTime"),
        sessions: service.count("sessions").unwrap_or_default(),
        is_current: service.flag("isCurrent"),
    })
}

#[derive(Deserialize)]
struct Whole {
    format: String,
    complete: bool,
}

/// Whether a text is an export to its end (`selfService.export`).
pub(crate) fn is_whole_export(text: &str) -> bool {
    serde_json::from_str::<Whole>(text)
        .is_ok_and(|export| export.format == "workpass-export" && export.complete)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn b179_an_export_that_was_cut_off_is_none() {
        let whole = r#"{"format":"workpass-export","version":1,"signIns":[{"id":"1"}],"complete":true}"#;
        assert!(is_whole_export(whole));
        for end in 0..whole.len() {
            assert!(!is_whole_export(&whole[..end]), "{end}");
        }
        for other in ["", "null", "[]", r#"{"complete":true}"#, "<html>"] {
            assert!(!is_whole_export(other), "{other}");
        }
    }

    #[test]
    fn b178_settings_are_read_tolerantly_and_nothing_is_made_of_nonsense() {
        let odd = json!({"displayLanguage": 7, "preferredLanguages": ["nl", 3, ""], "timeZone": " "});
        let settings = account_settings(&odd).unwrap();
        assert_eq!(settings.preferred_languages, ["nl"]);
        assert_eq!((settings.display_language, settings.time_zone), (None, None));
        for none in [
            json!(null),
            json!([]),
            json!({}),
            json!({"preferredLanguages": "nl"}),
        ] {
            assert_eq!(account_settings(&none), None);
        }
    }

    #[test]
    fn b183_a_list_of_apps_is_whole_or_none() {
        let good = json!({"appDisplayName": "Planner", "consentedBy": "both", "consentId": "c",
            "permissions": [{"value": "User.Read", "displayName": "read your name"}, {"value": "x"}, 1]});
        let whole = services(&json!({ "connectedServices": [good.clone()] })).unwrap();
        assert_eq!(whole[0].permissions, ["read your name", "x"]);
        assert!(whole[0].by_person && whole[0].by_organization);
        assert_eq!(
            services(&json!({"connectedServices": [good, {"appId": "1"}]})),
            None
        );
        assert_eq!(services(&json!({})), None);
    }
}
