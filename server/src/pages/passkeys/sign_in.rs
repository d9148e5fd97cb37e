//! Signing in with a passkey: instead of name and password, or after them.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use sea_orm::EntityTrait;

use super::{PasskeyTexts, to_second_step, to_sign_in};
use crate::audit::{self, Event};
use crate::auth::ClientAddress;
use crate::authority::registered;
use crate::authority::second_factor::{Proven, Way};
use crate::methods::kind::MethodKind;
use crate::methods::passkey::{self, Finished};
use crate::pages::checked_form::CheckedForm;
use crate::pages::error::PageError;
use crate::pages::next::Next;
use crate::pages::{signin, verify};
use crate::rate_limit::{self, Limit};
use crate::state::AppState;
use crate::store::entities::{security_method, user};

/// Answers from one address. A whole office may share one.
const LIMIT: Limit = Limit {
    hits: 300,
    window: Duration::from_secs(10 * 60),
};

/// `POST /signin/passkey`
pub(in crate::pages) async fn sign_in(
    State(state): State<AppState>,
    client: ClientAddress,
    CheckedForm { visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let next = form.get("next").and_then(Next::parse);
    let bucket = format!("passkey sign-in {}", client.0);
    rate_limit::hit(&state.db, state.now_ms(), &bucket, LIMIT)
        .await?
        .map_err(|limited| PageError::TooMany(limited.retry_after))?;
    let (Some(ceremony), Some(answer)) = (form.get("ceremony"), form.get("credential")) else {
        return Err(PageError::BadRequest);
    };
    let bound_to = to_sign_in(&state, &visitor);
    let finished = passkey::finish(&state, &bound_to, ceremony, answer).await?;
    let user = match &finished {
        Finished::Proven(method) => owner(&state, method).await?,
        Finished::Refused => None,
    };
    let Some(user) = user else {
        let event = Event {
            kind: "sign_in.failed",
            address: Some(client.0.to_string()),
            detail: vec![("proof", Way::Passkey.reference().to_owned())],
            ..Event::default()
        };
        audit::record(&state.db, state.now_ms(), event).await?;
        let problem = PasskeyTexts::of(visitor.lang).refused.to_owned();
        return signin::answer(&state, visitor, next, String::new(), false, Some(problem)).await;
    };
    let next = next.as_ref().map_or("/", Next::as_str).to_owned();
    let proven = Proven::by(Way::Passkey);
    verify::continue_sign_in(&state, visitor, client, user, proven, false, next).await
}

/// Whose passkey it is, when the account works and the organization lets people sign in with one.
async fn owner(state: &AppState, method: &security_method::Model) -> Result<Option<user::Model>, PageError> {
    let user = user::Entity::find_by_id(method.user_id).one(&state.db).await?;
    let Some(user) = user.filter(|user| user.is_active()) else {
        return Ok(None);
    };
    let rules = registered::rules_of(&state.db, &user).await?;
    Ok(registered::may_sign_in_with(&rules, MethodKind::Passkey).then_some(user))
}

/// `POST /signin/verify/passkey`
pub(in crate::pages) async fn second_step(
    State(state): State<AppState>,
    client: ClientAddress,
    CheckedForm { visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let scene = match verify::arrive(&state, &visitor).await? {
        verify::Arrival::Scene(scene) => scene.asking(Way::Passkey).ok_or(PageError::BadRequest)?,
        verify::Arrival::Elsewhere(path) => return Ok(crate::pages::render::redirect(visitor, &path)),
    };
    let (Some(ceremony), Some(answer)) = (form.get("ceremony"), form.get("credential")) else {
        return Err(PageError::BadRequest);
    };
    let remember = form.get("remember").is_some();
    let bound_to = to_second_step(&state, &visitor, scene.id());
    match passkey::finish_for(&state, scene.person(), &bound_to, ceremony, answer).await? {
        Finished::Proven(_) => verify::complete(&state, visitor, client, scene, Way::Passkey, remember).await,
        Finished::Refused => {
            verify::record_failure(&state, &visitor, &scene, client).await?;
            let problem = PasskeyTexts::of(visitor.lang).refused.to_owned();
            verify::show_again(&state, visitor, &scene, problem).await
        }
    }
}
