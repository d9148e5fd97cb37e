//! What is known of the signed-in account: the last read, merged, with the facts that decide what is possible.

use std::collections::BTreeSet;

use time::OffsetDateTime;
use url::Url;
use workpass_domain::{
    action::Action,
    email::WorkAddresses,
    loss::Case,
    method::{MethodKind, SecurityMethod},
    password::PasswordPolicy,
    policy::MethodPolicy,
    profile::{Organization, Profile},
    profile_rules::PhotoLimits,
    scope::Scopes,
    standing::Standing,
};

use crate::ports::{AccountData, Authority, Part};

/// One whole read of the account.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) data: AccountData,
    pub(crate) as_of: OffsetDateTime,
    pub(crate) scopes: Scopes,
    pub(crate) offers: Offers,
    /// The phone that the person lost, and how far the plan is.
    pub(crate) lost_phone: Option<Case>,
}

/// What the authority has; kept with the data, because offline nobody can be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Offers {
    pub(crate) directory: bool,
    pub(crate) selfservice: bool,
    /// Where a known cloud lets people manage what no API does.
    #[serde(default)]
    pub(crate) security_info_page: Option<Url>,
    /// Where a known cloud lets people change their password.
    #[serde(default)]
    pub(crate) password_page: Option<Url>,
    #[serde(default)]
    pub(crate) devices_page: Option<Url>,
}

impl From<&Authority> for Offers {
    fn from(authority: &Authority) -> Self {
        Self {
            directory: authority.graph.is_some(),
            selfservice: authority.selfservice.is_some(),
            security_info_page: authority.security_info_page.clone(),
            password_page: authority.security_info_page.as_ref().and_then(password_page),
            devices_page: authority.devices_page.clone(),
        }
    }
}

/// A part of the security info of the known clouds.
fn password_page(security_info: &Url) -> Option<Url> {
    let mut page = security_info.clone();
    page.path_segments_mut().ok()?.extend(["password", "change"]);
    Some(page)
}

impl Known {
    /// A fresh read; parts on which the service failed keep what was known before. Then the whole is dated as its
    /// oldest part, so that nothing old is shown as new (B-208).
    pub(crate) fn over(mut self, older: Option<&Self>) -> Self {
        let Some(older) = older else { return self };
        self.lost_phone.clone_from(&older.lost_phone);
        let (data, before) = (&mut self.data, &older.data);
        let kept = [
            keep(&mut data.profile, &before.profile),
            keep(&mut data.manager, &before.manager),
            keep(&mut data.organization, &before.organization),
            keep(&mut data.methods, &before.methods),
            keep(&mut data.photo, &before.photo),
            keep(&mut data.policy, &before.policy),
            keep(&mut data.terms, &before.terms),
            keep(&mut data.help, &before.help),
            keep(&mut data.preferences, &before.preferences),
            keep(&mut data.registration, &before.registration),
            keep(&mut data.remembered_devices, &before.remembered_devices),
            keep(&mut data.password, &before.password),
            keep(&mut data.sign_ins, &before.sign_ins),
            keep(&mut data.devices, &before.devices),
            keep(&mut data.settings, &before.settings),
            keep(&mut data.profile_rules, &before.profile_rules),
            keep(&mut data.organizations, &before.organizations),
        ];
        if kept.contains(&true) {
            self.as_of = older.as_of;
        }
        self
    }

    pub(crate) fn policy(&self) -> Option<&MethodPolicy> {
        given(&self.data.policy)
    }

    pub(crate) fn organization(&self) -> Option<&Organization> {
        given(&self.data.organization)
    }

    /// What counts as the work address (B-44).
    pub(crate) fn work_addresses(&self) -> WorkAddresses {
        let forbidden = self
            .policy()
            .map(|policy| policy.forbidden_email_domains.as_slice());
        WorkAddresses::new(given(&self.data.profile), forbidden.unwrap_or_default())
    }

    pub(crate) fn methods(&self) -> &[SecurityMethod] {
        given(&self.data.methods).map(Vec::as_slice).unwrap_or_default()
    }

    /// The rules for a new password; Entra's where the organization did not say.
    pub(crate) fn password_policy(&self) -> PasswordPolicy {
        given(&self.data.password).cloned().unwrap_or_default()
    }

    /// What is taken for a photo; what Graph takes where the organization did not say.
    pub(crate) fn photo_limits(&self) -> PhotoLimits {
        given(&self.data.profile_rules).map_or_else(PhotoLimits::default, |rules| rules.photo_limits)
    }

    pub(crate) fn standing<'a>(&'a self, refused: &'a BTreeSet<Action>, offline: bool) -> Standing<'a> {
        Standing {
            directory: self.offers.directory,
            selfservice: self.offers.selfservice,
            scopes: &self.scopes,
            policy: self.policy(),
            organization: self.organization(),
            guest: given(&self.data.profile).is_some_and(Profile::is_guest),
            security_info_page: self.offers.security_info_page.as_ref(),
            password_obstacle: given(&self.data.password).and_then(|policy| policy.obstacle),
            password_page: self.offers.password_page.as_ref(),
            devices_page: self.offers.devices_page.as_ref(),
            profile_rules: given(&self.data.profile_rules),
            has_app_passwords: self
                .methods()
                .iter()
                .any(|method| method.kind == MethodKind::AppPassword),
            refused,
            offline,
        }
    }
}

/// Whether the service failed on some part of a read.
pub(crate) fn is_incomplete(data: &AccountData) -> bool {
    fn failed<T>(part: &Part<T>) -> bool {
        matches!(part, Part::Failed)
    }
    failed(&data.profile)
        || failed(&data.manager)
        || failed(&data.organization)
        || failed(&data.methods)
        || failed(&data.photo)
        || failed(&data.policy)
        || failed(&data.terms)
        || failed(&data.help)
        || failed(&data.preferences)
        || failed(&data.registration)
        || failed(&data.remembered_devices)
        || failed(&data.password)
        || failed(&data.sign_ins)
        || failed(&data.devices)
        || failed(&data.settings)
        || failed(&data.profile_rules)
        || failed(&data.organizations)
}

/// Whether it says what remains if something goes.
pub(crate) fn is_judgeable(data: &AccountData) -> bool {
    !matches!(data.methods, Part::Failed)
        && !matches!(data.policy, Part::Failed)
        && !matches!(data.preferences, Part::Failed)
}

pub(crate) fn given<T>(part: &Part<T>) -> Option<&T> {
    match part {
        Part::Given(value) => Some(value),
        Part::NotOffered | Part::Refused | Part::Failed => None,
    }
}

/// Whether the older part had to stand in.
fn keep<T: Clone>(fresh: &mut Part<T>, older: &Part<T>) -> bool {
    let stands_in = matches!((&fresh, older), (Part::Failed, Part::Given(_)));
    if stands_in {
        *fresh = older.clone();
    }
    stands_in
}
