use std::{collections::BTreeMap, sync::Condvar};

use secrecy::{ExposeSecret, zeroize::Zeroizing};
use time::macros::datetime;
use tokio::sync::Notify;

use super::*;

/// A keychain whose calls can be held up and made to fail.
#[derive(Default)]
struct Fake {
    state: Mutex<FakeState>,
    changed: Condvar,
    /// Woken whenever a call is held up.
    held: Notify,
}

#[derive(Default)]
struct FakeState {
    values: BTreeMap<String, Vec<u8>>,
    opened: usize,
    /// Calls wait while this is set.
    hold: bool,
    dead: bool,
    failures: Vec<VaultError>,
    panics: bool,
}

impl Fake {
    fn hold(&self, hold: bool) {
        lock(&self.state).hold = hold;
        self.changed.notify_all();
    }

    fn pass(&self) -> Result<MutexGuard<'_, FakeState>, VaultError> {
        let mut state = lock(&self.state);
        while state.hold {
            self.held.notify_one();
            state = self.changed.wait(state).unwrap();
        }
        if state.panics {
            state.panics = false;
            drop(state);
            panic!("a poisoned lock");
        }
        match state.failures.pop() {
            Some(failure) => Err(failure),
            None => Ok(state),
        }
    }
}

struct FakeEntries(Arc<Fake>);

impl Entries for FakeEntries {
    fn get(&mut self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        Ok(self.0.pass()?.values.get(name).cloned().map(Zeroizing::new))
    }

    fn set(&mut self, name: &str, value: &[u8]) -> Result<(), VaultError> {
        self.0.pass()?.values.insert(name.to_owned(), value.to_vec());
        Ok(())
    }

    fn delete(&mut self, name: &str) -> Result<(), VaultError> {
        self.0.pass()?.values.remove(name);
        Ok(())
    }

    fn limit(&self) -> Option<usize> {
        None
    }
}

struct FakeOpener(Arc<Fake>);

impl Opener for FakeOpener {
    fn open(&self) -> Result<Box<dyn Entries>, VaultError> {
        lock(&self.0.state).opened += 1;
        Ok(Box::new(FakeEntries(self.0.clone())))
    }

    fn answers(&self) -> bool {
        !lock(&self.0.state).dead
    }
}

/// Stands still; patience ends when the test says so.
struct StillClock {
    now: Mutex<OffsetDateTime>,
    over: Notify,
}

#[async_trait]
impl Clock for StillClock {
    fn now(&self) -> OffsetDateTime {
        *lock(&self.now)
    }

    async fn sleep(&self, duration: Duration) {
        // A probe answers at once or never here; only a call is waited for.
        if duration == Patience::default().call {
            self.over.notified().await;
        } else {
            std::future::pending::<()>().await;
        }
    }
}

struct Bench {
    fake: Arc<Fake>,
    clock: Arc<StillClock>,
    vault: Arc<OsVault>,
}

fn bench() -> Bench {
    let fake = Arc::new(Fake::default());
    let clock = Arc::new(StillClock {
        now: Mutex::new(datetime!(2026-11-22 10:00 UTC)),
        over: Notify::new(),
    });
    let vault = OsVault::over(
        Arc::new(FakeOpener(fake.clone())),
        clock.clone(),
        Patience::default(),
    );
    Bench {
        fake,
        clock,
        vault: Arc::new(vault),
    }
}

impl Bench {
    async fn load(&self) -> Result<Option<String>, VaultError> {
        let loaded = self.vault.load(&account(), Purpose::RefreshToken).await?;
        Ok(loaded.map(|secret| secret.expose_secret().to_owned()))
    }

    async fn store(&self, secret: &str) -> Result<(), VaultError> {
        self.vault
            .store(&account(), Purpose::RefreshToken, secret.into())
            .await
    }

    /// A store that is given up while the keychain holds it.
    async fn give_up_storing(&self, secret: &str) -> VaultError {
        let (outcome, ()) = tokio::join!(self.store(secret), async {
            self.fake.held.notified().await;
            self.clock.over.notify_one();
        });
        outcome.unwrap_err()
    }
}

fn account() -> AccountKey {
    AccountKey::Subject {
        issuer: "i".into(),
        sub: "s".into(),
    }
}

#[tokio::test]
async fn what_is_stored_is_loaded_and_deleted() {
    let bench = bench();
    assert_eq!(bench.load().await, Ok(None));
    bench.store("token").await.unwrap();
    assert_eq!(bench.load().await.unwrap().as_deref(), Some("token"));
    bench
        .vault
        .delete(&account(), Purpose::RefreshToken)
        .await
        .unwrap();
    assert_eq!(bench.load().await, Ok(None));
    assert_eq!(lock(&bench.fake.state).opened, 1);
}

#[tokio::test]
async fn a_keychain_is_not_touched_before_it_is_needed() {
    let bench = bench();
    assert_eq!(lock(&bench.fake.state).opened, 0);
}

#[tokio::test]
async fn a_restarted_keychain_is_opened_again() {
    let bench = bench();
    bench.store("token").await.unwrap();
    lock(&bench.fake.state)
        .failures
        .push(VaultError::Unavailable("gone".into()));
    assert_eq!(bench.load().await.unwrap().as_deref(), Some("token"));
    assert_eq!(lock(&bench.fake.state).opened, 2);
}

#[tokio::test]
async fn a_locked_keychain_is_told_and_opened_again_next_time() {
    let bench = bench();
    bench.store("token").await.unwrap();
    lock(&bench.fake.state).failures.push(VaultError::Locked);
    assert_eq!(bench.load().await, Err(VaultError::Locked));
    assert_eq!(
        bench.load().await.unwrap().as_deref(),
        Some("token"),
        "nothing was deleted"
    );
    assert_eq!(lock(&bench.fake.state).opened, 2);
}

#[tokio::test]
async fn silence_of_a_living_keychain_is_a_prompt() {
    let bench = bench();
    bench.fake.hold(true);
    assert_eq!(bench.give_up_storing("token").await, VaultError::Locked);
    bench.fake.hold(false);
    // The prompt was answered: the same thread goes on, nobody is asked twice.
    assert_eq!(bench.load().await.unwrap().as_deref(), Some("token"));
    assert_eq!(lock(&bench.fake.state).opened, 1);
}

#[tokio::test]
async fn silence_of_a_dead_keychain_is_none() {
    let bench = bench();
    bench.fake.hold(true);
    lock(&bench.fake.state).dead = true;
    assert!(matches!(
        bench.give_up_storing("token").await,
        VaultError::Unavailable(_)
    ));
    bench.fake.hold(false);
}

#[tokio::test]
async fn a_write_that_was_given_up_before_it_began_never_happens() {
    let bench = bench();
    bench.fake.hold(true);
    bench.give_up_storing("first").await;
    // Queued behind the held one and given up.
    let (second, ()) = tokio::join!(bench.store("second"), async { bench.clock.over.notify_one() });
    second.unwrap_err();
    bench.fake.hold(false);
    assert_eq!(bench.load().await.unwrap().as_deref(), Some("first"));
}

#[tokio::test]
async fn a_thread_that_does_not_come_back_is_left_behind() {
    let bench = bench();
    bench.fake.hold(true);
    bench.give_up_storing("lost").await;
    *lock(&bench.clock.now) += Duration::from_secs(61);
    // The new thread is held up too, until the keychain is free.
    let (loaded, ()) = tokio::join!(bench.load(), async {
        bench.fake.held.notified().await;
        bench.fake.hold(false);
    });
    loaded.unwrap();
    assert_eq!(lock(&bench.fake.state).opened, 2);
}

#[tokio::test]
async fn a_panic_in_the_library_is_an_error() {
    let bench = bench();
    lock(&bench.fake.state).panics = true;
    assert!(matches!(bench.load().await, Err(VaultError::Unavailable(_))));
    bench.store("token").await.unwrap();
    assert_eq!(bench.load().await.unwrap().as_deref(), Some("token"));
}
