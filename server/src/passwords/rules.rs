//! What a new password has to satisfy (B-114, B-115).

use zxcvbn::{Score, zxcvbn};

use super::typed::is_invisible;
use super::words;
use crate::store::entities::{tenant, user};
use crate::store::values::{PasswordProfile, PasswordRules};

/// What an organization cannot go under or over.
pub const MINIMUM_LENGTHS: std::ops::RangeInclusive<u32> = 8..=64;
pub const MAXIMUM_LENGTHS: std::ops::RangeInclusive<u32> = 64..=256;
pub const HISTORY: std::ops::RangeInclusive<u32> = 1..=24;
/// How many of the four classes of characters Entra demands.
pub const CLASSES: u32 = 3;
/// "Any score less than 3 should be considered too weak."
const STRONG_ENOUGH: Score = Score::Three;

/// What a new password does not satisfy, in the order in which people are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmet {
    TooShort,
    TooLong,
    /// It has characters nobody sees.
    Invisible,
    NotAscii,
    TooFewClasses,
    ContainsName,
    /// Too easy to guess, or on the organization's list: people are not told which.
    Guessable,
    /// The person has it, or had it.
    Reused,
}

impl Unmet {
    /// The error code on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort => "passwordTooShort",
            Self::TooLong => "passwordTooLong",
            Self::Invisible => "passwordInvisible",
            Self::NotAscii => "passwordNotAscii",
            Self::TooFewClasses => "passwordTooFewClasses",
            Self::ContainsName => "passwordContainsName",
            Self::Guessable => "passwordBanned",
            Self::Reused => "passwordReused",
        }
    }
}

/// Words that make a password easy to guess for this person.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// Parts of the person's names: they must not be in it.
    pub names: Vec<String>,
    /// The organization's own words, and its names.
    pub words: Vec<String>,
}

impl Hints {
    /// What is known of a person.
    pub fn of(user: &user::Model, tenant: &tenant::Model) -> Self {
        let local = user.user_name.split('@').next();
        let names = [Some(user.display_name.as_str()), user.given_name.as_deref()]
            .into_iter()
            .chain([user.surname.as_deref(), local])
            .flatten();
        let organization = words::parts_of_name(&tenant.display_name);
        Self {
            names: names.flat_map(words::parts_of_name).collect(),
            words: [&tenant.settings.password_policy.banned_words[..], &organization].concat(),
        }
    }
}

/// What a password, as [`super::typed::prepared`] made it, does not satisfy. Takes milliseconds.
pub fn unmet(password: &str, rules: &PasswordRules, hints: &Hints) -> Vec<Unmet> {
    let length = u32::try_from(password.chars().count()).unwrap_or(u32::MAX);
    let is_entra = rules.profile == PasswordProfile::Entra;
    let judged = [
        (length < minimum(rules), Unmet::TooShort),
        (length > maximum(rules), Unmet::TooLong),
        (password.chars().any(is_invisible), Unmet::Invisible),
        (
            is_entra && !password.chars().all(is_printable_ascii),
            Unmet::NotAscii,
        ),
        (is_entra && classes(password) < CLASSES, Unmet::TooFewClasses),
        (words::contains(password, &hints.names), Unmet::ContainsName),
        (is_guessable(password, hints), Unmet::Guessable),
    ];
    judged
        .into_iter()
        .filter_map(|(fails, unmet)| fails.then_some(unmet))
        .collect()
}

/// The least number of characters that counts.
pub fn minimum(rules: &PasswordRules) -> u32 {
    rules
        .minimum_length
        .clamp(*MINIMUM_LENGTHS.start(), *MINIMUM_LENGTHS.end())
}

/// The most characters that count.
pub fn maximum(rules: &PasswordRules) -> u32 {
    rules
        .maximum_length
        .clamp(*MAXIMUM_LENGTHS.start(), *MAXIMUM_LENGTHS.end())
}

/// How many earlier passwords cannot come back, the current one among them.
pub fn history(rules: &PasswordRules) -> u32 {
    rules.history.clamp(*HISTORY.start(), *HISTORY.end())
}

fn is_guessable(password: &str, hints: &Hints) -> bool {
    let known: Vec<&str> = hints
        .names
        .iter()
        .chain(&hints.words)
        .map(String::as_str)
        .collect();
    words::is_mostly(password, &hints.words) || zxcvbn(password, &known).score() < STRONG_ENOUGH
}

fn is_printable_ascii(c: char) -> bool {
    matches!(c, ' '..='~')
}

/// How many of lower case, upper case, digits and signs are in it.
fn classes(password: &str) -> u32 {
    let has = |is: fn(char) -> bool| u32::from(password.chars().any(is));
    has(|c| c.is_ascii_lowercase())
        + has(|c| c.is_ascii_uppercase())
        + has(|c| c.is_ascii_digit())
        + has(|c| is_printable_ascii(c) && !c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;
    use serde::Deserialize;

    use super::*;
    use crate::passwords::typed::prepared;

    #[derive(Deserialize)]
    struct Examples {
        judged: Vec<Judged>,
        prepared: Vec<[String; 2]>,
    }

    #[derive(Deserialize)]
    struct Judged {
        password: String,
        rules: PasswordRules,
        names: Vec<String>,
        unmet: Vec<String>,
    }

    fn examples() -> Examples {
        serde_json::from_str(include_str!("../../../tests/contract/password-examples.json")).unwrap()
    }

    #[test]
    fn b114_b115_the_examples_of_both_sides_are_judged_alike() {
        for example in examples().judged {
            let hints = Hints {
                names: example
                    .names
                    .iter()
                    .flat_map(|name| words::parts_of_name(name))
                    .collect(),
                words: Vec::new(),
            };
            let password = prepared(&example.password.clone().into()).unwrap();
            let unmet: Vec<&str> = unmet(password.expose_secret(), &example.rules, &hints)
                .into_iter()
                .map(Unmet::code)
                .collect();
            assert_eq!(unmet, example.unmet, "{:?}", example.password);
        }
    }

    #[test]
    fn b114_the_examples_of_both_sides_are_prepared_alike() {
        for [typed, kept] in examples().prepared {
            let form = prepared(&typed.clone().into()).unwrap();
            assert_eq!(form.expose_secret(), kept, "{typed:?}");
        }
    }

    #[test]
    fn b115_the_organizations_own_words_make_it_guessable() {
        let hints = Hints {
            words: vec!["veerdam".to_owned(), "kwelder".to_owned()],
            ..Hints::default()
        };
        let rules = PasswordRules::default();
        assert_eq!(unmet("Kw3lderV33rdam1", &rules, &hints), [Unmet::Guessable]);
        assert_eq!(unmet("kwelder-fluit-anker-zeven", &rules, &hints), []);
    }

    proptest! {
        // Each is judged for milliseconds.
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn nothing_anybody_types_breaks_the_rules(password in "\\PC{0,120}", name in "\\PC{0,20}") {
            let hints = Hints { names: vec![name.clone()], words: vec![name] };
            let _ = unmet(&password, &PasswordRules::default(), &hints);
        }

        #[test]
        fn b114_length_counts_characters_not_bytes(c in "[a-zé漢😀]", n in prop_oneof![0_usize..12, 250_usize..260]) {
            let password = c.repeat(n);
            let found = unmet(&password, &PasswordRules::default(), &Hints::default());
            prop_assert_eq!(found.contains(&Unmet::TooShort), n < 8);
            prop_assert_eq!(found.contains(&Unmet::TooLong), n > 256);
        }
    }
}
