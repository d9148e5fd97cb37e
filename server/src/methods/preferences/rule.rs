//! Which method is asked for at sign-in: what a person may choose (B-30, B-31), what is chosen for them (B-32), and
//! what becomes of the choice when methods come and go (B-29, B-56). Pure.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::authority::second_factor::Way;

/// A default sign-in method as Graph's `signInPreferences` names it (`userDefaultAuthenticationMethodType`). In the
/// order of strength, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DefaultOption {
    /// A notification in the authenticator app.
    Push,
    /// A code of an authenticator app or a hardware token.
    Oath,
    /// A text message to the mobile phone.
    Sms,
    VoiceMobile,
    VoiceAlternateMobile,
    VoiceOffice,
}

impl DefaultOption {
    /// All of them, strongest first.
    pub const ALL: [Self; 6] = [
        Self::Push,
        Self::Oath,
        Self::Sms,
        Self::VoiceMobile,
        Self::VoiceAlternateMobile,
        Self::VoiceOffice,
    ];

    /// The name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::Oath => "oath",
            Self::Sms => "sms",
            Self::VoiceMobile => "voiceMobile",
            Self::VoiceAlternateMobile => "voiceAlternateMobile",
            Self::VoiceOffice => "voiceOffice",
        }
    }

    /// The option that stands for a way to prove oneself, when it may be the default.
    pub const fn of_way(way: Way) -> Option<Self> {
        Some(match way {
            Way::Approval => Self::Push,
            Way::Oath => Self::Oath,
            Way::Text => Self::Sms,
            Way::CallMobile => Self::VoiceMobile,
            Way::CallAlternate => Self::VoiceAlternateMobile,
            Way::CallOffice => Self::VoiceOffice,
            Way::TemporaryAccessPass | Way::Passkey | Way::RecoveryCode | Way::Password => return None,
        })
    }

    /// The option of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|option| option.name() == name)
    }
}

/// What may be the default: kinds that are registered (B-30), and never a passkey, pass, address or question (B-31).
pub fn options(ways: &BTreeSet<Way>) -> BTreeSet<DefaultOption> {
    ways.iter().copied().filter_map(DefaultOption::of_way).collect()
}

/// The name of what an organization that prefers the strongest method asks for (B-32).
pub fn strongest(ways: &BTreeSet<Way>) -> Option<&'static str> {
    ways.iter().copied().find_map(|way| match way {
        Way::TemporaryAccessPass => Some("temporaryAccessPass"),
        Way::Passkey => Some("fido2"),
        way => DefaultOption::of_way(way).map(DefaultOption::name),
    })
}

/// The default in force: the choice while it can be used, else the strongest of the options.
pub fn in_force(chosen: Option<DefaultOption>, options: &BTreeSet<DefaultOption>) -> Option<DefaultOption> {
    chosen
        .filter(|option| options.contains(option))
        .or_else(|| options.first().copied())
}

/// What happened to a person's methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The authenticator app with notifications was set up: it becomes the default (B-56).
    AuthenticatorAdded,
    /// Anything else came, went or changed.
    Other,
}

/// The choice to be kept after a change, given the options that are left.
pub(super) fn after(
    change: Change,
    chosen: Option<DefaultOption>,
    options: &BTreeSet<DefaultOption>,
) -> Option<DefaultOption> {
    match change {
        Change::AuthenticatorAdded if options.contains(&DefaultOption::Push) => Some(DefaultOption::Push),
        _ => in_force(chosen, options),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn everything() -> BTreeSet<Way> {
        Way::ALL.into()
    }

    #[test]
    fn b30_only_what_is_registered_can_be_the_default() {
        assert_eq!(options(&BTreeSet::new()), BTreeSet::new());
        assert_eq!(options(&everything()), BTreeSet::from(DefaultOption::ALL));
        assert_eq!(options(&[Way::Text].into()), BTreeSet::from([DefaultOption::Sms]));
    }

    #[test]
    fn b31_passkeys_and_passes_are_never_the_default() {
        let strong = [
            Way::Passkey,
            Way::TemporaryAccessPass,
            Way::RecoveryCode,
            Way::Password,
        ];
        assert_eq!(options(&strong.into()), BTreeSet::new());
        assert_eq!(DefaultOption::of_name("fido2"), None);
        assert_eq!(DefaultOption::of_name("email"), None);
    }

    #[test]
    fn b32_the_strongest_registered_method_is_preferred() {
        let mut ways = everything();
        let mut asked = Vec::new();
        while let Some(name) = strongest(&ways) {
            asked.push(name);
            ways.pop_first();
        }
        assert_eq!(
            asked,
            [
                "temporaryAccessPass",
                "fido2",
                "push",
                "oath",
                "sms",
                "voiceMobile",
                "voiceAlternateMobile",
                "voiceOffice"
            ]
        );
        assert_eq!(ways, [Way::RecoveryCode, Way::Password].into());
    }

    #[test]
    fn b56_setting_up_the_authenticator_makes_it_the_default() {
        let options = options(&everything());
        assert_eq!(
            after(Change::AuthenticatorAdded, Some(DefaultOption::Sms), &options),
            Some(DefaultOption::Push)
        );
        assert_eq!(
            after(Change::Other, Some(DefaultOption::Sms), &options),
            Some(DefaultOption::Sms)
        );
    }

    fn ways() -> impl Strategy<Value = BTreeSet<Way>> {
        proptest::sample::subsequence(Way::ALL.to_vec(), 0..=Way::ALL.len())
            .prop_map(|ways| ways.into_iter().collect())
    }

    proptest! {
        #[test]
        fn b29_after_any_change_the_default_is_one_that_works(
            ways in ways(),
            chosen in proptest::option::of(proptest::sample::select(DefaultOption::ALL.to_vec())),
            is_authenticator in any::<bool>(),
        ) {
            let options = options(&ways);
            let change = if is_authenticator { Change::AuthenticatorAdded } else { Change::Other };
            let kept = after(change, chosen, &options);
            prop_assert_eq!(kept.is_none(), options.is_empty());
            prop_assert!(kept.is_none_or(|kept| options.contains(&kept)));
            if let (Change::Other, Some(chosen)) = (change, chosen) && options.contains(&chosen) {
                prop_assert_eq!(kept, Some(chosen), "a choice that works stays");
            }
            prop_assert_eq!(after(Change::Other, kept, &options), kept, "nothing changes twice");
        }

        #[test]
        fn b30_every_option_has_a_name_of_its_own(option in proptest::sample::select(DefaultOption::ALL.to_vec())) {
            prop_assert_eq!(DefaultOption::of_name(option.name()), Some(option));
            prop_assert_eq!(serde_json::to_value(option).unwrap(), option.name());
        }
    }
}
