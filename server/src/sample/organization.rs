//! The organization itself: tenant, apps, method policies.

use std::collections::BTreeMap;

use sea_orm::ActiveValue::Set;

use super::people::Policy;
use super::{client_id, id, other_client_id, tenant_id, user_id};
use crate::store::entities::{client, consent, method_policy, tenant};
use crate::store::values::{
    CustomQuestion, FieldOwner, HandOvers, HelpContact, MethodRule, MethodRules, PasswordRules, PhoneRules,
    PhotoUpdate, ProfileRules, QuestionRules, RegistrationRules, RequireSecondFactor, Strings,
    TenantSettings,
};

/// The sample's domain; `.example` belongs to nobody (RFC 2606).
pub const DOMAIN: &str = "noorderlicht.example";

/// The scopes the Workpass app asks, and an administrator granted for everybody.
pub const APP_SCOPES: &[&str] = &[
    "openid",
    "profile",
    "email",
    "offline_access",
    "User.Read",
    "User.Read.All",
    "User.ReadWrite",
    "UserAuthenticationMethod.Read",
    "UserAuthenticationMethod.ReadWrite",
    "UserAuthMethod-Email.ReadWrite",
    "User-PasswordProfile.ReadWrite.All",
    "User.RevokeSessions.All",
    "AgreementAcceptance.Read",
    "Device.Read.All",
    "BitlockerKey.Read.All",
];

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

pub(super) fn tenant(now_ms: i64) -> tenant::ActiveModel {
    tenant::ActiveModel {
        id: Set(tenant_id()),
        display_name: Set("Noorderlicht Logistiek B.V.".to_owned()),
        verified_domains: Set(Strings::of([DOMAIN, "noorderlicht-logistiek.example"])),
        settings: Set(TenantSettings {
            help_contact: HelpContact {
                display_name: "Servicedesk ICT".to_owned(),
                email: Some(format!("servicedesk@{DOMAIN}")),
                phone: Some("+31 50 555 01 00".to_owned()),
                web_url: Some(format!("https://servicedesk.{DOMAIN}/")),
                hours: Some("ma–vr 7.30–18.00".to_owned()),
            },
            organization_kind: "largeCompany".to_owned(),
            profile_blocks: ["workInformation", "contact", "manager", "devices"]
                .map(str::to_owned)
                .to_vec(),
            profile: ProfileRules {
                photo_update: PhotoUpdate::Allowed,
                editable_fields: ["mobilePhone", "businessPhones", "officeLocation"]
                    .map(str::to_owned)
                    .to_vec(),
                managed_by: vec![FieldOwner {
                    display_name: "Personeelszaken".to_owned(),
                    contact: Some(format!("personeelszaken@{DOMAIN}")),
                    fields: ["displayName", "jobTitle", "department", "employeeId", "manager"]
                        .map(str::to_owned)
                        .to_vec(),
                }],
            },
            hand_overs: HandOvers {
                apps: Some(format!("https://apps.{DOMAIN}/")),
                groups: Some(format!("https://groepen.{DOMAIN}/")),
                access_reviews: None,
                app_passwords: None,
            },
            password_policy: PasswordRules {
                history: 3,
                banned_words: ["noorderlicht", "logistiek", "groningen", "eemshaven", "welkom"]
                    .map(str::to_owned)
                    .to_vec(),
                ..PasswordRules::default()
            },
            password_reset_page: None,
            account_recovery_page: None,
            refuse_work_domains: true,
            default_language: "nl-NL".to_owned(),
            display_language: None,
            time_zone: Some("Europe/Amsterdam".to_owned()),
            privacy_statement: Some(format!("https://www.{DOMAIN}/privacy")),
            privacy_contact: Some(format!("privacy@{DOMAIN}")),
            restrict_recovery_keys: false,
            keep_guests: false,
            trust_home_second_factor: false,
            city: Some("Groningen".to_owned()),
            country_letter_code: Some("NL".to_owned()),
            postal_code: Some("9718 AB".to_owned()),
            street: Some("Westerhaven 12".to_owned()),
            business_phones: vec!["+31 50 555 01 00".to_owned()],
            technical_notification_mails: vec![format!("ict@{DOMAIN}")],
        }),
        created_at: Set(now_ms),
    }
}

pub(super) fn clients() -> [client::ActiveModel; 2] {
    let loopback = ["http://localhost", "http://127.0.0.1"];
    let grant_types = [DEVICE_CODE, "authorization_code", "refresh_token"];
    [
        client::ActiveModel {
            id: Set(client_id()),
            tenant_id: Set(tenant_id()),
            display_name: Set("Workpass".to_owned()),
            redirect_uris: Set(Strings::of(loopback)),
            sign_out_uris: Set(Strings::of(loopback)),
            grant_types: Set(Strings::of(grant_types)),
            allowed_scopes: Set(Strings::of(APP_SCOPES.iter().copied())),
            consented_scopes: Set(Strings::of(APP_SCOPES.iter().copied())),
            enabled: Set(true),
        },
        client::ActiveModel {
            id: Set(other_client_id()),
            tenant_id: Set(tenant_id()),
            display_name: Set("Noorderlicht Routeplanner".to_owned()),
            redirect_uris: Set(Strings::of(loopback)),
            sign_out_uris: Set(Strings::default()),
            grant_types: Set(Strings::of(grant_types)),
            allowed_scopes: Set(Strings::of([
                "openid",
                "profile",
                "email",
                "offline_access",
                "User.Read",
            ])),
            consented_scopes: Set(Strings::default()),
            enabled: Set(true),
        },
    ]
}

/// Who let the other app see who they are, some time ago.
pub(super) fn consents(now_ms: i64) -> [consent::ActiveModel; 2] {
    const AGO: i64 = 120 * 24 * 3_600_000;
    let scopes = ["openid", "profile", "email", "offline_access", "User.Read"];
    ["anna", "james"].map(|first| consent::ActiveModel {
        id: Set(id(&format!("consent {first}"))),
        user_id: Set(user_id(first)),
        client_id: Set(other_client_id()),
        scopes: Set(Strings::of(scopes)),
        given_at: Set(now_ms - AGO),
    })
}

/// The id of a method policy; none for the default one, which applies to people without an own policy.
pub(super) fn policy_id(policy: Policy) -> Option<uuid::Uuid> {
    match policy {
        Policy::Default => None,
        Policy::NoEmail => Some(id("policy no e-mail")),
        Policy::ManagedEmail => Some(id("policy managed e-mail")),
        Policy::Strict => Some(id("policy strict")),
    }
}

pub(super) fn policies() -> [method_policy::ActiveModel; 4] {
    let row = |policy: Policy, name: &str, rules: MethodRules| method_policy::ActiveModel {
        id: Set(policy_id(policy).unwrap_or_else(|| id("policy default"))),
        tenant_id: Set(tenant_id()),
        name: Set(name.to_owned()),
        is_default: Set(policy == Policy::Default),
        rules: Set(rules),
    };
    let strict = MethodRules {
        require_second_factor: RequireSecondFactor::Always,
        registration: RegistrationRules {
            required_sign_in: 1,
            required_reset: 1,
            reconfirm_days: 180,
            ..RegistrationRules::default()
        },
        ..everything()
    };
    [
        row(Policy::Default, "Kantoor", everything()),
        row(Policy::NoEmail, "Magazijn", email_only(false, false)),
        row(Policy::ManagedEmail, "Financiën", email_only(true, true)),
        row(Policy::Strict, "Directiesecretariaat", strict),
    ]
}

fn email_only(allowed: bool, managed_by_administrator: bool) -> MethodRules {
    let email = MethodRule {
        allowed,
        managed_by_administrator,
        maximum: 1,
        usable_for: vec!["passwordReset".to_owned()],
        can_change: allowed && !managed_by_administrator,
        can_delete: allowed && !managed_by_administrator,
    };
    MethodRules {
        methods: BTreeMap::from([("email".to_owned(), email)]),
        password_reset_enabled: true,
        methods_required: 2,
        forbidden_email_domains: vec!["wegwerpmail.example".to_owned()],
        ..MethodRules::default()
    }
}

/// Every kind, for what it is usable today (§3.1).
pub(super) fn everything() -> MethodRules {
    const BOTH: &[&str] = &["multifactor", "passwordReset"];
    const SECOND: &[&str] = &["multifactor"];
    const RESET: &[&str] = &["passwordReset"];
    const SIGN_IN: &[&str] = &["signIn", "multifactor"];
    let kinds: [(&str, u32, &[&str]); 9] = [
        ("microsoftAuthenticator", 5, BOTH),
        ("softwareOath", 5, BOTH),
        ("hardwareOath", 5, BOTH),
        ("phone", 1, BOTH),
        ("fido2", 10, SIGN_IN),
        ("temporaryAccessPass", 1, SIGN_IN),
        ("recoveryCodes", 1, SECOND),
        ("securityQuestions", 1, RESET),
        ("email", 1, RESET),
    ];
    let rule = |maximum, usable_for: &[&str]| MethodRule {
        allowed: true,
        managed_by_administrator: false,
        maximum,
        usable_for: usable_for.iter().map(|use_| (*use_).to_owned()).collect(),
        can_change: true,
        can_delete: true,
    };
    MethodRules {
        methods: kinds
            .into_iter()
            .map(|(kind, maximum, usable_for)| (kind.to_owned(), rule(maximum, usable_for)))
            .collect(),
        remember_devices_days: 30,
        questions: QuestionRules {
            custom: vec![CustomQuestion {
                id: "first-route".to_owned(),
                text: "Wat was de eerste route die u voor Noorderlicht reed of plande?".to_owned(),
            }],
            ..QuestionRules::default()
        },
        phone: PhoneRules {
            office_allowed: true,
            sms_sign_in: true,
            ..PhoneRules::default()
        },
        ..email_only(true, false)
    }
}
