//! No call of Graph's is there that was never seen to work: one person walks through all of them, and every answer
//! passes the contract.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use workpass_contract::{Answer as WireAnswer, Contract, Violation};
use workpass_server::audit::Event;
use workpass_server::graph;
use workpass_server::methods::kind::MethodKind;
use workpass_server::methods::oath::Shape;
use workpass_server::methods::{places, tap};

use crate::client::{Client, code_of_text};
use crate::desk::{TOKEN_SECRET, allow, assign, code, person};
use crate::support::authenticator::Authenticator;
use crate::support::{self, TestServer};

const AUTHENTICATION: &str = "/me/authentication";
const NUMBER: &str = "+31611111111";

type Table = Vec<(Method, &'static str, &'static [&'static str])>;
type Operation = (String, &'static str);

/// A client that notes which calls succeeded.
struct Walk<'s> {
    client: Client<'s>,
    table: Table,
    succeeded: BTreeSet<Operation>,
}

impl<'s> Walk<'s> {
    fn new(client: Client<'s>, table: Table) -> Self {
        Self {
            client,
            table,
            succeeded: BTreeSet::new(),
        }
    }

    async fn get(&mut self, path: &str) -> Value {
        self.call(Method::GET, path, None).await
    }

    async fn call(&mut self, method: Method, path: &str, body: Option<Value>) -> Value {
        let answer = self.client.call(method.clone(), path, body, &[]).await;
        assert!(answer.status < 300, "{method} {path}: {}", answer.body);
        self.note(&method, path);
        answer.body
    }

    fn note(&mut self, method: &Method, path: &str) {
        let declared = declared(&self.table, method, path);
        self.succeeded.insert((method.to_string(), declared));
    }

    /// The only one of a collection, by its address.
    async fn only(&mut self, collection: &str) -> String {
        let listed = self.get(collection).await;
        let listed = listed["value"].as_array().unwrap();
        assert_eq!(listed.len(), 1, "{collection}");
        let one = format!("{collection}/{}", listed[0]["id"].as_str().unwrap());
        self.get(&one).await;
        one
    }

    /// What was not seen to succeed, but for what is refused by design.
    fn assert_whole(&self, refused: &[(Method, &'static str)]) {
        let wanted: BTreeSet<Operation> = self
            .table
            .iter()
            .map(|(method, path, _)| (method.clone(), *path))
            .filter(|operation| !refused.contains(operation))
            .map(|(method, path)| (method.to_string(), path))
            .collect();
        assert_eq!(
            self.succeeded, wanted,
            "a call of Graph's is part of the walk, or of what is refused"
        );
    }
}

/// The declaration that answers a path: what is written out goes before what is not.
fn declared(table: &Table, method: &Method, path: &str) -> &'static str {
    let fits = |declared: &str| {
        declared.split('/').count() == path.split('/').count()
            && declared
                .split('/')
                .zip(path.split('/'))
                .all(|(named, given)| named.starts_with('{') || named == given)
    };
    let fitting = table
        .iter()
        .filter(|(verb, declared, _)| verb == method && fits(declared));
    let closest = fitting.min_by_key(|(_, declared, _)| declared.matches('{').count());
    closest.expect("the call is declared").1
}

/// Methods that need no ceremony to be listed and deleted.
async fn register(server: &TestServer, first_name: &str) {
    let user = person(server, first_name).await;
    let state = server.state();
    for kind in [MethodKind::SoftwareOath, MethodKind::Authenticator] {
        let mut method = places::method(user.id, kind, state.now_ms());
        method.display_name = Some("Telefoon".to_owned());
        let placed = places::take(&state.db, method).await.unwrap();
        assert!(placed.is_some());
    }
    let (wish, event) = (tap::Wish::default(), Event::of("test", &user));
    tap::issue(&state.db, state.now_ms(), &user, wish, event)
        .await
        .unwrap();
}

async fn who_one_is(walk: &mut Walk<'_>) {
    for path in [
        "/me",
        "/me/manager",
        "/me/photo",
        "/me/photo/$value",
        "/organization",
    ] {
        walk.get(path).await;
    }
    let photos = walk.get("/me/photos").await;
    let photo = format!("/me/photos/{}", photos["value"][0]["id"].as_str().unwrap());
    walk.get(&photo).await;
    walk.get(&format!("{photo}/$value")).await;
    let accepted = walk.get("/me/agreementAcceptances").await;
    let first = accepted["value"][0]["id"].as_str().unwrap();
    walk.get(&format!("/me/agreementAcceptances/{first}")).await;
}

async fn profile(walk: &mut Walk<'_>) {
    const PHOTO: &str = "/me/photo/$value";
    let now = json!({ "mobilePhone": "+31 6 55 50 01 99" });
    walk.call(Method::PATCH, "/me", Some(now)).await;
    let photo = walk.client.get(PHOTO).await.bytes;
    walk.client.put_photo("image/jpeg", photo).await.expect(200);
    walk.note(&Method::PUT, PHOTO);
    walk.call(Method::DELETE, PHOTO, None).await;
}

async fn devices(walk: &mut Walk<'_>) {
    const KEYS: &str = "/informationProtection/bitlocker/recoveryKeys";
    walk.get("/me/registeredDevices").await;
    let owned = walk.get("/me/ownedDevices").await;
    for device in owned["value"].as_array().unwrap() {
        walk.get(&format!("/devices/{}", device["id"].as_str().unwrap()))
            .await;
    }
    let keys = walk.get(KEYS).await;
    let key = format!("{KEYS}/{}", keys["value"][0]["id"].as_str().unwrap());
    assert!(walk.get(&format!("{key}?$select=key")).await["key"].is_string());
    walk.get(&key).await;
}

async fn phone_added(server: &TestServer) {
    let self_service = Client::self_service(server, "anna").await;
    let asked = json!({ "phoneNumber": NUMBER, "slot": "mobile", "channel": "sms" });
    let started = self_service
        .post("/me/phoneRegistrations", asked)
        .await
        .expect(201);
    let confirm = format!(
        "/me/phoneRegistrations/{}/confirm",
        started["id"].as_str().unwrap()
    );
    let code = code_of_text(server, NUMBER).await;
    self_service
        .post(&confirm, json!({ "code": code }))
        .await
        .expect(201);
}

async fn password(walk: &mut Walk<'_>) {
    const CHANGE: &str = "/me/changePassword";
    if walk.table.iter().any(|(_, path, _)| *path == CHANGE) {
        let (now, then) = (support::password("anna"), "kruidnagel fietspomp 83");
        let body = json!({ "currentPassword": now, "newPassword": then });
        walk.call(Method::POST, CHANGE, Some(body)).await;
    }
}

async fn passkey(walk: &mut Walk<'_>, server: &TestServer) {
    let passkeys = format!("{AUTHENTICATION}/fido2Methods");
    let options = walk.get(&format!("{passkeys}/creationOptions")).await;
    let mut key = Authenticator::new(&server.state().config.public_url);
    let mut made = key.create_at_any_rate(&options["publicKey"]);
    for name in ["rawId", "type"] {
        made.as_object_mut().unwrap().remove(name);
    }
    made["response"].as_object_mut().unwrap().remove("transports");
    let body = json!({ "displayName": "Sleutel", "publicKeyCredential": made });
    walk.call(Method::POST, &passkeys, Some(body)).await;
    let one = walk.only(&passkeys).await;
    rename(walk, &one).await;
    walk.call(Method::DELETE, &one, None).await;
}

/// The permission table of Graph has this call and its metadata has not, so no contract can check the answer: 204.
async fn rename(walk: &mut Walk<'_>, passkey: &str) {
    let empty = WireAnswer {
        status: 204,
        content_type: None,
        body: b"",
    };
    let unknown = Contract::graph_v1().check_answer("PATCH", passkey, empty);
    assert!(
        matches!(unknown, Err(Violation::UnknownOperation { .. })),
        "then check it like the others"
    );
    let body = json!({ "displayName": "Sleutelbos" });
    let answer = walk.client.unchecked(Method::PATCH, passkey, &body).await;
    assert_eq!(answer.status(), 204);
    assert_eq!(answer.bytes().await.unwrap().len(), 0);
    walk.note(&Method::PATCH, passkey);
}

#[tokio::test]
async fn every_call_of_graph_is_answered_and_what_is_answered_follows_the_contract() {
    let server = TestServer::start().await;
    let scopes: Vec<&str> = graph::permissions()
        .iter()
        .flat_map(|(_, _, scopes)| scopes.iter().copied())
        .collect();
    let token = server.token("anna", &scopes).await;
    let mut walk = Walk::new(Client::graph_with(&server, token.clone()), graph::permissions());

    who_one_is(&mut walk).await;
    profile(&mut walk).await;
    devices(&mut walk).await;
    let email = walk.only(&format!("{AUTHENTICATION}/emailMethods")).await;
    walk.only(&format!("{AUTHENTICATION}/passwordMethods")).await;
    walk.call(Method::DELETE, &email, None).await;

    phone_added(&server).await;
    let phone = walk.only(&format!("{AUTHENTICATION}/phoneMethods")).await;
    for action in ["enableSmsSignIn", "disableSmsSignIn"] {
        walk.call(Method::POST, &format!("{phone}/{action}"), None).await;
    }

    allow(&server, |_| {}).await;
    register(&server, "anna").await;
    passkey(&mut walk, &server).await;

    let all = walk.get(&format!("{AUTHENTICATION}/methods")).await;
    for method in all["value"].as_array().unwrap() {
        let id = method["id"].as_str().unwrap();
        walk.get(&format!("{AUTHENTICATION}/methods/{id}")).await;
    }
    let others = [
        "softwareOathMethods",
        "microsoftAuthenticatorMethods",
        "temporaryAccessPassMethods",
    ];
    for kind in others {
        let one = walk.only(&format!("{AUTHENTICATION}/{kind}")).await;
        walk.call(Method::DELETE, &one, None).await;
    }
    walk.call(Method::DELETE, &phone, None).await;
    password(&mut walk).await;
    walk.call(Method::POST, "/me/revokeSignInSessions", None).await;
    walk.assert_whole(&graph::refused());
}

#[tokio::test]
async fn every_call_of_graphs_beta_is_answered_and_what_is_answered_follows_the_contract() {
    let server = TestServer::start().await;
    allow(&server, |_| {}).await;
    register(&server, "anna").await;
    assign(&server, "anna", "SN-0001", Shape::APP)
        .await
        .expect("the token is assigned");
    let token = server.app_token("anna").await;
    let client = Client::graph_with(&server, token).on_beta();
    let mut walk = Walk::new(client, graph::beta_permissions());

    let anna = person(&server, "anna").await.id;
    for preferences in [
        format!("{AUTHENTICATION}/signInPreferences"),
        format!("/users/{anna}/authentication/signInPreferences"),
    ] {
        walk.get(&preferences).await;
        let change = json!({ "userPreferredMethodForSecondaryAuthentication": "push" });
        walk.call(Method::PATCH, &preferences, Some(change)).await;
    }
    let device = walk.only(&format!("{AUTHENTICATION}/hardwareOathMethods")).await;
    let shown = code(&server, TOKEN_SECRET, Shape::APP, 0);
    let body = json!({ "verificationCode": shown, "displayName": "Sleutelhanger" });
    walk.call(Method::POST, &format!("{device}/activate"), Some(body))
        .await;
    walk.call(Method::DELETE, &device, None).await;
    walk.assert_whole(&[]);
}
