//! The person's own profile, over the wire.

mod stand;

use serde_json::{Value, json};
use stand::{
    Stand, graph_error,
    profile::{JPEG, number},
};
use wiremock::ResponseTemplate;
use workpass_app::ports::{DirectoryError, Part, PhotoFault, ProfilePort, Refusal};
use workpass_domain::profile_rules::{OwnedField, PhotoObstacle, ProfileField};

const ME: &str = "/v1.0/me";
const PHOTO: &str = "/v1.0/me/photo/$value";
const NOW: &str = "+31 50 123 45 67";

#[tokio::test]
async fn b03_b11_b12_the_rules_come_with_the_account() {
    let stand = Stand::well().await;
    let Part::Given(rules) = stand.read().await.unwrap().profile_rules else {
        panic!("not there");
    };
    assert_eq!(rules.photo_obstacle, None);
    assert_eq!(
        rules.editable,
        [ProfileField::MobilePhone, ProfileField::BusinessPhone]
    );
    assert_eq!(rules.owners[0].fields, [OwnedField::JobTitle, OwnedField::Name]);
}

async fn obstacle(photo: Value) -> Option<PhotoObstacle> {
    let stand = Stand::new().await;
    stand
        .answer("POST", stand::BATCH, 200, &stand::batch_answer())
        .await;
    let mut all = stand::self_answer();
    all["profileRules"] = json!({"photo": photo, "editableFields": ["shoeSize"], "managedBy": [{}]});
    stand.answer("GET", "/selfservice/v1.0/me", 200, &all).await;
    let Part::Given(rules) = stand.read().await.expect("the account is read").profile_rules else {
        panic!("not there");
    };
    assert!(rules.editable.is_empty() && rules.owners.is_empty());
    rules.photo_obstacle
}

#[tokio::test]
async fn b12_whatever_the_reason_what_cannot_be_changed_cannot() {
    for (said, expected) in [
        (json!({"changeable": true, "reason": null}), None),
        (
            json!({"changeable": false, "reason": "onPremises"}),
            Some(PhotoObstacle::OnPremises),
        ),
        (
            json!({"changeable": false, "reason": "homeOrganization"}),
            Some(PhotoObstacle::HomeOrganization),
        ),
        (
            json!({"changeable": false, "reason": "fullMoon"}),
            Some(PhotoObstacle::NotAllowed),
        ),
        (
            json!({"changeable": false, "reason": null}),
            Some(PhotoObstacle::NotAllowed),
        ),
        (json!(null), Some(PhotoObstacle::NotAllowed)),
    ] {
        assert_eq!(obstacle(said.clone()).await, expected, "{said}");
    }
}

async fn sent(stand: &Stand, verb: &str) -> Vec<wiremock::Request> {
    let all = stand
        .server
        .received_requests()
        .await
        .expect("requests are recorded");
    all.into_iter()
        .filter(|request| request.method.as_str() == verb)
        .collect()
}

#[tokio::test]
async fn b03_what_was_changed_elsewhere_is_not_written_over() {
    let stand = Stand::new().await;
    stand
        .answer("GET", ME, 200, &json!({"id": "u1", "businessPhones": [NOW]}))
        .await;
    stand.answer_with("PATCH", ME, ResponseTemplate::new(204)).await;
    let change = async |before: Option<&str>, after: Option<&str>| {
        let changes = [number(before, after)];
        stand
            .directory
            .change_profile(&stand.at, &stand.token, &changes)
            .await
    };
    for seen in [None, Some("+31 50 999 99 99")] {
        let refused = change(seen, Some("112")).await;
        assert!(matches!(
            refused,
            Err(DirectoryError::Refused(Refusal::ProfileChangedMeanwhile))
        ));
    }
    assert!(sent(&stand, "PATCH").await.is_empty());
    change(Some(NOW), Some("112")).await.unwrap();
    change(Some(NOW), None).await.unwrap();
    // Both windows wanted the same.
    change(Some("112"), Some(NOW)).await.unwrap();
    let bodies: Vec<Value> = sent(&stand, "PATCH")
        .await
        .iter()
        .map(|request| request.body_json().unwrap())
        .collect();
    assert_eq!(
        bodies,
        [
            json!({"businessPhones": ["112"]}),
            json!({"businessPhones": []}),
            json!({"businessPhones": [NOW]}),
        ]
    );
    let reads = sent(&stand, "GET").await;
    let asked = reads.iter().find(|request| request.url.path() == ME).unwrap();
    assert_eq!(asked.url.query(), Some("%24select=id%2CbusinessPhones"));
}

#[tokio::test]
async fn b03_a_field_that_is_refused_is_named_where_the_service_names_it() {
    for (details, expected) in [
        (
            json!([{"code": "x", "message": "y", "target": "businessPhones"}]),
            Some(ProfileField::BusinessPhone),
        ),
        (json!([{"target": "shoeSize"}]), None),
        (json!(null), None),
    ] {
        let stand = Stand::new().await;
        stand
            .answer("GET", ME, 200, &json!({"id": "u1", "businessPhones": [NOW]}))
            .await;
        let mut error = graph_error("Request_BadRequest");
        error["error"]["details"] = details;
        stand.answer("PATCH", ME, 400, &error).await;
        let changes = [number(Some(NOW), Some("112"))];
        let outcome = stand
            .directory
            .change_profile(&stand.at, &stand.token, &changes)
            .await;
        match outcome {
            Err(DirectoryError::Refused(Refusal::ProfileFieldRefused(field))) => {
                assert_eq!(field, expected);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn b12_a_photo_is_sent_as_it_is_and_every_refusal_says_why() {
    let stand = Stand::new().await;
    stand.answer_with("PUT", PHOTO, ResponseTemplate::new(200)).await;
    stand
        .directory
        .change_photo(&stand.at, &stand.token, JPEG)
        .await
        .unwrap();
    let put = &sent(&stand, "PUT").await[0];
    assert_eq!(put.body, JPEG);
    assert_eq!(put.headers["content-type"], "image/jpeg");

    for (status, code, expected) in [
        (415, "ImageTypeNotSupported", Some(PhotoFault::Type)),
        (400, "ImageTooLarge", Some(PhotoFault::TooLarge)),
        (400, "ImageTooSmall", Some(PhotoFault::TooSmall)),
        (400, "ImageNotReadable", Some(PhotoFault::Damaged)),
        (413, "RequestEntityTooLarge", Some(PhotoFault::TooLarge)),
        (413, "somethingElse", Some(PhotoFault::TooLarge)),
        (400, "somethingElse", None),
    ] {
        let stand = Stand::new().await;
        stand.answer("PUT", PHOTO, status, &graph_error(code)).await;
        let outcome = stand.directory.change_photo(&stand.at, &stand.token, JPEG).await;
        match outcome {
            Err(DirectoryError::Refused(Refusal::PhotoRefused(fault))) => {
                assert_eq!(fault, expected, "{code}");
            }
            other => panic!("{code}: {other:?}"),
        }
    }
    let stand = Stand::new().await;
    stand
        .answer("PUT", PHOTO, 403, &graph_error("accessDenied"))
        .await;
    let outcome = stand.directory.change_photo(&stand.at, &stand.token, JPEG).await;
    assert!(matches!(outcome, Err(DirectoryError::Forbidden { .. })));
}

#[tokio::test]
async fn b12_a_photo_that_is_gone_counts_as_removed_and_a_picture_is_an_answer() {
    let stand = Stand::new().await;
    let gone = ResponseTemplate::new(404).set_body_json(graph_error("ImageNotFound"));
    stand.answer_with("DELETE", PHOTO, gone).await;
    stand
        .directory
        .remove_photo(&stand.at, &stand.token)
        .await
        .unwrap();
    let picture = ResponseTemplate::new(200).set_body_raw(JPEG, "image/jpeg");
    stand.answer_with("PUT", PHOTO, picture).await;
    stand
        .directory
        .change_photo(&stand.at, &stand.token, JPEG)
        .await
        .unwrap();
    let portal = Stand::new().await;
    let page = ResponseTemplate::new(200).set_body_raw("<html>", "text/html");
    portal.answer_with("PUT", PHOTO, page).await;
    let outcome = portal
        .directory
        .change_photo(&portal.at, &portal.token, JPEG)
        .await;
    assert!(
        matches!(outcome, Err(DirectoryError::Network(_))),
        "a captive portal took nothing"
    );
}
