//! Settings, connected services and the export, over the wire.

mod stand;

use serde_json::{Value, json};
use stand::{Stand, graph_error};
use wiremock::ResponseTemplate;
use workpass_app::ports::{DirectoryError, NetworkError, Part, SettingsPort};
use workpass_domain::settings::SettingsChange;

const ME: &str = "/selfservice/v1.0/me";

#[tokio::test]
async fn b178_b179_settings_and_the_notice_come_with_the_account() {
    let stand = Stand::well().await;
    let account = stand.read().await.unwrap();
    let Part::Given(settings) = account.settings else {
        panic!("not there");
    };
    assert!(settings.is_language_fixed);
    assert_eq!(settings.preferred_languages, ["nl-NL", "fy"]);
    assert_eq!(settings.time_zone.as_deref(), Some("Asia/Kathmandu"));
    let Part::Given(organization) = account.organization else {
        panic!("not there");
    };
    assert_eq!(
        organization.privacy_page.as_deref(),
        Some("https://www.noorderlicht.example/privacy")
    );
}

#[tokio::test]
async fn b178_only_what_changes_is_sent_and_null_leaves_it_to_the_computer() {
    let stand = Stand::new().await;
    let settings = json!({"displayLanguage": null, "displayLanguageFixed": false, "displayLanguages": ["nl", "en"],
        "preferredLanguages": [], "regionalFormat": null, "timeZone": null});
    let answer = ResponseTemplate::new(200).set_body_json(settings);
    stand
        .answer_with("PATCH", &format!("{ME}/settings"), answer)
        .await;
    let change = SettingsChange {
        time_zone: Some(None),
        regional_format: Some(Some("nl-BE".into())),
        ..SettingsChange::default()
    };
    let changed = stand
        .directory
        .change_settings(&stand.at, &stand.token, &change)
        .await;
    changed.unwrap();
    let sent = stand.server.received_requests().await.unwrap();
    let body: Value = sent[0].body_json().unwrap();
    assert_eq!(body, json!({"timeZone": null, "regionalFormat": "nl-BE"}));
}

#[tokio::test]
async fn b183_a_consent_that_is_gone_is_withdrawn() {
    let stand = Stand::new().await;
    let gone = ResponseTemplate::new(404).set_body_json(graph_error("consentNotFound"));
    stand
        .answer_with("DELETE", &format!("{ME}/consents/c1"), gone)
        .await;
    let withdrawn = stand
        .directory
        .withdraw_consent(&stand.at, &stand.token, "c1")
        .await;
    withdrawn.unwrap();
}

#[tokio::test]
async fn b179_an_export_that_was_cut_off_is_not_taken() {
    for cut in [
        r#"{"format":"workpass-export","signIns":[{"id":"1"}"#,
        r#"{"format":"workpass-export"}"#,
        "<html>Sign in to the network</html>",
        "",
    ] {
        let stand = Stand::new().await;
        let answer = ResponseTemplate::new(200).set_body_raw(cut, "application/json");
        stand.answer_with("GET", &format!("{ME}/export"), answer).await;
        let read = stand.directory.export_data(&stand.at, &stand.token, "nl").await;
        assert!(
            matches!(read, Err(DirectoryError::Network(NetworkError::Nonsense(_)))),
            "{cut}: {read:?}"
        );
    }
}
