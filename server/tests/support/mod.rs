//! Starts the real server in this process: a random loopback port, a database of its own, and a clock that is stepped.

#![allow(unreachable_pub, reason = "a test program is nobody's library")]
#![allow(dead_code, reason = "each test program uses the part it needs")]
#![allow(clippy::unwrap_used, reason = "what cannot be unwrapped fails the test")]
#![allow(clippy::print_stdout, reason = "a skipped test says so")]

pub(crate) mod authenticator;
pub(crate) mod places;
pub(crate) mod png_bomb;
pub(crate) mod postgres;

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use reqwest::redirect::Policy;
use sea_orm::{ActiveValue::Set, EntityTrait};
use tempfile::TempDir;
use uuid::Uuid;
use workpass_server::authority::claims::{ACCESS_TOKEN_TYPE, AccessClaims};
use workpass_server::clock::Clock;
use workpass_server::sample;
use workpass_server::serve::{self, Options, Running};
use workpass_server::state::AppState;
use workpass_server::store::entities::grant;
use workpass_server::store::values::Strings;

/// 2026-11-22T09:00:00Z.
pub(crate) const START_MS: i64 = 1_795_338_000_000;

/// Says that the running test finds something missing and shows nothing: on its output, and in the file that the test
/// command names, because what a passed test prints is not shown.
pub(crate) fn skipped(why: &str) {
    println!("skipped: {why}");
    if let Some(told) = std::env::var_os("WORKPASS_SKIPS") {
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        let mut told = OpenOptions::new().append(true).create(true).open(told).unwrap();
        told.write_all(format!("{test}\t{why}\n").as_bytes()).unwrap();
    }
}

/// A clock that stands still until it is stepped.
pub(crate) struct StepClock(AtomicI64);

impl StepClock {
    /// Moves time forward.
    pub(crate) fn step(&self, by: Duration) {
        self.0
            .fetch_add(i64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for StepClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// A running server with the sample organization.
pub(crate) struct TestServer {
    pub(crate) clock: Arc<StepClock>,
    pub(crate) base: String,
    pub(crate) running: Running,
    /// No cookies, no redirects followed.
    pub(crate) http: reqwest::Client,
    _data: TempDir,
}

/// What a server is started with, where the usual does not do.
#[derive(Default)]
pub(crate) struct Setup {
    /// Another database than a fresh SQLite file.
    pub(crate) database: Option<String>,
    /// A mail server instead of the outbox.
    pub(crate) smtp: Option<String>,
    /// A gateway for texts and calls instead of the outbox.
    pub(crate) messages: Option<workpass_server::messages::Gateway>,
    /// Proxies in front of the server.
    pub(crate) trusted_proxies: Vec<ipnet::IpNet>,
    /// Another time than [`START_MS`].
    pub(crate) now_ms: Option<i64>,
    /// The address of a server that is to run on the same database later.
    pub(crate) public_url: Option<String>,
    /// A database of addresses.
    pub(crate) places: Option<PathBuf>,
}

impl TestServer {
    /// Starts a server.
    pub(crate) async fn start() -> Self {
        Self::start_with(None).await
    }

    /// Starts a server on another database than a fresh SQLite file.
    pub(crate) async fn start_with(database: Option<String>) -> Self {
        Self::start_as(Setup {
            database,
            ..Setup::default()
        })
        .await
    }

    /// Starts a server as told.
    pub(crate) async fn start_as(setup: Setup) -> Self {
        let data = tempfile::tempdir().unwrap();
        let clock = Arc::new(StepClock(AtomicI64::new(setup.now_ms.unwrap_or(START_MS))));
        let data_dir = data.path().join("data");
        if setup.database.is_none() {
            std::fs::create_dir_all(&data_dir).unwrap();
            std::fs::copy(seeded_database().await, data_dir.join("workpass.sqlite")).unwrap();
        }
        let options = Options {
            database: setup.database.map(Into::into),
            smtp: setup.smtp.map(Into::into),
            messages: setup.messages,
            trusted_proxies: setup.trusted_proxies,
            public_url: setup.public_url,
            places: setup.places,
            ..options(data_dir)
        };
        let running = serve::start(options, clock.clone())
            .await
            .expect("the server starts");
        let base = format!("http://{}", running.address());
        #[expect(clippy::disallowed_methods, reason = "a test's own client")]
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .build()
            .unwrap();
        Self {
            clock,
            base,
            running,
            http,
            _data: data,
        }
    }

    /// What the handlers are given.
    pub(crate) fn state(&self) -> &AppState {
        self.running.state()
    }

    /// An absolute address on this server.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// A browser of its own: keeps cookies, follows no redirect.
    #[expect(clippy::disallowed_methods, reason = "a test's own client")]
    pub(crate) fn browser(&self) -> reqwest::Client {
        reqwest::Client::builder()
            .no_proxy()
            .cookie_store(true)
            .redirect(Policy::none())
            .build()
            .unwrap()
    }

    /// An access token for a sample person (`sanne`, `anna`, …), made without the sign-in pages: a grant in the
    /// database and a token signed by the server's own key.
    pub(crate) async fn token(&self, first_name: &str, scopes: &[&str]) -> String {
        let state = self.state();
        let now_ms = state.now_ms();
        let user_id = sample::user_id(first_name);
        let grant_id = Uuid::new_v4();
        grant::Entity::insert(grant::ActiveModel {
            id: Set(grant_id),
            tenant_id: Set(sample::tenant_id()),
            user_id: Set(user_id),
            client_id: Set(sample::client_id()),
            scopes: Set(Strings::of(scopes.iter().copied())),
            origin: Set("device_code".to_owned()),
            device_name: Set(None),
            device_os: Set(None),
            device_id: Set(None),
            authenticated_at: Set(now_ms),
            amr: Set(Strings::of(["pwd"])),
            verified_at: Set(Some(now_ms)),
            created_at: Set(now_ms),
            last_used_at: Set(now_ms),
            revoked_at: Set(None),
            revoked_because: Set(None),
        })
        .exec_without_returning(&state.db)
        .await
        .unwrap();
        let claims = AccessClaims {
            iss: format!("{}/{}/v2.0", state.config.public_url, sample::tenant_id()),
            aud: state.config.graph_endpoint(),
            sub: user_id,
            client_id: sample::client_id(),
            jti: Uuid::new_v4(),
            iat: now_ms / 1000,
            nbf: now_ms / 1000,
            exp: now_ms / 1000 + 3600,
            auth_time: now_ms / 1000,
            tid: sample::tenant_id(),
            oid: user_id,
            azp: sample::client_id(),
            scp: scopes.join(" "),
            ver: "2.0".to_owned(),
            wpg: grant_id,
            amr: vec!["pwd".to_owned()],
            acrs: None,
            idp: None,
        };
        state.keys.sign(now_ms, ACCESS_TOKEN_TYPE, &claims).await.unwrap()
    }

    /// A token with every scope the app asks.
    pub(crate) async fn app_token(&self, first_name: &str) -> String {
        self.token(first_name, sample::APP_SCOPES).await
    }
}

fn options(data_dir: PathBuf) -> Options {
    Options {
        listen: ([127, 0, 0, 1], 0).into(),
        data_dir,
        database: None,
        public_url: None,
        tls: None,
        smtp: None,
        messages: None,
        push: workpass_server::push::Options::default(),
        trusted_proxies: Vec::new(),
        places: None,
        sample: true,
    }
}

/// A database with the sample organization, made once per build of the test program: hashing passwords and drawing
/// photos takes seconds without optimisation.
pub(crate) async fn seeded_database() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    let built = program.metadata().unwrap().modified().unwrap();
    let name = program.file_stem().unwrap().to_str().unwrap();
    let seeded = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("sample-{name}.sqlite"));
    if seeded.metadata().is_ok_and(|m| m.modified().unwrap() > built) {
        return seeded;
    }
    let data = tempfile::tempdir().unwrap();
    let clock = Arc::new(StepClock(AtomicI64::new(START_MS)));
    let running = serve::start(options(data.path().to_owned()), clock)
        .await
        .expect("the server starts");
    running.stop().await.unwrap();
    // Other test processes may be doing the same: the last one wins, with the same content.
    let fresh = seeded.with_extension(format!("{}.new", std::process::id()));
    std::fs::copy(data.path().join("workpass.sqlite"), &fresh).unwrap();
    std::fs::rename(&fresh, &seeded).unwrap();
    seeded
}

/// The password of a sample person.
pub(crate) fn password(first_name: &str) -> &'static str {
    let overview = sample::Overview::new();
    overview
        .accounts
        .iter()
        .find(|a| a.user_name.split('@').next() == Some(first_name))
        .expect("a sample person")
        .password
}
