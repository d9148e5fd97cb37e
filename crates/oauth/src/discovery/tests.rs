use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const TENANT: &str = "2f9c1a50-5b1e-4c7a-9a44-1f2f3a4b5c6d";

fn check(address: &str, document: Value) -> Result<Authority, AuthorityFault> {
    let document: Document = serde_json::from_value(document).unwrap();
    document.check(&Address::parse(address)?)
}

fn minimal(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "token_endpoint": "https://login.example/token",
        "device_authorization_endpoint": "https://login.example/device",
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut document = minimal("https://login.example/t");
    document[name] = value;
    document
}

#[test]
fn the_issuer_must_be_the_configured_one() {
    let ok = |address: &str, issuer: &str| check(address, minimal(issuer)).is_ok();
    assert!(ok("https://login.example/t/", "https://login.example/t"));
    assert!(ok("https://login.example/t", "https://login.example/t/"));
    assert!(!ok("https://login.example/t", "https://login.example/T"));
    assert!(!ok("https://login.example/t", "https://login.example/{tenantid}"));
    let mismatch = check("https://login.example/t", minimal("https://evil.example/t"));
    assert_eq!(mismatch, Err(IssuerMismatch));
}

#[test]
fn b16_another_organization_is_beside_only_at_the_same_place_and_of_the_same_shape() {
    let beside = |there: &str, here: &str| {
        let there = Address::parse(there);
        there.is_ok_and(|there| there.is_beside(&Address::parse(here).unwrap()))
    };
    let here = "https://login.example/t/v2.0";
    assert!(beside("https://login.example/z/v2.0", here));
    assert!(beside(
        "http://localhost:8080/z/v2.0",
        "http://localhost:8080/t/v2.0"
    ));
    for strange in [
        "https://login.evil.example/z/v2.0",
        "https://login.example.evil.example/z/v2.0",
        "https://login.example:8443/z/v2.0",
        "http://login.example/z/v2.0",
        "https://me@login.example/z/v2.0",
        "https://login.example/z/v2.0?x=1",
        "https://login.example/z/y/v2.0",
        "https://login.example/v2.0",
        "https://login.example//v2.0",
        "https://login.example/z",
        "javascript:alert(1)",
        "",
    ] {
        assert!(!beside(strange, here), "{strange}");
    }
    assert!(!beside(
        "http://localhost:8081/z/v2.0",
        "http://localhost:8080/t/v2.0"
    ));
    assert!(!beside("https://login.example/z/v2.0", "https://login.example/t"));
}

#[test]
fn entra_may_leave_the_tenant_open_only_where_any_tenant_is_asked_for() {
    let entra = |tenant: &str| format!("https://login.microsoftonline.com/{tenant}/v2.0");
    let ok = |ours: &str, theirs: &str| check(&entra(ours), minimal(&entra(theirs))).is_ok();
    assert!(ok("common", "{tenantid}"));
    assert!(ok("organizations", "{tenantid}"));
    assert!(ok(TENANT, TENANT));
    assert!(ok("contoso.com", TENANT));
    assert!(!ok(TENANT, "{tenantid}"));
    assert!(!ok("contoso.com", "{tenantid}"));
    assert!(!ok("common", TENANT));
    let elsewhere = check(&entra("common"), minimal("https://evil.example/{tenantid}/v2.0"));
    assert_eq!(elsewhere, Err(IssuerMismatch));
}

#[test]
fn bad_addresses_are_told_apart() {
    for address in [
        "",
        "login.example",
        "ftp://login.example",
        "https://u:p@login.example",
        "https://a.example/?x=1",
    ] {
        assert_eq!(Address::parse(address).unwrap_err(), NotAnAddress, "{address}");
    }
    assert_eq!(Address::parse("http://login.example").unwrap_err(), NotSecure);
    assert!(Address::parse(" http://localhost:8080/t/v2.0/ ").is_ok());
}

#[test]
fn what_a_document_lacks_is_told() {
    let at = "https://login.example/t";
    assert_eq!(check(at, json!({})), Err(NotAnAuthority));
    assert_eq!(check(at, json!({"issuer": at})), Err(NotAnAuthority));
    assert_eq!(
        check(at, with("token_endpoint", json!("not an address"))),
        Err(NotAnAuthority)
    );
    assert_eq!(
        check(at, with("token_endpoint", json!("http://login.example/token"))),
        Err(NotSecure)
    );
    assert_eq!(
        check(at, with("jwks_uri", json!("http://login.example/keys"))),
        Err(NotSecure)
    );
    assert_eq!(
        check(at, with("workpass_graph_endpoint", json!("http://a.example/"))),
        Err(NotSecure)
    );
    assert_eq!(
        check(at, with("device_authorization_endpoint", Value::Null)),
        Err(NoWayToSignIn)
    );
    assert_eq!(
        check(at, with("grant_types_supported", json!(["refresh_token"]))),
        Err(NoWayToSignIn)
    );
}

#[test]
fn doors_are_open_when_endpoint_and_grant_are_there() {
    let at = "https://login.example/t";
    let mut document = with("authorization_endpoint", json!("https://login.example/authorize"));
    let both = check(at, document.clone()).unwrap();
    assert!(both.device_authorization_endpoint.is_some() && both.authorization_endpoint.is_some());
    document["grant_types_supported"] = json!(["authorization_code"]);
    let browser = check(at, document.clone()).unwrap();
    assert!(browser.device_authorization_endpoint.is_none() && browser.authorization_endpoint.is_some());
    document["grant_types_supported"] = json!([DEVICE_CODE]);
    let device = check(at, document).unwrap();
    assert!(device.device_authorization_endpoint.is_some() && device.authorization_endpoint.is_none());
}

#[test]
fn what_our_server_adds_is_read() {
    let mut document = with("workpass_graph_endpoint", json!("http://localhost:1/v1.0"));
    document["workpass_selfservice_endpoint"] = json!("http://localhost:1/selfservice/v1.0");
    document["workpass_password_reset_page"] = json!("https://login.example/reset");
    document["workpass_helpdesk"] = json!({
        "displayName": "Servicedesk", "email": "help@noorderlicht.example", "phone": null,
        "webUrl": "javascript:alert(1)", "organizationKind": "largeCompany"
    });
    let authority = check("https://login.example/t", document).unwrap();
    assert_eq!(authority.graph.unwrap().as_str(), "http://localhost:1/v1.0");
    assert_eq!(
        authority.selfservice.unwrap().as_str(),
        "http://localhost:1/selfservice/v1.0"
    );
    assert!(authority.password_reset_page.is_some());
    let helpdesk = authority.helpdesk.unwrap();
    assert_eq!(helpdesk.display_name, "Servicedesk");
    assert_eq!(helpdesk.organization_kind, OrganizationKind::LargeCompany);
    assert_eq!(helpdesk.web_url, None);
}

#[test]
fn a_foreign_authority_has_no_graph() {
    let document = with("msgraph_host", json!("graph.microsoft.com"));
    assert_eq!(check("https://login.example/t", document).unwrap().graph, None);
}

proptest! {
    #[test]
    fn no_document_panics(issuer in ".*", endpoint in ".*", address in ".*") {
        let document = json!({"issuer": issuer, "token_endpoint": endpoint, "jwks_uri": endpoint});
        let _ = check(&address, document.clone());
        let _ = check("https://login.microsoftonline.com/common/v2.0", document);
    }
}
