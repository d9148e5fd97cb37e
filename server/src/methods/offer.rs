//! What a person may add, and why not (B-24, B-25, B-42; §3.2). Pure: the policy and what is registered come in.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::kind::{MethodKind, PhoneSlot, SHARED_MAXIMUM};
use super::phone::Channel;
use super::reset::PASSWORD_RESET;
use crate::resets::means;
use crate::store::values::{MethodRule, MethodRules};

/// Why a method cannot be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum NotAddable {
    NotAllowedByPolicy,
    LimitReached,
    ManagedByAdministrator,
    /// The organization would allow it, but this server cannot register it.
    NotAvailable,
    /// Security questions, to administrators (B-77).
    NotAllowedForAdministrators,
    /// A passkey, to who has nothing else to verify with (B-80).
    OtherMethodRequired,
    /// An alternate phone comes after the mobile one (B-69).
    MobileRequired,
    /// A phone that can only be called, where calls are off (B-69).
    VoiceNotAllowed,
    /// Not from where the request comes from (B-92).
    PlaceNotAllowed,
}

/// What a person has, as far as adding goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Possession {
    /// All but phones.
    pub counts: BTreeMap<MethodKind, u32>,
    pub phones: BTreeSet<PhoneSlot>,
    pub is_administrator: bool,
    /// Something else can verify the person before a passkey is made (B-80).
    pub can_verify: bool,
    /// The person is not where the organization lets people register (B-92).
    pub is_elsewhere: bool,
}

impl Possession {
    /// How many of a kind there are; of a phone, in this slot.
    pub fn registered(&self, kind: MethodKind, slot: Option<PhoneSlot>) -> u32 {
        match slot {
            Some(slot) => u32::from(self.phones.contains(&slot)),
            None => self.counts.get(&kind).copied().unwrap_or(0),
        }
    }

    /// Authenticator apps and hardware tokens together (B-58).
    pub fn shared(&self) -> u32 {
        let kinds = MethodKind::ALL.into_iter().filter(|kind| kind.is_shared());
        kinds.map(|kind| self.registered(kind, None)).sum()
    }
}

/// The rule for a kind, and of a phone for its slot. An alternate mobile phone is never good for more than a second
/// factor, and only the mobile phone signs in (§3.1).
pub fn rule(rules: &MethodRules, kind: MethodKind, slot: Option<PhoneSlot>) -> Option<Cow<'_, MethodRule>> {
    let own = slot.and_then(|slot| rules.methods.get(&format!("{kind}.{}", slot.name())));
    if let Some(own) = own {
        return Some(Cow::Borrowed(own));
    }
    let common = rules.methods.get(kind.name())?;
    let taken_away: &[&str] = match slot {
        Some(PhoneSlot::AlternateMobile) => &["passwordReset", "signIn"],
        Some(PhoneSlot::Office) => &["signIn"],
        Some(PhoneSlot::Mobile) | None => return Some(Cow::Borrowed(common)),
    };
    let mut rule = common.clone();
    rule.usable_for
        .retain(|use_| !taken_away.contains(&use_.as_str()));
    Some(Cow::Owned(rule))
}

/// What a method is used for, as the rules have it. A password always signs in, and never proves more (§3.1); an
/// e-mail address that nothing is said about could only reset it.
pub fn usable_for(rules: &MethodRules, kind: MethodKind, slot: Option<PhoneSlot>) -> Vec<String> {
    match (kind, rule(rules, kind, slot)) {
        (MethodKind::Password, _) => vec!["signIn".to_owned()],
        (_, Some(rule)) => rule.usable_for.clone(),
        (MethodKind::Email, None) => vec!["passwordReset".to_owned()],
        (_, None) => Vec::new(),
    }
}

/// What a method of this person is used for: security questions are nothing to administrators (B-77), and what cannot
/// verify anybody for a reset does not count for one, whatever a policy says.
pub fn usable_by(
    rules: &MethodRules,
    is_administrator: bool,
    kind: MethodKind,
    slot: Option<PhoneSlot>,
) -> Vec<String> {
    if kind == MethodKind::SecurityQuestions && is_administrator {
        return Vec::new();
    }
    let mut uses = usable_for(rules, kind, slot);
    if !can_reset(rules, is_administrator, kind, slot) {
        uses.retain(|use_| use_ != PASSWORD_RESET);
    }
    uses
}

/// Whether a reset knows how to ask for it. A passkey lets its owner in, who then needs no reset.
fn can_reset(rules: &MethodRules, is_administrator: bool, kind: MethodKind, slot: Option<PhoneSlot>) -> bool {
    match (kind, slot) {
        (MethodKind::Passkey, _) => false,
        // B-131: where one verification is enough, an app proves by its code only.
        (MethodKind::Authenticator, _) => means::required(rules, is_administrator) > 1,
        (MethodKind::Phone, Some(PhoneSlot::Mobile)) => rules.phone.sms || rules.phone.voice,
        (MethodKind::Phone, Some(_)) => rules.phone.voice,
        _ => true,
    }
}

/// How many of a kind a person may have; of a phone, in this slot.
pub fn maximum(rules: &MethodRules, kind: MethodKind, slot: Option<PhoneSlot>) -> u32 {
    let most = if slot.is_some() { 1 } else { kind.most() };
    rule(rules, kind, slot).map_or(0, |rule| rule.maximum.min(most))
}

/// Why a person cannot add one more; none when they can.
pub fn not_addable(
    rules: &MethodRules,
    has: &Possession,
    kind: MethodKind,
    slot: Option<PhoneSlot>,
) -> Option<NotAddable> {
    if let Some(never) = not_offered(rules, has.is_administrator, kind, slot) {
        return Some(never);
    }
    if has.is_elsewhere {
        return Some(NotAddable::PlaceNotAllowed);
    }
    if slot == Some(PhoneSlot::AlternateMobile) && !has.phones.contains(&PhoneSlot::Mobile) {
        return Some(NotAddable::MobileRequired);
    }
    let is_full = has.registered(kind, slot) >= maximum(rules, kind, slot)
        || kind.is_shared() && has.shared() >= SHARED_MAXIMUM;
    if is_full {
        return Some(NotAddable::LimitReached);
    }
    (kind == MethodKind::Passkey && !has.can_verify).then_some(NotAddable::OtherMethodRequired)
}

/// Why a kind is not offered to a person at all, whatever they have.
pub fn not_offered(
    rules: &MethodRules,
    is_administrator: bool,
    kind: MethodKind,
    slot: Option<PhoneSlot>,
) -> Option<NotAddable> {
    let Some(rule) = rule(rules, kind, slot) else {
        return Some(NotAddable::NotAllowedByPolicy);
    };
    // An administrator hands out tokens and passes, and gives everybody a password.
    let is_handed_out = matches!(
        kind,
        MethodKind::HardwareOath | MethodKind::TemporaryAccessPass | MethodKind::Password
    );
    if rule.managed_by_administrator || is_handed_out {
        return Some(NotAddable::ManagedByAdministrator);
    }
    if !rule.allowed {
        return Some(NotAddable::NotAllowedByPolicy);
    }
    if kind == MethodKind::SecurityQuestions && is_administrator {
        return Some(NotAddable::NotAllowedForAdministrators);
    }
    let slot = slot?;
    if slot == PhoneSlot::Office && !rules.phone.office_allowed {
        return Some(NotAddable::NotAllowedByPolicy);
    }
    channels(rules, slot).is_empty().then_some(match slot {
        PhoneSlot::Mobile => NotAddable::NotAllowedByPolicy,
        PhoneSlot::AlternateMobile | PhoneSlot::Office => NotAddable::VoiceNotAllowed,
    })
}

/// How a phone in this slot can be verified: texts go to the mobile phone only (B-69), and only what is on counts.
pub fn channels(rules: &MethodRules, slot: PhoneSlot) -> Vec<Channel> {
    let is_on = |channel: &Channel| match channel {
        Channel::Sms => rules.phone.sms && slot == PhoneSlot::Mobile,
        Channel::Voice => rules.phone.voice,
    };
    [Channel::Sms, Channel::Voice].into_iter().filter(is_on).collect()
}

/// Whether somebody who has no second step can set one up at the next sign-in, with the password alone. A passkey does
/// not count: it wants something else to verify with first (B-80), nor do recovery codes, which accompany something else.
pub fn registers_at_sign_in(rules: &MethodRules, has: &Possession) -> bool {
    !has.is_elsewhere
        && rows().any(|(kind, slot)| {
            let is_step = matches!(
                kind,
                MethodKind::SoftwareOath | MethodKind::Authenticator | MethodKind::Phone
            );
            is_step
                && not_offered(rules, has.is_administrator, kind, slot).is_none()
                && usable_for(rules, kind, slot)
                    .iter()
                    .any(|use_| use_ == "multifactor")
        })
}

/// Whether a person may put something new in the place of what they have.
pub fn can_change(
    rules: &MethodRules,
    is_administrator: bool,
    kind: MethodKind,
    slot: Option<PhoneSlot>,
) -> bool {
    let by_rule = rule(rules, kind, slot).is_some_and(|rule| rule.can_change);
    match kind {
        MethodKind::Email | MethodKind::Phone | MethodKind::RecoveryCodes => {
            by_rule && not_offered(rules, is_administrator, kind, slot).is_none()
        }
        MethodKind::Password => by_rule,
        _ => false,
    }
}

/// Whether a person may delete it. What the organization no longer has a rule for may go; a password may not.
pub fn can_delete(rules: &MethodRules, kind: MethodKind, slot: Option<PhoneSlot>) -> bool {
    kind != MethodKind::Password && rule(rules, kind, slot).is_none_or(|rule| rule.can_delete)
}

/// Whether a kind can be given a name.
pub const fn can_rename(kind: MethodKind) -> bool {
    matches!(
        kind,
        MethodKind::Phone
            | MethodKind::Authenticator
            | MethodKind::SoftwareOath
            | MethodKind::HardwareOath
            | MethodKind::Passkey
    )
}

/// The rows of a policy: every kind, phones by their slots.
pub fn rows() -> impl Iterator<Item = (MethodKind, Option<PhoneSlot>)> {
    MethodKind::ALL.into_iter().flat_map(|kind| {
        let slots: Vec<Option<PhoneSlot>> = if kind == MethodKind::Phone {
            PhoneSlot::ALL.map(Some).to_vec()
        } else {
            vec![None]
        };
        slots.into_iter().map(move |slot| (kind, slot))
    })
}

#[cfg(test)]
#[path = "offer_tests.rs"]
mod tests;
