//! Randomness: codes, tokens, ids. Always from the operating system.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};

/// Unpredictable bytes.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .expect("the operating system gives randomness");
    bytes
}

/// A token of 256 bits, base64url.
pub fn token() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<32>())
}

/// `length` characters, each equally likely from `alphabet` (ASCII, at most 256 characters).
pub fn text(alphabet: &[u8], length: usize) -> String {
    // Bytes at or over the largest multiple of the alphabet's size are drawn again: no character is favoured.
    let limit = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(length);
    while text.len() < length {
        for byte in bytes::<32>() {
            if usize::from(byte) < limit && text.len() < length {
                text.push(char::from(alphabet[usize::from(byte) % alphabet.len()]));
            }
        }
    }
    text
}

/// A one-time code of decimal digits.
pub fn digits(length: usize) -> String {
    text(b"0123456789", length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_every_character_of_the_alphabet_and_no_other() {
        let drawn = text(b"BCDF", 4_000);
        assert_eq!(drawn.len(), 4_000);
        for c in "BCDF".chars() {
            let times = drawn.matches(c).count();
            assert!((800..1200).contains(&times), "{c} came {times} times");
        }
    }
}
