//! What the extension says of passwords.

use serde_json::Value;
use workpass_domain::password::{PasswordObstacle, PasswordPolicy};

use super::Fields;

/// `selfService.passwordPolicy`. Numbers that are missing or make no sense are those of Entra.
pub(crate) fn policy(body: &Value) -> Option<PasswordPolicy> {
    let policy = Fields::of(body)?;
    let usual = PasswordPolicy::default();
    let obstacle = match policy.text("reason").as_deref() {
        Some("onPremises") => Some(PasswordObstacle::OnPremises),
        Some("homeOrganization") => Some(PasswordObstacle::HomeOrganization),
        Some("noPassword") => Some(PasswordObstacle::NoPassword),
        // A reason of tomorrow is one all the same.
        Some(_) => Some(PasswordObstacle::NotAllowed),
        None if policy.value("changeable") == Some(&Value::Bool(false)) => Some(PasswordObstacle::NotAllowed),
        None => None,
    };
    Some(PasswordPolicy {
        minimum_length: policy.count("minimumLength").unwrap_or(usual.minimum_length),
        maximum_length: policy.count("maximumLength").unwrap_or(usual.maximum_length),
        required_classes: policy.count("requiredClasses"),
        unicode_allowed: policy.flag("unicodeAllowed"),
        history: policy.count("history").unwrap_or(usual.history),
        last_changed_at: policy.time("lastChangedDateTime"),
        expires_at: policy.time("expiresDateTime"),
        obstacle,
        current_required: policy.value("currentPasswordRequired") != Some(&Value::Bool(false)),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::macros::datetime;

    use super::*;

    #[test]
    fn b114_b117_the_rules_come_as_the_organization_says_them() {
        let said = policy(
            &json!({"profile": "nist", "minimumLength": 12, "maximumLength": 128,
            "requiredClasses": null, "unicodeAllowed": true, "history": 3,
            "lastChangedDateTime": "2026-03-04T05:06:07Z", "expiresDateTime": null, "changeable": true,
            "reason": null, "currentPasswordRequired": false}),
        );
        let expected = PasswordPolicy {
            minimum_length: 12,
            maximum_length: 128,
            required_classes: None,
            unicode_allowed: true,
            history: 3,
            last_changed_at: Some(datetime!(2026-03-04 05:06:07 UTC)),
            expires_at: None,
            obstacle: None,
            current_required: false,
        };
        assert_eq!(said, Some(expected));
    }

    #[test]
    fn b118_whatever_the_reason_what_cannot_be_changed_cannot() {
        let obstacle = |reason, changeable| {
            let body = json!({"reason": reason, "changeable": changeable});
            policy(&body).unwrap().obstacle
        };
        assert_eq!(
            obstacle(Some("onPremises"), false),
            Some(PasswordObstacle::OnPremises)
        );
        assert_eq!(
            obstacle(Some("noPassword"), false),
            Some(PasswordObstacle::NoPassword)
        );
        assert_eq!(
            obstacle(Some("fullMoon"), false),
            Some(PasswordObstacle::NotAllowed)
        );
        assert_eq!(obstacle(None, false), Some(PasswordObstacle::NotAllowed));
        assert_eq!(obstacle(None, true), None);
        assert!(policy(&json!({})).unwrap().current_required);
        assert_eq!(policy(&json!([])), None);
    }
}
