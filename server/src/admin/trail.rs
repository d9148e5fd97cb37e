//! The audit trail, for an administrator to read: nothing in it is ever changed, and after ninety days it is gone.

use std::collections::HashMap;

use anyhow::Context;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;

use super::desk::Desk;
use super::said::{Said, table};
use super::trail_args::TrailArgs;
use crate::clock::{millis, rfc3339};
use crate::store::entities::audit_event::{Column, Entity};

pub(super) async fn list(desk: &Desk, args: &TrailArgs) -> anyhow::Result<Said> {
    let mut query = Entity::find();
    query = match &args.user {
        Some(name) => query.filter(Column::UserId.eq(desk.user(name).await?.id)),
        None => query.filter(Column::TenantId.eq(desk.tenant().await?.id)),
    };
    if let Some(event) = &args.event {
        let kinds = Condition::any()
            .add(Column::Kind.eq(event))
            .add(Column::Kind.starts_with(format!("{event}.")));
        query = query.filter(kinds);
    }
    if let Some(since) = args.since {
        query = query.filter(Column::OccurredAt.gte(millis(since)));
    }
    if let Some(until) = args.until {
        query = query.filter(Column::OccurredAt.lt(millis(until)));
    }
    if let Some(id) = args.before {
        let last = Entity::find_by_id(id).one(&desk.db).await?;
        let last = last.with_context(|| format!("there is no event {id}"))?;
        let older = Condition::any().add(Column::OccurredAt.lt(last.occurred_at)).add(
            Condition::all()
                .add(Column::OccurredAt.eq(last.occurred_at))
                .add(Column::Id.lt(id)),
        );
        query = query.filter(older);
    }
    let rows = query
        .order_by_desc(Column::OccurredAt)
        .order_by_desc(Column::Id)
        .limit(args.limit)
        .all(&desk.db)
        .await?;
    // Who is gone since keeps the id only.
    let people = desk.user_names(rows.iter().filter_map(|row| row.user_id)).await?;
    let apps = desk
        .app_names(rows.iter().filter_map(|row| row.client_id))
        .await?;
    let named = |names: &HashMap<Uuid, String>, id: Option<Uuid>| id.and_then(|id| names.get(&id).cloned());
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let detail = row.detail.0.iter().map(|(name, value)| format!("{name}={value}"));
            vec![
                rfc3339(row.occurred_at),
                row.kind.clone(),
                named(&people, row.user_id).unwrap_or_default(),
                named(&apps, row.client_id).unwrap_or_default(),
                row.address.clone().unwrap_or_default(),
                detail.collect::<Vec<_>>().join(", "),
            ]
        })
        .collect();
    let json = rows.iter().map(|row| {
        json!({
            "id": row.id,
            "event": row.kind,
            "occurredDateTime": rfc3339(row.occurred_at),
            "userId": row.user_id,
            "userPrincipalName": named(&people, row.user_id),
            "appId": row.client_id,
            "appDisplayName": named(&apps, row.client_id),
            "ipAddress": row.address,
            "detail": row.detail.0,
        })
    });
    let json = Value::Array(json.collect());
    let heading = ["when", "event", "person", "app", "address", "more"];
    Ok(Said::new(table(&heading, &cells, "Nothing happened."), json))
}
