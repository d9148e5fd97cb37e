//! The app against a blank window: cold starts, turn by turn, in one desktop session.
//!
//! `bench-app WORKPASS BLANK WORKPASS_SERVER ROUNDS PICTURES` prints one line of JSON and leaves the first and the
//! last picture of each kind of start in the folder PICTURES.

use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Serialize;
use workpass_bench::figures::Pair;
use workpass_bench::people;
use workpass_bench::screen::Screen;
use workpass_bench::start::{self, Start};
use workpass_bench::webdriver::Driven;
use workpass_testbed::{Desktop, Keychain, OrganizationServer, ServerOptions};

const ACCOUNT: &str = "sanne";

#[derive(Debug, Default, Serialize)]
struct Report {
    /// Nobody signed in: the first screen.
    signed_out_first_paint_ms: Pair,
    /// Signed in before, the authority silent: what is known from the last run.
    first_paint_ms: Pair,
    /// Ours: the last-known view stands. Theirs: the one line stands.
    last_known_ms: Pair,
    memory_mib: Pair,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [app, blank, server, rounds, pictures] = arguments.as_slice() else {
        bail!("bench-app WORKPASS BLANK WORKPASS_SERVER ROUNDS PICTURES");
    };
    let rounds: usize = rounds.parse()?;
    let desktop = Desktop::start(Keychain::Unlocked)?;
    let bench = Bench {
        screen: start::screen_of(&desktop)?,
        desktop,
        app: app.into(),
        blank: blank.into(),
        pictures: pictures.into(),
    };
    let mut server = OrganizationServer::start(Path::new(server), ServerOptions::default())?;
    let configuration = [
        ("WORKPASS_AUTHORITY", server.authority()),
        ("WORKPASS_CLIENT_ID", server.sample().client_id.clone()),
    ];
    let mut report = Report::default();

    bench.warm_up(&configuration)?;
    for _ in 0..rounds {
        let (ours, theirs) = bench.turn(&configuration, "signed-out")?;
        report
            .signed_out_first_paint_ms
            .push(ours.first_paint_ms, theirs.first_paint_ms);
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(bench.sign_in(&server, &configuration))?;

    // In the authority's place somebody who takes the call and says nothing: no answer can be in the picture.
    let port = server.port()?;
    server.disappear()?;
    let _silence = TcpListener::bind(("127.0.0.1", port)).context("the authority's port is free again")?;
    for _ in 0..rounds {
        let (ours, theirs) = bench.turn(&configuration, "last-known")?;
        report
            .first_paint_ms
            .push(ours.first_paint_ms, theirs.first_paint_ms);
        report.last_known_ms.push(ours.complete_ms, theirs.complete_ms);
        report.memory_mib.push(ours.pss_mib, theirs.pss_mib);
    }
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&report)?)?;
    Ok(())
}

struct Bench {
    screen: Screen,
    desktop: Desktop,
    app: PathBuf,
    blank: PathBuf,
    pictures: PathBuf,
}

impl Bench {
    /// Once each without counting: the file cache, the font cache, the web view's own folders.
    fn warm_up(&self, configuration: &[(&str, String)]) -> Result<()> {
        self.turn(configuration, "warm-up").map(|_| ())
    }

    fn turn(&self, configuration: &[(&str, String)], name: &str) -> Result<(Start, Start)> {
        let picture = |of: &str| self.pictures.join(format!("{name}-{of}.ppm"));
        let log = self.desktop.home().join("start.log");
        let mut blank = Command::new(&self.blank);
        let theirs = start::measure(&self.desktop, &self.screen, &mut blank, &log, &picture("blank"))?;
        let mut app = Command::new(&self.app);
        app.envs(configuration.iter().map(|(name, value)| (*name, value)));
        let ours = start::measure(&self.desktop, &self.screen, &mut app, &log, &picture("app"))?;
        Ok((ours, theirs))
    }

    /// Through the window, as a person does; the session stays in this desktop's keychain.
    async fn sign_in(&self, server: &OrganizationServer, configuration: &[(&str, String)]) -> Result<()> {
        let account = server
            .sample()
            .accounts
            .iter()
            .find(|a| a.user_name.starts_with(ACCOUNT));
        let account = account.with_context(|| format!("the sample has no {ACCOUNT}"))?;
        let log = self.desktop.home().join("sign-in.log");
        let window = Driven::open(&self.desktop, &self.app, configuration, &log).await?;
        window.until("the sign-in button", PRESS_SIGN_IN).await?;
        let code = window.until("the code", READ_CODE).await?;
        let code = code.as_str().context("a code is a text")?;
        let page = format!("{}/device?user_code={code}", server.url());
        people::approve(&page.parse()?, account).await?;
        window.until("the account", SHOWS_ACCOUNT).await?;
        // The account is on the screen before it is on the disk; closing waits for neither.
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        window.close().await
    }
}

const PRESS_SIGN_IN: &str = "
    const button = [...document.querySelectorAll('button')]
        .find(b => /^(sign in|aanmelden|inloggen)/i.test(b.innerText.trim()) && !b.disabled);
    button?.click();
    return Boolean(button);";

const READ_CODE: &str = "
    const said = document.body.innerText.match(/\\b[A-Z0-9]{4}-[A-Z0-9]{4}\\b/);
    return said ? said[0] : null;";

const SHOWS_ACCOUNT: &str = "return /Sanne/.test(document.body.innerText);";
