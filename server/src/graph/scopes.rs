//! Which scopes allow which call: Graph's permission table (delegated, work or school account), least and more
//! privileged together. A test compares it with `x-ms-permissions` of the contract.

macro_rules! methods_of {
    ($read:ident, $write:ident, $kind:literal) => {
        pub(super) const $read: &[&str] = &[
            concat!("UserAuthMethod-", $kind, ".Read"),
            concat!("UserAuthMethod-", $kind, ".Read.All"),
            concat!("UserAuthMethod-", $kind, ".ReadWrite"),
            concat!("UserAuthMethod-", $kind, ".ReadWrite.All"),
            "UserAuthenticationMethod.Read",
            "UserAuthenticationMethod.Read.All",
            "UserAuthenticationMethod.ReadWrite",
            "UserAuthenticationMethod.ReadWrite.All",
        ];
        pub(super) const $write: &[&str] = &[
            concat!("UserAuthMethod-", $kind, ".ReadWrite"),
            concat!("UserAuthMethod-", $kind, ".ReadWrite.All"),
            "UserAuthenticationMethod.ReadWrite",
            "UserAuthenticationMethod.ReadWrite.All",
        ];
    };
}

methods_of!(EMAIL_READ, EMAIL_WRITE, "Email");
methods_of!(PHONE_READ, PHONE_WRITE, "Phone");
methods_of!(SOFTWARE_OATH_READ, SOFTWARE_OATH_WRITE, "SoftwareOATH");
methods_of!(AUTHENTICATOR_READ, AUTHENTICATOR_WRITE, "MicrosoftAuthApp");
methods_of!(PASS_READ, PASS_WRITE, "TAP");
methods_of!(HARDWARE_READ, HARDWARE_WRITE, "HardwareOATH");

/// Issuing a pass is not in the broad scopes.
pub(super) const PASS_ISSUE: &[&str] = &["UserAuthMethod-TAP.ReadWrite", "UserAuthMethod-TAP.ReadWrite.All"];

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

pub(super) const PASSWORD_READ: &[&str] = &[
    "UserAuthMethod-Password.Read",
    "UserAuthMethod-Password.Read.All",
    "UserAuthMethod-Password.ReadWrite",
    "UserAuthMethod-Password.ReadWrite.All",
    "UserAuthenticationMethod.Read",
    "UserAuthenticationMethod.Read.All",
    "UserAuthenticationMethod.ReadWrite",
    "UserAuthenticationMethod.ReadWrite.All",
];

pub(super) const ME_READ: &[&str] = &[
    "AgentIdUser.ReadWrite.All",
    "AgentIdUser.ReadWrite.IdentityParentedBy",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "User.Read",
    "User.Read.All",
    "User.ReadBasic.All",
    "User.ReadWrite",
    "User.ReadWrite.All",
];

pub(super) const PHOTO_READ: &[&str] = &[
    "ProfilePhoto.Read.All",
    "ProfilePhoto.ReadWrite.All",
    "User.Read",
    "User.ReadBasic.All",
];

pub(super) const PHOTO_WRITE: &[&str] = &["ProfilePhoto.ReadWrite.All", "User.ReadWrite"];

pub(super) const MANAGER_READ: &[&str] = &[
    "AgentIdUser.ReadWrite.All",
    "AgentIdUser.ReadWrite.IdentityParentedBy",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "User.Read.All",
    "User.ReadWrite.All",
];

pub(super) const ORGANIZATION_READ: &[&str] = &[
    "DeviceManagementConfiguration.Read.All",
    "DeviceManagementConfiguration.ReadWrite.All",
    "DeviceManagementServiceConfig.Read.All",
    "DeviceManagementServiceConfig.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "Organization.Read.All",
    "Organization.ReadWrite.All",
    "User.Read",
    "User.Read.All",
];

pub(super) const ACCEPTANCES_READ: &[&str] = &["AgreementAcceptance.Read", "AgreementAcceptance.Read.All"];

pub(super) const REVOKE_SESSIONS: &[&str] = &[
    "AgentIdUser.ReadWrite.All",
    "AgentIdUser.ReadWrite.IdentityParentedBy",
    "Directory.ReadWrite.All",
    "User.ReadWrite.All",
    "User.RevokeSessions.All",
];

pub(super) const PASSWORD_CHANGE: &[&str] = &["User-PasswordProfile.ReadWrite.All"];

/// `/me/ownedDevices`; without one of [`DEVICE_READ`] it says no more than ids.
pub(super) const DEVICES_OWNED: &[&str] = &[
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "User.Read",
    "User.Read.All",
    "User.ReadWrite.All",
];

pub(super) const DEVICE_READ: &[&str] = &["Device.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"];

pub(super) const RECOVERY_KEYS: &[&str] = &["BitlockerKey.Read.All", "BitlockerKey.ReadBasic.All"];

pub(super) const DEVICE_UPDATE: &[&str] = &["Directory.AccessAsUser.All"];

pub(super) const AUDIT_READ: &[&str] = &["AuditLog.Read.All"];

pub(super) const METHODS_POLICY_READ: &[&str] = &[
    "Policy.Read.All",
    "Policy.Read.AuthenticationMethod",
    "Policy.ReadWrite.AuthenticationMethod",
];

/// `PATCH /me` has no row of its own in the table; this is what its page names.
pub(super) const ME_WRITE: &[&str] = &["User.ReadWrite", "User.ReadWrite.All"];

/// Passkeys have a shorter table than the other methods.
pub(super) const PASSKEY_READ: &[&str] = &[
    "UserAuthMethod-Passkey.Read",
    "UserAuthMethod-Passkey.ReadWrite",
    "UserAuthenticationMethod.Read",
    "UserAuthenticationMethod.ReadWrite",
];

pub(super) const PASSKEY_WRITE: &[&str] = &[
    "UserAuthMethod-Passkey.ReadWrite",
    "UserAuthenticationMethod.ReadWrite",
];

pub(super) const PASSKEY_OPTIONS: &[&str] = &["UserAuthMethod-Passkey.ReadWrite"];
