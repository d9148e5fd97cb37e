//! The default sign-in method (B-29 … B-32).

use serde::{Deserialize, Serialize};

use crate::method::{MethodKind, PhoneSlot};

/// What can be the default; passkeys, passes, e-mail and questions never can (B-31).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefaultOption {
    /// Approval in the authenticator app.
    Push,
    /// A code from an app or a hardware token.
    Oath,
    Sms,
    VoiceMobile,
    VoiceAlternateMobile,
    VoiceOffice,
}

/// Graph `signInPreferences`, and which options there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInPreferences {
    pub current: Option<DefaultOption>,
    pub options: Vec<DefaultOption>,
    /// The organization always asks for the strongest registered method (B-32).
    pub is_system_preferred: bool,
    /// Which one that is now, as far as known.
    pub system_preferred: Option<MethodKind>,
}

impl DefaultOption {
    pub const ALL: [Self; 6] = [
        Self::Push,
        Self::Oath,
        Self::Sms,
        Self::VoiceMobile,
        Self::VoiceAlternateMobile,
        Self::VoiceOffice,
    ];

    /// Whether a method of this kind and slot makes the option possible (B-30). Text goes to the mobile number only.
    pub fn is_served_by(self, kind: &MethodKind, slot: Option<PhoneSlot>) -> bool {
        let phone = *kind == MethodKind::Phone;
        // A directory without the extension need not say which number it is; then it is the first one.
        let slot = slot.unwrap_or(PhoneSlot::Mobile);
        match self {
            Self::Push => *kind == MethodKind::MicrosoftAuthenticator,
            Self::Oath => matches!(kind, MethodKind::SoftwareOath | MethodKind::HardwareOath),
            Self::Sms | Self::VoiceMobile => phone && slot == PhoneSlot::Mobile,
            Self::VoiceAlternateMobile => phone && slot == PhoneSlot::AlternateMobile,
            Self::VoiceOffice => phone && slot == PhoneSlot::Office,
        }
    }
}
