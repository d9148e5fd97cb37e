//! Declining terms of use blocks the apps that need them (B-176).

use serde_json::{Value, json};
use workpass_server::sample;

use crate::browser::Browser;
use crate::code_flow::{answer, authorize, exchange, signed_in_browser};
use crate::device_flow::token;
use crate::support::TestServer;

/// What the person says about the document that the route planner needs.
async fn say(server: &TestServer, token: &str, what: &str) {
    let terms = "/selfservice/v1.0/me/termsOfUse";
    let call = |request: reqwest::RequestBuilder| request.bearer_auth(token).send();
    let list: Value = call(server.http.get(server.url(terms)))
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let document = &list["value"][0];
    assert_eq!(document["requiredBy"], json!(["Noorderlicht Routeplanner"]));
    let path = format!("{terms}/{}", document["id"].as_str().unwrap());
    call(server.http.get(server.url(&format!("{path}/document"))))
        .await
        .unwrap();
    let body = json!({"fileId": document["fileId"]});
    let said = call(
        server
            .http
            .post(server.url(&format!("{path}/{what}")))
            .json(&body),
    )
    .await
    .unwrap();
    assert_eq!(said.status(), 201);
}

async fn refresh(server: &TestServer, refresh_token: &Value) -> (reqwest::StatusCode, Value) {
    let client = sample::other_client_id().to_string();
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", client.as_str()),
        ("refresh_token", refresh_token.as_str().unwrap()),
    ];
    token(server, &form).await
}

#[tokio::test(flavor = "multi_thread")]
async fn b176_declining_blocks_the_app_that_needs_it_says_which_and_accepting_opens_it_again() {
    let server = TestServer::start().await;
    let browser: Browser<'_> = signed_in_browser(&server, "sanne").await;
    let own = server.app_token("sanne").await;
    let request = authorize(sample::other_client_id(), &[]);
    let consent = browser.open(&request).await;
    let back = answer(&browser.send(&consent, "/consent", &[("decision", "allow")]).await);
    let (status, planner) = exchange(&server, sample::other_client_id(), &back["code"], &[]).await;
    assert_eq!(status, 200, "what was not answered yet blocks nothing");
    let waiting = answer(&browser.open(&request).await);

    say(&server, &own, "declines").await;
    let (status, refused) = refresh(&server, &planner["refresh_token"]).await;
    assert_eq!(
        (status.as_u16(), &refused["error"], &refused["error_codes"][0]),
        (400, &json!("interaction_required"), &json!(50158))
    );
    let (status, refused) = exchange(&server, sample::other_client_id(), &waiting["code"], &[]).await;
    assert_eq!(
        (status.as_u16(), &refused["error_codes"][0]),
        (400, &json!(50158))
    );
    let page = browser.open(&request).await;
    assert_eq!(page.status, 403);
    for said in [
        "You declined the terms of use",
        "Noorderlicht Routeplanner is blocked",
        "Gebruiksvoorwaarden werkaccount",
    ] {
        assert!(page.says(said), "{said}: {}", page.html);
    }
    let silent = authorize(sample::other_client_id(), &[("prompt", Some("none"))]);
    assert_eq!(
        answer(&browser.open(&silent).await)["error"],
        "interaction_required"
    );
    // The app where one can still accept goes on.
    assert!(answer(&browser.open(&authorize(sample::client_id(), &[])).await).contains_key("code"));

    say(&server, &own, "acceptances").await;
    let (status, tokens) = refresh(&server, &planner["refresh_token"]).await;
    assert_eq!(status, 200, "{tokens}");
    assert!(answer(&browser.open(&request).await).contains_key("code"));
}
