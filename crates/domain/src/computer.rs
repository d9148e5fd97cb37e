//! The name of this computer, as a person recognises it.

/// Longest name that is shown or sent, in characters.
const LONGEST: usize = 64;

/// A host name made presentable: first label only (the rest is the network's business), no control characters,
/// at most 64 characters. `None` when it says nothing (`localhost`, empty).
pub fn user_facing_name(host_name: &str) -> Option<String> {
    let clean: String = host_name.chars().filter(|c| !c.is_control()).collect();
    let trimmed = clean.trim();
    // Names with a space are given by people ("Sanne's Mac mini v1.2") and are taken whole.
    let label = if trimmed.contains(' ') {
        trimmed
    } else {
        trimmed.split('.').next().unwrap_or_default()
    };
    let name: String = label.chars().take(LONGEST).collect();
    (!name.is_empty() && !name.eq_ignore_ascii_case("localhost")).then_some(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_network_name_becomes_its_first_label() {
        assert_eq!(
            user_facing_name("LAPTOP-7.corp.noorderlicht.example").as_deref(),
            Some("LAPTOP-7")
        );
        assert_eq!(
            user_facing_name("Sannes-MacBook.local\n").as_deref(),
            Some("Sannes-MacBook")
        );
        assert_eq!(
            user_facing_name("Sanne's Mac v1.2").as_deref(),
            Some("Sanne's Mac v1.2")
        );
    }

    #[test]
    fn a_name_that_says_nothing_is_none() {
        for nothing in ["", " ", "localhost", "LOCALHOST.localdomain", "\u{7}\n"] {
            assert_eq!(user_facing_name(nothing), None, "{nothing:?}");
        }
    }

    proptest! {
        #[test]
        fn is_short_and_printable(host in any::<String>()) {
            if let Some(name) = user_facing_name(&host) {
                prop_assert!(name.chars().count() <= LONGEST && !name.chars().any(char::is_control));
            }
        }
    }
}
