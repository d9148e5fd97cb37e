//! What the log says, read at its most talkative.

#![allow(clippy::unwrap_used, reason = "what cannot be unwrapped fails the test")]

#[allow(dead_code, reason = "the part that a log can learn from is used")]
#[path = "authority/phone.rs"]
mod phone;
#[allow(dead_code, reason = "the part that a log can learn from is used")]
#[path = "authority/push_service.rs"]
mod push_service;
#[path = "support/mod.rs"]
mod support;

use std::io;
use std::sync::{Arc, Mutex};

use axum::http::{Method, StatusCode};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;
use workpass_server::methods::approval::{self, Context, Purpose};
use workpass_server::methods::kind::MethodKind;
use workpass_server::methods::places;
use workpass_server::sample;
use workpass_server::store::entities::{security_method, user};
use workpass_server::store::values::AuthenticatorData;

use phone::Phone;
use push_service::PushService;
use support::{TestServer, password};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Log {
    type Writer = Log;

    fn make_writer(&'w self) -> Log {
        self.clone()
    }
}

/// A phone of Sanne's that is woken, after its push service has stumbled; who we said we are to it.
async fn wake_a_phone(server: &TestServer) -> String {
    let state = server.state();
    let phone = Phone::new(server);
    let thumbprint = phone.sign("pending", &json!({})).headers[0].1.clone();
    let user_id = sample::user_id("sanne");
    let mut method = places::method(user_id, MethodKind::Authenticator, state.now_ms());
    method.slot = "1".to_owned();
    method.slot_key = "oath:1".to_owned();
    method.lookup_key = Some(format!("key:{thumbprint}"));
    method.data.authenticator = Some(AuthenticatorData {
        public_key: phone.jwk().to_string(),
        ..AuthenticatorData::default()
    });
    security_method::Entity::insert(method.into_active_model().reset_all())
        .exec_without_returning(&state.db)
        .await
        .unwrap();
    let answers = [StatusCode::SERVICE_UNAVAILABLE, StatusCode::FORBIDDEN];
    let mut service = PushService::open(&answers).await;
    for endpoint in [
        "https://canary.example/canary-endpoint".to_owned(),
        service.endpoint("canary-endpoint"),
    ] {
        phone
            .send("notifications", &json!({ "endpoint": endpoint }))
            .await;
    }
    let user = user::Entity::find_by_id(user_id)
        .one(&state.db)
        .await
        .unwrap()
        .unwrap();
    approval::ask(state, &user, Purpose::SignIn, Context::default())
        .await
        .unwrap();
    service.next().await;
    service.next().await.vapid().0.to_owned()
}

/// What adding methods shows once, or takes: secrets, codes, tokens of pages, answers. Right and wrong ones were sent.
async fn secrets_of_methods(server: &TestServer, token: &str) -> Vec<String> {
    let call = async |method: Method, path: &str, body: Value| -> Value {
        let path = server.url(&format!("/selfservice/v1.0/me/{path}"));
        let request = server.http.request(method, path).bearer_auth(token).json(&body);
        let answer = request.send().await.unwrap();
        assert!(!answer.status().is_server_error(), "{}", answer.status());
        answer.json().await.unwrap_or_default()
    };
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned();
    let mut secrets = Vec::new();

    let app = call(Method::POST, "softwareOathRegistrations", json!({})).await;
    secrets.push(text(&app["secretKey"]));
    let path = format!("softwareOathRegistrations/{}/confirm", text(&app["id"]));
    call(Method::POST, &path, json!({"code": "canary"})).await;
    call(Method::POST, &path, json!({"code": "918273"})).await;
    secrets.push("918273".to_owned());

    let asked = json!({"phoneNumber": "+31650001234", "slot": "mobile", "channel": "sms"});
    let phone = call(Method::POST, "phoneRegistrations", asked).await;
    let sent = server.http.get(server.url("/dev/messages")).send().await.unwrap();
    let sent: Value = sent.json().await.unwrap();
    let code = text(&sent["value"][0]["text"])[..6].to_owned();
    let path = format!("phoneRegistrations/{}/confirm", text(&phone["id"]));
    call(Method::POST, &path, json!({"code": "192837"})).await;
    let added = call(Method::POST, &path, json!({"code": code})).await;
    assert_eq!(added["phoneType"], "mobile", "{added}");
    secrets.extend([code, "192837".to_owned(), "650001234".to_owned()]);

    let qr = call(Method::POST, "authenticatorRegistrations", json!({})).await;
    let page = text(&qr["page"]);
    let scanned = page.split_once("#e=").unwrap().1;
    let (status, _) = Phone::new(server).scan(&page).await;
    assert_eq!(status, 200);
    secrets.push(scanned.to_owned());

    let passkey = call(Method::POST, "passkeyRegistrations", json!({})).await;
    let page = text(&passkey["page"]);
    server.http.get(&page).send().await.unwrap();
    secrets.push(page.rsplit('/').next().unwrap().to_owned());

    let codes = call(Method::POST, "recoveryCodes", json!({})).await;
    secrets.extend(codes["codes"].as_array().unwrap().iter().map(text));

    let offered = call(Method::GET, "securityQuestions", json!(null)).await;
    let questions = offered["questions"].as_array().unwrap();
    let required = offered["required"].as_u64().unwrap();
    let answers: Vec<Value> = (0..required)
        .zip(questions)
        .map(|(n, question)| json!({"questionId": question["id"], "answer": format!("canary answer {n}")}))
        .collect();
    call(Method::POST, "securityQuestions", json!({ "answers": answers })).await;
    secrets
}

#[tokio::test]
async fn no_code_token_or_address_reaches_the_log_even_when_everything_is_traced() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let server = TestServer::start().await;
    let token = server.app_token("sanne").await;
    let send = async |path: &str, body: Value| {
        let request = server.http.post(server.url(path)).bearer_auth(&token).json(&body);
        request.send().await.unwrap().json::<Value>().await.unwrap()
    };
    let base = "/selfservice/v1.0/me/emailChallenges";
    let challenge = send(base, json!({"emailAddress": "canary.address@postbus.example"})).await;
    let mails: Value = server
        .http
        .get(server.url("/dev/outbox"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let text = mails["value"][0]["text"].as_str().unwrap();
    let code = text
        .lines()
        .map(str::trim)
        .find(|l| l.len() == 6 && l.bytes().all(|b| b.is_ascii_digit()))
        .unwrap();
    let confirm = format!("{base}/{}/confirm", challenge["id"].as_str().unwrap());
    send(&confirm, json!({"code": "canary-wrong-code"})).await;
    send(&confirm, json!({"code": "000000"})).await;
    send(&confirm, json!({"code": code})).await;
    send(base, json!({"emailAddress": "canary\r\nBcc: x@evil.example"})).await;
    let me = server
        .http
        .get(server.url("/v1.0/me?$select=canary"))
        .bearer_auth(&token)
        .send()
        .await
        .unwrap();
    assert_eq!(me.status(), 400);
    let methods = secrets_of_methods(&server, &token).await;
    for (current, new) in [
        ("canary-current", "canary-new-one"),
        (password("sanne"), "canary123"),
        (password("sanne"), "canary van wilgenhout 44"),
    ] {
        let body = json!({"currentPassword": current, "newPassword": new});
        let answer = server
            .http
            .post(server.url("/v1.0/me/changePassword"))
            .bearer_auth(&token);
        answer.json(&body).send().await.unwrap();
    }
    workpass_server::mail::deliver(server.state()).await.unwrap();
    let vapid = wake_a_phone(&server).await;

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.len() > 1000, "the log was read: {log}");
    // Lines of other crates (the test's own HTTP client) are the test's, not the server's.
    let ours: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("workpass_server"))
        .collect();
    for secret in [
        code,
        token.as_str(),
        token.rsplit('.').next().unwrap(),
        vapid.as_str(),
        vapid.rsplit('.').next().unwrap(),
        password("sanne"),
        "canary",
    ]
    .into_iter()
    .chain(methods.iter().map(String::as_str))
    {
        let leak = ours.iter().find(|line| line.contains(secret));
        assert_eq!(leak, None, "{secret} is in the log");
    }
}
