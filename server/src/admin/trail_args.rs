//! What can be typed after `admin audit` and `admin session`.

use clap::{Args, Subcommand};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::args::UserArgs;

#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// List what happened, the newest first.
    List(TrailArgs),
}

#[derive(Debug, Subcommand)]
pub(super) enum SessionCommand {
    /// List where a person is signed in, the last used first.
    List(UserArgs),
    /// Sign a person out of one session, or of all; tokens stop at once.
    End(EndArgs),
}

#[derive(Debug, Args)]
pub(super) struct TrailArgs {
    /// Of one person only, by user name.
    #[arg(long)]
    pub(super) user: Option<String>,
    /// Of one kind only, such as `password.changed`, or of all that begin so: `password`.
    #[arg(long)]
    pub(super) event: Option<String>,
    /// From this instant on (RFC 3339).
    #[arg(long, value_parser = instant)]
    pub(super) since: Option<OffsetDateTime>,
    /// Before this instant (RFC 3339).
    #[arg(long, value_parser = instant)]
    pub(super) until: Option<OffsetDateTime>,
    /// What is older than the event with this id: the next page.
    #[arg(long)]
    pub(super) before: Option<Uuid>,
    /// How many at most.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub(super) limit: u64,
}

#[derive(Debug, Args)]
pub(super) struct EndArgs {
    /// The user name.
    #[arg(long)]
    pub(super) user: String,
    #[command(flatten)]
    pub(super) which: WhichSession,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct WhichSession {
    /// The id that `session list` shows.
    #[arg(long)]
    pub(super) id: Option<Uuid>,
    /// Every one of them, in every organization.
    #[arg(long)]
    pub(super) all: bool,
}

fn instant(typed: &str) -> Result<OffsetDateTime, String> {
    OffsetDateTime::parse(typed, &Rfc3339).map_err(|_| "not an instant like 2026-11-22T09:00:00Z".to_owned())
}
