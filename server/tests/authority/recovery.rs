//! The service that gives people their account back who lost every method.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::Value;
use workpass_server::sample;
use workpass_server::store::entities::tenant;

use crate::browser::Browser;
use crate::code_flow::authorize;
use crate::enrolled::{add_app, add_recovery_codes, rules};
use crate::support::TestServer;

const SERVICE: &str = "https://recover.example/?from=workpass";

async fn set(server: &TestServer, page: Option<&str>) {
    let db = &server.state().db;
    let tenant = tenant::Entity::find_by_id(sample::tenant_id())
        .one(db)
        .await
        .unwrap()
        .unwrap();
    let mut settings = tenant.settings.clone();
    settings.account_recovery_page = page.map(str::to_owned);
    let mut tenant = tenant.into_active_model();
    tenant.settings = Set(settings);
    tenant.update(db).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn b98_who_lost_everything_finds_the_way_to_the_recovery_service() {
    let server = TestServer::start().await;
    rules(&server, |_| {}).await;
    add_app(&server, "sanne").await;
    add_recovery_codes(&server, "sanne").await;
    let request = authorize(sample::client_id(), &[]);
    for (page, lang, words) in [
        (None, "en", "Recover your account"),
        (Some(SERVICE), "en", "Recover your account"),
        (Some(SERVICE), "nl", "Account herstellen"),
    ] {
        set(&server, page).await;
        let browser = Browser::new(&server);
        browser.open(&format!("/language?to={lang}&next=/")).await;
        for path in ["/signin", request.as_str()] {
            let shown = browser.open(path).await;
            assert_eq!(shown.says(words), page.is_some(), "{path}: {}", shown.html);
            assert_eq!(
                shown.says("href=\"https://recover.example/"),
                page.is_some(),
                "{path}"
            );
        }
        let shown = browser.open("/signin").await;
        let verify = browser.sign_in(&shown, "sanne").await;
        assert_eq!(verify.path, "/signin/verify");
        let others = browser.open("/signin/verify/others").await;
        for shown in [verify, others] {
            assert_eq!(
                shown.says(words),
                page.is_some(),
                "{}: {}",
                shown.path,
                shown.html
            );
        }
        let document = format!("/{}/v2.0/.well-known/openid-configuration", sample::tenant_id());
        let answer = server.http.get(server.url(&document)).send().await.unwrap();
        let document: Value = answer.json().await.unwrap();
        assert_eq!(document["workpass_account_recovery_page"].as_str(), page);
    }
}
