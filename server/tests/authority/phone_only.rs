//! People who have nothing but text messages and calls, which are ending.

use workpass_server::store::values::MethodRules;

use crate::browser::{Browser, Page};
use crate::code_flow::{answer, authorize};
use crate::enrolled::{add_app, add_phone, last_message, methods, rules};
use crate::passkeys::{answered, key, options};
use crate::support::TestServer;

const NUMBER: &str = "+31650001234";

async fn with_phone(change: impl Fn(&mut MethodRules)) -> TestServer {
    let server = TestServer::start().await;
    rules(&server, |rules| {
        rules.methods.get_mut("fido2").unwrap().maximum = 10;
        change(rules);
    })
    .await;
    add_phone(&server, "sanne", NUMBER).await;
    server
}

/// Name, password and the code of a text.
async fn sign_in(browser: &Browser<'_>, at: &str) -> Page {
    let page = browser.open(at).await;
    let page = browser.sign_in(&page, "sanne").await;
    assert!(page.says("We sent a message"), "{}", page.html);
    let text = last_message(browser.server).await.text;
    let code = text
        .split(|c: char| !c.is_ascii_digit())
        .find(|part| part.len() == 6);
    browser
        .send(&page, "/signin/verify", &[("code", code.unwrap())])
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn b97_who_has_only_text_and_voice_reads_on_the_page_that_they_are_ending() {
    let server = with_phone(|_| {}).await;
    for (lang, says) in [
        ("en", "Messages and calls are ending"),
        ("nl", "Berichten en telefoongesprekken verdwijnen"),
    ] {
        let browser = Browser::new(&server);
        let page = browser.open(&format!("/language?to={lang}&next=/signin")).await;
        let page = browser.sign_in(&page, "sanne").await;
        assert!(page.path == "/signin/verify" && page.says(says), "{}", page.html);
    }
    // It is a notice: nobody is kept out.
    server.clock.step(std::time::Duration::from_secs(31));
    assert_eq!(
        sign_in(&Browser::new(&server), "/signin?next=/device").await.path,
        "/device"
    );
    add_app(&server, "sanne").await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    let page = browser.sign_in(&page, "sanne").await;
    assert!(
        page.path == "/signin/verify" && !page.says("calls are ending"),
        "{}",
        page.html
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b97_by_policy_a_passkey_is_set_up_before_anything_else() {
    let server = with_phone(|rules| rules.registration.passkey_instead_of_phone = true).await;
    let mut key = key(&server);
    let browser = Browser::new(&server);
    let request = authorize(workpass_server::sample::client_id(), &[]);
    let asked = sign_in(&browser, &request).await;
    assert_eq!(asked.path, "/register");
    assert!(
        asked.says("wants you to set up a passkey before you go on")
            && asked.says("You use only messages and calls"),
        "{}",
        asked.html
    );
    assert!(
        !asked.says("Skip for now") && !asked.says("different method"),
        "{}",
        asked.html
    );
    // No way around it.
    assert_eq!(browser.open(&request).await.path, "/register");
    for action in ["/register/app", "/register/skip"] {
        assert_eq!(browser.send(&asked, action, &[]).await.status, 400, "{action}");
    }

    let page = browser.send(&asked, "/register/passkey", &[]).await;
    assert!(page.path.starts_with("/passkeys/register/"), "{}", page.path);
    let back = browser.send(&page, &format!("{}/cancel", page.path), &[]).await;
    assert!(
        back.path == "/register" && back.says("/register/passkey"),
        "{}",
        back.html
    );

    let page = browser.send(&back, "/register/passkey", &[]).await;
    let made = key.create(&options(&page)).unwrap();
    let done = answered(&browser, &page, &page.path, &made).await;
    assert!(done.path == "/register/done" && done.says("Passkey"), "{done:?}");
    let done = browser.open(&request).await;
    assert!(answer(&done).contains_key("code"), "on to the app: {done:?}");
    let kinds: Vec<String> = methods(&server, "sanne")
        .await
        .into_iter()
        .map(|row| row.kind)
        .collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "fido2").count(), 1);
    // From now on nothing is asked.
    server.clock.step(std::time::Duration::from_secs(31));
    assert_eq!(
        sign_in(&Browser::new(&server), "/signin?next=/device").await.path,
        "/device"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b97_where_there_are_no_passkeys_nobody_is_stopped() {
    let server = with_phone(|rules| {
        rules.registration.passkey_instead_of_phone = true;
        rules.methods.get_mut("fido2").unwrap().allowed = false;
    })
    .await;
    assert_eq!(
        sign_in(&Browser::new(&server), "/signin?next=/device").await.path,
        "/device"
    );
}
