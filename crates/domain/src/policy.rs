//! The organization's method policy: what may be added, for what, how many.

use serde::{Deserialize, Serialize};

use crate::{
    method::{MethodKind, MethodUse, PhoneSlot},
    phone::Channel,
};

/// What the organization allows of one kind of method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodRule {
    pub kind: MethodKind,
    /// Of a phone: each number has a rule of its own. `None`: the rule speaks of all of the kind.
    #[serde(default)]
    pub slot: Option<PhoneSlot>,
    pub addable: Addable,
    pub uses: MethodUse,
    /// At most this many of the kind; `None` where the policy sets no limit.
    pub maximum: Option<u32>,
    pub registered: u32,
    pub can_change: bool,
    pub can_delete: bool,
    /// A limit that several kinds share (B-58).
    #[serde(default)]
    pub shared: Option<SharedMaximum>,
    /// Of a phone: how a number is verified; `None`: it did not say.
    #[serde(default)]
    pub channels: Option<Vec<Channel>>,
}

/// A limit over several kinds together: five authenticator apps and hardware tokens (B-58).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedMaximum {
    pub kinds: Vec<MethodKind>,
    pub maximum: u32,
    pub registered: u32,
}

/// Whether another one of a kind may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "reason")]
pub enum Addable {
    Yes,
    No(NotAddable),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotAddable {
    NotAllowedByPolicy,
    LimitReached,
    ManagedByAdministrator,
    /// Security questions are not for administrators (B-77).
    NotAllowedForAdministrators,
    /// Another method has to be registered first (B-80).
    OtherMethodRequired,
    /// The phone comes before the alternate phone.
    MobileRequired,
    /// An alternate phone is for calls only (B-69).
    VoiceNotAllowed,
    /// Security info is changed only on certain networks (B-92).
    PlaceNotAllowed,
    NotAvailable,
}

/// How far the employee is with registering for password reset (B-09, B-121, B-125).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetReadiness {
    pub enabled: bool,
    pub methods_required: u32,
    pub methods_registered: u32,
    /// `None`: it did not say.
    #[serde(default)]
    pub counted_by: Option<CountedBy>,
}

/// By what a reset verifies who cannot sign in (B-128).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResetWay {
    Approval,
    Code,
    Text,
    CallMobile,
    CallAlternateMobile,
    CallOffice,
    Email,
    SecurityQuestions,
    RecoveryCode,
}

/// Why an employee cannot reset the password now (B-134 … B-136).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResetObstacle {
    /// Not switched on for them.
    NotEnabled,
    /// Too little is registered (B-125).
    NotRegistered,
    /// The password is kept in the organization's own directory.
    OnPremises,
    /// Something this version does not know.
    Other,
}

/// How a reset would go for this employee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetOutlook {
    /// What would be asked, in the order in which it is listed there.
    pub ways: Vec<ResetWay>,
    /// `None`: they can.
    pub obstacle: Option<ResetObstacle>,
    /// Two always, and no questions (B-138).
    pub for_administrator: bool,
}

/// What counts as one method for a reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountedBy {
    /// Methods of one kind count once; codes of an app and of a token are one kind, phones of different slots are not.
    Kind,
    Method,
}

/// The whole method policy as it applies to this employee.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodPolicy {
    pub rules: Vec<MethodRule>,
    pub reset: ResetReadiness,
    /// `None`: it did not say.
    #[serde(default)]
    pub reset_outlook: Option<ResetOutlook>,
    /// Domains whose addresses count as work addresses (B-44).
    pub forbidden_email_domains: Vec<String>,
    /// Signing in with a phone number in place of the user name is allowed (B-66); `None`: it did not say.
    #[serde(default)]
    pub sms_sign_in_allowed: Option<bool>,
    #[serde(default)]
    pub questions: Option<QuestionsRule>,
    /// ISO 3166 codes of the countries whose numbers may be registered; `None`: all (B-65).
    #[serde(default)]
    pub allowed_countries: Option<Vec<String>>,
    /// How long a proof counts as fresh for changes, in minutes.
    #[serde(default)]
    pub fresh_minutes: Option<u32>,
    /// Methods besides the password that sign-in asks to be registered; `None`: it did not say.
    #[serde(default)]
    pub required_methods: Option<u32>,
    /// Whoever lacks one of those may register it at sign-in, with the password alone (B-90).
    #[serde(default)]
    pub registers_at_sign_in: bool,
}

/// How security questions are to be answered (B-72 … B-75); lengths in user-perceived characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionsRule {
    pub required: u32,
    pub minimum_length: u32,
    pub maximum_length: u32,
}

impl ResetReadiness {
    /// How many methods are still to be registered before the password can be reset (B-121); 0 when it is off.
    pub fn missing(&self) -> u32 {
        if self.enabled {
            self.methods_required.saturating_sub(self.methods_registered)
        } else {
            0
        }
    }
}

impl MethodRule {
    /// Whether another one may be added, the limits counted as well (B-42, B-50, B-58).
    ///
    /// The service's own answer comes first; the count catches a policy that was read before the last change.
    pub fn addable_now(&self) -> Addable {
        let own = self.maximum.is_some_and(|maximum| self.registered >= maximum);
        let shared = self
            .shared
            .as_ref()
            .is_some_and(|shared| shared.registered >= shared.maximum);
        match self.addable {
            Addable::Yes if own || shared => Addable::No(NotAddable::LimitReached),
            addable => addable,
        }
    }
}

impl MethodRule {
    /// How a number in this slot is verified: what the organization says, else whatever a phone there can take.
    /// Nothing for what is no phone.
    pub fn verified_by(&self, slot: PhoneSlot) -> &[Channel] {
        match &self.channels {
            _ if self.kind != MethodKind::Phone => &[],
            Some(channels) => channels,
            None => Channel::of(slot),
        }
    }

    /// The limit to name when it is reached: its own, or the one it shares.
    pub fn told_maximum(&self) -> Option<u32> {
        let own = self.maximum.filter(|maximum| self.registered >= *maximum);
        let shared = || Some(self.shared.as_ref()?.maximum);
        own.or_else(shared).or(self.maximum)
    }
}

impl MethodPolicy {
    pub fn rule(&self, kind: &MethodKind) -> Option<&MethodRule> {
        self.rules.iter().find(|rule| rule.kind == *kind)
    }

    /// The rule for a kind and, of a phone, its slot; a rule for the whole kind where there is no other.
    pub fn rule_for(&self, kind: &MethodKind, slot: Option<PhoneSlot>) -> Option<&MethodRule> {
        let of_slot = |rule: &&MethodRule| rule.kind == *kind && rule.slot == slot;
        let of_kind = |rule: &&MethodRule| rule.kind == *kind && rule.slot.is_none();
        let rules = &self.rules;
        rules.iter().find(of_slot).or_else(|| rules.iter().find(of_kind))
    }

    /// The employee can reset a password with what is registered, but has nothing to prove themselves with at
    /// sign-in, although the organization would allow something: advise one (B-37).
    pub fn advises_two_step(&self) -> bool {
        let registered = |rule: &&MethodRule| rule.registered > 0;
        let reset_only = self
            .rules
            .iter()
            .filter(registered)
            .any(|rule| rule.uses.password_reset);
        let two_step = self
            .rules
            .iter()
            .filter(registered)
            .any(|rule| rule.uses.multifactor);
        reset_only && !two_step
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A rule that allows everything.
    pub(crate) fn rule(kind: MethodKind, uses: MethodUse) -> MethodRule {
        MethodRule {
            kind,
            uses,
            maximum: None,
            ..email(0)
        }
    }

    fn email(registered: u32) -> MethodRule {
        MethodRule {
            kind: MethodKind::Email,
            addable: Addable::Yes,
            uses: MethodUse {
                password_reset: true,
                ..MethodUse::default()
            },
            maximum: Some(1),
            registered,
            can_change: true,
            can_delete: true,
            slot: None,
            shared: None,
            channels: None,
        }
    }

    #[test]
    fn b24_b69_a_phone_is_verified_by_what_the_organization_names_else_by_what_it_can_take() {
        let phone = |channels: Option<&[Channel]>| MethodRule {
            channels: channels.map(<[Channel]>::to_vec),
            ..rule(MethodKind::Phone, MethodUse::default())
        };
        let silent = phone(None);
        assert_eq!(
            silent.verified_by(PhoneSlot::Mobile),
            [Channel::Sms, Channel::Voice]
        );
        for other in [PhoneSlot::AlternateMobile, PhoneSlot::Office] {
            assert_eq!(silent.verified_by(other), [Channel::Voice]);
        }
        let by_text = phone(Some(&[Channel::Sms]));
        assert_eq!(by_text.verified_by(PhoneSlot::Mobile), [Channel::Sms]);
        assert!(phone(Some(&[])).verified_by(PhoneSlot::Office).is_empty());
        assert!(email(0).verified_by(PhoneSlot::Mobile).is_empty());
    }

    #[test]
    fn b50_a_second_email_is_not_addable() {
        assert_eq!(email(0).addable_now(), Addable::Yes);
        assert_eq!(email(1).addable_now(), Addable::No(NotAddable::LimitReached));
        let unlimited = MethodRule {
            maximum: None,
            ..email(7)
        };
        assert_eq!(unlimited.addable_now(), Addable::Yes);
        let forbidden = MethodRule {
            addable: Addable::No(NotAddable::NotAllowedByPolicy),
            ..email(1)
        };
        assert_eq!(
            forbidden.addable_now(),
            Addable::No(NotAddable::NotAllowedByPolicy)
        );
    }

    #[test]
    fn b37_email_alone_calls_for_a_two_step_method() {
        let app = |registered| MethodRule {
            kind: MethodKind::SoftwareOath,
            uses: MethodUse {
                multifactor: true,
                password_reset: true,
                sign_in: false,
            },
            ..email(registered)
        };
        let policy = |rules| MethodPolicy {
            rules,
            ..MethodPolicy::default()
        };
        assert!(policy(vec![email(1), app(0)]).advises_two_step());
        assert!(!policy(vec![email(1), app(1)]).advises_two_step());
        assert!(!policy(vec![email(0), app(0)]).advises_two_step());
    }

    #[test]
    fn b121_counts_what_is_missing_for_reset() {
        let reset = |enabled, methods_registered| ResetReadiness {
            enabled,
            methods_required: 2,
            methods_registered,
            counted_by: None,
        };
        assert_eq!(reset(true, 1).missing(), 1);
        assert_eq!(reset(true, 3).missing(), 0);
        assert_eq!(reset(false, 0).missing(), 0);
    }

    #[test]
    fn b58_five_apps_and_tokens_together_and_the_number_is_told() {
        let app = |registered| MethodRule {
            kind: MethodKind::SoftwareOath,
            maximum: Some(7),
            shared: Some(SharedMaximum {
                kinds: vec![MethodKind::SoftwareOath, MethodKind::HardwareOath],
                maximum: 5,
                registered,
            }),
            ..email(2)
        };
        assert_eq!(app(4).addable_now(), Addable::Yes);
        assert_eq!(app(5).addable_now(), Addable::No(NotAddable::LimitReached));
        assert_eq!(app(5).told_maximum(), Some(5));
        assert_eq!(
            (email(1).told_maximum(), email(0).told_maximum()),
            (Some(1), Some(1))
        );
    }

    #[test]
    fn b68_each_phone_has_a_rule_of_its_own_and_else_that_of_its_kind() {
        let phone = |slot, maximum| MethodRule {
            slot,
            maximum: Some(maximum),
            ..rule(MethodKind::Phone, MethodUse::default())
        };
        let policy = |rules| MethodPolicy {
            rules,
            ..MethodPolicy::default()
        };
        let maximum = |policy: &MethodPolicy, slot| policy.rule_for(&MethodKind::Phone, slot)?.maximum;
        let (mobile, office) = (Some(PhoneSlot::Mobile), Some(PhoneSlot::Office));
        let each = policy(vec![phone(mobile, 1), phone(office, 2)]);
        assert_eq!(
            (maximum(&each, mobile), maximum(&each, office)),
            (Some(1), Some(2))
        );
        assert_eq!(maximum(&each, Some(PhoneSlot::AlternateMobile)), None);
        let all = policy(vec![phone(None, 3)]);
        assert_eq!((maximum(&all, office), maximum(&all, None)), (Some(3), Some(3)));
    }
}
