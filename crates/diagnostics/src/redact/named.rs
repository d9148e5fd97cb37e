//! Values that stand behind a telling name, in the ways logs write them: `name=value`, `"name":"value"` (also escaped
//! inside a string), `name: Some("value")`, `Name: value` (headers), `?name=value&`, `%3Fname%3Dvalue`.

use super::MASK;

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
/// Names that are secret in the query of an address only: elsewhere they are ordinary words.
const TELLING_IN_QUERY: &[&str] = &["claims", "sessionstate", "sid", "state"];
/// Authentication schemes: `Bearer <token>` (RFC 9110 §11.4).
const SCHEMES: &[&str] = &["basic", "bearer", "dpop"];

#[derive(Clone, Copy, PartialEq)]
enum Secrecy {
    /// Up to the end of the value.
    Value,
    /// Up to the end of the line: a header may hold spaces and `=`.
    Line,
    /// A user's code or an authorization code, unless it is the code of an error.
    Code,
    Scheme,
}

pub(super) fn mask_values(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut masked = String::with_capacity(text.len());
    let mut copied = 0;
    let mut at = 0;
    while at < bytes.len() {
        if !is_name(bytes[at]) {
            at += 1;
            continue;
        }
        let end = at + length(&bytes[at..], is_name);
        if let Some((from, to)) = secret_behind(text, at, end) {
            masked.push_str(&text[copied..from]);
            masked.push_str(MASK);
            copied = to;
        }
        at = end.max(copied);
    }
    masked.push_str(&text[copied..]);
    masked
}

/// Where the secret value of the name at `start..end` lies, if it has one.
fn secret_behind(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let before = start.checked_sub(1).map(|i| bytes[i]);
    let mut name = &text[start..end];
    let mut in_query = matches!(before, Some(b'?' | b'&'));
    let escaped = before == Some(b'%') && name.len() > 2;
    if escaped {
        in_query = name.starts_with("26") || name.to_ascii_lowercase().starts_with("3f");
        name = &name[2..];
    }
    let secrecy = secrecy_of(name, in_query)?;
    if secrecy == Secrecy::Scheme {
        return after_scheme(bytes, end);
    }
    let value = after_separator(bytes, end)?;
    let value = value + length(&bytes[value..], |b| b == b' ');
    let (from, to) = extent(bytes, value, secrecy);
    let content = &text[from..to];
    let harmless = matches!(content, "" | "None" | "null" | "true" | "false" | "[redacted]");
    if harmless || (secrecy == Secrecy::Code && !in_query && is_error_code(content)) {
        return None;
    }
    Some((from, to))
}

fn secrecy_of(name: &str, in_query: bool) -> Option<Secrecy> {
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
        return Some(Secrecy::Line);
    }
    if is_in(SCHEMES) {
        return Some(Secrecy::Scheme);
    }
    let telling = TELLING.iter().any(|ending| plain.ends_with(ending))
        || is_in(TELLING_WORDS)
        || (in_query && is_in(TELLING_IN_QUERY));
    telling.then_some(Secrecy::Value)
}

/// The position behind `=`, `:`, `=>` or `%3D`, with the quotes and spaces before it. `::` separates paths, not values.
fn after_separator(bytes: &[u8], name_end: usize) -> Option<usize> {
    let closing = name_end + length(&bytes[name_end..], |b| matches!(b, b'\\' | b'"' | b'\''));
    let at = closing + length(&bytes[closing..], |b| b == b' ');
    let rest = &bytes[at..];
    if rest.len() >= 3 && rest[..3].eq_ignore_ascii_case(b"%3D") {
        return Some(at + 3);
    }
    match rest {
        [b':', b':', ..] => None,
        [b'=', b'>', ..] => Some(at + 2),
        [b'=' | b':', ..] => Some(at + 1),
        _ => None,
    }
}

/// Where the value that begins at `start` begins and ends without its wrapping.
fn extent(bytes: &[u8], start: usize, secrecy: Secrecy) -> (usize, usize) {
    let mut from = start;
    for wrapping in [&b"Some("[..], b"Ok("] {
        if bytes[from..].starts_with(wrapping) {
            from += wrapping.len();
        }
    }
    let backslashes = length(&bytes[from..], |b| b == b'\\');
    if let Some(quote @ (b'"' | b'\'')) = bytes.get(from + backslashes) {
        let inside = from + backslashes + 1;
        return (inside, closing_quote(bytes, inside, backslashes, *quote));
    }
    let rest = &bytes[from..];
    let long = match (secrecy, rest.first()) {
        (Secrecy::Line, _) => length(rest, |b| !matches!(b, b'\n' | b'\r' | b'"')),
        // Bytes, as `Debug` writes them.
        (_, Some(b'[')) => (length(rest, |b| b != b']') + 1).min(rest.len()),
        (Secrecy::Code, Some(b'0'..=b'9')) => {
            let digits = length(rest, |b| matches!(b, b'0'..=b'9' | b' ' | b'-'));
            let plain = length(rest, is_value);
            let spoken = rest[..digits]
                .iter()
                .rposition(u8::is_ascii_digit)
                .map_or(0, |last| last + 1);
            spoken.max(plain)
        }
        _ => length(rest, is_value),
    };
    (from, from + long)
}

/// The closing quote stands behind as many backslashes as the opening one; without one the value goes on to the end.
fn closing_quote(bytes: &[u8], inside: usize, backslashes: usize, quote: u8) -> usize {
    let mut run = 0;
    for (offset, byte) in bytes[inside..].iter().enumerate() {
        if *byte == quote {
            let closes = if backslashes == 0 {
                run % 2 == 0
            } else {
                run == backslashes
            };
            if closes {
                return inside + offset - if backslashes == 0 { 0 } else { run };
            }
        }
        run = if *byte == b'\\' { run + 1 } else { 0 };
    }
    bytes.len()
}

/// `Bearer abc` is a credential, `Bearer realm="x"` a challenge.
fn after_scheme(bytes: &[u8], end: usize) -> Option<(usize, usize)> {
    let from = end + length(&bytes[end..], |b| b == b' ');
    let long = length(&bytes[from..], |b| {
        b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~' | b'+' | b'/')
    });
    let challenge = matches!(bytes.get(from + long..), Some([b'=', next, ..]) if *next != b'=' && !next.is_ascii_whitespace());
    (from > end && long >= 8 && !challenge).then_some((from, from + long))
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

fn is_value(byte: u8) -> bool {
    !byte.is_ascii_whitespace()
        && !matches!(
            byte,
            b'&' | b',' | b';' | b')' | b'}' | b']' | b'"' | b'\'' | b'<' | b'>' | b'%'
        )
}

fn length(bytes: &[u8], fits: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|b| fits(**b)).count()
}
