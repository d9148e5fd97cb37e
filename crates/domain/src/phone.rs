//! Phone numbers as people type them, checked before anything is sent (B-62, B-63, B-65, B-70).

use phonenumber::{Mode, Type, country, metadata::DATABASE};
use serde::{Deserialize, Serialize};

use crate::method::PhoneSlot;

/// Longer input is no phone number; E.164 has fifteen digits.
const LONGEST_INPUT: usize = 64;

/// A number that can be registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneNumber {
    /// `+31612345678` (ITU-T E.164).
    pub e164: String,
    pub national: String,
    pub international: String,
    /// ISO 3166-1 alpha-2, as far as the number says.
    pub country: Option<String>,
    pub kind: PhoneKind,
    /// An extension was typed and left out: it cannot be dialled (B-70).
    pub extension_removed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneKind {
    Mobile,
    FixedLine,
    /// The country's numbers do not tell (North America).
    Either,
    Other,
}

/// How somebody shows that a number is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A code by text message, by whatever service (B-64).
    Sms,
    /// A call, in which `#` is pressed (B-67).
    Voice,
}

impl Channel {
    /// What a phone of this slot can take, whatever an organization says: texts are for the first one only (B-69).
    pub fn of(slot: PhoneSlot) -> &'static [Self] {
        match slot {
            PhoneSlot::Mobile => &[Self::Sms, Self::Voice],
            PhoneSlot::AlternateMobile | PhoneSlot::Office => &[Self::Voice],
        }
    }
}

/// Why a typed number is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneFault {
    #[error("nothing was typed")]
    Empty,
    #[error("this is not a phone number")]
    Invalid,
    /// Virtual, premium and service numbers (B-63).
    #[error("numbers of this kind cannot be registered")]
    NotSupported,
    /// B-65.
    #[error("numbers of this country are not allowed")]
    CountryNotAllowed,
}

/// A country and what its numbers start with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    pub calling_code: u16,
}

/// Reads what a person typed. `country` (ISO 3166-1 alpha-2) is where a number without `+` is from; `allowed`: the
/// organization's countries, `None` for all.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn check(
    typed: &str,
    country: Option<&str>,
    allowed: Option<&[String]>,
) -> Result<PhoneNumber, PhoneFault> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(PhoneFault::Empty);
    }
    if typed.len() > LONGEST_INPUT || typed.chars().any(char::is_control) {
        return Err(PhoneFault::Invalid);
    }
    let country = country.and_then(|code| code.to_ascii_uppercase().parse::<country::Id>().ok());
    let parsed = phonenumber::parse(country, typed).map_err(|_| PhoneFault::Invalid)?;
    if !parsed.is_valid() {
        return Err(PhoneFault::Invalid);
    }
    let kind = kind(parsed.number_type(&DATABASE))?;
    let of = parsed.country().id().map(|id| id.as_ref().to_owned());
    // The number says more than the list: a Dutch number may be picked with Belgium chosen.
    let is_allowed = |allowed: &[String]| {
        of.as_ref()
            .is_some_and(|of| allowed.iter().any(|code| code.eq_ignore_ascii_case(of)))
    };
    if !allowed.is_none_or(is_allowed) {
        return Err(PhoneFault::CountryNotAllowed);
    }
    let written = |mode| without_extension(&parsed.format().mode(mode).to_string());
    Ok(PhoneNumber {
        e164: written(Mode::E164),
        national: written(Mode::National),
        international: written(Mode::International),
        country: of,
        kind,
        extension_removed: parsed.extension().is_some(),
    })
}

/// A registered number as its country writes it; what cannot be read, and a number with an extension, as it is.
pub fn readable(number: &str) -> String {
    match phonenumber::parse(None, number) {
        Ok(parsed) if parsed.is_valid() && parsed.extension().is_none() => {
            parsed.format().mode(Mode::International).to_string()
        }
        _ => number.to_owned(),
    }
}

/// Every country with phone numbers, by code.
pub fn countries() -> Vec<Country> {
    let mut all: Vec<Country> = DATABASE
        .iter()
        // "001" stands for numbers that belong to no country.
        .filter(|region| region.id().len() == 2 && region.id().bytes().all(|b| b.is_ascii_uppercase()))
        .map(|region| Country {
            code: region.id().to_owned(),
            calling_code: region.country_code(),
        })
        .collect();
    all.sort();
    all.dedup();
    all
}

fn kind(of: Type) -> Result<PhoneKind, PhoneFault> {
    match of {
        Type::Mobile => Ok(PhoneKind::Mobile),
        Type::FixedLine => Ok(PhoneKind::FixedLine),
        Type::FixedLineOrMobile => Ok(PhoneKind::Either),
        Type::Uan | Type::StandardRate | Type::Carrier | Type::NoInternational | Type::Unknown => {
            Ok(PhoneKind::Other)
        }
        Type::TollFree
        | Type::PremiumRate
        | Type::SharedCost
        | Type::PersonalNumber
        | Type::Voip
        | Type::Pager
        | Type::Emergency
        | Type::Voicemail
        | Type::ShortCode => Err(PhoneFault::NotSupported),
    }
}

/// The library writes an extension as `;ext=5` (RFC 3966) or ` ext. 5`.
fn without_extension(number: &str) -> String {
    let bare = number.split(';').next().unwrap_or_default();
    let bare = bare.split(" ext").next().unwrap_or_default();
    bare.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn e164(typed: &str, country: &str) -> Result<String, PhoneFault> {
        check(typed, Some(country), None).map(|number| number.e164)
    }

    #[test]
    fn b62_b63_numbers_as_people_write_them_become_e164() {
        for (typed, country, expected) in [
            ("06 12345678", "NL", "+31612345678"),
            ("06-12 34 56 78", "nl", "+31612345678"),
            ("+31 (0)6 12345678", "NL", "+31612345678"),
            ("0031612345678", "NL", "+31612345678"),
            ("050 318 1234", "NL", "+31503181234"),
            ("+32 470 12 34 56", "NL", "+32470123456"),
            ("0470 12 34 56", "BE", "+32470123456"),
            ("(425) 555-1234", "US", "+14255551234"),
        ] {
            assert_eq!(e164(typed, country).as_deref(), Ok(expected), "{typed}");
        }
    }

    #[test]
    fn b63_a_registered_number_is_readable_and_never_lost() {
        for (number, shown) in [
            ("+31612345678", "+31 6 12345678"),
            ("+14255551234", "+1 425-555-1234"),
            ("+31 6 12345678", "+31 6 12345678"),
            ("+31505550100 x123", "+31505550100 x123"),
            ("+3100", "+3100"),
            ("the usual one", "the usual one"),
        ] {
            assert_eq!(readable(number), shown);
        }
    }

    #[test]
    fn b63_a_number_is_shown_as_its_country_writes_it() {
        let number = check("0612345678", Some("NL"), None).unwrap();
        assert_eq!(
            (number.national.as_str(), number.kind),
            ("06 12345678", PhoneKind::Mobile)
        );
        assert_eq!(number.international, "+31 6 12345678");
        assert_eq!(number.country.as_deref(), Some("NL"));
    }

    #[test]
    fn b70_an_extension_is_left_out() {
        for typed in ["+1 4255551234X12345", "+1 425 555 1234 ext. 12345"] {
            let number = check(typed, Some("US"), None).unwrap();
            assert_eq!(
                (number.e164.as_str(), number.extension_removed),
                ("+14255551234", true)
            );
            assert!(
                !number.national.contains("12345 ") && !number.international.contains("ext"),
                "{number:?}"
            );
        }
        assert!(!check("+14255551234", None, None).unwrap().extension_removed);
    }

    #[test]
    fn b63_virtual_premium_and_service_numbers_are_refused() {
        for typed in ["0900 1234", "0800 1234", "0906 12345", "085 0123456"] {
            assert_eq!(e164(typed, "NL"), Err(PhoneFault::NotSupported), "{typed}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        assert_eq!(check("  ", Some("NL"), None), Err(PhoneFault::Empty));
        for typed in [
            "abc",
            "1",
            "0612",
            "06123456789012",
            "+999 12345678",
            "06 12345678\r\nTo: x",
            "++31",
        ] {
            assert_eq!(e164(typed, "NL"), Err(PhoneFault::Invalid), "{typed:?}");
        }
        // Without a country and without `+` nobody knows where it rings.
        assert_eq!(check("0612345678", None, None), Err(PhoneFault::Invalid));
        assert_eq!(
            check("0612345678", Some("Narnia"), None),
            Err(PhoneFault::Invalid)
        );
    }

    #[test]
    fn b65_other_countries_than_allowed_are_refused_by_the_number_itself() {
        let allowed = ["NL".to_owned(), "be".to_owned()];
        assert!(check("+32 470 12 34 56", Some("NL"), Some(&allowed)).is_ok());
        assert_eq!(
            check("+49 30 123456", Some("NL"), Some(&allowed)),
            Err(PhoneFault::CountryNotAllowed)
        );
        assert_eq!(
            check("+31612345678", None, Some(&[])),
            Err(PhoneFault::CountryNotAllowed)
        );
    }

    #[test]
    fn b62_the_countries_are_there_once_each_with_their_calling_code() {
        let countries = countries();
        let code = |code: &str| countries.iter().find(|c| c.code == code).map(|c| c.calling_code);
        assert_eq!(
            (code("NL"), code("BE"), code("SR"), code("001")),
            (Some(31), Some(32), Some(597), None)
        );
        assert!(countries.len() > 200 && countries.windows(2).all(|pair| pair[0].code < pair[1].code));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_gives_a_number_or_a_reason(typed in any::<String>(), country in "[A-Z]{0,3}") {
            if let Ok(number) = check(&typed, Some(&country), None) {
                let digits = number.e164.strip_prefix('+').unwrap_or_default();
                prop_assert!((4..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()), "{number:?}");
            }
        }

        #[test]
        fn what_looks_like_a_number_gives_a_number_or_a_reason(typed in "[+0-9 ()xX.;=/-]{0,24}") {
            if let Ok(number) = check(&typed, Some("NL"), None) {
                let again = check(&number.e164, None, None);
                prop_assert_eq!(again.map(|n| n.e164), Ok(number.e164));
            }
        }
    }
}
