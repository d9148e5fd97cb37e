//! Terms of use that every device is asked (B-175), and what is told of a "yes" that ran out.

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use workpass_server::store::entities::{terms_document, user};

use crate::browser::Browser;
use crate::client::Client;
use crate::devices::{installation, signed_in_app};
use crate::support::TestServer;
use crate::terms::{path, terms};

/// The sample's privacy statement, which does not have to be opened, with another rule.
async fn set(server: &TestServer, terms: &Value, rule: terms_document::Column, to: impl Into<Expr>) {
    let id = terms["id"].as_str().unwrap().parse::<uuid::Uuid>().unwrap();
    terms_document::Entity::update_many()
        .col_expr(rule, to.into())
        .filter(terms_document::Column::Id.eq(id))
        .exec(&server.state().db)
        .await
        .unwrap();
}

async fn say(client: &Client<'_>, document: &Value, what: &str) -> (u16, Value) {
    let body = json!({"fileId": document["fileId"]});
    let answer = client.post(&path(document, what), body).await;
    (answer.status, answer.body)
}

async fn privacy(client: &Client<'_>) -> Value {
    terms(client).await[1].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn b175_what_every_device_is_asked_is_accepted_on_each_and_on_record_with_its_name() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let laptop = signed_in_app(&browser, "james", &installation("1", "LAPTOP-1")).await;
    let tower = signed_in_app(&browser, "james", &installation("2", "TOWER-2")).await;
    let document = privacy(&laptop).await;
    assert_eq!(document["isPerDeviceAcceptanceRequired"], false);
    set(
        &server,
        &document,
        terms_document::Column::PerDevice,
        Expr::value(true),
    )
    .await;

    let (status, first) = say(&laptop, &document, "acceptances").await;
    assert_eq!((status, &first["deviceDisplayName"]), (201, &json!("LAPTOP-1")));
    let (here, there) = (privacy(&laptop).await, privacy(&tower).await);
    assert_eq!(
        (
            &here["state"],
            &there["state"],
            &there["isPerDeviceAcceptanceRequired"]
        ),
        (&json!("accepted"), &json!("pending"), &json!(true))
    );
    assert_eq!(
        there["acceptedVersion"], document["version"],
        "what was read on the other one is known here"
    );

    server.clock.step(Duration::from_secs(60));
    let (status, second) = say(&tower, &document, "acceptances").await;
    assert_eq!((status, &second["deviceDisplayName"]), (201, &json!("TOWER-2")));
    assert_ne!(first["id"], second["id"]);
    assert_eq!(
        say(&laptop, &document, "acceptances").await.1,
        first,
        "twice is once"
    );
    assert_eq!(privacy(&tower).await["state"], "accepted");

    let graph = Client::graph(&server, "james").await;
    let all = graph.get("/me/agreementAcceptances").await.expect(200);
    let of_document: Vec<_> = all["value"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|a| a["agreementId"] == document["id"])
        .map(|a| (a["deviceDisplayName"].as_str(), a["deviceOSType"].as_str()))
        .collect();
    assert_eq!(
        of_document,
        [
            (Some("LAPTOP-1"), Some("Windows")),
            (Some("TOWER-2"), Some("Windows"))
        ]
    );
    let record = laptop.get("/me/termsOfUse/decisions").await.expect(200);
    let names: Vec<_> = record["value"].as_array().unwrap()[..2]
        .iter()
        .map(|entry| entry["deviceDisplayName"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["TOWER-2", "LAPTOP-1"]);

    // Once is enough again: nobody is asked twice for it.
    set(
        &server,
        &document,
        terms_document::Column::PerDevice,
        Expr::value(false),
    )
    .await;
    let third = signed_in_app(&browser, "james", &installation("3", "TABLET-3")).await;
    assert_eq!(privacy(&third).await["state"], "accepted");
}

#[tokio::test(flavor = "multi_thread")]
async fn b175_a_no_on_one_device_is_no_answer_of_another() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let laptop = signed_in_app(&browser, "james", &installation("1", "LAPTOP-1")).await;
    let tower = signed_in_app(&browser, "james", &installation("2", "TOWER-2")).await;
    let document = privacy(&laptop).await;
    set(
        &server,
        &document,
        terms_document::Column::PerDevice,
        Expr::value(true),
    )
    .await;
    assert_eq!(say(&laptop, &document, "declines").await.0, 201);
    assert_eq!(say(&tower, &document, "acceptances").await.0, 201);
    let state = async |client| privacy(client).await["state"].clone();
    assert_eq!(
        (state(&laptop).await, state(&tower).await),
        (json!("declined"), json!("accepted"))
    );
    let (status, refused) = say(&tower, &document, "declines").await;
    assert_eq!(
        (status, &refused["error"]["code"]),
        (409, &json!("termsAccepted"))
    );
    assert_eq!(say(&laptop, &document, "acceptances").await.0, 201);
    assert_eq!(state(&laptop).await, "accepted");
}

/// Their devices are those of their own organization, which this one does not know.
#[tokio::test(flavor = "multi_thread")]
async fn b175_a_guest_is_asked_once_for_all_devices() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let laptop = signed_in_app(&browser, "james", &installation("1", "LAPTOP-1")).await;
    let tower = signed_in_app(&browser, "james", &installation("2", "TOWER-2")).await;
    let document = privacy(&laptop).await;
    set(
        &server,
        &document,
        terms_document::Column::PerDevice,
        Expr::value(true),
    )
    .await;
    user::Entity::update_many()
        .col_expr(user::Column::UserType, Expr::value("Guest"))
        .filter(user::Column::UserName.starts_with("james"))
        .exec(&server.state().db)
        .await
        .unwrap();
    let laptop = signed_in_app(&browser, "james", &installation("1", "LAPTOP-1")).await;
    assert_eq!(say(&laptop, &document, "acceptances").await.0, 201);
    drop(tower);
    let tower = signed_in_app(&browser, "james", &installation("2", "TOWER-2")).await;
    assert_eq!(privacy(&tower).await["state"], "accepted");
}

#[tokio::test(flavor = "multi_thread")]
async fn b176_declining_what_ran_out_leaves_the_earlier_yes_to_be_seen() {
    let server = TestServer::start().await;
    let james = Client::self_service(&server, "james").await;
    let document = privacy(&james).await;
    set(
        &server,
        &document,
        terms_document::Column::ReacceptAfterDays,
        Expr::value(30),
    )
    .await;
    assert_eq!(say(&james, &document, "acceptances").await.0, 201);
    let accepted = privacy(&james).await;
    server.clock.step(Duration::from_secs(31 * 24 * 3600));
    let james = Client::self_service(&server, "james").await;
    assert_eq!(say(&james, &document, "declines").await.0, 201);
    let declined = privacy(&james).await;
    assert_eq!(declined["state"], "declined");
    for said in ["acceptedVersion", "acceptedDateTime", "expirationDateTime"] {
        assert_eq!(declined[said], accepted[said], "{said}");
        assert_ne!(declined[said], Value::Null, "{said}");
    }
    // And its text can still be read.
    let version = declined["acceptedVersion"].as_str().unwrap();
    let text = james
        .get(&path(&document, &format!("document?version={version}")))
        .await;
    assert_eq!(text.status, 200);
}
