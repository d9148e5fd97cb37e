//! What came back.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use serde::de::DeserializeOwned;
use time::{OffsetDateTime, format_description::well_known::Rfc2822};
use workpass_app::ports::NetworkError;

/// A whole answer within its limit. `Debug` does not show the body.
#[derive(Clone)]
pub struct Answer {
    /// HTTP status, never 3xx.
    pub status: u16,
    pub body: Bytes,
    /// The `client-request-id` that was sent, for the helpdesk and the log.
    pub client_request_id: String,
    pub(crate) headers: HeaderMap,
    pub(crate) received_at: OffsetDateTime,
}

impl Answer {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The first header of this name, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Every header of this name that is text; `WWW-Authenticate` may come more than once.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
    }

    /// `Retry-After` (RFC 9110 §10.2.3) in either form; a time in the past is zero.
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(self.headers.get(RETRY_AFTER)?.to_str().ok()?, self.received_at)
    }

    /// What of this answer is trouble of the service rather than an answer: 429, 5xx.
    ///
    /// Callers whose contract gives some 5xx a meaning (`mailNotSent` is 502) look at the body first.
    pub fn trouble(&self) -> Option<NetworkError> {
        match (self.status, self.retry_after()) {
            (429, retry_after) | (503, retry_after @ Some(_)) => {
                Some(NetworkError::Throttled { retry_after })
            }
            (500.., _) => Some(NetworkError::Service(self.status)),
            _ => None,
        }
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// [`NetworkError::Nonsense`] when the content type is not JSON (a captive portal answers 200 with HTML) or the
    /// body does not fit `T`. The text says where, never what: the body may hold secrets.
    pub fn read_json<T: DeserializeOwned>(&self) -> Result<T, NetworkError> {
        match self.media_type().as_deref() {
            Some("application/json") => {}
            Some(other) if other.starts_with("application/") && other.ends_with("+json") => {}
            Some("text/html" | "application/xhtml+xml") => return Err(nonsense("HTML instead of JSON")),
            Some(_) => return Err(nonsense("the content type is not JSON")),
            None => return Err(nonsense("no content type")),
        }
        serde_json::from_slice(&self.body).map_err(|error| {
            nonsense(&format!(
                "{:?} error in JSON at line {} column {}",
                error.classify(),
                error.line(),
                error.column()
            ))
        })
    }

    /// The media type without parameters, in lower case.
    pub fn media_type(&self) -> Option<String> {
        let value = self.headers.get(CONTENT_TYPE)?.to_str().ok()?;
        let media_type = value.split(';').next().unwrap_or_default().trim();
        (!media_type.is_empty()).then(|| media_type.to_ascii_lowercase())
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .field("client_request_id", &self.client_request_id)
            .finish_non_exhaustive()
    }
}

pub(crate) fn nonsense(what: &str) -> NetworkError {
    NetworkError::Nonsense(what.to_owned())
}

fn retry_after(value: &str, now: OffsetDateTime) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = OffsetDateTime::parse(&value.trim().replace("GMT", "+0000"), &Rfc2822).ok()?;
    Some(Duration::try_from(at - now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &'static str) -> Answer {
        Answer {
            status,
            body: Bytes::from_static(body.as_bytes()),
            client_request_id: "id".into(),
            headers: headers
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
                .collect(),
            received_at: datetime!(2026-11-22 10:00:00 UTC),
        }
    }

    #[test]
    fn retry_after_is_read_in_both_forms() {
        let seconds = answer(429, &[("retry-after", "7")], "");
        assert_eq!(seconds.retry_after(), Some(Duration::from_secs(7)));
        let date = answer(429, &[("retry-after", "Sun, 22 Nov 2026 10:00:30 GMT")], "");
        assert_eq!(date.retry_after(), Some(Duration::from_secs(30)));
        let past = answer(429, &[("retry-after", "Sun, 22 Nov 2026 09:00:00 GMT")], "");
        assert_eq!(past.retry_after(), Some(Duration::ZERO));
        for bad in ["-1", "soon", "", "99999999999999999999999"] {
            assert_eq!(
                retry_after(bad, datetime!(2026-11-22 10:00:00 UTC)),
                None,
                "{bad}"
            );
        }
    }

    #[test]
    fn trouble_is_told_apart_from_answers() {
        assert!(answer(200, &[], "").trouble().is_none());
        assert!(answer(404, &[], "").trouble().is_none());
        assert!(matches!(
            answer(500, &[], "").trouble(),
            Some(NetworkError::Service(500))
        ));
        assert!(matches!(
            answer(503, &[], "").trouble(),
            Some(NetworkError::Service(503))
        ));
        assert!(matches!(
            answer(503, &[("retry-after", "3")], "").trouble(),
            Some(NetworkError::Throttled { retry_after: Some(_) })
        ));
        assert!(matches!(
            answer(429, &[], "").trouble(),
            Some(NetworkError::Throttled { retry_after: None })
        ));
    }

    #[test]
    fn json_is_accepted_by_its_content_type_only() {
        type Json = serde_json::Value;
        for good in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/problem+json",
        ] {
            assert!(
                answer(200, &[("content-type", good)], "{}")
                    .read_json::<Json>()
                    .is_ok(),
                "{good}"
            );
        }
        for bad in ["text/html", "text/plain", "image/png", "", "text/foo+json"] {
            let got = answer(200, &[("content-type", bad)], "{}").read_json::<Json>();
            assert!(matches!(got, Err(NetworkError::Nonsense(_))), "{bad}");
        }
        assert!(answer(200, &[], "{}").read_json::<Json>().is_err());
    }

    #[test]
    fn a_json_error_does_not_repeat_the_body() {
        let json = [("content-type", "application/json")];
        let error = answer(200, &json, r#"{"n":"canary"}"#)
            .read_json::<std::collections::HashMap<String, u8>>()
            .unwrap_err();
        assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
        assert!(!format!("{:?}", answer(200, &json, "canary")).contains("canary"));
    }

    proptest! {
        #[test]
        fn no_header_value_makes_retry_after_panic(value in ".*") {
            let _ = retry_after(&value, datetime!(2026-11-22 10:00:00 UTC));
        }
    }
}
