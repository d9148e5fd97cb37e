//! Setting up an authenticator app with codes, and proving somebody with one.

use std::process::Command;
use std::time::Duration;

use sea_orm::EntityTrait;
use serde_json::{Value, json};
use workpass_server::methods::oath::Shape;
use workpass_server::methods::{Verdict, totp};
use workpass_server::store::entities::{method_registration, security_method};

use crate::client::Client;
use crate::desk::{allow, app, assign, code, methods, person, recorded, wrong_code};
use crate::support::TestServer;
use crate::support::postgres::Postgres;

const START: &str = "/me/softwareOathRegistrations";
const STEP: Duration = Duration::from_secs(30);

async fn started(app: &Client<'_>) -> Value {
    app.post(START, json!({})).await.expect(201)
}

fn path(registration: &Value) -> String {
    format!("{START}/{}", registration["id"].as_str().unwrap())
}

fn secret(registration: &Value) -> &str {
    registration["secretKey"].as_str().unwrap()
}

async fn confirm(app: &Client<'_>, registration: &Value, code: &str) -> crate::client::Answer {
    app.post(
        &format!("{}/confirm", path(registration)),
        json!({ "code": code }),
    )
    .await
}

/// A person with an app that is set up; its secret.
async fn with_app(server: &TestServer, app: &Client<'_>) -> String {
    let registration = started(app).await;
    let code = code(server, secret(&registration), Shape::APP, 0);
    confirm(app, &registration, &code).await.expect(201);
    secret(&registration).to_owned()
}

#[tokio::test]
async fn b57_an_authenticator_app_is_set_up_with_its_first_code() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let registration = sanne
        .post(START, json!({"displayName": " Telefoon "}))
        .await
        .expect(201);
    assert_eq!(registration["state"], "awaitingCode");
    assert_eq!(registration["triesRemaining"], 5);
    assert_eq!(registration["issuer"], "Noorderlicht Logistiek B.V.");
    assert_eq!(registration["accountName"], "sanne@noorderlicht.example");
    let uri = registration["otpauthUri"].as_str().unwrap();
    assert!(
        uri.contains(secret(&registration)) && uri.starts_with("otpauth://totp/Noorderlicht"),
        "{uri}"
    );
    assert_eq!(secret(&registration).len(), 32, "160 bits");

    // Nothing is told twice.
    let watched = sanne.get(&path(&registration)).await.expect(200);
    assert!(watched["secretKey"].is_null() && watched["otpauthUri"].is_null());
    assert!(methods(&server, "sanne").await.is_empty());

    let code = code(&server, secret(&registration), Shape::APP, 0);
    let typed = format!("{} {}", &code[..3], &code[3..]);
    let method = confirm(&sanne, &registration, &typed).await.expect(201);
    let watched = sanne.get(&path(&registration)).await.expect(200);
    assert_eq!(watched["state"], "completed");
    assert_eq!(watched["methodId"], method["id"]);
    assert_eq!(
        watched["defaultChanged"], "oath",
        "the first method becomes the default"
    );
    let rows = methods(&server, "sanne").await;
    assert_eq!(rows[0].display_name.as_deref(), Some("Telefoon"));
    assert_eq!(recorded(&server, "sanne", "method.added").await, 1);
    assert_eq!(
        confirm(&sanne, &registration, &code).await.refusal(),
        (409, "registrationFinished")
    );
}

#[tokio::test]
async fn b57_codes_are_those_of_oathtool() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let registration = started(&sanne).await;
    let Some(shown) = oathtool(&server, secret(&registration)) else {
        return;
    };
    confirm(&sanne, &registration, &shown).await.expect(201);
    let user = person(&server, "sanne").await;
    for _ in 0..3 {
        server.clock.step(STEP);
        let shown = oathtool(&server, secret(&registration)).unwrap();
        let verdict = totp::verify(server.state(), &user, &shown).await.unwrap();
        assert!(matches!(verdict, Verdict::Proven(_)), "{verdict:?}");
    }
}

/// The code another program shows at the server's time. None, with a line that says so, when it is not installed.
fn oathtool(server: &TestServer, secret: &str) -> Option<String> {
    let now = format!("@{}", server.state().now_ms() / 1000);
    let Ok(shown) = Command::new("oathtool")
        .args(["--totp", "--base32", "--now", &now, secret])
        .output()
    else {
        crate::support::skipped("oathtool is not installed (Debian package oathtool)");
        return None;
    };
    assert!(
        shown.status.success(),
        "{}",
        String::from_utf8_lossy(&shown.stderr)
    );
    Some(String::from_utf8(shown.stdout).unwrap().trim().to_owned())
}

#[tokio::test]
async fn b46_five_wrong_codes_end_a_registration() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let registration = started(&sanne).await;
    let right = code(&server, secret(&registration), Shape::APP, 0);
    let wrong = wrong_code(&server, secret(&registration), Shape::APP);
    for no_code in ["", "12345", "1234567", "abcdef"] {
        let answer = confirm(&sanne, &registration, no_code).await;
        assert_eq!(answer.refusal(), (400, "codeIncorrect"));
        assert_eq!(
            answer.body["error"]["innerError"]["triesRemaining"], 5,
            "costs no try"
        );
    }
    for left in [4, 3, 2, 1] {
        let answer = confirm(&sanne, &registration, &wrong).await;
        assert_eq!(answer.refusal(), (400, "codeIncorrect"));
        assert_eq!(answer.body["error"]["innerError"]["triesRemaining"], left);
    }
    assert_eq!(
        confirm(&sanne, &registration, &wrong).await.refusal(),
        (403, "tooManyTries")
    );
    assert_eq!(
        confirm(&sanne, &registration, &right).await.refusal(),
        (403, "tooManyTries")
    );
    let watched = sanne.get(&path(&registration)).await.expect(200);
    assert_eq!(
        (&watched["state"], &watched["reason"]),
        (&json!("failed"), &json!("tooManyTries"))
    );
    assert!(methods(&server, "sanne").await.is_empty());
}

#[tokio::test]
async fn b71_what_was_cancelled_superseded_or_too_late_leaves_nothing() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let superseded = started(&sanne).await;
    let cancelled = started(&sanne).await;
    assert_eq!(sanne.delete(&path(&cancelled)).await.status, 204);
    assert_eq!(
        sanne.delete(&path(&cancelled)).await.refusal(),
        (404, "registrationNotFound")
    );
    for (registration, reason) in [(&superseded, "superseded"), (&cancelled, "cancelled")] {
        let watched = sanne.get(&path(registration)).await.expect(200);
        assert_eq!(
            (&watched["state"], &watched["reason"]),
            (&json!("failed"), &json!(reason))
        );
        let code = code(&server, secret(registration), Shape::APP, 0);
        assert_eq!(
            confirm(&sanne, registration, &code).await.refusal(),
            (409, "registrationFinished")
        );
    }
    let late = started(&sanne).await;
    server.clock.step(Duration::from_secs(15 * 60));
    assert_eq!(sanne.get(&path(&late)).await.expect(200)["state"], "expired");
    let code = code(&server, secret(&late), Shape::APP, 0);
    assert_eq!(
        confirm(&sanne, &late, &code).await.refusal(),
        (410, "registrationExpired")
    );
    assert!(methods(&server, "sanne").await.is_empty());
    let rows = method_registration::Entity::find()
        .all(&server.state().db)
        .await
        .unwrap();
    let open = rows.iter().filter(|row| row.secret_sealed.is_some()).count();
    assert_eq!((rows.len(), open), (3, 1), "what is over has no secret");
}

#[tokio::test]
async fn b24_the_policy_and_the_person_are_checked() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let registration = started(&sanne).await;
    let anna = Client::self_service_with(&server, server.token("anna", crate::desk::SCOPES).await);
    assert_eq!(
        anna.get(&path(&registration)).await.refusal(),
        (404, "registrationNotFound")
    );
    assert_eq!(
        anna.delete(&path(&registration)).await.refusal(),
        (404, "registrationNotFound")
    );
    let right = code(&server, secret(&registration), Shape::APP, 0);
    assert_eq!(
        confirm(&anna, &registration, &right).await.refusal(),
        (404, "registrationNotFound")
    );
    assert_eq!(
        sanne.get(&format!("{START}/x")).await.refusal(),
        (404, "registrationNotFound")
    );
    for bad in ["a\nb", &"é".repeat(65)] {
        let answer = sanne.post(START, json!({ "displayName": bad })).await;
        assert_eq!(answer.refusal(), (400, "nameInvalid"));
    }
    allow(&server, |rules| {
        rules.methods.remove("softwareOath");
    })
    .await;
    let refused = (403, "methodNotAllowedByPolicy");
    assert_eq!(sanne.post(START, json!({})).await.refusal(), refused);
    assert_eq!(confirm(&sanne, &registration, &right).await.refusal(), refused);
    assert!(methods(&server, "sanne").await.is_empty());
}

#[tokio::test]
async fn b58_five_apps_and_tokens_are_all() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    for serial in ["1", "2", "3"] {
        assign(&server, "sanne", serial, Shape::APP).await.unwrap();
    }
    with_app(&server, &sanne).await;
    let registration = started(&sanne).await;
    assign(&server, "sanne", "4", Shape::APP).await.unwrap();
    // The limit is told before the wizard, and before a try is spent.
    let limit = (403, "methodLimitReached");
    let code = code(&server, secret(&registration), Shape::APP, 0);
    assert_eq!(confirm(&sanne, &registration, &code).await.refusal(), limit);
    assert_eq!(sanne.post(START, json!({})).await.refusal(), limit);
    assert_eq!(
        sanne.get(&path(&registration)).await.expect(200)["triesRemaining"],
        5
    );
    // A place that becomes free can be taken with the same registration.
    let token = methods(&server, "sanne").await.remove(0);
    let beta = sanne.on_beta();
    let token = format!("/me/authentication/hardwareOathMethods/{}", token.id);
    assert_eq!(beta.delete(&token).await.status, 204);
    confirm(&sanne, &registration, &code).await.expect(201);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn b58_of_two_that_take_the_last_place_at_once_one_wins() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    last_place(&server, &server, &sanne).await;
}

async fn last_place(server: &TestServer, other: &TestServer, sanne: &Client<'_>) {
    for serial in ["1", "2", "3", "4"] {
        assign(server, "sanne", serial, Shape::APP).await.unwrap();
    }
    let registration = started(sanne).await;
    let code = code(server, secret(&registration), Shape::APP, 0);
    let (confirmed, assigned) = tokio::join!(
        confirm(sanne, &registration, &code),
        assign(other, "sanne", "5", Shape::APP)
    );
    let won = u8::from(confirmed.status == 201) + u8::from(assigned.is_ok());
    assert_eq!(won, 1, "{} {assigned:?}", confirmed.body);
    if confirmed.status != 201 {
        assert_eq!(confirmed.refusal(), (403, "methodLimitReached"));
    }
    let mut places: Vec<_> = methods(server, "sanne")
        .await
        .into_iter()
        .map(|m| m.slot_key)
        .collect();
    places.sort();
    assert_eq!(places, ["oath:1", "oath:2", "oath:3", "oath:4", "oath:5"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn confirming_many_times_at_once_makes_one_method() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let registration = started(&sanne).await;
    let code = code(&server, secret(&registration), Shape::APP, 0);
    let once = || confirm(&sanne, &registration, &code);
    let (a, b, c, d) = tokio::join!(once(), once(), once(), once());
    let mut statuses = [a.status, b.status, c.status, d.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409]);
    assert_eq!(methods(&server, "sanne").await.len(), 1);
}

#[tokio::test]
async fn a_code_counts_once_and_never_after_a_later_one() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let secret = with_app(&server, &sanne).await;
    let user = person(&server, "sanne").await;
    let state = server.state();
    let verify = async |code: &str| totp::verify(state, &user, code).await.unwrap();
    let at = |ahead| code(&server, &secret, Shape::APP, ahead);
    assert_eq!(
        verify(&at(0)).await,
        Verdict::Used,
        "it confirmed the registration"
    );
    assert_eq!(
        verify(&at(-30)).await,
        Verdict::Used,
        "older than one that was used"
    );
    let next = at(30);
    let Verdict::Proven(id) = verify(&next).await else {
        panic!("the next code is right");
    };
    assert_eq!(id, methods(&server, "sanne").await[0].id);
    assert_eq!(verify(&next).await, Verdict::Used);
    assert_eq!(
        verify(&wrong_code(&server, &secret, Shape::APP)).await,
        Verdict::Wrong
    );
    assert_eq!(verify("").await, Verdict::Wrong);
    server.clock.step(2 * STEP);
    assert!(matches!(
        verify(&code(&server, &secret, Shape::APP, 0)).await,
        Verdict::Proven(_)
    ));
    let used = methods(&server, "sanne").await[0].last_used_at;
    assert_eq!(used, Some(state.now_ms()));
    let anna = person(&server, "anna").await;
    let theirs = code(&server, &secret, Shape::APP, 30);
    assert_eq!(totp::verify(state, &anna, &theirs).await.unwrap(), Verdict::Wrong);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_code_at_once_proves_one_person() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let secret = with_app(&server, &sanne).await;
    server.clock.step(STEP);
    race(&server, &server, &secret).await;
}

async fn race(server: &TestServer, other: &TestServer, secret: &str) {
    let user = person(server, "sanne").await;
    let code = code(server, secret, Shape::APP, 0);
    let one = |server| totp::verify(TestServer::state(server), &user, &code);
    let (a, b, c, d) = tokio::join!(one(server), one(other), one(server), one(other));
    let verdicts = [a, b, c, d].map(Result::unwrap);
    let proven = verdicts
        .iter()
        .filter(|v| matches!(v, Verdict::Proven(_)))
        .count();
    let used = verdicts.iter().filter(|v| **v == Verdict::Used).count();
    assert_eq!((proven, used), (1, 3), "{verdicts:?}");
}

#[tokio::test]
async fn a_secret_is_nowhere_in_the_database() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let running = started(&sanne).await;
    let state = server.state();
    let rows = method_registration::Entity::find().all(&state.db).await.unwrap();
    let sealed = rows[0].secret_sealed.clone().unwrap();
    let plain = totp_rs::Secret::try_from_base32(secret(&running)).unwrap();
    let holds = |sealed: &[u8], plain: &[u8]| sealed.windows(plain.len()).any(|part| part == plain);
    assert!(!holds(&sealed, plain.as_bytes()) && !holds(&sealed, secret(&running).as_bytes()));

    let now = code(&server, secret(&running), Shape::APP, 0);
    confirm(&sanne, &running, &now).await.expect(201);
    let method = methods(&server, "sanne").await.remove(0);
    let of_method = method.secret_sealed.clone().unwrap();
    assert!(!holds(&of_method, plain.as_bytes()));
    assert_ne!(of_method, sealed);
    // In another row it is of no use.
    let moved = security_method::ActiveModel {
        secret_sealed: sea_orm::ActiveValue::Set(Some(sealed)),
        ..Default::default()
    };
    security_method::Entity::update_many()
        .set(moved)
        .exec(&state.db)
        .await
        .unwrap();
    server.clock.step(STEP);
    let user = person(&server, "sanne").await;
    let next = code(&server, secret(&running), Shape::APP, 0);
    assert_eq!(totp::verify(state, &user, &next).await.unwrap(), Verdict::Wrong);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn limits_and_single_use_hold_on_postgresql_with_two_instances() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let server = TestServer::start_with(Some(postgres.url.clone())).await;
    let other = TestServer::start_with(Some(postgres.url.clone())).await;
    let sanne = app(&server, "sanne").await;
    last_place(&server, &other, &sanne).await;
    let anna = Client::self_service_with(&server, server.token("anna", crate::desk::SCOPES).await);
    let registration = started(&anna).await;
    let first = code(&server, secret(&registration), Shape::APP, 0);
    confirm(&anna, &registration, &first).await.expect(201);
    server.clock.step(STEP);
    other.clock.step(STEP);
    let user = person(&server, "anna").await;
    let next = code(&server, secret(&registration), Shape::APP, 0);
    let (a, b) = tokio::join!(
        totp::verify(server.state(), &user, &next),
        totp::verify(other.state(), &user, &next)
    );
    let verdicts = [a.unwrap(), b.unwrap()];
    assert_eq!(
        verdicts.iter().filter(|v| **v == Verdict::Used).count(),
        1,
        "{verdicts:?}"
    );
    server.running.stop().await.unwrap();
    other.running.stop().await.unwrap();
}
