//! What methods are for. Policy data decides; this is what the app knows where an organization does not say (B-37 … B-40).

use crate::{
    method::{MethodKind, MethodState, MethodUse, PhoneSlot, SecurityMethod, SmsSignIn},
    policy::MethodPolicy,
};

/// What Entra documents today for a kind, for want of the organization's own word.
pub fn usual(kind: &MethodKind, slot: Option<PhoneSlot>, sms_sign_in: bool) -> MethodUse {
    let uses = |sign_in, multifactor, password_reset| MethodUse {
        sign_in,
        multifactor,
        password_reset,
    };
    match kind {
        MethodKind::Password => uses(true, false, false),
        MethodKind::MicrosoftAuthenticator | MethodKind::SoftwareOath | MethodKind::HardwareOath => {
            uses(false, true, true)
        }
        MethodKind::Phone => match slot {
            None | Some(PhoneSlot::Mobile) => uses(sms_sign_in, true, true),
            Some(PhoneSlot::AlternateMobile) => uses(false, true, false),
            Some(PhoneSlot::Office) => uses(false, true, true),
        },
        MethodKind::Passkey
        | MethodKind::WindowsHello
        | MethodKind::PlatformCredential
        | MethodKind::TemporaryAccessPass => uses(true, true, false),
        MethodKind::External | MethodKind::RecoveryCodes => uses(false, true, false),
        MethodKind::QrCodePin => uses(true, false, false),
        MethodKind::Email | MethodKind::SecurityQuestions => uses(false, false, true),
        // An app password opens legacy protocols only; of an unknown kind nothing is promised.
        MethodKind::AppPassword | MethodKind::Unknown(_) => uses(false, false, false),
    }
}

/// What one method is for: its own word, its kind's rule, else what is usual.
pub fn of(method: &SecurityMethod, policy: Option<&MethodPolicy>) -> MethodUse {
    let on = method.sms_sign_in == Some(SmsSignIn::Ready);
    let said = said_of(method, policy).unwrap_or_else(|| usual(&method.kind, method.slot, on));
    match method.sms_sign_in {
        // Whether a number starts a sign-in is its own switch's to say, not the policy's of its kind.
        Some(_) if method.kind == MethodKind::Phone => MethodUse { sign_in: on, ..said },
        _ => said,
    }
}

/// The same, only as far as the organization said it.
///
/// That a password is for nothing is no word: an organization has to have a rule for it to take it away.
pub fn said_of(method: &SecurityMethod, policy: Option<&MethodPolicy>) -> Option<MethodUse> {
    let rule = || policy.and_then(|policy| policy.rule_for(&method.kind, method.slot));
    let says = |uses: &MethodUse| method.kind != MethodKind::Password || *uses != MethodUse::default();
    method.uses.filter(says).or_else(|| rule().map(|rule| rule.uses))
}

/// Whether it works at all now. Recovery codes of which nobody said how many are left count as none.
pub fn works(method: &SecurityMethod) -> bool {
    let is_left = method.kind != MethodKind::RecoveryCodes || method.remaining.is_some_and(|left| left > 0);
    method.state == MethodState::Active && is_left
}

#[cfg(test)]
mod tests {
    use super::*;

    /// §3.1, the columns "now": first factor, multifactor, reset.
    const NOW: &[(MethodKind, Option<PhoneSlot>, [bool; 3])] = &[
        (MethodKind::MicrosoftAuthenticator, None, [false, true, true]),
        (MethodKind::SoftwareOath, None, [false, true, true]),
        (MethodKind::HardwareOath, None, [false, true, true]),
        (MethodKind::Phone, Some(PhoneSlot::Mobile), [false, true, true]),
        (MethodKind::Phone, Some(PhoneSlot::Office), [false, true, true]),
        (
            MethodKind::Phone,
            Some(PhoneSlot::AlternateMobile),
            [false, true, false],
        ),
        (MethodKind::Passkey, None, [true, true, false]),
        (MethodKind::WindowsHello, None, [true, true, false]),
        (MethodKind::PlatformCredential, None, [true, true, false]),
        (MethodKind::External, None, [false, true, false]),
        (MethodKind::TemporaryAccessPass, None, [true, true, false]),
        (MethodKind::QrCodePin, None, [true, false, false]),
        (MethodKind::AppPassword, None, [false, false, false]),
        (MethodKind::Email, None, [false, false, true]),
        (MethodKind::SecurityQuestions, None, [false, false, true]),
        (MethodKind::RecoveryCodes, None, [false, true, false]),
        (MethodKind::Password, None, [true, false, false]),
    ];

    fn cells(uses: MethodUse) -> [bool; 3] {
        [uses.sign_in, uses.multifactor, uses.password_reset]
    }

    #[test]
    fn b39_every_cell_of_the_table_of_uses() {
        for (kind, slot, expected) in NOW {
            assert_eq!(cells(usual(kind, *slot, false)), *expected, "{kind:?} {slot:?}");
        }
        let unknown = MethodKind::Unknown("telepathy".into());
        assert_eq!(cells(usual(&unknown, None, true)), [false; 3]);
    }

    #[test]
    fn b66_a_number_starts_a_sign_in_only_with_sms_sign_in() {
        assert_eq!(
            cells(usual(&MethodKind::Phone, Some(PhoneSlot::Mobile), true)),
            [true; 3]
        );
        let alternate = usual(&MethodKind::Phone, Some(PhoneSlot::AlternateMobile), true);
        assert_eq!(cells(alternate), [false, true, false]);
    }

    #[test]
    fn b40_what_the_organization_says_counts_before_what_is_usual() {
        let mut key = SecurityMethod::new("1", MethodKind::Passkey);
        assert!(!of(&key, None).password_reset, "the table of 2025");
        let resets = MethodUse {
            password_reset: true,
            ..MethodUse::default()
        };
        let policy = MethodPolicy {
            rules: vec![crate::policy::tests::rule(MethodKind::Passkey, resets)],
            ..MethodPolicy::default()
        };
        assert_eq!(of(&key, Some(&policy)), resets, "the table of 2020");
        key.uses = Some(MethodUse::default());
        assert_eq!(of(&key, Some(&policy)), MethodUse::default());
    }

    #[test]
    fn what_a_password_is_for_is_not_the_lists_to_deny() {
        let password = SecurityMethod {
            uses: Some(MethodUse::default()),
            ..SecurityMethod::new("p", MethodKind::Password)
        };
        let rules = |rules| MethodPolicy {
            rules,
            ..MethodPolicy::default()
        };
        assert_eq!(cells(of(&password, None)), [true, false, false]);
        assert_eq!(cells(of(&password, Some(&rules(vec![])))), [true, false, false]);
        let off = crate::policy::tests::rule(MethodKind::Password, MethodUse::default());
        assert_eq!(
            cells(of(&password, Some(&rules(vec![off])))),
            [false; 3],
            "no passwords"
        );
    }

    #[test]
    fn b66_the_switch_of_a_number_says_whether_it_starts_a_sign_in() {
        let phone = |state, sign_in| SecurityMethod {
            sms_sign_in: state,
            slot: Some(PhoneSlot::Mobile),
            uses: Some(MethodUse {
                sign_in,
                multifactor: true,
                password_reset: true,
            }),
            ..SecurityMethod::new("m", MethodKind::Phone)
        };
        let starts = |state, sign_in| of(&phone(state, sign_in), None).sign_in;
        assert!(starts(Some(SmsSignIn::Ready), false) && !starts(Some(SmsSignIn::NotEnabled), true));
        assert!(
            starts(None, true) && !starts(None, false),
            "the organization's word is all there is"
        );
    }

    #[test]
    fn what_is_expired_disabled_used_up_or_not_activated_does_not_work() {
        let codes = |remaining| SecurityMethod {
            remaining,
            ..SecurityMethod::new("1", MethodKind::RecoveryCodes)
        };
        assert!(works(&codes(Some(1))) && !works(&codes(Some(0))));
        assert!(!works(&codes(None)), "nobody said how many");
        for state in [
            MethodState::NotActivated,
            MethodState::Expired,
            MethodState::Disabled,
        ] {
            let method = SecurityMethod {
                state,
                ..SecurityMethod::new("1", MethodKind::HardwareOath)
            };
            assert!(!works(&method), "{state:?}");
        }
    }
}
