//! A real PostgreSQL, started for a test.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A server of its own, thrown away when dropped.
pub(crate) struct Postgres {
    child: Child,
    pub(crate) url: String,
    _dir: TempDir,
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // The server's own children end with it on SIGQUIT; a plain kill would leave them behind.
        let _ = Command::new("kill")
            .args(["-QUIT", &self.child.id().to_string()])
            .status();
        let _ = self.child.wait();
    }
}

/// Debian keeps the programs out of the path, others do not.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut found: Vec<PathBuf> = versions
        .flatten()
        .map(|v| v.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    let on_path =
        || std::env::split_paths(&std::env::var_os("PATH")?).find(|bin| bin.join("initdb").exists());
    found.pop().or_else(on_path)
}

/// PostgreSQL refuses to run as root: it then runs as `nobody`.
fn as_user(program: &Path, is_root: bool) -> Command {
    if !is_root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"])
        .arg(program);
    command
}

impl Postgres {
    /// None, with a line that says so, when it is not installed.
    pub(crate) async fn start() -> Option<Self> {
        let started = Self::spawn();
        match &started {
            Some(postgres) => postgres.ready().await,
            None => super::skipped("PostgreSQL is not installed (Debian package postgresql)"),
        }
        started
    }

    fn spawn() -> Option<Self> {
        let bin = programs()?;
        let id = Command::new("id").arg("-u").output().unwrap().stdout;
        let is_root = String::from_utf8_lossy(&id).trim() == "0";
        let dir = tempfile::Builder::new().prefix("pg").tempdir_in("/tmp").unwrap();
        if is_root {
            assert!(
                Command::new("chown")
                    .arg("nobody")
                    .arg(dir.path())
                    .status()
                    .unwrap()
                    .success()
            );
        }
        let data = dir.path().join("data");
        let made = as_user(&bin.join("initdb"), is_root)
            .args([
                "--auth=trust",
                "--username=workpass",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                "-D",
            ])
            .arg(&data)
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(made.success(), "initdb");
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let child = as_user(&bin.join("postgres"), is_root)
            .arg("-D")
            .arg(&data)
            .args([
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                &format!("port={port}"),
                "-c",
                "fsync=off",
            ])
            .args(["-c", "unix_socket_directories="])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let url = format!("postgres://workpass@127.0.0.1:{port}/postgres");
        Some(Self {
            child,
            url,
            _dir: dir,
        })
    }

    /// Waits until it answers.
    async fn ready(&self) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while let Err(error) = sea_orm::Database::connect(&self.url).await {
            assert!(Instant::now() < deadline, "PostgreSQL did not start: {error}");
            tokio::task::yield_now().await;
        }
    }
}
