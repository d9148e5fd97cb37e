//! The domain's words for methods and the screen's, both ways.

use workpass_domain::{
    lockout::Thing,
    method::{MethodKind, MethodState, MethodUse, PhoneSlot, SecurityMethod, SmsSignIn, TrialWay},
    phone::{self, Country, PhoneKind, PhoneNumber},
    preference,
};

use crate::view::{
    CountryView, DefaultOption, DefaultOptionName, LossKind, MethodKindView, MethodStateView, PhoneCheckView,
    PhoneKindView, PhoneSlotView, SmsSignInStateView, TrialWayName, UsageView,
};

pub(crate) fn kind(kind: &MethodKind) -> MethodKindView {
    match kind {
        MethodKind::Password => MethodKindView::Password,
        MethodKind::Email => MethodKindView::Email,
        MethodKind::Phone => MethodKindView::Phone,
        MethodKind::MicrosoftAuthenticator => MethodKindView::MicrosoftAuthenticator,
        MethodKind::SoftwareOath => MethodKindView::SoftwareOath,
        MethodKind::HardwareOath => MethodKindView::HardwareOath,
        MethodKind::Passkey => MethodKindView::Passkey,
        MethodKind::WindowsHello => MethodKindView::WindowsHello,
        MethodKind::PlatformCredential => MethodKindView::PlatformCredential,
        MethodKind::TemporaryAccessPass => MethodKindView::TemporaryAccessPass,
        MethodKind::External => MethodKindView::External,
        MethodKind::QrCodePin => MethodKindView::QrCodePin,
        MethodKind::SecurityQuestions => MethodKindView::SecurityQuestions,
        MethodKind::RecoveryCodes => MethodKindView::RecoveryCodes,
        MethodKind::AppPassword => MethodKindView::AppPassword,
        MethodKind::Unknown(_) => MethodKindView::Unknown,
    }
}

pub(crate) fn kinds(all: &[MethodKind]) -> Vec<MethodKindView> {
    let mut views: Vec<MethodKindView> = Vec::new();
    for view in all.iter().map(kind) {
        if !views.contains(&view) {
            views.push(view);
        }
    }
    views
}

/// What tells it from others of its kind, a number as people write it.
pub(crate) fn value(method: &SecurityMethod) -> Option<String> {
    let value = method.value.as_deref()?;
    Some(if method.kind == MethodKind::Phone {
        phone::readable(value)
    } else {
        value.to_owned()
    })
}

pub(crate) fn slot(slot: PhoneSlot) -> PhoneSlotView {
    match slot {
        PhoneSlot::Mobile => PhoneSlotView::Mobile,
        PhoneSlot::AlternateMobile => PhoneSlotView::AlternateMobile,
        PhoneSlot::Office => PhoneSlotView::Office,
    }
}

pub(crate) fn slot_from(view: PhoneSlotView) -> PhoneSlot {
    match view {
        PhoneSlotView::Mobile => PhoneSlot::Mobile,
        PhoneSlotView::AlternateMobile => PhoneSlot::AlternateMobile,
        PhoneSlotView::Office => PhoneSlot::Office,
    }
}

pub(crate) fn state(state: MethodState) -> MethodStateView {
    match state {
        MethodState::Active => MethodStateView::Active,
        MethodState::NotActivated => MethodStateView::NotActivated,
        MethodState::Expired => MethodStateView::Expired,
        MethodState::Disabled => MethodStateView::Disabled,
    }
}

pub(crate) fn sms_sign_in(state: SmsSignIn) -> SmsSignInStateView {
    match state {
        SmsSignIn::Ready => SmsSignInStateView::On,
        SmsSignIn::NotEnabled | SmsSignIn::NotConfigured => SmsSignInStateView::Off,
        SmsSignIn::NotAllowedByPolicy => SmsSignInStateView::NotAllowed,
        SmsSignIn::PhoneNumberNotUnique => SmsSignInStateView::NumberNotUnique,
        SmsSignIn::NotSupported => SmsSignInStateView::NotSupported,
    }
}

/// B-39: two sentences, and more for what the family does not speak of. What signs in by itself, like a passkey, is more
/// than a second step.
pub(crate) fn usage(uses: MethodUse) -> UsageView {
    match (uses.multifactor, uses.password_reset, uses.sign_in) {
        (true, true, _) => UsageView::TwoStepAndReset,
        (true, false, true) => UsageView::SignInAndTwoStep,
        (true, false, false) => UsageView::TwoStepOnly,
        (false, true, _) => UsageView::ResetOnly,
        (false, false, true) => UsageView::SignIn,
        (false, false, false) => UsageView::None,
    }
}

pub(crate) fn trial_way(way: TrialWay) -> TrialWayName {
    match way {
        TrialWay::Code => TrialWayName::Code,
        TrialWay::Sms => TrialWayName::Sms,
        TrialWay::Voice => TrialWayName::Voice,
        TrialWay::Email => TrialWayName::Email,
        TrialWay::Approval => TrialWayName::Approval,
        TrialWay::Browser => TrialWayName::Browser,
    }
}

pub(crate) fn option_name(option: preference::DefaultOption) -> DefaultOptionName {
    match option {
        preference::DefaultOption::Push => DefaultOptionName::Push,
        preference::DefaultOption::Oath => DefaultOptionName::Oath,
        preference::DefaultOption::Sms => DefaultOptionName::Sms,
        preference::DefaultOption::VoiceMobile => DefaultOptionName::VoiceMobile,
        preference::DefaultOption::VoiceAlternateMobile => DefaultOptionName::VoiceAlternateMobile,
        preference::DefaultOption::VoiceOffice => DefaultOptionName::VoiceOffice,
    }
}

pub(crate) fn option_from(name: DefaultOptionName) -> preference::DefaultOption {
    match name {
        DefaultOptionName::Push => preference::DefaultOption::Push,
        DefaultOptionName::Oath => preference::DefaultOption::Oath,
        DefaultOptionName::Sms => preference::DefaultOption::Sms,
        DefaultOptionName::VoiceMobile => preference::DefaultOption::VoiceMobile,
        DefaultOptionName::VoiceAlternateMobile => preference::DefaultOption::VoiceAlternateMobile,
        DefaultOptionName::VoiceOffice => preference::DefaultOption::VoiceOffice,
    }
}

/// *Phone - text (number)*: the number stands behind the options that ring one (B-30).
pub(crate) fn option(option: preference::DefaultOption, methods: &[SecurityMethod]) -> DefaultOption {
    let phone = methods
        .iter()
        .find(|method| method.kind == MethodKind::Phone && option.is_served_by(&method.kind, method.slot));
    DefaultOption {
        option: option_name(option),
        value: phone.and_then(value),
    }
}

pub(crate) fn thing(thing: Thing) -> LossKind {
    match thing {
        Thing::Phone => LossKind::Phone,
        Thing::Computer => LossKind::Computer,
        Thing::SecurityKey => LossKind::SecurityKey,
        Thing::Token => LossKind::HardwareToken,
        Thing::Badge => LossKind::Badge,
        Thing::Paper => LossKind::RecoveryCodes,
    }
}

pub(crate) fn phone(number: PhoneNumber) -> PhoneCheckView {
    PhoneCheckView {
        e164: number.e164,
        national: number.national,
        international: number.international,
        country: number.country,
        kind: match number.kind {
            PhoneKind::Mobile => PhoneKindView::Mobile,
            PhoneKind::FixedLine => PhoneKindView::FixedLine,
            PhoneKind::Either => PhoneKindView::Either,
            PhoneKind::Other => PhoneKindView::Other,
        },
        extension_removed: number.extension_removed,
    }
}

pub(crate) fn country(country: Country) -> CountryView {
    CountryView {
        code: country.code,
        calling_code: country.calling_code.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b37_b38_b39_the_sentence_follows_what_the_organization_says() {
        let sentence = |sign_in, multifactor, password_reset| {
            usage(MethodUse {
                sign_in,
                multifactor,
                password_reset,
            })
        };
        assert_eq!(sentence(false, true, true), UsageView::TwoStepAndReset);
        assert_eq!(sentence(true, true, true), UsageView::TwoStepAndReset);
        assert_eq!(sentence(true, true, false), UsageView::SignInAndTwoStep);
        assert_eq!(sentence(false, true, false), UsageView::TwoStepOnly);
        assert_eq!(sentence(false, false, true), UsageView::ResetOnly);
        assert_eq!(sentence(true, false, false), UsageView::SignIn);
        assert_eq!(sentence(false, false, false), UsageView::None);
    }

    #[test]
    fn what_the_screen_says_comes_back_as_it_went() {
        for one in [PhoneSlot::Mobile, PhoneSlot::AlternateMobile, PhoneSlot::Office] {
            assert_eq!(slot_from(slot(one)), one);
        }
        for option in preference::DefaultOption::ALL {
            assert_eq!(option_from(option_name(option)), option);
        }
    }

    #[test]
    fn b30_the_number_stands_behind_what_rings_it() {
        let phone = |id: &str, slot| SecurityMethod {
            value: Some(id.into()),
            slot: Some(slot),
            ..SecurityMethod::new(id, MethodKind::Phone)
        };
        let methods = [phone("+1", PhoneSlot::Mobile), phone("+2", PhoneSlot::Office)];
        let number = |one| option(one, &methods).value;
        assert_eq!(number(preference::DefaultOption::Sms).as_deref(), Some("+1"));
        assert_eq!(
            number(preference::DefaultOption::VoiceOffice).as_deref(),
            Some("+2")
        );
        assert_eq!(number(preference::DefaultOption::VoiceAlternateMobile), None);
        assert_eq!(number(preference::DefaultOption::Oath), None);
    }
}
