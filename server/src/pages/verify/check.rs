//! Looks at what was typed.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::scene::Scene;
use crate::authority::lockout;
use crate::authority::second_factor::Way;
use crate::methods::{Verdict, recovery_codes, tap, totp};
use crate::pages::error::PageError;
use crate::pages::{pending, signin};
use crate::secrets;
use crate::state::AppState;

/// The longest code that is looked at, in bytes.
const LONGEST: usize = 1024;

/// What became of it.
pub(super) enum Checked {
    Right,
    /// Nothing was typed: no try.
    Empty,
    Not(Wrong),
    /// Too many wrong ones of this person, wherever they came from.
    Locked(Duration),
    /// This was the last try.
    Over,
}

/// Why it is not right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    Unknown,
    Used,
    Expired,
}

/// Checks a code for the way that is asked. A try is taken before it is looked at, of this sign-in and of the person.
pub(super) async fn code(
    state: &AppState,
    scene: &Scene,
    typed: Option<SecretString>,
) -> Result<Checked, PageError> {
    let typed = typed.filter(|typed| typed.expose_secret().len() <= LONGEST);
    let Some(typed) = typed.filter(|typed| !typed.expose_secret().trim().is_empty()) else {
        return Ok(Checked::Empty);
    };
    let now_ms = state.now_ms();
    let lock = lockout::of_second_factor(&state.secrets, scene.user.id);
    if let Err(wait) = lockout::take_try(&state.db, now_ms, &lock).await? {
        return Ok(Checked::Locked(wait));
    }
    let Some(left) = pending::take_try(&state.db, &scene.row).await? else {
        return Ok(Checked::Over);
    };
    let verdict = verdict(state, scene, &typed).await?;
    Ok(match verdict {
        Verdict::Proven(_) => Checked::Right,
        _ if left <= 0 => Checked::Over,
        Verdict::Wrong => Checked::Not(Wrong::Unknown),
        Verdict::Used => Checked::Not(Wrong::Used),
        Verdict::Expired => Checked::Not(Wrong::Expired),
    })
}

async fn verdict(state: &AppState, scene: &Scene, typed: &SecretString) -> Result<Verdict, PageError> {
    let user = &scene.user;
    let code = typed.expose_secret();
    Ok(match scene.way {
        Way::Oath => totp::verify(state, user, code).await?,
        Way::RecoveryCode => recovery_codes::verify(state, user, code).await?,
        Way::TemporaryAccessPass => tap::verify(state, user, code).await?,
        Way::Password => match signin::check(state, Some(user), typed.clone()).await? {
            true => Verdict::Proven(user.id),
            false => Verdict::Wrong,
        },
        Way::Text => text(state, scene, code),
        // These are answered elsewhere: there is nothing to type.
        Way::Passkey | Way::Approval | Way::CallMobile | Way::CallAlternate | Way::CallOffice => {
            Verdict::Wrong
        }
    })
}

/// The code that was sent last for this sign-in.
fn text(state: &AppState, scene: &Scene, typed: &str) -> Verdict {
    let code: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    let given = pending::code_mac(state, &scene.row, &code);
    let phone = scene.registered.methods_for(Way::Text).next();
    match (&scene.row.code_mac, phone) {
        (Some(_), Some(_)) if pending::code_is_over(&scene.row, state.now_ms()) => Verdict::Expired,
        (Some(sent), Some(phone)) if secrets::same(sent.as_bytes(), given.as_bytes()) => {
            Verdict::Proven(phone.id)
        }
        _ => Verdict::Wrong,
    }
}
