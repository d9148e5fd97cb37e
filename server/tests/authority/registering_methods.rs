//! What can be set up at sign-in, each by its own steps.

use std::time::Duration;

use sea_orm::{EntityTrait, QueryOrder};
use serde_json::Value;
use workpass_server::methods::kind::MethodKind;
use workpass_server::methods::places;
use workpass_server::store::entities::{browser_session, email_method, outbox_mail};

use crate::browser::{Browser, Page};
use crate::enrolled::{
    add_authenticator, add_recovery_codes, issue_pass, last_message, methods, person, rules,
};
use crate::phone::Phone;
use crate::support::TestServer;
use crate::support::authenticator::Authenticator;

const NUMBER: &str = "+31650001234";
const ADDRESS: &str = "sanne.visser@postbus.example";
const MINUTE: Duration = Duration::from_secs(60);

/// A server where people have to register one method.
async fn asking() -> TestServer {
    let server = TestServer::start().await;
    rules(&server, |rules| rules.registration.required_sign_in = 1).await;
    server
}

async fn sign_in(browser: &Browser<'_>) -> Page {
    let page = browser.open("/signin?next=/device").await;
    let asked = browser.sign_in(&page, "sanne").await;
    assert_eq!(asked.path, "/register");
    asked
}

/// Asks for a text or a call; the page that follows.
async fn ask_phone(browser: &Browser<'_>, asked: &Page, number: &str, channel: &str) -> Page {
    let page = browser.send(asked, "/register/phone/start", &[]).await;
    assert_eq!(page.path, "/register/phone");
    let fields = [("number", number), ("channel", channel)];
    browser.send(&page, "/register/phone", &fields).await
}

async fn texted(server: &TestServer) -> String {
    let text = last_message(server).await.text;
    let mut parts = text.split(|c: char| !c.is_ascii_digit());
    parts.find(|part| part.len() == 6).unwrap().to_owned()
}

async fn mailed(server: &TestServer) -> String {
    let newest = outbox_mail::Entity::find().order_by_desc(outbox_mail::Column::CreatedAt);
    let mail = newest.one(&server.state().db).await.unwrap().unwrap();
    assert_eq!(mail.to_address, ADDRESS);
    let mut parts = mail.text_body.split(|c: char| !c.is_ascii_digit());
    parts.find(|part| part.len() == 6).unwrap().to_owned()
}

fn other_than(code: &str) -> &'static str {
    if code == "000000" { "111111" } else { "000000" }
}

/// The newest session proves two factors, one of them this.
async fn proven(server: &TestServer, reference: &str) -> bool {
    let newest = browser_session::Entity::find().order_by_desc(browser_session::Column::AuthenticatedAt);
    let row = newest.one(&server.state().db).await.unwrap().unwrap();
    row.amr.has(reference) && row.amr.has("mfa") && row.verified_at.is_some()
}

/// The page of a running registration again, as its button or script opens it.
async fn go_on(browser: &Browser<'_>, page: &Page) -> Page {
    browser.open(&format!("{}?next=/device", page.path)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn b90_the_choice_has_the_strongest_first_and_tells_why_something_cannot_be_chosen() {
    let server = asking().await;
    let browser = Browser::new(&server);
    let asked = sign_in(&browser).await;
    assert!(
        asked.says("I want to set up a different method"),
        "{}",
        asked.html
    );
    assert!(
        asked.says("action=\"/register/authenticator\""),
        "the strongest is what Next sets up"
    );
    let choice = browser.open("/register/choose?next=/device").await;
    let at = |text: &str| {
        choice
            .html
            .find(text)
            .unwrap_or_else(|| panic!("{text}: {}", choice.html))
    };
    assert!(at("Authenticator app (notification)") < at("any authenticator app will do"));
    assert!(at("any authenticator app will do") < at("A code by message, or a phone call"));
    assert!(at("A code by message, or a phone call") < at("Set up another method first."));
    assert!(!choice.says("action=\"/register/passkey\""), "B-80");
    assert!(!choice.says("E-mail address"), "that is for resetting only");
    // What is greyed out is not begun by a form from elsewhere either.
    let forced = browser.send(&asked, "/register/passkey", &[]).await;
    assert_eq!(forced.status, 400);
    browser.open("/language?to=nl&next=/register/choose").await;
    let dutch = browser.open("/register/choose?next=/device").await;
    assert!(dutch.says("Stel eerst een andere methode in."), "{}", dutch.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b62_the_country_is_chosen_from_a_list_without_any_script() {
    let server = asking().await;
    rules(&server, |rules| {
        rules.registration.required_sign_in = 1;
        rules.phone.allowed_countries = vec!["NL".to_owned(), "BE".to_owned(), "DE".to_owned()];
    })
    .await;
    let browser = Browser::new(&server);
    let asked = sign_in(&browser).await;
    let page = browser.send(&asked, "/register/phone/start", &[]).await;
    let shown = |page: &Page| {
        let lines = page.html.split("<option ").skip(1);
        let lines = lines.map(|line| line.split("</option>").next().unwrap().to_owned());
        lines.collect::<Vec<_>>()
    };
    assert_eq!(
        shown(&page),
        [
            "value=\"BE\">Belgium (+32)",
            "value=\"DE\">Germany (+49)",
            "value=\"NL\" selected>Netherlands (+31)"
        ]
    );
    assert!(!page.says("<script"), "{}", page.html);
    let fields = [("number", "0470 12 34"), ("country", "BE"), ("channel", "sms")];
    let refused = browser.send(&page, "/register/phone", &fields).await;
    assert!(
        refused.says("not a phone number of this country"),
        "{}",
        refused.html
    );
    assert!(refused.says("0470 12 34") && refused.says("value=\"BE\" selected"));
    let fields = [
        ("number", "020 7946 0958"),
        ("country", "GB"),
        ("channel", "voice"),
    ];
    let refused = browser.send(&page, "/register/phone", &fields).await;
    assert!(
        refused.says("does not allow numbers of this country"),
        "B-65: {}",
        refused.html
    );
    let fields = [("number", "0470 12 34 56"), ("country", "BE"), ("channel", "sms")];
    let sent = browser.send(&refused, "/register/phone", &fields).await;
    assert!(sent.says("a code to +32470123456"), "{}", sent.html);
    browser.open("/language?to=nl&next=/register/phone").await;
    let dutch = browser.open("/register/phone?next=/device").await;
    assert!(
        dutch.says("Land of regio") && dutch.says("selected>Nederland (+31)"),
        "{}",
        dutch.html
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b42_b58_tokens_that_are_not_activated_take_their_places_here_too() {
    let server = TestServer::start().await;
    rules(&server, |rules| rules.registration.required_sign_in = 4).await;
    let state = server.state();
    for _ in 0..3 {
        add_authenticator(&server, "sanne").await;
    }
    for _ in 0..2 {
        let mut token = places::method(person(&server, "sanne").await.id, MethodKind::HardwareOath, 0);
        token.state = "notActivated".to_owned();
        places::take(&state.db, token).await.unwrap().expect("a place");
    }
    let codes = add_recovery_codes(&server, "sanne").await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin?next=/device").await;
    browser.sign_in(&page, "sanne").await;
    let list = browser.open("/signin/verify/others").await;
    let page = browser
        .send(&list, "/signin/verify/way", &[("way", "recovery")])
        .await;
    let asked = browser
        .send(&page, "/signin/verify", &[("code", &codes[0])])
        .await;
    assert_eq!(asked.path, "/register", "{}", asked.html);
    let choice = browser.open("/register/choose?next=/device").await;
    assert!(!choice.says("action=\"/register/app\""), "{}", choice.html);
    let forced = browser.send(&asked, "/register/app", &[]).await;
    assert_eq!(forced.status, 400, "told before the wizard, not after it");
}

#[tokio::test(flavor = "multi_thread")]
async fn b62_b90_a_phone_is_set_up_by_a_text_and_proves_its_owner() {
    let server = asking().await;
    let browser = Browser::new(&server);
    let asked = sign_in(&browser).await;
    for (number, problem) in [
        ("0612345678", "not a phone number of this country"),
        ("+31 6 12345678 ext. 5", "Extensions are not supported"),
        ("+31900123456", "cannot be used"),
    ] {
        let refused = ask_phone(&browser, &asked, number, "sms").await;
        assert!(
            refused.path == "/register/phone" && refused.html.contains(problem),
            "{number}: {}",
            refused.html
        );
        assert!(refused.says(number), "what was typed is not lost");
    }
    let page = ask_phone(&browser, &asked, "+31 6 5000 1234", "sms").await;
    assert!(page.says(&format!("a code to {NUMBER}")), "{}", page.html);
    let code = texted(&server).await;
    let wrong = browser
        .send(&page, &page.path, &[("code", other_than(&code))])
        .await;
    assert!(wrong.says("you can try 4 more times"), "{}", wrong.html);
    let again = browser.send(&wrong, &format!("{}/again", page.path), &[]).await;
    assert!(again.says("You can ask for a new one in 30 s"), "{}", again.html);
    assert_eq!(texted(&server).await, code, "nothing new was sent");
    assert!(methods(&server, "sanne").await.is_empty());
    let done = browser.send(&again, &page.path, &[("code", &code)]).await;
    assert_eq!(done.path, "/register/done", "{}", done.html);
    assert!(
        done.says("Success") && done.says("Phone") && done.says(NUMBER),
        "{}",
        done.html
    );
    assert!(done.says("href=\"/device\""), "Done leads on");
    assert!(proven(&server, "sms").await, "setting it up proved it");
    assert_eq!(browser.open("/device").await.path, "/device");
    // It is there now: another window that goes on with the same code is told, and adds nothing.
    let late = browser.send(&done, &page.path, &[("csrf", "x")]).await;
    assert_eq!(late.status, 403);
    assert_eq!(methods(&server, "sanne").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn b67_b90_a_phone_is_set_up_by_a_call() {
    let server = asking().await;
    let browser = Browser::new(&server);
    let asked = sign_in(&browser).await;
    let page = ask_phone(&browser, &asked, NUMBER, "voice").await;
    assert!(page.says(&format!("We are calling {NUMBER}")), "{}", page.html);
    assert!(page.says("/static/verify.js") && page.says(">Continue<"));
    let watch = page.html.split("data-watch=\"").nth(1).unwrap();
    let watch = watch.split('"').next().unwrap().replace("&#38;", "&");
    let waiting = async || browser.open(&watch).await.html;
    assert_eq!(waiting().await, r#"{"waiting":true}"#);
    assert!(
        go_on(&browser, &page).await.says("We are calling"),
        "not answered yet"
    );
    let id = last_message(&server).await.id;
    let press = server.http.post(server.url(&format!("/dev/messages/{id}/press")));
    assert_eq!(press.send().await.unwrap().status(), 303);
    assert_eq!(waiting().await, r#"{"waiting":false}"#);
    let done = go_on(&browser, &page).await;
    assert_eq!(done.path, "/register/done", "{}", done.html);
    assert!(proven(&server, "tel").await, "the key that was pressed proved it");
}

#[tokio::test(flavor = "multi_thread")]
async fn b67_a_call_that_is_declined_adds_nothing_and_can_be_made_again() {
    let server = asking().await;
    let browser = Browser::new(&server);
    let asked = sign_in(&browser).await;
    let page = ask_phone(&browser, &asked, NUMBER, "voice").await;
    let id = last_message(&server).await.id;
    let hang_up = server
        .http
        .post(server.url(&format!("/dev/messages/{id}/hang-up")));
    assert_eq!(hang_up.send().await.unwrap().status(), 303);
    let declined = go_on(&browser, &page).await;
    assert!(declined.says("The call was declined"), "{}", declined.html);
    assert!(declined.says(&format!("value=\"{NUMBER}\"")), "the number stays");
    assert!(methods(&server, "sanne").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn b43_b95_an_address_is_set_up_for_resetting_the_password() {
    let server = TestServer::start().await;
    rules(&server, |rules| rules.registration.required_reset = 1).await;
    let browser = Browser::new(&server);
    let asked = sign_in(&browser).await;
    let form = browser.send(&asked, "/register/email/start", &[]).await;
    assert_eq!(form.path, "/register/email", "{}", form.html);
    for (address, problem) in [
        ("sanne@noorderlicht.example", "Your work or school address"),
        ("sanne", "not an e-mail address"),
        ("sanne@wegwerpmail.example", "addresses of this domain"),
    ] {
        let refused = browser
            .send(&form, "/register/email", &[("address", address)])
            .await;
        assert!(refused.says(problem) && refused.says(address), "{}", refused.html);
    }
    let page = browser
        .send(&form, "/register/email", &[("address", ADDRESS)])
        .await;
    assert!(page.says(&format!("a code to {ADDRESS}")), "{}", page.html);
    let code = mailed(&server).await;
    let wrong = browser
        .send(&page, &page.path, &[("code", other_than(&code))])
        .await;
    assert!(wrong.says("you can try 4 more times"), "{}", wrong.html);
    let emails = async || {
        let all = email_method::Entity::find()
            .all(&server.state().db)
            .await
            .unwrap();
        all.iter().filter(|row| row.email_address == ADDRESS).count()
    };
    assert_eq!(emails().await, 0);
    server.clock.step(MINUTE);
    let again = browser.send(&wrong, &format!("{}/again", page.path), &[]).await;
    let newer = mailed(&server).await;
    let done = browser.send(&again, &page.path, &[("code", &newer)]).await;
    assert_eq!(done.path, "/register/done", "{}", done.html);
    assert!(done.says(ADDRESS));
    assert_eq!(emails().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn b53_b55_b90_an_authenticator_is_scanned_and_passes_its_test() {
    let server = asking().await;
    let browser = Browser::new(&server);
    let asked = sign_in(&browser).await;
    let page = browser.send(&asked, "/register/authenticator", &[]).await;
    assert!(page.says("<svg class=\"qr\""), "{}", page.html);
    let address = page.html.split("translate=\"no\">").nth(1).unwrap();
    let address = address.split('<').next().unwrap().to_owned();
    let action = page.html.split("data-onward=\"").nth(1).unwrap();
    let action = action.split(['?', '"']).next().unwrap().to_owned();
    let again = browser.send(&page, &action, &[]).await;
    assert!(
        again.says(&address),
        "the same code is shown again before it is scanned"
    );

    let phone = Phone::new(&server);
    assert_eq!(phone.scan(&address).await.0, 200);
    let test = browser.send(&again, &action, &[]).await;
    let number = test
        .html
        .split("<p class=\"code\" translate=\"no\">")
        .nth(1)
        .unwrap()[..2]
        .to_owned();
    assert!(methods(&server, "sanne").await.is_empty(), "B-54");
    server.clock.step(3 * MINUTE);
    let unanswered = go_on(&browser, &test).await;
    assert!(unanswered.says("was not answered"), "{}", unanswered.html);
    let test = browser.send(&unanswered, &format!("{action}/again"), &[]).await;
    let newer = test.html.split("<p class=\"code\" translate=\"no\">").nth(1);
    let newer = newer.unwrap_or_else(|| panic!("{number} {}", test.html))[..2].to_owned();
    let outcome = phone.answer(&phone.asked().await, "approve", &newer).await;
    assert_eq!(outcome["outcome"], "approved");
    let done = go_on(&browser, &test).await;
    assert_eq!(done.path, "/register/done", "{}", done.html);
    assert!(done.says("Authenticator app (notification)"));
    assert!(proven(&server, "swk").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn b80_b90_a_passkey_is_made_here_by_whoever_came_in_with_a_pass() {
    let server = asking().await;
    rules(&server, |rules| {
        rules.registration.required_sign_in = 1;
        rules.methods.get_mut("fido2").unwrap().maximum = 10;
    })
    .await;
    let pass = issue_pass(&server, "sanne", false).await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin?next=/device").await;
    let name = "sanne@noorderlicht.example";
    let asked = browser
        .send(&page, "/signin", &[("user_name", name), ("password", &pass)])
        .await;
    assert!(
        asked.says("action=\"/register/passkey\""),
        "the strongest: {}",
        asked.html
    );
    let page = browser.send(&asked, "/register/passkey", &[]).await;
    assert!(page.says("/static/passkeys.js"), "{}", page.html);
    let options = page
        .html
        .split("data-options=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let options: Value = serde_json::from_str(&options.replace("&#34;", "\"").replace("&#39;", "'")).unwrap();
    let mut key = Authenticator::new(&server.state().config.public_url);
    let made = key.create(&options).unwrap().to_string();
    let refused = browser
        .send(&page, &page.path, &[("credential", "{}"), ("name", "Blue key")])
        .await;
    assert!(refused.says("The passkey was not added"), "{}", refused.html);
    let spent = browser.send(&page, &page.path, &[("credential", &made)]).await;
    assert!(spent.says("was not added"), "a question is answered once");
    let options = spent
        .html
        .split("data-options=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let options: Value = serde_json::from_str(&options.replace("&#34;", "\"").replace("&#39;", "'")).unwrap();
    let made = key.create_at_any_rate(&options).to_string();
    let fields = [("credential", made.as_str()), ("name", "Blue key")];
    let done = browser.send(&spent, &page.path, &fields).await;
    assert_eq!(done.path, "/register/done", "{}", done.html);
    assert!(done.says("Passkey") && done.says("Blue key"), "{}", done.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b90_of_two_windows_that_set_up_the_same_phone_one_does() {
    let server = asking().await;
    let (one, other) = (Browser::new(&server), Browser::new(&server));
    let (asked_one, asked_other) = (sign_in(&one).await, sign_in(&other).await);
    let first = ask_phone(&one, &asked_one, NUMBER, "sms").await;
    let first_code = texted(&server).await;
    server.clock.step(MINUTE);
    let second = ask_phone(&other, &asked_other, NUMBER, "sms").await;
    let second_code = texted(&server).await;
    let over = one.send(&first, &first.path, &[("code", &first_code)]).await;
    assert!(over.says("Start again"), "{}", over.html);
    assert!(methods(&server, "sanne").await.is_empty());
    let fields = [("code", second_code.as_str())];
    let (a, b) = tokio::join!(
        other.send(&second, &second.path, &fields),
        other.send(&second, &second.path, &fields)
    );
    let ends = [&a, &b].map(|page| page.path == "/register/done");
    assert!(ends.contains(&true), "{a:?} {b:?}");
    assert_eq!(methods(&server, "sanne").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn b91_leaving_half_way_or_staying_too_long_changes_nothing() {
    let server = asking().await;
    let browser = Browser::new(&server);
    let asked = sign_in(&browser).await;
    let page = ask_phone(&browser, &asked, NUMBER, "sms").await;
    let code = texted(&server).await;
    // Another browser of the same person cannot go on with it.
    let other = Browser::new(&server);
    let asked_other = sign_in(&other).await;
    assert_eq!(other.open(&page.path).await.status, 404);
    let taken = other.send(&asked_other, &page.path, &[("code", &code)]).await;
    assert_eq!(taken.status, 404);
    server.clock.step(16 * MINUTE);
    let late = browser.send(&page, &page.path, &[("code", &code)]).await;
    assert_eq!(late.path, "/signin");
    assert!(methods(&server, "sanne").await.is_empty());
}
