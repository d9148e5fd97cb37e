//! Where a person is signed in, for an administrator.

use serde_json::{Value, json};
use uuid::Uuid;

use super::args::UserArgs;
use super::desk::Desk;
use super::said::{Said, table};
use super::trail_args::EndArgs;
use crate::audit;
use crate::authority::sessions;
use crate::clock::rfc3339;
use crate::sign_ins::Agent;
use crate::store::entities::user;

/// Why the tokens are worth nothing any more.
const BECAUSE: &str = "ended_by_administrator";

struct Open {
    id: Uuid,
    kind: &'static str,
    name: String,
    device: String,
    began_at: i64,
    last_used_at: i64,
}

pub(super) async fn list(desk: &Desk, args: &UserArgs) -> anyhow::Result<Said> {
    let user = desk.user(&args.user).await?;
    let mut open = apps(desk, &user).await?;
    open.extend(browsers(desk, &user).await?);
    open.sort_by_key(|one| std::cmp::Reverse(one.last_used_at));
    let cells: Vec<Vec<String>> = open
        .iter()
        .map(|one| {
            vec![
                one.id.to_string(),
                one.kind.to_owned(),
                one.name.clone(),
                one.device.clone(),
                rfc3339(one.began_at),
                rfc3339(one.last_used_at),
            ]
        })
        .collect();
    let json = open.iter().map(|one| {
        json!({
            "id": one.id,
            "kind": one.kind,
            "displayName": one.name,
            "device": one.device,
            "createdDateTime": rfc3339(one.began_at),
            "lastUsedDateTime": rfc3339(one.last_used_at),
        })
    });
    let json = Value::Array(json.collect());
    let heading = ["id", "kind", "name", "device", "began", "last used"];
    Ok(Said::new(table(&heading, &cells, "There are no sessions."), json))
}

async fn apps(desk: &Desk, user: &user::Model) -> anyhow::Result<Vec<Open>> {
    let grants = sessions::usable(&desk.db, desk.now_ms, user, None).await?;
    let names = desk.app_names(grants.iter().map(|grant| grant.client_id)).await?;
    let open = grants.into_iter().map(|grant| Open {
        id: grant.id,
        kind: "app",
        name: names.get(&grant.client_id).cloned().unwrap_or_default(),
        device: [grant.device_name, grant.device_os]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", "),
        began_at: grant.created_at,
        last_used_at: grant.last_used_at,
    });
    Ok(open.collect())
}

async fn browsers(desk: &Desk, user: &user::Model) -> anyhow::Result<Vec<Open>> {
    let rows = sessions::open_browsers(&desk.db, desk.now_ms, user, None).await?;
    let open = rows.into_iter().filter_map(|row| {
        let agent = Agent::of(row.user_agent.as_deref());
        Some(Open {
            id: row.session_id?,
            kind: "browser",
            name: agent.browser.unwrap_or_default().to_owned(),
            device: agent.operating_system.unwrap_or_default().to_owned(),
            began_at: row.authenticated_at,
            last_used_at: row.last_seen_at,
        })
    });
    Ok(open.collect())
}

pub(super) async fn end(desk: &Desk, args: &EndArgs) -> anyhow::Result<Said> {
    let user = desk.user(&args.user).await?;
    let Some(id) = args.which.id else {
        let event = desk.event_of("sessions.revoked", &user, &[]);
        sessions::revoke_all_and_tell(&desk.db, desk.now_ms, user.id, Some(event)).await?;
        return Ok(Said::new(
            "The person is signed out everywhere.",
            json!({ "ended": "all" }),
        ));
    };
    let ended = end_one(desk, &user, id).await?;
    let text = if ended {
        "The session is ended."
    } else {
        "There is no such session, or it ended before."
    };
    Ok(Said::new(text, json!({ "id": id, "ended": ended })))
}

async fn end_one(desk: &Desk, user: &user::Model, id: Uuid) -> anyhow::Result<bool> {
    let Some(kind) = sessions::end_one(&desk.db, desk.now_ms, user.id, id, BECAUSE).await? else {
        return Ok(false);
    };
    let event = desk.event_of("session.ended", user, &[("kind", kind)]);
    audit::record(&desk.db, desk.now_ms, event).await?;
    Ok(true)
}
