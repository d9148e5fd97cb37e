//! The device authorization request (RFC 8628 §3.1, §3.2).

use std::time::Duration;

use oauth2::{
    AuthType, ClientId, DeviceAuthorizationUrl, HttpRequest, HttpResponse, RequestTokenError, Scope,
    StandardDeviceAuthorizationResponse, basic::BasicClient, http,
};
use secrecy::SecretString;
use serde::de::IgnoredAny;
use url::Url;
use workpass_app::ports::{Authority, AuthorityError, Computer, DeviceAuthorization, TrustedPage};
use workpass_http::{Http, Request};

use crate::{
    refusal::{Step, accept},
    scopes,
    token::Core,
};

/// Nobody copies a code for longer than this; Entra gives 15 minutes.
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);
const LONGEST_INTERVAL: Duration = Duration::from_secs(60);

impl Core {
    pub(crate) async fn request_device_code(
        &self,
        authority: &Authority,
        at: &Url,
        computer: &Computer,
    ) -> Result<DeviceAuthorization, AuthorityError> {
        let client = BasicClient::new(ClientId::new(self.client_id.clone()))
            .set_auth_type(AuthType::RequestBody)
            .set_device_authorization_url(DeviceAuthorizationUrl::from_url(at.clone()));
        let mut request = client
            .exchange_device_code()
            .add_scopes(scopes::requested(authority).into_iter().map(Scope::new))
            // For the person to recognise this computer on the authority's page; RFC 8628 §3.1 allows additions.
            .add_extra_param("device_name", computer.name.as_str())
            .add_extra_param("device_os", computer.system.as_str());
        for (name, value) in installation(authority, computer) {
            request = request.add_extra_param(name, value);
        }
        let send = |request: HttpRequest| {
            let http = self.http.clone();
            async move { forward(&http, request).await }
        };
        let answer: StandardDeviceAuthorizationResponse =
            request.request_async(&send).await.map_err(|error| match error {
                RequestTokenError::Request(error) => error,
                // Its parse errors carry the body, which holds the device code.
                _ => AuthorityError::InvalidAnswer("not a device authorization".into()),
            })?;
        check(&answer)
    }
}

/// What tells this installation from others, for an authority that keeps a list of devices; nobody else needs to know.
pub(crate) fn installation<'a>(
    authority: &Authority,
    computer: &'a Computer,
) -> impl Iterator<Item = (&'static str, &'a str)> + use<'a> {
    let said = computer
        .installation
        .as_deref()
        .filter(|_| authority.selfservice.is_some());
    let fields = said.map(|id| [("device_id", id), ("app_version", computer.app_version.as_str())]);
    fields.into_iter().flatten()
}

/// Carries the library's request over our client.
async fn forward(http: &Http, request: HttpRequest) -> Result<HttpResponse, AuthorityError> {
    let malformed =
        |_| AuthorityError::InvalidAnswer("the device authorization endpoint is no address".into());
    let url = Url::parse(&request.uri().to_string()).map_err(malformed)?;
    let request = Request::post_body(url, "application/x-www-form-urlencoded", request.into_body());
    let answer = http.send(request).await.map_err(AuthorityError::Network)?;
    let answer = accept(answer, Step::DeviceRequest)?;
    // Tells HTML and other types from JSON before the library reads the body.
    answer
        .read_json::<IgnoredAny>()
        .map_err(AuthorityError::Network)?;
    let mut response = http::Response::new(answer.body.to_vec());
    response.headers_mut().insert(
        http::header::CONTENT_TYPE,
        http::HeaderValue::from_static("application/json"),
    );
    Ok(response)
}

fn check(answer: &StandardDeviceAuthorizationResponse) -> Result<DeviceAuthorization, AuthorityError> {
    let invalid = |what: &str| AuthorityError::InvalidAnswer(what.to_owned());
    let page = |text: &str| {
        let url = Url::parse(text).map_err(|_| invalid("the verification page is no address"))?;
        TrustedPage::check(&url).ok_or_else(|| invalid("the verification page is not secure"))?;
        Ok::<Url, AuthorityError>(url)
    };
    let user_code = answer.user_code().secret().trim();
    let readable = !user_code.is_empty() && user_code.len() <= 64 && user_code.bytes().all(is_code_byte);
    if !readable {
        return Err(invalid("the user code cannot be typed"));
    }
    let device_code = answer.device_code().secret();
    if device_code.is_empty() || answer.expires_in().is_zero() {
        return Err(invalid("the device code is over already"));
    }
    Ok(DeviceAuthorization {
        device_code: SecretString::from(device_code.as_str()),
        user_code: user_code.to_owned(),
        verification_uri: page(answer.verification_uri().as_str())?,
        // Only a convenience: a bad one is left out.
        verification_uri_complete: answer
            .verification_uri_complete()
            .and_then(|complete| page(complete.secret()).ok()),
        expires_in: answer.expires_in().min(LONGEST_WAIT),
        interval: answer.interval().clamp(Duration::from_secs(1), LONGEST_INTERVAL),
    })
}

fn is_code_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() || byte == b' '
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn with(name: &str, value: Value) -> Result<DeviceAuthorization, AuthorityError> {
        let mut answer = json!({
            "device_code": "canary", "user_code": "ABCD-EFGH", "expires_in": 900,
            "verification_uri": "https://login.example/device",
        });
        answer[name] = value;
        let answer = serde_json::from_value::<StandardDeviceAuthorizationResponse>(answer);
        check(&answer.map_err(|_| AuthorityError::InvalidAnswer(String::new()))?)
    }

    #[test]
    fn a_missing_interval_is_five_seconds() {
        assert_eq!(with("x", Value::Null).unwrap().interval, Duration::from_secs(5));
        assert_eq!(
            with("interval", json!(0)).unwrap().interval,
            Duration::from_secs(1)
        );
        assert_eq!(
            with("interval", json!(u64::MAX)).unwrap().interval,
            LONGEST_INTERVAL
        );
    }

    #[test]
    fn impossible_lifetimes_are_refused_and_endless_ones_cut() {
        assert!(with("expires_in", json!(0)).is_err());
        assert!(with("expires_in", json!(-1)).is_err());
        assert!(with("expires_in", Value::Null).is_err());
        assert_eq!(
            with("expires_in", json!(u64::MAX)).unwrap().expires_in,
            LONGEST_WAIT
        );
    }

    #[test]
    fn only_a_secure_page_is_shown() {
        for page in [
            "http://login.example/device",
            "javascript:alert(1)",
            "https://u:p@login.example",
            "device",
        ] {
            assert!(with("verification_uri", json!(page)).is_err(), "{page}");
            let complete = with("verification_uri_complete", json!(page)).unwrap();
            assert_eq!(complete.verification_uri_complete, None, "{page}");
        }
        let complete = with(
            "verification_uri_complete",
            json!("https://login.example/device?c=1"),
        )
        .unwrap();
        assert!(complete.verification_uri_complete.is_some());
    }

    #[test]
    fn a_code_nobody_can_type_is_refused() {
        for code in ["", " ", "A\nB", "\u{202e}AB", &"A".repeat(65)] {
            assert!(with("user_code", json!(code)).is_err(), "{code:?}");
        }
    }

    #[test]
    fn debug_shows_no_device_code() {
        assert!(!format!("{:?}", with("x", Value::Null)).contains("canary"));
    }

    proptest! {
        #[test]
        fn no_answer_panics(text in ".*", number in any::<u64>()) {
            for name in ["device_code", "user_code", "verification_uri", "verification_uri_complete"] {
                let _ = with(name, json!(text));
            }
            let _ = with("interval", json!(number));
        }
    }
}
