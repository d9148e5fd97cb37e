//! `workpass-server admin organization`: what people see and change of their profiles.

use serde_json::json;

use crate::admin::{admin, audited, refusal};
use crate::client::Client;
use crate::support::TestServer;

#[tokio::test]
async fn b03_b11_b12_an_administrator_decides_on_profiles_and_may_say_it_twice() {
    let server = TestServer::start().await;
    let twice = async |command: &[&str]| {
        let command = [&["organization"], command].concat();
        let first = admin(&server, &command).await.unwrap();
        assert_eq!(first["outcome"], "changed", "{command:?}");
        let again = admin(&server, &command).await.unwrap();
        assert_eq!(again["outcome"], "unchanged", "{command:?}");
        again
    };
    twice(&["photo", "--change", "nobody"]).await;
    let fields = [
        "editable-fields",
        "--field",
        "city",
        "--field",
        "givenName",
        "--field",
        "city",
    ];
    assert_eq!(
        twice(&fields).await["editableFields"],
        json!(["givenName", "city"])
    );
    twice(&[
        "managed-by",
        "--field",
        "photo",
        "--field",
        "jobTitle",
        "--name",
        "Afdeling HR",
        "--contact",
        "hr@noorderlicht.example",
    ])
    .await;
    let me = Client::self_service(&server, "anna").await.get("/me").await;
    let rules = me.expect(200)["profileRules"].clone();
    assert_eq!(rules["editableFields"], json!(["givenName", "city"]));
    let owners = rules["managedBy"].as_array().unwrap();
    let fields_of = |name: &str| {
        let owner = owners.iter().find(|owner| owner["displayName"] == name);
        owner.unwrap()["fields"].clone()
    };
    assert_eq!(fields_of("Afdeling HR"), json!(["photo", "jobTitle"]));
    assert_eq!(
        fields_of("Personeelszaken"),
        json!(["displayName", "department", "employeeId", "manager"]),
        "a field is kept by one"
    );
    let shown = admin(&server, &["organization", "show"]).await.unwrap();
    assert_eq!(shown["photoUpdate"], "nobody");
    assert_eq!(shown["editableFields"], json!(["givenName", "city"]));

    twice(&[
        "managed-by",
        "--field",
        "photo",
        "--field",
        "jobTitle",
        "--nobody",
    ])
    .await;
    twice(&["editable-fields", "--none"]).await;
    assert_eq!(audited(&server, "organization.changed").await, 5);
}

#[tokio::test]
async fn b04_b13_an_administrator_chooses_blocks_and_pages() {
    let server = TestServer::start().await;
    let organization = async || {
        let me = Client::self_service(&server, "anna").await.get("/me").await;
        me.expect(200)["organization"].clone()
    };
    let blocks = [
        "organization",
        "profile-blocks",
        "--block",
        "devices",
        "--block",
        "contact",
    ];
    assert_eq!(admin(&server, &blocks).await.unwrap()["outcome"], "changed");
    assert_eq!(admin(&server, &blocks).await.unwrap()["outcome"], "unchanged");
    assert_eq!(
        organization().await["profileBlocks"],
        json!(["contact", "devices"])
    );
    let none = ["organization", "profile-blocks", "--none"];
    admin(&server, &none).await.unwrap();
    assert_eq!(organization().await["profileBlocks"], json!([]));

    let pages = [
        "organization",
        "pages",
        "--access-reviews",
        "https://reviews.noorderlicht.example/",
        "--without",
        "apps",
    ];
    assert_eq!(admin(&server, &pages).await.unwrap()["outcome"], "changed");
    assert_eq!(admin(&server, &pages).await.unwrap()["outcome"], "unchanged");
    assert_eq!(
        organization().await["handOvers"],
        json!({ "groups": "https://groepen.noorderlicht.example/",
                "accessReviews": "https://reviews.noorderlicht.example/" })
    );
}

#[tokio::test]
async fn what_would_be_ignored_or_deceives_is_refused() {
    let server = TestServer::start().await;
    for (command, why) in [
        (
            &["editable-fields", "--field", "jobTitle"][..],
            "jobTitle is none of",
        ),
        (
            &["editable-fields", "--field", "mobilephone"],
            "mobilephone is none of",
        ),
        (
            &["managed-by", "--field", "shoeSize", "--name", "HR"],
            "shoeSize is none of",
        ),
        (
            &["managed-by", "--field", "photo", "--name", " "],
            "a line of 1 to 100",
        ),
        (
            &["managed-by", "--field", "photo", "--name", "\u{202e}RH"],
            "a line of 1 to 100",
        ),
        (
            &[
                "managed-by",
                "--field",
                "photo",
                "--name",
                "HR",
                "--contact",
                "a\nb",
            ],
            "a line of 1 to 100",
        ),
        (&["profile-blocks", "--block", "salary"], "salary is none of"),
        (
            &["pages", "--apps", "http://apps.example/"],
            "is no https address",
        ),
    ] {
        let said = refusal(&server, &[&["organization"], command].concat()).await;
        assert!(said.contains(why), "{command:?}: {said}");
    }
    assert_eq!(audited(&server, "organization.changed").await, 0);
}
