//! The keychain of the operating system, through a store of our own (`keyring-core` with one store crate per system).
//!
//! Not through the `keyring` front: that one keeps a failed store for the life of the process.

use std::{collections::HashMap, sync::Arc};

use keyring_core::{CredentialStore, Entry, Error};
use secrecy::zeroize::Zeroizing;
use workpass_app::ports::VaultError;

use crate::{entry::SERVICE, parts::Entries, worker::Opener};

#[cfg(target_os = "linux")]
#[path = "keychain/linux.rs"]
mod system;
#[cfg(target_os = "macos")]
#[path = "keychain/macos.rs"]
mod system;
#[cfg(windows)]
#[path = "keychain/windows.rs"]
mod system;

/// Opens this system's keychain.
pub(crate) struct SystemKeychain;

impl Opener for SystemKeychain {
    fn open(&self) -> Result<Box<dyn Entries>, VaultError> {
        let store = system::open().map_err(classify)?;
        Ok(Box::new(Keychain {
            store,
            limit: system::LIMIT,
            modifiers: system::MODIFIERS,
        }))
    }

    fn answers(&self) -> bool {
        system::answers()
    }
}

struct Keychain {
    store: Arc<CredentialStore>,
    limit: Option<usize>,
    modifiers: &'static [(&'static str, &'static str)],
}

impl Keychain {
    fn entry(&self, name: &str) -> Result<Entry, VaultError> {
        let modifiers: HashMap<&str, &str> = self.modifiers.iter().copied().collect();
        self.store
            .build(SERVICE, name, Some(&modifiers))
            .map_err(classify)
    }
}

impl Entries for Keychain {
    fn get(&mut self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        match self.entry(name)?.get_secret() {
            Ok(value) => Ok(Some(Zeroizing::new(value))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(classify(error)),
        }
    }

    fn set(&mut self, name: &str, value: &[u8]) -> Result<(), VaultError> {
        // Bytes, not a password: on Windows that would be UTF-16 and half the room.
        self.entry(name)?.set_secret(value).map_err(classify)
    }

    fn delete(&mut self, name: &str) -> Result<(), VaultError> {
        match self.entry(name)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(classify(error)),
        }
    }

    fn limit(&self) -> Option<usize> {
        self.limit
    }
}

/// The library's error as what a caller decides on. Texts of errors that carry a value are not repeated.
fn classify(error: Error) -> VaultError {
    match error {
        Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => system::classify(&*cause),
        Error::TooLong(..) => VaultError::TooLarge,
        Error::Ambiguous(_) => VaultError::Ambiguous,
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) => VaultError::Corrupt,
        Error::NoEntry => VaultError::Unavailable("the entry went away".into()),
        other => VaultError::Unavailable(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mock() -> (Keychain, Arc<keyring_core::mock::Store>) {
        let store = keyring_core::mock::Store::new().unwrap();
        (
            Keychain {
                store: store.clone(),
                limit: None,
                modifiers: &[],
            },
            store,
        )
    }

    fn fail(store: &keyring_core::mock::Store, error: Error) {
        use keyring_core::api::CredentialStoreApi;
        let entry = store.build(SERVICE, "n", None).unwrap();
        entry
            .as_any()
            .downcast_ref::<keyring_core::mock::Cred>()
            .unwrap()
            .set_error(error);
    }

    #[test]
    fn values_come_back_and_absence_is_no_error() {
        let (mut keychain, _) = mock();
        assert!(keychain.get("n").unwrap().is_none());
        keychain.delete("n").unwrap();
        keychain.set("n", b"value").unwrap();
        assert_eq!(keychain.get("n").unwrap().unwrap().as_slice(), b"value");
        keychain.delete("n").unwrap();
        assert!(keychain.get("n").unwrap().is_none());
    }

    #[test]
    fn every_error_of_the_library_has_its_class() {
        let class = |error| match classify(error) {
            VaultError::Unavailable(_) => "unavailable",
            VaultError::TooLarge => "too large",
            VaultError::Ambiguous => "ambiguous",
            VaultError::Corrupt => "corrupt",
            VaultError::Locked => "locked",
            VaultError::Denied => "denied",
        };
        assert_eq!(class(Error::TooLong("secret".into(), 2560)), "too large");
        assert_eq!(class(Error::Ambiguous(vec![])), "ambiguous");
        assert_eq!(class(Error::BadStoreFormat("x".into())), "corrupt");
        assert_eq!(class(Error::BadEncoding(b"canary".to_vec())), "corrupt");
        assert_eq!(class(Error::NoDefaultStore), "unavailable");
        assert_eq!(class(Error::Invalid("a".into(), "b".into())), "unavailable");
        assert_eq!(class(Error::NotSupportedByStore("x".into())), "unavailable");
    }

    #[test]
    fn a_failed_read_deletes_nothing() {
        let (mut keychain, store) = mock();
        keychain.set("n", b"kept").unwrap();
        fail(&store, Error::BadStoreFormat("x".into()));
        assert_eq!(keychain.get("n").unwrap_err(), VaultError::Corrupt);
        assert_eq!(keychain.get("n").unwrap().unwrap().as_slice(), b"kept");
    }
}
