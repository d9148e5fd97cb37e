//! What wakes a phone: messages without content to the push service of its browser (Web Push, RFC 8030).
//!
//! A message says that there is something, and nothing else: the phone then asks, signed, what it is. Who we are is in
//! [`vapid`] (RFC 8292), which services are called in [`services`]. Sending is on its own: a sign-in neither waits for
//! it nor fails with it, and the open page asks by itself at any rate.

mod send;
mod services;
mod subscriptions;
mod vapid;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use sea_orm::DatabaseConnection;
use tokio::sync::Semaphore;
use url::Url;

pub use services::{NotCalled, USUAL_HOSTS};
pub(crate) use subscriptions::subscribed;
pub use subscriptions::{NotSubscribed, subscribe, unsubscribe};

use self::services::{PublicAddresses, Services};
use self::vapid::Vapid;
use crate::config::Config;
use crate::outbound;
use crate::secrets::ServerSecrets;
use crate::state::AppState;
use crate::store::entities::approval;

/// One attempt.
const ATTEMPT: Duration = Duration::from_secs(10);
/// Questions whose phones are woken at the same time. For what is over it, the open page has to do.
const AT_ONCE: usize = 64;

/// What the operator says about notifications.
#[derive(Clone, Debug)]
pub struct Options {
    /// Push services that may be called: host names, `*.` in front for all below. `none` alone: nobody is woken.
    pub hosts: Vec<String>,
    /// Whom a push service may write to: a `mailto:` or `https:` address.
    pub contact: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            hosts: USUAL_HOSTS.map(str::to_owned).to_vec(),
            contact: None,
        }
    }
}

/// Wakes phones, where the operator wants it.
pub struct Push(Option<Sender>);

struct Sender {
    client: reqwest::Client,
    vapid: Vapid,
    services: Services,
    contact: Option<String>,
    places: Arc<Semaphore>,
}

impl Push {
    /// Checks the options and reads the key, making it on a new database.
    ///
    /// # Errors
    /// Says what is wrong with the options, or that the database failed.
    pub async fn start(
        options: &Options,
        config: &Config,
        db: &DatabaseConnection,
        secrets: &ServerSecrets,
        now_ms: i64,
    ) -> anyhow::Result<Self> {
        let services = Services::of(&options.hosts, config.sample).context("--push-hosts")?;
        let contact = contact(options, config)?;
        let Some(services) = services else {
            return Ok(Self(None));
        };
        let client = outbound::client(ATTEMPT)
            .dns_resolver(PublicAddresses {
                loopback: config.sample,
            })
            .build()
            .context("setting up the HTTP client")?;
        Ok(Self(Some(Sender {
            client,
            vapid: Vapid::load(db, secrets, now_ms).await?,
            services,
            contact,
            places: Arc::new(Semaphore::new(AT_ONCE)),
        })))
    }

    /// The key browsers want to know before they take messages of ours; none when nobody is woken.
    pub fn key(&self) -> Option<&str> {
        self.0.as_ref().map(|sender| sender.vapid.public())
    }

    /// Wakes the phones that a question is for, and does not wait for it.
    pub(crate) fn wake(&self, state: &AppState, question: &approval::Model) {
        let Some(sender) = &self.0 else { return };
        let Ok(place) = Arc::clone(&sender.places).try_acquire_owned() else {
            tracing::warn!("too many phones are to be woken at once: one is left to its open page");
            return;
        };
        let (state, question) = (state.clone(), question.clone());
        tokio::spawn(async move {
            let _place = place;
            send::wake(&state, &question).await;
        });
    }
}

impl std::fmt::Debug for Push {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Push").field(&self.0.is_some()).finish()
    }
}

/// Whom a push service may write to (RFC 8292 §2.1). An address of the developer's own machine is none.
fn contact(options: &Options, config: &Config) -> anyhow::Result<Option<String>> {
    let Some(contact) = &options.contact else {
        let is_reachable = config.is_https() && !config.is_local();
        return Ok(is_reachable.then(|| config.public_url.clone()));
    };
    match Url::parse(contact) {
        Ok(url) if matches!(url.scheme(), "mailto" | "https") => Ok(Some(contact.clone())),
        _ => bail!("--push-contact must be a mailto: or https: address"),
    }
}
