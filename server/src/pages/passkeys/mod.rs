//! Passkeys in the browser: making one for an app that asked ([`add`]), trying one ([`try_out`]), and signing in with one ([`sign_in`],
//! [`second_step`]). The script only carries questions and answers between the page and the browser; each answer is a
//! form like any other.

mod add;
mod sign_in;
mod texts;
mod try_out;

pub(super) use add::{PATH as ADD, cancel, save, show};
pub(super) use sign_in::{second_step, sign_in};
pub(super) use texts::PasskeyTexts;
pub(super) use try_out::{finish as finish_trial, show as show_trial};

use super::visitor::Visitor;
use crate::methods::passkey::{self, Asked};
use crate::state::AppState;

/// What a sign-in by passkey is bound to: this browser.
fn to_sign_in(state: &AppState, visitor: &Visitor) -> String {
    format!("sign-in {}", visitor.binding(state))
}

/// What one as a second step is bound to: this browser, and what it already proved.
pub(super) fn to_second_step(state: &AppState, visitor: &Visitor, pending: &str) -> String {
    format!("second step {pending} {}", visitor.binding(state))
}

/// The question of the sign-in page.
pub(super) fn asked_to_sign_in(state: &AppState, visitor: &Visitor) -> Option<Asked> {
    passkey::begin(state, &to_sign_in(state, visitor))
}
