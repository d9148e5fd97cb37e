//! What every handler is given.

use std::ops::Deref;
use std::sync::Arc;

use sea_orm::DatabaseConnection;

use crate::authority::keys::SigningKeys;
use crate::authority::verified::VerifiedTokens;
use crate::clock::Clock;
use crate::config::Config;
use crate::mail::Mailer;
use crate::secrets::ServerSecrets;

/// Shared by all handlers; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

/// The parts of the state.
pub struct Parts {
    pub db: DatabaseConnection,
    pub clock: Arc<dyn Clock>,
    pub config: Config,
    pub keys: SigningKeys,
    /// Access tokens whose signature was checked already.
    pub verified: VerifiedTokens,
    pub secrets: ServerSecrets,
    pub mailer: Arc<dyn Mailer>,
}

impl AppState {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Milliseconds since the Unix epoch, as rows have it.
    pub fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }
}

impl Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
