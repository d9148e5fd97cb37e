//! Who somebody is: what stands before an `@`.

use super::span::Span;

/// Finds the local part of addresses, and the credentials in URLs (RFC 3986 §3.2.1).
pub(super) fn find(text: &str, found: &mut Vec<Span>) {
    let mut start = 0;
    while let Some(at) = text[start..].find('@').map(|offset| start + offset) {
        let before = &text[start..at];
        let mut local = before.trim_end_matches(is_local).len();
        let userinfo = before.trim_end_matches(is_userinfo);
        if userinfo.ends_with("//") {
            local = local.min(userinfo.len());
        }
        let followed = text[at + 1..].starts_with(|c: char| c.is_alphanumeric() || c == '[');
        if followed && local < before.len() {
            found.push(Span::somebody(start + local, at));
        }
        start = at + 1;
    }
}

fn is_local(char: char) -> bool {
    char.is_alphanumeric() || "!#$%*+-.:^_`|~".contains(char)
}

fn is_userinfo(char: char) -> bool {
    is_local(char) || "&'(),;=".contains(char)
}
