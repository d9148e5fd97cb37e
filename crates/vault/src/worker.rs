//! The thread that owns the keychain, and the port before it.
//!
//! Calls run strictly one at a time and in order, so that an older token is never written over a newer one. A call
//! that takes too long is given up by its caller but not by the thread: an unlock prompt may still be answered, and
//! then the next call finds the keychain open instead of asking a second time.

use std::{
    any::Any,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use async_trait::async_trait;
use secrecy::SecretString;
use time::OffsetDateTime;
use tokio::sync::oneshot;
use workpass_app::ports::{Clock, Purpose, VaultError, VaultPort};
use workpass_domain::account::AccountKey;

use crate::{
    entry,
    keychain::SystemKeychain,
    parts::{self, Entries},
};

/// How long is waited.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the answer to one call.
    pub call: Duration,
    /// To find out whether a silent keychain is alive.
    pub probe: Duration,
    /// Before a thread that does not come back is left behind and another one started.
    pub thread: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            call: Duration::from_secs(8),
            probe: Duration::from_secs(2),
            thread: Duration::from_secs(60),
        }
    }
}

/// Opens a keychain. Called on threads of the vault only.
pub(crate) trait Opener: Send + Sync + 'static {
    fn open(&self) -> Result<Box<dyn Entries>, VaultError>;
    /// Whether the keychain answers at all, so that a call without end means that a person is asked.
    fn answers(&self) -> bool;
}

/// Secrets in the operating system's keychain.
pub struct OsVault {
    opener: Arc<dyn Opener>,
    clock: Arc<dyn Clock>,
    patience: Patience,
    worker: Mutex<Option<Worker>>,
    probing: Arc<AtomicBool>,
}

type Job = Box<dyn FnOnce(&mut Desk) + Send>;

struct Worker {
    jobs: mpsc::Sender<Job>,
    busy_since: Arc<Mutex<Option<OffsetDateTime>>>,
}

impl OsVault {
    /// Touches no keychain yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self::with_patience(clock, Patience::default())
    }

    pub fn with_patience(clock: Arc<dyn Clock>, patience: Patience) -> Self {
        Self::over(Arc::new(SystemKeychain), clock, patience)
    }

    pub(crate) fn over(opener: Arc<dyn Opener>, clock: Arc<dyn Clock>, patience: Patience) -> Self {
        Self {
            opener,
            clock,
            patience,
            worker: Mutex::default(),
            probing: Arc::default(),
        }
    }

    /// Runs `work` on the keychain's thread and waits for it, within patience.
    async fn call<T: Send + 'static>(
        &self,
        work: impl Fn(&mut dyn Entries) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let (reply, mut answer) = oneshot::channel();
        self.enqueue(Box::new(move |desk| {
            // Whoever asked has given up: a write must not happen behind their back.
            if !reply.is_closed() {
                let _ = reply.send(desk.run(&work));
            }
        }))?;
        tokio::select! {
            biased;
            answer = &mut answer => answer.unwrap_or_else(|_| Err(gone())),
            () = self.clock.sleep(self.patience.call) => Err(self.why_silent().await),
        }
    }

    fn enqueue(&self, job: Job) -> Result<(), VaultError> {
        let mut slot = lock(&self.worker);
        let now = self.clock.now();
        let lost = slot.as_ref().is_some_and(|worker| {
            lock(&worker.busy_since).is_some_and(|since| now - since > self.patience.thread)
        });
        if lost {
            tracing::warn!("the keychain does not come back; a new thread is started");
            *slot = None;
        }
        let job = match slot.as_ref() {
            None => job,
            Some(worker) => match worker.jobs.send(job) {
                Ok(()) => return Ok(()),
                // The thread has ended; the job comes back.
                Err(mpsc::SendError(job)) => job,
            },
        };
        let worker = Worker::start(self.opener.clone(), self.clock.clone())?;
        worker.jobs.send(job).map_err(|_| gone())?;
        *slot = Some(worker);
        Ok(())
    }

    /// A keychain that is alive but does not answer a call waits for a person; one that is not is of no use.
    async fn why_silent(&self) -> VaultError {
        let silent = || VaultError::Unavailable("the keychain does not answer".into());
        if self.probing.swap(true, Ordering::AcqRel) {
            return silent();
        }
        let (reply, answer) = oneshot::channel();
        let (opener, probing) = (self.opener.clone(), self.probing.clone());
        let probe = move || {
            let alive = opener.answers();
            probing.store(false, Ordering::Release);
            let _ = reply.send(alive);
        };
        if thread::Builder::new()
            .name("vault-probe".into())
            .spawn(probe)
            .is_err()
        {
            self.probing.store(false, Ordering::Release);
            return silent();
        }
        tokio::select! {
            biased;
            alive = answer => if alive == Ok(true) { VaultError::Locked } else { silent() },
            () = self.clock.sleep(self.patience.probe) => silent(),
        }
    }
}

#[async_trait]
impl VaultPort for OsVault {
    async fn load(&self, account: &AccountKey, purpose: Purpose) -> Result<Option<SecretString>, VaultError> {
        let name = entry::name(account, purpose);
        self.call(move |entries| parts::load(entries, &name)).await
    }

    async fn store(
        &self,
        account: &AccountKey,
        purpose: Purpose,
        secret: SecretString,
    ) -> Result<(), VaultError> {
        let name = entry::name(account, purpose);
        self.call(move |entries| parts::store(entries, &name, &secret))
            .await
    }

    async fn delete(&self, account: &AccountKey, purpose: Purpose) -> Result<(), VaultError> {
        let name = entry::name(account, purpose);
        self.call(move |entries| parts::delete(entries, &name)).await
    }
}

impl Worker {
    fn start(opener: Arc<dyn Opener>, clock: Arc<dyn Clock>) -> Result<Self, VaultError> {
        let (jobs, waiting) = mpsc::channel::<Job>();
        let busy_since = Arc::new(Mutex::new(None));
        let busy = busy_since.clone();
        let run = move || {
            let mut desk = Desk {
                opener,
                entries: None,
            };
            // Ends when the vault is dropped, or has left this thread behind.
            for job in waiting {
                *lock(&busy) = Some(clock.now());
                job(&mut desk);
                *lock(&busy) = None;
            }
        };
        thread::Builder::new()
            .name("vault".into())
            .spawn(run)
            .map_err(|error| VaultError::Unavailable(error.to_string()))?;
        Ok(Self { jobs, busy_since })
    }
}

/// What the thread works with: the keychain, opened when first needed and again after it failed.
struct Desk {
    opener: Arc<dyn Opener>,
    entries: Option<Box<dyn Entries>>,
}

impl Desk {
    /// A keychain that was opened before may have been restarted since: then once more with a new one.
    fn run<T>(&mut self, work: &dyn Fn(&mut dyn Entries) -> Result<T, VaultError>) -> Result<T, VaultError> {
        let opened_before = self.entries.is_some();
        let outcome = self.attempt(work);
        if opened_before && matches!(outcome, Err(VaultError::Unavailable(_))) {
            return self.attempt(work);
        }
        outcome
    }

    fn attempt<T>(
        &mut self,
        work: &dyn Fn(&mut dyn Entries) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let entries = match &mut self.entries {
            Some(entries) => entries,
            none => none.insert(self.opener.open()?),
        };
        let outcome = guarded(|| work(entries.as_mut()));
        if matches!(
            outcome,
            Err(VaultError::Unavailable(_) | VaultError::Locked | VaultError::Denied)
        ) {
            self.entries = None;
        }
        outcome
    }
}

/// The libraries panic on poisoned locks; that is a broken keychain and not the end of the thread.
fn guarded<T>(work: impl FnOnce() -> Result<T, VaultError>) -> Result<T, VaultError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|_: Box<dyn Any + Send>| {
        Err(VaultError::Unavailable("the keychain library failed".into()))
    })
}

fn gone() -> VaultError {
    VaultError::Unavailable("the keychain's thread ended".into())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
