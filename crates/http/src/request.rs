//! What is asked.

use reqwest::{
    Method,
    header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use url::{Host, Url, form_urlencoded};

/// How large an answer may be, in bytes, unless the request says otherwise.
pub const DEFAULT_LIMIT: usize = 1024 * 1024;
/// For answers that carry a photo: Graph `$batch` puts it in as base64.
pub const BATCH_LIMIT: usize = 8 * 1024 * 1024;

/// One request. `Debug` shows neither headers nor body, and of the address only the host.
#[derive(Clone)]
pub struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) limit: usize,
    pub(crate) retried: bool,
}

impl Request {
    /// A read. It is tried again when the service could not be reached or was busy.
    pub fn get(url: Url) -> Self {
        Self {
            retried: true,
            ..Self::new(Method::GET, url)
        }
    }

    pub fn delete(url: Url) -> Self {
        Self::new(Method::DELETE, url)
    }

    /// A write without a body (`Content-Length: 0`).
    pub fn post(url: Url) -> Self {
        let mut request = Self::new(Method::POST, url);
        request
            .headers
            .insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        request
    }

    /// `application/x-www-form-urlencoded`, as OAuth endpoints want it (RFC 6749 appendix B).
    pub fn post_form<'a>(url: Url, fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        Self::new(Method::POST, url).with_body("application/x-www-form-urlencoded", body.into_bytes())
    }

    /// `application/json`. Fails only for types that have no JSON form, such as maps with keys that are not strings.
    pub fn post_json(url: Url, body: &impl Serialize) -> Result<Self, serde_json::Error> {
        let body = serde_json::to_vec(body)?;
        Ok(Self::new(Method::POST, url).with_body("application/json", body))
    }

    /// The same as a change of what is there (RFC 5789).
    pub fn patch_json(url: Url, body: &impl Serialize) -> Result<Self, serde_json::Error> {
        let body = serde_json::to_vec(body)?;
        Ok(Self::new(Method::PATCH, url).with_body("application/json", body))
    }

    fn new(method: Method, url: Url) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        Self {
            method,
            url,
            headers,
            body: None,
            limit: DEFAULT_LIMIT,
            retried: false,
        }
    }

    fn with_body(mut self, content_type: &'static str, body: Vec<u8>) -> Self {
        self.headers
            .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        self.body = Some(body);
        self
    }

    /// A body of another type, for requests built by a library.
    pub fn post_body(url: Url, content_type: &'static str, body: Vec<u8>) -> Self {
        Self::new(Method::POST, url).with_body(content_type, body)
    }

    /// The whole of what is there, as it is to be (RFC 9110 §9.3.4).
    pub fn put_body(url: Url, content_type: &'static str, body: Vec<u8>) -> Self {
        Self::new(Method::PUT, url).with_body(content_type, body)
    }

    /// Marks a POST that only reads (Graph `$batch` of GETs), so that it is tried again like a GET.
    #[must_use]
    pub fn only_reads(mut self) -> Self {
        self.retried = true;
        self
    }

    /// `Authorization: Bearer …` (RFC 6750 §2.1). A token that is no header value is left out: the service then
    /// answers 401, which is what such a token is worth.
    #[must_use]
    pub fn bearer(mut self, token: &SecretString) -> Self {
        if let Ok(mut value) = HeaderValue::try_from(format!("Bearer {}", token.expose_secret())) {
            value.set_sensitive(true);
            self.headers.insert(AUTHORIZATION, value);
        }
        self
    }

    /// A header; a value that is not one (line breaks, control characters) is left out.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }

    /// The largest answer accepted, in bytes.
    #[must_use]
    pub fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("host", &self.url.host_str())
            .finish_non_exhaustive()
    }
}

/// Whether secrets may go to this address: https, or http that does not leave this computer.
pub fn is_secure(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn only_https_and_loopback_are_secure() {
        for good in [
            "https://login.example",
            "http://localhost:8080/x",
            "http://127.0.0.1",
            "http://[::1]:9",
        ] {
            assert!(is_secure(&url(good)), "{good}");
        }
        for bad in [
            "http://login.example",
            "http://localhost.example",
            "http://127.0.0.1.example",
            "http://10.0.0.1",
            "ftp://localhost",
            "file:///etc/passwd",
        ] {
            assert!(!is_secure(&url(bad)), "{bad}");
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let request = Request::post_form(
            url("https://a.example/canary-path?q=canary-query"),
            [("token", "canary-body")],
        )
        .bearer(&SecretString::from("canary-token"))
        .header("x-other", "canary-header");
        let text = format!("{request:?}");
        assert!(!text.contains("canary"), "{text}");
        assert!(text.contains("a.example"));
    }

    #[test]
    fn a_header_value_with_a_line_break_is_left_out() {
        let request = Request::get(url("https://a.example"))
            .header("accept-language", "nl\r\nx-injected: 1")
            .bearer(&SecretString::from("a\nb"));
        assert!(!request.headers.contains_key("accept-language"));
        assert!(!request.headers.contains_key(AUTHORIZATION));
    }
}
