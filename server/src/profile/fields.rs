//! The fields of a person an organization can let them change, and what may stand in each.

use sea_orm::sea_query::{Expr, SimpleExpr};
use serde_json::Value;

use crate::store::entities::user::{Column, Model};
use crate::store::values::Strings;

/// One property of Graph's `user`. Names, rights and addresses for mail are not among them: they say who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    GivenName,
    Surname,
    MobilePhone,
    BusinessPhones,
    OfficeLocation,
    StreetAddress,
    PostalCode,
    City,
    State,
    Country,
}

/// All of them, in the order a form has them.
pub const ALL: [Field; 10] = [
    Field::GivenName,
    Field::Surname,
    Field::MobilePhone,
    Field::BusinessPhones,
    Field::OfficeLocation,
    Field::StreetAddress,
    Field::PostalCode,
    Field::City,
    Field::State,
    Field::Country,
];

/// What a field is to hold. `None` empties it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    Text(Option<String>),
    List(Vec<String>),
}

impl Field {
    /// The field of Graph's name for it.
    pub fn parse(name: &str) -> Option<Self> {
        ALL.into_iter().find(|field| field.name() == name)
    }

    /// Graph's name for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::GivenName => "givenName",
            Self::Surname => "surname",
            Self::MobilePhone => "mobilePhone",
            Self::BusinessPhones => "businessPhones",
            Self::OfficeLocation => "officeLocation",
            Self::StreetAddress => "streetAddress",
            Self::PostalCode => "postalCode",
            Self::City => "city",
            Self::State => "state",
            Self::Country => "country",
        }
    }

    /// The most characters (Graph page `user`).
    const fn longest(self) -> usize {
        match self {
            Self::GivenName | Self::Surname | Self::MobilePhone | Self::BusinessPhones => 64,
            Self::OfficeLocation | Self::City | Self::State | Self::Country => 128,
            Self::StreetAddress => 1024,
            Self::PostalCode => 40,
        }
    }

    /// Whether people are called on it.
    pub const fn is_phone(self) -> bool {
        matches!(self, Self::MobilePhone | Self::BusinessPhones)
    }

    /// What was written, when it may stand in this field. Spaces around it are dropped; there is one business phone at
    /// most, as in Graph.
    pub fn read(self, written: &Value) -> Option<Content> {
        match (self, written) {
            (Self::BusinessPhones, Value::Array(all)) if all.len() <= 1 => {
                let all: Option<Vec<String>> = all.iter().map(|one| self.text(one.as_str()?)).collect();
                all.map(Content::List)
            }
            (Self::BusinessPhones, _) => None,
            (_, Value::Null) => Some(Content::Text(None)),
            (_, Value::String(text)) => self.text(text).map(|text| Content::Text(Some(text))),
            _ => None,
        }
    }

    fn text(self, written: &str) -> Option<String> {
        let text = written.trim();
        let lines = self == Self::StreetAddress;
        let is_fine = is_seen(text)
            && text.chars().count() <= self.longest()
            && !text.chars().any(|c| deceives(c) && !(lines && c == '\n'))
            && (!self.is_phone() || is_phone(text));
        is_fine.then(|| text.to_owned())
    }

    /// What the field holds now.
    pub fn of(self, user: &Model) -> Content {
        match self {
            Self::GivenName => Content::Text(user.given_name.clone()),
            Self::Surname => Content::Text(user.surname.clone()),
            Self::MobilePhone => Content::Text(user.mobile_phone.clone()),
            Self::BusinessPhones => Content::List(user.business_phones.0.clone()),
            Self::OfficeLocation => Content::Text(user.office_location.clone()),
            Self::StreetAddress => Content::Text(user.street_address.clone()),
            Self::PostalCode => Content::Text(user.postal_code.clone()),
            Self::City => Content::Text(user.city.clone()),
            Self::State => Content::Text(user.state.clone()),
            Self::Country => Content::Text(user.country.clone()),
        }
    }

    pub(super) const fn column(self) -> Column {
        match self {
            Self::GivenName => Column::GivenName,
            Self::Surname => Column::Surname,
            Self::MobilePhone => Column::MobilePhone,
            Self::BusinessPhones => Column::BusinessPhones,
            Self::OfficeLocation => Column::OfficeLocation,
            Self::StreetAddress => Column::StreetAddress,
            Self::PostalCode => Column::PostalCode,
            Self::City => Column::City,
            Self::State => Column::State,
            Self::Country => Column::Country,
        }
    }
}

impl Content {
    pub(super) fn value(&self) -> SimpleExpr {
        match self {
            Self::Text(text) => Expr::value(text.clone()),
            Self::List(all) => Expr::value(Strings(all.clone())),
        }
    }
}

/// Whether a character makes a text look like another one: control characters, and those that turn or hide what stands
/// beside them (Unicode TR 36 §2.5).
pub fn deceives(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether something of a text can be seen: a mark that combines with nothing, in the blocks that have only those, does
/// not count.
fn is_seen(text: &str) -> bool {
    text.chars().any(|c| {
        !c.is_whitespace()
            && !matches!(c,
                '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}'
                | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
    })
}

/// A number as people write it: digits in groups, with a plus before and an extension behind.
fn is_phone(text: &str) -> bool {
    let (number, extension) = match text.split_once(['x', 'X']) {
        Some((number, extension)) => (number.trim_end(), Some(extension.trim_start())),
        None => (text, None),
    };
    let number = number.strip_prefix('+').unwrap_or(number);
    let digits = number.chars().filter(char::is_ascii_digit).count();
    (3..=20).contains(&digits)
        && number
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '/'))
        && extension.is_none_or(|e| (1..=10).contains(&e.len()) && e.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn text(text: &str) -> Option<Content> {
        Some(Content::Text(Some(text.to_owned())))
    }

    #[test]
    fn a_phone_is_what_can_be_dialled() {
        for number in [
            "+31 6 12 34 56 78",
            "050-555 01 23",
            "(050) 5550123 x12",
            "112",
            "+1.425/555-0109",
        ] {
            assert_eq!(Field::MobilePhone.read(&json!(number)), text(number), "{number}");
        }
        for other in [
            json!(""),
            json!("  "),
            json!("12"),
            json!("bel me"),
            json!("+31 6 <b>"),
            json!("06+12345678"),
            json!("06 123 x"),
            json!("06 123 x12345678901"),
            json!("\u{202e}87654321"),
            json!("١٢٣٤٥٦"),
            json!("1".repeat(21)),
            json!(["+31612345678"]),
            json!(31_612_345_678_u64),
            json!({}),
            json!(true),
        ] {
            assert_eq!(Field::MobilePhone.read(&other), None, "{other}");
        }
        assert_eq!(
            Field::MobilePhone.read(&json!(" 112 ")),
            text("112"),
            "spaces are dropped"
        );
        assert_eq!(Field::MobilePhone.read(&Value::Null), Some(Content::Text(None)));
    }

    #[test]
    fn there_is_one_business_phone_at_most() {
        let read = |written: Value| Field::BusinessPhones.read(&written);
        assert_eq!(read(json!([])), Some(Content::List(vec![])));
        assert_eq!(read(json!(["112"])), Some(Content::List(vec!["112".to_owned()])));
        for other in [
            json!(["112", "113"]),
            json!([""]),
            json!([null]),
            json!("112"),
            json!(null),
        ] {
            assert_eq!(read(other.clone()), None, "{other}");
        }
    }

    #[test]
    fn what_turns_or_hides_text_is_refused() {
        for bad in [
            "a\u{0}b",
            "a\nb",
            "a\tb",
            "\u{202e}nossiv",
            "a\u{200b}b",
            "a\u{feff}b",
            "a\u{2066}b",
            "a\u{e0041}b",
            "\u{3164}",
            "\u{2800}\u{2800}",
            "a\u{115f}b",
            "a\u{1160}b",
            "\u{ffa0}",
            "a\u{34f}b",
            "a\u{fe0f}b",
            "a\u{e0101}b",
            "\u{301}",
            " \u{20dd} ",
        ] {
            assert_eq!(Field::OfficeLocation.read(&json!(bad)), None, "{bad:?}");
        }
        assert_eq!(
            Field::OfficeLocation.read(&json!("Zaal Ü–3, 李")),
            text("Zaal Ü–3, 李")
        );
        assert_eq!(
            Field::StreetAddress.read(&json!("Kade 1\nGebouw B")),
            text("Kade 1\nGebouw B")
        );
        assert_eq!(
            Field::OfficeLocation.read(&json!("Cafe\u{301}")),
            text("Cafe\u{301}"),
            "a mark on a letter"
        );
        assert_eq!(Field::StreetAddress.read(&json!("Kade 1\rGebouw B")), None);
    }

    #[test]
    fn every_field_is_known_by_its_name_and_has_a_length() {
        for field in ALL {
            assert_eq!(Field::parse(field.name()), Some(field));
            if !field.is_phone() {
                let long = "é".repeat(field.longest());
                assert_eq!(field.read(&json!(long)), text(&long));
                assert_eq!(field.read(&json!(format!("{long}é"))), None);
            }
        }
        for other in ["jobTitle", "userPrincipalName", "accountEnabled", "GivenName", ""] {
            assert_eq!(Field::parse(other), None);
        }
    }

    proptest! {
        #[test]
        fn what_is_kept_is_short_and_plain(written in any::<String>(), at in 0..ALL.len()) {
            let field = ALL[at];
            if let Some(Content::Text(Some(kept))) = field.read(&json!(written)) {
                prop_assert!(!kept.is_empty() && kept.chars().count() <= field.longest());
                prop_assert!(!kept.chars().any(|c| c != '\n' && deceives(c)));
                prop_assert_eq!(field.read(&json!(kept.clone())), Some(Content::Text(Some(kept))));
            }
        }
    }
}
