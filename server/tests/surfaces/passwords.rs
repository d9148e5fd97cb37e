//! Changing a password over Graph, and without typing the current one.

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use workpass_server::sample;
use workpass_server::store::entities::{former_password, grant, tenant};
use workpass_server::store::values::{PasswordProfile, PasswordRules, Strings};

use crate::client::{Answer, Client};
use crate::desk::recorded;
use crate::support::postgres::Postgres;
use crate::support::{TestServer, password};

const CHANGE: &str = "/me/changePassword";
const NEW: &str = "Kwelder fluit anker zeven";

/// How many tries are left, as Graph's errors have room for it.
fn left(answer: &Answer) -> i32 {
    let detail = &answer.body["error"]["details"][0];
    assert_eq!(detail["code"], "triesRemaining", "{}", answer.body);
    detail["message"].as_str().unwrap().parse().unwrap()
}

async fn change(graph: &Client<'_>, current: &str, new: &str) -> Answer {
    let body = json!({ "currentPassword": current, "newPassword": new });
    graph.post(CHANGE, body).await
}

/// Changes the rules of the sample organization.
async fn rules(server: &TestServer, change: impl FnOnce(&mut PasswordRules)) {
    let db = &server.state().db;
    let row = tenant::Entity::find_by_id(sample::tenant_id())
        .one(db)
        .await
        .unwrap();
    let mut settings = row.unwrap().settings;
    change(&mut settings.password_policy);
    tenant::Entity::update_many()
        .col_expr(tenant::Column::Settings, Expr::value(settings))
        .filter(tenant::Column::Id.eq(sample::tenant_id()))
        .exec(db)
        .await
        .unwrap();
}

/// Says what the sign-ins of a person have proven.
async fn proven(server: &TestServer, first_name: &str, amr: &[&str]) {
    grant::Entity::update_many()
        .col_expr(grant::Column::Amr, Expr::value(Strings::of(amr.iter().copied())))
        .filter(grant::Column::UserId.eq(sample::user_id(first_name)))
        .exec(&server.state().db)
        .await
        .unwrap();
}

async fn policy(graph: &Client<'_>) -> Value {
    graph.on_self_service().get("/me").await.expect(200)["passwordPolicy"].clone()
}

#[tokio::test]
async fn b110_b111_the_password_changes_and_everything_but_this_app_signs_in_again() {
    let server = TestServer::start().await;
    let here = Client::graph(&server, "sanne").await;
    let elsewhere = Client::graph(&server, "sanne").await;
    let other = Client::graph(&server, "anna").await;
    server.clock.step(Duration::from_secs(5));
    assert_eq!(change(&here, password("sanne"), NEW).await.status, 204);
    assert_eq!(here.get("/me").await.status, 200);
    assert_eq!(here.on_self_service().get("/me").await.status, 200);
    assert_eq!(
        elsewhere.get("/me").await.refusal(),
        (401, "InvalidAuthenticationToken")
    );
    assert_eq!(other.get("/me").await.status, 200);
    // The old one is wrong now, the new one right.
    let again = change(&here, password("sanne"), "nog een heel ander wachtwoord").await;
    assert_eq!(again.refusal(), (400, "passwordWrong"));
    assert_eq!(
        change(&here, NEW, "nog een heel ander wachtwoord").await.status,
        204
    );
    assert_eq!(recorded(&server, "sanne", "password.changed").await, 2);
    assert_eq!(recorded(&server, "sanne", "password.change_failed").await, 1);
    let since = policy(&here).await["lastChangedDateTime"].clone();
    assert_eq!(since, "2026-11-22T09:00:05Z");
}

#[tokio::test]
async fn b114_b115_a_refused_new_password_is_told_apart_and_changes_nothing() {
    let server = TestServer::start().await;
    let sanne = Client::graph(&server, "sanne").await;
    let current = password("sanne");
    for (new, code) in [
        ("kort7!K", "passwordTooShort"),
        ("zeilen\u{200b}op de wadden vandaag", "passwordInvisible"),
        ("de boot van V1sser ligt in de haven", "passwordContainsName"),
        ("Welkom12345", "passwordBanned"),
        ("N00rderlicht!", "passwordBanned"),
        ("password123", "passwordBanned"),
        (current, "passwordReused"),
    ] {
        let answer = change(&sanne, current, new).await;
        assert_eq!(answer.refusal(), (400, code), "{new}");
        assert!(!answer.body.to_string().contains(new), "{new}");
    }
    let long = "zeilen ".repeat(37);
    assert_eq!(
        change(&sanne, current, &long).await.refusal(),
        (400, "passwordTooLong")
    );
    rules(&server, |rules| rules.profile = PasswordProfile::Entra).await;
    for (new, code) in [
        ("vuurtorenlicht over het wad", "passwordTooFewClasses"),
        ("Kanoën bij Echten 12", "passwordNotAscii"),
    ] {
        assert_eq!(change(&sanne, current, new).await.refusal(), (400, code), "{new}");
    }
    assert_eq!(recorded(&server, "sanne", "password.changed").await, 0);
    assert_eq!(sanne.get("/me").await.status, 200);
    // Refused new passwords are no wrong tries.
    assert_eq!(
        change(&sanne, current, "Vuurtoren over het wad 7").await.status,
        204
    );
}

#[tokio::test]
async fn b114_the_last_passwords_do_not_come_back_and_no_more_hashes_are_kept() {
    let server = TestServer::start().await;
    let sanne = Client::graph(&server, "sanne").await;
    let all = [
        password("sanne"),
        "eerste zeilboot naar huis",
        "tweede molen bij het water",
        "derde fiets zonder licht",
    ];
    for pair in all.windows(2) {
        server.clock.step(Duration::from_secs(1));
        assert_eq!(change(&sanne, pair[0], pair[1]).await.status, 204);
    }
    // The sample keeps three, the current one among them.
    for old in &all[1..] {
        assert_eq!(
            change(&sanne, all[3], old).await.refusal(),
            (400, "passwordReused")
        );
    }
    let kept = former_password::Entity::find()
        .count(&server.state().db)
        .await
        .unwrap();
    assert_eq!(kept, 2);
    assert_eq!(change(&sanne, all[3], all[0]).await.status, 204);
}

#[tokio::test]
async fn b116_ten_wrong_current_passwords_lock_and_the_same_one_counts_once() {
    let server = TestServer::start().await;
    let sanne = Client::graph(&server, "sanne").await;
    for _ in 0..4 {
        let answer = change(&sanne, "an old one", NEW).await;
        assert_eq!(answer.refusal(), (400, "passwordWrong"));
        assert_eq!(left(&answer), 9);
    }
    for guess in 0..9 {
        let answer = change(&sanne, &format!("guess {guess}"), NEW).await;
        assert_eq!(
            (answer.refusal(), left(&answer)),
            ((400, "passwordWrong"), 8 - guess)
        );
    }
    let locked = change(&sanne, password("sanne"), NEW).await;
    assert_eq!(locked.refusal(), (429, "passwordLocked"));
    assert_eq!(locked.header("retry-after"), "60");
    server.clock.step(Duration::from_secs(61));
    assert_eq!(change(&sanne, password("sanne"), NEW).await.status, 204);
}

#[tokio::test]
async fn b118_where_it_is_kept_on_premises_it_is_said_and_nothing_is_tried() {
    let server = TestServer::start().await;
    let graph = Client::graph(&server, "wietske").await;
    let said = policy(&graph).await;
    assert_eq!(
        (&said["changeable"], &said["reason"], &said["lastChangedDateTime"]),
        (&json!(false), &json!("onPremises"), &Value::Null)
    );
    let answer = change(&graph, password("wietske"), NEW).await;
    assert_eq!(answer.refusal(), (403, "passwordOnPremises"));
    rules(&server, |rules| rules.change_allowed = false).await;
    let sanne = Client::graph(&server, "sanne").await;
    assert_eq!(policy(&sanne).await["reason"], "notAllowed");
    let answer = change(&sanne, "wrong as well", NEW).await;
    assert_eq!(answer.refusal(), (403, "passwordChangeNotAllowed"));
}

#[tokio::test]
async fn b114_b117_the_policy_says_the_rules_and_no_banned_word() {
    let server = TestServer::start().await;
    let sanne = Client::graph(&server, "sanne").await;
    let said = policy(&sanne).await;
    assert_eq!(
        said,
        json!({
            "profile": "nist", "minimumLength": 8, "maximumLength": 256, "requiredClasses": null,
            "unicodeAllowed": true, "history": 3, "lastChangedDateTime": "2026-11-22T09:00:00Z",
            "expiresDateTime": null, "changeable": true, "reason": null, "currentPasswordRequired": true,
        })
    );
    rules(&server, |rules| {
        rules.profile = PasswordProfile::Entra;
        rules.maximum_age_days = Some(90);
    })
    .await;
    let said = policy(&sanne).await;
    assert_eq!(
        (
            &said["requiredClasses"],
            &said["unicodeAllowed"],
            &said["expiresDateTime"]
        ),
        (&json!(3), &json!(false), &json!("2027-02-20T09:00:00Z"))
    );
    let everything = sanne.on_self_service().get("/me").await.expect(200).to_string();
    assert!(!everything.contains("welkom"));
}

#[tokio::test]
async fn b113_who_proved_password_and_second_factor_need_not_type_the_old_one() {
    let server = TestServer::start().await;
    let graph = Client::graph(&server, "sanne").await;
    let own = graph.on_self_service();
    let replace = || own.post("/me/password", json!({ "newPassword": NEW }));
    for amr in [
        &["pwd"][..],
        &["tap", "mfa"],
        &["pwd", "tap", "mfa"],
        &["hwk", "mfa", "pop"],
    ] {
        proven(&server, "sanne", amr).await;
        assert_eq!(policy(&graph).await["currentPasswordRequired"], true, "{amr:?}");
        assert_eq!(
            replace().await.refusal(),
            (403, "currentPasswordRequired"),
            "{amr:?}"
        );
    }
    proven(&server, "sanne", &["mfa", "otp", "pwd"]).await;
    assert_eq!(policy(&graph).await["currentPasswordRequired"], false);
    assert_eq!(
        own.post("/me/password", json!({ "newPassword": "password123" }))
            .await
            .refusal(),
        (400, "passwordBanned")
    );
    assert_eq!(replace().await.status, 204);
    server.clock.step(Duration::from_secs(11 * 60));
    let late = replace().await;
    assert_eq!(late.refusal(), (401, "InvalidAuthenticationToken"));
    assert!(late.header("www-authenticate").contains("insufficient_claims"));
}

#[tokio::test]
async fn bad_bodies_are_no_tries() {
    let server = TestServer::start().await;
    let sanne = Client::graph(&server, "sanne").await;
    for body in [
        json!({}),
        json!({ "currentPassword": password("sanne") }),
        json!({ "currentPassword": "", "newPassword": NEW }),
        json!({ "currentPassword": password("sanne"), "newPassword": "" }),
        json!({ "currentPassword": 1, "newPassword": NEW }),
        json!([NEW]),
    ] {
        assert_eq!(
            sanne.post(CHANGE, body.clone()).await.refusal(),
            (400, "BadRequest"),
            "{body}"
        );
    }
    let huge = "x".repeat(10 * 1024 * 1024);
    let answer = change(&sanne, password("sanne"), &huge).await;
    assert_eq!(answer.refusal(), (413, "RequestEntityTooLarge"));
    let large = "x".repeat(900 * 1024);
    assert_eq!(
        change(&sanne, password("sanne"), &large).await.refusal(),
        (400, "passwordTooLong")
    );
    let answer = change(&sanne, &large, NEW).await;
    assert_eq!(answer.refusal(), (400, "passwordWrong"));
    assert_eq!(left(&answer), 9);
}

#[tokio::test]
async fn b114_a_password_is_the_same_however_its_accents_were_typed() {
    let server = TestServer::start().await;
    let sanne = Client::graph(&server, "sanne").await;
    let composed = "Kanoën bij Échten\u{a0}in de regen";
    assert_eq!(change(&sanne, password("sanne"), composed).await.status, 204);
    let decomposed = "Kanoe\u{308}n bij E\u{301}chten in de regen";
    assert_eq!(
        change(&sanne, composed, decomposed).await.refusal(),
        (400, "passwordReused")
    );
    assert_eq!(change(&sanne, decomposed, NEW).await.status, 204);
}

async fn two_windows(server: &TestServer, other: &TestServer) {
    let here = Client::graph(server, "sanne").await;
    let there = Client::graph(other, "sanne").await;
    let (a, b) = tokio::join!(
        change(&here, password("sanne"), "een venster op het oosten"),
        change(&there, password("sanne"), "een venster op het westen"),
    );
    let done = [&a, &b].iter().filter(|answer| answer.status == 204).count();
    assert_eq!(done, 1, "{} {}", a.body, b.body);
    let lost = if a.status == 204 { &b } else { &a };
    // Overtaken while it was looked at, or after: then the old one is wrong, or its sign-in over.
    assert!(
        [
            (409, "passwordChangedMeanwhile"),
            (400, "passwordWrong"),
            (401, "InvalidAuthenticationToken")
        ]
        .contains(&lost.refusal()),
        "{}",
        lost.body
    );
    let (winner, new) = if a.status == 204 {
        (&here, "een venster op het oosten")
    } else {
        (&there, "een venster op het westen")
    };
    assert_eq!(winner.get("/me").await.status, 200);
    assert_eq!(change(winner, new, NEW).await.status, 204);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_windows_that_change_it_at_once_one_does() {
    let server = TestServer::start().await;
    two_windows(&server, &server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_windows_on_two_instances_on_postgresql_one_does() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let server = TestServer::start_with(Some(postgres.url.clone())).await;
    let other = TestServer::start_with(Some(postgres.url.clone())).await;
    two_windows(&server, &other).await;
    server.running.stop().await.unwrap();
    other.running.stop().await.unwrap();
}

#[tokio::test]
async fn neither_password_is_in_the_database_as_it_was_typed() {
    let server = TestServer::start().await;
    let sanne = Client::graph(&server, "sanne").await;
    assert_eq!(
        change(&sanne, "a-canary-of-a-guess", NEW).await.refusal(),
        (400, "passwordWrong")
    );
    assert_eq!(
        change(&sanne, password("sanne"), "Canary van wilgenhout 44")
            .await
            .status,
        204
    );
    let data = &server.state().config.data_dir;
    for file in ["workpass.sqlite", "workpass.sqlite-wal"] {
        let Ok(bytes) = std::fs::read(data.join(file)) else {
            continue;
        };
        for secret in ["a-canary-of-a-guess", "Canary van wilgenhout 44"] {
            let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!found, "{secret} is in {file}");
        }
    }
}
