//! How often somebody who has proven nothing may ask (B-126). Each limit is the same whether a name, number or address is
//! anybody's or not, is counted before that is known, and takes nothing from what its owner may ask when signing in.

use std::time::Duration;

use sea_orm::DbErr;

use crate::auth::ClientAddress;
use crate::rate_limit::{self, Limit};
use crate::state::AppState;

const HOUR: Duration = Duration::from_secs(3600);
/// Resets that are begun for one name.
const PER_NAME: Limit = Limit {
    hits: 10,
    window: HOUR,
};
/// Resets that are begun from one address, for whatever names.
const PER_CLIENT: Limit = Limit {
    hits: 60,
    window: HOUR,
};
/// What is sent or asked for one name, and from one address.
const SENT_PER_NAME: Limit = Limit {
    hits: 10,
    window: HOUR,
};
const SENT_PER_CLIENT: Limit = Limit {
    hits: 60,
    window: HOUR,
};
/// What is sent to one number or address: a phone is not flooded.
const SENT_PER_TARGET: Limit = Limit {
    hits: 6,
    window: HOUR,
};
/// Questions on the phones of one name: nobody is worn out.
const ASKED_PER_NAME: Limit = Limit {
    hits: 3,
    window: HOUR,
};
/// New passwords that are looked at for one name.
const CHOSEN_PER_NAME: Limit = Limit {
    hits: 30,
    window: HOUR,
};

/// Requests for help, from one address and for one name.
const CONTACT_PER_CLIENT: Limit = Limit {
    hits: 20,
    window: HOUR,
};
const CONTACT_PER_NAME: Limit = Limit {
    hits: 3,
    window: HOUR,
};

/// Counts one reset that is begun.
pub(super) async fn begin(
    state: &AppState,
    client: ClientAddress,
    name_mac: &str,
) -> Result<Result<(), Duration>, DbErr> {
    let buckets = [
        (format!("reset:client:{}", client.0), PER_CLIENT),
        (format!("reset:name:{name_mac}"), PER_NAME),
    ];
    count(state, buckets).await
}

/// Counts a code or call to a number or address.
pub(super) async fn send(
    state: &AppState,
    client: ClientAddress,
    name_mac: &str,
    target: &str,
) -> Result<Result<(), Duration>, DbErr> {
    let target = state.secrets.mac("rate_limit.reset_target", &[target]);
    let buckets = [
        (format!("reset:sent:client:{}", client.0), SENT_PER_CLIENT),
        (format!("reset:sent:name:{name_mac}"), SENT_PER_NAME),
        (format!("reset:sent:target:{target}"), SENT_PER_TARGET),
    ];
    count(state, buckets).await
}

/// Counts a question on a phone.
pub(super) async fn ask(
    state: &AppState,
    client: ClientAddress,
    name_mac: &str,
) -> Result<Result<(), Duration>, DbErr> {
    let buckets = [
        (format!("reset:sent:client:{}", client.0), SENT_PER_CLIENT),
        (format!("reset:asked:name:{name_mac}"), ASKED_PER_NAME),
    ];
    count(state, buckets).await
}

/// Counts a request for help.
pub(super) async fn contact(
    state: &AppState,
    client: ClientAddress,
    name_mac: &str,
) -> Result<Result<(), Duration>, DbErr> {
    let buckets = [
        (format!("reset:contact:client:{}", client.0), CONTACT_PER_CLIENT),
        (format!("reset:contact:name:{name_mac}"), CONTACT_PER_NAME),
    ];
    count(state, buckets).await
}

/// Counts a new password that is looked at, which is slow work.
pub(super) async fn choose(state: &AppState, name_mac: &str) -> Result<Result<(), Duration>, DbErr> {
    count(
        state,
        [(format!("reset:chosen:name:{name_mac}"), CHOSEN_PER_NAME)],
    )
    .await
}

async fn count(
    state: &AppState,
    buckets: impl IntoIterator<Item = (String, Limit)>,
) -> Result<Result<(), Duration>, DbErr> {
    let now_ms = state.now_ms();
    for (bucket, limit) in buckets {
        if let Err(limited) = rate_limit::hit(&state.db, now_ms, &bucket, limit).await? {
            return Ok(Err(limited.retry_after));
        }
    }
    Ok(Ok(()))
}
