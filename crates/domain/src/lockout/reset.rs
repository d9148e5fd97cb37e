//! How many methods count for resetting the password, as the organization counts them.

use super::{Footing, For};
use crate::{
    method::{MethodKind, PhoneSlot, SecurityMethod},
    policy::{CountedBy, MethodPolicy, ResetReadiness},
    uses,
};

/// Both ways of counting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counted {
    methods: u32,
    kinds: u32,
}

impl Counted {
    /// How many of these are not among `left`. Where nobody said how they are counted, the more.
    pub(super) fn gone(self, left: Self, by: Option<CountedBy>) -> u32 {
        let methods = self.methods.saturating_sub(left.methods);
        let kinds = self.kinds.saturating_sub(left.kinds);
        match by {
            Some(CountedBy::Method) => methods,
            Some(CountedBy::Kind) => kinds,
            None => methods.max(kinds),
        }
    }

    /// How many these are more than `before`. Where nobody said how they are counted, the fewer.
    pub(super) fn more(self, before: Self, by: Option<CountedBy>) -> u32 {
        let methods = self.methods.saturating_sub(before.methods);
        let kinds = self.kinds.saturating_sub(before.kinds);
        match by {
            Some(CountedBy::Method) => methods,
            Some(CountedBy::Kind) => kinds,
            None => methods.min(kinds),
        }
    }
}

/// What counts as one kind: codes of an app and of a token do, phones of different slots do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class<'a> {
    Codes,
    Kind(&'a MethodKind, Option<PhoneSlot>),
}

impl<'a> Class<'a> {
    fn of(method: &'a SecurityMethod) -> Self {
        match &method.kind {
            MethodKind::SoftwareOath | MethodKind::HardwareOath => Self::Codes,
            MethodKind::Phone => Self::Kind(&method.kind, method.slot.or(Some(PhoneSlot::Mobile))),
            kind => Self::Kind(kind, None),
        }
    }
}

impl Footing<'_> {
    /// The organization counts what is registered; what goes is taken off as it counts.
    pub(super) fn reset(&self, policy: &MethodPolicy, left: &[&SecurityMethod]) -> ResetReadiness {
        let gone = self
            .counted_now()
            .gone(self.counted(left), policy.reset.counted_by);
        ResetReadiness {
            methods_registered: policy.reset.methods_registered.saturating_sub(gone),
            ..policy.reset
        }
    }

    pub(super) fn counted_now(&self) -> Counted {
        self.counted(&self.working(For::Good).collect::<Vec<_>>())
    }

    fn counted(&self, methods: &[&SecurityMethod]) -> Counted {
        let mut classes: Vec<Class<'_>> = Vec::new();
        let mut counted = Counted::default();
        for method in methods.iter().filter(|method| self.resets(method)) {
            counted.methods = counted.methods.saturating_add(1);
            let class = Class::of(method);
            if !classes.contains(&class) {
                classes.push(class);
                counted.kinds = counted.kinds.saturating_add(1);
            }
        }
        counted
    }

    /// The password is what is reset.
    fn resets(&self, method: &SecurityMethod) -> bool {
        method.kind != MethodKind::Password && uses::of(method, self.policy).password_reset
    }
}
