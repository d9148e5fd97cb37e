//! The development outbox: texts and calls stay in the database, where `/dev/outbox` shows them and the key of a call
//! can be pressed.

use std::sync::Arc;

use async_trait::async_trait;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use sea_orm::{ActiveValue::Set, DatabaseConnection, DbErr, EntityTrait, QueryOrder, QuerySelect};
use secrecy::ExposeSecret;
use serde::Serialize;
use uuid::Uuid;

use super::{Message, MessageError, Messenger};
use crate::clock::{Clock, rfc3339};
use crate::graph::Segment;
use crate::mail::local_only;
use crate::methods::phone::Channel;
use crate::methods::{called, voice};
use crate::state::AppState;
use crate::store::entities::{outbox_message, voice_call};

/// How many are shown.
const SHOWN: u64 = 100;

pub(super) struct Outbox {
    db: DatabaseConnection,
    clock: Arc<dyn Clock>,
}

impl Outbox {
    pub(super) fn new(db: DatabaseConnection, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock }
    }
}

#[async_trait]
impl Messenger for Outbox {
    async fn send(&self, message: Message) -> Result<(), MessageError> {
        outbox_message::Entity::insert(outbox_message::ActiveModel {
            id: Set(message.id),
            channel: Set(message.channel.name().to_owned()),
            to_number: Set(match &message.extension {
                Some(extension) => format!("{}x{extension}", message.to),
                None => message.to,
            }),
            text: Set(message.text.expose_secret().to_owned()),
            created_at: Set(self.clock.now_ms()),
        })
        .exec_without_returning(&self.db)
        .await
        .map_err(MessageError::Outbox)?;
        Ok(())
    }
}

/// A text or call as the outbox shows it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Shown {
    pub(crate) id: Uuid,
    pub(crate) channel: String,
    pub(crate) to: String,
    pub(crate) text: String,
    pub(crate) created_date_time: String,
    /// Of a call: whether it still rings.
    pub(crate) rings: bool,
}

/// The latest texts and calls, newest first.
pub(crate) async fn shown(state: &AppState) -> Result<Vec<Shown>, DbErr> {
    let rows = outbox_message::Entity::find()
        .find_also_related_call()
        .order_by_desc(outbox_message::Column::CreatedAt)
        .limit(SHOWN)
        .all(&state.db)
        .await?;
    let now_ms = state.now_ms();
    Ok(rows
        .into_iter()
        .map(|(row, call)| Shown {
            id: row.id,
            rings: row.channel == Channel::Voice.name()
                && call.is_some_and(|call| voice::rings(&call, now_ms)),
            channel: row.channel,
            to: row.to_number,
            text: row.text,
            created_date_time: rfc3339(row.created_at),
        })
        .collect())
}

/// Finds the call of a message.
trait WithCall {
    fn find_also_related_call(self) -> sea_orm::SelectTwo<outbox_message::Entity, voice_call::Entity>;
}

impl WithCall for sea_orm::Select<outbox_message::Entity> {
    fn find_also_related_call(self) -> sea_orm::SelectTwo<outbox_message::Entity, voice_call::Entity> {
        self.join(
            sea_orm::JoinType::LeftJoin,
            outbox_message::Entity::belongs_to(voice_call::Entity)
                .from(outbox_message::Column::Id)
                .to(voice_call::Column::Id)
                .into(),
        )
        .select_also(voice_call::Entity)
    }
}

/// `GET /dev/messages` for programs, and the keys of calls: `#` confirms, anything else hangs up.
pub(crate) fn press_router() -> Router<AppState> {
    Router::new()
        .route("/dev/messages", get(list))
        .route("/dev/messages/{id}/press", post(press))
        .route("/dev/messages/{id}/hang-up", post(hang_up))
        .route_layer(from_fn(local_only))
}

async fn list(State(state): State<AppState>) -> Response {
    match shown(&state).await {
        Ok(messages) => (
            [(header::CACHE_CONTROL, "no-store")],
            Json(serde_json::json!({ "value": messages })),
        )
            .into_response(),
        Err(error) => failed(&error),
    }
}

async fn press(State(state): State<AppState>, Segment(id): Segment) -> Response {
    answer(&state, &id, true).await
}

async fn hang_up(State(state): State<AppState>, Segment(id): Segment) -> Response {
    answer(&state, &id, false).await
}

async fn answer(state: &AppState, id: &str, confirmed: bool) -> Response {
    let Ok(id) = id.parse() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match called::answered(state, id, confirmed).await {
        Ok(true) => (StatusCode::SEE_OTHER, [(header::LOCATION, "/dev/outbox")]).into_response(),
        Ok(false) => StatusCode::CONFLICT.into_response(),
        Err(error) => failed(&error),
    }
}

fn failed(error: &DbErr) -> Response {
    tracing::error!(
        error = error as &dyn std::error::Error,
        "the outbox could not be read"
    );
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
