//! Sends what a way takes, and looks whether it was answered.

use super::scene::Scene;
use crate::auth::ClientAddress;
use crate::authority::second_factor::Way;
use crate::methods::{Answer, NotSent};
use crate::pages::error::PageError;
use crate::pages::pending;
use crate::pages::visitor::Visitor;
use crate::state::AppState;

/// Starts to ask for the way of the scene.
pub(super) async fn start(
    state: &AppState,
    _visitor: &Visitor,
    _client: ClientAddress,
    scene: &Scene,
    _remember: bool,
) -> Result<Result<(), NotSent>, PageError> {
    pending::choose(&state.db, &scene.row, scene.way).await?;
    Ok(Ok(()))
}

/// What became of what is asked on another device; none when nothing is.
pub(super) async fn answer(_state: &AppState, scene: &Scene) -> Result<Option<Answer>, PageError> {
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
