//! Sends what a way takes, and looks whether it was answered.

use super::scene::Scene;
use crate::auth::ClientAddress;
use crate::authority::second_factor::Way;
use crate::methods::approval::{self, Purpose};
use crate::methods::{Answer, NotSent};
use crate::pages::error::PageError;
use crate::pages::pending;
use crate::pages::visitor::Visitor;
use crate::state::AppState;

/// Starts to ask for the way of the scene.
pub(super) async fn start(
    state: &AppState,
    visitor: &Visitor,
    client: ClientAddress,
    scene: &Scene,
    remember: bool,
) -> Result<Result<(), NotSent>, PageError> {
    if scene.way == Way::Approval {
        return approval(state, visitor, client, scene, remember).await;
    }
    pending::choose(&state.db, &scene.row, scene.way).await?;
    Ok(Ok(()))
}

/// Asks the person's phones.
async fn approval(
    state: &AppState,
    visitor: &Visitor,
    client: ClientAddress,
    scene: &Scene,
    remember: bool,
) -> Result<Result<(), NotSent>, PageError> {
    if let Err(retry_after) = pending::claim_sending(&state.db, state.now_ms(), &scene.row).await? {
        return Ok(Err(NotSent::LimitReached { retry_after }));
    }
    let purpose = if scene.is_step_up() {
        Purpose::StepUp
    } else {
        Purpose::SignIn
    };
    let context = approval::Context {
        app: scene.app(state).await,
        address: Some(client.0.to_string()),
        user_agent: visitor.user_agent(),
    };
    let (asked, number) = match approval::ask(state, scene.person(), purpose, context).await {
        Ok(asked) => asked,
        Err(not_sent) => return Ok(Err(not_sent)),
    };
    let sent = pending::Sent {
        asked: Some(asked),
        number: Some(number),
        ..pending::Sent::default()
    };
    pending::note_sent(&state.db, &scene.row, scene.way, sent, remember).await?;
    Ok(Ok(()))
}

/// What became of what is asked on another device; none when nothing is.
pub(super) async fn answer(state: &AppState, scene: &Scene) -> Result<Option<Answer>, PageError> {
    if let Some(id) = scene.row.asked_id.filter(|_| scene.way == Way::Approval) {
        return Ok(Some(approval::answer(state, id).await?));
    }
    Ok(scene
        .row
        .asked_id
        .filter(|_| is_answered_elsewhere(scene.way))
        .map(|_| Answer::Waiting))
}

/// Whether the answer comes from another device.
pub(super) fn is_answered_elsewhere(way: Way) -> bool {
    matches!(
        way,
        Way::Approval | Way::CallMobile | Way::CallAlternate | Way::CallOffice
    )
}
