//! The command line.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use ipnet::IpNet;
use secrecy::SecretString;

use crate::admin;
use crate::client_address;
use crate::clock::SystemClock;
use crate::messages::Gateway;
use crate::push;
use crate::sample;
use crate::serve::{self, Options, Tls};

/// The Workpass organization server.
#[derive(Debug, Parser)]
#[command(name = "workpass-server", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server until SIGTERM or Ctrl+C.
    Serve(ServeArgs),
    /// Show the sample organization: tenant, app and accounts.
    Sample {
        /// As JSON, for programs.
        #[arg(long)]
        json: bool,
    },
    /// Decide and hand out: passes, hardware tokens, methods, devices, policies, questions.
    Admin(admin::AdminArgs),
}

#[derive(Debug, Args)]
struct ServeArgs {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Directory for the database and everything else that is kept.
    #[arg(long)]
    data: PathBuf,
    /// Another database than the SQLite file in the data directory: a postgres:// or sqlite:// URL.
    #[arg(long, env = "WORKPASS_DATABASE_URL", hide_env_values = true)]
    database: Option<SecretString>,
    /// Where people reach this server, when that is not where it listens.
    #[arg(long)]
    public_url: Option<String>,
    /// Certificate chain, PEM.
    #[arg(long, requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Private key, PEM.
    #[arg(long, requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Mail server, as smtp://user:password@host:port or smtps://….
    #[arg(long, env = "WORKPASS_SMTP_URL", hide_env_values = true)]
    smtp: Option<SecretString>,
    /// Gateway for text messages and calls: an https address that takes signed requests.
    #[arg(
        long,
        value_name = "URL",
        env = "WORKPASS_MESSAGES_WEBHOOK",
        requires = "messages_secret"
    )]
    messages_webhook: Option<String>,
    /// File with the secret under which requests to the gateway are signed.
    #[arg(long, value_name = "FILE", group = "messages_secret")]
    messages_secret_file: Option<PathBuf>,
    /// The secret itself; only from the environment.
    #[arg(
        long,
        hide = true,
        env = "WORKPASS_MESSAGES_SECRET",
        hide_env_values = true,
        group = "messages_secret"
    )]
    messages_secret_value: Option<SecretString>,
    /// Push services that may wake phones, `*.` in front for all names below; `none` for no notifications.
    #[arg(
        long,
        value_name = "HOSTS",
        env = "WORKPASS_PUSH_HOSTS",
        value_delimiter = ',',
        default_values = push::USUAL_HOSTS
    )]
    push_hosts: Vec<String>,
    /// Whom push services may write to: a mailto: or https: address; the public URL when not given.
    #[arg(long, value_name = "ADDRESS", env = "WORKPASS_PUSH_CONTACT")]
    push_contact: Option<String>,
    /// A proxy in front of this server, by network or address; several for several. What these say in Forwarded or
    /// X-Forwarded-For about where a request came from counts; what others say does not.
    #[arg(long, value_name = "CIDR", value_parser = client_address::parse_network)]
    trusted_proxy: Vec<IpNet>,
    /// Database of addresses (MaxMind DB, cities or countries), to show where a sign-in came from; none shows no places.
    #[arg(long, value_name = "FILE", env = "WORKPASS_PLACES")]
    places: Option<PathBuf>,
    /// Fill an empty database with the sample organization. For development only.
    #[arg(long)]
    sample: bool,
}

/// Runs the program.
pub fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A reader that went away (`| head`) must not make this a panic.
            let _ = writeln!(std::io::stderr(), "workpass-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Serve(args) => run_server(args),
        Command::Admin(args) => {
            let runtime = tokio::runtime::Runtime::new().context("starting the runtime")?;
            runtime.block_on(admin::run(args, Arc::new(SystemClock), &mut std::io::stdout()))
        }
        Command::Sample { json } => {
            let overview = sample::Overview::new();
            let text = if json {
                serde_json::to_string_pretty(&overview).context("writing the sample as JSON")?
            } else {
                overview.to_string()
            };
            writeln!(std::io::stdout(), "{text}").context("writing to standard output")
        }
    }
}

fn gateway(args: &ServeArgs) -> anyhow::Result<Option<Gateway>> {
    let Some(url) = &args.messages_webhook else {
        return Ok(None);
    };
    let secret = match (&args.messages_secret_value, &args.messages_secret_file) {
        (_, Some(file)) => std::fs::read_to_string(file)
            .with_context(|| format!("reading {}", file.display()))?
            .into(),
        (Some(secret), None) => secret.clone(),
        (None, None) => anyhow::bail!("--messages-webhook needs --messages-secret-file"),
    };
    Ok(Some(Gateway {
        url: url.clone(),
        secret,
    }))
}

fn run_server(args: ServeArgs) -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| "info,sqlx=warn,sea_orm_migration=warn".into()),
        )
        .init();
    let messages = gateway(&args)?;
    let options = Options {
        listen: args.listen,
        data_dir: args.data,
        database: args.database,
        public_url: args.public_url,
        tls: args
            .tls_cert
            .zip(args.tls_key)
            .map(|(cert, key)| Tls { cert, key }),
        smtp: args.smtp,
        messages,
        push: push::Options {
            hosts: args.push_hosts,
            contact: args.push_contact,
        },
        trusted_proxies: args.trusted_proxy,
        places: args.places,
        sample: args.sample,
    };
    let runtime = tokio::runtime::Runtime::new().context("starting the runtime")?;
    runtime.block_on(async {
        // Watched from the start: a signal that comes while the database opens counts too.
        let stop = serve::told_to_stop().context("watching for signals")?;
        let running = serve::start(options, Arc::new(SystemClock)).await?;
        let mut out = std::io::stdout();
        writeln!(out, "listening on {}", running.public_url())
            .and_then(|()| out.flush())
            .context("writing to standard output")?;
        stop.await;
        running.stop().await
    })
}
