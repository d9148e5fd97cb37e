//! Words that hide in a password: in other letter case, with accents, with a digit or sign in the place of a letter
//! (Learn, "Eliminate bad passwords using Microsoft Entra Password Protection": normalisation, fuzzy matching, points).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Points a password needs: each banned word in it is worth one, and so is each other character.
const ENOUGH_POINTS: usize = 5;
/// Shorter parts of names are in too many words (Entra does the same).
const SHORTEST_NAME: usize = 4;
const SHORTEST_WORD: usize = 3;
/// Both readings of what may stand for two letters.
const READINGS: [char; 2] = ['l', 'i'];

/// The parts of a name that a password must not contain.
pub(super) fn parts_of_name(name: &str) -> Vec<String> {
    // Composed: an accent that stands by itself is no end of a part.
    let name: String = name.nfc().collect();
    let parts = name.split(|c: char| !c.is_alphanumeric());
    parts
        .chain([name.as_str()])
        .filter(|part| folded(part, READINGS[0]).chars().count() >= SHORTEST_NAME)
        .map(str::to_owned)
        .collect()
}

/// Whether one of the words is in the password.
pub(super) fn contains(password: &str, words: &[String]) -> bool {
    READINGS.into_iter().any(|one| {
        let password = folded(password, one);
        let mut words = words.iter().map(|word| folded(word, one));
        words.any(|word| !word.is_empty() && password.contains(&word))
    })
}

/// Whether the password is little more than these words: too few points, or one letter from a word.
pub(super) fn is_mostly(password: &str, words: &[String]) -> bool {
    READINGS.into_iter().any(|one| {
        let password = folded(password, one);
        let mut words: Vec<String> = words.iter().map(|word| folded(word, one)).collect();
        words.retain(|word| word.chars().count() >= SHORTEST_WORD);
        // The longest first: each character counts for one word only.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let is_near = words.iter().any(|word| differ_by_one_at_most(&password, word));
        is_near || points(&password, &words) < ENOUGH_POINTS
    })
}

fn points(password: &str, words: &[String]) -> usize {
    const TAKEN: char = '\0';
    let (mut rest, mut points) = (password.to_owned(), 0);
    for word in words {
        points += rest.matches(word.as_str()).count();
        rest = rest.replace(word.as_str(), &TAKEN.to_string());
    }
    points + rest.chars().filter(|c| *c != TAKEN).count()
}

/// Without letter case, accents, and the usual signs for letters; `one` is what a 1 stands for.
fn folded(text: &str, one: char) -> String {
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '0' => 'o',
            '1' | '|' | '!' => one,
            '3' | '€' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' | '+' => 't',
            '8' => 'b',
            other => other,
        })
        .collect()
}

/// Whether one character was added, left out or changed at most.
fn differ_by_one_at_most(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    let rest = usize::from(short.len() == long.len());
    short.get(same + rest..).unwrap_or_default() == long.get(same + 1..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(of: &[&str]) -> Vec<String> {
        of.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn b115_a_banned_word_hides_behind_no_digit_accent_or_letter_case() {
        let banned = words(&["noorderlicht", "groningen", "contoso", "blank"]);
        for bad in [
            "Noorderlicht1",
            "N00rderl1cht!",
            "n0orderlícht",
            "Ｎoorderlicht12",
            "oorderlicht",
            "GroningenNoorderlicht",
            "C0ntos0Blank12",
        ] {
            assert!(is_mostly(bad, &banned), "{bad}");
        }
        for good in ["ContoS0Bl@nkf9!", "noorderlicht-met-vijf-woorden", "Zeilboot-31"] {
            assert!(!is_mostly(good, &banned), "{good}");
        }
    }

    #[test]
    fn b114_names_hide_behind_no_digit_accent_or_letter_case() {
        let of = |name: &str| parts_of_name(name);
        assert!(contains("mijn-V1SSER-huis", &of("Sanne Visser")));
        assert!(contains("Zoe\u{308}tje!", &of("zoetje")));
        assert!(contains("b1llie-9", &of("Billie")));
        assert_eq!(of("Jan van Dam"), ["Jan van Dam"]);
        assert!(of("Jan").is_empty());
        assert!(!contains("Zeilboot-Waddenzee-31", &of("Sanne Visser")));
    }

    #[test]
    fn one_letter_more_less_or_other_is_near() {
        for (a, b, near) in [
            ("abc", "abc", true),
            ("abc", "abd", true),
            ("abc", "ab", true),
            ("abc", "xabc", true),
            ("abc", "acb", false),
            ("abc", "a", false),
            ("", "a", true),
        ] {
            assert_eq!(differ_by_one_at_most(a, b), near, "{a} {b}");
            assert_eq!(differ_by_one_at_most(b, a), near, "{b} {a}");
        }
    }

    proptest! {
        #[test]
        fn nothing_anybody_types_breaks_it(password in "\\PC{0,40}", word in "\\PC{0,12}") {
            let word = [word];
            let _ = contains(&password, &word);
            let _ = is_mostly(&password, &word);
        }

        #[test]
        fn a_word_is_found_wherever_it_stands(before in "[a-z]{0,8}", word in "[a-z]{4,8}", after in "[a-z]{0,8}") {
            let hidden = format!("{before}{}{after}", word.to_uppercase().replace('O', "0"));
            prop_assert!(contains(&hidden, &[word]));
        }
    }
}
