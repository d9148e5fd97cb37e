//! What was begun at the service and did not come to an end yet. At sign-out the service is told of it: a QR code or a
//! page that was on the screen must not work for somebody else after it.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::RwLock;

use crate::{
    context::{Access, Context},
    ports::{DirectoryError, RegistrationKind},
    tokens::Tokens,
};

/// How long signing out waits for the service to hear of what was under way.
const GIVING_UP: Duration = Duration::from_secs(3);

/// One attempt that is open at the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Open {
    Registration { kind: RegistrationKind, id: String },
    EmailChallenge { id: String },
}

impl Open {
    fn id(&self) -> &str {
        match self {
            Self::Registration { id, .. } | Self::EmailChallenge { id } => id,
        }
    }
}

/// The attempts of one session, shared with the calls that begin and end them.
#[derive(Clone, Default)]
pub(super) struct Begun {
    /// Whether the session is over. Read for as long as something is being begun.
    over: Arc<RwLock<bool>>,
    open: Arc<Mutex<Vec<Open>>>,
}

impl Begun {
    /// Begins one: what the service answers is known here before anybody can have left.
    ///
    /// # Errors
    ///
    /// Those of the call; `Unauthorized` once the session is over.
    pub(super) async fn begin<T>(
        &self,
        call: impl Future<Output = Result<T, DirectoryError>>,
        open: impl FnOnce(&T) -> Open,
    ) -> Result<T, DirectoryError> {
        let over = self.over.read().await;
        if *over {
            return Err(DirectoryError::Unauthorized);
        }
        let begun = call.await?;
        self.attempts(|attempts| attempts.push(open(&begun)));
        Ok(begun)
    }

    /// It came to its end, whichever that was.
    pub(super) fn ended(&self, id: &str) {
        self.attempts(|attempts| attempts.retain(|attempt| attempt.id() != id));
    }

    /// Tells the service of everything that nobody goes on with, also of what is being begun right now; best effort, it
    /// all expires by itself.
    pub(super) async fn give_up(&self, context: &Arc<Context>, tokens: &Tokens) {
        let attempt = async {
            // Waits for what is on its way, and lets nothing begin after it.
            *self.over.write().await = true;
            for open in self.attempts(std::mem::take) {
                tell(context, tokens, &open).await;
            }
        };
        tokio::select! {
            () = attempt => {}
            () = context.sleep(GIVING_UP) => {}
        }
    }

    fn attempts<T>(&self, change: impl FnOnce(&mut Vec<Open>) -> T) -> T {
        change(&mut self.open.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Tells the service that nobody goes on with this one; best effort.
pub(super) async fn tell(context: &Arc<Context>, tokens: &Tokens, open: &Open) {
    let call = |access: Arc<Access>| async move {
        let (at, token) = (&access.authority, &access.token);
        let services = &context.services;
        match open {
            Open::Registration { kind, id } => {
                services.methods.cancel_registration(at, token, *kind, id).await
            }
            Open::EmailChallenge { id } => services.directory.cancel_email_challenge(at, token, id).await,
        }
    };
    if let Err(error) = context.authorized(tokens, call).await {
        tracing::info!(%error, "an attempt stays open until it expires");
    }
}
