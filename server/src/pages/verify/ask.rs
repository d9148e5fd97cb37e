//! Sends what a way takes, and looks whether it was answered.

use secrecy::{ExposeSecret, SecretString};

use super::scene::Scene;
use crate::auth::ClientAddress;
use crate::authority::second_factor::Way;
use crate::mail::MailLanguage;
use crate::methods::approval::{self, Purpose};
use crate::methods::{Answer, NotSent, sms, voice};
use crate::pages::error::PageError;
use crate::pages::pending;
use crate::pages::texts::Lang;
use crate::pages::visitor::Visitor;
use crate::random;
use crate::state::AppState;

/// Starts to ask for the way of the scene.
pub(super) async fn start(
    state: &AppState,
    visitor: &Visitor,
    client: ClientAddress,
    scene: &Scene,
    remember: bool,
) -> Result<Result<(), NotSent>, PageError> {
    match scene.way {
        Way::Approval => approval(state, visitor, client, scene, remember).await,
        Way::Text | Way::CallMobile | Way::CallAlternate | Way::CallOffice => {
            phone(state, visitor, scene, remember).await
        }
        _ => {
            pending::choose(&state.db, &scene.row, scene.way).await?;
            Ok(Ok(()))
        }
    }
}

/// Sends a code, or calls.
async fn phone(
    state: &AppState,
    visitor: &Visitor,
    scene: &Scene,
    remember: bool,
) -> Result<Result<(), NotSent>, PageError> {
    let Some(method) = scene.registered.methods_for(scene.way).next() else {
        return Ok(Err(NotSent::NotPossible));
    };
    if let Err(retry_after) = pending::claim_sending(&state.db, state.now_ms(), &scene.row, scene.way).await?
    {
        return Ok(Err(NotSent::LimitReached { retry_after }));
    }
    let language = match visitor.lang {
        Lang::Nl => MailLanguage::Dutch,
        Lang::En => MailLanguage::English,
    };
    let sent = if scene.way == Way::Text {
        let code = SecretString::from(random::digits(6));
        let code_mac = pending::code_mac(state, &scene.row, code.expose_secret());
        let sent = sms::send(state, &scene.user, method, language, &code).await;
        sent.map(|()| pending::Sent {
            code_mac: Some(code_mac),
            ..pending::Sent::default()
        })
    } else {
        let call = voice::call(state, &scene.user, method, language).await;
        call.map(|id| pending::Sent {
            asked: Some(id),
            ..pending::Sent::default()
        })
    };
    match sent {
        Ok(sent) => {
            pending::note_sent(&state.db, state.now_ms(), &scene.row, scene.way, sent, remember).await?;
            Ok(Ok(()))
        }
        Err(not_sent) => Ok(Err(not_sent)),
    }
}

/// Asks the person's phones.
async fn approval(
    state: &AppState,
    visitor: &Visitor,
    client: ClientAddress,
    scene: &Scene,
    remember: bool,
) -> Result<Result<(), NotSent>, PageError> {
    if let Err(retry_after) = pending::claim_sending(&state.db, state.now_ms(), &scene.row, scene.way).await?
    {
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
    pending::note_sent(&state.db, state.now_ms(), &scene.row, scene.way, sent, remember).await?;
    Ok(Ok(()))
}

/// What became of what is asked on another device; none when nothing is.
pub(super) async fn answer(state: &AppState, scene: &Scene) -> Result<Option<Answer>, PageError> {
    let Some(id) = scene.row.asked_id.filter(|_| is_answered_elsewhere(scene.way)) else {
        return Ok(None);
    };
    if scene.row.state.answered_at.is_some() {
        return Ok(Some(Answer::Yes));
    }
    Ok(Some(match scene.way {
        Way::Approval => approval::answer(state, id).await?,
        _ => voice::answer(state, id).await?,
    }))
}

/// Whether the answer comes from another device.
pub(super) fn is_answered_elsewhere(way: Way) -> bool {
    matches!(
        way,
        Way::Approval | Way::CallMobile | Way::CallAlternate | Way::CallOffice
    )
}
