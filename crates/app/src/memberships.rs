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

/// Stores the session of another organization, and notes that it is the one that is shown. The token first: an entry of
/// the memo without one costs a sign-in, a token that nobody knows of stays for ever.
///
/// # Errors
///
/// Those of the keychain; then nothing is noted.
pub(crate) async fn keep(
    context: &Arc<Context>,
    account: &Account,
    token: SecretString,
) -> Result<(), VaultError> {
    if load(context).await.is_none() {
        // The one at home is not kept, so nothing would be found by it.
        return Err(VaultError::Unavailable("no memo of the account at home".into()));
    }
    let older = left_behind::store_over(context, &account.key, token).await?;
    left_behind::revoke_in_background(context, older);
    let _turn = context.graves.lock().await;
    let Some(mut memo) = load(context).await else {
        return Ok(());
    };
    if !context.is_home() {
        memo.elsewhere.retain(|other| other.account.key != account.key);
        memo.elsewhere.push(Elsewhere {
            account: account.clone(),
            issuer: context.address.clone(),
        });
    }
    memo.shown = Some(account.key.clone());
    store(context, memo).await;
    Ok(())
}

/// Notes which one is shown, when it is kept.
pub(crate) async fn show(context: &Context, account: &AccountKey) {
    let _turn = context.graves.lock().await;
    if let Some(mut memo) = load(context).await
        && memo.shown.as_ref() != Some(account)
    {
        memo.shown = Some(account.clone());
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
