//! What a method policy says. An older policy, which lacks the newer fields, means what it meant.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;
use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

/// What a method policy says (B-23, B-24, B-37).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(default, rename_all = "camelCase")]
pub struct MethodRules {
    /// By method type, for example `email`. A type that is not here is not offered. `phone` is the rule of all
    /// phones; `phone.alternateMobile` and `phone.office`, where present, are said instead for that slot.
    pub methods: BTreeMap<String, MethodRule>,
    pub password_reset_enabled: bool,
    /// How many methods a password reset asks for.
    pub methods_required: u32,
    /// Domains (ASCII, lower case) that may not be used for an e-mail method.
    pub forbidden_email_domains: Vec<String>,
    pub require_second_factor: RequireSecondFactor,
    /// For how long "don't ask again on this computer" holds (B-106), in days; 0 offers it to nobody.
    pub remember_devices_days: u32,
    pub fresh_minutes: FreshMinutes,
    pub questions: QuestionRules,
    pub phone: PhoneRules,
    pub passkeys: PasskeyRules,
    /// Whether the strongest method is asked for, whatever a person prefers (B-32).
    pub system_preferred: bool,
    pub registration: RegistrationRules,
}

/// What a method policy says about one type of method.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct MethodRule {
    /// Whether people may add it themselves.
    pub allowed: bool,
    /// Set when an administrator adds it for people instead.
    pub managed_by_administrator: bool,
    pub maximum: u32,
    /// `passwordReset`, `multifactor`, `signIn`.
    pub usable_for: Vec<String>,
    pub can_change: bool,
    pub can_delete: bool,
}

/// When signing in takes a second factor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RequireSecondFactor {
    /// Of those who have one.
    #[default]
    WhenRegistered,
    /// Of everybody: who has none registers one while signing in (B-90).
    Always,
}

/// How long ago the last strong proof may be when a method is changed (B-22, B-83), in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FreshMinutes {
    pub methods: u32,
    pub passkeys: u32,
}

impl Default for FreshMinutes {
    fn default() -> Self {
        Self {
            methods: 10,
            passkeys: 5,
        }
    }
}

/// Security questions (B-72, B-73).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct QuestionRules {
    /// How many a person answers.
    pub required: u32,
    /// Whether the predefined list is offered.
    pub predefined: bool,
    /// The organization's own, at most 200 characters each.
    pub custom: Vec<CustomQuestion>,
}

impl Default for QuestionRules {
    fn default() -> Self {
        Self {
            required: 3,
            predefined: true,
            custom: Vec::new(),
        }
    }
}

/// A question of the organization's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct CustomQuestion {
    pub id: String,
    pub text: String,
}

/// Phones (B-62 … B-71).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PhoneRules {
    pub sms: bool,
    pub voice: bool,
    /// Whether people add their office phone themselves.
    pub office_allowed: bool,
    /// Whether the number can be used as a user name (B-66).
    pub sms_sign_in: bool,
    /// ISO 3166 codes of the countries numbers may be of; empty for all.
    pub allowed_countries: Vec<String>,
}

impl Default for PhoneRules {
    fn default() -> Self {
        Self {
            sms: true,
            voice: true,
            office_allowed: false,
            sms_sign_in: false,
            allowed_countries: Vec::new(),
        }
    }
}

/// Passkeys and security keys (B-85).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PasskeyRules {
    /// Whether passkeys may be that their maker copies to other devices.
    pub allow_synced: bool,
    /// AAGUIDs of the makes that are allowed, lower case with dashes; empty for all. Without attestation a make is what
    /// the key says of itself.
    pub allowed_aaguids: Vec<String>,
    /// Whether the make must be attested by its maker. Synced passkeys cannot.
    pub attestation: bool,
    /// The makers' root certificates, as PEM. Without one nothing can be attested.
    pub attestation_roots: Vec<String>,
}

impl Default for PasskeyRules {
    fn default() -> Self {
        Self {
            allow_synced: true,
            allowed_aaguids: Vec::new(),
            attestation: false,
            attestation_roots: Vec::new(),
        }
    }
}

impl PasskeyRules {
    /// Whether a synced passkey will do: its maker cannot attest one.
    pub const fn take_synced(&self) -> bool {
        self.allow_synced && !self.attestation
    }
}

/// What people are asked to register when they sign in (B-90 … B-95).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct RegistrationRules {
    /// Methods usable for multifactor that everybody must have.
    pub required_sign_in: u32,
    /// Methods usable for password reset that everybody is asked for; may be skipped each time (B-95).
    pub required_reset: u32,
    /// After how many days the details are to be confirmed again (B-93), 0 for never.
    pub reconfirm_days: u32,
    pub campaign: CampaignRules,
    /// From where people may register and change methods (B-92); empty for everywhere.
    pub trusted_networks: Vec<IpNet>,
    /// Whoever has nothing but text messages and calls registers a passkey before going on (B-97), where passkeys are
    /// allowed.
    pub passkey_instead_of_phone: bool,
}

impl RegistrationRules {
    /// Whether methods may be registered and changed from this address.
    pub fn is_trusted(&self, address: IpAddr) -> bool {
        let networks = &self.trusted_networks;
        networks.is_empty() || networks.iter().any(|network| network.contains(&address))
    }
}

/// A nudge towards a stronger method (B-94).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct CampaignRules {
    pub enabled: bool,
    /// For how long "Skip for now" holds, 0 to 14 days.
    pub snooze_days: u32,
    /// After how many skips it becomes mandatory; 0 for never.
    pub max_skips: u32,
}

impl Default for CampaignRules {
    fn default() -> Self {
        Self {
            enabled: false,
            snooze_days: 1,
            max_skips: 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b92_trusted_networks_are_those_that_are_named() {
        let rules: RegistrationRules =
            serde_json::from_str(r#"{"trustedNetworks":["192.0.2.0/24","2001:db8::/32"]}"#).unwrap();
        for (address, is_trusted) in [
            ("192.0.2.255", true),
            ("192.0.3.0", false),
            ("2001:db8::1", true),
            ("2001:db9::1", false),
            ("0.0.0.0", false),
        ] {
            assert_eq!(
                rules.is_trusted(address.parse().unwrap()),
                is_trusted,
                "{address}"
            );
        }
        for wrong in [r#"["office"]"#, r#"["192.0.2.0/33"]"#, r#"[""]"#] {
            let text = format!(r#"{{"trustedNetworks":{wrong}}}"#);
            assert!(
                serde_json::from_str::<RegistrationRules>(&text).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn an_older_policy_means_what_it_meant() {
        let older = r#"{"methods":{"email":{"allowed":true,"maximum":1,"usableFor":["passwordReset"]}},
            "passwordResetEnabled":true,"methodsRequired":2,"forbiddenEmailDomains":[]}"#;
        let rules: MethodRules = serde_json::from_str(older).unwrap();
        assert_eq!(rules.require_second_factor, RequireSecondFactor::WhenRegistered);
        assert_eq!(rules.registration, RegistrationRules::default());
        assert_eq!(
            (rules.remember_devices_days, rules.fresh_minutes.methods),
            (0, 10)
        );
        assert!(!rules.registration.campaign.enabled && !rules.methods.contains_key("phone"));
        assert!(
            rules.registration.is_trusted([203, 0, 113, 9].into()),
            "everywhere"
        );
        let again: MethodRules = serde_json::from_str(&serde_json::to_string(&rules).unwrap()).unwrap();
        assert_eq!(again, rules);
    }
}
