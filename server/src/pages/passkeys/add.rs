//! `/passkeys/register/{token}`: making a passkey for the app that asked (B-80 … B-86). The same person has to be
//! signed in here, with a proof that is as fresh as the app's had to be (B-83).

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use sea_orm::EntityTrait;
use serde::Deserialize;

use super::PasskeyTexts;
use crate::audit::{self, Event};
use crate::auth::ClientAddress;
use crate::authority::freshness::Freshness;
use crate::authority::registered::rules_of;
use crate::clock::span;
use crate::graph::Fresh;
use crate::methods::kind::MethodKind;
use crate::methods::name;
use crate::methods::passkey::{self, NotAdded};
use crate::pages::checked_form::CheckedForm;
use crate::pages::error::PageError;
use crate::pages::gate::{self, Gate};
use crate::pages::next::Next;
use crate::pages::render::{self, Allow, Frame};
use crate::pages::visitor::Visitor;
use crate::state::AppState;
use crate::store::entities::{method_registration, user};

/// Where a page is, in front of its token.
pub(in crate::pages) const PATH: &str = "/passkeys/register/";

#[derive(Template)]
#[template(path = "passkey-add.html")]
struct AddPage {
    frame: Frame,
    w: &'static PasskeyTexts,
    csrf: String,
    path: String,
    /// Where the page leads on, when it was not an app that asked.
    back: Option<String>,
    user_name: String,
    name: String,
    problem: Option<&'static str>,
    options: String,
    ceremony: String,
}

#[derive(Template)]
#[template(path = "result.html")]
struct ResultPage {
    frame: Frame,
    good: bool,
    heading: &'static str,
    text: String,
}

#[derive(Deserialize)]
pub(in crate::pages) struct Start {
    next: Option<String>,
}

/// Who may go on, for which registration.
struct Permitted {
    back: Option<Next>,
    row: method_registration::Model,
    user: user::Model,
    token: String,
}

/// `GET /passkeys/register/{token}`
pub(in crate::pages) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    client: ClientAddress,
    Path(token): Path<String>,
    Query(start): Query<Start>,
) -> Result<Response, PageError> {
    match permit(&state, visitor, client, token, start.next.as_deref()).await? {
        Ok((visitor, permitted)) => ask(&state, visitor, &permitted, None, None).await,
        Err(answer) => Ok(answer),
    }
}

/// `POST /passkeys/register/{token}`: what the browser made.
pub(in crate::pages) async fn save(
    State(state): State<AppState>,
    client: ClientAddress,
    Path(token): Path<String>,
    CheckedForm { visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let (visitor, permitted) = match permit(&state, visitor, client, token, form.get("next")).await? {
        Ok(permitted) => permitted,
        Err(answer) => return Ok(answer),
    };
    let w = PasskeyTexts::of(visitor.lang);
    let typed = form.get("name").unwrap_or_default().trim().to_owned();
    let display_name = if typed.is_empty() {
        None
    } else if let Some(name) = name::parse(&typed) {
        Some(name)
    } else {
        return ask(&state, visitor, &permitted, Some(typed), Some(w.name_invalid)).await;
    };
    let (Some(ceremony), Some(answer)) = (form.get("ceremony"), form.get("credential")) else {
        return Err(PageError::BadRequest);
    };
    let event = Event {
        address: Some(client.0.to_string()),
        detail: vec![("method", MethodKind::Passkey.name().to_owned())],
        ..Event::of("method.added", &permitted.user)
    };
    let bound_to = bound_to(&state, &visitor, &permitted.row);
    let Permitted { row, user, .. } = &permitted;
    let added = passkey::add(
        &state,
        user,
        row,
        &bound_to,
        (ceremony, answer),
        display_name,
        event,
    )
    .await?;
    let (reason, text) = match added {
        Ok(_) => {
            return Ok(match &permitted.back {
                Some(back) => render::redirect(visitor, back.as_str()),
                None => result(visitor, true, w.added_title, w.added_text.to_owned()),
            });
        }
        Err(NotAdded::Refused) => {
            return ask(&state, visitor, &permitted, Some(typed), Some(w.not_made)).await;
        }
        Err(NotAdded::Gone) => return Ok(result(visitor, false, w.over_title, w.over_text.to_owned())),
        Err(NotAdded::MakeNotAllowed) => ("makeNotAllowed", w.make_not_allowed),
        Err(NotAdded::AlreadyRegistered) => ("alreadyRegistered", w.already_registered),
        Err(NotAdded::LimitReached) => ("limitReached", w.limit_reached),
        Err(NotAdded::NotAllowedByPolicy) => ("notAllowedByPolicy", w.not_allowed),
    };
    passkey::fail(&state, row, reason).await?;
    Ok(result(visitor, false, w.not_added_title, text.to_owned()))
}

/// `POST /passkeys/register/{token}/cancel`
pub(in crate::pages) async fn cancel(
    State(state): State<AppState>,
    Path(token): Path<String>,
    CheckedForm { visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let w = PasskeyTexts::of(visitor.lang);
    let row = passkey::open(&state, &token).await?;
    let is_own = |row: &method_registration::Model| {
        visitor
            .session
            .as_ref()
            .is_some_and(|session| session.user.id == row.user_id)
    };
    if let Some(row) = row.filter(is_own) {
        passkey::decline(&state, &row).await?;
    }
    if let Some(back) = form.get("next").and_then(Next::parse) {
        return Ok(render::redirect(visitor, back.as_str()));
    }
    Ok(result(
        visitor,
        false,
        w.cancelled_title,
        w.cancelled_text.to_owned(),
    ))
}

/// Lets the person through whose app asked, when they are signed in here and proved it lately.
async fn permit(
    state: &AppState,
    visitor: Visitor,
    client: ClientAddress,
    token: String,
    next: Option<&str>,
) -> Result<Result<(Visitor, Permitted), Response>, PageError> {
    let back = match next {
        Some(next) => Some(Next::parse(next).ok_or(PageError::BadRequest)?),
        None => None,
    };
    let w = PasskeyTexts::of(visitor.lang);
    let Some(row) = passkey::open(state, &token).await? else {
        return Ok(Err(result(visitor, false, w.over_title, w.over_text.to_owned())));
    };
    let Some(asked) = user::Entity::find_by_id(row.user_id).one(&state.db).await? else {
        return Ok(Err(result(visitor, false, w.over_title, w.over_text.to_owned())));
    };
    if let Some(session) = &visitor.session
        && session.user.id != row.user_id
    {
        let event = Event {
            address: Some(client.0.to_string()),
            ..Event::of("registration.other_person", &session.user)
        };
        passkey::fail(state, &row, "otherPerson").await?;
        audit::record(&state.db, state.now_ms(), event).await?;
        let text = w
            .other_text
            .replace("{here}", &session.user.user_name)
            .replace("{asked}", &asked.user_name);
        return Ok(Err(result(visitor, false, w.other_title, text)));
    }
    let rules = rules_of(&state.db, &asked).await?;
    if !rules.registration.is_trusted(client.0) {
        return Err(PageError::PlaceNotAllowed);
    }
    let amr = visitor
        .session
        .as_ref()
        .map(|session| session.proof.amr.0.as_slice());
    let within = Fresh::Passkeys.within(rules.fresh_minutes, amr.unwrap_or_default());
    let freshness = Freshness {
        strong: true,
        not_before: Some(state.now_ms() - span(within)),
    };
    let mut here = format!("{PATH}{token}");
    if let Some(back) = &back {
        here = format!("{here}?next={}", Next::encode(back.as_str()));
    }
    let gate = match gate::judge(state, &visitor, freshness).await? {
        // This may be what has to be registered.
        Gate::Register => Gate::Open,
        gate => gate,
    };
    match gate.leads_to(&here) {
        None => Ok(Ok((
            visitor,
            Permitted {
                back,
                row,
                user: asked,
                token,
            },
        ))),
        Some(page) => {
            let hint = Next::encode(&asked.user_name);
            Ok(Err(render::redirect(
                visitor,
                &format!("{page}&login_hint={hint}"),
            )))
        }
    }
}

async fn ask(
    state: &AppState,
    visitor: Visitor,
    permitted: &Permitted,
    typed: Option<String>,
    problem: Option<&'static str>,
) -> Result<Response, PageError> {
    let bound_to = bound_to(state, &visitor, &permitted.row);
    let offer = passkey::offer(state, &permitted.user, &bound_to).await?;
    let offer = offer.ok_or(PageError::Server)?;
    let path = format!("{PATH}{}", permitted.token);
    let page = AddPage {
        csrf: visitor.csrf(state),
        user_name: permitted.user.user_name.clone(),
        name: typed
            .or_else(|| permitted.row.display_name.clone())
            .unwrap_or_default(),
        problem,
        options: offer.options.to_string(),
        ceremony: offer.ceremony,
        frame: Frame::of(&visitor, path.clone()),
        w: PasskeyTexts::of(visitor.lang),
        back: permitted.back.as_ref().map(|back| back.as_str().to_owned()),
        path,
    };
    let allow = Allow {
        script: true,
        ..Allow::default()
    };
    Ok(render::page_allowing(visitor, &page, allow))
}

/// What the ceremony of a page is bound to: this browser, and the registration.
fn bound_to(state: &AppState, visitor: &Visitor, row: &method_registration::Model) -> String {
    format!("registration {} {}", row.id, visitor.binding(state))
}

pub(super) fn result(visitor: Visitor, good: bool, heading: &'static str, text: String) -> Response {
    let page = ResultPage {
        frame: Frame::of(&visitor, "/"),
        good,
        heading,
        text,
    };
    render::page(visitor, StatusCode::OK, &page)
}
