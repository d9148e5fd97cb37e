//! What can be typed after `organization` about languages, time and privacy.

use clap::{Args, ValueEnum};

/// A language that app and pages speak.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Language {
    Nl,
    En,
}

impl Language {
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::En => "en",
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct DisplayLanguageArgs {
    /// Everybody is shown this language.
    #[arg(long, value_enum, required_unless_present = "free")]
    pub(super) fix: Option<Language>,
    /// People choose (again).
    #[arg(long, conflicts_with = "fix")]
    pub(super) free: bool,
}

#[derive(Debug, Args)]
pub(super) struct TimeZoneArgs {
    /// Its name in the IANA time zone database, as Europe/Amsterdam.
    #[arg(long, required_unless_present = "none")]
    pub(super) zone: Option<String>,
    /// UTC (again).
    #[arg(long, conflicts_with = "zone")]
    pub(super) none: bool,
}

#[derive(Debug, Args)]
pub(super) struct PrivacyArgs {
    /// The https address of the notice.
    #[arg(long, required_unless_present_any = ["no_notice", "contact", "no_contact"])]
    pub(super) notice: Option<String>,
    /// There is none (any more).
    #[arg(long, conflicts_with = "notice")]
    pub(super) no_notice: bool,
    /// The e-mail address of whom to ask.
    #[arg(long)]
    pub(super) contact: Option<String>,
    /// Nobody is named (any more).
    #[arg(long, conflicts_with = "contact")]
    pub(super) no_contact: bool,
}
