//! `/passkeys/try/{token}`: whether a passkey works, for the app that asked. Nobody is signed in by it, and nobody has to
//! be: the token is good for one person's one passkey, and all that comes of it is that the app says so.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::PasskeyTexts;
use super::add::result;
use crate::audit::Event;
use crate::auth::ClientAddress;
use crate::methods::kind::state as method_state;
use crate::methods::{passkey, trial};
use crate::pages::checked_form::CheckedForm;
use crate::pages::error::PageError;
use crate::pages::render::{self, Allow, Frame};
use crate::pages::visitor::Visitor;
use crate::state::AppState;
use crate::store::entities::{method_registration, security_method, user};

#[derive(Template)]
#[template(path = "passkey-try.html")]
struct TryPage {
    frame: Frame,
    w: &'static PasskeyTexts,
    csrf: String,
    path: String,
    user_name: String,
    /// What the person calls it.
    name: Option<String>,
    problem: Option<&'static str>,
    options: String,
    ceremony: String,
}

/// A trial that runs, of whom, of what.
struct Open {
    row: method_registration::Model,
    user: user::Model,
    passkey: security_method::Model,
    token: String,
}

/// `GET /passkeys/try/{token}`
pub(in crate::pages) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    match open(&state, token).await? {
        Some(open) => ask(&state, visitor, &open, None),
        None => Ok(over(visitor)),
    }
}

/// `POST /passkeys/try/{token}`: what the browser answered.
pub(in crate::pages) async fn finish(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    Path(token): Path<String>,
    CheckedForm { visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let Some(open) = open(&state, token).await? else {
        return Ok(over(visitor));
    };
    let (Some(ceremony), Some(answer)) = (form.get("ceremony"), form.get("credential")) else {
        return Err(PageError::BadRequest);
    };
    let event = Event {
        address: Some(address.to_string()),
        ..Event::of("method.tried", &open.user)
    };
    let bound_to = bound_to(&state, &visitor, &open.row);
    let Open {
        row, user, passkey, ..
    } = &open;
    let answered = (ceremony, answer);
    let worked = trial::finish_in_browser(&state, user, row, passkey, &bound_to, answered, event).await?;
    let w = PasskeyTexts::of(visitor.lang);
    if worked {
        return Ok(result(visitor, true, w.works_title, w.works_text.to_owned()));
    }
    ask(&state, visitor, &open, Some(w.try_refused))
}

async fn open(state: &AppState, token: String) -> Result<Option<Open>, PageError> {
    let Some(row) = trial::open(state, &token).await? else {
        return Ok(None);
    };
    let user = user::Entity::find_by_id(row.user_id).one(&state.db).await?;
    let passkey = security_method::Entity::find_by_id(row.replaces_id.unwrap_or_default())
        .filter(security_method::Column::UserId.eq(row.user_id))
        .filter(security_method::Column::State.eq(method_state::ACTIVE))
        .one(&state.db)
        .await?;
    let user = user.filter(|user| user.is_active());
    Ok(user.zip(passkey).map(|(user, passkey)| Open {
        row,
        user,
        passkey,
        token,
    }))
}

fn ask(
    state: &AppState,
    visitor: Visitor,
    open: &Open,
    problem: Option<&'static str>,
) -> Result<Response, PageError> {
    let asked = passkey::begin_trial(state, &open.passkey, &bound_to(state, &visitor, &open.row));
    let asked = asked.ok_or(PageError::Server)?;
    let path = format!("/passkeys/try/{}", open.token);
    let page = TryPage {
        csrf: visitor.csrf(state),
        user_name: open.user.user_name.clone(),
        name: open.passkey.display_name.clone(),
        problem,
        options: asked.options,
        ceremony: asked.ceremony,
        frame: Frame::of(&visitor, path.clone()),
        w: PasskeyTexts::of(visitor.lang),
        path,
    };
    let allow = Allow {
        script: true,
        ..Allow::default()
    };
    Ok(render::page_allowing(visitor, &page, allow))
}

/// What the ceremony of a page is bound to: this browser, and the trial.
fn bound_to(state: &AppState, visitor: &Visitor, row: &method_registration::Model) -> String {
    format!("trial {} {}", row.id, visitor.binding(state))
}

fn over(visitor: Visitor) -> Response {
    let w = PasskeyTexts::of(visitor.lang);
    result(visitor, false, w.over_title, w.over_text.to_owned())
}
