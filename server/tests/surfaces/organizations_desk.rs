//! `workpass-server admin guest …`.

use serde_json::{Value, json};

use crate::admin::{admin, audited, refusal};
use crate::client::Client;
use crate::organizations::{ZUIDERZEE, app, tokens};
use crate::support::TestServer;

const SANNE: &str = "sanne@noorderlicht.example";

async fn desk(server: &TestServer, line: &[&str]) -> Value {
    let line = [&["--organization", ZUIDERZEE, "guest"], line].concat();
    admin(server, &line).await.unwrap()
}

async fn state(server: &TestServer, mail: &str) -> Value {
    let all = desk(server, &["list"]).await;
    let found = all.as_array().unwrap().iter().find(|guest| guest["mail"] == mail);
    found.cloned().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn b156_guests_are_invited_removed_and_restored_and_every_command_may_be_repeated() {
    let server = TestServer::start().await;
    let who = ["--user", SANNE];
    let say = async |command: &str| desk(&server, &[&[command], &who[..]].concat()).await;
    let invited = say("invite").await;
    assert_eq!(invited["outcome"], "invited");
    assert_eq!(say("invite").await["outcome"], "unchanged");
    assert_eq!(state(&server, SANNE).await["state"], "invited");
    let there = tokens(&server, "sanne", ZUIDERZEE).await;
    assert_eq!(state(&server, SANNE).await["state"], "active");

    for first in [true, false] {
        assert_eq!(say("remove").await, json!({ "removed": first }));
    }
    assert_eq!(app(&server, &there).get("/me").await.status, 401);
    let gone = state(&server, SANNE).await;
    assert_eq!(gone["state"], "removed");
    assert_eq!(gone["restorableUntil"], "2026-12-22T09:00:00Z");
    for first in [true, false] {
        assert_eq!(say("restore").await, json!({ "restored": first }));
    }
    assert_eq!(
        state(&server, SANNE).await["id"],
        invited["id"],
        "the same account"
    );
    say("remove").await;
    assert_eq!(say("invite").await["outcome"], "restored");

    for (command, enabled) in [("disable", false), ("enable", true)] {
        for changed in [true, false] {
            assert_eq!(
                say(command).await,
                json!({ "enabled": enabled, "changed": changed })
            );
        }
    }
    assert_eq!(
        (
            audited(&server, "guest.invited").await,
            audited(&server, "guest.removed").await,
            audited(&server, "guest.restored").await,
            audited(&server, "guest.disabled").await,
        ),
        (1, 2, 2, 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_who_cannot_be_is_refused_with_the_reason() {
    let server = TestServer::start().await;
    for (line, says) in [
        (
            ["guest", "invite", "--user", "roos@zuiderzee.example"],
            "belongs to this organization",
        ),
        (
            ["guest", "invite", "--user", "nobody@nowhere.example"],
            "nobody has the user name",
        ),
        (
            [
                "guest",
                "invite",
                "--user",
                "anna_noorderlicht.example#EXT#@zuiderzee.example",
            ],
            "belongs to this organization",
        ),
        (
            ["guest", "remove", "--user", SANNE],
            "no guest of this organization",
        ),
        (
            ["guest", "restore", "--user", SANNE],
            "no guest of this organization",
        ),
    ] {
        let refused = refusal(&server, &[&["--organization", ZUIDERZEE], &line[..]].concat()).await;
        assert!(refused.contains(says), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_about_a_person_mean_the_guest_where_the_organization_is_named() {
    let server = TestServer::start().await;
    let add = [
        "--organization",
        ZUIDERZEE,
        "device",
        "add",
        "--user",
        "anna@noorderlicht.example",
        "--name",
        "ZZ-LT-1",
    ];
    admin(&server, &add).await.unwrap();
    let devices = |me: Value| me["devices"].to_string();
    let home = Client::self_service(&server, "anna")
        .await
        .get("/me")
        .await
        .expect(200);
    assert!(!devices(home).contains("ZZ-LT-1"));
    let there = app(&server, &tokens(&server, "anna", ZUIDERZEE).await);
    assert!(devices(there.get("/me").await.expect(200)).contains("ZZ-LT-1"));
    let shown = admin(&server, &["organization", "show"]).await.unwrap();
    assert_eq!(
        (&shown["guestsLeave"], &shown["trustHomeSecondFactor"]),
        (&json!(true), &json!(false))
    );
}
