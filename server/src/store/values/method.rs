//! What each kind of method keeps beside the columns they all have.

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

/// What a security method keeps; each kind fills its own part. Secrets are not in here: they are sealed in a column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(default, rename_all = "camelCase")]
pub struct MethodData {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<PhoneData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authenticator: Option<AuthenticatorData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oath: Option<OathData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passkey: Option<PasskeyData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pass: Option<PassData>,
}

/// A phone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PhoneData {
    /// Whether the number is a user name too (B-66).
    pub sms_sign_in: bool,
    /// By which channel it was verified last: `sms` or `voice`. It is the default way to reach it.
    pub channel: String,
    /// Of an office phone, which an administrator may give one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
}

/// A phone with the authenticator app.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct AuthenticatorData {
    /// The key the phone made when it enrolled: a JWK (RFC 7517), as JSON text.
    pub public_key: String,
    /// What the phone calls itself, as Graph's `deviceTag`.
    pub device_tag: String,
    pub app_version: Option<String>,
}

/// An authenticator app or hardware token with time-based codes (RFC 6238).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct OathData {
    pub serial: Option<String>,
    pub manufacturer: Option<String>,
    pub model: Option<String>,
    /// In seconds.
    pub period: u32,
    pub digits: u32,
    /// `SHA1`, `SHA256`, `SHA512`.
    pub algorithm: String,
    /// How many steps the token's own clock is ahead (RFC 6238 §6).
    pub drift: i64,
}

impl Default for OathData {
    fn default() -> Self {
        Self {
            serial: None,
            manufacturer: None,
            model: None,
            period: 30,
            digits: 6,
            algorithm: "SHA1".to_owned(),
            drift: 0,
        }
    }
}

/// A passkey or security key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PasskeyData {
    /// The credential as the WebAuthn library keeps it: public key, counter, backup state.
    pub credential: serde_json::Value,
    /// base64url.
    pub credential_id: String,
    /// Lower case with dashes.
    pub aaguid: Option<String>,
    /// The make, where its AAGUID is known.
    pub model: Option<String>,
    /// `attested` or `notAttested`, as Graph's `attestationLevel`.
    pub attestation_level: String,
    /// `deviceBound` or `synced`, as Graph's `passkeyType`.
    pub passkey_type: String,
}

/// A Temporary Access Pass. `created_at` of the row is when it was issued, `expires_at` when it ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PassData {
    /// argon2id in PHC string form.
    pub hash: String,
    pub lifetime_minutes: u32,
    pub one_time: bool,
    /// Milliseconds since the Unix epoch.
    pub starts_at: i64,
}

/// What a running registration keeps beside its columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(default, rename_all = "camelCase")]
pub struct RegistrationData {
    /// The call that is waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<uuid::Uuid>,
    /// The approval that is waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<uuid::Uuid>,
    /// What the phone that scanned the QR code said of itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authenticator: Option<AuthenticatorData>,
    /// The state of a WebAuthn ceremony, as its library keeps it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ceremony: Option<serde_json::Value>,
    /// The default sign-in method this registration brought (B-56), once it is completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_changed: Option<String>,
    /// What a page that finishes the registration is bound to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound_to: Option<String>,
}

/// What an unfinished sign-in keeps beside its columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(default, rename_all = "camelCase")]
pub struct PendingState {
    /// The state of a WebAuthn ceremony, as its library keeps it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ceremony: Option<serde_json::Value>,
    /// The number to match of the approval that is waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// When what was sent last went out, in milliseconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<i64>,
    /// When the call that is waited for was answered with a yes, in milliseconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<i64>,
    /// What the sign-in is for, when it is a step-up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step_up: Option<String>,
    /// The person does not want to be asked again on this computer (B-106).
    pub remember: bool,
}
