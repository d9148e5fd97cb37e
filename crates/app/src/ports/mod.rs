//! What the app needs of the world, as traits. Adapters implement them; tests have twins.

mod authority;
mod desktop;
mod devices;
mod directory;
mod methods;
mod organizations;
mod profile;
mod settings;
mod sign_ins;
mod storage;

use std::time::Duration;

use async_trait::async_trait;
use time::OffsetDateTime;

pub use self::{
    authority::{
        Authority, AuthorityError, AuthorityPort, BrowserFlow, Computer, DeviceAuthorization, PollAnswer,
        RefusedCause, Tokens,
    },
    desktop::{MailDraft, Shell, ShellError, TrustedPage},
    devices::DevicesPort,
    directory::{AccountData, DirectoryError, DirectoryPort, EmailChallenge, Part, Photo, Refusal},
    methods::{
        Channel, MethodsPort, NewMethod, OathSecret, QuestionAnswer, RecoveryCodes, Registration,
        RegistrationFailure, RegistrationKind, RegistrationState, SecurityQuestion, SecurityQuestions,
    },
    organizations::OrganizationsPort,
    profile::{PhotoFault, ProfilePort},
    settings::SettingsPort,
    sign_ins::{SignInsOnly, SignInsPage, SignInsPort, SignInsWanted},
    storage::{
        Elsewhere, Memo, MemoPort, Purpose, SnapshotError, SnapshotPort, Tombstone, TombstonePort,
        VaultError, VaultPort,
    },
};

/// The wall clock and the timer. Stepped in tests.
#[async_trait]
pub trait Clock: Send + Sync {
    fn now(&self) -> OffsetDateTime;
    async fn sleep(&self, duration: Duration);
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
