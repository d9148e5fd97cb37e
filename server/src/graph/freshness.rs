//! What changes how a person signs in needs a strong proof that is not old (B-22, B-83). Who has none gets a claims
//! challenge: 401 with the claims to sign in again with, as Graph answers it.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::GraphError;
use super::surface::Authenticated;
use crate::auth::{self, Caller};
use crate::clock::span;
use crate::methods::tap;
use crate::selfservice;
use crate::state::AppState;
use crate::store::values::FreshMinutes;

/// The authentication context of a verification with two factors, as Entra's claim `acrs` has it.
const MULTI_FACTOR: &str = "c1";

/// What a call changes, which decides how old the proof may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fresh {
    Methods,
    /// Passkeys replace everything else, and are treated more strictly.
    Passkeys,
}

impl Fresh {
    /// How old a proof by `amr` may be.
    pub(crate) fn within(self, minutes: FreshMinutes, amr: &[String]) -> Duration {
        let minutes = match self {
            Self::Methods => minutes.methods,
            Self::Passkeys => minutes.passkeys.min(minutes.methods),
        };
        let minutes = tap::fresh_minutes(minutes, amr);
        // Under a minute nobody would get through.
        Duration::from_secs(60 * u64::from(minutes.max(1)))
    }
}

/// Lets a request through when the proof of its grant is fresh.
pub(super) async fn demand(
    fresh: Fresh,
    State(state): State<AppState>,
    caller: Authenticated,
    request: Request,
    next: Next,
) -> Response {
    match check(fresh, &state, &caller).await {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

/// Passes when the proof of the caller's grant is fresh: for calls of which only a part needs it.
///
/// # Errors
/// The claims challenge when it is not.
pub(super) async fn check(fresh: Fresh, state: &AppState, caller: &Caller) -> Result<(), GraphError> {
    let rules = selfservice::rules_of(state, caller).await?;
    let within = fresh.within(rules.fresh_minutes, &caller.amr.0);
    match not_before(caller.verified_at, state.now_ms(), within) {
        None => Ok(()),
        Some(not_before) => Err(insufficient_claims(state, not_before)),
    }
}

/// None when the proof is fresh; else the instant a new one must not be older than. Milliseconds since the Unix epoch.
fn not_before(verified_at: Option<i64>, now_ms: i64, within: Duration) -> Option<i64> {
    let not_before = now_ms - span(within);
    verified_at.is_none_or(|at| at < not_before).then_some(not_before)
}

fn insufficient_claims(state: &AppState, not_before: i64) -> GraphError {
    let claims = json!({ "access_token": {
        "acrs": { "essential": true, "value": MULTI_FACTOR },
        "auth_time": { "essential": true, "value": (not_before / 1000).to_string() },
    }});
    let challenge = format!(
        "{}, claims=\"{}\"",
        auth::challenge(state, Some("insufficient_claims")),
        STANDARD.encode(claims.to_string())
    );
    GraphError::invalid_token(
        "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: \
         ProofTooOld",
        challenge,
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: i64 = 60_000;

    #[test]
    fn b22_a_proof_is_good_for_as_long_as_policy_says_and_no_longer() {
        let now = 100 * MINUTE;
        let ten = Fresh::Methods.within(FreshMinutes::default(), &[]);
        assert_eq!(not_before(Some(90 * MINUTE), now, ten), None);
        assert_eq!(not_before(Some(90 * MINUTE - 1), now, ten), Some(90 * MINUTE));
        assert_eq!(not_before(None, now, ten), Some(90 * MINUTE));
    }

    #[test]
    fn b83_a_passkey_asks_for_a_proof_of_the_last_five_minutes() {
        let minutes = FreshMinutes::default();
        assert_eq!(Fresh::Passkeys.within(minutes, &[]), Duration::from_secs(5 * 60));
        let strict = FreshMinutes {
            methods: 2,
            passkeys: 5,
        };
        assert_eq!(Fresh::Passkeys.within(strict, &[]), Duration::from_secs(2 * 60));
        let nothing = FreshMinutes {
            methods: 0,
            passkeys: 0,
        };
        assert_eq!(Fresh::Methods.within(nothing, &[]), Duration::from_secs(60));
    }

    proptest! {
        #[test]
        fn a_proof_that_meets_the_challenge_is_fresh_at_once(
            now in 0..4_000_000_000_000_i64,
            verified_at in proptest::option::of(0..4_000_000_000_000_i64),
            minutes in 1_u32..100_000,
        ) {
            let within = Duration::from_secs(60 * u64::from(minutes));
            if let Some(asked) = not_before(verified_at, now, within) {
                prop_assert!(verified_at.is_none_or(|at| at < asked));
                prop_assert_eq!(not_before(Some(Ord::max(asked, now)), now, within), None);
            }
        }
    }
}
