//! Method policies.

use anyhow::{Context, bail};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, TransactionTrait,
};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use uuid::Uuid;

use super::args::{AssignPolicyArgs, NoArgs, PolicyArgs, SetArgs};
use super::desk::{self, Desk};
use super::said::{Said, table};
use crate::audit;
use crate::methods::kind::{MethodKind, PhoneSlot};
use crate::store::entities::{method_policy, user};
use crate::store::values::MethodRules;

/// What a method may be used for.
const USES: [&str; 3] = ["passwordReset", "multifactor", "signIn"];
const LONGEST_NAME: usize = 64;

pub(super) async fn list(desk: &Desk, _: &NoArgs) -> anyhow::Result<Said> {
    let tenant = desk.tenant().await?;
    let policies = method_policy::Entity::find()
        .filter(method_policy::Column::TenantId.eq(tenant.id))
        .order_by_asc(method_policy::Column::Name)
        .all(&desk.db)
        .await?;
    let (mut rows, mut json) = (Vec::new(), Vec::new());
    for policy in policies {
        let people = user::Entity::find().filter(user::Column::TenantId.eq(tenant.id));
        let people = if policy.is_default {
            people.filter(user::Column::MethodPolicyId.is_null())
        } else {
            people.filter(user::Column::MethodPolicyId.eq(policy.id))
        };
        let people = people.count(&desk.db).await?;
        json.push(json!({ "name": policy.name, "isDefault": policy.is_default, "people": people }));
        let is_default = if policy.is_default { "default" } else { "" };
        rows.push(vec![policy.name, is_default.to_owned(), people.to_string()]);
    }
    Ok(Said::new(
        table(&["name", "", "people"], &rows, "There are no policies."),
        Value::Array(json),
    ))
}

pub(super) async fn show(desk: &Desk, args: &PolicyArgs) -> anyhow::Result<Said> {
    let policy = desk.policy(args).await?;
    let json = serde_json::to_value(&policy.rules).context("writing the rules")?;
    let text = serde_json::to_string_pretty(&policy.rules).context("writing the rules")?;
    Ok(Said::new(text, json))
}

pub(super) async fn set(desk: &Desk, args: &SetArgs) -> anyhow::Result<Said> {
    let text = desk::read(&args.file)?;
    let rules = parse(text.expose_secret())?;
    let existing = match &args.policy.name {
        Some(name) => desk.policy_by_name(desk.tenant().await?.id, name).await?,
        None => Some(desk.policy(&args.policy).await?),
    };
    let (name, outcome) = match (existing, &args.policy.name) {
        (Some(policy), _) if policy.rules == rules => (policy.name, "unchanged"),
        (Some(policy), _) => {
            let changed = change(desk, &policy, &rules).await?;
            (policy.name, if changed { "changed" } else { "gone" })
        }
        (None, Some(name)) => {
            make(desk, name, rules).await?;
            (name.clone(), "made")
        }
        (None, None) => bail!("the organization has no default policy"),
    };
    Ok(Said::new(
        format!("The policy {name} is {outcome}."),
        json!({ "name": name, "outcome": outcome }),
    ))
}

pub(super) async fn assign(desk: &Desk, args: &AssignPolicyArgs) -> anyhow::Result<Said> {
    let mut people = Vec::new();
    for name in &args.user {
        people.push(desk.user(name).await?);
    }
    let mut changed = 0;
    let change = desk.db.begin().await?;
    for user in people {
        let policy = match &args.name {
            Some(name) => {
                let policy = method_policy::Entity::find()
                    .filter(method_policy::Column::TenantId.eq(user.tenant_id))
                    .filter(method_policy::Column::Name.eq(name))
                    .one(&change)
                    .await?
                    .with_context(|| format!("there is no policy {name}"))?;
                (!policy.is_default).then_some(policy.id)
            }
            None => None,
        };
        if user.method_policy_id == policy {
            continue;
        }
        user::Entity::update_many()
            .col_expr(user::Column::MethodPolicyId, Expr::value(policy))
            .filter(user::Column::Id.eq(user.id))
            .exec(&change)
            .await?;
        let name = args.name.as_deref().unwrap_or("default");
        let event = desk.event_of("policy.assigned", &user, &[("policy", name)]);
        audit::record(&change, desk.now_ms, event).await?;
        changed += 1;
    }
    change.commit().await?;
    Ok(Said::new(
        format!("{changed} of {} people have another policy now.", args.user.len()),
        json!({ "changed": changed, "people": args.user.len() }),
    ))
}

/// Puts other rules in a policy; false when it was deleted meanwhile.
pub(super) async fn change(
    desk: &Desk,
    policy: &method_policy::Model,
    rules: &MethodRules,
) -> anyhow::Result<bool> {
    let change = desk.db.begin().await?;
    let changed = method_policy::Entity::update_many()
        .col_expr(method_policy::Column::Rules, Expr::value(rules.clone()))
        .filter(method_policy::Column::Id.eq(policy.id))
        .exec(&change)
        .await?;
    let event = desk.event_in("policy.changed", policy.tenant_id, &[("policy", &policy.name)]);
    audit::record(&change, desk.now_ms, event).await?;
    change.commit().await?;
    Ok(changed.rows_affected == 1)
}

async fn make(desk: &Desk, name: &str, rules: MethodRules) -> anyhow::Result<()> {
    if name.trim().is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        bail!("a policy's name has 1 to {LONGEST_NAME} characters");
    }
    let tenant = desk.tenant().await?;
    let change = desk.db.begin().await?;
    let row = method_policy::ActiveModel {
        id: Set(Uuid::new_v4()),
        tenant_id: Set(tenant.id),
        name: Set(name.to_owned()),
        is_default: Set(false),
        rules: Set(rules),
    };
    method_policy::Entity::insert(row)
        .exec_without_returning(&change)
        .await?;
    let event = desk.event_in("policy.added", tenant.id, &[("policy", name)]);
    audit::record(&change, desk.now_ms, event).await?;
    change.commit().await?;
    Ok(())
}

/// Reads rules strictly: what the server would ignore is a mistake of the person who wrote it.
fn parse(text: &str) -> anyhow::Result<MethodRules> {
    let written: Value = serde_json::from_str(text).context("the file is no JSON")?;
    let rules: MethodRules = serde_json::from_value(written.clone()).context("the file has no rules")?;
    let understood = serde_json::to_value(&rules).context("writing the rules")?;
    if let Some(unknown) = first_unknown(&written, &understood, "") {
        bail!("{unknown} is no rule");
    }
    for (name, rule) in &rules.methods {
        let (kind, slot) = name
            .split_once('.')
            .map_or((name.as_str(), None), |(kind, slot)| (kind, Some(slot)));
        let is_known =
            MethodKind::parse(kind).is_some() && slot.is_none_or(|slot| PhoneSlot::parse(slot).is_some());
        if !is_known {
            bail!("methods.{name} is no kind of method");
        }
        if let Some(use_) = rule.usable_for.iter().find(|use_| !USES.contains(&use_.as_str())) {
            bail!("methods.{name}.usableFor: {use_} is none of {}", USES.join(", "));
        }
    }
    if let Some(impossible) = impossible(&rules) {
        bail!("{impossible}");
    }
    Ok(rules)
}

/// What the rules ask of people and let nobody have: it would stop, or ask, everybody for nothing.
fn impossible(rules: &MethodRules) -> Option<&'static str> {
    let is_second_factor = |kind: MethodKind| {
        let rule = rules.methods.get(kind.name());
        rule.filter(|rule| rule.maximum > 0 && rule.usable_for.iter().any(|use_| use_ == "multifactor"))
    };
    let is_for_people = |kind: MethodKind| {
        is_second_factor(kind).is_some_and(|rule| rule.allowed && !rule.managed_by_administrator)
    };
    let stronger = [
        MethodKind::Authenticator,
        MethodKind::SoftwareOath,
        MethodKind::Passkey,
    ];
    let has_stronger = stronger.into_iter().any(is_for_people);
    let has_any = has_stronger
        || is_for_people(MethodKind::Phone)
        || is_second_factor(MethodKind::HardwareOath).is_some();
    if rules.registration.campaign.enabled && !has_stronger {
        Some(
            "registration.campaign asks for an app or a passkey, and methods lets people add none for multifactor",
        )
    } else if rules.registration.required_sign_in > 0 && !has_any {
        Some(
            "registration.requiredSignIn asks for methods, and methods lets people have none for multifactor",
        )
    } else {
        None
    }
}

/// The first property that was written and not understood.
fn first_unknown(written: &Value, understood: &Value, path: &str) -> Option<String> {
    match (written, understood) {
        (Value::Object(written), Value::Object(understood)) => written.iter().find_map(|(name, value)| {
            let path = if path.is_empty() {
                name.clone()
            } else {
                format!("{path}.{name}")
            };
            match understood.get(name) {
                Some(understood) => first_unknown(value, understood, &path),
                None => Some(path),
            }
        }),
        (Value::Array(written), Value::Array(understood)) => written
            .iter()
            .zip(understood)
            .find_map(|(written, understood)| first_unknown(written, understood, path)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn rules_are_read_as_they_are_shown() {
        let rules =
            parse(r#"{"methods":{"softwareOath":{"allowed":true,"maximum":5,"usableFor":["multifactor"]}}}"#)
                .unwrap();
        let shown = serde_json::to_string(&rules).unwrap();
        assert_eq!(parse(&shown).unwrap(), rules);
        assert!(rules.methods["softwareOath"].allowed);
    }

    #[test]
    fn b90_b94_what_nobody_could_do_is_not_asked() {
        let asks =
            |asked: &str, methods: &str| format!(r#"{{"registration":{{{asked}}},"methods":{{{methods}}}}}"#);
        let campaign = r#""campaign":{"enabled":true,"maxSkips":3}"#;
        let two = r#""requiredSignIn":2"#;
        let phone = r#""phone":{"allowed":true,"maximum":1,"usableFor":["multifactor"]}"#;
        let app = r#""softwareOath":{"allowed":true,"maximum":5,"usableFor":["multifactor"]}"#;
        let reset = r#""softwareOath":{"allowed":true,"maximum":5,"usableFor":["passwordReset"]}"#;
        let token =
            r#""hardwareOath":{"managedByAdministrator":true,"maximum":5,"usableFor":["multifactor"]}"#;
        for (asked, methods) in [
            (campaign, phone),
            (campaign, token),
            (campaign, reset),
            (two, reset),
            (two, ""),
        ] {
            let refused = refusal(&asks(asked, methods));
            assert!(
                refused.starts_with("registration."),
                "{asked} {methods}: {refused}"
            );
        }
        for (asked, methods) in [(campaign, app), (two, phone), (two, token), (two, app), ("", "")] {
            assert!(parse(&asks(asked, methods)).is_ok(), "{asked} {methods}");
        }
    }

    #[test]
    fn what_would_be_ignored_is_refused() {
        assert_eq!(refusal("{"), "the file is no JSON");
        assert_eq!(refusal("[1]"), "the file has no rules");
        assert_eq!(
            refusal(r#"{"rememberDeviceDays":3}"#),
            "rememberDeviceDays is no rule"
        );
        assert_eq!(
            refusal(r#"{"methods":{"email":{"alowed":true}}}"#),
            "methods.email.alowed is no rule"
        );
        assert_eq!(
            refusal(r#"{"questions":{"custom":[{"id":"a","text":"b","txt":"c"}]}}"#),
            "questions.custom.txt is no rule"
        );
        assert_eq!(
            refusal(r#"{"methods":{"fax":{}}}"#),
            "methods.fax is no kind of method"
        );
        assert_eq!(
            refusal(r#"{"methods":{"email":{"usableFor":["reset"]}}}"#),
            "methods.email.usableFor: reset is none of passwordReset, multifactor, signIn"
        );
    }
}
