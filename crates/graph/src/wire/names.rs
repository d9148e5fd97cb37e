//! The extension's names of kinds, slots and options, both ways.

use workpass_domain::{
    method::{MethodKind, MethodUse, PhoneSlot, TrialWay},
    phone::Channel,
    preference::DefaultOption,
};

use super::Fields;

pub(super) fn kind(name: &str) -> MethodKind {
    match name {
        "password" => MethodKind::Password,
        "email" => MethodKind::Email,
        "phone" => MethodKind::Phone,
        "microsoftAuthenticator" => MethodKind::MicrosoftAuthenticator,
        "softwareOath" => MethodKind::SoftwareOath,
        "hardwareOath" => MethodKind::HardwareOath,
        "fido2" => MethodKind::Passkey,
        "securityQuestions" => MethodKind::SecurityQuestions,
        "temporaryAccessPass" => MethodKind::TemporaryAccessPass,
        "recoveryCodes" => MethodKind::RecoveryCodes,
        "appPassword" => MethodKind::AppPassword,
        "windowsHelloForBusiness" => MethodKind::WindowsHello,
        "platformCredential" => MethodKind::PlatformCredential,
        "external" => MethodKind::External,
        "qrCodePin" => MethodKind::QrCodePin,
        other => MethodKind::Unknown(other.to_owned()),
    }
}

pub(crate) fn slot(name: &str) -> Option<PhoneSlot> {
    Some(match name {
        "mobile" => PhoneSlot::Mobile,
        "alternateMobile" => PhoneSlot::AlternateMobile,
        "office" => PhoneSlot::Office,
        _ => return None,
    })
}

pub(crate) fn slot_name(slot: PhoneSlot) -> &'static str {
    match slot {
        PhoneSlot::Mobile => "mobile",
        PhoneSlot::AlternateMobile => "alternateMobile",
        PhoneSlot::Office => "office",
    }
}

/// A channel this version knows.
pub(super) fn channel(name: &str) -> Option<Channel> {
    [Channel::Sms, Channel::Voice]
        .into_iter()
        .find(|channel| channel_name(*channel) == name)
}

pub(crate) fn channel_name(channel: Channel) -> &'static str {
    match channel {
        Channel::Sms => "sms",
        Channel::Voice => "voice",
    }
}

pub(super) fn option(name: &str) -> Option<DefaultOption> {
    DefaultOption::ALL
        .into_iter()
        .find(|option| option_name(*option) == name)
}

/// As Graph writes it as well (`userDefaultAuthenticationMethodType`).
pub(crate) fn option_name(option: DefaultOption) -> &'static str {
    match option {
        DefaultOption::Push => "push",
        DefaultOption::Oath => "oath",
        DefaultOption::Sms => "sms",
        DefaultOption::VoiceMobile => "voiceMobile",
        DefaultOption::VoiceAlternateMobile => "voiceAlternateMobile",
        DefaultOption::VoiceOffice => "voiceOffice",
    }
}

/// `usableFor`.
pub(super) fn uses(row: Fields<'_>) -> MethodUse {
    let names = row.texts("usableFor");
    let usable_for = |what: &str| names.iter().any(|known| known == what);
    MethodUse {
        sign_in: usable_for("signIn"),
        multifactor: usable_for("multifactor"),
        password_reset: usable_for("passwordReset"),
    }
}

/// The ways to try a method, as `tryBy` names them.
const TRIAL_WAYS: [(TrialWay, &str); 6] = [
    (TrialWay::Code, "code"),
    (TrialWay::Sms, "sms"),
    (TrialWay::Voice, "voice"),
    (TrialWay::Email, "email"),
    (TrialWay::Approval, "approval"),
    (TrialWay::Browser, "browser"),
];

/// A way to try a method; `None` for one this version does not know.
pub(super) fn trial_way(name: &str) -> Option<TrialWay> {
    let known = TRIAL_WAYS.iter().find(|(_, known)| *known == name);
    known.map(|(way, _)| *way)
}

pub(crate) fn trial_way_name(way: TrialWay) -> &'static str {
    let known = TRIAL_WAYS.iter().find(|(known, _)| *known == way);
    known.expect("every way has a name").1
}
