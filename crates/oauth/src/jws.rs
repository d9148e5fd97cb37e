//! A signed token in compact form (RFC 7515 §7.1), split and verified with `ring`.
//!
//! Verified here and not by a JWT library: theirs choose their cryptography by a slot of the whole process, and `ring`
//! is in the program already.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;

use crate::keys::{Key, Material};

/// The signature algorithms that are accepted; `none` and the symmetric ones are not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Rs256,
    Ps256,
    Es256,
    EdDsa,
}

impl Algorithm {
    /// RFC 7518 §3.1, RFC 8037, RFC 9864.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "RS256" => Self::Rs256,
            "PS256" => Self::Ps256,
            "ES256" => Self::Es256,
            "EdDSA" | "Ed25519" => Self::EdDsa,
            _ => return None,
        })
    }
}

#[derive(Debug)]
pub(crate) struct Jws<'a> {
    pub(crate) kid: Option<String>,
    pub(crate) payload: Vec<u8>,
    algorithm: Algorithm,
    signed: &'a [u8],
    signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
}

impl<'a> Jws<'a> {
    /// Splits without verifying. The error says what is wrong and repeats nothing of the token.
    pub(crate) fn parse(token: &'a str) -> Result<Self, &'static str> {
        let (signed, signature) = token.rsplit_once('.').ok_or("not a signed token")?;
        let (header, payload) = signed.split_once('.').ok_or("not a signed token")?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| "not a signed token");
        let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| "no token header")?;
        if header.crit.is_some() {
            return Err("the token asks for an unknown extension");
        }
        Ok(Self {
            algorithm: Algorithm::named(&header.alg).ok_or("the signature algorithm is not accepted")?,
            kid: header.kid,
            payload: decode(payload)?,
            signed: signed.as_bytes(),
            signature: decode(signature)?,
        })
    }

    /// Whether this key can have signed the token: the right one by name, made for this algorithm.
    pub(crate) fn may_be_signed_by(&self, key: &Key) -> bool {
        let named = match (&self.kid, &key.kid) {
            (Some(ours), Some(theirs)) => ours == theirs,
            _ => true,
        };
        let made_for = key.algorithm.is_none_or(|algorithm| algorithm == self.algorithm);
        let family = matches!(
            (self.algorithm, &key.material),
            (Algorithm::Rs256 | Algorithm::Ps256, Material::Rsa { .. })
                | (Algorithm::Es256, Material::P256(_))
                | (Algorithm::EdDsa, Material::Ed25519(_))
        );
        named && made_for && family
    }

    pub(crate) fn is_signed_by(&self, key: &Key) -> bool {
        if !self.may_be_signed_by(key) {
            return false;
        }
        let (signed, signature) = (self.signed, self.signature.as_slice());
        match &key.material {
            Material::Rsa { n, e } => {
                let parameters = match self.algorithm {
                    Algorithm::Ps256 => &RSA_PSS_2048_8192_SHA256,
                    _ => &RSA_PKCS1_2048_8192_SHA256,
                };
                RsaPublicKeyComponents { n, e }
                    .verify(parameters, signed, signature)
                    .is_ok()
            }
            Material::P256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                .verify(signed, signature)
                .is_ok(),
            Material::Ed25519(point) => UnparsedPublicKey::new(&ED25519, point)
                .verify(signed, signature)
                .is_ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn token(header: &str) -> String {
        format!("{}.e30.AAAA", URL_SAFE_NO_PAD.encode(header))
    }

    #[test]
    fn only_known_asymmetric_algorithms_are_accepted() {
        for name in ["none", "None", "HS256", "RS1", "ES384", ""] {
            assert!(
                Jws::parse(&token(&format!(r#"{{"alg":"{name}"}}"#))).is_err(),
                "{name}"
            );
        }
        for name in ["RS256", "PS256", "ES256", "EdDSA"] {
            assert!(
                Jws::parse(&token(&format!(r#"{{"alg":"{name}"}}"#))).is_ok(),
                "{name}"
            );
        }
    }

    #[test]
    fn an_unknown_critical_extension_is_refused() {
        assert!(Jws::parse(&token(r#"{"alg":"RS256","crit":["b64"]}"#)).is_err());
    }

    proptest! {
        #[test]
        fn no_text_panics(token in ".*", header in ".*", parts in "[A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]*){0,4}") {
            let _ = Jws::parse(&token);
            let _ = Jws::parse(&parts);
            let _ = Jws::parse(&format!("{}.e30.AAAA", URL_SAFE_NO_PAD.encode(header)));
        }
    }
}
