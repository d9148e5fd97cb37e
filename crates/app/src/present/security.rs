//! Security info: the list, what may be added, the default, and what remains if something goes (B-21 … B-42).

use workpass_domain::{
    action::{Action, Availability, Unavailable},
    lockout::{self, Footing, Gap, Remains},
    method::{MethodKind, PhoneSlot, SecurityMethod},
    phone::Channel,
    policy::{MethodPolicy, MethodRule, ResetReadiness},
    preference::SignInPreferences,
    standing::Standing,
    uses,
};

use super::{advice, method, possible, registration, time};
use crate::{
    known::{Known, given},
    view::{
        ChannelName, DefaultMethodView, DeleteEffect, LossView, MendView, MethodChoice, MethodKindView,
        MethodView, OverriddenView, Possible, QuestionsRuleView, ResetView, SecurityView, SharedMaximumView,
        SmsSignInView, UnavailableReason,
    },
};

pub(crate) fn view(known: &Known, methods: &[SecurityMethod], standing: &Standing<'_>) -> SecurityView {
    let policy = standing.policy;
    let preferences = given(&known.data.preferences);
    let footing = footing(known, methods);
    SecurityView {
        methods: methods.iter().map(|one| row(one, standing, &footing)).collect(),
        choices: choices(standing),
        // The password of a guest is that of their own organization, and so is getting it back.
        reset: policy
            .filter(|_| !standing.guest)
            .map(|policy| reset(policy.reset)),
        advise_two_step: policy.is_some_and(MethodPolicy::advises_two_step),
        default_method: preferences.map(|preferences| default_method(preferences, &footing, standing)),
        losses: footing.losses().into_iter().map(loss).collect(),
        mend: mend(&footing, standing),
        advice: advice::of(known, &footing),
        remembered_devices: given(&known.data.remembered_devices).copied(),
        forget_devices: possible(standing.possible(&Action::ForgetRememberedDevices)),
        confirm: possible(standing.possible(&Action::ConfirmSecurityInfo)),
        questions: policy
            .and_then(|policy| policy.questions)
            .map(|rule| QuestionsRuleView {
                required: rule.required,
                minimum_length: rule.minimum_length,
                maximum_length: rule.maximum_length,
            }),
        countries: policy.and_then(|policy| policy.allowed_countries.clone()),
        home_country: known.organization().and_then(|own| own.country.clone()),
    }
}

/// What decides what remains.
pub(crate) fn footing<'a>(known: &'a Known, methods: &'a [SecurityMethod]) -> Footing<'a> {
    Footing {
        methods,
        policy: known.policy(),
        preferences: given(&known.data.preferences),
    }
}

fn row(one: &SecurityMethod, standing: &Standing<'_>, footing: &Footing<'_>) -> MethodView {
    let operation = |answer: Option<_>| answer.map_or(Possible::Never, possible);
    MethodView {
        id: one.id.clone(),
        kind: method::kind(&one.kind),
        type_name: match &one.kind {
            MethodKind::Unknown(name) => Some(name.clone()),
            _ => None,
        },
        value: method::value(one),
        name: one.name.clone(),
        model: one.model.clone(),
        slot: one.slot.map(method::slot),
        created_at: one.created_at.map(time),
        last_used_at: one.last_used_at.map(time),
        expires_at: one.expires_at.map(time),
        state: method::state(one.state),
        is_default: one.is_default,
        usage: uses::said_of(one, standing.policy).map(method::usage),
        change: if one.kind == MethodKind::Password {
            password(standing)
        } else {
            operation(standing.may_change(one))
        },
        renew: operation(standing.may_renew(one)),
        delete: operation(standing.may_delete(one)),
        rename: operation(standing.may_rename(one)),
        trial: operation(standing.may_try(one)),
        try_by: one.try_by.iter().copied().map(method::trial_way).collect(),
        activate: operation(standing.may_activate(one)),
        sms_sign_in: one.sms_sign_in.map(|state| SmsSignInView {
            state: method::sms_sign_in(state),
            switch: operation(standing.may_switch_sms_sign_in(one)),
            last_way_in: footing.without_sms_sign_in_closes(&one.id),
        }),
        remaining: one.remaining,
        effect: effect(footing, &one.id),
    }
}

fn effect(footing: &Footing<'_>, id: &str) -> DeleteEffect {
    let effect = footing.delete(id).unwrap_or_else(|| lockout::DeleteEffect {
        remains: footing.now(),
        known: true,
        last_way_in: false,
        registers_next: false,
        pass_until: None,
        last_second_factor: false,
        needs_new_default: false,
        new_default: None,
        alternate_first: false,
    });
    let remains = &effect.remains;
    DeleteEffect {
        known: effect.known,
        sign_in_left: method::kinds(&remains.sign_in),
        two_step_left: method::kinds(&remains.two_step),
        reset: remains.reset.map(reset),
        reset_possible_after: remains.can_reset(),
        last_way_in: effect.last_way_in,
        registers_next: effect.registers_next,
        pass_until: effect.pass_until.map(time),
        last_second_factor: effect.last_second_factor,
        needs_new_default: effect.needs_new_default,
        new_default: effect
            .new_default
            .map(|option| method::option(option, footing.methods)),
        alternate_first: effect.alternate_first,
    }
}

/// Every kind the policy speaks of that a person can add at all; a password is there from the first day, and app
/// passwords are handed over ([`crate::view::ActionName::OpenAppPasswords`]).
fn choices(standing: &Standing<'_>) -> Vec<MethodChoice> {
    let Some(policy) = standing.policy else {
        return unknown_choices(standing.selfservice);
    };
    let addable = |rule: &&MethodRule| !matches!(rule.kind, MethodKind::Password | MethodKind::AppPassword);
    let rules = policy.rules.iter().filter(addable);
    rules.map(|rule| choice(rule, standing)).collect()
}

pub(crate) fn choice(rule: &MethodRule, standing: &Standing<'_>) -> MethodChoice {
    MethodChoice {
        kind: method::kind(&rule.kind),
        usage: Some(method::usage(rule.uses)),
        add: possible(standing.may_add(rule)),
        maximum: rule.maximum,
        slot: rule.slot.map(method::slot),
        shared_maximum: rule.shared.as_ref().map(|shared| SharedMaximumView {
            maximum: shared.maximum,
            registered: shared.registered,
        }),
        channels: channels(rule.verified_by(rule.slot.unwrap_or(PhoneSlot::Mobile))),
    }
}

fn channels(channels: &[Channel]) -> Vec<ChannelName> {
    channels.iter().copied().map(registration::channel).collect()
}

/// What may be added now, or as soon as the network is back.
fn mend(footing: &Footing<'_>, standing: &Standing<'_>) -> Option<MendView> {
    let rules = standing.policy.map_or(&[][..], |policy| &policy.rules);
    let may_be = |rule: &&MethodRule| matches!(standing.may_add(rule), Ok(()) | Err(Unavailable::Offline));
    // What is there is renewed, not added; new codes on the same paper mend nothing.
    let is_new = |rule: &&MethodRule| rule.kind != MethodKind::RecoveryCodes || rule.registered == 0;
    let advice = footing.advice(rules.iter().filter(may_be).filter(is_new))?;
    Some(MendView {
        what: method::thing(advice.what),
        locks_out: advice.gap == Gap::SignIn,
        choices: advice
            .mends
            .into_iter()
            .map(|rule| choice(rule, standing))
            .collect(),
    })
}

/// Nobody said what may be added: the kinds that people know, and why they are not to be had here (B-25).
fn unknown_choices(has_extension: bool) -> Vec<MethodChoice> {
    let reason = if has_extension {
        UnavailableReason::ServiceTrouble
    } else {
        UnavailableReason::NoSelfService
    };
    let kinds = [
        MethodKindView::MicrosoftAuthenticator,
        MethodKindView::SoftwareOath,
        MethodKindView::Passkey,
        MethodKindView::Phone,
        MethodKindView::Email,
        MethodKindView::SecurityQuestions,
    ];
    let choice = |kind| MethodChoice {
        kind,
        usage: None,
        add: Possible::No { reason },
        maximum: None,
        slot: None,
        shared_maximum: None,
        channels: if kind == MethodKindView::Phone {
            channels(Channel::of(PhoneSlot::Mobile))
        } else {
            Vec::new()
        },
    };
    kinds.into_iter().map(choice).collect()
}

fn reset(readiness: ResetReadiness) -> ResetView {
    ResetView {
        enabled: readiness.enabled,
        methods_required: readiness.methods_required,
        methods_registered: readiness.methods_registered,
    }
}

fn default_method(
    preferences: &SignInPreferences,
    footing: &Footing<'_>,
    standing: &Standing<'_>,
) -> DefaultMethodView {
    let option = |option| method::option(option, footing.methods);
    let options = footing.default_options();
    let has_choice = options.iter().any(|option| Some(*option) != preferences.current);
    DefaultMethodView {
        current: preferences.current.map(option),
        options: options.into_iter().map(option).collect(),
        overridden: preferences.is_system_preferred.then(|| OverriddenView {
            by: preferences.system_preferred.as_ref().map(method::kind),
        }),
        change: if has_choice {
            possible(standing.may_set_default())
        } else {
            Possible::Never
        },
    }
}

fn loss(loss: lockout::Loss) -> LossView {
    let Remains {
        sign_in, two_step, ..
    } = &loss.remains;
    LossView {
        what: method::thing(loss.what),
        sign_in_left: method::kinds(sign_in),
        two_step_left: method::kinds(two_step),
        reset_possible: loss.remains.can_reset(),
        locked_out: !loss.remains.can_sign_in(),
        affected: loss.affected,
    }
}
/// The password has a screen of its own, where it is also said what is done elsewhere (B-34).
fn password(standing: &Standing<'_>) -> Possible {
    match standing.of(&Action::ChangePassword) {
        Some(Availability::InApp | Availability::HandOver { .. }) => Possible::Yes,
        Some(Availability::Unavailable { reason }) => Possible::No {
            reason: super::reason(reason),
        },
        None => Possible::Never,
    }
}
