//! What can be set up on these pages, and why something cannot: the rules are [`crate::methods::offer`]'s.

use super::texts::RegisterTexts;
use crate::methods::holding::Holding;
use crate::methods::kind::{MethodKind, PhoneSlot};
use crate::methods::offer::{self, NotAddable};
use crate::methods::required::{Asked, Requirement};

const MULTIFACTOR: &str = "multifactor";
use crate::methods::reset::PASSWORD_RESET;

/// A method that has a wizard here, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Offer {
    Passkey,
    Authenticator,
    App,
    Phone,
    Email,
    Questions,
}

/// One that helps with what is asked, and why it cannot be set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offered {
    pub(super) offer: Offer,
    pub(super) why_not: Option<NotAddable>,
}

/// A line of the choice.
pub(super) struct Choice {
    pub(super) action: &'static str,
    pub(super) icon: &'static str,
    pub(super) name: &'static str,
    pub(super) hint: &'static str,
    /// Why it is greyed out.
    pub(super) why_not: Option<&'static str>,
}

impl Offer {
    const ALL: [Self; 6] = [
        Self::Passkey,
        Self::Authenticator,
        Self::App,
        Self::Phone,
        Self::Email,
        Self::Questions,
    ];

    /// Where its wizard begins; a form each, as the first step of some makes something.
    pub(super) const fn action(self) -> &'static str {
        match self {
            Self::Passkey => "/register/passkey",
            Self::Authenticator => "/register/authenticator",
            Self::App => "/register/app",
            Self::Phone => "/register/phone/start",
            Self::Email => "/register/email/start",
            Self::Questions => "/register/questions/start",
        }
    }

    const fn kind(self) -> (MethodKind, Option<PhoneSlot>) {
        match self {
            Self::Passkey => (MethodKind::Passkey, None),
            Self::Authenticator => (MethodKind::Authenticator, None),
            Self::App => (MethodKind::SoftwareOath, None),
            // The alternate one is for later, in the app (B-69).
            Self::Phone => (MethodKind::Phone, Some(PhoneSlot::Mobile)),
            Self::Email => (MethodKind::Email, None),
            Self::Questions => (MethodKind::SecurityQuestions, None),
        }
    }

    /// Whether it is of a kind that can help with what is asked.
    fn could_help(self, requirement: &Requirement) -> bool {
        let for_sign_in = requirement.missing_sign_in > 0;
        let for_reset = requirement.missing_reset > 0;
        match self {
            Self::Email | Self::Questions => for_reset,
            // What is asked beyond what is missing is something stronger than a phone (B-94).
            Self::Phone => for_sign_in || for_reset,
            Self::Passkey | Self::Authenticator | Self::App => true,
        }
    }
}

impl Offered {
    /// As the choice shows it.
    pub(super) fn choice(self, w: &RegisterTexts) -> Choice {
        let (icon, name, hint) = match self.offer {
            Offer::Passkey => ("key", w.kind_passkey, w.passkey_hint),
            Offer::Authenticator => ("bell", w.kind_authenticator, w.authenticator_hint),
            Offer::App => ("clock-code", w.kind_app, w.app_hint),
            Offer::Phone => ("phone", w.kind_phone, w.phone_hint),
            Offer::Email => ("mail", w.kind_email, w.email_hint),
            Offer::Questions => ("question", w.questions_name, w.questions_hint),
        };
        Choice {
            action: self.offer.action(),
            icon,
            name,
            hint,
            why_not: self.why_not.map(|why| w.why_not(why)),
        }
    }
}

/// Everything that could help with what is asked: first what the person can set up, then what not. Nothing when nothing
/// is asked.
pub(super) fn offers(holding: &Holding, requirement: &Requirement) -> Vec<Offered> {
    if !matches!(requirement.asked, Asked::Required | Asked::Recommended) {
        return Vec::new();
    }
    let is_reset_only = requirement.missing_sign_in == 0 && requirement.missing_reset > 0;
    let mut offers: Vec<Offered> = Offer::ALL
        .into_iter()
        // Where the organization wants a passkey, it wants nothing else (B-97).
        .filter(|offer| !requirement.passkey_instead || *offer == Offer::Passkey)
        .filter(|offer| offer.could_help(requirement))
        // A second method of a kind resets nothing that the first does not.
        .filter(|offer| {
            let (kind, slot) = offer.kind();
            !is_reset_only || !holding.resets_with(kind, slot)
        })
        .map(|offer| {
            let (kind, slot) = offer.kind();
            let wanted = match offer {
                Offer::Email | Offer::Questions => PASSWORD_RESET,
                _ if is_reset_only => PASSWORD_RESET,
                _ => MULTIFACTOR,
            };
            let uses = offer::usable_for(&holding.rules, kind, slot);
            let never = (!uses.iter().any(|use_| use_ == wanted)).then_some(NotAddable::NotAllowedByPolicy);
            let why_not = holding
                .not_offered(kind, slot)
                .or(never)
                .or_else(|| holding.not_addable(kind, slot));
            Offered { offer, why_not }
        })
        .collect();
    offers.sort_by_key(|offered| offered.why_not.is_some());
    offers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::methods::offer::Possession;
    use crate::methods::required::Facts;
    use crate::store::values::{MethodRule, MethodRules, RegistrationRules};

    fn holding(has: Possession) -> Holding {
        let rule = |uses: &[&str]| MethodRule {
            allowed: true,
            maximum: 5,
            usable_for: uses.iter().map(|use_| (*use_).to_owned()).collect(),
            ..MethodRule::default()
        };
        let both = [MULTIFACTOR, PASSWORD_RESET];
        let methods = [
            ("fido2", rule(&["signIn", MULTIFACTOR])),
            ("microsoftAuthenticator", rule(&both)),
            ("softwareOath", rule(&both)),
            ("phone", rule(&both)),
            ("email", rule(&[PASSWORD_RESET])),
        ];
        let rules = MethodRules {
            methods: methods.map(|(kind, rule)| (kind.to_owned(), rule)).into(),
            password_reset_enabled: true,
            ..MethodRules::default()
        };
        Holding::for_tests(rules, has)
    }

    fn asked(required_sign_in: u32, required_reset: u32) -> Requirement {
        let rules = MethodRules {
            registration: RegistrationRules {
                required_sign_in,
                required_reset,
                ..RegistrationRules::default()
            },
            password_reset_enabled: true,
            ..MethodRules::default()
        };
        Requirement::judge(&rules, &Facts::default(), 0)
    }

    fn can(offers: &[Offered]) -> Vec<Offer> {
        let can = offers.iter().filter(|offered| offered.why_not.is_none());
        can.map(|offered| offered.offer).collect()
    }

    #[test]
    fn b90_the_strongest_comes_first_and_what_cannot_be_set_up_last_with_its_reason() {
        let nothing = offers(&holding(Possession::default()), &asked(1, 0));
        assert_eq!(can(&nothing), [Offer::Authenticator, Offer::App, Offer::Phone]);
        let last = nothing.last().map(|offered| (offered.offer, offered.why_not));
        assert_eq!(
            last,
            Some((Offer::Passkey, Some(NotAddable::OtherMethodRequired)))
        );
        let with_pass = Possession {
            can_verify: true,
            ..Possession::default()
        };
        assert_eq!(
            offers(&holding(with_pass), &asked(1, 0))[0].offer,
            Offer::Passkey,
            "B-80"
        );
    }

    #[test]
    fn b95_what_is_for_reset_only_offers_what_resets_a_password() {
        let reset = offers(&holding(Possession::default()), &asked(0, 1));
        assert_eq!(
            can(&reset),
            [Offer::Authenticator, Offer::App, Offer::Phone, Offer::Email]
        );
        let why = |offer| {
            reset
                .iter()
                .find(|offered| offered.offer == offer)
                .and_then(|offered| offered.why_not)
        };
        assert_eq!(why(Offer::Questions), Some(NotAddable::NotAllowedByPolicy));
        assert_eq!(why(Offer::Passkey), Some(NotAddable::NotAllowedByPolicy), "B-40");
    }

    #[test]
    fn b95_a_second_method_of_a_kind_is_not_offered_for_reset() {
        let with_token = Possession {
            counts: [(MethodKind::HardwareOath, 1)].into(),
            ..Possession::default()
        };
        let mut holding = holding(with_token);
        let token = holding.rules.methods["softwareOath"].clone();
        holding.rules.methods.insert("hardwareOath".to_owned(), token);
        let offers = offers(&holding, &asked(0, 1));
        assert_eq!(can(&offers), [Offer::Authenticator, Offer::Phone, Offer::Email]);
    }

    #[test]
    fn b94_a_campaign_for_something_stronger_offers_no_phone() {
        let mut rules = MethodRules::default();
        rules.registration.campaign.enabled = true;
        let campaign = Requirement::judge(&rules, &Facts::default(), 0);
        let offered = offers(&holding(Possession::default()), &campaign);
        assert_eq!(can(&offered), [Offer::Authenticator, Offer::App]);
        assert!(offers(&holding(Possession::default()), &asked(0, 0)).is_empty());
    }
}
