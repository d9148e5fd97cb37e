//! Who cannot reset is told why, and administrators are more careful with themselves.

use std::collections::BTreeSet;
use std::time::Duration;

use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use workpass_server::sample;
use workpass_server::store::entities::{tenant, user};

use crate::browser::{Browser, Page};
use crate::enrolled::{add_app, add_phone, person};
use crate::reset::{
    ANNA, ANNAS_MAIL, NEW, NUMBER, WRONG, add_answers, begin, by_mail, change_person, choose, enter,
    messages, open_resets, policies, set_password, told, ways,
};
use crate::reset_questions::answer;
use crate::support::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn b121_b134_b135_b136_who_cannot_is_told_why_by_mail_once_a_day() {
    let server = TestServer::start().await;
    change_person(&server, "noor", user::Column::AccountEnabled, false).await;
    for (first_name, reason) in [
        ("sanne", "niet genoeg beveiligingsmethoden"),
        ("wietske", "eigen systeem van uw organisatie"),
        ("noor", "uw account is uitgeschakeld"),
    ] {
        let (name, work) = (
            format!("{first_name}@noorderlicht.example"),
            person(&server, first_name).await.mail,
        );
        let work = work.unwrap();
        for (minutes, expected) in [(0, 1), (10, 1), (24 * 60, 2)] {
            server.clock.step(Duration::from_secs(minutes * 60));
            let page = begin(&Browser::new(&server), &name, "reset").await;
            assert_eq!(page.path, "/reset/verify");
            let told = told(&server, &work).await;
            assert_eq!(told.len(), expected, "{first_name}: {told:?}");
            assert!(
                told.iter()
                    .all(|(_, text)| text.contains(reason) && text.contains("Servicedesk")),
                "{told:?}"
            );
        }
        assert_eq!(messages(&server).await, 0);
    }
    policies(&server, |rules| {
        rules.password_reset_enabled = rules.questions.custom.is_empty();
    })
    .await;
    begin(&Browser::new(&server), "james@noorderlicht.example", "reset").await;
    let told = told(&server, "james@noorderlicht.example").await;
    assert!(
        told.iter()
            .any(|(_, text)| text.contains("has not turned on password reset")),
        "{told:?}"
    );
    assert!(open_resets(&server).await.iter().all(|row| row.user_id.is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn b134_b135_b136_who_proved_something_is_told_why_on_the_page() {
    let server = TestServer::start().await;
    add_phone(&server, "anna", NUMBER).await;
    let browser = Browser::new(&server);
    let page = begin(&browser, ANNA, "reset").await;
    by_mail(&browser, &page, ANNAS_MAIL).await;
    change_person(&server, "anna", user::Column::PasswordOnPremises, true).await;
    let page = browser.open("/reset/verify").await;
    assert!(
        page.says("kept in a system of your organization") && page.says("Servicedesk ICT"),
        "{}",
        page.html
    );
    change_person(&server, "anna", user::Column::PasswordOnPremises, false).await;
    policies(&server, |rules| rules.password_reset_enabled = false).await;
    let page = browser.open("/reset/password").await;
    assert!(page.says("not enabled for password reset"), "{}", page.html);
    policies(&server, |rules| {
        rules.password_reset_enabled = true;
        rules.methods.remove("phone");
    })
    .await;
    let page = browser.open("/reset/verify").await;
    assert!(page.says("We could not verify your account"), "{}", page.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b138_b139_an_administrator_takes_two_without_questions_and_the_others_hear_of_it() {
    let server = TestServer::start().await;
    policies(&server, |rules| rules.methods_required = 1).await;
    change_person(&server, "james", user::Column::IsAdministrator, true).await;
    let name = "pieter@noorderlicht.example";
    let answers = ["Texel", "Kade 3", "het boothuis"];
    add_answers(&server, "pieter", &answers).await;
    // Questions and an address: one of what counts.
    begin(&Browser::new(&server), name, "reset").await;
    assert!(open_resets(&server).await[0].user_id.is_none());
    let app = add_app(&server, "pieter").await;
    let browser = Browser::new(&server);
    let page = begin(&browser, name, "reset").await;
    let asked = choose(&browser, &page, "questions").await;
    assert!(answer(&browser, &asked, &answers).await.says(WRONG));
    let page = by_mail(&browser, &page, "pieter.bakker@postbus.example").await;
    assert_eq!(
        ways(&page),
        ["code"],
        "one more, though one is enough for others: {}",
        page.html
    );
    let page = choose(&browser, &page, "code").await;
    let page = enter(&browser, &page, &app.code(&server)).await;
    let done = set_password(&browser, &page, NEW, NEW).await;
    assert_eq!(done.path, "/reset/done", "{}", done.html);
    let other = told(&server, "james@noorderlicht.example").await;
    assert!(
        other.iter().any(
            |(subject, text)| subject.starts_with("An administrator set a new password")
                && text.contains("Pieter Bakker (pieter@noorderlicht.example)")
        ),
        "{other:?}"
    );
    assert!(told(&server, ANNA).await.is_empty(), "who is none hears nothing");
}

/// Asks the administrators for help.
async fn ask_for_help(browser: &Browser<'_>, name: &str) -> Page {
    let page = browser.open("/reset/contact").await;
    let page = browser
        .send(&page, "/reset/contact", &[("user_name", name)])
        .await;
    browser.server.state().background.settle().await;
    page
}

const HELP_WANTED: &str = "Somebody cannot get in and asks for help";

#[tokio::test(flavor = "multi_thread")]
async fn b134_b135_b139_the_administrators_hear_who_asks_for_help_and_why_it_does_not_work() {
    let server = TestServer::start().await;
    change_person(&server, "james", user::Column::IsAdministrator, true).await;
    let (sanne, james) = ("sanne@noorderlicht.example", "james@noorderlicht.example");
    let browser = Browser::new(&server);
    let page = ask_for_help(&browser, " Sanne@Noorderlicht.example ").await;
    assert!(
        page.says("If this user name is known at your organization"),
        "{}",
        page.html
    );
    let mails = told(&server, james).await;
    let (_, text) = mails
        .iter()
        .find(|(subject, _)| subject.starts_with(HELP_WANTED))
        .expect("a mail");
    for part in [
        sanne,
        "127.0.0.1",
        "not enough security methods are registered",
        "Call your colleague on a number that you know yourself",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // Whose name it is hears of it as well.
    let own = told(&server, sanne).await;
    assert!(
        own.iter()
            .any(|(subject, _)| subject.starts_with("Uw beheerders zijn om hulp gevraagd"))
    );
    // Of somebody who could reset it is said that they can.
    add_app(&server, "anna").await;
    ask_for_help(&browser, ANNA).await;
    let mails = told(&server, james).await;
    assert!(
        mails
            .iter()
            .any(|(_, text)| text.contains(ANNA) && text.contains("can set a new password by itself")),
        "{mails:?}"
    );
    // Once a day, however often somebody asks.
    ask_for_help(&browser, ANNA).await;
    assert_eq!(told(&server, james).await.len(), mails.len());
    server.clock.step(Duration::from_secs(24 * 3600));
    ask_for_help(&browser, ANNA).await;
    assert_eq!(told(&server, james).await.len(), mails.len() + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn b139_without_administrators_the_technical_contacts_hear_of_it() {
    let server = TestServer::start().await;
    change_person(&server, "pieter", user::Column::AccountEnabled, false).await;
    ask_for_help(&Browser::new(&server), ANNA).await;
    let mails = told(&server, "ict@noorderlicht.example").await;
    assert!(mails.iter().any(|(_, text)| text.contains(ANNA)), "{mails:?}");
    // An administrator who asks is told of to the others, and there are none.
    let db = &server.state().db;
    let organization = tenant::Entity::find_by_id(sample::tenant_id());
    let organization = organization.one(db).await.unwrap().unwrap();
    let mut settings = organization.settings.clone();
    settings.technical_notification_mails = vec!["no address".to_owned()];
    let mut change = organization.into_active_model();
    change.settings = sea_orm::ActiveValue::Set(settings);
    change.update(db).await.unwrap();
    let page = ask_for_help(&Browser::new(&server), "emma@noorderlicht.example").await;
    assert!(page.says("If this user name is known"), "{}", page.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b126_b139_asking_for_help_looks_the_same_for_every_name_and_is_limited_alike() {
    let server = TestServer::start().await;
    let mut seen = BTreeSet::new();
    for name in [
        ANNA,
        "nobody@noorderlicht.example",
        "wietske@noorderlicht.example",
        "zzz",
        "\u{202e}\u{1f9d9}",
    ] {
        server.clock.step(Duration::from_secs(3601));
        let browser = Browser::new(&server);
        for round in 0..4 {
            let page = ask_for_help(&browser, name).await;
            let limited = page.says("It was asked for too often");
            assert_eq!(limited, round == 3, "{name}: {}", page.html);
            if round == 0 {
                assert_eq!(
                    (page.status.as_u16(), page.path.as_str()),
                    (200, "/reset/contact")
                );
                seen.insert(page.html.clone());
            }
        }
    }
    assert_eq!(seen.len(), 1, "{seen:#?}");
    let page = ask_for_help(&Browser::new(&server), "  ").await;
    assert!(page.says("Enter your user name"), "{}", page.html);
}
