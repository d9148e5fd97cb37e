//! Secrets planted in every place an event can carry one; the log is searched for them.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::{
    env, fs,
    path::Path,
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;
use tracing::{Level, instrument, subscriber::with_default};
use workpass_diagnostics::{DiagnosticsError, LogSettings, forbid_core_dumps, log_panics, start, subscriber};

const REFRESH: &str = "1.AXEAq3bW0cXkT0yR9yZ8v4hN2kP5sQ7tU1wV6xA3bC4dE5fG";
const JWT: &str =
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJncmFwaCIsInN1YiI6ImFubmEifQ.dGhpcy1pcy1hLXNpZw";
const USER_CODE: &str = "WDJB-MJHT";
const DEVICE_CODE: &str = "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS";
const ADDRESS: &str = "anna.bakker";

fn settings(folder: &TempDir) -> LogSettings {
    LogSettings {
        filter: Some("trace".into()),
        ..LogSettings::new(folder.path())
    }
}

fn everything_in(folder: &Path) -> String {
    let files = fs::read_dir(folder).unwrap();
    files
        .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
        .collect()
}

#[track_caller]
fn assert_clean(log: &str) {
    let pieces = [REFRESH, JWT, USER_CODE, DEVICE_CODE, ADDRESS];
    let inner = JWT.split('.').chain(REFRESH.split('.').filter(|p| p.len() > 2));
    for canary in pieces.into_iter().chain(inner) {
        assert!(!log.contains(canary), "{canary} in:\n{log}");
    }
}

#[derive(Debug)]
#[expect(dead_code, reason = "read by Debug")]
struct Careless {
    refresh_token: Option<String>,
    anything: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
#[error("the answer was {0}")]
struct CarelessError(String);

#[instrument(fields(hint = ADDRESS_AT_HOME))]
fn spanned(argument: &str) {
    tracing::info!("inside a span that carries secrets");
}
const ADDRESS_AT_HOME: &str = "anna.bakker@noorderlicht.example";

#[test]
fn no_field_message_span_or_error_carries_a_secret_into_the_log() {
    let folder = tempfile::tempdir().unwrap();
    with_default(subscriber(&settings(&folder)).unwrap(), || {
        for secret in [REFRESH, JWT, DEVICE_CODE, USER_CODE, ADDRESS_AT_HOME] {
            tracing::error!("in the message: {secret}");
            tracing::error!(secret, "as a string");
            tracing::error!(%secret, "displayed");
            tracing::error!(?secret, "debugged");
            tracing::error!(message = secret);
            tracing::error!(bytes = ?Some(secret), "wrapped");
            let careless = Careless {
                refresh_token: Some(secret.into()),
                anything: vec![secret.into()],
            };
            tracing::error!(?careless, "a struct");
            tracing::error!("{careless:#?}");
            let error = CarelessError(secret.into());
            tracing::error!(error = &error as &dyn std::error::Error, "an error");
            tracing::error!(body = %format!(r#"{{"x":"{secret}"}}"#), "JSON");
            tracing::error!(body = %format!("x={secret}&y=1"), "a form");
            tracing::error!(url = %format!("https://a.example/p/{secret}?q={secret}#{secret}"), "an address");
            spanned(secret);
        }
    });
    let log = everything_in(folder.path());
    assert_eq!(log.matches("as a string").count(), 5, "the log was written");
    assert_eq!(log.matches("inside a span").count(), 5);
    assert_clean(&log);
}

#[test]
fn rotation_keeps_the_log_within_its_limit() {
    let folder = tempfile::tempdir().unwrap();
    let settings = LogSettings {
        file_limit: 2_000,
        keep: 2,
        ..settings(&folder)
    };
    with_default(subscriber(&settings).unwrap(), || {
        for n in 0..500 {
            tracing::info!(n, "an ordinary line");
        }
    });
    let log = everything_in(folder.path());
    assert!(log.len() <= 6_000, "{}", log.len());
    assert!(log.contains("n=499"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[test]
fn by_default_own_events_are_logged_from_info_and_others_from_warn() {
    let folder = tempfile::tempdir().unwrap();
    with_default(subscriber(&LogSettings::new(folder.path())).unwrap(), || {
        tracing::event!(target: "workpass_app::session", Level::INFO, "own info");
        tracing::event!(target: "workpass_app::session", Level::DEBUG, "own debug");
        tracing::event!(target: "hyper::client", Level::INFO, "foreign info");
        tracing::event!(target: "hyper::client", Level::WARN, "foreign warning");
    });
    let log = everything_in(folder.path());
    assert!(log.contains("own info") && log.contains("foreign warning"));
    assert!(!log.contains("own debug") && !log.contains("foreign info"));
}

// What follows changes the whole process, so each case runs in one of its own.

const CASE: &str = "WORKPASS_TEST_CASE";
const FOLDER: &str = "WORKPASS_TEST_FOLDER";

fn run(case: &str, folder: &TempDir, filter: &str) -> Output {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "in_another_process", "--ignored", "--nocapture"])
        .envs([(CASE, case), ("WORKPASS_LOG", filter)])
        .env(FOLDER, folder.path())
        .stdout(Stdio::null())
        .output()
        .unwrap()
}

#[test]
#[ignore = "started by the tests below"]
fn in_another_process() {
    let Ok(case) = env::var(CASE) else { return };
    let settings = LogSettings::from_env(env::var(FOLDER).unwrap());
    start(&settings).unwrap();
    match case.as_str() {
        "panic" => {
            log_panics();
            panic!("could not use {REFRESH} of {ADDRESS_AT_HOME}");
        }
        "twice" => assert!(matches!(start(&settings), Err(DiagnosticsError::AlreadyStarted))),
        #[cfg(unix)]
        "abort" => {
            forbid_core_dumps().unwrap();
            std::process::abort();
        }
        other => unreachable!("{other}"),
    }
}

#[test]
fn a_panic_is_logged_with_a_reference_and_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let output = run("panic", &folder, "");
    assert!(!output.status.success());
    let log = everything_in(folder.path());
    assert!(
        log.contains("workpass::panic") && log.contains("canary.rs:"),
        "{log}"
    );
    let errors = String::from_utf8(output.stderr).unwrap();
    let reference = errors.split("panic (").nth(1).unwrap().split(')').next().unwrap();
    assert!(log.contains(reference), "{reference} in {log}");
    assert_clean(&log);
    assert_clean(&errors);
}

#[test]
fn a_filter_that_is_not_understood_is_said_and_the_default_used() {
    let folder = tempfile::tempdir().unwrap();
    assert!(run("twice", &folder, "workpass=loudest").status.success());
    let log = everything_in(folder.path());
    assert!(log.contains("WORKPASS_LOG is not understood"), "{log}");
}

#[cfg(unix)]
#[test]
fn a_crash_leaves_no_core() {
    use std::os::unix::process::ExitStatusExt;

    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    // Only then is there something to forbid.
    let maximum = getrlimit(Resource::Core).maximum;
    setrlimit(
        Resource::Core,
        Rlimit {
            current: maximum,
            maximum,
        },
    )
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let status = run("abort", &folder, "").status;
    assert_eq!(status.signal(), Some(6), "{status}");
    assert!(!status.core_dumped());
}
