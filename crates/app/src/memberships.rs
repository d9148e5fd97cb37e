//! Which organizations this computer keeps a session of, beside the one at home: what the memo says of them.
//!
//! Written under the same lock as the keychain's entries come and go, so that no entry is kept that nobody finds again.

use std::sync::Arc;

use secrecy::SecretString;
use workpass_domain::account::{Account, AccountKey};

use crate::{
    context::Context,
    left_behind,
    ports::{Elsewhere, Memo, VaultError},
};

/// Notes the session of another organization, and stores it. The note first: an entry of the memo without a token costs a
/// sign-in, a token that nobody knows of stays for ever.
///
/// # Errors
///
/// Those of the keychain; then what was noted is what was noted before.
pub(crate) async fn keep(
    context: &Arc<Context>,
    account: &Account,
    token: SecretString,
) -> Result<(), VaultError> {
    let is_new = note(context, account).await?;
    match left_behind::store_over(context, &account.key, token).await {
        Ok(older) => {
            left_behind::revoke_in_background(context, older);
            Ok(())
        }
        Err(error) => {
            // What was noted before may still lead to an older token.
            if is_new {
                unnote(context, &account.key).await;
            }
            Err(error)
        }
    }
}

/// Whether it was not noted before.
async fn note(context: &Context, account: &Account) -> Result<bool, VaultError> {
    let _turn = context.graves.lock().await;
    let Some(mut memo) = load(context).await else {
        // The one at home is not kept, so nothing would be found by it.
        return Err(VaultError::Unavailable("no memo of the account at home".into()));
    };
    if context.is_home() {
        return Ok(false);
    }
    let before = memo.elsewhere.len();
    memo.elsewhere.retain(|other| other.account.key != account.key);
    let is_new = memo.elsewhere.len() == before;
    memo.elsewhere.push(Elsewhere {
        account: account.clone(),
        issuer: context.address.clone(),
    });
    let stored = context.services.memo.store(Some(memo)).await;
    stored.map_err(|error| VaultError::Unavailable(format!("no memo: {error}")))?;
    Ok(is_new)
}

async fn unnote(context: &Context, account: &AccountKey) {
    let _turn = context.graves.lock().await;
    if let Some(mut memo) = load(context).await {
        memo.elsewhere.retain(|other| other.account.key != *account);
        store(context, memo).await;
    }
}

/// Notes which one is shown, when it is kept.
pub(crate) async fn show(context: &Context, account: &AccountKey) {
    let _turn = context.graves.lock().await;
    let Some(mut memo) = load(context).await else {
        return;
    };
    let shown = Some(account)
        .filter(|account| **account != memo.account.key)
        .cloned();
    if memo.shown != shown {
        memo.shown = shown;
        store(context, memo).await;
    }
}

/// The memo of the organization that is to be shown at the start: the last one, else home.
pub(crate) fn shown(memo: Memo) -> Memo {
    let other = memo
        .elsewhere
        .iter()
        .find(|other| memo.shown.as_ref() == Some(&other.account.key));
    match other {
        Some(other) => Memo {
            account: other.account.clone(),
            issuer: other.issuer.clone(),
            client_id: memo.client_id.clone(),
            elsewhere: Vec::new(),
            shown: None,
        },
        None => memo,
    }
}

/// What is kept of an organization: by its id, as tokens name it.
pub(crate) async fn kept_of(context: &Context, tenant: &str) -> Option<Account> {
    let memo = load(context).await?;
    let others = memo.elsewhere.into_iter().map(|other| other.account);
    others
        .chain([memo.account])
        .find(|account| matches!(&account.key, AccountKey::Directory { tid, .. } if tid == tenant))
}

async fn load(context: &Context) -> Option<Memo> {
    let memo = context.services.memo.load().await;
    memo.filter(|memo| context.accepts(memo))
}

async fn store(context: &Context, memo: Memo) {
    if let Err(error) = context.services.memo.store(Some(memo)).await {
        tracing::warn!(%error, "the organization will not be found at the next start");
    }
}
