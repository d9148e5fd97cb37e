//! `/reset/verify`: one or two verifications (B-128 … B-131).

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::ask::{self, Sent};
use super::check::{self, Checked};
use super::page;
use super::row;
use super::scene::{Arrival, Scene, arrive};
use super::texts::ResetTexts;
use super::{PASSWORD, VERIFY};
use crate::audit::{self, Event};
use crate::auth::ClientAddress;
use crate::methods::Answer;
use crate::pages::checked_form::CheckedForm;
use crate::pages::error::{PageError, minutes};
use crate::pages::render;
use crate::pages::visitor::Visitor;
use crate::resets::means::Means;
use crate::state::AppState;

/// The scene, or the answer that takes its place.
pub(super) async fn enter(
    state: &AppState,
    visitor: Visitor,
) -> Result<Result<(Visitor, Scene), Response>, PageError> {
    Ok(match arrive(state, &visitor).await? {
        Arrival::Scene(scene) => Ok((visitor, *scene)),
        Arrival::Refused(scene, refused) => Err(page::refused(visitor, &scene, refused)),
        Arrival::Elsewhere(path) => Err(render::redirect(visitor, path)),
    })
}

/// `GET /reset/verify`
pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    client: ClientAddress,
) -> Result<Response, PageError> {
    let (visitor, scene) = match enter(&state, visitor).await? {
        Ok(entered) => entered,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if scene.is_verified() {
        return Ok(render::redirect(visitor, PASSWORD));
    }
    let Some(means) = scene.means() else {
        return page::ways(&state, visitor, &scene, None);
    };
    match check::answer(&state, &scene).await? {
        Some(Answer::Yes) => verified(&state, visitor, client, &scene, means).await,
        Some(Answer::Waiting) | None => page::asked(&state, visitor, &scene, means, None).await,
        Some(_) => {
            row::choose(&state.db, &scene.row, Some(means)).await?;
            failed(&state, client, &scene, means).await?;
            let problem = ResetTexts::of(visitor.lang).unanswered.to_owned();
            page::asked(&state, visitor, &with_nothing_asked(scene), means, Some(problem)).await
        }
    }
}

/// `GET /reset/verify/state`: for the script that watches.
pub(super) async fn watch(State(state): State<AppState>, visitor: Visitor) -> Result<Response, PageError> {
    let waiting = match arrive(&state, &visitor).await? {
        Arrival::Scene(scene) => check::answer(&state, &scene).await? == Some(Answer::Waiting),
        _ => false,
    };
    Ok(Json(json!({ "waiting": waiting })).into_response())
}

/// `POST /reset/verify/way`: chooses by what, or to choose again.
pub(super) async fn choose(
    State(state): State<AppState>,
    CheckedForm { visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let (visitor, scene) = match enter(&state, visitor).await? {
        Ok(entered) => entered,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let means = match form.get("way") {
        Some(way) => Some(offered(&scene, way)?),
        None => None,
    };
    row::choose(&state.db, &scene.row, means).await?;
    Ok(render::redirect(visitor, VERIFY))
}

/// `POST /reset/verify/send`: the number or address was typed; or asks on the phone.
pub(super) async fn send(
    State(state): State<AppState>,
    client: ClientAddress,
    CheckedForm { visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let (visitor, scene) = match enter(&state, visitor).await? {
        Ok(entered) => entered,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let means = offered(&scene, form.get("way").unwrap_or_default())?;
    let is_sent = matches!(means, Means::Approval | Means::Text | Means::Email) || means.is_call();
    if !is_sent {
        return Err(PageError::BadRequest);
    }
    let typed = form.get("target").unwrap_or_default();
    let w = ResetTexts::of(visitor.lang);
    let problem = match ask::send(&state, &visitor, client, &scene, means, typed).await? {
        Sent::Perhaps | Sent::Again => return Ok(render::redirect(visitor, VERIFY)),
        Sent::NoNumber => w.no_number.to_owned(),
        Sent::NoAddress => w.no_address.to_owned(),
        Sent::Limited(wait) => w.limited.replace("{minutes}", &minutes(wait)),
    };
    page::asked(&state, visitor, &scene, means, Some(problem)).await
}

/// `POST /reset/verify`: a code, or answers.
pub(super) async fn submit(
    State(state): State<AppState>,
    client: ClientAddress,
    CheckedForm { mut visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let scene = match arrive(&state, &visitor).await? {
        Arrival::Scene(scene) => *scene,
        Arrival::Refused(scene, refused) => return Ok(page::refused(visitor, &scene, refused)),
        Arrival::Elsewhere(path) => return Ok(render::redirect(visitor, path)),
    };
    // What the form was made for: another window may have chosen something else since.
    let means = offered(&scene, form.get("way").unwrap_or_default())?;
    let w = ResetTexts::of(visitor.lang);
    let problem = match check::typed(&state, &scene, means, &form).await? {
        Checked::Right => return verified(&state, visitor, client, &scene, means).await,
        Checked::Empty => w.empty.to_owned(),
        Checked::Locked(wait) => w.locked.replace("{minutes}", &minutes(wait)),
        Checked::Wrong => {
            failed(&state, client, &scene, means).await?;
            w.wrong.to_owned()
        }
        Checked::Over => {
            failed(&state, client, &scene, means).await?;
            row::end(&state, &mut visitor, &scene.row).await?;
            return Ok(render::redirect(visitor, "/reset?because=tries"));
        }
    };
    page::asked(&state, visitor, &scene, means, Some(problem)).await
}

/// What was proven just now. Who it is becomes known here, and only here.
async fn verified(
    state: &AppState,
    visitor: Visitor,
    client: ClientAddress,
    scene: &Scene,
    means: Means,
) -> Result<Response, PageError> {
    // Of two requests with a right answer one goes on.
    if !row::advance(&state.db, &scene.row, means).await? {
        return Err(PageError::Stale);
    }
    check::note_use(state, scene, means).await?;
    let event = Event {
        address: Some(client.0.to_string()),
        detail: vec![("by", means.as_str().to_owned())],
        ..Event::of("password.reset_verified", &scene.standing.user)
    };
    audit::record(&state.db, state.now_ms(), event).await?;
    Ok(render::redirect(visitor, VERIFY))
}

async fn failed(
    state: &AppState,
    client: ClientAddress,
    scene: &Scene,
    means: Means,
) -> Result<(), PageError> {
    let event = Event {
        kind: "password.reset_failed",
        tenant_id: Some(scene.tenant.id),
        user_id: scene.row.user_id,
        address: Some(client.0.to_string()),
        detail: vec![("asked", means.as_str().to_owned())],
        ..Event::default()
    };
    audit::record(&state.db, state.now_ms(), event).await?;
    Ok(())
}

fn offered(scene: &Scene, way: &str) -> Result<Means, PageError> {
    let means = Means::parse(way).filter(|means| scene.offered.contains(means));
    means
        .filter(|_| !scene.is_verified())
        .ok_or(PageError::BadRequest)
}

fn with_nothing_asked(mut scene: Scene) -> Scene {
    scene.row.target_sealed = None;
    scene.row.code_mac = None;
    scene.row.asked_id = None;
    scene.row.number = None;
    scene.row.sent_at = None;
    scene
}
