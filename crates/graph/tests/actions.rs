//! Everything but reading the account.

mod stand;

use std::time::Duration;

use serde_json::{Value, json};
use stand::{CHANGE_PASSWORD, EMAIL_METHOD, Stand, challenge, graph_error};
use time::macros::datetime;
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{body_json, method, path, query_param},
};
use workpass_app::ports::{DirectoryError, DirectoryPort, MethodsPort, NetworkError, Refusal};
use workpass_domain::{method::MethodKind, password::PasswordFault};

const CHALLENGES: &str = "/selfservice/v1.0/me/emailChallenges";

fn own(rest: &str) -> String {
    format!("/selfservice/v1.0/me/{rest}")
}

#[tokio::test]
async fn a_challenge_is_started_sent_again_confirmed_and_cancelled() {
    let stand = Stand::new().await;
    for endpoint in stand::endpoints() {
        let answer = ResponseTemplate::new(endpoint.status);
        let answer = match &endpoint.body {
            Some(body) => answer.set_body_json(body),
            None => answer,
        };
        stand.answer_with(endpoint.verb, &endpoint.path, answer).await;
    }
    let started = stand.start().await.unwrap();
    assert_eq!(
        (started.id.as_str(), started.email_address.as_str()),
        ("c1", "anna@home.example")
    );
    assert_eq!(started.expires_at, datetime!(2026-11-22 10:10 UTC));
    assert_eq!(started.resend_after, datetime!(2026-11-22 10:00:30 UTC));
    assert_eq!(started.tries_remaining, 5);
    assert_eq!(stand.resend().await.unwrap(), started);
    stand.confirm().await.unwrap();
    stand.cancel().await.unwrap();
    stand.delete().await.unwrap();
    stand.accept().await.unwrap();
    stand.revoke().await.unwrap();
    let text = stand.terms_text().await.unwrap();
    assert_eq!(text.markdown, "# Huisregels\n\nWees aardig.");
}

#[tokio::test]
async fn b47_a_change_names_the_method_it_replaces() {
    let stand = Stand::new().await;
    Mock::given(method("POST"))
        .and(path(CHALLENGES))
        .and(body_json(
            json!({"emailAddress": "new@home.example", "replacesMethodId": EMAIL_METHOD}),
        ))
        .respond_with(ResponseTemplate::new(201).set_body_json(challenge()))
        .expect(1)
        .mount(&stand.server)
        .await;
    let started = stand
        .directory
        .start_email_challenge(&stand.at, &stand.token, "new@home.example", Some(EMAIL_METHOD))
        .await;
    started.unwrap();
}

#[tokio::test]
async fn b172_the_text_is_asked_for_in_the_persons_language() {
    let stand = Stand::new().await;
    Mock::given(method("GET"))
        .and(path(own("termsOfUse/t%2F1/document")))
        .and(query_param("language", "nl"))
        .respond_with(ResponseTemplate::new(200).set_body_json(stand::terms_document()))
        .expect(1)
        .mount(&stand.server)
        .await;
    let text = stand
        .directory
        .read_terms(&stand.at, &stand.token, "t/1", "nl", None)
        .await;
    text.unwrap();
}

#[tokio::test]
async fn every_refusal_of_the_contract_is_told_apart() {
    let tries_remaining = Some(3);
    for (status, code, refusal) in [
        (400, "invalidEmailAddress", Refusal::InvalidEmailAddress),
        (400, "workAddressNotAllowed", Refusal::WorkAddressNotAllowed),
        (400, "domainNotAllowed", Refusal::DomainNotAllowed),
        (403, "methodNotAllowedByPolicy", Refusal::MethodNotAllowedByPolicy),
        (403, "methodLimitReached", Refusal::MethodLimitReached),
        (409, "addressAlreadyRegistered", Refusal::AddressAlreadyRegistered),
        (400, "codeIncorrect", Refusal::CodeIncorrect { tries_remaining }),
        (410, "codeExpired", Refusal::CodeExpired),
        (403, "tooManyTries", Refusal::TooManyTries),
        (404, "challengeNotFound", Refusal::ChallengeNotFound),
        (502, "mailNotSent", Refusal::MailNotSent),
        (409, "termsChanged", Refusal::TermsChanged),
        (409, "termsNotOpened", Refusal::TermsNotOpened),
        (409, "termsAccepted", Refusal::TermsAccepted),
    ] {
        let stand = Stand::new().await;
        let mut error = graph_error(code);
        error["error"]["innerError"]["triesRemaining"] = json!(3);
        stand.answer("POST", CHALLENGES, status, &error).await;
        match stand.start().await {
            Err(DirectoryError::Refused(found)) => assert_eq!(found, refusal),
            other => panic!("{code}: {other:?}"),
        }
        let asked = stand.server.received_requests().await.unwrap().len();
        assert_eq!(asked, 1, "a write is never sent twice");
    }
}

/// To show what changed since.
#[tokio::test]
async fn b175_an_older_version_is_asked_for_by_its_number() {
    let stand = Stand::new().await;
    Mock::given(method("GET"))
        .and(path(own("termsOfUse/t1/document")))
        .and(query_param("version", "1.0 & more"))
        .respond_with(ResponseTemplate::new(200).set_body_json(stand::terms_document()))
        .expect(1)
        .mount(&stand.server)
        .await;
    let text = stand
        .directory
        .read_terms(&stand.at, &stand.token, "t1", "nl", Some("1.0 & more"))
        .await
        .unwrap();
    assert_eq!(text.id, "t1");
}

#[tokio::test]
async fn b176_declining_names_the_version_and_the_record_comes_whole() {
    let stand = Stand::new().await;
    stand
        .answer("POST", &own("termsOfUse/t1/declines"), 201, &stand::acceptance())
        .await;
    stand.decline().await.unwrap();
    let sent = stand.server.received_requests().await.unwrap();
    assert_eq!(
        serde_json::from_slice::<Value>(&sent[0].body).unwrap(),
        json!({"fileId": "f1"})
    );
    stand
        .answer("GET", &own("termsOfUse/decisions"), 200, &stand::decisions())
        .await;
    let decisions = stand.decisions().await.unwrap();
    assert!(decisions[0].accepted);
    assert_eq!(decisions[0].computer.as_deref(), Some("LAPTOP-7"));
}

#[tokio::test]
async fn the_extensions_codes_mean_nothing_on_graph() {
    let stand = Stand::new().await;
    let path = format!("/v1.0/me/authentication/emailMethods/{EMAIL_METHOD}");
    stand
        .answer("DELETE", &path, 400, &graph_error("codeExpired"))
        .await;
    assert!(matches!(
        stand.delete().await,
        Err(DirectoryError::Unexpected { status: 400, .. })
    ));
}

#[tokio::test]
async fn other_statuses_are_told_apart_and_carry_what_a_helpdesk_needs() {
    let fail = async |status: u16, code: &str| {
        let stand = Stand::new().await;
        stand.answer("POST", CHALLENGES, status, &graph_error(code)).await;
        stand.start().await.unwrap_err()
    };
    assert!(matches!(
        fail(401, "InvalidAuthenticationToken").await,
        DirectoryError::Unauthorized
    ));
    assert!(
        matches!(fail(403, "Authorization_RequestDenied").await, DirectoryError::Forbidden { code } if code == "Authorization_RequestDenied")
    );
    assert!(matches!(
        fail(404, "methodNotFound").await,
        DirectoryError::NotFound
    ));
    assert!(matches!(
        fail(500, "InternalServerError").await,
        DirectoryError::Network(NetworkError::Service(500))
    ));
    match fail(415, "UnsupportedMediaType").await {
        DirectoryError::Unexpected {
            status: 415,
            code,
            request_id,
        } => {
            assert_eq!(code, "UnsupportedMediaType");
            assert_eq!(request_id.as_deref(), Some("r-1"));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn too_many_requests_say_how_long_to_wait() {
    let stand = Stand::new().await;
    let answer = ResponseTemplate::new(429)
        .append_header("retry-after", "30")
        .set_body_json(graph_error("tooManyRequests"));
    stand
        .answer_with("POST", &own("emailChallenges/c1/resend"), answer)
        .await;
    match stand.resend().await {
        Err(DirectoryError::Network(NetworkError::Throttled { retry_after })) => {
            assert_eq!(retry_after, Some(Duration::from_secs(30)));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_challenge_that_is_gone_counts_as_cancelled() {
    let stand = Stand::new().await;
    stand
        .answer(
            "DELETE",
            &own("emailChallenges/c1"),
            404,
            &graph_error("challengeNotFound"),
        )
        .await;
    stand.cancel().await.unwrap();
}

#[tokio::test]
async fn b49_a_method_that_is_gone_is_not_found() {
    let stand = Stand::new().await;
    let path = format!("/v1.0/me/authentication/emailMethods/{EMAIL_METHOD}");
    stand
        .answer("DELETE", &path, 404, &graph_error("ResourceNotFound"))
        .await;
    assert!(matches!(stand.delete().await, Err(DirectoryError::NotFound)));
}

#[tokio::test]
async fn b168_sessions_count_as_revoked_only_when_the_service_says_so() {
    let revoke = async |answer: ResponseTemplate| {
        let stand = Stand::new().await;
        stand
            .answer_with("POST", "/v1.0/me/revokeSignInSessions", answer)
            .await;
        stand.revoke().await
    };
    let json = |body: Value| ResponseTemplate::new(200).set_body_json(body);
    revoke(json(json!({"value": true}))).await.unwrap();
    revoke(json(json!({"@odata.context": "x"}))).await.unwrap();
    revoke(ResponseTemplate::new(204)).await.unwrap();
    for doubtful in [json(json!({"value": false})), json(json!([])), json(json!("ok"))] {
        revoke(doubtful).await.unwrap_err();
    }
    let portal = ResponseTemplate::new(200).set_body_raw("<html>please log in", "text/html");
    revoke(portal).await.unwrap_err();
}

#[tokio::test]
async fn ids_that_lead_elsewhere_are_never_sent() {
    let stand = Stand::new().await;
    for id in ["", ".", ".."] {
        let deleted = stand
            .directory
            .delete_method(&stand.at, &stand.token, &MethodKind::Email, id)
            .await;
        assert!(matches!(deleted, Err(DirectoryError::NotFound)), "{id:?}");
    }
    let deleted = stand
        .directory
        .delete_method(&stand.at, &stand.token, &MethodKind::Email, "../../me?x#y")
        .await;
    deleted.unwrap_err();
    let sent = stand.server.received_requests().await.unwrap();
    let path = sent[0].url.path();
    assert_eq!(sent.len(), 1);
    assert_eq!(path, "/v1.0/me/authentication/emailMethods/..%2F..%2Fme%3Fx%23y");
}

#[tokio::test]
async fn what_the_authority_does_not_have_is_not_offered() {
    let mut stand = Stand::new().await;
    stand.at.graph = None;
    stand.at.selfservice = None;
    for (name, outcome) in stand::call_all(&stand).await.into_iter().skip(1) {
        assert!(matches!(outcome, Err(DirectoryError::NotOffered)), "{name}");
    }
    assert!(stand.server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_token_is_not_sent_in_the_clear_to_another_computer() {
    let mut stand = Stand::new().await;
    stand.at = stand::authority("http://graph.example");
    for (name, outcome) in stand::call_all(&stand).await {
        assert!(
            matches!(outcome, Err(DirectoryError::Network(NetworkError::NotTrusted(_)))),
            "{name}"
        );
    }
}

#[tokio::test]
async fn b110_b113_the_password_goes_to_graph_and_without_the_current_one_to_the_extension() {
    for (with_current, at, body) in [
        (
            true,
            CHANGE_PASSWORD.to_owned(),
            json!({"currentPassword": "canary-current-password", "newPassword": "canary-new-password"}),
        ),
        (
            false,
            own("password"),
            json!({"newPassword": "canary-new-password"}),
        ),
    ] {
        let stand = Stand::new().await;
        Mock::given(method("POST"))
            .and(path(at))
            .and(body_json(body))
            .respond_with(ResponseTemplate::new(204))
            .expect(1)
            .mount(&stand.server)
            .await;
        stand.change_password(with_current).await.unwrap();
    }
}

#[tokio::test]
async fn b110_b116_a_wrong_current_password_is_told_apart_from_a_refused_new_one() {
    let refused = |fault| Refusal::PasswordRefused(Some(fault));
    let wrong = |tries_remaining| Refusal::PasswordWrong { tries_remaining };
    for (status, code, refusal) in [
        (400, "passwordWrong", wrong(Some(7))),
        (403, "currentPasswordRequired", Refusal::CurrentPasswordRequired),
        (400, "passwordTooShort", refused(PasswordFault::TooShort)),
        (400, "passwordTooLong", refused(PasswordFault::TooLong)),
        (400, "passwordInvisible", refused(PasswordFault::Invisible)),
        (400, "passwordNotAscii", refused(PasswordFault::NotAscii)),
        (
            400,
            "passwordTooFewClasses",
            refused(PasswordFault::TooFewClasses),
        ),
        (400, "passwordContainsName", refused(PasswordFault::ContainsName)),
        (400, "passwordBanned", refused(PasswordFault::Guessable)),
        (400, "passwordReused", refused(PasswordFault::Reused)),
        // A proxy may answer this one, with no code at all.
        (413, "RequestEntityTooLarge", refused(PasswordFault::TooLong)),
        (413, "", refused(PasswordFault::TooLong)),
        (403, "passwordOnPremises", Refusal::PasswordOnPremises),
        (409, "passwordChangedMeanwhile", Refusal::PasswordChangedMeanwhile),
        // What Entra answers, which has no code of its own for it.
        (400, "Request_BadRequest", Refusal::PasswordRefused(None)),
    ] {
        let stand = Stand::new().await;
        let mut error = graph_error(code);
        error["error"]["details"] = json!([{"code": "other"}, {"code": "triesRemaining", "message": "7"}]);
        stand.answer("POST", CHANGE_PASSWORD, status, &error).await;
        match stand.change_password(true).await {
            Err(DirectoryError::Refused(found)) => assert_eq!(found, refusal, "{code}"),
            other => panic!("{code}: {other:?}"),
        }
    }
    let stand = Stand::new().await;
    let mut error = graph_error("Request_BadRequest");
    error["error"]["message"] = json!("Parameter currentPassword is invalid.");
    stand.answer("POST", CHANGE_PASSWORD, 400, &error).await;
    match stand.change_password(true).await {
        Err(DirectoryError::Refused(found)) => assert_eq!(found, wrong(None)),
        other => panic!("{other:?}"),
    }
    let stand = Stand::new().await;
    let locked = ResponseTemplate::new(429)
        .set_body_json(graph_error("passwordLocked"))
        .append_header("retry-after", "60");
    stand.answer_with("POST", CHANGE_PASSWORD, locked).await;
    let retry_after = Some(Duration::from_secs(60));
    match stand.change_password(true).await {
        Err(DirectoryError::Refused(found)) => assert_eq!(found, Refusal::PasswordLocked { retry_after }),
        other => panic!("{other:?}"),
    }
}
