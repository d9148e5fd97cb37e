//! What Graph refuses an employee on their own account, whatever the scope. Documented as "Self-service operations
//! aren't supported", or reserved for directory roles; our extension offers the first kind.

use axum::http::Method;

use super::surface::Call;
use super::{GraphError, scopes};

/// Verb, path and the scopes without which the call is refused even earlier.
pub(super) const REFUSED: &[(Method, &str, &[&str])] = &[
    (
        Method::POST,
        "/me/authentication/emailMethods",
        scopes::EMAIL_WRITE,
    ),
    (
        Method::PATCH,
        "/me/authentication/emailMethods/{emailAuthenticationMethod-id}",
        scopes::EMAIL_WRITE,
    ),
    (
        Method::POST,
        "/me/authentication/phoneMethods",
        scopes::PHONE_WRITE,
    ),
    (
        Method::PATCH,
        "/me/authentication/phoneMethods/{phoneAuthenticationMethod-id}",
        scopes::PHONE_WRITE,
    ),
    (
        Method::POST,
        "/me/authentication/temporaryAccessPassMethods",
        scopes::PASS_ISSUE,
    ),
    (Method::PATCH, "/devices/{device-id}", scopes::DEVICE_UPDATE),
    (Method::GET, "/auditLogs/signIns", scopes::AUDIT_READ),
    (Method::GET, "/auditLogs/signIns/{signIn-id}", scopes::AUDIT_READ),
    (
        Method::GET,
        "/policies/authenticationMethodsPolicy",
        scopes::METHODS_POLICY_READ,
    ),
    (
        Method::GET,
        "/reports/authenticationMethods/userRegistrationDetails",
        scopes::AUDIT_READ,
    ),
    (
        Method::GET,
        "/reports/authenticationMethods/userRegistrationDetails/{userRegistrationDetails-id}",
        scopes::AUDIT_READ,
    ),
];

/// The refused calls.
pub(super) fn calls() -> impl Iterator<Item = Call> {
    REFUSED.iter().map(|(method, path, scopes)| {
        Call::new(method.clone(), path, scopes, || async { GraphError::refused() })
    })
}
