//! What the caller may change of their own profile, and who keeps the rest (B-03, B-11, B-12).

use serde::Serialize;

use crate::auth::Caller;
use crate::profile::fields::Field;
use crate::profile::{self, photo};
use crate::store::values::FieldOwner;

/// `selfService.profileRules`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProfileRules {
    photo: PhotoRule,
    editable_fields: Vec<&'static str>,
    managed_by: Vec<Owner>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhotoRule {
    changeable: bool,
    reason: Option<&'static str>,
    maximum_bytes: usize,
    maximum_side: u32,
    minimum_side: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Owner {
    display_name: String,
    contact: Option<String>,
    fields: Vec<String>,
}

/// The rules as they apply to the caller now.
pub(super) fn rules_of(caller: &Caller) -> ProfileRules {
    let reason = profile::photo_obstacle(&caller.user, &caller.tenant);
    let editable = profile::editable(&caller.user, &caller.tenant);
    ProfileRules {
        photo: PhotoRule {
            changeable: reason.is_none(),
            reason,
            maximum_bytes: photo::MOST_BYTES,
            maximum_side: photo::LONGEST_SIDE,
            minimum_side: photo::SHORTEST_SIDE,
        },
        editable_fields: editable.into_iter().map(Field::name).collect(),
        managed_by: caller
            .tenant
            .settings
            .profile
            .managed_by
            .iter()
            .map(owner)
            .collect(),
    }
}

fn owner(owner: &FieldOwner) -> Owner {
    Owner {
        display_name: owner.display_name.clone(),
        contact: owner.contact.clone(),
        fields: owner.fields.clone(),
    }
}
