use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::process::{OwnedProcess, await_line, wait_until};

const START_LIMIT: Duration = Duration::from_secs(20);

/// In which state the session's Secret Service is when the desktop starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keychain {
    /// Running and open, as after a normal login.
    Unlocked,
    /// Running, with the login keyring locked and nobody there to ask for the password.
    Locked,
    /// No Secret Service on the bus at all.
    Absent,
}

/// A desktop session of its own: home folder, D-Bus session bus, display and keychain, gone when dropped.
///
/// The bus starts nothing by itself (no activation), so what is on it is exactly what was asked for.
#[derive(Debug)]
pub struct Desktop {
    // Dropped in this order: what needs the bus goes before the bus, the home goes last.
    keychain: Option<OwnedProcess>,
    _display: OwnedProcess,
    _bus: OwnedProcess,
    environment: Vec<(&'static str, OsString)>,
    home: TempDir,
}

impl Desktop {
    /// Starts the session with a 1280 × 800 display.
    ///
    /// # Errors
    /// When Xvfb, dbus-daemon or gnome-keyring-daemon is missing or does not come up.
    pub fn start(keychain: Keychain) -> Result<Self> {
        let home = tempfile::Builder::new().prefix("workpass-desktop-").tempdir()?;
        let mut environment = home_environment(home.path())?;
        let (display, screen) = start_display(home.path(), &environment)?;
        environment.push(("DISPLAY", screen.into()));
        let (bus, address) = start_bus(home.path(), &environment)?;
        environment.push(("DBUS_SESSION_BUS_ADDRESS", address.into()));
        let mut desktop = Self {
            keychain: None,
            _display: display,
            _bus: bus,
            environment,
            home,
        };
        match keychain {
            Keychain::Unlocked => desktop.start_keychain()?,
            Keychain::Locked => {
                desktop.start_keychain()?;
                desktop.lock_keychain()?;
            }
            Keychain::Absent => {}
        }
        Ok(desktop)
    }

    /// Makes `command` run inside this session.
    pub fn enter<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        // What the surrounding session would otherwise leak in.
        for name in [
            "WAYLAND_DISPLAY",
            "GNOME_KEYRING_CONTROL",
            "XAUTHORITY",
            "SSH_AUTH_SOCK",
            "XDG_CURRENT_DESKTOP",
        ] {
            command.env_remove(name);
        }
        command.envs(self.environment.iter().cloned())
    }

    /// The session's home folder.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Starts the Secret Service and opens (first time: makes) the login keyring.
    ///
    /// # Errors
    /// When it does not appear on the bus.
    pub fn start_keychain(&mut self) -> Result<()> {
        let mut command = Command::new("gnome-keyring-daemon");
        command
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped());
        self.enter(&mut command)
            .stdout(Stdio::null())
            .stderr(self.log("keyring.log")?);
        let mut child = command
            .spawn()
            .context("gnome-keyring-daemon could not be started")?;
        let mut stdin = child.stdin.take().context("the input was not piped")?;
        stdin.write_all(b"keyring of a throw-away session")?;
        drop(stdin);
        self.keychain = Some(OwnedProcess::adopt("gnome-keyring-daemon", child));
        wait_until("the Secret Service is on the bus", START_LIMIT, || {
            let mut ask = Command::new("dbus-send");
            ask.args([
                "--session",
                "--print-reply=literal",
                "--dest=org.freedesktop.DBus",
                "/org/freedesktop/DBus",
            ]);
            ask.args([
                "org.freedesktop.DBus.NameHasOwner",
                "string:org.freedesktop.secrets",
            ]);
            let answer = self
                .enter(&mut ask)
                .output()
                .context("dbus-send could not be started")?;
            Ok(String::from_utf8_lossy(&answer.stdout).contains("true"))
        })
    }

    /// Takes the Secret Service off the bus, as after a crash of the daemon. What it stored stays on disk.
    pub fn stop_keychain(&mut self) {
        self.keychain = None;
    }

    /// Locks the login keyring; nobody is there to answer a prompt.
    ///
    /// # Errors
    /// When the service does not answer or locks nothing.
    pub fn lock_keychain(&self) -> Result<()> {
        let login = "/org/freedesktop/secrets/collection/login";
        let mut lock = Command::new("dbus-send");
        lock.args([
            "--session",
            "--print-reply=literal",
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets",
        ]);
        lock.arg("org.freedesktop.Secret.Service.Lock")
            .arg(format!("array:objpath:{login}"));
        let answer = self
            .enter(&mut lock)
            .output()
            .context("dbus-send could not be started")?;
        let said = String::from_utf8_lossy(&answer.stdout);
        ensure!(
            answer.status.success() && said.contains(login),
            "the login keyring was not locked: {said}"
        );
        Ok(())
    }

    fn log(&self, name: &str) -> Result<fs::File> {
        Ok(fs::File::create(self.home.path().join(name))?)
    }
}

fn home_environment(home: &Path) -> Result<Vec<(&'static str, OsString)>> {
    let folders = [
        ("XDG_RUNTIME_DIR", home.join("run")),
        ("XDG_DATA_HOME", home.join(".local/share")),
        ("XDG_CONFIG_HOME", home.join(".config")),
        ("XDG_CACHE_HOME", home.join(".cache")),
    ];
    let mut environment = vec![("HOME", home.into())];
    for (name, folder) in folders {
        make_private(&folder)?;
        environment.push((name, folder.into()));
    }
    // Not WEBKIT_DISABLE_DMABUF_RENDERER or WEBKIT_DISABLE_COMPOSITING_MODE: with WebKitGTK 2.50 both make
    // screenshots through WebDriver hang. Drawing on the CPU is also what a display without a GPU does fastest.
    for (name, value) in [
        ("GDK_BACKEND", "x11"),
        ("LIBGL_ALWAYS_SOFTWARE", "1"),
        ("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1"),
        ("NO_AT_BRIDGE", "1"),
    ] {
        environment.push((name, value.into()));
    }
    Ok(environment)
}

// `-displayfd 1` lets the X server choose a free number and say so when it is ready: no race, no probing.
fn start_display(home: &Path, environment: &[(&'static str, OsString)]) -> Result<(OwnedProcess, String)> {
    let mut command = Command::new("Xvfb");
    command.args([
        "-displayfd",
        "1",
        "-screen",
        "0",
        "1280x800x24",
        "-nolisten",
        "tcp",
        // Or it starts anew when its last client leaves, and the next one is turned away meanwhile.
        "-noreset",
    ]);
    command.envs(environment.iter().cloned());
    let (process, lines) = OwnedProcess::spawn_with_lines("Xvfb", &mut command, &home.join("display.log"))?;
    let number = await_line(&lines, START_LIMIT, |line| line.trim().parse::<u32>().ok())
        .context("Xvfb did not come up")?;
    Ok((process, format!(":{number}")))
}

fn start_bus(home: &Path, environment: &[(&'static str, OsString)]) -> Result<(OwnedProcess, String)> {
    let config = home.join("bus.conf");
    fs::write(&config, bus_config(&home.join("run")))?;
    let mut command = Command::new("dbus-daemon");
    command
        .arg(format!("--config-file={}", config.display()))
        .args(["--nofork", "--print-address=1"]);
    command.envs(environment.iter().cloned());
    let (process, lines) =
        OwnedProcess::spawn_with_lines("dbus-daemon", &mut command, &home.join("bus.log"))?;
    let address = await_line(&lines, START_LIMIT, |line| {
        line.starts_with("unix:").then(|| line.to_owned())
    })
    .context("dbus-daemon did not come up")?;
    Ok((process, address))
}

fn bus_config(runtime: &Path) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
        runtime.display()
    )
}

#[cfg(unix)]
fn make_private(folder: &PathBuf) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    Ok(fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?)
}

#[cfg(not(unix))]
fn make_private(folder: &PathBuf) -> Result<()> {
    Ok(fs::create_dir_all(folder)?)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn secret_tool(desktop: &Desktop, arguments: &[&str], input: &[u8]) -> std::process::Output {
        let mut command = Command::new("secret-tool");
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = desktop
            .enter(&mut command)
            .spawn()
            .expect("libsecret-tools is installed by the set-up");
        child
            .stdin
            .take()
            .expect("piped")
            .write_all(input)
            .expect("it reads");
        child.wait_with_output().expect("it ends")
    }

    #[test]
    fn an_unlocked_desktop_keeps_a_secret_and_a_locked_one_gives_nothing() {
        let desktop = Desktop::start(Keychain::Unlocked).expect("the session starts");
        let stored = secret_tool(&desktop, &["store", "--label=t", "kind", "test"], b"quiet");
        assert!(stored.status.success(), "{stored:?}");
        assert_eq!(
            secret_tool(&desktop, &["lookup", "kind", "test"], b"").stdout,
            b"quiet"
        );
        desktop.lock_keychain().expect("it locks");
        assert_eq!(
            secret_tool(&desktop, &["lookup", "kind", "test"], b"").stdout,
            b""
        );
    }

    #[test]
    fn a_desktop_without_keychain_has_no_secret_service() {
        let desktop = Desktop::start(Keychain::Absent).expect("the session starts");
        let stored = secret_tool(&desktop, &["store", "--label=t", "kind", "test"], b"quiet");
        assert!(!stored.status.success());
    }
}
