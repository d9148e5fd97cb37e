//! What employees may change of their own profile, and what may stand in each field (B-03, B-11, B-12).

use serde::{Deserialize, Serialize};

use crate::profile::Profile;

/// What the organization says about changing a profile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileRules {
    /// `None`: the photo may be changed.
    pub photo_obstacle: Option<PhotoObstacle>,
    pub photo_limits: PhotoLimits,
    /// What is not among them is read-only.
    pub editable: Vec<ProfileField>,
    pub owners: Vec<FieldOwner>,
}

/// Why a photo cannot be changed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoObstacle {
    /// Photos come from a directory of the organization's own.
    OnPremises,
    NotAllowed,
    /// The account is a guest's.
    HomeOrganization,
}

/// What the service takes for a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoLimits {
    pub bytes: u32,
    /// In pixels.
    pub longest_side: u32,
    /// In pixels.
    pub shortest_side: u32,
}

impl Default for PhotoLimits {
    /// Graph's own (page `profilephoto-update`).
    fn default() -> Self {
        Self {
            bytes: 4 * 1024 * 1024,
            longest_side: 8192,
            shortest_side: 48,
        }
    }
}

/// Who keeps some fields, as a department or a system (B-11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldOwner {
    pub display_name: String,
    pub contact: Option<String>,
    pub fields: Vec<OwnedField>,
}

/// What somebody keeps, as far as the app shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnedField {
    Photo,
    Name,
    JobTitle,
    Department,
    Company,
    EmployeeId,
    Mail,
    UserName,
    Phones,
    Office,
    Address,
    Manager,
}

/// A property of Graph's `user` that people can be allowed to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileField {
    GivenName,
    Surname,
    MobilePhone,
    BusinessPhone,
    Office,
    Street,
    PostalCode,
    City,
    State,
    Country,
}

/// What is wrong with what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldFault {
    TooLong {
        maximum: u32,
    },
    NotAPhone,
    /// It has characters that cannot be seen, or that turn the text around.
    Characters,
}

/// A field before and after. The service is asked first whether it still holds what it held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    pub field: ProfileField,
    pub before: Option<String>,
    /// `None` empties it.
    pub after: Option<String>,
}

impl ProfileField {
    /// All of them, in the order a form has them.
    pub const ALL: [Self; 10] = [
        Self::GivenName,
        Self::Surname,
        Self::MobilePhone,
        Self::BusinessPhone,
        Self::Office,
        Self::Street,
        Self::PostalCode,
        Self::City,
        Self::State,
        Self::Country,
    ];

    /// The most characters (Graph page `user`).
    pub const fn longest(self) -> u32 {
        match self {
            Self::GivenName | Self::Surname | Self::MobilePhone | Self::BusinessPhone => 64,
            Self::Office | Self::City | Self::State | Self::Country => 128,
            Self::Street => 1024,
            Self::PostalCode => 40,
        }
    }

    const fn is_phone(self) -> bool {
        matches!(self, Self::MobilePhone | Self::BusinessPhone)
    }

    /// What it holds now; `Err` when that does not fit in one line of a form (several business phones).
    pub fn of(self, profile: &Profile) -> Result<Option<String>, ManyValues> {
        let text = match self {
            Self::GivenName => &profile.given_name,
            Self::Surname => &profile.surname,
            Self::MobilePhone => &profile.mobile_phone,
            Self::BusinessPhone => {
                return match profile.business_phones.as_slice() {
                    [] => Ok(None),
                    [one] => Ok(Some(one.clone())),
                    _ => Err(ManyValues),
                };
            }
            Self::Office => &profile.office_location,
            Self::Street => &profile.street_address,
            Self::PostalCode => &profile.postal_code,
            Self::City => &profile.city,
            Self::State => &profile.state,
            Self::Country => &profile.country,
        };
        Ok(text.clone())
    }

    /// What was typed, as it is sent: without spaces around it, `None` when nothing is left.
    ///
    /// # Errors
    /// Says what is wrong; the service would refuse it too.
    pub fn check(self, typed: &str) -> Result<Option<String>, FieldFault> {
        let text = typed.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if text.chars().count() > self.longest() as usize {
            return Err(FieldFault::TooLong {
                maximum: self.longest(),
            });
        }
        let may_break = self == Self::Street;
        if text.chars().any(|c| deceives(c) && !(may_break && c == '\n')) || !is_seen(text) {
            return Err(FieldFault::Characters);
        }
        if self.is_phone() && !is_phone(text) {
            return Err(FieldFault::NotAPhone);
        }
        Ok(Some(text.to_owned()))
    }
}

/// The field has more values than a form can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ManyValues;

/// Control characters, and those that turn or hide what stands beside them (Unicode TR 36 §2.5).
fn deceives(c: char) -> bool {
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

    use super::*;

    #[test]
    fn b03_a_field_takes_what_the_service_takes() {
        let phone = |typed: &str| ProfileField::MobilePhone.check(typed);
        for typed in ["+31 6 12 34 56 78", "(050) 555 01 23 x12", " 112 "] {
            assert_eq!(phone(typed), Ok(Some(typed.trim().to_owned())));
        }
        for typed in ["12", "bel me", "06+12", "+31 6 <b>", "١٢٣٤٥٦"] {
            assert_eq!(phone(typed), Err(FieldFault::NotAPhone), "{typed}");
        }
        assert_eq!(phone("\u{202e}87654321"), Err(FieldFault::Characters));
        assert_eq!(phone("  "), Ok(None), "emptied");
        let office = ProfileField::Office;
        assert_eq!(
            office.check(&"é".repeat(129)),
            Err(FieldFault::TooLong { maximum: 128 })
        );
        assert_eq!(office.check("a\u{200b}b"), Err(FieldFault::Characters));
        assert_eq!(office.check("a\nb"), Err(FieldFault::Characters));
        for unseen in [
            "\u{3164}",
            "\u{2800}",
            "a\u{115f}",
            "a\u{1160}",
            "\u{ffa0}",
            "a\u{34f}b",
            "a\u{fe0f}",
            "a\u{e0101}",
            "\u{301}",
        ] {
            assert_eq!(office.check(unseen), Err(FieldFault::Characters), "{unseen:?}");
        }
        assert_eq!(office.check("Cafe\u{301}"), Ok(Some("Cafe\u{301}".into())));
        assert_eq!(
            ProfileField::Street.check("Kade 1\nGebouw B"),
            Ok(Some("Kade 1\nGebouw B".into()))
        );
    }

    #[test]
    fn b03_several_business_phones_are_not_put_into_one_field() {
        let with = |phones: &[&str]| {
            let profile = Profile {
                business_phones: phones.iter().map(|&phone| phone.to_owned()).collect(),
                ..Profile::default()
            };
            ProfileField::BusinessPhone.of(&profile)
        };
        assert_eq!(with(&[]), Ok(None));
        assert_eq!(with(&["112"]), Ok(Some("112".into())));
        assert_eq!(with(&["112", "113"]), Err(ManyValues));
    }

    proptest! {
        #[test]
        fn b03_what_was_taken_once_is_taken_again(typed in any::<String>(), at in 0..ProfileField::ALL.len()) {
            let field = ProfileField::ALL[at];
            if let Ok(Some(kept)) = field.check(&typed) {
                prop_assert!(!kept.is_empty() && kept.chars().count() <= field.longest() as usize);
                prop_assert_eq!(field.check(&kept), Ok(Some(kept.clone())));
            }
        }
    }
}
