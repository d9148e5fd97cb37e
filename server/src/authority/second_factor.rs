//! What a sign-in still asks, and when it is enough (B-29 … B-32, B-66, B-106). Pure rules over what a person has
//! registered, what the organization decided and what was proven; who proves it how is the business of
//! [`crate::methods`].

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A way to prove who somebody is, the strongest first: the order in which an organization that prefers the strongest
/// asks (B-32). What comes after the calls is a last resort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Way {
    TemporaryAccessPass,
    Passkey,
    /// A notification with number matching.
    Approval,
    /// A code of an authenticator app or hardware token.
    Oath,
    Text,
    CallMobile,
    CallAlternate,
    CallOffice,
    RecoveryCode,
    Password,
}

impl Way {
    /// All of them, in their order.
    pub const ALL: [Self; 10] = [
        Self::TemporaryAccessPass,
        Self::Passkey,
        Self::Approval,
        Self::Oath,
        Self::Text,
        Self::CallMobile,
        Self::CallAlternate,
        Self::CallOffice,
        Self::RecoveryCode,
        Self::Password,
    ];

    /// The authentication method reference of tokens (RFC 8176 §2; `tap` and `rc` are ours).
    pub fn reference(self) -> &'static str {
        match self {
            Self::TemporaryAccessPass => "tap",
            Self::Passkey => "hwk",
            Self::Approval => "swk",
            Self::Oath => "otp",
            Self::Text => "sms",
            Self::CallMobile | Self::CallAlternate | Self::CallOffice => "tel",
            Self::RecoveryCode => "rc",
            Self::Password => "pwd",
        }
    }

    /// Reads [`Self::as_str`].
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == name)
    }

    /// The name in forms and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TemporaryAccessPass => "pass",
            Self::Passkey => "passkey",
            Self::Approval => "approval",
            Self::Oath => "code",
            Self::Text => "text",
            Self::CallMobile => "call",
            Self::CallAlternate => "call-alternate",
            Self::CallOffice => "call-office",
            Self::RecoveryCode => "recovery",
            Self::Password => "password",
        }
    }

    /// Whether this way may be a person's default (B-30, B-31).
    pub fn can_be_default(self) -> bool {
        matches!(
            self,
            Self::Approval
                | Self::Oath
                | Self::Text
                | Self::CallMobile
                | Self::CallAlternate
                | Self::CallOffice
        )
    }

    /// Whether having it registered means that a password alone no longer does. A Temporary Access Pass and recovery
    /// codes help out; they demand nothing.
    fn demands(self) -> bool {
        !matches!(
            self,
            Self::TemporaryAccessPass | Self::RecoveryCode | Self::Password
        )
    }

    /// Whether it reaches the same phone as a text message does.
    fn is_the_mobile_phone(self) -> bool {
        matches!(self, Self::Text | Self::CallMobile)
    }
}

/// What was proven, each way once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Proven(BTreeSet<Way>);

impl Proven {
    /// One way alone.
    pub fn by(way: Way) -> Self {
        Self([way].into())
    }

    /// What an earlier sign-in proved, by its references.
    pub fn by_references<S: AsRef<str>>(references: &[S]) -> Self {
        let has = |way: &Way| references.iter().any(|r| r.as_ref() == way.reference());
        // Which phone was called makes no difference here.
        let ways = Way::ALL.into_iter().filter(has);
        Self(
            ways.filter(|way| !matches!(way, Way::CallAlternate | Way::CallOffice))
                .collect(),
        )
    }

    /// The same with one more.
    #[must_use]
    pub fn and(mut self, way: Way) -> Self {
        self.0.insert(way);
        self
    }

    /// Whether this way was proven.
    pub fn has(&self, way: Way) -> bool {
        self.0.contains(&way)
    }

    /// Two different factors: a passkey (its own PIN or fingerprint goes with it), a Temporary Access Pass (an
    /// administrator vouched), or a password with something else.
    pub fn is_multi_factor(&self) -> bool {
        self.has(Way::Passkey)
            || self.has(Way::TemporaryAccessPass)
            || (self.has(Way::Password) && self.0.len() > 1)
    }

    /// What was proven beside the password, or alone when it is two factors by itself.
    pub fn second_way(&self) -> Option<Way> {
        let other = self.0.iter().copied().find(|way| *way != Way::Password);
        other.filter(|_| self.is_multi_factor())
    }

    /// The claim `amr` (RFC 8176).
    pub fn references(&self) -> Vec<String> {
        let mut references: Vec<&str> = self.0.iter().map(|way| way.reference()).collect();
        if self.has(Way::Passkey) || self.has(Way::Approval) {
            references.push("pop");
        }
        if self.is_multi_factor() {
            references.push("mfa");
        }
        references.sort_unstable();
        references.dedup();
        references.into_iter().map(str::to_owned).collect()
    }
}

/// What the rules need to know about a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Situation {
    /// What is registered, works and is allowed for signing in.
    pub ways: BTreeSet<Way>,
    /// The organization asks for a second factor even of people who have registered none.
    pub always: bool,
    /// The strongest way is asked whatever the person chose (B-32).
    pub system_preferred: bool,
    /// What the person chose as default.
    pub preferred: Option<Way>,
    /// This browser need not be asked for now (B-106).
    pub remembered: bool,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The sign-in is complete.
    Enough,
    /// One of these has to be proven; `first` is asked, the others are behind "Sign in another way".
    Ask { first: Way, others: Vec<Way> },
    /// More is required than the person has: something has to be registered first (B-90).
    Register,
    /// There is nothing to ask again but the sign-in itself.
    SignInAgain,
}

impl Situation {
    /// What a sign-in asks after `proven`.
    pub fn next(&self, proven: &Proven) -> Step {
        if proven.is_multi_factor() {
            return Step::Enough;
        }
        let by_text = proven.has(Way::Text);
        let demanded = self.always
            || self
                .ways
                .iter()
                .any(|way| way.demands() && !(by_text && way.is_the_mobile_phone()));
        if !demanded || self.remembered {
            return Step::Enough;
        }
        let candidates = self
            .ways
            .iter()
            .copied()
            .chain((!proven.has(Way::Password)).then_some(Way::Password))
            .filter(|way| !proven.has(*way) && proven.clone().and(*way).is_multi_factor());
        self.ask(candidates.collect()).unwrap_or(Step::Register)
    }

    /// What is asked of somebody whose session has proven `proven` some time ago, when that must be fresh.
    pub fn again(&self, proven: &Proven) -> Step {
        if !self.has_second_factor() {
            return Step::SignInAgain;
        }
        // Of a session that stands, one factor is enough: the rest was proven when it began.
        let asks_password = !proven.has(Way::Password) && !proven.is_multi_factor();
        let candidates = self
            .ways
            .iter()
            .copied()
            .chain(asks_password.then_some(Way::Password))
            .filter(|way| proven.clone().and(*way).is_multi_factor());
        self.ask(candidates.collect()).unwrap_or(Step::SignInAgain)
    }

    /// Whether this proof is the strongest the person can be asked for: two factors, or a password alone of somebody
    /// who has nothing else.
    pub fn is_strong(&self, proven: &Proven) -> bool {
        proven.is_multi_factor() || (proven.has(Way::Password) && !self.has_second_factor())
    }

    /// Whether there is a second factor that a sign-in can ask.
    pub fn has_second_factor(&self) -> bool {
        self.ways.iter().any(|way| way.demands())
    }

    fn ask(&self, candidates: BTreeSet<Way>) -> Option<Step> {
        let chosen = self.preferred.filter(|way| candidates.contains(way));
        let by_strength = candidates.first().copied()?;
        let first = if self.system_preferred {
            by_strength
        } else {
            let default = candidates.iter().copied().find(|way| way.can_be_default());
            chosen.or(default).unwrap_or(by_strength)
        };
        let others = candidates.into_iter().filter(|way| *way != first).collect();
        Some(Step::Ask { first, others })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn situation(ways: &[Way]) -> Situation {
        Situation {
            ways: ways.iter().copied().collect(),
            system_preferred: true,
            ..Situation::default()
        }
    }

    fn password() -> Proven {
        Proven::by(Way::Password)
    }

    #[test]
    fn a_password_is_enough_for_people_who_have_nothing_else() {
        let nothing = situation(&[]);
        assert_eq!(nothing.next(&password()), Step::Enough);
        assert!(nothing.is_strong(&password()));
        assert_eq!(nothing.again(&password()), Step::SignInAgain);
        // What helps out demands nothing by itself.
        let codes = situation(&[Way::RecoveryCode, Way::TemporaryAccessPass]);
        assert_eq!(codes.next(&password()), Step::Enough);
    }

    #[test]
    fn b32_the_strongest_is_asked_whatever_was_chosen() {
        let mut situation = situation(&[Way::Text, Way::Oath, Way::Passkey, Way::RecoveryCode]);
        situation.preferred = Some(Way::Text);
        let asked = |first, others: &[Way]| Step::Ask {
            first,
            others: others.to_vec(),
        };
        assert_eq!(
            situation.next(&password()),
            asked(Way::Passkey, &[Way::Oath, Way::Text, Way::RecoveryCode])
        );
        situation.system_preferred = false;
        assert_eq!(
            situation.next(&password()),
            asked(Way::Text, &[Way::Passkey, Way::Oath, Way::RecoveryCode])
        );
        // B-29, B-31: without a choice one that can be a default.
        situation.preferred = Some(Way::Approval);
        assert_eq!(
            situation.next(&password()),
            asked(Way::Oath, &[Way::Passkey, Way::Text, Way::RecoveryCode])
        );
    }

    #[test]
    fn b90_more_is_required_than_there_is() {
        let mut situation = situation(&[]);
        situation.always = true;
        assert_eq!(situation.next(&password()), Step::Register);
        situation.ways.insert(Way::TemporaryAccessPass);
        assert!(matches!(
            situation.next(&password()),
            Step::Ask {
                first: Way::TemporaryAccessPass,
                ..
            }
        ));
    }

    #[test]
    fn b106_a_remembered_computer_is_not_asked_but_has_proven_less() {
        let mut situation = situation(&[Way::Oath]);
        situation.remembered = true;
        assert_eq!(situation.next(&password()), Step::Enough);
        assert!(!situation.is_strong(&password()));
        assert!(matches!(
            situation.again(&password()),
            Step::Ask { first: Way::Oath, .. }
        ));
    }

    #[test]
    fn b66_a_text_message_in_the_place_of_the_password_is_one_factor() {
        let text = Proven::by(Way::Text);
        let mut phone = situation(&[Way::Text, Way::CallMobile]);
        assert_eq!(phone.next(&text), Step::Enough);
        assert!(!phone.is_strong(&text), "the same phone is no second factor");
        let password_only = Step::Ask {
            first: Way::Password,
            others: Vec::new(),
        };
        assert_eq!(phone.again(&text), password_only);
        phone.always = true;
        assert_eq!(phone.next(&text), password_only);
        let more = situation(&[Way::Text, Way::Passkey]);
        assert!(matches!(
            more.next(&text),
            Step::Ask {
                first: Way::Passkey,
                ..
            }
        ));
    }

    #[test]
    fn references_are_those_of_rfc_8176() {
        assert_eq!(password().references(), ["pwd"]);
        assert_eq!(password().and(Way::Oath).references(), ["mfa", "otp", "pwd"]);
        assert_eq!(Proven::by(Way::Passkey).references(), ["hwk", "mfa", "pop"]);
        let both = password().and(Way::CallOffice).and(Way::CallMobile);
        assert_eq!(both.references(), ["mfa", "pwd", "tel"]);
    }

    fn ways() -> impl Strategy<Value = BTreeSet<Way>> {
        let registered = Way::ALL[..9].to_vec();
        proptest::sample::subsequence(registered, 0..=9).prop_map(|ways| ways.into_iter().collect())
    }

    fn situations() -> impl Strategy<Value = Situation> {
        let preferred = proptest::option::of(proptest::sample::select(Way::ALL.to_vec()));
        (ways(), any::<bool>(), any::<bool>(), preferred, any::<bool>()).prop_map(
            |(ways, always, system_preferred, preferred, remembered)| Situation {
                ways,
                always,
                system_preferred,
                preferred,
                remembered,
            },
        )
    }

    fn beginnings() -> impl Strategy<Value = Proven> {
        proptest::sample::select(vec![
            Way::Password,
            Way::Text,
            Way::Passkey,
            Way::TemporaryAccessPass,
        ])
        .prop_map(Proven::by)
    }

    proptest! {
        #[test]
        fn whatever_is_asked_completes_the_sign_in(situation in situations(), proven in beginnings()) {
            for step in [situation.next(&proven), situation.again(&proven)] {
                let Step::Ask { first, others } = step else { continue };
                prop_assert!(!others.contains(&first));
                for way in others.into_iter().chain([first]) {
                    prop_assert!(way == Way::Password || situation.ways.contains(&way), "only what is registered");
                    let more = proven.clone().and(way);
                    prop_assert_eq!(situation.next(&more), Step::Enough);
                    prop_assert!(situation.is_strong(&more));
                }
            }
        }

        #[test]
        fn a_second_factor_is_never_left_out(situation in situations()) {
            let step = situation.next(&password());
            if situation.has_second_factor() && !situation.remembered {
                let asked = matches!(step, Step::Ask { .. });
                prop_assert!(asked);
                prop_assert!(!situation.is_strong(&password()));
            }
            if situation.always && !situation.remembered {
                prop_assert_ne!(step, Step::Enough);
            }
        }

        #[test]
        fn registering_more_never_asks_less(situation in situations(), more in ways(), proven in beginnings()) {
            let mut richer = situation.clone();
            richer.ways.extend(more);
            if richer.next(&proven) == Step::Enough {
                prop_assert_eq!(situation.next(&proven), Step::Enough);
            }
            if richer.is_strong(&proven) {
                prop_assert!(situation.is_strong(&proven));
            }
        }

        #[test]
        fn references_are_read_back(proven in beginnings(), way in proptest::sample::select(Way::ALL.to_vec())) {
            let proven = proven.and(way);
            let back = Proven::by_references(&proven.references());
            prop_assert_eq!(back.is_multi_factor(), proven.is_multi_factor());
            prop_assert_eq!(back.references(), proven.references());
        }
    }

    #[test]
    fn names_are_read_back() {
        for way in Way::ALL {
            assert_eq!(Way::parse(way.as_str()), Some(way));
        }
    }
}
