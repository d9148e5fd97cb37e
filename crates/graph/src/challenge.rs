//! `WWW-Authenticate` (RFC 9110 §11.6.1) and the claims challenge in it (Microsoft identity platform, "Claims
//! challenges, claims requests and client capabilities").

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde_json::Value;

/// The claims a service asks for, as JSON text: those of the first Bearer challenge with `error="insufficient_claims"`.
pub(crate) fn insufficient_claims<'a>(headers: impl IntoIterator<Item = &'a str>) -> Option<String> {
    headers.into_iter().flat_map(challenges).find_map(|challenge| {
        let asks = challenge.scheme.eq_ignore_ascii_case("bearer")
            && challenge.parameter("error") == Some("insufficient_claims");
        asks.then(|| challenge.parameter("claims").and_then(decode))
            .flatten()
    })
}

/// One challenge. A `token68` is read past: none of the schemes the app knows uses it here.
#[derive(Debug, PartialEq, Eq)]
struct Challenge {
    scheme: String,
    /// Names in lower case, values without quotes and escapes.
    parameters: Vec<(String, String)>,
}

impl Challenge {
    fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// All challenges of one header field. What does not follow the grammar ends the reading; what came before counts.
fn challenges(header: &str) -> Vec<Challenge> {
    let mut found: Vec<Challenge> = Vec::new();
    let mut reader = Reader { rest: header };
    loop {
        reader.skip(" \t,");
        let Some(word) = reader.token() else { return found };
        let after_word = reader.rest;
        reader.skip(" \t");
        let is_parameter = reader.rest.starts_with('=') && !is_token68_end(reader.rest);
        match found.last_mut() {
            Some(challenge) if is_parameter => {
                reader.rest = &reader.rest[1..];
                reader.skip(" \t");
                let Some(value) = reader.value() else { return found };
                challenge.parameters.push((word.to_ascii_lowercase(), value));
            }
            _ => {
                reader.rest = after_word;
                reader.skip(" \t");
                reader.skip_token68();
                found.push(Challenge {
                    scheme: word.to_owned(),
                    parameters: Vec::new(),
                });
            }
        }
    }
}

/// `=` at the end of a `token68` is padding, not the sign before a value.
fn is_token68_end(rest: &str) -> bool {
    let after = rest.trim_start_matches('=').trim_start_matches([' ', '\t']);
    after.is_empty() || after.starts_with(',')
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn skip(&mut self, chars: &str) {
        self.rest = self.rest.trim_start_matches(|c| chars.contains(c));
    }

    /// RFC 9110 §5.6.2.
    fn token(&mut self) -> Option<&'a str> {
        let end = self.rest.find(|c: char| !is_tchar(c)).unwrap_or(self.rest.len());
        let (token, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!token.is_empty()).then_some(token)
    }

    fn skip_token68(&mut self) {
        let is_token68 = |c: char| c.is_ascii_alphanumeric() || "-._~+/".contains(c);
        let after = self.rest.trim_start_matches(is_token68);
        if after.len() < self.rest.len() && is_token68_end(after) {
            self.rest = after.trim_start_matches('=');
        }
    }

    /// A token or a quoted string (RFC 9110 §5.6.4).
    fn value(&mut self) -> Option<String> {
        let Some(quoted) = self.rest.strip_prefix('"') else {
            return self.token().map(str::to_owned);
        };
        let mut value = String::new();
        let mut chars = quoted.char_indices();
        while let Some((at, char)) = chars.next() {
            match char {
                '"' => {
                    self.rest = &quoted[at + 1..];
                    return Some(value);
                }
                '\\' => value.push(chars.next()?.1),
                char => value.push(char),
            }
        }
        None
    }
}

fn is_tchar(char: char) -> bool {
    char.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(char)
}

/// Base64 of either alphabet, padded or not, of a JSON object; or the JSON itself. Checked, so that nothing else is
/// ever sent on as `claims`.
fn decode(claims: &str) -> Option<String> {
    const LENIENT: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let text = if claims.trim_start().starts_with('{') {
        claims.to_owned()
    } else {
        let alphabet = if claims.contains(['-', '_']) {
            &alphabet::URL_SAFE
        } else {
            &alphabet::STANDARD
        };
        let bytes = GeneralPurpose::new(alphabet, LENIENT)
            .decode(claims.trim())
            .ok()?;
        String::from_utf8(bytes).ok()?
    };
    let is_object = matches!(serde_json::from_str(&text), Ok(Value::Object(_)));
    is_object.then_some(text)
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    use super::*;

    const CLAIMS: &str = r#"{"access_token":{"nbf":{"essential":true,"value":"1702680000"},"x":"ÿþ?>~"}}"#;

    fn entra(claims: &str) -> String {
        format!(
            r#"Bearer realm="", authorization_uri="https://login.example/common/oauth2/authorize", client_id="0000,0003", error="insufficient_claims", claims="{claims}""#
        )
    }

    #[test]
    fn the_claims_are_read_from_either_alphabet_padded_or_not() {
        let standard = STANDARD.encode(CLAIMS);
        for claims in [
            standard.as_str(),
            standard.trim_end_matches('='),
            &URL_SAFE_NO_PAD.encode(CLAIMS),
            &CLAIMS.replace('"', "\\\""),
        ] {
            assert_eq!(
                insufficient_claims([entra(claims).as_str()]).as_deref(),
                Some(CLAIMS)
            );
        }
    }

    #[test]
    fn the_right_challenge_is_found_among_others_and_in_any_header() {
        let claims = STANDARD.encode(CLAIMS);
        let mixed = format!(
            r#"Negotiate YWJj==, Basic realm="a, Bearer error=\"insufficient_claims\"", bearer ERROR = insufficient_claims , Claims="{claims}", Digest realm=x"#
        );
        assert_eq!(insufficient_claims([mixed.as_str()]).as_deref(), Some(CLAIMS));
        let headers = ["Negotiate", &entra(&claims)];
        assert_eq!(insufficient_claims(headers).as_deref(), Some(CLAIMS));
    }

    #[test]
    fn other_refusals_and_broken_headers_ask_for_nothing() {
        let claims = STANDARD.encode(CLAIMS);
        for header in [
            "",
            "Bearer",
            "Bearer realm=\"x\"",
            r#"Bearer error="invalid_token", error_description="expired""#,
            &format!(r#"Bearer error="invalid_token", claims="{claims}""#),
            &format!(r#"DPoP error="insufficient_claims", claims="{claims}""#),
            &format!(r#"Bearer realm="error=insufficient_claims, claims={claims}""#),
            &format!(
                r#"Basic realm="x", Bearer, error="insufficient_claims" claims="{}"#,
                "unclosed"
            ),
            &entra(""),
            &entra("%%%"),
            &entra(&STANDARD.encode("not json")),
            &entra(&STANDARD.encode("[1]")),
            &entra(&STANDARD.encode([0xff, 0xfe])),
        ] {
            assert_eq!(insufficient_claims([header]), None, "{header}");
        }
    }

    #[test]
    fn quoted_values_keep_commas_and_lose_escapes() {
        let read = challenges(r#"A b="x, y=\"z\" \\", c=d,, E"#);
        let named = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            read,
            [
                Challenge {
                    scheme: "A".into(),
                    parameters: vec![named("b", r#"x, y="z" \"#), named("c", "d")],
                },
                Challenge {
                    scheme: "E".into(),
                    parameters: vec![],
                },
            ]
        );
    }

    proptest! {
        #[test]
        fn no_header_makes_it_panic_or_hang(header in r#"([Bb]earer|error|claims|[ =,"\\]|insufficient_claims|e30|\PC){0,40}"#) {
            let _ = insufficient_claims([header.as_str()]);
        }

        #[test]
        fn any_value_survives_quoting(value in "[ -~]{0,40}") {
            let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
            let header = format!("Bearer a=\"{quoted}\", b=c");
            let read = challenges(&header);
            prop_assert_eq!(read[0].parameter("a"), Some(value.as_str()));
            prop_assert_eq!(read[0].parameter("b"), Some("c"));
        }
    }
}
