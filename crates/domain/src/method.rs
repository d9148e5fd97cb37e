//! Security methods: the ways in which an employee proves who they are.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The kind of a security method. `Unknown` keeps what the directory sent, so that it is shown, not dropped.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MethodKind {
    Password,
    Email,
    Phone,
    MicrosoftAuthenticator,
    SoftwareOath,
    HardwareOath,
    Passkey,
    WindowsHello,
    PlatformCredential,
    TemporaryAccessPass,
    External,
    QrCodePin,
    SecurityQuestions,
    Unknown(String),
}

/// One registered method (Graph: `authenticationMethod` and its subtypes).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityMethod {
    pub id: String,
    pub kind: MethodKind,
    /// The address, number or name it is known by; `None` where the directory gives none.
    pub value: Option<String>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub created_at: Option<OffsetDateTime>,
}

/// What a method may be used for (B-37 … B-39). Comes from policy data, not from constants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodUse {
    pub sign_in: bool,
    pub multifactor: bool,
    pub password_reset: bool,
}
