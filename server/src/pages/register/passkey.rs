//! Setting up a passkey (B-80, B-97). The ceremony has its own page; it comes back.

use axum::extract::State;
use axum::response::Response;

use super::arrive::Step;
use super::offers::Offer;
use crate::audit;
use crate::auth::ClientAddress;
use crate::methods::kind::MethodKind;
use crate::methods::passkey;
use crate::pages::error::PageError;
use crate::pages::next::Next;
use crate::pages::passkeys::ADD;
use crate::pages::render;
use crate::state::AppState;

/// `POST /register/passkey`
pub(in crate::pages) async fn start(
    State(state): State<AppState>,
    client: ClientAddress,
    step: Step,
) -> Result<Response, PageError> {
    let Step {
        visitor, registrant, ..
    } = step;
    registrant.offers(Offer::Passkey)?;
    registrant.count(&state, "passkey_registration").await?;
    let begun = passkey::start(&state, &registrant.user, None).await?;
    let started = registrant.of_method("registration.started", MethodKind::Passkey, client);
    audit::record(&state.db, state.now_ms(), started).await?;
    let back = Next::encode(&registrant.page("/register/added"));
    Ok(render::redirect(
        visitor,
        &format!("{ADD}{}?next={back}", begun.token),
    ))
}
