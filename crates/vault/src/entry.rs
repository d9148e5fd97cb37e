//! How entries are named.

use sha2::{Digest, Sha256};
use workpass_app::ports::Purpose;
use workpass_domain::account::AccountKey;

/// The service under which every entry is filed.
pub(crate) const SERVICE: &str = "nl.workpass.desktop";

/// The name of the entry of one account and purpose: `{purpose}:{32 hex}`. The account is hashed so that it cannot be
/// read from the names in a keychain viewer, and so that it fits every store.
pub(crate) fn name(account: &AccountKey, purpose: Purpose) -> String {
    let purpose = match purpose {
        Purpose::RefreshToken => "refresh-token",
        Purpose::SnapshotKey => "snapshot-key",
    };
    let fields: &[&str] = match account {
        AccountKey::Directory { issuer, tid, oid } => &["directory", issuer, tid, oid],
        AccountKey::Subject { issuer, sub } => &["subject", issuer, sub],
    };
    let mut hash = Sha256::new();
    for field in fields {
        // With its length, so that no two accounts run together.
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field);
    }
    format!("{purpose}:{}", hex(&hash.finalize()[..16]))
}

/// The name of one part of a secret that does not fit one entry.
pub(crate) fn part(name: &str, generation: u64, part: usize) -> String {
    format!("{name}:{generation}:{part}")
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(issuer: &str, tid: &str, oid: &str) -> AccountKey {
        AccountKey::Directory {
            issuer: issuer.into(),
            tid: tid.into(),
            oid: oid.into(),
        }
    }

    #[test]
    fn a_name_is_stable_and_tells_nothing() {
        let account = directory("https://login.example", "noorderlicht", "anna");
        let name = name(&account, Purpose::RefreshToken);
        assert_eq!(name, "refresh-token:f7e6f448056ff9e505d8cf6a085a3305");
        assert!(!name.contains("anna"));
    }

    #[test]
    fn every_account_and_purpose_has_its_own_name() {
        let names = [
            name(&directory("i", "ab", "c"), Purpose::RefreshToken),
            name(&directory("i", "a", "bc"), Purpose::RefreshToken),
            name(&directory("i", "ab", "c"), Purpose::SnapshotKey),
            name(
                &AccountKey::Subject {
                    issuer: "i".into(),
                    sub: "abc".into(),
                },
                Purpose::RefreshToken,
            ),
            name(
                &AccountKey::Subject {
                    issuer: "iab".into(),
                    sub: "c".into(),
                },
                Purpose::RefreshToken,
            ),
        ];
        let distinct: std::collections::HashSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), names.len());
    }
}
