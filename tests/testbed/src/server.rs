use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;

use crate::process::{OwnedProcess, await_line};
use crate::sample_data;

const START_LIMIT: Duration = Duration::from_secs(60);

/// How an organization server is started. The default: a free port, data of its own, the sample organization.
#[derive(Debug, Default, Clone)]
pub struct ServerOptions {
    /// Loopback port; 0 lets the system choose.
    pub port: u16,
    /// Where the data stay; without it a folder that goes with the server.
    pub data: Option<PathBuf>,
    /// Further arguments of `workpass-server serve`.
    pub arguments: Vec<String>,
}

/// The sample organization, as `workpass-server sample --json` tells it.
#[derive(Debug, Clone)]
pub struct SampleOrganization {
    /// The tenant's id, part of the authority's address.
    pub tenant_id: String,
    /// The app's registration at this authority.
    pub client_id: String,
    /// Everyone who can sign in.
    pub accounts: Vec<SampleAccount>,
}

/// Somebody of the sample organization. Nobody real: the password is public.
#[derive(Debug, Clone)]
pub struct SampleAccount {
    /// What is typed at the sign-in page.
    pub user_name: String,
    /// What is typed below it.
    pub password: String,
    /// What this account is there to show.
    pub shows: String,
}

impl SampleOrganization {
    /// Asks the server program.
    ///
    /// # Errors
    /// When it cannot be run or says something else than was agreed.
    pub fn read(program: &Path) -> Result<Self> {
        let output = Command::new(program)
            .args(["sample", "--json"])
            .output()
            .with_context(|| format!("{} could not be started", program.display()))?;
        ensure!(
            output.status.success(),
            "`sample --json` failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Self::parse(
            &serde_json::from_slice(&output.stdout).context("`sample --json` printed something else")?,
        )
    }

    fn parse(told: &Value) -> Result<Self> {
        let accounts = told["accounts"].as_array().context("accounts are missing")?;
        Ok(Self {
            tenant_id: text(told, "tenant_id")?,
            client_id: text(told, "client_id")?,
            accounts: accounts.iter().map(SampleAccount::parse).collect::<Result<_>>()?,
        })
    }

    /// The account with this user name.
    ///
    /// # Errors
    /// When there is none.
    pub fn account(&self, user_name: &str) -> Result<&SampleAccount> {
        let found = self.accounts.iter().find(|a| a.user_name == user_name);
        found.with_context(|| format!("the sample has no {user_name}"))
    }
}

impl SampleAccount {
    fn parse(told: &Value) -> Result<Self> {
        Ok(Self {
            user_name: text(told, "user_name")?,
            password: text(told, "password")?,
            shows: text(told, "shows")?,
        })
    }
}

/// A running organization server on loopback; it ends when dropped.
#[derive(Debug)]
pub struct OrganizationServer {
    process: OwnedProcess,
    program: PathBuf,
    options: ServerOptions,
    url: String,
    sample: SampleOrganization,
    folder: TempDir,
}

impl OrganizationServer {
    /// Starts `program serve --sample` and waits until it says that it listens.
    ///
    /// # Errors
    /// When it does not come up, with the end of its log.
    pub fn start(program: &Path, options: ServerOptions) -> Result<Self> {
        let sample = SampleOrganization::read(program)?;
        let folder = tempfile::Builder::new().prefix("workpass-server-").tempdir()?;
        if options.data.is_none() {
            let prepared = sample_data::prepared(program, |data| make_sample(program, data))?;
            sample_data::copy(&prepared, &folder.path().join("data"))?;
        }
        let (process, url) = serve(program, &options, folder.path())?;
        Ok(Self {
            process,
            program: program.to_owned(),
            options,
            url,
            sample,
            folder,
        })
    }

    /// Where it listens, as it says itself: `http://localhost:PORT`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The port it listens on.
    ///
    /// # Errors
    /// When the address has none.
    pub fn port(&self) -> Result<u16> {
        let port = self.url.rsplit(':').next().context("no port")?;
        port.trim_end_matches('/')
            .parse()
            .with_context(|| format!("{} has no port", self.url))
    }

    /// The issuer, which is what the app is configured with.
    pub fn authority(&self) -> String {
        format!("{}/{}/v2.0", self.url, self.sample.tenant_id)
    }

    /// Who works there.
    pub fn sample(&self) -> &SampleOrganization {
        &self.sample
    }

    /// Kills the server without warning and starts it again on the same address with the same data.
    ///
    /// # Errors
    /// When it does not come up again.
    pub fn crash_and_restart(&mut self) -> Result<()> {
        self.options.port = self.port()?;
        self.process.kill();
        (self.process, self.url) = serve(&self.program, &self.options, self.folder.path())?;
        Ok(())
    }

    /// Takes the server away, as when the network is gone. [`Self::crash_and_restart`] brings it back.
    ///
    /// # Errors
    /// When the address has no port to come back to.
    pub fn disappear(&mut self) -> Result<()> {
        self.options.port = self.port()?;
        self.process.kill();
        Ok(())
    }

    /// Keeps the server from answering, as a service does that hangs. [`Self::go_on`] lets it.
    ///
    /// # Errors
    /// When it has ended.
    #[cfg(unix)]
    pub fn hang(&self) -> Result<()> {
        self.process.pause()
    }

    /// Lets a server that hangs answer again.
    ///
    /// # Errors
    /// When it has ended.
    #[cfg(unix)]
    pub fn go_on(&self) -> Result<()> {
        self.process.go_on()
    }

    /// Asks the server to stop; true when it left by itself in time.
    pub fn stop(&mut self) -> bool {
        self.process.stop()
    }

    /// What the administrator does beside the running server: `workpass-server admin …`; what it printed.
    ///
    /// # Errors
    /// When the command fails, with what it said.
    pub fn administer(&self, arguments: &[&str]) -> Result<String> {
        // The sample has neighbours.
        let organization: &[&str] = match arguments.contains(&"--organization") {
            true => &[],
            false => &["--organization", "noorderlicht.example"],
        };
        let output = Command::new(&self.program)
            .args(["admin", "--json", "--data"])
            .arg(self.data())
            .args(arguments)
            .args(organization)
            .output()
            .with_context(|| format!("{} could not be started", self.program.display()))?;
        ensure!(
            output.status.success(),
            "`admin {}` failed: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).context("the answer is no text")
    }

    /// Where the data lie.
    pub fn data(&self) -> PathBuf {
        let own = || self.folder.path().join("data");
        self.options.data.clone().unwrap_or_else(own)
    }

    /// The process id, for measurements.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Everything it logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default()
    }
}

fn serve(program: &Path, options: &ServerOptions, folder: &Path) -> Result<(OwnedProcess, String)> {
    let log = folder.join("server.log");
    let mut command = Command::new(program);
    command
        .arg("serve")
        .arg("--listen")
        .arg(format!("127.0.0.1:{}", options.port))
        .arg("--sample");
    command
        .arg("--data")
        .arg(options.data.clone().unwrap_or_else(|| folder.join("data")))
        .args(&options.arguments);
    let (process, lines) = OwnedProcess::spawn_with_lines("workpass-server", &mut command, &log)?;
    let url = await_line(&lines, START_LIMIT, |line| {
        line.trim().strip_prefix("listening on ").map(str::to_owned)
    })
    .with_context(|| format!("the organization server did not come up:\n{}", tail(&log)))?;
    Ok((process, url))
}

// One start and one orderly stop leave a complete organization behind.
fn make_sample(program: &Path, data: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let options = ServerOptions {
        data: Some(data.to_owned()),
        ..ServerOptions::default()
    };
    let (mut process, _) = serve(program, &options, folder.path())?;
    ensure!(
        process.stop(),
        "the organization server did not stop when asked to"
    );
    Ok(())
}

fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}

fn text(told: &Value, field: &str) -> Result<String> {
    Ok(told[field]
        .as_str()
        .with_context(|| format!("{field} is missing"))?
        .to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_without_accounts_is_refused_with_the_field() {
        let error = SampleOrganization::parse(&serde_json::json!({"tenant_id": "t", "client_id": "c"}));
        assert_eq!(
            error.expect_err("accounts are agreed").to_string(),
            "accounts are missing"
        );
    }
}
