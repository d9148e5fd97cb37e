//! Secrets planted in requests and answers; logs, errors and `Debug` are searched for them.

mod stand;

use std::{error::Error, fmt::Write, fs};

use serde_json::{Value, json};
use stand::{Stand, call_all, endpoints, graph_error};
use wiremock::ResponseTemplate;
use workpass_diagnostics::{LogSettings, subscriber};

const CANARY: &str = "canary";

fn planted(status: u16) -> Vec<ResponseTemplate> {
    let template = || ResponseTemplate::new(status);
    let error = json!({"error": {"code": "BadRequest", "message": "token canary-in-message", "innerError":
        {"request-id": "r", "canary-name": "canary-value"}}});
    vec![
        template().set_body_json(error),
        template().set_body_raw("<html>canary-page", "text/html"),
        template().set_body_raw(r#"{"id": "canary", "x": "#, "application/json"),
        template().set_body_json(json!({"id": 7, "triesRemaining": "canary", "responses": ["canary"]})),
        template().append_header("x-canary", "canary"),
    ]
}

/// The error with all its causes, in both forms.
fn whole(error: &dyn Error) -> String {
    let mut text = format!("{error:?}");
    let mut cause = Some(error);
    while let Some(error) = cause {
        write!(text, " {error}").expect("a String takes everything");
        cause = error.source();
    }
    text
}

#[tokio::test]
async fn no_answer_and_no_token_gets_into_logs_or_errors() {
    let folder = tempfile::tempdir().unwrap();
    let settings = LogSettings {
        filter: Some("trace".into()),
        ..LogSettings::new(folder.path())
    };
    // On this thread, where the single-threaded runtime of the test does everything.
    let guard = tracing::subscriber::set_default(subscriber(&settings).unwrap());
    let mut errors = String::new();
    for status in [200, 400, 401, 403, 404, 500] {
        for answer in planted(status) {
            let stand = Stand::new().await;
            for endpoint in endpoints() {
                stand
                    .answer_with(endpoint.verb, &endpoint.path, answer.clone())
                    .await;
            }
            for (_, outcome) in call_all(&stand).await {
                if let Err(error) = outcome {
                    errors.push_str(&whole(&error));
                }
            }
        }
    }
    drop(guard);
    let log = fs::read_to_string(settings.path()).unwrap();
    assert!(log.contains("workpass_http"), "the log was written");
    for secret in [CANARY, "CANAR", "739201", "anna@home", "31612345678"] {
        // What the mock server itself logs is not ours.
        let ours = log.lines().filter(|line| line.contains("workpass_"));
        let found: Vec<&str> = ours.filter(|line| line.contains(secret)).collect();
        assert!(found.is_empty(), "{found:?}");
        assert!(!errors.contains(secret), "{errors}");
    }
}

#[tokio::test]
async fn a_part_that_fails_is_logged_by_its_name_and_code_only() {
    let folder = tempfile::tempdir().unwrap();
    let settings = LogSettings::new(folder.path());
    let guard = tracing::subscriber::set_default(subscriber(&settings).unwrap());
    let stand = Stand::new().await;
    let mut refused = graph_error("Authorization_RequestDenied");
    refused["error"]["message"] = json!("canary");
    let items = ["me", "manager", "organization", "methods"].map(|id| stand::item(id, 403, &refused));
    stand.answer_batch(&json!({"responses": items})).await;
    stand
        .answer_self(&json!({"methodPolicy": "canary", "termsOfUse": Value::Null}))
        .await;
    stand.read().await.unwrap();
    drop(guard);
    let log = fs::read_to_string(settings.path()).unwrap();
    assert!(
        log.contains("part=\"manager\" status=403 code=\"Authorization_RequestDenied\""),
        "{log}"
    );
    assert!(log.contains("part=\"methodPolicy\""));
    assert!(!log.contains(CANARY), "{log}");
}
