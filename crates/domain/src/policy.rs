//! The organization's method policy: what may be added, for what, how many.

use serde::{Deserialize, Serialize};

use crate::method::{MethodKind, MethodUse};

/// What the organization allows of one kind of method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodRule {
    pub kind: MethodKind,
    pub addable: Addable,
    pub uses: MethodUse,
    /// At most this many of the kind; `None` where the policy sets no limit.
    pub maximum: Option<u32>,
    pub registered: u32,
    pub can_change: bool,
    pub can_delete: bool,
}

/// Whether another one of a kind may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "reason")]
pub enum Addable {
    Yes,
    No(NotAddable),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotAddable {
    NotAllowedByPolicy,
    LimitReached,
    ManagedByAdministrator,
    NotAvailable,
}

/// How far the employee is with registering for password reset (B-09, B-121, B-125).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetReadiness {
    pub enabled: bool,
    pub methods_required: u32,
    pub methods_registered: u32,
}

/// The whole method policy as it applies to this employee.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodPolicy {
    pub rules: Vec<MethodRule>,
    pub reset: ResetReadiness,
    /// Domains whose addresses count as work addresses (B-44).
    pub forbidden_email_domains: Vec<String>,
}

impl ResetReadiness {
    /// How many methods are still to be registered before the password can be reset (B-121); 0 when it is off.
    pub fn missing(&self) -> u32 {
        if self.enabled {
            self.methods_required.saturating_sub(self.methods_registered)
        } else {
            0
        }
    }
}

impl MethodRule {
    /// Whether another one may be added, the limit counted as well (B-42, B-50).
    ///
    /// The service's own answer comes first; the count catches a policy that was read before the last change.
    pub fn addable_now(&self) -> Addable {
        match (self.addable, self.maximum) {
            (Addable::Yes, Some(maximum)) if self.registered >= maximum => {
                Addable::No(NotAddable::LimitReached)
            }
            (addable, _) => addable,
        }
    }
}

impl MethodPolicy {
    pub fn rule(&self, kind: &MethodKind) -> Option<&MethodRule> {
        self.rules.iter().find(|rule| rule.kind == *kind)
    }

    /// The employee can reset a password with what is registered, but has nothing to prove themselves with at
    /// sign-in, although the organization would allow something: advise one (B-37).
    pub fn advises_two_step(&self) -> bool {
        let registered = |rule: &&MethodRule| rule.registered > 0;
        let reset_only = self
            .rules
            .iter()
            .filter(registered)
            .any(|rule| rule.uses.password_reset);
        let two_step = self
            .rules
            .iter()
            .filter(registered)
            .any(|rule| rule.uses.multifactor);
        reset_only && !two_step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(registered: u32) -> MethodRule {
        MethodRule {
            kind: MethodKind::Email,
            addable: Addable::Yes,
            uses: MethodUse {
                password_reset: true,
                ..MethodUse::default()
            },
            maximum: Some(1),
            registered,
            can_change: true,
            can_delete: true,
        }
    }

    #[test]
    fn b50_a_second_email_is_not_addable() {
        assert_eq!(email(0).addable_now(), Addable::Yes);
        assert_eq!(email(1).addable_now(), Addable::No(NotAddable::LimitReached));
        let unlimited = MethodRule {
            maximum: None,
            ..email(7)
        };
        assert_eq!(unlimited.addable_now(), Addable::Yes);
        let forbidden = MethodRule {
            addable: Addable::No(NotAddable::NotAllowedByPolicy),
            ..email(1)
        };
        assert_eq!(
            forbidden.addable_now(),
            Addable::No(NotAddable::NotAllowedByPolicy)
        );
    }

    #[test]
    fn b37_email_alone_calls_for_a_two_step_method() {
        let app = |registered| MethodRule {
            kind: MethodKind::SoftwareOath,
            uses: MethodUse {
                multifactor: true,
                password_reset: true,
                sign_in: false,
            },
            ..email(registered)
        };
        let policy = |rules| MethodPolicy {
            rules,
            ..MethodPolicy::default()
        };
        assert!(policy(vec![email(1), app(0)]).advises_two_step());
        assert!(!policy(vec![email(1), app(1)]).advises_two_step());
        assert!(!policy(vec![email(0), app(0)]).advises_two_step());
    }

    #[test]
    fn b121_counts_what_is_missing_for_reset() {
        let reset = |enabled, methods_registered| ResetReadiness {
            enabled,
            methods_required: 2,
            methods_registered,
        };
        assert_eq!(reset(true, 1).missing(), 1);
        assert_eq!(reset(true, 3).missing(), 0);
        assert_eq!(reset(false, 0).missing(), 0);
    }
}
