//! The real program, killed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use reqwest::StatusCode;
use reqwest::redirect::Policy;
use serde_json::Value;
use workpass_server::sample;

use crate::browser::Page;
use crate::support::{password, seeded_database};

/// The server as a process of its own.
pub(crate) struct Program {
    child: Child,
    base: String,
}

impl Program {
    fn start(data: &Path) -> Self {
        Self::start_with(data, &["--listen", "127.0.0.1:0"])
    }

    pub(crate) fn start_with(data: &Path, options: &[&str]) -> Self {
        // Built together with the app, the HTTP library of this test wants to be told which one.
        workpass_server::authority::install_crypto();
        let mut child = Command::new(env!("CARGO_BIN_EXE_workpass-server"))
            .args(["serve", "--sample", "--data"])
            .arg(data)
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let port = line
            .trim_end()
            .strip_prefix("listening on http://localhost:")
            .expect(&line);
        Self {
            base: format!("http://127.0.0.1:{port}"),
            child,
        }
    }

    /// What `kill -9` does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn post(base: &str, endpoint: &str, form: &[(&str, &str)]) -> (StatusCode, Value) {
    #[expect(clippy::disallowed_methods, reason = "a test's own client")]
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let address = format!("{base}/{}/oauth2/v2.0/{endpoint}", sample::tenant_id());
    let answer = http.post(address).form(form).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

async fn form(
    http: &reqwest::Client,
    base: &str,
    page: &str,
    action: &str,
    fields: &[(&str, &str)],
) -> reqwest::Response {
    let answer = http.get(format!("{base}{page}")).send().await.unwrap();
    let page = Page {
        status: answer.status(),
        path: String::new(),
        html: answer.text().await.unwrap(),
    };
    let mut form = page.hidden();
    form.extend(fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
    http.post(format!("{base}{action}"))
        .form(&form)
        .send()
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_has_lost_nothing_it_acknowledged() {
    let data = tempfile::tempdir().unwrap();
    std::fs::copy(seeded_database().await, data.path().join("workpass.sqlite")).unwrap();
    let client = sample::client_id().to_string();
    let client = ("client_id", client.as_str());

    let server = Program::start(data.path());
    let (_, device) = post(
        &server.base,
        "devicecode",
        &[client, ("scope", "openid offline_access User.Read")],
    )
    .await;
    server.kill();

    // The code survived; a browser session and a decision made now survive too.
    let server = Program::start(data.path());
    #[expect(clippy::disallowed_methods, reason = "a test's own client")]
    let http = reqwest::Client::builder()
        .no_proxy()
        .cookie_store(true)
        .redirect(Policy::none())
        .build()
        .unwrap();
    let name = ("user_name", "sanne@noorderlicht.example");
    let signed_in = form(
        &http,
        &server.base,
        "/signin",
        "/signin",
        &[name, ("password", password("sanne"))],
    )
    .await;
    assert_eq!(signed_in.status(), 303);
    server.kill();
    let server = Program::start(data.path());
    let confirm = format!(
        "/device/confirm?user_code={}",
        device["user_code"].as_str().unwrap()
    );
    let allowed = form(
        &http,
        &server.base,
        &confirm,
        "/device/confirm",
        &[("decision", "allow")],
    )
    .await;
    assert!(allowed.text().await.unwrap().contains("Sign-in allowed"));
    server.kill();

    let server = Program::start(data.path());
    let grant = ("grant_type", "urn:ietf:params:oauth:grant-type:device_code");
    let (status, tokens) = post(
        &server.base,
        "token",
        &[
            client,
            grant,
            ("device_code", device["device_code"].as_str().unwrap()),
        ],
    )
    .await;
    assert_eq!(status, 200, "{tokens}");
    server.kill();

    let server = Program::start(data.path());
    let refresh = ("grant_type", "refresh_token");
    let (status, next) = post(
        &server.base,
        "token",
        &[
            client,
            refresh,
            ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
        ],
    )
    .await;
    assert_eq!(status, 200, "{next}");
    server.kill();
    let server = Program::start(data.path());
    let (status, last) = post(
        &server.base,
        "token",
        &[
            client,
            refresh,
            ("refresh_token", next["refresh_token"].as_str().unwrap()),
        ],
    )
    .await;
    assert_eq!(status, 200, "{last}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn keeps_its_files_private_and_stops_cleanly_on_sigterm() {
    use std::os::unix::fs::PermissionsExt;
    let data = tempfile::tempdir().unwrap();
    std::fs::copy(seeded_database().await, data.path().join("workpass.sqlite")).unwrap();
    let mut server = Program::start(data.path());
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(data.path()), 0o700);
    assert_eq!(mode(&data.path().join("workpass.sqlite")), 0o600);
    let killed = Command::new("kill")
        .arg(server.child.id().to_string())
        .status()
        .unwrap();
    assert!(killed.success());
    assert!(server.child.wait().unwrap().success(), "a clean exit");
}

#[test]
fn refuses_plain_http_beyond_loopback() {
    let data = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_workpass-server"))
        .args(["serve", "--listen", "0.0.0.0:0", "--data"])
        .arg(data.path())
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("--tls-cert"));
}

#[test]
fn the_address_people_use_is_what_it_says_it_listens_on() {
    let data = tempfile::tempdir().unwrap();
    for (given, told) in [
        (
            "https://workpass.noorderlicht.example",
            "https://workpass.noorderlicht.example",
        ),
        (
            "https://workpass.noorderlicht.example:8443/",
            "https://workpass.noorderlicht.example:8443",
        ),
    ] {
        let mut server = Command::new(env!("CARGO_BIN_EXE_workpass-server"))
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--public-url",
                given,
                "--data",
            ])
            .arg(data.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let read = BufReader::new(server.stdout.take().unwrap()).read_line(&mut line);
        server.kill().unwrap();
        server.wait().unwrap();
        read.unwrap();
        assert_eq!(line, format!("listening on {told}\n"));
    }
}

fn members(object: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

#[test]
fn the_sample_is_the_same_on_every_machine() {
    let output = Command::new(env!("CARGO_BIN_EXE_workpass-server"))
        .args(["sample", "--json"])
        .output()
        .unwrap();
    let sample: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(sample["tenant_id"], "65c8157f-fc49-4702-b5be-9195b32fba5c");
    assert_eq!(sample["client_id"], "5733c42b-9756-48b1-96c9-04587fda5da0");
    assert_eq!(members(&sample), ["accounts", "client_id", "tenant_id"]);
    let accounts = sample["accounts"].as_array().unwrap();
    let listed: Vec<&str> = accounts
        .iter()
        .map(|account| account["user_name"].as_str().unwrap().split('@').next().unwrap())
        .collect();
    assert_eq!(
        listed,
        [
            "sanne", "anna", "lotte", "pieter", "daan", "emma", "hendrik", "james", "bram", "noor", "mila",
            "fenna", "yusuf", "tim", "ruben", "iris", "sem", "joris", "marit", "wietske", "roos", "teun"
        ]
    );
    for account in accounts {
        // What verifies besides is named where there is something; nothing else is ever added.
        let fixed = ["password", "shows", "user_name"];
        let named = members(account);
        let others = named.iter().filter(|name| !fixed.contains(name));
        assert!(fixed.iter().all(|name| named.contains(name)), "{named:?}");
        assert!(
            others
                .clone()
                .all(|name| matches!(*name, "second_factors" | "guest_at")),
            "{named:?}"
        );
        let domain = account["user_name"].as_str().unwrap().split('@').nth(1).unwrap();
        assert!(
            matches!(domain, "noorderlicht.example" | "zuiderzee.example"),
            "{domain}"
        );
        assert!(account["password"].as_str().unwrap().len() >= 12);
        assert!(!account["shows"].as_str().unwrap().is_empty());
    }
}
