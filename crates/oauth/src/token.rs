//! The token endpoint (RFC 6749 §3.2): what it answers, parsed straight into secrets.

use std::{sync::Arc, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use url::Url;
use workpass_app::ports::{Authority, AuthorityError, Clock, Tokens};
use workpass_domain::account::Account;
use workpass_http::{Answer, Http, Request};

use crate::{
    id_token::{self, Expected},
    keys::KeyStore,
    refusal::{Step, accept, read_error},
    scopes,
};

/// An access token whose authority does not say how long it lasts is used this long.
const UNSAID_LIFETIME: Duration = Duration::from_secs(10 * 60);
/// Shorter would mean refreshing without end.
const SHORTEST_LIFETIME: Duration = Duration::from_secs(60);
const LONGEST_LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What all flows share.
pub(crate) struct Core {
    pub(crate) http: Http,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) client_id: String,
    pub(crate) keys: KeyStore,
}

/// A successful answer (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3).
#[derive(Debug, Deserialize)]
pub(crate) struct TokenAnswer {
    access_token: SecretString,
    token_type: Option<String>,
    refresh_token: Option<SecretString>,
    pub(crate) id_token: Option<SecretString>,
    // A number, or a number in a string; others are treated as unsaid.
    expires_in: Option<Value>,
    scope: Option<String>,
}

impl TokenAnswer {
    fn check(self) -> Result<Self, AuthorityError> {
        let invalid = |what: &str| Err(AuthorityError::InvalidAnswer(what.to_owned()));
        if self
            .token_type
            .as_deref()
            .is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer"))
        {
            return invalid("the token is not a bearer token");
        }
        let token = self.access_token.expose_secret();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return invalid("the access token is not one");
        }
        Ok(self)
    }

    pub(crate) fn into_tokens(self, requested: Vec<String>, account: Option<Account>) -> Tokens {
        let scopes = match self
            .scope
            .as_deref()
            .map(str::trim)
            .filter(|scope| !scope.is_empty())
        {
            Some(granted) => scopes::bare(granted.split_ascii_whitespace()),
            None => scopes::bare(requested),
        };
        Tokens {
            access_token: self.access_token,
            refresh_token: self
                .refresh_token
                .filter(|token| !token.expose_secret().is_empty()),
            expires_in: lifetime(self.expires_in.as_ref()),
            scopes,
            account,
        }
    }
}

impl Core {
    /// RFC 7009. An authority without the endpoint is told nothing.
    pub(crate) async fn revoke(
        &self,
        authority: &Authority,
        refresh_token: &SecretString,
    ) -> Result<(), AuthorityError> {
        let Some(at) = &authority.revocation_endpoint else {
            return Ok(());
        };
        let fields = [
            ("token", refresh_token.expose_secret()),
            ("token_type_hint", "refresh_token"),
            ("client_id", self.client_id.as_str()),
        ];
        let answer = self.http.send(Request::post_form(at.clone(), fields)).await;
        let answer = answer.map_err(AuthorityError::Network)?;
        // RFC 7009 §2.2: a token that is not known any more is as revoked as can be, though some answer 400.
        if answer.is_success() || answer.status == 400 {
            return Ok(());
        }
        Err(read_error(&answer)?.into_error(Step::Refresh))
    }

    /// One request to the token endpoint. Never sent again by itself: codes and rotating tokens are good once.
    pub(crate) async fn ask_for_tokens<'a>(
        &'a self,
        at: &Url,
        fields: impl IntoIterator<Item = (&'a str, &'a str)>,
        step: Step,
    ) -> Result<TokenAnswer, AuthorityError> {
        let fields = fields.into_iter().chain([("client_id", self.client_id.as_str())]);
        let answer = self.http.send(Request::post_form(at.clone(), fields)).await;
        read(&accept(answer.map_err(AuthorityError::Network)?, step)?)
    }

    /// The account of a sign-in: the id token is required and verified.
    ///
    /// The grant is spent by now, so that trouble with the keys is not trouble that polling again could mend.
    pub(crate) async fn sign_in(
        &self,
        authority: &Authority,
        answer: TokenAnswer,
        nonce: Option<&str>,
    ) -> Result<Tokens, AuthorityError> {
        let Some(token) = &answer.id_token else {
            return Err(AuthorityError::InvalidAnswer("no id token".into()));
        };
        let account = self
            .verify(authority, token, nonce)
            .await
            .map_err(|error| match error {
                AuthorityError::Network(cause) => {
                    AuthorityError::InvalidAnswer(format!("the authority's keys cannot be read: {cause}"))
                }
                other => other,
            })?;
        Ok(answer.into_tokens(scopes::requested(authority), Some(account)))
    }

    pub(crate) async fn verify(
        &self,
        authority: &Authority,
        token: &SecretString,
        nonce: Option<&str>,
    ) -> Result<Account, AuthorityError> {
        let (issuer, client_id, now) = (&authority.issuer, &self.client_id, self.clock.now());
        let expected = Expected {
            issuer,
            client_id,
            nonce,
            now,
        };
        id_token::verify(token, &self.http, &self.keys, authority, &expected).await
    }
}

pub(crate) fn read(answer: &Answer) -> Result<TokenAnswer, AuthorityError> {
    answer
        .read_json::<TokenAnswer>()
        .map_err(AuthorityError::Network)?
        .check()
}

/// `expires_in` within reason: a token that is over at once is tried for a minute, one for ever for a week.
fn lifetime(said: Option<&Value>) -> Duration {
    let seconds = match said {
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse::<f64>().ok(),
        _ => None,
    };
    let Some(seconds) = seconds.filter(|seconds| seconds.is_finite()) else {
        return UNSAID_LIFETIME;
    };
    let longest = LONGEST_LIFETIME.as_secs_f64();
    Duration::from_secs_f64(seconds.clamp(0.0, longest)).max(SHORTEST_LIFETIME)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn parse(answer: Value) -> Result<Tokens, AuthorityError> {
        let answer: TokenAnswer = serde_json::from_value(answer).unwrap();
        Ok(answer
            .check()?
            .into_tokens(vec!["openid".into(), "https://g.example/User.Read".into()], None))
    }

    #[test]
    fn a_lean_answer_is_enough() {
        let tokens = parse(json!({"access_token": "a"})).unwrap();
        assert!(tokens.refresh_token.is_none());
        assert_eq!(tokens.expires_in, UNSAID_LIFETIME);
        assert_eq!(tokens.scopes, ["openid", "User.Read"]);
    }

    #[test]
    fn the_token_type_may_be_written_in_any_case() {
        for kind in ["Bearer", "bearer", "BEARER"] {
            assert!(parse(json!({"access_token": "a", "token_type": kind})).is_ok());
        }
        for kind in ["mac", "DPoP", ""] {
            assert!(
                parse(json!({"access_token": "a", "token_type": kind})).is_err(),
                "{kind}"
            );
        }
    }

    #[test]
    fn a_token_that_fits_no_header_is_refused() {
        for token in ["", "a b", "a\r\nx: y", "\u{e9}"] {
            assert!(parse(json!({"access_token": token})).is_err(), "{token:?}");
        }
    }

    #[test]
    fn lifetimes_are_kept_within_reason() {
        for (said, expected) in [
            (json!(3600), Duration::from_secs(3600)),
            (json!("3599"), Duration::from_secs(3599)),
            (json!(-5), SHORTEST_LIFETIME),
            (json!(0), SHORTEST_LIFETIME),
            (json!(i64::MAX), LONGEST_LIFETIME),
            (json!(1e300), LONGEST_LIFETIME),
            (json!("NaN"), UNSAID_LIFETIME),
            (json!("soon"), UNSAID_LIFETIME),
            (json!({}), UNSAID_LIFETIME),
            (Value::Null, UNSAID_LIFETIME),
        ] {
            assert_eq!(lifetime(Some(&said)), expected, "{said}");
        }
    }

    #[test]
    fn an_empty_refresh_token_is_none() {
        assert!(
            parse(json!({"access_token": "a", "refresh_token": ""}))
                .unwrap()
                .refresh_token
                .is_none()
        );
        assert!(
            parse(json!({"access_token": "a", "refresh_token": null}))
                .unwrap()
                .refresh_token
                .is_none()
        );
    }

    #[test]
    fn debug_shows_no_secret() {
        let answer = json!({"access_token": "canary", "refresh_token": "canary", "id_token": "canary"});
        let parsed: TokenAnswer = serde_json::from_value(answer.clone()).unwrap();
        assert!(!format!("{parsed:?} {:?}", parse(answer).unwrap()).contains("canary"));
    }

    proptest! {
        #[test]
        fn every_lifetime_is_within_reason(seconds in any::<f64>(), text in ".*") {
            for said in [json!(seconds), json!(text), json!(seconds.to_string())] {
                let lifetime = lifetime(Some(&said));
                prop_assert!(lifetime >= SHORTEST_LIFETIME && lifetime <= LONGEST_LIFETIME);
            }
        }
    }
}
