//! Against a real Secret Service: present, locked, absent, stopped and restarted are different things.
//!
//! Runs when `WORKPASS_TEST_SECRET_SERVICE=1` (wants `dbus-daemon`, `dbus-send` and `gnome-keyring-daemon`). Every
//! test makes a session bus of its own and runs its body in a child process that sees only that bus.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use secrecy::ExposeSecret;
use tempfile::TempDir;
use time::OffsetDateTime;
use workpass_app::ports::{Clock, Purpose, VaultError, VaultPort};
use workpass_domain::account::AccountKey;
use workpass_vault::{OsVault, Patience};

const SWITCH: &str = "WORKPASS_TEST_SECRET_SERVICE";
const CHILD: &str = "WORKPASS_TEST_VAULT_CHILD";
const HOME: &str = "WORKPASS_TEST_VAULT_HOME";

struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "a real keychain runs by the real clock")]
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

fn vault() -> OsVault {
    let second = Duration::from_secs(1);
    let patience = Patience {
        call: 2 * second,
        probe: second,
        thread: 60 * second,
    };
    OsVault::with_patience(Arc::new(SystemClock), patience)
}

fn account() -> AccountKey {
    AccountKey::Subject {
        issuer: "https://login.example".into(),
        sub: "anna".into(),
    }
}

async fn load(vault: &OsVault) -> Result<Option<String>, VaultError> {
    let loaded = vault.load(&account(), Purpose::RefreshToken).await?;
    Ok(loaded.map(|secret| secret.expose_secret().to_owned()))
}

async fn store(vault: &OsVault, secret: &str) -> Result<(), VaultError> {
    vault
        .store(&account(), Purpose::RefreshToken, secret.into())
        .await
}

fn is_unavailable<T>(outcome: &Result<T, VaultError>) -> bool {
    matches!(outcome, Err(VaultError::Unavailable(_)))
}

/// A child process that ends with its owner.
struct Owned(Child);

impl Drop for Owned {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A bus that starts nothing by itself, in a home of its own.
struct Session {
    home: TempDir,
    bus: String,
    _daemon: Owned,
}

impl Session {
    fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        let config = home.path().join("bus.conf");
        let listen = home.path().join("bus");
        let text = format!(
            "<busconfig><type>session</type><listen>unix:path={}</listen><auth>EXTERNAL</auth><policy \
             context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow \
             own=\"*\"/></policy></busconfig>",
            listen.display()
        );
        fs::write(&config, text).unwrap();
        let mut daemon = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--print-address=1"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut bus = String::new();
        BufReader::new(daemon.stdout.take().unwrap())
            .read_line(&mut bus)
            .unwrap();
        Self {
            home,
            bus: bus.trim().to_owned(),
            _daemon: Owned(daemon),
        }
    }

    /// Runs the body of the test named `child` on this bus.
    fn run(&self, child: &str, bus: &str) {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", child, "--ignored", "--nocapture"])
            .env(CHILD, "1")
            .env("DBUS_SESSION_BUS_ADDRESS", bus)
            .env(HOME, self.home.path())
            .env("HOME", self.home.path())
            .env("XDG_RUNTIME_DIR", self.home.path())
            .env("XDG_DATA_HOME", self.home.path())
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(
            output.status.success() && said.contains("1 passed"),
            "{child}: {said}"
        );
    }
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn is_wanted() -> bool {
    let wanted = std::env::var_os(SWITCH).is_some_and(|value| value == "1");
    if !wanted {
        let why = format!("{SWITCH} is not 1");
        eprintln!("skipped: {why}");
        // What a passed test prints is not shown: the test command reads it here.
        if let Some(told) = std::env::var_os("WORKPASS_SKIPS") {
            let test = std::thread::current().name().unwrap_or("a test").to_owned();
            let mut told = fs::OpenOptions::new()
                .append(true)
                .create(true)
                .open(told)
                .unwrap();
            writeln!(told, "{test}\t{why}").unwrap();
        }
    }
    wanted
}

/// Runs `child` in a session of its own.
fn in_session(child: &str) {
    if !is_wanted() {
        return;
    }
    let session = Session::start();
    session.run(child, &session.bus);
}

// What follows runs in the child.

struct Keyring(Owned);

impl Keyring {
    /// Starts the daemon with an unlocked login keyring and waits until it owns its name.
    fn start() -> Self {
        let mut daemon = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        daemon.stdin.take().unwrap().write_all(b"password").unwrap();
        let keyring = Self(Owned(daemon));
        while !dbus_send(
            &[
                "/org/freedesktop/DBus",
                "org.freedesktop.DBus.NameHasOwner",
                "string:org.freedesktop.secrets",
            ],
            "org.freedesktop.DBus",
        )
        .contains("boolean true")
        {
            std::thread::yield_now();
        }
        keyring
    }

    fn signal(&self, signal: &str) {
        let pid = self.0.0.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &pid])
                .status()
                .unwrap()
                .success()
        );
    }
}

fn dbus_send(message: &[&str], to: &str) -> String {
    let output = Command::new("dbus-send")
        .args(["--session", "--print-reply", &format!("--dest={to}")])
        .args(message)
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn lock_login_keyring() {
    let answer = dbus_send(
        &[
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
            "array:objpath:/org/freedesktop/secrets/collection/login",
        ],
        "org.freedesktop.secrets",
    );
    assert!(answer.contains("/collection/login"), "{answer}");
}

/// The children are started by the tests only.
fn is_child() -> bool {
    std::env::var_os(CHILD).is_some()
}

#[test]
fn a_present_keychain_keeps_secrets() {
    in_session("child_present");
}

#[tokio::test]
#[ignore = "the body of a_present_keychain_keeps_secrets"]
async fn child_present() {
    if !is_child() {
        return;
    }
    let _keyring = Keyring::start();
    let vault = vault();
    assert_eq!(load(&vault).await, Ok(None));
    let long = "é".repeat(20_000);
    for secret in ["token", "", &long] {
        store(&vault, secret).await.unwrap();
        assert_eq!(load(&vault).await.unwrap().as_deref(), Some(secret));
    }
    drop(vault);
    let vault = self::vault();
    assert_eq!(load(&vault).await.unwrap(), Some(long), "another run finds it");
    vault.delete(&account(), Purpose::RefreshToken).await.unwrap();
    vault.delete(&account(), Purpose::RefreshToken).await.unwrap();
    assert_eq!(load(&vault).await, Ok(None));
}

#[test]
fn a_locked_keychain_is_told_and_loses_nothing() {
    in_session("child_locked");
}

#[tokio::test]
#[ignore = "the body of a_locked_keychain_is_told_and_loses_nothing"]
async fn child_locked() {
    if !is_child() {
        return;
    }
    let keyring = Keyring::start();
    let vault = vault();
    store(&vault, "token").await.unwrap();
    lock_login_keyring();
    assert_eq!(load(&vault).await, Err(VaultError::Locked));
    assert_eq!(store(&vault, "other").await, Err(VaultError::Locked));
    assert_eq!(
        vault.delete(&account(), Purpose::RefreshToken).await,
        Err(VaultError::Locked)
    );
    // Unlocked again, as a new session does; the same vault recovers.
    drop(keyring);
    let _keyring = Keyring::start();
    assert_eq!(load(&vault).await.unwrap().as_deref(), Some("token"));
    // What a sign-out had to leave in the locked keychain can be removed now.
    vault.delete(&account(), Purpose::RefreshToken).await.unwrap();
    assert_eq!(load(&vault).await, Ok(None));
}

#[test]
fn no_service_is_unavailable() {
    in_session("child_no_service");
}

#[tokio::test]
#[ignore = "the body of no_service_is_unavailable"]
async fn child_no_service() {
    if !is_child() {
        return;
    }
    let vault = vault();
    let outcome = load(&vault).await;
    assert!(is_unavailable(&outcome), "{outcome:?}");
    assert!(is_unavailable(&store(&vault, "token").await));
    // The service comes later: the same vault finds it.
    let _keyring = Keyring::start();
    store(&vault, "token").await.unwrap();
    assert_eq!(load(&vault).await.unwrap().as_deref(), Some("token"));
}

#[test]
fn no_bus_is_unavailable() {
    if !is_wanted() {
        return;
    }
    let session = Session::start();
    session.run("child_no_bus", "unix:path=/nonexistent/bus");
}

#[tokio::test]
#[ignore = "the body of no_bus_is_unavailable"]
async fn child_no_bus() {
    if !is_child() {
        return;
    }
    let outcome = load(&vault()).await;
    assert!(is_unavailable(&outcome), "{outcome:?}");
}

#[test]
fn a_stopped_service_is_unavailable_in_time_and_recovers() {
    in_session("child_stopped");
}

#[tokio::test]
#[ignore = "the body of a_stopped_service_is_unavailable_in_time_and_recovers"]
async fn child_stopped() {
    if !is_child() {
        return;
    }
    let keyring = Keyring::start();
    let vault = vault();
    store(&vault, "token").await.unwrap();
    keyring.signal("-STOP");
    let began = std::time::Instant::now();
    let outcome = load(&vault).await;
    assert!(is_unavailable(&outcome), "{outcome:?}");
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    keyring.signal("-CONT");
    assert_eq!(load(&vault).await.unwrap().as_deref(), Some("token"));
}

#[test]
fn a_restarted_service_is_found_again() {
    in_session("child_restarted");
}

#[tokio::test]
#[ignore = "the body of a_restarted_service_is_found_again"]
async fn child_restarted() {
    if !is_child() {
        return;
    }
    let keyring = Keyring::start();
    let vault = vault();
    store(&vault, "token").await.unwrap();
    drop(keyring);
    let gone = load(&vault).await;
    assert!(is_unavailable(&gone), "{gone:?}");
    let _keyring = Keyring::start();
    assert_eq!(load(&vault).await.unwrap().as_deref(), Some("token"));
    assert!(Path::new(&std::env::var(HOME).unwrap()).exists());
}
