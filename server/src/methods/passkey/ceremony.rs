//! The state of a ceremony between its two halves: sealed, and carried by the page. The database learns of it only when
//! it is spent, so people who only look at the sign-in page leave nothing behind.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::DbErr;
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::CHALLENGE_LIFETIME;
use crate::clock::span;
use crate::rate_limit::{self, Limit};
use crate::secrets;
use crate::state::AppState;

const PURPOSE: &str = "passkey ceremony";
/// A sealed state is a few kilobytes, even with ten credentials in it.
const LONGEST: usize = 64 * 1024;
/// Spent once, remembered for longer than it would work.
const ONCE: Limit = Limit {
    hits: 1,
    window: std::time::Duration::from_secs(2 * 5 * 60),
};

#[derive(Serialize, Deserialize)]
struct Sealed<S> {
    state: S,
    expires_at: i64,
}

/// Seals a state for what it is bound to: the browser, and the row or person it is about.
pub(super) fn seal<S: Serialize>(state: &AppState, bound_to: &str, ceremony: S) -> String {
    let sealed = Sealed {
        state: ceremony,
        expires_at: state.now_ms() + span(CHALLENGE_LIFETIME),
    };
    let text = serde_json::to_vec(&sealed).expect("the library's states have text keys only");
    URL_SAFE_NO_PAD.encode(state.secrets.seal(PURPOSE, bound_to, &text))
}

/// Opens a state and spends it. None when it was made for something else, is over, or was used before, on whatever
/// instance.
pub(super) async fn spend<S: DeserializeOwned>(
    state: &AppState,
    bound_to: &str,
    sealed: &str,
) -> Result<Option<S>, DbErr> {
    if sealed.len() > LONGEST {
        return Ok(None);
    }
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(sealed) else {
        return Ok(None);
    };
    let Ok(text) = state.secrets.open(PURPOSE, bound_to, &bytes) else {
        return Ok(None);
    };
    let Ok(opened) = serde_json::from_slice::<Sealed<S>>(text.expose_secret()) else {
        return Ok(None);
    };
    let now_ms = state.now_ms();
    if opened.expires_at <= now_ms {
        return Ok(None);
    }
    let first = is_first(state, &secrets::token_hash(sealed)).await?;
    Ok(first.then_some(opened.state))
}

/// Whether this name of a challenge is used for the first time, on whatever instance.
pub(super) async fn is_first(state: &AppState, name: &str) -> Result<bool, DbErr> {
    let bucket = format!("ceremony:{name}");
    Ok(rate_limit::hit(&state.db, state.now_ms(), &bucket, ONCE)
        .await?
        .is_ok())
}
