//! Organizations.

use std::collections::BTreeSet;

use workpass_domain::organization::{Leaving, Membership, NotLeavable, Role, State, Switching};

use super::{help, time};
use crate::view::{LeaveName, OrganizationView, OrganizationsView, RoleName, SwitchName};

/// `opened`: by tenant, those that open without a sign-in.
pub(crate) fn view(all: &[Membership], opened: &BTreeSet<String>) -> OrganizationsView {
    let one = |one: &Membership| organization(one, opened.contains(&one.id));
    OrganizationsView {
        organizations: all.iter().map(one).collect(),
    }
}

fn organization(one: &Membership, without_sign_in: bool) -> OrganizationView {
    OrganizationView {
        id: one.id.clone(),
        name: one.name.clone(),
        domain: one.domain.clone(),
        role: one.role.map(|role| match role {
            Role::Member => RoleName::Member,
            Role::Guest => RoleName::Guest,
        }),
        home: one.is_home,
        invited: one.state == State::Invited,
        last_sign_in: one.last_sign_in.map(time),
        switch: match one.switching() {
            Switching::Here => SwitchName::Here,
            Switching::Possible => SwitchName::Possible,
            Switching::AccountDisabled => SwitchName::AccountDisabled,
        },
        without_sign_in,
        leave: match one.leaving() {
            Leaving::Now => LeaveName::Now,
            Leaving::SignInFirst => LeaveName::SignInFirst,
            Leaving::No(NotLeavable::Home) => LeaveName::Home,
            Leaving::No(NotLeavable::NotAllowed) => LeaveName::NotAllowed,
            Leaving::No(NotLeavable::AccountDisabled) => LeaveName::AccountDisabled,
            Leaving::No(NotLeavable::Unknown) => LeaveName::Refused,
        },
        contact: help::view(Some(&one.contact)),
    }
}
