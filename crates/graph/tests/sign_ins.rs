//! My sign-ins and sessions, over the wire.

mod stand;

use serde_json::json;
use stand::{Stand, endpoints, graph_error};
use wiremock::ResponseTemplate;
use workpass_app::ports::{SignInsPort, SignInsWanted};
use workpass_domain::sign_in::{Outcome, Risk, SecondStep};

const LIST: &str = "/selfservice/v1.0/me/signIns";

#[tokio::test]
async fn b157_b163_a_page_is_asked_for_and_read_with_what_follows_it() {
    let stand = Stand::new().await;
    for endpoint in endpoints().into_iter().filter(|one| one.path == LIST) {
        let body = endpoint.body.unwrap();
        stand.answer(endpoint.verb, &endpoint.path, 200, &body).await;
    }
    let page = stand
        .directory
        .read_sign_ins(&stand.at, &stand.token, &stand::sign_ins::wanted())
        .await
        .unwrap();
    assert_eq!(page.next.as_deref(), Some("abc"));
    let row = &page.sign_ins[0];
    assert_eq!(
        (row.outcome, row.risk),
        (Outcome::SecondStepFailed, Risk::Unusual)
    );
    assert_eq!(row.second_step, Some(SecondStep::Code));
    assert_eq!(row.from.place.as_deref(), Some("Groningen, NL"));

    let sent = &stand.server.received_requests().await.unwrap()[0];
    let query: Vec<(String, String)> = sent.url.query_pairs().into_owned().collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        query,
        [
            pair("$top", "25"),
            pair("$search", "\"say  a  & 100%\""),
            pair("$filter", "status/errorCode ne 0"),
            pair("$skiptoken", "t+1/2="),
        ]
    );
}

#[tokio::test]
async fn b157_an_empty_list_is_the_end() {
    let stand = Stand::new().await;
    stand.answer("GET", LIST, 200, &json!({ "value": [] })).await;
    let page = stand
        .directory
        .read_sign_ins(&stand.at, &stand.token, &SignInsWanted::default())
        .await
        .unwrap();
    assert!(page.sign_ins.is_empty() && page.next.is_none());
}

#[tokio::test]
async fn a_session_that_ended_before_counts_as_ended() {
    let stand = Stand::new().await;
    let gone = ResponseTemplate::new(404).set_body_json(graph_error("sessionNotFound"));
    stand
        .answer_with("DELETE", "/selfservice/v1.0/me/sessions/g1", gone)
        .await;
    stand
        .directory
        .end_session(&stand.at, &stand.token, "g1")
        .await
        .unwrap();
}
