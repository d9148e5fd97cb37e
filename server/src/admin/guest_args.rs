//! What can be typed after `admin guest`, and about guests after `admin organization`.

use clap::{Args, Subcommand};

use super::args::{NoArgs, UserArgs};

#[derive(Debug, Subcommand)]
pub(super) enum GuestCommand {
    /// List the guests, and who left in the last thirty days.
    List(NoArgs),
    /// Make a person of another organization a guest, by the user name there; who had left comes back.
    Invite(UserArgs),
    /// Take a guest out of the organization; what they are signed in to ends. For thirty days it can be undone.
    Remove(UserArgs),
    /// Bring back who left or was removed.
    Restore(UserArgs),
    /// Turn a guest's account off; what they are signed in to ends.
    Disable(UserArgs),
    /// Turn it on again.
    Enable(UserArgs),
}

#[derive(Debug, Args)]
pub(super) struct GuestsLeaveArgs {
    /// Guests may leave by themselves.
    #[arg(long, required_unless_present = "forbid")]
    pub(super) allow: bool,
    /// They have to ask the helpdesk.
    #[arg(long, conflicts_with = "allow")]
    pub(super) forbid: bool,
}

#[derive(Debug, Args)]
pub(super) struct HomeSecondFactorArgs {
    /// What was proven at home counts here.
    #[arg(long, required_unless_present = "own")]
    pub(super) trust: bool,
    /// Guests have methods of their own here.
    #[arg(long, conflicts_with = "trust")]
    pub(super) own: bool,
}
