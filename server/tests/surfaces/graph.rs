use serde_json::{Value, json};

use crate::client::Client;
use crate::support::TestServer;

#[tokio::test]
async fn b02_me_has_graphs_default_properties_and_no_other() {
    let server = TestServer::start().await;
    let me = Client::graph(&server, "anna").await.get("/me").await.expect(200);
    let mut names: Vec<&str> = me.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "@odata.context",
            "businessPhones",
            "displayName",
            "givenName",
            "id",
            "jobTitle",
            "mail",
            "mobilePhone",
            "officeLocation",
            "preferredLanguage",
            "surname",
            "userPrincipalName"
        ]
    );
    assert_eq!(me["displayName"], "Anna de Vries");
    assert_eq!(me["userPrincipalName"], "anna@noorderlicht.example");
    let context = me["@odata.context"].as_str().unwrap();
    assert!(context.ends_with("/v1.0/$metadata#users/$entity"), "{context}");
}

#[tokio::test]
async fn select_gives_exactly_what_was_asked_for() {
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    let me = anna
        .get("/me?$select=DisplayName,userType,proxyAddresses,aboutMe,skills")
        .await
        .expect(200);
    assert_eq!(me["displayName"], "Anna de Vries");
    assert_eq!(me["userType"], "Member");
    assert!(me["proxyAddresses"].as_array().is_some_and(|all| !all.is_empty()));
    assert_eq!((&me["aboutMe"], &me["skills"]), (&Value::Null, &json!([])));
    assert!(me.get("mail").is_none());

    let wrong = anna.get("/me?$select=displayName,salary").await;
    assert_eq!(wrong.refusal(), (400, "BadRequest"));
    let message = wrong.body["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("'salary'") && message.contains("microsoft.graph.user"),
        "{message}"
    );
}

#[tokio::test]
async fn every_property_of_graphs_user_and_organization_can_be_selected() {
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    let contract = workpass_contract::Contract::graph_v1().document();
    for (kind, path) in [("user", "/me"), ("organization", "/organization")] {
        let parts = &contract["components"]["schemas"][format!("microsoft.graph.{kind}")]["allOf"];
        let properties = parts[1]["properties"].as_object().unwrap().keys();
        let names: Vec<&str> = properties
            .map(String::as_str)
            .filter(|n| *n != "signInActivity")
            .collect();
        assert!(names.len() > 20);
        let answer = anna
            .get(&format!("{path}?$select={}", names.join(",")))
            .await
            .expect(200);
        let entity = if kind == "user" {
            &answer
        } else {
            &answer["value"][0]
        };
        for name in names {
            assert!(entity.get(name).is_some(), "{kind}.{name}");
        }
    }
}

#[tokio::test]
async fn options_that_would_change_the_answer_are_refused_instead_of_ignored() {
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    for option in [
        "$expand=manager",
        "$filter=id eq '1'",
        "$orderby=id",
        "$skip=2",
        "$nonsense=1",
    ] {
        let answer = anna.get(&format!("/me?{option}")).await;
        assert_eq!(answer.refusal(), (400, "BadRequest"), "{option}");
    }
    assert_eq!(anna.get("/me?tracking=1").await.status, 200);
}

#[tokio::test]
async fn b02_the_manager_is_a_user_and_absent_for_the_director() {
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    let manager = anna
        .get("/me/manager?$select=id,displayName,mail,jobTitle")
        .await
        .expect(200);
    assert_eq!(manager["@odata.type"], "#microsoft.graph.user");
    assert!(
        manager["displayName"]
            .as_str()
            .is_some_and(|name| name.starts_with("Hendrik"))
    );
    let nobody = Client::graph(&server, "hendrik").await.get("/me/manager").await;
    assert_eq!(nobody.refusal(), (404, "Request_ResourceNotFound"));
}

#[tokio::test]
async fn b02_photos_come_in_graphs_sizes() {
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    let sizes = anna.get("/me/photos").await.expect(200);
    let ids: Vec<&str> = sizes["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["48x48", "64x64", "96x96", "120x120", "240x240"]);
    let largest = anna.get("/me/photo").await.expect(200);
    assert_eq!(
        (&largest["id"], &largest["width"]),
        (&json!("240x240"), &json!(240))
    );

    let photo = anna.get("/me/photos/48x48/$value").await;
    assert_eq!((photo.status, photo.header("content-type")), (200, "image/jpeg"));
    assert_eq!(&photo.bytes[..3], b"\xff\xd8\xff", "a JPEG");
    let about = anna.get("/me/photos/48x48").await.expect(200);
    assert_eq!(about["@odata.mediaContentType"], "image/jpeg");
    assert_eq!(about["@odata.mediaEtag"], photo.header("etag"));
    assert!(anna.get("/me/photo/$value").await.bytes.len() > photo.bytes.len());
}

#[tokio::test]
async fn without_a_photo_graph_speaks_of_one_pixel_and_has_no_bytes() {
    let server = TestServer::start().await;
    let mila = Client::graph(&server, "mila").await;
    let about = mila.get("/me/photo").await.expect(200);
    assert_eq!(
        (&about["id"], &about["@odata.mediaContentType"]),
        (&json!("1x1"), &json!("image/gif"))
    );
    assert_eq!(mila.get("/me/photos").await.expect(200)["value"], json!([]));
    for path in [
        "/me/photo/$value",
        "/me/photos/48x48",
        "/me/photos/48x48/$value",
        "/me/photos/1x2/$value",
    ] {
        assert_eq!(mila.get(path).await.refusal(), (404, "ImageNotFound"), "{path}");
    }
}

#[tokio::test]
async fn the_organization_is_exactly_one_and_the_tenant_of_the_token() {
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    let all = anna.get("/organization").await.expect(200);
    let [organization] = all["value"].as_array().unwrap().as_slice() else {
        panic!("{all}")
    };
    assert_eq!(organization["displayName"], "Noorderlicht Logistiek B.V.");
    assert_eq!(organization["verifiedDomains"][0]["name"], "noorderlicht.example");
    let selected = anna.get("/organization?$select=id,displayName").await.expect(200);
    assert_eq!(selected["value"][0].as_object().unwrap().len(), 2);
}

#[tokio::test]
async fn b26_methods_are_listed_with_their_type_and_graphs_constant_ids() {
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    let methods = anna.get("/me/authentication/methods").await.expect(200);
    let kinds: Vec<(&Value, &Value)> = methods["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| (&m["@odata.type"], &m["id"]))
        .collect();
    assert_eq!(
        kinds,
        [
            (
                &json!("#microsoft.graph.passwordAuthenticationMethod"),
                &json!("28c10230-6103-485e-b985-444c60001490")
            ),
            (
                &json!("#microsoft.graph.emailAuthenticationMethod"),
                &json!("3ddfcfc8-9383-446f-83cc-3ab9be4be18f")
            ),
        ]
    );
    let email = anna.get("/me/authentication/emailMethods").await.expect(200)["value"][0].clone();
    assert_eq!(email["emailAddress"], "anna.devries@postbus.example");
    for kind in ["methods", "emailMethods"] {
        let path = format!("/me/authentication/{kind}/3ddfcfc8-9383-446f-83cc-3ab9be4be18f");
        assert_eq!(
            anna.get(&path).await.expect(200)["emailAddress"],
            "anna.devries@postbus.example"
        );
    }
    let password = anna.get("/me/authentication/passwordMethods").await.expect(200)["value"][0].clone();
    assert_eq!(password["password"], Value::Null);
    let path = "/me/authentication/passwordMethods/28c10230-6103-485e-b985-444c60001490";
    assert_eq!(anna.get(path).await.status, 200);
    assert_eq!(
        anna.get("/me/authentication/phoneMethods").await.expect(200)["value"],
        json!([])
    );
    for kind in ["methods", "emailMethods", "passwordMethods", "phoneMethods"] {
        let path = format!("/me/authentication/{kind}/00000000-0000-0000-0000-000000000000");
        assert_eq!(
            anna.get(&path).await.refusal(),
            (404, "ResourceNotFound"),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn b27_deleting_the_email_method_removes_it_once() {
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    let path = "/me/authentication/emailMethods/3ddfcfc8-9383-446f-83cc-3ab9be4be18f";
    assert_eq!(anna.delete(path).await.status, 204);
    assert_eq!(
        anna.get("/me/authentication/emailMethods").await.expect(200)["value"],
        json!([])
    );
    assert_eq!(anna.delete(path).await.refusal(), (404, "ResourceNotFound"));
}

#[tokio::test]
async fn an_email_method_managed_by_an_administrator_cannot_be_deleted() {
    let server = TestServer::start().await;
    let noor = Client::graph(&server, "noor").await;
    let path = "/me/authentication/emailMethods/3ddfcfc8-9383-446f-83cc-3ab9be4be18f";
    assert_eq!(noor.delete(path).await.refusal(), (403, "accessDenied"));
    assert_eq!(
        noor.get("/me/authentication/emailMethods").await.expect(200)["value"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn ids_of_requests_are_echoed_and_found_in_errors() {
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    let answer = anna
        .call(
            reqwest::Method::GET,
            "/me/nothing",
            None,
            &[("client-request-id", "my-id-7")],
        )
        .await;
    assert_eq!(answer.refusal(), (404, "ResourceNotFound"));
    assert_eq!(answer.body["error"]["innerError"]["client-request-id"], "my-id-7");
    assert_eq!(answer.body["error"]["innerError"]["date"], "2026-11-22T09:00:00Z");
    let long = "x".repeat(5000);
    let answer = anna
        .call(reqwest::Method::GET, "/me", None, &[("client-request-id", &long)])
        .await;
    assert_eq!(answer.header("client-request-id"), answer.header("request-id"));
}
