//! The parts that grow: read page by page, each when the one before it was sent, so that the longest history takes no
//! more memory than the shortest.

use std::collections::HashMap;

use axum::body::Bytes;
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use crate::clock::rfc3339;
use crate::graph::Authenticated;
use crate::selfservice::{sessions, sign_ins as shown};
use crate::sign_ins::{self, After, Wanted};
use crate::state::AppState;
use crate::store::entities::{audit_event, browser_session, client, grant, sent_mail};

/// Rows of a page.
const ROWS: u64 = 500;

/// The rest of a document, piece by piece.
pub(super) struct Pages {
    state: AppState,
    caller: Authenticated,
    next: Next,
}

/// What is written next.
enum Next {
    First(String),
    /// What apps were given, and then the browsers: one list.
    Apps(Place<(i64, Uuid)>),
    Browsers(Place<Uuid>, Written),
    SignIns(Place<After>),
    Events(Place<(i64, Uuid)>),
    Mails(Place<(i64, Uuid)>),
    End,
    Nothing,
}

/// Whether the list has a member already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    Nothing,
    Something,
}

/// How far a list is written.
#[derive(Clone, Copy)]
enum Place<A> {
    Begin,
    After(A),
}

/// The rows of a page, and after what the next one begins.
type Page<A> = (Vec<String>, Option<A>);

impl Pages {
    pub(super) fn new(state: AppState, caller: Authenticated, first: String) -> Self {
        Self {
            state,
            caller,
            next: Next::First(first),
        }
    }

    /// The next piece; none when the document is whole.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, DbErr> {
        let (text, next) = match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::First(text) => (text, Next::Apps(Place::Begin)),
            Next::Apps(place) => {
                let (rows, after) = self.apps(place).await?;
                let is_written = !rows.is_empty() || place.after().is_some();
                let written = if is_written {
                    Written::Something
                } else {
                    Written::Nothing
                };
                let next = after.map_or(Next::Browsers(Place::Begin, written), |at| {
                    Next::Apps(Place::After(at))
                });
                (piece("sessions", &place, &rows, false), next)
            }
            Next::Browsers(place, written) => {
                let (rows, after) = self.browsers(place).await?;
                let comma = if rows.is_empty() || written == Written::Nothing {
                    ""
                } else {
                    ","
                };
                let close = if after.is_none() { "]" } else { "" };
                let written = if rows.is_empty() {
                    written
                } else {
                    Written::Something
                };
                let next = after.map_or(Next::SignIns(Place::Begin), |at| {
                    Next::Browsers(Place::After(at), written)
                });
                (format!("{comma}{}{close}", rows.join(",\n")), next)
            }
            Next::SignIns(place) => {
                let (rows, after) = self.sign_ins(place).await?;
                let next = after.map_or(Next::Events(Place::Begin), |at| Next::SignIns(Place::After(at)));
                (piece("signIns", &place, &rows, after.is_none()), next)
            }
            Next::Events(place) => {
                let (rows, after) = self.events(place).await?;
                let next = after.map_or(Next::Mails(Place::Begin), |at| Next::Events(Place::After(at)));
                (piece("events", &place, &rows, after.is_none()), next)
            }
            Next::Mails(place) => {
                let (rows, after) = self.mails(place).await?;
                let next = after.map_or(Next::End, |at| Next::Mails(Place::After(at)));
                (piece("mails", &place, &rows, after.is_none()), next)
            }
            Next::End => (",\n\"complete\":true}\n".to_owned(), Next::Nothing),
            Next::Nothing => return Ok(None),
        };
        self.next = next;
        Ok(Some(text.into()))
    }

    /// Also what is over: until it is removed it is kept.
    async fn apps(&self, place: Place<(i64, Uuid)>) -> Result<Page<(i64, Uuid)>, DbErr> {
        use grant::{Column, Entity};
        let mut query = Entity::find().filter(Column::UserId.eq(self.caller.user.id));
        if let Some((at, id)) = place.after() {
            query = query.filter(before((Column::CreatedAt, at), (Column::Id, id)));
        }
        let rows = query
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::Id)
            .limit(ROWS)
            .all(&self.state.db)
            .await?;
        let after = last(&rows, |row| (row.created_at, row.id));
        let ended: Vec<(Option<i64>, Option<String>)> = rows
            .iter()
            .map(|row| (row.revoked_at, row.revoked_because.clone()))
            .collect();
        let sessions = sessions::of_apps(&self.state, &self.caller, rows).await?;
        let rows = sessions.into_iter().zip(ended).map(|(session, (at, because))| {
            let mut row = json!(session);
            row["endedDateTime"] = json!(at.map(rfc3339));
            row["endedBecause"] = json!(because);
            row.to_string()
        });
        Ok((rows.collect(), after))
    }

    async fn browsers(&self, place: Place<Uuid>) -> Result<Page<Uuid>, DbErr> {
        use browser_session::{Column, Entity};
        let mut query = Entity::find()
            .filter(Column::UserId.eq(self.caller.user.id))
            .filter(Column::SessionId.is_not_null());
        if let Some(id) = place.after() {
            query = query.filter(Column::SessionId.gt(id));
        }
        let rows = query
            .order_by_asc(Column::SessionId)
            .limit(ROWS)
            .all(&self.state.db)
            .await?;
        let after = last(&rows, |row| row.session_id).flatten();
        let rows = rows.into_iter().filter_map(|row| {
            let is_over = row.expires_at <= self.state.now_ms()
                || row.authenticated_at < self.caller.user.sign_in_valid_from;
            let ended = is_over.then(|| rfc3339(row.expires_at.min(self.state.now_ms())));
            let mut row = json!(sessions::of_browser(&self.state, row)?);
            row["endedDateTime"] = json!(ended);
            row["endedBecause"] = json!(null);
            Some(row.to_string())
        });
        Ok((rows.collect(), after))
    }

    async fn sign_ins(&self, place: Place<After>) -> Result<Page<After>, DbErr> {
        let wanted = Wanted {
            top: ROWS,
            after: place.after(),
            ..Wanted::default()
        };
        let (rows, after) = sign_ins::page(&self.state.db, self.caller.user.id, &wanted).await?;
        let rows = rows
            .into_iter()
            .map(|row| json!(shown::of(row, &self.caller)).to_string());
        Ok((rows.collect(), after))
    }

    async fn events(&self, place: Place<(i64, Uuid)>) -> Result<Page<(i64, Uuid)>, DbErr> {
        use audit_event::{Column, Entity};
        let mut query = Entity::find().filter(Column::UserId.eq(self.caller.user.id));
        if let Some((at, id)) = place.after() {
            query = query.filter(before((Column::OccurredAt, at), (Column::Id, id)));
        }
        let rows = query
            .order_by_desc(Column::OccurredAt)
            .order_by_desc(Column::Id)
            .limit(ROWS)
            .all(&self.state.db)
            .await?;
        let apps = self.names(rows.iter().filter_map(|row| row.client_id)).await?;
        let after = last(&rows, |row| (row.occurred_at, row.id));
        let rows = rows.into_iter().map(|row| {
            let event = json!({
                "kind": row.kind,
                "occurredDateTime": rfc3339(row.occurred_at),
                "appDisplayName": row.client_id.and_then(|id| apps.get(&id)),
                "ipAddress": row.address,
                "detail": row.detail.0,
            });
            event.to_string()
        });
        Ok((rows.collect(), after))
    }

    async fn mails(&self, place: Place<(i64, Uuid)>) -> Result<Page<(i64, Uuid)>, DbErr> {
        use sent_mail::{Column, Entity};
        let mut query = Entity::find().filter(Column::UserId.eq(self.caller.user.id));
        if let Some((at, id)) = place.after() {
            query = query.filter(before((Column::QueuedAt, at), (Column::Id, id)));
        }
        let rows = query
            .order_by_desc(Column::QueuedAt)
            .order_by_desc(Column::Id)
            .limit(ROWS)
            .all(&self.state.db)
            .await?;
        let after = last(&rows, |row| (row.queued_at, row.id));
        let rows = rows.into_iter().map(|row| {
            let mail = json!({
                "to": row.to_address,
                "subject": row.subject,
                "queuedDateTime": rfc3339(row.queued_at),
            });
            mail.to_string()
        });
        Ok((rows.collect(), after))
    }

    async fn names(&self, ids: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, String>, DbErr> {
        let clients = client::Entity::find()
            .filter(client::Column::Id.is_in(ids))
            .all(&self.state.db)
            .await?;
        Ok(clients
            .into_iter()
            .map(|client| (client.id, client.display_name))
            .collect())
    }
}

impl<A: Copy> Place<A> {
    fn after(self) -> Option<A> {
        match self {
            Self::Begin => None,
            Self::After(after) => Some(after),
        }
    }
}

/// What comes after a row, the newest first.
fn before<C: ColumnTrait>((at_column, at): (C, i64), (id_column, id): (C, Uuid)) -> Condition {
    // The first half lets the index be used from there.
    Condition::all()
        .add(at_column.lte(at))
        .add(Condition::any().add(at_column.lt(at)).add(id_column.lt(id)))
}

/// Where the next page begins, when this one was full.
fn last<R, A>(rows: &[R], at: impl Fn(&R) -> A) -> Option<A> {
    rows.last().filter(|_| rows.len() as u64 == ROWS).map(at)
}

/// A page of a list, with what opens and closes the list.
fn piece<A>(name: &str, place: &Place<A>, rows: &[String], is_last: bool) -> String {
    let open = match place {
        Place::Begin => format!(",\n\"{name}\":["),
        Place::After(_) if rows.is_empty() => String::new(),
        Place::After(_) => ",".to_owned(),
    };
    let close = if is_last { "]" } else { "" };
    format!("{open}{}{close}", rows.join(",\n"))
}
