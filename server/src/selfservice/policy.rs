//! Which methods a person may add, change and delete, and why not (B-23, B-24, B-42).

use axum::Json;
use axum::extract::State;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde::Serialize;

use super::address::work_domains;
use crate::auth::Caller;
use crate::graph::{Authenticated, GraphError};
use crate::state::AppState;
use crate::store::entities::{email_method, method_policy};
use crate::store::values::{MethodRule, MethodRules};

/// The kind of method this server can register.
pub(super) const EMAIL: &str = "email";
/// Graph allows one e-mail method per person, whatever a policy says.
const MAX_EMAIL_METHODS: u32 = 1;
/// Kinds the contract names. The others are rules for what comes later, and of no use to a client yet.
const KINDS: [&str; 6] = [
    "email",
    "phone",
    "microsoftAuthenticator",
    "softwareOath",
    "fido2",
    "securityQuestions",
];

/// `selfService.methodPolicy`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MethodPolicy {
    value: Vec<Rule>,
    password_reset: PasswordReset,
    forbidden_email_domains: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    method_type: &'static str,
    addable: bool,
    reason: Option<NotAddable>,
    usable_for: Vec<String>,
    maximum: u32,
    registered: u32,
    can_change: bool,
    can_delete: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PasswordReset {
    enabled: bool,
    methods_required: u32,
    methods_registered: u32,
}

/// Why a method cannot be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum NotAddable {
    NotAllowedByPolicy,
    LimitReached,
    ManagedByAdministrator,
    /// The organization would allow it, but this server cannot register it.
    NotAvailable,
}

/// `GET /me/methodPolicy`
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Authenticated,
) -> Result<Json<MethodPolicy>, GraphError> {
    Ok(Json(method_policy_of(&state, &caller).await?))
}

/// The policy as it applies to a person now.
pub(super) async fn method_policy_of(state: &AppState, caller: &Caller) -> Result<MethodPolicy, GraphError> {
    let rules = rules_of(state, caller).await?;
    let own = email_method::Column::UserId.eq(caller.user.id);
    let emails = email_method::Entity::find().filter(own).count(&state.db).await?;
    let emails = u32::try_from(emails).unwrap_or(u32::MAX);
    Ok(view(&rules, emails, work_domains(&caller.tenant)))
}

/// The rules for a person: their own policy, else the organization's default one, else nothing is allowed.
pub(crate) async fn rules_of(state: &AppState, caller: &Caller) -> Result<MethodRules, GraphError> {
    let find = method_policy::Entity::find();
    let find = match caller.user.method_policy_id {
        Some(id) => find.filter(method_policy::Column::Id.eq(id)),
        None => find
            .filter(method_policy::Column::TenantId.eq(caller.tenant.id))
            .filter(method_policy::Column::IsDefault.eq(true)),
    };
    Ok(find
        .one(&state.db)
        .await?
        .map(|policy| policy.rules)
        .unwrap_or_default())
}

/// Whether a person may delete their e-mail method. What the organization no longer has a rule for may go.
pub(crate) async fn may_delete_email(state: &AppState, caller: &Caller) -> Result<bool, GraphError> {
    let rules = rules_of(state, caller).await?;
    Ok(rules.methods.get(EMAIL).is_none_or(|rule| rule.can_delete))
}

/// Why an e-mail method cannot be added while the person has `registered` of them.
pub(super) fn email_not_addable(rules: &MethodRules, registered: u32) -> Option<NotAddable> {
    let Some(rule) = rules.methods.get(EMAIL) else {
        return Some(NotAddable::NotAllowedByPolicy);
    };
    if rule.managed_by_administrator {
        Some(NotAddable::ManagedByAdministrator)
    } else if !rule.allowed {
        Some(NotAddable::NotAllowedByPolicy)
    } else if registered >= email_limit(rule) {
        Some(NotAddable::LimitReached)
    } else {
        None
    }
}

fn email_limit(rule: &MethodRule) -> u32 {
    rule.maximum.min(MAX_EMAIL_METHODS)
}

fn view(rules: &MethodRules, emails: u32, work_domains: Vec<String>) -> MethodPolicy {
    // E-mail always has a row, so that its absence has a reason (B-24).
    let kinds = KINDS
        .into_iter()
        .filter(|kind| *kind == EMAIL || rules.methods.contains_key(*kind));
    let absent = MethodRule {
        usable_for: vec!["passwordReset".to_owned()],
        can_delete: true,
        ..MethodRule::default()
    };
    let value: Vec<Rule> = kinds
        .map(|kind| {
            let rule = rules.methods.get(kind).unwrap_or(&absent);
            let is_email = kind == EMAIL;
            let reason = if is_email {
                email_not_addable(rules, emails)
            } else {
                other_not_addable(rule)
            };
            Rule {
                method_type: kind,
                addable: reason.is_none(),
                reason,
                usable_for: rule.usable_for.clone(),
                maximum: if is_email { email_limit(rule) } else { rule.maximum },
                registered: if is_email { emails } else { 0 },
                can_change: rule.can_change && rule.allowed && !rule.managed_by_administrator,
                can_delete: rule.can_delete,
            }
        })
        .collect();
    let for_reset = value
        .iter()
        .filter(|rule| rule.usable_for.iter().any(|use_| use_ == "passwordReset"));
    let password_reset = PasswordReset {
        enabled: rules.password_reset_enabled,
        // Entra's policy knows one or two.
        methods_required: if rules.password_reset_enabled {
            rules.methods_required.clamp(1, 2)
        } else {
            0
        },
        methods_registered: for_reset.map(|rule| rule.registered).sum(),
    };
    let mut forbidden = rules.forbidden_email_domains.clone();
    forbidden.extend(work_domains);
    forbidden.sort();
    forbidden.dedup();
    MethodPolicy {
        value,
        password_reset,
        forbidden_email_domains: forbidden,
    }
}

fn other_not_addable(rule: &MethodRule) -> Option<NotAddable> {
    Some(if rule.managed_by_administrator {
        NotAddable::ManagedByAdministrator
    } else if rule.allowed {
        NotAddable::NotAvailable
    } else {
        NotAddable::NotAllowedByPolicy
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(rule: MethodRule) -> MethodRules {
        MethodRules {
            methods: [(EMAIL.to_owned(), rule)].into(),
            password_reset_enabled: true,
            methods_required: 2,
            ..MethodRules::default()
        }
    }

    fn open() -> MethodRule {
        MethodRule {
            allowed: true,
            maximum: 5,
            usable_for: vec!["passwordReset".to_owned()],
            can_change: true,
            can_delete: true,
            ..MethodRule::default()
        }
    }

    #[test]
    fn b24_a_missing_method_has_its_reason() {
        assert_eq!(
            email_not_addable(&MethodRules::default(), 0),
            Some(NotAddable::NotAllowedByPolicy)
        );
        let forbidden = rules(MethodRule {
            allowed: false,
            ..open()
        });
        assert_eq!(
            email_not_addable(&forbidden, 0),
            Some(NotAddable::NotAllowedByPolicy)
        );
        let managed = rules(MethodRule {
            managed_by_administrator: true,
            ..open()
        });
        assert_eq!(
            email_not_addable(&managed, 0),
            Some(NotAddable::ManagedByAdministrator)
        );
        assert_eq!(email_not_addable(&rules(open()), 0), None);
    }

    #[test]
    fn b50_one_address_only_whatever_the_policy_says() {
        assert_eq!(
            email_not_addable(&rules(open()), 1),
            Some(NotAddable::LimitReached)
        );
        let shown = view(&rules(open()), 1, Vec::new());
        assert_eq!((shown.value[0].maximum, shown.value[0].registered), (1, 1));
        assert_eq!(shown.password_reset.methods_registered, 1);
        assert!(shown.value[0].can_change);
    }

    #[test]
    fn forbidden_domains_are_the_policys_and_the_organizations_own() {
        let mut rules = rules(open());
        rules.forbidden_email_domains = vec!["b.example".to_owned(), "a.example".to_owned()];
        let shown = view(&rules, 0, vec!["b.example".to_owned(), "c.example".to_owned()]);
        assert_eq!(
            shown.forbidden_email_domains,
            ["a.example", "b.example", "c.example"]
        );
    }
}
