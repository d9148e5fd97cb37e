//! Values that stand behind a telling name, in the ways logs write them: `name=value`, `"name":"value"` (also escaped
//! inside a string), `name: Some("value")`, `Name: value` (headers), `?name=value&`.

use super::span::{MASKED, Span};
use super::value::{Reach, after_separator, extent, length};

/// Ends of names (lower case, without `_` and `-`) whose values are always secret.
const TELLING: &[&str] = &[
    "accesskey",
    "apikey",
    "assertion",
    "authorization",
    "authorizationcode",
    "clientinfo",
    "cookie",
    "devicecode",
    "idtokenhint",
    "loginhint",
    "otp",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "secretkey",
    "snapshotkey",
    "token",
    "usercode",
    "verifier",
];
/// Names that are secret as a whole word only.
const TELLING_WORDS: &[&str] = &["nonce", "pin"];
/// Names that are secret among the parameters of an address or a form only: elsewhere they are ordinary words.
const TELLING_PARAMETERS: &[&str] = &["claims", "sessionstate", "sid", "state"];
/// Authentication schemes: `Bearer <token>` (RFC 9110 §11.4).
const SCHEMES: &[&str] = &["basic", "bearer", "dpop"];

#[derive(Clone, Copy, PartialEq)]
enum Secrecy {
    /// Up to the end of the value.
    Value,
    /// A header: up to the end of the line.
    Header,
    /// A user's code or an authorization code, unless it is the code of an error.
    Code,
    Scheme,
}

pub(super) fn find(text: &str, found: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = at + length(&bytes[at..], is_name);
        let secret = (end > at).then(|| secret_behind(text, at, end)).flatten();
        found.extend(secret);
        at = secret.map_or(end, |s| s.to).max(at + 1);
    }
}

/// The secret value of the name at `start..end`, if it has one.
fn secret_behind(text: &str, start: usize, end: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    let parameter = is_parameter(bytes, start, end);
    let secrecy = secrecy_of(&text[start..end], parameter)?;
    let reach = match secrecy {
        Secrecy::Value => Reach::Value,
        Secrecy::Header => Reach::Line,
        Secrecy::Code => Reach::Digits,
        Secrecy::Scheme => return credentials(bytes, end),
    };
    let (from, to) = extent(bytes, after_separator(bytes, end)?, reach);
    let value = &text[from..to];
    let harmless = matches!(value, "" | "None" | "null" | "true" | "false" | MASKED);
    let error = secrecy == Secrecy::Code && !parameter && is_error_code(value);
    (!harmless && !error).then(|| Span::secret(from, to))
}

/// One of several parameters of an address or a form: behind a `?`, `#` or `&`, or before a `&`.
fn is_parameter(bytes: &[u8], start: usize, end: usize) -> bool {
    if start > 0 && matches!(bytes[start - 1], b'?' | b'#' | b'&') {
        return true;
    }
    let [b'=', value @ ..] = &bytes[end..] else {
        return false;
    };
    let long = length(value, |b| b.is_ascii_alphanumeric() || b"-._~%+/".contains(&b));
    long > 0 && value.get(long) == Some(&b'&')
}

fn secrecy_of(name: &str, parameter: bool) -> Option<Secrecy> {
    let plain: String = name
        .chars()
        .filter(|c| !matches!(c, '_' | '-'))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let is_in = |words: &[&str]| words.contains(&plain.as_str());
    if plain == "code" {
        return Some(Secrecy::Code);
    }
    if plain.ends_with("cookie") || plain.ends_with("authorization") {
        return Some(Secrecy::Header);
    }
    if is_in(SCHEMES) {
        return Some(Secrecy::Scheme);
    }
    let telling = TELLING.iter().any(|ending| plain.ends_with(ending))
        || is_in(TELLING_WORDS)
        || (parameter && is_in(TELLING_PARAMETERS));
    telling.then_some(Secrecy::Value)
}

/// `Bearer abc` holds credentials, `Bearer realm="x"` a challenge.
fn credentials(bytes: &[u8], scheme_end: usize) -> Option<Span> {
    let from = scheme_end + length(&bytes[scheme_end..], |b| b == b' ');
    let rest = &bytes[from..];
    let long = length(rest, |b| b.is_ascii_alphanumeric() || b"-._~+/".contains(&b));
    let padding = length(&rest[long..], |b| b == b'=');
    let named = rest[..long].iter().all(|b| b.is_ascii_lowercase() || *b == b'_');
    let challenge = padding == 1 && named;
    (from > scheme_end && long >= 8 && !challenge).then(|| Span::secret(from, from + long + padding))
}

/// `invalid_grant`, `Authorization_RequestDenied`, `404`, `53003`: worth more in a log than behind a mask.
fn is_error_code(value: &str) -> bool {
    let all = |fits: fn(&u8) -> bool| value.bytes().all(|b| fits(&b));
    if all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'-')) {
        return value.bytes().filter(u8::is_ascii_digit).count() <= 5;
    }
    (3..=40).contains(&value.len())
        && all(|b| b.is_ascii_alphabetic() || *b == b'_')
        && value.bytes().any(|b| b.is_ascii_lowercase())
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}
