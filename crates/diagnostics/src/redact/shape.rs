//! Secrets that stand alone: told by their shape.

use super::MASK;

/// Shorter runs cannot be told from words.
const SHORTEST_TOKEN: usize = 20;
/// Longer ones are no word in any language; 32 random bytes are 43 characters of base64.
const LONGEST_WORD: usize = 40;
/// Words of identifiers are four letters and more on average; those of random text about two.
const SHORTEST_MEAN_WORD: f64 = 3.4;

/// Masks what stands before an `@` (or `%40`): the local part of an address, or the credentials in a URL.
pub(super) fn mask_before_at(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, sign)) = next_at(rest) {
        let (before, after) = (&rest[..at], &rest[at + sign.len()..]);
        let local = before
            .char_indices()
            .rev()
            .take_while(|(_, c)| is_local(*c))
            .last()
            .map_or(at, |(start, _)| start);
        let followed = after
            .chars()
            .next()
            .is_some_and(|c| c.is_alphanumeric() || c == '[');
        masked.push_str(&before[..local]);
        masked.push_str(if followed && local < at {
            "***"
        } else {
            &before[local..]
        });
        masked.push_str(sign);
        rest = after;
    }
    masked.push_str(rest);
    masked
}

fn next_at(text: &str) -> Option<(usize, &'static str)> {
    let plain = text.find('@').map(|at| (at, "@"));
    let escaped = text.find("%40").map(|at| (at, "%40"));
    match (plain, escaped) {
        (Some(p), Some(e)) => Some(if p.0 < e.0 { p } else { e }),
        (p, e) => p.or(e),
    }
}

fn is_local(char: char) -> bool {
    char.is_alphanumeric() || "!#$%*+-.:^_`|~".contains(char)
}

/// Masks what looks like a token or a user code.
pub(super) fn mask_tokens(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_token) {
        masked.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(|c| !is_token(c)).unwrap_or(rest.len());
        mask_run(&rest[..end], &mut masked);
        rest = &rest[end..];
    }
    masked.push_str(rest);
    masked
}

fn is_token(char: char) -> bool {
    char.is_ascii_alphanumeric() || "_-+/=~.".contains(char)
}

/// One run of token characters. `=` ends base64 or separates a name from its value.
fn mask_run(run: &str, masked: &mut String) {
    let mut rest = run;
    while let Some(sign) = rest.find('=') {
        let next = sign + rest[sign..].find(|c| c != '=').unwrap_or(rest.len() - sign);
        let (part, signs) = (&rest[..sign], &rest[sign..next]);
        if next == rest.len() && looks_random(part) {
            masked.push_str(MASK);
        } else {
            mask_part(part, masked);
            masked.push_str(signs);
        }
        rest = &rest[next..];
    }
    mask_part(rest, masked);
}

fn mask_part(part: &str, masked: &mut String) {
    // The beginning of every JWT: base64 of `{"`.
    if let Some(start) = part.find("eyJ").filter(|start| part.len() - start >= 12) {
        mask_part(&part[..start], masked);
        masked.push_str(MASK);
        return;
    }
    let has_uuid = part.split(['/', '.']).any(is_uuid);
    let base64 = !has_uuid && part.contains(['+', '/']) && !part.starts_with('/') && !part.contains('.');
    if base64 && looks_random(part) {
        masked.push_str(MASK);
        return;
    }
    for piece in part.split_inclusive(['/', '.']) {
        let name = piece.trim_end_matches(['/', '.']);
        if is_user_code(name) || (!is_uuid(name) && looks_random(name)) {
            masked.push_str(MASK);
            masked.push_str(&piece[name.len()..]);
        } else {
            masked.push_str(piece);
        }
    }
}

fn is_uuid(text: &str) -> bool {
    let groups = text.split('-').map(str::len);
    groups.eq([8, 4, 4, 4, 12]) && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

fn looks_random(text: &str) -> bool {
    let count = |fits: fn(&u8) -> bool| text.bytes().filter(fits).count();
    let letters_and_digits = count(u8::is_ascii_alphanumeric);
    if letters_and_digits < SHORTEST_TOKEN {
        return false;
    }
    let long = letters_and_digits > LONGEST_WORD && !text.contains('/');
    let mean = letters_and_digits as f64 / words(text) as f64;
    let digits = count(u8::is_ascii_digit);
    long || mean < SHORTEST_MEAN_WORD || (digits >= 3 && !text.contains('/'))
}

/// Words as in an identifier: `userCode2_x` has four.
fn words(text: &str) -> usize {
    #[derive(Clone, Copy, PartialEq)]
    enum Class {
        Upper,
        Lower,
        Digit,
        Gap,
    }
    let class = |b: u8| match b {
        b'A'..=b'Z' => Class::Upper,
        b'a'..=b'z' => Class::Lower,
        b'0'..=b'9' => Class::Digit,
        _ => Class::Gap,
    };
    let mut count = 0;
    let mut previous = Class::Gap;
    for now in text.bytes().map(class) {
        let goes_on = now == previous || (previous, now) == (Class::Upper, Class::Lower);
        count += usize::from(now != Class::Gap && !goes_on);
        previous = now;
    }
    count.max(1)
}

/// RFC 8628 §6.1 and Entra: `BCDF-GHJK`, `BCDFGHJK`, `GQ2LCBKDX`.
fn is_user_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    let code = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    let letters = bytes.iter().filter(|b| b.is_ascii_uppercase()).count();
    if let Some((one, two)) = text.split_once('-') {
        let halves = [one, two].map(|half| half.len() == 4 && half.bytes().all(|b| code(&b)));
        return halves == [true, true] && letters > 0;
    }
    let consonants = || bytes.iter().all(|b| !b"AEIOUY".contains(b));
    let mixed = letters > 0 && letters < bytes.len();
    matches!(bytes.len(), 8 | 9)
        && bytes.iter().all(code)
        && !text.starts_with("AADSTS")
        && (mixed || (letters > 0 && consonants()))
}
