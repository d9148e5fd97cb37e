//! Terms of use: what is pending, the text in a language, accepting (B-172 … B-177).

use serde_json::{Value, json};

use crate::client::Client;
use crate::support::TestServer;

async fn terms(client: &Client<'_>) -> Vec<Value> {
    client.get("/me/termsOfUse").await.expect(200)["value"]
        .as_array()
        .unwrap()
        .clone()
}

fn path(terms: &Value, what: &str) -> String {
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
