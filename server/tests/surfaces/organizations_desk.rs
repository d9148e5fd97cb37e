//! `workpass-server admin guest …`.

use serde_json::{Value, json};
use workpass_server::sample;

use crate::admin::{admin, audited, refusal};
use crate::browser::Browser;
use crate::client::Client;
use crate::organizations::{ZUIDERZEE, app, authorize, refreshed, tokens, visit};
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

async fn apps(server: &TestServer, line: &[&str]) -> Value {
    let line = [&["--organization", ZUIDERZEE, "app"], line].concat();
    admin(server, &line).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_uses_the_app_of_another_one_and_stops_it() {
    let server = TestServer::start().await;
    let planner = sample::other_client_id().to_string();
    let mine = sample::client_id().to_string();
    let open = async || {
        let address = authorize(ZUIDERZEE, "&prompt=none").replace(&mine, &planner);
        let address = address.replace("User.ReadWrite", "User.Read");
        Browser::new(&server).open(&address).await
    };
    assert!(open().await.says("AADSTS700016"), "not used there");
    let take = ["use", "--client", &planner, "--consent", "user.read"];
    for outcome in ["added", "unchanged"] {
        assert_eq!(
            apps(&server, &take).await,
            json!({ "appId": planner, "outcome": outcome, "consentedScopes": ["User.Read"] })
        );
    }
    assert!(!open().await.says("AADSTS700016"));
    assert_eq!(
        apps(&server, &take[..3]).await["outcome"],
        "changed",
        "no consent"
    );
    let listed = apps(&server, &["list"]).await;
    let planned = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|app| app["appId"] == planner.as_str());
    assert_eq!(
        planned.unwrap(),
        &json!({ "appId": planner, "displayName": "Noorderlicht Routeplanner", "isOwn": false,
                 "state": "on", "consentedScopes": [] })
    );

    let there = tokens(&server, "anna", ZUIDERZEE).await;
    let home = Client::self_service(&server, "anna").await;
    for stopped in [true, false] {
        assert_eq!(
            apps(&server, &["stop", "--client", &mine]).await,
            json!({ "appId": mine, "stopped": stopped })
        );
    }
    assert_eq!(
        app(&server, &there).get("/me").await.status,
        401,
        "what it had ended"
    );
    assert_eq!(
        refreshed(&server, ZUIDERZEE, &there).await.1["error"],
        "unauthorized_client"
    );
    let page = visit(&Browser::new(&server), "anna", ZUIDERZEE).await;
    assert!(page.says("AADSTS7000112"), "{}", page.html);
    assert_eq!(home.get("/me").await.status, 200, "at home it goes on");
    let again: Vec<&str> = ["use", "--client", &mine]
        .into_iter()
        .chain(sample::APP_SCOPES.iter().flat_map(|scope| ["--consent", scope]))
        .collect();
    assert_eq!(apps(&server, &again).await["outcome"], "changed");
    tokens(&server, "anna", ZUIDERZEE).await;
    assert_eq!(
        (
            audited(&server, "app.used").await,
            audited(&server, "app.stopped").await,
        ),
        (3, 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_cannot_be_used_is_refused_with_the_reason() {
    let server = TestServer::start().await;
    let (mine, planner) = (
        sample::client_id().to_string(),
        sample::other_client_id().to_string(),
    );
    for (line, says) in [
        (
            &["app", "use", "--client", "5d2f7c3e-8b1a-4f60-9c27-0e4a6b8d1f35"][..],
            "there is no app",
        ),
        (
            &["app", "use", "--client", &planner, "--consent", "Mail.Read"],
            "is not registered for Mail.Read",
        ),
        (
            &["app", "stop", "--client", &planner],
            "is not used by this organization",
        ),
    ] {
        let refused = refusal(&server, &[&["--organization", ZUIDERZEE], line].concat()).await;
        assert!(refused.contains(says), "{refused}");
    }
    for command in ["use", "stop"] {
        let refused = refusal(&server, &["app", command, "--client", &mine]).await;
        assert!(refused.contains("is this organization's own"), "{refused}");
    }
}
