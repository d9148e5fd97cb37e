//! What the extension knows of the registered methods: details, the default, how far registration is.

use serde_json::Value;
use workpass_domain::{
    method::{MethodKind, MethodState, SecurityMethod, SmsSignIn},
    preference::{DefaultOption, SignInPreferences},
    registration::{RegistrationNeed, RegistrationStatus},
};

use super::{Fields, names};

/// `selfService.methodDetails`.
pub(crate) struct MethodDetails {
    pub(crate) methods: Vec<SecurityMethod>,
    pub(crate) remembered_devices: Option<u32>,
}

pub(crate) fn details(body: &Value) -> Option<MethodDetails> {
    let details = Fields::of(body)?;
    details.has_list("value").then(|| MethodDetails {
        methods: details.list("value").iter().filter_map(detail).collect(),
        remembered_devices: details.count("rememberedDevices"),
    })
}

/// `None` without an id: nothing can be done with it, and the directory lists what it is about.
fn detail(value: &Value) -> Option<SecurityMethod> {
    let detail = Fields::of(value)?;
    let kind = names::kind(&detail.text("methodType").unwrap_or_default());
    let value = match kind {
        // Must never be shown, whatever a service puts in it.
        MethodKind::Password
        | MethodKind::TemporaryAccessPass
        | MethodKind::RecoveryCodes
        | MethodKind::SecurityQuestions => None,
        _ => detail.text("value"),
    };
    Some(SecurityMethod {
        value,
        created_at: detail.time("createdDateTime"),
        slot: detail.text("slot").as_deref().and_then(names::slot),
        name: detail.text("displayName"),
        model: detail.text("model"),
        last_used_at: detail.time("lastUsedDateTime"),
        expires_at: detail.time("expiresDateTime"),
        state: state(detail.text("state").as_deref()),
        is_default: detail.flag("isDefault"),
        sms_sign_in: detail.text("smsSignInState").as_deref().and_then(sms_sign_in),
        remaining: detail.count("remaining"),
        uses: detail.has_list("usableFor").then(|| names::uses(detail)),
        can_rename: detail.said("canRename"),
        can_change: detail.said("canChange"),
        can_delete: detail.said("canDelete"),
        try_by: detail
            .texts("tryBy")
            .iter()
            .filter_map(|name| names::trial_way(name))
            .collect(),
        ..SecurityMethod::new(detail.text("id")?, kind)
    })
}

fn state(name: Option<&str>) -> MethodState {
    match name {
        Some("notActivated") => MethodState::NotActivated,
        Some("expired") => MethodState::Expired,
        Some("disabled") => MethodState::Disabled,
        _ => MethodState::Active,
    }
}

/// Graph `smsSignInState`.
pub(super) fn sms_sign_in(name: &str) -> Option<SmsSignIn> {
    Some(match name {
        "notSupported" => SmsSignIn::NotSupported,
        "notAllowedByPolicy" => SmsSignIn::NotAllowedByPolicy,
        "notEnabled" => SmsSignIn::NotEnabled,
        "phoneNumberNotUnique" => SmsSignIn::PhoneNumberNotUnique,
        "ready" => SmsSignIn::Ready,
        "notConfigured" => SmsSignIn::NotConfigured,
        _ => return None,
    })
}

/// `selfService.signInPreferences`; options this version does not know are left out.
pub(crate) fn preferences(body: &Value) -> Option<SignInPreferences> {
    let preferences = Fields::of(body)?;
    let options = preferences.texts("options");
    preferences.has_list("options").then(|| SignInPreferences {
        current: preferences.text("current").as_deref().and_then(names::option),
        options: options.iter().filter_map(|name| names::option(name)).collect(),
        is_system_preferred: preferences.flag("isSystemPreferred"),
        system_preferred: preferences
            .text("systemPreferred")
            .map(|name| names::option(&name).map_or_else(|| names::kind(&name), asks_for)),
    })
}

/// The kind of method an option stands for.
fn asks_for(option: DefaultOption) -> MethodKind {
    match option {
        DefaultOption::Push => MethodKind::MicrosoftAuthenticator,
        DefaultOption::Oath => MethodKind::SoftwareOath,
        DefaultOption::Sms
        | DefaultOption::VoiceMobile
        | DefaultOption::VoiceAlternateMobile
        | DefaultOption::VoiceOffice => MethodKind::Phone,
    }
}

/// `selfService.registration`. `None` for a state this version does not know: what it asks cannot be told.
pub(crate) fn status(body: &Value) -> Option<RegistrationStatus> {
    let status = Fields::of(body)?;
    let missing = |name: &str| status.object("missing")?.count(name);
    Some(RegistrationStatus {
        state: match status.text("state")?.as_str() {
            "complete" => RegistrationNeed::Complete,
            "required" => RegistrationNeed::Required,
            "recommended" => RegistrationNeed::Recommended,
            "reconfirm" => RegistrationNeed::Reconfirm,
            _ => return None,
        },
        missing_sign_in: missing("signIn").unwrap_or_default(),
        missing_password_reset: missing("passwordReset").unwrap_or_default(),
        skippable: status.flag("skippable"),
        skips_remaining: status.count("skipsRemaining"),
        reconfirm_due_at: status.time("reconfirmDueDateTime"),
        last_confirmed_at: status.time("lastConfirmedDateTime"),
        only_text_and_voice: status.flag("onlyTextAndVoice"),
        only_temporary_access_pass: status.flag("onlyTemporaryAccessPass"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use workpass_domain::lockout::Footing;

    use super::*;

    #[test]
    fn b26_an_odd_detail_does_not_cost_the_others() {
        let body = json!({"value": [
            {"id": "1", "methodType": "telepathy", "state": "dreaming", "smsSignInState": 4, "canDelete": "yes"},
            {"methodType": "phone"},
            7,
            {"id": "2", "methodType": "temporaryAccessPass", "value": "hunter2", "expiresDateTime": "2026-11-22T10:00:00Z"},
        ], "rememberedDevices": null});
        let details = details(&body).unwrap();
        let kinds: Vec<_> = details.methods.iter().map(|method| &method.kind).collect();
        assert_eq!(
            kinds,
            [
                &MethodKind::Unknown("telepathy".into()),
                &MethodKind::TemporaryAccessPass
            ]
        );
        assert_eq!(
            (details.methods[0].can_delete, details.methods[0].state),
            (None, MethodState::Active)
        );
        assert_eq!(details.methods[1].value, None);
        assert_eq!(details.remembered_devices, None);
    }

    #[test]
    fn b32_what_the_organization_prefers_is_named_by_its_kind() {
        let body = json!({"current": "sms", "options": ["sms", "smoke"], "isSystemPreferred": true,
            "systemPreferred": "fido2"});
        let read = preferences(&body).unwrap();
        assert_eq!(
            (read.current, read.options.as_slice()),
            (Some(DefaultOption::Sms), &[DefaultOption::Sms][..])
        );
        assert_eq!(read.system_preferred, Some(MethodKind::Passkey));
        let push = json!({"options": [], "systemPreferred": "push"});
        let preferred = preferences(&push).unwrap().system_preferred;
        assert_eq!(preferred, Some(MethodKind::MicrosoftAuthenticator));
    }

    /// The server's tests hold themselves to the same examples.
    #[test]
    fn a_reset_is_counted_as_the_shared_examples_say() {
        let shared = include_str!("../../../../tests/contract/reset-counting-examples.json");
        let shared: Value = serde_json::from_str(shared).unwrap();
        let examples = shared["examples"].as_array().unwrap();
        assert!(examples.len() > 15);
        for example in examples {
            let name = example["name"].as_str().unwrap();
            let mut rows = example["methods"].as_array().unwrap().clone();
            for (place, row) in rows.iter_mut().enumerate() {
                row["id"] = place.to_string().into();
            }
            let methods = details(&json!({"value": rows, "rememberedDevices": 0}))
                .unwrap()
                .methods;
            let policy = crate::wire::policy::policy(&json!({
                "value": [],
                "passwordReset": {"enabled": true, "methodsRequired": 1, "countedBy": example["countedBy"],
                    "methodsRegistered": example["methodsRegistered"]},
                "forbiddenEmailDomains": [],
            }))
            .unwrap();
            let footing = Footing {
                methods: &methods,
                policy: Some(&policy),
                preferences: None,
            };
            let counted =
                |remains: workpass_domain::lockout::Remains| remains.reset.unwrap().methods_registered;
            for (place, left) in example["afterDeleting"].as_array().unwrap().iter().enumerate() {
                let effect = footing.delete(&place.to_string()).unwrap();
                assert_eq!(
                    u64::from(counted(effect.remains)),
                    left.as_u64().unwrap(),
                    "{name}, {place}"
                );
            }
            assert_eq!(
                counted(footing.after_deleting(|_| false)),
                0,
                "{name}: nothing is left"
            );
        }
    }
}
