//! When a password was last used, as the list of methods shows it.

use std::time::Duration;

use serde_json::Value;

use crate::browser::Browser;
use crate::support::TestServer;

async fn password_used(server: &TestServer) -> Value {
    let token = server.token("anna", &["UserAuthenticationMethod.Read"]).await;
    let path = server.url("/selfservice/v1.0/me/methodDetails");
    let answer = server.http.get(path).bearer_auth(token).send().await.unwrap();
    let details: Value = answer.json().await.unwrap();
    let methods = details["value"].as_array().unwrap();
    let of = |kind: &str| {
        let mut found = methods.iter().filter(|method| method["methodType"] == kind);
        found.next().unwrap()["lastUsedDateTime"].clone()
    };
    assert_eq!(of("email"), Value::Null, "nothing uses an address yet");
    of("password")
}

#[tokio::test(flavor = "multi_thread")]
async fn b26_a_password_says_when_it_was_last_used() {
    let server = TestServer::start().await;
    assert_eq!(password_used(&server).await, Value::Null);
    let browser = Browser::new(&server);
    let page = browser.open("/signin?next=/device").await;
    let wrong = [("user_name", "anna@noorderlicht.example"), ("password", "wrong")];
    let page = browser.send(&page, "/signin", &wrong).await;
    assert_eq!(page.path, "/signin");
    assert_eq!(
        password_used(&server).await,
        Value::Null,
        "a wrong one is not used"
    );
    let _ = browser.sign_in(&page, "anna").await;
    assert_eq!(password_used(&server).await, "2026-11-22T09:00:00Z");
    server.clock.step(Duration::from_secs(3600));
    let again = Browser::new(&server);
    let page = again.open("/signin?next=/device").await;
    let _ = again.sign_in(&page, "anna").await;
    assert_eq!(password_used(&server).await, "2026-11-22T10:00:00Z");
}
