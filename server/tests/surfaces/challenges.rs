//! Proving that an address is read: start, code, confirm, change, limits.

use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Client, code_for, wrong};
use crate::support::TestServer;

const EMAIL_ID: &str = "3ddfcfc8-9383-446f-83cc-3ab9be4be18f";

async fn start(client: &Client<'_>, address: &str) -> Value {
    client
        .post("/me/emailChallenges", json!({"emailAddress": address}))
        .await
        .expect(201)
}

fn confirm(challenge: &Value) -> String {
    format!(
        "/me/emailChallenges/{}/confirm",
        challenge["id"].as_str().unwrap()
    )
}

fn resend(challenge: &Value) -> String {
    format!("/me/emailChallenges/{}/resend", challenge["id"].as_str().unwrap())
}

#[tokio::test]
async fn b43_start_code_confirm_and_the_method_exists() {
    let server = TestServer::start().await;
    let graph = Client::graph(&server, "sanne").await;
    let sanne = graph.on_self_service();
    let challenge = start(&sanne, " Sanne@Postbus.example ").await;
    assert_eq!(challenge["emailAddress"], "Sanne@postbus.example");
    assert_eq!(challenge["expiresDateTime"], "2026-11-22T09:10:00Z");
    assert_eq!(challenge["resendAfterDateTime"], "2026-11-22T09:00:30Z");
    assert_eq!(challenge["triesRemaining"], 5);
    assert_eq!(
        graph.get("/me/authentication/emailMethods").await.expect(200)["value"],
        json!([])
    );

    let code = code_for(&server, "Sanne@postbus.example").await;
    let typed = format!(" {} {} ", &code[..3], &code[3..]);
    let method = sanne
        .post(&confirm(&challenge), json!({"code": typed}))
        .await
        .expect(201);
    assert_eq!(method["emailAddress"], "Sanne@postbus.example");
    assert_eq!(method["id"], EMAIL_ID);
    let listed = graph
        .get(&format!("/me/authentication/emailMethods/{EMAIL_ID}"))
        .await
        .expect(200);
    assert_eq!(listed, method, "the answer is Graph's own");

    let again = sanne.post(&confirm(&challenge), json!({"code": code})).await;
    assert_eq!(again.refusal(), (404, "challengeNotFound"), "a code works once");
}

#[tokio::test]
async fn b44_the_work_address_is_refused_in_every_disguise() {
    let server = TestServer::start().await;
    let fenna = Client::self_service(&server, "sanne").await;
    for address in [
        "sanne@noorderlicht.example",
        "SANNE@Noorderlicht.Example",
        "sanne+reset@noorderlicht.example",
        "anybody@noorderlicht.example",
        "x@noorderlicht-logistiek.example",
        "x@mail.noorderlicht.example",
    ] {
        let answer = fenna
            .post("/me/emailChallenges", json!({"emailAddress": address}))
            .await;
        assert_eq!(answer.refusal(), (400, "workAddressNotAllowed"), "{address}");
    }
    let answer = fenna
        .post(
            "/me/emailChallenges",
            json!({"emailAddress": "x@wegwerpmail.example"}),
        )
        .await;
    assert_eq!(answer.refusal(), (400, "domainNotAllowed"));
    let mails: Value = server
        .http
        .get(server.url("/dev/outbox"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(mails["value"], json!([]), "no mail left");
}

#[tokio::test]
async fn b24_who_may_not_have_an_address_gets_no_code() {
    let server = TestServer::start().await;
    for first_name in ["daan", "noor"] {
        let client = Client::self_service(&server, first_name).await;
        let answer = client
            .post(
                "/me/emailChallenges",
                json!({"emailAddress": "a@postbus.example"}),
            )
            .await;
        assert_eq!(
            answer.refusal(),
            (403, "methodNotAllowedByPolicy"),
            "{first_name}"
        );
    }
}

#[tokio::test]
async fn b50_a_second_address_is_refused_and_the_same_one_told_apart() {
    let server = TestServer::start().await;
    let anna = Client::self_service(&server, "anna").await;
    let second = anna
        .post(
            "/me/emailChallenges",
            json!({"emailAddress": "other@postbus.example"}),
        )
        .await;
    assert_eq!(second.refusal(), (403, "methodLimitReached"));
    for replaces in [Value::Null, json!(EMAIL_ID)] {
        let body = json!({"emailAddress": "Anna.DeVries@postbus.example", "replacesMethodId": replaces});
        let same = anna.post("/me/emailChallenges", body).await;
        assert_eq!(same.refusal(), (409, "addressAlreadyRegistered"));
    }
}

#[tokio::test]
async fn b26_changing_keeps_the_old_address_until_the_new_one_is_proven() {
    let server = TestServer::start().await;
    let graph = Client::graph(&server, "anna").await;
    let anna = graph.on_self_service();
    let body = json!({"emailAddress": "new@postbus.example", "replacesMethodId": EMAIL_ID});
    let challenge = anna.post("/me/emailChallenges", body).await.expect(201);
    let address = async || {
        let methods = graph.get("/me/authentication/emailMethods").await.expect(200);
        methods["value"][0]["emailAddress"].as_str().unwrap().to_owned()
    };
    assert_eq!(address().await, "anna.devries@postbus.example");
    let code = code_for(&server, "new@postbus.example").await;
    assert_eq!(
        anna.post(&confirm(&challenge), json!({"code": wrong(&code)}))
            .await
            .status,
        400
    );
    assert_eq!(address().await, "anna.devries@postbus.example");
    anna.post(&confirm(&challenge), json!({"code": code}))
        .await
        .expect(201);
    assert_eq!(address().await, "new@postbus.example");
}

#[tokio::test]
async fn changing_what_is_not_there_is_refused_at_the_start_and_at_the_end() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    for id in [EMAIL_ID, "1", "28c10230-6103-485e-b985-444c60001490"] {
        let body = json!({"emailAddress": "new@postbus.example", "replacesMethodId": id});
        assert_eq!(
            sanne.post("/me/emailChallenges", body).await.refusal(),
            (404, "methodNotFound"),
            "{id}"
        );
    }
    let graph = Client::graph(&server, "anna").await;
    let anna = graph.on_self_service();
    let body = json!({"emailAddress": "new@postbus.example", "replacesMethodId": EMAIL_ID});
    let challenge = anna.post("/me/emailChallenges", body).await.expect(201);
    assert_eq!(
        graph
            .delete(&format!("/me/authentication/emailMethods/{EMAIL_ID}"))
            .await
            .status,
        204
    );
    let code = code_for(&server, "new@postbus.example").await;
    let late = anna.post(&confirm(&challenge), json!({"code": code})).await;
    assert_eq!(late.refusal(), (404, "methodNotFound"));
    assert_eq!(
        graph.get("/me/authentication/emailMethods").await.expect(200)["value"],
        json!([])
    );
}

#[tokio::test]
async fn b46_five_wrong_codes_end_the_challenge_even_for_the_right_one() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let challenge = start(&sanne, "s@postbus.example").await;
    let code = code_for(&server, "s@postbus.example").await;
    for left in [4, 3, 2, 1] {
        let answer = sanne
            .post(&confirm(&challenge), json!({"code": wrong(&code)}))
            .await;
        assert_eq!(answer.refusal(), (400, "codeIncorrect"));
        assert_eq!(answer.body["error"]["innerError"]["triesRemaining"], left);
    }
    for code in [wrong(&code), code] {
        let answer = sanne.post(&confirm(&challenge), json!({"code": code})).await;
        assert_eq!(answer.refusal(), (403, "tooManyTries"));
    }
    server.clock.step(Duration::from_secs(60));
    assert_eq!(
        sanne.post_empty(&resend(&challenge)).await.refusal(),
        (403, "tooManyTries")
    );
}

#[tokio::test]
async fn b46_what_cannot_be_a_code_costs_no_try() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let challenge = start(&sanne, "s@postbus.example").await;
    for typed in ["", "12345", "1234567", "abcdef", "' OR '1'='1", "１２３４５６"] {
        let answer = sanne.post(&confirm(&challenge), json!({"code": typed})).await;
        assert_eq!(answer.refusal(), (400, "codeIncorrect"), "{typed}");
        assert_eq!(answer.body["error"]["innerError"]["triesRemaining"], 5);
    }
}

#[tokio::test]
async fn b46_after_ten_minutes_the_code_is_worth_nothing() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let challenge = start(&sanne, "s@postbus.example").await;
    let code = code_for(&server, "s@postbus.example").await;
    server.clock.step(Duration::from_secs(600));
    let late = sanne.post(&confirm(&challenge), json!({"code": code})).await;
    assert_eq!(late.refusal(), (410, "codeExpired"));
    assert_eq!(
        sanne.post_empty(&resend(&challenge)).await.refusal(),
        (410, "codeExpired")
    );
}

#[tokio::test]
async fn b47_a_code_can_be_sent_again_after_a_pause_and_replaces_the_first() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let challenge = start(&sanne, "s@postbus.example").await;
    let first = code_for(&server, "s@postbus.example").await;
    sanne
        .post(&confirm(&challenge), json!({"code": wrong(&first)}))
        .await;

    server.clock.step(Duration::from_secs(10));
    let early = sanne.post_empty(&resend(&challenge)).await;
    assert_eq!(early.refusal(), (429, "tooManyRequests"));
    assert_eq!(early.header("retry-after"), "20");

    server.clock.step(Duration::from_secs(20));
    let renewed = sanne.post_empty(&resend(&challenge)).await.expect(200);
    assert_eq!(renewed["id"], challenge["id"]);
    assert_eq!(renewed["triesRemaining"], 5);
    assert_eq!(renewed["expiresDateTime"], "2026-11-22T09:10:30Z");
    assert_eq!(renewed["resendAfterDateTime"], "2026-11-22T09:01:00Z");
    let second = code_for(&server, "s@postbus.example").await;
    if first != second {
        assert_eq!(
            sanne
                .post(&confirm(&challenge), json!({"code": first}))
                .await
                .code(),
            "codeIncorrect"
        );
    }
    sanne
        .post(&confirm(&challenge), json!({"code": second}))
        .await
        .expect(201);
}

#[tokio::test]
async fn a_new_challenge_ends_the_one_before() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let first = start(&sanne, "typo@postbus.example").await;
    let code = code_for(&server, "typo@postbus.example").await;
    start(&sanne, "right@postbus.example").await;
    let answer = sanne.post(&confirm(&first), json!({"code": code})).await;
    assert_eq!(answer.refusal(), (404, "challengeNotFound"));
}

#[tokio::test]
async fn a_cancelled_challenge_is_gone() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let challenge = start(&sanne, "s@postbus.example").await;
    let path = format!("/me/emailChallenges/{}", challenge["id"].as_str().unwrap());
    assert_eq!(sanne.delete(&path).await.status, 204);
    assert_eq!(sanne.delete(&path).await.refusal(), (404, "challengeNotFound"));
    let code = code_for(&server, "s@postbus.example").await;
    let late = sanne.post(&confirm(&challenge), json!({"code": code})).await;
    assert_eq!(late.refusal(), (404, "challengeNotFound"));
}

#[tokio::test]
async fn a_challenge_belongs_to_who_started_it() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let yusuf = Client::self_service(&server, "yusuf").await;
    let challenge = start(&sanne, "s@postbus.example").await;
    let code = code_for(&server, "s@postbus.example").await;
    let stolen = yusuf.post(&confirm(&challenge), json!({"code": code})).await;
    assert_eq!(stolen.refusal(), (404, "challengeNotFound"));
    assert_eq!(yusuf.post_empty(&resend(&challenge)).await.status, 404);
    sanne
        .post(&confirm(&challenge), json!({"code": code}))
        .await
        .expect(201);
}

#[tokio::test]
async fn codes_cannot_be_asked_for_without_end() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    for n in 0..10 {
        start(&sanne, &format!("s{n}@postbus.example")).await;
    }
    let answer = sanne
        .post(
            "/me/emailChallenges",
            json!({"emailAddress": "s11@postbus.example"}),
        )
        .await;
    assert_eq!(answer.refusal(), (429, "tooManyRequests"));
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=3600).contains(&wait));
    server.clock.step(Duration::from_secs(wait));
    let later = Client::self_service(&server, "sanne").await;
    start(&later, "s12@postbus.example").await;
}

#[tokio::test]
async fn a_mailbox_is_not_flooded_by_many_accounts() {
    let server = TestServer::start().await;
    let names = ["sanne", "yusuf", "emma", "bram", "james", "mila"];
    let mut refused = 0;
    for name in names.into_iter().chain(names) {
        let client = Client::self_service(&server, name).await;
        let answer = client
            .post(
                "/me/emailChallenges",
                json!({"emailAddress": "victim@postbus.example"}),
            )
            .await;
        refused += usize::from(answer.status == 429);
    }
    assert_eq!(refused, 6, "six mails an hour to one address");
}

#[tokio::test]
async fn what_happened_is_in_the_audit_trail_without_codes_or_addresses() {
    use sea_orm::EntityTrait;
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let challenge = start(&sanne, "s@postbus.example").await;
    let code = code_for(&server, "s@postbus.example").await;
    sanne
        .post(&confirm(&challenge), json!({"code": wrong(&code)}))
        .await;
    sanne
        .post(&confirm(&challenge), json!({"code": code}))
        .await
        .expect(201);
    let rows = workpass_server::store::entities::audit_event::Entity::find()
        .all(&server.state().db)
        .await
        .unwrap();
    let kinds: Vec<&str> = rows.iter().map(|row| row.kind.as_str()).collect();
    for kind in [
        "email_challenge.started",
        "email_challenge.wrong_code",
        "method.added",
    ] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    let text = format!("{rows:?}");
    assert!(!text.contains(&code) && !text.contains("postbus"), "{text}");
}

#[tokio::test]
async fn the_code_is_nowhere_in_the_database_but_in_the_outbox() {
    use sea_orm::EntityTrait;
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    start(&sanne, "s@postbus.example").await;
    let code = code_for(&server, "s@postbus.example").await;
    let rows = workpass_server::store::entities::email_challenge::Entity::find()
        .all(&server.state().db)
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert_ne!(rows[0].code_mac, code);
    assert!(rows[0].code_mac.len() > 40, "an HMAC");
}
