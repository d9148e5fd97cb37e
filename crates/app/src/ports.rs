//! What the app needs of the world, as traits. Adapters implement them; tests have twins.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use secrecy::SecretString;
use time::OffsetDateTime;
use url::Url;
use workpass_domain::{
    account::{Account, AccountKey},
    contact::HelpContact,
    method::SecurityMethod,
    policy::MethodPolicy,
    profile::{Organization, Person, Profile},
    terms::{Terms, TermsText},
};

use crate::{
    error::{AuthorityFault, SupportReference},
    view::Preferences,
};

/// The wall clock and the timer. Stepped in tests.
#[async_trait]
pub trait Clock: Send + Sync {
    fn now(&self) -> OffsetDateTime;
    async fn sleep(&self, duration: Duration);
}

// ---------------------------------------------------------------------------------------------------------------
// the authority (OAuth 2.0 / OpenID Connect)

/// What the discovery document says (OpenID Connect Discovery §3, RFC 8414), as far as the app uses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    pub issuer: String,
    pub token_endpoint: Url,
    pub device_authorization_endpoint: Option<Url>,
    pub authorization_endpoint: Option<Url>,
    pub revocation_endpoint: Option<Url>,
    pub jwks_uri: Option<Url>,
    /// `workpass_graph_endpoint`, or the Graph host of a known Entra cloud.
    pub graph: Option<Url>,
    /// `workpass_selfservice_endpoint`.
    pub selfservice: Option<Url>,
    pub password_reset_page: Option<Url>,
    pub helpdesk: Option<HelpContact>,
}

/// What came back from `/token` (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3), checked.
#[derive(Debug)]
pub struct Tokens {
    pub access_token: SecretString,
    pub refresh_token: Option<SecretString>,
    /// From receipt; the token's own idea of time is not used.
    pub expires_in: Duration,
    /// Granted scopes; the requested ones when the authority did not say (RFC 6749 §5.1).
    pub scopes: Vec<String>,
    /// From the validated id token; `None` on refresh answers without one.
    pub account: Option<Account>,
}

/// An answer to a device authorization request (RFC 8628 §3.2).
#[derive(Debug)]
pub struct DeviceAuthorization {
    pub device_code: SecretString,
    pub user_code: String,
    pub verification_uri: Url,
    pub verification_uri_complete: Option<Url>,
    pub expires_in: Duration,
    pub interval: Duration,
}

/// One answer to one poll (RFC 8628 §3.5).
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "one answer at a time, matched where it is made"
)]
pub enum PollAnswer {
    Pending,
    SlowDown,
    Granted(Tokens),
}

/// A started authorization code flow (RFC 8252 §7.3): a loopback listener waits.
#[async_trait]
pub trait BrowserFlow: Send {
    /// The address to open in the system browser.
    fn page(&self) -> &Url;
    /// Waits for the redirect, checks `state` (and `iss`, RFC 9207), exchanges the code. Dropping it stops listening.
    async fn finish(self: Box<Self>) -> Result<Tokens, AuthorityError>;
}

/// What this computer tells the authority about itself, for the person to recognise it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computer {
    pub name: String,
    pub system: String,
}

#[async_trait]
pub trait AuthorityPort: Send + Sync {
    async fn discover(&self) -> Result<Authority, AuthorityError>;
    async fn start_device_authorization(
        &self,
        authority: &Authority,
        computer: &Computer,
    ) -> Result<DeviceAuthorization, AuthorityError>;
    async fn poll(
        &self,
        authority: &Authority,
        device_code: &SecretString,
    ) -> Result<PollAnswer, AuthorityError>;
    async fn start_browser(&self, authority: &Authority) -> Result<Box<dyn BrowserFlow>, AuthorityError>;
    async fn refresh(
        &self,
        authority: &Authority,
        refresh_token: &SecretString,
    ) -> Result<Tokens, AuthorityError>;
    /// Best effort (RFC 7009).
    async fn revoke(&self, authority: &Authority, refresh_token: &SecretString)
    -> Result<(), AuthorityError>;
}

/// Why the authority gave no answer that leads on.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    #[error("the authority could not be reached")]
    Network(#[source] NetworkError),
    #[error("the authority is misconfigured: {0:?}")]
    Misconfigured(AuthorityFault),
    #[error("the person declined")]
    Declined,
    #[error("the code expired")]
    Expired,
    /// `invalid_grant` without claims: the session is over.
    #[error("the grant is no longer valid")]
    GrantEnded(SupportReference),
    /// Any other OAuth error; `cause` decides the explanation.
    #[error("the authority refused: {cause:?}")]
    Refused {
        cause: RefusedCause,
        support: SupportReference,
    },
    /// The id token's times do not fit this computer's clock (positive: this computer is ahead).
    #[error("the clock is off by {0} minutes")]
    ClockWrong(i64),
    /// The answer is not what the standard says: signature, nonce, audience, missing fields, state.
    #[error("the answer is not valid: {0}")]
    InvalidAnswer(String),
}

/// What an AADSTS number or OAuth error means to a person (entra-sign-in §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedCause {
    Blocked,
    ManagedDeviceRequired,
    AppNotSetUp,
    ConsentRequired,
    AccountDisabled,
    AccountLocked,
    PasswordExpired,
    NotInThisOrganization,
    InteractionRequired,
    Temporary,
    Other,
}

/// Classes of network trouble, the same for every service.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    #[error("no connection")]
    Offline(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
    #[error("no answer in time")]
    TimedOut,
    #[error("the certificate or the proxy is not trusted")]
    NotTrusted(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
    /// HTTP 429 (and 503 with `Retry-After`).
    #[error("too many requests")]
    Throttled { retry_after: Option<Duration> },
    /// 5xx.
    #[error("the service has trouble (HTTP {0})")]
    Service(u16),
    /// HTML instead of JSON, too large, cut off, unexpected redirect, wrong content type.
    #[error("the answer makes no sense: {0}")]
    Nonsense(String),
}

// ---------------------------------------------------------------------------------------------------------------
// the directory (Microsoft Graph) and the self-service extension

/// What one signed-in screen needs: at most one Graph `$batch` and one self-service call, sent together.
#[derive(Clone, Debug)]
pub struct AccountData {
    pub profile: Part<Profile>,
    pub manager: Part<Option<Person>>,
    pub organization: Part<Organization>,
    pub methods: Part<Vec<SecurityMethod>>,
    pub photo: Part<Option<Photo>>,
    pub policy: Part<MethodPolicy>,
    pub terms: Part<Vec<Terms>>,
    pub help: Part<HelpContact>,
}

/// A part that the service gave, or why not. A refusal of one part must not hide the others.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "part", content = "value", rename_all = "snake_case")]
pub enum Part<T> {
    Given(T),
    /// The authority offers no such surface.
    NotOffered,
    /// 403: scope, role or policy.
    Refused,
    /// Asked for, but the service failed on this part only.
    Failed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    /// `image/jpeg` or `image/png`, checked by content.
    pub media_type: &'static str,
    pub bytes: Arc<[u8]>,
}

/// A running e-mail challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailChallenge {
    pub id: String,
    pub email_address: String,
    pub expires_at: OffsetDateTime,
    pub resend_after: OffsetDateTime,
    pub tries_remaining: u32,
}

#[async_trait]
pub trait DirectoryPort: Send + Sync {
    async fn read_account(
        &self,
        at: &Authority,
        token: &SecretString,
        language: &str,
    ) -> Result<AccountData, DirectoryError>;
    async fn start_email_challenge(
        &self,
        at: &Authority,
        token: &SecretString,
        email_address: &str,
        replaces_method: Option<&str>,
    ) -> Result<EmailChallenge, DirectoryError>;
    async fn resend_email_challenge(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
    ) -> Result<EmailChallenge, DirectoryError>;
    async fn confirm_email_challenge(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
        code: &SecretString,
    ) -> Result<(), DirectoryError>;
    async fn cancel_email_challenge(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
    ) -> Result<(), DirectoryError>;
    /// Graph `DELETE /me/authentication/emailMethods/{id}`.
    async fn delete_email_method(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
    ) -> Result<(), DirectoryError>;
    async fn read_terms(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
        language: &str,
    ) -> Result<TermsText, DirectoryError>;
    async fn accept_terms(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
        file_id: &str,
    ) -> Result<(), DirectoryError>;
    /// Graph `POST /me/revokeSignInSessions`.
    async fn revoke_sign_in_sessions(
        &self,
        at: &Authority,
        token: &SecretString,
    ) -> Result<(), DirectoryError>;
}

#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    #[error("the directory could not be reached")]
    Network(#[source] NetworkError),
    /// 401: the access token is not accepted (any more).
    #[error("the access token is not accepted")]
    Unauthorized,
    /// 401 `insufficient_claims`; `claims` is the decoded JSON.
    #[error("more proof is asked for")]
    ClaimsRequired { claims: String },
    /// 403.
    #[error("refused: {code}")]
    Forbidden { code: String },
    /// A refusal with a code of the self-service contract.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    #[error("there is no such thing")]
    NotFound,
    #[error("the authority offers no such surface")]
    NotOffered,
    /// Another 4xx; `code` is Graph's deepest known code.
    #[error("unexpected answer {status} {code}")]
    Unexpected {
        status: u16,
        code: String,
        request_id: Option<String>,
    },
}

/// The refusals of the self-service contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    InvalidEmailAddress,
    WorkAddressNotAllowed,
    DomainNotAllowed,
    MethodNotAllowedByPolicy,
    MethodLimitReached,
    AddressAlreadyRegistered,
    CodeIncorrect { tries_remaining: Option<u32> },
    CodeExpired,
    TooManyTries,
    ChallengeNotFound,
    MailNotSent,
    TermsChanged,
    DefaultMethod,
}

// ---------------------------------------------------------------------------------------------------------------
// secrets and last-known view on this computer

/// What may be kept in the OS keychain, one entry per account and purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    RefreshToken,
    /// Key of the encrypted last-known view.
    SnapshotKey,
}

#[async_trait]
pub trait VaultPort: Send + Sync {
    /// `Ok(None)`: surely nothing there. Every error is different from that; never delete after a failed read.
    async fn load(&self, account: &AccountKey, purpose: Purpose) -> Result<Option<SecretString>, VaultError>;
    async fn store(
        &self,
        account: &AccountKey,
        purpose: Purpose,
        secret: SecretString,
    ) -> Result<(), VaultError>;
    async fn delete(&self, account: &AccountKey, purpose: Purpose) -> Result<(), VaultError>;
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// Locked, and the prompt was dismissed or nobody answered in time.
    #[error("the keychain is locked")]
    Locked,
    /// No keychain service on this computer, or it does not answer.
    #[error("there is no keychain: {0}")]
    Unavailable(String),
    #[error("the keychain denied access")]
    Denied,
    #[error("the secret is too large for the keychain")]
    TooLarge,
    #[error("more than one entry fits")]
    Ambiguous,
    /// Parts are missing or do not belong together.
    #[error("the entry is damaged")]
    Corrupt,
}

/// Bytes of the last-known view of one account; the adapter encrypts.
#[async_trait]
pub trait SnapshotPort: Send + Sync {
    /// `Ok(None)`: none, or written with another key (then it is of no use to anybody).
    async fn load(&self, account: &AccountKey, key: &SecretString) -> Result<Option<Vec<u8>>, SnapshotError>;
    async fn store(
        &self,
        account: &AccountKey,
        key: &SecretString,
        plain: Vec<u8>,
    ) -> Result<(), SnapshotError>;
    async fn delete(&self, account: &AccountKey) -> Result<(), SnapshotError>;
}

#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("the last-known view could not be read or written")]
    Io(#[source] std::io::Error),
    #[error("the key of the last-known view is not a key")]
    BadKey,
}

/// Not secret, read before the keychain answers: who was signed in last, so that the vault entry can be found.
#[async_trait]
pub trait MemoPort: Send + Sync {
    async fn load(&self) -> Option<Memo>;
    async fn store(&self, memo: Option<Memo>) -> std::io::Result<()>;
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Memo {
    pub account: Account,
    /// The issuer this account belongs to; a changed configuration must not resume into another organization.
    pub issuer: String,
    pub client_id: String,
}

/// Not secret: accounts that signed out while the keychain was closed. What it still holds of them is never used.
#[async_trait]
pub trait TombstonePort: Send + Sync {
    async fn load(&self) -> Vec<Tombstone>;
    /// Replaces them all; after `Ok` that survives a power cut.
    async fn store(&self, tombstones: Vec<Tombstone>) -> std::io::Result<()>;
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Tombstone {
    pub account: AccountKey,
    /// The configuration the session belonged to; under another one its token cannot be revoked.
    pub issuer: String,
    pub client_id: String,
    #[serde(with = "time::serde::rfc3339")]
    pub signed_out_at: OffsetDateTime,
}

// ---------------------------------------------------------------------------------------------------------------
// the desktop

/// An address the core has checked: https (http on loopback), no credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedPage(Url);

impl TrustedPage {
    /// `None` for anything but https, or http on a loopback host; and for addresses with user information.
    pub fn check(url: &Url) -> Option<Self> {
        let loopback = match url.host() {
            Some(url::Host::Domain(domain)) => domain.eq_ignore_ascii_case("localhost"),
            Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
            Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
            None => return None,
        };
        let secure = url.scheme() == "https" || (url.scheme() == "http" && loopback);
        let plain = url.username().is_empty() && url.password().is_none();
        (secure && plain).then(|| Self(url.clone()))
    }

    pub fn as_url(&self) -> &Url {
        &self.0
    }
}

pub trait Shell: Send + Sync {
    /// In the system browser, never in the app's own web view (B-209).
    fn open_page(&self, page: &TrustedPage) -> Result<(), ShellError>;
    fn computer(&self) -> Computer;
    /// BCP 47 tags of the desktop's languages, the first wish first, as far as known.
    fn system_languages(&self) -> Vec<String>;
    fn keep_preferences(&self, preferences: Preferences) -> Result<(), ShellError>;
}

#[derive(Debug, thiserror::Error)]
pub enum ShellError {
    #[error("no program opened the page")]
    NotOpened(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
    #[error("the preferences could not be written")]
    NotKept(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
}
