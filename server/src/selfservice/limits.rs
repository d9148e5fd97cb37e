//! How many codes may be asked for. Each limit guards against something else: a stolen token that sends mail, a
//! mailbox that is flooded, one computer that goes through many accounts.

use std::time::Duration;

use crate::auth::{Caller, ClientAddress};
use crate::graph::GraphError;
use crate::rate_limit::{self, Limit};
use crate::state::AppState;

const HOUR: Duration = Duration::from_secs(3600);
const PER_ACCOUNT: Limit = Limit {
    hits: 10,
    window: HOUR,
};
const PER_TARGET: Limit = Limit {
    hits: 6,
    window: HOUR,
};
const PER_CLIENT: Limit = Limit {
    hits: 60,
    window: HOUR,
};

/// Counts one mail with a code.
///
/// # Errors
/// `tooManyRequests` with the seconds to wait.
pub(super) async fn count(
    state: &AppState,
    caller: &Caller,
    ClientAddress(client): ClientAddress,
    address_key: &str,
) -> Result<(), GraphError> {
    // Addresses people only typed are not kept readable.
    let target = state.secrets.mac("rate_limit.address", &[address_key]);
    let buckets = [
        (format!("email_code:account:{}", caller.user.id), PER_ACCOUNT),
        (format!("email_code:client:{client}"), PER_CLIENT),
        (format!("email_code:target:{target}"), PER_TARGET),
    ];
    for (bucket, limit) in buckets {
        if let Err(limited) = rate_limit::hit(&state.db, state.now_ms(), &bucket, limit).await? {
            let seconds = limited.retry_after.as_millis().div_ceil(1000);
            let seconds = u64::try_from(seconds).unwrap_or(u64::MAX);
            return Err(GraphError::too_many_requests("tooManyRequests", seconds));
        }
    }
    Ok(())
}
