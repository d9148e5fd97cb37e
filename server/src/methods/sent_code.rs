//! What every code that is sent has in common, by mail or text: six digits, ten minutes, five tries, and a pause before
//! the next.

use std::time::Duration;

use secrecy::SecretString;

use crate::random;

/// How long a code works.
pub const LIFETIME: Duration = Duration::from_secs(10 * 60);
/// Until the next may be sent.
pub const COOL_DOWN: Duration = Duration::from_secs(30);
/// How many codes may be typed for one that was sent.
pub const TRIES: i32 = 5;

const LENGTH: usize = 6;

/// A fresh code.
pub fn draw() -> SecretString {
    random::digits(LENGTH).into()
}

/// The six digits a person meant; blanks and dashes do not matter.
pub fn six_digits(typed: &str) -> Option<SecretString> {
    let digits: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    (digits.len() == LENGTH && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.into())
}

/// How long to wait until the next may be sent; none when it may be now. Milliseconds since the Unix epoch.
pub fn pause(resend_after_at: i64, now_ms: i64) -> Option<Duration> {
    let left = u64::try_from(resend_after_at - now_ms).ok()?;
    (left > 0).then(|| Duration::from_millis(left))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn b46_a_code_is_read_however_it_is_typed() {
        for typed in ["123456", " 123 456 ", "123-456", "1 2 3\u{a0}4 5 6"] {
            assert_eq!(six_digits(typed).unwrap().expose_secret(), "123456", "{typed}");
        }
        for typed in ["", "12345", "1234567", "12345a", "' OR 1=1", "１２３４５６"] {
            assert!(six_digits(typed).is_none(), "{typed}");
        }
        assert_eq!(six_digits(draw().expose_secret()).map(|_| ()), Some(()));
    }

    #[test]
    fn the_next_waits_for_its_time_and_not_longer() {
        assert_eq!(pause(1_500, 1_000), Some(Duration::from_millis(500)));
        assert_eq!(pause(1_000, 1_000), None);
        assert_eq!(pause(i64::MIN / 2, 1_000), None);
    }
}
