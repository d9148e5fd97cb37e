//! The pages people see in a browser: rendered on the server, working without JavaScript, in Dutch and English.
//!
//! - [`visitor`]: who is looking, in which language; cookies, sessions and CSRF tokens
//! - [`verify`]: the second step, [`pending`] until it is proven; [`gate`]: whether a session is good enough
//! - [`register`]: what the organization asks people to set up
//! - [`text_sign_in`]: a phone number and a code by text in the place of name and password
//! - [`reset`]: a new password, or an unlocked account, for who cannot sign in
//! - [`device`]: a code of another screen (RFC 8628 §3.3); [`signin`], [`consent`], [`signout`]
//! - [`render`]: from template to answer, with the headers every page has; [`texts`]: all the words

mod acting;
mod approve;
mod authorize;
mod checked_form;
mod device;
mod error;
mod gate;
mod history;
mod home;
mod language;
mod next;
mod passkeys;
mod pending;
mod recovery;
mod register;
mod render;
mod reset;
mod scopes;
mod signin;
mod signout;
mod statics;
mod text_sign_in;
mod texts;
mod verify;
mod visitor;

pub(crate) use scopes::scope_in_words;

use axum::Router;
use axum::routing::{get, post};

use crate::state::AppState;

/// Every page, with its whole path.
pub fn router(state: &AppState) -> Router<AppState> {
    Router::new()
        .route("/", get(home::show))
        .route("/device", get(device::ask_code).post(device::take_code))
        .route("/device/confirm", get(device::confirm).post(device::decide))
        .route("/signin", get(signin::show).post(signin::sign_in))
        .route(
            text_sign_in::PATH,
            get(text_sign_in::show).post(text_sign_in::submit),
        )
        .route("/signin/text/again", post(text_sign_in::send_again))
        .route("/signin/verify", get(verify::show).post(verify::submit))
        .route("/signin/verify/state", get(verify::watch))
        .route("/signin/verify/others", get(verify::others))
        .route("/signin/verify/way", post(verify::choose))
        .route("/signin/verify/cancel", post(verify::cancel))
        .route("/signin/passkey", post(passkeys::sign_in))
        .route("/signin/verify/passkey", post(passkeys::second_step))
        .route(
            "/passkeys/register/{token}",
            get(passkeys::show).post(passkeys::save),
        )
        .route("/passkeys/register/{token}/cancel", post(passkeys::cancel))
        .route(
            "/passkeys/try/{token}",
            get(passkeys::show_trial).post(passkeys::finish_trial),
        )
        .merge(register::routes())
        .merge(reset::routes())
        .route("/approve", get(approve::show))
        .route("/signout", get(signout::show).post(signout::sign_out))
        .route("/language", get(language::switch))
        .route("/consent", post(authorize::decide))
        .route(authorize::PATH, get(authorize::show).post(authorize::show_posted))
        .route(signout::LOGOUT, get(signout::logout).post(signout::logout_posted))
        .route_layer(axum::middleware::from_fn_with_state(
            state.clone(),
            render::finish,
        ))
        .route("/approve/manifest.webmanifest", get(approve::manifest))
        .route("/approve/api/enrol", post(approve::enrol))
        .route("/approve/api/pending", post(approve::pending))
        .route("/approve/api/answer", post(approve::answer))
        .route("/approve/api/notifications", post(approve::notifications))
        .route("/static/approve.js", get(statics::approve))
        .route(
            "/static/approve-notifications.js",
            get(statics::approve_notifications),
        )
        .route("/static/approve-worker.js", get(statics::approve_worker))
        .route("/static/mark-256.png", get(statics::mark_256))
        .route("/static/mark-512.png", get(statics::mark_512))
        .route("/static/pages.css", get(statics::css))
        .route("/static/mark.svg", get(statics::mark))
        .route("/static/form-post.js", get(statics::form_post))
        .route("/static/verify.js", get(statics::verify))
        .route("/static/passkeys.js", get(statics::passkeys))
}

/// The page for every address nothing answers.
pub fn unknown(state: &AppState) -> Router<AppState> {
    let unknown = axum::routing::any(|| async { error::PageError::NotFound }).layer(
        axum::middleware::from_fn_with_state(state.clone(), render::finish),
    );
    Router::new().fallback_service(unknown.with_state(state.clone()))
}
