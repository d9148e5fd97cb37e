//! No self-lock-out: what remains to sign in and to reset with, if some methods go.
//!
//! Careful in one direction only: where it is not known whether a way remains, it counts as gone.

use crate::{
    method::{MethodKind, PhoneSlot, SecurityMethod},
    policy::{MethodPolicy, ResetReadiness},
    preference::{DefaultOption, SignInPreferences},
    uses,
};

/// What is registered, and what the organization asks for.
#[derive(Clone, Copy, Debug)]
pub struct Footing<'a> {
    pub methods: &'a [SecurityMethod],
    /// `None`: the organization did not say.
    pub policy: Option<&'a MethodPolicy>,
    pub preferences: Option<&'a SignInPreferences>,
}

/// What is left after some methods went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remains {
    /// What starts a sign-in: the password and what takes its place. Each kind once.
    pub sign_in: Vec<MethodKind>,
    /// What answers the second step. Each kind once.
    pub two_step: Vec<MethodKind>,
    /// `None`: the organization did not say.
    pub reset: Option<ResetReadiness>,
    /// Whether the person gets in as the organization asks.
    pub can_sign_in: bool,
}

impl Remains {
    pub fn can_reset(&self) -> bool {
        self.reset
            .is_some_and(|reset| reset.enabled && reset.methods_registered > 0 && reset.missing() == 0)
    }
}

/// What deleting one method means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteEffect {
    pub remains: Remains,
    /// The person could get in before, and could not after.
    pub last_way_in: bool,
    /// There was a second step before, and would be none after.
    pub last_second_factor: bool,
    /// It is the default, and something else could be: that has to be chosen first (B-29).
    pub needs_new_default: bool,
    /// The strongest of what could be the default afterwards.
    pub new_default: Option<DefaultOption>,
    /// The alternate phone cannot stay without the phone.
    pub alternate_first: bool,
}

/// What can be lost as one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Thing {
    Phone,
    Computer,
    SecurityKey,
}

impl Thing {
    pub const ALL: [Self; 3] = [Self::Phone, Self::Computer, Self::SecurityKey];
}

/// "If I lose my …".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    pub what: Thing,
    /// Ids of what goes with it.
    pub affected: Vec<String>,
    pub remains: Remains,
}

impl Footing<'_> {
    /// What remains of those methods that `stays` keeps.
    pub fn remains(&self, stays: impl Fn(&SecurityMethod) -> bool) -> Remains {
        let left: Vec<&SecurityMethod> = self.working().filter(|method| stays(method)).collect();
        let sign_in = self.kinds(&left, |uses| uses.sign_in);
        let two_step = self.kinds(&left, |uses| uses.multifactor);
        // Without the organization's word only what was asked for so far can be known: whoever has a second step
        // registered is asked for it.
        let asks_second_step = match self.policy.and_then(|policy| policy.required_methods) {
            Some(required) => required > 0,
            None => self
                .working()
                .any(|method| uses::of(method, self.policy).multifactor),
        };
        Remains {
            can_sign_in: !sign_in.is_empty() && (!asks_second_step || !two_step.is_empty()),
            reset: self.policy.map(|policy| self.reset(policy, &left)),
            sign_in,
            two_step,
        }
    }

    /// `None`: there is no such method.
    pub fn delete(&self, id: &str) -> Option<DeleteEffect> {
        let gone = self.methods.iter().find(|method| method.id == id)?;
        let before = self.remains(|_| true);
        let remains = self.remains(|method| method.id != id);
        let left: Vec<&SecurityMethod> = self.working().filter(|method| method.id != id).collect();
        let options = self.options(&left);
        let was_default = match self.preferences.and_then(|preferences| preferences.current) {
            Some(current) => current.is_served_by(&gone.kind, gone.slot) && !options.contains(&current),
            None => gone.is_default,
        };
        Some(DeleteEffect {
            last_way_in: before.can_sign_in && !remains.can_sign_in,
            last_second_factor: !before.two_step.is_empty() && remains.two_step.is_empty(),
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
                remains: self.remains(|method| !is_on(method, what)),
            })
        };
        Thing::ALL.into_iter().filter_map(loss).collect()
    }

    /// What could be the default now, the strongest first (B-30, B-31).
    pub fn default_options(&self) -> Vec<DefaultOption> {
        self.options(&self.working().collect::<Vec<_>>())
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

    fn working(&self) -> impl Iterator<Item = &SecurityMethod> {
        self.methods.iter().filter(|method| uses::works(method))
    }

    fn kinds(
        &self,
        left: &[&SecurityMethod],
        what: impl Fn(crate::method::MethodUse) -> bool,
    ) -> Vec<MethodKind> {
        let mut kinds: Vec<MethodKind> = Vec::new();
        for method in left {
            if what(uses::of(method, self.policy)) && !kinds.contains(&method.kind) {
                kinds.push(method.kind.clone());
            }
        }
        kinds
    }

    /// The organization counts what is registered; what goes is taken off as it counts: each method, or each kind once.
    fn reset(&self, policy: &MethodPolicy, left: &[&SecurityMethod]) -> ResetReadiness {
        let before = self.counted(&self.working().collect::<Vec<_>>());
        let after = self.counted(left);
        let registered = policy.reset.methods_registered;
        let by_kind = registered == before.kinds && registered != before.methods;
        let gone = if by_kind {
            before.kinds.saturating_sub(after.kinds)
        } else {
            before.methods.saturating_sub(after.methods)
        };
        ResetReadiness {
            methods_registered: registered.saturating_sub(gone),
            ..policy.reset
        }
    }

    fn counted(&self, methods: &[&SecurityMethod]) -> Counted {
        let mut kinds: Vec<(Class<'_>, Option<PhoneSlot>)> = Vec::new();
        let mut counted = Counted::default();
        for method in methods
            .iter()
            .filter(|method| uses::of(method, self.policy).password_reset)
        {
            counted.methods = counted.methods.saturating_add(1);
            let kind = (class(&method.kind), method.slot);
            if !kinds.contains(&kind) {
                kinds.push(kind);
                counted.kinds = counted.kinds.saturating_add(1);
            }
        }
        counted
    }
}

#[derive(Clone, Copy, Default)]
struct Counted {
    methods: u32,
    kinds: u32,
}

/// For a reset, codes of an app and of a token are one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class<'a> {
    Codes,
    Kind(&'a MethodKind),
}

fn class(kind: &MethodKind) -> Class<'_> {
    match kind {
        MethodKind::SoftwareOath | MethodKind::HardwareOath => Class::Codes,
        kind => Class::Kind(kind),
    }
}

fn is_slot(method: &SecurityMethod, slot: PhoneSlot) -> bool {
    method.kind == MethodKind::Phone && method.slot == Some(slot)
}

/// Whether a method goes when the thing is lost. What may be on it counts as on it.
fn is_on(method: &SecurityMethod, thing: Thing) -> bool {
    match &method.kind {
        // The alternate and the office phone are other phones.
        MethodKind::Phone => thing == Thing::Phone && matches!(method.slot, None | Some(PhoneSlot::Mobile)),
        MethodKind::MicrosoftAuthenticator => thing == Thing::Phone,
        // An app for codes is on the phone unless its name says that it is on a computer.
        MethodKind::SoftwareOath => match place(method) {
            Some(Thing::Computer) => thing == Thing::Computer,
            _ => thing == Thing::Phone,
        },
        MethodKind::WindowsHello | MethodKind::PlatformCredential => thing == Thing::Computer,
        // Where it is not known where a passkey is, it may be on any of them.
        MethodKind::Passkey => place(method).is_none_or(|place| place == thing),
        MethodKind::Password
        | MethodKind::Email
        | MethodKind::HardwareOath
        | MethodKind::TemporaryAccessPass
        | MethodKind::External
        | MethodKind::QrCodePin
        | MethodKind::SecurityQuestions
        | MethodKind::RecoveryCodes
        | MethodKind::AppPassword
        | MethodKind::Unknown(_) => false,
    }
}

const KEYS: &[&str] = &[
    "yubikey",
    "yubico",
    "titan",
    "feitian",
    "nitrokey",
    "solokey",
    "token2",
    "security key",
    "beveiligingssleutel",
];
const COMPUTERS: &[&str] = &[
    "windows hello",
    "laptop",
    "computer",
    "macbook",
    "imac",
    "desktop",
    "pc",
    "werkplek",
];
const PHONES: &[&str] = &[
    "phone",
    "iphone",
    "telefoon",
    "mobiel",
    "android",
    "pixel",
    "galaxy",
    "authenticator",
    "smartphone",
];

/// Where the model or the name says that it is: the make first, then the person's own words. Only whole words count.
fn place(method: &SecurityMethod) -> Option<Thing> {
    let texts = [&method.model, &method.name, &method.value];
    texts.into_iter().flatten().find_map(|text| {
        let text = format!(" {} ", words(text));
        let says = |list: &[&str]| list.iter().any(|word| text.contains(&format!(" {word} ")));
        let found = [
            (Thing::SecurityKey, KEYS),
            (Thing::Computer, COMPUTERS),
            (Thing::Phone, PHONES),
        ];
        let mut found = found
            .into_iter()
            .filter(|(_, list)| says(list))
            .map(|(thing, _)| thing);
        // Words of two things ("laptop and phone") say nothing.
        match (found.next(), found.next()) {
            (Some(thing), None) => Some(thing),
            _ => None,
        }
    })
}

fn words(text: &str) -> String {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests;
