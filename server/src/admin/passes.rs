//! Temporary Access Passes.

use anyhow::Context;
use secrecy::ExposeSecret;
use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::args::{IssueArgs, UserArgs};
use super::desk::Desk;
use super::said::Said;
use crate::clock::{millis, rfc3339};
use crate::methods::tap::{self, IssueError, Wish};

pub(super) async fn issue(desk: &Desk, args: IssueArgs) -> anyhow::Result<Said> {
    let user = desk.user(&args.user).await?;
    let starts_at = args
        .starts
        .as_deref()
        .map(|text| OffsetDateTime::parse(text, &Rfc3339).map(millis))
        .transpose()
        .context("--starts is no instant as 2026-11-22T09:00:00Z")?;
    let wish = Wish {
        lifetime_minutes: args.lifetime_minutes,
        length: args.length,
        one_time: args.one_time,
        starts_at,
        replace: args.replace,
    };
    let event = desk.event_of("method.added", &user, &[("method", "temporaryAccessPass")]);
    let issued = match tap::issue(&desk.db, desk.now_ms, &user, wish, event).await {
        Ok(issued) => issued,
        Err(error @ IssueError::AlreadyThere) => {
            return Err(error).context("nothing was issued; --replace puts another in its place");
        }
        Err(error) => return Err(error.into()),
    };
    let starts = starts_at.unwrap_or(desk.now_ms);
    let ends = issued.method.expires_at.unwrap_or(starts);
    let (starts, ends) = (rfc3339(starts), rfc3339(ends));
    let pass = issued.pass.expose_secret();
    Ok(Said::new(
        format!(
            "Pass for {}: {pass}\nCan be used {} from {starts} until {ends}. It is not shown again.",
            user.user_name,
            if args.one_time {
                "once,"
            } else {
                "any number of times"
            },
        ),
        json!({
            "id": issued.method.id,
            "userPrincipalName": user.user_name,
            "temporaryAccessPass": pass,
            "startDateTime": starts,
            "expiresDateTime": ends,
            "lifetimeInMinutes": args.lifetime_minutes,
            "isUsableOnce": args.one_time,
        }),
    ))
}

pub(super) async fn revoke(desk: &Desk, args: &UserArgs) -> anyhow::Result<Said> {
    let user = desk.user(&args.user).await?;
    let event = desk.event_of("method.deleted", &user, &[("method", "temporaryAccessPass")]);
    let revoked = tap::revoke(&desk.db, desk.now_ms, &user, event).await?;
    Ok(Said::new(
        if revoked {
            "The pass is revoked."
        } else {
            "There was no pass."
        },
        json!({ "revoked": revoked }),
    ))
}
