use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};
use workpass_app::ports::SnapshotError;
use zeroize::Zeroizing;

/// Length of a key in bytes (XChaCha20-Poly1305).
pub(crate) const KEY_LENGTH: usize = 32;

/// A fresh random key, as text (base64) so that every keychain can hold it.
///
/// # Errors
/// [`SnapshotError::Io`] when the system has no randomness to give.
pub fn new_key() -> Result<SecretString, SnapshotError> {
    let mut key = Zeroizing::new([0; KEY_LENGTH]);
    getrandom::fill(key.as_mut()).map_err(|e| SnapshotError::Io(e.into()))?;
    Ok(STANDARD.encode(key.as_ref()).into())
}

/// The bytes of a key made by [`new_key`].
pub(crate) fn decode(key: &SecretString) -> Result<Zeroizing<[u8; KEY_LENGTH]>, SnapshotError> {
    let bytes = STANDARD
        .decode(key.expose_secret())
        .map(Zeroizing::new)
        .map_err(|_| SnapshotError::BadKey)?;
    let mut key = Zeroizing::new([0; KEY_LENGTH]);
    if bytes.len() != KEY_LENGTH {
        return Err(SnapshotError::BadKey);
    }
    key.copy_from_slice(&bytes);
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_new_key_is_another_one_and_decodes() {
        let (one, two) = (new_key().unwrap(), new_key().unwrap());
        assert_ne!(one.expose_secret(), two.expose_secret());
        assert_ne!(*decode(&one).unwrap(), [0; KEY_LENGTH]);
    }

    #[test]
    fn what_is_not_32_bytes_of_base64_is_no_key() {
        for text in ["", "?", "c2hvcnQ=", &STANDARD.encode([7; 33])] {
            assert!(matches!(
                decode(&text.to_owned().into()),
                Err(SnapshotError::BadKey)
            ));
        }
    }
}
