//! Phones that an administrator gives people: the office phone with its extension above all.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use workpass_server::mail::MailLanguage;
use workpass_server::methods::voice;
use workpass_server::sample;
use workpass_server::store::entities::security_method;

use crate::admin::{SANNE, admin, audited, refusal};
use crate::client::Client;
use crate::desk::{SCOPES, allow, person};
use crate::support::TestServer;

const OFFICE: &str = "e37fc753-ff3b-4958-9484-eaa9425c82bc";
const MOBILE: &str = "3179e48a-750b-4051-897c-87b9720928f7";

fn office<'a>(number: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let line = [
        "phone", "set", "--user", SANNE, "--kind", "office", "--number", number,
    ];
    [&line[..], more].concat()
}

async fn stored(server: &TestServer, slot: &str) -> Option<security_method::Model> {
    security_method::Entity::find()
        .filter(security_method::Column::UserId.eq(sample::user_id("sanne")))
        .filter(security_method::Column::Slot.eq(slot))
        .one(&server.state().db)
        .await
        .unwrap()
}

#[tokio::test]
async fn b70_b102_an_administrator_gives_an_office_phone_with_its_extension() {
    let server = TestServer::start().await;
    let line = office("+31 20 123 4567", &["--extension", "123"]);
    let given = admin(&server, &line).await.unwrap();
    assert_eq!(
        given,
        json!({"id": OFFICE, "userPrincipalName": SANNE, "phoneType": "office",
            "phoneNumber": "+31 201234567x123", "outcome": "added"})
    );
    assert_eq!(admin(&server, &line).await.unwrap()["outcome"], "same");

    // The person sees it, with its extension, on both surfaces.
    let graph = Client::graph(&server, "sanne").await;
    let phone = graph
        .get(&format!("/me/authentication/phoneMethods/{OFFICE}"))
        .await
        .expect(200);
    assert_eq!(
        (&phone["phoneType"], &phone["phoneNumber"]),
        (&json!("office"), &json!("+31 201234567x123"))
    );
    let sanne = Client::self_service_with(&server, server.token("sanne", SCOPES).await);
    let details = sanne.get("/me/methodDetails").await.expect(200);
    let mut rows = details["value"].as_array().unwrap().iter();
    let row = rows.find(|row| row["id"] == OFFICE).unwrap();
    assert_eq!(row["value"], "+31201234567 x123");

    // Another extension of the same number; then none; then another number.
    let another = admin(&server, &office("+31201234567", &["--extension", "9"])).await;
    assert_eq!(another.unwrap()["phoneNumber"], "+31 201234567x9");
    let none = admin(&server, &office("+31201234567", &[])).await.unwrap();
    assert_eq!(
        (&none["outcome"], &none["phoneNumber"]),
        (&json!("changed"), &json!("+31 201234567"))
    );
    let moved = admin(&server, &office("+31207654321", &[])).await.unwrap();
    assert_eq!(moved["phoneNumber"], "+31 207654321");
    assert_eq!(
        (
            audited(&server, "method.added").await,
            audited(&server, "method.changed").await
        ),
        (1, 3)
    );

    let remove = ["phone", "remove", "--user", SANNE, "--kind", "office"];
    assert_eq!(admin(&server, &remove).await.unwrap(), json!({"removed": true}));
    assert_eq!(admin(&server, &remove).await.unwrap(), json!({"removed": false}));
    assert!(stored(&server, "office").await.is_none());
    assert_eq!(audited(&server, "method.deleted").await, 1);
}

#[tokio::test]
async fn b63_b68_b70_what_cannot_be_a_persons_phone_is_not_given() {
    let server = TestServer::start().await;
    for (number, more, why) in [
        ("0201234567", &[][..], "cannot be used"),
        ("+31900123456", &[], "cannot be used"),
        ("+31201234567x12", &[], "by itself"),
        ("+31201234567", &["--extension", "12a"], "digits"),
        ("+31201234567", &["--extension", "123456789012"], "digits"),
    ] {
        let refused = refusal(&server, &office(number, more)).await;
        assert!(refused.contains(why), "{number} {more:?}: {refused}");
    }
    let set = |kind, number| {
        [
            "phone", "set", "--user", SANNE, "--kind", kind, "--number", number,
        ]
    };
    let line = [&set("mobile", "+31611111111")[..], &["--extension", "1"]].concat();
    let refused = refusal(&server, &line).await;
    assert!(refused.contains("only an office phone"), "{refused}");
    let refused = refusal(&server, &set("alternate", "+31622222222")).await;
    assert!(refused.contains("after the mobile one"), "{refused}");
    assert!(stored(&server, "office").await.is_none() && stored(&server, "mobile").await.is_none());

    admin(&server, &set("mobile", "+31611111111")).await.unwrap();
    let refused = refusal(&server, &set("office", "+31611111111")).await;
    assert!(refused.contains("as another phone"), "{refused}");
    admin(&server, &set("alternate", "+31622222222")).await.unwrap();
    let remove = ["phone", "remove", "--user", SANNE, "--kind", "mobile"];
    assert!(refusal(&server, &remove).await.contains("alternate phone"));
    assert_eq!(audited(&server, "method.added").await, 2);
}

#[tokio::test]
async fn b66_another_number_that_an_administrator_gives_is_no_user_name_by_itself() {
    let server = TestServer::start().await;
    allow(&server, |rules| rules.phone.sms_sign_in = true).await;
    let set = |number| {
        [
            "phone", "set", "--user", SANNE, "--kind", "mobile", "--number", number,
        ]
    };
    admin(&server, &set("+31611111111")).await.unwrap();
    let graph = Client::graph(&server, "sanne").await;
    let path = format!("/me/authentication/phoneMethods/{MOBILE}");
    assert_eq!(
        graph.post_empty(&format!("{path}/enableSmsSignIn")).await.status,
        204
    );
    // The same number again leaves it as it is.
    admin(&server, &set("+31611111111")).await.unwrap();
    assert_eq!(graph.get(&path).await.expect(200)["smsSignInState"], "ready");
    admin(&server, &set("+31622222222")).await.unwrap();
    let row = stored(&server, "mobile").await.unwrap();
    assert_eq!(
        (row.value.as_deref(), row.lookup_key),
        (Some("+31622222222"), None)
    );
    assert_eq!(graph.get(&path).await.expect(200)["smsSignInState"], "notEnabled");
}

#[tokio::test]
async fn b70_a_call_to_an_office_phone_names_its_extension_and_each_is_counted_by_itself() {
    let server = TestServer::start().await;
    let line = office("+31201234567", &["--extension", "123"]);
    admin(&server, &line).await.unwrap();
    let user = person(&server, "sanne").await;
    let call = async || {
        let phone = stored(&server, "office").await.unwrap();
        voice::call(server.state(), &user, &phone, MailLanguage::English).await
    };
    // As many calls as one phone gets in an hour.
    let mut made = 0;
    while call().await.is_ok() {
        made += 1;
        assert!(made < 50, "there is a limit");
    }
    let answer = server.http.get(server.url("/dev/messages")).send().await.unwrap();
    let all: Value = answer.json().await.unwrap();
    let calls = all["value"].as_array().unwrap();
    assert_eq!(calls.len(), made);
    assert!(calls.iter().all(|call| call["to"] == "+31201234567x123"), "{all}");
    // A colleague behind the same number is still called.
    let colleague = "yusuf@noorderlicht.example";
    let line = [
        "phone",
        "set",
        "--user",
        colleague,
        "--kind",
        "office",
        "--number",
        "+31201234567",
        "--extension",
        "124",
    ];
    admin(&server, &line).await.unwrap();
    let yusuf = person(&server, "yusuf").await;
    let phone = security_method::Entity::find()
        .filter(security_method::Column::UserId.eq(yusuf.id))
        .filter(security_method::Column::Slot.eq("office"))
        .one(&server.state().db)
        .await
        .unwrap()
        .unwrap();
    voice::call(server.state(), &yusuf, &phone, MailLanguage::English)
        .await
        .unwrap();
}
