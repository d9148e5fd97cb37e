//! What the organization takes back while somebody is setting it up is not set up: the policy counts at the end, not
//! at the start.

use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use secrecy::SecretString;
use serde_json::{Value, json};
use workpass_server::audit::Event;
use workpass_server::methods::oath;
use workpass_server::methods::passkey::{self, NotAdded};
use workpass_server::store::entities::{email_method, outbox_mail, outbox_message};
use workpass_server::store::values::{MethodRule, MethodRules};

use crate::enrolled::{App, last_message, methods, person, rules};
use crate::passkeys::key;
use crate::phone::Phone;
use crate::support::TestServer;

const SELF: &str = "/selfservice/v1.0/me";
const SCOPES: &[&str] = &["UserAuthenticationMethod.ReadWrite"];

/// How a registration is begun here and ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    App,
    Text,
    Call,
    Approval,
    Passkey,
    Email,
}

impl Kind {
    const ALL: [Self; 6] = [
        Self::App,
        Self::Text,
        Self::Call,
        Self::Approval,
        Self::Passkey,
        Self::Email,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::App => "softwareOath",
            Self::Text | Self::Call => "phone",
            Self::Approval => "microsoftAuthenticator",
            Self::Passkey => "fido2",
            Self::Email => "email",
        }
    }
}

/// What happens to the rule of a kind meanwhile, and what is told then.
type Change = (fn(&mut MethodRule), &'static str, &'static str);

const CHANGES: [Change; 3] = [
    (
        |rule| rule.allowed = false,
        "methodNotAllowedByPolicy",
        "notAllowedByPolicy",
    ),
    (
        |rule| rule.managed_by_administrator = true,
        "methodNotAllowedByPolicy",
        "notAllowedByPolicy",
    ),
    (|rule| rule.maximum = 0, "methodLimitReached", "limitReached"),
];

struct Desk {
    server: TestServer,
    token: String,
}

impl Desk {
    async fn open() -> Self {
        let server = TestServer::start().await;
        rules(&server, open).await;
        let token = server.token("sanne", SCOPES).await;
        Self { server, token }
    }

    async fn call(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let request = self
            .server
            .http
            .request(method, self.server.url(&format!("{SELF}{path}")));
        let answer = request.bearer_auth(&self.token).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    async fn start(&self, collection: &str, body: Value) -> Value {
        let (status, started) = self.call(Method::POST, collection, body).await;
        assert_eq!(status, 201, "{started}");
        started
    }

    async fn watch(&self, collection: &str, started: &Value) -> Value {
        let path = format!("{collection}/{}", started["id"].as_str().unwrap());
        self.call(Method::GET, &path, json!(null)).await.1
    }

    /// Changes the rule of one kind, for everybody.
    async fn change(&self, kind: Kind, change: fn(&mut MethodRule)) {
        rules(&self.server, |rules| {
            open(rules);
            change(rules.methods.get_mut(kind.name()).unwrap());
        })
        .await;
    }

    /// The code, then the refusal.
    async fn confirm(&self, collection: &str, started: &Value, code: &str) -> (u16, String) {
        let path = format!("{collection}/{}/confirm", started["id"].as_str().unwrap());
        let (status, said) = self.call(Method::POST, &path, json!({ "code": code })).await;
        (
            status,
            said["error"]["code"].as_str().unwrap_or_default().to_owned(),
        )
    }
}

/// Everything may be added, whatever was changed before.
fn open(rules: &mut MethodRules) {
    for rule in rules.methods.values_mut() {
        rule.managed_by_administrator = false;
        rule.maximum = 5;
    }
    let email = MethodRule {
        allowed: true,
        maximum: 1,
        usable_for: vec!["passwordReset".to_owned()],
        ..MethodRule::default()
    };
    rules.methods.insert("email".to_owned(), email);
}

fn digits(text: &str) -> String {
    let mut parts = text.split(|c: char| !c.is_ascii_digit());
    parts.find(|part| part.len() == 6).unwrap().to_owned()
}

/// Begins, lets the policy change, and does the rest rightly; what was told at the end.
async fn refused(desk: &Desk, kind: Kind, change: fn(&mut MethodRule)) -> String {
    let server = &desk.server;
    let state = server.state();
    match kind {
        Kind::App => {
            let path = "/softwareOathRegistrations";
            let started = desk.start(path, json!({})).await;
            let secret = SecretString::from(started["secretKey"].as_str().unwrap());
            let app = App::with(&oath::from_base32(&secret).unwrap());
            desk.change(kind, change).await;
            let (status, code) = desk.confirm(path, &started, &app.code(server)).await;
            assert_eq!(status, 403, "{kind:?}");
            code
        }
        Kind::Text => {
            let path = "/phoneRegistrations";
            let asked = json!({"phoneNumber": "+31650001234", "slot": "mobile", "channel": "sms"});
            let started = desk.start(path, asked).await;
            let code = digits(&last_message(server).await.text);
            desk.change(kind, change).await;
            let (status, code) = desk.confirm(path, &started, &code).await;
            assert_eq!(status, 403, "{kind:?}");
            code
        }
        Kind::Call => {
            let path = "/phoneRegistrations";
            let asked = json!({"phoneNumber": "+31650001234", "slot": "mobile", "channel": "voice"});
            let started = desk.start(path, asked).await;
            let calls = outbox_message::Entity::find().filter(outbox_message::Column::Channel.eq("voice"));
            let call = calls.one(&state.db).await.unwrap().unwrap();
            desk.change(kind, change).await;
            let press = server.url(&format!("/dev/messages/{}/press", call.id));
            assert!(
                !server
                    .http
                    .post(press)
                    .send()
                    .await
                    .unwrap()
                    .status()
                    .is_server_error()
            );
            let over = desk.watch(path, &started).await;
            assert_eq!(over["state"], "failed", "{over}");
            over["reason"].as_str().unwrap_or_default().to_owned()
        }
        Kind::Approval => {
            let path = "/authenticatorRegistrations";
            let started = desk.start(path, json!({})).await;
            let phone = Phone::new(server);
            assert_eq!(phone.scan(started["page"].as_str().unwrap()).await.0, 200);
            let number = desk.watch(path, &started).await["number"]
                .as_str()
                .unwrap()
                .to_owned();
            let asked = phone.asked().await;
            desk.change(kind, change).await;
            let outcome = phone.answer(&asked, "approve", &number).await;
            assert_eq!(outcome["outcome"], "notAdded", "{outcome}");
            assert_ne!(
                phone.send("pending", &json!({})).await.0,
                200,
                "the phone is nobody's"
            );
            let over = desk.watch(path, &started).await;
            assert_eq!(over["state"], "failed", "{over}");
            over["reason"].as_str().unwrap_or_default().to_owned()
        }
        Kind::Passkey => {
            let user = person(server, "sanne").await;
            let row = passkey::start(state, &user, None).await.unwrap().row;
            let offer = passkey::offer(state, &user, "here").await.unwrap().unwrap();
            let made = key(server).create_at_any_rate(&offer.options).to_string();
            desk.change(kind, change).await;
            let event = Event::of("method.added", &user);
            let added = passkey::add(state, &user, &row, "here", (&offer.ceremony, &made), None, event);
            match added.await.unwrap() {
                Err(NotAdded::LimitReached) => "limitReached",
                Err(NotAdded::NotAllowedByPolicy) => "notAllowedByPolicy",
                other => panic!("{other:?}"),
            }
            .to_owned()
        }
        Kind::Email => {
            let path = "/emailChallenges";
            let asked = json!({"emailAddress": "sanne.visser@postbus.example"});
            let started = desk.start(path, asked).await;
            let newest = outbox_mail::Entity::find().order_by_desc(outbox_mail::Column::CreatedAt);
            let code = digits(&newest.one(&state.db).await.unwrap().unwrap().text_body);
            desk.change(kind, change).await;
            let (status, code) = desk.confirm(path, &started, &code).await;
            assert_eq!(status, 403, "{kind:?}");
            code
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b24_b42_what_the_policy_takes_back_meanwhile_is_not_added_whatever_its_kind() {
    for (change, error, reason) in CHANGES {
        let desk = Desk::open().await;
        for kind in Kind::ALL {
            rules(&desk.server, open).await;
            let told = refused(&desk, kind, change).await;
            assert!(
                told == error || told == reason,
                "{kind:?}: {told}, not {error} or {reason}"
            );
            let there = methods(&desk.server, "sanne").await;
            assert!(there.is_empty(), "{kind:?} {reason}: {there:?}");
            let addresses = email_method::Entity::find()
                .all(&desk.server.state().db)
                .await
                .unwrap();
            let own = person(&desk.server, "sanne").await;
            assert!(
                addresses.iter().all(|address| address.user_id != own.id),
                "{kind:?}"
            );
            assert_eq!(own.preferred_method, None, "{kind:?}: no new default");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b42_a_maximum_that_was_lowered_counts_what_is_there_and_not_which_place_is_free() {
    let desk = Desk::open().await;
    let server = &desk.server;
    rules(server, |rules| {
        rules.methods.get_mut("fido2").unwrap().maximum = 3;
    })
    .await;
    let state = server.state();
    let user = person(server, "sanne").await;
    let add = async || {
        let row = passkey::start(state, &user, None).await.unwrap().row;
        let offer = passkey::offer(state, &user, "here").await.unwrap().unwrap();
        let made = key(server).create_at_any_rate(&offer.options).to_string();
        let event = Event::of("method.added", &user);
        passkey::add(state, &user, &row, "here", (&offer.ceremony, &made), None, event)
            .await
            .unwrap()
    };
    let first = add().await.unwrap();
    for _ in 0..2 {
        add().await.unwrap();
    }
    workpass_server::store::entities::security_method::Entity::delete_by_id(first.id)
        .exec(&state.db)
        .await
        .unwrap();
    rules(server, |rules| {
        rules.methods.get_mut("fido2").unwrap().maximum = 2;
    })
    .await;
    assert_eq!(add().await.unwrap_err(), NotAdded::LimitReached);
    assert_eq!(methods(server, "sanne").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn b24_b42_a_way_to_verify_that_is_taken_back_meanwhile_sends_and_adds_nothing() {
    let desk = Desk::open().await;
    let path = "/phoneRegistrations";
    let asked = json!({"phoneNumber": "+31650001234", "slot": "mobile", "channel": "sms"});
    let started = desk.start(path, asked).await;
    let code = digits(&last_message(&desk.server).await.text);
    let sent = || outbox_message::Entity::find().all(&desk.server.state().db);
    let before = sent().await.unwrap().len();
    rules(&desk.server, |rules| {
        open(rules);
        rules.phone.sms = false;
    })
    .await;
    desk.server.clock.step(std::time::Duration::from_secs(60));
    let again = format!("{path}/{}/resend", started["id"].as_str().unwrap());
    let (status, said) = desk.call(Method::POST, &again, json!({})).await;
    assert_eq!(said["error"]["code"], "phoneChannelNotAllowed", "{status}");
    assert_eq!(sent().await.unwrap().len(), before);
    let (_, told) = desk.confirm(path, &started, &code).await;
    assert_eq!(told, "phoneChannelNotAllowed");
    assert!(methods(&desk.server, "sanne").await.is_empty());
}
