//! What can be typed about profiles, after `workpass-server admin organization`.

use clap::{Args, ValueEnum};

use crate::store::values::PhotoUpdate;

#[derive(Debug, Args)]
pub(super) struct PhotoArgs {
    /// Where photos come from.
    #[arg(long, value_enum)]
    pub(super) change: PhotoChange,
}

/// Who changes a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PhotoChange {
    /// People change their own.
    Allowed,
    /// They come from the organization's own directory.
    OnPremises,
    /// Administrators only.
    Nobody,
}

impl From<PhotoChange> for PhotoUpdate {
    fn from(change: PhotoChange) -> Self {
        match change {
            PhotoChange::Allowed => Self::Allowed,
            PhotoChange::OnPremises => Self::OnPremises,
            PhotoChange::Nobody => Self::Nobody,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct EditableFieldsArgs {
    /// A field people may change themselves, as mobilePhone; several for several. The others become read-only.
    #[arg(long, required_unless_present = "none")]
    pub(super) field: Vec<String>,
    /// They may change none.
    #[arg(long, conflicts_with = "field")]
    pub(super) none: bool,
}

#[derive(Debug, Args)]
pub(super) struct ManagedByArgs {
    /// A field of the profile, as jobTitle; several for several.
    #[arg(long, required = true)]
    pub(super) field: Vec<String>,
    /// The department or system that keeps it.
    #[arg(long, required_unless_present = "nobody")]
    pub(super) name: Option<String>,
    /// How it is reached: an address or a phone number.
    #[arg(long, requires = "name")]
    pub(super) contact: Option<String>,
    /// Nobody in particular: people are sent to the helpdesk.
    #[arg(long, conflicts_with = "name")]
    pub(super) nobody: bool,
}

#[derive(Debug, Args)]
pub(super) struct BlocksArgs {
    /// A block a profile shows: workInformation, contact, manager, devices, organizations; several for several.
    #[arg(long, required_unless_present = "none")]
    pub(super) block: Vec<String>,
    /// The photo and the name only.
    #[arg(long, conflicts_with = "block")]
    pub(super) none: bool,
}

#[derive(Debug, Args)]
pub(super) struct PagesArgs {
    /// Https address of the page with people's apps.
    #[arg(long)]
    pub(super) apps: Option<String>,
    /// Of the page with their groups.
    #[arg(long)]
    pub(super) groups: Option<String>,
    /// Of the page with access reviews.
    #[arg(long)]
    pub(super) access_reviews: Option<String>,
    /// A page there is not (any more): apps, groups or access-reviews; several for several.
    #[arg(long, value_enum)]
    pub(super) without: Vec<PageName>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PageName {
    Apps,
    Groups,
    AccessReviews,
}
