//! User codes: short, and hard to misread (RFC 8628 §6.1).

use crate::random;
use crate::secrets::ServerSecrets;

/// No vowels, so that no words come up; no characters that look like others.
const ALPHABET: &[u8] = b"BCDFGHJKLMNPQRSTVWXZ";
const LENGTH: usize = 8;

/// A user code in its plain form: eight letters of the alphabet.
#[derive(Clone, PartialEq, Eq)]
pub struct UserCode(String);

impl UserCode {
    /// A new code.
    pub fn new() -> Self {
        Self(random::text(ALPHABET, LENGTH))
    }

    /// Reads a code as people type it: any case, with or without dashes and spaces.
    pub fn parse(typed: &str) -> Option<Self> {
        let code: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '‑' | '–' | '—' | '_' | '.'))
            .map(|c| c.to_ascii_uppercase())
            .take(LENGTH + 1)
            .collect();
        (code.len() == LENGTH && code.bytes().all(|b| ALPHABET.contains(&b))).then_some(Self(code))
    }

    /// As it is shown: two groups of four.
    pub fn shown(&self) -> String {
        format!("{}-{}", &self.0[..4], &self.0[4..])
    }

    /// As it is stored.
    pub fn mac(&self, secrets: &ServerSecrets) -> String {
        secrets.mac("user code", &[&self.0])
    }
}

impl Default for UserCode {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_code_as_people_type_it() {
        for typed in [
            "BCDF-GHJK",
            "bcdfghjk",
            " bcdf ghjk ",
            "b-c-d-f-g-h-j-k",
            "BCDF–GHJK",
        ] {
            assert_eq!(UserCode::parse(typed).unwrap().shown(), "BCDF-GHJK", "{typed}");
        }
        for wrong in [
            "",
            "BCDFGHJ",
            "BCDFGHJKL",
            "ACDFGHJK",
            "BCDF0HJK",
            "ＢCDFGHJK",
            &"B".repeat(100_000),
        ] {
            assert!(UserCode::parse(wrong).is_none(), "{}", wrong.len());
        }
    }

    #[test]
    fn makes_codes_that_are_read_back() {
        for _ in 0..200 {
            let code = UserCode::new();
            assert!(UserCode::parse(&code.shown()).unwrap() == code);
        }
    }
}
