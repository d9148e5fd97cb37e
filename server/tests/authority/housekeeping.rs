use std::time::Duration;

use sea_orm::EntityTrait;
use workpass_server::housekeeping;
use workpass_server::methods::approval;
use workpass_server::store::entities::{
    self, audit_event, browser_session, device_authorization, grant, refresh_token, sign_in, sign_in_lock,
};

use crate::browser::Browser;
use crate::device_flow::{signed_in, start};
use crate::enrolled::{add_authenticator, person};
use crate::refresh::refresh;
use crate::support::TestServer;

const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test(flavor = "multi_thread")]
async fn names_somebody_tried_are_forgotten_after_a_quiet_day() {
    let server = TestServer::start().await;
    let db = &server.state().db;
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    let guess = [
        ("user_name", "nobody@noorderlicht.example"),
        ("password", "guess"),
    ];
    browser.send(&page, "/signin", &guess).await;
    for (hours, left) in [(23, 1), (2, 0)] {
        server.clock.step(Duration::from_secs(hours * 3600));
        housekeeping::tidy(db, server.state().now_ms()).await.unwrap();
        assert_eq!(sign_in_lock::Entity::find().all(db).await.unwrap().len(), left);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn resets_that_are_over_are_forgotten_at_once() {
    let server = TestServer::start().await;
    let db = &server.state().db;
    crate::reset::begin(&Browser::new(&server), "nobody@noorderlicht.example", "reset").await;
    for (minutes, left) in [(19, 1), (2, 0)] {
        server.clock.step(Duration::from_secs(minutes * 60));
        housekeeping::tidy(db, server.state().now_ms()).await.unwrap();
        let kept = entities::password_reset::Entity::find().all(db).await.unwrap();
        assert_eq!(kept.len(), left);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_is_removed_and_what_still_counts_stays() {
    let server = TestServer::start().await;
    let db = &server.state().db;
    let tokens = signed_in(&server, "sanne").await;
    let (_, second) = refresh(&server, &tokens["refresh_token"]).await;
    start(&server).await;
    let sanne = person(&server, "sanne").await;
    add_authenticator(&server, "sanne").await;
    approval::ask(
        server.state(),
        &sanne,
        approval::Purpose::SignIn,
        approval::Context::default(),
    )
    .await
    .unwrap();
    server.clock.step(DAY * 2);
    housekeeping::tidy(db, server.state().now_ms()).await.unwrap();
    assert_eq!(
        entities::approval::Entity::find().all(db).await.unwrap().len(),
        0,
        "who asked, and from where"
    );
    assert_eq!(
        device_authorization::Entity::find().all(db).await.unwrap().len(),
        0
    );
    assert_eq!(browser_session::Entity::find().all(db).await.unwrap().len(), 0);
    assert!(!audit_event::Entity::find().all(db).await.unwrap().is_empty());
    assert_eq!(sign_in::Entity::find().all(db).await.unwrap().len(), 1);

    // The spent token is remembered for as long as its grant lives: coming back with it is theft.
    let (status, third) = refresh(&server, &second["refresh_token"]).await;
    assert_eq!(status, 200, "{third}");
    assert_eq!(refresh(&server, &tokens["refresh_token"]).await.0, 400);
    assert_eq!(refresh(&server, &third["refresh_token"]).await.0, 400);

    server.clock.step(DAY * 2);
    housekeeping::tidy(db, server.state().now_ms()).await.unwrap();
    assert_eq!(refresh_token::Entity::find().all(db).await.unwrap().len(), 0);
    assert_eq!(
        grant::Entity::find().all(db).await.unwrap().len(),
        1,
        "kept for the history"
    );
    server.clock.step(DAY * 90);
    housekeeping::tidy(db, server.state().now_ms()).await.unwrap();
    assert_eq!(grant::Entity::find().all(db).await.unwrap().len(), 0);
    assert_eq!(audit_event::Entity::find().all(db).await.unwrap().len(), 0);
    assert_eq!(sign_in::Entity::find().all(db).await.unwrap().len(), 0);
}
