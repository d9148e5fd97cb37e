//! Language tags (BCP 47, in the form that Unicode gives them: UTS #35 §3).

use icu_locale_core::Locale;

/// Longer than any that means something.
const LONGEST: usize = 64;

/// The tag as it is written canonically, as `nl-NL`; none when it is no tag, or names no language.
pub fn canonical(tag: &str) -> Option<String> {
    if tag.len() > LONGEST || tag.contains('_') {
        return None;
    }
    let locale = Locale::try_from_str(tag).ok()?;
    (!locale.id.language.is_unknown()).then(|| locale.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::canonical;

    #[test]
    fn b178_a_tag_is_read_however_it_is_written_and_kept_in_one_way() {
        for (typed, kept) in [
            ("nl", "nl"),
            ("NL-nl", "nl-NL"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("fy", "fy"),
            ("es-419", "es-419"),
            ("en-GB-u-hc-h23", "en-GB-u-hc-h23"),
        ] {
            assert_eq!(canonical(typed).as_deref(), Some(kept), "{typed}");
        }
        let long = "a-".repeat(5_000);
        for wrong in [
            "",
            " ",
            "-",
            "n",
            "und",
            "nl_NL",
            "nl-",
            "nl--NL",
            "nederlands!",
            "nl-NL\0",
            "日本語",
            "../etc",
            &long,
        ] {
            assert_eq!(canonical(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_was_kept_is_kept_again(typed in "[a-zA-Z]{2,3}(-[a-zA-Z]{4})?(-[a-zA-Z]{2})?") {
            if let Some(kept) = canonical(&typed) {
                prop_assert_eq!(canonical(&kept), Some(kept.clone()));
                prop_assert!(kept.eq_ignore_ascii_case(&typed));
            }
        }

        #[test]
        fn anything_may_be_asked(typed in "\\PC{0,80}") {
            let _ = canonical(&typed);
        }
    }
}
