//! `cargo xtask run`: the app in a window, against an organization of its own.

use std::net::TcpListener;
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Result, bail};
use workpass_testbed::{OrganizationServer, OwnedProcess, SampleOrganization, ServerOptions};

use crate::setup::{self, Scope};
use crate::{node, project, shell};

/// Tried first, so that a session kept from the last run still belongs to the same authority.
const USUAL_PORT: u16 = 4780;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

pub(crate) fn run() -> Result<ExitCode> {
    let has = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if let Some(advice) = display_advice(cfg!(target_os = "linux"), has) {
        bail!(advice);
    }
    setup::run(Scope::Run)?;
    node::build_ui()?;
    shell::announce("building the organization server and the app");
    shell::run(project::cargo().args([
        "build",
        "--package=workpass-server",
        "--package=workpass",
        "--features=workpass/custom-protocol",
    ]))?;

    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst))?;
    let options = ServerOptions {
        port: if TcpListener::bind(("127.0.0.1", USUAL_PORT)).is_ok() {
            USUAL_PORT
        } else {
            0
        },
        data: Some(project::target().join("run-data")),
        ..ServerOptions::default()
    };
    let mut server = OrganizationServer::start(&project::program("debug", "workpass-server"), options)?;
    introduce(server.url(), server.sample());

    let mut app = OwnedProcess::spawn(
        "the app",
        Command::new(project::program("debug", "workpass"))
            .env("WORKPASS_AUTHORITY", server.authority())
            .env("WORKPASS_CLIENT_ID", &server.sample().client_id),
    )?;
    while app.is_running() && !INTERRUPTED.load(Ordering::SeqCst) {
        std::thread::sleep(Duration::from_millis(100));
    }
    let ended = if app.is_running() {
        Some(0)
    } else {
        app.wait(Duration::ZERO)?
    };
    drop(app);
    server.stop();
    Ok(ended
        .and_then(|code| u8::try_from(code).ok())
        .map_or(ExitCode::FAILURE, ExitCode::from))
}

/// What to say where there is no display. `has`: whether a variable of the environment is set to something.
fn display_advice(linux: bool, has: impl Fn(&str) -> bool) -> Option<&'static str> {
    let none = linux && !has("DISPLAY") && !has("WAYLAND_DISPLAY");
    none.then_some(
        "there is no display here to open a window on.\n  \
         From another computer: connect with `ssh -X`, or sign in to a desktop on this machine.\n  \
         Only to see that it starts: `cargo xtask setup --tests`, then `cargo xtask headless cargo xtask run`.",
    )
}

fn introduce(url: &str, sample: &SampleOrganization) {
    let width = |of: fn(&workpass_testbed::SampleAccount) -> &str| {
        sample.accounts.iter().map(|a| of(a).len()).max().unwrap_or(0)
    };
    let (names, passwords) = (width(|a| &a.user_name), width(|a| &a.password));
    println!("\nThe sample organization is at {url}. Sign in as any of:\n");
    println!("  {:<names$}  {:<passwords$}  shows", "user name", "password");
    println!(
        "  {}  {}  {}",
        "-".repeat(names),
        "-".repeat(passwords),
        "-".repeat(40)
    );
    for account in &sample.accounts {
        println!(
            "  {:<names$}  {:<passwords$}  {}",
            account.user_name, account.password, account.shows
        );
    }
    println!("\nMail it would send: {url}/dev/outbox");
    println!("Close the window or press Ctrl-C to stop both.\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_display_it_says_so_and_what_to_do() {
        let advice = display_advice(true, |_| false).unwrap();
        assert!(
            advice.contains("no display") && advice.contains("headless"),
            "{advice}"
        );
        assert_eq!(display_advice(true, |name| name == "DISPLAY"), None);
        assert_eq!(display_advice(true, |name| name == "WAYLAND_DISPLAY"), None);
        assert_eq!(
            display_advice(false, |_| false),
            None,
            "other systems have no such variables"
        );
    }
}
