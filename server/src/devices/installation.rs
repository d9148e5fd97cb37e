//! What an installation of the app says of itself when somebody signs in with it.

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

use crate::authority::form::Form;
use crate::secrets;

/// The longest name or version that is kept, in characters.
const LONGEST: usize = 80;
/// An id shorter than this could be guessed, a longer one is none of ours.
const ID_LENGTH: std::ops::RangeInclusive<usize> = 32..=128;

/// One installation on one computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(rename_all = "camelCase")]
pub struct Installation {
    /// Of the random id that the app keeps.
    pub hash: String,
    pub name: Option<String>,
    pub operating_system: Option<String>,
    pub operating_system_version: Option<String>,
    pub app_version: Option<String>,
}

impl Installation {
    /// Reads `device_id` and what goes with it. None when the app says nothing of the kind: other apps do not.
    pub fn read(form: &Form) -> Option<Self> {
        let id = form
            .get("device_id")
            .filter(|id| ID_LENGTH.contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic()))?;
        Some(Self {
            hash: secrets::token_hash(id),
            name: form.get("device_name").and_then(name),
            operating_system: form.get("device_os").and_then(name),
            operating_system_version: form.get("device_os_version").and_then(name),
            app_version: form.get("app_version").and_then(name),
        })
    }

    /// What it is called in a list.
    pub(super) fn shown_name(&self) -> &str {
        let named = self.name.as_deref().or(self.operating_system.as_deref());
        named.unwrap_or("Computer")
    }
}

/// A name as it may be shown: one line, no control or direction-changing characters, not endless. What joins emoji to
/// one picture stays where it joins something.
pub fn name(given: &str) -> Option<String> {
    const JOINER: char = '\u{200d}';
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let is_picture = |c: char| matches!(c, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}');
    let mut name = String::new();
    for c in given.chars() {
        let joins = c == JOINER && name.chars().next_back().is_some_and(is_picture);
        if !hidden(c) || joins {
            name.push(c);
        }
    }
    let name: String = name.chars().take(LONGEST).collect();
    let name = name.trim().trim_end_matches(JOINER);
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &str) -> Option<Installation> {
        Installation::read(&Form::parse(form.as_bytes()).unwrap())
    }

    #[test]
    fn shows_no_hidden_characters_of_a_computer_name() {
        assert_eq!(name("LAPTOP-7\r\n\u{202e}evil").as_deref(), Some("LAPTOP-7evil"));
        assert_eq!(name(" \u{200b}\t").as_deref(), None);
        assert_eq!(name(&"x".repeat(10_000)).unwrap().len(), 80);
    }

    #[test]
    fn b141_an_emoji_of_several_parts_stays_one_picture() {
        let said = "👩‍💻 Sanne 🏳️‍🌈";
        assert_eq!(name(said).as_deref(), Some(said));
        assert_eq!(name("A\u{200d}B").as_deref(), Some("AB"));
        assert_eq!(
            name(&"👩‍💻".repeat(100)).unwrap().chars().count(),
            79,
            "cut where no joiner ends it"
        );
        assert!(
            !name(&format!("{}👩\u{200d}💻", "x".repeat(78)))
                .unwrap()
                .ends_with('\u{200d}')
        );
    }

    #[test]
    fn b141_only_a_whole_id_is_one_and_only_its_hash_is_kept() {
        let id = "0123456789abcdef0123456789abcdef";
        let read_one = read(&format!("device_id={id}&device_os=Windows&app_version=1.2")).unwrap();
        assert!(!format!("{read_one:?}").contains(id));
        assert_eq!(read_one.shown_name(), "Windows");
        assert_eq!(read_one.app_version.as_deref(), Some("1.2"));
        for bad in [
            "",
            "short",
            "a b c d e f g h i j k l m n o p q r s t",
            &"x".repeat(129),
        ] {
            assert_eq!(read(&format!("device_id={bad}")), None, "{bad}");
        }
        assert_eq!(read("device_name=LAPTOP-7"), None);
    }
}
