//! Mail: the port, and the outbox that keeps mails in the database when there is no mail server.

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use sea_orm::{ActiveValue::Set, DatabaseConnection, EntityTrait};
use uuid::Uuid;

use crate::clock::Clock;
use crate::config::Config;
use crate::state::AppState;
use crate::store::entities::outbox_mail;

/// A mail to one person.
#[derive(Clone)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
}

/// The mail could not be handed over.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
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

/// Keeps mails in the database.
struct Outbox {
    db: DatabaseConnection,
    clock: Arc<dyn Clock>,
}

#[async_trait]
impl Mailer for Outbox {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        outbox_mail::Entity::insert(outbox_mail::ActiveModel {
            id: Set(Uuid::new_v4()),
            to_address: Set(mail.to),
            subject: Set(mail.subject),
            text_body: Set(mail.text),
            html_body: Set(mail.html),
            created_at: Set(self.clock.now_ms()),
            sent_at: Set(None),
        })
        .exec_without_returning(&self.db)
        .await
        .map_err(MailError::Outbox)?;
        Ok(())
    }
}

/// The mailer the configuration asks for.
///
/// # Errors
/// When the address of the mail server cannot be used.
pub fn mailer(
    _config: &Config,
    db: DatabaseConnection,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<Arc<dyn Mailer>> {
    Ok(Arc::new(Outbox { db, clock }))
}

/// `/dev/outbox`, when the sample organization is on.
pub fn router(_config: &Config) -> Router<AppState> {
    Router::new()
}
