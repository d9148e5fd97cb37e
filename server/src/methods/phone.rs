//! Phone numbers as people type them: what can be registered, and how it is kept (B-63, B-65, B-70).

use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, Type};
use thiserror::Error;
use uuid::Uuid;

use super::kind::PhoneSlot;

/// E.164 has fifteen digits; people write blanks, brackets and dashes between them.
const LONGEST: usize = 48;
/// What may stand between digits.
const PUNCTUATION: &str = " ()-./\u{a0}\u{202f}\u{2010}\u{2011}\u{2013}";

/// How a phone is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Sms,
    Voice,
}

impl Channel {
    /// The name on the wire and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Voice => "voice",
        }
    }

    /// The channel of a name on the wire.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Sms, Self::Voice]
            .into_iter()
            .find(|channel| channel.name() == name)
    }
}

/// Why a number cannot be registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PhoneFault {
    #[error("this is not a phone number with its country code")]
    Invalid,
    /// B-70.
    #[error("extensions are not supported")]
    Extension,
    /// Virtual, premium and service numbers (B-63), and a text to a phone that takes none.
    #[error("numbers of this kind cannot be registered")]
    NotSupported,
    /// B-65.
    #[error("numbers of this country are not allowed")]
    CountryNotAllowed,
    /// A text or call, where the organization or the slot has the other only.
    #[error("phones like this one are not verified this way")]
    ChannelNotAllowed,
}

/// Reads a number with its country code; what is kept is E.164. An extension written as `x123` is dropped (B-70).
///
/// # Errors
/// The first thing that is wrong with it.
pub fn check(
    typed: &str,
    slot: PhoneSlot,
    channel: Channel,
    allowed_countries: &[String],
) -> Result<String, PhoneFault> {
    let typed = typed.trim();
    let number = match typed.split_once(['x', 'X']) {
        Some((number, extension)) => {
            let is_extension = !extension.is_empty()
                && extension.len() <= 11
                && extension.bytes().all(|b| b.is_ascii_digit());
            // `+31 … ext. 5` has an x as well.
            if !is_extension || number.ends_with(['e', 'E']) {
                return Err(PhoneFault::Extension);
            }
            number
        }
        None if typed.contains([';', '#', ',']) => return Err(PhoneFault::Extension),
        None => typed,
    };
    let is_plain = number
        .char_indices()
        .all(|(at, c)| c.is_ascii_digit() || PUNCTUATION.contains(c) || (c == '+' && at == 0));
    if number.len() > LONGEST || !number.starts_with('+') || !is_plain {
        return Err(PhoneFault::Invalid);
    }
    let digits: String = number
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    let parsed = phonenumber::parse(None, digits).map_err(|_| PhoneFault::Invalid)?;
    if !parsed.is_valid() {
        return Err(PhoneFault::Invalid);
    }
    let reaches = match parsed.number_type(&DATABASE) {
        Type::Mobile | Type::FixedLineOrMobile => true,
        Type::FixedLine => channel == Channel::Voice,
        // A company's own number leads to its people.
        Type::Uan => slot == PhoneSlot::Office,
        _ => false,
    };
    if !reaches {
        return Err(PhoneFault::NotSupported);
    }
    let country = parsed.country().id();
    let is_allowed = allowed_countries.is_empty()
        || country.is_some_and(|country| {
            allowed_countries
                .iter()
                .any(|code| code.eq_ignore_ascii_case(country.as_ref()))
        });
    if !is_allowed {
        return Err(PhoneFault::CountryNotAllowed);
    }
    Ok(parsed.format().mode(Mode::E164).to_string())
}

/// What somebody typed beside the country (ISO 3166) they chose, with the country code in front; what has one already, or
/// is no number of that country, as it is. [`check`] says what is wrong with it.
pub fn with_country(typed: &str, country: &str) -> String {
    let typed = typed.trim();
    let end = typed
        .find(|c: char| !c.is_ascii_digit() && !PUNCTUATION.contains(c))
        .unwrap_or(typed.len());
    let (number, rest) = typed.split_at(end);
    let country = country.to_ascii_uppercase().parse().ok();
    match country {
        Some(country) if typed.len() <= LONGEST && !number.is_empty() => {
            let digits: String = number.chars().filter(char::is_ascii_digit).collect();
            phonenumber::parse(Some(country), digits).map_or_else(
                |_| typed.to_owned(),
                |parsed| format!("{}{rest}", parsed.format().mode(Mode::E164)),
            )
        }
        _ => typed.to_owned(),
    }
}

/// The country of a registered number (ISO 3166).
pub fn country_of(number: &str) -> Option<String> {
    let parsed = phonenumber::parse(None, number).ok()?;
    parsed.country().id().map(|id| id.as_ref().to_owned())
}

/// Reads a number that somebody signs in with: with its country code, or as it is dialled in `country` (ISO 3166). What
/// comes back is E.164; none when it is no number.
pub fn read(typed: &str, country: Option<&str>) -> Option<String> {
    let typed = typed.trim();
    let is_plain = typed
        .char_indices()
        .all(|(at, c)| c.is_ascii_digit() || PUNCTUATION.contains(c) || (c == '+' && at == 0));
    if typed.len() > LONGEST || !is_plain {
        return None;
    }
    let country = match country {
        _ if typed.starts_with('+') => None,
        Some(country) => Some(country.to_ascii_uppercase().parse().ok()?),
        None => return None,
    };
    let digits: String = typed
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    let canonical = |country, digits: &str| {
        let parsed = phonenumber::parse(country, digits).ok()?;
        parsed
            .is_valid()
            .then(|| parsed.format().mode(Mode::E164).to_string())
    };
    let number = canonical(country, &digits)?;
    // However it was typed, it is the one that was registered with its country code.
    canonical(None, &number).filter(|again| *again == number)
}

/// The number as Graph writes it: `+31 612345678`, with its extension behind an `x`.
pub fn as_graph(e164: &str, extension: Option<&str>) -> String {
    let written = phonenumber::parse(None, e164).map_or_else(
        |_| e164.to_owned(),
        |parsed| {
            let code = parsed.code().value();
            let national = e164.trim_start_matches('+').strip_prefix(&code.to_string());
            national.map_or_else(|| e164.to_owned(), |national| format!("+{code} {national}"))
        },
    );
    extension.map_or(written.clone(), |extension| format!("{written}x{extension}"))
}

/// The key that makes a number one person's user name in an organization (B-66).
pub fn sign_in_key(tenant_id: Uuid, e164: &str) -> String {
    format!("smsSignIn:{tenant_id}:{e164}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mobile(typed: &str) -> Result<String, PhoneFault> {
        check(typed, PhoneSlot::Mobile, Channel::Sms, &[])
    }

    #[test]
    fn b63_a_number_is_kept_with_its_country_code() {
        for typed in [
            "+31612345678",
            " +31 6 1234 5678 ",
            "+31 (6) 12-34-56-78",
            "+31.6.12345678",
        ] {
            assert_eq!(mobile(typed).as_deref(), Ok("+31612345678"), "{typed}");
        }
        assert_eq!(as_graph("+31612345678", None), "+31 612345678");
        assert_eq!(as_graph("+31201234567", Some("12")), "+31 201234567x12");
        for wrong in [
            "",
            "0612345678",
            "+31",
            "+316123",
            "+999123456789",
            "+31 6 abc",
            "31612345678",
            "++31612345678",
        ] {
            assert_eq!(mobile(wrong), Err(PhoneFault::Invalid), "{wrong}");
        }
    }

    #[test]
    fn b70_an_extension_is_dropped_as_x_and_refused_otherwise() {
        assert_eq!(mobile("+1 4255551234X12345").as_deref(), Ok("+14255551234"));
        assert_eq!(mobile("+31 6 12345678 x12").as_deref(), Ok("+31612345678"));
        for typed in [
            "+31612345678 ext. 5",
            "+31612345678;ext=5",
            "+31612345678,5",
            "+31612345678x",
            "+31612345678x1x2",
        ] {
            assert_eq!(mobile(typed), Err(PhoneFault::Extension), "{typed}");
        }
    }

    #[test]
    fn b63_numbers_of_services_are_refused_and_no_text_goes_to_a_fixed_line() {
        for service in ["+31900123456", "+318001234", "+448081570192", "+31850123456"] {
            for slot in PhoneSlot::ALL {
                let checked = check(service, slot, Channel::Voice, &[]);
                assert!(
                    matches!(checked, Err(PhoneFault::NotSupported | PhoneFault::Invalid)),
                    "{service} {checked:?}"
                );
            }
        }
        assert_eq!(mobile("+31201234567"), Err(PhoneFault::NotSupported));
        assert!(check("+31201234567", PhoneSlot::Office, Channel::Voice, &[]).is_ok());
    }

    #[test]
    fn b62_a_number_may_be_typed_as_it_is_dialled_in_the_country_that_is_chosen() {
        for (typed, country, kept) in [
            ("06 1234 5678", "NL", "+31612345678"),
            ("6 12345678", "nl", "+31612345678"),
            ("0470 12 34 56", "BE", "+32470123456"),
            ("(425) 555-1234 x5", "US", "+14255551234"),
            ("+32 470 123456", "NL", "+32470123456"),
        ] {
            let whole = with_country(typed, country);
            assert_eq!(mobile(&whole).as_deref(), Ok(kept), "{typed} {country}");
        }
        for (typed, fault) in [
            ("0612345678 ext. 5", PhoneFault::Extension),
            ("0612345678,5", PhoneFault::Extension),
            ("0900 123456", PhoneFault::NotSupported),
            ("061", PhoneFault::Invalid),
            ("zes", PhoneFault::Invalid),
            ("", PhoneFault::Invalid),
        ] {
            assert_eq!(mobile(&with_country(typed, "NL")), Err(fault), "{typed}");
        }
        assert_eq!(country_of("+31612345678").as_deref(), Some("NL"));
    }

    #[test]
    fn b65_countries_can_be_limited() {
        let benelux = ["nl", "BE", "LU"].map(str::to_owned);
        let from = |typed: &str| check(typed, PhoneSlot::Mobile, Channel::Sms, &benelux);
        assert!(from("+31612345678").is_ok() && from("+32470123456").is_ok());
        assert_eq!(from("+447400123456"), Err(PhoneFault::CountryNotAllowed));
    }

    proptest! {
        #[test]
        fn any_text_may_be_typed_to_sign_in_with(typed in "[+0]?[0-9 ()-]{0,24}|\\PC{0,60}") {
            for country in [None, Some("NL"), Some("nl"), Some("US"), Some("XX"), Some("")] {
                if let Some(number) = read(&typed, country) {
                    prop_assert!(number.starts_with('+') && number[1..].bytes().all(|b| b.is_ascii_digit()));
                    prop_assert!(number.len() <= 16, "{}", number);
                    let again = read(&number, None);
                    prop_assert_eq!(again.as_deref(), Some(number.as_str()));
                }
            }
        }

        #[test]
        fn any_text_may_be_typed_beside_a_country(typed in "[+0]?[0-9 x()-]{0,24}|\\PC{0,60}") {
            for country in ["NL", "nl", "US", "XX", ""] {
                let whole = with_country(&typed, country);
                prop_assert_eq!(with_country(&whole, country), whole.clone(), "it stays what it is");
                let _ = mobile(&whole);
            }
        }

        #[test]
        fn any_text_is_judged_and_what_is_kept_is_kept_again(typed in "[+]?[0-9xX ;()-]{0,24}|\\PC{0,30}") {
            if let Ok(kept) = mobile(&typed) {
                prop_assert!(kept.starts_with('+') && kept[1..].bytes().all(|b| b.is_ascii_digit()), "{}", kept);
                prop_assert!(kept.len() <= 16, "{}", kept);
                let again = mobile(&kept);
                prop_assert_eq!(again.as_deref(), Ok(kept.as_str()));
            }
        }
    }
}
