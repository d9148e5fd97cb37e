//! Organizations.

use workpass_domain::organization::{Leaving, Membership, NotLeavable, Role, State, Switching};

use super::{help, time};
use crate::view::{LeaveName, OrganizationView, OrganizationsView, RoleName, SwitchName};

pub(crate) fn view(all: &[Membership]) -> OrganizationsView {
    OrganizationsView {
        organizations: all.iter().map(organization).collect(),
    }
}

fn organization(one: &Membership) -> OrganizationView {
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
