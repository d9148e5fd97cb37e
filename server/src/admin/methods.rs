//! The methods of a person.

use anyhow::{Context, bail};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, TransactionTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use super::args::{RemoveArgs, UserArgs};
use super::desk::Desk;
use super::said::{Said, table};
use crate::audit;
use crate::clock::rfc3339;
use crate::graph::EMAIL_METHOD_ID;
use crate::methods::kind::{MethodKind, PhoneSlot};
use crate::methods::{preferences, questions, recovery_codes};
use crate::store::entities::{email_method, security_method, user};

pub(super) async fn list(desk: &Desk, args: &UserArgs) -> anyhow::Result<Said> {
    let user = desk.user(&args.user).await?;
    let mut rows: Vec<[String; 6]> = Vec::new();
    if let Some(email) = email_of(desk, &user).await? {
        rows.push([
            EMAIL_METHOD_ID.to_owned(),
            MethodKind::Email.name().to_owned(),
            email.email_address,
            "active".to_owned(),
            rfc3339(email.created_at),
            email.last_used_at.map(rfc3339).unwrap_or_default(),
        ]);
    }
    let methods = security_method::Entity::find()
        .filter(security_method::Column::UserId.eq(user.id))
        .order_by_asc(security_method::Column::CreatedAt)
        .order_by_asc(security_method::Column::Id)
        .all(&desk.db)
        .await?;
    for method in methods {
        let name = [method.display_name.as_deref(), method.value.as_deref()];
        let name: Vec<&str> = name.into_iter().flatten().collect();
        let is_over = method.expires_at.is_some_and(|ends| ends <= desk.now_ms);
        rows.push([
            id_of(&method),
            method.kind.clone(),
            name.join(", "),
            if is_over {
                "expired".to_owned()
            } else {
                method.state.clone()
            },
            rfc3339(method.created_at),
            method.last_used_at.map(rfc3339).unwrap_or_default(),
        ]);
    }
    let json = rows.iter().map(|[id, kind, name, state, created, used]| {
        json!({
            "id": id,
            "methodType": kind,
            "displayName": name,
            "state": state,
            "createdDateTime": created,
            "lastUsedDateTime": Some(used).filter(|used| !used.is_empty()),
        })
    });
    let json = Value::Array(json.collect());
    let cells: Vec<Vec<String>> = rows.into_iter().map(Vec::from).collect();
    Ok(Said::new(
        table(
            &["id", "kind", "name", "state", "added", "last used"],
            &cells,
            "Nothing is registered.",
        ),
        json,
    ))
}

pub(super) async fn remove(desk: &Desk, args: &RemoveArgs) -> anyhow::Result<Said> {
    let user = desk.user(&args.user).await?;
    let removed = if args.id.eq_ignore_ascii_case(EMAIL_METHOD_ID) {
        remove_email(desk, &user).await?
    } else {
        let methods = security_method::Entity::find()
            .filter(security_method::Column::UserId.eq(user.id))
            .all(&desk.db)
            .await?;
        let by_id = |method: &&security_method::Model| {
            id_of(method).eq_ignore_ascii_case(&args.id)
                || Uuid::try_parse(&args.id).is_ok_and(|id| id == method.id)
        };
        match methods.iter().find(by_id) {
            Some(method) => remove_one(desk, &user, method, &methods).await?,
            None => false,
        }
    };
    Ok(Said::new(
        if removed {
            "The method is removed."
        } else {
            "There is no such method."
        },
        json!({ "removed": removed }),
    ))
}

async fn remove_one(
    desk: &Desk,
    user: &user::Model,
    method: &security_method::Model,
    all: &[security_method::Model],
) -> anyhow::Result<bool> {
    let kind = MethodKind::parse(&method.kind).context("a kind of method this version does not know")?;
    let event = event(desk, user, kind);
    match kind {
        MethodKind::SecurityQuestions => Ok(questions::delete(&desk.db, desk.now_ms, user, event).await?),
        MethodKind::RecoveryCodes => Ok(recovery_codes::delete(&desk.db, desk.now_ms, user, event).await?),
        _ => {
            let is_phone = |slot: PhoneSlot| {
                move |other: &security_method::Model| {
                    other.kind == MethodKind::Phone.name() && other.slot == slot.name()
                }
            };
            if is_phone(PhoneSlot::Mobile)(method) && all.iter().any(is_phone(PhoneSlot::AlternateMobile)) {
                bail!("the alternate phone has to be removed first");
            }
            let change = desk.db.begin().await?;
            let deleted = security_method::Entity::delete_by_id(method.id)
                .exec(&change)
                .await?;
            if deleted.rows_affected == 0 {
                change.rollback().await?;
                return Ok(false);
            }
            preferences::after_change(&change, desk.now_ms, user, preferences::Change::Other).await?;
            audit::record(&change, desk.now_ms, event).await?;
            change.commit().await?;
            Ok(true)
        }
    }
}

async fn remove_email(desk: &Desk, user: &user::Model) -> anyhow::Result<bool> {
    let change = desk.db.begin().await?;
    let deleted = email_method::Entity::delete_many()
        .filter(email_method::Column::UserId.eq(user.id))
        .exec(&change)
        .await?;
    if deleted.rows_affected == 0 {
        change.rollback().await?;
        return Ok(false);
    }
    audit::record(&change, desk.now_ms, event(desk, user, MethodKind::Email)).await?;
    change.commit().await?;
    Ok(true)
}

fn event<'a>(desk: &Desk, user: &user::Model, kind: MethodKind) -> audit::Event<'a> {
    desk.event_of("method.deleted", user, &[("method", kind.name())])
}

/// The id as Graph and the app have it: phones have one that is the same for everybody.
fn id_of(method: &security_method::Model) -> String {
    let phone = PhoneSlot::parse(&method.slot).filter(|_| method.kind == MethodKind::Phone.name());
    phone.map_or_else(|| method.id.to_string(), |slot| slot.id().to_owned())
}

async fn email_of(desk: &Desk, user: &user::Model) -> anyhow::Result<Option<email_method::Model>> {
    Ok(email_method::Entity::find()
        .filter(email_method::Column::UserId.eq(user.id))
        .one(&desk.db)
        .await?)
}
