//! What can be lost as one thing, and what goes with it.

use crate::method::{MethodKind, PhoneSlot, SecurityMethod};

/// What can be lost as one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Thing {
    Phone,
    Computer,
    SecurityKey,
    /// A hardware token that shows codes.
    Token,
    /// A badge with a QR code.
    Badge,
    /// The paper with recovery codes.
    Paper,
}

impl Thing {
    pub const ALL: [Self; 6] = [
        Self::Phone,
        Self::Computer,
        Self::SecurityKey,
        Self::Token,
        Self::Badge,
        Self::Paper,
    ];
}

/// Whether a method goes when the thing is lost. What may be on it counts as on it.
pub(crate) fn is_on(method: &SecurityMethod, thing: Thing) -> bool {
    match &method.kind {
        // The alternate and the office phone are other phones.
        MethodKind::Phone => thing == Thing::Phone && matches!(method.slot, None | Some(PhoneSlot::Mobile)),
        MethodKind::MicrosoftAuthenticator => thing == Thing::Phone,
        // Codes come from an app on the phone, or from a password manager on either.
        MethodKind::SoftwareOath => match place(method) {
            Some(place @ (Thing::Phone | Thing::Computer)) => thing == place,
            _ => matches!(thing, Thing::Phone | Thing::Computer),
        },
        MethodKind::WindowsHello | MethodKind::PlatformCredential => thing == Thing::Computer,
        // Where it is not known where a passkey is, it may be on any of them.
        MethodKind::Passkey => match place(method) {
            Some(place) => thing == place,
            None => matches!(thing, Thing::Phone | Thing::Computer | Thing::SecurityKey),
        },
        MethodKind::HardwareOath => thing == Thing::Token,
        MethodKind::QrCodePin => thing == Thing::Badge,
        MethodKind::RecoveryCodes => thing == Thing::Paper,
        MethodKind::Password
        | MethodKind::Email
        | MethodKind::TemporaryAccessPass
        | MethodKind::External
        | MethodKind::SecurityQuestions
        | MethodKind::AppPassword
        | MethodKind::Unknown(_) => false,
    }
}

const KEYS: &[&str] = &[
    "yubikey",
    "yubico",
    "titan",
    "feitian",
    "nitrokey",
    "solokey",
    "token2",
    "security key",
    "beveiligingssleutel",
];
const COMPUTERS: &[&str] = &[
    "windows hello",
    "laptop",
    "computer",
    "macbook",
    "imac",
    "mac",
    "desktop",
    "pc",
    "werkplek",
    "notebook",
];
const PHONES: &[&str] = &[
    "phone",
    "iphone",
    "telefoon",
    "mobiel",
    "android",
    "pixel",
    "smartphone",
    "microsoft authenticator",
];
/// What keeps things on several devices at once, or on any: what the person called it says nothing then.
const ANYWHERE: &[&str] = &[
    "icloud keychain",
    "google password manager",
    "samsung pass",
    "1password",
    "bitwarden",
    "dashlane",
    "keeper",
    "lastpass",
    "nordpass",
    "proton pass",
    "keepassxc",
    "keepass",
];

/// Where the model or the name says that it is: the make first, then the person's own words. Only whole words count.
pub(crate) fn place(method: &SecurityMethod) -> Option<Thing> {
    for text in [&method.model, &method.name, &method.value].into_iter().flatten() {
        let text = format!(" {} ", words(text));
        let says = |list: &[&str]| list.iter().any(|word| text.contains(&format!(" {word} ")));
        if says(ANYWHERE) {
            return None;
        }
        let mut found = [
            (Thing::SecurityKey, KEYS),
            (Thing::Computer, COMPUTERS),
            (Thing::Phone, PHONES),
        ]
        .into_iter()
        .filter(|(_, list)| says(list))
        .map(|(thing, _)| thing);
        match (found.next(), found.next()) {
            (Some(thing), None) => return Some(thing),
            // Words of two things ("laptop and phone") say nothing, and neither does what comes after them.
            (Some(_), Some(_)) => return None,
            (None, _) => {}
        }
    }
    None
}

fn words(text: &str) -> String {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn method(kind: MethodKind) -> SecurityMethod {
        SecurityMethod::new("1", kind)
    }

    fn named(kind: MethodKind, name: &str) -> SecurityMethod {
        SecurityMethod {
            name: Some(name.into()),
            ..method(kind)
        }
    }

    fn made(model: &str, name: &str) -> SecurityMethod {
        SecurityMethod {
            model: Some(model.into()),
            ..named(MethodKind::Passkey, name)
        }
    }

    fn phone(slot: PhoneSlot) -> SecurityMethod {
        SecurityMethod {
            slot: Some(slot),
            ..method(MethodKind::Phone)
        }
    }

    fn on(method: &SecurityMethod) -> Vec<Thing> {
        Thing::ALL
            .into_iter()
            .filter(|thing| is_on(method, *thing))
            .collect()
    }

    /// The matrix "if I lose …": what is on what.
    #[test]
    fn each_method_goes_with_what_it_is_on() {
        use MethodKind::{Passkey, SoftwareOath};
        use Thing::{Badge, Computer, Paper, Phone, SecurityKey, Token};
        let anywhere = [Phone, Computer, SecurityKey];
        let table: Vec<(SecurityMethod, &[Thing])> = vec![
            (phone(PhoneSlot::Mobile), &[Phone]),
            (phone(PhoneSlot::AlternateMobile), &[]),
            (phone(PhoneSlot::Office), &[]),
            (method(MethodKind::MicrosoftAuthenticator), &[Phone]),
            (method(SoftwareOath), &[Phone, Computer]),
            (named(SoftwareOath, "KeePassXC"), &[Phone, Computer]),
            (named(SoftwareOath, "1Password"), &[Phone, Computer]),
            (named(SoftwareOath, "Laptop"), &[Computer]),
            (named(SoftwareOath, "iPhone"), &[Phone]),
            (named(SoftwareOath, "YubiKey"), &[Phone, Computer]),
            (method(MethodKind::WindowsHello), &[Computer]),
            (method(MethodKind::PlatformCredential), &[Computer]),
            (made("YubiKey 5 NFC", ""), &[SecurityKey]),
            (made("Windows Hello", ""), &[Computer]),
            (made("Chrome on Mac", ""), &[Computer]),
            (made("Microsoft Authenticator (iOS)", ""), &[Phone]),
            (made("1Password", "Werktelefoon"), &anywhere),
            (made("Bitwarden", "laptop"), &anywhere),
            (made("KeePassXC", "laptop"), &anywhere),
            (made("iCloud Keychain (managed)", "iPhone"), &anywhere),
            (made("Google Password Manager", "Pixel"), &anywhere),
            (named(Passkey, "Galaxy Book"), &anywhere),
            (named(Passkey, "Sanne's iPhone"), &[Phone]),
            (method(Passkey), &anywhere),
            (named(Passkey, "laptop and phone"), &anywhere),
            (named(Passkey, "upcoming"), &anywhere),
            (method(MethodKind::HardwareOath), &[Token]),
            (method(MethodKind::QrCodePin), &[Badge]),
            (method(MethodKind::RecoveryCodes), &[Paper]),
            (method(MethodKind::Password), &[]),
            (method(MethodKind::Email), &[]),
            (method(MethodKind::SecurityQuestions), &[]),
            (method(MethodKind::TemporaryAccessPass), &[]),
        ];
        for (method, expected) in table {
            assert_eq!(
                on(&method),
                expected,
                "{:?} {:?} {:?}",
                method.kind,
                method.name,
                method.model
            );
        }
    }

    /// What answers a second step can be lost: it stands in the matrix, or it is known here why not.
    #[test]
    fn whatever_answers_a_second_step_can_be_lost_or_it_is_said_why_not() {
        let not_a_thing = [
            // Given by the helpdesk for a short time.
            MethodKind::TemporaryAccessPass,
            // At another provider: this app cannot tell on what.
            MethodKind::External,
        ];
        for kind in MethodKind::KNOWN {
            if crate::uses::usual(&kind, None, false).multifactor && !not_a_thing.contains(&kind) {
                assert_ne!(on(&method(kind.clone())), [], "{kind:?}");
            }
        }
    }
}
