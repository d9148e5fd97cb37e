//! Reading the whole account.

mod stand;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use stand::{JPEG, SELF, Stand, batch_answer, graph_error, item, photo_item, self_answer};
use wiremock::ResponseTemplate;
use workpass_app::ports::{AccountData, DirectoryError, NetworkError, Part};
use workpass_domain::{
    contact::OrganizationKind,
    method::MethodKind,
    policy::{Addable, NotAddable},
    profile::ProfileBlock,
    terms::TermsState,
};

#[track_caller]
fn given<T: std::fmt::Debug>(part: Part<T>) -> T {
    match part {
        Part::Given(value) => value,
        other => panic!("not given: {other:?}"),
    }
}

/// The batch with one item replaced.
fn batch_with(replacement: Value) -> Value {
    let mut batch = batch_answer();
    let items = batch["responses"].as_array_mut().expect("a batch answer");
    items.retain(|item| item["id"] != replacement["id"]);
    items.push(replacement);
    batch
}

async fn read_with(replacement: Value) -> Result<AccountData, DirectoryError> {
    let stand = Stand::new().await;
    stand.answer_batch(&batch_with(replacement)).await;
    stand.answer_self(&self_answer()).await;
    stand.read().await
}

#[tokio::test]
async fn b02_everything_the_screens_need_comes_from_one_batch_and_one_call() {
    let stand = Stand::well().await;
    let account = stand.read().await.unwrap();

    let profile = given(account.profile);
    assert_eq!(profile.display_name.as_deref(), Some("Anna Bakker"));
    assert_eq!(profile.office_location, None);
    assert_eq!(profile.proxy_addresses, ["SMTP:anna@noorderlicht.example"]);
    assert_eq!(
        given(account.manager).unwrap().display_name.unwrap(),
        "Bram Visser"
    );
    let methods = given(account.methods);
    assert_eq!(methods[0].kind, MethodKind::Password);
    assert_eq!(methods[0].created_at.unwrap().year(), 2024);
    assert_eq!(methods[1].kind, MethodKind::Email);
    assert_eq!(methods[1].value.as_deref(), Some("anna@home.example"));
    let photo = given(account.photo).unwrap();
    assert_eq!((photo.media_type, &photo.bytes[..]), ("image/jpeg", JPEG));

    let organization = given(account.organization);
    assert_eq!(organization.id.as_deref(), Some("t"));
    assert_eq!(organization.display_name, "Noorderlicht Logistiek B.V.");
    assert_eq!(organization.verified_domains, ["noorderlicht.example"]);
    assert_eq!(organization.country.as_deref(), Some("NL"));
    assert_eq!(
        organization.profile_blocks,
        Some(vec![ProfileBlock::Contact, ProfileBlock::Devices])
    );
    assert_eq!(
        organization.apps_page.as_deref(),
        Some("https://apps.noorderlicht.example/")
    );
    assert_eq!(organization.groups_page, None);

    let policy = given(account.policy);
    assert_eq!(policy.rules[0].addable, Addable::No(NotAddable::LimitReached));
    assert_eq!(policy.reset.methods_required, 2);
    let terms = given(account.terms);
    assert!(matches!(&terms[0].state, TermsState::Accepted { version, .. } if version == "1"));
    let help = given(account.help);
    assert_eq!(help.organization_kind, OrganizationKind::LargeCompany);
    assert_eq!(help.phone, None);

    assert_eq!(stand.server.received_requests().await.unwrap().len(), 2);
}

#[tokio::test]
async fn token_and_language_go_with_both_calls() {
    let stand = Stand::well().await;
    stand.read().await.unwrap();
    for request in stand.server.received_requests().await.unwrap() {
        let header = |name: &str| request.headers.get(name).unwrap().to_str().unwrap();
        assert_eq!(header("authorization"), format!("Bearer {}", stand::TOKEN));
        assert_eq!(header("accept-language"), "nl");
    }
}

#[tokio::test]
async fn b04_a_refused_part_does_not_hide_the_others() {
    for (status, code) in [
        (403, "Authorization_RequestDenied"),
        (401, "InvalidAuthenticationToken"),
    ] {
        let account = read_with(item("manager", status, &graph_error(code)))
            .await
            .unwrap();
        assert_eq!(account.manager, Part::Refused);
        assert!(matches!(account.profile, Part::Given(_)));
        assert!(matches!(account.methods, Part::Given(_)));
    }
}

#[tokio::test]
async fn a_throttled_or_broken_part_fails_alone_and_is_not_asked_for_again() {
    for odd in [
        item("methods", 429, &graph_error("tooManyRequests")),
        item("methods", 500, &json!("")),
        item("methods", 302, &Value::Null),
        item("methods", 200, &Value::Null),
        item("methods", 200, &json!({"value": null})),
        item("methods", 200, &json!("<html>")),
        json!({"id": "methods"}),
        json!({"id": "methods", "status": "200"}),
        json!({"id": "methods", "status": 99999, "body": {"value": []}}),
        json!({"id": "elsewhere", "status": 200}),
        json!(7),
    ] {
        let stand = Stand::new().await;
        let mut batch = batch_with(json!({"id": "methods"}));
        batch["responses"].as_array_mut().unwrap().push(odd.clone());
        stand.answer_batch(&batch).await;
        stand.answer_self(&self_answer()).await;
        let account = stand.read().await.unwrap();
        assert_eq!(account.methods, Part::Failed, "{odd}");
        assert!(matches!(account.profile, Part::Given(_)));
        assert_eq!(stand.server.received_requests().await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn without_a_manager_or_photo_there_is_none() {
    let account = read_with(item("manager", 404, &graph_error("Request_ResourceNotFound"))).await;
    assert_eq!(account.unwrap().manager, Part::Given(None));
    let account = read_with(item("photo", 404, &graph_error("ImageNotFound"))).await;
    assert_eq!(account.unwrap().photo, Part::Given(None));
}

#[tokio::test]
async fn b02_a_small_photo_is_shown_when_there_is_no_larger_one() {
    let stand = Stand::new().await;
    let mut batch = batch_with(item("photo", 404, &graph_error("ImageNotFound")));
    let items = batch["responses"].as_array_mut().unwrap();
    items.retain(|item| item["id"] != "smallPhoto");
    items.push(photo_item("smallPhoto", JPEG));
    stand.answer_batch(&batch).await;
    stand.answer_self(&self_answer()).await;
    assert!(given(stand.read().await.unwrap().photo).is_some());
}

#[tokio::test]
async fn a_photo_that_is_no_picture_or_too_large_fails_alone() {
    let huge = [JPEG, &vec![0; 3 << 20]].concat();
    for bytes in [&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], b"", &huge] {
        let account = read_with(photo_item("photo", bytes)).await.unwrap();
        assert_eq!(account.photo, Part::Failed);
        assert!(matches!(account.profile, Part::Given(_)));
    }
}

#[tokio::test]
async fn a_token_without_the_scopes_of_policy_and_terms_refuses_those() {
    let stand = Stand::new().await;
    let mut own = self_answer();
    own["methodPolicy"] = Value::Null;
    own["termsOfUse"] = Value::Null;
    stand.answer_batch(&batch_answer()).await;
    stand.answer_self(&own).await;
    let account = stand.read().await.unwrap();
    assert_eq!(account.policy, Part::Refused);
    assert_eq!(account.terms, Part::Refused);
    assert!(matches!(account.help, Part::Given(_)));
}

#[tokio::test]
async fn without_the_extension_its_parts_are_not_offered_and_graph_names_the_organization() {
    let mut stand = Stand::well().await;
    stand.at.selfservice = None;
    let account = stand.read().await.unwrap();
    assert_eq!(account.policy, Part::NotOffered);
    assert_eq!(account.terms, Part::NotOffered);
    assert_eq!(account.help, Part::NotOffered);
    let organization = given(account.organization);
    assert_eq!(organization.display_name, "Noorderlicht");
    assert_eq!(organization.profile_blocks, None);
    assert_eq!(stand.server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_foreign_authority_is_not_asked_at_all() {
    let mut stand = Stand::well().await;
    stand.at.graph = None;
    stand.at.selfservice = None;
    let account = stand.read().await.unwrap();
    assert_eq!(account.profile, Part::NotOffered);
    assert_eq!(account.organization, Part::NotOffered);
    assert_eq!(account.help, Part::NotOffered);
    assert!(stand.server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_extension_in_trouble_costs_its_own_parts_only() {
    for (status, expected) in [
        (403, "Refused"),
        (404, "Failed"),
        (500, "Failed"),
        (429, "Failed"),
    ] {
        let stand = Stand::new().await;
        stand.answer_batch(&batch_answer()).await;
        stand.answer("GET", SELF, status, &graph_error("x")).await;
        let account = stand.read().await.unwrap();
        assert_eq!(format!("{:?}", account.policy), expected);
        assert_eq!(format!("{:?}", account.help), expected);
        assert!(matches!(account.profile, Part::Given(_)));
        assert_eq!(given(account.organization).display_name, "Noorderlicht");
    }
}

#[tokio::test]
async fn the_extension_alone_in_trouble_is_an_error() {
    let mut stand = Stand::new().await;
    stand.at.graph = None;
    stand.answer("GET", SELF, 500, &graph_error("x")).await;
    assert!(matches!(
        stand.read().await,
        Err(DirectoryError::Network(NetworkError::Service(500)))
    ));
}

#[tokio::test]
async fn graph_refusing_as_a_whole_refuses_its_parts() {
    let stand = Stand::new().await;
    stand
        .answer(
            "POST",
            stand::BATCH,
            403,
            &graph_error("Authorization_RequestDenied"),
        )
        .await;
    stand.answer_self(&self_answer()).await;
    let account = stand.read().await.unwrap();
    assert_eq!(account.profile, Part::Refused);
    assert!(matches!(account.terms, Part::Given(_)));
    assert!(matches!(account.organization, Part::Given(_)));
}

#[tokio::test]
async fn a_token_that_is_not_accepted_is_told_from_a_challenge_for_more_claims() {
    let claims = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
    let challenge = format!(
        r#"Bearer realm="", error="insufficient_claims", claims="{}""#,
        STANDARD.encode(claims)
    );
    for path in [("POST", stand::BATCH), ("GET", SELF)] {
        let stand = Stand::new().await;
        stand
            .answer(path.0, path.1, 401, &graph_error("InvalidAuthenticationToken"))
            .await;
        stand.answer_batch(&batch_answer()).await;
        stand.answer_self(&self_answer()).await;
        assert!(matches!(stand.read().await, Err(DirectoryError::Unauthorized)));

        let stand = Stand::new().await;
        let answer = ResponseTemplate::new(401)
            .append_header("www-authenticate", "Negotiate")
            .append_header("www-authenticate", challenge.as_str());
        stand.answer_with(path.0, path.1, answer).await;
        stand.answer_batch(&batch_answer()).await;
        stand.answer_self(&self_answer()).await;
        match stand.read().await {
            Err(DirectoryError::ClaimsRequired { claims: asked }) => assert_eq!(asked, claims),
            other => panic!("{other:?}"),
        }
    }

    let mut refused = item("methods", 401, &graph_error("InvalidAuthenticationToken"));
    refused["headers"]["WWW-Authenticate"] = json!(challenge);
    assert!(matches!(
        read_with(refused).await,
        Err(DirectoryError::ClaimsRequired { .. })
    ));
    let own = item("me", 401, &graph_error("InvalidAuthenticationToken"));
    assert!(matches!(read_with(own).await, Err(DirectoryError::Unauthorized)));
}
