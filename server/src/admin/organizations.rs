//! What an organization shows people.

use anyhow::bail;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, TransactionTrait};
use serde_json::json;
use url::Url;

use super::args::{NoArgs, RecoveryPageArgs};
use super::desk::Desk;
use super::device_args::RecoveryKeysArgs;
use super::guest_args::{GuestsLeaveArgs, HomeSecondFactorArgs};
use super::said::Said;
use crate::audit;
use crate::store::entities::tenant;
use crate::store::values::{PhotoUpdate, TenantSettings};

/// Longer than any real one.
const LONGEST_ADDRESS: usize = 500;

pub(super) async fn show(desk: &Desk, _: &NoArgs) -> anyhow::Result<Said> {
    let tenant = desk.tenant().await?;
    let page = &tenant.settings.account_recovery_page;
    let restrict = tenant.settings.restrict_recovery_keys;
    let settings = &tenant.settings;
    let profile = &tenant.settings.profile;
    let owners: String = profile
        .managed_by
        .iter()
        .map(|owner| {
            let contact = owner
                .contact
                .as_deref()
                .map_or_else(String::new, |at| format!(" ({at})"));
            format!(
                "\nKept by {}{contact}: {}",
                owner.display_name,
                listed(&owner.fields)
            )
        })
        .collect();
    Ok(Said::new(
        format!(
            "{}\nRecover your account: {}\nRecovery keys of devices: {}\nDisplay language: {}\nTime zone of mails: {}\n\
             Privacy notice: {}\nPrivacy contact: {}\nPhotos: {}\nPeople may change: {}\nA profile shows: {}{}\nGuests: {}\nSecond factor of guests: {}",
            tenant.display_name,
            page.as_deref().unwrap_or("no service"),
            if restrict {
                "not shown to people"
            } else {
                "shown to the owner"
            },
            settings.display_language.as_deref().unwrap_or("people choose"),
            settings.time_zone.as_deref().unwrap_or("UTC"),
            settings.privacy_statement.as_deref().unwrap_or("none"),
            settings.privacy_contact.as_deref().unwrap_or("none"),
            match profile.photo_update {
                PhotoUpdate::Allowed => "changed by people themselves",
                PhotoUpdate::OnPremises => "kept in the organization's own directory",
                PhotoUpdate::Nobody => "changed by administrators",
            },
            listed(&profile.editable_fields),
            listed(&tenant.settings.profile_blocks),
            owners,
            if settings.keep_guests {
                "leave when an administrator removes them"
            } else {
                "may leave by themselves"
            },
            if settings.trust_home_second_factor {
                "proven at home"
            } else {
                "their own here"
            },
        ),
        json!({
            "displayName": tenant.display_name,
            "accountRecoveryPage": page,
            "restrictRecoveryKeys": restrict,
            "displayLanguage": settings.display_language,
            "timeZone": settings.time_zone,
            "privacyStatement": settings.privacy_statement,
            "privacyContact": settings.privacy_contact,
            "photoUpdate": profile.photo_update,
            "editableFields": profile.editable_fields,
            "managedBy": profile.managed_by,
            "profileBlocks": tenant.settings.profile_blocks,
            "handOvers": tenant.settings.hand_overs,
            "guestsLeave": !settings.keep_guests,
            "trustHomeSecondFactor": settings.trust_home_second_factor,
        }),
    ))
}

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        "nothing".to_owned()
    } else {
        names.join(", ")
    }
}

pub(super) async fn recovery_page(desk: &Desk, args: &RecoveryPageArgs) -> anyhow::Result<Said> {
    let page = args.url.as_deref().map(https).transpose()?;
    let tenant = desk.tenant().await?;
    let is_new = tenant.settings.account_recovery_page != page;
    if is_new {
        let settings = TenantSettings {
            account_recovery_page: page.clone(),
            ..tenant.settings.clone()
        };
        let shown = page.as_deref().unwrap_or("none");
        keep(desk, &tenant, settings, &[("accountRecoveryPage", shown)]).await?;
    }
    let outcome = if is_new { "changed" } else { "unchanged" };
    Ok(Said::new(
        format!("The address of the recovery service is {outcome}."),
        json!({ "accountRecoveryPage": page, "outcome": outcome }),
    ))
}

/// Says whether people may read the recovery keys of their own devices (B-147).
pub(super) async fn recovery_keys(desk: &Desk, args: &RecoveryKeysArgs) -> anyhow::Result<Said> {
    let tenant = desk.tenant().await?;
    let is_new = tenant.settings.restrict_recovery_keys != args.restrict;
    if is_new {
        let settings = TenantSettings {
            restrict_recovery_keys: args.restrict,
            ..tenant.settings.clone()
        };
        let shown = if args.restrict { "restricted" } else { "allowed" };
        keep(desk, &tenant, settings, &[("recoveryKeys", shown)]).await?;
    }
    let outcome = if is_new { "changed" } else { "unchanged" };
    Ok(Said::new(
        format!("Whether people read the recovery keys of their devices is {outcome}."),
        json!({ "restrictRecoveryKeys": args.restrict, "outcome": outcome }),
    ))
}

/// Says whether guests may leave by themselves (B-155).
pub(super) async fn guests_leave(desk: &Desk, args: &GuestsLeaveArgs) -> anyhow::Result<Said> {
    let tenant = desk.tenant().await?;
    let is_new = tenant.settings.keep_guests != args.forbid;
    if is_new {
        let settings = TenantSettings {
            keep_guests: args.forbid,
            ..tenant.settings.clone()
        };
        let shown = if args.forbid { "forbidden" } else { "allowed" };
        keep(desk, &tenant, settings, &[("guestsLeave", shown)]).await?;
    }
    let outcome = if is_new { "changed" } else { "unchanged" };
    Ok(Said::new(
        format!("Whether guests leave by themselves is {outcome}."),
        json!({ "guestsLeave": !args.forbid, "outcome": outcome }),
    ))
}

/// Says where the second factor of guests is proven (B-17, B-20).
pub(super) async fn home_second_factor(desk: &Desk, args: &HomeSecondFactorArgs) -> anyhow::Result<Said> {
    let tenant = desk.tenant().await?;
    let is_new = tenant.settings.trust_home_second_factor != args.trust;
    if is_new {
        let settings = TenantSettings {
            trust_home_second_factor: args.trust,
            ..tenant.settings.clone()
        };
        let shown = if args.trust { "trusted" } else { "not trusted" };
        keep(desk, &tenant, settings, &[("homeSecondFactor", shown)]).await?;
    }
    let outcome = if is_new { "changed" } else { "unchanged" };
    Ok(Said::new(
        format!("Where the second factor of guests is proven is {outcome}."),
        json!({ "trustHomeSecondFactor": args.trust, "outcome": outcome }),
    ))
}

pub(super) async fn keep(
    desk: &Desk,
    tenant: &tenant::Model,
    settings: TenantSettings,
    changed: &[(&'static str, &str)],
) -> anyhow::Result<()> {
    let change = desk.db.begin().await?;
    tenant::Entity::update_many()
        .col_expr(tenant::Column::Settings, Expr::value(settings))
        .filter(tenant::Column::Id.eq(tenant.id))
        .exec(&change)
        .await?;
    let event = desk.event_in("organization.changed", tenant.id, changed);
    audit::record(&change, desk.now_ms, event).await?;
    change.commit().await?;
    Ok(())
}

/// People are sent there : over https, and nowhere that looks like something else.
pub(super) fn https(typed: &str) -> anyhow::Result<String> {
    let is_plain =
        typed.len() <= LONGEST_ADDRESS && typed.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    match Url::parse(typed) {
        Ok(url)
            if is_plain
                && url.scheme() == "https"
                && url.has_host()
                && url.username().is_empty()
                && url.password().is_none() =>
        {
            Ok(url.to_string())
        }
        _ => bail!("{typed} is no https address"),
    }
}

#[cfg(test)]
mod tests {
    use super::https;

    #[test]
    fn b98_only_an_https_address_is_linked_to() {
        assert_eq!(
            https("https://recover.example").unwrap(),
            "https://recover.example/"
        );
        assert!(https("https://recover.example/nl?from=workpass").is_ok());
        for wrong in [
            "",
            "recover.example",
            "http://recover.example/",
            "javascript:alert(1)",
            "https://me@recover.example/",
            "https://recover.example\\@evil.example/",
            "https://recover.example/ x",
            "data:text/html,x",
        ] {
            assert!(https(wrong).is_err(), "{wrong}");
        }
    }
}
