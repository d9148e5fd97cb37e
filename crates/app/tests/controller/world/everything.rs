//! An employee with one of everything, in an organization that offers everything.

use workpass_app::ports::{AccountData, Part};
use workpass_domain::{
    method::{MethodKind, MethodState, PhoneSlot, SecurityMethod, SmsSignIn, TrialWay},
    phone::Channel,
    policy::{
        Addable, CountedBy, MethodPolicy, MethodRule, QuestionsRule, ResetOutlook, ResetReadiness, ResetWay,
        SharedMaximum,
    },
    preference::{DefaultOption, SignInPreferences},
    uses,
};

fn rule(kind: MethodKind, slot: Option<PhoneSlot>, maximum: u32, registered: u32) -> MethodRule {
    let five = matches!(
        kind,
        MethodKind::MicrosoftAuthenticator | MethodKind::SoftwareOath | MethodKind::HardwareOath
    );
    MethodRule {
        uses: uses::usual(&kind, slot, false),
        kind,
        slot,
        addable: Addable::Yes,
        maximum: Some(maximum),
        registered,
        can_change: true,
        can_delete: true,
        // This service texts the alternate phone as well; of the others it says nothing.
        channels: (slot == Some(PhoneSlot::AlternateMobile)).then(|| vec![Channel::Sms, Channel::Voice]),
        shared: five.then(|| SharedMaximum {
            kinds: vec![
                MethodKind::MicrosoftAuthenticator,
                MethodKind::SoftwareOath,
                MethodKind::HardwareOath,
            ],
            maximum: 5,
            registered: 2,
        }),
    }
}

pub(super) fn register(data: &mut AccountData) {
    let method = |id: &str, kind| SecurityMethod::new(id, kind);
    data.methods = Part::Given(vec![
        method("p", MethodKind::Password),
        SecurityMethod {
            value: Some("sanne@thuis.example".into()),
            try_by: vec![TrialWay::Email],
            ..method("e", MethodKind::Email)
        },
        SecurityMethod {
            value: Some("+31612345678".into()),
            slot: Some(PhoneSlot::Mobile),
            sms_sign_in: Some(SmsSignIn::NotEnabled),
            try_by: vec![TrialWay::Sms, TrialWay::Voice],
            is_default: true,
            ..method("m", MethodKind::Phone)
        },
        SecurityMethod {
            name: Some("Telefoon".into()),
            try_by: vec![TrialWay::Code],
            ..method("app", MethodKind::SoftwareOath)
        },
        SecurityMethod {
            state: MethodState::NotActivated,
            value: Some("HW-0042".into()),
            ..method("token", MethodKind::HardwareOath)
        },
        SecurityMethod {
            model: Some("YubiKey 5".into()),
            try_by: vec![TrialWay::Browser],
            ..method("key", MethodKind::Passkey)
        },
        SecurityMethod {
            remaining: Some(2),
            ..method("recoveryCodes", MethodKind::RecoveryCodes)
        },
    ]);
    data.policy = Part::Given(MethodPolicy {
        rules: vec![
            rule(MethodKind::Email, None, 1, 1),
            rule(MethodKind::Phone, Some(PhoneSlot::Mobile), 1, 1),
            rule(MethodKind::Phone, Some(PhoneSlot::AlternateMobile), 1, 0),
            rule(MethodKind::MicrosoftAuthenticator, None, 5, 0),
            rule(MethodKind::SoftwareOath, None, 5, 1),
            rule(MethodKind::HardwareOath, None, 5, 1),
            rule(MethodKind::Passkey, None, 10, 1),
            rule(MethodKind::SecurityQuestions, None, 1, 0),
            rule(MethodKind::RecoveryCodes, None, 1, 1),
        ],
        reset: ResetReadiness {
            enabled: true,
            methods_required: 2,
            methods_registered: 3,
            counted_by: Some(CountedBy::Kind),
        },
        reset_outlook: Some(ResetOutlook {
            ways: vec![ResetWay::Code, ResetWay::Text, ResetWay::Email],
            obstacle: None,
            for_administrator: false,
        }),
        sms_sign_in_allowed: Some(true),
        questions: Some(QuestionsRule {
            required: 2,
            minimum_length: 3,
            maximum_length: 40,
        }),
        allowed_countries: Some(vec!["NL".into(), "BE".into()]),
        required_methods: Some(1),
        ..MethodPolicy::default()
    });
    data.preferences = Part::Given(SignInPreferences {
        current: Some(DefaultOption::Sms),
        options: vec![
            DefaultOption::Oath,
            DefaultOption::Sms,
            DefaultOption::VoiceMobile,
        ],
        ..SignInPreferences::default()
    });
    data.remembered_devices = Part::Given(3);
}
