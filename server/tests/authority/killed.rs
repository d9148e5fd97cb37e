//! The real program, killed while it writes: what it acknowledged is there when it comes back.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::Notify;
use totp_rs::{Builder, Secret};
use workpass_server::clock::{Clock, SystemClock};
use workpass_server::{sample, store};

use crate::browser::Page;
use crate::crash::Program;
use crate::support::postgres::Postgres;
use crate::support::{Setup, TestServer, password, seeded_database};

/// No answer: the server is gone. What was asked may have been done or not.
type Gone = reqwest::Error;

/// How many writes were acknowledged since the server started.
#[derive(Default)]
struct Acknowledged {
    count: AtomicUsize,
    more: Notify,
}

impl Acknowledged {
    fn one(&self) {
        self.count.fetch_add(1, Ordering::SeqCst);
        self.more.notify_one();
    }

    async fn reach(&self, count: usize) {
        let reached = async {
            while self.count.load(Ordering::SeqCst) < count {
                self.more.notified().await;
            }
        };
        let patience = Duration::from_secs(120);
        tokio::time::timeout(patience, reached)
            .await
            .expect("nothing more is acknowledged");
    }
}

/// Where the server is, each time it comes back.
struct Place {
    data: TempDir,
    database: String,
    port: u16,
}

impl Place {
    async fn new(postgres: Option<&Postgres>) -> Self {
        let data = tempfile::tempdir().unwrap();
        let database = match postgres {
            Some(postgres) => postgres.url.clone(),
            None => {
                std::fs::copy(seeded_database().await, data.path().join("workpass.sqlite")).unwrap();
                store::sqlite_url(data.path())
            }
        };
        // Below the ports that connections are given, so that nobody takes it while the server is away.
        let first = 15_000 + u16::try_from(std::process::id() % 10_000).unwrap();
        let free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
        let port = (first..first + 5_000).find(free).unwrap();
        Self { data, database, port }
    }

    fn start(&self) -> Program {
        let listen = format!("127.0.0.1:{}", self.port);
        Program::start_with(
            self.data.path(),
            &["--listen", &listen, "--database", &self.database],
        )
    }

    /// Tokens of these people, for the server that is to run here.
    async fn people(&self, names: &[&'static str]) -> Vec<Person> {
        let setup = Setup {
            database: Some(self.database.clone()),
            now_ms: Some(SystemClock.now_ms()),
            public_url: Some(format!("http://localhost:{}", self.port)),
            ..Setup::default()
        };
        let server = TestServer::start_as(setup).await;
        let mut people = Vec::new();
        for name in names {
            people.push(Person {
                name,
                token: server.app_token(name).await,
                base: format!("http://127.0.0.1:{}", self.port),
                http: browser(),
                accepted: Vec::new(),
                challenge: None,
                address: false,
                registration: None,
                apps: Vec::new(),
            });
        }
        server.running.stop().await.unwrap();
        people
    }
}

#[expect(clippy::disallowed_methods, reason = "a test's own client")]
fn browser() -> Client {
    Client::builder()
        .no_proxy()
        .cookie_store(true)
        .redirect(Policy::none())
        .build()
        .unwrap()
}

const EMAIL: &str = "/v1.0/me/authentication/emailMethods";
const APPS: &str = "/v1.0/me/authentication/softwareOathMethods";
const REGISTRATIONS: &str = "/selfservice/v1.0/me/softwareOathRegistrations";
const TERMS: &str = "/selfservice/v1.0/me/termsOfUse";

/// Of the five there may be.
const APPS_EACH: usize = 3;

/// Somebody who accepts terms, proves an address and sets up apps, and what of it the server said was done.
struct Person {
    name: &'static str,
    token: String,
    base: String,
    http: Client,
    accepted: Vec<String>,
    /// Begun, and to be ended by the server that comes after.
    challenge: Option<Value>,
    address: bool,
    registration: Option<Value>,
    apps: Vec<String>,
}

impl Person {
    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Result<(u16, Value), Gone> {
        let url = format!("{}{path}", self.base);
        let mut request = self.http.request(method, url).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        let bytes = answer.bytes().await?;
        Ok((status, serde_json::from_slice(&bytes).unwrap_or_default()))
    }

    async fn get(&self, path: &str) -> Result<Value, Gone> {
        let (status, body) = self.ask(Method::GET, path, None).await?;
        assert_eq!(status, 200, "{} {path}: {body}", self.name);
        Ok(body)
    }

    async fn post(&self, path: &str, body: Value) -> Result<Value, Gone> {
        let (status, body) = self.ask(Method::POST, path, Some(body)).await?;
        assert_eq!(status, 201, "{} {path}: {body}", self.name);
        Ok(body)
    }

    fn email(&self) -> String {
        format!("{}@postbus.example", self.name)
    }

    /// Writes until there is nothing left to write or nobody to write to.
    async fn write(mut self, acknowledged: Arc<Acknowledged>) -> Self {
        let _gone = self.write_all(&acknowledged).await;
        self
    }

    async fn write_all(&mut self, acknowledged: &Acknowledged) -> Result<(), Gone> {
        for terms in self.get(TERMS).await?["value"].as_array().unwrap() {
            if terms["state"] != "pending" {
                continue;
            }
            let id = terms["id"].as_str().unwrap();
            self.get(&format!("{TERMS}/{id}/document?language=nl")).await?;
            let body = json!({"fileId": terms["fileId"]});
            self.post(&format!("{TERMS}/{id}/acceptances"), body).await?;
            self.accepted.push(id.to_owned());
            acknowledged.one();
        }
        if !self.has_address().await? {
            self.start_challenge().await?;
            acknowledged.one();
            self.confirm_challenge().await?;
            acknowledged.one();
        }
        while self.count_apps().await? < APPS_EACH {
            self.start_app().await?;
            acknowledged.one();
            if self.confirm_app().await? {
                acknowledged.one();
            }
        }
        Ok(())
    }

    async fn has_address(&self) -> Result<bool, Gone> {
        let listed = self.get(EMAIL).await?;
        let mut addresses = listed["value"].as_array().unwrap().iter();
        Ok(addresses.any(|method| method["emailAddress"] == self.email()))
    }

    async fn count_apps(&self) -> Result<usize, Gone> {
        Ok(self.get(APPS).await?["value"].as_array().unwrap().len())
    }

    /// One that was begun before the server was killed is still good.
    async fn start_challenge(&mut self) -> Result<(), Gone> {
        if self.challenge.is_none() {
            let body = json!({"emailAddress": self.email()});
            let begun = self.post("/selfservice/v1.0/me/emailChallenges", body).await?;
            self.challenge = Some(begun);
        }
        Ok(())
    }

    async fn confirm_challenge(&mut self) -> Result<(), Gone> {
        let mails = self.get("/dev/outbox").await?;
        let mails = mails["value"].as_array().unwrap().iter();
        let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
        let code = mails
            .filter(|mail| mail["to"] == self.email())
            .find_map(|mail| {
                mail["text"]
                    .as_str()
                    .unwrap()
                    .lines()
                    .map(str::trim)
                    .find(is_code)
            })
            .expect("the mail left");
        let id = self.challenge.as_ref().unwrap()["id"].as_str().unwrap();
        let path = format!("/selfservice/v1.0/me/emailChallenges/{id}/confirm");
        self.post(&path, json!({"code": code})).await?;
        self.address = true;
        Ok(())
    }

    async fn start_app(&mut self) -> Result<(), Gone> {
        if self.registration.is_none() {
            self.registration = Some(self.post(REGISTRATIONS, json!({})).await?);
        }
        Ok(())
    }

    /// False when it was confirmed before, and the answer was lost with the server.
    async fn confirm_app(&mut self) -> Result<bool, Gone> {
        let registration = self.registration.as_ref().unwrap();
        let path = format!("{REGISTRATIONS}/{}", registration["id"].as_str().unwrap());
        let now = self.get(&path).await?;
        if now["state"] != "awaitingCode" {
            self.registration = None;
            return Ok(false);
        }
        let code = Builder::new()
            .with_secret(Secret::try_from_base32(registration["secretKey"].as_str().unwrap()).unwrap())
            .build()
            .unwrap()
            .generate(u64::try_from(SystemClock.now_ms() / 1000).unwrap())
            .to_string();
        let method = self
            .post(&format!("{path}/confirm"), json!({"code": code}))
            .await?;
        self.apps.push(method["id"].as_str().unwrap().to_owned());
        self.registration = None;
        Ok(true)
    }

    /// Everything that was acknowledged is there.
    async fn check(&self) {
        let name = self.name;
        let terms = self.get(TERMS).await.unwrap();
        for id in &self.accepted {
            let mut all = terms["value"].as_array().unwrap().iter();
            let found = all.find(|terms| terms["id"] == **id).unwrap();
            assert_eq!(found["state"], "accepted", "{name}'s acceptance was lost");
        }
        assert!(
            !self.address || self.has_address().await.unwrap(),
            "{name}'s address was lost"
        );
        let apps = self.get(APPS).await.unwrap();
        for id in &self.apps {
            let mut all = apps["value"].as_array().unwrap().iter();
            assert!(
                all.any(|app| app["id"] == **id),
                "an app of {name} was lost: {apps}"
            );
        }
        if let Some(registration) = &self.registration {
            let path = format!("{REGISTRATIONS}/{}", registration["id"].as_str().unwrap());
            self.get(&path).await.expect("a registration was lost");
        }
    }
}

/// Somebody who signs in, in browsers and from the app, again and again.
struct Visitor {
    base: String,
    sessions: Vec<Client>,
    refresh_token: Option<String>,
}

impl Visitor {
    const NAME: &str = "sanne";

    async fn visit(mut self, acknowledged: Arc<Acknowledged>) -> Self {
        while self.once(&acknowledged).await.is_ok() {}
        self
    }

    async fn once(&mut self, acknowledged: &Acknowledged) -> Result<(), Gone> {
        let http = browser();
        let name = format!("{}@noorderlicht.example", Self::NAME);
        let fields = [("user_name", name.as_str()), ("password", password(Self::NAME))];
        let answer = self.form(&http, "/signin", "/signin", &fields).await?;
        assert_eq!(answer.status(), 303);
        self.sessions.push(http.clone());
        acknowledged.one();

        let asked = [("scope", "openid offline_access User.Read")];
        let device = self.authority("devicecode", &asked).await?;
        let text = |value: &Value, name: &str| value[name].as_str().unwrap().to_owned();
        acknowledged.one();
        let confirm = format!("/device/confirm?user_code={}", text(&device, "user_code"));
        let decision = [("decision", "allow")];
        let answer = self.form(&http, &confirm, "/device/confirm", &decision).await?;
        assert!(answer.text().await?.contains("Sign-in allowed"));
        acknowledged.one();

        let code = text(&device, "device_code");
        let grant = "urn:ietf:params:oauth:grant-type:device_code";
        let asked = [("grant_type", grant), ("device_code", code.as_str())];
        let tokens = self.authority("token", &asked).await?;
        self.refresh_token = Some(text(&tokens, "refresh_token"));
        acknowledged.one();
        self.refresh().await?;
        acknowledged.one();
        Ok(())
    }

    async fn refresh(&mut self) -> Result<(), Gone> {
        let Some(token) = self.refresh_token.clone() else {
            return Ok(());
        };
        let asked = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
        let tokens = self.authority("token", &asked).await?;
        self.refresh_token = Some(tokens["refresh_token"].as_str().unwrap().to_owned());
        Ok(())
    }

    async fn authority(&self, endpoint: &str, fields: &[(&str, &str)]) -> Result<Value, Gone> {
        let url = format!("{}/{}/oauth2/v2.0/{endpoint}", self.base, sample::tenant_id());
        let client = sample::client_id().to_string();
        let form: Vec<_> = fields
            .iter()
            .copied()
            .chain([("client_id", client.as_str())])
            .collect();
        let answer = browser().post(url).form(&form).send().await?;
        let status = answer.status();
        let body = answer.json().await?;
        assert_eq!(status, 200, "{endpoint}: {body}");
        Ok(body)
    }

    async fn form(
        &self,
        http: &Client,
        page: &str,
        action: &str,
        fields: &[(&str, &str)],
    ) -> Result<Response, Gone> {
        let answer = http.get(format!("{}{page}", self.base)).send().await?;
        let page = Page {
            status: answer.status(),
            path: String::new(),
            html: answer.text().await?,
        };
        let mut form = page.hidden();
        form.extend(fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
        http.post(format!("{}{action}", self.base))
            .form(&form)
            .send()
            .await
    }

    async fn check(&mut self) {
        for http in &self.sessions {
            let page = http.get(format!("{}/", self.base)).send().await.unwrap();
            let html = page.text().await.unwrap();
            assert!(
                html.contains("sanne@noorderlicht.example"),
                "a session was lost: {html}"
            );
        }
        self.refresh().await.expect("a sign-in was lost");
    }
}

/// Kills the server right after the acknowledgements of each round, while everybody is in the middle of the next write.
async fn kill_while_they_write(postgres: Option<&Postgres>, rounds: &[usize]) {
    let place = Place::new(postgres).await;
    let mut people = place.people(&["james", "bram", "emma", "yusuf"]).await;
    let mut visitor = Visitor {
        base: format!("http://127.0.0.1:{}", place.port),
        sessions: Vec::new(),
        refresh_token: None,
    };
    let mut server = place.start();
    for &round in rounds {
        let acknowledged = Arc::new(Acknowledged::default());
        let write = |person: Person| tokio::spawn(person.write(acknowledged.clone()));
        let writing: Vec<_> = people.into_iter().map(write).collect();
        let visiting = tokio::spawn(visitor.visit(acknowledged.clone()));
        acknowledged.reach(round).await;
        server.kill();
        people = Vec::new();
        for person in writing {
            people.push(person.await.unwrap());
        }
        visitor = visiting.await.unwrap();
        server = place.start();
        for person in &people {
            person.check().await;
        }
        visitor.check().await;
    }
    // What is left is written to the end: nothing is half done.
    let acknowledged = Acknowledged::default();
    for person in &mut people {
        person
            .write_all(&acknowledged)
            .await
            .expect("nobody kills it now");
        person.check().await;
        assert!(
            person.has_address().await.unwrap() && person.count_apps().await.unwrap() == APPS_EACH,
            "{}",
            person.name
        );
    }
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_while_it_writes_has_lost_nothing_it_acknowledged() {
    kill_while_they_write(None, &[1, 4, 9, 2, 7, 12]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_while_it_writes_to_postgresql_has_lost_nothing_it_acknowledged() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    kill_while_they_write(Some(&postgres), &[2, 7, 11]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn b46_an_address_is_proven_though_the_server_was_killed_after_the_code_was_sent() {
    let place = Place::new(None).await;
    let mut people = place.people(&["sanne"]).await;
    let sanne = &mut people[0];
    let server = place.start();
    sanne.start_challenge().await.unwrap();
    server.kill();
    let server = place.start();
    sanne.confirm_challenge().await.unwrap();
    server.kill();
    let server = place.start();
    sanne.check().await;
    assert!(sanne.has_address().await.unwrap());
    server.kill();
}
