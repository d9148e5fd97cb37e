//! The format of a sealed file: `magic ‖ version ‖ nonce ‖ ciphertext`, XChaCha20-Poly1305.
//!
//! Magic, version and account key are authenticated beside the ciphertext, so a file that was copied over another
//! account's, or altered in a single bit, does not open. Nonces are random: 24 bytes make a repeat unthinkable.

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use workpass_app::ports::SnapshotError;
use workpass_domain::account::AccountKey;

use crate::key::KEY_LENGTH;

const MAGIC: &[u8; 8] = b"WORKPASS";
const VERSION: u8 = 1;
const HEADER_LENGTH: usize = MAGIC.len() + 1;
const NONCE_LENGTH: usize = 24;
const TAG_LENGTH: usize = 16;

/// What the format adds to the plain bytes.
pub(crate) const OVERHEAD: usize = HEADER_LENGTH + NONCE_LENGTH + TAG_LENGTH;

/// Why a file did not open. Not an error to the caller: a view that cannot be read is no view.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    Truncated,
    /// Another program's file, or a version this one does not know.
    Foreign,
    /// Wrong key, other account, or damaged.
    NotAuthentic,
}

pub(crate) fn seal(
    account: &AccountKey,
    key: &[u8; KEY_LENGTH],
    plain: &[u8],
) -> Result<Vec<u8>, SnapshotError> {
    let mut nonce = [0; NONCE_LENGTH];
    getrandom::fill(&mut nonce).map_err(|e| SnapshotError::Io(e.into()))?;
    let aad = associated_data(account);
    let payload = Payload {
        msg: plain,
        aad: &aad,
    };
    let ciphertext = XChaCha20Poly1305::new(key.into())
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| SnapshotError::Io(std::io::ErrorKind::FileTooLarge.into()))?;
    Ok([&MAGIC[..], &[VERSION], &nonce, &ciphertext].concat())
}

pub(crate) fn open(account: &AccountKey, key: &[u8; KEY_LENGTH], file: &[u8]) -> Result<Vec<u8>, Unreadable> {
    if file.len() < OVERHEAD {
        return Err(Unreadable::Truncated);
    }
    let (header, rest) = file.split_at(HEADER_LENGTH);
    if header[..MAGIC.len()] != MAGIC[..] || header[MAGIC.len()] != VERSION {
        return Err(Unreadable::Foreign);
    }
    let (nonce, ciphertext) = rest
        .split_first_chunk::<NONCE_LENGTH>()
        .ok_or(Unreadable::Truncated)?;
    let aad = associated_data(account);
    let payload = Payload {
        msg: ciphertext,
        aad: &aad,
    };
    XChaCha20Poly1305::new(key.into())
        .decrypt(&XNonce::from(*nonce), payload)
        .map_err(|_| Unreadable::NotAuthentic)
}

/// Magic, version and the account's parts, each with its length before it, so that no two accounts give the same bytes.
fn associated_data(account: &AccountKey) -> Vec<u8> {
    [&MAGIC[..], &[VERSION], &account_bytes(account)].concat()
}

/// An account key as bytes: unambiguous, and the same in every version of the program.
pub(crate) fn account_bytes(account: &AccountKey) -> Vec<u8> {
    let parts: &[&str] = match account {
        AccountKey::Directory { issuer, tid, oid } => &["directory", issuer, tid, oid],
        AccountKey::Subject { issuer, sub } => &["subject", issuer, sub],
    };
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn accounts() -> impl Strategy<Value = AccountKey> {
        prop_oneof![
            (".*", ".*", ".*").prop_map(|(issuer, tid, oid)| AccountKey::Directory { issuer, tid, oid }),
            (".*", ".*").prop_map(|(issuer, sub)| AccountKey::Subject { issuer, sub }),
        ]
    }

    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        proptest::collection::vec(any::<u8>(), 0..600)
    }

    proptest! {
        #[test]
        fn b207_what_was_sealed_opens_again(account in accounts(), key: [u8; 32], plain in bytes()) {
            let file = seal(&account, &key, &plain).unwrap();
            prop_assert_eq!(file.len(), plain.len() + OVERHEAD);
            prop_assert_eq!(open(&account, &key, &file), Ok(plain));
        }

        #[test]
        fn a_single_changed_bit_anywhere_does_not_open(
            account in accounts(), key: [u8; 32], plain in bytes(), at: prop::sample::Index, bit in 0..8_u32,
        ) {
            let mut file = seal(&account, &key, &plain).unwrap();
            let at = at.index(file.len());
            file[at] ^= 1_u8 << bit;
            prop_assert!(open(&account, &key, &file).is_err());
        }

        #[test]
        fn a_file_cut_off_anywhere_does_not_open(
            account in accounts(), key: [u8; 32], plain in bytes(), at: prop::sample::Index,
        ) {
            let file = seal(&account, &key, &plain).unwrap();
            prop_assert!(open(&account, &key, &file[..at.index(file.len())]).is_err());
        }

        #[test]
        fn another_account_or_another_key_does_not_open(
            account in accounts(), other in accounts(), key: [u8; 32], wrong: [u8; 32], plain in bytes(),
        ) {
            prop_assume!(account != other && key != wrong);
            let file = seal(&account, &key, &plain).unwrap();
            prop_assert_eq!(open(&other, &key, &file), Err(Unreadable::NotAuthentic));
            prop_assert_eq!(open(&account, &wrong, &file), Err(Unreadable::NotAuthentic));
        }

        #[test]
        fn garbage_does_not_open(account in accounts(), key: [u8; 32], garbage in bytes()) {
            prop_assert!(open(&account, &key, &garbage).is_err());
        }

        #[test]
        fn no_two_accounts_give_the_same_bytes(one in accounts(), two in accounts()) {
            prop_assert_eq!(one == two, account_bytes(&one) == account_bytes(&two));
        }
    }

    #[test]
    fn parts_of_an_account_do_not_run_into_each_other() {
        let account = |tid: &str, oid: &str| AccountKey::Directory {
            issuer: "i".into(),
            tid: tid.into(),
            oid: oid.into(),
        };
        assert_ne!(
            account_bytes(&account("ab", "c")),
            account_bytes(&account("a", "bc"))
        );
    }

    #[test]
    fn the_same_view_sealed_twice_looks_different() {
        let account = AccountKey::Subject {
            issuer: "i".into(),
            sub: "s".into(),
        };
        assert_ne!(
            seal(&account, &[1; 32], b"view").unwrap(),
            seal(&account, &[1; 32], b"view").unwrap()
        );
    }

    #[test]
    fn a_newer_version_is_told_from_damage() {
        let account = AccountKey::Subject {
            issuer: "i".into(),
            sub: "s".into(),
        };
        let mut file = seal(&account, &[1; 32], b"view").unwrap();
        file[MAGIC.len()] = 2;
        assert_eq!(open(&account, &[1; 32], &file), Err(Unreadable::Foreign));
    }
}
