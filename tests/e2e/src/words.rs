use std::collections::HashMap;
use std::ops::Index;

use anyhow::{Context, Result};

use crate::programs;
use crate::world::Language;

/// What the app says in one language, by the key of its catalogue in `ui/src/i18n/messages`.
#[derive(Debug)]
pub struct Words {
    texts: HashMap<String, String>,
}

impl Words {
    /// Reads the catalogue of one language.
    ///
    /// # Errors
    /// When there is none.
    pub fn of(language: Language) -> Result<Self> {
        let folder = programs::root().join("ui/src/i18n/messages").join(language.tag());
        let mut texts = HashMap::new();
        for file in std::fs::read_dir(&folder).with_context(|| format!("{} is missing", folder.display()))? {
            let source = std::fs::read_to_string(file?.path())?;
            let catalogue = source.split_once("export const ");
            texts.extend(
                catalogue
                    .into_iter()
                    .flat_map(|(_, catalogue)| texts_in(catalogue)),
            );
        }
        Ok(Self { texts })
    }
}

impl Index<&str> for Words {
    type Output = str;

    fn index(&self, key: &str) -> &str {
        self.texts
            .get(key)
            .unwrap_or_else(|| panic!("the catalogue has no plain text {key}"))
    }
}

/// `key: "text",` at the first level of a catalogue; messages that are functions are left out.
fn texts_in(catalogue: &str) -> Vec<(String, String)> {
    let starts = catalogue
        .match_indices("\n  ")
        .map(|(at, indent)| &catalogue[at + indent.len()..]);
    let entries = starts
        .filter(|rest| !rest.starts_with(' '))
        .filter_map(|entry| entry.split_once(':'));
    let texts = entries.filter_map(|(key, value)| {
        // A TypeScript string in double quotes is a JSON string.
        let mut values = serde_json::Deserializer::from_str(value.trim_start()).into_iter::<String>();
        let plain = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        plain
            .then(|| values.next())?
            .and_then(Result::ok)
            .map(|text| (key.to_owned(), text))
    });
    texts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_words_of_the_journeys() -> Result<()> {
        let (dutch, english) = (Words::of(Language::Dutch)?, Words::of(Language::English)?);
        assert_eq!(
            (&dutch["add_button"], &english["add_button"]),
            ("Methode toevoegen", "Add method")
        );
        assert!(english.texts.len() > 100);
        assert_eq!(english.texts.len(), dutch.texts.len());
        Ok(())
    }

    #[test]
    fn a_text_on_a_line_of_its_own_is_read_and_a_function_is_not() {
        let read =
            texts_in("en = {\n  a: \"one\",\n  b:\n    \"two \\\"2\\\"\",\n  c: (n: number) => `${n}`,\n};");
        assert_eq!(
            read,
            [("a".into(), "one".into()), ("b".into(), "two \"2\"".into())]
        );
    }
}
