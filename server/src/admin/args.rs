//! What can be typed after `workpass-server admin`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use secrecy::SecretString;

use super::app_args::AppCommand;
use super::device_args::{DeviceCommand, RecoveryKeyCommand, RecoveryKeysArgs};
use super::guest_args::{GuestCommand, GuestsLeaveArgs, HomeSecondFactorArgs};
use super::profile_args::{BlocksArgs, EditableFieldsArgs, ManagedByArgs, PagesArgs, PhotoArgs};
use super::settings_args::{DisplayLanguageArgs, PrivacyArgs, TimeZoneArgs};
use super::trail_args::{AuditCommand, SessionCommand};
use crate::methods::kind::PhoneSlot;
use crate::methods::tap;
use crate::store::values::PasswordProfile;

/// Decide and hand out: passes, hardware tokens, methods, devices, policies, questions.
#[derive(Debug, Args)]
pub struct AdminArgs {
    #[command(flatten)]
    pub(super) place: Place,
    /// Answer in JSON, for programs.
    #[arg(long, global = true)]
    pub(super) json: bool,
    #[command(subcommand)]
    pub(super) group: Group,
}

/// Where the database is.
#[derive(Debug, Args)]
pub(super) struct Place {
    /// The data directory of the server.
    #[arg(long, global = true)]
    pub(super) data: Option<PathBuf>,
    /// Another database than the SQLite file in the data directory: a postgres:// or sqlite:// URL.
    #[arg(long, global = true, env = "WORKPASS_DATABASE_URL", hide_env_values = true)]
    pub(super) database: Option<SecretString>,
    /// The organization, by domain or id. Not needed when there is one only.
    #[arg(long, global = true)]
    pub(super) organization: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Group {
    /// Temporary Access Passes: for people who cannot sign in otherwise.
    Pass {
        #[command(subcommand)]
        command: PassCommand,
    },
    /// Hardware tokens.
    Token {
        #[command(subcommand)]
        command: TokenCommand,
    },
    /// The security methods of a person.
    Method {
        #[command(subcommand)]
        command: MethodCommand,
    },
    /// Phones that are given to people, as the one on their desk.
    Phone {
        #[command(subcommand)]
        command: PhoneCommand,
    },
    /// Method policies: what people may register and what is asked of them.
    Policy {
        #[command(subcommand)]
        command: PolicyCommand,
    },
    /// The organization's own security questions.
    Question {
        #[command(subcommand)]
        command: QuestionCommand,
    },
    /// Terms of use: what people are asked to accept.
    Terms {
        #[command(subcommand)]
        command: TermsCommand,
    },
    /// What the organization demands of passwords, and where they are kept.
    Password {
        #[command(subcommand)]
        command: PasswordCommand,
    },
    /// The devices of a person.
    Device {
        #[command(subcommand)]
        command: DeviceCommand,
    },
    /// Recovery keys of encrypted disks.
    RecoveryKey {
        #[command(subcommand)]
        command: RecoveryKeyCommand,
    },
    /// People of another organization who are guests in this one.
    Guest {
        #[command(subcommand)]
        command: GuestCommand,
    },
    /// Apps that another organization registered and this one uses.
    App {
        #[command(subcommand)]
        command: AppCommand,
    },
    /// Where a person is signed in.
    Session {
        #[command(subcommand)]
        command: SessionCommand,
    },
    /// The audit trail: who did what, from where.
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// What the organization shows people.
    Organization {
        #[command(subcommand)]
        command: OrganizationCommand,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum PassCommand {
    /// Issue a pass. It is shown once, here.
    Issue(IssueArgs),
    /// Take the pass away.
    Revoke(UserArgs),
}

#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
    /// Assign a token to a person, who then activates it with a code.
    Assign(AssignTokenArgs),
    /// Assign the tokens of a CSV file (upn, serial number, secret key, time interval, manufacturer, model[, digits]).
    Import(ImportArgs),
    /// Take a token away from whoever has it.
    Unassign(UnassignArgs),
}

#[derive(Debug, Subcommand)]
pub(super) enum MethodCommand {
    /// List what a person has registered.
    List(UserArgs),
    /// Remove a method, for a phone that was lost for example.
    Remove(RemoveArgs),
}

#[derive(Debug, Subcommand)]
pub(super) enum PhoneCommand {
    /// Register a phone for a person, or put it in the place of the one there is. Nobody has to prove it.
    Set(SetPhoneArgs),
    /// Take a phone away.
    Remove(RemovePhoneArgs),
}

/// Which of a person's phones.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum PhoneName {
    Office,
    Mobile,
    Alternate,
}

impl From<PhoneName> for PhoneSlot {
    fn from(name: PhoneName) -> Self {
        match name {
            PhoneName::Office => Self::Office,
            PhoneName::Mobile => Self::Mobile,
            PhoneName::Alternate => Self::AlternateMobile,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct SetPhoneArgs {
    /// The user name.
    #[arg(long)]
    pub(super) user: String,
    #[arg(long, value_enum)]
    pub(super) kind: PhoneName,
    /// With its country code, as +31201234567.
    #[arg(long)]
    pub(super) number: String,
    /// Of an office phone: what is dialled once the number has answered.
    #[arg(long)]
    pub(super) extension: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct RemovePhoneArgs {
    /// The user name.
    #[arg(long)]
    pub(super) user: String,
    #[arg(long, value_enum)]
    pub(super) kind: PhoneName,
}

#[derive(Debug, Subcommand)]
pub(super) enum PolicyCommand {
    /// List the policies and how many people each is for.
    List(NoArgs),
    /// Show a policy as JSON, ready to be edited and given to `set`.
    Show(PolicyArgs),
    /// Put the rules of a JSON file in the place of a policy's rules; a new name makes a new policy.
    Set(SetArgs),
    /// Say which policy is a person's.
    Assign(AssignPolicyArgs),
}

#[derive(Debug, Subcommand)]
pub(super) enum QuestionCommand {
    /// List the organization's own questions.
    List(PolicyArgs),
    /// Add a question.
    Add(AddQuestionArgs),
    /// Remove a question. Answers that were given to it stay.
    Remove(RemoveQuestionArgs),
}

#[derive(Debug, Subcommand)]
pub(super) enum TermsCommand {
    /// List the documents.
    List(NoArgs),
    /// Add a document. It is asked once a version of it is published.
    Add(AddTermsArgs),
    /// Publish a version; everybody it is for is asked to accept it.
    Publish(PublishTermsArgs),
    /// Change whom a document is for, when it is asked again, and which apps need it.
    Set(SetTermsArgs),
    /// List what a person accepted and declined.
    Decisions(UserArgs),
}

/// Whom a document is for.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Audience {
    Everyone,
    Members,
    Guests,
}

impl Audience {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Members => "members",
            Self::Guests => "guests",
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct AddTermsArgs {
    /// For administrators; people see the title of the text.
    #[arg(long)]
    pub(super) name: String,
    /// Whom it is for.
    #[arg(long, value_enum, default_value = "everyone")]
    pub(super) audience: Audience,
    /// It has to be read before it can be accepted.
    #[arg(long)]
    pub(super) must_be_opened: bool,
    /// Every device of a member is asked (guests once: their devices are not known here).
    #[arg(long)]
    pub(super) per_device: bool,
}

#[derive(Debug, Args)]
pub(super) struct PublishTermsArgs {
    /// The id that `list` shows.
    #[arg(long)]
    pub(super) id: String,
    /// The number people see, as 2.1.
    #[arg(long)]
    pub(super) number: String,
    /// A Markdown file with its title in the first line, as nl=terms.nl.md; once for each language, the default first.
    #[arg(long, required = true)]
    pub(super) text: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct SetTermsArgs {
    /// The id that `list` shows.
    #[arg(long)]
    pub(super) id: String,
    /// Whether it is asked.
    #[arg(long)]
    pub(super) enabled: Option<bool>,
    /// Whom it is for.
    #[arg(long, value_enum)]
    pub(super) audience: Option<Audience>,
    /// Whether it has to be read before it can be accepted.
    #[arg(long)]
    pub(super) must_be_opened: Option<bool>,
    /// Whether every device of a member is asked.
    #[arg(long)]
    pub(super) per_device: Option<bool>,
    /// Ask again so many days after each acceptance.
    #[arg(long, value_parser = clap::value_parser!(i32).range(1..=36_500))]
    pub(super) reaccept_after_days: Option<i32>,
    /// Ask everybody again from this time on (RFC 3339).
    #[arg(long)]
    pub(super) reaccept_from: Option<String>,
    /// And again every so many days after it.
    #[arg(long, value_parser = clap::value_parser!(i32).range(1..=36_500))]
    pub(super) reaccept_every_days: Option<i32>,
    /// Do not ask again what did not change.
    #[arg(long, conflicts_with_all = ["reaccept_after_days", "reaccept_from", "reaccept_every_days"])]
    pub(super) never_again: bool,
    /// The client id of an app that needs it: declining blocks that app; several for several.
    #[arg(long)]
    pub(super) required_by: Vec<String>,
    /// No app needs it (any more).
    #[arg(long, conflicts_with = "required_by")]
    pub(super) required_by_none: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum PasswordCommand {
    /// Show the rules as JSON.
    Show(NoArgs),
    /// Change rules; what is not said stays. They hold for passwords that are chosen from now on.
    Set(PasswordRulesArgs),
    /// Say that a person's password is kept in the organization's own directory, and cannot be changed here.
    OnPremises(OnPremisesArgs),
}

#[derive(Debug, Subcommand)]
pub(super) enum OrganizationCommand {
    /// Show what can be decided here.
    Show(NoArgs),
    /// Name the service that gives people their account back who lost every method; the sign-in pages link to it.
    RecoveryPage(RecoveryPageArgs),
    /// Say whether people may read the recovery keys of their own devices.
    RecoveryKeys(RecoveryKeysArgs),
    /// Fix the language that everybody is shown, or let people choose.
    DisplayLanguage(DisplayLanguageArgs),
    /// Name the time zone of mails to people who set none themselves.
    TimeZone(TimeZoneArgs),
    /// Name the privacy notice, and whom to ask about it; what is not said stays.
    Privacy(PrivacyArgs),
    /// Say whether people may change their photo.
    Photo(PhotoArgs),
    /// Say which fields of their profile people may change; the others are read-only.
    EditableFields(EditableFieldsArgs),
    /// Say who keeps a field, so that people know whom to ask when it is wrong.
    ManagedBy(ManagedByArgs),
    /// Choose what a profile shows.
    ProfileBlocks(BlocksArgs),
    /// Name the pages people are sent to: apps, groups, access reviews. What is not said stays.
    Pages(PagesArgs),
    /// Say whether guests may leave by themselves.
    GuestsLeave(GuestsLeaveArgs),
    /// Say whether a second factor that guests proved at home counts here.
    HomeSecondFactor(HomeSecondFactorArgs),
}

#[derive(Debug, Args)]
pub(super) struct NoArgs {}

/// Whose rules they are.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Profile {
    /// NIST SP 800-63B: length and how easily it is guessed.
    Nist,
    /// Microsoft Entra ID: ASCII, three of four classes of characters.
    Entra,
}

impl From<Profile> for PasswordProfile {
    fn from(profile: Profile) -> Self {
        match profile {
            Profile::Nist => Self::Nist,
            Profile::Entra => Self::Entra,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct PasswordRulesArgs {
    #[arg(long, value_enum)]
    pub(super) profile: Option<Profile>,
    /// The least number of characters, 8 to 64.
    #[arg(long)]
    pub(super) minimum_length: Option<u32>,
    /// The most characters, 64 to 256.
    #[arg(long)]
    pub(super) maximum_length: Option<u32>,
    /// How many earlier passwords cannot come back, the current one among them: 1 to 24.
    #[arg(long)]
    pub(super) history: Option<u32>,
    /// Refuse passwords that are little more than this word; several for several.
    #[arg(long)]
    pub(super) ban: Vec<String>,
    /// Allow a word again.
    #[arg(long)]
    pub(super) unban: Vec<String>,
    /// Tell people after so many days to change it.
    #[arg(long, conflicts_with = "never_expires")]
    pub(super) maximum_age_days: Option<u32>,
    /// Do not.
    #[arg(long)]
    pub(super) never_expires: bool,
    /// Whether people may change it themselves: true or false.
    #[arg(long)]
    pub(super) change_allowed: Option<bool>,
}

#[derive(Debug, Args)]
pub(super) struct OnPremisesArgs {
    /// The user name.
    #[arg(long)]
    pub(super) user: String,
    /// It is kept here (again).
    #[arg(long)]
    pub(super) no: bool,
}

#[derive(Debug, Args)]
pub(super) struct RecoveryPageArgs {
    /// Its https address.
    #[arg(long, required_unless_present = "none")]
    pub(super) url: Option<String>,
    /// There is none (any more).
    #[arg(long, conflicts_with = "url")]
    pub(super) none: bool,
}

#[derive(Debug, Args)]
pub(super) struct UserArgs {
    /// The user name.
    #[arg(long)]
    pub(super) user: String,
}

#[derive(Debug, Args)]
pub(super) struct IssueArgs {
    /// The user name.
    #[arg(long)]
    pub(super) user: String,
    /// How long the pass can be used: 10 minutes to 30 days (43200).
    #[arg(long, default_value_t = tap::DEFAULT_LIFETIME_MINUTES)]
    pub(super) lifetime_minutes: u32,
    /// How many characters it has: 8 to 48.
    #[arg(long, default_value_t = tap::DEFAULT_LENGTH)]
    pub(super) length: u32,
    /// Good for one sign-in only.
    #[arg(long)]
    pub(super) one_time: bool,
    /// From when it can be used (RFC 3339), now when not given.
    #[arg(long)]
    pub(super) starts: Option<String>,
    /// Put it in the place of a pass that could still be used.
    #[arg(long)]
    pub(super) replace: bool,
}

#[derive(Debug, Args)]
pub(super) struct AssignTokenArgs {
    /// The user name.
    #[arg(long)]
    pub(super) user: String,
    /// The number on the token.
    #[arg(long)]
    pub(super) serial: String,
    /// A file with the secret key in base32; `-` for standard input. Not the key itself: other programs see arguments.
    #[arg(long)]
    pub(super) secret_file: PathBuf,
    /// For how many seconds the token shows a code: 30 or 60.
    #[arg(long, default_value_t = 30)]
    pub(super) period: u32,
    /// How many digits a code has: 6 or 8.
    #[arg(long, default_value_t = 6)]
    pub(super) digits: u32,
    #[arg(long, default_value = "")]
    pub(super) manufacturer: String,
    #[arg(long, default_value = "")]
    pub(super) model: String,
}

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// The CSV file; `-` for standard input.
    pub(super) file: PathBuf,
    /// Read and judge the file, change nothing.
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct UnassignArgs {
    /// The number on the token.
    #[arg(long)]
    pub(super) serial: String,
}

#[derive(Debug, Args)]
pub(super) struct RemoveArgs {
    /// The user name.
    #[arg(long)]
    pub(super) user: String,
    /// The id that `list` shows.
    #[arg(long)]
    pub(super) id: String,
}

#[derive(Debug, Args)]
pub(super) struct PolicyArgs {
    /// The name of the policy; the default one when not given.
    #[arg(long, conflicts_with = "user")]
    pub(super) name: Option<String>,
    /// The policy that is this person's.
    #[arg(long)]
    pub(super) user: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct SetArgs {
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
    /// The JSON file, as `show` writes it; `-` for standard input.
    pub(super) file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct AssignPolicyArgs {
    /// The user name; several for several people.
    #[arg(long, required = true)]
    pub(super) user: Vec<String>,
    /// The name of the policy; the default one when not given.
    #[arg(long)]
    pub(super) name: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct AddQuestionArgs {
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
    /// The question, at most 200 characters, in the organization's language.
    #[arg(long)]
    pub(super) text: String,
}

#[derive(Debug, Args)]
pub(super) struct RemoveQuestionArgs {
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
    /// The id that `list` shows.
    #[arg(long)]
    pub(super) id: String,
}
