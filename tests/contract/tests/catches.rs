//! The checks must catch wrong answers, or every test built on them is worth nothing.

use serde_json::{Value, json};
use workpass_contract::{Answer, Contract, Violation};

fn graph(method: &str, path: &str, status: u16, body: &Value) -> Result<(), Violation> {
    Contract::graph_v1().check_json(method, path, status, Some(body))
}

fn self_service(method: &str, path: &str, status: u16, body: &Value) -> Result<(), Violation> {
    Contract::self_service().check_json(method, path, status, Some(body))
}

fn is_schema(result: &Result<(), Violation>) -> bool {
    matches!(result, Err(Violation::Schema { .. }))
}

fn error(code: &str) -> Value {
    json!({"error": {"code": code, "message": "m", "innerError": {
        "date": "2026-11-22T00:00:00Z", "request-id": "r", "client-request-id": "c"}}})
}

fn challenge() -> Value {
    json!({"id": "c1", "emailAddress": "a@example.org", "expiresDateTime": "2026-11-22T00:10:00Z",
           "resendAfterDateTime": "2026-11-22T00:00:30Z", "triesRemaining": 5})
}

#[test]
fn every_example_of_the_graph_document_passes() {
    let contract = Contract::graph_v1();
    let mut checked = 0;
    let mut failed = Vec::new();
    for (path, item) in contract.document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(responses) = operation.get("responses").and_then(Value::as_object) else {
                continue;
            };
            for (status, response) in responses {
                let examples = &response["content"]["application/json"]["examples"];
                for (name, example) in examples.as_object().into_iter().flatten() {
                    if KNOWN_BAD_EXAMPLES.contains(&name.as_str()) {
                        continue;
                    }
                    let path = path.replace(['{', '}'], "");
                    let status = status.parse().unwrap();
                    let outcome = contract.check_json(method, &path, status, Some(&example["value"]));
                    if let Err(violation) = outcome {
                        failed.push(format!("{name}: {violation}"));
                    }
                    checked += 1;
                }
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(checked > 10, "only {checked} examples");
}

/// Examples of Microsoft's documentation that contradict its own schema.
const KNOWN_BAD_EXAMPLES: &[&str] = &[
    // no `@odata.type`, so the properties of a user stand on a bare directoryObject
    "me-manager",
    // `creationDateTime` for `createdDateTime`
    "me-methods-list",
    "me-methods-password-list",
    // properties of the beta version
    "access-review-decisions-mine",
    "authentication-methods-policy",
];

#[test]
fn every_schema_of_every_contract_compiles() {
    for contract in [
        Contract::graph_v1(),
        Contract::graph_beta(),
        Contract::self_service(),
    ] {
        for (path, item) in contract.document()["paths"].as_object().unwrap() {
            for method in item.as_object().unwrap().keys().filter(|m| *m != "parameters") {
                for status in [200, 201, 400, 403] {
                    let path = path.replace(['{', '}'], "");
                    // The verdict does not matter here; building the validator must not panic.
                    let _ = contract.check_json(method, &path, status, Some(&json!({})));
                    let _ = contract.check_request(method, &path, Some(&json!({})));
                }
            }
        }
    }
}

#[test]
fn a_property_graph_does_not_have_is_caught_at_every_depth() {
    assert_eq!(
        graph(
            "GET",
            "/me",
            200,
            &json!({"@odata.context": "x", "id": "1", "jobTitle": null})
        ),
        Ok(())
    );
    assert!(is_schema(&graph(
        "GET",
        "/me",
        200,
        &json!({"id": "1", "job_title": "x"})
    )));
    let nested = |method: Value| {
        graph(
            "GET",
            "/me/authentication/emailMethods",
            200,
            &json!({"@odata.context": "x", "value": [method]}),
        )
    };
    assert_eq!(nested(json!({"id": "1", "emailAddress": "a@b.example"})), Ok(()));
    assert!(is_schema(&nested(json!({"id": "1", "email": "a@b.example"}))));
    let mut wrong = error("x");
    wrong["error"]["innerError"]["trace"] = json!("secret");
    assert!(is_schema(&graph("GET", "/me", 401, &wrong)));
}

#[test]
fn a_collection_without_value_and_an_error_without_code_are_caught() {
    assert!(is_schema(&graph(
        "GET",
        "/organization",
        200,
        &json!({"@odata.context": "x"})
    )));
    assert!(is_schema(&graph("GET", "/me", 404, &json!({}))));
    assert!(is_schema(&graph(
        "GET",
        "/me",
        404,
        &json!({"error": {"message": "m"}})
    )));
    assert_eq!(
        graph("GET", "/me", 404, &error("Request_ResourceNotFound")),
        Ok(())
    );
}

#[test]
fn the_type_annotation_decides_which_properties_a_method_has() {
    let list = |method: Value| {
        graph(
            "GET",
            "/me/authentication/methods",
            200,
            &json!({"value": [method]}),
        )
    };
    let typed = |kind: &str, extra: Value| {
        let mut method =
            json!({"@odata.type": format!("#microsoft.graph.{kind}AuthenticationMethod"), "id": "1"});
        method
            .as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        list(method)
    };
    assert_eq!(typed("email", json!({"emailAddress": "a@b.example"})), Ok(()));
    assert_eq!(
        typed(
            "password",
            json!({"password": null, "createdDateTime": "2020-01-01T00:00:00Z"})
        ),
        Ok(())
    );
    assert!(is_schema(&typed(
        "password",
        json!({"emailAddress": "a@b.example"})
    )));
    assert!(is_schema(&typed("carrierPigeon", json!({}))));
}

#[test]
fn wrong_types_enums_and_dates_are_caught() {
    assert!(is_schema(&graph("GET", "/me", 200, &json!({"id": 7}))));
    assert!(is_schema(&graph(
        "GET",
        "/me",
        200,
        &json!({"businessPhones": "none"})
    )));
    let accepted = |state: &str, when: &str| {
        let acceptance = json!({"id": "1", "state": state, "recordedDateTime": when});
        graph(
            "GET",
            "/me/agreementAcceptances",
            200,
            &json!({"value": [acceptance]}),
        )
    };
    assert_eq!(accepted("accepted", "2020-01-01T00:00:00Z"), Ok(()));
    assert!(is_schema(&accepted("agreed", "2020-01-01T00:00:00Z")));
    assert!(is_schema(&accepted("accepted", "yesterday")));
}

#[test]
fn unknown_operations_statuses_and_media_types_are_caught() {
    assert!(matches!(
        graph("GET", "/me/salary", 200, &json!({})),
        Err(Violation::UnknownOperation { .. })
    ));
    assert!(matches!(
        graph("PUT", "/me", 200, &json!({})),
        Err(Violation::UnknownOperation { .. })
    ));
    assert!(matches!(
        graph("GET", "/me", 206, &json!({})),
        Err(Violation::UnknownStatus { .. })
    ));
    let html = Answer {
        status: 200,
        content_type: Some("text/html"),
        body: b"<p>",
    };
    let outcome = Contract::graph_v1().check_answer("GET", "/me", html);
    assert!(matches!(outcome, Err(Violation::ContentType { .. })));
    let body = Contract::graph_v1().check_json("DELETE", "/me/photo/$value", 204, Some(&json!({})));
    assert!(matches!(body, Err(Violation::Body { .. })));
    let truncated = Answer {
        status: 200,
        content_type: Some("application/json"),
        body: b"{\"id\":",
    };
    let outcome = Contract::graph_v1().check_answer("GET", "/me", truncated);
    assert!(matches!(outcome, Err(Violation::Body { .. })));
}

#[test]
fn requests_are_checked_for_path_query_select_and_body() {
    let check =
        |method, path, body: Option<Value>| Contract::graph_v1().check_request(method, path, body.as_ref());
    assert_eq!(
        check("GET", "/me?$select=id,displayName,proxyAddresses", None),
        Ok(())
    );
    assert_eq!(check("GET", "/me?%24select=id", None), Ok(()));
    assert_eq!(
        check("GET", "/me/manager?$select=id,displayName,mail,jobTitle", None),
        Ok(())
    );
    assert_eq!(
        check(
            "GET",
            "/organization?$select=id,displayName,verifiedDomains,countryLetterCode",
            None
        ),
        Ok(())
    );
    assert!(matches!(
        check("GET", "/me?$select=id,name", None),
        Err(Violation::Query { .. })
    ));
    assert!(matches!(
        check("GET", "/organization?$select=value", None),
        Err(Violation::Query { .. })
    ));
    assert!(matches!(
        check("GET", "/me?select=id", None),
        Err(Violation::Query { .. })
    ));
    assert!(matches!(
        check("GET", "/me", Some(json!({}))),
        Err(Violation::Body { .. })
    ));
    assert!(matches!(
        check("POST", "/me/changePassword", None),
        Err(Violation::Body { .. })
    ));
    let misspelt = json!({"currentPassword": "a", "new_password": "b"});
    assert!(is_schema(&check("POST", "/me/changePassword", Some(misspelt))));
}

#[test]
fn every_item_of_a_batch_is_checked() {
    let request = json!({"requests": [
        {"id": "1", "method": "GET", "url": "/me?$select=id"}, {"id": "2", "method": "GET", "url": "me/photo/$value"}]});
    let contract = Contract::graph_v1();
    assert_eq!(contract.check_batch_request(&request), Ok(()));
    let bad = json!({"requests": [{"id": "1", "method": "GET", "url": "/me?$select=nope"}]});
    assert!(matches!(
        contract.check_batch_request(&bad),
        Err(Violation::BatchItem { .. })
    ));
    let json_header = json!({"Content-Type": "application/json"});
    let answer = json!({"responses": [
        {"id": "2", "status": 200, "headers": {"Content-Type": "image/jpeg"}, "body": "/9j/"},
        {"id": "1", "status": 200, "headers": json_header, "body": {"@odata.context": "x", "id": "7"}}]});
    assert_eq!(contract.check_batch_answer(&request, &answer), Ok(()));
    let wrong =
        json!({"responses": [{"id": "1", "status": 200, "headers": json_header, "body": {"nope": 1}}]});
    assert!(matches!(
        contract.check_batch_answer(&request, &wrong),
        Err(Violation::BatchItem { .. })
    ));
    let stray = json!({"responses": [{"id": "9", "status": 200, "headers": json_header, "body": {}}]});
    assert!(matches!(
        contract.check_batch_answer(&request, &stray),
        Err(Violation::Body { .. })
    ));
}

#[test]
fn the_self_service_contract_is_closed_and_knows_its_error_codes() {
    assert_eq!(
        self_service("POST", "/me/emailChallenges", 201, &challenge()),
        Ok(())
    );
    let mut leaky = challenge();
    leaky["code"] = json!("123456");
    assert!(is_schema(&self_service(
        "POST",
        "/me/emailChallenges",
        201,
        &leaky
    )));
    let mut short = challenge();
    short.as_object_mut().unwrap().remove("triesRemaining");
    assert!(is_schema(&self_service(
        "POST",
        "/me/emailChallenges",
        201,
        &short
    )));

    let refused = |status, code| {
        let body = error(code);
        self_service("POST", "/me/emailChallenges", status, &body)
    };
    assert_eq!(refused(400, "workAddressNotAllowed"), Ok(()));
    assert!(matches!(
        refused(409, "workAddressNotAllowed"),
        Err(Violation::ErrorCode { .. })
    ));
    assert!(is_schema(&refused(400, "somethingElse")));
}

#[test]
fn parts_of_self_may_be_null_but_not_absent() {
    let whole = json!({"methodPolicy": null, "termsOfUse": {"value": []},
        "helpContact": {"displayName": "IT", "email": null, "phone": null, "webUrl": null, "hours": null,
                        "organizationKind": "other"},
        "organization": {"displayName": "N", "profileBlocks": ["manager"], "handOvers": {}},
        "methodDetails": null, "signInPreferences": null, "registration": null, "signIns": null, "devices": null,
        "settings": {"displayLanguage": null, "displayLanguageFixed": false, "displayLanguages": ["nl", "en"],
                     "preferredLanguages": [], "regionalFormat": null, "timeZone": null},
        "privacy": {"statementUrl": null, "contactEmail": null},
        "profileRules": {"photo": {"changeable": false, "reason": "notAllowed", "maximumBytes": 4, "maximumSide": 8,
                                   "minimumSide": 4}, "editableFields": ["city"], "managedBy": []},
        "organizations": { "value": [] },
        "passwordPolicy": {"profile": "nist", "minimumLength": 8, "maximumLength": 256, "requiredClasses": null,
                           "unicodeAllowed": true, "history": 1, "lastChangedDateTime": null,
                           "expiresDateTime": null, "changeable": false, "reason": "onPremises",
                           "currentPasswordRequired": true}});
    assert_eq!(self_service("GET", "/me", 200, &whole), Ok(()));
    let mut absent = whole.clone();
    absent.as_object_mut().unwrap().remove("methodPolicy");
    assert!(is_schema(&self_service("GET", "/me", 200, &absent)));
    let mut extra = whole;
    extra["organization"]["handOvers"]["payroll"] = json!("https://x.example/");
    assert!(is_schema(&self_service("GET", "/me", 200, &extra)));
}

#[test]
fn the_permission_table_is_read_with_what_graph_refuses_an_employee() {
    let table = Contract::graph_v1().permissions();
    let row = |method: &str, path: &str| {
        table
            .iter()
            .find(|p| p.method == method && p.path == path)
            .expect("the call is in the table")
    };
    assert_eq!(row("GET", "/me/manager").least, ["User.Read.All"]);
    assert!(!row("POST", "/me/authentication/emailMethods").self_service);
    assert!(row("GET", "/me/authentication/emailMethods").self_service);
    assert!(
        Contract::self_service()
            .permissions()
            .iter()
            .all(|p| !p.least.is_empty())
    );
}
