//! Every request follows the contracts, and so do the answers these tests are built on.

mod stand;

use serde_json::Value;
use stand::{EMAIL_METHOD, Stand, batch_answer, call_all, endpoints};
use wiremock::ResponseTemplate;
use workpass_app::ports::DirectoryPort;
use workpass_contract::Contract;

/// The contract a path belongs to, and the path below its base.
fn contract_of(path: &str) -> (&'static Contract, &str) {
    match path.strip_prefix("/selfservice/v1.0") {
        Some(rest) => (Contract::self_service(), rest),
        None if path.starts_with("/beta") => (Contract::graph_beta(), &path["/beta".len()..]),
        None => (
            Contract::graph_v1(),
            path.strip_prefix("/v1.0").expect("one of the two"),
        ),
    }
}

#[tokio::test]
async fn every_request_follows_its_contract() {
    let stand = Stand::new().await;
    for endpoint in endpoints() {
        let answer = ResponseTemplate::new(endpoint.status);
        let answer = match &endpoint.body {
            Some(body) => answer.set_body_json(body),
            None => answer,
        };
        stand.answer_with(endpoint.verb, &endpoint.path, answer).await;
    }
    for (name, outcome) in call_all(&stand).await {
        outcome.unwrap_or_else(|error| panic!("{name}: {error:?}"));
    }
    let changed = stand
        .directory
        .start_email_challenge(&stand.at, &stand.token, "b@home.example", Some(EMAIL_METHOD))
        .await;
    changed.unwrap();

    let sent = stand.server.received_requests().await.unwrap();
    assert_eq!(sent.len(), endpoints().len() + 1);
    for request in sent {
        let path = match request.url.query() {
            Some(query) => format!("{}?{query}", request.url.path()),
            None => request.url.path().to_owned(),
        };
        let (contract, path) = contract_of(&path);
        // The contract describes no body of a photo.
        let is_photo = request
            .headers
            .get("content-type")
            .is_some_and(|kind| kind == "image/jpeg");
        let has_json = !request.body.is_empty() && !is_photo;
        let body: Option<Value> = has_json.then(|| request.body_json().unwrap());
        if let Some(body) = &body {
            assert_eq!(
                request.headers["content-type"], "application/json",
                "{path}: {body}"
            );
        }
        let checked = contract.check_request(request.method.as_str(), path, body.as_ref());
        if is_photo {
            assert_eq!(request.body, stand::profile::JPEG);
            let missed = checked.unwrap_err().to_string();
            assert!(missed.contains("a body is required"), "{missed}");
            continue;
        }
        assert_eq!(checked, Ok(()), "{} {path}", request.method);
        if path == "/$batch" {
            let body = body.unwrap();
            assert_eq!(Contract::graph_v1().check_batch_request(&body), Ok(()));
            let mut answer = batch_answer();
            // The contract gives photos no media type of their own.
            let items = answer["responses"].as_array_mut().unwrap();
            items.retain(|item| item["id"] != "photo");
            assert_eq!(Contract::graph_v1().check_batch_answer(&body, &answer), Ok(()));
        }
    }
}

#[test]
fn the_answers_of_these_tests_follow_the_contract() {
    // A photo is answered with itself, which is no JSON.
    let is_json = |endpoint: &stand::Endpoint| endpoint.verb != "PUT";
    for endpoint in endpoints().into_iter().filter(is_json) {
        let (contract, path) = contract_of(&endpoint.path);
        let checked = contract.check_json(endpoint.verb, path, endpoint.status, endpoint.body.as_ref());
        assert_eq!(checked, Ok(()), "{} {path}", endpoint.verb);
    }
}
