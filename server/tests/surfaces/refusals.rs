//! What Graph refuses an employee on their own account, whatever the scope.

use reqwest::Method;
use serde_json::json;
use workpass_contract::Contract;

use crate::client::Client;
use crate::support::TestServer;

const NOT_ON_SELF: &str = "Graph's page: self-service operations aren't supported";
const FOR_ROLES: &str = "Graph's page: needs a directory role, which an employee has not";

/// What is refused by design, and why.
const REASONS: &[(Method, &str, &str)] = &[
    (Method::POST, "/me/authentication/emailMethods", NOT_ON_SELF),
    (
        Method::PATCH,
        "/me/authentication/emailMethods/{emailAuthenticationMethod-id}",
        NOT_ON_SELF,
    ),
    (Method::POST, "/me/authentication/phoneMethods", NOT_ON_SELF),
    (
        Method::PATCH,
        "/me/authentication/phoneMethods/{phoneAuthenticationMethod-id}",
        NOT_ON_SELF,
    ),
    (
        Method::POST,
        "/me/authentication/temporaryAccessPassMethods",
        NOT_ON_SELF,
    ),
    (Method::PATCH, "/devices/{device-id}", FOR_ROLES),
    (Method::GET, "/auditLogs/signIns", FOR_ROLES),
    (Method::GET, "/auditLogs/signIns/{signIn-id}", FOR_ROLES),
    (Method::GET, "/policies/authenticationMethodsPolicy", FOR_ROLES),
    (
        Method::GET,
        "/reports/authenticationMethods/userRegistrationDetails",
        FOR_ROLES,
    ),
    (
        Method::GET,
        "/reports/authenticationMethods/userRegistrationDetails/{userRegistrationDetails-id}",
        FOR_ROLES,
    ),
];

/// A declared path with the ids of Graph's own examples.
fn of_somebody(path: &str) -> String {
    path.replace(
        "{emailAuthenticationMethod-id}",
        "3ddfcfc8-9383-446f-83cc-3ab9be4be18f",
    )
    .replace(
        "{phoneAuthenticationMethod-id}",
        "3179e48a-750b-4051-897c-87b9720928f7",
    )
    .replace(['{', '}'], "")
}

#[tokio::test]
async fn what_graph_refuses_an_employee_is_refused_with_every_scope() {
    let server = TestServer::start().await;
    let scopes: Vec<&str> = workpass_server::graph::permissions()
        .iter()
        .flat_map(|(_, _, scopes)| scopes.iter().copied())
        .collect();
    let powerful = Client::graph_with(&server, server.token("anna", &scopes).await);
    let refused = workpass_server::graph::refused();
    let reasons: Vec<_> = REASONS
        .iter()
        .map(|(method, path, _)| (method.clone(), *path))
        .collect();
    assert_eq!(
        reasons, refused,
        "what is refused has a reason, and nothing else is"
    );
    for (method, path, why) in REASONS {
        let body = (*method != Method::GET && *method != Method::DELETE)
            .then(|| json!({"emailAddress": "anna@postbus.example"}));
        let answer = powerful.call(method.clone(), &of_somebody(path), body, &[]).await;
        assert_eq!(answer.refusal(), (403, "accessDenied"), "{method} {path}: {why}");
    }
    let answer = powerful.get("/me?$select=signInActivity").await;
    assert_eq!(answer.refusal(), (403, "Authorization_RequestDenied"));
}

#[test]
fn everything_the_documentation_refuses_on_self_is_refused_here() {
    let refused = workpass_server::graph::refused();
    for row in Contract::graph_v1()
        .permissions()
        .into_iter()
        .filter(|row| !row.self_service)
    {
        let found = refused
            .iter()
            .any(|(method, path)| method.as_str() == row.method && *path == row.path);
        assert!(found, "{} {}", row.method, row.path);
    }
}

#[tokio::test]
async fn what_graph_has_no_call_for_does_not_exist() {
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    for (method, path, status) in [
        (
            Method::POST,
            "/me/authentication/passwordMethods/1/resetPassword",
            404,
        ),
        (Method::POST, "/me/agreementAcceptances", 405),
        (Method::POST, "/agreementAcceptances", 404),
        (Method::DELETE, "/me/agreementAcceptances/1", 405),
        (Method::POST, "/me/authentication/passwordMethods", 405),
        (Method::POST, "/me/authentication/softwareOathMethods", 405),
        (
            Method::POST,
            "/me/authentication/microsoftAuthenticatorMethods",
            405,
        ),
        (
            Method::PATCH,
            "/me/authentication/temporaryAccessPassMethods/1",
            405,
        ),
        (
            Method::DELETE,
            "/me/authentication/passwordMethods/28c10230-6103-485e-b985-444c60001490",
            405,
        ),
    ] {
        assert_eq!(
            anna.call(method.clone(), path, None, &[]).await.status,
            status,
            "{method} {path}"
        );
    }
}
