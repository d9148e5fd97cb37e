//! One-time codes as people type or paste them.

/// Digits in a one-time code sent by mail (DESIGN §5).
pub const DIGITS: usize = 6;

/// Digits of the longest codes that tokens show.
const LONGEST: usize = 8;

/// The six digits, or `None` when it is anything else: then nothing is worth sending.
///
/// Spaces of any kind and dashes between the digits are forgiven, because mails and people group them; full-width
/// digits are what some input methods type.
pub fn normalise(typed: &str) -> Option<String> {
    digits(typed, DIGITS, DIGITS)
}

/// The same for a hardware token, which may show eight digits (RFC 4226 §5.3 allows six and more).
pub fn normalise_token(typed: &str) -> Option<String> {
    digits(typed, DIGITS, LONGEST)
}

/// Whether it could be a recovery code of any service: letters, digits and dashes.
pub fn is_recovery_code(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (4..=32).contains(&text.len()) && text.bytes().all(fits)
}

fn digits(typed: &str, shortest: usize, longest: usize) -> Option<String> {
    let mut digits = String::with_capacity(longest);
    for c in typed.chars().filter(|c| !is_separator(*c)) {
        let digit = match c {
            '0'..='9' => c,
            '\u{ff10}'..='\u{ff19}' => char::from_digit(u32::from(c) - 0xff10, 10)?,
            _ => return None,
        };
        if digits.len() == longest {
            return None;
        }
        digits.push(digit);
    }
    (digits.len() >= shortest).then_some(digits)
}

fn is_separator(c: char) -> bool {
    // U+200B…U+200D, U+2060, U+FEFF: invisible, and they come along when copying from a web mail.
    c.is_whitespace()
        || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_recovery_code_is_letters_digits_and_dashes() {
        for code in ["ABCDE-12345", "abcd1234", "A-B-C"] {
            assert!(is_recovery_code(code), "{code}");
        }
        for other in ["", "ABC", "ABCDE 12345", "ABCDE\n12345", "#!/bin/sh", "é2345"] {
            assert!(!is_recovery_code(other), "{other}");
        }
        assert!(!is_recovery_code(&"A".repeat(33)));
    }

    #[test]
    fn b46_forgives_how_codes_are_grouped() {
        for typed in [
            "123456",
            " 123 456 ",
            "123-456",
            "123\u{a0}456",
            "１２３４５６",
            "123456\r\n",
            "12–34–56",
        ] {
            assert_eq!(normalise(typed).as_deref(), Some("123456"), "{typed:?}");
        }
    }

    #[test]
    fn b46_anything_else_is_not_sent() {
        for typed in [
            "",
            "12345",
            "1234567",
            "12345a",
            "١٢٣٤٥٦",
            "123.456",
            "0x1234",
            "12345６7",
        ] {
            assert_eq!(normalise(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn b58_a_token_may_show_eight_digits() {
        assert_eq!(normalise_token("1234 5678").as_deref(), Some("12345678"));
        assert_eq!(normalise_token("123456").as_deref(), Some("123456"));
        for typed in ["12345", "123456789", "1234567a"] {
            assert_eq!(normalise_token(typed), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn what_passes_is_six_ascii_digits(typed in any::<String>()) {
            if let Some(code) = normalise(&typed) {
                prop_assert!(code.len() == DIGITS && code.bytes().all(|b| b.is_ascii_digit()));
            }
        }

        #[test]
        fn grouping_never_changes_the_digits(code in "[0-9]{6}", at in 0usize..6, separator in "[ \u{a0}-]{0,3}") {
            let (left, right) = code.split_at(at);
            prop_assert_eq!(normalise(&format!("{left}{separator}{right}")), Some(code));
        }
    }
}
