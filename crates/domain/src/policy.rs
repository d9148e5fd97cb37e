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
