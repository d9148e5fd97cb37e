//! Passkeys: made on the page an app sends people to, and used to sign in.

use std::time::Duration;

use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use url::Url;
use webauthn_authenticator_rs::WebauthnAuthenticator;
use webauthn_authenticator_rs::softpasskey::SoftPasskey;
use webauthn_rs_core::proto::{CreationChallengeResponse, RequestChallengeResponse};
use workpass_server::audit::Event;
use workpass_server::methods::passkey::{self, Finished, NotAdded};
use workpass_server::sample;
use workpass_server::store::entities::{browser_session, security_method};

use crate::browser::{Browser, Page};
use crate::enrolled::{App, add_app, person, rules};
use crate::support::TestServer;
use crate::support::authenticator::Authenticator;

const SCOPES: &[&str] = &["UserAuthMethod-Passkey.ReadWrite"];
const REGISTRATIONS: &str = "/selfservice/v1.0/me/passkeyRegistrations";

async fn allowed() -> TestServer {
    let server = TestServer::start().await;
    rules(&server, |rules| {
        rules.methods.get_mut("fido2").unwrap().maximum = 10;
    })
    .await;
    server
}

pub(crate) fn key(server: &TestServer) -> Authenticator {
    Authenticator::new(&server.state().config.public_url)
}

/// What the app sends and gets.
async fn call(server: &TestServer, token: &str, method: reqwest::Method, path: &str) -> (u16, Value) {
    let request = server
        .http
        .request(method.clone(), server.url(path))
        .bearer_auth(token);
    let request = if method == reqwest::Method::POST {
        request.json(&json!({ "displayName": "Blue key" }))
    } else {
        request
    };
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap_or_default())
}

/// The path of the page of a new registration, and its id.
async fn started(server: &TestServer, token: &str) -> (String, String) {
    let (status, row) = call(server, token, reqwest::Method::POST, REGISTRATIONS).await;
    assert_eq!(
        (status, row["state"].as_str()),
        (201, Some("awaitingBrowser")),
        "{row}"
    );
    let page = row["page"]
        .as_str()
        .unwrap()
        .strip_prefix(&server.state().config.public_url)
        .unwrap();
    (page.to_owned(), row["id"].as_str().unwrap().to_owned())
}

async fn watched(server: &TestServer, token: &str, id: &str) -> Value {
    call(
        server,
        token,
        reqwest::Method::GET,
        &format!("{REGISTRATIONS}/{id}"),
    )
    .await
    .1
}

/// What the page asks the browser for.
pub(crate) fn options(page: &Page) -> Value {
    let start = page
        .html
        .find("data-options=\"")
        .expect("the page asks for a passkey")
        + 14;
    let text = page.html[start..].split('"').next().unwrap();
    let text = text
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&");
    serde_json::from_str(&text).unwrap()
}

pub(crate) async fn answered(browser: &Browser<'_>, page: &Page, action: &str, credential: &Value) -> Page {
    browser
        .send(page, action, &[("credential", &credential.to_string())])
        .await
}

/// Name, password and the code of an app.
async fn sign_in_with_code(server: &TestServer, browser: &Browser<'_>, page: &Page, app: &App) -> Page {
    let page = browser.sign_in(page, "sanne").await;
    assert_eq!(page.path, "/signin/verify");
    browser
        .send(&page, "/signin/verify", &[("code", &app.code(server))])
        .await
}

/// Adds a passkey without the pages.
pub(crate) async fn added(
    server: &TestServer,
    key: &mut Authenticator,
    first_name: &str,
) -> Result<security_method::Model, NotAdded> {
    let state = server.state();
    let user = person(server, first_name).await;
    let row = passkey::start(state, &user, None).await.unwrap().row;
    let offer = passkey::offer(state, &user, "here").await.unwrap().unwrap();
    let made = key.create_at_any_rate(&offer.options).to_string();
    let event = Event::of("method.added", &user);
    passkey::add(state, &user, &row, "here", (&offer.ceremony, &made), None, event)
        .await
        .unwrap()
}

/// Whose passkey signs in, without the pages.
async fn proven(server: &TestServer, key: &mut Authenticator) -> Finished {
    let state = server.state();
    let asked = passkey::begin(state, "here").unwrap();
    let answer = key
        .get(&serde_json::from_str(&asked.options).unwrap())
        .unwrap()
        .to_string();
    passkey::finish(state, "here", &asked.ceremony, &answer)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn b81_a_passkey_is_made_in_the_browser_and_signs_in() {
    let server = allowed().await;
    let app = add_app(&server, "sanne").await;
    let token = server.token("sanne", SCOPES).await;
    let (path, id) = started(&server, &token).await;
    let mut key = key(&server);

    let browser = Browser::new(&server);
    let page = browser.open(&path).await;
    assert_eq!(page.path, "/signin", "nobody is signed in here yet");
    let page = sign_in_with_code(&server, &browser, &page, &app).await;
    assert!(
        page.path == path && page.says("Add a passkey") && page.says("Blue key"),
        "{}",
        page.html
    );
    let asked = options(&page);
    assert_eq!(asked["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(asked["authenticatorSelection"]["residentKey"], "preferred");
    let made = key.create(&asked).unwrap();
    let done = answered(&browser, &page, &path, &made).await;
    assert!(done.says("Passkey added"), "{}", done.html);
    let row = watched(&server, &token, &id).await;
    assert_eq!(row["state"], "completed");
    assert!(row["methodId"].is_string());
    let again = answered(&browser, &page, &path, &made).await;
    assert!(again.says("This page no longer works"), "{}", again.html);

    // Instead of name and password: two factors at once.
    let other = Browser::new(&server);
    let page = other.open("/signin?next=/device").await;
    let assertion = key.get(&options(&page)).unwrap();
    assert_eq!(
        answered(&other, &page, "/signin/passkey", &assertion).await.path,
        "/device"
    );
    let newest = browser_session::Entity::find().order_by_desc(browser_session::Column::LastSeenAt);
    let sessions = newest.all(&server.state().db).await.unwrap();
    let by_key = sessions
        .iter()
        .find(|session| session.amr.has("hwk"))
        .expect("a session by passkey");
    assert!(by_key.amr.has("mfa") && by_key.verified_at.is_some());

    // After the password, as a second step.
    let third = Browser::new(&server);
    let page = third.open("/signin?next=/device").await;
    third.sign_in(&page, "sanne").await;
    let list = third.open("/signin/verify/others").await;
    let page = third
        .send(&list, "/signin/verify/way", &[("way", "passkey")])
        .await;
    assert!(page.says("Use your passkey or security key"), "{}", page.html);
    let assertion = key.get(&options(&page)).unwrap();
    assert_eq!(
        answered(&third, &page, "/signin/verify/passkey", &assertion)
            .await
            .path,
        "/device"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b24_a_passkey_stands_alone_only_where_the_policy_says_so() {
    let server = allowed().await;
    let mut key = key(&server);
    added(&server, &mut key, "sanne").await.unwrap();
    let alone = async |key: &mut Authenticator| {
        let browser = Browser::new(&server);
        let page = browser.open("/signin?next=/device").await;
        let assertion = key.get(&options(&page)).unwrap();
        answered(&browser, &page, "/signin/passkey", &assertion).await
    };
    assert_eq!(alone(&mut key).await.path, "/device");
    rules(&server, |rules| {
        let rule = rules.methods.get_mut("fido2").unwrap();
        rule.usable_for = vec!["multifactor".to_owned()];
    })
    .await;
    let refused = alone(&mut key).await;
    assert_ne!(refused.path, "/device", "{}", refused.html);
    let browser = Browser::new(&server);
    let page = browser.open("/signin?next=/device").await;
    assert_eq!(browser.sign_in(&page, "sanne").await.path, "/signin/verify");
}

#[tokio::test(flavor = "multi_thread")]
async fn b80_something_else_has_to_be_there_first() {
    let server = allowed().await;
    let token = server.token("james", SCOPES).await;
    let (status, refused) = call(&server, &token, reqwest::Method::POST, REGISTRATIONS).await;
    assert_eq!(
        (status, refused["error"]["code"].as_str()),
        (403, Some("otherMethodRequired"))
    );
    crate::enrolled::issue_pass(&server, "james", false).await;
    let (status, _) = call(&server, &token, reqwest::Method::POST, REGISTRATIONS).await;
    assert_eq!(status, 201, "a Temporary Access Pass is the way round");
}

#[tokio::test(flavor = "multi_thread")]
async fn b83_the_proof_has_to_be_of_the_last_five_minutes() {
    let server = allowed().await;
    let app = add_app(&server, "sanne").await;
    let token = server.token("sanne", SCOPES).await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    sign_in_with_code(&server, &browser, &page, &app).await;
    let (path, _) = started(&server, &token).await;
    assert_eq!(browser.open(&path).await.path, path);
    server.clock.step(Duration::from_secs(5 * 60 + 1));
    let asked = browser.open(&path).await;
    assert_eq!(asked.path, "/signin/verify");
    let page = browser
        .send(&asked, "/signin/verify", &[("code", &app.code(&server))])
        .await;
    assert_eq!(page.path, path);
    let (status, _) = call(&server, &token, reqwest::Method::POST, REGISTRATIONS).await;
    assert_eq!(status, 401, "and so has the app's");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_in_the_browser_is_told_so_and_adds_nothing() {
    let server = allowed().await;
    add_app(&server, "sanne").await;
    let token = server.token("sanne", SCOPES).await;
    let (path, id) = started(&server, &token).await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    browser.sign_in(&page, "james").await;
    let page = browser.open(&path).await;
    assert!(
        page.says("Another account") && page.says("james@"),
        "{}",
        page.html
    );
    let row = watched(&server, &token, &id).await;
    assert_eq!(
        (row["state"].as_str(), row["reason"].as_str()),
        (Some("failed"), Some("otherPerson"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b71_what_is_cancelled_here_or_there_adds_nothing() {
    let server = allowed().await;
    let app = add_app(&server, "sanne").await;
    let token = server.token("sanne", SCOPES).await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    sign_in_with_code(&server, &browser, &page, &app).await;
    let (path, id) = started(&server, &token).await;
    let page = browser.open(&path).await;
    let gone = browser.send(&page, &format!("{path}/cancel"), &[]).await;
    assert!(gone.says("Nothing was added"));
    assert_eq!(watched(&server, &token, &id).await["state"], "declined");

    let (path, id) = started(&server, &token).await;
    let page = browser.open(&path).await;
    let made = key(&server).create(&options(&page)).unwrap();
    let one = format!("{REGISTRATIONS}/{id}");
    assert_eq!(call(&server, &token, reqwest::Method::DELETE, &one).await.0, 204);
    let late = answered(&browser, &page, &path, &made).await;
    assert!(late.says("This page no longer works"), "{}", late.html);
    assert_eq!(watched(&server, &token, &id).await["reason"], "cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_counts_once_in_its_browser_and_for_five_minutes() {
    let server = allowed().await;
    let state = server.state();
    let mut key = key(&server);
    added(&server, &mut key, "sanne").await.unwrap();
    let ask = || passkey::begin(state, "here").unwrap();
    let read = |asked: &passkey::Asked| serde_json::from_str::<Value>(&asked.options).unwrap();

    let asked = ask();
    let answer = key.get(&read(&asked)).unwrap().to_string();
    let elsewhere = passkey::finish(state, "there", &asked.ceremony, &answer)
        .await
        .unwrap();
    assert_eq!(elsewhere, Finished::Refused);
    let here = passkey::finish(state, "here", &asked.ceremony, &answer)
        .await
        .unwrap();
    assert!(matches!(here, Finished::Proven(method) if method.user_id == sample::user_id("sanne")));
    let replayed = passkey::finish(state, "here", &asked.ceremony, &answer)
        .await
        .unwrap();
    assert_eq!(replayed, Finished::Refused);
    // An old answer to a new question.
    let replayed = passkey::finish(state, "here", &ask().ceremony, &answer)
        .await
        .unwrap();
    assert_eq!(replayed, Finished::Refused);

    let asked = ask();
    let answer = key.get(&read(&asked)).unwrap().to_string();
    server.clock.step(Duration::from_secs(5 * 60));
    let late = passkey::finish(state, "here", &asked.ceremony, &answer)
        .await
        .unwrap();
    assert_eq!(late, Finished::Refused);

    // Two at once, as from two instances.
    let asked = ask();
    let answer = key.get(&read(&asked)).unwrap().to_string();
    let (one, two) = tokio::join!(
        passkey::finish(state, "here", &asked.ceremony, &answer),
        passkey::finish(state, "here", &asked.ceremony, &answer)
    );
    let through = [one.unwrap(), two.unwrap()]
        .iter()
        .filter(|f| **f != Finished::Refused)
        .count();
    assert_eq!(through, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_the_persons_own_answer_is_refused() {
    let server = allowed().await;
    let state = server.state();
    let mut key = key(&server);
    added(&server, &mut key, "sanne").await.unwrap();
    assert_ne!(proven(&server, &mut key).await, Finished::Refused);

    let origin = key.origin.clone();
    for wrong in ["https://evil.example", "http://localhost:1", "https://localhost"] {
        wrong.clone_into(&mut key.origin);
        assert_eq!(proven(&server, &mut key).await, Finished::Refused, "{wrong}");
    }
    key.origin = origin;
    key.verifies = false;
    assert_eq!(proven(&server, &mut key).await, Finished::Refused, "no PIN");
    key.verifies = true;
    let counter = key.counter;
    key.counter = 1;
    assert_eq!(
        proven(&server, &mut key).await,
        Finished::Refused,
        "a clone's counter"
    );
    key.counter = counter;
    assert_ne!(proven(&server, &mut key).await, Finished::Refused);

    // Sanne's key in James's second step.
    let james = person(&server, "james").await;
    added(&server, &mut Authenticator::new(&key.origin), "james")
        .await
        .unwrap();
    let asked = passkey::begin_for(state, &james, "here").await.unwrap().unwrap();
    let mut options: Value = serde_json::from_str(&asked.options).unwrap();
    assert_eq!(options["allowCredentials"].as_array().unwrap().len(), 1);
    options["allowCredentials"] = json!([]);
    let answer = key.get(&options).unwrap().to_string();
    let refused = passkey::finish_for(state, &james, "here", &asked.ceremony, &answer)
        .await
        .unwrap();
    assert_eq!(refused, Finished::Refused);
    for nonsense in ["", "{}", "[]", "null", "{\"id\":1}"] {
        let asked = passkey::begin(state, "here").unwrap();
        let refused = passkey::finish(state, "here", &asked.ceremony, nonsense)
            .await
            .unwrap();
        assert_eq!(refused, Finished::Refused, "{nonsense}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_not_registered_twice() {
    let server = allowed().await;
    let state = server.state();
    let mut key = key(&server);
    added(&server, &mut key, "sanne").await.unwrap();
    let sanne = person(&server, "sanne").await;
    let offer = passkey::offer(state, &sanne, "here").await.unwrap().unwrap();
    assert_eq!(
        key.create(&offer.options),
        None,
        "its browser is told to leave it alone"
    );
    for first_name in ["sanne", "james"] {
        let user = person(&server, first_name).await;
        let row = passkey::start(state, &user, None).await.unwrap().row;
        let offer = passkey::offer(state, &user, "here").await.unwrap().unwrap();
        let made = key.attest(&offer.options).to_string();
        let event = Event::of("method.added", &user);
        let added = passkey::add(state, &user, &row, "here", (&offer.ceremony, &made), None, event).await;
        assert_eq!(
            added.unwrap().unwrap_err(),
            NotAdded::AlreadyRegistered,
            "{first_name}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b86_there_are_ten_however_many_are_added_at_once() {
    let server = allowed().await;
    let state = server.state();
    let user = person(&server, "sanne").await;
    let mut keys = Vec::new();
    for _ in 0..9 {
        let mut key = key(&server);
        added(&server, &mut key, "sanne").await.unwrap();
        keys.push(key);
    }
    // A page and a call of Graph's at once.
    let row = passkey::start(state, &user, None).await.unwrap().row;
    let offer = passkey::offer(state, &user, "here").await.unwrap().unwrap();
    let by_page = key(&server).create(&offer.options).unwrap().to_string();
    let (options, _) = passkey::creation_options(state, &user).await.unwrap().unwrap();
    let by_call = key(&server).create(&options).unwrap();
    let event = || Event::of("method.added", &user);
    let (one, two) = tokio::join!(
        passkey::add(
            state,
            &user,
            &row,
            "here",
            (&offer.ceremony, &by_page),
            None,
            event()
        ),
        passkey::open_for_graph(state, &user, by_call, None, event())
    );
    let results = [one.unwrap(), two.unwrap()];
    assert_eq!(
        results.iter().filter(|added| added.is_ok()).count(),
        1,
        "{results:?}"
    );
    assert!(
        results
            .iter()
            .any(|added| matches!(added, Err(NotAdded::LimitReached)))
    );
    assert_eq!(
        added(&server, &mut key(&server), "sanne").await.unwrap_err(),
        NotAdded::LimitReached
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b85_other_makes_than_allowed_are_refused() {
    let server = allowed().await;
    let mut key = key(&server);
    let make = uuid::Uuid::from_bytes(key.aaguid).to_string();
    rules(&server, |rules| {
        rules.passkeys.allowed_aaguids = vec![make.clone()];
    })
    .await;
    let method = added(&server, &mut key, "sanne").await.unwrap();
    assert_eq!(method.data.passkey.unwrap().aaguid, Some(make));
    let mut other = Authenticator::new(&key.origin);
    other.aaguid = [8; 16];
    assert_eq!(
        added(&server, &mut other, "sanne").await.unwrap_err(),
        NotAdded::MakeNotAllowed
    );
    // Only what its maker vouches for: nobody does for this one.
    rules(&server, |rules| rules.passkeys.attestation = true).await;
    let mut another = Authenticator::new(&key.origin);
    assert_eq!(
        added(&server, &mut another, "sanne").await.unwrap_err(),
        NotAdded::MakeNotAllowed
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_synced_passkey_is_told_from_one_that_stays_on_its_device() {
    let server = allowed().await;
    let mut key = key(&server);
    key.synced = true;
    key.counter = 0;
    let method = added(&server, &mut key, "sanne").await.unwrap();
    assert_eq!(method.data.passkey.unwrap().passkey_type, "synced");
    for _ in 0..2 {
        assert_ne!(
            proven(&server, &mut key).await,
            Finished::Refused,
            "keys without a counter"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b85_synced_passkeys_can_be_kept_out_whatever_their_make() {
    let server = allowed().await;
    let mut key = key(&server);
    added(&server, &mut key, "sanne").await.unwrap();
    rules(&server, |rules| rules.passkeys.allow_synced = false).await;
    let mut synced = Authenticator::new(&key.origin);
    synced.synced = true;
    assert!(added(&server, &mut synced, "sanne").await.is_err());
    // One that stayed on its device when it was registered may not leave it later.
    assert_ne!(proven(&server, &mut key).await, Finished::Refused);
    key.synced = true;
    assert_eq!(proven(&server, &mut key).await, Finished::Refused);
    rules(&server, |rules| rules.passkeys.allow_synced = true).await;
    assert_ne!(proven(&server, &mut key).await, Finished::Refused);
    added(&server, &mut synced, "sanne").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_makers_software_key_registers_and_signs_in() {
    let server = allowed().await;
    let state = server.state();
    let user = person(&server, "sanne").await;
    let origin = Url::parse(&state.config.public_url).unwrap();
    let mut soft = SoftPasskey::new(true);
    let row = passkey::start(state, &user, None).await.unwrap().row;
    let offer = passkey::offer(state, &user, "here").await.unwrap().unwrap();
    let asked: CreationChallengeResponse =
        serde_json::from_value(json!({ "publicKey": offer.options })).unwrap();
    let made = soft.do_registration(origin.clone(), asked).unwrap();
    let made = serde_json::to_string(&made).unwrap();
    let event = Event::of("method.added", &user);
    let added = passkey::add(state, &user, &row, "here", (&offer.ceremony, &made), None, event).await;
    added.unwrap().unwrap();
    let asked = passkey::begin_for(state, &user, "here").await.unwrap().unwrap();
    let options: Value = serde_json::from_str(&asked.options).unwrap();
    let question: RequestChallengeResponse = serde_json::from_value(json!({ "publicKey": options })).unwrap();
    let answer = soft.do_authentication(origin, question).unwrap();
    let answer = serde_json::to_string(&answer).unwrap();
    let finished = passkey::finish_for(state, &user, "here", &asked.ceremony, &answer)
        .await
        .unwrap();
    assert_ne!(finished, Finished::Refused);
}
