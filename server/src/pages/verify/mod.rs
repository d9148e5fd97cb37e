//! `/signin/verify`: the second step of a sign-in, and of somebody who is asked once more (step-up). The default way
//! first, the others behind "Sign in another way" (B-22, B-30, B-108).

mod ask;
mod check;
mod page;
mod scene;
mod texts;

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

pub(super) use scene::{Arrival, arrive, complete, continue_sign_in, record_failure};
pub(super) use texts::VerifyTexts;

use self::check::Checked;
use super::acting;
use super::checked_form::CheckedForm;
use super::error::PageError;
use super::gate;
use super::next::Next;
use super::pending::{self, Beginning};
use super::render;
use super::visitor::Visitor;
use crate::auth::ClientAddress;
use crate::authority::second_factor::{Step, Way};
use crate::methods::Answer;
use crate::state::AppState;

/// Where it is.
const PATH: &str = "/signin/verify";

#[derive(Deserialize)]
pub(super) struct Start {
    next: Option<String>,
}

/// `GET /signin/verify`. With `next` it begins anew, for somebody who is signed in.
pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    client: ClientAddress,
    Query(start): Query<Start>,
) -> Result<Response, PageError> {
    if let Some(next) = start.next {
        let next = Next::parse(&next).ok_or(PageError::BadRequest)?;
        return begin_again(&state, visitor, next).await;
    }
    let scene = match arrive(&state, &visitor).await? {
        Arrival::Scene(scene) => *scene,
        Arrival::Elsewhere(path) => return Ok(render::redirect(visitor, &path)),
    };
    let problem = match ask::answer(&state, &scene).await? {
        None | Some(Answer::Waiting) => None,
        Some(Answer::Yes) => {
            let (way, remember) = (scene.way, scene.row.state.remember);
            return complete(&state, visitor, client, scene, way, remember).await;
        }
        Some(no) => {
            pending::choose(&state.db, &scene.row, scene.way).await?;
            record_failure(&state, &visitor, &scene, client).await?;
            let scene = scene.with_nothing_asked();
            let problem = page::why_not(VerifyTexts::of(visitor.lang), scene.way, no);
            return page::show(&state, visitor, &scene, Some(problem)).await;
        }
    };
    page::show(&state, visitor, &scene, problem).await
}

/// `GET /signin/verify/state`: for the script that watches.
pub(super) async fn watch(State(state): State<AppState>, visitor: Visitor) -> Result<Response, PageError> {
    let waiting = match arrive(&state, &visitor).await? {
        Arrival::Scene(scene) => ask::answer(&state, &scene).await? == Some(Answer::Waiting),
        Arrival::Elsewhere(_) => false,
    };
    Ok(Json(json!({ "waiting": waiting })).into_response())
}

/// `GET /signin/verify/others`
pub(super) async fn others(State(state): State<AppState>, visitor: Visitor) -> Result<Response, PageError> {
    match arrive(&state, &visitor).await? {
        Arrival::Scene(scene) => page::others(&state, visitor, &scene).await,
        Arrival::Elsewhere(path) => Ok(render::redirect(visitor, &path)),
    }
}

/// `POST /signin/verify/way`: chooses a way, and sends what it takes.
pub(super) async fn choose(
    State(state): State<AppState>,
    client: ClientAddress,
    CheckedForm { visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let mut scene = match arrive(&state, &visitor).await? {
        Arrival::Scene(scene) => *scene,
        Arrival::Elsewhere(path) => return Ok(render::redirect(visitor, &path)),
    };
    let way = form.get("way").and_then(Way::parse);
    let way = way
        .filter(|way| scene.offers(*way))
        .ok_or(PageError::BadRequest)?;
    let remember = form.get("remember").is_some() || scene.row.state.remember;
    scene.way = way;
    match ask::start(&state, &visitor, client, &scene, remember).await? {
        // What was sent a moment ago still works; the page says when it can be sent again.
        Err(_) if scene.is_cooling_down(state.now_ms()) => Ok(render::redirect(visitor, PATH)),
        Ok(()) => Ok(render::redirect(visitor, PATH)),
        Err(not_sent) => {
            let problem = page::why_not_sent(VerifyTexts::of(visitor.lang), way, not_sent);
            let scene = scene.with_nothing_asked();
            page::show(&state, visitor, &scene, Some(problem)).await
        }
    }
}

/// `POST /signin/verify`: a code.
pub(super) async fn submit(
    State(state): State<AppState>,
    client: ClientAddress,
    CheckedForm { mut visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let mut scene = match arrive(&state, &visitor).await? {
        Arrival::Scene(scene) => *scene,
        Arrival::Elsewhere(path) => return Ok(render::redirect(visitor, &path)),
    };
    // What the form was made for: another window may have chosen another way since.
    let way = form.get("way").and_then(Way::parse);
    scene.way = way
        .filter(|way| scene.offers(*way))
        .ok_or(PageError::BadRequest)?;
    let typed = form.require_secret("code").ok();
    let remember = form.get("remember").is_some();
    let w = VerifyTexts::of(visitor.lang);
    let problem = match check::code(&state, &scene, typed).await? {
        Checked::Right => {
            let way = scene.way;
            return complete(&state, visitor, client, scene, way, remember).await;
        }
        Checked::Empty => w.empty.to_owned(),
        Checked::Not(problem) => {
            record_failure(&state, &visitor, &scene, client).await?;
            page::why_wrong(w, scene.way, problem)
        }
        Checked::Locked(wait) => w.locked.replace("{minutes}", &super::error::minutes(wait)),
        Checked::Over => {
            record_failure(&state, &visitor, &scene, client).await?;
            if scene.way == Way::Text {
                let scene = scene.with_nothing_asked();
                return page::show(&state, visitor, &scene, Some(w.code_spent.to_owned())).await;
            }
            pending::end(&state, &mut visitor, &scene.row).await?;
            return Ok(render::redirect(visitor, &scene.back_to_sign_in("tries")));
        }
    };
    scene.remember = remember;
    page::show(&state, visitor, &scene, Some(problem)).await
}

/// The page again, after an answer that came elsewhere.
pub(super) async fn show_again(
    state: &AppState,
    visitor: Visitor,
    scene: &scene::Scene,
    problem: String,
) -> Result<Response, PageError> {
    page::show(state, visitor, scene, Some(problem)).await
}

/// `POST /signin/verify/cancel`: another account.
pub(super) async fn cancel(
    State(state): State<AppState>,
    CheckedForm { mut visitor, .. }: CheckedForm,
) -> Result<Response, PageError> {
    let Some((row, _)) = pending::find(&state, &visitor).await? else {
        return Ok(render::redirect(visitor, "/signin"));
    };
    pending::end(&state, &mut visitor, &row).await?;
    let next = row.next.unwrap_or_else(|| "/".to_owned());
    Ok(render::redirect(
        visitor,
        &format!("/signin?next={}", Next::encode(&next)),
    ))
}

/// Asks somebody who is signed in: because more is required than the session has, or once more.
async fn begin_again(state: &AppState, mut visitor: Visitor, next: Next) -> Result<Response, PageError> {
    let sign_in = format!("/signin?next={}", Next::encode(next.as_str()));
    let Some(session) = &visitor.session else {
        return Ok(render::redirect(visitor, &sign_in));
    };
    let at_home = gate::registered(state, &visitor, &session.user).await?;
    let proven = session.proof.proven();
    let is_open_at_home = matches!(at_home.situation.next(&proven), Step::Ask { .. });
    // A guest is asked by the organization they visit once home has nothing left to ask.
    let guest = match acting::visiting(state, &visitor, &next).await? {
        Some(visiting) if !is_open_at_home => Some(visiting),
        _ => None,
    };
    let (user_id, step, proven) = match guest {
        Some(visiting) => {
            let proven = visiting.proof.proven();
            let step = acting::asked_of_guest(&visiting.registered.situation, &proven);
            (visiting.guest.id, step, proven)
        }
        None => (session.user.id, at_home.situation.again(&proven), proven),
    };
    if !matches!(step, Step::Ask { .. }) {
        let hint = Next::encode(&session.user.user_name);
        return Ok(render::redirect(visitor, &format!("{sign_in}&login_hint={hint}")));
    }
    let beginning = Beginning {
        user_id,
        proven,
        keep: false,
        next: next.as_str().to_owned(),
        is_step_up: true,
    };
    pending::begin(state, &mut visitor, beginning).await?;
    Ok(render::redirect(visitor, PATH))
}
