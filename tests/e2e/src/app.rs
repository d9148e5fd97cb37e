use std::net::TcpStream;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver};
use workpass_testbed::{OwnedProcess, wait_until};

use crate::locales;
use crate::page::Page;
use crate::programs;
use crate::world::{Language, World};

const START_LIMIT: Duration = Duration::from_secs(60);

/// How the app is opened.
#[derive(Debug, Clone)]
pub struct AppOptions {
    /// The language of the desktop session.
    pub language: Language,
    /// The issuer; without one the app is not configured.
    pub authority: Option<String>,
    /// The client id; the sample's by default.
    pub client_id: Option<String>,
}

impl AppOptions {
    /// Configured for this world's organization.
    pub fn new(world: &World, language: Language) -> Self {
        Self {
            language,
            authority: Some(world.server.authority()),
            client_id: Some(world.server.sample().client_id.clone()),
        }
    }

    // The session, the system's language, and what `cargo xtask run` or an administrator would set.
    pub(crate) fn configure(&self, world: &World, command: &mut Command) -> Result<()> {
        world.desktop.enter(command).env("PATH", world.path()?);
        command
            .env("LOCPATH", locales::prepared()?)
            .env("LANG", self.language.locale());
        command.env("LANGUAGE", self.language.tag());
        command.env_remove("LC_ALL").env_remove("LC_MESSAGES");
        for (name, value) in [
            ("WORKPASS_AUTHORITY", &self.authority),
            ("WORKPASS_CLIENT_ID", &self.client_id),
        ] {
            command.env_remove(name);
            command.envs(value.iter().map(|value| (name, value)));
        }
        Ok(())
    }
}

/// The app's window, driven through WebDriver. Dereferences to its [`Page`].
#[derive(Debug)]
pub struct App {
    page: Page,
    driver: DriverProcess,
}

impl App {
    pub(crate) async fn open(world: &World, options: AppOptions) -> Result<Self> {
        let program = programs::built("workpass")?;
        let mut command = Command::new("WebKitWebDriver");
        options.configure(world, &mut command)?;
        command.env("TAURI_WEBVIEW_AUTOMATION", "true");
        let log = world.desktop.home().join("app.log");
        let driver = DriverProcess::start("WebKitWebDriver", command, &["--host=127.0.0.1"], &log)?;
        let browser = json!({ "webkitgtk:browserOptions": { "binary": program, "args": [] } });
        let session = driver.connect(browser).await.with_context(|| {
            format!(
                "the app's window did not come:\n{}",
                std::fs::read_to_string(&log).unwrap_or_default()
            )
        })?;
        Ok(Self {
            page: Page::new(session),
            driver,
        })
    }

    /// Closes the window and waits until the process is gone, so that the next start is a first instance.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn close(self) -> Result<()> {
        self.page
            .session()
            .clone()
            .quit()
            .await
            .context("the session could not be ended")?;
        self.driver.wait_for_children(Duration::from_secs(20))
    }
}

impl Deref for App {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

/// Starts the app beside one that is open, as a second click on its icon would; its exit code.
pub(crate) fn start_again(world: &World, options: &AppOptions) -> Result<Option<i32>> {
    let mut command = Command::new(programs::built("workpass")?);
    options.configure(world, &mut command)?;
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    OwnedProcess::spawn("the second start", &mut command)?.wait(START_LIMIT)
}

/// A WebDriver server and, when it goes, everything it started.
#[derive(Debug)]
pub(crate) struct DriverProcess {
    process: OwnedProcess,
    port: u16,
}

impl DriverProcess {
    pub(crate) fn start(name: &str, mut command: Command, arguments: &[&str], log: &Path) -> Result<Self> {
        let port = programs::free_port()?;
        let output = std::fs::File::create(log)?;
        command.arg(format!("--port={port}")).args(arguments);
        command
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output);
        let process = OwnedProcess::spawn(name, &mut command)?;
        wait_until("the WebDriver server listens", START_LIMIT, || {
            Ok(TcpStream::connect(("127.0.0.1", port)).is_ok())
        })?;
        Ok(Self { process, port })
    }

    pub(crate) async fn connect(&self, capabilities: Value) -> Result<WebDriver> {
        programs::choose_cryptography();
        let Value::Object(fields) = capabilities else {
            bail!("capabilities are an object")
        };
        let wanted = Capabilities::from(fields);
        let session = WebDriver::new(format!("http://127.0.0.1:{}", self.port), wanted).await?;
        session.set_script_timeout(Duration::from_secs(30)).await?;
        Ok(session)
    }

    fn wait_for_children(&self, limit: Duration) -> Result<()> {
        let parent = self.process.id();
        wait_until("the app has ended", limit, || Ok(children_of(parent).is_empty()))
    }
}

impl Drop for DriverProcess {
    // A test that fails leaves a window open: what the driver started goes with it.
    fn drop(&mut self) {
        let left = descendants_of(self.process.id());
        self.process.stop();
        for id in left {
            let _ = Command::new("kill")
                .arg("-9")
                .arg(id.to_string())
                .stderr(Stdio::null())
                .status();
        }
    }
}

fn descendants_of(id: u32) -> Vec<u32> {
    let children = children_of(id);
    let below: Vec<u32> = children.iter().flat_map(|c| descendants_of(*c)).collect();
    children.into_iter().chain(below).collect()
}

// A process lists its children per thread.
fn children_of(id: u32) -> Vec<u32> {
    let tasks = std::fs::read_dir(PathBuf::from(format!("/proc/{id}/task")));
    let threads = tasks
        .into_iter()
        .flatten()
        .filter_map(|t| Some(t.ok()?.path().join("children")));
    let lists = threads.filter_map(|file| std::fs::read_to_string(file).ok());
    lists
        .flat_map(|list| {
            list.split_whitespace()
                .filter_map(|id| id.parse().ok())
                .collect::<Vec<_>>()
        })
        .collect()
}
