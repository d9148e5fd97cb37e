//! Names people give their methods.

use unicode_segmentation::UnicodeSegmentation;

/// The longest name, in characters as people count them.
const LONGEST: usize = 64;
/// A single character may be built of any number of code points.
const MOST_BYTES: usize = 256;

/// A name as it is kept: no blanks at its ends, nothing that breaks a line or turns the text around. None when it
/// cannot be a name.
pub fn parse(typed: &str) -> Option<String> {
    let name = typed.trim();
    let fits = !name.is_empty() && name.len() <= MOST_BYTES && name.graphemes(true).count() <= LONGEST;
    let is_plain = |c: char| {
        !c.is_control()
            && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    (fits && name.chars().all(is_plain)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_single_lines() {
        assert_eq!(
            parse("  Telefoon van Sanne 📱 ").as_deref(),
            Some("Telefoon van Sanne 📱")
        );
        assert_eq!(parse(&"é".repeat(64)).as_deref(), Some("é".repeat(64).as_str()));
        let (long, stacked) = ("é".repeat(65), format!("a{}", "\u{301}".repeat(200)));
        for bad in [
            "",
            "   ",
            "a\nb",
            "a\0b",
            "a\u{202e}b",
            "a\u{2028}b",
            &long,
            &stacked,
        ] {
            assert_eq!(parse(bad), None, "{bad:?}");
        }
    }
}
