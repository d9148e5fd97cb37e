//! Which decision counts where, when a document is asked on every device (B-175).

use uuid::Uuid;

use crate::store::entities::{acceptance, terms_document, user};

/// Where a decision about a document is taken, as [`acceptance::Model::device`] holds it. Empty where one decision is for
/// all devices: of a guest's, the organization knows none. Devices that did not tell which they are count as one.
pub(crate) fn place(document: &terms_document::Model, user: &user::Model, device: Option<Uuid>) -> String {
    let of_device = device.filter(|_| is_asked_everywhere(document, user));
    of_device.map(|id| id.to_string()).unwrap_or_default()
}

/// Whether a decision about a document counts in a place, as [`place`] names it.
pub(crate) fn counts(
    document: &terms_document::Model,
    user: &user::Model,
    place: &str,
    decided: &acceptance::Model,
) -> bool {
    decided.document_id == document.id && (!is_asked_everywhere(document, user) || decided.device == place)
}

fn is_asked_everywhere(document: &terms_document::Model, user: &user::Model) -> bool {
    document.per_device && user.user_type != "Guest"
}
