use std::{
    env, io,
    path::{Path, PathBuf},
};

use tracing::{Level, Subscriber};
use tracing_subscriber::{Layer, filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{file::RotatingFile, writer::RedactingWriter};

/// Name of the current log file in the log folder; older ones are `workpass.log.1` and so on.
pub const LOG_FILE: &str = "workpass.log";
/// Says what is logged, for example `debug` or `warn,workpass_graph=trace`.
const FILTER_VARIABLE: &str = "WORKPASS_LOG";

/// Where to log, what, and how much is kept.
#[derive(Clone, Debug)]
pub struct LogSettings {
    pub directory: PathBuf,
    /// As in `WORKPASS_LOG`; `None` for the default: the app's own events from `info`, everybody else's from `warn`.
    pub filter: Option<String>,
    /// Bytes per file.
    pub file_limit: u64,
    /// How many full files are kept beside the current one.
    pub keep: u32,
    /// Write to standard error as well.
    pub echo: bool,
}

impl LogSettings {
    /// Five files of 1 MiB at most.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            filter: None,
            file_limit: 1024 * 1024,
            keep: 4,
            echo: false,
        }
    }

    /// As [`LogSettings::new`], with the filter of the environment variable `WORKPASS_LOG`; whoever sets that wants
    /// to see the log, so it goes to standard error as well.
    pub fn from_env(directory: impl Into<PathBuf>) -> Self {
        let filter = env::var(FILTER_VARIABLE).ok().filter(|f| !f.trim().is_empty());
        Self {
            echo: filter.is_some(),
            filter,
            ..Self::new(directory)
        }
    }

    /// The current log file.
    pub fn path(&self) -> PathBuf {
        Path::new(&self.directory).join(LOG_FILE)
    }
}

/// Why there is no log. The program can go on without.
#[derive(Debug, thiserror::Error)]
pub enum DiagnosticsError {
    #[error("the log file could not be opened")]
    File(#[source] io::Error),
    #[error("a log was started before")]
    AlreadyStarted,
}

/// Starts the log of this program.
///
/// # Errors
/// See [`DiagnosticsError`].
pub fn start(settings: &LogSettings) -> Result<(), DiagnosticsError> {
    subscriber(settings)?
        .try_init()
        .map_err(|_| DiagnosticsError::AlreadyStarted)?;
    if let Some(Err(error)) = settings.filter.as_deref().map(str::parse::<Targets>) {
        tracing::warn!(%error, "{FILTER_VARIABLE} is not understood; the default is used");
    }
    Ok(())
}

/// The same as a value, for tests that look into the log.
///
/// # Errors
/// [`DiagnosticsError::File`].
pub fn subscriber(settings: &LogSettings) -> Result<impl Subscriber + Send + Sync, DiagnosticsError> {
    let file = RotatingFile::open(settings.path(), settings.file_limit, settings.keep)
        .map_err(DiagnosticsError::File)?;
    let filter = settings.filter.as_deref().and_then(|filter| filter.parse().ok());
    let layer = fmt::layer()
        .with_ansi(false)
        .with_writer(RedactingWriter::new(file, settings.echo))
        .with_filter(filter.unwrap_or_else(default_filter));
    Ok(tracing_subscriber::registry().with(layer))
}

fn default_filter() -> Targets {
    // A prefix: it holds for `workpass_app` and all the other crates too.
    Targets::new()
        .with_default(Level::WARN)
        .with_target("workpass", Level::INFO)
}
