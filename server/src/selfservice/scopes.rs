//! Which scopes allow which call of the extension. The contract says the same; a test compares.

pub(super) const USER_READ: &[&str] = &[
    "User.Read",
    "User.Read.All",
    "User.ReadWrite",
    "User.ReadWrite.All",
];

/// As for Graph's `PATCH /me`: settings are properties of the person, `preferredLanguage` among them.
pub(super) const SETTINGS_WRITE: &[&str] = &["User.ReadWrite", "User.ReadWrite.All"];

pub(super) const METHODS_READ: &[&str] = &[
    "UserAuthenticationMethod.Read",
    "UserAuthenticationMethod.Read.All",
    "UserAuthenticationMethod.ReadWrite",
    "UserAuthenticationMethod.ReadWrite.All",
];

pub(super) const METHODS_WRITE: &[&str] = &[
    "UserAuthenticationMethod.ReadWrite",
    "UserAuthenticationMethod.ReadWrite.All",
];

pub(super) const EMAIL_WRITE: &[&str] = &[
    "UserAuthMethod-Email.ReadWrite",
    "UserAuthMethod-Email.ReadWrite.All",
    "UserAuthenticationMethod.ReadWrite",
    "UserAuthenticationMethod.ReadWrite.All",
];

pub(super) const PHONE_WRITE: &[&str] = &[
    "UserAuthMethod-Phone.ReadWrite",
    "UserAuthMethod-Phone.ReadWrite.All",
    "UserAuthenticationMethod.ReadWrite",
    "UserAuthenticationMethod.ReadWrite.All",
];

pub(super) const SOFTWARE_OATH_WRITE: &[&str] = &[
    "UserAuthMethod-SoftwareOATH.ReadWrite",
    "UserAuthMethod-SoftwareOATH.ReadWrite.All",
    "UserAuthenticationMethod.ReadWrite",
    "UserAuthenticationMethod.ReadWrite.All",
];

/// Graph has no scope for accepting: who may read his own acceptances may accept.
pub(super) const TERMS: &[&str] = &["AgreementAcceptance.Read", "AgreementAcceptance.Read.All"];

pub(super) const PASSWORD_CHANGE: &[&str] = &["User-PasswordProfile.ReadWrite.All"];

pub(super) const PASSKEY_WRITE: &[&str] = &[
    "UserAuthMethod-Passkey.ReadWrite",
    "UserAuthMethod-Passkey.ReadWrite.All",
    "UserAuthenticationMethod.ReadWrite",
    "UserAuthenticationMethod.ReadWrite.All",
];

pub(super) const AUTHENTICATOR_WRITE: &[&str] = &[
    "UserAuthMethod-MicrosoftAuthApp.ReadWrite",
    "UserAuthMethod-MicrosoftAuthApp.ReadWrite.All",
    "UserAuthenticationMethod.ReadWrite",
    "UserAuthenticationMethod.ReadWrite.All",
];

/// As for Graph's `revokeSignInSessions`, for people.
pub(super) const REVOKE_SESSIONS: &[&str] = &[
    "User.RevokeSessions.All",
    "User.ReadWrite.All",
    "Directory.ReadWrite.All",
];
