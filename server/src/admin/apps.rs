//! The apps of others that an organization uses.

use std::collections::BTreeSet;

use anyhow::{Context, bail};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::app_args::{AppIdArgs, UseAppArgs};
use super::args::NoArgs;
use super::desk::Desk;
use super::said::{Said, table};
use crate::audit;
use crate::organizations::apps::{self, Used};
use crate::store::entities::{client, service_principal, tenant};
use crate::store::values::Strings;

pub(super) async fn list(desk: &Desk, _: &NoArgs) -> anyhow::Result<Said> {
    let tenant = desk.tenant().await?;
    let found = apps::all(&desk.db, tenant.id).await?;
    let json: Vec<Value> = found
        .iter()
        .map(|(client, used)| {
            json!({
                "appId": client.id,
                "displayName": client.display_name,
                "isOwn": used.is_none(),
                "state": state(client, used.as_ref()),
                "consentedScopes": consented(client, used.as_ref()).0,
            })
        })
        .collect();
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|(client, used)| {
            vec![
                client.id.to_string(),
                client.display_name.clone(),
                if used.is_some() { "another's" } else { "own" }.to_owned(),
                state(client, used.as_ref()).to_owned(),
                consented(client, used.as_ref()).0.join(" "),
            ]
        })
        .collect();
    let heading = ["id", "name", "registered", "state", "consented"];
    Ok(Said::new(
        table(&heading, &rows, "There are no apps."),
        Value::Array(json),
    ))
}

pub(super) async fn take(desk: &Desk, args: &UseAppArgs) -> anyhow::Result<Said> {
    let (tenant, client) = meant(desk, &args.app).await?;
    // In the spelling and order of the registration, so that a command that is repeated changes nothing.
    let asked: BTreeSet<String> = args
        .consent
        .iter()
        .map(|scope| scope.to_ascii_lowercase())
        .collect();
    let scopes: Vec<String> = client
        .allowed_scopes
        .0
        .iter()
        .filter(|scope| asked.contains(&scope.to_ascii_lowercase()))
        .cloned()
        .collect();
    if let Some(unknown) = args
        .consent
        .iter()
        .find(|scope| !scopes.iter().any(|known| known.eq_ignore_ascii_case(scope)))
    {
        bail!("{} is not registered for {unknown}", client.display_name);
    }
    let id = client.id.to_string();
    let said = scopes.join(" ");
    let event = audit::Event {
        client_id: Some(client.id),
        ..desk.event_in("app.used", tenant.id, &[("app", &id), ("consented", &said)])
    };
    let consented = Strings(scopes.clone());
    let used = apps::take(&desk.db, desk.now_ms, (client.id, tenant.id), consented, event).await?;
    let (outcome, text) = match used {
        Used::Now => ("added", "is used now"),
        Used::Otherwise => ("changed", "is used as you say now"),
        Used::Before => ("unchanged", "was used just so already"),
    };
    Ok(Said::new(
        format!("{} {text}.", client.display_name),
        json!({ "appId": client.id, "outcome": outcome, "consentedScopes": scopes }),
    ))
}

pub(super) async fn stop(desk: &Desk, args: &AppIdArgs) -> anyhow::Result<Said> {
    let (tenant, client) = meant(desk, args).await?;
    let used = service_principal::Entity::find_by_id((client.id, tenant.id))
        .one(&desk.db)
        .await?;
    if used.is_none() {
        bail!("{} is not used by this organization", client.display_name);
    }
    let id = client.id.to_string();
    let event = audit::Event {
        client_id: Some(client.id),
        ..desk.event_in("app.stopped", tenant.id, &[("app", &id)])
    };
    let stopped = apps::stop(&desk.db, desk.now_ms, (client.id, tenant.id), event).await?;
    let text = if stopped { "is off now" } else { "was off already" };
    Ok(Said::new(
        format!("{} {text}.", client.display_name),
        json!({ "appId": client.id, "stopped": stopped }),
    ))
}

/// The organization, and the app of another one that is meant.
async fn meant(desk: &Desk, args: &AppIdArgs) -> anyhow::Result<(tenant::Model, client::Model)> {
    let tenant = desk.tenant().await?;
    let client = client::Entity::find_by_id(args.client).one(&desk.db).await?;
    let client = client.with_context(|| format!("there is no app {}", args.client))?;
    if client.tenant_id == tenant.id {
        bail!("{} is this organization's own", client.display_name);
    }
    Ok((tenant, client))
}

fn state(client: &client::Model, used: Option<&service_principal::Model>) -> &'static str {
    if client.enabled && used.is_none_or(|used| used.enabled) {
        "on"
    } else {
        "off"
    }
}

fn consented<'a>(client: &'a client::Model, used: Option<&'a service_principal::Model>) -> &'a Strings {
    used.map_or(&client.consented_scopes, |used| &used.consented_scopes)
}
