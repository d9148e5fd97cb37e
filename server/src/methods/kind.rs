//! The kinds of security methods and the places they take.

use std::fmt;

/// A kind of security method, by its name on the wire (`methodType`) and in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MethodKind {
    Password,
    Email,
    Phone,
    /// The authenticator app that is asked with a number to match.
    Authenticator,
    /// Codes of an authenticator app.
    SoftwareOath,
    HardwareOath,
    Passkey,
    SecurityQuestions,
    TemporaryAccessPass,
    RecoveryCodes,
}

impl MethodKind {
    /// All of them, in the order people are shown.
    pub const ALL: [Self; 10] = [
        Self::Password,
        Self::Passkey,
        Self::Authenticator,
        Self::SoftwareOath,
        Self::HardwareOath,
        Self::Phone,
        Self::Email,
        Self::SecurityQuestions,
        Self::RecoveryCodes,
        Self::TemporaryAccessPass,
    ];

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Authenticator => "microsoftAuthenticator",
            Self::SoftwareOath => "softwareOath",
            Self::HardwareOath => "hardwareOath",
            Self::Passkey => "fido2",
            Self::SecurityQuestions => "securityQuestions",
            Self::TemporaryAccessPass => "temporaryAccessPass",
            Self::RecoveryCodes => "recoveryCodes",
        }
    }

    /// The kind of a name on the wire.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Which places kinds share: two of one group never have the same place. Password and e-mail have tables of their
    /// own.
    pub const fn group(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Authenticator | Self::SoftwareOath | Self::HardwareOath => "oath",
            Self::Passkey => "passkey",
            Self::SecurityQuestions => "questions",
            Self::TemporaryAccessPass => "tap",
            Self::RecoveryCodes => "recovery",
        }
    }

    /// How many of this kind a person can have, whatever a policy says (§3.2). Apps and tokens share their five.
    pub const fn most(self) -> u32 {
        match self {
            Self::Phone => 3,
            Self::Authenticator | Self::SoftwareOath | Self::HardwareOath => SHARED_MAXIMUM,
            Self::Passkey => 10,
            _ => 1,
        }
    }

    /// Whether it shares the five places of authenticator apps and hardware tokens (B-58).
    pub const fn is_shared(self) -> bool {
        matches!(
            self,
            Self::Authenticator | Self::SoftwareOath | Self::HardwareOath
        )
    }
}

impl fmt::Display for MethodKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Authenticator apps and hardware tokens together (B-58).
pub const SHARED_MAXIMUM: u32 = 5;

/// A place for a phone. Graph gives each an id that is the same for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhoneSlot {
    Mobile,
    AlternateMobile,
    Office,
}

impl PhoneSlot {
    pub const ALL: [Self; 3] = [Self::Mobile, Self::AlternateMobile, Self::Office];

    /// The name on the wire (Graph `phoneType`) and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mobile => "mobile",
            Self::AlternateMobile => "alternateMobile",
            Self::Office => "office",
        }
    }

    /// The slot of a name on the wire.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|slot| slot.name() == name)
    }

    /// Graph's id of the method in this slot.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Mobile => "3179e48a-750b-4051-897c-87b9720928f7",
            Self::AlternateMobile => "b6332ec1-7057-4abe-9331-3d72feddfe41",
            Self::Office => "e37fc753-ff3b-4958-9484-eaa9425c82bc",
        }
    }

    /// The slot of Graph's id.
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|slot| slot.id().eq_ignore_ascii_case(id))
    }
}

/// The value of `slot_key` for a place.
pub fn slot_key(kind: MethodKind, slot: &str) -> String {
    format!("{}:{slot}", kind.group())
}

/// States of a row of `security_methods`.
pub mod state {
    pub const ACTIVE: &str = "active";
    pub const NOT_ACTIVATED: &str = "notActivated";
    pub const DISABLED: &str = "disabled";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ids_lead_back_to_what_they_name() {
        for kind in MethodKind::ALL {
            assert_eq!(MethodKind::parse(kind.name()), Some(kind));
        }
        for slot in PhoneSlot::ALL {
            assert_eq!(PhoneSlot::parse(slot.name()), Some(slot));
            assert_eq!(PhoneSlot::of_id(&slot.id().to_ascii_uppercase()), Some(slot));
        }
    }

    #[test]
    fn b58_apps_and_tokens_share_their_places() {
        let keys = [
            MethodKind::Authenticator,
            MethodKind::SoftwareOath,
            MethodKind::HardwareOath,
        ]
        .map(|kind| slot_key(kind, "1"));
        assert_eq!(keys, ["oath:1", "oath:1", "oath:1"]);
        assert_ne!(slot_key(MethodKind::Passkey, "1"), keys[0]);
    }
}
