//! Secrets that stand alone: told by their shape. A run of characters that tokens are made of is judged as a whole
//! before its parts, because anything may stand in the middle of random text.

use std::ops::Range;

use super::span::Span;

/// Shorter runs cannot be told from words.
const SHORTEST_TOKEN: usize = 20;
/// Longer ones are no word in any language; 32 random bytes are 43 characters of base64.
const LONGEST_WORD: usize = 40;
/// Words of identifiers are four letters and more on average; those of random text about two.
const SHORTEST_MEAN_WORD: f64 = 3.4;
/// So many odd neighbours (`aB3`, `XY`) in [`LONGEST_WORD`] characters are no words: random text has about sixteen.
const MOST_ODD: usize = 3;
/// The beginning of every JWT: base64 of `{"`.
const JWT: &str = "eyJ";
const SHORTEST_JWT: usize = 12;

/// Finds what looks like a token or a user code.
pub(super) fn find(text: &str, found: &mut Vec<Span>) {
    for run in stretches(0..text.len(), |at| is_token(text.as_bytes()[at])) {
        let at = run.start;
        let run = &text[run];
        let in_run = |part: Range<usize>| Span::secret(at + part.start, at + part.end);
        found.extend(slashed(run).into_iter().map(in_run));
        found.extend(parts(run).into_iter().map(in_run));
    }
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-+/=~.".contains(&byte)
}

/// Standard base64 holds slashes and reads like a path. Unlike one it mixes capitals, small letters and digits.
fn slashed(run: &str) -> Vec<Range<usize>> {
    let bytes = run.as_bytes();
    let mut solid: Vec<bool> = bytes
        .iter()
        .map(|b| b.is_ascii_alphanumeric() || b"+/".contains(b))
        .collect();
    for piece in split(run, 0..run.len(), &['/', '.', '+', '=', '~']) {
        if is_uuid(&run[piece.clone()]) {
            solid[piece].fill(false);
        }
    }
    let chains = stretches(0..bytes.len(), |at| solid[at]);
    let long = chains.filter(|chain| chain.len() >= LONGEST_WORD);
    long.flat_map(|chain| random_pieces(run, chain)).collect()
}

/// The pieces between slashes that [`LONGEST_WORD`] odd characters touch, without the words around them.
fn random_pieces(run: &str, chain: Range<usize>) -> Vec<Range<usize>> {
    let odd = |at: usize| usize::from(at > chain.start && is_odd(run.as_bytes(), at));
    let mut random = vec![false; chain.len()];
    let mut count = 0;
    let mut marked = 0;
    for end in 0..chain.len() {
        count += odd(chain.start + end);
        let Some(start) = (end + 1).checked_sub(LONGEST_WORD) else {
            continue;
        };
        if count > MOST_ODD {
            random[marked.max(start)..=end].fill(true);
            marked = end + 1;
        }
        count -= odd(chain.start + start);
    }
    let pieces = split(run, chain.clone(), &['/']);
    let touched =
        |piece: &Range<usize>| random[piece.start - chain.start..piece.end - chain.start].contains(&true);
    let is_word = |piece: &Range<usize>| run[piece.clone()].bytes().all(|b| b.is_ascii_lowercase());
    let mut found = Vec::new();
    for group in pieces.chunk_by(|one, two| touched(one) == touched(two)) {
        let first = group.iter().position(|piece| touched(piece) && !is_word(piece));
        let last = group.iter().rposition(|piece| touched(piece) && !is_word(piece));
        if let (Some(first), Some(last)) = (first, last) {
            found.push(group[first].start..group[last].end);
        }
    }
    found
}

/// `=` ends base64 or separates a name from its value.
fn parts(run: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for part in split(run, 0..run.len(), &['=']) {
        let padded = part.end < run.len() && run[part.end..].bytes().all(|b| b == b'=');
        let secrets = secrets_in(run, part.clone(), padded);
        found.extend(secrets.into_iter().map(|secret| {
            let end = if padded && secret.end == part.end {
                run.len()
            } else {
                secret.end
            };
            secret.start..end
        }));
    }
    found
}

fn secrets_in(run: &str, part: Range<usize>, padded: bool) -> Vec<Range<usize>> {
    let text = &run[part.clone()];
    let has_uuid = text.split(['/', '.']).any(is_uuid);
    let slashed = !has_uuid && text.contains(['+', '/']) && !text.starts_with('/') && !text.contains('.');
    if (padded || slashed) && looks_random(text) {
        return vec![part];
    }
    let mut found = Vec::new();
    let mut rest = part.clone();
    if let Some(jwt) = text.find(JWT).filter(|at| text.len() - at >= SHORTEST_JWT) {
        let start = text[..jwt].rfind(['/', '.']).map_or(0, |separator| separator + 1);
        rest.end = part.start + start;
        found.push(rest.end..part.end);
    }
    for dotted in split(run, rest, &['/']) {
        found.extend(dotted_secrets(run, dotted));
    }
    found
}

/// What is random between dots, with its neighbours that are no words: tokens have dots too.
fn dotted_secrets(run: &str, dotted: Range<usize>) -> Vec<Range<usize>> {
    let pieces = split(run, dotted, &['.']);
    let of = |piece: &Range<usize>| &run[piece.clone()];
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let piece = &pieces[at];
        at += 1;
        if has_user_code(of(piece)) {
            found.push(piece.clone());
        }
        if is_uuid(of(piece)) || !looks_random(of(piece)) {
            continue;
        }
        let mut whole = piece.clone();
        let before = pieces[..at - 1].iter().rev();
        for neighbour in before.take_while(|p| !stays_readable(of(p))) {
            whole.start = neighbour.start;
        }
        while let Some(neighbour) = pieces.get(at).filter(|p| !stays_readable(of(p))) {
            whole.end = neighbour.end;
            at += 1;
        }
        found.push(whole);
    }
    found
}

fn stays_readable(text: &str) -> bool {
    let bytes = text.as_bytes();
    is_uuid(text) || !bytes.iter().any(u8::is_ascii_digit) && !(1..bytes.len()).any(|at| is_odd(bytes, at))
}

fn is_uuid(text: &str) -> bool {
    let groups = text.split('-').map(str::len);
    groups.eq([8, 4, 4, 4, 12]) && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

fn looks_random(text: &str) -> bool {
    let bytes = text.as_bytes();
    let count = |fits: fn(&u8) -> bool| bytes.iter().filter(|b| fits(b)).count();
    let letters_and_digits = count(u8::is_ascii_alphanumeric);
    if letters_and_digits < SHORTEST_TOKEN {
        return false;
    }
    let mean = letters_and_digits as f64 / words(text) as f64;
    if mean < SHORTEST_MEAN_WORD {
        return true;
    }
    let odd = || (1..bytes.len()).filter(|at| is_odd(bytes, *at)).count();
    let long = letters_and_digits > LONGEST_WORD || (bytes.len() >= LONGEST_WORD && odd() > MOST_ODD);
    !text.contains('/') && (long || count(u8::is_ascii_digit) >= 3)
}

/// Whether a character goes with the one before it as in no word and no identifier: `XY`, `a1`, `1a`, a `+`.
fn is_odd(bytes: &[u8], at: usize) -> bool {
    use Class::{Digit, Gap, Lower, Upper};
    if bytes[at] == b'+' {
        return true;
    }
    match (Class::of(bytes[at - 1]), Class::of(bytes[at])) {
        (Gap, _) | (_, Gap) | (Lower | Upper, Lower) | (Lower, Upper) | (Digit, Digit) => false,
        (Upper, Upper) | (Digit, _) | (_, Digit) => true,
    }
}

/// Words as in an identifier: `userCode2_x` has four.
fn words(text: &str) -> usize {
    let mut count = 0;
    let mut previous = Class::Gap;
    for now in text.bytes().map(Class::of) {
        let goes_on = now == previous || (previous, now) == (Class::Upper, Class::Lower);
        count += usize::from(now != Class::Gap && !goes_on);
        previous = now;
    }
    count.max(1)
}

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Upper,
    Lower,
    Digit,
    Gap,
}

impl Class {
    fn of(byte: u8) -> Self {
        match byte {
            b'A'..=b'Z' => Self::Upper,
            b'a'..=b'z' => Self::Lower,
            b'0'..=b'9' => Self::Digit,
            _ => Self::Gap,
        }
    }
}

/// A user code, also with decoration: `_WDJB-MJHT_`, `enter+WDJB-MJHT`.
fn has_user_code(text: &str) -> bool {
    text.split(['+', '~'])
        .any(|word| is_user_code(word.trim_matches(['-', '_'])))
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

/// The longest stretches of positions that fit.
fn stretches(within: Range<usize>, fits: impl Fn(usize) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut at = within.start;
    std::iter::from_fn(move || {
        let start = (at..within.end).find(|at| fits(*at))?;
        at = (start..within.end).find(|at| !fits(*at)).unwrap_or(within.end);
        Some(start..at)
    })
}

/// The pieces between separators, empty ones too.
fn split(text: &str, within: Range<usize>, separators: &[char]) -> Vec<Range<usize>> {
    let mut start = within.start;
    let mut pieces = Vec::new();
    for (offset, separator) in text[within.clone()].match_indices(separators) {
        let end = within.start + offset;
        pieces.push(start..end);
        start = end + separator.len();
    }
    pieces.push(start..within.end);
    pieces
}
