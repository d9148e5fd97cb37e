//! What can be typed after `admin app`.

use clap::{Args, Subcommand};
use uuid::Uuid;

use super::args::NoArgs;

#[derive(Debug, Subcommand)]
pub(super) enum AppCommand {
    /// List the apps that people sign in to this organization with: its own, and those of others that it uses.
    List(NoArgs),
    /// Use an app that another organization registered, also after it was stopped.
    Use(UseAppArgs),
    /// Turn such an app off in this organization; what it is signed in to ends.
    Stop(AppIdArgs),
}

#[derive(Debug, Args)]
pub(super) struct AppIdArgs {
    /// The application (client) id.
    #[arg(long)]
    pub(super) client: Uuid,
}

#[derive(Debug, Args)]
pub(super) struct UseAppArgs {
    #[command(flatten)]
    pub(super) app: AppIdArgs,
    /// What everybody here consents to; for the rest each person is asked. Repeat it for each scope. What was said before
    /// and is not said now no longer holds.
    #[arg(long = "consent", value_name = "SCOPE")]
    pub(super) consent: Vec<String>,
}
