//! The authorization request (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1): what a browser brings to
//! `/{tenant}/oauth2/v2.0/authorize`, judged before anybody is asked anything. PKCE with S256 is required of every
//! app (RFC 9700 §2.1.1).

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ActiveValue::Set, DbErr, EntityTrait};
use url::Url;

use super::directory::Realm;
use super::discovery;
use super::error::OAuthError;
use super::form::Form;
use super::freshness::{ClaimsError, Freshness};
use super::proof::Proof;
use super::scopes;
use crate::clock::span;
use crate::state::AppState;
use crate::store::entities::{authorization_code, client, tenant, user};
use crate::store::values::Strings;
use crate::{random, secrets};

/// How long a code can be exchanged. The app does so at once.
const CODE_LIFETIME: Duration = Duration::from_secs(5 * 60);

/// An authorization request that may be asked of a person.
pub struct AuthorizationRequest {
    pub tenant: Arc<tenant::Model>,
    pub client: Arc<client::Model>,
    pub scopes: Vec<String>,
    pub login_hint: Option<String>,
    /// What the app wants the person to be asked.
    pub prompt: Prompt,
    /// How old the sign-in may be, in seconds (OpenID Connect Core §3.1.2.1).
    pub max_age: Option<i64>,
    /// How recently the person must have proven who they are.
    pub freshness: Freshness,
    reply: Reply,
    nonce: Option<String>,
    code_challenge: String,
}

/// OpenID Connect's `prompt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// Ask what is needed.
    AsNeeded,
    /// Ask nothing: answer or refuse.
    None,
    /// Sign in again.
    Login,
    /// Ask for consent again.
    Consent,
}

/// Why a request goes no further.
pub enum Refused {
    /// The app or its reply address is not known: the browser must not be sent there.
    Here(OAuthError),
    /// The app is told.
    ToApp(Answer),
}

/// What the browser takes to the app, and how.
pub struct Answer {
    mode: ResponseMode,
    target: Url,
    fields: Vec<(&'static str, String)>,
}

/// How an answer travels (OAuth 2.0 Multiple Response Type Encoding Practices §2.1, OAuth 2.0 Form Post Response Mode).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ResponseMode {
    Query,
    FormPost,
}

/// The way an [`Answer`] is delivered.
pub enum Delivery {
    /// A redirect to this address.
    Redirect(Url),
    /// A form with these fields, posted to this address.
    Post {
        target: Url,
        fields: Vec<(&'static str, String)>,
    },
}

impl Answer {
    /// How to deliver it.
    pub fn delivery(self) -> Delivery {
        match self.mode {
            ResponseMode::FormPost => Delivery::Post {
                target: self.target,
                fields: self.fields,
            },
            ResponseMode::Query => {
                let mut url = self.target;
                url.query_pairs_mut().extend_pairs(self.fields);
                Delivery::Redirect(url)
            }
        }
    }
}

impl From<OAuthError> for Refused {
    fn from(error: OAuthError) -> Self {
        Self::Here(error)
    }
}

/// Where the answer goes, and what the app wants to see in it.
struct Reply {
    mode: ResponseMode,
    redirect_uri: String,
    target: Url,
    state: Option<String>,
    issuer: String,
}

impl Reply {
    fn with(&self, fields: &[(&'static str, &str)]) -> Answer {
        let mut fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        if let Some(state) = &self.state {
            fields.push(("state", state.clone()));
        }
        // RFC 9207: the app can tell which authority answered.
        fields.push(("iss", self.issuer.clone()));
        Answer {
            mode: self.mode,
            target: self.target.clone(),
            fields,
        }
    }

    fn refuse(&self, error: &str, description: &str) -> Refused {
        Refused::ToApp(self.with(&[("error", error), ("error_description", description)]))
    }
}

impl AuthorizationRequest {
    /// Judges the query of an authorization request.
    ///
    /// # Errors
    /// [`Refused`], which says who may be told.
    pub async fn read(state: &AppState, tenant: &str, query: &str) -> Result<Self, Refused> {
        let form = Form::parse(query.as_bytes())?;
        let realm = Realm::find(state, tenant).await?;
        let (tenant, client) = realm.client(state, form.require("client_id")?).await?;
        let redirect_uri = form.require("redirect_uri")?;
        let target = redirect_target(&client, redirect_uri).ok_or_else(|| {
            OAuthError::invalid_request(
                50011,
                "The redirect URI specified in the request does not match the redirect URIs configured for the \
                 application.",
            )
        })?;
        let mode = match form.get("response_mode") {
            None | Some("query") => Some(ResponseMode::Query),
            Some("form_post") => Some(ResponseMode::FormPost),
            Some(_) => None,
        };
        let reply = Reply {
            mode: mode.unwrap_or(ResponseMode::Query),
            redirect_uri: redirect_uri.to_owned(),
            target,
            state: form.get("state").map(str::to_owned),
            issuer: discovery::issuer(state, &tenant),
        };

        if form.get("request").is_some() || form.get("request_uri").is_some() {
            return Err(reply.refuse("request_not_supported", "Request objects are not supported."));
        }
        if form.get("response_type") != Some("code") {
            return Err(reply.refuse(
                "unsupported_response_type",
                "Only the response type 'code' is supported.",
            ));
        }
        if !client.grant_types.has("authorization_code") {
            return Err(reply.refuse("unauthorized_client", "The application may not use this flow."));
        }
        if mode.is_none() {
            return Err(reply.refuse(
                "invalid_request",
                "Only the response modes 'query' and 'form_post' are supported.",
            ));
        }
        let code_challenge = match (form.get("code_challenge"), form.get("code_challenge_method")) {
            (Some(challenge), Some("S256")) if is_sha256(challenge) => challenge.to_owned(),
            _ => {
                return Err(reply.refuse(
                    "invalid_request",
                    "Proof Key for Code Exchange is required: code_challenge with the method S256.",
                ));
            }
        };
        let scopes = scopes::requested(&state.config, &client, form.get("scope").unwrap_or_default())
            .map_err(|error| reply.refuse(error.error, &error.description))?;
        let prompt = match form.get("prompt") {
            None => Prompt::AsNeeded,
            Some("none") => Prompt::None,
            Some("login" | "select_account" | "create") => Prompt::Login,
            Some("consent") => Prompt::Consent,
            Some(_) => return Err(reply.refuse("invalid_request", "This prompt is not supported.")),
        };
        let max_age = form.get("max_age").map(str::parse).transpose();
        let Ok(max_age) = max_age else {
            return Err(reply.refuse("invalid_request", "max_age has to be a number of seconds."));
        };
        let freshness = Freshness::parse(form.get("claims"), state.now_ms()).map_err(|error| {
            let code = match error {
                // OpenID Connect Core Error Code unmet_authentication_requirements 1.0.
                ClaimsError::UnknownContext => "unmet_authentication_requirements",
                ClaimsError::Malformed | ClaimsError::Future => "invalid_request",
            };
            reply.refuse(code, &error.to_string())
        })?;
        Ok(Self {
            login_hint: form
                .get("login_hint")
                .map(|hint| hint.chars().take(254).collect()),
            nonce: form.get("nonce").map(str::to_owned),
            tenant,
            client,
            scopes,
            prompt,
            max_age,
            freshness,
            reply,
            code_challenge,
        })
    }

    /// The account that has to be verified, when it is not this one.
    pub fn asks_for_another(&self, signed_in: &user::Model) -> Option<&str> {
        let hint = self
            .login_hint
            .as_deref()
            .map(str::trim)
            .filter(|_| self.freshness.asks())?;
        (!hint.is_empty() && !hint.eq_ignore_ascii_case(&signed_in.user_name)).then_some(hint)
    }

    /// The answer of a refusal to the app.
    pub fn refuse(&self, error: &str, description: &str) -> Answer {
        self.reply
            .with(&[("error", error), ("error_description", description)])
    }

    /// The host the answer goes to, for the page's `form-action`.
    pub fn reply_origin(&self) -> String {
        self.reply.target.origin().ascii_serialization()
    }

    /// Writes a code down and gives the answer that takes it to the app.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn grant(&self, state: &AppState, user: &user::Model, proof: Proof) -> Result<Answer, DbErr> {
        let code = random::token();
        let now_ms = state.now_ms();
        authorization_code::Entity::insert(authorization_code::ActiveModel {
            code_hash: Set(secrets::token_hash(&code)),
            client_id: Set(self.client.id),
            user_id: Set(user.id),
            redirect_uri: Set(self.reply.redirect_uri.clone()),
            scopes: Set(Strings(self.scopes.clone())),
            code_challenge: Set(self.code_challenge.clone()),
            nonce: Set(self.nonce.clone()),
            authenticated_at: Set(proof.authenticated_at),
            amr: Set(proof.amr),
            verified_at: Set(proof.verified_at),
            created_at: Set(now_ms),
            expires_at: Set(now_ms + span(CODE_LIFETIME)),
            used_at: Set(None),
            grant_id: Set(None),
        })
        .exec_without_returning(&state.db)
        .await?;
        Ok(self.reply.with(&[("code", &code)]))
    }
}

/// Whether it is a SHA-256 in base64url (RFC 7636 §4.2).
fn is_sha256(challenge: &str) -> bool {
    challenge.len() == 43
        && challenge
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// The reply address, when the app registered it. A loopback address matches on any port (RFC 8252 §7.3), and on any
/// path when it was registered without one: who listens there is on the person's own computer either way.
fn redirect_target(client: &client::Model, asked: &str) -> Option<Url> {
    // What a URL parser would drop or turn is refused: the app and we must read the same address (RFC 3986 §2).
    if asked.contains('\\') || !asked.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    let target = Url::parse(asked).ok()?;
    if target.fragment().is_some() || !target.username().is_empty() || target.password().is_some() {
        return None;
    }
    let registered = |uri: &String| {
        if uri == asked {
            return true;
        }
        let Ok(uri) = Url::parse(uri) else { return false };
        let loopback = matches!(uri.host_str(), Some("localhost" | "127.0.0.1"));
        loopback
            && uri.scheme() == "http"
            && target.scheme() == "http"
            && target.host_str() == uri.host_str()
            && (uri.path() == "/" || uri.path() == target.path())
    };
    client.redirect_uris.0.iter().any(registered).then_some(target)
}

/// Whether the sign-out page may send the browser there.
pub fn sign_out_target(client: &client::Model, asked: &str) -> Option<Url> {
    let as_redirects = client::Model {
        redirect_uris: client.sign_out_uris.clone(),
        ..client.clone()
    };
    redirect_target(&as_redirects, asked)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn client(uris: &[&str]) -> client::Model {
        client::Model {
            id: Uuid::new_v4(),
            tenant_id: Uuid::new_v4(),
            display_name: String::new(),
            redirect_uris: Strings::of(uris.iter().copied()),
            sign_out_uris: Strings::default(),
            grant_types: Strings::default(),
            allowed_scopes: Strings::default(),
            consented_scopes: Strings::default(),
            enabled: true,
        }
    }

    #[test]
    fn matches_loopback_addresses_on_any_port_and_nothing_else() {
        let app = client(&["http://localhost", "http://127.0.0.1", "https://app.example/back"]);
        for good in [
            "http://localhost",
            "http://localhost:3000",
            "http://localhost:3000/auth",
            "http://127.0.0.1:49152/",
            "https://app.example/back",
        ] {
            assert!(redirect_target(&app, good).is_some(), "{good}");
        }
        for bad in [
            "",
            "localhost",
            "https://localhost:3000",
            "http://localhost.evil.example",
            "http://localhost@evil.example/",
            "http://localhost\\.evil.example/",
            "http://localhost:3000/\r\nSet-Cookie: a=b",
            "http://localhost:3000/\0",
            " http://localhost:3000/",
            "http://user@localhost:3000/",
            "http://localhost:3000/#fragment",
            "http://[::1]:3000/",
            "https://app.example/back/..",
            "https://app.example/",
            "https://app.example:8443/back",
            "javascript:alert(1)",
        ] {
            assert!(redirect_target(&app, bad).is_none(), "{bad}");
        }
        let with_path = client(&["http://localhost/callback"]);
        assert!(redirect_target(&with_path, "http://localhost:1/callback").is_some());
        assert!(redirect_target(&with_path, "http://localhost:1/other").is_none());
    }
}
