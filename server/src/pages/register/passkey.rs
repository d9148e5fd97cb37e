//! Setting up a passkey in the place of text messages and calls (B-97). The ceremony has its own page; it comes back.

use axum::extract::State;
use axum::response::Response;

use super::{Offer, arrive};
use crate::audit;
use crate::auth::ClientAddress;
use crate::methods::passkey;
use crate::pages::checked_form::CheckedForm;
use crate::pages::error::PageError;
use crate::pages::next::Next;
use crate::pages::passkeys::ADD;
use crate::pages::render;
use crate::rate_limit::{self, Limit};
use crate::state::AppState;

/// Attempts of one person: more is a program.
const LIMIT: Limit = Limit {
    hits: 30,
    window: std::time::Duration::from_secs(3600),
};

/// `POST /register/passkey`
pub(in crate::pages) async fn start(
    State(state): State<AppState>,
    client: ClientAddress,
    CheckedForm { visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let (visitor, registrant) = match arrive(&state, visitor, form.get("next")).await? {
        Ok(arrived) => arrived,
        Err(elsewhere) => return Ok(elsewhere),
    };
    registrant.offers(Offer::Passkey)?;
    let now_ms = state.now_ms();
    let bucket = format!("passkey_registration:{}", registrant.user.id);
    rate_limit::hit(&state.db, now_ms, &bucket, LIMIT)
        .await?
        .map_err(|limited| PageError::TooMany(limited.retry_after))?;
    let begun = passkey::start(&state, &registrant.user, None).await?;
    let started = registrant.event("registration.started", client);
    audit::record(&state.db, now_ms, started).await?;
    let back = Next::encode(&registrant.here());
    Ok(render::redirect(
        visitor,
        &format!("{ADD}{}?next={back}", begun.token),
    ))
}
