//! What every job of the controller needs: the services, the desktop, and the authority once it is known.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError},
    time::Duration,
};

use secrecy::SecretString;
use time::OffsetDateTime;
use tokio::sync::Mutex;
use workpass_domain::{
    account::{Account, AccountKey},
    scope::Scopes,
};

use crate::{
    explain::{BEST_EFFORT, Trouble},
    left_behind::Key,
    ports::{
        Authority, AuthorityError, AuthorityPort, Clock, DevicesPort, DirectoryError, DirectoryPort, Memo,
        MemoPort, MethodsPort, OrganizationsPort, ProfilePort, SettingsPort, Shell, SignInsPort,
        SnapshotPort, TombstonePort, VaultPort,
    },
    tokens::Tokens,
};

/// The world behind the ports.
#[derive(Clone)]
pub struct Services {
    pub authority: Arc<dyn AuthorityPort>,
    pub clock: Arc<dyn Clock>,
    pub devices: Arc<dyn DevicesPort>,
    pub directory: Arc<dyn DirectoryPort>,
    pub memo: Arc<dyn MemoPort>,
    pub methods: Arc<dyn MethodsPort>,
    pub settings: Arc<dyn SettingsPort>,
    pub profile: Arc<dyn ProfilePort>,
    pub organizations: Arc<dyn OrganizationsPort>,
    pub sign_ins: Arc<dyn SignInsPort>,
    pub snapshot: Arc<dyn SnapshotPort>,
    pub tombstones: Arc<dyn TombstonePort>,
    pub vault: Arc<dyn VaultPort>,
    /// Makes a fresh key for the last-known view; `None` when the system gives no randomness: then none is kept.
    pub new_snapshot_key: fn() -> Option<SecretString>,
}

pub(crate) struct Context {
    pub(crate) services: Services,
    pub(crate) shell: Arc<dyn Shell>,
    /// The address of the authority: the configured one, or of another organization beside it.
    pub(crate) address: String,
    /// The configured one.
    home: String,
    pub(crate) client_id: String,
    /// Held while the keychain's entries of an account come or go, with the tombstones that tell of them.
    pub(crate) graves: Arc<Mutex<()>>,
    /// Other organizations that were opened in this run, by issuer.
    beside: std::sync::Mutex<BTreeMap<String, Arc<Self>>>,
    discovered: Mutex<Option<Arc<Authority>>>,
}

impl Context {
    pub(crate) fn new(services: Services, shell: Arc<dyn Shell>, address: String, client_id: String) -> Self {
        Self {
            services,
            shell,
            home: address.clone(),
            address,
            client_id,
            graves: Arc::default(),
            beside: std::sync::Mutex::default(),
            discovered: Mutex::new(None),
        }
    }

    /// Whether it is the organization that the app is configured for.
    pub(crate) fn is_home(&self) -> bool {
        self.address == self.home
    }

    /// The organization of an issuer, seen from home; `None`: the configured authority does not vouch for it.
    pub(crate) fn beside(self: &Arc<Self>, issuer: &str) -> Option<Arc<Self>> {
        if issuer == self.address {
            return Some(self.clone());
        }
        let mut known = self.beside.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(context) = known.get(issuer) {
            return Some(context.clone());
        }
        let context = Arc::new(Self {
            services: Services {
                authority: self.services.authority.beside(issuer)?,
                ..self.services.clone()
            },
            shell: self.shell.clone(),
            address: issuer.to_owned(),
            home: self.home.clone(),
            client_id: self.client_id.clone(),
            graves: self.graves.clone(),
            beside: std::sync::Mutex::default(),
            discovered: Mutex::new(None),
        });
        known.insert(issuer.to_owned(), context.clone());
        Some(context)
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.services.clock.now()
    }

    pub(crate) async fn sleep(&self, duration: Duration) {
        self.services.clock.sleep(duration).await;
    }

    /// The authority's discovery document; asked once per run, by one caller at a time, until it answers.
    pub(crate) async fn authority(&self) -> Result<Arc<Authority>, AuthorityError> {
        let mut discovered = self.discovered.lock().await;
        if let Some(authority) = discovered.as_ref() {
            return Ok(authority.clone());
        }
        let authority = Arc::new(self.services.authority.discover().await?);
        *discovered = Some(authority.clone());
        Ok(authority)
    }

    /// What is remembered of a signed-in account, so that its vault entry is found at the next start.
    pub(crate) fn memo_of(&self, account: Account) -> Memo {
        Memo {
            account,
            issuer: self.address.clone(),
            client_id: self.client_id.clone(),
            elsewhere: Vec::new(),
            shown: None,
        }
    }

    /// A memo written under another configuration must not resume here.
    pub(crate) fn accepts(&self, memo: &Memo) -> bool {
        memo.issuer == self.home && memo.client_id == self.client_id
    }

    pub(crate) fn key_of(&self, account: AccountKey) -> Key {
        Key {
            account,
            issuer: self.address.clone(),
            client_id: self.client_id.clone(),
        }
    }

    /// RFC 7009, best effort: the token is gone from this computer either way.
    pub(crate) async fn revoke(&self, refresh_token: &SecretString) {
        let attempt = async {
            let authority = self.authority().await?;
            self.services.authority.revoke(&authority, refresh_token).await
        };
        let patience = BEST_EFFORT.try_into().unwrap_or_default();
        tokio::select! {
            result = attempt => if let Err(error) = result {
                tracing::info!(%error, "the authority was not told of the sign-out");
            },
            () = self.sleep(patience) => tracing::info!("the authority did not answer to the sign-out"),
        }
    }

    /// Calls a service on behalf of the person: when the access token is refused, one refresh and one repeat.
    pub(crate) async fn authorized<T, F>(
        &self,
        tokens: &Tokens,
        call: impl Fn(Arc<Access>) -> F,
    ) -> Result<(T, Arc<Access>), Trouble>
    where
        F: Future<Output = Result<T, DirectoryError>>,
    {
        let access = tokens.access(None).await?;
        match call(access.clone()).await {
            Err(DirectoryError::Unauthorized) => {
                let access = tokens.access(Some(access.serial)).await?;
                Ok((call(access.clone()).await?, access))
            }
            answer => Ok((answer?, access)),
        }
    }
}

/// An access token and what it opens. Lives in memory only.
pub(crate) struct Access {
    pub(crate) authority: Arc<Authority>,
    pub(crate) token: SecretString,
    pub(crate) scopes: Scopes,
    /// Tells one token from the next, so that two refused calls cause one refresh.
    pub(crate) serial: u32,
}
