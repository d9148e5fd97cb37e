//! The password: its rules for the screen, and what the checklist says.

use workpass_domain::{
    password::{Judgement, PasswordFault, Strength},
    policy::{MethodPolicy, ResetObstacle, ResetWay},
};

use super::time;
use crate::{
    known::Known,
    view::{
        PasswordCheckView, PasswordFaultView, PasswordRuleView, PasswordView, ResetObstacleView,
        ResetPlanView, ResetWayView, StrengthView,
    },
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
        reset: known.policy().and_then(reset),
    }
}

fn reset(policy: &MethodPolicy) -> Option<ResetPlanView> {
    let outlook = policy.reset_outlook.as_ref()?;
    Some(ResetPlanView {
        methods_required: policy.reset.methods_required,
        methods_registered: policy.reset.methods_registered,
        ways: outlook.ways.iter().copied().map(way).collect(),
        obstacle: outlook.obstacle.map(obstacle),
        for_administrator: outlook.for_administrator,
    })
}

fn way(way: ResetWay) -> ResetWayView {
    match way {
        ResetWay::Approval => ResetWayView::Approval,
        ResetWay::Code => ResetWayView::Code,
        ResetWay::Text => ResetWayView::Text,
        ResetWay::CallMobile => ResetWayView::CallMobile,
        ResetWay::CallAlternateMobile => ResetWayView::CallAlternateMobile,
        ResetWay::CallOffice => ResetWayView::CallOffice,
        ResetWay::Email => ResetWayView::Email,
        ResetWay::SecurityQuestions => ResetWayView::SecurityQuestions,
        ResetWay::RecoveryCode => ResetWayView::RecoveryCode,
    }
}

fn obstacle(obstacle: ResetObstacle) -> ResetObstacleView {
    match obstacle {
        ResetObstacle::NotEnabled => ResetObstacleView::NotEnabled,
        ResetObstacle::NotRegistered => ResetObstacleView::NotRegistered,
        ResetObstacle::OnPremises => ResetObstacleView::OnPremises,
        ResetObstacle::Other => ResetObstacleView::Other,
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
