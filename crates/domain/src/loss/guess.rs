//! What was on the phone, guessed; the person corrects it.

use crate::{
    device::Device,
    lockout::{Thing, is_on, place},
    method::{MethodKind, PhoneSlot, SecurityMethod},
};

/// Whether it can have been on a phone at all.
pub fn may_be_on_a_phone(method: &SecurityMethod) -> bool {
    match method.kind {
        MethodKind::Phone => method.slot != Some(PhoneSlot::Office),
        MethodKind::MicrosoftAuthenticator | MethodKind::SoftwareOath => true,
        MethodKind::Passkey => place(method).is_none_or(|place| place == Thing::Phone),
        _ => false,
    }
}

/// Whether it was on this phone, as far as anybody can tell. A passkey that may be anywhere is not said to be; what bears
/// the name of another phone is on that one.
pub fn is_on_by_guess(method: &SecurityMethod, phone: Option<&Device>, others: &[&Device]) -> bool {
    let likely = match method.kind {
        MethodKind::Passkey => place(method) == Some(Thing::Phone),
        _ => is_on(method, Thing::Phone),
    };
    let bears = |device: &Device| {
        let name = device.name.trim().to_lowercase();
        let texts = [&method.name, &method.value, &method.model];
        let mut texts = texts.into_iter().flatten().map(|text| text.to_lowercase());
        !name.is_empty() && texts.any(|text| text.contains(&name))
    };
    if phone.is_some_and(bears) {
        return may_be_on_a_phone(method);
    }
    likely && !others.iter().any(|other| bears(other))
}

impl Device {
    /// Whether it can be the phone: not this computer, and not known to be another.
    pub fn may_be_a_phone(&self) -> bool {
        let system = self.system.as_deref();
        let is_phone = |system: &str| {
            ["Android", "iOS", "iPadOS"]
                .iter()
                .any(|of_phones| system.starts_with(of_phones))
        };
        !self.is_current && self.is_enabled && system.is_none_or(is_phone)
    }
}
