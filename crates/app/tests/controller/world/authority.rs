use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Semaphore, oneshot};
use url::Url;
use workpass_app::{
    error::AuthorityFault,
    ports::{
        Authority, AuthorityError, AuthorityPort, BrowserFlow, Computer, DeviceAuthorization, NetworkError,
        PollAnswer, Tokens,
    },
};
use workpass_domain::{account::Account, contact::HelpContact};

use super::{ISSUER, account, guest};

type Answer<T> = Result<T, AuthorityError>;

pub(crate) struct FakeAuthority {
    /// Whose tokens are given without a word, and at which issuer.
    who: Account,
    issuer: String,
    /// Other organizations of the service, by issuer, once they were asked for.
    pub(crate) others: Mutex<HashMap<String, Arc<FakeAuthority>>>,
    /// The network is gone.
    pub(crate) unreachable: AtomicBool,
    /// Something else answers at the address.
    pub(crate) misplaced: AtomicBool,
    /// Offers neither Graph nor self-service.
    pub(crate) foreign: AtomicBool,
    /// Offers Graph only.
    pub(crate) has_no_extension: AtomicBool,
    /// A cloud whose pages are known.
    pub(crate) is_known_cloud: AtomicBool,
    pub(crate) started: AtomicUsize,
    pub(crate) polled: AtomicUsize,
    polls: Mutex<VecDeque<Answer<PollAnswer>>>,
    refreshes: Mutex<VecDeque<Answer<Tokens>>>,
    pub(crate) refreshed_with: Mutex<Vec<String>>,
    pub(crate) revoked: Mutex<Vec<String>>,
    pub(crate) verification_uri: Mutex<String>,
    browser: Mutex<Option<Answer<Tokens>>>,
    /// Discovery waits here while it has no permits.
    pub(crate) discover_gate: Semaphore,
    /// Refreshes wait here while it has no permits.
    pub(crate) refresh_gate: Semaphore,
    pub(crate) asked_by: Mutex<Option<Computer>>,
    /// Claims and login hint of every fresh verification that was started.
    pub(crate) stepped_up: Mutex<Vec<String>>,
    proofs: Mutex<Vec<oneshot::Sender<Answer<Tokens>>>>,
}

impl Default for FakeAuthority {
    fn default() -> Self {
        Self {
            who: account(),
            issuer: ISSUER.into(),
            others: Mutex::default(),
            unreachable: AtomicBool::default(),
            misplaced: AtomicBool::default(),
            foreign: AtomicBool::default(),
            has_no_extension: AtomicBool::default(),
            is_known_cloud: AtomicBool::default(),
            started: AtomicUsize::default(),
            polled: AtomicUsize::default(),
            polls: Mutex::default(),
            refreshes: Mutex::default(),
            refreshed_with: Mutex::default(),
            revoked: Mutex::default(),
            verification_uri: Mutex::new("https://login.noorderlicht.example/device".into()),
            browser: Mutex::default(),
            discover_gate: Semaphore::new(1000),
            refresh_gate: Semaphore::new(1000),
            asked_by: Mutex::default(),
            stepped_up: Mutex::default(),
            proofs: Mutex::default(),
        }
    }
}

pub(crate) fn offline<T>() -> Answer<T> {
    Err(AuthorityError::Network(NetworkError::Offline(None)))
}

pub(crate) fn tokens(refresh_token: Option<&str>) -> Tokens {
    let scopes = "User.Read User.Read.All User.ReadWrite UserAuthenticationMethod.ReadWrite User.RevokeSessions.All \
                  User-PasswordProfile.ReadWrite.All Device.Read.All BitlockerKey.Read.All";
    Tokens {
        access_token: SecretString::from("canary-access"),
        refresh_token: refresh_token.map(SecretString::from),
        expires_in: Duration::from_secs(3600),
        scopes: scopes.split(' ').map(str::to_owned).collect(),
        account: Some(account()),
    }
}

pub(crate) fn granted(refresh_token: &str) -> PollAnswer {
    PollAnswer::Granted(tokens(Some(refresh_token)))
}

impl FakeAuthority {
    /// The next answers to polling; after them: pending.
    pub(crate) fn polls(&self, answers: impl IntoIterator<Item = Answer<PollAnswer>>) {
        self.polls.lock().unwrap().extend(answers);
    }

    pub(crate) fn forget_polls(&self) {
        self.polls.lock().unwrap().clear();
    }

    /// The next answers to a refresh; after them: a new access token, the refresh token unchanged.
    pub(crate) fn refreshes(&self, answers: impl IntoIterator<Item = Answer<Tokens>>) {
        self.refreshes.lock().unwrap().extend(answers);
    }

    /// What the person does in the browser; without it they never come back.
    pub(crate) fn browser(&self, answer: Answer<Tokens>) {
        *self.browser.lock().unwrap() = Some(answer);
    }

    /// What the person does on the page of the fresh verification that was opened last.
    pub(crate) fn prove(&self, answer: Answer<Tokens>) {
        let proof = self.proofs.lock().unwrap().pop();
        if let Some(proof) = proof {
            let _ = proof.send(answer);
        }
    }

    /// Another organization's authority, as the app finds it.
    pub(crate) fn other(&self, issuer: &str) -> Arc<Self> {
        let mut others = self.others.lock().unwrap();
        let other = others.entry(issuer.to_owned()).or_insert_with(|| {
            Arc::new(Self {
                who: guest(issuer),
                issuer: issuer.to_owned(),
                ..Self::default()
            })
        });
        other.clone()
    }

    pub(crate) fn set_unreachable(&self, unreachable: bool) {
        self.unreachable.store(unreachable, Ordering::Relaxed);
    }

    pub(crate) fn refresh_count(&self) -> usize {
        self.refreshed_with.lock().unwrap().len()
    }

    fn reach(&self) -> Answer<()> {
        if self.unreachable.load(Ordering::Relaxed) {
            offline()
        } else {
            Ok(())
        }
    }
}

fn url(path: &str) -> Url {
    Url::parse("https://login.noorderlicht.example/")
        .unwrap()
        .join(path)
        .unwrap()
}

#[async_trait]
impl AuthorityPort for FakeAuthority {
    async fn discover(&self) -> Answer<Authority> {
        self.discover_gate.acquire().await.unwrap().forget();
        self.reach()?;
        if self.misplaced.load(Ordering::Relaxed) {
            return Err(AuthorityError::Misconfigured(AuthorityFault::NotAnAuthority));
        }
        let own = !self.foreign.load(Ordering::Relaxed);
        Ok(Authority {
            issuer: self.issuer.clone(),
            token_endpoint: url("token"),
            device_authorization_endpoint: Some(url("devicecode")),
            authorization_endpoint: Some(url("authorize")),
            revocation_endpoint: Some(url("revoke")),
            jwks_uri: Some(url("keys")),
            graph: own.then(|| url("v1.0")),
            selfservice: (own && !self.has_no_extension.load(Ordering::Relaxed))
                .then(|| url("selfservice/v1.0")),
            password_reset_page: own.then(|| url("reset")),
            security_info_page: self
                .is_known_cloud
                .load(Ordering::Relaxed)
                .then(|| Url::parse("https://mysignins.microsoft.com/security-info").unwrap()),
            devices_page: self
                .is_known_cloud
                .load(Ordering::Relaxed)
                .then(|| Url::parse("https://myaccount.microsoft.com/device-list").unwrap()),
            helpdesk: own.then(|| HelpContact {
                display_name: "Servicedesk".into(),
                web_url: Some("https://help.noorderlicht.example/".into()),
                ..HelpContact::default()
            }),
        })
    }

    async fn start_device_authorization(
        &self,
        _: &Authority,
        computer: &Computer,
    ) -> Answer<DeviceAuthorization> {
        self.reach()?;
        let number = self.started.fetch_add(1, Ordering::Relaxed) + 1;
        *self.asked_by.lock().unwrap() = Some(computer.clone());
        let page = Url::parse(&self.verification_uri.lock().unwrap()).unwrap();
        let mut complete = page.clone();
        complete.set_query(Some(&format!("user_code=CODE-{number}")));
        Ok(DeviceAuthorization {
            device_code: SecretString::from(format!("canary-device-{number}")),
            user_code: format!("CODE-{number}"),
            verification_uri: page,
            verification_uri_complete: Some(complete),
            expires_in: Duration::from_secs(900),
            interval: Duration::from_secs(5),
        })
    }

    async fn poll(&self, _: &Authority, _: &SecretString) -> Answer<PollAnswer> {
        self.polled.fetch_add(1, Ordering::Relaxed);
        self.reach()?;
        self.polls
            .lock()
            .unwrap()
            .pop_front()
            .unwrap_or(Ok(PollAnswer::Pending))
    }

    async fn start_browser(&self, _: &Authority, computer: &Computer) -> Answer<Box<dyn BrowserFlow>> {
        self.reach()?;
        *self.asked_by.lock().unwrap() = Some(computer.clone());
        let answer = self.browser.lock().unwrap().take();
        Ok(Box::new(FakeBrowser {
            page: url("authorize?x=1"),
            answer,
        }))
    }

    async fn start_step_up(
        &self,
        _: &Authority,
        claims: Option<&str>,
        login_hint: Option<&str>,
        _: &Computer,
    ) -> Answer<Box<dyn BrowserFlow>> {
        self.reach()?;
        let asked = format!("{} {}", claims.unwrap_or("-"), login_hint.unwrap_or("-"));
        self.stepped_up.lock().unwrap().push(asked);
        let (proof, answer) = oneshot::channel();
        self.proofs.lock().unwrap().push(proof);
        Ok(Box::new(FakeProof {
            page: url("authorize?claims=x"),
            answer,
        }))
    }

    async fn start_visit(
        &self,
        authority: &Authority,
        login_hint: Option<&str>,
        computer: &Computer,
    ) -> Answer<Box<dyn BrowserFlow>> {
        self.start_step_up(authority, Some("visit"), login_hint, computer)
            .await
    }

    fn beside(&self, issuer: &str) -> Option<Arc<dyn AuthorityPort>> {
        issuer
            .starts_with("https://login.noorderlicht.example/")
            .then(|| self.other(issuer) as Arc<dyn AuthorityPort>)
    }

    async fn refresh(&self, _: &Authority, refresh_token: &SecretString) -> Answer<Tokens> {
        self.refreshed_with
            .lock()
            .unwrap()
            .push(refresh_token.expose_secret().to_owned());
        self.refresh_gate.acquire().await.unwrap().forget();
        self.reach()?;
        self.refreshes.lock().unwrap().pop_front().unwrap_or_else(|| {
            Ok(Tokens {
                account: Some(self.who.clone()),
                ..tokens(None)
            })
        })
    }

    async fn revoke(&self, _: &Authority, refresh_token: &SecretString) -> Answer<()> {
        self.reach()?;
        self.revoked
            .lock()
            .unwrap()
            .push(refresh_token.expose_secret().to_owned());
        Ok(())
    }
}

struct FakeBrowser {
    page: Url,
    answer: Option<Answer<Tokens>>,
}

#[async_trait]
impl BrowserFlow for FakeBrowser {
    fn page(&self) -> &Url {
        &self.page
    }

    async fn finish(self: Box<Self>) -> Answer<Tokens> {
        match self.answer {
            Some(answer) => answer,
            None => std::future::pending().await,
        }
    }
}

/// The page of a fresh verification; the test is the person.
struct FakeProof {
    page: Url,
    answer: oneshot::Receiver<Answer<Tokens>>,
}

#[async_trait]
impl BrowserFlow for FakeProof {
    fn page(&self) -> &Url {
        &self.page
    }

    async fn finish(self: Box<Self>) -> Answer<Tokens> {
        match self.answer.await {
            Ok(answer) => answer,
            Err(_) => std::future::pending().await,
        }
    }
}
