//! What people change of their own profile: some fields and the photo, as far as the organization lets them.

pub mod change;
pub mod fields;
mod jpeg;
pub mod photo;

use crate::store::entities::{tenant, user};

/// Why somebody may not change their photo (B-12), as the wire has it; none when they may.
pub fn photo_obstacle(user: &user::Model, tenant: &tenant::Model) -> Option<&'static str> {
    if is_guest(user) {
        return Some(HOME_ORGANIZATION);
    }
    tenant.settings.profile.photo_update.reason()
}

/// The fields somebody may change; a guest's are the home organization's.
pub fn editable(user: &user::Model, tenant: &tenant::Model) -> Vec<fields::Field> {
    if is_guest(user) {
        return Vec::new();
    }
    let chosen = &tenant.settings.profile.editable_fields;
    fields::ALL
        .into_iter()
        .filter(|field| chosen.iter().any(|name| name == field.name()))
        .collect()
}

const HOME_ORGANIZATION: &str = "homeOrganization";

fn is_guest(user: &user::Model) -> bool {
    user.user_type == "Guest"
}
