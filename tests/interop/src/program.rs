use std::path::Path;
use std::process::Command;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tempfile::TempDir;
use workpass_testbed::OwnedProcess;

/// A Node program of this folder, which says in lines of JSON what happens. It ends when dropped.
#[derive(Debug)]
pub struct NodeProgram {
    lines: Receiver<String>,
    _process: OwnedProcess,
    folder: TempDir,
}

impl NodeProgram {
    /// Starts `script` with `arguments`, trusting `authority` beside the usual certificate authorities.
    ///
    /// # Errors
    /// When node is missing or the packages are not installed.
    pub fn start(script: &str, arguments: &[&str], authority: Option<&Path>) -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        if !here.join("node_modules").is_dir() {
            bail!("the npm packages are not installed: run `cargo xtask setup --tests`");
        }
        let folder = tempfile::tempdir()?;
        let mut command = Command::new("node");
        command.current_dir(here).arg(script).args(arguments);
        if let Some(authority) = authority {
            command.env("NODE_EXTRA_CA_CERTS", authority);
        }
        let (process, lines) =
            OwnedProcess::spawn_with_lines("node", &mut command, &folder.path().join("errors"))?;
        Ok(Self {
            lines,
            _process: process,
            folder,
        })
    }

    /// The next event, which must be called `name`. Waits up to a minute; lines that are no event are passed over.
    ///
    /// # Errors
    /// When the program ends first or says something else, with what it wrote to its error output.
    pub fn expect(&self, name: &str) -> Result<Value> {
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(60));
            let line = line.with_context(|| format!("waited for “{name}”:\n{}", self.errors()))?;
            let Some(event) = serde_json::from_str::<Value>(&line)
                .ok()
                .filter(|e| e["event"].is_string())
            else {
                continue;
            };
            if event["event"] == name {
                return Ok(event);
            }
            bail!("expected “{name}”, not {event}");
        }
    }

    fn errors(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("errors")).unwrap_or_default()
    }
}
