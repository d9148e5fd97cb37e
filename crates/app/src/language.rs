//! The language of the screens, of dates and of what is asked of the services: decided here and nowhere else.

use crate::view::LanguageChoice;

/// What there are screens in, each with the region taken where the desktop names none.
const SPOKEN: [(&str, &str); 2] = [("en", "en-GB"), ("nl", "nl-NL")];

/// A BCP 47 tag of language and region. `system`: the desktop's languages, the first wish first; "system" takes the
/// first that there are screens in, else English. The region is the desktop's where it speaks that language.
pub(crate) fn locale(choice: LanguageChoice, system: &[String]) -> String {
    let spoken = |language: &str| SPOKEN.into_iter().find(|(spoken, _)| *spoken == language);
    let chosen = match choice {
        LanguageChoice::Dutch => spoken("nl"),
        LanguageChoice::English => spoken("en"),
        LanguageChoice::System => system.iter().find_map(|tag| spoken(&parts(tag).0)),
    };
    let (language, fallback) = chosen.unwrap_or(SPOKEN[0]);
    let region = system.iter().find_map(|tag| match parts(tag) {
        (of, Some(region)) if of == language => Some(region),
        _ => None,
    });
    region.map_or_else(|| fallback.to_owned(), |region| format!("{language}-{region}"))
}

/// Language and region of a tag as systems write them: `nl-BE`, `nl_BE.UTF-8`, `nl`, `nl-Latn-BE`.
fn parts(tag: &str) -> (String, Option<String>) {
    let tag = tag.split(['.', '@']).next().unwrap_or_default();
    let mut subtags = tag.split(['-', '_', '/']);
    let language = subtags.next().unwrap_or_default().to_ascii_lowercase();
    let is_region = |part: &&str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    (language, subtags.find(is_region).map(str::to_ascii_uppercase))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(choice: LanguageChoice, system: &[&str]) -> String {
        let system: Vec<String> = system.iter().map(|&tag| tag.to_owned()).collect();
        locale(choice, &system)
    }

    #[test]
    fn it_is_the_one_that_was_chosen_else_the_first_of_the_systems_that_there_is() {
        use LanguageChoice::{Dutch, English, System};
        assert_eq!(of(Dutch, &["en-US"]), "nl-NL");
        assert_eq!(of(Dutch, &["en-US", "nl_BE.UTF-8"]), "nl-BE");
        assert_eq!(of(English, &["nl-NL"]), "en-GB");
        assert_eq!(of(System, &["fr-FR", "nl-Latn-be", "en-GB"]), "nl-BE");
        assert_eq!(of(System, &["en", "nl-NL", "en/IE"]), "en-IE");
        assert_eq!(of(System, &["C.UTF-8", "de-DE"]), "en-GB");
        assert_eq!(of(System, &[]), "en-GB");
    }

    proptest! {
        #[test]
        fn whatever_the_system_says_it_is_a_tag_of_a_language_that_there_is(system: Vec<String>) {
            for choice in [LanguageChoice::System, LanguageChoice::Dutch, LanguageChoice::English] {
                let tag = locale(choice, &system);
                prop_assert!(tag.len() == 5 && (tag.starts_with("nl-") || tag.starts_with("en-")), "{tag}");
            }
        }
    }
}
