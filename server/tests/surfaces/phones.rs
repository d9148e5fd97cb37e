//! Phones by text and call: adding, changing, deleting, limits, and the number as a user name.

use std::time::Duration;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::{Value, json};
use workpass_server::audit::Event;
use workpass_server::methods::user_number::{self, Switched};
use workpass_server::sample;
use workpass_server::store::entities::{audit_event, method_policy, method_registration, security_method};

use crate::client::{Client, code_of_text, wrong};
use crate::support::TestServer;

const MOBILE: &str = "3179e48a-750b-4051-897c-87b9720928f7";
const ALTERNATE: &str = "b6332ec1-7057-4abe-9331-3d72feddfe41";
const OFFICE: &str = "e37fc753-ff3b-4958-9484-eaa9425c82bc";
const SANNE: &str = "+31611111111";
const PHONES: &str = "/me/phoneRegistrations";

fn asked(number: &str, slot: &str, channel: &str) -> Value {
    json!({"phoneNumber": number, "slot": slot, "channel": channel})
}

async fn messages(server: &TestServer) -> Vec<Value> {
    let answer = server.http.get(server.url("/dev/messages")).send().await.unwrap();
    let all: Value = answer.json().await.unwrap();
    all["value"].as_array().unwrap().clone()
}

async fn press(server: &TestServer, number: &str, key: &str) -> u16 {
    let all = messages(server).await;
    let call = all
        .iter()
        .find(|m| m["to"] == number && m["channel"] == "voice")
        .unwrap();
    let path = format!("/dev/messages/{}/{key}", call["id"].as_str().unwrap());
    server
        .http
        .post(server.url(&path))
        .send()
        .await
        .unwrap()
        .status()
        .as_u16()
}

fn at(registration: &Value) -> String {
    format!("{PHONES}/{}", registration["id"].as_str().unwrap())
}

/// Adds a mobile phone by text.
async fn add(server: &TestServer, client: &Client<'_>, number: &str) {
    let started = client
        .post(PHONES, asked(number, "mobile", "sms"))
        .await
        .expect(201);
    let code = code_of_text(server, number).await;
    client
        .post(&format!("{}/confirm", at(&started)), json!({ "code": code }))
        .await
        .expect(201);
}

async fn detail(client: &Client<'_>, id: &str) -> Option<Value> {
    let details = client.get("/me/methodDetails").await.expect(200);
    let all = details["value"].as_array().unwrap().clone();
    all.into_iter().find(|method| method["id"] == id)
}

#[tokio::test]
async fn b62_b63_a_phone_is_added_by_the_code_of_a_text() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let started = sanne
        .post(PHONES, asked("+31 (6) 1111 1111", "mobile", "sms"))
        .await
        .expect(201);
    assert_eq!(
        (&started["state"], &started["sentTo"]),
        (&json!("awaitingCode"), &json!(SANNE))
    );
    assert!(detail(&sanne, MOBILE).await.is_none(), "nothing before the proof");
    let code = code_of_text(&server, SANNE).await;
    let confirm = format!("{}/confirm", at(&started));
    let refused = sanne.post(&confirm, json!({"code": wrong(&code)})).await;
    assert_eq!(refused.refusal(), (400, "codeIncorrect"));
    assert_eq!(refused.body["error"]["innerError"]["triesRemaining"], 4);
    let method = sanne
        .post(&confirm, json!({"code": code, "displayName": "Mijn telefoon"}))
        .await
        .expect(201);
    assert_eq!(
        (&method["id"], &method["phoneNumber"], &method["phoneType"]),
        (&json!(MOBILE), &json!("+31 611111111"), &json!("mobile"))
    );
    let done = sanne.get(&at(&started)).await.expect(200);
    assert_eq!(
        (&done["state"], &done["methodId"]),
        (&json!("completed"), &json!(MOBILE))
    );
    assert_eq!(done["defaultChanged"], "sms", "B-30");
    assert_eq!(
        sanne.post(&confirm, json!({"code": code})).await.refusal(),
        (409, "registrationFinished")
    );
    let shown = detail(&sanne, MOBILE).await.unwrap();
    assert_eq!(
        (&shown["value"], &shown["displayName"], &shown["isDefault"]),
        (&json!(SANNE), &json!("Mijn telefoon"), &json!(true))
    );
    let graph = Client::graph(&server, "sanne").await;
    let all = graph.get("/me/authentication/methods").await.expect(200);
    assert_eq!(
        all["value"].as_array().unwrap().len(),
        2,
        "the password and the phone"
    );
    let phones = graph.get("/me/authentication/phoneMethods").await.expect(200);
    assert_eq!(phones["value"][0]["phoneNumber"], "+31 611111111");
    let again = sanne.post(PHONES, asked(SANNE, "office", "voice")).await;
    assert_eq!(again.refusal(), (409, "phoneAlreadyRegistered"));
    let second = sanne.post(PHONES, asked("+31622222222", "mobile", "sms")).await;
    assert_eq!(second.refusal(), (403, "methodLimitReached"));
}

#[tokio::test]
async fn b67_pressing_the_key_of_a_call_adds_the_phone_and_hanging_up_does_not() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let refused = sanne
        .post(PHONES, asked(SANNE, "mobile", "voice"))
        .await
        .expect(201);
    assert_eq!(refused["state"], "awaitingCall");
    assert_eq!(
        sanne.get(&at(&refused)).await.expect(200)["state"],
        "awaitingCall"
    );
    assert_eq!(press(&server, SANNE, "hang-up").await, 303);
    assert_eq!(sanne.get(&at(&refused)).await.expect(200)["state"], "declined");
    server.clock.step(Duration::from_secs(1));
    let missed = sanne
        .post(PHONES, asked(SANNE, "mobile", "voice"))
        .await
        .expect(201);
    server.clock.step(Duration::from_secs(121));
    let over = sanne.get(&at(&missed)).await.expect(200);
    assert_eq!(
        (&over["state"], &over["reason"]),
        (&json!("failed"), &json!("noAnswer"))
    );
    assert_eq!(press(&server, SANNE, "press").await, 409, "too late");
    let started = sanne
        .post(PHONES, asked(SANNE, "mobile", "voice"))
        .await
        .expect(201);
    assert_eq!(press(&server, SANNE, "press").await, 303);
    let done = sanne.get(&at(&started)).await.expect(200);
    assert_eq!(
        (&done["state"], &done["methodId"]),
        (&json!("completed"), &json!(MOBILE))
    );
    assert!(detail(&sanne, MOBILE).await.is_some());
}

#[tokio::test]
async fn b68_an_office_phone_is_added_by_a_call_where_people_may() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let office = asked("+31201234567", "office", "voice");
    for is_allowed in [false, true] {
        crate::desk::allow(&server, |rules| rules.phone.office_allowed = is_allowed).await;
        let answer = sanne.post(PHONES, office.clone()).await;
        if !is_allowed {
            assert_eq!(answer.refusal(), (403, "methodNotAllowedByPolicy"));
            continue;
        }
        let started = answer.expect(201);
        assert_eq!(press(&server, "+31201234567", "press").await, 303);
        let done = sanne.get(&at(&started)).await.expect(200);
        assert_eq!(
            (&done["state"], &done["methodId"]),
            (&json!("completed"), &json!(OFFICE))
        );
    }
    let listed = detail(&sanne, OFFICE).await.unwrap();
    assert_eq!(
        (&listed["slot"], &listed["value"]),
        (&json!("office"), &json!("+31201234567"))
    );
    let by_text = asked("+31201234568", "office", "sms");
    assert!(
        sanne.post(PHONES, by_text).await.status >= 400,
        "it takes no texts"
    );
}

#[tokio::test]
async fn b67_the_phone_is_a_method_as_soon_as_the_key_is_pressed() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let db = &server.state().db;
    let newest = async || {
        let newest =
            method_registration::Entity::find().order_by_desc(method_registration::Column::CreatedAt);
        newest.one(db).await.unwrap().unwrap()
    };
    let phones = async || {
        let phones = security_method::Entity::find().filter(security_method::Column::Kind.eq("phone"));
        let own = phones.filter(security_method::Column::UserId.eq(sample::user_id("sanne")));
        own.all(db).await.unwrap()
    };
    let start = async |asked: Value| sanne.post(PHONES, asked).await.expect(201);
    start(asked(SANNE, "mobile", "voice")).await;
    assert_eq!(press(&server, SANNE, "press").await, 303);
    let (row, methods) = (newest().await, phones().await);
    assert_eq!(row.state, "completed");
    assert_eq!(row.method_id, Some(methods[0].id));
    assert_eq!(methods[0].value.as_deref(), Some(SANNE));
    let trail = audit_event::Entity::find().all(db).await.unwrap();
    assert_eq!(
        trail.iter().filter(|event| event.kind == "method.added").count(),
        1
    );
    // It stays so, whoever looks and whenever.
    server.clock.step(Duration::from_secs(300));
    let graph = Client::graph(&server, "sanne").await;
    let listed = graph.get("/me/authentication/phoneMethods").await.expect(200);
    assert_eq!(listed["value"][0]["phoneNumber"], "+31 611111111");

    // Another number in its place; hanging up first.
    let other = "+31622222222";
    let mut change = asked(other, "mobile", "voice");
    change["replacesMethodId"] = json!(MOBILE);
    for (key, state, number) in [("hang-up", "declined", SANNE), ("press", "completed", other)] {
        server.clock.step(Duration::from_secs(1));
        start(change.clone()).await;
        assert_eq!(press(&server, other, key).await, 303);
        assert_eq!(newest().await.state, state);
        assert_eq!(phones().await[0].value.as_deref(), Some(number));
    }
    // What became forbidden while it rang is not made.
    server.clock.step(Duration::from_secs(1));
    let third = "+31633333333";
    change["phoneNumber"] = json!(third);
    start(change).await;
    for policy in method_policy::Entity::find().all(db).await.unwrap() {
        let mut rules = policy.rules.clone();
        if let Some(rule) = rules.methods.get_mut("phone") {
            rule.can_change = false;
        }
        let mut policy = policy.into_active_model();
        policy.rules = Set(rules);
        policy.update(db).await.unwrap();
    }
    assert_eq!(press(&server, third, "press").await, 303);
    let row = newest().await;
    assert_eq!(
        (row.state.as_str(), row.reason.as_deref()),
        ("failed", Some("notAllowedByPolicy"))
    );
    assert_eq!(phones().await[0].value.as_deref(), Some(other));
}

#[tokio::test]
async fn b69_an_alternate_phone_comes_second_by_call_only_and_holds_the_first() {
    let server = TestServer::start().await;
    let graph = Client::graph(&server, "sanne").await;
    let sanne = graph.on_self_service();
    let other = "+31622222222";
    let early = sanne.post(PHONES, asked(other, "alternateMobile", "voice")).await;
    assert_eq!(early.refusal(), (403, "mobileRequired"));
    add(&server, &sanne, SANNE).await;
    let text = sanne.post(PHONES, asked(other, "alternateMobile", "sms")).await;
    assert_eq!(text.refusal(), (403, "phoneChannelNotAllowed"));
    let started = sanne
        .post(PHONES, asked(other, "alternateMobile", "voice"))
        .await
        .expect(201);
    assert_eq!(press(&server, other, "press").await, 303);
    assert_eq!(sanne.get(&at(&started)).await.expect(200)["state"], "completed");
    let shown = detail(&sanne, ALTERNATE).await.unwrap();
    assert_eq!(shown["usableFor"], json!(["multifactor"]));
    let path = |id: &str| format!("/me/authentication/phoneMethods/{id}");
    assert_eq!(
        graph.delete(&path(MOBILE)).await.refusal(),
        (400, "alternatePhoneExists")
    );
    assert_eq!(graph.delete(&path(ALTERNATE)).await.status, 204);
    assert_eq!(graph.delete(&path(MOBILE)).await.status, 204);
    assert_eq!(graph.delete(&path(MOBILE)).await.status, 404);
}

#[tokio::test]
async fn b71_changing_keeps_the_old_number_until_the_new_one_is_proven() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    add(&server, &sanne, SANNE).await;
    let change = |number: &str| {
        let mut body = asked(number, "mobile", "sms");
        body["replacesMethodId"] = json!(MOBILE);
        body
    };
    let number = "+31622222222";
    let started = sanne.post(PHONES, change(number)).await.expect(201);
    assert_eq!(sanne.delete(&at(&started)).await.status, 204);
    let code = code_of_text(&server, number).await;
    let late = sanne
        .post(&format!("{}/confirm", at(&started)), json!({"code": code}))
        .await;
    assert_eq!(late.refusal(), (409, "registrationFinished"));
    assert_eq!(detail(&sanne, MOBILE).await.unwrap()["value"], SANNE);
    server.clock.step(Duration::from_secs(1));
    let started = sanne.post(PHONES, change(number)).await.expect(201);
    let code = code_of_text(&server, number).await;
    sanne
        .post(&format!("{}/confirm", at(&started)), json!({"code": code}))
        .await
        .expect(201);
    assert_eq!(detail(&sanne, MOBILE).await.unwrap()["value"], number);
}

#[tokio::test]
async fn b63_b65_b70_numbers_are_refused_with_their_reason() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    for (number, code) in [
        ("0611111111", "invalidPhoneNumber"),
        ("+31 6 1111 1111 ext. 5", "phoneExtensionNotSupported"),
        ("+31 20 123 4567", "phoneNumberNotSupported"),
    ] {
        let refused = sanne.post(PHONES, asked(number, "mobile", "sms")).await;
        assert_eq!(refused.refusal(), (400, code), "{number}");
    }
    let dropped = sanne
        .post(PHONES, asked("+31611111111x123", "mobile", "sms"))
        .await
        .expect(201);
    assert_eq!(dropped["sentTo"], SANNE);
    let daan = Client::self_service(&server, "daan").await;
    let refused = daan.post(PHONES, asked(SANNE, "mobile", "sms")).await;
    assert_eq!(refused.refusal(), (403, "methodNotAllowedByPolicy"));
}

#[tokio::test]
async fn b65_limits_of_texts_and_calls_are_told_apart() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    for _ in 0..4 {
        sanne
            .post(PHONES, asked(SANNE, "mobile", "sms"))
            .await
            .expect(201);
    }
    let refused = sanne.post(PHONES, asked(SANNE, "mobile", "sms")).await;
    assert_eq!(refused.refusal(), (429, "textLimitReached"));
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
    // The number is not flooded by other accounts either; calls are counted apart.
    let yusuf = Client::self_service(&server, "yusuf").await;
    for _ in 0..4 {
        yusuf
            .post(PHONES, asked(SANNE, "mobile", "sms"))
            .await
            .expect(201);
    }
    let third = Client::self_service(&server, "pieter").await;
    let refused = third.post(PHONES, asked(SANNE, "mobile", "sms")).await;
    assert_eq!(refused.refusal(), (429, "textLimitReached"));
    for _ in 0..4 {
        sanne
            .post(PHONES, asked(SANNE, "mobile", "voice"))
            .await
            .expect(201);
    }
    let refused = sanne.post(PHONES, asked(SANNE, "mobile", "voice")).await;
    assert_eq!(refused.refusal(), (429, "callLimitReached"));
}

#[tokio::test]
async fn b66_a_number_signs_in_one_person_only() {
    let server = TestServer::start().await;
    let path = format!("/me/authentication/phoneMethods/{MOBILE}");
    let graph = Client::graph(&server, "sanne").await;
    let sanne = graph.on_self_service();
    add(&server, &sanne, SANNE).await;
    assert_eq!(graph.get(&path).await.expect(200)["smsSignInState"], "notEnabled");
    assert_eq!(
        graph.post_empty(&format!("{path}/enableSmsSignIn")).await.status,
        204
    );
    assert_eq!(graph.get(&path).await.expect(200)["smsSignInState"], "ready");
    // A colleague may verify with the same phone, and not sign in by its number.
    let colleague = Client::graph(&server, "yusuf").await;
    let yusuf = colleague.on_self_service();
    server.clock.step(Duration::from_secs(1));
    add(&server, &yusuf, SANNE).await;
    assert_eq!(
        detail(&yusuf, MOBILE).await.unwrap()["smsSignInState"],
        "phoneNumberNotUnique"
    );
    let refused = colleague.post_empty(&format!("{path}/enableSmsSignIn")).await;
    assert_eq!(refused.refusal(), (400, "phoneNumberNotUnique"));
    assert_eq!(
        graph.post_empty(&format!("{path}/disableSmsSignIn")).await.status,
        204
    );
}

#[tokio::test]
async fn b66_b71_what_is_switched_on_is_the_number_that_was_read_and_not_the_one_that_came_meanwhile() {
    let server = TestServer::start().await;
    let graph = Client::graph(&server, "sanne").await;
    let sanne = graph.on_self_service();
    add(&server, &sanne, SANNE).await;
    let of_sanne = || async {
        let found = security_method::Entity::find()
            .filter(security_method::Column::UserId.eq(sample::user_id("sanne")))
            .filter(security_method::Column::Slot.eq("mobile"))
            .one(&server.state().db)
            .await;
        found.unwrap().unwrap()
    };
    let read = of_sanne().await;
    server.clock.step(Duration::from_secs(61));
    let wish = json!({"phoneNumber": "+31622222222", "slot": "mobile", "channel": "sms", "replacesMethodId": MOBILE});
    let started = sanne.post(PHONES, wish).await.expect(201);
    let code = code_of_text(&server, "+31622222222").await;
    let confirm = format!("{}/confirm", at(&started));
    sanne.post(&confirm, json!({ "code": code })).await.expect(201);

    let user = crate::desk::person(&server, "sanne").await;
    let (db, now_ms) = (&server.state().db, server.state().now_ms());
    for on in [true, false] {
        let event = Event::of("test", &user);
        let switched = user_number::switch(db, now_ms, user.tenant_id, &read, on, event);
        assert_eq!(switched.await.unwrap(), Switched::Changed);
    }
    let now = of_sanne().await;
    assert_eq!(
        (now.value.as_deref(), now.lookup_key),
        (Some("+31622222222"), None)
    );
    assert!(!now.data.phone.unwrap().sms_sign_in);
    assert_eq!(
        detail(&sanne, MOBILE).await.unwrap()["smsSignInState"],
        "notEnabled"
    );
    // The number of before is free for whoever has it now.
    let colleague = Client::graph(&server, "yusuf").await;
    server.clock.step(Duration::from_secs(61));
    add(&server, &colleague.on_self_service(), SANNE).await;
    let path = format!("/me/authentication/phoneMethods/{MOBILE}");
    let enabled = colleague.post_empty(&format!("{path}/enableSmsSignIn")).await;
    assert_eq!(enabled.status, 204);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn proving_a_phone_many_times_at_once_makes_one_method() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let started = sanne
        .post(PHONES, asked(SANNE, "mobile", "sms"))
        .await
        .expect(201);
    let code = code_of_text(&server, SANNE).await;
    let path = format!("{}/confirm", at(&started));
    let confirm = || sanne.post(&path, json!({"code": code}));
    let (a, b, c) = tokio::join!(confirm(), confirm(), confirm());
    let mut statuses = [a.status, b.status, c.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409], "the phone was added, by one of them");
    let graph = Client::graph(&server, "sanne").await;
    let phones = graph.get("/me/authentication/phoneMethods").await.expect(200);
    assert_eq!(phones["value"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn b65_limits_and_single_use_hold_on_postgresql_with_two_instances() {
    let Some(postgres) = crate::support::postgres::Postgres::start().await else {
        return;
    };
    let server = TestServer::start_with(Some(postgres.url.clone())).await;
    let other = TestServer::start_with(Some(postgres.url.clone())).await;
    let here = Client::self_service(&server, "sanne").await;
    let there = Client::self_service(&other, "sanne").await;
    let started = here.post(PHONES, asked(SANNE, "mobile", "sms")).await.expect(201);
    let code = code_of_text(&other, SANNE).await;
    let path = format!("{}/confirm", at(&started));
    let tried = there.post(&path, json!({"code": wrong(&code)})).await;
    assert_eq!(tried.body["error"]["innerError"]["triesRemaining"], 4);
    let (a, b) = tokio::join!(
        here.post(&path, json!({"code": code})),
        there.post(&path, json!({"code": code}))
    );
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "the phone was added, by one of them");
    let graph = Client::graph(&other, "sanne").await;
    let phones = graph.get("/me/authentication/phoneMethods").await.expect(200);
    assert_eq!(phones["value"].as_array().unwrap().len(), 1);
    // Four texts an hour to a number of one's own choice, wherever they are asked for.
    let number = "+31622222222";
    let mut change = asked(number, "mobile", "sms");
    change["replacesMethodId"] = json!(MOBILE);
    for client in [&here, &there, &here, &there] {
        client.post(PHONES, change.clone()).await.expect(201);
    }
    for client in [&here, &there] {
        assert_eq!(
            client.post(PHONES, change.clone()).await.refusal(),
            (429, "textLimitReached")
        );
    }
    server.running.stop().await.unwrap();
    other.running.stop().await.unwrap();
}

#[tokio::test]
async fn b91_sending_again_keeps_no_registration_alive_beyond_its_proof() {
    let server = TestServer::start().await;
    let email = json!({"emailAddress": "s@postbus.example"});
    for (path, wish) in [
        (PHONES, asked(SANNE, "mobile", "sms")),
        ("/me/emailChallenges", email),
    ] {
        let sanne = Client::self_service(&server, "sanne").await;
        let began = server.state().now_ms();
        let started = sanne.post(path, wish).await.expect(201);
        let own = format!("{path}/{}", started["id"].as_str().unwrap());
        for _ in 0..2 {
            server.clock.step(Duration::from_secs(7 * 60));
            sanne.post_empty(&format!("{own}/resend")).await.expect(200);
        }
        server.clock.step(Duration::from_secs(60));
        assert_eq!(server.state().now_ms() - began, 15 * 60_000);
        let late = sanne
            .post(&format!("{own}/confirm"), json!({"code": "123456"}))
            .await;
        assert_eq!(late.status, 410, "{}", late.body);
        let again = sanne.post_empty(&format!("{own}/resend")).await;
        assert_eq!(again.status, 410, "{}", again.body);
    }
}
