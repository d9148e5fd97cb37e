//! Keychain Services, the login keychain.

use std::{error::Error, sync::Arc};

use keyring_core::CredentialStore;
use workpass_app::ports::VaultError;

pub(super) const LIMIT: Option<usize> = None;
pub(super) const MODIFIERS: &[(&str, &str)] = &[];

pub(super) fn open() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

/// It runs in the system; a call that does not come back waits for a person at a prompt.
pub(super) fn answers() -> bool {
    true
}

pub(super) fn classify(cause: &(dyn Error + Send + Sync + 'static)) -> VaultError {
    let code = cause
        .downcast_ref::<security_framework::base::Error>()
        .map(|error| error.code());
    match code {
        // errSecInteractionNotAllowed: locked, and nobody may be asked.
        Some(-25308) => VaultError::Locked,
        // errSecUserCanceled, errSecAuthFailed, errSecInvalidOwnerEdit, wrPermErr, errSecMissingEntitlement.
        Some(-128 | -25293 | -25244 | -61 | -34018) => VaultError::Denied,
        // errSecDataTooLarge.
        Some(-25302) => VaultError::TooLarge,
        _ => VaultError::Unavailable(cause.to_string().chars().take(200).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keychains_errors_are_told_apart() {
        let class = |code: i32| classify(&security_framework::base::Error::from_code(code));
        assert_eq!(class(-25308), VaultError::Locked);
        assert_eq!(class(-128), VaultError::Denied);
        assert_eq!(class(-25302), VaultError::TooLarge);
        assert!(matches!(class(-25294), VaultError::Unavailable(_)));
    }
}
