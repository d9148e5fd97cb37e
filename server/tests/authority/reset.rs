//! Getting back in without the password.

use std::collections::BTreeSet;
use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use secrecy::SecretString;
use workpass_server::audit::Event;
use workpass_server::methods::questions::{self, Given, PREDEFINED};
use workpass_server::methods::{Verdict, recovery_codes};
use workpass_server::sample;
use workpass_server::store::entities::{
    audit_event, browser_session, grant, method_policy, outbox_mail, outbox_message, password_reset,
    queued_mail, sent_mail, tenant, user,
};
use workpass_server::store::values::{MethodRule, MethodRules};

use crate::browser::{Browser, Page};
use crate::enrolled::{add_app, add_phone, add_phone_in, add_recovery_codes, last_message, person};
use crate::support::{TestServer, password};

pub(crate) const ANNA: &str = "anna@noorderlicht.example";
pub(crate) const ANNAS_MAIL: &str = "anna.devries@postbus.example";
pub(crate) const NUMBER: &str = "+31650001234";
pub(crate) const NEW: &str = "kwelder fluit anker zeven";
pub(crate) const WRONG: &str = "This is not right, has expired, or does not belong to this account";
pub(crate) const LATE: &str = "This took too long, or was done already";

/// Changes every policy.
pub(crate) async fn policies(server: &TestServer, change: impl Fn(&mut MethodRules)) {
    let db = &server.state().db;
    for policy in method_policy::Entity::find().all(db).await.unwrap() {
        let mut rules = policy.rules.clone();
        change(&mut rules);
        let mut policy = policy.into_active_model();
        policy.rules = sea_orm::ActiveValue::Set(rules);
        policy.update(db).await.unwrap();
    }
}

/// Gets to where it is asked by what somebody is verified.
pub(crate) async fn begin(browser: &Browser<'_>, user_name: &str, purpose: &str) -> Page {
    let page = browser.open("/reset").await;
    let fields = [("user_name", user_name), ("purpose", purpose)];
    let page = browser.send(&page, "/reset", &fields).await;
    browser.server.state().background.settle().await;
    page
}

pub(crate) async fn choose(browser: &Browser<'_>, page: &Page, way: &str) -> Page {
    browser.send(page, "/reset/verify/way", &[("way", way)]).await
}

/// Types a number or address.
pub(crate) async fn send_to(browser: &Browser<'_>, page: &Page, target: &str) -> Page {
    let page = browser
        .send(page, "/reset/verify/send", &[("target", target)])
        .await;
    browser.server.state().background.settle().await;
    page
}

pub(crate) async fn enter(browser: &Browser<'_>, page: &Page, code: &str) -> Page {
    browser.send(page, "/reset/verify", &[("code", code)]).await
}

/// The ways a page lists.
pub(crate) fn ways(page: &Page) -> Vec<String> {
    let parts = page.html.split("name=\"way\" value=\"").skip(1);
    parts
        .map(|part| part.split('"').next().unwrap().to_owned())
        .collect()
}

fn six_digits(text: &str) -> String {
    let digits = text
        .split(|c: char| !c.is_ascii_digit())
        .find(|part| part.len() == 6);
    digits.unwrap_or_else(|| panic!("no code in {text}")).to_owned()
}

/// The code that was mailed last.
pub(crate) async fn mailed_code(server: &TestServer, to: &str) -> String {
    let mails = outbox_mail::Entity::find()
        .filter(outbox_mail::Column::ToAddress.eq(to))
        .filter(outbox_mail::Column::Subject.contains("code"))
        .all(&server.state().db)
        .await
        .unwrap();
    let last = mails.iter().max_by_key(|mail| mail.created_at).expect("a mail");
    six_digits(&last.text_body)
}

pub(crate) async fn texted_code(server: &TestServer) -> String {
    six_digits(&last_message(server).await.text)
}

pub(crate) async fn messages(server: &TestServer) -> u64 {
    let all = outbox_message::Entity::find().count(&server.state().db);
    all.await.unwrap()
}

/// What somebody is told of their account: waiting to be sent, or sent.
pub(crate) async fn told(server: &TestServer, to: &str) -> BTreeSet<(String, String)> {
    let db = &server.state().db;
    let waiting = queued_mail::Entity::find()
        .filter(queued_mail::Column::ToAddress.eq(to))
        .all(db)
        .await
        .unwrap();
    let sent = outbox_mail::Entity::find()
        .filter(outbox_mail::Column::ToAddress.eq(to))
        .all(db)
        .await
        .unwrap();
    let waiting = waiting.into_iter().map(|mail| (mail.subject, mail.text_body));
    waiting
        .chain(sent.into_iter().map(|mail| (mail.subject, mail.text_body)))
        .collect()
}

pub(crate) async fn recorded(server: &TestServer, kind: &str) -> Vec<audit_event::Model> {
    let trail = audit_event::Entity::find().filter(audit_event::Column::Kind.eq(kind));
    trail.all(&server.state().db).await.unwrap()
}

/// Verifies by the mailed code.
pub(crate) async fn by_mail(browser: &Browser<'_>, page: &Page, address: &str) -> Page {
    let page = choose(browser, page, "email").await;
    let page = send_to(browser, &page, address).await;
    let code = mailed_code(browser.server, address).await;
    enter(browser, &page, &code).await
}

pub(crate) async fn set_password(browser: &Browser<'_>, page: &Page, new: &str, again: &str) -> Page {
    let fields = [("new", new), ("confirm", again)];
    browser.send(page, "/reset/password", &fields).await
}

/// Whether this name and password sign in.
pub(crate) async fn signs_in(server: &TestServer, user_name: &str, password: &str) -> bool {
    let browser = Browser::new(server);
    let page = browser.open("/signin").await;
    let fields = [("user_name", user_name), ("password", password)];
    let page = browser.send(&page, "/signin", &fields).await;
    page.path != "/signin"
}

pub(crate) async fn change_person(server: &TestServer, first_name: &str, column: user::Column, to: bool) {
    user::Entity::update_many()
        .col_expr(column, Expr::value(to))
        .filter(user::Column::Id.eq(sample::user_id(first_name)))
        .exec(&server.state().db)
        .await
        .unwrap();
}

pub(crate) async fn open_resets(server: &TestServer) -> Vec<password_reset::Model> {
    let all = password_reset::Entity::find().all(&server.state().db);
    all.await.unwrap()
}

/// Gives a person answers to the first questions of the list.
pub(crate) async fn add_answers(server: &TestServer, first_name: &str, answers: &[&str]) {
    let given: Vec<Given> = PREDEFINED
        .iter()
        .zip(answers)
        .map(|(question, answer)| Given {
            question_id: question.id.to_owned(),
            answer: SecretString::from(*answer),
        })
        .collect();
    let rules = workpass_server::store::values::QuestionRules {
        required: u32::try_from(answers.len()).unwrap(),
        ..Default::default()
    };
    let fit = questions::check(&rules, &given).unwrap();
    let user = person(server, first_name).await;
    let event = Event::of("test", &user);
    assert!(
        questions::keep(server.state(), &user, &given, fit, event)
            .await
            .unwrap()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b126_b127_b140_the_page_is_reached_from_signing_in_with_the_name_filled_in() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    assert!(page.says("href=\"/reset\"") && page.says("Forgot your password, or locked out?"));
    let page = browser
        .open("/signin?login_hint=anna%40noorderlicht.example")
        .await;
    assert!(
        page.says("href=\"/reset?username=anna%40noorderlicht.example\""),
        "{}",
        page.html
    );
    let page = browser.open("/reset?username=anna%40noorderlicht.example").await;
    assert!(page.says("value=\"anna@noorderlicht.example\""), "{}", page.html);
    assert!(page.says("I forgot my password") && page.says("but my account is locked"));
    assert!(page.says("Servicedesk ICT, +31 50 555 01 00"), "whom to ask");
    assert!(!page.says("<script"), "it works without");
    for (fields, problem) in [
        (vec![("purpose", "reset")], "Enter your user name"),
        (vec![("user_name", ANNA)], "Choose what is the matter"),
        (
            vec![("user_name", ANNA), ("purpose", "theft")],
            "Choose what is the matter",
        ),
    ] {
        let refused = browser.send(&page, "/reset", &fields).await;
        assert!(
            refused.path == "/reset" && refused.says(problem),
            "{}",
            refused.html
        );
    }
    let dutch = browser.open("/language?to=nl&next=/reset").await;
    assert!(dutch.says("Ik ben mijn wachtwoord vergeten"), "{}", dutch.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b126_where_there_is_no_reset_the_helpdesk_stands_in_its_place() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let form = browser.open("/reset").await;
    policies(&server, |rules| rules.password_reset_enabled = false).await;
    assert!(!browser.open("/signin").await.says("/reset"));
    let page = browser.open("/reset").await;
    assert!(
        page.says("does not let you reset") && page.says("Servicedesk ICT"),
        "{}",
        page.html
    );
    let fields = [("user_name", ANNA), ("purpose", "reset")];
    let page = browser.send(&form, "/reset", &fields).await;
    assert!(page.says("does not let you reset"), "{}", page.html);
    assert!(open_resets(&server).await.is_empty());

    // A page of the organization's own takes its place.
    let db = &server.state().db;
    let organization = tenant::Entity::find_by_id(sample::tenant_id());
    let organization = organization.one(db).await.unwrap().unwrap();
    let mut settings = organization.settings.clone();
    settings.password_reset_page = Some("https://wachtwoord.noorderlicht.example/".to_owned());
    let mut change = organization.into_active_model();
    change.settings = sea_orm::ActiveValue::Set(settings);
    change.update(db).await.unwrap();
    for at in ["/signin", "/reset"] {
        let page = browser.open(at).await;
        assert!(
            page.says("href=\"https://wachtwoord.noorderlicht.example/\""),
            "{at}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b128_b130_b132_b133_two_kinds_verify_and_a_new_password_is_set() {
    let server = TestServer::start().await;
    let app = add_app(&server, "anna").await;
    add_phone(&server, "anna", NUMBER).await;
    server.app_token("anna").await;
    let signed_in = Browser::new(&server);
    let page = signed_in.open("/signin").await;
    assert_eq!(signed_in.sign_in(&page, "anna").await.path, "/signin/verify");

    let browser = Browser::new(&server);
    let page = begin(&browser, " Anna@Noorderlicht.example ", "reset").await;
    assert_eq!(page.path, "/reset/verify", "{}", page.html);
    // What the organization allows, whatever Anna has.
    let all = [
        "approval",
        "code",
        "text",
        "call",
        "call-office",
        "email",
        "questions",
    ];
    assert_eq!(ways(&page), all);
    for part in [
        "aria-current=\"step\">Verification step 1<",
        "Verification step 2",
        "Choose a new password",
    ] {
        assert!(page.says(part), "{part}");
    }
    for no in ["pass", "password", "passkey", "recovery", ""] {
        let refused = browser.send(&page, "/reset/verify/way", &[("way", no)]).await;
        assert!(refused.status == 400 || no.is_empty(), "{no}");
    }
    let page = by_mail(&browser, &page, ANNAS_MAIL).await;
    server.state().background.settle().await;
    let noted = sent_mail::Entity::find()
        .filter(sent_mail::Column::UserId.eq(sample::user_id("anna")))
        .filter(sent_mail::Column::ToAddress.eq(ANNAS_MAIL))
        .all(&server.state().db)
        .await
        .unwrap();
    assert!(!noted.is_empty(), "B-179: the export says that a mail went out");
    assert_eq!(page.path, "/reset/verify", "{}", page.html);
    assert_eq!(
        ways(&page),
        ["code", "text", "call"],
        "what Anna has of another kind"
    );
    assert!(
        page.says("aria-current=\"step\">Verification step 2<"),
        "{}",
        page.html
    );
    assert_eq!(
        browser.open("/reset/password").await.path,
        "/reset/verify",
        "not yet"
    );
    let again = choose(&browser, &page, "email").await;
    assert_eq!(again.status, 400, "the same kind twice");

    let page = choose(&browser, &page, "code").await;
    let page = enter(&browser, &page, &app.code(&server)).await;
    assert_eq!(page.path, "/reset/password", "{}", page.html);
    assert!(page.says("aria-current=\"step\">Choose a new password<") && page.says("8 to 256 characters"));
    for (new, again, problem) in [
        (NEW, "kwelder fluit anker acht", "not the same"),
        (NEW, "", "Fill everything in"),
        ("kort", "kort", "at least 8 characters"),
        (
            "anna-op-het-wad-vandaag",
            "anna-op-het-wad-vandaag",
            "a part of your name",
        ),
        ("Noorderlicht1", "Noorderlicht1", "too easy to guess"),
        (password("anna"), password("anna"), "You had this password before"),
    ] {
        let refused = set_password(&browser, &page, new, again).await;
        assert!(
            refused.path == "/reset/password" && refused.says(problem),
            "{new}: {}",
            refused.html
        );
    }
    let done = set_password(&browser, &page, NEW, NEW).await;
    assert_eq!(done.path, "/reset/done", "{}", done.html);
    assert!(done.says("Your password was changed") && done.says("href=\"/signin\""));

    assert!(signs_in(&server, ANNA, NEW).await && !signs_in(&server, ANNA, password("anna")).await);
    let over = grant::Entity::find().all(&server.state().db).await.unwrap();
    assert!(
        over.iter()
            .all(|grant| grant.revoked_because.as_deref() == Some("password_reset"))
    );
    assert_eq!(
        signed_in.open("/signin/verify").await.path,
        "/signin",
        "what was under way ended"
    );
    assert!(open_resets(&server).await.is_empty());
    let done = recorded(&server, "password.reset").await;
    assert_eq!(
        (done.len(), done[0].detail.0["proof"].as_str()),
        (1, "email,code")
    );
    for to in [ANNA, ANNAS_MAIL] {
        let told = told(&server, to).await;
        let (_, text) = told
            .iter()
            .find(|(subject, _)| subject.starts_with("Er is een nieuw wachtwoord ingesteld"))
            .unwrap_or_else(|| panic!("{to}: {told:?}"));
        assert!(text.contains("127.0.0.1") && text.contains("Servicedesk ICT") && !text.contains("http"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b129_the_number_is_typed_and_has_to_be_the_registered_one() {
    let server = TestServer::start().await;
    add_phone(&server, "anna", NUMBER).await;
    let browser = Browser::new(&server);
    let page = begin(&browser, ANNA, "reset").await;
    let asked = choose(&browser, &page, "text").await;
    assert!(asked.says("Phone number") && !asked.says("1234") && !asked.says("name=\"code\""));
    let unreadable = send_to(&browser, &asked, "call me").await;
    assert!(unreadable.says("This is no phone number"), "{}", unreadable.html);
    let other = send_to(&browser, &asked, "06 5000 9999").await;
    assert!(
        other.says("If +31650009999 belongs to this account"),
        "{}",
        other.html
    );
    assert_eq!(messages(&server).await, 0, "it is not Anna's");
    assert!(enter(&browser, &other, "000000").await.says(WRONG));

    server.clock.step(Duration::from_secs(31));
    let asked = choose(&browser, &page, "text").await;
    let sent = send_to(&browser, &asked, "06 5000 1234").await;
    assert!(
        sent.says("If +31650001234 belongs to this account"),
        "{}",
        sent.html
    );
    assert_eq!(messages(&server).await, 1);
    let soon = send_to(&browser, &sent, NUMBER).await;
    assert!(soon.says("You can ask again in 30 s"), "{}", soon.html);
    assert_eq!(messages(&server).await, 1);
    let code = texted_code(&server).await;
    let spaced = format!(" {}-{} ", &code[..3], &code[3..]);
    let page = enter(&browser, &sent, &spaced).await;
    assert_eq!(ways(&page), ["email"], "{}", page.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b128_calls_verify_when_the_key_is_pressed() {
    let server = TestServer::start().await;
    add_phone_in(&server, "anna", "office", "+31505550100").await;
    let browser = Browser::new(&server);
    let page = begin(&browser, ANNA, "reset").await;
    let asked = choose(&browser, &page, "call-office").await;
    let page = send_to(&browser, &asked, "050 555 01 00").await;
    assert!(page.says("we are calling now") && page.says("data-watch=\"/reset/verify/state\""));
    let waits = browser.open("/reset/verify/state").await;
    assert_eq!(waits.html, r#"{"waiting":true}"#);
    let call = last_message(&server).await;
    assert_eq!(
        (call.channel.as_str(), call.to_number.as_str()),
        ("voice", "+31505550100")
    );
    let press = server
        .http
        .post(server.url(&format!("/dev/messages/{}/press", call.id)));
    assert_eq!(press.send().await.unwrap().status(), 303);
    assert_eq!(
        browser.open("/reset/verify/state").await.html,
        r#"{"waiting":false}"#
    );
    let page = browser.open("/reset/verify").await;
    assert_eq!(ways(&page), ["email"], "{}", page.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b131_where_one_is_enough_it_is_the_code_of_the_app() {
    let server = TestServer::start().await;
    policies(&server, |rules| rules.methods_required = 1).await;
    let app = add_app(&server, "sanne").await;
    let browser = Browser::new(&server);
    let page = begin(&browser, "sanne@noorderlicht.example", "reset").await;
    assert!(!ways(&page).contains(&"approval".to_owned()) && ways(&page).contains(&"code".to_owned()));
    assert!(
        page.says(">Verification<") && !page.says("step 2"),
        "{}",
        page.html
    );
    let page = choose(&browser, &page, "code").await;
    let wrong = enter(&browser, &page, &app.wrong_code(&server)).await;
    assert!(wrong.says(WRONG));
    let page = enter(&browser, &wrong, &app.code(&server)).await;
    assert_eq!(page.path, "/reset/password", "{}", page.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b128_recovery_codes_verify_where_policy_says_so() {
    let server = TestServer::start().await;
    policies(&server, |rules| {
        rules.methods_required = 1;
        let rule = MethodRule {
            allowed: true,
            maximum: 1,
            usable_for: vec!["passwordReset".to_owned()],
            ..MethodRule::default()
        };
        rules.methods.insert("recoveryCodes".to_owned(), rule);
    })
    .await;
    let codes = add_recovery_codes(&server, "sanne").await;
    let browser = Browser::new(&server);
    let page = begin(&browser, "sanne@noorderlicht.example", "reset").await;
    let page = choose(&browser, &page, "recovery").await;
    assert!(enter(&browser, &page, "BCDFG-99999").await.says(WRONG));
    let page = enter(&browser, &page, &codes[0]).await;
    assert_eq!(page.path, "/reset/password", "{}", page.html);
    // The last one gets as far as the first.
    for code in &codes[1..codes.len() - 1] {
        let (user, state) = (person(&server, "sanne").await, server.state());
        let spent = recovery_codes::verify(state, &user, code).await.unwrap();
        assert!(matches!(spent, Verdict::Proven(_)));
    }
    let last = Browser::new(&server);
    let page = begin(&last, "sanne@noorderlicht.example", "reset").await;
    let page = choose(&last, &page, "recovery").await;
    let page = enter(&last, &page, codes.last().unwrap()).await;
    assert_eq!(page.path, "/reset/password", "{}", page.html);
    // It is spent.
    let other = Browser::new(&server);
    let page = begin(&other, "sanne@noorderlicht.example", "reset").await;
    let page = choose(&other, &page, "recovery").await;
    assert!(enter(&other, &page, &codes[0]).await.says(WRONG));
}

#[tokio::test(flavor = "multi_thread")]
async fn b127_who_knows_the_password_unlocks_the_account_and_keeps_it() {
    let server = TestServer::start().await;
    policies(&server, |rules| rules.methods_required = 1).await;
    server.app_token("anna").await;
    for n in 0..10 {
        assert!(!signs_in(&server, ANNA, &format!("wrong {n}")).await);
    }
    assert!(!signs_in(&server, ANNA, password("anna")).await, "locked");
    let browser = Browser::new(&server);
    let page = begin(&browser, ANNA, "unlock").await;
    assert!(page.says("Unlock your account"), "the last step");
    let page = by_mail(&browser, &page, ANNAS_MAIL).await;
    assert!(
        page.path == "/reset/password" && page.says("Your password stays as it is"),
        "{}",
        page.html
    );
    assert!(!page.says("type=\"password\""));
    let done = browser.send(&page, "/reset/password", &[]).await;
    assert!(
        done.path == "/reset/done" && done.says("Your account is unlocked"),
        "{}",
        done.html
    );
    assert!(signs_in(&server, ANNA, password("anna")).await);
    let kept = grant::Entity::find().all(&server.state().db).await.unwrap();
    assert!(kept.iter().all(|grant| grant.revoked_at.is_none()));
    assert_eq!(recorded(&server, "account.unlocked").await.len(), 1);
    for to in [ANNA, ANNAS_MAIL] {
        let told = told(&server, to).await;
        assert!(
            told.iter()
                .any(|(subject, _)| subject.starts_with("Uw account is ontgrendeld")),
            "{told:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b133_the_browsers_of_the_person_end_and_others_stay() {
    let server = TestServer::start().await;
    policies(&server, |rules| rules.methods_required = 1).await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    browser.sign_in(&page, "anna").await;
    let others = Browser::new(&server);
    let page = others.open("/signin").await;
    others.sign_in(&page, "emma").await;
    let page = begin(&browser, ANNA, "reset").await;
    let page = by_mail(&browser, &page, ANNAS_MAIL).await;
    let done = set_password(&browser, &page, NEW, NEW).await;
    assert!(
        done.path == "/reset/done" && !done.says("Signed in as"),
        "{}",
        done.html
    );
    let left = browser_session::Entity::find()
        .all(&server.state().db)
        .await
        .unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].user_id, sample::user_id("emma"));
}
