use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use workpass_testbed::{Desktop, Keychain};

use crate::shell;

/// `headless [--keychain unlocked|locked|absent] [--] CMD…`
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let mut keychain = Keychain::Unlocked;
    let mut words = arguments.iter().peekable();
    if words.next_if(|w| *w == "--keychain").is_some() {
        keychain = match words.next().map(String::as_str) {
            Some("unlocked") => Keychain::Unlocked,
            Some("locked") => Keychain::Locked,
            Some("absent") => Keychain::Absent,
            other => anyhow::bail!("a keychain is unlocked, locked or absent, not {other:?}"),
        };
    }
    words.next_if(|w| *w == "--");
    let program = words
        .next()
        .context("say what to run: cargo xtask headless CMD…")?;
    let desktop = Desktop::start(keychain)?;
    shell::pass_on(desktop.enter(Command::new(program).args(words)))
}
