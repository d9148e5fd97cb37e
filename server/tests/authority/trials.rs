//! Trying what is answered elsewhere: the phone with the authenticator page, a passkey on a page in the browser.

use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use workpass_server::store::entities::{audit_event, browser_session, security_method};

use crate::approvals::{self, another, connect};
use crate::browser::Browser;
use crate::enrolled::rules;
use crate::passkeys::{added, answered, key, options};
use crate::support::TestServer;

const TRIALS: &str = "/selfservice/v1.0/me/methodTrials";
const SCOPES: &[&str] = &["UserAuthenticationMethod.ReadWrite"];

async fn call(server: &TestServer, token: &str, method: Method, path: &str, body: Value) -> (u16, Value) {
    let request = server
        .http
        .request(method.clone(), server.url(path))
        .bearer_auth(token);
    let request = if method == Method::POST {
        request.json(&body)
    } else {
        request
    };
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

async fn tried(server: &TestServer, token: &str, id: uuid::Uuid) -> Value {
    let (status, row) = call(server, token, Method::POST, TRIALS, json!({ "methodId": id })).await;
    assert_eq!(status, 201, "{row}");
    row
}

async fn watched(server: &TestServer, token: &str, row: &Value) -> Value {
    let path = format!("{TRIALS}/{}", row["id"].as_str().unwrap());
    call(server, token, Method::GET, &path, Value::Null).await.1
}

async fn method(server: &TestServer, kind: &str) -> security_method::Model {
    let found = security_method::Entity::find().filter(security_method::Column::Kind.eq(kind));
    found.one(&server.state().db).await.unwrap().unwrap()
}

async fn recorded(server: &TestServer, kind: &str) -> usize {
    let found = audit_event::Entity::find().filter(audit_event::Column::Kind.eq(kind));
    found.all(&server.state().db).await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_is_asked_for_the_number_as_at_a_sign_in() {
    let (server, token, row) = approvals::started().await;
    let phone = connect(&server, &token, &row).await;
    let token = server.token("sanne", SCOPES).await;
    let used = method(&server, "microsoftAuthenticator").await;
    server.clock.step(std::time::Duration::from_secs(60));
    let trial = tried(&server, &token, used.id).await;
    assert_eq!(trial["state"], "awaitingApproval");
    let number = trial["number"].as_str().unwrap();
    let asked = phone.asked().await;
    assert_eq!(asked["purpose"], "trial");
    assert!(asked["app"].is_string() && asked.get("number").is_none());
    let wrong = phone.answer(&asked, "approve", another(number)).await;
    assert_eq!(wrong["outcome"], "wrongNumber");
    assert_eq!(
        watched(&server, &token, &trial).await["state"],
        "awaitingApproval"
    );
    assert_eq!(
        phone.answer(&asked, "approve", number).await["outcome"],
        "approved"
    );
    let done = watched(&server, &token, &trial).await;
    assert_eq!(
        (
            done["state"].as_str(),
            done["methodId"].as_str(),
            done["number"].as_str()
        ),
        (Some("completed"), Some(used.id.to_string().as_str()), None)
    );
    let after = method(&server, "microsoftAuthenticator").await;
    assert_eq!(after.last_used_at, used.last_used_at, "a trial is no use of it");
    assert_eq!(recorded(&server, "method.tried").await, 1);

    let trial = tried(&server, &token, used.id).await;
    phone.answer(&phone.asked().await, "deny", "").await;
    assert_eq!(watched(&server, &token, &trial).await["state"], "declined");
    // B-60: who asked sits in an app that is signed in as the person, and does so no longer.
    let trial = tried(&server, &token, used.id).await;
    phone.answer(&phone.asked().await, "report", "").await;
    let over = watched(&server, &token, &trial).await;
    assert_eq!(over["error"]["code"], "InvalidAuthenticationToken");
    assert_eq!(recorded(&server, "sign_in.reported").await, 0, "nobody signed in");
    let token = server.token("sanne", SCOPES).await;
    // Given up: the phone is left alone.
    let trial = tried(&server, &token, used.id).await;
    assert!(phone.asked().await.is_object());
    let path = format!("{TRIALS}/{}", trial["id"].as_str().unwrap());
    assert_eq!(
        call(&server, &token, Method::DELETE, &path, Value::Null).await.0,
        204
    );
    assert!(phone.asked().await.is_null());
    // Five questions in ten minutes, for whatever.
    tried(&server, &token, used.id).await;
    let (status, refused) = call(
        &server,
        &token,
        Method::POST,
        TRIALS,
        json!({ "methodId": used.id }),
    )
    .await;
    assert_eq!(
        (status, refused["error"]["code"].as_str()),
        (429, Some("tooManyRequests"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_is_tried_on_a_page_that_signs_nobody_in() {
    let server = TestServer::start().await;
    rules(&server, |rules| {
        rules.methods.get_mut("fido2").unwrap().maximum = 10;
    })
    .await;
    let token = server.token("sanne", SCOPES).await;
    let (mut one, mut other) = (key(&server), key(&server));
    let mine = added(&server, &mut one, "sanne").await.unwrap();
    added(&server, &mut other, "sanne").await.unwrap();
    let trial = tried(&server, &token, mine.id).await;
    assert_eq!(trial["state"], "awaitingBrowser");
    let path = trial["page"]
        .as_str()
        .unwrap()
        .strip_prefix(&server.state().config.public_url)
        .unwrap()
        .to_owned();
    assert!(
        watched(&server, &token, &trial).await["page"].is_null(),
        "told once"
    );

    let browser = Browser::new(&server);
    let page = browser.open(&path).await;
    assert!(
        page.says("Try a passkey") && page.says("sanne@noorderlicht.example"),
        "{}",
        page.html
    );
    let asked = options(&page);
    assert_eq!(asked["allowCredentials"].as_array().unwrap().len(), 1, "this one");
    let mut any = asked.clone();
    any["allowCredentials"] = json!([]);
    let page = answered(&browser, &page, &path, &other.get(&any).unwrap()).await;
    assert!(page.says("did not give the right answer"), "{}", page.html);
    assert_eq!(watched(&server, &token, &trial).await["state"], "awaitingBrowser");
    let answer = one.get(&options(&page)).unwrap();
    let done = answered(&browser, &page, &path, &answer).await;
    assert!(done.says("The passkey works"), "{}", done.html);
    let row = watched(&server, &token, &trial).await;
    assert_eq!(
        (row["state"].as_str(), row["methodId"].as_str()),
        (Some("completed"), Some(mine.id.to_string().as_str()))
    );
    let again = answered(&browser, &page, &path, &answer).await;
    assert!(again.says("This page no longer works"), "{}", again.html);
    let sessions = browser_session::Entity::find()
        .all(&server.state().db)
        .await
        .unwrap();
    assert!(sessions.is_empty(), "nobody is signed in");
    let after = security_method::Entity::find_by_id(mine.id)
        .one(&server.state().db)
        .await
        .unwrap();
    assert_eq!(after.unwrap().last_used_at, mine.last_used_at);
    assert_eq!(recorded(&server, "method.tried").await, 1);
}
