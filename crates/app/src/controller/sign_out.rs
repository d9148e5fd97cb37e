//! Signing out: here always, everywhere when the service says so (B-168 … B-171).

use std::sync::Arc;

use secrecy::SecretString;
use workpass_domain::account::AccountKey;

use super::{
    Desk,
    event::{Event, SessionStep},
    session::{BackTo, Doing, Session, SignedOut},
};
use crate::{
    context::Context,
    error::UiError,
    explain::{self, BEST_EFFORT},
    intent::Reply,
    ports::{Memo, Purpose},
    tokens::Tokens,
    view::SignedOutWhy,
};

impl Desk {
    /// Always works, also without a network: what is on this computer goes; revocation is best effort.
    pub(super) fn sign_out(&mut self, reply: Reply<()>) {
        let account = match &self.session {
            Session::SignedIn(_) => {
                return self.end_session(SignedOutWhy::ByUser, None, Some(reply));
            }
            Session::VaultLocked(locked) => locked.memo.account.key.clone(),
            Session::Resuming(memo) => memo.account.key.clone(),
            Session::Starting
            | Session::SignedOut(_)
            | Session::AwaitingUser(_)
            | Session::AwaitingBrowser { .. }
            | Session::Completing { .. } => return drop(reply.send(Err(UiError::NotAvailable))),
        };
        self.show_sign_in(SignedOutWhy::ByUser, None, Doing::Clearing { then: None });
        self.clear(account);
        let _ = reply.send(Ok(()));
    }

    /// The call first: when it fails nothing changes. This app's own session ends with the others (B-171).
    pub(super) fn sign_out_everywhere(&mut self, reply: Reply<()>) {
        let (session, tokens) = match self.online() {
            Ok(signed_in) => (signed_in.number, signed_in.tokens.clone()),
            Err(error) => return drop(reply.send(Err(error))),
        };
        let (context, line) = (self.context.clone(), self.line.clone());
        tokio::spawn(async move {
            let directory = context.services.directory.clone();
            let call = |access: Arc<crate::context::Access>| {
                let directory = directory.clone();
                async move {
                    directory
                        .revoke_sign_in_sessions(&access.authority, &access.token)
                        .await
                }
            };
            match context.authorized(&tokens, call).await {
                Ok(_) => line.step(session, SessionStep::RevokedEverywhere(reply)),
                Err(trouble) => {
                    let _ = reply.send(Err(explain::trouble(&trouble)));
                    let action = Some(workpass_domain::action::Action::SignOutEverywhere);
                    line.step(session, SessionStep::CallFailed { trouble, action });
                }
            }
        });
    }

    /// Removes a session's traces, answers, then tells the authority.
    pub(super) fn clear_session(&self, tokens: Tokens, account: AccountKey, reply: Option<Reply<()>>) {
        let (context, line) = (self.context.clone(), self.line.clone());
        tokio::spawn(async move {
            // A refresh may be under way: what it brings must not be stored after the entry is gone.
            tokens.stop_storing().await;
            remove_traces(&context, &account).await;
            line.send(Event::Cleared);
            if let Some(reply) = reply {
                let _ = reply.send(Ok(()));
            }
            revoke(&context, tokens.surrender().await).await;
        });
    }

    /// Removes what was stored for an account that has no session in this run.
    pub(super) fn clear(&self, account: AccountKey) {
        let context = self.context.clone();
        self.line.spawn(async move {
            remove_traces(&context, &account).await;
            Event::Cleared
        });
    }

    pub(super) fn on_cleared(&mut self) {
        let Session::SignedOut(SignedOut { doing, why, .. }) = &mut self.session else {
            return;
        };
        let Doing::Clearing { then } = doing else { return };
        let (why, then) = (*why, then.take());
        *doing = Doing::Nothing;
        if let Some((door, waiting)) = then {
            self.ask(door, BackTo::SignIn(why), waiting);
        }
    }

    pub(super) fn revoke_later(&self, refresh_token: Option<SecretString>) {
        let context = self.context.clone();
        tokio::spawn(async move { revoke(&context, refresh_token).await });
    }
}

/// The memo first: without it nothing of the rest is found again.
async fn remove_traces(context: &Context, account: &AccountKey) {
    let memo = &context.services.memo;
    // Who signed in for this run only beside a locked keychain may be another than the one it keeps.
    let is_of_another = |memo: Memo| memo.account.key != *account;
    if !memo.load().await.is_some_and(is_of_another)
        && let Err(error) = memo.store(None).await
    {
        tracing::warn!(%error, "the memo of the account stays");
    }
    remove_entries(context, account).await;
}

/// A sign-in takes the place of another account's: nobody would find what is kept of that one again.
pub(super) async fn remove_replaced(context: &Arc<Context>, replaced: &Memo) {
    let account = &replaced.account.key;
    let kept = context.services.vault.load(account, Purpose::RefreshToken).await;
    remove_entries(context, account).await;
    // Another authority's token is not this one's to revoke.
    if let Ok(Some(token)) = kept
        && context.accepts(replaced)
    {
        let context = context.clone();
        tokio::spawn(async move { revoke(&context, Some(token)).await });
    }
}

async fn remove_entries(context: &Context, account: &AccountKey) {
    let services = &context.services;
    for purpose in [Purpose::RefreshToken, Purpose::SnapshotKey] {
        if let Err(error) = services.vault.delete(account, purpose).await {
            tracing::warn!(%error, ?purpose, "the keychain entry stays");
        }
    }
    if let Err(error) = services.snapshot.delete(account).await {
        tracing::warn!(%error, "the last-known view stays, without its key");
    }
}

/// RFC 7009, best effort: the token is gone from this computer either way.
async fn revoke(context: &Context, refresh_token: Option<SecretString>) {
    let Some(refresh_token) = refresh_token else {
        return;
    };
    let attempt = async {
        let authority = context.authority().await?;
        context
            .services
            .authority
            .revoke(&authority, &refresh_token)
            .await
    };
    let patience = BEST_EFFORT.try_into().unwrap_or_default();
    tokio::select! {
        result = attempt => if let Err(error) = result {
            tracing::info!(%error, "the authority was not told of the sign-out");
        },
        () = context.sleep(patience) => tracing::info!("the authority did not answer to the sign-out"),
    }
}
