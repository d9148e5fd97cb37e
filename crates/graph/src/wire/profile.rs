//! `selfService.profileRules`, and the properties of Graph's `user` that people change.

use serde_json::{Map, Value, json};
use workpass_domain::{
    profile::Profile,
    profile_rules::{
        FieldChange, FieldOwner, OwnedField, PhotoLimits, PhotoObstacle, ProfileField, ProfileRules,
    },
};

use super::Fields;

/// Names that are not known to this app are left out.
pub(crate) fn rules(body: &Value) -> Option<ProfileRules> {
    let rules = Fields::of(body)?;
    let photo = rules.object("photo");
    let photo_obstacle = photo.and_then(|photo| match photo.text("reason").as_deref() {
        Some("onPremises") => Some(PhotoObstacle::OnPremises),
        Some("homeOrganization") => Some(PhotoObstacle::HomeOrganization),
        // A reason of tomorrow is one all the same.
        Some(_) => Some(PhotoObstacle::NotAllowed),
        None => (!photo.flag("changeable")).then_some(PhotoObstacle::NotAllowed),
    });
    let usual = PhotoLimits::default();
    let limit = |name: &str, usual: u32| photo.and_then(|photo| photo.count(name)).unwrap_or(usual);
    Some(ProfileRules {
        photo_obstacle: if photo.is_some() {
            photo_obstacle
        } else {
            Some(PhotoObstacle::NotAllowed)
        },
        photo_limits: PhotoLimits {
            bytes: limit("maximumBytes", usual.bytes),
            longest_side: limit("maximumSide", usual.longest_side),
            shortest_side: limit("minimumSide", usual.shortest_side),
        },
        editable: rules
            .texts("editableFields")
            .iter()
            .filter_map(|name| {
                ProfileField::ALL
                    .into_iter()
                    .find(|field| property(*field) == name)
            })
            .collect(),
        owners: rules.list("managedBy").iter().filter_map(owner).collect(),
    })
}

fn owner(body: &Value) -> Option<FieldOwner> {
    let owner = Fields::of(body)?;
    let mut fields = Vec::new();
    for field in owner.texts("fields").iter().filter_map(|name| owned(name)) {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    (!fields.is_empty()).then_some(())?;
    Some(FieldOwner {
        display_name: owner.text("displayName")?,
        contact: owner.text("contact"),
        fields,
    })
}

fn owned(name: &str) -> Option<OwnedField> {
    Some(match name {
        "photo" => OwnedField::Photo,
        "displayName" | "givenName" | "surname" => OwnedField::Name,
        "jobTitle" => OwnedField::JobTitle,
        "department" => OwnedField::Department,
        "companyName" => OwnedField::Company,
        "employeeId" => OwnedField::EmployeeId,
        "mail" => OwnedField::Mail,
        "userPrincipalName" => OwnedField::UserName,
        "mobilePhone" | "businessPhones" => OwnedField::Phones,
        "officeLocation" => OwnedField::Office,
        "streetAddress" | "postalCode" | "city" | "state" | "country" => OwnedField::Address,
        "manager" => OwnedField::Manager,
        _ => return None,
    })
}

pub(crate) const fn property(field: ProfileField) -> &'static str {
    match field {
        ProfileField::GivenName => "givenName",
        ProfileField::Surname => "surname",
        ProfileField::MobilePhone => "mobilePhone",
        ProfileField::BusinessPhone => "businessPhones",
        ProfileField::Office => "officeLocation",
        ProfileField::Street => "streetAddress",
        ProfileField::PostalCode => "postalCode",
        ProfileField::City => "city",
        ProfileField::State => "state",
        ProfileField::Country => "country",
    }
}

/// The body of `PATCH /me`.
pub(crate) fn patch(changes: &[FieldChange]) -> Value {
    let properties = changes.iter().map(|change| {
        let value = match change.field {
            ProfileField::BusinessPhone => json!(change.after.iter().collect::<Vec<_>>()),
            _ => json!(change.after),
        };
        (property(change.field).to_owned(), value)
    });
    Value::Object(properties.collect::<Map<_, _>>())
}

/// Whether the directory still holds what the person saw; what it holds already as wished is no obstacle.
pub(crate) fn is_as_seen(now: &Profile, change: &FieldChange) -> bool {
    let plain = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    change
        .field
        .of(now)
        .is_ok_and(|now| plain(&now) == plain(&change.before) || plain(&now) == plain(&change.after))
}
