//! Mail: the port, SMTP, and the outbox that keeps mails in the database while developing. [`notices`] tell people what
//! happened to their account; they wait in a queue.

mod messages;
pub mod notices;
mod outbox;
mod queue;
mod sent;
mod smtp;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use sea_orm::DatabaseConnection;
use thiserror::Error;

pub use messages::{MailLanguage, MailedFor, verification_code};
pub(crate) use outbox::local_only;
pub use queue::deliver;
pub(crate) use queue::run as deliver_forever;
pub(crate) use sent::{Sent, tidy};

use crate::clock::Clock;
use crate::config::Config;
use crate::state::AppState;

/// A mail to one person.
#[derive(Clone)]
pub struct Mail {
    /// Who the mail says it is from, for people; the address is the mailer's.
    pub from_name: String,
    /// Without a name; the domain in A-labels.
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The bodies hold codes.
        f.debug_struct("Mail")
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

/// The mail could not be handed over.
#[derive(Debug, Error)]
pub enum MailError {
    /// No mail server was configured.
    #[error("no mail server is configured: start with --smtp")]
    NotConfigured,
    /// The mail could not be composed, for example because an address is none.
    #[error("the mail could not be composed")]
    Composition(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The mail server could not be reached or refused the mail.
    #[error("the mail server did not take the mail")]
    Smtp(#[source] lettre::transport::smtp::Error),
    /// The mail server did not answer in time.
    #[error("the mail server took too long")]
    TimedOut,
    /// The outbox could not be written.
    #[error("the outbox could not be written")]
    Outbox(#[source] sea_orm::DbErr),
}

/// Hands mail over.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Returns when the mail is safely handed over.
    ///
    /// # Errors
    /// When it was not.
    async fn send(&self, mail: Mail) -> Result<(), MailError>;
}

/// The mailer the configuration asks for: a mail server, the outbox of a sample organization, or none.
///
/// # Errors
/// When the address of the mail server cannot be used.
pub fn mailer(
    config: &Config,
    db: DatabaseConnection,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<Arc<dyn Mailer>> {
    if let Some(url) = &config.smtp {
        return Ok(Arc::new(smtp::Smtp::connect(url, &config.public_url, clock)?));
    }
    if config.sample {
        return Ok(Arc::new(outbox::Outbox::new(db, clock)));
    }
    tracing::warn!("no mail server is configured (--smtp): nobody can verify an e-mail address");
    Ok(Arc::new(NoMailer))
}

/// `/dev/outbox`, when the sample organization is on and no mail server is configured.
pub fn router(config: &Config) -> Router<AppState> {
    if config.sample && config.smtp.is_none() {
        outbox::router()
    } else {
        Router::new()
    }
}

struct NoMailer;

#[async_trait]
impl Mailer for NoMailer {
    async fn send(&self, _: Mail) -> Result<(), MailError> {
        Err(MailError::NotConfigured)
    }
}
