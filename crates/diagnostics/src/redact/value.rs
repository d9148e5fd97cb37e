//! Where the value behind a name begins and ends, in the ways logs write values.

/// How far a value goes that is not wrapped in quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// To what ends a value: a blank, a comma, a bracket.
    Value,
    /// To the end of the line: a header may hold blanks, quotes and `=`.
    Line,
    /// As a value; digits may stand in groups.
    Digits,
}

/// The position behind `=`, `:` or `=>`, with the quotes and blanks around it. `::` separates paths, not values.
pub(super) fn after_separator(bytes: &[u8], name_end: usize) -> Option<usize> {
    let closing = name_end + length(&bytes[name_end..], |b| matches!(b, b'\\' | b'"' | b'\''));
    let at = closing + length(&bytes[closing..], is_blank);
    let value = match &bytes[at..] {
        [b':', b':', ..] => return None,
        [b'=', b'>', ..] => at + 2,
        [b'=' | b':', ..] => at + 1,
        _ => return None,
    };
    Some(value + length(&bytes[value..], is_blank))
}

/// Where the value that begins at `start` begins and ends without its wrapping.
pub(super) fn extent(bytes: &[u8], start: usize, reach: Reach) -> (usize, usize) {
    let mut from = start;
    for wrapping in [&b"Some("[..], b"Ok("] {
        if bytes[from..].starts_with(wrapping) {
            from += wrapping.len();
        }
    }
    let rest = &bytes[from..];
    if let Some(quoted) = Quoted::at_start_of(rest) {
        // `Cookie: "a"; b=c`
        let goes_on = reach == Reach::Line && rest.get(quoted.behind) == Some(&b';');
        let end = if goes_on {
            quoted.behind + line(&rest[quoted.behind..])
        } else {
            quoted.end
        };
        return (from + quoted.inside, from + end);
    }
    let long = match (reach, rest.first()) {
        (Reach::Line, _) => line(rest),
        (Reach::Digits, Some(b'0'..=b'9')) => digits(rest).max(length(rest, is_value)),
        _ => plain(rest),
    };
    (from, from + long)
}

/// A quoted value, also one in a quoted text: the closing quote stands behind as many backslashes as the opening one.
/// Without one the value goes on to the end.
struct Quoted {
    inside: usize,
    end: usize,
    behind: usize,
}

impl Quoted {
    fn at_start_of(rest: &[u8]) -> Option<Self> {
        let backslashes = length(rest, |b| b == b'\\');
        let quote = *rest.get(backslashes).filter(|b| is_quote(**b))?;
        let inside = backslashes + 1;
        let mut run = 0;
        for (at, byte) in rest.iter().enumerate().skip(inside) {
            let closes = if backslashes == 0 {
                run % 2 == 0
            } else {
                run == backslashes
            };
            if *byte == quote && closes {
                let (end, behind) = (at - backslashes, at + 1);
                return Some(Self { inside, end, behind });
            }
            run = if *byte == b'\\' { run + 1 } else { 0 };
        }
        let (end, behind) = (rest.len(), rest.len());
        Some(Self { inside, end, behind })
    }
}

/// Up to the end of the line, or to the quote that closes the text the line stands in. A quote behind a `=` opens a
/// part of the value.
fn line(rest: &[u8]) -> usize {
    let mut within = false;
    let mut before = b' ';
    for (at, byte) in rest.iter().enumerate() {
        match byte {
            b'\n' | b'\r' => return at,
            b'"' if within => within = false,
            b'"' if before == b'=' => within = true,
            b'"' => return at,
            _ => {}
        }
        if *byte != b'\\' {
            before = *byte;
        }
    }
    rest.len()
}

/// `123 456`, `12-34-56`: without the blanks behind.
fn digits(rest: &[u8]) -> usize {
    let grouped = length(rest, |b| matches!(b, b'0'..=b'9' | b' ' | b'-'));
    let last = rest[..grouped].iter().rposition(u8::is_ascii_digit);
    last.map_or(0, |last| last + 1)
}

/// A value without quotes, with the brackets that open in it: `hunter2x`, `[104, 117]`, `Token("hunter2x")`,
/// `Token { inner: "hunter2x" }`.
fn plain(rest: &[u8]) -> usize {
    let mut end = 0;
    loop {
        end += length(&rest[end..], |b| is_value(b) && !is_opening(b));
        let named = end > 0
            && rest[..end]
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || *b == b':');
        let opening = match &rest[end..] {
            [first, ..] if is_opening(*first) => end,
            [b' ', b'{', ..] if named => end + 1,
            _ => return end,
        };
        end = closing_bracket(rest, opening);
    }
}

/// Behind the bracket that closes the one at `opening`; without one, the end.
fn closing_bracket(rest: &[u8], opening: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = opening;
    while let Some(byte) = rest.get(at) {
        if let Some(quoted) = Quoted::at_start_of(&rest[at..]).filter(|_| *byte != b'\'') {
            at += quoted.behind;
            continue;
        }
        at += 1;
        if is_opening(*byte) {
            depth += 1;
        } else if matches!(byte, b')' | b']' | b'}') {
            depth -= 1;
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn is_value(byte: u8) -> bool {
    !byte.is_ascii_whitespace()
        && !is_quote(byte)
        && !matches!(byte, b'&' | b',' | b';' | b')' | b'}' | b']' | b'<' | b'>')
}

fn is_opening(byte: u8) -> bool {
    matches!(byte, b'(' | b'[' | b'{')
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'')
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// How many bytes at the beginning fit.
pub(super) fn length(bytes: &[u8], fits: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|b| fits(**b)).count()
}
