//! How recently an app wants a person to have proven who they are: the `claims` of a request (OpenID Connect Core §5.5),
//! as the claims challenge of a surface hands them out.

use serde::Deserialize;
use serde_json::Value;

use super::proof::{MULTI_FACTOR, Proof};

/// Longer claims are no app's of this world.
const LONGEST: usize = 4096;

/// What an app demands of the proof.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Freshness {
    /// A strong verification, at any time of this session.
    pub strong: bool,
    /// Milliseconds since the Unix epoch: the proof must not be older.
    pub not_before: Option<i64>,
}

/// Why claims cannot be honoured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimsError {
    #[error("The parameter 'claims' is not a JSON object as OpenID Connect Core 5.5 has it.")]
    Malformed,
    #[error("The authentication context asked for as essential is not known here.")]
    UnknownContext,
    #[error("The verification asked for would have to lie in the future.")]
    Future,
}

#[derive(Deserialize)]
struct Request {
    access_token: Option<serde_json::Map<String, Value>>,
    id_token: Option<serde_json::Map<String, Value>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wish {
    essential: bool,
    value: Option<Value>,
    values: Vec<Value>,
}

impl Freshness {
    /// Reads the parameter `claims`. Claims that say nothing about the proof are left alone, as OpenID Connect has it.
    ///
    /// # Errors
    /// [`ClaimsError`], when what is essential cannot be understood or met.
    pub fn parse(claims: Option<&str>, now_ms: i64) -> Result<Self, ClaimsError> {
        let Some(claims) = claims.filter(|claims| !claims.is_empty()) else {
            return Ok(Self::default());
        };
        if claims.len() > LONGEST {
            return Err(ClaimsError::Malformed);
        }
        let request: Request = serde_json::from_str(claims).map_err(|_| ClaimsError::Malformed)?;
        let mut freshness = Self::default();
        for token in [request.access_token, request.id_token].into_iter().flatten() {
            for (name, wish) in token {
                match name.as_str() {
                    "acrs" => freshness.take_context(&essential(wish)?)?,
                    "auth_time" => freshness.take_time(&essential(wish)?, now_ms)?,
                    _ => {}
                }
            }
        }
        Ok(freshness)
    }

    /// Whether anything is demanded.
    pub fn asks(self) -> bool {
        self != Self::default()
    }

    /// Whether a proof is as an app wants it.
    pub fn is_met_by(self, proof: &Proof) -> bool {
        if !self.asks() {
            return true;
        }
        proof
            .verified_at
            .is_some_and(|at| self.not_before.is_none_or(|not_before| at >= not_before))
    }

    fn take_context(&mut self, wishes: &[Value]) -> Result<(), ClaimsError> {
        if wishes.is_empty() {
            return Ok(());
        }
        if !wishes.iter().any(|wish| wish == MULTI_FACTOR) {
            return Err(ClaimsError::UnknownContext);
        }
        self.strong = true;
        Ok(())
    }

    fn take_time(&mut self, wishes: &[Value], now_ms: i64) -> Result<(), ClaimsError> {
        let Some(wish) = wishes.first() else { return Ok(()) };
        let seconds = match wish {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.parse::<i64>().ok(),
            _ => None,
        };
        let at = seconds
            .filter(|seconds| *seconds >= 0)
            .and_then(|seconds| seconds.checked_mul(1000))
            .ok_or(ClaimsError::Malformed)?;
        if at > now_ms {
            return Err(ClaimsError::Future);
        }
        self.not_before = Some(self.not_before.map_or(at, |earlier| Ord::max(earlier, at)));
        Ok(())
    }
}

/// The values of a claim that is asked for as essential; nothing for one that is merely welcome.
fn essential(wish: Value) -> Result<Vec<Value>, ClaimsError> {
    if wish.is_null() {
        return Ok(Vec::new());
    }
    let wish: Wish = serde_json::from_value(wish).map_err(|_| ClaimsError::Malformed)?;
    if !wish.essential {
        return Ok(Vec::new());
    }
    Ok(wish.value.into_iter().chain(wish.values).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::values::Strings;

    const NOW: i64 = 1_800_000_000_000;

    fn proof(verified_at: Option<i64>) -> Proof {
        Proof {
            authenticated_at: NOW - 3_600_000,
            amr: Strings::of(["pwd"]),
            verified_at,
        }
    }

    #[test]
    fn reads_the_claims_of_our_own_challenge() {
        let claims = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"},
            "auth_time":{"essential":true,"value":"1799999400"},"xms_cc":{"values":["cp1"]}}}"#;
        let freshness = Freshness::parse(Some(claims), NOW).unwrap();
        assert!(freshness.strong);
        assert_eq!(freshness.not_before, Some(1_799_999_400_000));
        assert!(!freshness.is_met_by(&proof(None)));
        assert!(!freshness.is_met_by(&proof(Some(1_799_999_399_999))));
        assert!(freshness.is_met_by(&proof(Some(1_799_999_400_000))));
    }

    #[test]
    fn what_is_not_essential_demands_nothing() {
        for claims in [
            None,
            Some(""),
            Some("{}"),
            Some(r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#),
            Some(r#"{"id_token":{"auth_time":null,"email":{"essential":true}},"userinfo":{"name":null}}"#),
            Some(r#"{"access_token":{"acrs":{"value":"c1"},"auth_time":{"essential":true}}}"#),
        ] {
            let freshness = Freshness::parse(claims, NOW).unwrap();
            assert!(!freshness.asks(), "{claims:?}");
            assert!(freshness.is_met_by(&proof(None)));
        }
    }

    #[test]
    fn what_cannot_be_met_is_refused() {
        for (claims, error) in [
            ("[]", ClaimsError::Malformed),
            ("{", ClaimsError::Malformed),
            (r#"{"access_token":[]}"#, ClaimsError::Malformed),
            (r#"{"access_token":{"acrs":"c1"}}"#, ClaimsError::Malformed),
            (
                r#"{"access_token":{"auth_time":{"essential":true,"value":"yesterday"}}}"#,
                ClaimsError::Malformed,
            ),
            (
                r#"{"access_token":{"auth_time":{"essential":true,"value":-1}}}"#,
                ClaimsError::Malformed,
            ),
            (
                r#"{"access_token":{"auth_time":{"essential":true,"value":9223372036854775807}}}"#,
                ClaimsError::Malformed,
            ),
            (
                r#"{"access_token":{"acrs":{"essential":true,"values":["c2","c3"]}}}"#,
                ClaimsError::UnknownContext,
            ),
            (
                r#"{"access_token":{"auth_time":{"essential":true,"value":1800000001}}}"#,
                ClaimsError::Future,
            ),
        ] {
            assert_eq!(Freshness::parse(Some(claims), NOW), Err(error), "{claims}");
        }
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(LONGEST));
        assert_eq!(Freshness::parse(Some(&long), NOW), Err(ClaimsError::Malformed));
    }

    proptest! {
        #[test]
        fn a_proof_that_is_fresh_stays_fresh_for_whoever_asks_less(at in 0..NOW, asked in 0..NOW, less in 0..NOW) {
            let freshness = |not_before| Freshness { strong: true, not_before: Some(not_before) };
            let proof = proof(Some(at));
            if freshness(asked).is_met_by(&proof) {
                prop_assert!(freshness(Ord::min(asked, less)).is_met_by(&proof));
            }
        }

        #[test]
        fn nothing_anybody_writes_breaks_it(claims in "\\PC{0,200}") {
            let _ = Freshness::parse(Some(&claims), NOW);
        }
    }
}
