//! Whether a person gets in with what is left.
//!
//! Two factors are a password and something else, or one method that is both by itself. One and the same thing is never
//! both steps: a number that starts a sign-in does not answer its own second step.

use super::Footing;
use crate::{
    method::{MethodKind, SecurityMethod},
    uses,
};

/// Whether the person gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entry {
    Closed,
    /// They get in, but have to register what the organization asks for first (B-90).
    AfterRegistering,
    Open,
}

/// What is left, and what a sign-in goes by when it decides whether to ask for a second step.
pub(super) struct Left<'a> {
    pub(super) methods: Vec<&'a SecurityMethod>,
    /// What is registered: a lost one still is, a deleted one is not.
    pub(super) registered: Vec<&'a SecurityMethod>,
}

impl Footing<'_> {
    pub(super) fn entry(&self, left: &Left<'_>) -> Entry {
        let firsts = left.methods.iter().filter(|method| self.uses(method).sign_in);
        firsts
            .map(|first| self.entry_by(first, left))
            .max()
            .unwrap_or(Entry::Closed)
    }

    fn entry_by(&self, first: &SecurityMethod, left: &Left<'_>) -> Entry {
        let required = self.required().unwrap_or_default();
        let may_register = self.policy.is_some_and(|policy| policy.registers_at_sign_in);
        let others = |method: &&&SecurityMethod| method.id != first.id;
        let demanded = left
            .registered
            .iter()
            .filter(others)
            .any(|method| self.demands(method));
        let mut seconds = left.methods.iter().filter(others);
        let goes_through = self.is_whole(first)
            || (required == 0 && !demanded)
            // Something one has after a text is the same factor again: only the password, first, goes with it.
            || (first.kind != MethodKind::Phone && seconds.any(|second| self.uses(second).multifactor));
        // What helps out is not what an organization counts.
        let counted = left.methods.iter().filter(|method| self.demands(method));
        let too_few = u32::try_from(counted.count()).unwrap_or(u32::MAX) < required;
        match (goes_through, may_register) {
            (true, true) if too_few => Entry::AfterRegistering,
            (true, _) => Entry::Open,
            // With nothing registered that could be asked for, the password leads to registering.
            (false, true) if !demanded && first.kind == MethodKind::Password => Entry::AfterRegistering,
            (false, _) => Entry::Closed,
        }
    }

    /// Having it registered means that a password alone no longer does. A pass and recovery codes help out; they demand
    /// nothing.
    fn demands(&self, method: &SecurityMethod) -> bool {
        let helps_out = matches!(
            method.kind,
            MethodKind::Password | MethodKind::TemporaryAccessPass | MethodKind::RecoveryCodes
        );
        !helps_out && self.uses(method).multifactor
    }

    /// Two factors by itself: its own PIN or fingerprint goes with it, or an administrator vouched.
    fn is_whole(&self, method: &SecurityMethod) -> bool {
        let whole = matches!(
            method.kind,
            MethodKind::Passkey
                | MethodKind::WindowsHello
                | MethodKind::PlatformCredential
                | MethodKind::MicrosoftAuthenticator
                | MethodKind::TemporaryAccessPass
        );
        whole && self.uses(method).multifactor
    }

    fn uses(&self, method: &SecurityMethod) -> crate::method::MethodUse {
        uses::of(method, self.policy)
    }
}
