//! `selfService.membershipCollection`.

use serde_json::Value;
use workpass_domain::organization::{Membership, NotLeavable, Role, State, in_order};

use super::{Fields, selfservice};

/// `None` when a single one cannot be read: what is missing here would look left.
pub(crate) fn memberships(body: &Value) -> Option<Vec<Membership>> {
    let all = Fields::of(body)?;
    all.has_list("value").then_some(())?;
    let all = all.list("value").iter().map(membership);
    all.collect::<Option<Vec<_>>>().map(in_order)
}

fn membership(value: &Value) -> Option<Membership> {
    let row = Fields::of(value)?;
    let reason = match row.text("reason").as_deref() {
        Some("homeOrganization") => Some(NotLeavable::Home),
        Some("notAllowed") => Some(NotLeavable::NotAllowed),
        Some("accountDisabled") => Some(NotLeavable::AccountDisabled),
        _ => (!row.flag("canLeave")).then_some(NotLeavable::Unknown),
    };
    Some(Membership {
        id: row.text("tenantId")?,
        name: row.text("displayName")?,
        domain: row.text("defaultDomain").unwrap_or_default(),
        issuer: row.text("issuer")?,
        role: match row.text("role").as_deref() {
            Some("Member") => Some(Role::Member),
            Some("Guest") => Some(Role::Guest),
            _ => None,
        },
        is_home: row.flag("isHome"),
        is_current: row.flag("isCurrent"),
        state: match row.text("state").as_deref() {
            Some("invited") => State::Invited,
            Some("disabled") => State::Disabled,
            _ => State::Active,
        },
        not_leavable: reason,
        contact: row
            .value("contact")
            .and_then(selfservice::help_contact)
            .unwrap_or_default(),
        last_sign_in: row.time("lastSignInDateTime"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn b150_a_list_of_organizations_is_whole_or_none_and_home_comes_first() {
        let guest = json!({"tenantId": "2", "displayName": "A", "issuer": "https://x.example/2/v2.0", "role": "New",
            "state": "somethingNew", "canLeave": false, "reason": null});
        let home = json!({"tenantId": "1", "displayName": "Z", "issuer": "https://x.example/1/v2.0", "isHome": true,
            "isCurrent": true, "canLeave": false, "reason": "homeOrganization", "role": "Member"});
        let all = memberships(&json!({"value": [guest.clone(), home]})).unwrap();
        assert_eq!((all[0].id.as_str(), all[0].role), ("1", Some(Role::Member)));
        assert_eq!(all[1].not_leavable, Some(NotLeavable::Unknown));
        assert_eq!((all[1].role, all[1].state), (None, State::Active));
        assert_eq!(memberships(&json!({"value": [guest, {"tenantId": "3"}]})), None);
        assert_eq!(memberships(&json!({"value": 1})), None);
    }
}
