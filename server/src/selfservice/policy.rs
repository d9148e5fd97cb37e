//! Which methods a person may add, change and delete, and why not (B-23, B-24, B-42).

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::auth::Caller;
use crate::authority::registered;
use crate::graph::{Authenticated, GraphError};
use crate::methods::email::address::work_domains;
use crate::methods::holding::Holding;
use crate::methods::kind::{MethodKind, PhoneSlot, SHARED_MAXIMUM};
use crate::methods::offer::{self, NotAddable, Possession};
use crate::methods::phone::Channel;
use crate::methods::{questions, reset};
use crate::passwords::standing::password_of;
use crate::resets::means::{self, Means};
use crate::resets::standing::Refused;
use crate::state::AppState;
use crate::store::values::{MethodRules, RequireSecondFactor};

/// An answer to a security question, in characters (B-74).
const ANSWER_LENGTHS: (u32, u32) = (3, 40);

/// `selfService.methodPolicy`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MethodPolicy {
    value: Vec<Rule>,
    password_reset: PasswordReset,
    forbidden_email_domains: Vec<String>,
    sms_sign_in_allowed: bool,
    questions: Option<QuestionsRule>,
    allowed_country_codes: Option<Vec<String>>,
    fresh_verification_minutes: u32,
    required_methods: u32,
    registers_at_sign_in: bool,
    passkeys: Option<PasskeysRule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    method_type: &'static str,
    slot: Option<&'static str>,
    addable: bool,
    reason: Option<NotAddable>,
    usable_for: Vec<String>,
    maximum: u32,
    registered: u32,
    shared_maximum: Option<SharedMaximum>,
    channels: Option<Vec<&'static str>>,
    can_change: bool,
    can_delete: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SharedMaximum {
    kinds: Vec<&'static str>,
    maximum: u32,
    registered: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PasswordReset {
    enabled: bool,
    methods_required: u32,
    methods_registered: u32,
    counted_by: &'static str,
    ways: Vec<&'static str>,
    obstacle: Option<&'static str>,
    for_administrator: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct QuestionsRule {
    required: u32,
    minimum_answer_length: u32,
    maximum_answer_length: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PasskeysRule {
    allowed_aaguids: Option<Vec<String>>,
}

/// `GET /me/methodPolicy`
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Authenticated,
) -> Result<Json<MethodPolicy>, GraphError> {
    let holding = holding(&state, &caller).await?;
    Ok(Json(policy_of(&state, &holding, &caller).await?))
}

/// What the caller has, and the rules for it.
pub(super) async fn holding(state: &AppState, caller: &Caller) -> Result<Holding, GraphError> {
    let holding = Holding::of(state, &caller.user, caller.amr.has("tap")).await?;
    Ok(holding.seen_from(caller.address))
}

/// The policy as it applies to the caller now.
pub(super) async fn policy_of(
    state: &AppState,
    holding: &Holding,
    caller: &Caller,
) -> Result<MethodPolicy, GraphError> {
    let password = password_of(&state.db, &caller.user).await?;
    let held = means::held(&holding.rules, caller.user.is_administrator, holding.working());
    let obstacle = Refused::of(&caller.user, &holding.rules, password.is_some(), &held);
    let outlook = Outlook {
        counted: holding.for_reset(),
        held,
        obstacle,
    };
    Ok(view(
        &holding.rules,
        &holding.has,
        &outlook,
        work_domains(&caller.tenant),
    ))
}

/// How a reset would go for a person.
#[derive(Default)]
struct Outlook {
    counted: u32,
    held: Vec<Means>,
    obstacle: Option<Refused>,
}

/// The rules for a person: their own policy, else the organization's default one, else nothing is allowed.
pub(crate) async fn rules_of(state: &AppState, caller: &Caller) -> Result<MethodRules, GraphError> {
    Ok(registered::rules_of(&state.db, &caller.user).await?)
}

/// Whether a person may delete their e-mail method.
pub(crate) async fn may_delete_email(state: &AppState, caller: &Caller) -> Result<bool, GraphError> {
    let rules = rules_of(state, caller).await?;
    Ok(offer::can_delete(&rules, MethodKind::Email, None))
}

fn view(rules: &MethodRules, has: &Possession, outlook: &Outlook, work_domains: Vec<String>) -> MethodPolicy {
    let value: Vec<Rule> = offer::rows()
        // E-mail always has a row, so that its absence has a reason (B-24).
        .filter(|(kind, slot)| *kind == MethodKind::Email || offer::rule(rules, *kind, *slot).is_some())
        .map(|(kind, slot)| row(rules, has, kind, slot))
        .collect();
    let password_reset = PasswordReset {
        enabled: rules.password_reset_enabled,
        // Entra's policy knows one or two.
        methods_required: if rules.password_reset_enabled {
            means::required(rules, has.is_administrator)
        } else {
            0
        },
        methods_registered: outlook.counted,
        counted_by: reset::COUNTED_BY,
        ways: match outlook.obstacle {
            None | Some(Refused::NotRegistered) => outlook.held.iter().map(|means| means.name()).collect(),
            Some(_) => Vec::new(),
        },
        obstacle: outlook.obstacle.map(Refused::name),
        for_administrator: has.is_administrator,
    };
    let mut forbidden = rules.forbidden_email_domains.clone();
    forbidden.extend(work_domains);
    forbidden.sort();
    forbidden.dedup();
    let has_rule = |kind| offer::rule(rules, kind, None).is_some();
    let unless_empty = |list: &Vec<String>| Some(list.clone()).filter(|list| !list.is_empty());
    let always = u32::from(rules.require_second_factor == RequireSecondFactor::Always);
    MethodPolicy {
        value,
        password_reset,
        forbidden_email_domains: forbidden,
        sms_sign_in_allowed: rules.phone.sms && rules.phone.sms_sign_in,
        questions: has_rule(MethodKind::SecurityQuestions).then(|| QuestionsRule {
            required: questions::required(&rules.questions),
            minimum_answer_length: ANSWER_LENGTHS.0,
            maximum_answer_length: ANSWER_LENGTHS.1,
        }),
        allowed_country_codes: unless_empty(&rules.phone.allowed_countries),
        fresh_verification_minutes: rules.fresh_minutes.methods.max(1),
        required_methods: rules.registration.required_sign_in.max(always),
        registers_at_sign_in: offer::registers_at_sign_in(rules, has),
        passkeys: has_rule(MethodKind::Passkey).then(|| PasskeysRule {
            allowed_aaguids: unless_empty(&rules.passkeys.allowed_aaguids),
        }),
    }
}

fn row(rules: &MethodRules, has: &Possession, kind: MethodKind, slot: Option<PhoneSlot>) -> Rule {
    let reason = offer::not_addable(rules, has, kind, slot);
    Rule {
        method_type: kind.name(),
        slot: slot.map(PhoneSlot::name),
        addable: reason.is_none(),
        reason,
        usable_for: offer::usable_by(rules, has.is_administrator, kind, slot),
        maximum: offer::maximum(rules, kind, slot),
        registered: has.registered(kind, slot),
        shared_maximum: kind.is_shared().then(|| SharedMaximum {
            kinds: MethodKind::ALL
                .into_iter()
                .filter(|kind| kind.is_shared())
                .map(MethodKind::name)
                .collect(),
            maximum: SHARED_MAXIMUM,
            registered: has.shared(),
        }),
        channels: slot.map(|slot| {
            let channels = offer::channels(rules, slot).into_iter();
            channels.map(Channel::name).collect()
        }),
        can_change: offer::can_change(rules, has.is_administrator, kind, slot),
        can_delete: offer::can_delete(rules, kind, slot),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::values::MethodRule;

    fn rules(rule: MethodRule) -> MethodRules {
        MethodRules {
            methods: [("email".to_owned(), rule)].into(),
            password_reset_enabled: true,
            methods_required: 2,
            ..MethodRules::default()
        }
    }

    fn open() -> MethodRule {
        MethodRule {
            allowed: true,
            maximum: 5,
            usable_for: vec![reset::PASSWORD_RESET.to_owned()],
            can_change: true,
            can_delete: true,
            ..MethodRule::default()
        }
    }

    fn with_email() -> Possession {
        Possession {
            counts: [(MethodKind::Email, 1)].into(),
            ..Possession::default()
        }
    }

    #[test]
    fn b24_a_missing_method_has_its_reason() {
        let email_not_addable =
            |rules: &MethodRules| offer::not_addable(rules, &Possession::default(), MethodKind::Email, None);
        let why = |rule| email_not_addable(&rules(rule));
        assert_eq!(
            email_not_addable(&MethodRules::default()),
            Some(NotAddable::NotAllowedByPolicy)
        );
        let forbidden = MethodRule {
            allowed: false,
            ..open()
        };
        assert_eq!(why(forbidden), Some(NotAddable::NotAllowedByPolicy));
        let managed = MethodRule {
            managed_by_administrator: true,
            ..open()
        };
        assert_eq!(why(managed), Some(NotAddable::ManagedByAdministrator));
        assert_eq!(why(open()), None);
    }

    #[test]
    fn b50_one_address_only_whatever_the_policy_says() {
        assert_eq!(
            offer::not_addable(&rules(open()), &with_email(), MethodKind::Email, None),
            Some(NotAddable::LimitReached)
        );
        let shown = view(
            &rules(open()),
            &with_email(),
            &Outlook {
                counted: 1,
                ..Outlook::default()
            },
            Vec::new(),
        );
        assert_eq!((shown.value[0].maximum, shown.value[0].registered), (1, 1));
        assert_eq!(
            (
                shown.password_reset.methods_registered,
                shown.password_reset.counted_by
            ),
            (1, "kind")
        );
        assert!(shown.value[0].can_change);
    }

    #[test]
    fn forbidden_domains_are_the_policys_and_the_organizations_own() {
        let mut rules = rules(open());
        rules.forbidden_email_domains = vec!["b.example".to_owned(), "a.example".to_owned()];
        let own = vec!["b.example".to_owned(), "c.example".to_owned()];
        let shown = view(&rules, &Possession::default(), &Outlook::default(), own);
        assert_eq!(
            shown.forbidden_email_domains,
            ["a.example", "b.example", "c.example"]
        );
    }

    #[test]
    fn what_the_organization_does_not_limit_is_null() {
        let shown = view(
            &rules(open()),
            &Possession::default(),
            &Outlook::default(),
            Vec::new(),
        );
        assert!(
            shown.allowed_country_codes.is_none() && shown.questions.is_none() && shown.passkeys.is_none()
        );
        assert_eq!(
            (shown.fresh_verification_minutes, shown.required_methods),
            (10, 0)
        );
    }
}
