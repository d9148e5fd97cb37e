//! `workpass-server admin device …` and `recovery-key …`.

use serde_json::{Value, json};

use crate::admin::{admin, audited, file, refusal};
use crate::client::Client;
use crate::support::TestServer;

const ANNA: &str = "anna@noorderlicht.example";
const JAMES: &str = "james@noorderlicht.example";
const KEY: &str = "000011-000022-110000-720885-000000-654324-000121-001331";
const KEY_ID: &str = "6f0a2d1e-94c3-4f4b-9a52-7b1d0c5e8a10";

async fn shown(server: &TestServer, first_name: &str, id: &str) -> Value {
    let me = Client::self_service(server, first_name)
        .await
        .get("/me")
        .await
        .expect(200);
    let devices = me["devices"]["value"].as_array().unwrap().clone();
    devices
        .into_iter()
        .find(|device| device["id"] == id)
        .unwrap_or(Value::Null)
}

#[tokio::test]
async fn b144_an_administrator_adds_disables_enables_and_removes_devices_and_may_say_it_twice() {
    let server = TestServer::start().await;
    let add = [
        "device",
        "add",
        "--user",
        JAMES,
        "--name",
        "NL-LT-0555",
        "--os",
        "Windows",
        "--os-version",
        "10.0.26100",
        "--join",
        "hybrid",
    ];
    let added = admin(&server, &add).await.unwrap();
    let id = added["id"].as_str().unwrap().to_owned();
    assert_eq!(added["added"], true);
    assert_eq!(
        admin(&server, &add).await.unwrap(),
        json!({ "id": id, "added": false })
    );
    let device = shown(&server, "james", &id).await;
    assert_eq!(
        (&device["trustType"], &device["displayName"]),
        (&json!("ServerAd"), &json!("NL-LT-0555"))
    );

    let one = ["--user", JAMES, "--id", &id];
    let say = async |command: &[&str]| {
        admin(&server, &[&["device"], command, &one].concat())
            .await
            .unwrap()
    };
    let compliant = ["set-compliance", "--compliant", "no"];
    assert_eq!(say(&compliant).await["outcome"], "changed");
    assert_eq!(say(&compliant).await["outcome"], "unchanged");
    assert_eq!(shown(&server, "james", &id).await["isCompliant"], false);
    for (command, done) in [("disable", "disabled"), ("enable", "enabled")] {
        assert_eq!(say(&[command]).await, json!({ done: true }));
        assert_eq!(say(&[command]).await, json!({ done: false }), "{command} twice");
        let enabled = shown(&server, "james", &id).await["accountEnabled"].clone();
        assert_eq!(enabled, command == "enable");
    }
    let list = admin(&server, &["device", "list", "--user", JAMES])
        .await
        .unwrap();
    assert_eq!(list.as_array().unwrap().len(), 2);
    let wrong = ["device", "disable", "--user", ANNA, "--id", &id];
    assert!(
        refusal(&server, &wrong)
            .await
            .contains("has no device of this id")
    );
    assert_eq!(say(&["remove"]).await, json!({ "removed": true }));
    assert_eq!(say(&["remove"]).await, json!({ "removed": false }));
    for (kind, times) in [
        ("device.added", 1),
        ("device.compliance_set", 1),
        ("device.disabled", 1),
        ("device.enabled", 1),
        ("device.removed", 1),
    ] {
        assert_eq!(audited(&server, kind).await, times, "{kind}");
    }
}

#[tokio::test]
async fn b146_b147_an_administrator_keeps_recovery_keys_and_decides_who_sees_them() {
    let server = TestServer::start().await;
    let list = admin(&server, &["device", "list", "--user", JAMES])
        .await
        .unwrap();
    let id = list[0]["id"].as_str().unwrap();
    let (good, bad) = (
        file(&server, "key", KEY),
        file(&server, "typo", &KEY.replace("000011", "000012")),
    );
    let add = |file: &'_ str| {
        [
            "recovery-key",
            "add",
            "--user",
            JAMES,
            "--id",
            id,
            "--key-id",
            KEY_ID,
            "--key-file",
            file,
        ]
        .map(str::to_owned)
    };
    let run = async |line: [String; 10]| {
        let line: Vec<&str> = line.iter().map(String::as_str).collect();
        admin(&server, &line).await
    };
    let refused = run(add(&bad)).await.unwrap_err();
    assert!(refused.to_string().contains("no recovery key"), "{refused}");
    assert!(!refused.to_string().contains("000012"));
    assert_eq!(run(add(&good)).await.unwrap()["added"], true);
    assert_eq!(run(add(&good)).await.unwrap()["added"], false);
    let keys = admin(&server, &["recovery-key", "list", "--user", JAMES, "--id", id])
        .await
        .unwrap();
    assert_eq!(keys[0]["id"], KEY_ID);
    assert!(!keys.to_string().contains("000022"));

    let james = Client::graph(&server, "james").await;
    let path = format!("/informationProtection/bitlocker/recoveryKeys/{KEY_ID}?$select=key");
    assert_eq!(james.get(&path).await.expect(200)["key"], KEY);
    for (option, outcome, status) in [
        ("--restrict", "changed", 403),
        ("--restrict", "unchanged", 403),
        ("--allow", "changed", 200),
    ] {
        let said = admin(&server, &["organization", "recovery-keys", option])
            .await
            .unwrap();
        assert_eq!(said["outcome"], outcome);
        assert_eq!(james.get(&path).await.status, status);
        let me = james.on_self_service().get("/me").await.expect(200);
        assert_eq!(me["devices"]["showsRecoveryKeys"], status == 200);
    }
    assert_eq!(audited(&server, "recovery_key.added").await, 1);
}
