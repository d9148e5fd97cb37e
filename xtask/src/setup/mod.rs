//! Installs what the machine lacks, or says exactly what to install where that cannot be done from here.

mod packages;

use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::{node, shell};
use packages::{PackageSystem, Wanted};

/// What the machine is to be made ready for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Building and running the app.
    Run,
    /// That, and every test.
    Test,
}

impl Scope {
    pub(crate) fn from_arguments(arguments: &[String]) -> Result<Self> {
        match arguments {
            [] => Ok(Self::Run),
            [one] if one == "--tests" => Ok(Self::Test),
            other => bail!("setup knows --tests, not {}", other.join(" ")),
        }
    }
}

/// Does it. Takes a fraction of a second when everything is there.
pub(crate) fn run(scope: Scope) -> Result<()> {
    if cfg!(target_os = "linux") {
        linux(scope)?;
    } else if cfg!(target_os = "macos") {
        macos()?;
    } else if cfg!(windows) {
        windows()?;
    }
    node::check()?;
    node::install("ui")?;
    if scope == Scope::Test {
        node::install("tests/interop")?;
    }
    Ok(())
}

fn linux(scope: Scope) -> Result<()> {
    let Some(system) = PackageSystem::detect() else {
        println!(
            "setup: no known package system here (apt, dnf, pacman); these libraries and tools are needed:"
        );
        println!("  WebKitGTK 4.1 and librsvg with headers, a C compiler, pkg-config");
        if scope == Scope::Test {
            println!("  WebKitWebDriver, Xvfb, D-Bus, gnome-keyring, secret-tool, Chromium with its driver");
        }
        return Ok(());
    };
    let missing = system.missing(&Wanted::for_scope(scope));
    if missing.needed.is_empty() && missing.optional.is_empty() {
        return Ok(());
    }
    shell::announce(&format!("installing {}", missing.all().join(" ")));
    install(system, &missing.needed)?;
    for package in &missing.optional {
        if install(system, std::slice::from_ref(package)).is_err() {
            println!("setup: {package} cannot be had here; the tests that need it say so and are skipped");
        }
    }
    Ok(())
}

fn install(system: PackageSystem, packages: &[String]) -> Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    let as_root = |words: &[&str]| -> Result<Command> {
        let mut command = if is_root() {
            Command::new(words[0])
        } else if shell::find("sudo").is_some() {
            let mut sudo = Command::new("sudo");
            sudo.arg(words[0]);
            sudo
        } else {
            bail!(
                "please run as root: {} {}",
                system.install_words().join(" "),
                packages.join(" ")
            );
        };
        command
            .args(&words[1..])
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdout(Stdio::null());
        Ok(command)
    };
    let mut attempt = as_root(&system.install_words())?;
    if shell::succeeds(attempt.args(packages))? {
        return Ok(());
    }
    // The package lists may be older than the archive: get new ones, once, and only then.
    let Some(refresh) = system.refresh_words() else {
        bail!(
            "{} could not install {}",
            system.install_words()[0],
            packages.join(" ")
        );
    };
    shell::run(&mut as_root(&refresh)?)?;
    shell::run(as_root(&system.install_words())?.args(packages))
}

fn is_root() -> bool {
    shell::output_of(Command::new("id").arg("-u")).as_deref() == Some("0")
}

fn macos() -> Result<()> {
    if shell::output_of(Command::new("xcode-select").arg("-p")).is_none() {
        bail!("Apple's command-line tools are missing: run `xcode-select --install`");
    }
    Ok(())
}

fn windows() -> Result<()> {
    let webview =
        r"HKLM\SOFTWARE\WOW6432Node\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
    if shell::output_of(Command::new("reg").args(["query", webview])).is_none() {
        bail!("the WebView2 runtime is missing: `winget install Microsoft.EdgeWebView2Runtime`");
    }
    let where_is_msvc = r"C:\Program Files (x86)\Microsoft Visual Studio\Installer\vswhere.exe";
    let tools = "Microsoft.VisualStudio.Component.VC.Tools.x86.x64";
    let found = shell::output_of(Command::new(where_is_msvc).args(["-products", "*", "-requires", tools]));
    if found.is_none_or(|f| f.is_empty()) {
        bail!(
            "Microsoft's C++ build tools are missing: `winget install Microsoft.VisualStudio.2022.BuildTools`, \
             then choose \u{201c}Desktop development with C++\u{201d}"
        );
    }
    Ok(())
}
