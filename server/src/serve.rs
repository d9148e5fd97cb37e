//! Start-up, listening, shutting down.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use ipnet::IpNet;
use secrecy::{ExposeSecret, SecretString};
use tokio::task::JoinHandle;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::authority::{self, keys::SigningKeys, verified::VerifiedTokens};
use crate::background::Background;
use crate::clock::Clock;
use crate::config::Config;
use crate::first_byte::Prompt;
use crate::housekeeping;
use crate::messages::{self, Gateway};
use crate::places::Places;
use crate::secrets::ServerSecrets;
use crate::state::{AppState, Parts, Reads};
use crate::store::changes::Changes;
use crate::{client_address, graph, mail, pages, push, sample, selfservice, store};

/// The largest request body. The largest real one, a batch of twenty, stays far under it.
const MAX_BODY_BYTES: usize = 1024 * 1024;
/// How long a handler may take before the client is told 503.
const HANDLER_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a client may take to send the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long requests in flight may take when the server stops.
const DRAIN: Duration = Duration::from_secs(10);

/// How the server is started.
#[derive(Clone, Debug)]
pub struct Options {
    pub listen: SocketAddr,
    pub data_dir: PathBuf,
    /// Instead of SQLite in the data directory.
    pub database: Option<SecretString>,
    pub public_url: Option<String>,
    pub tls: Option<Tls>,
    pub smtp: Option<SecretString>,
    pub messages: Option<Gateway>,
    pub push: push::Options,
    /// Proxies whose word on where a request came from counts.
    pub trusted_proxies: Vec<IpNet>,
    /// A database of addresses, see [`Places`].
    pub places: Option<PathBuf>,
    pub sample: bool,
}

/// Files for TLS, both PEM.
#[derive(Clone, Debug)]
pub struct Tls {
    pub cert: PathBuf,
    pub key: PathBuf,
}

/// A server that accepts requests.
pub struct Running {
    state: AppState,
    address: SocketAddr,
    handle: Handle<SocketAddr>,
    task: JoinHandle<std::io::Result<()>>,
    housekeeping: JoinHandle<()>,
}

impl Running {
    /// Where people reach it.
    pub fn public_url(&self) -> &str {
        &self.state.config.public_url
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What its handlers are given.
    pub fn state(&self) -> &AppState {
        &self.state
    }

    /// Finishes the requests in flight and closes the database.
    ///
    /// # Errors
    /// When the listener had failed or the database could not be closed.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.housekeeping.abort();
        self.handle.graceful_shutdown(Some(DRAIN));
        self.task
            .await
            .context("the listener panicked")?
            .context("listening")?;
        self.state.background.settle().await;
        self.state.changes.close();
        self.state
            .bookkeeping
            .close_by_ref()
            .await
            .context("closing the database")?;
        self.state.db.close_by_ref().await.context("closing the database")
    }
}

/// Opens the database, brings it up to date, and starts to listen. Returns when requests are accepted.
///
/// # Errors
/// Says what the operator has to put right.
pub async fn start(options: Options, clock: Arc<dyn Clock>) -> anyhow::Result<Running> {
    authority::install_crypto();
    if options.tls.is_none() && !options.listen.ip().is_loopback() {
        bail!(
            "{} is not a loopback address: give --tls-cert and --tls-key, or listen on 127.0.0.1",
            options.listen
        );
    }
    private_dir(&options.data_dir)?;

    let listener =
        TcpListener::bind(options.listen).with_context(|| format!("listening on {}", options.listen))?;
    listener
        .set_nonblocking(true)
        .context("setting up the listener")?;
    let address = listener
        .local_addr()
        .context("asking for the listener's address")?;
    let public_url = match &options.public_url {
        Some(url) => Config::check_public_url(url)
            .map_err(anyhow::Error::msg)
            .with_context(|| format!("--public-url {url}"))?,
        None => {
            let scheme = if options.tls.is_some() { "https" } else { "http" };
            format!("{scheme}://localhost:{}", address.port())
        }
    };

    let url = match &options.database {
        Some(url) => url.clone(),
        None => store::sqlite_url(&options.data_dir).into(),
    };
    let db = store::open(url.expose_secret())
        .await
        .context("opening the database")?;
    let bookkeeping = store::open_for_bookkeeping(url.expose_secret())
        .await
        .context("opening the database")?;
    let changes = Arc::new(Changes::of(url.expose_secret()));
    private_files(&options.data_dir)?;

    let now_ms = clock.now_ms();
    let config = Config {
        public_url,
        sample: options.sample,
        smtp: options.smtp,
        messages: options.messages,
        trusted_proxies: options.trusted_proxies,
        data_dir: options.data_dir,
    };
    let mailer = mail::mailer(&config, db.clone(), Arc::clone(&clock)).context("setting up mail")?;
    let messenger =
        messages::messenger(&config, db.clone(), Arc::clone(&clock)).context("setting up texts and calls")?;
    let secrets = ServerSecrets::load(&db, now_ms)
        .await
        .context("reading the server's keys")?;
    let push = push::Push::start(&options.push, &config, &db, &secrets, now_ms)
        .await
        .context("setting up notifications")?;
    let places = options.places.as_deref().map(Places::open).transpose();
    let places = places.context("reading --places")?.unwrap_or_default();
    let state = AppState::new(Parts {
        secrets,
        keys: SigningKeys::load(db.clone(), now_ms)
            .await
            .context("reading the signing keys")?,
        verified: VerifiedTokens::default(),
        reads: Reads::new(&db, &changes),
        changes,
        mailer,
        messenger,
        background: Background::default(),
        push,
        places,
        clock,
        config,
        db,
        bookkeeping,
    });
    if state.config.sample {
        sample::seed(&state)
            .await
            .context("writing the sample organization")?;
    }

    let handle = Handle::new();
    let service = routes(&state).into_make_service_with_connect_info::<SocketAddr>();
    let task = match options.tls {
        None => {
            let mut server = axum_server::from_tcp(listener)
                .context("setting up the listener")?
                .map(prompt);
            limit_headers(server.http_builder());
            tokio::spawn(server.handle(handle.clone()).serve(service))
        }
        Some(tls) => {
            let config = RustlsConfig::from_pem_file(&tls.cert, &tls.key)
                .await
                .with_context(|| format!("reading {} and {}", tls.cert.display(), tls.key.display()))?;
            let config = without_http2(&config);
            let mut server = axum_server::from_tcp_rustls(listener, config)
                .context("setting up the listener")?
                .map(prompt);
            limit_headers(server.http_builder());
            tokio::spawn(server.handle(handle.clone()).serve(service))
        }
    };
    let housekeeping = tokio::spawn({
        let state = state.clone();
        async move {
            tokio::join!(
                housekeeping::run(state.clone()),
                mail::deliver_forever(state.clone())
            );
        }
    });
    Ok(Running {
        state,
        address,
        handle,
        task,
        housekeeping,
    })
}

/// A client that sends its head drop by drop is not waited for.
fn limit_headers(builder: &mut Builder<TokioExecutor>) {
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT);
}

/// Nor is one that sends nothing.
fn prompt<A>(inner: A) -> Prompt<A> {
    Prompt {
        within: HEAD_TIMEOUT,
        inner,
    }
}

/// [`Prompt`] does not take HTTP/2: no client is to choose it.
fn without_http2(config: &RustlsConfig) -> RustlsConfig {
    let mut config = rustls::ServerConfig::clone(&config.get_inner());
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    RustlsConfig::from_config(Arc::new(config))
}

/// Every route of the server.
pub fn routes(state: &AppState) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(readyz))
        .merge(authority::router(state))
        .merge(pages::router(state))
        .merge(graph::router(state))
        .merge(selfservice::router(state))
        .merge(mail::router(&state.config))
        .merge(messages::router(&state.config))
        .merge(pages::unknown(state))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            HANDLER_TIMEOUT,
        ))
        .layer(from_fn_with_state(state.clone(), client_address::find))
        .layer(CatchPanicLayer::new())
        .with_state(state.clone())
}

/// Starts to watch for SIGTERM and Ctrl+C; what it gives is ready when one came.
///
/// # Errors
/// When signals cannot be watched.
pub fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        Ok(async move {
            tokio::select! {
                _ = terminate.recv() => (),
                _ = interrupt.recv() => (),
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "Ctrl+C cannot be watched");
        }
    })
}

async fn readyz(State(state): State<AppState>) -> (StatusCode, &'static str) {
    match state.db.ping().await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the database does not answer"
            );
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer")
        }
    }
}

/// Makes the data directory, readable by nobody else.
fn private_dir(dir: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(dir).with_context(|| format!("making {}", dir.display()))?;
    restrict(dir, 0o700)
}

/// The database holds keys: its files are for nobody else either.
fn private_files(dir: &Path) -> anyhow::Result<()> {
    for name in ["workpass.sqlite", "workpass.sqlite-wal", "workpass.sqlite-shm"] {
        let file = dir.join(name);
        if file.exists() {
            restrict(&file, 0o600)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
        .with_context(|| format!("making {} private", path.display()))
}

#[cfg(not(unix))]
fn restrict(_: &Path, _: u32) -> anyhow::Result<()> {
    // The profile directory of the account the server runs under is private there.
    Ok(())
}
