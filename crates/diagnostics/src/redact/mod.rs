//! Masks what looks like a secret. The last line of defence: secrets are `SecretString`s and do not get here.
//!
//! Errs on the side of masking. What stays readable on purpose: UUIDs (request ids), error codes, paths, references.

mod named;
mod shape;

/// What stands in the place of a secret.
const MASK: &str = "[redacted]";

/// Masks, in this order: values with a telling name (`refresh_token=…`, `"code":"…"`, `Authorization: …`), the local
/// part of e-mail addresses and the credentials in URLs, and what has the shape of a token or of a user code.
pub fn redact(text: &str) -> String {
    shape::mask_tokens(&shape::mask_before_at(&named::mask_values(text)))
}
