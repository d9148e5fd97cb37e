//! Searching sign-ins (B-163): a row keeps its words, and what is looked for has to begin one of them each.

use crate::store::entities::sign_in::Model;

/// What a search looks at most: more words find nothing more.
const MOST_WORDS: usize = 8;
/// Far more than a word needs, in characters.
const LONGEST_WORD: usize = 64;

/// The words of a row, lower case, each after a space. The result is there in both languages of the apps.
pub(super) fn of(row: &Model) -> String {
    let place = row.location.clone().unwrap_or_default();
    let fields = [
        row.app_display_name
            .as_deref()
            .or(Some("account pages accountpagina's")),
        row.device_name.as_deref(),
        row.operating_system.as_deref(),
        row.browser.as_deref(),
        row.address.as_deref(),
        place.city.as_deref(),
        place.state.as_deref(),
        place.country_or_region.as_deref(),
        Some(result(row)),
    ];
    let mut words = String::new();
    for word in fields.into_iter().flatten().flat_map(str::split_whitespace) {
        words.push(' ');
        words.push_str(&word.to_lowercase());
    }
    words
}

fn result(row: &Model) -> &'static str {
    match (row.error_code, row.session_activity) {
        (0, _) => "Successful Geslaagd",
        (_, true) => {
            "Unsuccessful Niet geslaagd Additional verification failed, invalid code Aanvullende verificatie mislukt"
        }
        (_, false) => "Unsuccessful Niet geslaagd",
    }
}

/// The words somebody looks for. OData writes them in quotation marks.
pub fn looked_for(typed: &str) -> Vec<String> {
    let typed = typed.trim();
    let bare = typed
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(typed);
    let words = bare.split_whitespace().take(MOST_WORDS);
    words
        .map(|word| word.to_lowercase().chars().take(LONGEST_WORD).collect())
        .collect()
}

/// The pattern of one word for `LIKE … ESCAPE '\'`.
pub(super) fn pattern(word: &str) -> String {
    let mut pattern = "% ".to_owned();
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b163_what_is_typed_is_cut_into_words() {
        assert_eq!(looked_for(" My Account "), ["my", "account"]);
        assert_eq!(looked_for("\"Unsuccessful\""), ["unsuccessful"]);
        assert!(looked_for("\" \"").is_empty());
        assert_eq!(looked_for(&"a ".repeat(1000)).len(), MOST_WORDS);
        assert_eq!(looked_for(&"é".repeat(1000))[0].chars().count(), LONGEST_WORD);
    }

    #[test]
    fn what_means_something_in_a_pattern_is_looked_for_as_it_is() {
        assert_eq!(pattern("100%_\\"), "% 100\\%\\_\\\\%");
    }
}
