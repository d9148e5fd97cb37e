//! Texts and calls: the port, a gateway over HTTP, and the outbox that keeps them in the database while developing.

mod outbox;
mod webhook;
mod words;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use sea_orm::DatabaseConnection;
use secrecy::SecretString;
use thiserror::Error;
use uuid::Uuid;

pub(crate) use outbox::{Shown, press_router, shown};
pub use webhook::Gateway;
pub(crate) use words::{call_text, code_text};

use crate::clock::Clock;
use crate::config::Config;
use crate::methods::phone::Channel;
use crate::state::AppState;

/// A text or call to one phone.
#[derive(Clone)]
pub struct Message {
    /// Of a call: its id in `voice_calls`.
    pub id: Uuid,
    pub channel: Channel,
    /// E.164.
    pub to: String,
    /// Of a call: what to dial once the number has answered (B-70).
    pub extension: Option<String>,
    /// What is sent, or said before the key is asked for. It may hold a code.
    pub text: SecretString,
    /// BCP 47, for the voice.
    pub language: &'static str,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id)
            .field("channel", &self.channel)
            .finish_non_exhaustive()
    }
}

/// The message could not be handed over.
#[derive(Debug, Error)]
pub enum MessageError {
    /// No gateway was configured.
    #[error("no gateway for texts and calls is configured: start with --messages-webhook")]
    NotConfigured,
    /// The gateway could not be reached in time.
    #[error("the gateway for texts and calls did not answer")]
    Unreachable(#[source] reqwest::Error),
    /// The gateway refused the message.
    #[error("the gateway for texts and calls answered {0}")]
    Refused(u16),
    /// The outbox could not be written.
    #[error("the outbox could not be written")]
    Outbox(#[source] sea_orm::DbErr),
}

/// Hands texts and calls over.
#[async_trait]
pub trait Messenger: Send + Sync {
    /// Returns when the message is safely handed over; of a call, when it will be made.
    ///
    /// # Errors
    /// When it was not.
    async fn send(&self, message: Message) -> Result<(), MessageError>;
}

/// The messenger the configuration asks for: a gateway, the outbox of a sample organization, or none.
///
/// # Errors
/// When the address of the gateway cannot be used.
pub fn messenger(
    config: &Config,
    db: DatabaseConnection,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<Arc<dyn Messenger>> {
    if let Some(gateway) = &config.messages {
        let webhook = webhook::Webhook::new(gateway, &config.public_url, clock)?;
        return Ok(Arc::new(webhook));
    }
    if config.sample {
        return Ok(Arc::new(outbox::Outbox::new(db, clock)));
    }
    tracing::warn!(
        "no gateway for texts and calls is configured (--messages-webhook): nobody can register a phone"
    );
    Ok(Arc::new(NoMessenger))
}

/// Where a gateway tells what became of a call; with the outbox, where the developer presses the key.
pub fn router(config: &Config) -> Router<AppState> {
    if config.messages.is_some() {
        webhook::router()
    } else if config.sample {
        press_router()
    } else {
        Router::new()
    }
}

struct NoMessenger;

#[async_trait]
impl Messenger for NoMessenger {
    async fn send(&self, _: Message) -> Result<(), MessageError> {
        Err(MessageError::NotConfigured)
    }
}
