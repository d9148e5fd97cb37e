//! Windows Credential Manager.

use std::{error::Error, sync::Arc};

use keyring_core::CredentialStore;
use workpass_app::ports::VaultError;

/// `CRED_MAX_CREDENTIAL_BLOB_SIZE`.
pub(super) const LIMIT: Option<usize> = Some(5 * 512);
/// `Local`: a refresh token belongs to this computer; the default would let it roam with the profile.
pub(super) const MODIFIERS: &[(&str, &str)] = &[("persistence", "Local")];

pub(super) fn open() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

/// It asks nobody and is never locked: a call that does not come back is a broken store.
pub(super) fn answers() -> bool {
    false
}

pub(super) fn classify(cause: &(dyn Error + Send + Sync + 'static)) -> VaultError {
    // The library's type is private; its `Debug` is `PlatformError(code)`.
    const ACCESS_DENIED: &str = "PlatformError(5)";
    if format!("{cause:?}") == ACCESS_DENIED {
        return VaultError::Denied;
    }
    // Among others ERROR_NO_SUCH_LOGON_SESSION (1312): no profile, or storing credentials is forbidden by policy.
    VaultError::Unavailable(cause.to_string().chars().take(200).collect())
}
