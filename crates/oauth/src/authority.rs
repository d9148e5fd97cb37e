//! The port: one configured authority and client.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use workpass_app::{
    error::AuthorityFault,
    ports::{
        Authority, AuthorityError, AuthorityPort, BrowserFlow, Clock, Computer, DeviceAuthorization,
        PollAnswer, Tokens,
    },
};
use workpass_http::{Answer, Http, Request};

use crate::{
    browser::LoopbackFlow,
    discovery::{Address, Document},
    keys::KeyStore,
    refusal::{ErrorObject, Step, read_error},
    scopes,
    token::Core,
};

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The authority the app is configured for.
pub struct OAuthAuthority {
    core: Arc<Core>,
    address: Result<Address, AuthorityFault>,
    /// RFC 9207 §3, as the last discovery said.
    issuer_in_redirects: AtomicBool,
}

impl OAuthAuthority {
    /// `address` is the issuer, e.g. `https://login.microsoftonline.com/{tenant}/v2.0`. What is wrong with it shows
    /// at discovery, where every fault of an authority shows.
    pub fn new(http: Http, clock: Arc<dyn Clock>, address: &str, client_id: &str) -> Self {
        let client_id = client_id.trim().to_owned();
        Self {
            core: Arc::new(Core {
                http,
                clock,
                client_id,
                keys: KeyStore::default(),
            }),
            address: Address::parse(address),
            issuer_in_redirects: AtomicBool::new(false),
        }
    }

    /// Asks in the system browser, with these parameters beside those of every request.
    async fn browser(
        &self,
        authority: &Authority,
        asked: &[(&str, &str)],
        computer: &Computer,
    ) -> Result<Box<dyn BrowserFlow>, AuthorityError> {
        let at = authority
            .authorization_endpoint
            .as_ref()
            .ok_or(AuthorityError::Misconfigured(AuthorityFault::NoWayToSignIn))?;
        let issuer_required = self.issuer_in_redirects.load(Ordering::Relaxed);
        let core = self.core.clone();
        let flow = LoopbackFlow::start(core, authority, at, issuer_required, asked, computer).await?;
        Ok(Box::new(flow))
    }
}

#[async_trait]
impl AuthorityPort for OAuthAuthority {
    async fn discover(&self) -> Result<Authority, AuthorityError> {
        let address = self
            .address
            .as_ref()
            .map_err(|&fault| AuthorityError::Misconfigured(fault))?;
        let document = address.document().map_err(AuthorityError::Misconfigured)?;
        let answer = self
            .core
            .http
            .send(Request::get(document))
            .await
            .map_err(AuthorityError::Network)?;
        let document = read_document(&answer)?;
        let names_itself = document.authorization_response_iss_parameter_supported;
        let authority = document.check(address).map_err(AuthorityError::Misconfigured)?;
        self.issuer_in_redirects.store(names_itself, Ordering::Relaxed);
        Ok(authority)
    }

    async fn start_device_authorization(
        &self,
        authority: &Authority,
        computer: &Computer,
    ) -> Result<DeviceAuthorization, AuthorityError> {
        let core = &self.core;
        let at = authority
            .device_authorization_endpoint
            .as_ref()
            .ok_or(AuthorityError::Misconfigured(AuthorityFault::NoWayToSignIn))?;
        // The keys are read meanwhile: when the grant comes, nothing must stand between it and the session.
        let (answer, ()) = tokio::join!(
            core.request_device_code(authority, at, computer),
            core.keys.warm(&core.http, authority),
        );
        answer
    }

    async fn poll(
        &self,
        authority: &Authority,
        device_code: &SecretString,
    ) -> Result<PollAnswer, AuthorityError> {
        let core = &self.core;
        let fields = [
            ("grant_type", DEVICE_CODE),
            ("device_code", device_code.expose_secret()),
            ("client_id", core.client_id.as_str()),
        ];
        let request = Request::post_form(authority.token_endpoint.clone(), fields);
        let answer = core.http.send(request).await.map_err(AuthorityError::Network)?;
        if !answer.is_success() {
            return poll_refusal(read_error(&answer)?);
        }
        let tokens = core
            .sign_in(authority, crate::token::read(&answer)?, None)
            .await?;
        Ok(PollAnswer::Granted(tokens))
    }

    async fn start_browser(
        &self,
        authority: &Authority,
        computer: &Computer,
    ) -> Result<Box<dyn BrowserFlow>, AuthorityError> {
        // A plain OpenID Connect authority leaves `offline_access` out unless it is asked for with consent (Core §11).
        let consent = authority.graph.is_none().then_some(("prompt", "consent"));
        let asked = Vec::from_iter(consent);
        self.browser(authority, &asked, computer).await
    }

    async fn start_step_up(
        &self,
        authority: &Authority,
        claims: Option<&str>,
        login_hint: Option<&str>,
        computer: &Computer,
    ) -> Result<Box<dyn BrowserFlow>, AuthorityError> {
        // Without claims to ask for, the authority has to be told not to take the browser's word for it
        // (OpenID Connect Core §3.1.2.1).
        let proof = claims.map_or(("prompt", "login"), |claims| ("claims", claims));
        let hint = login_hint.map(|hint| ("login_hint", hint));
        let asked: Vec<_> = [proof].into_iter().chain(hint).collect();
        self.browser(authority, &asked, computer).await
    }

    async fn start_visit(
        &self,
        authority: &Authority,
        login_hint: Option<&str>,
        computer: &Computer,
    ) -> Result<Box<dyn BrowserFlow>, AuthorityError> {
        let asked: Vec<_> = login_hint.map(|hint| ("login_hint", hint)).into_iter().collect();
        self.browser(authority, &asked, computer).await
    }

    fn beside(&self, issuer: &str) -> Option<Arc<dyn AuthorityPort>> {
        let here = self.address.as_ref().ok()?;
        let there = Address::parse(issuer)
            .ok()
            .filter(|there| there.is_beside(here))?;
        Some(Arc::new(Self {
            core: Arc::new(Core {
                http: self.core.http.clone(),
                clock: self.core.clock.clone(),
                client_id: self.core.client_id.clone(),
                keys: KeyStore::default(),
            }),
            address: Ok(there),
            issuer_in_redirects: AtomicBool::new(false),
        }))
    }

    async fn refresh(
        &self,
        authority: &Authority,
        refresh_token: &SecretString,
    ) -> Result<Tokens, AuthorityError> {
        let core = &self.core;
        let requested = scopes::requested(authority);
        let scope = requested.join(" ");
        let mut fields = vec![
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token.expose_secret()),
        ];
        // A foreign authority may have granted less than was asked for, and asking for more again is an error there
        // (RFC 6749 §6); Entra and our server take the list as what the token is for.
        if authority.graph.is_some() {
            fields.push(("scope", scope.as_str()));
        }
        let answer = core
            .ask_for_tokens(&authority.token_endpoint, fields, Step::Refresh)
            .await?;
        // The old token may be spent by now: nothing about the id token may lose the new one.
        let account = match &answer.id_token {
            Some(token) => core
                .verify(authority, token, None)
                .await
                .inspect_err(|error| tracing::warn!(%error, "the id token of a refresh is not used"))
                .ok(),
            None => None,
        };
        Ok(answer.into_tokens(requested, account))
    }

    async fn revoke(
        &self,
        authority: &Authority,
        refresh_token: &SecretString,
    ) -> Result<(), AuthorityError> {
        self.core.revoke(authority, refresh_token).await
    }
}

/// Waiting is no error here (RFC 8628 §3.5).
fn poll_refusal(error: ErrorObject) -> Result<PollAnswer, AuthorityError> {
    match error.error.as_str() {
        "authorization_pending" => Ok(PollAnswer::Pending),
        "slow_down" => Ok(PollAnswer::SlowDown),
        _ => Err(error.into_error(Step::Poll)),
    }
}

/// The document, or what an address that gives none is: nobody's, or not an authority's.
fn read_document(answer: &Answer) -> Result<Document, AuthorityError> {
    if let Some(trouble) = answer.trouble() {
        return Err(AuthorityError::Network(trouble));
    }
    let misconfigured = |fault| AuthorityError::Misconfigured(fault);
    if answer.is_success() {
        return answer
            .read_json()
            .map_err(|_| misconfigured(AuthorityFault::NotAnAuthority));
    }
    // Entra answers 400 with its error object for a tenant it does not know.
    let object = answer.read_json::<Map<String, Value>>().ok();
    let told = object
        .as_ref()
        .and_then(ErrorObject::from_json)
        .map(|error| error.into_error(Step::Discovery));
    match told {
        Some(error @ AuthorityError::Misconfigured(_)) => Err(error),
        _ if matches!(answer.status, 404 | 410) => Err(misconfigured(AuthorityFault::NotFound)),
        _ => Err(misconfigured(AuthorityFault::NotAnAuthority)),
    }
}
