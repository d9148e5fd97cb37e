//! Secret Service (freedesktop.org): gnome-keyring, KWallet, KeePassXC.

use std::{error::Error, sync::Arc};

use keyring_core::CredentialStore;
use secret_service::{EncryptionType, Error as ServiceError, blocking::SecretService};
use workpass_app::ports::VaultError;

/// None that a token comes near.
pub(super) const LIMIT: Option<usize> = None;
/// What a keychain viewer shows.
pub(super) const MODIFIERS: &[(&str, &str)] = &[("label", "Workpass")];

pub(super) fn open() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

/// Whether a service answers at all: if so, a call that does not come back waits for a person at a prompt.
pub(super) fn answers() -> bool {
    SecretService::connect(EncryptionType::Plain).is_ok()
}

pub(super) fn classify(cause: &(dyn Error + Send + Sync + 'static)) -> VaultError {
    match cause.downcast_ref::<ServiceError>() {
        Some(ServiceError::Locked | ServiceError::Prompt) => VaultError::Locked,
        Some(ServiceError::NoResult) => VaultError::Unavailable("there is no default keyring".into()),
        _ => by_name(&cause.to_string()),
    }
}

/// D-Bus errors keep their names in the text only.
fn by_name(text: &str) -> VaultError {
    if text.contains("org.freedesktop.Secret.Error.IsLocked") {
        return VaultError::Locked;
    }
    if text.contains("org.freedesktop.DBus.Error.AccessDenied") {
        return VaultError::Denied;
    }
    VaultError::Unavailable(text.chars().take(200).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_services_errors_are_told_apart() {
        let class = |error: ServiceError| classify(&error);
        assert_eq!(class(ServiceError::Locked), VaultError::Locked);
        assert_eq!(class(ServiceError::Prompt), VaultError::Locked);
        assert!(matches!(
            class(ServiceError::NoResult),
            VaultError::Unavailable(_)
        ));
        assert!(matches!(
            class(ServiceError::Unavailable),
            VaultError::Unavailable(_)
        ));
        assert_eq!(
            by_name("org.freedesktop.Secret.Error.IsLocked: x"),
            VaultError::Locked
        );
        assert_eq!(
            by_name("org.freedesktop.DBus.Error.AccessDenied: x"),
            VaultError::Denied
        );
    }
}
