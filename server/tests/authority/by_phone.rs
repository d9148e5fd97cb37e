//! The second step by text message and call.

use std::time::Duration;

use sea_orm::EntityTrait;
use secrecy::SecretString;
use workpass_server::mail::MailLanguage;
use workpass_server::methods::{NotSent, sms};
use workpass_server::state::AppState;
use workpass_server::store::entities::{browser_session, pending_sign_in, user, voice_call};

use crate::browser::{Browser, Page};
use crate::enrolled::{add_app, add_phone, add_phone_in, last_message, methods, person, prefer, rules};
use crate::support::TestServer;

const NUMBER: &str = "+31650001234";

async fn first_step(browser: &Browser<'_>) -> Page {
    let page = browser.open("/signin?next=/device").await;
    browser.sign_in(&page, "sanne").await
}

async fn with_phone() -> TestServer {
    let server = TestServer::start().await;
    rules(&server, |_| {}).await;
    add_phone(&server, "sanne", NUMBER).await;
    server
}

/// The six digits of the last text.
async fn code(server: &TestServer) -> String {
    let text = last_message(server).await.text;
    let digits = text
        .split(|c: char| !c.is_ascii_digit())
        .find(|part| part.len() == 6);
    digits.unwrap_or_else(|| panic!("no code in {text}")).to_owned()
}

fn other_than(code: &str) -> &'static str {
    if code == "000000" { "111111" } else { "000000" }
}

/// What the person does with the call.
async fn answer(server: &TestServer, what: &str) {
    let id = last_message(server).await.id;
    let press = server
        .http
        .post(server.url(&format!("/dev/messages/{id}/{what}")));
    assert_eq!(press.send().await.unwrap().status(), 303);
}

async fn enter(browser: &Browser<'_>, page: &Page, code: &str) -> Page {
    browser.send(page, "/signin/verify", &[("code", code)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn b62_a_code_by_text_is_sent_at_once_and_works_once() {
    let server = with_phone().await;
    let browser = Browser::new(&server);
    let page = first_step(&browser).await;
    assert!(
        page.says("We sent a message with a code to ••• 34"),
        "{}",
        page.html
    );
    assert!(!page.says("0001234"), "the whole number is nobody's business");
    assert_eq!(last_message(&server).await.to_number, NUMBER);
    let code = code(&server).await;
    let wrong = enter(&browser, &page, other_than(&code)).await;
    assert!(wrong.says("This code is not right"));
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    assert_eq!(enter(&browser, &wrong, &spaced).await.path, "/device");
    assert!(methods(&server, "sanne").await[0].last_used_at.is_some());
    // Another sign-in has another code.
    let other = Browser::new(&server);
    let page = first_step(&other).await;
    assert!(enter(&other, &page, &code).await.says("This code is not right"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_by_text_expires_and_takes_five_tries() {
    let server = with_phone().await;
    let browser = Browser::new(&server);
    let mut page = first_step(&browser).await;
    let sent = code(&server).await;
    let again = browser.send(&page, "/signin/verify/way", &[]).await;
    assert!(again.says("You can ask for a new one in 30 s"), "{}", again.html);
    assert_eq!(code(&server).await, sent, "nothing new was sent");
    for _ in 0..4 {
        page = enter(&browser, &page, other_than(&sent)).await;
        assert!(page.says("This code is not right"), "{}", page.html);
    }
    let over = enter(&browser, &page, other_than(&sent)).await;
    assert!(
        over.says("A wrong code was entered too often. Ask for a new one"),
        "{}",
        over.html
    );
    let late = enter(&browser, &page, &sent).await;
    assert!(late.says("entered too often"), "the right one comes too late");

    server.clock.step(Duration::from_secs(31));
    let page = browser
        .send(&over, "/signin/verify/way", &[("way", "text")])
        .await;
    assert!(page.says("We sent a message"), "{}", page.html);
    server.clock.step(Duration::from_secs(10 * 60));
    let renewed = code(&server).await;
    let expired = enter(&browser, &page, &renewed).await;
    assert!(expired.says("This code has expired"), "{}", expired.html);
    let page = browser
        .send(&expired, "/signin/verify/way", &[("way", "text")])
        .await;
    let fresh = code(&server).await;
    assert_eq!(enter(&browser, &page, &fresh).await.path, "/device");
}

#[tokio::test(flavor = "multi_thread")]
async fn b62_asking_for_another_code_that_cannot_be_sent_makes_the_first_no_younger() {
    let server = with_phone().await;
    let browser = Browser::new(&server);
    let page = first_step(&browser).await;
    let sent = code(&server).await;
    for _ in 0..5 {
        first_step(&Browser::new(&server)).await;
    }
    server.clock.step(Duration::from_secs(9 * 60));
    let refused = browser
        .send(&page, "/signin/verify/way", &[("way", "text")])
        .await;
    assert!(refused.says("hit our limit"), "{}", refused.html);
    server.clock.step(Duration::from_secs(61));
    let late = enter(&browser, &page, &sent).await;
    assert_ne!(late.path, "/device", "{}", late.html);
    assert!(browser.open("/device/confirm?user_code=BBBB-BBBB").await.path != "/device/confirm");
}

#[tokio::test(flavor = "multi_thread")]
async fn b65_too_many_texts_are_told_as_such() {
    let server = with_phone().await;
    for _ in 0..6 {
        let page = first_step(&Browser::new(&server)).await;
        assert!(page.says("We sent a message"), "{}", page.html);
    }
    let browser = Browser::new(&server);
    let page = first_step(&browser).await;
    assert!(page.says("We can send a message"), "{}", page.html);
    server.clock.step(Duration::from_secs(31));
    let refused = browser
        .send(&page, "/signin/verify/way", &[("way", "text")])
        .await;
    assert!(
        refused.says("hit our limit on text verification codes"),
        "{}",
        refused.html
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b69_the_other_phones_are_called_and_sign_in_too() {
    let server = with_phone().await;
    for (slot, number, way, words) in [
        (
            "alternateMobile",
            "+31650005678",
            "call-alternate",
            "Call my other phone",
        ),
        ("office", "+31201234599", "call-office", "Call me at the office"),
    ] {
        add_phone_in(&server, "sanne", slot, number).await;
        let browser = Browser::new(&server);
        first_step(&browser).await;
        server.clock.step(Duration::from_secs(31));
        let list = browser.open("/signin/verify/others").await;
        assert!(list.says(words), "{}", list.html);
        let page = browser.send(&list, "/signin/verify/way", &[("way", way)]).await;
        assert!(page.says("We are calling"), "{}", page.html);
        let call = last_message(&server).await;
        assert_eq!(
            (call.channel.as_str(), call.to_number.as_str()),
            ("voice", number)
        );
        answer(&server, "press").await;
        assert_eq!(browser.open("/signin/verify").await.path, "/device", "{slot}");
        server.clock.step(Duration::from_secs(1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b67_a_call_is_confirmed_with_a_key_and_the_page_goes_on() {
    let server = with_phone().await;
    add_app(&server, "sanne").await;
    let browser = Browser::new(&server);
    first_step(&browser).await;
    let list = browser.open("/signin/verify/others").await;
    assert!(list.says("Call me on ••• 34") && list.says("Text message with a code to ••• 34"));
    let page = browser
        .send(&list, "/signin/verify/way", &[("way", "call")])
        .await;
    assert!(
        page.says("We are calling ••• 34. Answer, and press the # key"),
        "{}",
        page.html
    );
    assert!(page.says("/static/verify.js") && page.says(">Continue<"));
    let state = async || {
        let answer = browser
            .http
            .get(server.url("/signin/verify/state"))
            .send()
            .await
            .unwrap();
        answer.text().await.unwrap()
    };
    assert_eq!(state().await, r#"{"waiting":true}"#);
    answer(&server, "hang-up").await;
    assert_eq!(state().await, r#"{"waiting":false}"#);
    let refused = browser.open("/signin/verify").await;
    assert!(refused.says("The call was not confirmed"), "{}", refused.html);

    server.clock.step(Duration::from_secs(31));
    let page = browser
        .send(&refused, "/signin/verify/way", &[("way", "call")])
        .await;
    assert!(page.says("We are calling"), "{}", page.html);
    answer(&server, "press").await;
    assert_eq!(browser.open("/signin/verify").await.path, "/device");
}

#[tokio::test(flavor = "multi_thread")]
async fn b67_the_key_proves_it_at_once_and_the_browser_only_goes_on() {
    let server = with_phone().await;
    prefer(&server, "sanne", "voiceMobile").await;
    rules(&server, |rules| rules.system_preferred = false).await;
    let browser = Browser::new(&server);
    let page = first_step(&browser).await;
    assert!(page.says("We are calling"), "{}", page.html);
    let pressed_at = server.state().now_ms();
    answer(&server, "press").await;
    // Nobody looked; the call itself is long over and forgotten.
    let db = &server.state().db;
    let waiting = pending_sign_in::Entity::find().one(db).await.unwrap().unwrap();
    assert_eq!(waiting.state.answered_at, Some(pressed_at));
    voice_call::Entity::delete_many().exec(db).await.unwrap();
    server.clock.step(Duration::from_secs(5 * 60));
    assert_eq!(browser.open("/signin/verify").await.path, "/device");

    // A step-up is as old as the key, not as the look.
    server.clock.step(Duration::from_secs(60));
    let page = browser.open("/signin/verify?next=/device").await;
    let page = browser
        .send(&page, "/signin/verify/way", &[("way", "call")])
        .await;
    assert!(page.says("We are calling"), "{}", page.html);
    let pressed_at = server.state().now_ms();
    answer(&server, "press").await;
    server.clock.step(Duration::from_secs(120));
    assert_eq!(browser.open("/signin/verify").await.path, "/device");
    let session = browser_session::Entity::find().one(db).await.unwrap().unwrap();
    assert_eq!(session.verified_at, Some(pressed_at));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_lives_no_longer_because_another_one_could_not_be_sent() {
    let server = with_phone().await;
    let browser = Browser::new(&server);
    let page = first_step(&browser).await;
    let sent = code(&server).await;
    let owner = person(&server, "sanne").await;
    let phone = methods(&server, "sanne").await.remove(0);
    let other = SecretString::from("123456");
    while sms::send(server.state(), &owner, &phone, MailLanguage::English, &other)
        .await
        .is_ok()
    {}
    server.clock.step(Duration::from_secs(9 * 60));
    let refused = browser
        .send(&page, "/signin/verify/way", &[("way", "text")])
        .await;
    assert!(refused.says("hit our limit"), "{}", refused.html);
    server.clock.step(Duration::from_secs(60));
    let late = enter(&browser, &page, &sent).await;
    assert!(late.says("This code has expired"), "{}", late.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b65_a_number_that_others_type_still_signs_its_owner_in() {
    let server = with_phone().await;
    rules(&server, |rules| rules.phone.sms_sign_in = true).await;
    let state = server.state();
    // Colleagues who say that the number is theirs, until it is enough.
    for colleague in ["james", "emma", "daan"] {
        let user = person(&server, colleague).await;
        while send(state, &user).await.is_ok() {}
    }
    // Strangers who type it as a user name.
    let owner = person(&server, "sanne").await;
    let phone = methods(&server, "sanne").await.remove(0);
    let code = SecretString::from("123456");
    for _ in 0..20 {
        let sent = sms::send_to_user_name(state, &owner, &phone, MailLanguage::English, &code).await;
        assert_eq!(sent, Ok(()));
    }
    let page = first_step(&Browser::new(&server)).await;
    assert!(page.says("We sent a message"), "{}", page.html);
}

async fn send(state: &AppState, user: &user::Model) -> Result<(), NotSent> {
    let code = SecretString::from("123456");
    sms::send_to(state, user, NUMBER, MailLanguage::English, &code).await
}
