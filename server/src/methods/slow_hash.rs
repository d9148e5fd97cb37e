//! Hashes of what people remember or type, off the async threads. Each takes 19 MiB and a core for tens of
//! milliseconds: only a few are made at once.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use crate::authority::passwords;

/// How many comparisons were made since the program began: that nobody's names take as much work as anybody's is
/// tested by it.
static COMPARED: AtomicU64 = AtomicU64::new(0);
static TURNS: Semaphore = Semaphore::const_new(2);
/// What is compared where there is nothing to compare with.
static NOTHING: LazyLock<String> = LazyLock::new(|| passwords::hash("").unwrap_or_default());

/// Hashes several secrets with argon2id, each with a salt of its own.
///
/// # Errors
/// When the operating system gives no randomness.
pub(crate) async fn hash_all(secrets: Vec<SecretString>) -> anyhow::Result<Vec<String>> {
    let _turn = TURNS.acquire().await?;
    tokio::task::spawn_blocking(move || {
        secrets
            .iter()
            .map(|secret| passwords::hash(secret.expose_secret()))
            .collect()
    })
    .await?
}

/// How many comparisons were made since the program began.
pub fn compared() -> u64 {
    COMPARED.load(Ordering::SeqCst)
}

/// Whether a secret belongs to a hash. Where there is none to compare with it takes as long, and does not.
///
/// # Errors
/// When the work was cut short; then nothing is known.
pub(crate) async fn matches(secret: SecretString, hash: Option<String>) -> anyhow::Result<bool> {
    let _turn = TURNS.acquire().await?;
    COMPARED.fetch_add(1, Ordering::SeqCst);
    let found = tokio::task::spawn_blocking(move || {
        let against = hash.as_deref().unwrap_or_else(|| NOTHING.as_str());
        passwords::matches(secret.expose_secret(), against) && hash.is_some()
    })
    .await?;
    Ok(found)
}

/// Which of these secrets belong to their hashes. All are looked at, whatever the first ones are.
///
/// # Errors
/// When the work was cut short; then nothing is known.
pub(crate) async fn match_all(pairs: Vec<(SecretString, String)>) -> anyhow::Result<Vec<bool>> {
    let _turn = TURNS.acquire().await?;
    COMPARED.fetch_add(pairs.len() as u64, Ordering::SeqCst);
    let found = tokio::task::spawn_blocking(move || {
        pairs
            .iter()
            .map(|(secret, hash)| passwords::matches(secret.expose_secret(), hash))
            .collect()
    })
    .await?;
    Ok(found)
}

/// Takes as long as [`match_all`] does with as many, where there is nothing to compare with.
///
/// # Errors
/// When the work was cut short.
pub(crate) async fn match_nothing(secrets: Vec<SecretString>) -> anyhow::Result<()> {
    let pairs = secrets.into_iter().map(|secret| (secret, NOTHING.clone()));
    match_all(pairs.collect()).await.map(|_| ())
}
