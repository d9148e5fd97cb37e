//! Hashes of what people remember or type, off the async threads. Each takes 19 MiB and a core for tens of
//! milliseconds: only a few are made at once.

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use crate::authority::passwords;

static TURNS: Semaphore = Semaphore::const_new(2);

/// Hashes several secrets with argon2id, each with a salt of its own.
///
/// # Errors
/// When the operating system gives no randomness.
pub(super) async fn hash_all(secrets: Vec<SecretString>) -> anyhow::Result<Vec<String>> {
    let _turn = TURNS.acquire().await?;
    tokio::task::spawn_blocking(move || {
        secrets
            .iter()
            .map(|secret| passwords::hash(secret.expose_secret()))
            .collect()
    })
    .await?
}

/// Which of these secrets belong to their hashes. All are looked at, whatever the first ones are.
///
/// # Errors
/// When the work was cut short; then nothing is known.
pub(super) async fn match_all(pairs: Vec<(SecretString, String)>) -> anyhow::Result<Vec<bool>> {
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
