//! What counts as unusual (B-164). One rule, which the handbook and the app repeat: somebody got past the first factor
//! from a browser or computer and a network that this person never used together in the last ninety days, within a day
//! in which at least three sign-ins had failed. Of somebody who never signed in before nothing is unusual.

use std::net::IpAddr;
use std::time::Duration;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use uuid::Uuid;

use crate::clock::span;
use crate::store::entities::sign_in::{Column, Entity};

/// Nobody has answered for it.
pub const AT_RISK: &str = "atRisk";
/// Nothing was unusual.
pub const NONE: &str = "none";
/// "This was me".
pub const SAFE: &str = "confirmedSafe";
/// "This wasn't me".
pub const COMPROMISED: &str = "confirmedCompromised";

/// How long a device on a network stays familiar.
const MEMORY: Duration = Duration::from_secs(90 * 24 * 3600);
/// In which time failures count.
const WINDOW: Duration = Duration::from_secs(24 * 3600);
/// How many of them make a new device unusual.
const FAILURES: u64 = 3;

/// Whether a sign-in of now, whose first factor was right, is unusual.
///
/// # Errors
/// When the database fails.
pub(super) async fn is_unusual(
    db: &impl ConnectionTrait,
    now_ms: i64,
    user_id: Uuid,
    network: &str,
    device_key: &str,
) -> Result<bool, DbErr> {
    let failed = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::CreatedAt.gt(now_ms - span(WINDOW)))
        .filter(Column::ErrorCode.ne(0))
        .limit(FAILURES)
        .count(db)
        .await?;
    if failed < FAILURES {
        return Ok(false);
    }
    let trusted = || {
        Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::UserId.eq(user_id))
            .filter(Column::CreatedAt.gt(now_ms - span(MEMORY)))
            .filter(Column::ErrorCode.eq(0))
            .filter(Column::RiskState.is_not_in([AT_RISK, COMPROMISED]))
            .order_by_desc(Column::CreatedAt)
    };
    let familiar = trusted()
        .filter(Column::Network.eq(network))
        .filter(Column::DeviceKey.eq(device_key));
    let found = |rows: Select<Entity>| rows.into_tuple::<Uuid>().one(db);
    Ok(found(familiar).await?.is_none() && found(trusted()).await?.is_some())
}

/// The network of an address: what one household or office has, not one computer.
pub(super) fn network(address: Option<&str>) -> String {
    match address.and_then(|address| address.parse().ok()) {
        Some(IpAddr::V4(v4)) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        Some(IpAddr::V6(v6)) => {
            let [a, b, c, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn b164_addresses_of_one_network_are_one_place() {
        assert_eq!(network(Some("203.0.113.9")), network(Some("203.0.113.200")));
        assert_ne!(network(Some("203.0.113.9")), network(Some("203.0.114.9")));
        assert_eq!(
            network(Some("2001:db8:1:2::3")),
            network(Some("2001:db8:1:ffff::4"))
        );
        assert_ne!(network(Some("2001:db8:1::3")), network(Some("2001:db8:2::3")));
        assert_eq!(network(Some("nowhere")), network(None));
    }
}
