use async_trait::async_trait;
use secrecy::SecretString;
use workpass_app::ports::{AccountData, Authority, DirectoryError, OrganizationsPort, Part};
use workpass_domain::{
    contact::HelpContact,
    organization::{Membership, NotLeavable, Role, State, in_order},
};

use super::{FakeDirectory, ISSUER};

/// Where the person is a guest.
pub(crate) const ELSEWHERE: &str = "https://login.noorderlicht.example/z/v2.0";

pub(super) fn membership(id: &str, issuer: &str) -> Membership {
    Membership {
        id: id.into(),
        name: format!("Organization {id}"),
        domain: format!("{id}.example"),
        issuer: issuer.into(),
        role: Some(Role::Guest),
        is_home: false,
        is_current: false,
        state: State::Active,
        not_leavable: None,
        contact: HelpContact {
            display_name: format!("Helpdesk {id}"),
            ..HelpContact::default()
        },
        last_sign_in: None,
    }
}

/// One of each sort.
pub(super) fn all() -> Vec<Membership> {
    let home = Membership {
        role: Some(Role::Member),
        is_home: true,
        not_leavable: Some(NotLeavable::Home),
        ..membership("t", ISSUER)
    };
    let off = Membership {
        state: State::Disabled,
        not_leavable: Some(NotLeavable::AccountDisabled),
        ..membership("off", "https://login.noorderlicht.example/off/v2.0")
    };
    let strange = membership("strange", "https://login.evil.example/strange/v2.0");
    in_order(vec![membership("z", ELSEWHERE), off, strange, home])
}

/// Where the app is configured for one that the person is a guest of: that one, and the one that owns the account.
pub(crate) fn of_guest_here() -> Vec<Membership> {
    let mut all = all();
    for one in &mut all {
        one.is_home = one.id == "z";
        one.role = Some(if one.is_home { Role::Member } else { Role::Guest });
        one.not_leavable = one.is_home.then_some(NotLeavable::Home);
    }
    in_order(all)
}

/// What the same person has where they are a guest.
pub(super) fn as_guest(data: &mut AccountData) {
    if let Part::Given(profile) = &mut data.profile {
        profile.user_type = Some("Guest".into());
        profile.job_title = Some("Inhuur".into());
    }
    if let Part::Given(organization) = &mut data.organization {
        organization.display_name = "Organization z".into();
    }
}

#[async_trait]
impl OrganizationsPort for FakeDirectory {
    async fn leave_organization(&self, at: &Authority, _: &SecretString) -> Result<(), DirectoryError> {
        self.enter(format!("leave {}", at.issuer))?;
        if let Part::Given(all) = &mut self.data().organizations {
            all.retain(|one| one.issuer != at.issuer);
        }
        Ok(())
    }
}
