//! What the keychain still holds of a session that is over: remembered durably, never used, removed once it opens.
//!
//! A tombstone is written before anything is removed and lifted after everything is, so that wherever the program is
//! killed the next run neither goes on with the session nor forgets the rest of it.

use std::sync::Arc;

use secrecy::SecretString;
use workpass_domain::account::AccountKey;

use crate::{
    context::Context,
    ports::{Elsewhere, Memo, Purpose, Tombstone, VaultError},
};

/// What is left of a session after its removal.
pub(crate) struct Removed {
    /// The refresh token the keychain held, unless it is this run's; still to be revoked.
    pub(crate) token: Option<SecretString>,
    /// Those of other organizations that hung on the account, by issuer.
    pub(crate) elsewhere: Vec<(String, SecretString)>,
    /// The keychain did not open: of this session or of one before it something is still there.
    pub(crate) left_behind: bool,
}

/// Removes what this computer keeps of an account. `kept`: this run has put its token into the keychain.
pub(crate) async fn remove(context: &Context, account: &AccountKey, kept: bool) -> Removed {
    let mut graves = Graves::open(context).await;
    let memo = context.services.memo.load().await;
    // Who signed in for this run only beside a locked keychain may be another than the one it keeps.
    let is_of_another = |memo: &Memo| memo.account.key != *account;
    if kept || memo.as_ref().is_some_and(|memo| !is_of_another(memo)) {
        graves.bury(context.key_of(account.clone())).await;
    }
    let others = memo
        .iter()
        .filter(|memo| !is_of_another(memo) && context.accepts(memo))
        .flat_map(|memo| memo.elsewhere.clone());
    let others: Vec<Elsewhere> = others.collect();
    for other in &others {
        graves.bury(key_at(context, other)).await;
    }
    if !memo.as_ref().is_some_and(is_of_another)
        && let Err(error) = context.services.memo.store(None).await
    {
        tracing::warn!(%error, "the memo of the account stays");
    }
    let token = graves.clear(account).await.unwrap_or_default();
    let mut elsewhere = Vec::new();
    for other in others {
        let token = graves.clear(&other.account.key).await.unwrap_or_default();
        elsewhere.extend(token.map(|token| (other.issuer, token)));
    }
    Removed {
        token: token.filter(|_| !kept),
        elsewhere,
        left_behind: !graves.stones.is_empty(),
    }
}

/// Removes what this computer keeps of another organization than the one at home.
pub(crate) async fn remove_elsewhere(context: &Context, account: &AccountKey) -> Removed {
    let mut graves = Graves::open(context).await;
    graves.bury(context.key_of(account.clone())).await;
    if let Some(mut memo) = context.services.memo.load().await
        && context.accepts(&memo)
    {
        memo.elsewhere.retain(|other| other.account.key != *account);
        memo.shown = memo.shown.filter(|shown| shown != account);
        if let Err(error) = context.services.memo.store(Some(memo)).await {
            tracing::warn!(%error, "the memo of an organization stays");
        }
    }
    let token = graves.clear(account).await.unwrap_or_default();
    Removed {
        token,
        elsewhere: Vec::new(),
        left_behind: !graves.stones.is_empty(),
    }
}

fn key_at(context: &Context, other: &Elsewhere) -> Key {
    Key {
        account: other.account.key.clone(),
        issuer: other.issuer.clone(),
        client_id: context.client_id.clone(),
    }
}

/// A sign-in took the place of another account's: nobody would find what is kept of that one again. Gives its tokens by
/// issuer, if this program is the one to revoke them.
pub(crate) async fn remove_replaced(
    context: &Context,
    replaced: Memo,
    by: &AccountKey,
) -> Vec<(String, SecretString)> {
    let is_ours = context.accepts(&replaced);
    let mut graves = Graves::open(context).await;
    let others = replaced.elsewhere.into_iter();
    let others = others.map(|other| (other.account.key, other.issuer));
    let others = others.filter(|(account, _)| account != by);
    let all: Vec<_> = others.chain([(replaced.account.key, replaced.issuer)]).collect();
    // Each is noted before any goes: a closed keychain keeps them all.
    for (account, issuer) in &all {
        graves
            .bury(Key {
                account: account.clone(),
                issuer: issuer.clone(),
                client_id: replaced.client_id.clone(),
            })
            .await;
    }
    let mut tokens = Vec::new();
    for (account, issuer) in all {
        let token = graves.clear(&account).await.unwrap_or_default();
        tokens.extend(token.filter(|_| is_ours).map(|token| (issuer, token)));
    }
    tokens
}

/// Stores a new session's token where an older one may still lie. Gives that one, to be revoked.
pub(crate) async fn store_over(
    context: &Context,
    account: &AccountKey,
    token: SecretString,
) -> Result<Option<SecretString>, VaultError> {
    let mut graves = Graves::open(context).await;
    let older = if graves.holds(account) {
        graves.clear(account).await?
    } else {
        None
    };
    let vault = &context.services.vault;
    vault.store(account, Purpose::RefreshToken, token).await?;
    Ok(older)
}

/// Whether anything was left behind, without asking the keychain. Forgets a memo that leads to such a session.
pub(crate) async fn look(context: &Context) -> bool {
    let graves = Graves::open(context).await;
    if let Some(mut memo) = context.services.memo.load().await {
        let before = memo.elsewhere.len();
        memo.elsewhere.retain(|other| !graves.holds(&other.account.key));
        let is_other = memo.elsewhere.len() != before;
        let left = Some(memo).filter(|memo| !graves.holds(&memo.account.key));
        if (left.is_none() || is_other)
            && let Err(error) = context.services.memo.store(left).await
        {
            tracing::warn!(%error, "the memo of an account that signed out stays");
        }
    }
    !graves.stones.is_empty()
}

/// Removes what was left behind. Gives the tokens that this authority has to revoke.
///
/// # Errors
/// The keychain is still closed; asked no more than once.
pub(crate) async fn settle(context: &Context) -> (Vec<(String, SecretString)>, Result<(), VaultError>) {
    let mut graves = Graves::open(context).await;
    let mut tokens = Vec::new();
    for stone in graves.stones.clone() {
        match graves.clear(&stone.account).await {
            Ok(token) => {
                let token = token.filter(|_| stone.client_id == context.client_id);
                tokens.extend(token.map(|token| (stone.issuer, token)));
            }
            Err(error) => return (tokens, Err(error)),
        }
    }
    (tokens, Ok(()))
}

/// Tells the authority of tokens that are gone from this computer, each once.
pub(crate) fn revoke_in_background(context: &Arc<Context>, tokens: impl IntoIterator<Item = SecretString>) {
    for token in tokens {
        let context = context.clone();
        tokio::spawn(async move { context.revoke(&token).await });
    }
}

/// The same of tokens of several organizations, by issuer. One that the configured authority does not vouch for is not
/// sent anywhere.
pub(crate) fn revoke_everywhere(
    home: &Arc<Context>,
    tokens: impl IntoIterator<Item = (String, SecretString)>,
) {
    for (issuer, token) in tokens {
        if let Some(context) = home.beside(&issuer) {
            revoke_in_background(&context, [token]);
        }
    }
}

/// Which entry a tombstone is of.
pub(crate) struct Key {
    pub(crate) account: AccountKey,
    pub(crate) issuer: String,
    pub(crate) client_id: String,
}

/// The tombstones, one user at a time: what is stored for an account and what is removed must not mix.
struct Graves<'c> {
    context: &'c Context,
    stones: Vec<Tombstone>,
    _turn: tokio::sync::MutexGuard<'c, ()>,
}

impl<'c> Graves<'c> {
    async fn open(context: &'c Context) -> Self {
        let turn = context.graves.lock().await;
        Self {
            context,
            stones: context.services.tombstones.load().await,
            _turn: turn,
        }
    }

    fn holds(&self, account: &AccountKey) -> bool {
        self.stones.iter().any(|stone| stone.account == *account)
    }

    async fn bury(&mut self, of: Key) {
        if self.holds(&of.account) {
            return;
        }
        self.stones.push(Tombstone {
            account: of.account,
            issuer: of.issuer,
            client_id: of.client_id,
            signed_out_at: self.context.now(),
        });
        self.write().await;
    }

    /// Removes the last-known view always, and the keychain's entries and the tombstone if the keychain opens.
    async fn clear(&mut self, account: &AccountKey) -> Result<Option<SecretString>, VaultError> {
        if let Err(error) = self.context.services.snapshot.delete(account).await {
            tracing::warn!(%error, "the last-known view stays, without its key");
        }
        let token = self.empty(account).await.inspect_err(|error| {
            tracing::warn!(%error, "the keychain entries stay until it opens");
        })?;
        if self.holds(account) {
            self.stones.retain(|stone| stone.account != *account);
            self.write().await;
        }
        Ok(token)
    }

    async fn empty(&self, account: &AccountKey) -> Result<Option<SecretString>, VaultError> {
        let vault = &self.context.services.vault;
        let token = match vault.load(account, Purpose::RefreshToken).await {
            Ok(token) => token,
            // Of no use to anybody any more, but it has to go.
            Err(VaultError::TooLarge | VaultError::Ambiguous | VaultError::Corrupt) => None,
            Err(error @ (VaultError::Locked | VaultError::Unavailable(_) | VaultError::Denied)) => {
                return Err(error);
            }
        };
        vault.delete(account, Purpose::RefreshToken).await?;
        vault.delete(account, Purpose::SnapshotKey).await?;
        Ok(token)
    }

    async fn write(&self) {
        if let Err(error) = self.context.services.tombstones.store(self.stones.clone()).await {
            tracing::warn!(%error, "what the keychain still holds may be forgotten");
        }
    }
}
