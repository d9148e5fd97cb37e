//! Phones that an administrator gives people.

use serde_json::json;

use super::args::{RemoveArgs, RemovePhoneArgs, SetPhoneArgs};
use super::desk::Desk;
use super::methods;
use super::said::Said;
use crate::methods::given_phone::{self, Given, Wish};
use crate::methods::kind::PhoneSlot;
use crate::methods::phone;

pub(super) async fn set(desk: &Desk, args: &SetPhoneArgs) -> anyhow::Result<Said> {
    let user = desk.user(&args.user).await?;
    let slot = PhoneSlot::from(args.kind);
    let wish = Wish {
        slot,
        number: &args.number,
        extension: args.extension.as_deref(),
    };
    let event = |kind| desk.event_of(kind, &user, &[("method", "phone"), ("slot", slot.name())]);
    let given = given_phone::give(&desk.db, desk.now_ms, &user, wish, event).await?;
    let (text, outcome) = match &given {
        Given::Added(_) => ("The phone is registered.", "added"),
        Given::Changed {
            was_user_name: true, ..
        } => (
            "The phone is changed. Its number was a user name too; the new one is not.",
            "changed",
        ),
        Given::Changed { .. } => ("The phone is changed.", "changed"),
        Given::Same(_) => ("The phone was registered already.", "same"),
    };
    let (Given::Added(row) | Given::Changed { phone: row, .. } | Given::Same(row)) = &given;
    let extension = row
        .data
        .phone
        .as_ref()
        .and_then(|phone| phone.extension.as_deref());
    let number = row.value.as_deref().unwrap_or_default();
    Ok(Said::new(
        text,
        json!({
            "id": slot.id(),
            "userPrincipalName": user.user_name,
            "phoneType": slot.name(),
            "phoneNumber": phone::as_graph(number, extension),
            "outcome": outcome,
        }),
    ))
}

pub(super) async fn remove(desk: &Desk, args: &RemovePhoneArgs) -> anyhow::Result<Said> {
    let method = RemoveArgs {
        user: args.user.clone(),
        id: PhoneSlot::from(args.kind).id().to_owned(),
    };
    methods::remove(desk, &method).await
}
