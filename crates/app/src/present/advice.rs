//! What to do next, the most urgent first (B-36, B-37, B-93 … B-97).

use workpass_domain::{
    lockout::Footing,
    method::MethodKind,
    policy::{Addable, MethodPolicy},
    registration::RegistrationNeed,
};

use super::time;
use crate::{
    known::{Known, given},
    view::AdviceView,
};

/// Fewer unused recovery codes than this are few.
const FEW_CODES: u32 = 3;

pub(crate) fn of(known: &Known, footing: &Footing<'_>) -> Vec<AdviceView> {
    let status = given(&known.data.registration);
    let policy = footing.policy;
    let need = status.map(|status| status.state).unwrap_or_default();
    let mut advice = Vec::new();
    if let Some(status) = status {
        if need == RegistrationNeed::Required {
            advice.push(AdviceView::RegistrationRequired {
                sign_in: status.missing_sign_in,
                password_reset: status.missing_password_reset,
            });
        }
        if status.only_temporary_access_pass {
            let pass = footing
                .methods
                .iter()
                .find(|method| method.kind == MethodKind::TemporaryAccessPass);
            advice.push(AdviceView::OnlyTemporaryAccessPass {
                expires_at: pass.and_then(|pass| pass.expires_at).map(time),
                has_password: footing
                    .methods
                    .iter()
                    .any(|method| method.kind == MethodKind::Password),
            });
        }
        if status.only_text_and_voice {
            advice.push(AdviceView::OnlyTextAndVoice);
        }
    }
    if policy.is_some_and(MethodPolicy::advises_two_step) {
        advice.push(AdviceView::AddTwoStep);
    }
    if let Some(status) = status {
        match need {
            RegistrationNeed::Recommended => advice.push(AdviceView::RegistrationRecommended {
                skips: status.skips_remaining,
                skippable: status.skippable,
            }),
            RegistrationNeed::Reconfirm => advice.push(AdviceView::ReconfirmDue {
                last_confirmed_at: status.last_confirmed_at.map(time),
            }),
            RegistrationNeed::Complete | RegistrationNeed::Required => {}
        }
    }
    advice.extend(recovery_codes(footing));
    advice
}

fn recovery_codes(footing: &Footing<'_>) -> Option<AdviceView> {
    let codes = footing
        .methods
        .iter()
        .find(|method| method.kind == MethodKind::RecoveryCodes);
    match codes {
        Some(codes) => {
            let remaining = codes.remaining?;
            (remaining < FEW_CODES).then_some(AdviceView::RecoveryCodesFew { remaining })
        }
        // They are worth having where there is a second step to lose, and the organization offers them.
        None => {
            let rule = footing.policy?.rule(&MethodKind::RecoveryCodes)?;
            let has_second_step = !footing.now().two_step.is_empty();
            (rule.addable_now() == Addable::Yes && has_second_step).then_some(AdviceView::NoRecoveryCodes)
        }
    }
}
