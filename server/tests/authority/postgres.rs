//! The same server on a real PostgreSQL, started for the test and thrown away after it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use workpass_server::sample;

use crate::browser::Browser;
use crate::device_flow::{poll, signed_in, start, to_question};
use crate::refresh::refresh;
use crate::support::{TestServer, password};

struct Postgres {
    child: Child,
    url: String,
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

/// Debian keeps the programs out of the path.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<PathBuf> = versions
        .flatten()
        .map(|v| v.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    found.pop()
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
    fn start() -> Option<Self> {
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

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_life_of_a_sign_in_on_postgresql() {
    let Some(postgres) = Postgres::start() else {
        println!("skipped: no PostgreSQL in /usr/lib/postgresql (Debian package postgresql)");
        return;
    };
    postgres.ready().await;
    let server = TestServer::start_with(Some(postgres.url.clone())).await;
    // A second instance on the same database, as in production.
    let other = TestServer::start_with(Some(postgres.url.clone())).await;

    // Asked of one instance, approved at the other, redeemed at the first; once, even in parallel.
    let device = start(&server).await;
    assert_eq!(poll(&server, &device).await.1["error"], "authorization_pending");
    assert_eq!(
        poll(&other, &device).await.1["error"],
        "slow_down",
        "the other instance knows of the first poll"
    );
    let browser = Browser::new(&other);
    let question = to_question(&browser, &device, "sanne").await;
    let done = browser
        .send(&question, "/device/confirm", &[("decision", "allow")])
        .await;
    assert!(done.says("Sign-in allowed"), "{}", done.html);
    let (a, b) = tokio::join!(poll(&server, &device), poll(&other, &device));
    assert_eq!(
        [&a, &b].iter().filter(|answer| answer.0 == 200).count(),
        1,
        "{a:?} {b:?}"
    );
    let tokens = if a.0 == 200 { a.1 } else { b.1 };

    let me = |server: &TestServer, tokens: &Value| {
        let request = server.http.get(server.url("/v1.0/me"));
        let request = request.bearer_auth(tokens["access_token"].as_str().unwrap());
        async { request.send().await.unwrap().status().as_u16() }
    };
    // The audience is the instance's own address; production instances share one.
    let own = if me(&server, &tokens).await == 200 {
        &server
    } else {
        &other
    };
    assert_eq!(me(own, &tokens).await, 200);

    // Rotation, grace and theft.
    let (_, second) = refresh(own, &tokens["refresh_token"]).await;
    assert_eq!(refresh(own, &tokens["refresh_token"]).await.0, 200, "grace");
    own.clock.step(Duration::from_secs(61));
    assert_eq!(refresh(own, &tokens["refresh_token"]).await.0, 400, "theft");
    assert_eq!(refresh(own, &second["refresh_token"]).await.0, 400);
    assert_eq!(me(own, &second).await, 401);

    // Lock-out, counted by both.
    for server in [&server, &other] {
        let browser = Browser::new(server);
        for _ in 0..5 {
            let page = browser.open("/signin").await;
            browser
                .send(
                    &page,
                    "/signin",
                    &[("user_name", "anna@noorderlicht.example"), ("password", "x")],
                )
                .await;
        }
    }
    let browser = Browser::new(&other);
    let page = browser.open("/signin").await;
    let locked = browser.sign_in(&page, "anna").await;
    assert!(locked.says("entered too often"), "{}", locked.html);
    assert!(!password("anna").is_empty());

    // Out everywhere.
    let tokens = signed_in(&server, "james").await;
    server.clock.step(Duration::from_millis(5));
    let state = server.state();
    let user = sample::user_id("james");
    workpass_server::authority::sessions::revoke_all(&state.db, state.now_ms(), user)
        .await
        .unwrap();
    assert_eq!(me(&server, &tokens).await, 401);

    other.running.stop().await.unwrap();
    server.running.stop().await.unwrap();
}
