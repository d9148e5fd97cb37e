//! The authority's public keys (RFC 7517): read leniently, fetched when needed, fetched again for an unknown name.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;
use workpass_app::ports::{Authority, AuthorityError, NetworkError};
use workpass_http::{Http, Request};

use crate::jws::{Algorithm, Jws};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) kid: Option<String>,
    pub(crate) algorithm: Option<Algorithm>,
    pub(crate) material: Material,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Material {
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// Uncompressed point.
    P256(Vec<u8>),
    Ed25519(Vec<u8>),
}

impl Key {
    /// `None` for keys that are not for signatures, or of a kind that is not accepted here: a set may hold others.
    fn from_jwk(jwk: &Value) -> Option<Self> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let bytes = |name: &str| URL_SAFE_NO_PAD.decode(text(name)?.trim_end_matches('=')).ok();
        if text("use").is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        let material = match (text("kty")?, text("crv")) {
            ("RSA", _) => Material::Rsa {
                n: without_zeros(bytes("n")?),
                e: without_zeros(bytes("e")?),
            },
            ("EC", Some("P-256")) => {
                let (x, y) = (coordinate(bytes("x")?)?, coordinate(bytes("y")?)?);
                Material::P256([&[4], x.as_slice(), &y].concat())
            }
            ("OKP", Some("Ed25519")) => Material::Ed25519(bytes("x")?),
            _ => return None,
        };
        let algorithm = match text("alg") {
            Some(name) => Some(Algorithm::named(name)?),
            None => None,
        };
        Some(Self {
            kid: text("kid").map(str::to_owned),
            algorithm,
            material,
        })
    }
}

/// Some authorities write numbers with leading zeros; RFC 7518 §6.3.1.1 does not.
fn without_zeros(number: Vec<u8>) -> Vec<u8> {
    number.into_iter().skip_while(|&byte| byte == 0).collect()
}

/// A P-256 coordinate at its full 32 bytes.
fn coordinate(number: Vec<u8>) -> Option<Vec<u8>> {
    let number = without_zeros(number);
    let missing = 32_usize.checked_sub(number.len())?;
    Some([vec![0; missing], number].concat())
}

pub(crate) fn read_keys(set: &Value) -> Vec<Key> {
    set.get("keys")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Key::from_jwk)
        .collect()
}

/// The last keys read, and from where.
#[derive(Default)]
pub(crate) struct KeyStore {
    read: Mutex<Option<(Url, Vec<Key>)>>,
}

impl KeyStore {
    /// Reads the keys ahead of need, so that a granted sign-in does not depend on one more request. Trouble shows
    /// when they are needed.
    pub(crate) async fn warm(&self, http: &Http, authority: &Authority) {
        if let Some(at) = &authority.jwks_uri
            && let Err(error) = self.read(http, at, |_| true).await
        {
            tracing::debug!(%error, "keys not read ahead");
        }
    }

    /// The keys that may have signed this token, from the authority if none at hand fits.
    pub(crate) async fn find(
        &self,
        http: &Http,
        authority: &Authority,
        token: &Jws<'_>,
    ) -> Result<Vec<Key>, AuthorityError> {
        let Some(at) = &authority.jwks_uri else {
            return Err(AuthorityError::InvalidAnswer(
                "the authority publishes no keys".into(),
            ));
        };
        let fits = |keys: &[Key]| keys.iter().any(|key| token.may_be_signed_by(key));
        let keys = self.read(http, at, fits).await.map_err(AuthorityError::Network)?;
        Ok(keys
            .into_iter()
            .filter(|key| token.may_be_signed_by(key))
            .collect())
    }

    async fn read(
        &self,
        http: &Http,
        at: &Url,
        enough: impl Fn(&[Key]) -> bool,
    ) -> Result<Vec<Key>, NetworkError> {
        let mut read = self.read.lock().await;
        if let Some((from, keys)) = read.as_ref()
            && from == at
            && enough(keys)
        {
            return Ok(keys.clone());
        }
        let answer = http.send(Request::get(at.clone())).await?;
        if let Some(trouble) = answer.trouble() {
            return Err(trouble);
        }
        if !answer.is_success() {
            // Not a set, whatever its body: the keys at hand stay.
            return Err(NetworkError::Nonsense(format!(
                "HTTP {} instead of keys",
                answer.status
            )));
        }
        let keys = read_keys(&answer.read_json::<Value>()?);
        *read = Some((at.clone(), keys.clone()));
        Ok(keys)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_of_other_kinds_and_uses_are_passed_over() {
        let set = json!({"keys": [
            {"kty": "RSA", "use": "enc", "n": "AQAB", "e": "AQAB"},
            {"kty": "oct", "k": "AQAB"},
            {"kty": "RSA", "alg": "RS512", "n": "AQAB", "e": "AQAB"},
            {"kty": "EC", "crv": "P-521", "x": "AQ", "y": "AQ"},
            {"kty": "RSA", "n": "!!", "e": "AQAB"},
            {"kty": "EC", "crv": "P-256", "x": "AQ", "y": "AAAB"},
            7,
            {"kid": "good", "kty": "RSA", "n": "AAAB", "e": "AQAB"},
        ]});
        let keys = read_keys(&set);
        assert_eq!(keys.len(), 2);
        let mut point = [vec![4], vec![0; 64]].concat();
        (point[32], point[64]) = (1, 1);
        assert_eq!(keys[0].material, Material::P256(point));
        assert_eq!(
            keys[1].material,
            Material::Rsa {
                n: vec![1],
                e: vec![1, 0, 1]
            }
        );
    }

    proptest! {
        #[test]
        fn no_key_panics(kty in "(RSA|EC|OKP|oct)", crv in "(P-256|Ed25519|)", part in "[A-Za-z0-9_=-]{0,90}") {
            let _ = read_keys(&json!({"keys": [{"kty": kty, "crv": crv, "n": part, "e": part, "x": part, "y": part}]}));
        }
    }
}
