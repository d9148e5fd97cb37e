//! People of another organization who are guests in this one.

use anyhow::{Context, bail};
use serde_json::{Value, json};

use super::args::{NoArgs, UserArgs};
use super::desk::Desk;
use super::said::{Said, table};
use crate::authority::directory;
use crate::clock::{rfc3339, span};
use crate::organizations::guests::{self, Invited};
use crate::organizations::leave::{self, Why};
use crate::organizations::{GUEST, RESTORABLE};
use crate::store::entities::user;

pub(super) async fn list(desk: &Desk, _: &NoArgs) -> anyhow::Result<Said> {
    let tenant = desk.tenant().await?;
    let found = guests::all(&desk.db, tenant.id).await?;
    let json: Vec<Value> = found
        .iter()
        .map(|guest| {
            json!({
                "id": guest.id,
                "displayName": guest.display_name,
                "userName": guest.user_name,
                "mail": guest.mail,
                "state": state(guest),
                "lastSignInDateTime": guest.last_sign_in_at.map(rfc3339),
                "deletedDateTime": guest.deleted_at.map(rfc3339),
                "restorableUntil": guest.deleted_at.map(|at| rfc3339(at + span(RESTORABLE))),
            })
        })
        .collect();
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|guest| {
            vec![
                guest.mail.clone().unwrap_or_default(),
                guest.display_name.clone(),
                state(guest).to_owned(),
                guest.last_sign_in_at.map(rfc3339).unwrap_or_default(),
                guest
                    .deleted_at
                    .map(|at| rfc3339(at + span(RESTORABLE)))
                    .unwrap_or_default(),
            ]
        })
        .collect();
    let heading = ["mail", "name", "state", "last sign-in", "restorable until"];
    Ok(Said::new(
        table(&heading, &rows, "There are no guests."),
        Value::Array(json),
    ))
}

pub(super) async fn invite(desk: &Desk, args: &UserArgs) -> anyhow::Result<Said> {
    let tenant = desk.tenant().await?;
    let home = at_home(desk, args).await?;
    if home.tenant_id == tenant.id {
        bail!("{} belongs to this organization", home.user_name);
    }
    if home.user_type == GUEST {
        bail!("{} is a guest: invite the account at home", home.user_name);
    }
    if home.deleted_at.is_some() {
        bail!("the account of {} is gone", home.user_name);
    }
    let event = |kind, guest: &user::Model| desk.event_of(kind, guest, &[]);
    let (invited, guest) = guests::invite(&desk.db, desk.now_ms, &home, &tenant, event).await?;
    let (outcome, text) = match invited {
        Invited::Now => ("invited", "is a guest now"),
        Invited::Back => ("restored", "is a guest again"),
        Invited::Before => ("unchanged", "was a guest already"),
    };
    Ok(Said::new(
        format!("{} {text}.", home.user_name),
        json!({ "id": guest.id, "userName": guest.user_name, "outcome": outcome }),
    ))
}

pub(super) async fn remove(desk: &Desk, args: &UserArgs) -> anyhow::Result<Said> {
    let guest = guest(desk, args).await?;
    let event = desk.event_of("guest.removed", &guest, &[]);
    let removed = leave::leave(&desk.db, desk.now_ms, &guest, Why::Removed, event).await?;
    let text = if removed {
        format!(
            "{} is no guest any more. It can be undone until {}.",
            args.user,
            rfc3339(desk.now_ms + span(RESTORABLE))
        )
    } else {
        format!("{} was no guest any more.", args.user)
    };
    Ok(Said::new(text, json!({ "removed": removed })))
}

pub(super) async fn restore(desk: &Desk, args: &UserArgs) -> anyhow::Result<Said> {
    let guest = guest(desk, args).await?;
    let event = desk.event_of("guest.restored", &guest, &[]);
    let restored = guests::restore(&desk.db, desk.now_ms, &guest, event).await?;
    let text = if restored {
        "is a guest again"
    } else {
        "is a guest"
    };
    Ok(Said::new(
        format!("{} {text}.", args.user),
        json!({ "restored": restored }),
    ))
}

pub(super) async fn enable(desk: &Desk, args: &UserArgs, enabled: bool) -> anyhow::Result<Said> {
    let guest = guest(desk, args).await?;
    let (kind, text) = if enabled {
        ("guest.enabled", "on")
    } else {
        ("guest.disabled", "off")
    };
    let event = desk.event_of(kind, &guest, &[]);
    let changed = guests::enable(&desk.db, desk.now_ms, &guest, enabled, event).await?;
    Ok(Said::new(
        format!("The account of {} is turned {text}.", args.user),
        json!({ "enabled": enabled, "changed": changed }),
    ))
}

/// The person who is meant, where the account is at home.
async fn at_home(desk: &Desk, args: &UserArgs) -> anyhow::Result<user::Model> {
    directory::user_by_name(&desk.db, &args.user)
        .await?
        .with_context(|| format!("nobody has the user name {}", args.user))
}

/// The guest who is meant, by the user name at home or here.
async fn guest(desk: &Desk, args: &UserArgs) -> anyhow::Result<user::Model> {
    let tenant = desk.tenant().await?;
    let named = at_home(desk, args).await?;
    if named.tenant_id == tenant.id && named.user_type == GUEST {
        return Ok(named);
    }
    guests::find(&desk.db, named.id, tenant.id)
        .await?
        .with_context(|| format!("{} is no guest of this organization", args.user))
}

fn state(guest: &user::Model) -> &'static str {
    match (&guest.deleted_at, guest.account_enabled, guest.accepted_at) {
        (Some(_), _, _) if guest.deleted_reason.as_deref() == Some("left") => "left",
        (Some(_), _, _) => "removed",
        (None, false, _) => "disabled",
        (None, true, None) => "invited",
        (None, true, Some(_)) => "active",
    }
}
