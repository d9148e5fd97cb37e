//! A text as it reads without percent escapes (RFC 3986 §2.1), and where that stands in the text as it came.

use std::borrow::Cow;

use super::span::Span;

/// An address in the query of an address in a query: nobody nests deeper.
const DEEPEST: usize = 3;

pub(super) struct View<'t> {
    text: Cow<'t, str>,
    /// Where each byte, and the end, stands in the text as it came; `None` when this is that text.
    origin: Option<Vec<usize>>,
    depth: usize,
}

impl<'t> View<'t> {
    pub(super) fn as_written(text: &'t str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            origin: None,
            depth: 0,
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The same span in the text as it came.
    pub(super) fn original(&self, span: Span) -> Span {
        Span {
            from: self.origin(span.from),
            to: self.origin(span.to),
            ..span
        }
    }

    /// One level of escapes less, if there are any. Only ASCII is unescaped, so that it stays text.
    pub(super) fn unescaped(&self) -> Option<Self> {
        let bytes = self.text.as_bytes();
        if self.depth == DEEPEST || !(0..bytes.len()).any(|at| escape(&bytes[at..]).is_some()) {
            return None;
        }
        let mut text = Vec::with_capacity(bytes.len());
        let mut origin = Vec::with_capacity(bytes.len() + 1);
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let escaped = escape(&bytes[at..]);
            text.push(escaped.unwrap_or(*byte));
            origin.push(self.origin(at));
            at += if escaped.is_some() { 3 } else { 1 };
        }
        origin.push(self.origin(at));
        let text = String::from_utf8(text).expect("only ASCII was put in the place of ASCII");
        Some(Self {
            text: Cow::Owned(text),
            origin: Some(origin),
            depth: self.depth + 1,
        })
    }

    fn origin(&self, at: usize) -> usize {
        self.origin.as_ref().map_or(at, |origin| origin[at])
    }
}

fn escape(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else {
        return None;
    };
    let digit = |b: &u8| char::from(*b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    Some(digit(high)? << 4 | digit(low)?).filter(u8::is_ascii)
}
