//! No self-lock-out: what remains to sign in and to reset with, if some methods go.
//!
//! Careful in one direction only: where it is not known whether a way remains, it counts as gone.

use time::OffsetDateTime;

use crate::{
    method::{MethodKind, MethodUse, PhoneSlot, SecurityMethod, SmsSignIn},
    policy::{MethodPolicy, ResetReadiness},
    preference::{DefaultOption, SignInPreferences},
    uses,
};

mod entry;
mod mend;
mod reset;
mod things;

pub use entry::Entry;
use entry::Left;
pub use mend::{Advice, Gap};
pub(crate) use mend::{best_of, new_one};
pub use things::Thing;
pub(crate) use things::{is_on, place};

/// What is registered, and what the organization asks for.
#[derive(Clone, Copy, Debug)]
pub struct Footing<'a> {
    pub methods: &'a [SecurityMethod],
    /// `None`: the organization did not say.
    pub policy: Option<&'a MethodPolicy>,
    pub preferences: Option<&'a SignInPreferences>,
}

/// What is left after some methods went. What runs out by itself does not remain: a Temporary Access Pass is not in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remains {
    /// What starts a sign-in: the password and what takes its place. Each kind once.
    pub sign_in: Vec<MethodKind>,
    /// What answers the second step. Each kind once.
    pub two_step: Vec<MethodKind>,
    /// `None`: the organization did not say.
    pub reset: Option<ResetReadiness>,
    /// Whether the person gets in as the organization asks.
    pub entry: Entry,
}

impl Remains {
    pub fn can_sign_in(&self) -> bool {
        self.entry != Entry::Closed
    }

    pub fn can_reset(&self) -> bool {
        self.reset
            .is_some_and(|reset| reset.enabled && reset.methods_registered > 0 && reset.missing() == 0)
    }
}

/// What deleting one method means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteEffect {
    pub remains: Remains,
    /// `false`: by what the organization says the person could not get in even now, and yet did. Then what remains is
    /// not known.
    pub known: bool,
    /// The person could get in before, and could not after.
    pub last_way_in: bool,
    /// The next sign-in asks to register another method first, and would not have asked before.
    pub registers_next: bool,
    /// There was a second step before, and would be none after.
    pub last_second_factor: bool,
    /// A Temporary Access Pass helps until then.
    pub pass_until: Option<OffsetDateTime>,
    /// It is the default, and something else could be: that has to be chosen first (B-29).
    pub needs_new_default: bool,
    /// The strongest of what could be the default afterwards.
    pub new_default: Option<DefaultOption>,
    /// The alternate phone cannot stay without the phone.
    pub alternate_first: bool,
}

/// "If I lose my …".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    pub what: Thing,
    /// Ids of what goes with it.
    pub affected: Vec<String>,
    pub remains: Remains,
}

/// How long something has to work to count as left.
#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    Now,
    Good,
}

impl Footing<'_> {
    /// What there is.
    pub fn now(&self) -> Remains {
        self.after_deleting(|_| true)
    }

    /// What remains of those methods that `stays` keeps. What is deleted is not asked for any more.
    pub fn after_deleting(&self, stays: impl Fn(&SecurityMethod) -> bool) -> Remains {
        self.remains(&self.left_after_deleting(For::Good, stays))
    }

    /// What remains of those methods that `kept` keeps. What is lost stays registered: a sign-in goes on asking for it.
    pub fn after_losing(&self, kept: impl Fn(&SecurityMethod) -> bool) -> Remains {
        self.remains(&Left {
            methods: self.working(For::Good).filter(|method| kept(method)).collect(),
            registered: self.working(For::Now).collect(),
        })
    }

    /// `None`: there is no such method.
    pub fn delete(&self, id: &str) -> Option<DeleteEffect> {
        let gone = self.methods.iter().find(|method| method.id == id)?;
        let stays = |method: &SecurityMethod| method.id != id;
        let before = self.now();
        let remains = self.after_deleting(stays);
        let entry_now =
            |stays: &dyn Fn(&SecurityMethod) -> bool| self.entry(&self.left_after_deleting(For::Now, stays));
        let (now, then) = (entry_now(&|_| true), entry_now(&stays));
        let left: Vec<&SecurityMethod> = self.working(For::Good).filter(|method| stays(method)).collect();
        let options = self.options(&left);
        let was_default = match self.preferences.and_then(|preferences| preferences.current) {
            Some(current) => current.is_served_by(&gone.kind, gone.slot) && !options.contains(&current),
            None => gone.is_default,
        };
        Some(DeleteEffect {
            known: now != Entry::Closed,
            last_way_in: closes(before.entry, remains.entry) || closes(now, then),
            registers_next: before.entry == Entry::Open && remains.entry == Entry::AfterRegistering,
            last_second_factor: !before.two_step.is_empty() && remains.two_step.is_empty(),
            pass_until: self.pass_until(stays),
            needs_new_default: was_default && !options.is_empty(),
            new_default: if was_default {
                options.first().copied()
            } else {
                None
            },
            alternate_first: is_slot(gone, PhoneSlot::Mobile)
                && self
                    .methods
                    .iter()
                    .any(|method| is_slot(method, PhoneSlot::AlternateMobile)),
            remains,
        })
    }

    /// Whether the person could get in before SMS sign-in with this number is switched off, and could not after (B-66).
    /// Another number is proven without it, so changing the number asks the same.
    pub fn without_sms_sign_in_closes(&self, id: &str) -> bool {
        let methods: Vec<SecurityMethod> = self
            .methods
            .iter()
            .cloned()
            .map(|method| {
                if method.id == id && method.sms_sign_in == Some(SmsSignIn::Ready) {
                    SecurityMethod {
                        sms_sign_in: Some(SmsSignIn::NotEnabled),
                        ..method
                    }
                } else {
                    method
                }
            })
            .collect();
        let after = Footing {
            methods: &methods,
            ..*self
        };
        [For::Good, For::Now].into_iter().any(|lasting| {
            let entry =
                |footing: &Footing<'_>| footing.entry(&footing.left_after_deleting(lasting, |_| true));
            closes(entry(self), entry(&after))
        })
    }

    /// What goes with each thing that carries something; what carries nothing is left out.
    pub fn losses(&self) -> Vec<Loss> {
        let loss = |what: Thing| {
            let affected: Vec<String> = self
                .methods
                .iter()
                .filter(|method| is_on(method, what))
                .map(|method| method.id.clone())
                .collect();
            (!affected.is_empty()).then(|| Loss {
                what,
                affected,
                remains: self.after_losing(|method| !is_on(method, what)),
            })
        };
        Thing::ALL.into_iter().filter_map(loss).collect()
    }

    /// What could be the default now, the strongest first (B-30, B-31).
    pub fn default_options(&self) -> Vec<DefaultOption> {
        self.options(&self.working(For::Good).collect::<Vec<_>>())
    }

    fn options(&self, left: &[&SecurityMethod]) -> Vec<DefaultOption> {
        let offered = |option: &DefaultOption| {
            self.preferences
                .is_none_or(|preferences| preferences.options.contains(option))
        };
        let served = |option: &DefaultOption| {
            left.iter()
                .any(|method| option.is_served_by(&method.kind, method.slot))
        };
        DefaultOption::ALL
            .into_iter()
            .filter(|option| offered(option) && served(option))
            .collect()
    }

    fn left_after_deleting(&self, lasting: For, stays: impl Fn(&SecurityMethod) -> bool) -> Left<'_> {
        Left {
            methods: self.working(lasting).filter(|method| stays(method)).collect(),
            registered: self
                .working(For::Now)
                // Without the organization's word only what was asked for so far can be known: whoever has a second
                // step registered is asked for it.
                .filter(|method| self.required().is_none() || stays(method))
                .collect(),
        }
    }

    /// How many methods sign-in asks to be registered; `None`: the organization did not say.
    fn required(&self) -> Option<u32> {
        self.policy.and_then(|policy| policy.required_methods)
    }

    fn remains(&self, left: &Left<'_>) -> Remains {
        Remains {
            sign_in: self.kinds(&left.methods, |uses| uses.sign_in),
            two_step: self.kinds(&left.methods, |uses| uses.multifactor),
            reset: self.policy.map(|policy| self.reset(policy, &left.methods)),
            entry: self.entry(left),
        }
    }

    fn working(&self, lasting: For) -> impl Iterator<Item = &SecurityMethod> {
        let runs_out = |method: &SecurityMethod| method.kind == MethodKind::TemporaryAccessPass;
        self.methods
            .iter()
            .filter(move |method| uses::works(method) && (lasting == For::Now || !runs_out(method)))
    }

    fn pass_until(&self, stays: impl Fn(&SecurityMethod) -> bool) -> Option<OffsetDateTime> {
        let passes = self
            .methods
            .iter()
            .filter(|method| method.kind == MethodKind::TemporaryAccessPass && stays(method));
        passes
            .filter(|pass| uses::works(pass))
            .filter_map(|pass| pass.expires_at)
            .max()
    }

    fn kinds(&self, left: &[&SecurityMethod], what: impl Fn(MethodUse) -> bool) -> Vec<MethodKind> {
        let mut kinds: Vec<MethodKind> = Vec::new();
        for method in left {
            if what(uses::of(method, self.policy)) && !kinds.contains(&method.kind) {
                kinds.push(method.kind.clone());
            }
        }
        kinds
    }
}

fn closes(before: Entry, after: Entry) -> bool {
    before != Entry::Closed && after == Entry::Closed
}

fn is_slot(method: &SecurityMethod, slot: PhoneSlot) -> bool {
    method.kind == MethodKind::Phone && method.slot == Some(slot)
}

#[cfg(test)]
pub(crate) mod properties;
#[cfg(test)]
mod tests;
