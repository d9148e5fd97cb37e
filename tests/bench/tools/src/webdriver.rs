//! Just enough WebDriver to sign the app in once before its starts are measured.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use hyper::Method;
use serde_json::{Value, json};
use url::Url;
use workpass_testbed::{Desktop, OwnedProcess};

use crate::http;
use crate::memory;

const LIMIT: Duration = Duration::from_secs(60);
const BETWEEN: Duration = Duration::from_millis(100);

/// A program's web view under remote control.
#[derive(Debug)]
pub struct Driven {
    session: Url,
    driver: OwnedProcess,
}

impl Driven {
    /// Opens `program` through WebKitWebDriver with the given environment.
    ///
    /// # Errors
    /// When the driver or the window does not come.
    pub async fn open(
        desktop: &Desktop,
        program: &Path,
        environment: &[(&str, String)],
        log: &Path,
    ) -> Result<Self> {
        let port = std::net::TcpListener::bind(("127.0.0.1", 0))?
            .local_addr()?
            .port();
        let output = std::fs::File::create(log)?;
        let mut command = Command::new("WebKitWebDriver");
        command
            .args(["--host=127.0.0.1", &format!("--port={port}")])
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output);
        desktop
            .enter(&mut command)
            .envs(environment.iter().map(|(name, value)| (*name, value)))
            .env("TAURI_WEBVIEW_AUTOMATION", "true");
        let driver = OwnedProcess::spawn("WebKitWebDriver", &mut command)?;
        let address: Url = format!("http://127.0.0.1:{port}/session").parse()?;
        workpass_testbed::wait_until("WebKitWebDriver listens", LIMIT, || {
            Ok(std::net::TcpStream::connect(("127.0.0.1", port)).is_ok())
        })?;
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "webkitgtk:browserOptions": {"binary": program, "args": []}
        }}});
        let told = post(&address, &wanted)
            .await
            .context("the app's window did not come")?;
        let id = told["sessionId"].as_str().context("a session has an id")?;
        Ok(Self {
            session: format!("{address}/{id}").parse()?,
            driver,
        })
    }

    /// Runs a script again and again until it returns something else than null or false.
    ///
    /// # Errors
    /// When that does not happen in a minute; the message shows the page's text.
    pub async fn until(&self, what: &str, script: &str) -> Result<Value> {
        let deadline = Instant::now() + LIMIT;
        loop {
            let found = self.run(script).await?;
            if !matches!(found, Value::Null | Value::Bool(false)) {
                return Ok(found);
            }
            if Instant::now() > deadline {
                let text = self.run("return document.body.innerText").await?;
                bail!("{what} did not come; the window shows: {text}");
            }
            tokio::time::sleep(BETWEEN).await;
        }
    }

    async fn run(&self, script: &str) -> Result<Value> {
        let address = format!("{}/execute/sync", self.session).parse()?;
        post(&address, &json!({"script": script, "args": []})).await
    }

    /// Closes the window and waits until everything is gone.
    ///
    /// # Errors
    /// When it stays.
    pub async fn close(mut self) -> Result<()> {
        let below = memory::tree(self.driver.id());
        http::once(Method::DELETE, &self.session, &[], "")
            .await?
            .successful()?;
        workpass_testbed::wait_until("the app has ended", LIMIT, || {
            let driver = self.driver.id();
            Ok(below
                .iter()
                .all(|id| *id == driver || !Path::new(&format!("/proc/{id}/exe")).exists()))
        })?;
        self.driver.stop();
        Ok(())
    }
}

async fn post(address: &Url, body: &Value) -> Result<Value> {
    let answer = http::once(
        Method::POST,
        address,
        &[("content-type", "application/json")],
        body.to_string(),
    )
    .await?;
    Ok(answer.successful()?.json()?["value"].take())
}
