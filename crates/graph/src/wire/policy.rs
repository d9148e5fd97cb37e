//! `selfService.methodPolicy`: what may be added, for what, how many.

use serde_json::Value;
use workpass_domain::{
    method::MethodKind,
    policy::{
        Addable, CountedBy, MethodPolicy, MethodRule, NotAddable, QuestionsRule, ResetObstacle, ResetOutlook,
        ResetReadiness, ResetWay, SharedMaximum,
    },
};

use super::{Fields, names};

pub(crate) fn policy(body: &Value) -> Option<MethodPolicy> {
    let policy = Fields::of(body)?;
    let reset = policy.object("passwordReset")?;
    let obstacle = reset.text("obstacle").map(|name| reset_obstacle(&name));
    // What stands in the way of this person counts, whatever the organization lets others do.
    let is_theirs = matches!(obstacle, None | Some(ResetObstacle::NotRegistered));
    policy.has_list("value").then(|| MethodPolicy {
        rules: policy.list("value").iter().filter_map(rule).collect(),
        reset: ResetReadiness {
            enabled: reset.flag("enabled") && is_theirs,
            methods_required: reset.count("methodsRequired").unwrap_or_default(),
            methods_registered: reset.count("methodsRegistered").unwrap_or_default(),
            counted_by: reset.text("countedBy").and_then(|name| counted_by(&name)),
        },
        reset_outlook: reset.has_list("ways").then(|| ResetOutlook {
            ways: reset
                .texts("ways")
                .iter()
                .filter_map(|name| reset_way(name))
                .collect(),
            obstacle,
            for_administrator: reset.flag("forAdministrator"),
        }),
        forbidden_email_domains: policy.texts("forbiddenEmailDomains"),
        sms_sign_in_allowed: policy.said("smsSignInAllowed"),
        questions: policy.object("questions").and_then(questions),
        allowed_countries: policy
            .has_list("allowedCountryCodes")
            .then(|| policy.texts("allowedCountryCodes")),
        fresh_minutes: policy.count("freshVerificationMinutes"),
        required_methods: policy.count("requiredMethods"),
        registers_at_sign_in: policy.flag("registersAtSignIn"),
    })
}

fn questions(rule: Fields<'_>) -> Option<QuestionsRule> {
    Some(QuestionsRule {
        required: rule.count("required")?,
        minimum_length: rule.count("minimumAnswerLength")?,
        maximum_length: rule.count("maximumAnswerLength")?,
    })
}

/// `None` for a way this version does not know: it could not name it.
fn reset_way(name: &str) -> Option<ResetWay> {
    Some(match name {
        "approval" => ResetWay::Approval,
        "code" => ResetWay::Code,
        "text" => ResetWay::Text,
        "callMobile" => ResetWay::CallMobile,
        "callAlternateMobile" => ResetWay::CallAlternateMobile,
        "callOffice" => ResetWay::CallOffice,
        "email" => ResetWay::Email,
        "securityQuestions" => ResetWay::SecurityQuestions,
        "recoveryCode" => ResetWay::RecoveryCode,
        _ => return None,
    })
}

fn reset_obstacle(name: &str) -> ResetObstacle {
    match name {
        "notEnabled" => ResetObstacle::NotEnabled,
        "notRegistered" => ResetObstacle::NotRegistered,
        "onPremises" => ResetObstacle::OnPremises,
        _ => ResetObstacle::Other,
    }
}

/// `None` for a kind or slot this version does not know: it could neither explain nor add it.
fn counted_by(name: &str) -> Option<CountedBy> {
    match name {
        "kind" => Some(CountedBy::Kind),
        "method" => Some(CountedBy::Method),
        _ => None,
    }
}

fn rule(value: &Value) -> Option<MethodRule> {
    let rule = Fields::of(value)?;
    let kind = match names::kind(&rule.text("methodType")?) {
        MethodKind::Unknown(_) => return None,
        kind => kind,
    };
    let slot = match rule.text("slot") {
        Some(slot) => Some(names::slot(&slot)?),
        None => None,
    };
    let channels = rule.has_list("channels").then(|| {
        let names = rule.texts("channels").into_iter();
        names.filter_map(|name| names::channel(&name)).collect::<Vec<_>>()
    });
    // Verified in ways only that this version does not know: it can neither add nor change it.
    let reachable = channels.as_ref().is_none_or(|known| !known.is_empty());
    let addable = if rule.flag("addable") && reachable {
        Addable::Yes
    } else {
        Addable::No(reason(rule.text("reason").as_deref()))
    };
    Some(MethodRule {
        kind,
        slot,
        addable,
        uses: names::uses(rule),
        maximum: rule.count("maximum"),
        registered: rule.count("registered").unwrap_or_default(),
        can_change: rule.flag("canChange") && reachable,
        can_delete: rule.flag("canDelete"),
        shared: rule.object("sharedMaximum").and_then(shared),
        channels,
    })
}

fn reason(name: Option<&str>) -> NotAddable {
    match name {
        Some("notAllowedByPolicy") => NotAddable::NotAllowedByPolicy,
        Some("limitReached") => NotAddable::LimitReached,
        Some("managedByAdministrator") => NotAddable::ManagedByAdministrator,
        Some("notAllowedForAdministrators") => NotAddable::NotAllowedForAdministrators,
        Some("otherMethodRequired") => NotAddable::OtherMethodRequired,
        Some("mobileRequired") => NotAddable::MobileRequired,
        Some("voiceNotAllowed") => NotAddable::VoiceNotAllowed,
        Some("placeNotAllowed") => NotAddable::PlaceNotAllowed,
        _ => NotAddable::NotAvailable,
    }
}

fn shared(shared: Fields<'_>) -> Option<SharedMaximum> {
    Some(SharedMaximum {
        kinds: shared
            .texts("kinds")
            .iter()
            .map(|name| names::kind(name))
            .collect(),
        maximum: shared.count("maximum")?,
        registered: shared.count("registered")?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use workpass_domain::{method::PhoneSlot, phone::Channel};

    use super::*;

    #[test]
    fn b23_a_rule_of_an_unknown_kind_is_left_out_and_an_unknown_reason_still_forbids() {
        let body = json!({"value": [
            {"methodType": "telepathy", "addable": true},
            {"methodType": "email", "addable": false, "reason": "moonPhase", "usableFor": ["passwordReset", "tea"]},
            {"methodType": "phone", "addable": "true"},
        ], "passwordReset": {}, "forbiddenEmailDomains": ["noorderlicht.example"]});
        let policy = policy(&body).unwrap();
        assert_eq!(policy.rules.len(), 2);
        assert_eq!(policy.rules[0].addable, Addable::No(NotAddable::NotAvailable));
        assert!(policy.rules[0].uses.password_reset && !policy.rules[0].uses.multifactor);
        assert_eq!(policy.rules[1].addable, Addable::No(NotAddable::NotAvailable));
        assert_eq!(policy.reset, ResetReadiness::default());
        assert!(!policy.registers_at_sign_in, "silence promises nothing");
    }

    #[test]
    fn b121_b134_b138_how_a_reset_would_go_is_read_and_what_is_unknown_is_left_out() {
        let read = |obstacle: &str| {
            let obstacle = Some(obstacle).filter(|name| !name.is_empty());
            let body = json!({"value": [], "passwordReset": {"enabled": true, "methodsRequired": 2,
                "methodsRegistered": 2, "countedBy": "kind", "ways": ["email", "telepathy", "callOffice"],
                "obstacle": obstacle, "forAdministrator": true}, "forbiddenEmailDomains": []});
            policy(&body).unwrap()
        };
        let outlook = read("").reset_outlook.unwrap();
        assert_eq!(outlook.ways, [ResetWay::Email, ResetWay::CallOffice]);
        assert!(outlook.for_administrator && outlook.obstacle.is_none());
        for (name, obstacle, enabled) in [
            ("", None, true),
            ("notRegistered", Some(ResetObstacle::NotRegistered), true),
            ("notEnabled", Some(ResetObstacle::NotEnabled), false),
            ("onPremises", Some(ResetObstacle::OnPremises), false),
            ("moonPhase", Some(ResetObstacle::Other), false),
        ] {
            let policy = read(name);
            assert_eq!(policy.reset_outlook.unwrap().obstacle, obstacle, "{name}");
            assert_eq!(
                policy.reset.enabled, enabled,
                "{name}: nobody counts on what is not theirs"
            );
        }
    }

    #[test]
    fn what_an_older_service_does_not_say_is_unknown_and_not_forbidden() {
        let body = json!({"value": [
            {"methodType": "phone", "addable": true, "reason": null, "usableFor": ["multifactor"], "maximum": 1,
             "registered": 0, "canChange": true, "canDelete": true},
        ], "passwordReset": {"enabled": true, "methodsRequired": 1, "methodsRegistered": 0},
            "forbiddenEmailDomains": []});
        let policy = policy(&body).unwrap();
        assert_eq!(
            (policy.sms_sign_in_allowed, policy.required_methods),
            (None, None)
        );
        assert_eq!((policy.fresh_minutes, policy.allowed_countries), (None, None));
        assert_eq!((policy.questions, policy.reset_outlook), (None, None));
        let rule = &policy.rules[0];
        assert_eq!(
            (rule.slot, &rule.shared, rule.addable),
            (None, &None, Addable::Yes)
        );
        assert_eq!(rule.channels, None);
    }

    #[test]
    fn b24_b42_how_a_number_is_verified_is_read_and_unknown_ways_are_left_out() {
        let row = |channels: Value| {
            let body = json!({"value": [{"methodType": "phone", "slot": "mobile", "addable": true, "reason": null,
                "canChange": true, "channels": channels}], "passwordReset": {}});
            policy(&body).unwrap().rules.remove(0)
        };
        let known = row(json!(["pigeon", "voice", 7]));
        assert_eq!(known.channels, Some(vec![Channel::Voice]));
        assert!(known.addable == Addable::Yes && known.can_change);
        // One cannot begin what one cannot finish.
        let unknown = row(json!(["pigeon"]));
        assert_eq!(unknown.addable, Addable::No(NotAddable::NotAvailable));
        assert!(!unknown.can_change);
        for unsaid in [Value::Null, json!("sms"), json!({})] {
            let silent = row(unsaid);
            assert_eq!((silent.channels, silent.addable), (None, Addable::Yes));
        }
    }

    #[test]
    fn b92_a_place_that_is_not_allowed_is_read() {
        let body = json!({"value": [{"methodType": "fido2", "addable": false, "reason": "placeNotAllowed"}],
            "passwordReset": {}});
        let rule = &policy(&body).unwrap().rules[0];
        assert_eq!(rule.addable, Addable::No(NotAddable::PlaceNotAllowed));
    }

    #[test]
    fn b58_b68_slots_and_shared_places_are_read() {
        let body = json!({"value": [
            {"methodType": "phone", "slot": "office", "addable": false, "reason": "voiceNotAllowed"},
            {"methodType": "phone", "slot": "pager", "addable": true},
            {"methodType": "hardwareOath", "slot": null, "addable": false, "reason": "managedByAdministrator",
             "sharedMaximum": {"kinds": ["softwareOath", "hardwareOath"], "maximum": 5, "registered": 2}},
        ], "passwordReset": {}, "questions": {"required": 3, "minimumAnswerLength": 3, "maximumAnswerLength": 40},
            "allowedCountryCodes": ["NL"], "smsSignInAllowed": true, "freshVerificationMinutes": 10,
            "requiredMethods": 1, "registersAtSignIn": true});
        let policy = policy(&body).unwrap();
        assert_eq!(policy.rules.len(), 2);
        assert_eq!(policy.rules[0].slot, Some(PhoneSlot::Office));
        assert_eq!(policy.rules[0].addable, Addable::No(NotAddable::VoiceNotAllowed));
        assert_eq!(policy.rules[1].shared.as_ref().unwrap().maximum, 5);
        assert_eq!(policy.questions.unwrap().maximum_length, 40);
        assert_eq!(policy.allowed_countries.as_deref(), Some(&["NL".to_owned()][..]));
        assert_eq!(policy.sms_sign_in_allowed, Some(true));
        assert_eq!(policy.fresh_minutes, Some(10));
        assert!(policy.required_methods == Some(1) && policy.registers_at_sign_in);
    }
}
