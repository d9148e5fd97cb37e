//! The second door: authorization code with PKCE in the system browser (RFC 8252, RFC 7636).

use std::{borrow::Cow, sync::Arc, time::Duration};

use async_trait::async_trait;
use oauth2::{AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, RedirectUrl, Scope, basic::BasicClient};
use secrecy::{ExposeSecret, SecretString};
use tokio::{runtime::Handle, sync::oneshot};
use url::Url;
use workpass_app::ports::{Authority, AuthorityError, BrowserFlow, Computer, Tokens};

use crate::{
    device::installation,
    loopback::{Loopback, Redirect},
    refusal::Step,
    scopes,
    token::Core,
};

/// How long the person has in the browser.
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// One started flow; the listener is open, dropping it closes it.
pub(crate) struct LoopbackFlow {
    core: Arc<Core>,
    authority: Authority,
    loopback: Loopback,
    page: Url,
    redirect_uri: String,
    state: String,
    nonce: String,
    verifier: SecretString,
    issuer_required: bool,
    computer: Computer,
}

impl LoopbackFlow {
    /// `issuer_required`: the authority announced that it names itself in redirects (RFC 9207 §3). `asked`: further
    /// parameters of the request (OpenID Connect Core §3.1.2.1).
    pub(crate) async fn start(
        core: Arc<Core>,
        authority: &Authority,
        at: &Url,
        issuer_required: bool,
        asked: &[(&str, &str)],
        computer: &Computer,
    ) -> Result<Self, AuthorityError> {
        let loopback = Loopback::open().await.map_err(|error| {
            AuthorityError::InvalidAnswer(format!("no port to wait for the browser: {error}"))
        })?;
        let redirect_uri = loopback.redirect_uri();
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = CsrfToken::new_random().into_secret();
        let redirect =
            RedirectUrl::new(redirect_uri.clone()).expect("http://localhost with a port is an address");
        let client = BasicClient::new(ClientId::new(core.client_id.clone()))
            .set_auth_uri(AuthUrl::from_url(at.clone()));
        let request = client
            .authorize_url(CsrfToken::new_random)
            .set_redirect_uri(Cow::Owned(redirect))
            .set_pkce_challenge(challenge)
            .add_scopes(scopes::requested(authority).into_iter().map(Scope::new))
            .add_extra_param("nonce", nonce.as_str());
        let (page, state) = asked
            .iter()
            .fold(request, |request, (name, value)| {
                request.add_extra_param(*name, *value)
            })
            .url();
        Ok(Self {
            core,
            authority: authority.clone(),
            loopback,
            page,
            redirect_uri,
            state: state.into_secret(),
            nonce,
            verifier: SecretString::from(verifier.into_secret()),
            issuer_required,
            computer: computer.clone(),
        })
    }

    async fn wait(&self) -> Result<SecretString, AuthorityError> {
        let clock = &*self.core.clock;
        let Redirect { outcome, issuer } = tokio::select! {
            redirect = self.loopback.receive(&self.state, clock) => redirect,
            () = clock.sleep(PATIENCE) => return Err(AuthorityError::Expired),
        };
        let named_wrongly = match issuer {
            Some(issuer) => issuer != self.authority.issuer,
            None => self.issuer_required,
        };
        if named_wrongly {
            return Err(AuthorityError::InvalidAnswer(
                "the redirect is from another authority".into(),
            ));
        }
        outcome.map_err(|error| error.into_error(Step::Redirect))
    }
}

#[async_trait]
impl BrowserFlow for LoopbackFlow {
    fn page(&self) -> &Url {
        &self.page
    }

    /// Whoever leaves before the browser came back ends it. From then on the authority may grant something: the exchange
    /// goes on to its end, and what nobody waits for any more is given back.
    async fn finish(self: Box<Self>) -> Result<Tokens, AuthorityError> {
        let code = self.wait().await?;
        let (told, heard) = oneshot::channel();
        tokio::spawn(async move {
            let granted = self.exchange(&code).await.map(|tokens| Unclaimed {
                core: self.core.clone(),
                authority: self.authority.clone(),
                tokens: Some(tokens),
            });
            // When nobody hears it, it comes back, and is let go here.
            drop(told.send(granted));
        });
        let granted = heard
            .await
            .map_err(|_| AuthorityError::InvalidAnswer("the exchange came to no end".into()))?;
        granted?.claim()
    }
}

/// What was granted and nobody has taken yet. Letting it go revokes it.
struct Unclaimed {
    core: Arc<Core>,
    authority: Authority,
    tokens: Option<Tokens>,
}

impl Unclaimed {
    fn claim(mut self) -> Result<Tokens, AuthorityError> {
        let tokens = self.tokens.take();
        tokens.ok_or_else(|| AuthorityError::InvalidAnswer("the grant is taken already".into()))
    }
}

impl Drop for Unclaimed {
    fn drop(&mut self) {
        let Some(token) = self.tokens.take().and_then(|tokens| tokens.refresh_token) else {
            return;
        };
        let (core, authority) = (self.core.clone(), self.authority.clone());
        // Outside of the runtime the app is on its way out, and nothing can be told any more.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                if let Err(error) = core.revoke(&authority, &token).await {
                    tracing::info!(%error, "a grant that nobody waited for stays until it expires");
                }
            });
        }
    }
}

impl LoopbackFlow {
    async fn exchange(&self, code: &SecretString) -> Result<Tokens, AuthorityError> {
        let (core, authority) = (&self.core, &self.authority);
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.expose_secret()),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("code_verifier", self.verifier.expose_secret()),
        ];
        let mut said: Vec<_> = installation(authority, &self.computer).collect();
        if !said.is_empty() {
            said.push(("device_name", &self.computer.name));
            said.push(("device_os", &self.computer.system));
        }
        let fields = fields.into_iter().chain(said);
        let (answer, ()) = tokio::join!(
            core.ask_for_tokens(&authority.token_endpoint, fields, Step::Code),
            core.keys.warm(&core.http, authority),
        );
        core.sign_in(authority, answer?, Some(&self.nonce)).await
    }
}
