//! What every change of a method has in common: an event in the audit trail, and a limit on how often.

use std::time::Duration;

use crate::audit::Event;
use crate::auth::{Caller, ClientAddress};
use crate::graph::GraphError;
use crate::methods::kind::MethodKind;
use crate::rate_limit::{self, Limit};
use crate::state::AppState;

/// Starts and renewals per person: more is a program gone wrong, or a stolen token.
const LIMIT: Limit = Limit {
    hits: 30,
    window: Duration::from_secs(3600),
};

/// The event of a person whose method was added, changed or deleted through an app.
pub(crate) fn event<'a>(
    kind: &'a str,
    caller: &Caller,
    ClientAddress(address): ClientAddress,
    method: MethodKind,
) -> Event<'a> {
    Event {
        client_id: Some(caller.client),
        address: Some(address.to_string()),
        detail: vec![("method", method.name().to_owned())],
        ..Event::of(kind, &caller.user)
    }
}

/// Counts one of `what` for the person.
///
/// # Errors
/// `tooManyRequests` with the seconds to wait.
pub(crate) async fn limit(state: &AppState, caller: &Caller, what: &str) -> Result<(), GraphError> {
    let bucket = format!("{what}:{}", caller.user.id);
    rate_limit::hit(&state.db, state.now_ms(), &bucket, LIMIT)
        .await?
        .map_err(|limited| GraphError::too_many_requests("tooManyRequests", seconds(limited.retry_after)))
}

/// A wait for `Retry-After`: whole seconds, rounded up.
pub(super) fn seconds(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u64::MAX)
}
