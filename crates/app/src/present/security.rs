//! Security info: the list, and what may be added (B-21 … B-28, B-37 … B-50).

use workpass_domain::{
    method::{MethodKind, MethodUse, SecurityMethod},
    policy::{MethodPolicy, MethodRule},
    standing::Standing,
};

use super::{possible, time};
use crate::view::{
    MethodChoice, MethodKindView, MethodView, Possible, ResetView, SecurityView, UnavailableReason, UsageView,
};

pub(crate) fn view(methods: &[SecurityMethod], standing: &Standing<'_>) -> SecurityView {
    SecurityView {
        methods: methods.iter().map(|method| row(method, standing)).collect(),
        choices: choices(standing),
        reset: standing.policy.map(reset),
        advise_two_step: standing.policy.is_some_and(MethodPolicy::advises_two_step),
    }
}

fn row(method: &SecurityMethod, standing: &Standing<'_>) -> MethodView {
    let rule = standing.policy.and_then(|policy| policy.rule(&method.kind));
    let operation = |answer: Option<_>| answer.map_or(Possible::Never, possible);
    MethodView {
        id: method.id.clone(),
        kind: kind(&method.kind),
        type_name: match &method.kind {
            MethodKind::Unknown(name) => Some(name.clone()),
            _ => None,
        },
        value: method.value.clone(),
        created_at: method.created_at.map(time),
        usage: rule.map(|rule| usage(rule.uses)),
        change: operation(standing.may_change(method)),
        delete: operation(standing.may_delete(method)),
    }
}

/// Every kind the policy speaks of that a person can add at all; a password is there from the first day.
fn choices(standing: &Standing<'_>) -> Vec<MethodChoice> {
    let Some(policy) = standing.policy else {
        return vec![MethodChoice {
            kind: MethodKindView::Email,
            usage: None,
            add: Possible::No {
                reason: UnavailableReason::NoSelfService,
            },
            maximum: None,
        }];
    };
    let addable = |rule: &&MethodRule| rule.kind != MethodKind::Password;
    let choice = |rule: &MethodRule| MethodChoice {
        kind: kind(&rule.kind),
        usage: Some(usage(rule.uses)),
        add: possible(standing.may_add(rule)),
        maximum: rule.maximum,
    };
    policy.rules.iter().filter(addable).map(choice).collect()
}

fn reset(policy: &MethodPolicy) -> ResetView {
    ResetView {
        enabled: policy.reset.enabled,
        methods_required: policy.reset.methods_required,
        methods_registered: policy.reset.methods_registered,
    }
}

/// B-39: two sentences, and three more for what the family does not speak of.
fn usage(uses: MethodUse) -> UsageView {
    match (uses.multifactor, uses.password_reset, uses.sign_in) {
        (true, true, _) => UsageView::TwoStepAndReset,
        (true, false, _) => UsageView::TwoStepOnly,
        (false, true, _) => UsageView::ResetOnly,
        (false, false, true) => UsageView::SignIn,
        (false, false, false) => UsageView::None,
    }
}

fn kind(kind: &MethodKind) -> MethodKindView {
    match kind {
        MethodKind::Password => MethodKindView::Password,
        MethodKind::Email => MethodKindView::Email,
        MethodKind::Phone => MethodKindView::Phone,
        MethodKind::MicrosoftAuthenticator => MethodKindView::MicrosoftAuthenticator,
        MethodKind::SoftwareOath => MethodKindView::SoftwareOath,
        MethodKind::HardwareOath => MethodKindView::HardwareOath,
        MethodKind::Passkey => MethodKindView::Passkey,
        MethodKind::WindowsHello => MethodKindView::WindowsHello,
        MethodKind::PlatformCredential => MethodKindView::PlatformCredential,
        MethodKind::TemporaryAccessPass => MethodKindView::TemporaryAccessPass,
        MethodKind::External => MethodKindView::External,
        MethodKind::QrCodePin => MethodKindView::QrCodePin,
        MethodKind::SecurityQuestions => MethodKindView::SecurityQuestions,
        MethodKind::Unknown(_) => MethodKindView::Unknown,
    }
}
