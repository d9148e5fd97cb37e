//! Masks what looks like a secret. The last line of defence: secrets are `SecretString`s and do not get here.
//!
//! Errs on the side of masking. What stays readable on purpose: UUIDs (request ids), error codes, paths, references.
//!
//! Every rule reads the text as it came and as it reads without its percent escapes, and none sees the mask of another:
//! what one finds inside a longer secret never hides the rest of it. Only then are the findings merged and masked.

mod account;
mod named;
mod shape;
mod span;
mod value;
mod view;

use span::{Span, mask};
use view::View;

/// Masks values with a telling name (`refresh_token=…`, `"code":"…"`, `Authorization: …`), the local part of e-mail
/// addresses and the credentials in URLs, and what has the shape of a token or of a user code.
///
/// A secret of 32 random bytes or more, in base64, base64url or hexadecimal, leaves no trace wherever it stands.
pub fn redact(text: &str) -> String {
    let mut found = Vec::new();
    let mut view = Some(View::as_written(text));
    while let Some(seen) = view {
        found.extend(secrets_in(seen.text()).into_iter().map(|s| seen.original(s)));
        view = seen.unescaped();
    }
    mask(text, found)
}

fn secrets_in(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    named::find(text, &mut found);
    account::find(text, &mut found);
    shape::find(text, &mut found);
    found
}
