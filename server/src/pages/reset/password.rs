//! `/reset/password`: the new password, or the account unlocked (B-127, B-132, B-133).

use axum::extract::{Query, State};
use axum::response::Response;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::VERIFY;
use super::limits;
use super::page;
use super::row::{self, Purpose};
use super::scene::Scene;
use super::texts::ResetTexts;
use super::verify::enter;
use crate::audit::Event;
use crate::auth::ClientAddress;
use crate::authority::form::Form;
use crate::pages::checked_form::CheckedForm;
use crate::pages::error::{PageError, minutes};
use crate::pages::render;
use crate::pages::visitor::Visitor;
use crate::resets;
use crate::resets::finish::{self, Outcome};
use crate::state::AppState;

/// `GET /reset/password`
pub(super) async fn show(State(state): State<AppState>, visitor: Visitor) -> Result<Response, PageError> {
    match enter(&state, visitor).await? {
        Ok((visitor, scene)) if scene.is_verified() => page::password(&state, visitor, &scene, None),
        Ok((visitor, _)) => Ok(render::redirect(visitor, VERIFY)),
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// `POST /reset/password`
pub(super) async fn submit(
    State(state): State<AppState>,
    client: ClientAddress,
    CheckedForm { visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let (visitor, scene) = match enter(&state, visitor).await? {
        Ok((visitor, scene)) if scene.is_verified() => (visitor, scene),
        Ok((visitor, _)) => return Ok(render::redirect(visitor, VERIFY)),
        Err(elsewhere) => return Ok(elsewhere),
    };
    let purpose = scene.row.purpose();
    let kind = match purpose {
        Purpose::Reset => "password.reset",
        Purpose::Unlock => "account.unlocked",
    };
    let done = Event {
        address: Some(client.0.to_string()),
        detail: vec![("proof", scene.row.proven.clone())],
        ..Event::of(kind, &scene.standing.user)
    };
    let outcome = match purpose {
        Purpose::Unlock => finish::unlock(&state, &scene.row, &scene.standing, done).await?,
        Purpose::Reset => {
            let w = ResetTexts::of(visitor.lang);
            let new = match chosen(&form, w) {
                Ok(new) => new,
                Err(problem) => return page::password(&state, visitor, &scene, Some(problem.to_owned())),
            };
            if let Err(wait) = limits::choose(&state, &scene.row.name_mac).await? {
                let problem = w.limited.replace("{minutes}", &minutes(wait));
                return page::password(&state, visitor, &scene, Some(problem));
            }
            let set = finish::set_password(&state, &scene.row, &scene.standing, &scene.tenant, &new, done);
            match set.await {
                Ok(Outcome::Unfit(unmet)) => {
                    let problem = w.unmet(unmet, &scene.tenant.settings.password_policy);
                    return page::password(&state, visitor, &scene, Some(problem));
                }
                Ok(outcome) => outcome,
                Err(error) => {
                    tracing::error!("a password could not be set: {error:#}");
                    return Err(PageError::Server);
                }
            }
        }
    };
    if outcome != Outcome::Done {
        return Err(PageError::Stale);
    }
    finished(&state, visitor, &scene, purpose).await
}

/// What was typed, twice the same.
fn chosen(form: &Form, w: &'static ResetTexts) -> Result<SecretString, &'static str> {
    let (Ok(new), Ok(again)) = (form.require_secret("new"), form.require_secret("confirm")) else {
        return Err(w.empty);
    };
    if new.expose_secret() == again.expose_secret() {
        Ok(new)
    } else {
        Err(w.mismatch)
    }
}

async fn finished(
    state: &AppState,
    mut visitor: Visitor,
    scene: &Scene,
    purpose: Purpose,
) -> Result<Response, PageError> {
    row::forget(&mut visitor);
    let is_theirs = |user_id| user_id == scene.standing.user.id;
    if purpose == Purpose::Reset && visitor.session.as_ref().is_some_and(|s| is_theirs(s.user.id)) {
        visitor.end_session(state).await?;
    }
    Ok(render::redirect(
        visitor,
        &format!("/reset/done?for={}", purpose.as_str()),
    ))
}

#[derive(Deserialize)]
pub(super) struct Done {
    r#for: Option<String>,
}

/// `GET /reset/done`: the success page, which knows nobody.
pub(super) async fn done(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(done): Query<Done>,
) -> Result<Response, PageError> {
    let purpose = done.r#for.as_deref().and_then(Purpose::parse);
    let tenant = resets::organization_of(&state.db, "").await?;
    let tenant = tenant.ok_or(PageError::NotFound)?;
    Ok(page::done(visitor, &tenant, purpose.unwrap_or(Purpose::Reset)))
}
