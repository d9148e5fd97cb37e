//! Trying a method that is registered: it says whether it works, and nothing else comes of it.

use std::time::Duration;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use workpass_server::methods::oath::Shape;
use workpass_server::methods::{Verdict, totp};
use workpass_server::sample;
use workpass_server::store::entities::{audit_event, browser_session, grant};

use crate::client::{Answer, Client, code_for, code_of_text, wrong};
use crate::desk::{TOKEN_SECRET, allow, app, assign, code, methods, person, recorded, wrong_code};
use crate::support::TestServer;

const TRIALS: &str = "/me/methodTrials";
const MOBILE: &str = "3179e48a-750b-4051-897c-87b9720928f7";
const EMAIL: &str = "3ddfcfc8-9383-446f-83cc-3ab9be4be18f";
const NUMBER: &str = "+31611111111";
const STEP: Duration = Duration::from_secs(30);

async fn tried(app: &Client<'_>, id: &str, by: &str) -> Value {
    app.post(TRIALS, json!({"methodId": id, "by": by}))
        .await
        .expect(201)
}

fn at(trial: &Value) -> String {
    format!("{TRIALS}/{}", trial["id"].as_str().unwrap())
}

async fn confirm(app: &Client<'_>, trial: &Value, code: &str) -> Answer {
    let path = format!("{}/confirm", at(trial));
    app.post(&path, json!({ "code": code })).await
}

async fn detail(app: &Client<'_>, id: &str) -> Value {
    let details = app.get("/me/methodDetails").await.expect(200);
    let all = details["value"].as_array().unwrap().clone();
    all.into_iter().find(|method| method["id"] == id).unwrap()
}

/// An authenticator app, its id and its secret.
async fn with_app(server: &TestServer, app: &Client<'_>) -> (String, String) {
    let started = app
        .post("/me/softwareOathRegistrations", json!({}))
        .await
        .expect(201);
    let secret = started["secretKey"].as_str().unwrap().to_owned();
    let first = code(server, &secret, Shape::APP, 0);
    let path = format!(
        "/me/softwareOathRegistrations/{}/confirm",
        started["id"].as_str().unwrap()
    );
    let method = app.post(&path, json!({ "code": first })).await.expect(201);
    (method["id"].as_str().unwrap().to_owned(), secret)
}

async fn with_phone(server: &TestServer, app: &Client<'_>) {
    let asked = json!({"phoneNumber": NUMBER, "slot": "mobile", "channel": "sms"});
    let started = app.post("/me/phoneRegistrations", asked).await.expect(201);
    let path = format!(
        "/me/phoneRegistrations/{}/confirm",
        started["id"].as_str().unwrap()
    );
    let code = code_of_text(server, NUMBER).await;
    app.post(&path, json!({ "code": code })).await.expect(201);
}

/// What counts as a proof of the person.
async fn proofs(server: &TestServer) -> (Vec<Option<i64>>, usize) {
    let db = &server.state().db;
    let id = sample::user_id("sanne");
    let grants = grant::Entity::find().filter(grant::Column::UserId.eq(id));
    let grants = grants.all(db).await.unwrap();
    let sessions = browser_session::Entity::find().filter(browser_session::Column::UserId.eq(id));
    let sessions = sessions.all(db).await.unwrap();
    (
        grants.into_iter().map(|grant| grant.verified_at).collect(),
        sessions.len(),
    )
}

#[tokio::test]
async fn an_app_works_when_its_code_is_right_and_that_proves_nothing() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let (id, secret) = with_app(&server, &sanne).await;
    assert_eq!(detail(&sanne, &id).await["tryBy"], json!(["code"]));
    server.clock.step(STEP);
    let before = proofs(&server).await;
    let trial = sanne.post(TRIALS, json!({ "methodId": id })).await.expect(201);
    assert_eq!(
        (&trial["state"], &trial["methodType"], &trial["triesRemaining"]),
        (&json!("awaitingCode"), &json!("softwareOath"), &json!(5))
    );
    let bad = wrong_code(&server, &secret, Shape::APP);
    let refused = confirm(&sanne, &trial, &bad).await;
    assert_eq!(refused.refusal(), (400, "codeIncorrect"));
    assert_eq!(refused.body["error"]["innerError"]["triesRemaining"], 4);
    let right = code(&server, &secret, Shape::APP, 0);
    let done = confirm(&sanne, &trial, &right).await.expect(200);
    assert_eq!(
        (&done["state"], &done["methodId"]),
        (&json!("completed"), &json!(id))
    );
    assert_eq!(
        confirm(&sanne, &trial, &right).await.refusal(),
        (409, "registrationFinished")
    );

    assert_eq!(proofs(&server).await, before, "no sign-in, no fresh verification");
    assert!(
        detail(&sanne, &id).await["lastUsedDateTime"].is_null(),
        "it was not used"
    );
    let user = person(&server, "sanne").await;
    let spent = totp::verify(server.state(), &user, &right).await.unwrap();
    assert_eq!(
        spent,
        Verdict::Used,
        "nobody learns here what would still sign in"
    );
    assert_eq!(recorded(&server, "sanne", "method.tried").await, 1);
    let again = tried(&sanne, &id, "code").await;
    let used = confirm(&sanne, &again, &right).await;
    assert_eq!(used.refusal(), (400, "codeAlreadyUsed"));
    let trail = audit_event::Entity::find().all(&server.state().db).await.unwrap();
    assert!(
        !format!(
            "{:?}",
            trail.iter().map(|event| &event.detail).collect::<Vec<_>>()
        )
        .contains(&right),
        "no code in the trail"
    );
}

#[tokio::test]
async fn the_app_that_was_chosen_answers_and_no_other() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let (first, _) = with_app(&server, &sanne).await;
    let (_, of_second) = with_app(&server, &sanne).await;
    server.clock.step(STEP);
    let trial = tried(&sanne, &first, "code").await;
    let other = code(&server, &of_second, Shape::APP, 0);
    assert_eq!(
        confirm(&sanne, &trial, &other).await.refusal(),
        (400, "codeIncorrect")
    );
}

#[tokio::test]
async fn a_token_that_waits_is_activated_first_and_shows_up_to_eight_digits() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let shape = Shape::of_token(60, 8).unwrap();
    assign(&server, "sanne", "HW-1", shape).await.unwrap();
    let id = methods(&server, "sanne").await[0].id.to_string();
    assert_eq!(detail(&sanne, &id).await["tryBy"], json!([]));
    let refused = sanne.post(TRIALS, json!({ "methodId": id })).await;
    assert_eq!(refused.refusal(), (403, "methodNotAllowedByPolicy"));
    let graph = Client::graph_with(
        &server,
        server
            .token("sanne", &["UserAuthenticationMethod.ReadWrite"])
            .await,
    );
    let first = code(&server, TOKEN_SECRET, shape, 0);
    let path = format!("/me/authentication/hardwareOathMethods/{id}/activate");
    let activated = graph
        .on_beta()
        .post(&path, json!({ "verificationCode": first }))
        .await;
    assert_eq!(activated.status, 204, "{}", activated.body);
    server.clock.step(Duration::from_secs(60));
    let trial = tried(&sanne, &id, "code").await;
    let shown = code(&server, TOKEN_SECRET, shape, 0);
    assert_eq!(
        confirm(&sanne, &trial, &shown).await.expect(200)["state"],
        "completed"
    );
}

#[tokio::test]
async fn a_text_arrives_and_the_code_of_a_trial_is_good_for_nothing_else() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    with_phone(&server, &sanne).await;
    assert_eq!(detail(&sanne, MOBILE).await["tryBy"], json!(["sms", "voice"]));
    let before = proofs(&server).await;
    let trial = tried(&sanne, MOBILE, "sms").await;
    assert_eq!(
        (&trial["sentTo"], &trial["channel"], &trial["slot"]),
        (&json!(NUMBER), &json!("sms"), &json!("mobile"))
    );
    let first = code_of_text(&server, NUMBER).await;
    let again = format!("{}/resend", at(&trial));
    let soon = sanne.post_empty(&again).await;
    assert_eq!(
        soon.refusal(),
        (429, "tooManyRequests"),
        "a pause before the next"
    );
    server.clock.step(Duration::from_secs(31));
    sanne.post_empty(&again).await.expect(200);
    let second = code_of_text(&server, NUMBER).await;
    if first != second {
        assert_eq!(
            confirm(&sanne, &trial, &first).await.refusal(),
            (400, "codeIncorrect")
        );
    }
    let done = confirm(&sanne, &trial, &second).await.expect(200);
    assert_eq!(
        (&done["state"], &done["methodId"]),
        (&json!("completed"), &json!(MOBILE))
    );
    assert_eq!(proofs(&server).await, before);
    assert!(detail(&sanne, MOBILE).await["lastUsedDateTime"].is_null());
    assert_eq!(methods(&server, "sanne").await.len(), 1, "nothing was added");
}

#[tokio::test]
async fn five_wrong_codes_end_a_trial_and_texts_count_as_everywhere() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    with_phone(&server, &sanne).await;
    let trial = tried(&sanne, MOBILE, "sms").await;
    let bad = wrong(&code_of_text(&server, NUMBER).await);
    for left in [4, 3, 2, 1] {
        let refused = confirm(&sanne, &trial, &bad).await;
        assert_eq!(refused.body["error"]["innerError"]["triesRemaining"], left);
    }
    assert_eq!(
        confirm(&sanne, &trial, &bad).await.refusal(),
        (403, "tooManyTries")
    );
    let right = code_of_text(&server, NUMBER).await;
    assert_eq!(
        confirm(&sanne, &trial, &right).await.refusal(),
        (403, "tooManyTries")
    );
    assert_eq!(sanne.get(&at(&trial)).await.expect(200)["reason"], "tooManyTries");
    // Six texts an hour to one's own number, for whatever.
    for _ in 0..5 {
        tried(&sanne, MOBILE, "sms").await;
    }
    let refused = sanne.post(TRIALS, json!({"methodId": MOBILE, "by": "sms"})).await;
    assert_eq!(refused.refusal(), (429, "textLimitReached"));
    assert!(!refused.header("retry-after").is_empty());
}

#[tokio::test]
async fn guessing_here_takes_from_the_same_lock_as_the_second_step() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let (id, secret) = with_app(&server, &sanne).await;
    server.clock.step(STEP);
    let bad = wrong_code(&server, &secret, Shape::APP);
    for _ in 0..2 {
        let trial = tried(&sanne, &id, "code").await;
        for _ in 0..5 {
            confirm(&sanne, &trial, &bad).await;
        }
    }
    let trial = tried(&sanne, &id, "code").await;
    let right = code(&server, &secret, Shape::APP, 0);
    let locked = confirm(&sanne, &trial, &right).await;
    assert_eq!(
        locked.refusal(),
        (429, "tooManyRequests"),
        "ten in all, in however many trials"
    );
    server.clock.step(Duration::from_secs(61));
    let right = code(&server, &secret, Shape::APP, 0);
    confirm(&sanne, &trial, &right).await.expect(200);
}

#[tokio::test]
async fn a_right_code_at_the_last_try_locks_nobody_out_and_clears_nothing() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let (id, secret) = with_app(&server, &sanne).await;
    server.clock.step(STEP);
    let bad = wrong_code(&server, &secret, Shape::APP);
    let wrong = async |times: usize| {
        let trial = tried(&sanne, &id, "code").await;
        for _ in 0..times {
            confirm(&sanne, &trial, &bad).await;
        }
        trial
    };
    let right = async |trial: Value| {
        server.clock.step(STEP);
        let code = code(&server, &secret, Shape::APP, 0);
        confirm(&sanne, &trial, &code).await
    };
    wrong(5).await;
    let tenth = wrong(4).await;
    right(tenth).await.expect(200);
    let next = tried(&sanne, &id, "code").await;
    right(next).await.expect(200);
    // The nine before still count: one more and it is locked.
    wrong(1).await;
    let trial = tried(&sanne, &id, "code").await;
    assert_eq!(right(trial).await.refusal(), (429, "tooManyRequests"));
}

#[tokio::test]
async fn right_codes_take_nothing_from_the_lock() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let (id, secret) = with_app(&server, &sanne).await;
    for _ in 0..12 {
        server.clock.step(STEP);
        let trial = tried(&sanne, &id, "code").await;
        let right = code(&server, &secret, Shape::APP, 0);
        confirm(&sanne, &trial, &right).await.expect(200);
    }
}

#[tokio::test]
async fn a_call_is_answered_with_its_key_or_not() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    with_phone(&server, &sanne).await;
    for (key, expected) in [("hang-up", "declined"), ("press", "completed")] {
        let trial = tried(&sanne, MOBILE, "voice").await;
        assert_eq!(sanne.get(&at(&trial)).await.expect(200)["state"], "awaitingCall");
        let all: Value = server
            .http
            .get(server.url("/dev/messages"))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let call = all["value"]
            .as_array()
            .unwrap()
            .iter()
            .find(|m| m["channel"] == "voice")
            .unwrap();
        let path = format!("/dev/messages/{}/{key}", call["id"].as_str().unwrap());
        server.http.post(server.url(&path)).send().await.unwrap();
        assert_eq!(sanne.get(&at(&trial)).await.expect(200)["state"], expected);
        server.clock.step(Duration::from_secs(1));
    }
    let trial = tried(&sanne, MOBILE, "voice").await;
    server.clock.step(Duration::from_secs(121));
    let missed = sanne.get(&at(&trial)).await.expect(200);
    assert_eq!(
        (&missed["state"], &missed["reason"]),
        (&json!("failed"), &json!("noAnswer"))
    );
}

#[tokio::test]
async fn a_mail_arrives_at_the_address_there_is() {
    let server = TestServer::start().await;
    let anna = Client::self_service_with(&server, server.token("anna", crate::desk::SCOPES).await);
    let email = detail(&anna, EMAIL).await;
    assert_eq!(email["tryBy"], json!(["email"]));
    let address = email["value"].as_str().unwrap();
    let trial = tried(&anna, EMAIL, "email").await;
    assert_eq!(
        (&trial["sentTo"], &trial["channel"]),
        (&json!(address), &Value::Null)
    );
    let mails: Value = server
        .http
        .get(server.url("/dev/outbox"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let mail = &mails["value"][0];
    assert!(
        mail["subject"]
            .as_str()
            .unwrap()
            .starts_with("Probeer uw e-mailadres uit"),
        "{mail}"
    );
    let code = code_for(&server, address).await;
    let done = confirm(&anna, &trial, &code).await.expect(200);
    assert_eq!(
        (&done["state"], &done["methodId"]),
        (&json!("completed"), &json!(EMAIL))
    );
    assert_eq!(detail(&anna, EMAIL).await["lastUsedDateTime"], Value::Null);
}

#[tokio::test]
async fn what_would_be_used_up_or_is_not_there_cannot_be_tried() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    sanne.post("/me/recoveryCodes", json!({})).await.expect(201);
    assert_eq!(detail(&sanne, "recoveryCodes").await["tryBy"], json!([]));
    let codes = methods(&server, "sanne").await[0].id.to_string();
    let refused = sanne.post(TRIALS, json!({ "methodId": codes })).await;
    assert_eq!(refused.refusal(), (403, "methodNotAllowedByPolicy"));
    for id in [MOBILE, EMAIL, "0", "securityQuestions"] {
        let refused = sanne.post(TRIALS, json!({ "methodId": id })).await;
        assert_eq!(refused.refusal(), (404, "methodNotFound"), "{id}");
    }
    with_phone(&server, &sanne).await;
    let refused = sanne
        .post(TRIALS, json!({"methodId": MOBILE, "by": "code"}))
        .await;
    assert_eq!(refused.refusal(), (403, "methodNotAllowedByPolicy"));
    let refused = sanne
        .post(TRIALS, json!({"methodId": MOBILE, "by": "smoke"}))
        .await;
    assert_eq!(refused.status, 400);
}

#[tokio::test]
async fn a_trial_is_ones_own_ends_by_time_by_the_next_and_by_being_given_up() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let anna = Client::self_service_with(&server, server.token("anna", crate::desk::SCOPES).await);
    with_phone(&server, &sanne).await;
    let first = tried(&sanne, MOBILE, "sms").await;
    assert_eq!(
        anna.get(&at(&first)).await.refusal(),
        (404, "registrationNotFound")
    );
    let second = tried(&sanne, MOBILE, "sms").await;
    assert_eq!(sanne.get(&at(&first)).await.expect(200)["reason"], "superseded");
    assert_eq!(sanne.delete(&at(&second)).await.status, 204);
    assert_eq!(
        sanne.delete(&at(&second)).await.refusal(),
        (404, "registrationNotFound")
    );
    let code = code_of_text(&server, NUMBER).await;
    assert_eq!(
        confirm(&sanne, &second, &code).await.refusal(),
        (409, "registrationFinished")
    );
    let third = tried(&sanne, MOBILE, "sms").await;
    // What the organization no longer takes is not tried either.
    allow(&server, |rules| rules.phone.sms = false).await;
    let code = code_of_text(&server, NUMBER).await;
    assert_eq!(
        confirm(&sanne, &third, &code).await.refusal(),
        (409, "registrationFinished")
    );
    allow(&server, |_| {}).await;
    let fourth = tried(&sanne, MOBILE, "sms").await;
    server.clock.step(Duration::from_secs(601));
    assert_eq!(sanne.get(&at(&fourth)).await.expect(200)["state"], "expired");
    let code = code_of_text(&server, NUMBER).await;
    assert_eq!(
        confirm(&sanne, &fourth, &code).await.refusal(),
        (410, "registrationExpired")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_took_the_place_of_the_tried_one_is_not_said_to_work() {
    use sea_orm::sea_query::Expr;
    use workpass_server::store::entities::security_method::{Column, Entity};

    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    with_phone(&server, &sanne).await;
    let trial = tried(&sanne, MOBILE, "sms").await;
    let code = code_of_text(&server, NUMBER).await;
    Entity::update_many()
        .col_expr(Column::Value, Expr::value("+31687654321"))
        .filter(Column::Value.eq(NUMBER))
        .exec(&server.state().db)
        .await
        .unwrap();
    let refused = confirm(&sanne, &trial, &code).await;
    assert!(refused.status >= 400, "{}", refused.status);
    let over = sanne.get(&at(&trial)).await.expect(200);
    assert_eq!(over["state"], "failed");
}
