//! Signing out: here always, everywhere when the service says so (B-168 … B-171).

use std::sync::Arc;

use workpass_domain::{
    account::AccountKey,
    action::{Action, Availability, Unavailable},
};

use super::{
    Desk,
    call::Errand,
    event::{Completed, Event, Line, SessionStep},
    organizations::Parked,
    session::{BackTo, Doing, Session, SignedIn, SignedOut},
};
use crate::{
    context::Context,
    error::UiError,
    explain,
    intent::Reply,
    left_behind,
    ports::VaultError,
    present,
    view::{Kept, SignedOutWhy, StepUpFor},
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
        self.clear(account, None);
        let _ = reply.send(Ok(()));
    }

    /// The call first: when it fails nothing changes. This app's own session ends with the others (B-171).
    pub(super) fn sign_out_everywhere(&mut self, reply: Reply<()>) {
        let barred = self.online().map(everywhere_is_barred);
        if let Some(error) = barred.unwrap_or_else(Some) {
            return drop(reply.send(Err(error)));
        }
        let errand = Errand::new(Action::SignOutEverywhere, StepUpFor::SignOutEverywhere);
        self.call_then(
            errand,
            reply,
            |services, access| async move {
                services
                    .directory
                    .revoke_sign_in_sessions(&access.authority, &access.token)
                    .await
            },
            |(), reply| SessionStep::RevokedEverywhere(reply),
        );
    }

    /// Removes a session's traces, answers, then tells the authority.
    pub(super) fn clear_sessions(
        &mut self,
        context: Arc<Context>,
        ended: SignedIn,
        reply: Option<Reply<()>>,
    ) {
        let (home, line) = (self.home.clone(), self.line.clone());
        let signed_in = Box::new(ended);
        let mut sessions = vec![Parked { context, signed_in }];
        sessions.append(&mut self.parked);
        for session in &mut sessions {
            session.signed_in.rest();
        }
        tokio::spawn(async move {
            // A refresh may be under way: what it brings must not be stored after the entry is gone.
            for session in &sessions {
                session.signed_in.tokens.stop_storing().await;
            }
            let at_home = sessions.iter().find(|session| session.context.is_home());
            let kept = at_home.is_some_and(|session| session.signed_in.kept == Kept::Kept);
            let account = match at_home.or(sessions.first()) {
                Some(session) => session.signed_in.account.key.clone(),
                None => return,
            };
            let account = if at_home.is_some() {
                account
            } else {
                kept_at_home(&home, account).await
            };
            let removed = left_behind::remove(&home, &account, kept).await;
            line.send(Event::Cleared {
                left_behind: removed.left_behind,
            });
            if let Some(reply) = reply {
                let _ = reply.send(Ok(()));
            }
            for Parked { context, signed_in } in sessions {
                signed_in.begun.give_up(&context, &signed_in.tokens).await;
                left_behind::revoke_in_background(&context, signed_in.tokens.surrender().await);
            }
            left_behind::revoke_in_background(&home, removed.token);
            left_behind::revoke_everywhere(&home, removed.elsewhere);
        });
    }

    /// Removes what was stored for an account that has no session in this run, and ends its session at the authority.
    /// `unwanted`: a sign-in that was cancelled when its tokens had come.
    pub(super) fn clear(&self, account: AccountKey, unwanted: Option<Completed>) {
        let context = self.home.clone();
        self.line.spawn(async move {
            let account = match &unwanted {
                Some(_) => account,
                None => kept_at_home(&context, account).await,
            };
            let kept = unwanted
                .as_ref()
                .is_some_and(|completed| completed.kept == Kept::Kept);
            let removed = left_behind::remove(&context, &account, kept).await;
            let of_sign_in = unwanted.and_then(|completed| completed.granted.refresh_token);
            left_behind::revoke_in_background(&context, of_sign_in.into_iter().chain(removed.token));
            left_behind::revoke_everywhere(&context, removed.elsewhere);
            Event::Cleared {
                left_behind: removed.left_behind,
            }
        });
    }

    /// Removes what an earlier sign-out had to leave in the keychain, if it opens now.
    pub(super) fn settle(&self, reply: Reply<()>) {
        let (context, line) = (self.home.clone(), self.line.clone());
        tokio::spawn(async move {
            let settled = settle(&context, &line).await;
            let _ = reply.send(settled.map_err(|error| explain::vault(&error)));
        });
    }

    pub(super) fn on_cleared(&mut self, left_behind: bool) {
        self.left_behind = left_behind;
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
}

/// The account at home, on which the others hang; this one when nothing is kept of it.
async fn kept_at_home(home: &Context, account: AccountKey) -> AccountKey {
    let memo = home.services.memo.load().await;
    let memo = memo.filter(|memo| home.accepts(memo));
    memo.map_or(account, |memo| memo.account.key)
}

/// What is known to be in the way of signing out everywhere. For a guest the service would answer that it was done
/// and do nothing: nobody is told that they are signed out when they are not.
fn everywhere_is_barred(signed_in: &SignedIn) -> Option<UiError> {
    let Some(known) = &signed_in.known else {
        // Whose account it is was not read yet.
        return Some(UiError::NotAvailable);
    };
    let standing = known.standing(&signed_in.refused, false);
    match standing.of(&Action::SignOutEverywhere)? {
        Availability::Unavailable {
            reason: reason @ Unavailable::ManagedByHomeOrganization,
        } => Some(explain::unavailable(present::reason(reason), None)),
        _ => None,
    }
}

/// Removes what was left behind and reports whether anything still is.
pub(super) async fn settle(context: &Arc<Context>, line: &Line) -> Result<(), VaultError> {
    let (tokens, settled) = left_behind::settle(context).await;
    left_behind::revoke_everywhere(context, tokens);
    line.send(Event::LeftBehind(settled.is_err()));
    settled
}
