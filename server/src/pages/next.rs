//! Where a visitor goes on after signing in or switching the language. Only pages of this server: no open redirects.

use url::form_urlencoded;

/// A path on this server, with its query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Next(String);

/// Far more than an authorization request needs.
const LONGEST: usize = 8 * 1024;

impl Next {
    /// Reads a destination; anything but a known page is refused.
    pub(super) fn parse(given: &str) -> Option<Self> {
        let plain =
            given.len() <= LONGEST && given.bytes().all(|b| b.is_ascii_graphic()) && !given.contains('\\');
        if !plain || !given.starts_with('/') || given.starts_with("//") {
            return None;
        }
        let path = given.split(['?', '#']).next().unwrap_or_default();
        let known = matches!(
            path,
            "/" | "/approve"
                | "/device"
                | "/device/confirm"
                | "/signin"
                | "/signin/text"
                | "/signin/verify"
                | "/signin/verify/others"
                | "/register"
                | "/reset"
                | "/reset/verify"
                | "/reset/password"
                | "/reset/done"
                | "/reset/contact"
                | "/signout"
        ) || is_register_page(path)
            || is_authority(path)
            || is_passkey_page(path);
        known.then(|| Self(given.to_owned()))
    }

    /// The path and query.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The tenant and query, when it is an authorization request.
    pub(super) fn authorization_request(&self) -> Option<(&str, &str)> {
        let (path, query) = self.0.split_once('?')?;
        let tenant = path.strip_prefix('/')?.strip_suffix("/oauth2/v2.0/authorize")?;
        Some((tenant, query))
    }

    /// As a query parameter.
    pub(super) fn encode(path: &str) -> String {
        form_urlencoded::byte_serialize(path.as_bytes()).collect()
    }
}

/// A page under `/register/`, and nothing that a browser would make another page of.
fn is_register_page(path: &str) -> bool {
    let rest = path.strip_prefix("/register/");
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'/' | b'.');
    rest.is_some_and(|rest| rest.bytes().all(plain) && !rest.contains(".."))
}

fn is_passkey_page(path: &str) -> bool {
    path.strip_prefix("/passkeys/register/").is_some_and(|token| {
        !token.is_empty()
            && token
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    })
}

fn is_authority(path: &str) -> bool {
    let Some(rest) = path.strip_prefix('/') else {
        return false;
    };
    let Some((tenant, rest)) = rest.split_once('/') else {
        return false;
    };
    !tenant.is_empty()
        && tenant
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
        && !tenant.starts_with('.')
        && matches!(rest, "oauth2/v2.0/authorize" | "oauth2/v2.0/logout")
}

#[cfg(test)]
mod tests {
    use super::Next;

    #[test]
    fn leads_to_pages_of_this_server_only() {
        for good in [
            "/",
            "/device",
            "/device/confirm?user_code=BCDF-GHJK",
            "/common/oauth2/v2.0/authorize?a=b",
            "/passkeys/register/b64-_url",
            "/register/phone/1a-2b.c_d?next=/device",
        ] {
            assert!(Next::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "device",
            "https://evil.example/",
            "//evil.example/device",
            "/\\evil.example",
            "/device\r\nSet-Cookie: a=b",
            "/../device",
            "/v1.0/me",
            "/passkeys/register/",
            "/passkeys/register/../../x",
            "/register/../signout",
            "/register/%2e%2e/signout",
            "/./oauth2/v2.0/authorize",
            "/a/b/oauth2/v2.0/authorize",
            "/device/confirm/../../x",
            " /device",
        ] {
            assert!(Next::parse(bad).is_none(), "{bad}");
        }
    }
}
