//! Answers to security questions as people type them: what counts as the same answer, how long it is. Pure.

use caseless::Caseless;
use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// The shortest answer, in characters as people count them (B-74).
pub const SHORTEST: usize = 3;
/// The longest one.
pub const LONGEST: usize = 40;
/// A single character may be built of any number of code points; no real answer needs more bytes than this.
const MOST_BYTES: usize = 1024;

/// An answer that can be used, in the form in which it is hashed and compared.
#[derive(Clone, Debug)]
pub struct Answer(SecretString);

/// Why an answer cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    TooShort,
    TooLong,
}

impl Answer {
    /// Takes an answer as it was typed.
    ///
    /// # Errors
    /// When it is shorter or longer than answers may be.
    pub fn of(typed: &SecretString) -> Result<Self, Unfit> {
        if typed.expose_secret().len() > MOST_BYTES {
            return Err(Unfit::TooLong);
        }
        let shown: SecretString = tidy(typed.expose_secret().chars())
            .nfc()
            .collect::<String>()
            .into();
        let length = shown.expose_secret().graphemes(true).count();
        let normal = normal(typed);
        if length > LONGEST {
            Err(Unfit::TooLong)
        } else if length < SHORTEST || normal.expose_secret().graphemes(true).count() < SHORTEST {
            Err(Unfit::TooShort)
        } else {
            Ok(Self(normal))
        }
    }

    /// What is hashed.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether both are the same answer: letter case, width, accents' encoding, blanks and punctuation do not matter.
    pub fn is_same(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

/// The form in which answers are compared: Unicode's compatibility caseless matching (Unicode 3.13, D146) in NFKC,
/// without blanks and punctuation. Nobody remembers years later where the dots and dashes were.
fn normal(typed: &SecretString) -> SecretString {
    let folded = typed
        .expose_secret()
        .chars()
        .filter(|c| !is_invisible(*c))
        .nfd()
        .default_case_fold()
        .nfkd()
        .default_case_fold()
        .nfkd();
    // Compatibility forms may contain blanks and punctuation of their own.
    let folded: String = folded.filter(|c| !is_blank(*c) && !is_punctuation(*c)).collect();
    let folded: SecretString = folded.into();
    folded.expose_secret().nfc().collect::<String>().into()
}

/// Without what nobody sees; blanks at the ends are dropped and runs of them become one.
fn tidy(typed: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    let mut is_blank_due = false;
    let mut has_begun = false;
    typed
        .filter(|c| !is_invisible(*c))
        .flat_map(move |c| {
            if is_blank(c) {
                is_blank_due = has_begun;
                return [None, None];
            }
            has_begun = true;
            let blank = std::mem::take(&mut is_blank_due).then_some(' ');
            [blank, Some(c)]
        })
        .flatten()
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// What is written differently from one time to the next: stops, quotes, brackets, dashes, slashes.
fn is_punctuation(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '"' | '(' | ')' | '[' | ']' | '{' | '}' | '-' | '_' | '/' | '\\'
        | '`' | '\u{b4}' | '\u{a1}' | '\u{bf}' | '\u{ab}' | '\u{bb}' | '\u{b7}' | '\u{2bc}' | '\u{2010}'..='\u{2027}'
        | '\u{2030}'..='\u{203a}' | '\u{3001}' | '\u{3002}')
}

/// Characters that are copied along unseen: soft hyphen, zero-width ones, marks of direction, byte order mark.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(typed: &str) -> Result<String, Unfit> {
        Answer::of(&typed.to_owned().into()).map(|answer| answer.expose().to_owned())
    }

    #[test]
    fn b74_the_same_answer_may_be_typed_in_many_ways() {
        for (typed, same) in [
            ("Zwarte Kat", "zwartekat"),
            ("  ZWARTE\t\u{a0} kat ", "zwartekat"),
            ("Ｚｗａｒｔｅ　ｋａｔ", "zwartekat"),
            ("zwarte-kat!", "zwartekat"),
            ("St. Jan", "stjan"),
            ("’s-Hertogenbosch", "shertogenbosch"),
            ("Citroe\u{308}n", "citroën"),
            ("CITRO\u{cb}N", "citroën"),
            ("Gießen", "giessen"),
            ("ΟΔΟΣ", "οδοσ"),
            ("οδος", "οδοσ"),
            ("zwarte\u{200b} k\u{ad}at\u{feff}", "zwartekat"),
            ("ﬁets", "fiets"),
        ] {
            assert_eq!(of(typed).as_deref(), Ok(same), "{typed:?}");
        }
        assert_ne!(of("resume"), of("résumé"));
        assert_ne!(of("C++"), of("C##"));
    }

    #[test]
    fn b74_length_is_counted_as_people_count() {
        for (typed, fits) in [
            ("", Err(Unfit::TooShort)),
            ("ab", Err(Unfit::TooShort)),
            ("a b", Err(Unfit::TooShort)),
            ("a.-b", Err(Unfit::TooShort)),
            ("......", Err(Unfit::TooShort)),
            ("   ab   ", Err(Unfit::TooShort)),
            ("a\u{200b}b\u{200b}c", Ok(())),
            ("a\u{301}b\u{301}", Err(Unfit::TooShort)),
            ("🧑‍🚒🧑‍🚒🧑‍🚒", Ok(())),
            ("北京市", Ok(())),
            ("한국어", Ok(())),
            (&"a".repeat(40), Ok(())),
            (&"a".repeat(41), Err(Unfit::TooLong)),
            (&format!("  {}  ", "é".repeat(40)), Ok(())),
            (&format!("abc{}", "\u{301}".repeat(600)), Err(Unfit::TooLong)),
            (&"a ".repeat(40), Err(Unfit::TooLong)),
        ] {
            assert_eq!(of(typed).map(drop), fits, "{typed:?}");
        }
    }

    #[test]
    fn an_answer_is_not_shown_in_debug_output() {
        let answer = Answer::of(&"geheim".to_owned().into()).unwrap();
        assert!(!format!("{answer:?}").contains("geheim"));
    }

    proptest! {
        #[test]
        fn b75_the_form_of_an_answer_has_the_same_form(typed in "\\PC{0,60}") {
            let once = normal(&typed.clone().into());
            let twice = normal(&once.clone());
            prop_assert_eq!(once.expose_secret(), twice.expose_secret());
        }

        #[test]
        fn b75_case_and_blanks_around_do_not_matter(typed in "[a-zà-öø-ÿ]{3,20}( [a-z]{1,10})?") {
            let shouted = format!("  «{}».\n", typed.to_uppercase().replace(' ', " \t "));
            prop_assert_eq!(of(&typed), of(&shouted));
        }

        #[test]
        fn b74_any_text_is_judged(typed in any::<String>()) {
            if let Ok(answer) = of(&typed) {
                prop_assert!(!answer.is_empty() && !answer.chars().any(is_blank));
            }
        }
    }
}
