//! The authority (OAuth 2.0 / OpenID Connect).

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use secrecy::SecretString;
use url::Url;
use workpass_domain::{account::Account, contact::HelpContact};

use super::NetworkError;
use crate::error::{AuthorityFault, SupportReference};

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
    /// Where a known cloud lets people manage the security info that no API covers.
    pub security_info_page: Option<Url>,
    /// Where a known cloud lets people disable devices.
    pub devices_page: Option<Url>,
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
    /// The operating system with its version, as its users call it.
    pub system: String,
    pub app_version: String,
    /// A random id of this installation of the app; `None`: it cannot be kept, so none is said.
    pub installation: Option<String>,
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
    async fn start_browser(
        &self,
        authority: &Authority,
        computer: &Computer,
    ) -> Result<Box<dyn BrowserFlow>, AuthorityError>;
    /// The same with the `claims` of a challenge (OpenID Connect Core §5.5), for the person of `login_hint`: the
    /// authority asks them to prove again who they are. The tokens belong to a new grant. Without `claims` the authority
    /// did not say what it misses.
    async fn start_step_up(
        &self,
        authority: &Authority,
        claims: Option<&str>,
        login_hint: Option<&str>,
        computer: &Computer,
    ) -> Result<Box<dyn BrowserFlow>, AuthorityError>;
    /// A sign-in of the person of `login_hint`, who is signed in elsewhere already: nobody types more than it takes.
    async fn start_visit(
        &self,
        authority: &Authority,
        login_hint: Option<&str>,
        computer: &Computer,
    ) -> Result<Box<dyn BrowserFlow>, AuthorityError>;
    /// Another organization of the same service, by its issuer. `None`: this one does not vouch for the address.
    fn beside(&self, issuer: &str) -> Option<Arc<dyn AuthorityPort>>;
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
        /// What a sign-in has to prove first (OpenID Connect Core §5.5), as JSON.
        claims: Option<Box<str>>,
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
    /// The device was disabled (B-143).
    DeviceDisabled,
    AppNotSetUp,
    ConsentRequired,
    AccountDisabled,
    AccountLocked,
    PasswordExpired,
    NotInThisOrganization,
    /// Of no organization at all (B-15).
    PersonalAccount,
    InteractionRequired,
    Temporary,
    Other,
}
