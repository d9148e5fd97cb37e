//! Terms of use: what is pending, the text in a language, accepting (B-172 … B-177).

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use workpass_server::store::entities::terms_document;

use crate::client::Client;
use crate::support::TestServer;

pub(crate) async fn terms(client: &Client<'_>) -> Vec<Value> {
    client.get("/me/termsOfUse").await.expect(200)["value"]
        .as_array()
        .unwrap()
        .clone()
}

pub(crate) fn path(terms: &Value, what: &str) -> String {
    format!("/me/termsOfUse/{}/{what}", terms["id"].as_str().unwrap())
}

#[tokio::test]
async fn b177_several_documents_come_in_order_with_their_state() {
    let server = TestServer::start().await;
    let states = async |first_name: &str| {
        let all = terms(&Client::self_service(&server, first_name).await).await;
        let mut ordered = all.clone();
        ordered.sort_by_key(|t| t["order"].as_i64().unwrap());
        assert_eq!(all, ordered);
        all.iter()
            .map(|t| t["state"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(states("sanne").await, ["pending", "pending"]);
    assert_eq!(states("anna").await, ["accepted", "accepted"]);
    assert_eq!(states("james").await, ["accepted", "pending"]);
    assert!(states("emma").await.is_empty(), "B-173");
}

#[tokio::test]
async fn b172_reading_and_accepting_shows_in_both_surfaces() {
    let server = TestServer::start().await;
    let graph = Client::graph(&server, "sanne").await;
    let sanne = graph.on_self_service();
    let pending = terms(&sanne).await[0].clone();
    assert_eq!(pending["isViewingBeforeAcceptanceRequired"], true, "B-175");
    assert_eq!(
        (&pending["acceptedVersion"], &pending["acceptedDateTime"]),
        (&Value::Null, &Value::Null)
    );
    let text = sanne
        .get(&path(&pending, "document?language=nl"))
        .await
        .expect(200);
    assert_eq!(
        (&text["fileId"], &text["version"]),
        (&pending["fileId"], &pending["version"])
    );
    assert!(text["content"].as_str().unwrap().len() > 100);

    let body = json!({"fileId": text["fileId"]});
    let accepted = sanne
        .post(&path(&pending, "acceptances"), body.clone())
        .await
        .expect(201);
    assert_eq!(accepted["state"], "accepted");
    assert_eq!(
        (&accepted["agreementId"], &accepted["agreementFileId"]),
        (&pending["id"], &text["fileId"])
    );
    server.clock.step(std::time::Duration::from_secs(5));
    let again = sanne.post(&path(&pending, "acceptances"), body).await.expect(201);
    assert_eq!(again, accepted, "accepting twice gives the first acceptance");

    let now = terms(&sanne).await[0].clone();
    assert_eq!(now["state"], "accepted");
    assert_eq!(now["acceptedVersion"], pending["version"]);
    assert_eq!(now["acceptedDateTime"], "2026-11-22T09:00:00Z");
    let id = accepted["id"].as_str().unwrap();
    assert_eq!(
        graph
            .get(&format!("/me/agreementAcceptances/{id}"))
            .await
            .expect(200),
        accepted
    );
    assert_eq!(
        sanne.get(&path(&pending, "document")).await.status,
        200,
        "accepted ones stay readable"
    );
}

#[tokio::test]
async fn b175_a_new_version_asks_again_and_an_old_one_cannot_be_accepted() {
    let server = TestServer::start().await;
    let graph = Client::graph(&server, "bram").await;
    let bram = graph.on_self_service();
    let all = terms(&bram).await;
    let outdated = all.iter().find(|t| t["state"] == "pending").unwrap();
    assert!(outdated["acceptedVersion"].is_string());
    assert_ne!(outdated["acceptedVersion"], outdated["version"]);
    let accepted = graph.get("/me/agreementAcceptances").await.expect(200);
    let old = accepted["value"]
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["agreementId"] == outdated["id"])
        .unwrap();
    for file_id in [
        old["agreementFileId"].clone(),
        json!("nonsense"),
        json!("00000000-0000-0000-0000-000000000000"),
    ] {
        let stale = bram
            .post(&path(outdated, "acceptances"), json!({"fileId": file_id}))
            .await;
        assert_eq!(stale.refusal(), (409, "termsChanged"), "{file_id}");
    }
    // What they agreed to then can still be read, to see what changed.
    let version = outdated["acceptedVersion"].as_str().unwrap();
    let text = bram
        .get(&path(
            outdated,
            &format!("document?language=nl&version={version}"),
        ))
        .await
        .expect(200);
    assert_eq!(
        (&text["version"], &text["fileId"]),
        (&outdated["acceptedVersion"], &old["agreementFileId"])
    );
    for unread in ["0.9", "", "2.1%00", "'--"] {
        let answer = bram
            .get(&path(outdated, &format!("document?version={unread}")))
            .await;
        assert_eq!(answer.refusal(), (404, "termsNotFound"), "{unread}");
    }
    let sanne = Client::self_service(&server, "sanne").await;
    let never_accepted = sanne
        .get(&path(outdated, &format!("document?version={version}")))
        .await;
    assert_eq!(never_accepted.refusal(), (404, "termsNotFound"));
    // The text of another document is no acceptance of this one.
    let other = all.iter().find(|t| t["id"] != outdated["id"]).unwrap();
    let crossed = bram
        .post(&path(outdated, "acceptances"), json!({"fileId": other["fileId"]}))
        .await;
    assert_eq!(crossed.refusal(), (409, "termsChanged"));
}

#[tokio::test]
async fn b174_the_text_comes_in_the_language_asked_for_else_the_persons_else_the_default() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let james = Client::self_service(&server, "james").await;
    let document = terms(&sanne).await[0].clone();
    assert_eq!(document["language"], "nl");
    assert_eq!(document["availableLanguages"], json!(["en", "nl"]));
    assert_eq!(terms(&james).await[0]["language"], "en");
    for (client, query, accept, language) in [
        (&sanne, "?language=en", "", "en"),
        (&sanne, "?language=en-GB", "nl", "en"),
        (&sanne, "?language=nl-BE", "en", "nl"),
        (&sanne, "?language=fr", "", "nl"),
        (&sanne, "?language=fr", "de, en;q=0.3", "en"),
        (&sanne, "", "en-US,en;q=0.9", "en"),
        (&james, "", "", "en"),
        (&james, "?language=xx-invalid-%00", "", "en"),
    ] {
        let text = client
            .get_in(&path(&document, &format!("document{query}")), accept)
            .await
            .expect(200);
        assert_eq!(text["language"], language, "{query} {accept}");
    }
}

#[tokio::test]
async fn documents_of_others_do_not_exist() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let emma = Client::self_service(&server, "emma").await;
    let document = terms(&sanne).await[0].clone();
    assert_eq!(
        emma.get(&path(&document, "document")).await.refusal(),
        (404, "termsNotFound")
    );
    let accept = emma
        .post(
            &path(&document, "acceptances"),
            json!({"fileId": document["fileId"]}),
        )
        .await;
    assert_eq!(accept.refusal(), (404, "termsNotFound"));
    for id in ["x", "00000000-0000-0000-0000-000000000000", "%ff", "'--"] {
        let answer = sanne.get(&format!("/me/termsOfUse/{id}/document")).await;
        assert_eq!(answer.refusal(), (404, "termsNotFound"), "{id}");
    }
}

#[tokio::test]
async fn b175_what_must_be_opened_cannot_be_accepted_unread() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let all = terms(&sanne).await;
    let (strict, plain) = (&all[0], &all[1]);
    assert_eq!(
        (
            &strict["isViewingBeforeAcceptanceRequired"],
            &plain["isViewingBeforeAcceptanceRequired"]
        ),
        (&json!(true), &json!(false))
    );
    let accept = async |document: &Value| {
        let body = json!({"fileId": document["fileId"]});
        sanne.post(&path(document, "acceptances"), body).await
    };
    assert_eq!(accept(strict).await.refusal(), (409, "termsNotOpened"));
    assert_eq!(accept(plain).await.status, 201);
    // Somebody else's reading is not hers.
    let james = Client::self_service(&server, "bram").await;
    james.get(&path(strict, "document")).await.expect(200);
    assert_eq!(accept(strict).await.refusal(), (409, "termsNotOpened"));
    // In whichever language.
    sanne.get(&path(strict, "document?language=en")).await.expect(200);
    assert_eq!(accept(strict).await.status, 201);
}

#[tokio::test]
async fn b176_what_was_declined_can_be_accepted_later_and_never_the_other_way_round() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let pending = terms(&sanne).await[0].clone();
    assert_eq!(pending["requiredBy"], json!(["Noorderlicht Routeplanner"]));
    let body = json!({"fileId": pending["fileId"]});
    let stale = json!({"fileId": "00000000-0000-0000-0000-000000000000"});
    let refused = sanne.post(&path(&pending, "declines"), stale).await;
    assert_eq!(refused.refusal(), (409, "termsChanged"));

    let declined = sanne
        .post(&path(&pending, "declines"), body.clone())
        .await
        .expect(201);
    assert_eq!(
        (&declined["state"], &declined["expirationDateTime"]),
        (&json!("declined"), &Value::Null)
    );
    server.clock.step(std::time::Duration::from_secs(60));
    let again = sanne
        .post(&path(&pending, "declines"), body.clone())
        .await
        .expect(201);
    assert_eq!(again, declined, "declining twice gives the first answer");
    let now = terms(&sanne).await[0].clone();
    assert_eq!(
        (&now["state"], &now["declinedDateTime"], &now["acceptedDateTime"]),
        (&json!("declined"), &json!("2026-11-22T09:00:00Z"), &Value::Null)
    );

    sanne.get(&path(&pending, "document")).await.expect(200);
    let accepted = sanne
        .post(&path(&pending, "acceptances"), body.clone())
        .await
        .expect(201);
    assert_eq!(
        (&accepted["state"], &accepted["id"]),
        (&json!("accepted"), &declined["id"])
    );
    let too_late = sanne.post(&path(&pending, "declines"), body).await;
    assert_eq!(too_late.refusal(), (409, "termsAccepted"));
    assert_eq!(terms(&sanne).await[0]["declinedDateTime"], Value::Null);

    let decisions = sanne.get("/me/termsOfUse/decisions").await.expect(200);
    let states: Vec<_> = decisions["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| &d["state"])
        .collect();
    assert_eq!(states, ["accepted", "declined"], "the newest first");
}

#[tokio::test]
async fn b175_an_acceptance_that_ends_is_asked_again_and_both_stay_on_record() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let pending = terms(&sanne).await[1].clone();
    let document_id = pending["id"].as_str().unwrap().parse::<Uuid>().unwrap();
    terms_document::Entity::update_many()
        .col_expr(terms_document::Column::ReacceptAfterDays, Expr::value(30))
        .filter(terms_document::Column::Id.eq(document_id))
        .exec(&server.state().db)
        .await
        .unwrap();
    let text = sanne
        .get(&path(&pending, "document?language=en"))
        .await
        .expect(200);
    let accept = async || {
        let body = json!({"fileId": text["fileId"]});
        sanne.post(&path(&pending, "acceptances"), body).await.expect(201)
    };
    let first = accept().await;
    assert_eq!(first["expirationDateTime"], "2026-12-22T09:00:00Z");
    assert_eq!(
        terms(&sanne).await[1]["expirationDateTime"],
        "2026-12-22T09:00:00Z"
    );

    server.clock.step(std::time::Duration::from_secs(30 * 24 * 3600));
    let sanne = Client::self_service(&server, "sanne").await;
    let over = terms(&sanne).await[1].clone();
    assert_eq!(
        (&over["state"], &over["acceptedVersion"]),
        (&json!("pending"), &pending["version"])
    );
    let body = json!({"fileId": text["fileId"]});
    let second = sanne.post(&path(&pending, "acceptances"), body).await.expect(201);
    assert_eq!(second["recordedDateTime"], "2026-12-22T09:00:00Z");
    assert_eq!(second["id"], first["id"], "Graph has one acceptance of a version");

    let decisions = sanne.get("/me/termsOfUse/decisions").await.expect(200);
    let decisions = decisions["value"].as_array().unwrap();
    let recorded: Vec<_> = decisions.iter().map(|d| &d["recordedDateTime"]).collect();
    assert_eq!(recorded, ["2026-12-22T09:00:00Z", "2026-11-22T09:00:00Z"]);
    let hash: String = Sha256::digest(text["content"].as_str().unwrap())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    for decision in decisions {
        assert_eq!(decision["documentSha256"], hash.as_str());
        assert_eq!(
            (
                &decision["language"],
                &decision["displayName"],
                &decision["version"]
            ),
            (&json!("en"), &text["displayName"], &text["version"])
        );
        assert_eq!(decision["appDisplayName"], "Workpass");
    }
    let emma = Client::self_service(&server, "emma").await;
    let hers = emma.get("/me/termsOfUse/decisions").await.expect(200);
    assert_eq!(hers["value"], json!([]), "nobody else's");
}
