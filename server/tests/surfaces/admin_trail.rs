//! `workpass-server admin audit …` and `admin session …`: what happened, and ending what somebody is signed in to.

use std::time::Duration;

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::admin::{admin, audited, refusal};
use crate::client::Client;
use crate::organizations::ZUIDERZEE;
use crate::support::TestServer;
use crate::support::postgres::Postgres;

const ANNA: &str = "anna@noorderlicht.example";

async fn trail(server: &TestServer, more: &[&str]) -> Vec<Value> {
    let said = admin(server, &[&["audit", "list"], more].concat()).await.unwrap();
    said.as_array().unwrap().clone()
}

#[tokio::test]
async fn the_audit_trail_is_read_by_person_kind_and_time_page_by_page() {
    let server = TestServer::start().await;
    let anna = Client::self_service(&server, "anna").await;
    for zone in ["UTC", "Europe/Amsterdam", "Asia/Kolkata"] {
        server.clock.step(Duration::from_secs(60));
        anna.patch("/me/settings", json!({ "timeZone": zone }))
            .await
            .expect(200);
    }
    let sanne = Client::self_service(&server, "sanne").await;
    sanne
        .patch("/me/settings", json!({ "timeZone": "UTC" }))
        .await
        .expect(200);

    let changes = trail(&server, &["--user", ANNA, "--event", "settings"]).await;
    assert_eq!(changes.len(), 3);
    let newest = &changes[0];
    assert_eq!(newest["event"], "settings.changed");
    assert_eq!(newest["userPrincipalName"], ANNA);
    assert_eq!(newest["occurredDateTime"], "2026-11-22T09:03:00Z");
    assert_eq!(newest["detail"]["changed"], "timeZone");
    assert!(newest["appDisplayName"].is_string() && newest["ipAddress"].is_string());
    // Two pages are the whole.
    let one = ["--user", ANNA, "--event", "settings.changed", "--limit", "1"];
    let first = trail(&server, &one).await;
    let id = first[0]["id"].as_str().unwrap().to_owned();
    let rest = ["--user", ANNA, "--event", "settings.changed", "--before", &id];
    assert_eq!([first, trail(&server, &rest).await].concat(), changes);
    let between = [
        "--event",
        "settings",
        "--since",
        "2026-11-22T09:02:00Z",
        "--until",
        "2026-11-22T09:03:00Z",
    ];
    assert_eq!(trail(&server, &between).await, changes[1..2]);
    // No kind is told by the beginning of a word, and nobody reads of another organization.
    assert!(trail(&server, &["--event", "setting"]).await.is_empty());
    let neighbours = ["--organization", ZUIDERZEE, "--event", "settings"];
    assert!(trail(&server, &neighbours).await.is_empty());
    for (wrong, says) in [
        (["--since", "yesterday"], "not an instant"),
        (["--limit", "0"], "0 is not in"),
        (
            ["--user", "nobody@noorderlicht.example"],
            "nobody has the user name",
        ),
        (
            ["--before", "3179e48a-750b-4051-897c-87b9720928f7"],
            "there is no event",
        ),
    ] {
        let refused = refusal(&server, &[&["audit", "list"], &wrong[..]].concat()).await;
        assert!(refused.contains(says), "{refused}");
    }
}

async fn nothing_is_written_anew(server: &TestServer) {
    let anna = Client::self_service(server, "anna").await;
    anna.patch("/me/settings", json!({ "timeZone": "UTC" }))
        .await
        .expect(200);
    let db = &server.state().db;
    let refused = db
        .execute_unprepared("UPDATE audit_events SET kind = 'nothing'")
        .await;
    assert!(refused.unwrap_err().to_string().contains("append-only"));
}

#[tokio::test]
async fn nothing_in_the_audit_trail_is_written_anew() {
    nothing_is_written_anew(&TestServer::start().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_in_the_audit_trail_is_written_anew_on_postgresql_either() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let server = TestServer::start_with(Some(postgres.url.clone())).await;
    nothing_is_written_anew(&server).await;
    server.running.stop().await.unwrap();
}

#[tokio::test]
async fn sessions_are_listed_and_ended_and_every_command_may_be_repeated() {
    let server = TestServer::start().await;
    let (one, other) = (
        Client::self_service(&server, "anna").await,
        Client::self_service(&server, "anna").await,
    );
    let list = ["session", "list", "--user", ANNA];
    let sessions = admin(&server, &list).await.unwrap();
    let sessions = sessions.as_array().unwrap();
    assert_eq!(sessions.len(), 2, "{sessions:?}");
    assert!(sessions.iter().all(|session| session["kind"] == "app"));
    let mine = one.get("/me/sessions").await.expect(200);
    let current = mine["value"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["isCurrent"] == true);
    let id = current.unwrap()["id"].as_str().unwrap();
    for first in [true, false] {
        let said = admin(&server, &["session", "end", "--user", ANNA, "--id", id]).await;
        assert_eq!(said.unwrap(), json!({ "id": id, "ended": first }));
    }
    assert_eq!(one.get("/me").await.status, 401);
    other.get("/me").await.expect(200);
    // What is another person's is not found.
    let james = "james@noorderlicht.example";
    let said = admin(&server, &["session", "end", "--user", james, "--id", id]).await;
    assert_eq!(said.unwrap()["ended"], false);
    for _ in 0..2 {
        admin(&server, &["session", "end", "--user", ANNA, "--all"])
            .await
            .unwrap();
    }
    assert_eq!(other.get("/me").await.status, 401);
    assert_eq!(admin(&server, &list).await.unwrap(), json!([]));
    assert_eq!(
        (
            audited(&server, "session.ended").await,
            audited(&server, "sessions.revoked").await
        ),
        (1, 2)
    );
    let which = refusal(&server, &["session", "end", "--user", ANNA]).await;
    assert!(which.contains("--id") && which.contains("--all"), "{which}");
}
