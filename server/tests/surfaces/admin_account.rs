//! What an administrator decides about terms of use and passwords.

use serde_json::{Value, json};

use crate::admin::{SANNE, admin, audited, file, refusal};
use crate::client::Client;
use crate::support::TestServer;

#[tokio::test]
async fn b175_b176_terms_are_added_published_and_asked_again() {
    let server = TestServer::start().await;
    let nl = file(&server, "gedrag.nl.md", "# Gedragscode\n\nWees aardig.\n");
    let en = file(&server, "gedrag.en.md", "# Code of conduct\n\nBe kind.\n");
    let add = [
        "terms",
        "add",
        "--name",
        "Code of conduct",
        "--audience",
        "members",
    ];
    let added = admin(&server, &add).await.unwrap();
    let id = added["id"].as_str().unwrap();
    let again = admin(&server, &add).await.unwrap();
    assert_eq!(
        (&again["id"], &again["outcome"]),
        (&added["id"], &json!("unchanged"))
    );

    let (dutch, english) = (format!("nl={nl}"), format!("en={en}"));
    let publish = [
        "terms", "publish", "--id", id, "--number", "1.0", "--text", &dutch, "--text", &english,
    ];
    let titles = async |first_name: &str| -> Vec<Value> {
        let all = Client::self_service(&server, first_name)
            .await
            .get("/me/termsOfUse")
            .await;
        let all = all.expect(200)["value"].as_array().unwrap().clone();
        all.into_iter()
            .filter(|terms| terms["id"] == added["id"])
            .collect()
    };
    assert!(titles("sanne").await.is_empty(), "nothing is published yet");
    assert_eq!(admin(&server, &publish).await.unwrap()["outcome"], "published");
    assert_eq!(admin(&server, &publish).await.unwrap()["outcome"], "unchanged");
    let other = file(&server, "anders.md", "# Gedragscode\n\nWees heel aardig.\n");
    let changed = [
        "terms",
        "publish",
        "--id",
        id,
        "--number",
        "1.0",
        "--text",
        &format!("nl={other}"),
    ];
    assert!(refusal(&server, &changed).await.contains("new number"));
    let asked = titles("sanne").await;
    assert_eq!(
        (&asked[0]["displayName"], &asked[0]["state"]),
        (&json!("Gedragscode"), &json!("pending"))
    );
    assert!(titles("lotte").await.is_empty(), "guests are not asked");

    // Accepted; then everybody is asked again from a day on.
    let sanne = Client::self_service(&server, "sanne").await;
    let accept = format!("/me/termsOfUse/{id}/acceptances");
    sanne
        .post(&accept, json!({"fileId": asked[0]["fileId"]}))
        .await
        .expect(201);
    let set = [
        "terms",
        "set",
        "--id",
        id,
        "--reaccept-from",
        "2026-12-01T00:00:00Z",
        "--reaccept-every-days",
        "365",
    ];
    assert_eq!(admin(&server, &set).await.unwrap()["outcome"], "changed");
    assert_eq!(admin(&server, &set).await.unwrap()["outcome"], "unchanged");
    assert_eq!(
        titles("sanne").await[0]["expirationDateTime"],
        "2026-12-01T00:00:00Z"
    );
    let never = ["terms", "set", "--id", id, "--never-again"];
    assert_eq!(admin(&server, &never).await.unwrap()["outcome"], "changed");
    assert_eq!(titles("sanne").await[0]["expirationDateTime"], Value::Null);

    let planner = workpass_server::sample::other_client_id().to_string();
    let required = ["terms", "set", "--id", id, "--required-by", &planner];
    assert_eq!(admin(&server, &required).await.unwrap()["outcome"], "changed");
    assert_eq!(
        titles("sanne").await[0]["requiredBy"],
        json!(["Noorderlicht Routeplanner"])
    );
    let own = workpass_server::sample::client_id().to_string();
    let locked_in = ["terms", "set", "--id", id, "--required-by", &own];
    assert!(refusal(&server, &locked_in).await.contains("cannot be blocked"));

    let decisions = admin(&server, &["terms", "decisions", "--user", SANNE])
        .await
        .unwrap();
    assert_eq!(
        (&decisions[0]["state"], &decisions[0]["version"]),
        (&json!("accepted"), &json!("1.0"))
    );
    let off = ["terms", "set", "--id", id, "--enabled", "false"];
    assert_eq!(admin(&server, &off).await.unwrap()["outcome"], "changed");
    assert!(titles("sanne").await.is_empty());
    for (kind, times) in [("terms.added", 1), ("terms.published", 1), ("terms.changed", 4)] {
        assert_eq!(audited(&server, kind).await, times, "{kind}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_terms_is_said_and_nothing_is_changed() {
    let server = TestServer::start().await;
    let list = admin(&server, &["terms", "list"]).await.unwrap();
    let id = list[0]["id"].as_str().unwrap();
    let untitled = file(&server, "untitled.md", "Just words.\n");
    let titled = file(&server, "titled.md", "# Words\n\nWords.\n");
    let unknown = "00000000-0000-0000-0000-000000000000";
    for (line, why) in [
        (vec!["terms", "add", "--name", " "], "1 to 200"),
        (
            vec!["terms", "set", "--id", unknown, "--enabled", "true"],
            "no document",
        ),
        (
            vec!["terms", "set", "--id", "x", "--enabled", "true"],
            "no document",
        ),
        (
            vec!["terms", "set", "--id", id, "--reaccept-from", "tomorrow"],
            "no time",
        ),
        (
            vec!["terms", "set", "--id", id, "--reaccept-every-days", "30"],
            "--reaccept-from",
        ),
        (
            vec!["terms", "set", "--id", id, "--required-by", unknown],
            "no app",
        ),
        (
            vec!["terms", "publish", "--id", id, "--number", "9", "--text", "nl"],
            "LANGUAGE=FILE",
        ),
        (
            vec![
                "terms", "publish", "--id", id, "--number", "9", "--text", "NL-x=y",
            ],
            "no language",
        ),
        (
            vec![
                "terms",
                "publish",
                "--id",
                id,
                "--number",
                "9",
                "--text",
                "nl=/nowhere",
            ],
            "opening",
        ),
        (
            vec![
                "terms",
                "publish",
                "--id",
                id,
                "--number",
                " ",
                "--text",
                &format!("nl={titled}"),
            ],
            "1 to 50",
        ),
        (
            vec![
                "terms",
                "publish",
                "--id",
                id,
                "--number",
                "9",
                "--text",
                &format!("nl={untitled}"),
            ],
            "title",
        ),
        (
            vec![
                "terms",
                "publish",
                "--id",
                id,
                "--number",
                "9",
                "--text",
                &format!("nl={titled}"),
                "--text",
                &format!("nl={titled}"),
            ],
            "twice",
        ),
    ] {
        let said = refusal(&server, &line).await;
        assert!(said.contains(why), "{line:?}: {said}");
    }
    assert_eq!(admin(&server, &["terms", "list"]).await.unwrap(), list);
}

#[tokio::test]
async fn b114_b117_the_password_rules_are_decided_here_and_may_be_said_twice() {
    let server = TestServer::start().await;
    let line = [
        "password",
        "set",
        "--profile",
        "entra",
        "--minimum-length",
        "12",
        "--history",
        "5",
        "--ban",
        " Veerdam ",
        "--unban",
        "welkom",
        "--maximum-age-days",
        "365",
    ];
    let said = admin(&server, &line).await.unwrap();
    assert_eq!(said["outcome"], "changed");
    assert_eq!(admin(&server, &line).await.unwrap()["outcome"], "unchanged");
    let rules = admin(&server, &["password", "show"]).await.unwrap();
    assert_eq!(rules, said["passwordPolicy"]);
    assert_eq!(
        (
            &rules["profile"],
            &rules["minimumLength"],
            &rules["maximumAgeDays"]
        ),
        (&json!("entra"), &json!(12), &json!(365))
    );
    let banned = rules["bannedWords"].to_string();
    assert!(
        banned.contains("\"veerdam\"") && !banned.contains("welkom"),
        "{banned}"
    );
    let sanne = Client::self_service(&server, "sanne").await;
    let policy = sanne.get("/me").await.expect(200)["passwordPolicy"].clone();
    assert_eq!(
        (&policy["minimumLength"], &policy["history"]),
        (&json!(12), &json!(5))
    );
    let freed = admin(&server, &["password", "set", "--never-expires"])
        .await
        .unwrap();
    assert_eq!(freed["passwordPolicy"]["maximumAgeDays"], Value::Null);
    for (bad, why) in [
        (["--minimum-length", "7"], "8 to 64"),
        (["--maximum-length", "300"], "64 to 256"),
        (["--history", "0"], "1 to 24"),
        (["--ban", "ab"], "3 to 32"),
        (["--maximum-age-days", "0"], "--never-expires"),
    ] {
        let line = [&["password", "set"][..], &bad].concat();
        assert!(refusal(&server, &line).await.contains(why), "{bad:?}");
    }
    assert_eq!(audited(&server, "organization.changed").await, 2);
}

#[tokio::test]
async fn b118_an_administrator_says_whose_password_is_kept_elsewhere() {
    let server = TestServer::start().await;
    let line = ["password", "on-premises", "--user", SANNE];
    assert_eq!(admin(&server, &line).await.unwrap()["outcome"], "changed");
    assert_eq!(admin(&server, &line).await.unwrap()["outcome"], "unchanged");
    let sanne = Client::self_service(&server, "sanne").await;
    assert_eq!(
        sanne.get("/me").await.expect(200)["passwordPolicy"]["reason"],
        "onPremises"
    );
    let line = ["password", "on-premises", "--user", SANNE, "--no"];
    assert_eq!(admin(&server, &line).await.unwrap()["onPremises"], false);
    assert_eq!(
        sanne.get("/me").await.expect(200)["passwordPolicy"]["changeable"],
        true
    );
    assert_eq!(audited(&server, "user.changed").await, 2);
}
