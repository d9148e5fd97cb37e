//! What people see and change of their profiles.

use anyhow::bail;
use serde_json::json;

use super::desk::Desk;
use super::organizations::{https, keep};
use super::profile_args::{BlocksArgs, EditableFieldsArgs, ManagedByArgs, PageName, PagesArgs, PhotoArgs};
use super::said::Said;
use crate::profile::fields::{self, Field, deceives};
use crate::selfservice::BLOCKS;
use crate::store::values::{FieldOwner, HandOvers, ProfileRules, TenantSettings};

/// Fields that somebody can be said to keep, beside those that can be edited.
const KEPT: [&str; 9] = [
    "photo",
    "displayName",
    "jobTitle",
    "department",
    "companyName",
    "employeeId",
    "mail",
    "userPrincipalName",
    "manager",
];
const LONGEST_NAME: usize = 100;

/// B-12.
pub(super) async fn photo(desk: &Desk, args: &PhotoArgs) -> anyhow::Result<Said> {
    let rules = |rules: &ProfileRules| ProfileRules {
        photo_update: args.change.into(),
        ..rules.clone()
    };
    let (settings, outcome) = change(desk, "photoUpdate", |settings| TenantSettings {
        profile: rules(&settings.profile),
        ..settings
    })
    .await?;
    Ok(Said::new(
        format!("Who changes photos is {outcome}."),
        json!({ "photoUpdate": settings.profile.photo_update, "outcome": outcome }),
    ))
}

/// B-03: what is not among them is read-only.
pub(super) async fn editable_fields(desk: &Desk, args: &EditableFieldsArgs) -> anyhow::Result<Said> {
    let known = fields::ALL.map(Field::name);
    if let Some(unknown) = args.field.iter().find(|name| Field::parse(name).is_none()) {
        bail!("{unknown} is none of {}", known.join(", "));
    }
    let chosen = in_order(&known, &args.field);
    let (_, outcome) = change(desk, "editableFields", |mut settings| {
        settings.profile.editable_fields.clone_from(&chosen);
        settings
    })
    .await?;
    Ok(Said::new(
        format!("What people may change themselves is {outcome}."),
        json!({ "editableFields": chosen, "outcome": outcome }),
    ))
}

/// B-11.
pub(super) async fn managed_by(desk: &Desk, args: &ManagedByArgs) -> anyhow::Result<Said> {
    let known: Vec<&str> = KEPT.into_iter().chain(fields::ALL.map(Field::name)).collect();
    if let Some(unknown) = args.field.iter().find(|name| !known.contains(&name.as_str())) {
        bail!("{unknown} is none of {}", known.join(", "));
    }
    let words = |typed: &Option<String>| typed.as_deref().map(check_words).transpose();
    let (name, contact) = (words(&args.name)?, words(&args.contact)?);
    let (settings, outcome) = change(desk, "managedBy", |mut settings| {
        let kept = std::mem::take(&mut settings.profile.managed_by);
        settings.profile.managed_by = kept_by(kept, &known, &args.field, name.as_deref(), contact.as_deref());
        settings
    })
    .await?;
    Ok(Said::new(
        format!("Who keeps these fields is {outcome}."),
        json!({ "managedBy": settings.profile.managed_by, "outcome": outcome }),
    ))
}

/// B-04.
pub(super) async fn blocks(desk: &Desk, args: &BlocksArgs) -> anyhow::Result<Said> {
    if let Some(unknown) = args.block.iter().find(|name| !BLOCKS.contains(&name.as_str())) {
        bail!("{unknown} is none of {}", BLOCKS.join(", "));
    }
    let chosen = in_order(&BLOCKS, &args.block);
    let (_, outcome) = change(desk, "profileBlocks", |mut settings| {
        settings.profile_blocks.clone_from(&chosen);
        settings
    })
    .await?;
    Ok(Said::new(
        format!("What a profile shows is {outcome}."),
        json!({ "profileBlocks": chosen, "outcome": outcome }),
    ))
}

/// B-13.
pub(super) async fn pages(desk: &Desk, args: &PagesArgs) -> anyhow::Result<Said> {
    let page = |typed: &Option<String>, name: PageName, now: Option<String>| match typed {
        Some(url) => https(url).map(Some),
        None if args.without.contains(&name) => Ok(None),
        None => Ok(now),
    };
    let now = desk.tenant().await?.settings.hand_overs;
    let pages = HandOvers {
        apps: page(&args.apps, PageName::Apps, now.apps)?,
        groups: page(&args.groups, PageName::Groups, now.groups)?,
        access_reviews: page(&args.access_reviews, PageName::AccessReviews, now.access_reviews)?,
        app_passwords: now.app_passwords,
    };
    let (_, outcome) = change(desk, "pages", |settings| TenantSettings {
        hand_overs: pages.clone(),
        ..settings
    })
    .await?;
    Ok(Said::new(
        format!("The pages people are sent to are {outcome}."),
        json!({ "handOvers": pages, "outcome": outcome }),
    ))
}

/// Changes what is kept, unless it is that already.
async fn change(
    desk: &Desk,
    what: &'static str,
    to: impl FnOnce(TenantSettings) -> TenantSettings,
) -> anyhow::Result<(TenantSettings, &'static str)> {
    let tenant = desk.tenant().await?;
    let settings = to(tenant.settings.clone());
    if settings == tenant.settings {
        return Ok((settings, "unchanged"));
    }
    keep(desk, &tenant, settings.clone(), &[("setting", what)]).await?;
    Ok((settings, "changed"))
}

/// Takes fields from whoever keeps them, and gives them to somebody else.
fn kept_by(
    kept: Vec<FieldOwner>,
    known: &[&str],
    fields: &[String],
    name: Option<&str>,
    contact: Option<&str>,
) -> Vec<FieldOwner> {
    let mut owners: Vec<FieldOwner> = kept
        .into_iter()
        .map(|owner| FieldOwner {
            fields: owner
                .fields
                .into_iter()
                .filter(|field| !fields.contains(field))
                .collect(),
            ..owner
        })
        .collect();
    if let Some(name) = name {
        let is_it = |owner: &FieldOwner| owner.display_name == name && owner.contact.as_deref() == contact;
        match owners.iter_mut().find(|owner| is_it(owner)) {
            Some(owner) => {
                let all: Vec<String> = owner.fields.iter().chain(fields).cloned().collect();
                owner.fields = in_order(known, &all);
            }
            None => owners.push(FieldOwner {
                display_name: name.to_owned(),
                contact: contact.map(str::to_owned),
                fields: in_order(known, fields),
            }),
        }
    }
    owners.retain(|owner| !owner.fields.is_empty());
    owners
}

/// Each once, in the order they are known in.
fn in_order(known: &[&str], chosen: &[String]) -> Vec<String> {
    known
        .iter()
        .filter(|name| chosen.iter().any(|one| one == *name))
        .map(|name| (*name).to_owned())
        .collect()
}

/// People read it: a line of plain text.
fn check_words(typed: &str) -> anyhow::Result<String> {
    let words = typed.trim();
    if words.is_empty() || words.chars().count() > LONGEST_NAME || words.chars().any(deceives) {
        bail!("a name or contact is a line of 1 to {LONGEST_NAME} characters");
    }
    Ok(words.to_owned())
}
