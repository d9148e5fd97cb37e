//! Everything the signed-in screens show, from what is known and what is possible.

use std::collections::BTreeSet;

use workpass_domain::{
    account::Account,
    action::{Action, Availability},
    contact::HelpContact,
    organization::Membership,
};

use super::{
    devices, help, lost_phone, obstacle, organizations, password, profile, reason, section, security,
    settings, sign_ins, terms, time,
};
use crate::{
    error::UiError,
    known::{Known, given},
    view::{
        AccountView, ActionName, ActionView, AvailabilityView, OrganizationsView, Preferences, Section,
        UnavailableReason,
    },
};

/// What the view is made of.
pub(crate) struct Shown<'a> {
    pub(crate) account: &'a Account,
    pub(crate) known: Option<&'a Known>,
    pub(crate) loading: bool,
    pub(crate) trouble: Option<&'a UiError>,
    pub(crate) offline: bool,
    pub(crate) refused: &'a BTreeSet<Action>,
    /// The authority's public contact, for want of the organization's own.
    pub(crate) helpdesk: Option<&'a HelpContact>,
    /// The authority has a page for who forgot the password.
    pub(crate) reset_page: bool,
    pub(crate) preferences: &'a Preferences,
    /// As the one that is shown lists them, else as one before it did.
    pub(crate) organizations: Option<&'a [Membership]>,
    /// Those that open without a sign-in, by tenant.
    pub(crate) opened: &'a BTreeSet<String>,
}

const ACTIONS: [(ActionName, Action); 12] = [
    (ActionName::ViewProfile, Action::ViewProfile),
    (ActionName::ViewSecurityInfo, Action::ViewSecurityInfo),
    (ActionName::ChangePassword, Action::ChangePassword),
    (ActionName::ViewDevices, Action::ViewDevices),
    (ActionName::ViewOrganizations, Action::ViewOrganizations),
    (ActionName::ReviewTerms, Action::ReviewTerms),
    (ActionName::ViewSignIns, Action::ViewSignIns),
    (ActionName::SignOutEverywhere, Action::SignOutEverywhere),
    (ActionName::OpenApps, Action::OpenApps),
    (ActionName::OpenGroups, Action::OpenGroups),
    (ActionName::OpenAccessReviews, Action::OpenAccessReviews),
    (ActionName::OpenAppPasswords, Action::OpenAppPasswords),
];

pub(crate) fn view(shown: &Shown<'_>) -> AccountView {
    let person = profile::person(shown.account, shown.known);
    let Some(known) = shown.known else {
        return AccountView {
            as_of: None,
            loading: shown.loading,
            trouble: shown.trouble.cloned(),
            person,
            profile: not_read(shown),
            security: not_read(shown),
            password: None,
            terms: not_read(shown),
            sign_ins: not_read(shown),
            devices: not_read(shown),
            lost_phone: None,
            settings: None,
            organizations: organizations(shown, || not_read(shown)),
            help: help::view(shown.helpdesk),
            actions: Vec::new(),
        };
    };
    let standing = known.standing(shown.refused, shown.offline);
    let data = &known.data;
    AccountView {
        as_of: Some(time(known.as_of)),
        loading: shown.loading,
        trouble: shown.trouble.cloned(),
        person,
        profile: section(
            &data.profile,
            obstacle(&standing, &Action::ViewProfile),
            |profile| profile::view(shown.account, known, profile, &standing),
        ),
        security: section(
            &data.methods,
            obstacle(&standing, &Action::ViewSecurityInfo),
            |methods| security::view(known, methods, &standing),
        ),
        password: Some(password::view(known, shown.reset_page)),
        terms: section(
            &data.terms,
            obstacle(&standing, &Action::ReviewTerms),
            |documents| terms::view(documents, &standing),
        ),
        sign_ins: section(
            &data.sign_ins,
            obstacle(&standing, &Action::ViewSignIns),
            |summary| sign_ins::view(*summary, &standing),
        ),
        devices: section(&data.devices, obstacle(&standing, &Action::ViewDevices), |all| {
            devices::view(all, &standing)
        }),
        lost_phone: lost_phone::view(known, shown.refused),
        settings: Some(settings::view(known, shown.preferences, &standing)),
        organizations: organizations(shown, || {
            let obstacle = obstacle(&standing, &Action::ViewOrganizations);
            section(&data.organizations, obstacle, |all| {
                organizations::view(all, shown.opened)
            })
        }),
        help: help::view(given(&data.help).or(shown.helpdesk)),
        actions: ACTIONS
            .into_iter()
            .map(|(name, action)| ActionView {
                action: name,
                availability: availability(standing.of(&action).as_ref()),
            })
            .collect(),
    }
}

fn organizations(
    shown: &Shown<'_>,
    otherwise: impl FnOnce() -> Section<OrganizationsView>,
) -> Section<OrganizationsView> {
    match shown.organizations {
        Some(all) => Section::Ready {
            value: organizations::view(all, shown.opened),
        },
        None => otherwise(),
    }
}

/// Nothing was read yet: it is on its way, or it cannot be had now.
fn not_read<T>(shown: &Shown<'_>) -> Section<T> {
    match (shown.loading, shown.offline) {
        (true, _) => Section::Loading,
        (false, true) => Section::Unavailable {
            reason: UnavailableReason::Offline,
        },
        (false, false) => Section::Unavailable {
            reason: UnavailableReason::ServiceTrouble,
        },
    }
}

pub(super) fn availability(availability: Option<&Availability>) -> AvailabilityView {
    match availability {
        Some(Availability::InApp) => AvailabilityView::InApp,
        Some(Availability::HandOver { .. }) => AvailabilityView::HandOver,
        Some(Availability::Unavailable { reason: obstacle }) => AvailabilityView::Unavailable {
            reason: reason(*obstacle),
        },
        None => AvailabilityView::Absent,
    }
}

/// The domain's action behind a name of the screen.
pub(crate) fn action(name: ActionName) -> Action {
    match name {
        ActionName::ViewProfile => Action::ViewProfile,
        ActionName::ChangePhoto => Action::ChangePhoto,
        ActionName::ViewSecurityInfo => Action::ViewSecurityInfo,
        ActionName::ChangePassword => Action::ChangePassword,
        ActionName::ReviewTerms => Action::ReviewTerms,
        ActionName::ViewSignIns => Action::ViewSignIns,
        ActionName::ViewDevices => Action::ViewDevices,
        ActionName::DisableDevice => Action::DisableDevice,
        ActionName::ChangeSettings => Action::ChangeSettings,
        ActionName::OpenPrivacyNotice => Action::OpenPrivacyNotice,
        ActionName::ViewOrganizations => Action::ViewOrganizations,
        ActionName::LeaveOrganization => Action::LeaveOrganization,
        ActionName::SignOutEverywhere => Action::SignOutEverywhere,
        ActionName::OpenApps => Action::OpenApps,
        ActionName::OpenGroups => Action::OpenGroups,
        ActionName::OpenAccessReviews => Action::OpenAccessReviews,
        ActionName::OpenAppPasswords => Action::OpenAppPasswords,
        ActionName::OpenSecurityInfo => Action::OpenSecurityInfo,
    }
}
