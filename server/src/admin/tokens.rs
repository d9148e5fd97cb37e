//! Hardware tokens.

use std::collections::HashMap;

use anyhow::{Context, bail};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::args::{AssignTokenArgs, ImportArgs, UnassignArgs};
use super::desk::{self, Desk};
use super::said::{Said, table};
use crate::methods::hardware_tokens::{self, AssignError, Assigned, Delivered};
use crate::methods::token_list::{self, Described};
use crate::store::entities::user;

pub(super) async fn assign(desk: &Desk, args: AssignTokenArgs) -> anyhow::Result<Said> {
    let user = desk.user(&args.user).await?;
    let secret = desk::read(&args.secret_file)?;
    let token = token_list::delivered(Described {
        serial: &args.serial,
        secret: &secret,
        period: args.period,
        digits: args.digits,
        manufacturer: &args.manufacturer,
        model: &args.model,
    })
    .map_err(anyhow::Error::msg)?;
    let assigned = assign_one(desk, &user, &token).await?;
    let (id, text) = match assigned {
        Assigned::Now(id) => (id, "The token is assigned; it waits to be activated."),
        Assigned::Before(id) => (id, "The token was assigned already."),
    };
    Ok(Said::new(
        text,
        json!({ "id": id, "serialNumber": token.serial, "assigned": matches!(assigned, Assigned::Now(_)) }),
    ))
}

/// The whole file is judged before the first token is assigned; what was assigned before is left as it is, so that a
/// file may be given again.
pub(super) async fn import(desk: &Desk, args: &ImportArgs) -> anyhow::Result<Said> {
    let text = desk::read(&args.file)?;
    let rows = token_list::read(text.expose_secret()).map_err(|mistakes| {
        let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("nothing was imported:\n{}", lines.join("\n"))
    })?;
    let mut people: HashMap<String, user::Model> = HashMap::new();
    let mut unknown = Vec::new();
    for row in &rows {
        if people.contains_key(&row.user_name) {
            continue;
        }
        match desk.user(&row.user_name).await {
            Ok(user) => {
                people.insert(row.user_name.clone(), user);
            }
            Err(error) => unknown.push(format!("line {}: {error:#}", row.line)),
        }
    }
    if !unknown.is_empty() {
        bail!("nothing was imported:\n{}", unknown.join("\n"));
    }

    let mut outcomes: Vec<(Vec<String>, Value)> = Vec::new();
    for row in &rows {
        let user = people.get(&row.user_name).context("everybody was looked up")?;
        let what = if args.dry_run {
            "would be looked at".to_owned()
        } else {
            match assign_one(desk, user, &row.token).await {
                Ok(Assigned::Now(_)) => "assigned".to_owned(),
                Ok(Assigned::Before(_)) => "assigned before".to_owned(),
                Err(AssignError::Store(error)) => return Err(error.into()),
                Err(refused) => format!("refused: {refused}"),
            }
        };
        let json = json!({
            "line": row.line,
            "userPrincipalName": row.user_name,
            "serialNumber": row.token.serial,
            "outcome": what,
        });
        let cells = vec![
            row.line.to_string(),
            row.user_name.clone(),
            row.token.serial.clone(),
            what,
        ];
        outcomes.push((cells, json));
    }
    let (cells, json): (Vec<_>, Vec<_>) = outcomes.into_iter().unzip();
    Ok(Said::new(
        table(
            &["line", "user", "serial number", "outcome"],
            &cells,
            "The file has no rows.",
        ),
        Value::Array(json),
    ))
}

pub(super) async fn unassign(desk: &Desk, args: &UnassignArgs) -> anyhow::Result<Said> {
    let tenant = desk.tenant().await?;
    let event = desk.event_in(
        "method.deleted",
        tenant.id,
        &[("method", "hardwareOath"), ("serialNumber", &args.serial)],
    );
    let of = hardware_tokens::unassign(&desk.db, desk.now_ms, tenant.id, &args.serial, event).await?;
    Ok(Said::new(
        match of {
            Some(_) => "The token is nobody's any more.",
            None => "The token was nobody's.",
        },
        json!({ "unassigned": of.is_some(), "userId": of }),
    ))
}

async fn assign_one(desk: &Desk, user: &user::Model, token: &Delivered) -> Result<Assigned, AssignError> {
    let event = desk.event_of(
        "method.assigned",
        user,
        &[("method", "hardwareOath"), ("serialNumber", &token.serial)],
    );
    hardware_tokens::assign(&desk.db, &desk.secrets, desk.now_ms, user, token, event).await
}
