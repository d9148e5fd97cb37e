//! What Graph refuses an employee on their own account, whatever the scope.

use reqwest::Method;
use serde_json::json;
use workpass_contract::Contract;

use crate::client::Client;
use crate::support::TestServer;

#[tokio::test]
async fn what_graph_refuses_an_employee_is_refused_with_every_scope() {
    let server = TestServer::start().await;
    let scopes: Vec<&str> = workpass_server::graph::permissions()
        .iter()
        .flat_map(|(_, _, scopes)| scopes.iter().copied())
        .collect();
    let powerful = Client::graph_with(&server, server.token("anna", &scopes).await);
    let table: &[(Method, &str)] = &[
        (Method::POST, "/me/authentication/emailMethods"),
        (Method::POST, "/me/authentication/temporaryAccessPassMethods"),
        (
            Method::PATCH,
            "/me/authentication/emailMethods/3ddfcfc8-9383-446f-83cc-3ab9be4be18f",
        ),
        (Method::POST, "/me/authentication/phoneMethods"),
        (
            Method::PATCH,
            "/me/authentication/phoneMethods/3179e48a-750b-4051-897c-87b9720928f7",
        ),
        (Method::PATCH, "/devices/1"),
        (Method::GET, "/auditLogs/signIns"),
        (Method::GET, "/auditLogs/signIns/1"),
        (Method::GET, "/policies/authenticationMethodsPolicy"),
        (
            Method::GET,
            "/reports/authenticationMethods/userRegistrationDetails",
        ),
        (
            Method::GET,
            "/reports/authenticationMethods/userRegistrationDetails/1",
        ),
        (Method::PATCH, "/me"),
        (Method::PUT, "/me/photo/$value"),
        (Method::DELETE, "/me/photo/$value"),
    ];
    assert_eq!(table.len(), workpass_server::graph::refused().len());
    for (method, path) in table {
        let body = (*method != Method::GET && *method != Method::DELETE)
            .then(|| json!({"emailAddress": "anna@postbus.example"}));
        let answer = powerful.call(method.clone(), path, body, &[]).await;
        assert_eq!(answer.refusal(), (403, "accessDenied"), "{method} {path}");
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
