//! What can be typed after `admin device` and `admin recovery-key`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::args::UserArgs;

#[derive(Debug, Subcommand)]
pub(super) enum DeviceCommand {
    /// List the devices of a person.
    List(UserArgs),
    /// Write a device down that the organization gave somebody.
    Add(AddDeviceArgs),
    /// Let a disabled device sign in again.
    Enable(DeviceArgs),
    /// Sign a device out at once and let it not sign in again.
    Disable(DeviceArgs),
    /// Say what device management thinks of it.
    SetCompliance(ComplianceArgs),
    /// Take a device and its recovery keys off the account; what it is signed in to ends.
    Remove(DeviceArgs),
}

#[derive(Debug, Subcommand)]
pub(super) enum RecoveryKeyCommand {
    /// List the recovery keys of a device, without the keys themselves.
    List(DeviceArgs),
    /// Keep a recovery key for the owner of a device.
    Add(AddKeyArgs),
}

#[derive(Debug, Args)]
pub(super) struct DeviceArgs {
    /// The user name.
    #[arg(long)]
    pub(super) user: String,
    /// The id that `device list` shows.
    #[arg(long)]
    pub(super) id: String,
}

#[derive(Debug, Args)]
pub(super) struct AddDeviceArgs {
    /// The user name.
    #[arg(long)]
    pub(super) user: String,
    /// What it is called. One of this name is not added twice.
    #[arg(long)]
    pub(super) name: String,
    /// The operating system.
    #[arg(long)]
    pub(super) os: Option<String>,
    #[arg(long)]
    pub(super) os_version: Option<String>,
    /// How it belongs to the organization.
    #[arg(long, value_enum, default_value_t = Join::Joined)]
    pub(super) join: Join,
}

/// How a device belongs to the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Join {
    /// The person's own, registered with the organization.
    Registered,
    /// The organization's.
    Joined,
    /// The organization's, in a domain of its own.
    Hybrid,
}

impl Join {
    /// Graph's `trustType`.
    pub(super) const fn trust_type(self) -> &'static str {
        match self {
            Self::Registered => crate::devices::REGISTERED,
            Self::Joined => "AzureAd",
            Self::Hybrid => "ServerAd",
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct ComplianceArgs {
    #[command(flatten)]
    pub(super) device: DeviceArgs,
    /// Whether it follows the organization's rules.
    #[arg(long, value_enum)]
    pub(super) compliant: Compliance,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Compliance {
    Yes,
    No,
    Unknown,
}

#[derive(Debug, Args)]
pub(super) struct AddKeyArgs {
    #[command(flatten)]
    pub(super) device: DeviceArgs,
    /// The key id that the locked screen shows.
    #[arg(long)]
    pub(super) key_id: String,
    /// A file with the 48 digits; `-` for standard input. Not the key itself: other programs see arguments.
    #[arg(long)]
    pub(super) key_file: PathBuf,
    /// Which volume it opens.
    #[arg(long, default_value = "operatingSystemVolume", value_parser = crate::devices::recovery_keys::VOLUMES)]
    pub(super) volume: String,
}

#[derive(Debug, Args)]
pub(super) struct RecoveryKeysArgs {
    /// People may read the recovery keys of their own devices.
    #[arg(long, required_unless_present = "restrict")]
    pub(super) allow: bool,
    /// They have to ask the helpdesk.
    #[arg(long, conflicts_with = "allow")]
    pub(super) restrict: bool,
}
