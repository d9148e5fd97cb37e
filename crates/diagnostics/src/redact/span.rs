//! Where secrets lie in a text, and what stands there instead.

/// What stands in the place of a secret.
pub(super) const MASKED: &str = "[redacted]";

/// What stands in the place of who somebody is, so that an address still reads as one.
const SOMEBODY: &str = "***";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Somebody,
    Secret,
}

/// The bytes `from..to` of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) kind: Kind,
}

impl Span {
    pub(super) fn secret(from: usize, to: usize) -> Self {
        let kind = Kind::Secret;
        Self { from, to, kind }
    }

    pub(super) fn somebody(from: usize, to: usize) -> Self {
        let kind = Kind::Somebody;
        Self { from, to, kind }
    }
}

/// The text with one mask for every stretch of spans that overlap or touch.
pub(super) fn mask(text: &str, mut spans: Vec<Span>) -> String {
    spans.sort_unstable_by_key(|s| s.from);
    let mut masked = String::with_capacity(text.len());
    let mut copied = 0;
    let mut spans = spans.into_iter().peekable();
    while let Some(mut whole) = spans.next() {
        while let Some(next) = spans.next_if(|next| next.from <= whole.to) {
            whole.to = whole.to.max(next.to);
            whole.kind = whole.kind.max(next.kind);
        }
        masked.push_str(&text[copied..whole.from]);
        masked.push_str(match whole.kind {
            Kind::Secret => MASKED,
            Kind::Somebody => SOMEBODY,
        });
        copied = whole.to;
    }
    masked.push_str(&text[copied..]);
    masked
}
