//! Texts and calls over a gateway of the organization's: signed both ways, tried again when it stumbles.

use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use ring::hmac;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use workpass_server::audit::Event;
use workpass_server::mail::MailLanguage;
use workpass_server::messages::Gateway;
use workpass_server::methods::given_phone::{self, Given};
use workpass_server::methods::kind::PhoneSlot;
use workpass_server::methods::voice;
use workpass_server::store::entities::{method_registration, security_method};

use crate::client::Client;
use crate::support::{Setup, TestServer};

const SECRET: &str = "a secret that only the gateway has";
const CONFIRMED: &str = r#"{"state":"confirmed"}"#;
const NUMBER: &str = "+31611111111";

/// What came in, and the answers to give first.
#[derive(Clone, Default)]
struct Desk(Arc<Mutex<(Vec<Came>, Vec<StatusCode>)>>);

/// A request: its head and its body.
type Came = (HeaderMap, Vec<u8>);

impl Desk {
    async fn open(answers: &[StatusCode]) -> (Self, String) {
        let desk = Self::default();
        desk.0.lock().unwrap().1 = answers.to_vec();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/texts", listener.local_addr().unwrap());
        let routes = Router::new().route("/texts", post(take)).with_state(desk.clone());
        let service = routes.into_make_service();
        tokio::spawn(async move {
            axum_server::from_tcp(listener.into_std().unwrap())
                .unwrap()
                .serve(service)
                .await
        });
        (desk, url)
    }

    fn came(&self) -> Vec<Came> {
        self.0.lock().unwrap().0.clone()
    }
}

async fn take(State(desk): State<Desk>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let mut desk = desk.0.lock().unwrap();
    desk.0.push((headers, body.to_vec()));
    if desk.1.is_empty() {
        StatusCode::ACCEPTED
    } else {
        desk.1.remove(0)
    }
}

fn signature(what: &str, timestamp: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let signed = [format!("{what}.{timestamp}.").as_bytes(), body].concat();
    let tag = hmac::sign(&key, &signed);
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("v1={hex}")
}

async fn with_gateway(url: String) -> TestServer {
    let gateway = Gateway {
        url,
        secret: SECRET.to_owned().into(),
    };
    TestServer::start_as(Setup {
        messages: Some(gateway),
        ..Setup::default()
    })
    .await
}

fn asked(channel: &str) -> Value {
    json!({"phoneNumber": NUMBER, "slot": "mobile", "channel": channel})
}

#[tokio::test]
async fn b62_a_text_is_handed_over_signed_and_tried_again_with_the_same_id() {
    let (desk, url) = Desk::open(&[StatusCode::SERVICE_UNAVAILABLE]).await;
    let server = with_gateway(url).await;
    let sanne = Client::self_service(&server, "sanne").await;
    let started = sanne
        .post("/me/phoneRegistrations", asked("sms"))
        .await
        .expect(201);
    let came = desk.came();
    assert_eq!(came.len(), 2, "the first attempt failed");
    let bodies: Vec<Value> = came
        .iter()
        .map(|(_, body)| serde_json::from_slice(body).unwrap())
        .collect();
    assert_eq!(bodies[0], bodies[1]);
    let (headers, body) = &came[1];
    let timestamp = headers["workpass-timestamp"].to_str().unwrap();
    assert_eq!(timestamp, (crate::support::START_MS / 1000).to_string());
    assert_eq!(
        headers["workpass-signature"].to_str().unwrap(),
        signature("message", timestamp, body)
    );
    assert_eq!(
        (&bodies[1]["to"], &bodies[1]["channel"]),
        (&json!(NUMBER), &json!("sms"))
    );
    let code = bodies[1]["text"].as_str().unwrap()[..6].to_owned();
    let confirm = format!(
        "/me/phoneRegistrations/{}/confirm",
        started["id"].as_str().unwrap()
    );
    sanne.post(&confirm, json!({"code": code})).await.expect(201);
    assert_eq!(
        server
            .http
            .get(server.url("/dev/messages"))
            .send()
            .await
            .unwrap()
            .status(),
        404
    );
}

#[tokio::test]
async fn a_gateway_that_refuses_is_told_as_such_and_leaves_nothing() {
    let (desk, url) = Desk::open(&[StatusCode::FORBIDDEN]).await;
    let server = with_gateway(url).await;
    let sanne = Client::self_service(&server, "sanne").await;
    let refused = sanne.post("/me/phoneRegistrations", asked("voice")).await;
    assert_eq!(refused.refusal(), (502, "messageNotSent"));
    assert_eq!(desk.came().len(), 1, "what was refused is not tried again");
}

/// What the gateway tells of a call.
async fn tell(server: &TestServer, call: &Value, timestamp: &str, signature: String) -> u16 {
    let callback = call["callback"].as_str().unwrap();
    let told = server
        .http
        .post(server.url(&callback[callback.find("/messages/").unwrap()..]))
        .header("workpass-timestamp", timestamp)
        .header("workpass-signature", signature)
        .body(CONFIRMED);
    told.send().await.unwrap().status().as_u16()
}

/// Starts to register a phone by a call; the address of the registration, and the call.
async fn called(desk: &Desk, client: &Client<'_>) -> (String, Value) {
    let started = client
        .post("/me/phoneRegistrations", asked("voice"))
        .await
        .expect(201);
    let call = serde_json::from_slice(&desk.came().pop().unwrap().1).unwrap();
    let path = format!("/me/phoneRegistrations/{}", started["id"].as_str().unwrap());
    (path, call)
}

#[tokio::test]
async fn b67_only_the_gateway_tells_that_the_key_was_pressed() {
    let (desk, url) = Desk::open(&[]).await;
    let server = with_gateway(url).await;
    let sanne = Client::self_service(&server, "sanne").await;
    let (path, call) = called(&desk, &sanne).await;
    let what = format!("answer.{}", call["id"].as_str().unwrap());
    let now = (crate::support::START_MS / 1000).to_string();
    let good = signature(&what, &now, CONFIRMED.as_bytes());
    assert_eq!(tell(&server, &call, &now, "v1=00".to_owned()).await, 401);
    let old = (crate::support::START_MS / 1000 - 3600).to_string();
    let replayed = signature(&what, &old, CONFIRMED.as_bytes());
    assert_eq!(tell(&server, &call, &old, replayed).await, 401);
    assert_eq!(sanne.get(&path).await.expect(200)["state"], "awaitingCall");
    assert_eq!(tell(&server, &call, &now, good.clone()).await, 204);
    // It is done by then, not when the app looks.
    let row = method_registration::Entity::find()
        .one(&server.state().db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.state, "completed");
    let method = security_method::Entity::find_by_id(row.method_id.unwrap());
    let method = method.one(&server.state().db).await.unwrap().unwrap();
    assert_eq!(method.value.as_deref(), Some(NUMBER));
    assert_eq!(sanne.get(&path).await.expect(200)["state"], "completed");
    let again = tell(&server, &call, &now, good).await;
    assert_eq!(again, 404, "a call is answered once");
}

#[tokio::test]
async fn b67_what_is_signed_for_one_call_is_no_answer_for_another() {
    let (desk, url) = Desk::open(&[]).await;
    let server = with_gateway(url).await;
    let sanne = Client::self_service(&server, "sanne").await;
    let yusuf = Client::self_service(&server, "yusuf").await;
    let (_, own) = called(&desk, &sanne).await;
    let (path, call) = called(&desk, &yusuf).await;
    let now = (crate::support::START_MS / 1000).to_string();
    let own = format!("answer.{}", own["id"].as_str().unwrap());
    for what in [own.as_str(), "message"] {
        let signed = signature(what, &now, CONFIRMED.as_bytes());
        assert_eq!(tell(&server, &call, &now, signed).await, 401, "{what}");
    }
    assert_eq!(yusuf.get(&path).await.expect(200)["state"], "awaitingCall");
}

/// The function of `docs/server.md` that gateways are told to check requests with, as it stands there.
fn documented_check() -> String {
    let handbook = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/server.md");
    let handbook = std::fs::read_to_string(handbook).unwrap();
    let (_, code) = handbook.split_once("```js\n").unwrap();
    code.split_once("```").unwrap().0.to_owned()
}

#[tokio::test]
async fn b62_the_check_that_the_handbook_gives_gateways_tells_ours_from_others() {
    if Command::new("node").arg("--version").output().is_err() {
        println!("skipped: node is not installed");
        return;
    }
    let (desk, url) = Desk::open(&[]).await;
    let server = with_gateway(url).await;
    let sanne = Client::self_service(&server, "sanne").await;
    sanne
        .post("/me/phoneRegistrations", asked("sms"))
        .await
        .expect(201);
    let (headers, body) = desk.came().remove(0);
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    let headers = json!({
        "workpass-timestamp": header("workpass-timestamp"),
        "workpass-signature": header("workpass-signature"),
    });
    let now = crate::support::START_MS / 1000;
    let script = format!(
        "{check}
        const headers = {headers}, body = Buffer.from({body}), other = Buffer.from({body} + ' '), now = {now};
        console.log(JSON.stringify([
          isFromWorkpass(headers, body, {SECRET:?}, now),
          isFromWorkpass(headers, other, {SECRET:?}, now),
          isFromWorkpass(headers, body, 'another secret entirely', now),
          isFromWorkpass(headers, body, {SECRET:?}, now + 301),
          isFromWorkpass({{}}, body, {SECRET:?}, now),
        ]));",
        check = documented_check(),
        body = Value::String(String::from_utf8(body).unwrap()),
    );
    let output = Command::new("node")
        .args(["--input-type=module", "--eval", &script])
        .output()
        .unwrap();
    let said: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!(said, json!([true, false, false, false, false]));
}

#[tokio::test]
async fn b70_a_gateway_is_told_the_extension_of_an_office_phone() {
    let (desk, url) = Desk::open(&[]).await;
    let server = with_gateway(url).await;
    let user = crate::desk::person(&server, "sanne").await;
    let given = given_phone::Wish {
        slot: PhoneSlot::Office,
        number: "+31 20 123 4567",
        extension: Some("0123"),
    };
    let event = |kind| Event::of(kind, &user);
    let (state, now_ms) = (server.state(), server.state().now_ms());
    let given = given_phone::give(&state.db, now_ms, &user, given, event)
        .await
        .unwrap();
    let Given::Added(office) = given else {
        panic!("{given:?}");
    };
    voice::call(state, &user, &office, MailLanguage::Dutch)
        .await
        .unwrap();
    let sanne = Client::self_service(&server, "sanne").await;
    let (_, without) = called(&desk, &sanne).await;
    let with: Value = serde_json::from_slice(&desk.came()[0].1).unwrap();
    assert_eq!(
        (&with["to"], &with["extension"]),
        (&json!("+31201234567"), &json!("0123"))
    );
    assert_eq!(without.get("extension"), None, "{without}");
}
