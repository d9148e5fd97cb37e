//! `workpass-server admin …`, beside a running server on the same database.

use std::sync::Arc;

use clap::Parser;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use workpass_server::admin::{self, AdminArgs};
use workpass_server::clock::Clock;
use workpass_server::methods::oath::Shape;
use workpass_server::methods::{Verdict, tap, totp};
use workpass_server::sample;
use workpass_server::store::entities::audit_event;

use crate::client::Client;
use crate::desk::{SCOPES, TOKEN_SECRET, app, code, methods, person};
use crate::support::TestServer;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    args: AdminArgs,
}

/// What a command says in JSON.
pub(crate) async fn admin(server: &TestServer, line: &[&str]) -> anyhow::Result<Value> {
    Ok(serde_json::from_str(
        &say(server, &[line, &["--json"]].concat()).await?,
    )?)
}

async fn say(server: &TestServer, line: &[&str]) -> anyhow::Result<String> {
    let data = server.state().config.data_dir.display().to_string();
    let mut all = [&["admin", "--data", &data], line].concat();
    // The sample has neighbours.
    if !line.contains(&"--organization") {
        all.extend(["--organization", sample::DOMAIN]);
    }
    let cli = Cli::try_parse_from(all)?;
    let clock: Arc<dyn Clock> = server.clock.clone();
    let mut out = Vec::new();
    admin::run(cli.args, clock, &mut out).await?;
    Ok(String::from_utf8(out)?)
}

pub(crate) async fn refusal(server: &TestServer, line: &[&str]) -> String {
    format!("{:#}", admin(server, line).await.expect_err("refused"))
}

/// How often an administrator did something.
pub(crate) async fn audited(server: &TestServer, kind: &str) -> u64 {
    audit_event::Entity::find()
        .filter(audit_event::Column::Kind.eq(kind))
        .all(&server.state().db)
        .await
        .unwrap()
        .iter()
        .filter(|event| event.detail.0.get("by").is_some_and(|by| by == "administrator"))
        .count() as u64
}

pub(crate) fn file(server: &TestServer, name: &str, text: &str) -> String {
    let path = server.state().config.data_dir.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

pub(crate) const SANNE: &str = "sanne@noorderlicht.example";

#[tokio::test]
async fn b36_b96_a_pass_is_issued_shown_once_and_revoked() {
    let server = TestServer::start().await;
    let line = [
        "pass",
        "issue",
        "--user",
        "Sanne@noorderlicht.example",
        "--one-time",
        "--length",
        "20",
    ];
    let issued = admin(&server, &line).await.unwrap();
    let pass = issued["temporaryAccessPass"].as_str().unwrap();
    assert_eq!((pass.len(), &issued["isUsableOnce"]), (20, &json!(true)));
    assert_eq!(issued["expiresDateTime"], "2026-11-22T10:00:00Z");
    assert!(refusal(&server, &line).await.contains("--replace"));
    let list = admin(&server, &["method", "list", "--user", SANNE])
        .await
        .unwrap();
    assert!(!list.to_string().contains(pass));
    assert_eq!(list[0]["methodType"], "temporaryAccessPass");
    let user = person(&server, "sanne").await;
    let verdict = tap::verify(server.state(), &user, pass).await.unwrap();
    assert!(
        matches!(verdict, Verdict::Proven(_)),
        "the running server knows it at once"
    );

    let line = [
        "pass",
        "issue",
        "--user",
        SANNE,
        "--replace",
        "--lifetime-minutes",
        "30",
        "--starts",
        "2026-11-23T08:00:00Z",
    ];
    let issued = admin(&server, &line).await.unwrap();
    assert_eq!(issued["startDateTime"], "2026-11-23T08:00:00Z");
    assert_eq!(issued["expiresDateTime"], "2026-11-23T08:30:00Z");
    let revoke = ["pass", "revoke", "--user", SANNE];
    assert_eq!(admin(&server, &revoke).await.unwrap(), json!({"revoked": true}));
    assert_eq!(admin(&server, &revoke).await.unwrap(), json!({"revoked": false}));
    assert_eq!(
        (
            audited(&server, "method.added").await,
            audited(&server, "method.deleted").await
        ),
        (2, 1)
    );
    for bad in [
        ["--lifetime-minutes", "9"],
        ["--length", "7"],
        ["--starts", "tomorrow"],
    ] {
        refusal(&server, &[&["pass", "issue", "--user", SANNE][..], &bad].concat()).await;
    }
    let unknown = refusal(&server, &["pass", "revoke", "--user", "x@noorderlicht.example"]).await;
    assert!(unknown.contains("nobody has the user name"), "{unknown}");
    let text = say(&server, &["pass", "issue", "--user", SANNE]).await.unwrap();
    assert!(
        text.starts_with("Pass for sanne@noorderlicht.example: ") && text.contains("not shown again"),
        "{text}"
    );
}

#[tokio::test]
async fn a_token_is_assigned_from_a_file_and_taken_away() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await.on_beta();
    let secret = file(&server, "secret", &format!("{TOKEN_SECRET}\n"));
    let line = [
        "token",
        "assign",
        "--user",
        SANNE,
        "--serial",
        "SN-1",
        "--secret-file",
        &secret,
        "--period",
        "60",
        "--digits",
        "8",
        "--manufacturer",
        "Contoso",
    ];
    let assigned = admin(&server, &line).await.unwrap();
    assert_eq!(assigned["assigned"], true);
    assert_eq!(admin(&server, &line).await.unwrap()["assigned"], false);
    let shape = Shape {
        period: 60,
        digits: 8,
    };
    let id = assigned["id"].as_str().unwrap();
    let shown = code(&server, TOKEN_SECRET, shape, 0);
    let activate = format!("/me/authentication/hardwareOathMethods/{id}/activate");
    let answer = sanne.post(&activate, json!({ "verificationCode": shown })).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    let unassign = ["token", "unassign", "--serial", "sn-1"];
    assert_eq!(admin(&server, &unassign).await.unwrap()["unassigned"], true);
    assert_eq!(admin(&server, &unassign).await.unwrap()["unassigned"], false);
    assert!(methods(&server, "sanne").await.is_empty());
    assert_eq!(audited(&server, "method.assigned").await, 1);
    let bad = file(&server, "bad", "SHORT");
    let refused = refusal(
        &server,
        &[
            "token",
            "assign",
            "--user",
            SANNE,
            "--serial",
            "SN-2",
            "--secret-file",
            &bad,
        ],
    )
    .await;
    assert!(
        refused.contains("base32") && !refused.contains("SHORT"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_file_of_tokens_is_imported_whole_or_not_at_all_and_may_be_given_again() {
    let server = TestServer::start().await;
    app(&server, "sanne").await;
    let heading = "upn,serial number,secret key,time interval,manufacturer,model\n";
    let bad = file(
        &server,
        "bad.csv",
        &format!("{heading}{SANNE},1,{TOKEN_SECRET},30,,\nx@noorderlicht.example,2,{TOKEN_SECRET},30,,\n"),
    );
    let refused = refusal(&server, &["token", "import", &bad]).await;
    assert!(
        refused.contains("nothing was imported") && refused.contains("line 3"),
        "{refused}"
    );
    assert!(methods(&server, "sanne").await.is_empty());

    let good = file(
        &server,
        "good.csv",
        &format!(
            "{heading}{SANNE},1,{TOKEN_SECRET},30,,\nanna@noorderlicht.example,2,{TOKEN_SECRET},60,Contoso,Key\n"
        ),
    );
    admin(&server, &["token", "import", &good, "--dry-run"])
        .await
        .unwrap();
    assert!(methods(&server, "sanne").await.is_empty());
    let outcomes = |report: &Value| -> Vec<String> {
        let rows = report.as_array().unwrap().iter();
        rows.map(|row| row["outcome"].as_str().unwrap().to_owned())
            .collect()
    };
    let report = admin(&server, &["token", "import", &good]).await.unwrap();
    assert_eq!(outcomes(&report), ["assigned", "assigned"]);
    let report = admin(&server, &["token", "import", &good]).await.unwrap();
    assert_eq!(outcomes(&report), ["assigned before", "assigned before"]);
    assert_eq!(methods(&server, "anna").await.len(), 1);
    // A token of somebody else stays theirs, and the others are imported.
    let moved = file(
        &server,
        "moved.csv",
        &format!("{heading}anna@noorderlicht.example,1,{TOKEN_SECRET},30,,\n{SANNE},3,{TOKEN_SECRET},30,,\n"),
    );
    let report = admin(&server, &["token", "import", &moved]).await.unwrap();
    assert_eq!(
        outcomes(&report),
        ["refused: the token is assigned to somebody else", "assigned"]
    );
    let text = say(&server, &["token", "import", &good]).await.unwrap();
    assert!(text.contains("line") && !text.contains(TOKEN_SECRET), "{text}");
}

#[tokio::test]
async fn methods_are_listed_and_removed() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    sanne.post_empty("/me/recoveryCodes").await.expect(201);
    let registration = sanne
        .post("/me/softwareOathRegistrations", json!({}))
        .await
        .expect(201);
    let secret = registration["secretKey"].as_str().unwrap().to_owned();
    let shown = code(&server, &secret, Shape::APP, 0);
    let confirm = format!(
        "/me/softwareOathRegistrations/{}/confirm",
        registration["id"].as_str().unwrap()
    );
    sanne
        .post(&confirm, json!({ "code": shown, "displayName": "Telefoon" }))
        .await
        .expect(201);

    let listed = admin(&server, &["method", "list", "--user", SANNE])
        .await
        .unwrap();
    let listed = listed.as_array().unwrap();
    let kinds: Vec<&str> = listed.iter().map(|m| m["methodType"].as_str().unwrap()).collect();
    assert!(
        kinds.contains(&"recoveryCodes") && kinds.contains(&"softwareOath"),
        "{kinds:?}"
    );
    assert!(!json!(listed).to_string().contains(&secret));
    for method in listed {
        let line = [
            "method",
            "remove",
            "--user",
            SANNE,
            "--id",
            method["id"].as_str().unwrap(),
        ];
        assert_eq!(admin(&server, &line).await.unwrap(), json!({"removed": true}));
        assert_eq!(admin(&server, &line).await.unwrap(), json!({"removed": false}));
    }
    assert_eq!(audited(&server, "method.deleted").await, listed.len() as u64);
    server.clock.step(std::time::Duration::from_secs(30));
    let user = person(&server, "sanne").await;
    let shown = code(&server, &secret, Shape::APP, 0);
    assert_eq!(
        totp::verify(server.state(), &user, &shown).await.unwrap(),
        Verdict::Wrong
    );
    assert_eq!(user.preferred_method, None);
    // The e-mail method of somebody who has one.
    let listed = admin(
        &server,
        &["method", "list", "--user", "anna@noorderlicht.example"],
    )
    .await
    .unwrap();
    let email = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|m| m["methodType"] == "email")
        .unwrap();
    let line = [
        "method",
        "remove",
        "--user",
        "anna@noorderlicht.example",
        "--id",
        email["id"].as_str().unwrap(),
    ];
    assert_eq!(admin(&server, &line).await.unwrap(), json!({"removed": true}));
    let text = say(&server, &["method", "list", "--user", SANNE]).await.unwrap();
    assert_eq!(text.trim(), "Nothing is registered.");
}

#[tokio::test]
async fn policies_go_out_and_in_as_json_and_apply_at_once() {
    let server = TestServer::start().await;
    app(&server, "sanne").await;
    let mut rules = admin(&server, &["policy", "show"]).await.unwrap();
    let same = file(&server, "same.json", &rules.to_string());
    assert_eq!(
        admin(&server, &["policy", "set", &same]).await.unwrap()["outcome"],
        "unchanged"
    );
    rules["methods"]["recoveryCodes"]["allowed"] = json!(false);
    let changed = file(&server, "changed.json", &rules.to_string());
    let sanne = Client::self_service_with(&server, server.token("sanne", SCOPES).await);
    assert_eq!(sanne.post_empty("/me/recoveryCodes").await.status, 201);
    assert_eq!(
        admin(&server, &["policy", "set", &changed]).await.unwrap()["outcome"],
        "changed"
    );
    assert_eq!(
        sanne.post_empty("/me/recoveryCodes").await.refusal(),
        (403, "methodNotAllowedByPolicy")
    );

    // Another one for some people.
    let line = ["policy", "set", "--name", "Directie", &same];
    assert_eq!(admin(&server, &line).await.unwrap()["outcome"], "made");
    assert_eq!(admin(&server, &line).await.unwrap()["outcome"], "unchanged");
    let assign = ["policy", "assign", "--user", SANNE, "--name", "Directie"];
    assert_eq!(admin(&server, &assign).await.unwrap()["changed"], 1);
    assert_eq!(admin(&server, &assign).await.unwrap()["changed"], 0);
    assert_eq!(sanne.post_empty("/me/recoveryCodes").await.status, 201);
    let shown = admin(&server, &["policy", "show", "--user", SANNE])
        .await
        .unwrap();
    assert_eq!(shown["methods"]["recoveryCodes"]["allowed"], true);
    let list = admin(&server, &["policy", "list"]).await.unwrap();
    let directie = list
        .as_array()
        .unwrap()
        .iter()
        .find(|p| p["name"] == "Directie")
        .unwrap();
    assert_eq!(
        (&directie["people"], &directie["isDefault"]),
        (&json!(1), &json!(false))
    );
    assert_eq!(
        admin(&server, &["policy", "assign", "--user", SANNE])
            .await
            .unwrap()["changed"],
        1
    );
    assert_eq!(
        (
            audited(&server, "policy.changed").await,
            audited(&server, "policy.added").await,
            audited(&server, "policy.assigned").await
        ),
        (1, 1, 2)
    );
    let typo = file(&server, "typo.json", r#"{"rememberDeviceDays": 3}"#);
    assert!(
        refusal(&server, &["policy", "set", &typo])
            .await
            .contains("rememberDeviceDays is no rule")
    );
    // B-92: networks are networks.
    let mut rules = admin(&server, &["policy", "show"]).await.unwrap();
    rules["registration"]["trustedNetworks"] = json!(["127.0.0.0/8", "2001:db8::/32"]);
    let networks = file(&server, "networks.json", &rules.to_string());
    assert_eq!(
        admin(&server, &["policy", "set", &networks]).await.unwrap()["outcome"],
        "changed"
    );
    assert_eq!(
        admin(&server, &["policy", "show"]).await.unwrap()["registration"]["trustedNetworks"],
        json!(["127.0.0.0/8", "2001:db8::/32"])
    );
    rules["registration"]["trustedNetworks"] = json!(["office"]);
    let wrong = file(&server, "wrong.json", &rules.to_string());
    assert!(
        refusal(&server, &["policy", "set", &wrong])
            .await
            .contains("the file has no rules")
    );
    assert!(
        refusal(&server, &["policy", "show", "--name", "x"])
            .await
            .contains("no policy x")
    );
}

#[tokio::test]
async fn b73_the_organization_adds_questions_of_its_own() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let line = ["question", "add", "--text", "  Hoe heette   uw eerste schip? "];
    let added = admin(&server, &line).await.unwrap();
    assert_eq!(added["added"], true);
    let again = admin(&server, &line).await.unwrap();
    assert_eq!((&again["added"], &again["id"]), (&json!(false), &added["id"]));
    let offered = sanne.get("/me/securityQuestions").await.expect(200);
    assert_eq!(offered["questions"][0]["text"], "Hoe heette uw eerste schip?");
    assert_eq!(offered["questions"][0]["id"], added["id"]);
    let listed = admin(&server, &["question", "list"]).await.unwrap();
    assert_eq!(listed[0]["id"], added["id"]);
    let remove = ["question", "remove", "--id", added["id"].as_str().unwrap()];
    assert_eq!(admin(&server, &remove).await.unwrap()["removed"], true);
    assert_eq!(admin(&server, &remove).await.unwrap()["removed"], false);
    let long = "x".repeat(201);
    for bad in ["", "   ", &long] {
        refusal(&server, &["question", "add", "--text", bad]).await;
    }
}

#[tokio::test]
async fn says_what_is_missing() {
    let server = TestServer::start().await;
    let empty = tempfile::tempdir().unwrap();
    let clock: Arc<dyn Clock> = server.clock.clone();
    let run = async |line: &[&str]| {
        let cli = Cli::try_parse_from(line).unwrap();
        let error = admin::run(cli.args, clock.clone(), &mut Vec::new())
            .await
            .unwrap_err();
        format!("{error:#}")
    };
    let none = run(&["admin", "policy", "list"]).await;
    assert!(none.contains("--data or --database"), "{none}");
    let empty = empty.path().display().to_string();
    let none = run(&["admin", "--data", &empty, "policy", "list"]).await;
    assert!(none.contains("there is no database in"), "{none}");
    assert!(
        !std::path::Path::new(&empty).join("workpass.sqlite").exists(),
        "and none is made"
    );
    let other = refusal(&server, &["--organization", "x.example", "policy", "list"]).await;
    assert!(other.contains("no organization x.example"), "{other}");
    let by_domain = ["--organization", "Noorderlicht.example", "policy", "list"];
    assert!(admin(&server, &by_domain).await.is_ok());
    assert!(
        audit_event::Entity::find()
            .count(&server.state().db)
            .await
            .is_ok()
    );
}

#[test]
fn the_program_explains_every_command() {
    let help = |line: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_workpass-server"))
            .args(line)
            .arg("--help")
            .output()
            .unwrap();
        assert!(output.status.success(), "{line:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    for (group, commands) in [
        ("pass", &["issue", "revoke"][..]),
        ("token", &["assign", "import", "unassign"]),
        ("method", &["list", "remove"]),
        ("policy", &["list", "show", "set", "assign"]),
        ("question", &["list", "add", "remove"]),
        (
            "guest",
            &["list", "invite", "remove", "restore", "disable", "enable"],
        ),
        (
            "organization",
            &["show", "recovery-page", "guests-leave", "home-second-factor"],
        ),
    ] {
        let text = help(&["admin", group]);
        for command in commands {
            assert!(text.contains(command), "{text}");
            assert!(help(&["admin", group, command]).contains("--json"));
        }
    }
}

#[tokio::test]
async fn b98_the_recovery_service_is_an_https_address_that_the_app_gets_too() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let told = async || sanne.get("/organization").await.expect(200)["accountRecoveryPage"].clone();
    assert_eq!(told().await, Value::Null);
    let line = [
        "organization",
        "recovery-page",
        "--url",
        "https://recover.example",
    ];
    assert_eq!(admin(&server, &line).await.unwrap()["outcome"], "changed");
    assert_eq!(admin(&server, &line).await.unwrap()["outcome"], "unchanged");
    assert_eq!(told().await, "https://recover.example/");
    assert_eq!(
        sanne.get("/me").await.expect(200)["organization"]["accountRecoveryPage"],
        "https://recover.example/"
    );
    let shown = say(&server, &["organization", "show"]).await.unwrap();
    assert!(shown.contains("https://recover.example/"), "{shown}");
    let wrong = ["organization", "recovery-page", "--url", "http://recover.example"];
    assert!(refusal(&server, &wrong).await.contains("no https address"));
    assert_eq!(told().await, "https://recover.example/");
    let none = ["organization", "recovery-page", "--none"];
    assert_eq!(admin(&server, &none).await.unwrap()["outcome"], "changed");
    assert_eq!(told().await, Value::Null);
    assert_eq!(audited(&server, "organization.changed").await, 2);
}
