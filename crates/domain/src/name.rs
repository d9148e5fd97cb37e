//! The names people give their methods.

/// Longest name, in characters.
pub const LONGEST: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to {LONGEST} characters, none of them invisible")]
pub struct NameFault;

/// A name without space around it: one line, nothing that hides or turns text.
pub fn check(typed: &str) -> Result<String, NameFault> {
    let name = typed.trim();
    let length = name.chars().count();
    if length == 0 || length > LONGEST || name.chars().any(hides) {
        return Err(NameFault);
    }
    Ok(name.to_owned())
}

/// Control characters, and those that change the direction of the text around them (UAX #9).
fn hides(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn b81_a_name_is_one_visible_line() {
        for good in ["YubiKey", " Sanne's iPhone ", "密钥", "👩‍💻 work"] {
            assert_eq!(check(good).as_deref(), Ok(good.trim()), "{good}");
        }
        for bad in ["", "   ", "a\nb", "a\u{202e}b", "\u{0}"] {
            assert_eq!(check(bad), Err(NameFault), "{bad:?}");
        }
        assert!(check(&"ë".repeat(LONGEST)).is_ok());
        assert!(check(&"ë".repeat(LONGEST + 1)).is_err());
    }

    proptest! {
        #[test]
        fn what_passes_passes_again(typed in any::<String>()) {
            if let Ok(name) = check(&typed) {
                prop_assert_eq!(check(&name), Ok(name));
            }
        }
    }
}
