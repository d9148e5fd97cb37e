//! How many codes may be asked for. Each limit guards against something else: a stolen token that sends mail, a
//! mailbox that is flooded, one computer that goes through many accounts.

use std::time::Duration;

use super::EmailError;
use crate::methods::asker::Asker;
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
/// [`EmailError::TooMany`] with the time to wait.
pub(super) async fn count(state: &AppState, asker: Asker<'_>, address_key: &str) -> Result<(), EmailError> {
    // Addresses people only typed are not kept readable.
    let target = state.secrets.mac("rate_limit.address", &[address_key]);
    let buckets = [
        (format!("email_code:account:{}", asker.user.id), PER_ACCOUNT),
        (format!("email_code:client:{}", asker.address), PER_CLIENT),
        (format!("email_code:target:{target}"), PER_TARGET),
    ];
    for (bucket, limit) in buckets {
        rate_limit::hit(&state.db, state.now_ms(), &bucket, limit)
            .await?
            .map_err(|limited| EmailError::TooMany(limited.retry_after))?;
    }
    Ok(())
}
