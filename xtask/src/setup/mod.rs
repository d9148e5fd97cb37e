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
        let Some(words) = root_words(words, is_root(), shell::find("sudo").is_some()) else {
            bail!(
                "please run as root: {} {}",
                system.install_words().join(" "),
                packages.join(" ")
            );
        };
        let mut command = Command::new(&words[0]);
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
            "{} could not install {}{}",
            system.install_words()[0],
            packages.join(" "),
            system
                .advice()
                .map_or(String::new(), |advice| format!("; {advice}"))
        );
    };
    shell::run(&mut as_root(&refresh)?)?;
    shell::run(as_root(&system.install_words())?.args(packages))
}

/// The words that run a command as root; `None`: there is no way to from here.
fn root_words(words: &[&str], is_root: bool, has_sudo: bool) -> Option<Vec<String>> {
    let before: &[&str] = match (is_root, has_sudo) {
        (true, _) => &[],
        (false, true) => &["sudo"],
        (false, false) => return None,
    };
    Some(before.iter().chain(words).map(|&word| word.to_owned()).collect())
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
    match windows_lacks(|program, words| shell::output_of(Command::new(program).args(words))) {
        None => Ok(()),
        Some(what) => bail!(what),
    }
}

/// Where the WebView2 runtime says that it is there: for all users (64 and 32 bit), for this one.
const WEBVIEW2: &[&str] = &[
    r"HKLM\SOFTWARE\WOW6432Node\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}",
    r"HKLM\SOFTWARE\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}",
    r"HKCU\Software\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}",
];

/// The first thing that is missing on Windows, with the words that install it. `output` runs a program and gives what
/// it printed, or nothing when it failed.
fn windows_lacks(output: impl Fn(&str, &[&str]) -> Option<String>) -> Option<&'static str> {
    let version = |key: &&str| output("reg", &["query", key, "/v", "pv"]);
    // A runtime that was removed may leave its key behind, with this for a version.
    let there = |said: String| said.contains("REG_SZ") && !said.trim_end().ends_with(" 0.0.0.0");
    if !WEBVIEW2.iter().filter_map(version).any(there) {
        return Some("the WebView2 runtime is missing: `winget install Microsoft.EdgeWebView2Runtime`");
    }
    let where_is_msvc = r"C:\Program Files (x86)\Microsoft Visual Studio\Installer\vswhere.exe";
    let tools = "Microsoft.VisualStudio.Component.VC.Tools.x86.x64";
    let found = output(where_is_msvc, &["-products", "*", "-requires", tools]);
    if found.is_none_or(|found| found.trim().is_empty()) {
        return Some(
            "Microsoft's C++ build tools are missing: `winget install Microsoft.VisualStudio.2022.BuildTools`, \
             then choose \u{201c}Desktop development with C++\u{201d}",
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_needs_no_sudo_and_nobody_else_goes_without() {
        let words = ["apt-get", "update"];
        assert_eq!(root_words(&words, true, true).unwrap(), words);
        assert_eq!(root_words(&words, true, false).unwrap(), words);
        assert_eq!(
            root_words(&words, false, true).unwrap(),
            ["sudo", "apt-get", "update"]
        );
        assert_eq!(root_words(&words, false, false), None);
    }

    /// A computer where these registry keys have a runtime's version and this is what `vswhere` found.
    fn lacks(keys: &[(&str, &str)], tools: Option<&str>) -> Option<&'static str> {
        windows_lacks(|program, words| match program {
            "reg" => keys
                .iter()
                .find(|(key, _)| *key == words[1])
                .map(|(key, version)| format!("{key}\n    pv    REG_SZ    {version}")),
            _ => tools.map(str::to_owned),
        })
    }

    #[test]
    fn a_webview_for_all_or_for_this_user_is_found() {
        let tools = Some("[installed]");
        for key in WEBVIEW2 {
            assert_eq!(lacks(&[(key, "142.0.3595.94")], tools), None, "{key}");
            let removed = lacks(&[(key, "0.0.0.0")], tools);
            assert!(removed.is_some_and(|words| words.contains("WebView2")), "{key}");
        }
        assert!(lacks(&[], tools).is_some_and(|words| words.contains("winget")));
    }

    #[test]
    fn without_build_tools_the_words_say_which() {
        let webview = [(WEBVIEW2[0], "142.0.3595.94")];
        for tools in [None, Some(""), Some(" \r\n")] {
            let words = lacks(&webview, tools).unwrap();
            assert!(words.contains("Desktop development with C++"), "{words}");
        }
    }
}
