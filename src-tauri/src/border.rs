//! The border to the web view, tested: what it may call, and that nothing secret is in what it hears.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use secrecy::SecretString;
use serde_json::Value;
use tauri::{
    WebviewWindow, WebviewWindowBuilder,
    ipc::{CallbackFn, InvokeBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder},
    webview::InvokeRequest,
};
use workpass_app::{
    controller::{Controller, Setup},
    ports::{Computer, MailDraft, Shell, ShellError, TrustedPage},
    view::{Preferences, Setting},
};

use crate::{commands, window::FirstPaint};

struct NoDesktop;

impl Shell for NoDesktop {
    fn open_page(&self, _: &TrustedPage) -> Result<(), ShellError> {
        Err(ShellError::NotOpened(None))
    }

    fn write_mail(&self, _: &MailDraft) -> Result<(), ShellError> {
        Err(ShellError::NotOpened(None))
    }

    fn computer(&self) -> Computer {
        Computer {
            name: "test".into(),
            system: "test".into(),
            app_version: "0".into(),
            installation: None,
        }
    }

    fn system_languages(&self) -> Vec<String> {
        Vec::new()
    }

    fn keep_preferences(&self, _: Preferences) -> Result<(), ShellError> {
        Ok(())
    }

    fn save_recovery_codes(&self, _: &[SecretString]) -> Result<PathBuf, ShellError> {
        Err(ShellError::NotSaved(None))
    }

    fn save_document(&self, _: &str, _: &str) -> Result<PathBuf, ShellError> {
        Err(ShellError::NotSaved(None))
    }

    fn print(&self) -> Result<(), ShellError> {
        Err(ShellError::NotPrinted(None))
    }
}

/// Registered like the others, but in no capability.
#[tauri::command]
fn not_granted() -> &'static str {
    "reached"
}

struct Rig {
    app: tauri::App<MockRuntime>,
}

impl Rig {
    fn new() -> Self {
        let setup = Setup::Missing(vec![Setting::Authority]);
        let (_, handle) = Controller::new(setup, Arc::new(NoDesktop), Preferences::default());
        let app = mock_builder()
            .plugin(tauri_plugin_store::Builder::new().build())
            .invoke_handler(tauri::generate_handler![
                commands::get_view,
                commands::ui_ready,
                not_granted
            ])
            .manage(handle)
            .manage(FirstPaint::default())
            .build(crate::context())
            .unwrap();
        Self { app }
    }

    fn window(&self, label: &str) -> WebviewWindow<MockRuntime> {
        WebviewWindowBuilder::new(&self.app, label, tauri::WebviewUrl::default())
            .build()
            .unwrap()
    }
}

fn call(window: &WebviewWindow<MockRuntime>, from: &str, command: &str) -> Result<Value, Value> {
    let request = InvokeRequest {
        cmd: command.into(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: from.parse().unwrap(),
        body: InvokeBody::default(),
        headers: tauri::http::HeaderMap::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(window, request).map(|body| body.deserialize().unwrap())
}

const OWN: &str = if cfg!(windows) {
    "http://tauri.localhost"
} else {
    "tauri://localhost"
};

#[test]
fn the_window_may_call_what_its_capability_grants() {
    let rig = Rig::new();
    let view = call(&rig.window("main"), OWN, "get_view").unwrap();
    assert_eq!(view["session"]["state"], "not_configured");
}

#[test]
fn a_command_that_is_not_in_the_capability_is_refused() {
    let rig = Rig::new();
    let window = rig.window("main");
    for command in [
        "not_granted",
        "plugin:store|load",
        "plugin:window|close",
        "plugin:webview|create_webview",
    ] {
        let refusal = call(&window, OWN, command).expect_err(command);
        assert!(
            refusal.as_str().is_some_and(|text| text.contains("not allowed")),
            "{command}: {refusal}"
        );
    }
}

#[test]
fn another_window_or_page_may_call_nothing() {
    let rig = Rig::new();
    assert!(call(&rig.window("other"), OWN, "get_view").is_err());
    assert!(call(&rig.window("main"), "https://evil.example/", "get_view").is_err());
}

/// One list in three places: what is registered, what `build.rs` declares, what the capability grants.
#[test]
fn commands_declarations_and_grants_are_the_same() {
    let bindings = include_str!("bindings.rs");
    let bindings = bindings
        .replace("commands::methods::", "commands::")
        .replace("commands::sign_ins::", "commands::")
        .replace("commands::password::", "commands::")
        .replace("commands::devices::", "commands::")
        .replace("commands::lost_phone::", "commands::")
        .replace("commands::organizations::", "commands::")
        .replace("commands::settings::", "commands::")
        .replace("commands::profile::", "commands::");
    let registered = names(&bindings, "commands::", |c| c.is_alphanumeric() || c == '_');
    let declared = names(include_str!("../build.rs"), "    \"", |c| {
        c.is_alphanumeric() || c == '_'
    });
    let capability: Value = serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
    let granted: BTreeSet<String> = capability["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|permission| Some(permission.as_str()?.strip_prefix("allow-")?.replace('-', "_")))
        .collect();
    assert!(registered.len() > 20);
    assert_eq!(registered, granted);
    assert!(declared.is_superset(&granted), "{declared:?}");
}

fn names(source: &str, before: &str, part: fn(char) -> bool) -> BTreeSet<String> {
    let name = |rest: &str| rest.chars().take_while(|c| part(*c)).collect::<String>();
    source
        .split(before)
        .skip(1)
        .map(name)
        .filter(|name| name.contains('_'))
        .collect()
}

#[test]
fn the_web_view_is_not_trusted_with_more_than_it_needs() {
    let config: Value = serde_json::from_str(include_str!("../tauri.conf.json")).unwrap();
    assert_eq!(config["app"]["withGlobalTauri"], false);
    let policy = config["app"]["security"]["csp"].as_str().unwrap();
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
    let capability = include_str!("../capabilities/main.json");
    for power in [
        "opener",
        "shell",
        "fs:",
        "http:",
        "store",
        "core:default",
        "webview",
        "window:",
    ] {
        assert!(!capability.contains(power), "{power}");
    }
}
