use std::sync::atomic::{AtomicU64, Ordering};

/// No vowels, so that no words appear; no digit or letter that is easily misheard or misread.
const ALPHABET: &[u8; 27] = b"bcdfghjkmnpqrstvwxz23456789";
const LENGTH: usize = 8;

/// A short random id such as `k7mw-3fqd`: shown to the person with an unexpected error and written to the log beside
/// the chain of causes, so that a helpdesk finds one by the other. Easy to say over the telephone.
pub fn reference() -> String {
    static WITHOUT_RANDOMNESS: AtomicU64 = AtomicU64::new(0);
    // An id is all that is wanted; being asked for one while the system is failing must not fail as well.
    let mut random = getrandom::u64().unwrap_or_else(|_| WITHOUT_RANDOMNESS.fetch_add(1, Ordering::Relaxed));
    let mut id = String::with_capacity(LENGTH + 1);
    for position in 0..LENGTH {
        if position == LENGTH / 2 {
            id.push('-');
        }
        let base = ALPHABET.len() as u64;
        let digit = usize::try_from(random % base).expect("less than 27");
        random /= base;
        id.push(char::from(ALPHABET[digit]));
    }
    id
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn references_differ_and_survive_redaction() {
        let references: HashSet<String> = (0..2000).map(|_| reference()).collect();
        assert!(references.len() > 1990, "{}", references.len());
        for reference in references {
            let line = format!("ERROR failed reference={reference} cause=\"x\"");
            assert_eq!(crate::redact(&line), line);
        }
    }
}
