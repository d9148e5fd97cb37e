//! Hashes of what people remember or type, off the async threads. Each takes 19 MiB and a core for tens of
//! milliseconds: only a few are made at once.

use std::sync::LazyLock;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use crate::authority::passwords;

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

/// Whether a secret belongs to a hash. Where there is none to compare with it takes as long, and does not.
///
/// # Errors
/// When the work was cut short; then nothing is known.
pub(crate) async fn matches(secret: SecretString, hash: Option<String>) -> anyhow::Result<bool> {
    let _turn = TURNS.acquire().await?;
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
    let found = tokio::task::spawn_blocking(move || {
        pairs
            .iter()
            .map(|(secret, hash)| passwords::matches(secret.expose_secret(), hash))
            .collect()
    })
    .await?;
    Ok(found)
}
