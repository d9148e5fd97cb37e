//! The password rules of the organization, and where a person's password is kept.

use anyhow::bail;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, TransactionTrait};
use serde_json::json;

use super::args::{NoArgs, OnPremisesArgs, PasswordRulesArgs};
use super::desk::Desk;
use super::said::Said;
use crate::audit;
use crate::passwords::rules::{HISTORY, MAXIMUM_LENGTHS, MINIMUM_LENGTHS};
use crate::store::entities::{tenant, user};
use crate::store::values::{PasswordRules, TenantSettings};

/// As many as Entra's own list takes.
const MOST_WORDS: usize = 1000;
const WORD_LENGTHS: std::ops::RangeInclusive<usize> = 3..=32;

pub(super) async fn show(desk: &Desk, _: &NoArgs) -> anyhow::Result<Said> {
    let rules = desk.tenant().await?.settings.password_policy;
    Ok(Said::new(
        serde_json::to_string_pretty(&rules)?,
        serde_json::to_value(&rules)?,
    ))
}

pub(super) async fn set(desk: &Desk, args: &PasswordRulesArgs) -> anyhow::Result<Said> {
    let tenant = desk.tenant().await?;
    let rules = changed(&tenant.settings.password_policy, args)?;
    let is_new = rules != tenant.settings.password_policy;
    if is_new {
        let settings = TenantSettings {
            password_policy: rules.clone(),
            ..tenant.settings.clone()
        };
        let change = desk.db.begin().await?;
        tenant::Entity::update_many()
            .col_expr(tenant::Column::Settings, Expr::value(settings))
            .filter(tenant::Column::Id.eq(tenant.id))
            .exec(&change)
            .await?;
        let event = desk.event_in(
            "organization.changed",
            tenant.id,
            &[("passwordPolicy", "changed")],
        );
        audit::record(&change, desk.now_ms, event).await?;
        change.commit().await?;
    }
    let outcome = if is_new { "changed" } else { "unchanged" };
    Ok(Said::new(
        format!("The password rules are {outcome}."),
        json!({ "passwordPolicy": rules, "outcome": outcome }),
    ))
}

pub(super) async fn on_premises(desk: &Desk, args: &OnPremisesArgs) -> anyhow::Result<Said> {
    let user = desk.user(&args.user).await?;
    let is_new = user.password_on_premises == args.no;
    if is_new {
        let change = desk.db.begin().await?;
        user::Entity::update_many()
            .col_expr(user::Column::PasswordOnPremises, Expr::value(!args.no))
            .filter(user::Column::Id.eq(user.id))
            .exec(&change)
            .await?;
        let place = if args.no { "here" } else { "onPremises" };
        let event = desk.event_of("user.changed", &user, &[("passwordKept", place)]);
        audit::record(&change, desk.now_ms, event).await?;
        change.commit().await?;
    }
    let place = if args.no {
        "here"
    } else {
        "in the organization's own directory"
    };
    Ok(Said::new(
        format!("The password of {} is kept {place}.", user.user_name),
        json!({ "user": user.user_name, "onPremises": !args.no, "outcome": if is_new { "changed" } else { "unchanged" } }),
    ))
}

fn changed(rules: &PasswordRules, args: &PasswordRulesArgs) -> anyhow::Result<PasswordRules> {
    let mut rules = rules.clone();
    if let Some(profile) = args.profile {
        rules.profile = profile.into();
    }
    rules.minimum_length = args.minimum_length.unwrap_or(rules.minimum_length);
    rules.maximum_length = args.maximum_length.unwrap_or(rules.maximum_length);
    rules.history = args.history.unwrap_or(rules.history);
    rules.maximum_age_days = if args.never_expires {
        None
    } else {
        args.maximum_age_days.or(rules.maximum_age_days)
    };
    rules.change_allowed = args.change_allowed.unwrap_or(rules.change_allowed);
    for word in &args.ban {
        let word = word.trim().to_lowercase();
        if !WORD_LENGTHS.contains(&word.chars().count()) {
            bail!("a banned word has 3 to 32 characters: {word}");
        }
        if !rules.banned_words.contains(&word) {
            rules.banned_words.push(word);
        }
    }
    let unbanned: Vec<String> = args.unban.iter().map(|word| word.trim().to_lowercase()).collect();
    rules.banned_words.retain(|word| !unbanned.contains(word));
    if !MINIMUM_LENGTHS.contains(&rules.minimum_length) {
        bail!("the minimum length is 8 to 64");
    }
    if !MAXIMUM_LENGTHS.contains(&rules.maximum_length) {
        bail!("the maximum length is 64 to 256");
    }
    if !HISTORY.contains(&rules.history) {
        bail!("the history is 1 to 24");
    }
    if rules.maximum_age_days == Some(0) {
        bail!("a maximum age is a day or more; for none there is --never-expires");
    }
    if rules.banned_words.len() > MOST_WORDS {
        bail!("there are at most {MOST_WORDS} banned words");
    }
    Ok(rules)
}
