//! Where guests prove their second factor: at home, or with methods of their own in the organization they visit (B-17).

use std::time::Duration;

use sea_orm::EntityTrait;
use serde_json::json;
use workpass_server::methods::oath::Shape;
use workpass_server::sample;
use workpass_server::store::entities::browser_session;

use crate::admin::{admin, file};
use crate::browser::Browser;
use crate::client::Client;
use crate::desk::code;
use crate::organizations::{ZUIDERZEE, app, authorize, claims, organizations, redeem, tokens, visit};
use crate::support::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn b17_b20_a_guest_proves_the_second_factor_where_the_organization_says() {
    let server = TestServer::start().await;
    let own = [
        "--organization",
        ZUIDERZEE,
        "organization",
        "home-second-factor",
        "--own",
    ];
    assert_eq!(
        admin(&server, &own).await.unwrap()["trustHomeSecondFactor"],
        false
    );
    // Registered as a guest, with the guest's token: it is the guest's, and home knows nothing of it.
    let guest = app(&server, &tokens(&server, "anna", ZUIDERZEE).await);
    let started = guest
        .post("/me/softwareOathRegistrations", json!({}))
        .await
        .expect(201);
    let secret = started["secretKey"].as_str().unwrap().to_owned();
    let confirm = format!(
        "/me/softwareOathRegistrations/{}/confirm",
        started["id"].as_str().unwrap()
    );
    let typed = json!({ "code": code(&server, &secret, Shape::APP, 0), "displayName": "Telefoon" });
    guest.post(&confirm, typed).await.expect(201);
    let at_home = Client::self_service(&server, "anna")
        .await
        .get("/me")
        .await
        .expect(200);
    assert!(!at_home["methodDetails"].to_string().contains("softwareOath"));

    server.clock.step(Duration::from_secs(60));
    let browser = Browser::new(&server);
    let page = visit(&browser, "anna", ZUIDERZEE).await;
    assert_eq!(page.path, "/signin/verify", "{}", page.html);
    let right = code(&server, &secret, Shape::APP, 0);
    let page = browser
        .send(&page, "/signin/verify", &[("way", "code"), ("code", &right)])
        .await;
    let there = redeem(&server, ZUIDERZEE, &page).await;
    assert_eq!(claims(&there, "access_token")["acrs"], json!(["c1"]));
    // In this session it is proven; home was not told of it, and asks nothing more either.
    let page = visit(&browser, "anna", ZUIDERZEE).await;
    redeem(&server, ZUIDERZEE, &page).await;
    let page = visit(&browser, "anna", sample::DOMAIN).await;
    let home = redeem(&server, sample::DOMAIN, &page).await;
    assert!(claims(&home, "access_token")["acrs"].is_null());
    // Once the session is over, what was proven in it is.
    browser_session::Entity::delete_many()
        .exec(&server.state().db)
        .await
        .unwrap();
    let page = visit(&browser, "anna", ZUIDERZEE).await;
    assert_eq!(page.path, "/signin/verify");
}

#[tokio::test(flavor = "multi_thread")]
async fn b17_b36_a_guest_without_methods_gets_in_with_a_pass_of_the_organization_they_visit() {
    let server = TestServer::start().await;
    let mut rules = admin(&server, &["--organization", ZUIDERZEE, "policy", "show"])
        .await
        .unwrap();
    rules["requireSecondFactor"] = json!("always");
    let rules = file(&server, "own.json", &rules.to_string());
    for line in [
        &["policy", "set", rules.as_str()][..],
        &["organization", "home-second-factor", "--own"],
    ] {
        let line = [&["--organization", ZUIDERZEE], line].concat();
        admin(&server, &line).await.unwrap();
    }
    let browser = Browser::new(&server);
    let page = visit(&browser, "anna", ZUIDERZEE).await;
    assert_eq!(page.status, 403, "{}", page.html);
    for part in [
        "Ask Zuiderzee Techniek N.V. for a Temporary Access Pass",
        "+31 228 555 01 00",
    ] {
        assert!(page.says(part), "{part}: {}", page.html);
    }
    let silent = browser.open(&authorize(ZUIDERZEE, "&prompt=none")).await;
    assert!(
        silent.path.contains("interaction_required") && silent.path.contains("50076"),
        "{}",
        silent.path
    );

    let line = [
        "--organization",
        ZUIDERZEE,
        "pass",
        "issue",
        "--user",
        "anna@noorderlicht.example",
    ];
    let issued = admin(&server, &line).await.unwrap();
    let pass = issued["temporaryAccessPass"].as_str().unwrap();
    let page = visit(&browser, "anna", ZUIDERZEE).await;
    assert_eq!(page.path, "/signin/verify", "{}", page.html);
    let typed = [("way", "pass"), ("code", pass)];
    let page = browser.send(&page, "/signin/verify", &typed).await;
    let there = redeem(&server, ZUIDERZEE, &page).await;
    assert_eq!(claims(&there, "access_token")["acrs"], json!(["c1"]));
    // Good enough to add the first method there.
    app(&server, &there)
        .post("/me/softwareOathRegistrations", json!({}))
        .await
        .expect(201);
    // It says nothing of the account at home.
    let page = visit(&browser, "anna", sample::DOMAIN).await;
    let home = redeem(&server, sample::DOMAIN, &page).await;
    assert!(claims(&home, "access_token")["acrs"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn b17_what_an_organization_demands_of_its_guests_is_proven_at_home_where_it_trusts_that() {
    let server = TestServer::start().await;
    let mut rules = admin(&server, &["--organization", ZUIDERZEE, "policy", "show"])
        .await
        .unwrap();
    rules["requireSecondFactor"] = json!("always");
    let rules = file(&server, "always.json", &rules.to_string());
    admin(&server, &["--organization", ZUIDERZEE, "policy", "set", &rules])
        .await
        .unwrap();
    // James has nothing to prove it with.
    let page = visit(&Browser::new(&server), "james", ZUIDERZEE).await;
    assert!(page.says("asks for a second way"), "{}", page.html);
    // Ruben proves it at home.
    let browser = Browser::new(&server);
    let page = visit(&browser, "ruben", ZUIDERZEE).await;
    assert_eq!(page.path, "/signin/verify", "{}", page.html);
    let secret = "NNXW64DEMFTWCZLFOJSGKIDCMVZXI2LT";
    let right = code(&server, secret, Shape::APP, 0);
    let page = browser
        .send(&page, "/signin/verify", &[("way", "code"), ("code", &right)])
        .await;
    let there = redeem(&server, ZUIDERZEE, &page).await;
    assert_eq!(claims(&there, "access_token")["acrs"], json!(["c1"]));
    assert_eq!(
        organizations(&app(&server, &there)).await[1]["state"],
        "active",
        "and has been there now"
    );
}
