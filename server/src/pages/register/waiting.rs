//! What is answered on another device: the page that waits for it, with a script that goes on by itself, and a button
//! for who has none.

use askama::Template;
use axum::Json;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use serde::Deserialize;
use serde_json::json;

use super::arrive::{Around, Registrant, SESSION, Start, arrive};
use super::code;
use super::qr::Qr;
use super::texts::RegisterTexts;
use super::ticket;
use crate::authority::registered::Registered;
use crate::authority::second_factor::{Situation, Way};
use crate::clock::span;
use crate::methods::kind::MethodKind;
use crate::methods::{approval, called};
use crate::pages::error::PageError;
use crate::pages::next::Next;
use crate::pages::render::{self, Allow, Frame};
use crate::pages::visitor::Visitor;
use crate::state::AppState;
use crate::store::entities::method_registration::{Column, Entity, Model};
use crate::store::entities::user;

/// Nobody answered the test in time; it can be sent again.
pub(super) const UNANSWERED: &str = "unanswered";
const COMPLETED: &str = "completed";

#[derive(Template)]
#[template(path = "register-wait.html")]
pub(super) struct WaitPage {
    pub(super) frame: Frame,
    pub(super) w: &'static RegisterTexts,
    pub(super) around: Around,
    pub(super) path: String,
    pub(super) title: &'static str,
    pub(super) lead: String,
    pub(super) problem: Option<&'static str>,
    /// What the phone scans, with the token that is in it: the page shows it again after "Continue".
    pub(super) scan: Option<Scan>,
    /// What the phone asks for.
    pub(super) number: Option<String>,
    /// What a script asks whether it goes on; none when nothing is waited for.
    pub(super) watch: Option<String>,
    /// Sends it once more.
    pub(super) again: Option<&'static str>,
    pub(super) wait: Option<String>,
    /// Where it all begins anew.
    pub(super) anew: Option<&'static str>,
}

pub(super) struct Scan {
    pub(super) qr: Option<Qr>,
    pub(super) address: String,
    pub(super) token: String,
}

#[derive(Deserialize)]
pub(in crate::pages) struct Seen {
    seen: String,
}

impl WaitPage {
    /// A page that waits for what a registration waits for, without words.
    pub(super) fn of(
        state: &AppState,
        visitor: &Visitor,
        registrant: &Registrant,
        path: &str,
        row: &Model,
    ) -> Self {
        let w = RegisterTexts::of(visitor.lang);
        let ticket = ticket::issue(state, visitor, row.id);
        Self {
            around: Around::of(state, visitor, registrant),
            path: path.to_owned(),
            title: "",
            lead: String::new(),
            problem: None,
            scan: None,
            number: None,
            watch: Some(format!("/register/watch/{ticket}?seen={}", row.state)),
            again: None,
            wait: code::wait(w, row.resend_after_at, state.now_ms()),
            anew: None,
            frame: Frame::of(visitor, registrant.page(path)),
            w,
        }
    }

    /// Where the page goes on.
    fn onward(&self) -> String {
        format!("{}?next={}", self.path, Next::encode(&self.around.next))
    }
}

/// A registration that is looked at again. It is settled first, so that what it added counts for what is asked.
pub(in crate::pages) struct Waited {
    pub(super) visitor: Visitor,
    pub(super) registrant: Registrant,
    pub(super) row: Model,
    /// Where its page is, below the page of its kind.
    pub(super) ticket: String,
}

impl FromRequestParts<AppState> for Waited {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let visitor = Visitor::from_request_parts(parts, state).await;
        let mut visitor = visitor.map_err(IntoResponse::into_response)?;
        let Path(ticket) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| PageError::NotFound.into_response())?;
        let Query(start) = Query::<Start>::from_request_parts(parts, state)
            .await
            .map_err(|_| PageError::BadRequest.into_response())?;
        let row = settle(state, &mut visitor, &ticket)
            .await
            .map_err(IntoResponse::into_response)?;
        let arrived = arrive(state, visitor, start.next.as_deref()).await;
        let (visitor, registrant) = arrived.map_err(IntoResponse::into_response)??;
        Ok(Self {
            visitor,
            registrant,
            row: row.ok_or_else(|| PageError::NotFound.into_response())?,
            ticket,
        })
    }
}

/// Answers with it.
pub(super) fn show(visitor: Visitor, page: &WaitPage) -> Response {
    let is_watched = page.watch.is_some();
    let allow = Allow {
        script: is_watched,
        fetch: is_watched,
        ..Allow::default()
    };
    render::page_allowing(visitor, page, allow)
}

/// `GET /register/watch/{ticket}`: for the script.
pub(in crate::pages) async fn watch(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(ticket): Path<String>,
    Query(Seen { seen }): Query<Seen>,
) -> Result<Response, PageError> {
    let id = ticket::read(&state, &visitor, &ticket)?;
    let row = match &visitor.session {
        Some(session) => find(&state, &session.user, id).await?,
        None => None,
    };
    let waiting = match row {
        Some(row) => stage(&state, &row).await? == seen,
        None => false,
    };
    Ok(Json(json!({ "waiting": waiting })).into_response())
}

/// Whether it can still become a method.
pub(super) fn is_running(row: &Model, now_ms: i64) -> bool {
    row.state.starts_with("awaiting") && row.expires_at > now_ms
}

/// Brings a registration to where it is. Of somebody who had no second factor what was answered on the phone is one of
/// this sign-in: the session is told, before it is asked for the method that it just brought.
async fn settle(state: &AppState, visitor: &mut Visitor, ticket: &str) -> Result<Option<Model>, PageError> {
    let id = ticket::read(state, visitor, ticket)?;
    let Some(session) = &visitor.session else {
        return Ok(None);
    };
    let Some(mut row) = find(state, &session.user, id).await? else {
        return Ok(None);
    };
    let kind = MethodKind::parse(&row.kind);
    if kind == Some(MethodKind::Phone) && row.data.call.is_some() && is_running(&row, state.now_ms()) {
        called::settle(state, &row).await?;
        row = find(state, &session.user, id).await?.ok_or(PageError::NotFound)?;
    }
    let way = match kind {
        Some(MethodKind::Phone) if row.data.call.is_some() => Way::CallMobile,
        Some(MethodKind::Authenticator) => Way::Approval,
        _ => return Ok(Some(row)),
    };
    let is_of_this_sign_in = row.state == COMPLETED
        && row.created_at >= session.proof.authenticated_at
        && row
            .finished_at
            .is_some_and(|at| at + span(SESSION) > state.now_ms());
    if is_of_this_sign_in && !session.proof.proven().has(way) && had_none(state, &session.user, &row).await? {
        super::count_as_factor(state, visitor, way).await?;
    }
    Ok(Some(row))
}

/// Where a registration is, as its page tells it.
pub(super) async fn stage(state: &AppState, row: &Model) -> Result<String, DbErr> {
    if row.state.starts_with("awaiting") && row.expires_at <= state.now_ms() {
        return Ok("expired".to_owned());
    }
    let is_test = row.state == "awaitingApproval";
    if is_test && approval::number(state, row).await?.is_none() {
        return Ok(UNANSWERED.to_owned());
    }
    Ok(row.state.clone())
}

/// Whether the person had no second factor before this registration brought one.
async fn had_none(state: &AppState, user: &user::Model, row: &Model) -> Result<bool, DbErr> {
    let registered = Registered::of(&state.db, state.now_ms(), user).await?;
    let others = registered
        .methods
        .iter()
        .filter(|method| Some(method.id) != row.method_id);
    let before = Situation {
        ways: others.flat_map(|method| registered.ways_of(method)).collect(),
        ..Situation::default()
    };
    Ok(!before.has_second_factor())
}

async fn find(state: &AppState, user: &user::Model, id: uuid::Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(Column::UserId.eq(user.id))
        .one(&state.db)
        .await
}
