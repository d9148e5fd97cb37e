//! What every handler is given.

use std::ops::Deref;
use std::sync::Arc;

use sea_orm::DatabaseConnection;
use uuid::Uuid;

use crate::auth::{self, Standing};
use crate::authority::keys::SigningKeys;
use crate::authority::verified::VerifiedTokens;
use crate::authority::{device, directory};
use crate::background::Background;
use crate::clock::Clock;
use crate::config::Config;
use crate::mail::Mailer;
use crate::messages::Messenger;
use crate::places::Places;
use crate::push::Push;
use crate::secrets::ServerSecrets;
use crate::store::changes::Changes;
use crate::store::entities::{client, device_authorization, tenant};
use crate::store::gather::Gather;

/// Shared by all handlers; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

/// The parts of the state.
pub struct Parts {
    pub db: DatabaseConnection,
    /// For writes on every request that need not wait for the disk: see [`crate::store::open_for_bookkeeping`].
    pub bookkeeping: DatabaseConnection,
    pub reads: Reads,
    pub changes: Arc<Changes>,
    pub clock: Arc<dyn Clock>,
    pub config: Config,
    pub keys: SigningKeys,
    /// Access tokens whose signature was checked already.
    pub verified: VerifiedTokens,
    pub secrets: ServerSecrets,
    pub mailer: Arc<dyn Mailer>,
    pub messenger: Arc<dyn Messenger>,
    pub background: Background,
    pub push: Push,
    pub places: Places,
}

/// The reads of nearly every request, gathered. Each sees the database as it is, never an older state.
pub struct Reads {
    /// By grant.
    pub standings: Gather<Uuid, Arc<Standing>>,
    pub tenants: Gather<Uuid, Arc<tenant::Model>>,
    pub clients: Gather<Uuid, Arc<client::Model>>,
    /// By the hash of the device code.
    pub devices: Gather<String, device_authorization::Model>,
}

impl Reads {
    /// Reads from this database, whose changes these are.
    pub fn new(db: &DatabaseConnection, changes: &Arc<Changes>) -> Self {
        Self {
            standings: auth::standings(db.clone()).while_unchanged(changes),
            tenants: directory::tenants(db.clone()).while_unchanged(changes),
            clients: directory::clients(db.clone()).while_unchanged(changes),
            devices: device::by_code(db.clone()).while_unchanged(changes),
        }
    }
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
