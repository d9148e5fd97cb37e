//! A password as it was typed, and the form in which it is hashed and compared: the same characters give the same form
//! on every keyboard and system (RFC 8265 §4.2, OpaqueString). Letter case, width and blanks at the ends stay.

use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization;

/// More bytes are no password: the longest one, of 256 characters, has no form that is longer.
const MOST_BYTES: usize = 4096;

/// The form in which a password is hashed and compared. None for what is too long to be one.
pub fn prepared(typed: &SecretString) -> Option<SecretString> {
    let typed = typed.expose_secret();
    if typed.len() > MOST_BYTES {
        return None;
    }
    let blanks = typed.chars().map(|c| if is_blank(c) { ' ' } else { c });
    Some(blanks.nfc().collect::<String>().into())
}

/// Blanks of any width (Unicode category Zs).
const fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// What nobody sees: control characters, and what Unicode lets be ignored, as a zero-width joiner or a change of
/// direction. Whoever pasted one could not type the password again.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fdd0}'..='\u{fdef}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
        || c as u32 & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn form(typed: &str) -> Option<String> {
        prepared(&typed.into()).map(|form| form.expose_secret().to_owned())
    }

    #[test]
    fn b114_the_same_characters_are_the_same_password_on_every_system() {
        assert_eq!(form("cafe\u{301}"), form("café"));
        assert_eq!(form("a\u{a0}b\u{3000}c").as_deref(), Some("a b c"));
        assert_ne!(form("Ａ"), form("A"));
        assert_ne!(form("a "), form("a"));
        assert_eq!(form(&"x".repeat(MOST_BYTES + 1)), None);
    }

    proptest! {
        #[test]
        fn preparing_twice_changes_nothing_more(typed in "\\PC{0,60}") {
            let once = form(&typed).unwrap();
            prop_assert_eq!(form(&once), Some(once));
        }

        #[test]
        fn what_is_plain_ascii_stays(typed in "[ -~]{0,60}") {
            prop_assert_eq!(form(&typed), Some(typed));
        }
    }
}
