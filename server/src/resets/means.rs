//! By what a person is verified who cannot sign in (B-128 … B-131, B-138). Pure rules over a policy and what works.
//! Never by a password or a Temporary Access Pass; a passkey would have let the person in.

use std::collections::BTreeSet;

use crate::methods::kind::{MethodKind, PhoneSlot};
use crate::methods::offer;
use crate::methods::reset::PASSWORD_RESET;
use crate::store::values::MethodRules;

/// A way to verify a person, in the order in which they are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Means {
    Approval,
    Code,
    Text,
    CallMobile,
    CallAlternate,
    CallOffice,
    Email,
    Questions,
    RecoveryCode,
}

/// What a method is, and of a phone its place.
type Method = (MethodKind, Option<PhoneSlot>);

impl Means {
    /// All of them, in their order.
    pub const ALL: [Self; 9] = [
        Self::Approval,
        Self::Code,
        Self::Text,
        Self::CallMobile,
        Self::CallAlternate,
        Self::CallOffice,
        Self::Email,
        Self::Questions,
        Self::RecoveryCode,
    ];

    /// The name in forms and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approval => "approval",
            Self::Code => "code",
            Self::Text => "text",
            Self::CallMobile => "call",
            Self::CallAlternate => "call-alternate",
            Self::CallOffice => "call-office",
            Self::Email => "email",
            Self::Questions => "questions",
            Self::RecoveryCode => "recovery",
        }
    }

    /// The name in the contract (`selfService.passwordReset`).
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approval => "approval",
            Self::Code => "code",
            Self::Text => "text",
            Self::CallMobile => "callMobile",
            Self::CallAlternate => "callAlternateMobile",
            Self::CallOffice => "callOffice",
            Self::Email => "email",
            Self::Questions => "securityQuestions",
            Self::RecoveryCode => "recoveryCode",
        }
    }

    /// Reads [`Self::as_str`].
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|means| means.as_str() == name)
    }

    /// The methods it goes by; any of them will do.
    pub const fn methods(self) -> &'static [Method] {
        match self {
            Self::Approval => &[(MethodKind::Authenticator, None)],
            Self::Code => &[(MethodKind::SoftwareOath, None), (MethodKind::HardwareOath, None)],
            Self::Text | Self::CallMobile => &[(MethodKind::Phone, Some(PhoneSlot::Mobile))],
            Self::CallAlternate => &[(MethodKind::Phone, Some(PhoneSlot::AlternateMobile))],
            Self::CallOffice => &[(MethodKind::Phone, Some(PhoneSlot::Office))],
            Self::Email => &[(MethodKind::Email, None)],
            Self::Questions => &[(MethodKind::SecurityQuestions, None)],
            Self::RecoveryCode => &[(MethodKind::RecoveryCodes, None)],
        }
    }

    /// The phone it reaches.
    pub fn phone(self) -> Option<PhoneSlot> {
        self.methods().iter().find_map(|(_, slot)| *slot)
    }

    /// Whether it is a call, whose answer comes from the phone.
    pub const fn is_call(self) -> bool {
        matches!(self, Self::CallMobile | Self::CallAlternate | Self::CallOffice)
    }

    /// Whether both are the same kind, so that one does not come after the other (B-130).
    pub fn is_same_kind(self, other: Self) -> bool {
        self.methods() == other.methods()
    }

    fn is_allowed(self, rules: &MethodRules, is_administrator: bool) -> bool {
        let has_channel = match self {
            Self::Text => rules.phone.sms,
            _ if self.is_call() => rules.phone.voice,
            _ => true,
        };
        has_channel
            && self
                .methods()
                .iter()
                .any(|method| may_reset(rules, is_administrator, *method))
    }
}

/// Whether a method may verify this person for a reset.
pub fn may_reset(rules: &MethodRules, is_administrator: bool, (kind, slot): Method) -> bool {
    offer::usable_by(rules, is_administrator, kind, slot)
        .iter()
        .any(|use_| use_ == PASSWORD_RESET)
}

/// How many verifications a reset takes: one or two, of administrators always two (B-138).
pub fn required(rules: &MethodRules, is_administrator: bool) -> u32 {
    if is_administrator {
        2
    } else {
        rules.methods_required.clamp(1, 2)
    }
}

/// All that a policy allows.
pub fn allowed(rules: &MethodRules, is_administrator: bool) -> Vec<Means> {
    let all = Means::ALL.into_iter();
    all.filter(|means| means.is_allowed(rules, is_administrator))
        .collect()
}

/// What a person can be verified by. `working`: what is active, has not run out and is not used up.
pub fn held(rules: &MethodRules, is_administrator: bool, working: &[Method]) -> Vec<Means> {
    let is_held = |means: &Means| {
        let mut methods = means.methods().iter();
        methods.any(|method| working.contains(method) && may_reset(rules, is_administrator, *method))
    };
    let mut held = allowed(rules, is_administrator);
    held.retain(is_held);
    held
}

/// What comes after these: of another kind than each.
pub fn left(held: &[Means], proven: &[Means]) -> Vec<Means> {
    let is_new = |means: &&Means| !proven.iter().any(|proven| proven.is_same_kind(**means));
    held.iter().filter(is_new).copied().collect()
}

/// How many kinds these are.
pub fn kinds(held: &[Means]) -> u32 {
    let kinds: BTreeSet<&[Method]> = held.iter().map(|means| means.methods()).collect();
    u32::try_from(kinds.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::methods::reset;
    use crate::store::values::MethodRule;

    fn rules(required: u32, kinds: &[&str]) -> MethodRules {
        let rule = |kind: &&str| {
            let rule = MethodRule {
                allowed: true,
                maximum: 5,
                usable_for: vec![PASSWORD_RESET.to_owned()],
                ..MethodRule::default()
            };
            ((*kind).to_owned(), rule)
        };
        MethodRules {
            methods: kinds.iter().map(rule).collect(),
            password_reset_enabled: true,
            methods_required: required,
            ..MethodRules::default()
        }
    }

    const APP: Method = (MethodKind::SoftwareOath, None);
    const TOKEN: Method = (MethodKind::HardwareOath, None);
    const MOBILE: Method = (MethodKind::Phone, Some(PhoneSlot::Mobile));
    const EMAIL: Method = (MethodKind::Email, None);
    const AUTHENTICATOR: Method = (MethodKind::Authenticator, None);
    const QUESTIONS: Method = (MethodKind::SecurityQuestions, None);

    #[test]
    fn b128_only_what_is_registered_and_allowed_verifies() {
        let rules = rules(2, &["email", "softwareOath", "temporaryAccessPass", "fido2"]);
        let pass = (MethodKind::TemporaryAccessPass, None);
        let working = [EMAIL, APP, MOBILE, QUESTIONS, pass, (MethodKind::Password, None)];
        assert_eq!(held(&rules, false, &working), [Means::Code, Means::Email]);
        assert_eq!(allowed(&rules, false), [Means::Code, Means::Email]);
    }

    #[test]
    fn b130_the_second_is_of_another_kind_than_the_first() {
        let rules = rules(2, &["phone", "hardwareOath", "softwareOath"]);
        let held = held(&rules, false, &[MOBILE, APP, TOKEN]);
        assert_eq!(held, [Means::Code, Means::Text, Means::CallMobile]);
        assert_eq!(left(&held, &[Means::Text]), [Means::Code]);
        assert_eq!(left(&held, &[Means::Code]), [Means::Text, Means::CallMobile]);
        assert_eq!(kinds(&held), 2, "an app and a token are one kind");
    }

    #[test]
    fn b131_where_one_is_enough_the_app_is_used_by_code_only() {
        for (required, expected) in [(1, &[Means::Code][..]), (2, &[Means::Approval, Means::Code])] {
            let rules = rules(required, &["microsoftAuthenticator", "softwareOath"]);
            let held = held(&rules, false, &[AUTHENTICATOR, APP]);
            assert_eq!(
                held.iter()
                    .filter(|m| **m != Means::Email)
                    .copied()
                    .collect::<Vec<_>>(),
                expected
            );
        }
    }

    #[test]
    fn b138_administrators_take_two_and_no_questions() {
        let rules = rules(1, &["securityQuestions", "email", "microsoftAuthenticator"]);
        assert_eq!((required(&rules, false), required(&rules, true)), (1, 2));
        let working = [QUESTIONS, EMAIL, AUTHENTICATOR];
        assert_eq!(held(&rules, false, &working), [Means::Email, Means::Questions]);
        assert_eq!(held(&rules, true, &working), [Means::Approval, Means::Email]);
    }

    proptest! {
        #[test]
        fn b121_kinds_are_counted_as_the_app_counts_them(
            chosen in proptest::collection::vec(0_usize..13, 0..12), needed in 1_u32..3, sms: bool, voice: bool, is_administrator: bool,
        ) {
            let rows: Vec<Method> = offer::rows().collect();
            let names = ["email", "phone", "phone.alternateMobile", "microsoftAuthenticator", "softwareOath",
                "hardwareOath", "securityQuestions", "recoveryCodes", "fido2"];
            let mut rules = rules(needed, &names);
            rules.phone.sms = sms;
            rules.phone.voice = voice;
            let working: Vec<Method> = chosen.iter().map(|at| rows[at % rows.len()]).collect();
            let held = held(&rules, is_administrator, &working);
            prop_assert_eq!(kinds(&held), reset::counted(&rules, is_administrator, working));
        }

        #[test]
        fn names_lead_back(at in 0_usize..9) {
            let means = Means::ALL[at];
            prop_assert_eq!(Means::parse(means.as_str()), Some(means));
        }
    }
}
