//! Which language a person is written to in.

use super::{DISPLAY_LANGUAGES, Settings};
use crate::mail::MailLanguage;
use crate::store::entities::tenant;

/// The languages of a person, the best first: what is shown, what is preferred, the organization's.
pub(crate) fn languages(settings: &Settings, tenant: &tenant::Model) -> Vec<String> {
    let mut tags: Vec<String> = settings.display_language.clone().into_iter().collect();
    tags.extend(settings.preferred_languages.iter().cloned());
    tags.push(tenant.settings.default_language.clone());
    tags
}

/// The first of these languages that mails are written in.
pub(crate) fn language_of(tags: &[String]) -> MailLanguage {
    let primary = |tag: &str| {
        tag.split(['-', '_'])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let spoken = tags
        .iter()
        .map(|tag| primary(tag))
        .find(|tag| DISPLAY_LANGUAGES.contains(&tag.as_str()));
    match spoken.as_deref() {
        Some("nl") => MailLanguage::Dutch,
        _ => MailLanguage::English,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b178_mails_are_written_in_the_first_language_there_is() {
        let of = |tags: &[&str]| {
            let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
            language_of(&tags)
        };
        assert_eq!(of(&["fy-NL", "NL-nl", "en"]), MailLanguage::Dutch);
        assert_eq!(of(&["en", "nl"]), MailLanguage::English);
        assert_eq!(of(&["fr"]), MailLanguage::English);
        assert_eq!(of(&[]), MailLanguage::English);
    }
}
