//! The audit trail: who did what, from where. No code, token or password ever goes in here. What concerns a person is
//! also told to them by mail.

use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};
use uuid::Uuid;

use crate::mail::notices;
use crate::store::entities::{audit_event, user};
use crate::store::values::AuditDetail;

/// One event to be written down.
#[derive(Clone, Debug, Default)]
pub struct Event<'a> {
    /// A dotted name, for example `sign_in.failed`.
    pub kind: &'a str,
    pub tenant_id: Option<Uuid>,
    pub user_id: Option<Uuid>,
    pub client_id: Option<Uuid>,
    pub address: Option<String>,
    pub detail: Vec<(&'static str, String)>,
    /// An address that was the person's until now, and is told as well. It is not written down.
    pub was_reached_at: Option<String>,
}

impl<'a> Event<'a> {
    /// An event of a person.
    pub fn of(kind: &'a str, user: &user::Model) -> Self {
        Self {
            kind,
            tenant_id: Some(user.tenant_id),
            user_id: Some(user.id),
            ..Self::default()
        }
    }
}

/// Writes an event down, and puts the mail that tells the person of it in the queue.
///
/// # Errors
/// When the database fails.
pub async fn record(db: &impl ConnectionTrait, now_ms: i64, event: Event<'_>) -> Result<(), DbErr> {
    let detail = event.detail.iter().map(|(k, v)| ((*k).to_owned(), v.clone()));
    audit_event::Entity::insert(audit_event::ActiveModel {
        id: Set(Uuid::new_v4()),
        tenant_id: Set(event.tenant_id),
        user_id: Set(event.user_id),
        client_id: Set(event.client_id),
        kind: Set(event.kind.to_owned()),
        detail: Set(AuditDetail(detail.collect())),
        address: Set(event.address.clone()),
        occurred_at: Set(now_ms),
    })
    .exec_without_returning(db)
    .await?;
    // Writes first: where this begins a transaction, nobody else writes until it ends.
    notices::queue(db, now_ms, &event).await
}
