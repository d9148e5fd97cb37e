//! The password: its rules for the screen, and what the checklist says.

use workpass_domain::password::{Judgement, PasswordFault, Strength};

use super::time;
use crate::{
    known::Known,
    view::{PasswordCheckView, PasswordFaultView, PasswordRuleView, PasswordView, StrengthView},
};

pub(crate) fn view(known: &Known, reset_page: bool) -> PasswordView {
    let policy = known.password_policy();
    PasswordView {
        last_changed_at: policy.last_changed_at.map(time),
        expires_at: policy.expires_at.map(time),
        minimum_length: policy.minimum_length,
        maximum_length: policy.maximum_length,
        required_classes: policy.required_classes,
        history: policy.history,
        current_required: policy.current_required,
        // Entra ends the sign-ins of this app with all others.
        keeps_session: known.offers.selfservice,
        reset_page,
    }
}

pub(crate) fn check(judgement: &Judgement) -> PasswordCheckView {
    PasswordCheckView {
        rules: judgement
            .checks
            .iter()
            .map(|check| PasswordRuleView {
                rule: fault(check.fault),
                met: check.met,
            })
            .collect(),
        strength: judgement.strength.map(strength),
        acceptable: judgement.is_acceptable(),
    }
}

pub(crate) fn fault(fault: PasswordFault) -> PasswordFaultView {
    match fault {
        PasswordFault::TooShort => PasswordFaultView::TooShort,
        PasswordFault::TooLong => PasswordFaultView::TooLong,
        PasswordFault::Invisible => PasswordFaultView::Invisible,
        PasswordFault::NotAscii => PasswordFaultView::NotAscii,
        PasswordFault::TooFewClasses => PasswordFaultView::TooFewClasses,
        PasswordFault::ContainsName => PasswordFaultView::ContainsName,
        PasswordFault::Guessable => PasswordFaultView::Guessable,
        PasswordFault::Reused => PasswordFaultView::Reused,
    }
}

fn strength(strength: Strength) -> StrengthView {
    match strength {
        Strength::VeryWeak => StrengthView::VeryWeak,
        Strength::Weak => StrengthView::Weak,
        Strength::Fair => StrengthView::Fair,
        Strength::Good => StrengthView::Good,
        Strength::Strong => StrengthView::Strong,
    }
}
