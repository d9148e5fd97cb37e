//! The profile page (B-01 … B-04).

use std::hash::{DefaultHasher, Hash, Hasher};

use workpass_domain::{
    account::Account,
    profile::{Person, Profile, ProfileBlock, initials},
};

use crate::{
    known::{Known, given},
    ports::Part,
    view::{ManagerView, PersonView, ProfileBlockView, ProfileView, UnavailableReason},
};

/// The user menu: the directory's name when it is known, the id token's until then.
pub(crate) fn person(account: &Account, known: Option<&Known>) -> PersonView {
    let profile = known.and_then(|known| given(&known.data.profile));
    let name = profile
        .and_then(Profile::name)
        .unwrap_or(&account.display_name)
        .to_owned();
    let user_name = profile.and_then(|profile| profile.user_principal_name.clone());
    let organization = known
        .and_then(Known::organization)
        .map(|organization| organization.display_name.clone());
    let photo = known
        .and_then(|known| given(&known.data.photo)?.as_ref())
        .map(|photo| {
            let mut hasher = DefaultHasher::new();
            photo.bytes.hash(&mut hasher);
            format!("{:016x}", hasher.finish())
        });
    PersonView {
        initials: initials(&name),
        display_name: name,
        user_name: user_name.or_else(|| account.user_name.clone()),
        organization: organization.filter(|name| !name.trim().is_empty()),
        photo,
    }
}

pub(crate) fn view(account: &Account, known: &Known, profile: &Profile) -> ProfileView {
    let phones = profile.business_phones.iter().chain(&profile.mobile_phone);
    let mut view = ProfileView {
        display_name: profile.name().unwrap_or(&account.display_name).to_owned(),
        job_title: profile.job_title.clone(),
        department: profile.department.clone(),
        company_name: profile.company_name.clone(),
        employee_id: profile.employee_id.clone(),
        user_name: profile.user_principal_name.clone(),
        email_addresses: profile.email_addresses(),
        phones: phones.filter(|phone| !phone.trim().is_empty()).cloned().collect(),
        office: profile.office_location.clone(),
        city: profile.city.clone(),
        country: profile.country.clone(),
        guest: profile.is_guest(),
        manager: manager(&known.data.manager, known),
        blocks: Vec::new(),
    };
    view.blocks = blocks(known, &view);
    view
}

fn manager(part: &Part<Option<Person>>, known: &Known) -> ManagerView {
    match part {
        Part::Given(Some(person)) => ManagerView::Known {
            display_name: person
                .display_name
                .clone()
                .or_else(|| person.mail.clone())
                .unwrap_or_else(|| person.id.clone()),
            job_title: person.job_title.clone(),
            mail: person.mail.clone(),
        },
        Part::Given(None) => ManagerView::None,
        Part::NotOffered => ManagerView::Unavailable {
            reason: UnavailableReason::NoDirectory,
        },
        Part::Refused if known.scopes.allow_any(&["User.Read.All"]) => ManagerView::Unavailable {
            reason: UnavailableReason::RefusedByService,
        },
        Part::Refused => ManagerView::Unavailable {
            reason: UnavailableReason::NotConsented,
        },
        Part::Failed => ManagerView::Unavailable {
            reason: UnavailableReason::ServiceTrouble,
        },
    }
}

/// The organization's choice; without one all blocks that have something to show (B-04).
fn blocks(known: &Known, view: &ProfileView) -> Vec<ProfileBlockView> {
    let chosen = known
        .organization()
        .and_then(|organization| organization.profile_blocks.as_ref());
    if let Some(chosen) = chosen {
        return chosen.iter().map(|block| block_view(*block)).collect();
    }
    let work = [
        &view.job_title,
        &view.department,
        &view.company_name,
        &view.employee_id,
        &view.office,
    ];
    let contact = !view.email_addresses.is_empty() || !view.phones.is_empty();
    let mut blocks = Vec::new();
    if work.iter().any(|field| field.is_some()) {
        blocks.push(ProfileBlockView::WorkInformation);
    }
    if contact {
        blocks.push(ProfileBlockView::Contact);
    }
    if view.manager != ManagerView::None {
        blocks.push(ProfileBlockView::Manager);
    }
    blocks
}

fn block_view(block: ProfileBlock) -> ProfileBlockView {
    match block {
        ProfileBlock::WorkInformation => ProfileBlockView::WorkInformation,
        ProfileBlock::Contact => ProfileBlockView::Contact,
        ProfileBlock::Manager => ProfileBlockView::Manager,
    }
}
