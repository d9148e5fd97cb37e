//! The profile page (B-01 … B-04).

use std::hash::{DefaultHasher, Hash, Hasher};

use workpass_domain::{
    account::Account,
    action::Action,
    profile::{Person, Profile, ProfileBlock, initials},
    profile_rules::{FieldFault, FieldOwner, OwnedField, ProfileField},
    standing::Standing,
};

use super::account::availability;
use crate::{
    known::{Known, given},
    ports::{Part, PhotoFault},
    view::{
        FieldFaultView, FieldOwnerView, ManagerView, OwnedFieldName, PersonView, PhotoFaultView, PhotoView,
        ProfileBlockView, ProfileFieldName, ProfileFieldView, ProfileView, UnavailableReason,
    },
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

pub(crate) fn view(
    account: &Account,
    known: &Known,
    profile: &Profile,
    standing: &Standing<'_>,
) -> ProfileView {
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
        street: profile.street_address.clone(),
        postal_code: profile.postal_code.clone(),
        city: profile.city.clone(),
        state: profile.state.clone(),
        country: profile.country.clone(),
        guest: profile.is_guest(),
        manager: manager(&known.data.manager, known),
        blocks: Vec::new(),
        photo: photo(known, standing),
        fields: fields(known, profile, standing),
        edit: availability(standing.of(&Action::ChangeProfile).as_ref()),
        owners: owners(known),
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
    if given(&known.data.devices).is_some_and(|all| !all.devices.is_empty()) {
        blocks.push(ProfileBlockView::Devices);
    }
    blocks
}

fn block_view(block: ProfileBlock) -> ProfileBlockView {
    match block {
        ProfileBlock::WorkInformation => ProfileBlockView::WorkInformation,
        ProfileBlock::Contact => ProfileBlockView::Contact,
        ProfileBlock::Manager => ProfileBlockView::Manager,
        ProfileBlock::Devices => ProfileBlockView::Devices,
    }
}

fn photo(known: &Known, standing: &Standing<'_>) -> PhotoView {
    let limits = known.photo_limits();
    PhotoView {
        change: availability(standing.of(&Action::ChangePhoto).as_ref()),
        present: given(&known.data.photo).is_some_and(Option::is_some),
        most_bytes: limits.bytes,
        longest_side: limits.longest_side,
        shortest_side: limits.shortest_side,
        // An organization's own service shows it at once; a cloud hands it round.
        takes_a_day: !standing.selfservice,
    }
}

/// What may be changed and fits into a line of a form; nothing where the organization names nothing.
fn fields(known: &Known, profile: &Profile, standing: &Standing<'_>) -> Vec<ProfileFieldView> {
    let Some(rules) = standing.profile_rules.filter(|_| !profile.is_guest()) else {
        return Vec::new();
    };
    let chosen = known
        .organization()
        .and_then(|organization| organization.profile_blocks.as_ref());
    let is_shown = |block: ProfileBlockView| {
        chosen.is_none_or(|chosen| chosen.iter().any(|one| block_view(*one) == block))
    };
    ProfileField::ALL
        .into_iter()
        .filter(|field| rules.editable.contains(field) && is_shown(block_of(*field)))
        .filter_map(|field| {
            let value = field.of(profile).ok()?.unwrap_or_default();
            // A line of a form would glue the lines together.
            (!value.contains('\n')).then_some(())?;
            Some(ProfileFieldView {
                field: field_name(field),
                block: block_of(field),
                value,
                longest: field.longest(),
            })
        })
        .collect()
}

const fn block_of(field: ProfileField) -> ProfileBlockView {
    match field {
        ProfileField::MobilePhone | ProfileField::BusinessPhone => ProfileBlockView::Contact,
        _ => ProfileBlockView::WorkInformation,
    }
}

fn owners(known: &Known) -> Vec<FieldOwnerView> {
    let owners = given(&known.data.profile_rules).map(|rules| rules.owners.as_slice());
    owners.unwrap_or_default().iter().map(owner).collect()
}

fn owner(owner: &FieldOwner) -> FieldOwnerView {
    FieldOwnerView {
        display_name: owner.display_name.clone(),
        contact: owner.contact.clone(),
        fields: owner.fields.iter().map(|field| owned(*field)).collect(),
    }
}

const fn owned(field: OwnedField) -> OwnedFieldName {
    match field {
        OwnedField::Photo => OwnedFieldName::Photo,
        OwnedField::Name => OwnedFieldName::Name,
        OwnedField::JobTitle => OwnedFieldName::JobTitle,
        OwnedField::Department => OwnedFieldName::Department,
        OwnedField::Company => OwnedFieldName::Company,
        OwnedField::EmployeeId => OwnedFieldName::EmployeeId,
        OwnedField::Mail => OwnedFieldName::Mail,
        OwnedField::UserName => OwnedFieldName::UserName,
        OwnedField::Phones => OwnedFieldName::Phones,
        OwnedField::Office => OwnedFieldName::Office,
        OwnedField::Address => OwnedFieldName::Address,
        OwnedField::Manager => OwnedFieldName::Manager,
    }
}

pub(crate) const fn field_name(field: ProfileField) -> ProfileFieldName {
    match field {
        ProfileField::GivenName => ProfileFieldName::GivenName,
        ProfileField::Surname => ProfileFieldName::Surname,
        ProfileField::MobilePhone => ProfileFieldName::MobilePhone,
        ProfileField::BusinessPhone => ProfileFieldName::BusinessPhone,
        ProfileField::Office => ProfileFieldName::Office,
        ProfileField::Street => ProfileFieldName::Street,
        ProfileField::PostalCode => ProfileFieldName::PostalCode,
        ProfileField::City => ProfileFieldName::City,
        ProfileField::State => ProfileFieldName::State,
        ProfileField::Country => ProfileFieldName::Country,
    }
}

/// The field behind a name of the screen.
pub(crate) const fn field(name: ProfileFieldName) -> ProfileField {
    match name {
        ProfileFieldName::GivenName => ProfileField::GivenName,
        ProfileFieldName::Surname => ProfileField::Surname,
        ProfileFieldName::MobilePhone => ProfileField::MobilePhone,
        ProfileFieldName::BusinessPhone => ProfileField::BusinessPhone,
        ProfileFieldName::Office => ProfileField::Office,
        ProfileFieldName::Street => ProfileField::Street,
        ProfileFieldName::PostalCode => ProfileField::PostalCode,
        ProfileFieldName::City => ProfileField::City,
        ProfileFieldName::State => ProfileField::State,
        ProfileFieldName::Country => ProfileField::Country,
    }
}

pub(crate) const fn fault(fault: FieldFault) -> FieldFaultView {
    match fault {
        FieldFault::TooLong { maximum } => FieldFaultView::TooLong { maximum },
        FieldFault::NotAPhone => FieldFaultView::NotAPhone,
        FieldFault::Characters => FieldFaultView::Characters,
    }
}

pub(crate) const fn photo_fault(fault: PhotoFault) -> PhotoFaultView {
    match fault {
        PhotoFault::Type => PhotoFaultView::Type,
        PhotoFault::TooLarge => PhotoFaultView::TooLarge,
        PhotoFault::TooSmall => PhotoFaultView::TooSmall,
        PhotoFault::Damaged => PhotoFaultView::Damaged,
    }
}
