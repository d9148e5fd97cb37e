//! What a new password has to satisfy, as far as it can be known here, and how easily it is guessed (B-114, B-115).
//!
//! The service has the last word: it knows earlier passwords and the organization's own words.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use zxcvbn::{Score, zxcvbn};

/// More bytes are no password: the longest one, of 256 characters, has no form that is longer.
const MOST_BYTES: usize = 4096;
/// Shorter parts of names are in too many words (Entra does the same).
const SHORTEST_NAME: usize = 4;
/// Both readings of what may stand for two letters.
const READINGS: [char; 2] = ['l', 'i'];

/// What the organization says of passwords (`selfService.passwordPolicy`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordPolicy {
    /// In characters.
    pub minimum_length: u32,
    pub maximum_length: u32,
    /// How many of lower case, upper case, digits and symbols; `None`: none are demanded.
    pub required_classes: Option<u32>,
    /// Characters beyond printable ASCII.
    pub unicode_allowed: bool,
    /// How many earlier passwords cannot come back, the current one among them.
    pub history: u32,
    #[serde(with = "time::serde::rfc3339::option")]
    pub last_changed_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires_at: Option<OffsetDateTime>,
    pub obstacle: Option<PasswordObstacle>,
    /// `false`: this sign-in proved so much that the current one need not be typed (B-113).
    pub current_required: bool,
}

impl Default for PasswordPolicy {
    /// Microsoft Entra ID's rules (B-114), for an authority that does not say.
    fn default() -> Self {
        Self {
            minimum_length: 8,
            maximum_length: 256,
            required_classes: Some(3),
            unicode_allowed: false,
            history: 1,
            last_changed_at: None,
            expires_at: None,
            obstacle: None,
            current_required: true,
        }
    }
}

/// Why the password cannot be changed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordObstacle {
    /// It is kept in a directory of the organization's own (B-118).
    OnPremises,
    NotAllowed,
    /// The person signs in without one.
    NoPassword,
    /// The organization a guest comes from has it (B-18).
    HomeOrganization,
}

/// What a new password does not satisfy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PasswordFault {
    TooShort,
    TooLong,
    /// It has characters nobody sees.
    Invisible,
    NotAscii,
    TooFewClasses,
    ContainsName,
    /// Too easy to guess, or on a list that nobody is shown (B-115).
    Guessable,
    /// The person has it, or had it.
    Reused,
}

impl PasswordFault {
    /// All of them, in the order in which people are told.
    pub const ALL: [Self; 8] = [
        Self::TooShort,
        Self::TooLong,
        Self::Invisible,
        Self::NotAscii,
        Self::TooFewClasses,
        Self::ContainsName,
        Self::Guessable,
        Self::Reused,
    ];
}

/// One line of the checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCheck {
    /// What it would be if it is not met.
    pub fault: PasswordFault,
    /// `None`: nothing was typed yet, or only the service knows.
    pub met: Option<bool>,
}

/// How easily it is guessed, by the estimate of zxcvbn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    VeryWeak,
    Weak,
    Fair,
    Good,
    Strong,
}

/// What can be said of a new password before it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// What always holds, and of the rest what is not met.
    pub checks: Vec<PasswordCheck>,
    /// `None`: nothing was typed.
    pub strength: Option<Strength>,
}

impl Judgement {
    /// Whether nothing speaks against it.
    pub fn is_acceptable(&self) -> bool {
        self.strength.is_some() && self.checks.iter().all(|check| check.met != Some(false))
    }
}

/// Judges what is typed; `names` are the person's. Takes milliseconds.
pub fn judge(
    typed: &SecretString,
    current: Option<&SecretString>,
    policy: &PasswordPolicy,
    names: &[String],
) -> Judgement {
    let is_empty = typed.expose_secret().is_empty();
    let prepared = prepared(typed);
    let faults = match &prepared {
        Some(password) => faults(password.expose_secret(), policy, names),
        None => vec![PasswordFault::TooLong],
    };
    let is_current = current.is_some_and(|current| {
        let same = |a: &SecretString, b: &SecretString| a.expose_secret() == b.expose_secret();
        match (&prepared, self::prepared(current)) {
            (Some(new), Some(current)) => same(new, &current),
            _ => false,
        }
    });
    let checks = PasswordFault::ALL.into_iter().filter_map(|fault| {
        let violated = faults.contains(&fault) || fault == PasswordFault::Reused && is_current;
        let is_listed = match fault {
            PasswordFault::TooShort | PasswordFault::ContainsName | PasswordFault::Guessable => true,
            PasswordFault::Reused => true,
            PasswordFault::TooFewClasses => policy.required_classes.is_some(),
            PasswordFault::NotAscii => !policy.unicode_allowed,
            PasswordFault::TooLong | PasswordFault::Invisible => false,
        };
        // Whether it was used before only the service knows.
        let is_known = !is_empty && (violated || fault != PasswordFault::Reused);
        let met = is_known.then_some(!violated);
        (is_listed || !is_empty && violated).then_some(PasswordCheck { fault, met })
    });
    let strength = prepared.filter(|_| !is_empty).map(|password| {
        let known: Vec<&str> = names.iter().map(String::as_str).collect();
        strength(password.expose_secret(), &known)
    });
    Judgement {
        checks: checks.collect(),
        strength,
    }
}

/// The parts of a name that a password must not contain.
pub fn parts_of_name(name: &str) -> Vec<String> {
    let parts = name.split(|c: char| !c.is_alphanumeric());
    parts
        .chain([name])
        .filter(|part| part.chars().count() >= SHORTEST_NAME)
        .map(str::to_owned)
        .collect()
}

fn faults(password: &str, policy: &PasswordPolicy, names: &[String]) -> Vec<PasswordFault> {
    let length = u32::try_from(password.chars().count()).unwrap_or(u32::MAX);
    let too_few = policy
        .required_classes
        .is_some_and(|required| classes(password) < required);
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let judged = [
        (length < policy.minimum_length, PasswordFault::TooShort),
        (length > policy.maximum_length, PasswordFault::TooLong),
        (password.chars().any(is_invisible), PasswordFault::Invisible),
        (
            !policy.unicode_allowed && !password.chars().all(is_printable_ascii),
            PasswordFault::NotAscii,
        ),
        (too_few, PasswordFault::TooFewClasses),
        (contains(password, names), PasswordFault::ContainsName),
        (
            strength(password, &known) < Strength::Good,
            PasswordFault::Guessable,
        ),
    ];
    judged
        .into_iter()
        .filter_map(|(fails, fault)| fails.then_some(fault))
        .collect()
}

/// "Any score less than 3 should be considered too weak."
fn strength(password: &str, known: &[&str]) -> Strength {
    match zxcvbn(password, known).score() {
        Score::Zero => Strength::VeryWeak,
        Score::One => Strength::Weak,
        Score::Two => Strength::Fair,
        Score::Three => Strength::Good,
        // The enum may grow: what is more than enough is strong.
        _ => Strength::Strong,
    }
}

/// The form in which the service hashes and compares (RFC 8265 §4.2, OpaqueString). `None` for what is too long.
fn prepared(typed: &SecretString) -> Option<SecretString> {
    let typed = typed.expose_secret();
    if typed.len() > MOST_BYTES {
        return None;
    }
    let blanks = typed.chars().map(|c| if is_blank(c) { ' ' } else { c });
    Some(blanks.nfc().collect::<String>().into())
}

/// Blanks of any width (Unicode category Zs).
const fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// What nobody sees: whoever pasted one could not type the password again.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fdd0}'..='\u{fdef}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
        || c as u32 & 0xfffe == 0xfffe
}

const fn is_printable_ascii(c: char) -> bool {
    matches!(c, ' '..='~')
}

/// How many of lower case, upper case, digits and symbols are in it.
fn classes(password: &str) -> u32 {
    let has = |is: fn(char) -> bool| u32::from(password.chars().any(is));
    has(|c| c.is_ascii_lowercase())
        + has(|c| c.is_ascii_uppercase())
        + has(|c| c.is_ascii_digit())
        + has(|c| is_printable_ascii(c) && !c.is_ascii_alphanumeric())
}

/// Whether a name is in the password, behind whatever letter case, accents and digits for letters.
fn contains(password: &str, names: &[String]) -> bool {
    READINGS.into_iter().any(|one| {
        let password = folded(password, one);
        names.iter().any(|name| password.contains(&folded(name, one)))
    })
}

/// Without letter case, accents, and the usual signs for letters; `one` is what a 1 stands for.
fn folded(text: &str, one: char) -> String {
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '0' => 'o',
            '1' | '|' | '!' => one,
            '3' | '€' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' | '+' => 't',
            '8' => 'b',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests;
